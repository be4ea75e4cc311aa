// Package absence tells the town that a child is ill: a parent on the portal, or staff for the family that called. It
// judges each booked day by the rule of the town, marks it or gives its place back, and writes the receipt. It never
// debits: the night does, by the marks (DOMAIN.md 7.6). Start with Sick (what would be done) and Tell (doing it).
// Rules: DOMAIN.md 10.62 to 10.65.
package absence

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/deadline"
	"cartable/app/domain/fault"
	"cartable/app/domain/money"
	"cartable/app/domain/sickness"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
	"cartable/db"
)

// Absences holds the dependencies of the use cases.
type Absences struct {
	desk.Base
	BaseURL  string // of the links in mails
	MailHost string // right side of the Message-IDs
}

// Teller is who tells: a guardian for a family, or staff, who tell for every household of the child.
type Teller struct {
	desk.Actor
	FamilyID int64 // 0 = staff
}

func (t Teller) staff() bool { return t.FamilyID == 0 }

// Row is a booked day of the child.
type Row struct {
	ReservationID int64
	FamilyID      int64
	Family        string
	Activity      string
	Start, End    civil.TimeOfDay
	Price         money.Cents
	Fate          sickness.Fate // if the ticked dates are told; empty if there is nothing to tell
	Ordered       bool          // the kitchen has ordered its meal
	Why           string        // why there is nothing to tell
	Already       bool          // because it was told before

	day    db.SickDay
	inTime bool
}

// Date is a date with booked days.
type Date struct {
	Date   civil.Date
	Ticked bool
	Late   bool // the hour is past until which parents may tell it
	Rows   []Row
}

// Open reports whether a date has something to tell.
func (d Date) Open() bool {
	return !d.Late && slices.ContainsFunc(d.Rows, func(r Row) bool { return r.Why == "" })
}

// dates groups the days of a child by date; ticked are those that would be told.
func dates(rows []Row, ticked []civil.Date, late func(civil.Date) bool) (all []Date) {
	for _, r := range rows {
		if n := len(all); n == 0 || all[n-1].Date != r.day.Date {
			all = append(all, Date{Date: r.day.Date, Late: late(r.day.Date),
				Ticked: slices.Contains(ticked, r.day.Date)})
		}
		last := &all[len(all)-1]
		last.Rows = append(last.Rows, r)
	}
	for i := range all {
		all[i].Ticked = all[i].Ticked && all[i].Open()
		slices.SortStableFunc(all[i].Rows, func(x, y Row) int { return cmp.Compare(x.Start, y.Start) })
	}
	return all
}

// judged returns the days of a child that a teller may tell, each with what becomes of it if the ticked dates are told.
// told are the dates told before.
func judged(c *town.Catalogue, who Teller, days []db.SickDay, told []sickness.Before,
	ticked []civil.Date, now time.Time) []Row {
	rule := sickness.RuleOf(&c.Structure)
	var rows []Row
	for _, d := range days {
		a := c.ActivityByID(d.ActivityID)
		if a == nil || !who.staff() && d.FamilyID != who.FamilyID {
			continue
		}
		void, _ := booking.Bookable(c, a, d.Date, booking.Right{Enrolled: d.Enrolled, Pupil: d.Pupil, Accepted: true})
		limit := c.GiveUpLimit(a, d.Date, d.Pupil)
		if d.FreeUntil.After(limit) { // a place given by a night may be declined for a time
			limit = d.FreeUntil
		}
		attendance := wallet.Attendance(d.Attendance)
		row := Row{ReservationID: d.ID, FamilyID: d.FamilyID, Family: d.Family, Activity: a.Name, Start: a.Start,
			End: a.End, Price: d.Price, Why: sickness.WhyNot(attendance, d.Billed, void), day: d,
			inTime: !now.After(limit)}
		row.Already = d.Reason == booking.Sick && attendance != wallet.NotMarked && attendance != wallet.Present
		if row.Already {
			row.Why = "L'absence est déjà signalée."
		}
		row.Ordered = a.KitchenBy != (deadline.Rule{}) && now.After(c.LastCall(a, d.Date))
		rows = append(rows, row)
	}
	slices.SortStableFunc(rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(a.day.Date, b.day.Date), cmp.Compare(a.Start, b.Start))
	})
	var ask []sickness.Day
	var at []int
	for i, r := range rows {
		if r.Why == "" && slices.Contains(ticked, r.day.Date) {
			ask, at = append(ask, sickness.Day{Date: r.day.Date, InTime: r.inTime}), append(at, i)
		}
	}
	for i, fate := range rule.Fates(ask, told) {
		rows[at[i]].Fate = fate
	}
	return rows
}

// sums adds the amounts of the days that would be told.
func sums(rows []Row) (s sickness.Sums) {
	for _, r := range rows {
		s.Add(r.Fate, r.Price)
	}
	return s
}

// callWords says whom to call.
func callWords(s *town.Structure) string {
	if s.Phone != "" {
		return fmt.Sprintf("Appelez la mairie au %s.", s.Phone)
	}
	return "Appelez la mairie."
}

// lateWords says that the hour of the day is past.
func lateWords(c *town.Catalogue, until civil.TimeOfDay) string {
	return fmt.Sprintf("Il est trop tard pour signaler ici l'absence d'aujourd'hui\u00a0: c'était possible "+
		"jusqu'à %s.", until.Human()) + " " + callWords(&c.Structure)
}

// notHere returns the same answer for what does not exist and for what is somebody else's.
func notHere(who Teller) error {
	if who.staff() {
		return desk.NotHere()
	}
	return fault.NotYours()
}
