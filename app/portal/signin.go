package portal

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"time"
	"unicode/utf8"

	"cartable/app/domain/access"
	"cartable/app/domain/fault"
	passwords "cartable/app/domain/password"
	"cartable/db"
)

// How long a session lives: without a click, and whatever happens. On the machine's clock.
const (
	sessionIdle = 2 * time.Hour
	sessionLife = 12 * time.Hour
	touchEvery  = time.Minute
)

// maxPassword bounds what is hashed.
const maxPassword = 256

// Visitor is who has signed in and what is in view.
type Visitor = db.Visitor

// ViewerOf is the visitor as a guardian of the family in view; ok is false for staff.
func ViewerOf(v Visitor) (Viewer, bool) {
	return Viewer{AccountID: v.AccountID, FamilyID: v.FamilyID, StructureID: v.StructureID, Revision: v.Revision,
		Resident: v.Resident, Families: v.Families}, v.FamilyID != 0
}

// SignIn checks a login and a password and opens a session. The token goes into the cookie and nowhere
// else: the database keeps its hash. A wrong login and a wrong password get the same answer, in the same
// time. old is the token that the browser had: a session never survives a sign-in.
func (p *Portal) SignIn(ctx context.Context, login, password, old string) (token string, err error) {
	q := p.DB.Read()
	login = strings.ToLower(strings.TrimSpace(login))
	wrong := fault.Invalidf("identifiant", "L'identifiant ou le mot de passe est incorrect. Vérifiez-les, ou contactez votre mairie.")
	if login == "" || password == "" || len(password) > maxPassword {
		return "", wrong
	}
	account, found, err := q.AccountByLogin(ctx, login)
	if err != nil {
		return "", err
	}
	ok, err := matches(ctx, password, account.PasswordHash, found)
	if err != nil {
		return "", err
	}
	if !ok {
		return "", wrong
	}
	if account.MustChange && p.Now().After(account.PasswordSetAt.Add(GivenLasts)) {
		return "", fault.Invalidf("identifiant", "Ce mot de passe provisoire a expiré. Demandez-en un nouveau à votre mairie.")
	}
	return p.open(ctx, account, opening{old: old, password: password})
}

// opening is how somebody came in.
type opening struct {
	old      string // the token that the browser had
	password string // what was typed; empty when it was not by a password
	factor   bool   // with two factors at once: a passkey that verifies who holds it
	idToken  string // FranceConnect's, sealed
}

// open opens a session for an account. Whoever works for the town under a password that is long enough for a family
// alone, from before, chooses a longer one first.
func (p *Portal) open(ctx context.Context, account db.Account, how opening) (token string, err error) {
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
	session.IDToken = how.idToken
	if how.factor {
		session.FactorAt = &session.CreatedAt
	}
	switch {
	case len(families) > 0:
		session.FamilyID, session.StructureID = families[0].FamilyID, families[0].StructureID
	case len(roles) > 0:
		session.StructureID = roles[0].StructureID
	default:
		return "", fault.Invalidf("identifiant", "Ce compte n'est rattaché à aucune famille. Contactez votre mairie.")
	}
	short := how.password != "" && len(roles) > 0 && utf8.RuneCountInString(how.password) < passwords.MinStaff
	return token, p.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		if short && !account.MustChange {
			if err := q.SetPasswordHash(ctx, account.ID, account.PasswordHash, p.Now(), true); err != nil {
				return err
			}
		}
		if how.old != "" {
			if err := q.EndSession(ctx, SessionID(how.old)); err != nil {
				return err
			}
		}
		return q.AddSession(ctx, &session)
	})
}

// sessionLike makes the session that follows another one: the same view, and the second factor that was passed.
func sessionLike(v Visitor) (token string, session db.Session) {
	token, session = newSession(v.AccountID)
	session.FamilyID, session.StructureID = v.FamilyID, v.StructureID
	if !v.FactorAt.IsZero() {
		at := v.FactorAt.UTC()
		session.FactorAt = &at
	}
	return token, session
}

// newSession draws a token and makes the session that it opens.
func newSession(accountID int64) (token string, session db.Session) {
	var draw [32]byte
	rand.Read(draw[:])
	token = base64.RawURLEncoding.EncodeToString(draw[:])
	now := time.Now().UTC()
	return token, db.Session{ID: SessionID(token), AccountID: accountID, CreatedAt: now, SeenAt: now, ExpiresAt: now.Add(sessionIdle)}
}

// SessionID is the name of a session in the database.
func SessionID(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// Visitor finds who a token belongs to; ok is false when it opens nothing.
func (p *Portal) Visitor(ctx context.Context, token string) (v Visitor, ok bool, err error) {
	now := time.Now()
	v, ok, err = p.DB.Read().Visitor(ctx, SessionID(token), now, p.Now())
	if err != nil || !ok {
		return v, ok, err
	}
	if now.Sub(v.SeenAt) > touchEvery {
		expires := now.Add(sessionIdle)
		if end := v.CreatedAt.Add(sessionLife); expires.After(end) {
			expires = end
		}
		err = p.DB.Write().TouchSession(ctx, v.SessionID, now, expires)
	}
	return v, true, err
}

// SignOut ends a session.
func (p *Portal) SignOut(ctx context.Context, token string) error {
	return p.DB.Write().EndSession(ctx, SessionID(token))
}

// Family is a family of an account, for the menu of the header.
type Family = db.FamilyOf

// Families lists the families of an account.
func (p *Portal) Families(ctx context.Context, accountID int64) ([]Family, error) {
	return p.DB.Read().FamiliesOf(ctx, accountID)
}

// Look puts another family of the account in view; NotFound for any other.
func (p *Portal) Look(ctx context.Context, v Visitor, familyID int64) error {
	families, err := p.Families(ctx, v.AccountID)
	if err != nil {
		return err
	}
	for _, f := range families {
		if f.FamilyID == familyID {
			return p.DB.Write().LookAt(ctx, v.SessionID, f.FamilyID, f.StructureID)
		}
	}
	return notYours()
}

// StaffPlace is a structure for which an account works, with its roles there.
type StaffPlace struct {
	StructureID int64
	Structure   string
	Roles       []access.Role
}

// StaffPlaces lists the structures for which an account works.
func (p *Portal) StaffPlaces(ctx context.Context, accountID int64) ([]StaffPlace, error) {
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
func (p *Portal) LookAtStructure(ctx context.Context, v Visitor, structureID int64) error {
	places, err := p.StaffPlaces(ctx, v.AccountID)
	if err != nil {
		return err
	}
	for _, place := range places {
		if place.StructureID == structureID {
			return p.DB.Write().LookAt(ctx, v.SessionID, 0, structureID)
		}
	}
	return notYours()
}
