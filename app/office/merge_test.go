package office_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/office"
	"cartable/db"
	"cartable/db/dbtest"
)

// twice is a town hall in which a family stands twice: F001 with two children and F002 with the first of them again.
type twice struct {
	*desktest.Counter
	kept, gone dbtest.Family
}

func newTwice(t *testing.T, d *db.DB) *twice {
	w := &twice{Counter: desktest.NewCounter(t, d)}
	w.Insert(&db.Staff{AccountID: w.Desk.AccountID, StructureID: w.Structure.ID, Role: "administrator"})
	w.kept, w.gone = w.Family(2, w.Meal, w.Care), w.Family(2, w.Meal)
	w.Exec("update children set first_name = 'Léa' where id = ?", w.kept.Children[0])
	w.Exec("update children set first_name = 'LEA', diet = 'Sans porc' where id = ?", w.gone.Children[0])
	w.Exec("update children set first_name = 'Zoé' where id = ?", w.gone.Children[1])
	return w
}

func (w *twice) form() office.MergeForm {
	return office.MergeForm{Kept: "F001", Gone: "F002", Reason: "Famille en double"}
}

// merge rehearses and applies.
func (w *twice) merge(form office.MergeForm) office.MergeLook {
	w.T.Helper()
	look, err := w.Office.MergeFamilies(w.T.Context(), w.Desk, form)
	if err != nil {
		w.T.Fatal(err)
	}
	if look.Done != 0 {
		w.T.Fatal("a rehearsal was applied")
	}
	form.Seen = look.Proof
	done, err := w.Office.MergeFamilies(w.T.Context(), w.Desk, form)
	if err != nil || done.Done == 0 {
		w.T.Fatalf("%+v, %v", done, err)
	}
	return done
}

func (w *twice) undo(id int64) error {
	return w.Office.UndoMerge(w.T.Context(), w.Desk, id, "Ce sont deux familles")
}

// refused fails the test unless a merge is refused with words.
func (w *twice) refused(words string) {
	w.T.Helper()
	_, err := w.Office.MergeFamilies(w.T.Context(), w.Desk, w.form())
	if fault.KindOf(err) != fault.Conflict || !strings.Contains(fault.Message(err), words) {
		w.T.Errorf("%v, want %q", err, words)
	}
}

// without removes what a merge and its undoing leave on purpose: their own record, and their lines in the journal.
func without(dump map[string][]string) map[string][]string {
	for _, table := range []string{"merges", "merge_children"} {
		delete(dump, table)
	}
	dump["audit"] = slices.DeleteFunc(dump["audit"], func(line string) bool {
		return strings.Contains(line, "family.merge") || strings.Contains(line, "family.unmerge")
	})
	return dump
}

func wantSame(t *testing.T, was, is map[string][]string) {
	t.Helper()
	for _, table := range slices.Sorted(maps.Keys(was)) {
		if !slices.Equal(was[table], is[table]) {
			t.Errorf("%s is not as it was:\n%s\n%s", table, differing(was[table], is[table]),
				differing(is[table], was[table]))
		}
	}
}

// differing returns the first lines that the other list lacks.
func differing(some, others []string) (all []string) {
	for _, line := range some {
		if !slices.Contains(others, line) && len(all) < 3 {
			all = append(all, line)
		}
	}
	return all
}

// A town that has been at it for a year has rows in nearly every table: all of the file that goes moves, the sums of
// cents and of places stay, and undone, every row of every table is as it was.
func TestAMergeUndoneLeavesNoTrace(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		aged, _ := dbtest.NewAged(t, d, 6, 1)
		c := desktest.CounterOf(aged, "accueil")
		c.Insert(&db.Staff{AccountID: c.Desk.AccountID, StructureID: c.Structure.ID, Role: "administrator"})
		c.Now = civil.New(2026, 11, 23).At(12*60, db.Paris)
		c.Exec("update payments set state = 'refused' where state in ('pending', 'creating')")
		c.Exec("update children set first_name = 'Léa' where id in (1, 2)")
		c.Exec("update families set last_name = 'MARTIN', phone = '06 12 34 56 7' || id where id in (1, 2)")
		c.Exec("delete from reservations where family_id = 2 and date in (select r.date from reservations r " +
			"where r.family_id = 1) and id not in (select reservation_id from movements)")
		c.Exec("update family_emails set address = address") // the words that it was made without
		c.Exec("update guardians set name = name")
		w := &twice{Counter: c}
		form := office.MergeForm{Kept: "F1", Gone: "F2", Reason: "Famille en double", Typed: true,
			Takes: map[string]bool{"telephone": true, "quotients": true}}
		was := without(dbtest.Dump(t, d))
		sums, found := sumsOf(t, d), checked(t, d)
		done := w.merge(form)
		if got := sumsOf(t, d); !slices.Equal(got, sums) {
			t.Errorf("sums %q became %q", sums, got)
		}
		if got := checked(t, d); !slices.Equal(got, found) {
			t.Errorf("the check found %q, and now %q", found, got)
		}
		image, err := d.Read().MergeImage(t.Context(), db.MergeOf{KeptID: 1, GoneID: 2})
		if err != nil {
			t.Fatal(err)
		}
		for _, way := range db.MergeWays {
			left := image.Count(way.Table, 2)
			if left > 0 && way.Stays == "" && way.Table != "audit" {
				t.Errorf("%d rows of %s still name the file that went", left, way.Table)
			}
		}
		if err := w.undo(done.Done); err != nil {
			t.Fatal(err)
		}
		wantSame(t, was, without(dbtest.Dump(t, d)))
	})
}

// checked returns what the check of the books finds.
func checked(t *testing.T, d *db.DB) []string {
	found, err := d.Read().Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// sumsOf returns the cents and the places of the town.
func sumsOf(t *testing.T, d *db.DB) (all []string) {
	for _, query := range []string{"select sum(amount) from ledger", "select sum(amount) from balances",
		"select state, count(*), sum(price) from reservations group by state order by state",
		"select sum(accepted), sum(waiting) from slots", "select count(*) from movements",
		"select count(*), sum(amount) from payments"} {
		all = append(all, dbtest.Query(t, d, query)...)
	}
	return all
}

// Whatever two files of a family have, and whatever is chosen, undoing a merge is the identity.
func TestUndoingAMergeIsTheIdentity(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTwice(t, d)
		day := desktest.Thursday + 4
		rapid.Check(t, func(rt *rapid.T) {
			f := rapid.SampledFrom([]dbtest.Family{w.kept, w.gone}).Draw(rt, "family")
			switch rapid.IntRange(0, 6).Draw(rt, "what") {
			case 0:
				w.Owes(f, -500)
			case 1:
				day++
				w.Booked(f, rapid.IntRange(0, 1).Draw(rt, "child"), w.Meal, day, booking.Accepted)
			case 2:
				from := civil.New(2020+rapid.IntRange(0, 5).Draw(rt, "year"), 1, 1)
				w.Exec("delete from quotients where family_id = ?", f.ID)
				w.Insert(&db.Quotient{FamilyID: f.ID, FromDate: from, ToDate: from + 600, Qf: 65000})
			case 3:
				w.Exec("delete from enrolments where child_id = ?", f.Children[0])
				from := civil.New(2026, 9, 1) + civil.Date(rapid.IntRange(0, 90).Draw(rt, "from"))
				w.Insert(&db.Enrolment{ChildID: f.Children[0], ActivityID: w.Meal, FromDate: from, ToDate: from + 100,
					Priority: rapid.IntRange(0, 2).Draw(rt, "class")})
			case 4:
				w.Exec("delete from drafts where family_id = ? and not exists (select 1 from validations v "+
					"where v.draft_id = drafts.id) and not exists (select 1 from draft_lines l where l.draft_id "+
					"= drafts.id)",
					f.ID)
				w.Exec("insert into drafts (account_id, family_id, updated_at) values (?, ?, ?) on conflict do nothing",
					w.kept.AccountID, f.ID, w.Now.Add(-time.Duration(rapid.IntRange(20, 40).Draw(rt,
						"ago"))*time.Hour).UTC())
			case 5:
				w.Exec("delete from residences where family_id = ?", f.ID)
				w.Insert(&db.Residence{FamilyID: f.ID, BeforeDate: civil.New(2026, 1, 1), Resident: false})
			case 6:
				w.Exec("insert into guardians (account_id, family_id, name) values (?, ?, 'Anne') on conflict "+
					"do nothing",
					w.gone.AccountID, w.kept.ID)
			}
			form := w.form()
			form.Typed, form.Takes, form.Apart = true, map[string]bool{}, map[int64]bool{}
			for _, name := range []string{"nom", "residence", "quotients", "courriel",
				office.ChildMergeField(w.gone.Children[0], "prenom")} {
				form.Takes[name] = rapid.Bool().Draw(rt, name)
			}
			form.Apart[w.gone.Children[0]] = rapid.Bool().Draw(rt, "apart")
			was, sums := without(dbtest.Dump(t, d)), sumsOf(t, d)
			done := w.merge(form)
			if got := sumsOf(t, d); !slices.Equal(got, sums) {
				rt.Fatalf("sums %q became %q", sums, got)
			}
			w.Sound()
			if err := w.undo(done.Done); err != nil {
				rt.Fatal(err)
			}
			wantSame(t, was, without(dbtest.Dump(t, d)))
			if t.Failed() {
				rt.FailNow()
			}
		})
	})
}
