package db

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/custody"
	"cartable/app/domain/money"
)

// custodyOf is what was arranged for a child, as one text that homes reads; the child and a bracket follow. It is a
// column of the statements that read a child or a reservation, so that none of them is one more query.
const custodyOf = `(select string_agg(coalesce(k.even_family_id, 0) || ' ' || coalesce(k.odd_family_id, 0) || ' ' ||
	k.changes || ' ' || k.from_date || ' ' || coalesce(cast(k.to_date as text), ''), ';' order by k.id)
	from custodies k where k.child_id = `

// homesOf is custodyOf for the child of a reservation.
const homesOf = custodyOf + "r.child_id)"

// homes reads what custodyOf wrote; nothing is arranged for most children.
type homes struct{ to *custody.Calendar }

func (h homes) Scan(src any) error {
	var text sql.NullString
	if err := text.Scan(src); err != nil || !text.Valid {
		return err
	}
	for one := range strings.SplitSeq(text.String, ";") {
		var r custody.Rule
		var from, to string
		if n, _ := fmt.Sscan(one, &r.Even, &r.Odd, &r.Changes, &from, &to); n < 4 {
			return fmt.Errorf("db: %q is no custody", one)
		}
		var err error
		if r.From, err = civil.Parse(from); err != nil {
			return err
		}
		if to == "" {
			h.to.Rules = append(h.to.Rules, r)
			continue
		}
		last, err := civil.Parse(to)
		if err != nil {
			return err
		}
		h.to.Exceptions = append(h.to.Exceptions, custody.Exception{From: r.From, To: last, Home: r.Even})
	}
	return nil
}

// CustodyOf returns what was arranged for a child.
func (q Q) CustodyOf(ctx context.Context, childID int64) (c custody.Calendar, err error) {
	err = q.each(ctx, "select "+custodyOf+"c.id) from children c where c.id = $1", []any{childID},
		func(r row) error { return r.Scan(homes{&c}) })
	return c, err
}

// CustodiesOf returns what was arranged for children, by child; those for whom nothing is are absent.
func (q Q) CustodiesOf(ctx context.Context, children []int64) (map[int64]custody.Calendar, error) {
	all := map[int64]custody.Calendar{}
	err := q.each(ctx, "select c.id, "+custodyOf+"c.id) from children c where c.id"+q.among("$1")+
		" and exists (select 1 from custodies k where k.child_id = c.id)", []any{q.ids(children)}, func(r row) error {
		var child int64
		var one custody.Calendar
		err := r.Scan(&child, homes{&one})
		all[child] = one
		return err
	})
	return all, err
}

// SetCustody stores what is arranged for a child, in the place of what was. The caller has locked the child.
func (q Q) SetCustody(ctx context.Context, structureID, childID, accountID int64, c custody.Calendar,
	now time.Time) error {
	if _, err := q.exec(ctx, "delete from custodies where child_id = $1", childID); err != nil {
		return err
	}
	var rows []Custody
	for _, r := range c.Rules {
		rows = append(rows, Custody{FromDate: r.From, EvenFamilyID: r.Even, OddFamilyID: r.Odd,
			Changes: max(1, r.Changes)})
	}
	for _, e := range c.Exceptions {
		rows = append(rows, Custody{FromDate: e.From, ToDate: e.To, EvenFamilyID: e.Home, OddFamilyID: e.Home,
			Changes: 1})
	}
	if len(rows) == 0 {
		return nil
	}
	for i := range rows {
		rows[i].StructureID, rows[i].ChildID, rows[i].AccountID, rows[i].At = structureID, childID, accountID, now.UTC()
	}
	_, err := q.NewInsert().Model(&rows).Exec(ctx)
	return err
}

// CustodyDay is a reservation of a child that holds its day, with what keeps it with the home that made it.
type CustodyDay struct {
	booking.Reservation
	Owed bool // the books have a line about it, or an illness was told
}

// HoldCustodyDays reads the reservations of a child that hold their days, from a day on, whichever of its homes made
// them: what was refused holds none, and stays in the history of its home. Held, they stay as they are for the length
// of the transaction; their slots are held before.
func (q Q) HoldCustodyDays(ctx context.Context, childID int64, from civil.Date, hold bool) (all []CustodyDay,
	err error) {
	lock := ""
	if hold && q.postgres {
		lock = " for update of r"
	}
	err = q.each(ctx, "select "+reservationColumns+`, exists (select 1 from ledger l where l.reservation_id = r.id)
			or exists (select 1 from absence_days d where d.reservation_id = r.id) or r.debited_before
		from reservations r where r.child_id = $1 and r.date >= $2 and r.state `+isLive+
		" and r.state "+isHeld+" order by r.date, r.id"+lock, []any{childID, from}, func(r row) error {
		var one CustodyDay
		var err error
		one.Reservation, err = scanReservation(r, &one.Owed)
		all = append(all, one)
		return err
	})
	return all, err
}

// Rehome gives a reservation to the child's other home, at its price. The place stays: no slot changes. The caller
// holds the reservation.
func (q Q) Rehome(ctx context.Context, reservationID, familyID int64, price money.Cents) error {
	_, err := q.exec(ctx, "update reservations set family_id = $1, price = $2 where id = $3 and not billed",
		familyID, price, reservationID)
	return err
}

// RehomeRows makes opérations that are about to end reservations write to the homes that have them now.
func (q Q) RehomeRows(ctx context.Context, reservations []int64) error {
	if len(reservations) == 0 {
		return nil
	}
	were := map[Written]bool{}
	err := q.each(ctx, "select operation_id, family_id from operation_rows where state = $1 and reservation_id"+
		q.among("$2"), []any{RowTodo, q.ids(reservations)}, func(r row) error {
		var one Written
		err := r.Scan(&one.OperationID, &one.FamilyID)
		were[one] = true
		return err
	})
	if err != nil || len(were) == 0 {
		return err
	}
	if _, err := q.exec(ctx, "update operation_rows set family_id = (select r.family_id from reservations r where "+
		"r.id = operation_rows.reservation_id) where state = $1 and reservation_id"+q.among("$2"), RowTodo,
		q.ids(reservations)); err != nil {
		return err
	}
	return q.RehomeMails(ctx, were)
}

// liveHome is the condition on a family f that children live there: its file was not joined to another, archived or
// erased. Whoever asks whether a child has another home asks this.
const liveHome = `f.merged_into is null and f.archived_at is null and not exists (select 1 from erasures e
	where e.family_id = f.id and e.state = 'done')`

// Home is one of the families of a child.
type Home struct {
	ID         int64
	Code, Name string
	Lives      bool // the child lives there: see liveHome
}

// HomesOf returns the families of a child, the one that pays first.
func (q Q) HomesOf(ctx context.Context, childID int64) (all []Home, err error) {
	err = q.each(ctx, `select f.id, f.code, f.last_name || ' ' || f.first_name,
			`+liveHome+`
		from family_children k join families f on f.id = k.family_id where k.child_id = $1
		order by k.position, f.id`, []any{childID}, func(r row) error {
		var one Home
		err := r.Scan(&one.ID, &one.Code, &one.Name, &one.Lives)
		one.Name = strings.TrimSpace(one.Name)
		all = append(all, one)
		return err
	})
	return all, err
}

// ChildToShare is a child of a family, with the number of its homes.
type ChildToShare struct {
	ID                  int64
	FirstName, LastName string
	Homes               int // in which it lives
	Custody             custody.Calendar
}

// ChildrenToShare lists the children of a family, eldest first.
func (q Q) ChildrenToShare(ctx context.Context, familyID int64) (all []ChildToShare, err error) {
	err = q.each(ctx, `select c.id, c.first_name, c.last_name,
			(select count(*) from family_children o join families f on f.id = o.family_id where o.child_id = c.id
				and `+liveHome+`), `+custodyOf+`c.id)
		from family_children k join children c on c.id = k.child_id where k.family_id = $1
		order by c.birth_date, c.id`, []any{familyID}, func(r row) error {
		var one ChildToShare
		err := r.Scan(&one.ID, &one.FirstName, &one.LastName, &one.Homes, homes{&one.Custody})
		all = append(all, one)
		return err
	})
	return all, err
}

// IsPaying reports whether an online payment of a family is under way.
func (q Q) IsPaying(ctx context.Context, familyID int64) (paying bool, err error) {
	err = q.each(ctx, "select exists (select 1 from payments where family_id = $1 and state in ('creating', "+
		"'pending'))", []any{familyID}, func(r row) error { return r.Scan(&paying) })
	return paying, err
}

// HoldHome locks the children of a family, as a validation does first, then its file: a payment, or another clerk who
// changes it, waits. Whatever only refers to the file does not: it may hold what the caller locks next.
func (q Q) HoldHome(ctx context.Context, familyID int64, children []int64) error {
	if !q.postgres {
		return nil
	}
	if len(children) > 0 {
		if err := q.LockChildren(ctx, children); err != nil {
			return err
		}
	}
	_, err := q.exec(ctx, "select id from families where id = $1 for no key update", familyID)
	return err
}

// AddFamily stores a new family and sets its ID.
func (q Q) AddFamily(ctx context.Context, f *Family) error {
	_, err := q.NewInsert().Model(f).Exec(ctx)
	return err
}

// AddHome gives a child a second home.
func (q Q) AddHome(ctx context.Context, structureID, familyID, childID int64) error {
	_, err := q.exec(ctx, "insert into family_children (family_id, child_id, structure_id, position) "+
		"values ($1, $2, $3, 1)", familyID, childID, structureID)
	return err
}
