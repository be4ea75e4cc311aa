package db

import (
	"context"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/childname"
	"cartable/app/domain/civil"
	"cartable/app/domain/custody"
	"cartable/app/domain/money"
	"cartable/app/domain/pricing"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
)

// ChildOf is a child of a family, with the enrolments that were requested.
type ChildOf struct {
	ID                  int64
	FirstName, LastName string
	Called, Beside      string // the name that distinguishes it in the family, alone and beside the surname
	BirthDate           civil.Date
	Pupil               town.Pupil
	Enrolments          []booking.Enrolment
	Custody             custody.Calendar // of a child of two homes
}

// ChildrenOf lists the children of a family, eldest first, with their enrolments that end on or after a date.
func (q Q) ChildrenOf(ctx context.Context, familyID int64, from civil.Date) (all []ChildOf, err error) {
	err = q.Together(ctx, ReadChildren(familyID, from, &all))
	return all, err
}

// ReadChildren is the read of ChildrenOf.
func ReadChildren(familyID int64, from civil.Date, into *[]ChildOf) Read {
	return Read{`select c.id, c.first_name, c.last_name, c.birth_date, c.school_id, c.class_id,
		e.activity_id, e.from_date, e.to_date, coalesce(e.priority, 0), ` + custodyOf + `c.id)
		from family_children fc join children c on c.id = fc.child_id
		left join enrolments e on e.child_id = c.id and e.to_date >= $2
		where fc.family_id = $1 order by c.birth_date, c.id, e.activity_id, e.from_date`, []any{familyID, from},
		func(r row) error {
			var c ChildOf
			var e booking.Enrolment
			if err := r.Scan(&c.ID, &c.FirstName, &c.LastName, &c.BirthDate, id{&c.Pupil.School}, id{&c.Pupil.Class},
				id{&e.ActivityID}, &e.From, &e.To, &e.Priority, homes{&c.Custody}); err != nil {
				return err
			}
			c.Pupil.Birth = c.BirthDate
			all := *into
			if n := len(all); n == 0 || all[n-1].ID != c.ID {
				all = append(all, c)
			}
			if e.ActivityID != 0 {
				e.ChildID = c.ID
				last := &all[len(all)-1]
				last.Enrolments = append(last.Enrolments, e)
			}
			*into = all
			return nil
		}, func() { nameChildren(*into) }}
}

// nameChildren sets the names that distinguish the children of a family.
func nameChildren(all []ChildOf) {
	family := make([]childname.Child, len(all))
	for i, c := range all {
		family[i] = childname.Child{ID: c.ID, FirstName: c.FirstName, LastName: c.LastName, Birth: c.BirthDate}
	}
	called, beside := childname.Called(family), childname.Beside(family)
	for i := range all {
		all[i].Called, all[i].Beside = called[all[i].ID], beside[all[i].ID]
	}
}

// besideIn returns the first name of each child of a range of families, by family and child, as written beside the
// surname.
func (q Q) besideIn(ctx context.Context, from, to int64) (map[[2]int64]string, error) {
	families := map[int64][]childname.Child{}
	err := q.each(ctx, `select fc.family_id, c.id, c.first_name, c.last_name, c.birth_date from family_children fc
		join children c on c.id = fc.child_id where fc.family_id between $1 and $2`, []any{from, to},
		func(r row) error {
			var family int64
			var c childname.Child
			err := r.Scan(&family, &c.ID, &c.FirstName, &c.LastName, &c.Birth)
			families[family] = append(families[family], c)
			return err
		})
	beside := map[[2]int64]string{}
	for family, children := range families {
		for child, name := range childname.Beside(children) {
			beside[[2]int64{family, child}] = name
		}
	}
	return beside, err
}

// calledIn returns the names that distinguish the children of a family.
func (q Q) calledIn(ctx context.Context, familyID int64) (map[int64]string, error) {
	var family []childname.Child
	err := q.each(ctx, `select c.id, c.first_name, c.last_name, c.birth_date from family_children fc
		join children c on c.id = fc.child_id where fc.family_id = $1`, []any{familyID}, func(r row) error {
		var c childname.Child
		err := r.Scan(&c.ID, &c.FirstName, &c.LastName, &c.Birth)
		family = append(family, c)
		return err
	})
	return childname.Called(family), err
}

// MoneyOf returns the quotients of a family and the balance of each of its wallets.
func (q Q) MoneyOf(ctx context.Context, familyID int64) (payer wallet.Payer, balances map[int64]money.Cents,
	err error) {
	err = q.Together(ctx, ReadMoney(familyID, &payer, &balances))
	return payer, balances, err
}

// ReadMoney is the read of MoneyOf.
func ReadMoney(familyID int64, payer *wallet.Payer, balances *map[int64]money.Cents) Read {
	*balances = map[int64]money.Cents{}
	return Read{query: `select 0, from_date, to_date, qf from quotients where family_id = $1
		union all select wallet_id, null, null, amount from balances where family_id = $1
		union all select -1, null, null, case when resident then 1 else 0 end from families where id = $1
		union all select -2, before_date, null, case when resident then 1 else 0 end from residences where family_id =
			$1`, args: []any{familyID}, scan: func(r row) error {
		var kind int64 // or a wallet
		var one pricing.Quotient
		if err := r.Scan(&kind, &one.From, &one.To, &one.QF); err != nil {
			return err
		}
		switch kind {
		case 0:
			payer.Quotients = append(payer.Quotients, one)
		case -1:
			payer.Residence.Resident = one.QF != 0
		case -2:
			payer.Residence.Former = append(payer.Residence.Former,
				pricing.Former{Before: one.From, Resident: one.QF != 0})
		default:
			(*balances)[kind] = one.QF
		}
		return nil
	}}
}

// bornOn is the birth date of the child of a reservation.
const bornOn = "(select c.birth_date from children c where c.id = r.child_id)"

// isEnrolled is the condition that the child of a reservation is enrolled in its activity on its date.
const isEnrolled = `exists (select 1 from enrolments e where e.child_id = r.child_id and e.activity_id = r.activity_id
	and e.from_date <= r.date and e.to_date >= r.date)`

// numberOf is the number of the movement by which a reservation was requested here, drawn while its slots were locked:
// it gives the order of requests, which no clock does. Imported ones have 0, and so come first (DOMAIN.md 7.1). One
// that was ended and given back has the number that it had.
const numberOf = "coalesce(r.number, (select min(n.id) from movements n where n.reservation_id = r.id and " +
	"n.kind = 'book' and n.origin <> 'import'), 0)"

// inTurn orders the requests of a date as places are given, among those of the same status.
const inTurn = "r.priority, " + numberOf + ", r.requested_at, r.id"

const reservationColumns = reservedKey + "r.state, " + reservedRest

// leftColumns are the same columns for a reservation that was given up, as it was before.
const leftColumns = reservedKey + "r.was, " + reservedRest

const (
	reservedKey  = "r.id, r.family_id, r.child_id, r.activity_id, r.date, "
	reservedRest = "r.priority, r.requested_at, r.transmitted, r.reason, r.price, r.quantity, " +
		"r.attendance, r.billed, " +
		"r.free_until, r.last_moment"
)

func scanReservation(r row, more ...any) (booking.Reservation, error) {
	var one booking.Reservation
	err := r.Scan(append([]any{&one.ID, &one.FamilyID, &one.ChildID, &one.ActivityID, &one.Date, &one.Status,
		&one.Priority,
		stamp{&one.RequestedAt}, &one.Transmitted, &one.Reason, &one.Price, &one.Quantity, word{&one.Attendance},
		&one.Billed,
		stamp{&one.FreeUntil}, &one.LastMoment}, more...)...)
	return one, err
}

// ReadLive reads the live reservations of a family's children between two dates, whichever family made them.
func ReadLive(familyID int64, from, to civil.Date, into *[]booking.Reservation) Read {
	*into = make([]booking.Reservation, 0, 64) // enough for a month of two children
	return Read{query: "select " + reservationColumns + ` from family_children fc
		join reservations r on r.child_id = fc.child_id and r.date between $2 and $3 and r.state ` + isLive + `
		where fc.family_id = $1`, args: []any{familyID, from, to}, scan: func(r row) error {
		one, err := scanReservation(r)
		*into = append(*into, one)
		return err
	}}
}

// ReadElsewhere reads the reservations of the children of a family in other structures, by child, where an adult with
// the same account enrolled them under the same name and birth date. A booking by the child's other household there is
// unnamed, and is not even marked as that household's where the structure hides it.
func ReadElsewhere(accountID, familyID int64, from, to civil.Date, into *map[int64][]booking.Elsewhere) Read {
	const ours = `exists (select 1 from guardians o where o.family_id = r.family_id and o.account_id = $3 and ` +
		`o.withdrawn_at is null)`
	return readElsewhere(familyID, from, to, "case when "+ours+" then a.name else '' end",
		"not s.hides_presence and not "+ours, "g.account_id = $3", accountID, into)
}

// ReadElsewhereFor is ReadElsewhere for staff who act for a family: the children whom any of its adults enrolled. What
// another structure has of a family is no business of theirs: it is unnamed.
func ReadElsewhereFor(familyID int64, from, to civil.Date, into *map[int64][]booking.Elsewhere) Read {
	return readElsewhere(familyID, from, to, "''", "false", "g.account_id in (select o.account_id from guardians o "+
		"where o.family_id = $3 and o.withdrawn_at is null)", familyID, into)
}

func readElsewhere(familyID int64, from, to civil.Date, name, foreign, adult string, whose int64,
	into *map[int64][]booking.Elsewhere) Read {
	*into = map[int64][]booking.Elsewhere{}
	return Read{query: `select mine.id, r.date, ` + name + `, a.start_at, a.end_at, ` + foreign + `
		from family_children own join children mine on mine.id = own.child_id
		join children other on other.last_name = mine.last_name and other.first_name = mine.first_name
			and other.birth_date = mine.birth_date and other.structure_id <> mine.structure_id
		join reservations r on r.child_id = other.id and r.date between $1 and $2 and r.state ` + isHeld + `
		join activities a on a.id = r.activity_id join structures s on s.id = r.structure_id
		where own.family_id = $4
			and exists (select 1 from family_children fc join guardians g on g.family_id = fc.family_id
				where fc.child_id = other.id and ` + adult + ` and g.withdrawn_at is null)`,
		args: []any{from, to, whose, familyID}, scan: func(r row) error {
			var child int64
			var e booking.Elsewhere
			if err := r.Scan(&child, &e.Date, &e.Name, &e.Start, &e.End, &e.Foreign); err != nil {
				return err
			}
			(*into)[child] = append((*into)[child], e)
			return nil
		}}
}

// LockChildren locks the rows of children, and of the same children in other structures, in one order: two validations
// that could exclude each other run one after the other.
func (q Q) LockChildren(ctx context.Context, children []int64) error {
	if !q.postgres {
		return nil
	}
	const hold = "select id from children where (last_name, first_name, birth_date) in (select last_name, " +
		"first_name, birth_date from children where id = $1) order by id for no key update"
	if len(children) == 1 { // one child is looked for in the index, several by reading the table, small as it is
		_, err := q.exec(ctx, hold, children[0])
		return err
	}
	_, err := q.exec(ctx, "select id from children where (last_name, first_name, birth_date) in (select last_name, "+
		"first_name, birth_date from children where id"+q.among("$1")+") order by id for no key update",
		q.ids(children))
	return err
}

// DraftOf returns the draft of an account for a family, empty if there was none. The lines of a draft that has lapsed
// or was dropped are returned in Lapsed, not in Lines.
func (q Q) DraftOf(ctx context.Context, accountID, familyID int64, now time.Time) (draft KeptDraft, err error) {
	err = q.Together(ctx, ReadDraft(accountID, familyID, now, &draft))
	return draft, err
}

// ReadDraft is the read of DraftOf.
func ReadDraft(accountID, familyID int64, now time.Time, into *KeptDraft) Read {
	return Read{`select d.id, d.revision, d.updated_at, d.last_moment, d.dropped, l.child_id, l.activity_id, l.date,
			l.kind
		from drafts d left join draft_lines l on l.draft_id = d.id
		where d.account_id = $1 and d.family_id = $2 order by l.date, l.child_id, l.activity_id`,
		[]any{accountID, familyID}, func(r row) error {
			var l booking.Line
			var kind string
			if err := r.Scan(&into.DraftID, &into.Revision, stamp{&into.UpdatedAt}, &into.LastMoment, &into.Dropped,
				id{&l.ChildID}, id{&l.ActivityID}, &l.Date, word{&kind}); err != nil {
				return err
			}
			if kind != "" {
				l.Kind = booking.Kind(kind)
				into.Lines = append(into.Lines, l)
			}
			return nil
		}, func() {
			if !into.UpdatedAt.After(now.Add(-DraftLapse)) {
				into.Lines, into.Lapsed, into.LastMoment = nil, into.Lines, false
			}
		}}
}

// LockDraft locks the draft for the length of the transaction; it creates a missing draft. Callers that change or
// validate a draft start here.
func (q Q) LockDraft(ctx context.Context, accountID, familyID int64, now time.Time) (KeptDraft, error) {
	draft, err := q.ReviveDraft(ctx, accountID, familyID, now)
	if err != nil || draft.DraftID != 0 {
		return draft, err
	}
	draft = KeptDraft{UpdatedAt: now}
	err = q.each(ctx, `insert into drafts (account_id, family_id, revision, updated_at) values ($1, $2, 1, $3)
		on conflict (account_id, family_id) do nothing returning id, revision`, []any{accountID, familyID, now},
		func(r row) error { return r.Scan(&draft.DraftID, &draft.Revision) })
	if err != nil || draft.DraftID != 0 {
		return draft, err
	}
	return q.ReviveDraft(ctx, accountID, familyID, now) // another tab was quicker
}

// ReviveDraft is LockDraft for a draft that is not created if it is missing.
func (q Q) ReviveDraft(ctx context.Context, accountID, familyID int64, now time.Time) (KeptDraft, error) {
	if err := q.holdDraft(ctx, accountID, familyID); err != nil {
		return KeptDraft{}, err
	}
	return q.DraftOf(ctx, accountID, familyID, now)
}

// holdDraft locks a draft for the length of the transaction; on SQLite the transaction is the lock.
func (q Q) holdDraft(ctx context.Context, accountID, familyID int64) error {
	if !q.postgres {
		return nil
	}
	_, err := q.exec(ctx, "select id from drafts where account_id = $1 and family_id = $2 for no key update", accountID,
		familyID)
	return err
}

// FamilyNamed is a family.
type FamilyNamed struct{ Code, Name string }

// FamiliesNamed reads the numbers and names of families, by id.
func (q Q) FamiliesNamed(ctx context.Context, ids []int64) (map[int64]FamilyNamed, error) {
	all := map[int64]FamilyNamed{}
	if len(ids) == 0 {
		return all, nil
	}
	err := q.each(ctx, "select f.id, f.code, f.last_name || ' ' || f.first_name from families f where f.id"+
		q.among("$1"), []any{q.ids(ids)}, func(r row) error {
		var id int64
		var one FamilyNamed
		err := r.Scan(&id, &one.Code, &one.Name)
		all[id] = one
		return err
	})
	return all, err
}
