package account

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"image/png"
	"strconv"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"

	"cartable/app/domain/factor"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/seal"
	"cartable/db"
)

// TOTPSetup is a secret for a phone, shown until a first code proves that the phone has it. Nothing is stored before:
// the page itself carries the secret, sealed and bound to the session.
type TOTPSetup struct {
	Secret  string // to type, in groups of four
	Address string // "otpauth://…": opens the authenticator application of the phone that shows the page
	Picture []byte // the QR code of Address, a PNG
	Sealed  string // sent back with the first code
	Replace bool   // the account already has a secret, which this one replaces
	Forced  bool   // the second factor is mandatory for the account
}

// totpSetupLasts is how long the setup page stays valid.
const totpSetupLasts = 30 * time.Minute

// totpStep is how long a code lasts, in seconds; the codes before and after are accepted too, because clocks differ.
const totpStep = 30

// pending is the content of Sealed.
type pending struct {
	Secret    []byte
	AccountID int64
	SessionID string
	Replace   bool
	Until     int64 // seconds since 1970
}

// NewTOTP draws a secret for an account that has none.
func (p *Accounts) NewTOTP(v Visitor) (TOTPSetup, error) {
	if v.Factor {
		return TOTPSetup{}, fault.Conflictf("La validation en deux étapes est déjà activée.")
	}
	return p.draw(v, false)
}

// ReplaceTOTP draws a secret that replaces the account's, for another phone.
func (p *Accounts) ReplaceTOTP(v Visitor) (TOTPSetup, error) {
	if !v.Factor {
		return TOTPSetup{}, noFactor()
	}
	return p.draw(v, true)
}

func (p *Accounts) draw(v Visitor, replace bool) (TOTPSetup, error) {
	var secret [20]byte
	rand.Read(secret[:])
	return p.show(v, pending{Secret: secret[:], AccountID: v.AccountID, SessionID: v.SessionID, Replace: replace,
		Until: time.Now().Add(totpSetupLasts).Unix()})
}

// ShowTOTP shows a secret again, after a wrong code. It returns Conflict if the page is too old, or belongs to another
// session.
func (p *Accounts) ShowTOTP(v Visitor, sealed string) (TOTPSetup, error) {
	one, err := p.openPending(v, sealed)
	if err != nil {
		return TOTPSetup{}, err
	}
	return p.show(v, one)
}

func (p *Accounts) show(v Visitor, one pending) (TOTPSetup, error) {
	box, err := seal.New(p.SecretKey, "second factor, not confirmed")
	if err != nil {
		return TOTPSetup{}, err
	}
	text, err := json.Marshal(one) // #nosec G117 -- sealed on the next line
	if err != nil {
		return TOTPSetup{}, err
	}
	secret, err := totp.Generate(totp.GenerateOpts{Issuer: issuerOf(v), AccountName: v.Login, Period: totpStep,
		Secret: one.Secret})
	if err != nil {
		return TOTPSetup{}, err
	}
	picture, err := pictureOf(secret)
	return TOTPSetup{Secret: groups(secret.Secret()), Address: secret.URL(), Picture: picture,
		Sealed:  base64.RawURLEncoding.EncodeToString(box.Seal(text)),
		Replace: one.Replace, Forced: p.needsFactor(v)}, err
}

func (p *Accounts) openPending(v Visitor, sealed string) (one pending, err error) {
	box, err := seal.New(p.SecretKey, "second factor, not confirmed")
	if err != nil {
		return one, err
	}
	stale := fault.Conflictf("Cette page est restée ouverte trop longtemps. Revenez en arrière et recommencez.")
	raw, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil {
		return one, stale
	}
	text, err := box.Open(raw)
	if err != nil || json.Unmarshal(text, &one) != nil || one.AccountID != v.AccountID ||
		one.SessionID != v.SessionID || time.Now().Unix() > one.Until {
		return pending{}, stale
	}
	return one, nil
}

// ConfirmTOTP checks the first code of a secret: from now on the account has a second factor, and this session,
// renamed, has passed it. codes are the recovery codes, shown only once; there are none when a phone is replaced.
func (p *Accounts) ConfirmTOTP(ctx context.Context, v Visitor, sealed, typed string) (token string, codes []string,
	err error) {
	one, err := p.openPending(v, sealed)
	if err != nil {
		return "", nil, err
	}
	code, shaped := factor.Code(typed)
	step, right := stepOf(code, one.Secret, time.Now(), 0)
	if !shaped || !right {
		return "", nil, fault.Invalidf("code", "Ce code n'est pas celui que l'application affiche en ce moment. "+
			"Vérifiez que l'heure du téléphone est juste, et recommencez.")
	}
	box, err := p.totpBox()
	if err != nil {
		return "", nil, err
	}
	kept := base64.RawURLEncoding.EncodeToString(box.Seal(one.Secret))
	err = p.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		codes = nil
		done, err := q.SetTOTP(ctx, v.AccountID, kept, step, p.Now(), one.Replace)
		if err != nil {
			return err
		}
		if !done {
			return fault.Conflictf("La validation en deux étapes est déjà activée.")
		}
		action := journal.FactorReplaced
		if !one.Replace {
			action = journal.FactorOn
			if codes, err = newCodes(ctx, q, v.AccountID); err != nil {
				return err
			}
		}
		if err := p.journal(ctx, q, v, action, ""); err != nil {
			return err
		}
		token, err = p.renew(ctx, q, v, "premier code du téléphone")
		return err
	})
	return token, codes, err
}

// GiveTOTP gives an account that has none a known secret, whose codes CodeNow tells: for the demonstration, where a
// second factor can be tried without a telephone. secret is in base 32.
func (p *Accounts) GiveTOTP(ctx context.Context, accountID int64, secret string) error {
	raw, err := base32.StdEncoding.DecodeString(secret)
	if err != nil {
		return err
	}
	box, err := p.totpBox()
	if err != nil {
		return err
	}
	sealed := base64.RawURLEncoding.EncodeToString(box.Seal(raw))
	_, err = p.DB.Write().SetTOTP(ctx, accountID, sealed, 0, p.Now(), false)
	return err
}

// CodeNow returns the code that a telephone with a secret shows at this moment.
func CodeNow(secret string) (string, error) { return totp.GenerateCode(secret, time.Now()) }

// stepOf returns the thirty-second step of a code, among the three around now and after the last one that was used.
func stepOf(code string, secret []byte, now time.Time, last int64) (step int64, right bool) {
	key := base32.StdEncoding.EncodeToString(secret)
	current := now.Unix() / totpStep
	for at := current - 1; at <= current+1; at++ {
		ok, err := hotp.ValidateCustom(code, uint64(at), key, hotp.ValidateOpts{Digits: otp.DigitsSix,
			Algorithm: otp.AlgorithmSHA1})
		if err == nil && ok && at > last {
			step, right = at, true
		}
	}
	return step, right
}

// totpBox seals the secrets of phones.
func (p *Accounts) totpBox() (*seal.Box, error) { return seal.New(p.SecretKey, "second factor") }

func (p *Accounts) openTOTPSecret(sealed string) (secret []byte, err error) {
	box, err := p.totpBox()
	if err != nil {
		return nil, err
	}
	raw, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil {
		return nil, err
	}
	return box.Open(raw)
}

// newCodes draws the recovery codes of an account and stores their hashes.
func newCodes(ctx context.Context, q db.Q, accountID int64) (codes []string, err error) {
	var hashes []string
	for range factor.RecoveryCodes {
		var draw [factor.RecoveryBytes]byte
		rand.Read(draw[:])
		code := factor.Recovery(draw)
		codes, hashes = append(codes, code), append(hashes, recoveryHash(accountID, code))
	}
	return codes, q.ReplaceRecoveryCodes(ctx, accountID, hashes)
}

// recoveryHash returns the stored form of a recovery code: 80 random bits need no slow hash.
func recoveryHash(accountID int64, code string) string {
	sum := sha256.Sum256([]byte(strconv.FormatInt(accountID, 10) + " " + code))
	return hex.EncodeToString(sum[:])
}

// issuerOf is the name that the application shows beside the code.
func issuerOf(v Visitor) string {
	if v.Structure == "" {
		return "Portail famille"
	}
	return "Portail famille " + strings.ReplaceAll(v.Structure, ":", " ")
}

// pictureSize is the side of the QR code, in pixels: four or five for each module, and a margin.
const pictureSize = 270

func pictureOf(secret *otp.Key) ([]byte, error) {
	image, err := secret.Image(pictureSize, pictureSize)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = png.Encode(&out, image)
	return out.Bytes(), err
}

// groups splits a secret into pieces that can be read aloud.
func groups(secret string) string {
	var b strings.Builder
	for i, r := range secret {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}
