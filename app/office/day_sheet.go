package office

import (
	"context"

	"cartable/app/desk"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
	"cartable/db"
)

// Sheet is an activity on a date, child by child: to be printed, and ticked once the day has come.
type Sheet struct {
	Expected
	Date      civil.Date
	Begun     bool // the day has come: it may be ticked
	Past      bool // debited by a night already, or about to be: a change is a correction
	HalfHours bool // staff may count them
	Units     int  // of a day as booked
	Children  []SheetChild
	Present   int
	Absent    int
	Unticked  int // of those accepted
}

// SheetChild is a line of a sheet.
type SheetChild struct {
	ID, ChildID, FamilyID int64
	LastName, FirstName   string
	School, Class         string
	Status                booking.Status
	Attendance            wallet.Attendance
	Units                 int  // half hours counted, or as booked
	Unbooked              bool // came without a booking
	Billed                bool
}

// Sheet shows the children of an activity on a date (0 = today).
func (o *Office) Sheet(ctx context.Context, d desk.Actor, code string, date civil.Date) (Sheet, error) {
	q, now := o.DB.Read(), o.Now()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return Sheet{}, err
	}
	if date == 0 {
		date = c.Today(now)
	}
	a := c.Activity(code)
	if a == nil {
		return Sheet{}, desk.NotHere()
	}
	counts, err := countDay(ctx, q, c, date)
	if err != nil {
		return Sheet{}, err
	}
	roll, err := q.Roll(ctx, d.StructureID, a.ID, date)
	return sheetOf(expected(c, a, date, counts), a, date, c.Today(now), roll), err
}

func sheetOf(e Expected, a *town.Activity, date, today civil.Date, roll []db.Roll) Sheet {
	s := Sheet{Expected: e, Date: date, Begun: date <= today, Past: date < today, HalfHours: a.Unit == town.UnitHalfHour, Units: a.Quantity()}
	for _, r := range roll {
		one := SheetChild{ID: r.ID, ChildID: r.ChildID, FamilyID: r.FamilyID, LastName: r.LastName, FirstName: r.Child, School: r.School, Class: r.Class,
			Status: r.Status, Attendance: r.Attendance, Units: r.Quantity, Unbooked: r.Reason == booking.Unbooked, Billed: r.Billed}
		if r.Attended != nil {
			one.Units = *r.Attended
		}
		s.Children = append(s.Children, one)
		switch {
		case !r.Status.Placed():
		case r.Attendance == wallet.NotTicked:
			s.Unticked++
		case r.Attendance == wallet.Present:
			s.Present++
		default:
			s.Absent++
		}
	}
	return s
}
