// Package seal encrypts secrets that must be read again, with AES-256-GCM, under a key that is derived from SECRET_KEY
// for one purpose. A value sealed for one purpose does not open for another.
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

// least is the minimum length of a secret, in bytes.
const least = 32

// Box seals and opens. It is safe for concurrent use.
type Box struct{ aead cipher.AEAD }

// New returns the box of a purpose. secret is the portal's SECRET_KEY.
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

// Digest returns the hash by which the database identifies a random secret: the secret itself is not stored.
func Digest(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// Seal encrypts; the same text sealed twice gives two results.
func (b *Box) Seal(plain []byte) []byte {
	return b.aead.Seal(nil, nil, plain,
		nil)
} // #nosec G407 -- cipher.NewGCMWithRandomNonce draws the nonce itself

// Open decrypts. It fails when a bit was changed, or the purpose or SECRET_KEY is another.
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
