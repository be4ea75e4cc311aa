// Package seal keeps a secret that must be read again: encrypted with AES-256-GCM, under a key that is derived from
// SECRET_KEY for one purpose. What was sealed for one purpose does not open for another.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
)

// least is how long a secret must be, in bytes.
const least = 32

// Box seals and opens. It may be used by all requests at once.
type Box struct{ aead cipher.AEAD }

// New makes the box of a purpose. secret is the portal's SECRET_KEY.
func New(secret []byte, purpose string) (*Box, error) {
	if len(secret) < least {
		return nil, fmt.Errorf("seal: a secret of %d bytes, less than %d", len(secret), least)
	}
	key, err := hkdf.Key(sha256.New, secret, nil, "cartable seal: "+purpose, 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	return &Box{aead}, err
}

// Digest names a drawn secret in the database: the secret itself is kept nowhere.
func Digest(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// Seal encrypts; twice the same gives two results.
func (b *Box) Seal(plain []byte) []byte { return b.aead.Seal(nil, nil, plain, nil) } // #nosec G407 -- cipher.NewGCMWithRandomNonce draws the nonce itself

// Open decrypts, or fails when a bit was changed, the purpose is another, or SECRET_KEY is.
func (b *Box) Open(sealed []byte) ([]byte, error) {
	plain, err := b.aead.Open(nil, nil, sealed, nil)
	if err != nil {
		return nil, errors.New("seal: this does not open")
	}
	return plain, nil
}

// Text seals a text into a text.
func (b *Box) Text(plain string) string {
	return base64.RawURLEncoding.EncodeToString(b.Seal([]byte(plain)))
}

// Read opens what Text sealed.
func (b *Box) Read(sealed string) (string, error) {
	raw, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil {
		return "", errors.New("seal: this does not open")
	}
	plain, err := b.Open(raw)
	return string(plain), err
}
