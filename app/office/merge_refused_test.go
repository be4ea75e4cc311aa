package office_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"cartable/app/desk"
	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/night"
	"cartable/app/office"
	"cartable/app/portal"
	"cartable/db"
	"cartable/db/dbtest"
)

// Each thing that forbids a merge is said, and nothing is done; once it is gone the two files are joined.
func TestWhatForbidsAMerge(t *testing.T) {
	day := desktest.Thursday + 4
	for _, c := range []struct {
		name, words, cure string
		make              func(w *twice)
	}{
		{"the same day twice", "a une réservation dans les deux dossiers", "", func(w *twice) {
			w.Booked(w.kept, 0, w.Meal, day, booking.Accepted)
			w.Booked(w.gone, 0, w.Meal, day, booking.Waitlisted)
		}},
		{"two places at once", "à la même heure à deux endroits", "", func(w *twice) {
			other := w.Activity("ATELIER", func(a *db.Activity) { a.Weekdays = "1234567" })
			w.Exec("update structures set revision = revision + 1")
			w.Desk.Revision++
			w.Booked(w.kept, 0, w.Meal, day, booking.Accepted)
			w.Booked(w.gone, 0, other, day, booking.Accepted)
		}},
		{"a payment", "Un paiement en ligne est en cours", "update payments set state = 'refused'", func(w *twice) {
			w.Exec("insert into payments (structure_id, family_id, account_id, token, form_token, numcli, "+
				"refdet, idop, "+
				"amount, mel, saisie, state, created_at) values (?, ?, ?, 't', 'f', '012345', 'r', 'i', 1200, "+
				"'a@b.fr', "+
				"'T', 'pending', ?)", w.Structure.ID, w.gone.ID, w.gone.AccountID, w.Now.UTC())
		}},
		{"an erasure that is asked for", "L'effacement de l'un des deux dossiers est demandé",
			"update erasures set state = 'withdrawn'", func(w *twice) {
				w.Exec("insert into erasures (structure_id, family_id, account_id, asked_at) values (?, ?, ?, ?)",
					w.Structure.ID, w.gone.ID, w.gone.AccountID, w.Now.UTC())
			}},
		{"an erasure", "a été effacé", "", func(w *twice) {
			w.Exec("insert into erasures (structure_id, family_id, account_id, asked_at, state) values (?, ?, ?, ?, "+
				"'done')", w.Structure.ID, w.kept.ID, w.kept.AccountID, w.Now.UTC())
		}},
		{"two households", "deux parents séparés", "", func(w *twice) {
			w.Exec("insert into family_children (family_id, child_id, structure_id) values (?, ?, ?)", w.kept.ID,
				w.gone.Children[1], w.Structure.ID)
		}},
		{"a child of another household", "gardez plutôt le dossier F002", "", func(w *twice) {
			other := w.Family(0)
			w.Exec("insert into family_children (family_id, child_id, structure_id) values (?, ?, ?)", other.ID,
				w.gone.Children[0], w.Structure.ID)
		}},
		{"a night", "La transmission de la nuit est en cours", "update runs set state = 'done'", func(w *twice) {
			if _, _, err := w.Night.StartNow(w.T.Context(), w.Structure.ID, 0, night.FromCommand); err != nil {
				w.T.Fatal(err)
			}
			w.Exec("update runs set state = 'settling'")
		}},
		{"an opération", "Une opération de la mairie est en cours", "update operations set state = 'applied'",
			func(w *twice) {
				w.Exec("insert into operations (structure_id, kind, title, reason, changes, state, prepared_at) "+
					"values "+
					"(?, 'closing', 'x', 'x', '[]', 'applying', ?)", w.Structure.ID, w.Now.UTC())
			}},
		{"two drafts of one adult", "a une saisie en cours dans les deux dossiers", "delete from draft_lines",
			func(w *twice) {
				w.Exec("insert into guardians (account_id, family_id) values (?, ?)", w.kept.AccountID, w.gone.ID)
				for _, f := range []dbtest.Family{w.kept, w.gone} {
					w.Exec("insert into drafts (account_id, family_id, updated_at) values (?, ?, ?)", w.kept.AccountID,
						f.ID, w.Now.UTC())
					w.Exec("insert into draft_lines (draft_id, child_id, activity_id, date, kind) select id, ?, ?, ?, "+
						"'add' from drafts where family_id = ?", f.Children[0], w.Meal, day, f.ID)
				}
			}},
		{"one's own family", "C'est votre propre famille", "delete from guardians where account_id = 1",
			func(w *twice) {
				w.Exec("insert into guardians (account_id, family_id) values (?, ?)", w.Desk.AccountID, w.kept.ID)
			}},
		{"a balance that a manager may not move", "seul un administrateur",
			"update staff set role = 'administrator'", func(w *twice) {
				w.Exec("update staff set role = 'manager'")
				w.Owes(w.gone, -100)
			}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				w := newTwice(t, d)
				c.make(w)
				was := without(dbtest.Dump(t, d))
				w.refused(c.words)
				wantSame(t, was, without(dbtest.Dump(t, d)))
				if c.cure != "" {
					w.Exec(c.cure)
					w.merge(w.form())
				}
			})
		})
	}
}

// A family of another town is not found, the same file twice is refused, and a reason is needed.
func TestWhichFilesMayBeMerged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTwice(t, d)
		dbtest.NewNeighbour(t, d).Family(1)
		for _, c := range []struct {
			kept, gone, reason string
			kind               fault.Kind
		}{
			{"F001", "F501", "Famille en double", fault.NotFound}, {"F501", "F001", "Famille en double",
				fault.NotFound},
			{"F001", "F001", "Famille en double", fault.Conflict}, {"F001", "F002", " ", fault.Invalid},
		} {
			_, err := w.Office.MergeFamilies(t.Context(), w.Desk, office.MergeForm{Kept: c.kept, Gone: c.gone,
				Reason: c.reason})
			got := fault.KindOf(err)
			if _, many := err.(fault.Many); many { //nolint:errorlint // it is returned as it is
				got = fault.Invalid
			}
			if got != c.kind {
				t.Errorf("%s with %s: %v", c.kept, c.gone, err)
			}
		}
		w.merge(w.form())
		_, err := w.Office.Family(t.Context(), w.Desk, "F002")
		if fault.KindOf(err) != fault.NotFound || !strings.Contains(fault.Message(err), "F001") {
			t.Errorf("the old number: %v", err)
		}
		list, err := w.Office.Families(t.Context(), w.Desk, desk.FamilyQuery{Text: "F002"})
		if err != nil || len(list.Rows) != 1 || list.Rows[0].Code != "F001" {
			t.Errorf("a search of the old number finds %+v, %v", list.Rows, err)
		}
	})
}

// What moved since a merge forbids its undoing, with its reason; so do a day, and another undoing.
func TestWhatForbidsTheUndoingOfAMerge(t *testing.T) {
	for _, c := range []struct {
		name, words string
		then        func(w *twice)
	}{
		{"a booking", "des réservations", func(w *twice) {
			w.Booked(w.kept, 1, w.Meal, desktest.Thursday+6, booking.Accepted)
		}},
		{"money", "le compte a bougé", func(w *twice) { w.Owes(w.kept, 500) }},
		{"the file", "la fiche", func(w *twice) { w.Exec("update families set phone = '06' where code = 'F001'") }},
		{"a draft", "une saisie", func(w *twice) {
			w.Exec("insert into drafts (account_id, family_id, updated_at) values (?, ?, ?)", w.gone.AccountID,
				w.kept.ID,
				w.Now.UTC())
		}},
		{"a day", "dans les 24", func(w *twice) { w.Now = w.Now.Add(office.MergeLasts) }},
		{"the night", "La transmission de la nuit", func(w *twice) {
			w.Exec("insert into runs (structure_id, business_date, cutoff, as_of, origin, state, started_at) values "+
				"(?, '2026-12-03', ?, ?, 'staff', 'settling', ?)", w.Structure.ID, w.Now.UTC(), w.Now.UTC(),
				w.Now.UTC())
		}},
		{"an erasure", "L'effacement", func(w *twice) {
			w.Exec("insert into erasures (structure_id, family_id, account_id, asked_at) values (?, ?, ?, ?)",
				w.Structure.ID, w.kept.ID, w.kept.AccountID, w.Now.UTC())
		}},
		{"what was kept is forgotten", "dans les 24", func(w *twice) {
			w.Now = w.Now.Add(25 * time.Hour)
			if err := w.Office.ForgetMerges(w.T.Context()); err != nil {
				w.T.Fatal(err)
			}
			dbtest.Want(w.T.(*testing.T), w.DB, "select count(*) from merge_rows", "0")
			w.Now = w.Now.Add(-25 * time.Hour)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				w := newTwice(t, d)
				done := w.merge(w.form())
				c.then(w)
				err := w.undo(done.Done)
				if fault.KindOf(err) != fault.Conflict || !strings.Contains(fault.Message(err), c.words) {
					t.Errorf("%v, want %q", err, c.words)
				}
			})
		})
	}
}

// Two clerks join the same two files at once, each keeping the other one: one does, the other reads who was quicker.
func TestTwoClerksMergeAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTwice(t, d)
		forms := []office.MergeForm{w.form(), {Kept: "F002", Gone: "F001", Reason: "Famille en double"}}
		for i := range forms {
			look, err := w.Office.MergeFamilies(t.Context(), w.Desk, forms[i])
			if err != nil {
				t.Fatal(err)
			}
			forms[i].Seen = look.Proof
		}
		done, refused := make([]office.MergeLook, 2), make([]error, 2)
		var both sync.WaitGroup
		for i := range forms {
			both.Go(func() { done[i], refused[i] = w.Office.MergeFamilies(t.Context(), w.Desk, forms[i]) })
		}
		both.Wait()
		first := 0
		if refused[0] != nil {
			first = 1
		}
		if refused[first] != nil || done[first].Done == 0 || fault.KindOf(refused[1-first]) != fault.Conflict ||
			!strings.Contains(fault.Message(refused[1-first]), "par accueil") {
			t.Fatalf("%v", refused)
		}
		dbtest.Want(t, d, "select count(*) from merges", "1")
		w.Sound()
		if err := w.undo(done[first].Done); err != nil {
			t.Fatal(err)
		}
		if err := w.undo(done[first].Done); fault.KindOf(err) != fault.Conflict ||
			!strings.Contains(fault.Message(err), "Déjà annulée par accueil") {
			t.Errorf("undone twice: %v", err)
		}
	})
}

// A parent of the file that goes validates while a clerk merges it: the day is booked before and moves, or the parent
// is told; never is a day, a movement or a line left with the file that went.
func TestAParentValidatesWhileFilesAreMerged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTwice(t, d)
		p := &portal.Portal{DB: d, Catalogues: w.Office.Catalogues, Now: w.Office.Now}
		for range 6 {
			day := desktest.Thursday + 12
			v := portal.Viewer{AccountID: w.gone.AccountID, FamilyID: w.gone.ID, StructureID: w.Structure.ID,
				Revision: 1,
				Families: 1}
			if _, err := p.Save(t.Context(), v, portal.Boxes{ChildID: w.gone.Children[1], Activity: "RESTO",
				Month: day.Month(), Shown: []civil.Date{day}, Ticked: []civil.Date{day}}); err != nil {
				t.Fatal(err)
			}
			recap, err := p.Recap(t.Context(), v)
			if err != nil {
				t.Fatal(err)
			}
			form := w.form()
			look, err := w.Office.MergeFamilies(t.Context(), w.Desk, form)
			if err != nil {
				t.Fatal(err)
			}
			form.Seen = look.Proof
			var merging, booking error
			var both sync.WaitGroup
			both.Go(func() { look, merging = w.Office.MergeFamilies(t.Context(), w.Desk, form) })
			both.Go(func() { _, booking = p.Validate(t.Context(), v, recap.RecapKey) })
			both.Wait()
			for _, err := range []error{merging, booking} {
				if err != nil && fault.KindOf(err) != fault.Conflict {
					t.Fatal(merging, booking)
				}
			}
			w.Sound()
			if merging == nil {
				for _, table := range []string{"reservations", "movements", "validations", "drafts", "ledger",
					"family_children", "guardians"} {
					dbtest.Want(t, d, "select count(*) from "+table+" where family_id = (select id from families "+
						"where code = 'F002')", "0")
				}
				if err := w.undo(look.Done); err != nil {
					t.Fatal(err)
				}
			}
			w.Exec("delete from draft_lines")
		}
	})
}

// A night and a merge at once: whichever comes first, every day is debited once, and nothing is left with the file that
// went.
func TestAMergeWhileANightRuns(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTwice(t, d)
		for day := range civil.Date(3) {
			w.Booked(w.kept, 0, w.Care, desktest.Thursday-4+day, booking.Accepted)
			w.Booked(w.gone, 1, w.Meal, desktest.Thursday-4+day, booking.Accepted)
			w.Booked(w.gone, 1, w.Meal, desktest.Thursday+4+day, booking.Waitlisted)
		}
		form := w.form()
		look, err := w.Office.MergeFamilies(t.Context(), w.Desk, form)
		if err != nil {
			t.Fatal(err)
		}
		form.Seen = look.Proof
		var both sync.WaitGroup
		both.Go(func() { look, err = w.Office.MergeFamilies(t.Context(), w.Desk, form) })
		both.Go(w.RunNight)
		both.Wait()
		if err != nil {
			if fault.KindOf(err) != fault.Conflict {
				t.Fatal(err)
			}
			w.merge(w.form()) // after the night
		}
		w.RunNight()
		w.Sound()
		dbtest.Want(t, d, "select count(*), sum(amount) from ledger where kind = 'consumption'", "6 -6000")
		for _, table := range []string{"reservations", "movements", "ledger", "balances", "mails"} {
			dbtest.Want(t, d, "select count(*) from "+table+" where family_id = (select id from families where "+
				"code = 'F002')", "0")
		}
	})
}
