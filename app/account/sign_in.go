package account

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"cartable/app/domain/access"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	passwords "cartable/app/domain/password"
	"cartable/app/domain/throttle"
	"cartable/app/patience"
	"cartable/app/seal"
	"cartable/app/seclog"
	"cartable/db"
)

// How long a session lasts: without a click, and in total. On the machine's clock.
const (
	sessionIdle = 2 * time.Hour
	staffIdle   = 30 * time.Minute // for users who see other people's children
	sessionLife = 12 * time.Hour
	touchEvery  = time.Minute
)

// maxPassword limits what is hashed, in bytes: password.Max characters of any alphabet.
const maxPassword = 4 * passwords.Max

// Visitor is a signed-in user and the family or structure in view.
type Visitor = db.Visitor

// Try is an attempt to sign in. Old is the previous token of the browser: a session never survives a sign-in.
type Try struct {
	Login, Password, Old string
	From                 patience.Origin
}

// SignIn checks a login and a password and opens a session. The token is only put in the cookie: the database stores
// its hash. A wrong login and a wrong password get the same answer, in the same time, and count the same; after
// several, it returns TooMany. It returns Unavailable if too many users sign in at once.
func (p *Accounts) SignIn(ctx context.Context, try Try) (token string, err error) {
	login := strings.ToLower(strings.TrimSpace(try.Login))
	if login == "" || try.Password == "" || len(login) > maxLogin || len(try.Password) > maxPassword ||
		utf8.RuneCountInString(passwords.Normal(try.Password)) > passwords.Max {
		return "", wrongPassword()
	}
	account, err := p.checkPassword(ctx, login, try)
	if err != nil {
		return "", err
	}
	if account.MustChange && p.Now().After(account.PasswordSetAt.Add(passwords.GivenLasts)) {
		p.logRefused(ctx, byPassword, account.ID, "the given password is too old", p.Patience().LoginAttr(login))
		return "", fault.Invalidf("identifiant",
			"Ce mot de passe provisoire a expiré. Demandez-en un nouveau à votre mairie.")
	}
	return p.open(ctx, account, opening{by: byPassword, old: try.Old, password: try.Password, from: try.From})
}

// maxLogin limits the length of a login that is looked up.
const maxLogin = 200

func wrongPassword() error {
	return fault.Invalidf("identifiant", "L'identifiant ou le mot de passe est incorrect. Vérifiez-les, ou contactez "+
		"votre mairie.")
}

// checkPassword finds the account of a login and a password, and counts the failed attempts.
func (p *Accounts) checkPassword(ctx context.Context, login string, try Try) (account db.Account, err error) {
	subjects, err := p.Patience().DoorSubjects(ctx, login, try.From)
	if err != nil {
		return account, err
	}
	failed, err := p.Patience().Count(ctx, "identifiant", subjects,
		func(ctx context.Context, q db.Q, kind throttle.Kind, failures int) error {
			if kind != throttle.Login || failures != throttle.Warn {
				return nil
			}
			return q.AskDoor(ctx, db.DoorRequest{Kind: db.DoorWarn, Login: login, At: time.Now()})
		})
	if err != nil {
		return account, err
	}
	account, found, err := p.DB.Read().AccountByLogin(ctx, login)
	if err != nil {
		return account, err
	}
	ok, err := matches(ctx, try.Password, account.PasswordHash, found)
	if err == nil && !ok {
		p.logRefused(ctx, byPassword, account.ID, "wrong login or password", p.Patience().LoginAttr(login))
		failed()
		return account, wrongPassword()
	}
	settle := patience.Succeed
	if err != nil { // never compared, because the queue was too long: neither a failure nor a success
		settle = patience.TakeBack
	}
	keep, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	return account, errors.Join(err,
		p.DB.Tx(keep, func(ctx context.Context, q db.Q) error { return settle(ctx, q, subjects) }))
}

// opening describes how a user signed in.
type opening struct {
	by       string
	old      string // the previous token of the browser
	password string // as typed; empty if no password was used
	factor   bool   // both factors at once: a passkey that verifies its user
	idToken  string // FranceConnect's, sealed
	from     patience.Origin
}

// The methods of sign-in, as logged; wordsBy gives the journal's words.
const (
	byPassword      = "password"
	byPasskey       = "passkey"
	byFranceConnect = "franceconnect"
)

// open opens a session for an account. Staff whose older password is long enough only for a family must first choose a
// longer one.
func (p *Accounts) open(ctx context.Context, account db.Account, how opening) (token string, err error) {
	q := p.DB.Read()
	families, err := q.FamiliesOf(ctx, account.ID)
	if err != nil {
		return "", err
	}
	roles, err := q.RolesOf(ctx, account.ID)
	if err != nil {
		return "", err
	}
	token, session := newSession(account.ID)
	session.IDToken, session.Device = how.idToken, how.from.Agent
	if len(roles) > 0 {
		session.ExpiresAt = session.CreatedAt.Add(staffIdle)
	}
	if how.factor {
		session.FactorAt = &session.CreatedAt
	}
	switch {
	case len(families) > 0:
		session.FamilyID, session.StructureID = families[0].FamilyID, families[0].StructureID
	case len(roles) > 0:
		session.StructureID = roles[0].StructureID
	default:
		p.logRefused(ctx, how.by, account.ID, "no family and no role")
		return "", fault.Invalidf("identifiant", "Ce compte n'est rattaché à aucune famille. Contactez votre mairie.")
	}
	short := how.password != "" && len(roles) > 0 && utf8.RuneCountInString(how.password) < passwords.MinStaff
	return token, p.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		seclog.Log(ctx, seclog.SignedIn, slog.String("by", how.by), slog.Int64("account", account.ID))
		if short && !account.MustChange {
			if err := q.SetPasswordHash(ctx, account.ID, account.PasswordHash, p.Now(), true); err != nil {
				return err
			}
		}
		if how.old != "" {
			if err := q.EndSession(ctx, seal.Digest(how.old)); err != nil {
				return err
			}
		}
		if how.from.Device != "" {
			if err := q.KnowDevice(ctx, account.ID, patience.DeviceHash(how.from.Device), time.Now()); err != nil {
				return err
			}
		}
		if how.factor || p.FactorOptional { // any other staff session opens nothing yet
			if err := p.journalOpened(ctx, q, account, roles, wordsBy[how.by]); err != nil {
				return err
			}
		}
		if err := q.Visit(ctx, account.ID, p.Now()); err != nil {
			return err
		}
		return q.AddSession(ctx, &session)
	})
}

// wordsBy gives the words for each method of sign-in.
var wordsBy = map[string]string{byPassword: "mot de passe", byPasskey: "clé d'accès",
	byFranceConnect: "FranceConnect"} // #nosec G101 -- words

// journalOpened writes a staff sign-in into the journal of each structure for which they work.
func (p *Accounts) journalOpened(ctx context.Context, q db.Q, account db.Account, roles []db.RoleAt, by string) error {
	var lines []db.JournalEntry
	for _, r := range roles { // ordered by structure
		if n := len(lines); n == 0 || lines[n-1].StructureID != r.StructureID {
			lines = append(lines, db.JournalEntry{At: p.Now().UTC(), AccountID: account.ID, StructureID: r.StructureID,
				Action:  journal.SessionOpened,
				Subject: "Compte " + account.Login, Became: by})
		}
	}
	return q.AddJournal(ctx, lines...)
}

// logRefused logs a failed sign-in; accountID is 0 if there is no such account.
func (p *Accounts) logRefused(ctx context.Context, by string, accountID int64, reason string, more ...slog.Attr) {
	seclog.Log(ctx, seclog.SignInRefused,
		append([]slog.Attr{slog.String("by", by), slog.Int64("account", accountID), slog.String("reason", reason)},
			more...)...)
}

// sessionLike makes the session that replaces another one: it keeps the view and the second factor that was passed.
func sessionLike(v Visitor) (token string, session db.Session) {
	token, session = newSession(v.AccountID)
	session.FamilyID, session.StructureID, session.Device = v.FamilyID, v.StructureID, v.Device
	if !v.FactorAt.IsZero() {
		at := v.FactorAt.UTC()
		session.FactorAt = &at
	}
	return token, session
}

// newSession draws a token and makes its session.
func newSession(accountID int64) (token string, session db.Session) {
	var draw [32]byte
	rand.Read(draw[:])
	token = base64.RawURLEncoding.EncodeToString(draw[:])
	now := time.Now().UTC()
	return token, db.Session{ID: seal.Digest(token), AccountID: accountID, CreatedAt: now, SeenAt: now,
		ExpiresAt: now.Add(sessionIdle)}
}

// Visitor returns the visitor of a token and records their activity; ok is false if the token is not valid.
func (p *Accounts) Visitor(ctx context.Context, token string) (v Visitor, ok bool, err error) {
	v, ok, err = p.Glimpse(ctx, token)
	if err != nil || !ok {
		return v, ok, err
	}
	return v, true, p.touch(ctx, v)
}

// Glimpse returns the visitor of a token for requests that a page makes by itself: these are not user activity, so they
// do not extend the session.
func (p *Accounts) Glimpse(ctx context.Context, token string) (v Visitor, ok bool, err error) {
	v, ok, err = p.DB.Read().Visitor(ctx, seal.Digest(token), time.Now(), p.Now())
	if ok && err == nil && v.FamilyID != 0 && !v.Staff {
		p.remembered.put(v)
	}
	return v, ok, err
}

// idleOf is how long a session of this account lasts without a click.
func idleOf(v Visitor) time.Duration {
	if v.Staff {
		return staffIdle
	}
	return sessionIdle
}

// EndsAt is when the visitor's session ends if there is no further request.
func EndsAt(v Visitor, now time.Time) time.Time {
	ends := now.Add(idleOf(v))
	if end := v.CreatedAt.Add(sessionLife); ends.After(end) {
		return end
	}
	return ends
}

// SignOut ends a session.
func (p *Accounts) SignOut(ctx context.Context, token string) error {
	seclog.Log(ctx, seclog.SignedOut)
	p.remembered.drop(seal.Digest(token))
	return p.DB.Write().EndSession(ctx, seal.Digest(token))
}

// Family is a family of an account, for the menu of the header.
type Family = db.FamilyOf

// Families lists the families of an account.
func (p *Accounts) Families(ctx context.Context, accountID int64) ([]Family, error) {
	return p.DB.Read().FamiliesOf(ctx, accountID)
}

// VisitorFor returns the visitor as they are for a family or, with family 0, at a structure; ok is false if they have
// no right there. keep stores that view in the session.
func (p *Accounts) VisitorFor(ctx context.Context, v Visitor, familyID, structureID int64, keep bool) (turned Visitor,
	ok bool, err error) {
	turned, ok, err = p.DB.Read().VisitorFor(ctx, v.SessionID, familyID, structureID, time.Now(), p.Now())
	if err != nil || !ok || turned.FamilyID != familyID || turned.StructureID != structureID {
		return v, false, err
	}
	if familyID == 0 {
		places, err := p.StaffPlaces(ctx, v.AccountID)
		if err != nil || !slices.ContainsFunc(places, func(s StaffPlace) bool { return s.StructureID == structureID }) {
			return v, false, err
		}
	}
	if keep {
		err = p.DB.Write().LookAt(ctx, v.SessionID, familyID, structureID)
	}
	return turned, true, err
}

// Look puts another family of the account in view; NotFound for any other.
func (p *Accounts) Look(ctx context.Context, v Visitor, familyID int64) error {
	families, err := p.Families(ctx, v.AccountID)
	if err != nil {
		return err
	}
	for _, f := range families {
		if f.FamilyID == familyID {
			return p.DB.Write().LookAt(ctx, v.SessionID, f.FamilyID, f.StructureID)
		}
	}
	return fault.NotYours()
}

// StaffPlace is a structure for which an account works, with its roles there.
type StaffPlace struct {
	StructureID int64
	Structure   string
	Roles       []access.Role
}

// StaffPlaces lists the structures for which an account works.
func (p *Accounts) StaffPlaces(ctx context.Context, accountID int64) ([]StaffPlace, error) {
	rows, err := p.DB.Read().RolesOf(ctx, accountID)
	var all []StaffPlace
	for _, r := range rows {
		if n := len(all); n == 0 || all[n-1].StructureID != r.StructureID {
			all = append(all, StaffPlace{StructureID: r.StructureID, Structure: r.Structure})
		}
		last := &all[len(all)-1]
		last.Roles = append(last.Roles, access.Role(r.Role))
	}
	return all, err
}

// LookAtStructure puts another structure in view for staff; NotFound where the account has no role.
func (p *Accounts) LookAtStructure(ctx context.Context, v Visitor, structureID int64) error {
	places, err := p.StaffPlaces(ctx, v.AccountID)
	if err != nil {
		return err
	}
	for _, place := range places {
		if place.StructureID == structureID {
			return p.DB.Write().LookAt(ctx, v.SessionID, 0, structureID)
		}
	}
	return fault.NotYours()
}
