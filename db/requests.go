package db

import (
	"context"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/paging"
)

// RequestLine is a movement with the labels that staff need.
type RequestLine struct {
	Number                  int64
	At                      time.Time
	Family, Child, Activity string
	FamilyCode              string
	Date                    civil.Date
	Kind                    string
	Outcome                 string // empty: not transmitted
	Status                  booking.Status
	Transmitted             bool
}

// RequestFilter narrows the movements validated between two instants. Zero values match everything.
type RequestFilter struct {
	StructureID int64
	From, To    time.Time
	ActivityID  int64
	Kind        string // "book", "cancel"
	Notable     bool   // only those that were not simply accepted: they wait, were refused, or were withdrawn
	Order       paging.Order
	Page        paging.Page
}

// Requests lists the movements that match a filter, latest first unless another order was chosen, and counts them. A
// chosen order reads every movement of the filter: its two instants are those of one day.
func (q Q) Requests(ctx context.Context, f RequestFilter) (all []RequestLine, p paging.Page, err error) {
	var where conditions
	where.add("m.structure_id = $?", f.StructureID)
	where.add("m.at >= $?", f.From)
	where.add("m.at < $?", f.To)
	where.also("m.operation_id is null") // what the town changed by itself has pages of its own
	if f.ActivityID != 0 {
		where.add("m.activity_id = $?", f.ActivityID)
	}
	if f.Kind != "" {
		where.add("m.kind = $?", f.Kind)
	}
	if f.Notable {
		where.also("(m.outcome = 'withdrawn' or m.reservation_id in (select r.id from reservations r where r.id = " +
			"m.reservation_id and r.state " + isUnplaced + "))")
	}
	rows := "from movements m" + where.text
	p, err = q.cut(ctx, f.Page, rows, where.args)
	if err != nil {
		return nil, p, err
	}
	const own, labels = "m.at desc, m.id desc", ` join families f on f.id = m.family_id
		join children c on c.id = m.child_id join activities a on a.id = m.activity_id
		join reservations r on r.id = m.reservation_id`
	page, chosen := "from (select m.* "+rows+" order by "+own+limitOf(p)+") as m"+labels+" order by "+own,
		map[string]string{"numero": "m.id", "famille": q.folded("f.last_name || ' ' || f.first_name"),
			"enfant":   q.folded("c.first_name || ' ' || c.last_name"),
			"activite": q.folded("a.name"), "jour": "m.date"}
	if _, sorted := chosen[f.Order.By]; sorted {
		page = "from movements m" + labels + where.text + orderBy(f.Order, chosen, own) + limitOf(p)
	}
	err = q.each(ctx, `select m.id, m.at, f.last_name || ' ' || f.first_name, f.code,
		c.first_name || ' ' || c.last_name, a.name, m.date, m.kind, coalesce(m.outcome, ''), r.state,
		m.run_id is not null `+page, where.args,
		func(r row) error {
			var l RequestLine
			err := r.Scan(&l.Number, stamp{&l.At}, &l.Family, &l.FamilyCode, &l.Child, &l.Activity, &l.Date,
				&l.Kind, &l.Outcome, &l.Status, &l.Transmitted)
			all = append(all, l)
			return err
		})
	return all, p, err
}

// Waits counts the requests of an activity that have no answer yet, and those on its waiting lists.
type Waits struct{ Pending, Waiting int }

// WaitingFrom counts the requests that wait, by activity, for days from a date on.
func (q Q) WaitingFrom(ctx context.Context, structureID int64, from civil.Date) (map[int64]Waits, error) {
	all := map[int64]Waits{}
	err := q.each(ctx, `select r.activity_id, count(*), sum(case when r.state `+isQueued+` then 1 else 0 end)
		from reservations r join activities a on a.id = r.activity_id
		where a.structure_id = $1 and r.date >= $2 and r.state `+isWaiting+` group by r.activity_id`,
		[]any{structureID, from}, func(r row) error {
			var id int64
			var waits, queued int
			err := r.Scan(&id, &waits, &queued)
			all[id] = Waits{Pending: waits - queued, Waiting: queued}
			return err
		})
	return all, err
}
