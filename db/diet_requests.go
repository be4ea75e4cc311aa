package db

import (
	"context"
	"time"

	"github.com/uptrace/bun"
)

// The states of a request about a diet.
const (
	DietAsked     = "asked"
	DietWithdrawn = "withdrawn"
	DietAccepted  = "accepted"
	DietRefused   = "refused"
	DietReplaced  = "replaced" // by a newer one, when two files of the child were joined
)

// DietRequest is a row of diet_requests.
type DietRequest struct {
	bun.BaseModel `bun:"diet_requests"`

	ID          int64 `bun:",pk,autoincrement"`
	StructureID int64
	FamilyID    int64
	ChildID     int64
	AccountID   int64 `bun:",nullzero"`
	AskedAt     time.Time
	Diet        string
	Allergies   string
	State       string
	Answer      string
	DecidedAt   *time.Time
	DecidedBy   int64 `bun:",nullzero"`
}

// lastDiet is the order in which the request of a child that counts comes first: the one that is open, or the last.
const lastDiet = "case state when '" + DietAsked + "' then 0 else 1 end, id desc"

// DietRequestsOf lists the last request about each child of a family, whichever of its homes asked.
func (q Q) DietRequestsOf(ctx context.Context, familyID int64) (all []DietRequest, err error) {
	err = q.NewSelect().Model(&all).Where("id in (select (select x.id from diet_requests x where x.child_id = "+
		"k.child_id and x.state <> ? order by "+lastDiet+" limit 1) from family_children k where k.family_id = ?)",
		DietReplaced, familyID).Order("id").Scan(ctx)
	return all, err
}

// LastDietRequest returns the last request about a child.
func (q Q) LastDietRequest(ctx context.Context, childID int64) (one DietRequest, found bool, err error) {
	var all []DietRequest
	err = q.NewSelect().Model(&all).Where("child_id = ? and state <> ?", childID, DietReplaced).OrderExpr(lastDiet).
		Limit(1).Scan(ctx)
	if err != nil || len(all) == 0 {
		return one, false, err
	}
	return all[0], true, nil
}

// DietRequest reads a request of a structure; found is false for any other.
func (q Q) DietRequest(ctx context.Context, structureID, id int64) (one DietRequest, found bool, err error) {
	var all []DietRequest
	err = q.NewSelect().Model(&all).Where("structure_id = ? and id = ?", structureID, id).Scan(ctx)
	if err != nil || len(all) == 0 {
		return one, false, err
	}
	return all[0], true, nil
}

// AddDietRequest stores a request. The caller has locked the child.
func (q Q) AddDietRequest(ctx context.Context, one DietRequest) error {
	_, err := q.NewInsert().Model(&one).Exec(ctx)
	return err
}

// DecideDietRequest closes an open request; done is false if it is not open.
func (q Q) DecideDietRequest(ctx context.Context, one DietRequest) (done bool, err error) {
	n, err := q.exec(ctx, "update diet_requests set state = $2, answer = $3, decided_at = $4, decided_by = $5 "+
		"where id = $1 and state = '"+DietAsked+"'", one.ID, one.State, one.Answer, *one.DecidedAt,
		orNull(one.DecidedBy))
	return n == 1, err
}

// JoinDietRequests closes the older one of two open requests about children who are one: a child has one at most.
// closed is how many that were.
func (q Q) JoinDietRequests(ctx context.Context, p MergePair, at time.Time, by int64) (closed int64, err error) {
	const open = "child_id in ($1, $2) and state = '" + DietAsked + "'"
	return q.exec(ctx, "update diet_requests set state = '"+DietReplaced+"', decided_at = $3, decided_by = $4 where "+
		open+" and id <> (select o.id from diet_requests o where o."+open+" order by o.asked_at desc, o.id desc "+
		"limit 1)",
		p.KeptID, p.GoneID, at, orNull(by))
}

// ForgetDietRequests empties the texts of requests that were answered, withdrawn or replaced before an instant: they
// tell of health.
func (q Q) ForgetDietRequests(ctx context.Context, before time.Time) error {
	_, err := q.exec(ctx, "update diet_requests set diet = '', allergies = '', answer = '' where state <> '"+DietAsked+
		"' and decided_at < $1 and (diet <> '' or allergies <> '' or answer <> '')", before)
	return err
}

// DietRequestLine is an open request with its child's file and who asked.
type DietRequestLine struct {
	DietRequest
	LastName, FirstName, School, Class string
	HasDiet, HasAllergies              string // what the file says
	Code, Family                       string
}

// OpenDietRequests lists the oldest open requests of a structure, with their number.
func (q Q) OpenDietRequests(ctx context.Context, structureID int64, most int) (all []DietRequestLine, n int,
	err error) {
	err = q.each(ctx, `select r.id, r.family_id, r.child_id, r.asked_at, r.diet, r.allergies, c.last_name, c.first_name,
			c.school, c.class, c.diet, c.allergies, f.code, f.last_name || ' ' || f.first_name,
			(select count(*) from diet_requests o where o.structure_id = $1 and o.state = '`+DietAsked+`')
		from diet_requests r join children c on c.id = r.child_id join families f on f.id = r.family_id
		where r.structure_id = $1 and r.state = '`+DietAsked+`' order by r.asked_at, r.id limit $2`,
		[]any{structureID, most}, func(r row) error {
			var l DietRequestLine
			err := r.Scan(&l.ID, &l.FamilyID, &l.ChildID, stamp{&l.AskedAt}, &l.Diet, &l.Allergies, &l.LastName,
				&l.FirstName, &l.School, &l.Class, &l.HasDiet, &l.HasAllergies, &l.Code, &l.Family, &n)
			all = append(all, l)
			return err
		})
	return all, n, err
}

// CodeOfFamily returns the code of a family.
func (q Q) CodeOfFamily(ctx context.Context, familyID int64) (code string, err error) {
	err = q.each(ctx, "select code from families where id = $1", []any{familyID}, func(r row) error {
		return r.Scan(&code)
	})
	return code, err
}
