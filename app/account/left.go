package account

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"io"
	"time"

	"cartable/app/seal"
)

// A request that is sent after the session has ended is kept in the browser until the user has signed in again. It is
// sealed for their account: another account on the same phone cannot read it.

// LeftLasts is how long it is kept, on the machine's clock.
const LeftLasts = 30 * time.Minute

// maxLeft limits the size of the sealed text, in bytes: a browser sends it with every request.
const maxLeft = 2000

// SessionName is the name of a session where its token is not stored.
func SessionName(token string) string { return seal.Digest(token) }

// KeepLeft seals a text for an account; it returns "" if the text is too long.
func (p *Accounts) KeepLeft(accountID int64, text []byte) (string, error) {
	box, err := seal.New(p.SecretKey, "what was being sent")
	if err != nil {
		return "", err
	}
	plain := binary.BigEndian.AppendUint64(nil, uint64(accountID))
	plain = binary.BigEndian.AppendUint64(plain, uint64(time.Now().Unix()))
	packed := bytes.NewBuffer(plain)
	w, err := flate.NewWriter(packed, flate.BestCompression)
	if err != nil {
		return "", err
	}
	if _, err := w.Write(text); err != nil {
		return "", err
	}
	if err := w.Close(); err != nil {
		return "", err
	}
	sealed := box.Text(packed.String())
	if len(sealed) > maxLeft {
		return "", nil
	}
	return sealed, nil
}

// OpenLeft unseals a text for an account; ok is false if it was sealed for another account, or too long ago.
func (p *Accounts) OpenLeft(accountID int64, sealed string) (text []byte, ok bool) {
	box, err := seal.New(p.SecretKey, "what was being sent")
	if err != nil {
		return nil, false
	}
	plain, err := box.Read(sealed)
	if err != nil || len(plain) < 16 || binary.BigEndian.Uint64([]byte(plain)) != uint64(accountID) {
		return nil, false
	}
	at := time.Unix(int64(binary.BigEndian.Uint64([]byte(plain[8:]))), 0)
	if time.Since(at) > LeftLasts {
		return nil, false
	}
	text, err = io.ReadAll(flate.NewReader(bytes.NewReader([]byte(plain[16:]))))
	return text, err == nil
}
