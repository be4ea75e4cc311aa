package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"cartable/app/domain/address"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/password"
	"cartable/app/domain/throttle"
	"cartable/app/patience"
	"cartable/app/seal"
	"cartable/app/seclog"
	"cartable/db"
)

// ResetLasts is how long a link to set a new password is valid (DOMAIN.md 9.3).
const ResetLasts = time.Hour

// AskReset records a login and an address. A worker checks whether they belong together: the answer is the same, and
// takes as long, either way. It returns TooMany if a client asks too often, and Invalid if there is nothing to look
// for.
func (p *Accounts) AskReset(ctx context.Context, login, mail string, from patience.Origin) error {
	login = strings.ToLower(strings.TrimSpace(login))
	if login == "" || len(login) > maxLogin {
		return fault.Invalidf("identifiant", "Indiquez votre identifiant\u00a0: il est sur le courrier de la mairie.")
	}
	addresses, err := address.Read("adresse", mail)
	if err != nil {
		return err
	}
	if len(addresses) > 1 {
		return fault.Invalidf("adresse", "Indiquez une seule adresse courriel.")
	}
	// A stranger who enters somebody's login with an address of their own must not block the owner's request.
	subjects := []patience.Subject{p.Patience().Subject(throttle.Asked, login+"\x00"+strings.ToLower(addresses[0])),
		p.Patience().Subject(throttle.Asker, from.Network())}
	failed, err := p.Patience().Count(ctx, "identifiant", subjects, nil)
	if err != nil {
		return err
	}
	failed()
	seclog.Log(ctx, seclog.ResetAsked, p.Patience().LoginAttr(login))
	return p.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		return q.AskDoor(ctx, db.DoorRequest{Kind: db.DoorReset, Login: login, Address: addresses[0], At: time.Now()})
	})
}

// AnswerDoor is the worker's part of a reset request. The transaction that answers a request deletes it, so that it is
// answered once.
func (p *Accounts) AnswerDoor(ctx context.Context, requestID int64) error {
	return p.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		r, ok, err := q.TakeDoorRequest(ctx, requestID)
		if err != nil || !ok {
			return err
		}
		account, found, err := q.AccountByLogin(ctx, r.Login)
		if err != nil || !found {
			return err
		}
		if r.Kind == db.DoorWarn {
			return p.queueNotice(ctx, q, Visitor{AccountID: account.ID}, "Essais de connexion à votre compte",
				"Quelqu'un a essayé plusieurs fois d'entrer dans le portail famille avec votre identifiant, sans "+
					"votre mot de passe")
		}
		if known, err := q.HasAddress(ctx, account.ID, r.Address); err != nil || !known {
			return err
		}
		return p.sendLink(ctx, q, link{kind: db.LinkReset, accountID: account.ID, address: r.Address, lasts: ResetLasts,
			path:    "/nouveau-mot-de-passe/",
			subject: "Choisir un nouveau mot de passe",
			text: "Quelqu'un, sans doute vous, a demandé un nouveau mot de passe pour le portail famille.\n\nPour le " +
				"choisir, ouvrez ce lien dans l'heure. Il n'est valable qu'une fois :\n\n%s\n\nSi ce n'est pas " +
				"vous, ne faites rien : votre mot de passe reste " +
				"le même.\n"})
	})
}

// link is a link to mail. text has one %s for its address.
type link struct {
	kind                string
	accountID, familyID int64
	address             string
	lasts               time.Duration
	path                string
	subject, text       string
}

// sendLink draws a link that works once and queues the mail that contains it. Only the hash of its token is stored; the
// token in the mail is sealed until the mail is sent.
func (p *Accounts) sendLink(ctx context.Context, q db.Q, l link) error {
	token := drawToken()
	now := time.Now().UTC()
	if err := q.AddLink(ctx, &db.Link{Kind: l.kind, AccountID: l.accountID, FamilyID: l.familyID,
		Address: l.addressOf(), TokenHash: linkHash(token),
		CreatedAt: now, ExpiresAt: now.Add(l.lasts)}); err != nil {
		return err
	}
	box, err := seal.New(p.SecretKey, MailSecrets)
	if err != nil {
		return err
	}
	structureID, familyID, err := q.FamilyWithAddress(ctx, l.accountID, l.familyID, l.address)
	if err != nil {
		return err
	}
	_, err = q.QueueMail(ctx, &db.Mail{StructureID: structureID, FamilyID: familyID, Kind: l.kind, Address: l.address,
		Subject: l.subject, Body: "Bonjour,\n\n" + fmt.Sprintf(l.text, db.SecretMark),
		Sealed: box.Text(p.BaseURL + l.path + token), CreatedAt: p.Now().UTC()}, now)
	return err
}

// addressOf returns the address that the link confirms, or "" for a password link.
func (l link) addressOf() string {
	if l.kind == db.LinkAddress {
		return l.address
	}
	return ""
}

// MailSecrets is the purpose under which the secrets in mails are sealed.
const MailSecrets = "mail"

func drawToken() string {
	var draw [24]byte
	rand.Read(draw[:])
	return base64.RawURLEncoding.EncodeToString(draw[:])
}

func linkHash(token string) string {
	sum := sha256.Sum256([]byte("link " + token))
	return hex.EncodeToString(sum[:])
}

// deadLink returns the same answer for a link that never existed, was used or is too old.
func deadLink() error {
	return fault.NotFoundf("Ce lien n'est plus valable\u00a0: il a déjà été utilisé, ou il est trop ancien. " +
		"Demandez-en un nouveau.")
}

// NewPassword returns the password rules to the holder of a link, or NotFound if the link is no longer valid.
func (p *Accounts) NewPassword(ctx context.Context, token string) (Welcome, error) {
	_, least, err := p.resetOf(ctx, token)
	return Welcome{Rules: password.Rules(least)}, err
}

func (p *Accounts) resetOf(ctx context.Context, token string) (l db.Link, least int, err error) {
	l, ok, err := p.DB.Read().OpenLink(ctx, db.LinkReset, linkHash(token), time.Now())
	if err != nil || !ok {
		return l, password.Min, orDead(err)
	}
	roles, err := p.DB.Read().RolesOf(ctx, l.AccountID)
	if len(roles) > 0 {
		return l, password.MinStaff, err
	}
	return l, password.Min, err
}

func orDead(err error) error {
	if err == nil {
		return deadLink()
	}
	return err
}

// ResetPassword sets the password of the holder of a link, once. All sessions of the account end, all its browsers
// become unknown again, and a mail announces the change. It opens no session: the user still has to sign in, with a
// second factor if there is one.
func (p *Accounts) ResetPassword(ctx context.Context, token, chosen, again string,
	from patience.Origin) (broken []password.Rule, err error) {
	l, least, err := p.resetOf(ctx, token)
	if err != nil {
		return nil, err
	}
	who, err := p.DB.Read().PersonOf(ctx, l.AccountID)
	if err != nil {
		return nil, err
	}
	if broken, err = checkChosen(chosen, again, least, who.Words()...); err != nil {
		return broken, err
	}
	hash, err := hashChosen(ctx, chosen)
	if err != nil {
		return nil, err
	}
	return nil, p.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		used, err := q.UseLink(ctx, l.ID, time.Now())
		if err != nil {
			return err
		}
		if !used {
			return deadLink()
		}
		if err := q.SetPasswordHash(ctx, l.AccountID, hash, p.Now(), false); err != nil {
			return err
		}
		if err := q.EndSessions(ctx, l.AccountID); err != nil {
			return err
		}
		if err := q.ForgetDevices(ctx, l.AccountID); err != nil {
			return err
		}
		if err := q.ClearTries(ctx, p.Patience().Subject(throttle.Login, who.Login).Name); err != nil {
			return err
		}
		// The browser that opened the link of the mail is no longer a stranger.
		if err := q.KnowDevice(ctx, l.AccountID, patience.DeviceHash(from.Device), time.Now()); err != nil {
			return err
		}
		v := Visitor{AccountID: l.AccountID, Login: who.Login, FamilyID: who.FamilyID, StructureID: who.StructureID}
		if err := p.journal(ctx, q, v, journal.PasswordReset, ""); err != nil {
			return err
		}
		return p.queueNotice(ctx, q, v, "Votre mot de passe a changé", "Le mot de passe de votre compte a été changé "+
			"par un lien reçu à votre adresse courriel")
	})
}

// checkChosen checks a new password against the rules.
func checkChosen(chosen, again string, least int, context ...string) ([]password.Rule, error) {
	if password.Normal(chosen) != password.Normal(again) {
		return nil, fault.Invalidf("confirmation",
			"Les deux mots de passe ne sont pas les mêmes. Saisissez-les à nouveau.")
	}
	if broken := password.Check(chosen, least, context...); len(broken) > 0 {
		return broken, fault.Invalidf("mot_de_passe", "Ce mot de passe ne respecte pas toutes les règles.")
	}
	return nil, nil
}
