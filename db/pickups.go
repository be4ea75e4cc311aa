package db

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"cartable/app/domain/civil"
	"cartable/app/domain/pickup"
)

// Pickup is a row of pickups.
type Pickup struct {
	bun.BaseModel `bun:"pickups"`

	ID          int64 `bun:",pk,autoincrement"`
	StructureID int64
	FamilyID    int64
	ChildID     int64
	Kind        pickup.Kind
	Name        string
	Link        string
	Phone       string
	Hour        *civil.TimeOfDay
	FromDate    civil.Date
	ToDate      civil.Date `bun:",nullzero"`
	State       pickup.State
	Answer      string
	AccountID   int64 `bun:",nullzero"`
	At          time.Time
	DecidedAt   *time.Time
	DecidedBy   int64 `bun:",nullzero"`
}

// Rule returns what the row says.
func (p Pickup) Rule() pickup.Rule {
	r := pickup.Rule{Kind: p.Kind, Name: p.Name, Link: p.Link, Phone: p.Phone, From: p.FromDate, To: p.ToDate}
	if p.Hour != nil {
		r.Hour = *p.Hour
	}
	return r
}

// PickupOf returns the row that says a rule.
func PickupOf(r pickup.Rule) Pickup {
	p := Pickup{Kind: r.Kind, Name: r.Name, Link: r.Link, Phone: r.Phone, FromDate: r.From, ToDate: r.To}
	if r.Kind == pickup.Alone {
		p.Hour = &r.Hour
	}
	return p
}

// PickupsOfChild lists the rules of a child that have not ended, of all its households, in the order of their asking.
func (q Q) PickupsOfChild(ctx context.Context, childID int64) (all []Pickup, err error) {
	err = q.NewSelect().Model(&all).Where("child_id = ? and state <> 'ended'", childID).Order("id").Scan(ctx)
	return all, err
}

// PickupsOfFamily lists the rules that a household asked, or that staff noted for it, likewise.
func (q Q) PickupsOfFamily(ctx context.Context, familyID int64) (all []Pickup, err error) {
	err = q.NewSelect().Model(&all).Where("family_id = ? and state <> 'ended'", familyID).Order("id").Scan(ctx)
	return all, err
}

// Pickup reads a rule of a structure; found is false for any other.
func (q Q) Pickup(ctx context.Context, structureID, id int64) (one Pickup, found bool, err error) {
	var all []Pickup
	err = q.NewSelect().Model(&all).Where("structure_id = ? and id = ?", structureID, id).Scan(ctx)
	if err != nil || len(all) == 0 {
		return one, false, err
	}
	return all[0], true, nil
}

// AddPickups stores rules. The caller has locked their children.
func (q Q) AddPickups(ctx context.Context, all []Pickup) error {
	_, err := q.NewInsert().Model(&all).Exec(ctx)
	return err
}

// DecidePickup gives a rule the state that it has now; done is false if it is no longer in state was.
func (q Q) DecidePickup(ctx context.Context, p Pickup, was pickup.State) (done bool, err error) {
	n, err := q.exec(ctx, "update pickups set state = $2, answer = $3, decided_at = $4, decided_by = $5 "+
		"where id = $1 and state = $6", p.ID, p.State, p.Answer, *p.DecidedAt, orNull(p.DecidedBy), was)
	return n == 1, err
}

// ForgetPickups deletes the rules that ended, or were refused, before an instant, those whose last day was before its
// date, and those of families that were archived before: they name people who are not of the family. Who is barred
// stays.
func (q Q) ForgetPickups(ctx context.Context, before time.Time) error {
	_, err := q.exec(ctx, "delete from pickups where state in ('refused', 'ended') and decided_at < $1 "+
		"or to_date < $2 or kind <> 'barred' and family_id in (select id from families where archived_at < $1)",
		before, civil.Of(before))
	return err
}

// PickupLine is a rule that a family asks, with the child's file and who asked.
type PickupLine struct {
	Pickup
	LastName, FirstName, School, Class string
	Code, Family                       string
}

// askedIn is what families ask in structure $1; the file of none is an archive.
const askedIn = `o.structure_id = $1 and o.state = 'asked'
		and exists (select 1 from families f where f.id = o.family_id and f.archived_at is null)`

// AskedPickups lists the oldest rules that families ask in a structure, with their number.
func (q Q) AskedPickups(ctx context.Context, structureID int64, most int) (all []PickupLine, n int, err error) {
	err = q.each(ctx, `select p.id, p.child_id, p.kind, p.name, p.link, p.phone, p.hour, p.from_date, p.to_date, p.at,
			c.last_name, c.first_name, c.school, c.class, f.code, f.last_name || ' ' || f.first_name,
			(select count(*) from pickups o where `+askedIn+`)
		from pickups p join children c on c.id = p.child_id join families f on f.id = p.family_id
		where p.structure_id = $1 and p.state = 'asked' and f.archived_at is null
		order by p.at, p.id limit $2`, []any{structureID, most},
		func(r row) error {
			var l PickupLine
			err := r.Scan(&l.ID, &l.ChildID, (*string)(&l.Kind), &l.Name, &l.Link, &l.Phone, clock{&l.Hour},
				&l.FromDate, &l.ToDate, stamp{&l.At}, &l.LastName, &l.FirstName, &l.School, &l.Class, &l.Code,
				&l.Family, &n)
			all = append(all, l)
			return err
		})
	return all, n, err
}

// ofItsHome is true for the rules of a household in which the child still is, and whose file is no archive; and for who
// is barred, whoever had it noted: a court protects the child wherever it lives.
const ofItsHome = " and (p.kind = 'barred' or exists (select 1 from family_children k join families f on " +
	"f.id = k.family_id where k.family_id = p.family_id and k.child_id = p.child_id and f.archived_at is null))"

// PickupRule is a rule that holds for a child.
type PickupRule struct {
	ChildID int64
	pickup.Rule
}

// ReadPickupsOn reads the rules that hold on a date for the children who have a place on it at an activity (0 = at any
// one) of a structure.
func ReadPickupsOn(structureID, activityID int64, d civil.Date, into *[]PickupRule) Read {
	return Read{query: `select p.child_id, p.kind, p.name, p.link, p.phone, p.hour, p.from_date, p.to_date
		from pickups p where p.state = 'allowed' and p.from_date <= $3
			and (p.to_date is null or p.to_date >= $3)` + ofItsHome + `
			and p.child_id in (select r.child_id from reservations r where r.structure_id + 0 = $1
				and ($2 = 0 or r.activity_id = $2) and r.date = $3 and r.state ` + isPlaced + ` and r.state ` + isLive +
		`) order by p.child_id, p.name, p.id`,
		args: []any{structureID, activityID, d}, scan: scanPickup(into)}
}

// BarredFrom lists who is barred from children, by child.
func (q Q) BarredFrom(ctx context.Context, children []int64) (all []PickupRule, err error) {
	if len(children) == 0 {
		return nil, nil
	}
	read := Read{query: `select p.child_id, p.kind, p.name, p.link, p.phone, p.hour, p.from_date, p.to_date
		from pickups p where p.state = 'allowed' and p.kind = 'barred' and p.child_id in (` + list(children) +
		`) order by p.child_id, p.name, p.id`, scan: scanPickup(&all)}
	return all, q.Together(ctx, read)
}

// ReadPickupsOf reads the rules that hold for a child on a date.
func ReadPickupsOf(childID int64, d civil.Date, into *[]PickupRule) Read {
	return Read{query: `select p.child_id, p.kind, p.name, p.link, p.phone, p.hour, p.from_date, p.to_date
		from pickups p where p.state = 'allowed' and p.child_id = $1
			and p.from_date <= $2 and (p.to_date is null or p.to_date >= $2)` + ofItsHome + ` order by p.name, p.id`,
		args: []any{childID, d}, scan: scanPickup(into)}
}

func scanPickup(into *[]PickupRule) func(row) error {
	return func(r row) error {
		var one PickupRule
		var hour *civil.TimeOfDay
		err := r.Scan(&one.ChildID, (*string)(&one.Kind), &one.Name, &one.Link, &one.Phone, clock{&hour}, &one.From,
			&one.To)
		if hour != nil {
			one.Hour = *hour
		}
		*into = append(*into, one)
		return err
	}
}
