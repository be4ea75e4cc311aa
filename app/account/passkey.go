package account

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/seal"
	"cartable/db"
)

// A passkey counts as two factors: the device that keeps it, and the finger, face or code that unlocks it. It signs in
// without a login or a password. A challenge works once, for five minutes, and is bound to the session that adds a
// passkey, or to the visit that signs in with one.

const (
	challengeLasts = 5 * time.Minute
	mostPasskeys   = 10 // for each account
	longestName    = 40 // characters
)

// Asked is a challenge for the browser: its options, as WebAuthn writes them, and the token to send back with the
// answer.
type Asked struct {
	Options json.RawMessage `json:"options"`
	Token   string          `json:"defi"`
}

// asking is the stored part of a challenge.
type asking struct {
	Data  webauthn.SessionData
	Bound string // the session, or the visit
	Name  string // of the passkey to add
}

// passkeyHolder implements the user interface of the webauthn library for an account.
type passkeyHolder struct {
	handle   []byte
	login    string
	passkeys []webauthn.Credential
}

func (k passkeyHolder) WebAuthnID() []byte                         { return k.handle }
func (k passkeyHolder) WebAuthnName() string                       { return k.login }
func (k passkeyHolder) WebAuthnDisplayName() string                { return k.login }
func (k passkeyHolder) WebAuthnCredentials() []webauthn.Credential { return k.passkeys }

// passkeys returns the webauthn library, configured for the portal's own address.
func (p *Accounts) passkeys() (*webauthn.WebAuthn, error) {
	base, err := url.Parse(p.BaseURL)
	if err != nil {
		return nil, err
	}
	if net.ParseIP(base.Hostname()) != nil {
		return nil, fault.Conflictf("Les clés d'accès demandent une adresse avec un nom, comme portail.ville.fr.")
	}
	limit := webauthn.TimeoutConfig{Enforce: true, Timeout: challengeLasts, TimeoutUVD: challengeLasts}
	return webauthn.New(&webauthn.Config{
		RPID: base.Hostname(), RPDisplayName: "Portail famille", RPOrigins: []string{base.Scheme + "://" + base.Host},
		AttestationPreference: protocol.PreferNoAttestation,
		Timeouts:              webauthn.TimeoutsConfig{Login: limit, Registration: limit},
	})
}

// AskForNewPasskey returns a challenge to create a passkey. name, by which the user will recognize it, is required.
func (p *Accounts) AskForNewPasskey(ctx context.Context, v Visitor, name string) (Asked, error) {
	if name = strings.TrimSpace(name); name == "" || utf8.RuneCountInString(name) > longestName ||
		strings.ContainsFunc(name, unicode.IsControl) {
		return Asked{}, fault.Invalidf("nom", "Donnez un nom à cette clé, en %d caractères au plus\u00a0: "+
			"«\u00a0Téléphone\u00a0», par exemple.", longestName)
	}
	rows, err := p.DB.Read().PasskeysOf(ctx, v.AccountID)
	if err != nil {
		return Asked{}, err
	}
	if len(rows) >= mostPasskeys {
		return Asked{}, fault.Invalidf("nom", "Vous avez déjà %d clés. Supprimez-en une d'abord.", mostPasskeys)
	}
	holder, err := holderOf(v, rows)
	if err != nil {
		return Asked{}, err
	}
	library, err := p.passkeys()
	if err != nil {
		return Asked{}, err
	}
	options, data, err := library.BeginRegistration(holder,
		webauthn.WithResidentKeyRequirement(protocol.ResidentKeyRequirementRequired),
		webauthn.WithAuthenticatorSelection(
			protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementRequired,
				RequireResidentKey: protocol.ResidentKeyRequired(), UserVerification: protocol.VerificationRequired}),
		webauthn.WithExclusions(webauthn.Credentials(holder.passkeys).CredentialDescriptors()))
	if err != nil {
		return Asked{}, fmt.Errorf("passkeys: %w", err)
	}
	return p.keepChallenge(ctx, db.ChallengeAddPasskey, options.Response,
		asking{Data: *data, Bound: v.SessionID, Name: name})
}

// AddPasskey checks the browser's answer and stores the passkey.
func (p *Accounts) AddPasskey(ctx context.Context, v Visitor, token, answer string) error {
	one, err := p.asked(ctx, db.ChallengeAddPasskey, token, v.SessionID)
	if err != nil {
		return err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes([]byte(answer))
	if err != nil {
		return notTaken(err)
	}
	library, err := p.passkeys()
	if err != nil {
		return err
	}
	made, err := library.CreateCredential(passkeyHolder{handle: one.Data.UserID, login: v.Login}, one.Data, parsed)
	if err != nil {
		return notTaken(err)
	}
	text, err := json.Marshal(made)
	if err != nil {
		return err
	}
	return p.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		row := db.Passkey{AccountID: v.AccountID, Handle: base64.RawURLEncoding.EncodeToString(one.Data.UserID),
			CredentialID: base64.RawURLEncoding.EncodeToString(made.ID), Name: one.Name, Credential: string(text),
			SignCount: int64(made.Authenticator.SignCount), CreatedAt: p.Now().UTC()}
		added, err := q.AddPasskey(ctx, &row)
		if err != nil {
			return err
		}
		if !added {
			return notTaken(nil)
		}
		if err := p.journal(ctx, q, v, journal.PasskeyAdded, one.Name); err != nil {
			return err
		}
		return p.queueNotice(ctx, q, v, "Une clé d'accès a été ajoutée", "Une clé d'accès nommée «\u00a0"+one.Name+
			"\u00a0» a été ajoutée à votre compte")
	})
}

// RemovePasskey removes a passkey of the visitor's account; NotFound for any other.
func (p *Accounts) RemovePasskey(ctx context.Context, v Visitor, id int64) error {
	return p.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		name, found, err := q.DropPasskey(ctx, v.AccountID, id)
		if err != nil {
			return err
		}
		if !found {
			return fault.NotYours()
		}
		if err := p.journal(ctx, q, v, journal.PasskeyRemoved, name); err != nil {
			return err
		}
		return p.queueNotice(ctx, q, v, "Une clé d'accès a été supprimée", "La clé d'accès «\u00a0"+name+
			"\u00a0» de votre compte a été supprimée")
	})
}

// refuseCopy writes into the journal that the counter of a passkey went back, which means that two devices hold it.
func (p *Accounts) refuseCopy(ctx context.Context, account db.Account, row db.Passkey) error {
	v := Visitor{AccountID: account.ID, Login: account.Login}
	return p.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		if err := p.journal(ctx, q, v, journal.PasskeyRefused, row.Name); err != nil {
			return err
		}
		return p.queueNotice(ctx, q, v, "Une clé d'accès a été refusée", "La clé d'accès «\u00a0"+row.Name+
			"\u00a0» de votre compte semble avoir été copiée\u00a0: elle a été refusée")
	})
}

// keepChallenge stores a challenge and returns what the browser needs to answer it.
func (p *Accounts) keepChallenge(ctx context.Context, kind string, options any, one asking) (Asked, error) {
	written, err := json.Marshal(options)
	if err != nil {
		return Asked{}, err
	}
	kept, err := json.Marshal(one)
	if err != nil {
		return Asked{}, err
	}
	token := rand.Text()
	return Asked{Options: written, Token: token},
		p.DB.Write().AddChallenge(ctx, seal.Digest(token), kind, string(kept), time.Now().Add(challengeLasts))
}

// asked loads a challenge and deletes it: it can be answered only once, correctly or not.
func (p *Accounts) asked(ctx context.Context, kind, token, bound string) (one asking, err error) {
	kept, found, err := p.DB.Write().TakeChallenge(ctx, seal.Digest(token), kind, time.Now())
	if err != nil {
		return one, err
	}
	if !found || json.Unmarshal([]byte(kept), &one) != nil || one.Bound != bound {
		return asking{}, fault.Invalidf("", "Cette demande a expiré. Recommencez.")
	}
	return one, nil
}

// holderOf returns the holder of passkeys. A holder who has none gets a random user handle, which reveals nothing about
// the person.
func holderOf(v Visitor, rows []db.Passkey) (holder passkeyHolder, err error) {
	holder.login = v.Login
	for _, r := range rows {
		var one webauthn.Credential
		if err := json.Unmarshal([]byte(r.Credential), &one); err != nil {
			return holder, err
		}
		holder.passkeys = append(holder.passkeys, one)
		if holder.handle, err = base64.RawURLEncoding.DecodeString(r.Handle); err != nil {
			return holder, err
		}
	}
	if holder.handle == nil {
		holder.handle = make([]byte, 32)
		rand.Read(holder.handle)
	}
	return holder, nil
}

func notTaken(err error) error {
	return &fault.Error{Kind: fault.Invalid, Message: "La clé n'a pas pu être enregistrée. Recommencez, ou essayez " +
		"avec un autre appareil.", Err: err}
}

// notKnown returns the same answer for a passkey that is unknown, was removed, or does not sign correctly.
func notKnown(err error) error {
	return &fault.Error{Kind: fault.Invalid, Message: "Cette clé d'accès ne correspond à aucun compte. Utilisez " +
		"votre identifiant et votre mot de passe.", Err: err}
}
