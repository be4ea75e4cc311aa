package account_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"testing"

	"github.com/fxamacker/cbor/v2"

	"cartable/app/account"
)

// authenticator is a phone that keeps one passkey. It behaves correctly unless a test changes a field.
type authenticator struct {
	t       *testing.T
	private *ecdsa.PrivateKey
	id      []byte
	handle  string
	counter uint32

	origin   string // of the page, as the browser reports it
	rp       string
	verified bool // the user was verified, for example by fingerprint
}

func newAuthenticator(t *testing.T) *authenticator {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	a := &authenticator{t: t, private: private, id: make([]byte, 16), origin: "http://localhost:8080", rp: "localhost",
		verified: true}
	rand.Read(a.id)
	return a
}

// options is the part of a challenge that this phone reads.
type options struct {
	Challenge        string
	User             struct{ ID string }
	UserVerification string
	AllowCredentials []any
	Selection        struct{ ResidentKey, UserVerification string } `json:"authenticatorSelection"`
}

func (a *authenticator) read(asked account.Asked) (o options) {
	a.t.Helper()
	if err := json.Unmarshal(asked.Options, &o); err != nil {
		a.t.Fatal(err)
	}
	return o
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// client is the data that the browser signs: the kind of ceremony, the challenge, the page.
func (a *authenticator) client(kind, challenge string) []byte {
	text, _ := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": a.origin,
		"crossOrigin": false})
	return text
}

// data is the authenticator data of the phone. If attested, it includes the new key.
func (a *authenticator) data(attested bool) []byte {
	a.t.Helper()
	rp := sha256.Sum256([]byte(a.rp))
	flags := byte(1)
	if a.verified {
		flags |= 4
	}
	if attested {
		flags |= 0x40
	}
	out := binary.BigEndian.AppendUint32(append(rp[:], flags), a.counter)
	if !attested {
		return out
	}
	out = append(out, make([]byte, 16)...)
	out = append(binary.BigEndian.AppendUint16(out, uint16(len(a.id))), a.id...)
	point, err := a.private.PublicKey.Bytes()
	if err != nil {
		a.t.Fatal(err)
	}
	key, err := cbor.Marshal(map[int]any{1: 2, 3: -7, -1: 1, -2: point[1:33], -3: point[33:]})
	if err != nil {
		a.t.Fatal(err)
	}
	return append(out, key...)
}

// create answers a challenge for a new key.
func (a *authenticator) create(asked account.Asked) string {
	a.t.Helper()
	o := a.read(asked)
	a.handle = o.User.ID
	attestation, err := cbor.Marshal(map[string]any{"fmt": "none", "attStmt": map[string]any{},
		"authData": a.data(true)})
	if err != nil {
		a.t.Fatal(err)
	}
	return a.answer(map[string]any{"clientDataJSON": b64(a.client("webauthn.create", o.Challenge)),
		"attestationObject": b64(attestation), "transports": []string{"internal"}})
}

// get answers a challenge for any key.
func (a *authenticator) get(asked account.Asked) string {
	a.t.Helper()
	a.counter++
	client, data := a.client("webauthn.get", a.read(asked).Challenge), a.data(false)
	hash := sha256.Sum256(client)
	signed := sha256.Sum256(append(append([]byte{}, data...), hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, a.private, signed[:])
	if err != nil {
		a.t.Fatal(err)
	}
	return a.answer(map[string]any{"clientDataJSON": b64(client), "authenticatorData": b64(data),
		"signature": b64(signature), "userHandle": a.handle})
}

func (a *authenticator) answer(response map[string]any) string {
	text, _ := json.Marshal(map[string]any{"id": b64(a.id), "rawId": b64(a.id), "type": "public-key",
		"response": response, "clientExtensionResults": map[string]any{}})
	return string(text)
}
