package prooftest

import (
	"strings"
	"testing"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/town"
	"cartable/app/operation"
	"cartable/db"
	"cartable/db/dbtest"
)

// A worker is killed in the middle of an opération, and another in the middle of its undoing: the next one goes on, and
// nothing is done twice.
func TestAKilledOperationGoesOn(t *testing.T) {
	each(t, func(t *testing.T, address string) {
		d := open(t, address)
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", -1, -1))
		homes := crowd(t, w, 40, meal)
		staff(t, w, "administrator")
		days := bookDays(t, d, homes, meal, 40)
		total := int64(len(homes) * len(days))
		env := environment(t, "DATABASE_URL="+address, "WORKERS=1")
		hall := newHall(d, w)

		// The last day of the season moves back: every day to come is lost.
		id := hall.narrow(t)
		hall.killedOnce(t, env, id, db.RowDone, total)
		for _, wrong := range hall.faults(t, id, db.RowDone, total) {
			t.Error(wrong)
		}

		if err := hall.Undo(t.Context(), hall.desk, id, "une erreur"); err != nil {
			t.Fatal(err)
		}
		hall.killedOnce(t, env, id, db.RowRestored, total)
		for _, wrong := range hall.faults(t, id, db.RowRestored, total) {
			t.Error(wrong)
		}
	})
}

// townHall prepares and applies opérations in the process of the test; the workers are others.
type townHall struct {
	*operation.Operations
	d    *db.DB
	desk desk.Actor
}

func newHall(d *db.DB, w *dbtest.Town) townHall {
	clock := func() time.Time { return noon }
	o := &operation.Operations{Base: desk.Base{DB: d, Catalogues: db.NewCatalogues(clock), Now: clock}, Ring: func() {}}
	var account int64
	rows := dbtest.Query(w.T.(*testing.T), d, "select account_id from staff")
	for _, r := range rows[0] {
		account = 10*account + int64(r-'0')
	}
	return townHall{o, d, desk.Actor{StructureID: w.Structure.ID, AccountID: account}}
}

// bookDays books some days for each home, transmitted.
func bookDays(t *testing.T, d *db.DB, homes []home, activity int64, some int) (days []civil.Date) {
	t.Helper()
	for on := tuesday; len(days) < some; on++ {
		if n := on.Weekday(); n != 3 && n < 5 { // a holiday of this winter is a Friday
			days = append(days, on)
		}
	}
	var rows []db.Reservation
	for _, h := range homes {
		for _, on := range days {
			rows = append(rows, db.Reservation{StructureID: h.StructureID, FamilyID: h.ID, ChildID: h.Child,
				ActivityID: activity, Date: on, State: "accepted", RequestedAt: noon.UTC().Add(-time.Hour),
				Transmitted: true, Price: 400,
				Quantity: 1})
		}
	}
	for len(rows) > 0 {
		n := min(len(rows), 500)
		insert(t, d, rows[:n]...)
		rows = rows[n:]
	}
	if err := d.Write().RecountStructure(t.Context(), homes[0].StructureID); err != nil {
		t.Fatal(err)
	}
	return days
}

// narrow applies an opération that ends the season today.
func (h townHall) narrow(t *testing.T) int64 {
	t.Helper()
	s, err := h.Settings(t.Context(), h.desk)
	if err != nil {
		t.Fatal(err)
	}
	entry := s.Stored(town.ActivityEntry{Code: "RESTO"}).(town.ActivityEntry)
	entry.To = tuesday - 1
	changes, err := s.Changes([]town.Noun{entry})
	if err != nil {
		t.Fatal(err)
	}
	id, _, err := h.Prepare(t.Context(), h.desk, operation.Request{Kind: operation.Catalogue, Title: "Fin de saison",
		Reason: "travaux à l'école", Changes: changes})
	if err != nil {
		t.Fatal(err)
	}
	page, err := h.Operation(t.Context(), h.desk, id)
	if err == nil {
		err = h.Apply(t.Context(), h.desk, id, operation.Consent{Fingerprint: page.Fingerprint})
	}
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// killedOnce starts a worker, kills it when some rows are in a state and others not, and lets another one finish.
func (h townHall) killedOnce(t *testing.T, env []string, id int64, state string, total int64) {
	t.Helper()
	done := func() int64 { return count(t, h.d, "operation_rows", "operation_id = ? and state = ?", id, state) }
	victim := launch(t, env, "serve", "--port", freePort(t))
	for end := time.Now().Add(patience); done() == 0; {
		if time.Now().After(end) {
			t.Fatalf("nothing is done: %s", tail(victim.said.String()))
		}
	}
	victim.kill()
	killed := done()
	if killed == 0 || killed == total {
		t.Fatalf("%d of %d rows done: that was not the middle", killed, total)
	}
	heir := launch(t, env, "serve", "--port", freePort(t))
	dbtest.Until(t, "the other worker has finished", func() bool {
		return count(t, h.d, "operations", "id = ? and state in ('applied', 'undone')", id) == 1
	})
	t.Logf("killed with %d of %d rows %s", killed, total, state)
	heir.stop()
	if strings.Contains(heir.said.String(), "panic") {
		t.Error(tail(heir.said.String()))
	}
}
