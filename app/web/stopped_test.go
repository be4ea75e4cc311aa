package web_test

import (
	"testing"
	"time"

	"cartable/app/operation"
	"cartable/db"
	"cartable/db/dbtest"
)

// An opération that a worker gave up says so on its page, with the button that has it carried on.
func TestAStoppedOperationHasAButton(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		at := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
		one := db.Operation{StructureID: w.Structure.ID, Kind: string(operation.Closing), Title: "Fermer",
			Reason: "grève", State: db.OperationApplying, PreparedAt: at, AppliedAt: &at}
		if err := d.Write().AddOperation(t.Context(), &one); err != nil {
			t.Fatal(err)
		}
		const dead = "insert into outbox (kind, ref, state, attempts, next_at, created_at, done_at) values (?, ?, " +
			"'dead', 9, ?, ?, ?)"
		if _, err := d.Write().ExecContext(t.Context(), dead, operation.Job, one.ID, at, at, at); err != nil {
			t.Fatal(err)
		}
		clerk := newSite(t, d).staff(w, "manager")
		const path, again = "/mairie/operations/1", "/mairie/operations/1/relancer"
		page := clerk.get(path)
		holds(t, "the page", page, "arrêté après plusieurs essais", "Relancer le traitement")
		if status, head, _ := clerk.do("POST", again, fields(t, page, again)); status != 303 ||
			head.Get("Location") != path+"?fait=relancee" {
			t.Errorf("%d to %s", status, head.Get("Location"))
		}
		dbtest.Want(t, d, "select state, attempts from outbox where kind = 'operation.apply'", "ready 0")
		if status, _, _ := newSite(t, d).staff(w, "agent").do("POST", again, fields(t, page, again)); status != 404 {
			t.Errorf("an agent gets %d", status)
		}
	})
}
