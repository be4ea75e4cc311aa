package db

import (
	"database/sql"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
)

// OwedDay is a reservation that is not debited; the rules compute its cost.
type OwedDay struct {
	ActivityID int64
	Date       civil.Date
	Status     booking.Status // accepted, waitlisted or pending
	Told       money.Cents    // price at the validation, for the whole quantity
	Quantity   int
	Attendance wallet.Attendance
	Attended   *int        // half hours that staff counted; nil = as booked
	LateFee    money.Cents // of a child who was fetched late
	Enrolled   bool
	Pupil      town.Pupil
}

// ReadOwedDays reads the reservations of a family that are not debited, up to a date (0 = all), by date: only those
// still to be debited, however long the family has been here (index reservations_to_debit).
func ReadOwedDays(familyID int64, until civil.Date, into *[]OwedDay) Read {
	if until == 0 {
		until = civil.New(9999, 12, 31)
	}
	var attended sql.NullInt64 // of the row that is read: each would take memory of its own
	return Read{query: `select r.activity_id, r.date, r.state, r.price, r.quantity, r.attendance, r.attended,
			r.late_fee, ` + isEnrolled + ", " + pupilOf + ` from reservations r
		where family_id = $1 and date <= $2 and not billed and state ` + isHeld + `
		order by date, id`, args: []any{familyID, until}, scan: func(r row) error {
		*into = append(*into, OwedDay{})
		d := &(*into)[len(*into)-1]
		attended.Valid = false
		err := r.Scan(&d.ActivityID, &d.Date, &d.Status, &d.Told, &d.Quantity, word{(*string)(&d.Attendance)},
			&attended, &d.LateFee, &d.Enrolled, &d.Pupil.School, &d.Pupil.Class)
		if attended.Valid {
			d.Attended = new(int(attended.Int64))
		}
		return err
	}}
}
