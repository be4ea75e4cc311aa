package account

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"time"

	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/franceconnect"
	"cartable/app/patience"
	"cartable/app/seal"
	"cartable/db"
)

// FranceConnect establishes a person's identity, and nothing else is requested from it. A guardian links their own
// account to an identity while signed in; an account is never linked because a name or an address matches. Staff pass
// their second factor after it, as after a password.

// IdentityLasts is how long a user may take to come back from FranceConnect.
const IdentityLasts = 10 * time.Minute

// leaving is the state kept while a user is at FranceConnect.
type leaving struct {
	franceconnect.Departure
	Browser   string // the hash of the cookie of the browser that left
	AccountID int64  // the account to link; 0 for a sign-in
	SessionID string
	Next      string
	Prove     bool   // a signed-in user proves their identity
	Resume    string // the interrupted request, sealed
}

// Arrival is the result of a return from FranceConnect.
type Arrival struct {
	Token  string // of the session that was opened; empty after a link
	Next   string // the page that the user wanted
	Linked bool
	Proved bool   // a signed-in user has proved their identity
	Resume string // the interrupted request, as given to DepartToProve
}

// Depart sends a browser to FranceConnect to sign in. browser is a secret that only this browser has. It returns
// TooMany if one address asks too often: anybody can cause a row to be stored.
func (p *Accounts) Depart(ctx context.Context, browser, next string, from patience.Origin) (address string, err error) {
	if err := p.Patience().Bound(ctx, from); err != nil {
		return "", err
	}
	return p.depart(ctx, leaving{Browser: seal.Digest(browser), Next: next})
}

// DepartToLink sends a guardian to FranceConnect to link their account.
func (p *Accounts) DepartToLink(ctx context.Context, v Visitor, browser string) (address string, err error) {
	if v.FamilyID == 0 {
		return "", fault.Forbiddenf("FranceConnect est pour les comptes des familles.")
	}
	return p.depart(ctx, leaving{Browser: seal.Digest(browser), AccountID: v.AccountID, SessionID: v.SessionID})
}

func (p *Accounts) depart(ctx context.Context, one leaving) (address string, err error) {
	if p.FranceConnect == nil {
		return "", fault.NotYours()
	}
	address, one.Departure, err = p.FranceConnect.Depart(ctx, one.Prove)
	if err != nil {
		return "", err
	}
	kept, err := json.Marshal(one)
	if err != nil {
		return "", err
	}
	return address, p.DB.Write().AddChallenge(ctx, seal.Digest(one.State), db.ChallengeFranceConnect, string(kept),
		time.Now().Add(IdentityLasts))
}

// Arrive handles the return of a browser from FranceConnect, once, with a code or with an error from there. v is the
// user signed in in that browser, or nil; old is their token. It returns Forbidden for an identity that is linked to no
// account.
func (p *Accounts) Arrive(ctx context.Context, v *Visitor, browser, state, code, wrong, old string,
	from patience.Origin) (Arrival, error) {
	if p.FranceConnect == nil {
		return Arrival{}, fault.NotYours()
	}
	kept, found, err := p.DB.Write().TakeChallenge(ctx, seal.Digest(state), db.ChallengeFranceConnect, time.Now())
	if err != nil {
		return Arrival{}, err
	}
	var one leaving
	if !found || json.Unmarshal([]byte(kept), &one) != nil ||
		subtle.ConstantTimeCompare([]byte(one.Browser), []byte(seal.Digest(browser))) != 1 {
		return Arrival{}, fault.Invalidf("", "Ce retour de FranceConnect a expiré, ou vient d'un autre navigateur. "+
			"Recommencez.")
	}
	if one.AccountID != 0 && (v == nil || v.AccountID != one.AccountID || v.SessionID != one.SessionID) {
		return Arrival{}, fault.Invalidf("", "Vous vous êtes déconnecté avant la fin. Recommencez.")
	}
	switch {
	case wrong == "access_denied" || wrong == "cancelled":
		return Arrival{}, fault.Invalidf("",
			"Vous avez interrompu l'identification avec FranceConnect. Rien n'a changé.")
	case wrong != "" || code == "":
		return Arrival{}, fault.Invalidf("", "L'identification avec FranceConnect n'a pas abouti. Recommencez.")
	}
	who, err := p.FranceConnect.Return(ctx, code, one.Departure)
	if err != nil {
		return Arrival{}, err
	}
	if one.AccountID != 0 && !one.Prove {
		return Arrival{Linked: true}, p.link(ctx, *v, who)
	}
	account, found, err := p.DB.Read().AccountByIdentity(ctx, who.Issuer, who.Subject)
	if err != nil {
		return Arrival{}, err
	}
	if one.Prove {
		return p.arriveProved(ctx, *v, account, who.AskedAt, one.Resume)
	}
	if !found {
		p.logRefused(ctx, byFranceConnect, 0, "an identity that no account is linked to")
		return Arrival{}, fault.Forbiddenf("Votre identité FranceConnect n'est pas encore liée à un compte du " +
			"portail. Connectez-vous une première fois avec l'identifiant donné par la mairie, puis liez-la dans " +
			"votre profil, rubrique Sécurité.")
	}
	box, err := p.hintBox()
	if err != nil {
		return Arrival{}, err
	}
	sealed := base64.RawURLEncoding.EncodeToString(box.Seal([]byte(who.IDToken)))
	token, err := p.open(ctx, account, opening{by: byFranceConnect, old: old, idToken: sealed, from: from})
	if err != nil {
		return Arrival{}, err
	}
	return Arrival{Token: token, Next: one.Next}, p.Patience().Welcomed(ctx, from)
}

func (p *Accounts) link(ctx context.Context, v Visitor, who franceconnect.Identity) error {
	return p.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		linked, err := q.LinkIdentity(ctx, v.AccountID, who.Issuer, who.Subject, p.Now())
		if err != nil {
			return err
		}
		if !linked {
			return fault.Conflictf("Cette identité FranceConnect, ou ce compte, est déjà lié. Supprimez d'abord " +
				"l'ancien lien.")
		}
		if err := p.journal(ctx, q, v, journal.IdentityLinked, ""); err != nil {
			return err
		}
		return p.queueNotice(ctx, q, v, "Votre compte est lié à FranceConnect", "Votre compte a été lié à une "+
			"identité FranceConnect")
	})
}

// Unlink removes the link between an account and FranceConnect.
func (p *Accounts) Unlink(ctx context.Context, v Visitor) error {
	if p.FranceConnect == nil {
		return fault.NotYours()
	}
	return p.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		had, err := q.UnlinkIdentity(ctx, v.AccountID, p.FranceConnect.Issuer)
		if err != nil || !had {
			return err
		}
		if err := p.journal(ctx, q, v, journal.IdentityUnlinked, ""); err != nil {
			return err
		}
		return p.queueNotice(ctx, q, v, "Votre compte n'est plus lié à FranceConnect",
			"Le lien de votre compte avec FranceConnect a été supprimé")
	})
}

// hintBox seals the tokens used to sign out of FranceConnect.
func (p *Accounts) hintBox() (*seal.Box, error) { return seal.New(p.SecretKey, "id token") }

// SignOutElsewhere returns the address at which a session opened with FranceConnect signs out there too. It is empty
// for any other session, and when FranceConnect does not answer: signing out here never fails because of that.
func (p *Accounts) SignOutElsewhere(ctx context.Context, sessionID string) string {
	if p.FranceConnect == nil {
		return ""
	}
	address, err := p.signOutURL(ctx, sessionID)
	if err != nil {
		slog.Warn("a session cannot be ended at FranceConnect", "error", err.Error())
		return ""
	}
	return address
}

func (p *Accounts) signOutURL(ctx context.Context, sessionID string) (string, error) {
	sealed, err := p.DB.Read().IDTokenOf(ctx, sessionID)
	if err != nil || sealed == "" {
		return "", err
	}
	raw, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil {
		return "", err
	}
	box, err := p.hintBox()
	if err != nil {
		return "", err
	}
	hint, err := box.Open(raw)
	if err != nil {
		return "", err
	}
	return p.FranceConnect.SignOutURL(ctx, string(hint))
}
