package db

import (
	"time"

	"cartable/app/domain/civil"
)

// SaidOn is what was said of a reservation of a household on a date: how it told that the child is ill, or why the town
// hall refused it.
type SaidOn struct {
	ReservationID, ActivityID int64
	Channel                   string // of an illness
	At                        time.Time
	Words                     string // of a refusal
}

// ReadSaidOn reads what was said of a child's reservations on a date, to and by one of its households.
func ReadSaidOn(familyID, childID int64, d civil.Date, into *[]SaidOn) Read {
	return Read{query: `select d.reservation_id, r.activity_id, a.channel, a.at, '' from absences a
		join absence_days d on d.absence_id = a.id join reservations r on r.id = d.reservation_id
		where a.child_id = $1 and a.family_id = $2 and d.date = $3
		union all
		select r.id, r.activity_id, '', w.at, w.words from reservations r join answers w on w.reservation_id = r.id
			and w.became = r.state and w.family_id = r.family_id
		where r.child_id = $1 and r.family_id = $2 and r.date = $3 and w.words <> ''`,
		args: []any{childID, familyID, d},
		scan: func(r row) error {
			var one SaidOn
			err := r.Scan(&one.ReservationID, &one.ActivityID, &one.Channel, stamp{&one.At}, word{&one.Words})
			*into = append(*into, one)
			return err
		}}
}
