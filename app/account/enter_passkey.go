package account

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"cartable/app/domain/fault"
	"cartable/app/patience"
	"cartable/app/seal"
	"cartable/db"
)

// AskForPasskey returns a challenge for any passkey to a browser that has not signed in. visit identifies the browser.
// It returns TooMany if one address asks too often: anybody can cause a row to be stored.
func (p *Accounts) AskForPasskey(ctx context.Context, visit string, from patience.Origin) (Asked, error) {
	if err := p.Patience().Bound(ctx, from); err != nil {
		return Asked{}, err
	}
	return p.askAnyPasskey(ctx, seal.Digest(visit))
}

func (p *Accounts) askAnyPasskey(ctx context.Context, bound string) (Asked, error) {
	library, err := p.passkeys()
	if err != nil {
		return Asked{}, err
	}
	options, data, err := library.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return Asked{}, fmt.Errorf("passkeys: %w", err)
	}
	return p.keepChallenge(ctx, db.ChallengeEnterPasskey, options.Response, asking{Data: *data, Bound: bound})
}

// EnterByPasskey signs in with a passkey, which counts as both factors. old is the previous token of the browser.
func (p *Accounts) EnterByPasskey(ctx context.Context, visit, token, answer, old string,
	from patience.Origin) (session string, err error) {
	account, err := p.holderOfPasskey(ctx, seal.Digest(visit), token, answer)
	if err != nil {
		if fault.KindOf(err) == fault.Invalid {
			p.logRefused(ctx, byPasskey, account.ID, "no key that opens an account")
		}
		return "", err
	}
	if session, err = p.open(ctx, account, opening{by: byPasskey, old: old, factor: true, from: from}); err != nil {
		return "", err
	}
	return session, p.Patience().Welcomed(ctx, from)
}

// holderOfPasskey finds the account whose passkey answered a challenge, and counts the use. bound is the value to which
// the challenge was bound. It returns Invalid for any other passkey; the account may be known even then.
func (p *Accounts) holderOfPasskey(ctx context.Context, bound, token, answer string) (account db.Account, err error) {
	one, err := p.asked(ctx, db.ChallengeEnterPasskey, token, bound)
	if err != nil {
		return account, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(answer))
	if err != nil {
		return account, notKnown(err)
	}
	library, err := p.passkeys()
	if err != nil {
		return account, err
	}
	row, found, err := p.DB.Read().PasskeyByCredential(ctx, base64.RawURLEncoding.EncodeToString(parsed.RawID))
	if err != nil {
		return account, err
	}
	if !found {
		return account, notKnown(nil)
	}
	holder, err := holderOf(Visitor{}, []db.Passkey{row})
	if err != nil {
		return account, err
	}
	_, used, err := library.ValidatePasskeyLogin(func(_, _ []byte) (webauthn.User, error) { return holder, nil },
		one.Data, parsed)
	if err != nil {
		return account, notKnown(err)
	}
	account, found, err = p.DB.Read().AccountByID(ctx, row.AccountID)
	if err != nil {
		return account, err
	}
	if !found {
		return account, notKnown(nil)
	}
	if used.Authenticator.CloneWarning {
		if err := p.refuseCopy(ctx, account, row); err != nil {
			return account, err
		}
		return account, notKnown(nil)
	}
	text, err := json.Marshal(used)
	if err != nil {
		return account, err
	}
	counted, err := p.DB.Write().UsePasskey(ctx, row, string(text), int64(used.Authenticator.SignCount), p.Now())
	if err == nil && !counted {
		err = notKnown(nil)
	}
	return account, err
}
