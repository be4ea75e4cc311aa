package account

import (
	"context"
	"encoding/base64"
	"log/slog"
	"time"

	"cartable/app/domain/factor"
	"cartable/app/domain/fault"
	"cartable/app/seal"
	"cartable/app/seclog"
	"cartable/db"
)

// Before a sensitive change, a signed-in user proves their identity again: a phone left on a table has a session, but
// not its owner's password (ASVS 7.5.1). A sign-in counts as a proof, and a proof stays valid, so nobody is asked twice
// in ten minutes. app/web/proof.go lists the sensitive changes.

// ProofLasts is how long a proof, or a sign-in, is valid, on the machine's clock.
const ProofLasts = 10 * time.Minute

// Proved reports whether the user of a session has proved their identity within ProofLasts.
func Proved(v Visitor, now time.Time) bool { return now.Sub(v.ProvedAt) < ProofLasts }

// Proofs are the methods by which a user may prove their identity, besides their password.
type Proofs struct {
	Code, Passkey, FranceConnect bool
}

// Proofs returns the methods available to the visitor.
func (p *Accounts) Proofs(ctx context.Context, v Visitor) (Proofs, error) {
	s, err := p.Security(ctx, v)
	return Proofs{Code: v.Factor, Passkey: len(s.Passkeys) > 0, FranceConnect: s.Offered && !s.LinkedAt.IsZero()}, err
}

// Prove checks the visitor's password, or a TOTP code. It returns Invalid, for the field "preuve", if it is neither or
// the account has to wait.
func (p *Accounts) Prove(ctx context.Context, v Visitor, proof string) error {
	wrong := "Ce n'est pas votre mot de passe."
	if v.Factor {
		wrong = "Ce n'est ni votre mot de passe, ni un code de votre application."
	}
	return p.attempt(ctx, v, seclog.Proved, "preuve", wrong, func(ctx context.Context) (bool, error) {
		note := func(ctx context.Context, q db.Q) error { return q.ProveSession(ctx, v.SessionID, time.Now()) }
		if _, isCode := factor.Code(proof); isCode && v.Factor {
			return p.spend(ctx, v.AccountID, proof, note)
		}
		if proof == "" || len(proof) > maxPassword {
			return false, nil
		}
		account, found, err := p.DB.Read().AccountByLogin(ctx, v.Login)
		if err != nil {
			return false, err
		}
		right, err := matches(ctx, proof, account.PasswordHash, found)
		if err != nil || !right {
			return false, err
		}
		return true, note(ctx, p.DB.Write())
	})
}

// AskForProof returns a challenge for one of the visitor's passkeys.
func (p *Accounts) AskForProof(ctx context.Context, v Visitor) (Asked, error) {
	return p.askAnyPasskey(ctx, v.SessionID)
}

// ProveByPasskey accepts a passkey of the visitor; a passkey of another account is no proof.
func (p *Accounts) ProveByPasskey(ctx context.Context, v Visitor, token, answer string) error {
	account, err := p.holderOfPasskey(ctx, v.SessionID, token, answer)
	if err == nil && account.ID != v.AccountID {
		err = fault.Invalidf("preuve", "Cette clé d'accès n'est pas l'une des vôtres.")
	}
	if err != nil {
		seclog.Log(ctx, seclog.ProofRefused, slog.String("by", byPasskey))
		return err
	}
	return p.proved(ctx, v, byPasskey)
}

func (p *Accounts) proved(ctx context.Context, v Visitor, by string) error {
	seclog.Log(ctx, seclog.Proved, slog.String("by", by))
	return p.DB.Write().ProveSession(ctx, v.SessionID, time.Now())
}

// DepartToProve sends the visitor to FranceConnect, which authenticates them again. resume is the interrupted request:
// it is kept sealed, because they may be away for ten minutes, and Arrive returns it.
func (p *Accounts) DepartToProve(ctx context.Context, v Visitor, browser, resume string) (address string, err error) {
	box, err := p.resumeBox()
	if err != nil {
		return "", err
	}
	return p.depart(ctx, leaving{Browser: seal.Digest(browser), AccountID: v.AccountID, SessionID: v.SessionID,
		Prove:  true,
		Resume: base64.RawURLEncoding.EncodeToString(box.Seal([]byte(resume)))})
}

// arriveProved completes it: the identity must be the one linked to the account, and authenticated just now.
func (p *Accounts) arriveProved(ctx context.Context, v Visitor, linked db.Account, asked time.Time,
	resume string) (Arrival, error) {
	if linked.ID != v.AccountID || !asked.IsZero() && time.Since(asked) > IdentityLasts {
		seclog.Log(ctx, seclog.ProofRefused, slog.String("by", byFranceConnect))
		return Arrival{}, fault.Invalidf("preuve", "Cette identité FranceConnect n'est pas celle de votre compte, ou "+
			"n'a pas été confirmée à l'instant. Recommencez.")
	}
	box, err := p.resumeBox()
	if err != nil {
		return Arrival{}, err
	}
	raw, err := base64.RawURLEncoding.DecodeString(resume)
	if err != nil {
		return Arrival{}, err
	}
	text, err := box.Open(raw)
	if err != nil {
		return Arrival{}, err
	}
	return Arrival{Proved: true, Resume: string(text)}, p.proved(ctx, v, byFranceConnect)
}

func (p *Accounts) resumeBox() (*seal.Box, error) {
	return seal.New(p.SecretKey, "what was about to be done")
}
