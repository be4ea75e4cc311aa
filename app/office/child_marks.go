package office

import (
	"context"
	"strings"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/wallet"
	"cartable/db"
)

// ChildMarks is a line of a day's sheet: to correct it, and with everything that was marked on it.
type ChildMarks struct {
	Code, Name string
	Start, End civil.TimeOfDay
	DaySheet   DaySheet // without its children
	Child      DaySheetChild
	Words      string // the line in words
	Kept       string // the hours and half hours of an absent child, in words: they count for nothing
	Marks      []MarkOf
}

// MarkOf is a mark of a line.
type MarkOf db.MarkOf

// ChildMarks returns a line of the sheet of an activity on a date, by its reservation, with who marked it and when.
func (o *Office) ChildMarks(ctx context.Context, d desk.Actor, code string, date civil.Date,
	reservation int64) (ChildMarks, error) {
	q := o.DB.Read()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return ChildMarks{}, err
	}
	if date == 0 {
		date = c.Today(o.Now())
	}
	a := c.Activity(code)
	if a == nil {
		return ChildMarks{}, desk.NotHere()
	}
	roll, err := q.RollLine(ctx, d.StructureID, a.ID, date, reservation)
	if err != nil {
		return ChildMarks{}, err
	}
	if len(roll) == 0 {
		return ChildMarks{}, desk.NotHere()
	}
	r := roll[0]
	page := ChildMarks{Code: a.Code, Name: a.Name, Start: a.Start, End: a.End, Child: daySheetChild(r),
		DaySheet: daySheetOf(Expected{}, a, date, c.Today(o.Now()), nil), Words: markWords(r.PastDay)}
	if r.Attended != nil {
		page.Child.Units = *r.Attended
	}
	if r.Attendance.Absent() {
		kept := r.PastDay
		kept.Attendance, kept.LateFee = wallet.Present, 0
		_, page.Kept, _ = strings.Cut(markWords(kept), ", ")
	}
	var rules []db.PickupRule
	if err := q.Together(ctx, db.ReadPickupsOf(r.ChildID, date, &rules)); err != nil {
		return ChildMarks{}, err
	}
	page.Child.Door = doorsOn(date, rules)[r.ChildID]
	_, page.Child.Along = c.TakesAlong(a, date, r.Pupil)
	begun, _ := desk.DayOf(c, date)
	marks, err := q.MarksOf(ctx, d.StructureID, r.ID, r.FamilyID, begun,
		markSubject(r.Child, r.LastName, a.Name, date))
	for _, m := range marks {
		page.Marks = append(page.Marks, MarkOf(m))
	}
	return page, err
}
