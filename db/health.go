package db

import (
	"context"

	"cartable/app/domain/civil"
)

// ChildHealth is the health data that a kitchen and the supervisors need about a child on a day.
type ChildHealth struct {
	ChildID                            int64
	FamilyID                           int64   // who booked
	FamilyIDs                          []int64 // all households: each one sees that the data was read
	LastName, FirstName, School, Class string
	Diet, Allergies                    string
}

// HealthOf lists the children accepted in an activity on a date who have a diet or an allergy. Callers record the
// reading in the journal: see office.Health.
func (q Q) HealthOf(ctx context.Context, activityID int64, d civil.Date) (all []ChildHealth, err error) {
	var last int64
	err = q.each(ctx, `select c.id, r.family_id, fc.family_id, c.last_name, c.first_name, c.school, c.class, c.diet,
			c.allergies
		from reservations r join children c on c.id = r.child_id join family_children fc on fc.child_id = c.id
		where r.activity_id = $1 and r.date = $2 and r.state `+isPlaced+` and r.state `+isLive+
		` and (c.diet <> '' or c.allergies <> '')
		order by c.last_name, c.first_name, c.id, fc.family_id`, []any{activityID, d}, func(r row) error {
		var one ChildHealth
		var family int64
		if err := r.Scan(&one.ChildID, &one.FamilyID, &family, &one.LastName, &one.FirstName, &one.School, &one.Class,
			&one.Diet, &one.Allergies); err != nil {
			return err
		}
		if one.ChildID != last {
			all, last = append(all, one), one.ChildID
		}
		all[len(all)-1].FamilyIDs = append(all[len(all)-1].FamilyIDs, family)
		return nil
	})
	return all, err
}
