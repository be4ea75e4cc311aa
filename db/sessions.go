package db

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"cartable/app/domain/booking"
)

// Visitor is the account of a session and what the session has in view, as every page needs it.
type Visitor struct {
	SessionID  string
	AccountID  int64
	Login      string
	MustChange bool
	Unread     int    // number of texts in force that the account has not accepted
	Language   string // that the account chose; empty = none
	CreatedAt  time.Time
	SeenAt     time.Time
	ExpiresAt  time.Time

	Staff    bool      // whether the account works for a structure
	Factor   bool      // whether the account has a second factor
	FactorAt time.Time // when this session passed one; zero = never
	ProvedAt time.Time // when its user last confirmed their identity: at sign-in, or later
	Device   string    // "Firefox sur Android"

	// The family in view, zero for staff.
	FamilyID            int64
	Adult               string // who signed in, as far as it is known: "Anne MARTIN"
	Civility            string
	LastName, FirstName string
	Families            int // number of families of the account

	// The structure in view.
	StructureID    int64
	Structure      string // its name
	Revision       int64  // of its catalogue
	UpdatedThrough time.Time

	// The draft in view.
	Adds, Cancels int
}

// DraftLapse is how long a draft lives without a change (DOMAIN.md 4.1).
const DraftLapse = 24 * time.Hour

// Visitor finds a valid session, with its account and what it has in view, in the one query that every page makes. It
// ignores withdrawn rights. ok is false when there is no such session. Sessions expire on the machine's clock, drafts
// on the town's: moving the town's clock signs nobody out.
func (q Q) Visitor(ctx context.Context, sessionID string, machine, town time.Time) (v Visitor, ok bool, err error) {
	return q.visitor(ctx, sessionID, nil, nil, machine, town)
}

// VisitorFor is Visitor with another family in view, or another structure when family is 0. A family to which the
// account has no right is not in view.
func (q Q) VisitorFor(ctx context.Context, sessionID string, family, structure int64, machine,
	town time.Time) (v Visitor, ok bool, err error) {
	return q.visitor(ctx, sessionID, family, structure, machine, town)
}

// adultName is the name of an adult: as the town hall entered it, or else that of the family's file, if no other adult
// of the family can sign in.
const adultName = `case when g.name <> '' then g.name when f.first_name <> '' and not exists (select 1 from guardians h
	where h.family_id = g.family_id and h.account_id <> g.account_id and h.withdrawn_at is null)
	then f.first_name || ' ' || f.last_name else '' end`

// visitor reads a session with a family and a structure in view; nil means the session's own.
func (q Q) visitor(ctx context.Context, sessionID string, family, structure any, machine, town time.Time) (v Visitor,
	ok bool, err error) {
	err = q.Together(ctx, readVisitor(sessionID, family, structure, machine, town, &v, &ok))
	return v, ok, err
}

func readVisitor(sessionID string, family, structure any, machine, town time.Time, v *Visitor, ok *bool) Read {
	return Read{query: `select s.id, s.account_id, a.login, a.must_change, a.language,
			(select count(*) from documents d where d.version = (select max(e.version) from documents e where e.kind =
				d.kind)
				and not exists (select 1 from consents k where k.account_id = a.id and k.kind = d.kind and k.version =
					d.version)),
			s.created_at, s.seen_at, s.expires_at,
			exists (select 1 from staff x where x.account_id = a.id and x.withdrawn_at is null), exists (select 1 from
				totp t where t.account_id = a.id), s.factor_at, coalesce(s.proved_at, s.created_at), s.device,
			f.id, ` + adultName + `, coalesce(f.civility, ''), coalesce(f.last_name, ''), coalesce(f.first_name, ''),
			(select count(*) from guardians o where o.account_id = a.id and o.withdrawn_at is null),
			st.id, coalesce(st.name, ''), coalesce(st.revision, 0), st.updated_through,
			(select count(*) from draft_lines l where l.draft_id = d.id and l.kind = 'add'),
			(select count(*) from draft_lines l where l.draft_id = d.id and l.kind = 'cancel')
		from sessions s
		join accounts a on a.id = s.account_id and a.disabled_at is null
		left join guardians g on g.account_id = a.id and g.family_id = coalesce(cast($4 as bigint), s.family_id) and
			g.withdrawn_at is null
		left join families f on f.id = g.family_id
		left join structures st on st.id = coalesce(f.structure_id, cast($5 as bigint), s.structure_id)
		left join drafts d on d.account_id = a.id and d.family_id = f.id and d.updated_at > $2
		where s.id = $1 and s.expires_at > $3`,
		args: []any{sessionID, town.Add(-DraftLapse), machine, family, structure}, scan: func(r row) error {
			*ok = true
			return r.Scan(&v.SessionID, &v.AccountID, &v.Login, &v.MustChange, &v.Language, &v.Unread,
				stamp{&v.CreatedAt}, stamp{&v.SeenAt}, stamp{&v.ExpiresAt},
				&v.Staff, &v.Factor, stamp{&v.FactorAt}, stamp{&v.ProvedAt}, &v.Device,
				id{&v.FamilyID}, &v.Adult, &v.Civility, &v.LastName, &v.FirstName, &v.Families,
				id{&v.StructureID}, &v.Structure, &v.Revision, stamp{&v.UpdatedThrough}, &v.Adds, &v.Cancels)
		}}
}

// Sight is a family that a session may see.
type Sight struct {
	SessionID string
	FamilyID  int64
}

// Sights lists the families that some sessions may still see: ended sessions have none.
func (q Q) Sights(ctx context.Context, sessions []string, machine time.Time) (map[Sight]bool, error) {
	seen := map[Sight]bool{}
	for some := range slices.Chunk(sessions, 500) {
		var rows []Sight
		err := q.NewSelect().TableExpr("sessions AS s").ColumnExpr("s.id AS session_id, g.family_id").
			Join("JOIN accounts AS a ON a.id = s.account_id AND a.disabled_at IS NULL").
			Join("JOIN guardians AS g ON g.account_id = a.id AND g.withdrawn_at IS NULL").
			Where("s.expires_at > ?", machine.UTC()).Where("s.id IN (?)", bun.List(some)).Scan(ctx, &rows)
		if err != nil {
			return nil, err
		}
		for _, one := range rows {
			seen[one] = true
		}
	}
	return seen, nil
}

// AddSession stores a session, and records that its account has signed in.
func (q Q) AddSession(ctx context.Context, s *Session) error {
	if _, err := q.NewInsert().Model(s).Exec(ctx); err != nil {
		return err
	}
	_, err := q.exec(ctx, "update accounts set signed_in_at = $2 where id = $1", s.AccountID, s.CreatedAt)
	return err
}

// Visit records that an account signs in, on the town's clock, and keeps when it did before. A session that replaces
// another one is no new visit.
func (q Q) Visit(ctx context.Context, accountID int64, town time.Time) error {
	_, err := q.exec(ctx, "update accounts set visited_before = visited_at, visited_at = $2 where id = $1", accountID,
		town)
	return err
}

// TouchSession records that a session was used.
func (q Q) TouchSession(ctx context.Context, sessionID string, now, expires time.Time) error {
	_, err := q.exec(ctx, "update sessions set seen_at = $2, expires_at = $3 where id = $1", sessionID, now, expires)
	return err
}

// ProveSession records that the user of a session has confirmed their identity again.
func (q Q) ProveSession(ctx context.Context, sessionID string, now time.Time) error {
	_, err := q.exec(ctx, "update sessions set proved_at = $2 where id = $1", sessionID, now)
	return err
}

// LookAt changes the family or the structure that a session has in view.
func (q Q) LookAt(ctx context.Context, sessionID string, familyID, structureID int64) error {
	_, err := q.NewUpdate().Model((*Session)(nil)).Where("id = ?", sessionID).
		Set("family_id = ?", nullable(familyID)).Set("structure_id = ?", nullable(structureID)).Exec(ctx)
	return err
}

func nullable(id int64) *int64 {
	if id == 0 {
		return nil
	}
	return &id
}

// EndSession ends a session.
func (q Q) EndSession(ctx context.Context, sessionID string) error {
	_, err := q.exec(ctx, "delete from sessions where id = $1", sessionID)
	return err
}

// PurgeSessions deletes the sessions that have expired.
func (q Q) PurgeSessions(ctx context.Context, now time.Time) error {
	_, err := q.exec(ctx, "delete from sessions where expires_at < $1", now)
	return err
}

// AccountByLogin finds an account that may sign in.
func (q Q) AccountByLogin(ctx context.Context, login string) (Account, bool, error) {
	var accounts []Account
	err := q.NewSelect().Model(&accounts).Where("login = ?", login).Where("disabled_at is null").Scan(ctx)
	if err != nil || len(accounts) == 0 {
		return Account{}, false, err
	}
	return accounts[0], true, nil
}

// SetPasswordHash replaces the password hash of an account.
func (q Q) SetPasswordHash(ctx context.Context, accountID int64, hash string, at time.Time, mustChange bool) error {
	_, err := q.exec(ctx,
		"update accounts set password_hash = $2, password_set_at = $3, must_change = $4 where id = $1",
		accountID, hash, at, mustChange)
	return err
}

// FamilyOf is a family of an account.
type FamilyOf struct {
	FamilyID, StructureID int64
	Code                  string
	LastName, FirstName   string
	Structure             string
}

// FamiliesOf lists the families of which an account is a guardian.
func (q Q) FamiliesOf(ctx context.Context, accountID int64) ([]FamilyOf, error) {
	var all []FamilyOf
	err := q.each(ctx, `select f.id, f.structure_id, f.code, f.last_name, f.first_name, s.name
		from guardians g join families f on f.id = g.family_id join structures s on s.id = f.structure_id
		where g.account_id = $1 and g.withdrawn_at is null order by s.id, f.id`, []any{accountID},
		func(r row) error {
			var f FamilyOf
			err := r.Scan(&f.FamilyID, &f.StructureID, &f.Code, &f.LastName, &f.FirstName, &f.Structure)
			all = append(all, f)
			return err
		})
	return all, err
}

// RoleAt is a role of an account in a structure.
type RoleAt struct {
	StructureID int64
	Structure   string
	Role        string
}

// RolesOf lists the roles of an account in each structure.
func (q Q) RolesOf(ctx context.Context, accountID int64) ([]RoleAt, error) {
	var all []RoleAt
	err := q.each(ctx, `select s.id, s.name, x.role from staff x join structures s on s.id = x.structure_id
		where x.account_id = $1 and x.withdrawn_at is null order by s.id, x.role`, []any{accountID},
		func(r row) error {
			var one RoleAt
			err := r.Scan(&one.StructureID, &one.Structure, &one.Role)
			all = append(all, one)
			return err
		})
	return all, err
}

// KeptDraft is the content of a draft.
type KeptDraft struct {
	DraftID   int64
	Revision  int64
	UpdatedAt time.Time
	Lines     []booking.Line
	Lapsed    []booking.Line // the lines that it had when it lapsed or was dropped, and no longer has
	Dropped   bool           // by its parent; the lines were set aside

	LastMoment bool // its requests wait until the last moment
}
