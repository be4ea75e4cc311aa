package db

import (
	"context"
	"encoding/json"

	"cartable/app/domain/civil"
)

// superseded matches what a booking of the child's other household took the place of (booking.Supersedes). To the
// household that was refused it reads as it did.
const superseded = "(r.state " + isGone + " and r.was = " + denied + " and not exists (select 1 from movements e " +
	"where e.reservation_id = r.id and e.kind = 'cancel'))"

// supersede ends what was refused to the other household of children on the days that are about to be booked: it holds
// none of them (booking.Supersedes). Nobody gave it up, so there is no movement, and no slot counts it.
func (q Q) supersede(ctx context.Context, rows []Reservation) error {
	const end = `update reservations set was = state, state = ` + gone + `, transmitted = true from b
		where reservations.child_id = b.child and reservations.activity_id = b.activity
			and reservations.date = b.day and reservations.family_id <> b.family
			and reservations.state ` + isLive + ` and reservations.state = ` + denied
	if !q.postgres {
		keys := make([][4]any, len(rows))
		for i, r := range rows {
			keys[i] = [4]any{r.ChildID, r.ActivityID, r.Date.String(), r.FamilyID}
		}
		text, _ := json.Marshal(keys) // numbers and dates: it cannot fail
		_, err := q.exec(ctx, `with b as (select value ->> 0 as child, value ->> 1 as activity, value ->> 2 as day,
			value ->> 3 as family from json_each($1)) `+end, string(text))
		return err
	}
	_, err := q.exec(ctx, `with b as (select child, activity, day::date as day, family from unnest($1::bigint[],
		$2::bigint[], $3::text[], $4::bigint[]) as u (child, activity, day, family)) `+end,
		column(rows, func(r *Reservation) int64 { return r.ChildID }),
		column(rows, func(r *Reservation) int64 { return r.ActivityID }),
		dates(rows, func(r *Reservation) civil.Date { return r.Date }),
		column(rows, func(r *Reservation) int64 { return r.FamilyID }))
	return err
}
