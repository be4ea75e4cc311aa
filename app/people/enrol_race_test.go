package people_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"cartable/app/settings"
	"cartable/db"
	"cartable/db/dbtest"
)

// A family is erased at the very instant at which a clerk enrols its child with many others: nobody is enrolled who is
// not there any more, nothing is written about it, and the clerk reads a sentence.
func TestAFamilyIsErasedWhileItsChildIsEnrolled(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if !d.Postgres() {
			return // one writer at a time
		}
		w := newWhole(t, d)
		f, g := w.Family(1), w.Family(1)
		w.Exec("update children set code = 'zqxcode', last_name = 'Zqxnom' where id = ?", f.Children[0])
		ask := settings.EnrolAsk{Activities: []string{"RESTO"}}
		v, err := w.settings.RehearseEnrolments(w.ctx, w.Desk, ask)
		if err != nil || v.Comes != 2 {
			t.Fatal(v.Comes, err)
		}
		e := db.Erasure{StructureID: w.Structure.ID, FamilyID: f.ID, AccountID: f.AccountID, AskedAt: w.Now.UTC()}
		if _, err := d.Write().AddErasure(w.ctx, &e); err != nil {
			t.Fatal(err)
		}
		last, _, err := d.Read().LastErasure(w.ctx, f.ID)
		if err != nil {
			t.Fatal(err)
		}
		forgot, enrolled := make(chan error, 1), make(chan error, 1)
		err = d.Tx(w.ctx, func(ctx context.Context, q db.Q) error {
			if err := q.LockChildren(ctx, []int64{f.Children[0]}); err != nil {
				return err
			}
			go func() { forgot <- w.people.Forget(w.ctx, w.Desk, last.ID) }()
			time.Sleep(300 * time.Millisecond)
			go func() {
				id, applied, now, err := w.settings.EnrolChildren(w.ctx, w.Desk, ask, v.Seen, "zqx rentrée")
				t.Log(id, applied, now.Changed)
				enrolled <- err
			}()
			time.Sleep(300 * time.Millisecond)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := <-forgot; err != nil {
			t.Fatal(err)
		}
		t.Log("the clerk who enrols:", <-enrolled)
		dbtest.Want(t, d, fmt.Sprint("select id from enrolments where child_id = ", f.Children[0]))
		for _, row := range w.everything() {
			if strings.Contains(strings.ToLower(row), "zqxcode") || strings.Contains(strings.ToLower(row), "zqxnom") {
				t.Error(row)
			}
		}
		dbtest.Want(t, d, fmt.Sprint("select count(*) from enrolments where child_id <> ", g.Children[0]), "0")
	})
}

// After a mass enrolment one of its families is erased: nothing that names it is anywhere.
func TestNothingOfAMassEnrolmentStaysOfAnErasedFamily(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWhole(t, d)
		f, _ := w.Family(2), w.Family(1)
		w.Exec("update families set last_name = 'Zqxnom' where id = ?", f.ID)
		w.Exec("update children set code = 'zqx-' || code, last_name = 'Zqxnom', first_name = 'Zqx' where id in (?, ?)",
			f.Children[0], f.Children[1])
		ask := settings.EnrolAsk{Activities: []string{"RESTO", "SOIR"}}
		v, err := w.settings.RehearseEnrolments(w.ctx, w.Desk, ask)
		if err != nil || v.Comes != 6 {
			t.Fatal(v.Comes, err)
		}
		op, applied, _, err := w.settings.EnrolChildren(w.ctx, w.Desk, ask, v.Seen, "Rentrée de novembre")
		if err != nil || !applied {
			t.Fatal(applied, err)
		}
		if err := w.operations.Work(w.ctx, op); err != nil {
			t.Fatal(err)
		}
		w.RunNight()
		w.forget(f)
		for _, row := range w.everything() {
			if strings.Contains(strings.ToLower(row), "zqx") {
				t.Error(row)
			}
		}
		page, err := w.operations.Operation(w.ctx, w.Desk, op)
		if err != nil || page.Reason == "" || strings.Contains(fmt.Sprint(page), "qx") {
			t.Errorf("%+v, %v", page, err)
		}
		if err := w.operations.Undo(w.ctx, w.Desk, op, "zqx trop tôt"); err != nil {
			t.Fatal(err)
		}
		if err := w.operations.Work(w.ctx, op); err != nil {
			t.Fatal(err)
		}
		for _, row := range w.everything() {
			if strings.Contains(strings.ToLower(row), "zqx-") || strings.Contains(row, "Zqx") {
				t.Error(row)
			}
		}
		dbtest.Want(t, d, fmt.Sprint("select e.child_id from enrolments e join family_children k on k.child_id = "+
			"e.child_id where k.family_id <> ", f.ID))
		if page, err = w.operations.Operation(w.ctx, w.Desk, op); err != nil || len(page.Kept) == 0 {
			t.Errorf("%q, %v", page.Kept, err)
		}
		w.Sound()
	})
}
