package office

import (
	"context"

	"cartable/app/desk"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/pickup"
	"cartable/app/domain/stay"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
	"cartable/db"
)

// DaySheet is an activity on a date, child by child: to print, and to mark once the day has come.
type DaySheet struct {
	Expected
	Date      civil.Date
	Begun     bool // the day has come: it may be marked
	Past      bool // already debited by a night, or about to be: a change is a correction
	HalfHours bool // staff may count half hours
	Units     int  // of a day as booked
	Hours     bool // of arrival and departure are stamped
	Today     bool // they may be those of the clock
	Children  []DaySheetChild
	Present   int
	Absent    int
	Unmarked  int      // of those accepted
	Closed    *Closing // nil: it is open
}

// DaySheetChild is a line of a sheet.
type DaySheetChild struct {
	ID, ChildID, FamilyID int64
	LastName, FirstName   string
	School, Class         string
	Status                booking.Status
	Attendance            wallet.Attendance
	Units                 int  // half hours counted, or as booked
	Unbooked              bool // came without a booking
	Billed                bool
	stay.Stay
	LateFee money.Cents
	Door    pickup.Door // how the child leaves
	Along   bool        // its meal is a picnic, for an outing
}

// DaySheet returns the children of an activity on a date (0 = today).
func (o *Office) DaySheet(ctx context.Context, d desk.Actor, code string, date civil.Date) (DaySheet, error) {
	q, now := o.DB.Read(), o.Now()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return DaySheet{}, err
	}
	if date == 0 {
		date = c.Today(now)
	}
	a := c.Activity(code)
	if a == nil {
		return DaySheet{}, desk.NotHere()
	}
	counts, err := countDay(ctx, q, c, date)
	if err != nil {
		return DaySheet{}, err
	}
	roll, err := q.Roll(ctx, d.StructureID, a.ID, date)
	if err != nil {
		return DaySheet{}, err
	}
	var rules []db.PickupRule
	if err := q.Together(ctx, db.ReadPickupsOn(d.StructureID, a.ID, date, &rules)); err != nil {
		return DaySheet{}, err
	}
	sheet := daySheetOf(expected(c, a, date, counts), a, date, c.Today(now), roll)
	doors := doorsOn(date, rules)
	for i, r := range roll {
		sheet.Children[i].Door = doors[r.ChildID]
		_, sheet.Children[i].Along = c.TakesAlong(a, date, r.Pupil)
	}
	closing, err := q.ClosingOf(ctx, d.StructureID, a.ID, date)
	if closing != nil {
		sheet.Closed = &Closing{closing.Login, closing.At}
	}
	return sheet, err
}

// doorsOn returns how children leave on a date, by child.
func doorsOn(date civil.Date, rules []db.PickupRule) map[int64]pickup.Door {
	of, doors := map[int64][]pickup.Rule{}, map[int64]pickup.Door{}
	for _, r := range rules {
		of[r.ChildID] = append(of[r.ChildID], r.Rule)
	}
	for child, its := range of {
		doors[child] = pickup.On(date, its)
	}
	return doors
}

// stampsHours reports whether children come to an activity and leave it one by one: of a meal nobody notes when.
func stampsHours(a *town.Activity) bool {
	return a.Unit == town.UnitHalfHour || a.LateFee > 0 || a.Sort == town.SortSchoolDays ||
		a.Sort == town.SortWednesday || a.Sort == town.SortHolidays
}

func daySheetOf(e Expected, a *town.Activity, date, today civil.Date, roll []db.Roll) DaySheet {
	s := DaySheet{Expected: e, Date: date, Begun: date <= today, Past: date < today,
		Today:     date == today,
		HalfHours: a.Unit == town.UnitHalfHour, Units: a.Quantity(), Hours: stampsHours(a)}
	for _, r := range roll {
		s.Children = append(s.Children, daySheetChild(r))
		switch {
		case !r.Status.Placed():
		case r.Attendance == wallet.NotMarked:
			s.Unmarked++
		case r.Attendance == wallet.Present:
			s.Present++
		default:
			s.Absent++
		}
	}
	return s
}

func daySheetChild(r db.Roll) DaySheetChild {
	one := DaySheetChild{ID: r.ID, ChildID: r.ChildID, FamilyID: r.FamilyID, LastName: r.LastName, FirstName: r.Child,
		School: r.School, Class: r.Class, Status: r.Status, Attendance: r.Attendance, Units: r.Quantity,
		Unbooked: r.Reason == booking.Unbooked, Billed: r.Billed, Stay: r.Stay, LateFee: r.LateFee}
	if r.Attended != nil && !r.Attendance.Absent() {
		one.Units = *r.Attended
	}
	return one
}
