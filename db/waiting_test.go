package db_test

import (
	"slices"
	"testing"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/paging"
	"cartable/db"
	"cartable/db/dbtest"
)

// A waiting request has the same rank whatever page of the list its line is on, and each line is on one page.
func TestRanksGoOnFromPageToPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		activities := []int64{w.Activity("RESTO", nil), w.Activity("SOIR", nil)}
		asked := time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)
		var rows []db.Reservation
		for i := range 70 {
			f := w.Family(1)
			for j, activity := range activities {
				state := "waitlisted"
				if (i+j)%5 == 0 {
					state = "pending"
				}
				rows = append(rows, db.Reservation{StructureID: w.Structure.ID, FamilyID: f.ID, ChildID: f.Children[0],
					ActivityID: activity, Date: civil.New(2026, 12, 1+i%2), State: state, Priority: i % 3,
					RequestedAt: asked.Add(-time.Duration(i%7) * time.Hour), Quantity: 1})
			}
		}
		if _, err := d.Write().NewInsert().Model(&rows).Exec(t.Context()); err != nil {
			t.Fatal(err)
		}
		list := func(activity int64, ask paging.Page) []db.WaitLine {
			t.Helper()
			lines, p, err := d.Read().Waiting(t.Context(), w.Structure.ID, activity, civil.New(2026, 12, 1), ask)
			if err != nil || ask.Number > p.Pages() {
				t.Fatal(p, err)
			}
			return lines
		}
		for _, activity := range []int64{0, activities[0]} {
			whole, paged := list(activity, paging.Page{}), []db.WaitLine(nil)
			for at := 1; len(paged) < len(whole); at++ {
				paged = append(paged, list(activity, paging.At(at))...)
			}
			if len(whole) < 70 || !slices.Equal(whole, paged) {
				t.Errorf("activity %d: the whole list has\n%v\nits pages\n%v", activity, whole, paged)
			}
		}
	})
}
