package settings_test

import (
	"fmt"
	"testing"
	"time"

	"cartable/app/desk"
	"cartable/app/desk/desktest"
	"cartable/app/domain/access"
	"cartable/app/domain/booking"
	"cartable/app/operation"
	"cartable/app/settings"
	"cartable/db"
	"cartable/db/dbtest"
)

// An opening of bookings that holds back a draft is rehearsed first. Applied, it keeps what is booked and requested;
// undone, the days are as before.
func TestAnOpeningOfBookingsIsRehearsed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := desktest.NewCounter(t, d), t.Context()
		clock := func() time.Time { return h.Now }
		h.Insert(&db.Staff{AccountID: h.Desk.AccountID, StructureID: h.Structure.ID, Role: string(access.Manager)})
		f := h.Family(2, h.Meal)
		day := desktest.Thursday.AddDays(7)
		h.Booked(f, 0, h.Meal, day, booking.Accepted)
		h.Booked(f, 1, h.Meal, day, booking.Waitlisted)
		draft := db.Draft{AccountID: f.AccountID, FamilyID: f.ID, UpdatedAt: h.Now}
		h.Insert(&draft)
		h.Insert(&db.DraftLine{DraftID: draft.ID, ChildID: f.Children[0], ActivityID: h.Meal, Date: day + 1,
			Kind: "add"})
		base := desk.Base{DB: d, Catalogues: db.NewCatalogues(clock), Now: clock}
		o := &settings.Settings{Base: base, Operations: &operation.Operations{Base: base, Ring: func() {},
			BaseURL: "https://portail.example.org", MailHost: "portail.example.org"}}
		form := settings.ReleaseForm{Reason: "Délibération du 12 novembre", Cells: map[string]string{
			"activity": "RESTO", "from": day.String(), "to": (day + 4).String(), "on": (day - 3).String(),
			"at": "08:30"}}
		e, err := o.ReleaseEffect(ctx, h.Desk, form)
		got := fmt.Sprint(e.Days, e.Children, e.Accepted, e.Waiting, len(e.Warnings))
		if err != nil || got != "5 2 1 1 0" {
			t.Fatalf("%s, %v", got, err)
		}
		id, applied, err := o.SetRelease(ctx, h.Desk, form)
		if err != nil || applied {
			t.Fatalf("%v, %v", applied, err)
		}
		page, err := o.Operations.Operation(ctx, h.Desk, id)
		if n := page.Counts; err != nil || n.Judged != 1 || n.Cancelled+n.Withdrawn+n.Mails != 0 {
			t.Fatalf("%+v, %v", page.Counts, err)
		}
		if err := o.Operations.Apply(ctx, h.Desk, id, operation.Consent{Fingerprint: page.Fingerprint}); err != nil {
			t.Fatal(err)
		}
		if err := o.Operations.Work(ctx, id); err != nil {
			t.Fatal(err)
		}
		opens := func() time.Time {
			t.Helper()
			c, err := base.Catalogues.Current(ctx, d.Read(), h.Structure.ID)
			if err != nil {
				t.Fatal(err)
			}
			return c.ReleasedAt(c.Activity("RESTO"), day)
		}
		if want := (day - 3).At(8*60+30, db.Paris); !opens().Equal(want) {
			t.Errorf("bookings open at %s", opens())
		}
		dbtest.Want(t, d, "select state from reservations order by id", "accepted", "waitlisted")
		if err := o.Operations.Undo(ctx, h.Desk, id, "Ce n'est pas décidé"); err != nil {
			t.Fatal(err)
		}
		if err := o.Operations.Work(ctx, id); err != nil || !opens().IsZero() {
			t.Errorf("undone, bookings open at %s, %v", opens(), err)
		}
		dbtest.Want(t, d, "select state from reservations order by id", "accepted", "waitlisted")
		h.Sound()
	})
}
