package office_test

import (
	"context"
	"strings"
	"testing"

	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/db"
	"cartable/db/dbtest"
)

// Whoever holds the town, to enrol a child or to apply an opération, ends before a family is archived: what it wrote is
// in the way.
func TestAFamilyIsArchivedAfterWhoeverHoldsTheTown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := desktest.NewCounter(t, d)
		f := h.Family(1)
		ctx, done := t.Context(), make(chan error, 1)
		err := d.Tx(ctx, func(ctx context.Context, q db.Q) error {
			if _, err := h.Office.Catalogues.Hold(ctx, q, h.Structure.ID); err != nil {
				return err
			}
			go func() { done <- h.Office.PutAway(t.Context(), h.Desk, "F001", "Partis à Angers") }()
			if d.Postgres() {
				dbtest.Until(t, "the archiving waits", func() bool {
					return len(done) > 0 || dbtest.Query(t, d, "select count(*) from pg_stat_activity where "+
						"datname = current_database() and wait_event_type = 'Lock'")[0] != "0"
				})
			}
			_, err := q.NewInsert().Model(&db.Enrolment{ChildID: f.Children[0], ActivityID: h.Meal,
				FromDate: civil.New(2026, 9, 1), ToDate: civil.New(2027, 7, 2)}).Exec(ctx)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		desktest.Is(t, <-done, fault.Invalid)
		dbtest.Want(t, d, "select count(*) from families where archived_at is not null", "0")
	})
}

// What is still to come of a family is in the way of its archiving: a past day that nobody has marked, where days are
// debited as marked, a payment that waits for a decision; and nobody archives the own family.
func TestWhatIsStillToComeIsInTheWayOfAnArchive(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := desktest.NewCounter(t, d)
		f := h.Family(1, h.Meal)
		h.Exec("update enrolments set from_date = '2026-09-01', to_date = '2026-12-01'")
		bars := func(want ...string) {
			t.Helper()
			page, err := h.Office.ArchiveFamily(t.Context(), h.Desk, "F001")
			if err != nil || len(page.Bars) != len(want) {
				t.Fatalf("%q, %v; want %q", page.Bars, err, want)
			}
			for i, one := range want {
				if !strings.Contains(page.Bars[i], one) {
					t.Errorf("%q, want %q", page.Bars[i], one)
				}
			}
		}
		bars()
		h.Exec("update structures set bill = 'ticked', revision = revision + 1")
		h.Desk.Revision++
		id := h.Booked(f, 0, h.Meal, desktest.Thursday-2, booking.Accepted)
		bars("ne sont pas pointés")
		desktest.Is(t, h.Office.PutAway(t.Context(), h.Desk, "F001", "Partis à Angers"), fault.Invalid)
		h.Exec("update reservations set date = '2026-11-10' where id = ?", id) // nobody waits for a mark any more
		bars()
		h.Exec("delete from movements where reservation_id = ?", id)
		h.Exec("delete from reservations where id = ?", id)

		own := h.Desk
		own.AccountID = f.AccountID
		if err := h.Office.PutAway(t.Context(), own, "F001", "Partis à Angers"); fault.Message(err) !=
			"C'est votre propre famille\u00a0: demandez à un collègue." {
			t.Error(err)
		}
		if err := h.Office.PutAway(t.Context(), h.Desk, "F001", "Partis à Angers"); err != nil {
			t.Fatal(err)
		}
	})
}
