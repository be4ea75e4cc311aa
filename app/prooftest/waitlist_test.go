package prooftest

import (
	"strings"
	"testing"

	"cartable/app/domain/civil"
	"cartable/db"
	"cartable/db/dbtest"
)

// A whole autumn of waiting lists costs the page of staff no more queries than a single day.
func TestManyWaitingListsCostNoMore(t *testing.T) {
	t.Parallel()
	d := open(t, dbtest.PostgresURL(t))
	w := dbtest.NewTown(t, d)
	meal := w.Activity("RESTO", func(a *db.Activity) { a.Weekdays = "1234567" }, w.Pool("cantine", 0, -1))
	h := crowd(t, w, 1, meal)[0]
	in := newInside(t, d, nil)
	chief := in.visit(staff(t, w, "administrator"))
	var rows []db.Reservation
	for day := civil.New(2027, 1, 2); day < civil.New(2027, 2, 16); day++ {
		rows = append(rows, db.Reservation{StructureID: h.StructureID, FamilyID: h.ID, ChildID: h.Child,
			ActivityID: meal, Date: day, State: "waitlisted",
			RequestedAt: noon.UTC(), Quantity: 1})
	}
	insert(t, d, rows...)
	chief.page("/mairie/attente")
	page := chief.page("/mairie/attente")
	if got := strings.Count(page, "Zoé"); got < len(rows) {
		t.Errorf("%d of %d days are shown", got, len(rows))
	}
	if n := in.queries.Load(); n > pageQueries {
		t.Errorf("%d queries for %d days, more than %d", n, len(rows), pageQueries)
	}
}
