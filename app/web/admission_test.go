package web_test

import (
	"strings"
	"testing"

	"cartable/db"
	"cartable/db/dbtest"
)

// schooled gives a town two schools, and puts the first child of a family in a class of one of them.
func schooled(t *testing.T, d *db.DB, f dbtest.Family) {
	t.Helper()
	for _, change := range []string{
		"insert into schools (structure_id, code, name) values (1, 'E1', 'Les Tilleuls'), (1, 'E2', 'Le Moulin')",
		"insert into classes (school_id, code, name) select id, 'C1', 'CP' from schools where code = 'E2'",
		"update structures set revision = revision + 1",
	} {
		if _, err := d.Write().ExecContext(t.Context(), change); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := d.Write().ExecContext(t.Context(), `update children set school_id = (select id from schools where
		code = 'E2'), class_id = (select id from classes) where id = ?`, f.Children[0]); err != nil {
		t.Fatal(err)
	}
}

// Whom an activity admits is ticked on its form. The rehearsal says what is withdrawn and what is kept; from then on a
// parent reads why not, and a forged request gets that sentence; undone, what waited waits again.
func TestAnActivityAdmitsSchoolsAndLevels(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		evening := w.Activity("SOIR", nil, w.Pool("salle", 1, 5))
		big, other := w.Family(1, evening), w.Family(1, evening)
		schooled(t, d, big)
		s := newSite(t, d)
		s.book(other, "SOIR", 3)
		s.book(big, "SOIR", 1, 3)
		dbtest.Want(t, d, "select family_id, date, state from reservations order by 2, 1", "1 2026-12-01 accepted",
			"1 2026-12-03 waitlisted", "2 2026-12-03 accepted")

		manager := s.staff(w, "manager")
		const path = "/mairie/activites/SOIR"
		page := manager.get(path)
		says(t, "the form", page, "Pour qui", `name="levels" value="PS"`, "Petite section", `value="E1"`,
			"Les Tilleuls (E1)", "Aucune cochée : toutes.")
		form := asShown(t, page, path)
		form["levels"] = []string{"", "PS", "MS", "GS", "Terminale"}
		form["schools"] = []string{"", "E9"}
		form.Set("motif", "accueil de la maternelle")
		status, _, again := manager.do("POST", path, form)
		if status != 422 {
			t.Fatalf("%d", status)
		}
		says(t, "refused", again, `id="e-levels"`, "« Terminale » n'est pas un niveau", `id="e-schools"`,
			"« E9 » est inconnu", `value="MS" checked`)
		form["levels"] = []string{"", "PS", "MS", "GS"}
		form["schools"] = []string{"", "E1", "E2"}
		status, head, body := manager.do("POST", path, form)
		at := head.Get("Location")
		if status != 303 || !strings.HasPrefix(at, "/mairie/operations/") {
			t.Fatalf("%d %s %s", status, at, body)
		}
		page = manager.get(at)
		says(t, "the rehearsal", page, "niveaux admis", "maternelle", "écoles admises", "Les Tilleuls, Le Moulin",
			"Un enfant que l'activité n'accueille plus garde sa journée déjà acceptée.", "demande retirée")
		send := func(act string, more ...string) {
			t.Helper()
			form := fields(t, manager.get(at), at+"/"+act)
			for i := 0; i < len(more); i += 2 {
				form.Set(more[i], more[i+1])
			}
			if status, _, body := manager.do("POST", at+"/"+act, form); status != 303 {
				t.Fatalf("%s: %d %s", act, status, plainText(body))
			}
			if err := s.options.Operations.Work(t.Context(), 1); err != nil {
				t.Fatal(err)
			}
		}
		send("appliquer")
		dbtest.Want(t, d, "select family_id, date, state, reason from reservations order by 2, 1",
			"1 2026-12-01 accepted ", "1 2026-12-03 cancelled town", "2 2026-12-03 accepted ")
		says(t, "the list", manager.get("/mairie/activites"), "maternelle, Les Tilleuls, Le Moulin")

		const sentence = "Cette activité n'accueille pas la classe de votre enfant (maternelle seulement)."
		parent := s.as(big)
		for _, path := range []string{"/reservations?enfant=1&activite=SOIR&mois=2026-12",
			"/reservations/jour/2026-12-04?enfant=1"} {
			says(t, path, plainText(parent.get(path)), sentence)
		}
		forged := fields(t, parent.get("/reservations/jour/2026-12-04?enfant=1"), "/reservations/jour")
		forged.Set("affiches", "SOIR")
		forged.Set("j", "SOIR")
		if code, answer := parent.tap("/reservations/jour", forged); code != 200 {
			t.Errorf("a forged tap gets %d", code)
		} else {
			says(t, "a forged tap", plainText(answer), sentence)
		}
		dbtest.Want(t, d, "select count(*) from draft_lines", "0")

		send("annuler", "motif", "une erreur de niveau")
		dbtest.Want(t, d, "select family_id, date, state from reservations where state <> 'cancelled' order by 2, 1",
			"1 2026-12-01 accepted", "1 2026-12-03 waitlisted", "2 2026-12-03 accepted")
		dbtest.Want(t, d, "select count(*) from activities where levels = ''", "1")
		dbtest.Want(t, d, "select count(*) from activity_schools", "0")
	})
}

// Of several activities only the ticked fields are written, and a school that one names cannot be removed.
func TestLevelsOfSeveralActivities(t *testing.T) {
	d := dbtest.SQLite(t)
	w := dbtest.NewTown(t, d)
	w.Activity("RESTO", nil)
	w.Activity("MATIN", nil)
	schooled(t, d, w.Family(1))
	s := newSite(t, d)
	manager, second := s.staff(w, "manager"), s.staff(w, "administrator")
	const path = "/mairie/activites/modifier"
	const both = path + "?code=RESTO&code=MATIN"
	form, stale := asShown(t, manager.get(both), path), asShown(t, second.get(both), path)
	form["champ"] = []string{"levels"}
	form["levels"] = []string{"", "CP", "CE1"}
	form["schools"] = []string{"", "E1"}
	form.Set("motif", "rentrée")
	if status, _, body := manager.do("POST", path, form); status != 303 {
		t.Fatalf("%d %s", status, body)
	}
	dbtest.Want(t, d, "select code, levels from activities order by 1", "MATIN CP;CE1", "RESTO CP;CE1")
	dbtest.Want(t, d, "select count(*) from activity_schools", "0")
	stale["champ"] = []string{"schools"}
	stale["schools"] = []string{"", "E1"}
	stale.Set("motif", "rentrée")
	status, _, page := second.do("POST", path, stale)
	if status != 409 {
		t.Fatalf("%d", status)
	}
	says(t, "told", page, "Niveaux admis : tous → CP et CE1", `value="E1" checked`)
	if status, _, body := second.do("POST", path, asShown(t, page, path)); status != 303 {
		t.Fatalf("%d %s", status, body)
	}
	dbtest.Want(t, d, "select a.code, s.code from activity_schools x join activities a on a.id = x.activity_id join "+
		"schools s on s.id = x.school_id order by 1", "MATIN E1", "RESTO E1")
	dbtest.Want(t, d, "select count(*) from audit where changes like '%levels%'", "4")
}

// A class is ticked on the form of an activity: only its children are taken, also by a forged tap, and the page says
// which class it is. A class of a school that is not ticked is refused at the field, and nothing typed is lost.
func TestAnActivityAdmitsClasses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		evening := w.Activity("SOIR", nil, w.Pool("salle", 9, 5))
		pupil := w.Family(1, evening)
		schooled(t, d, pupil)
		for _, change := range []string{"insert into classes (school_id, code, name) select id, 'C2', 'CE1 bleu' " +
			"from schools where code = 'E2'", "update structures set revision = revision + 1"} {
			if _, err := d.Write().ExecContext(t.Context(), change); err != nil {
				t.Fatal(err)
			}
		}
		s := newSite(t, d)
		manager := s.staff(w, "manager")
		const path = "/mairie/activites/SOIR"
		form := asShown(t, manager.get(path), path)
		form["schools"], form["classes"] = []string{"", "E1"}, []string{"", "E2 C2"}
		form.Set("motif", "atelier d'une classe")
		status, _, page := manager.do("POST", path, form)
		if status != 422 {
			t.Fatalf("%d", status)
		}
		says(t, "the refusal", page, "CE1 bleu (Le Moulin)", "est d'une école qui n'est pas cochée",
			`value="E2 C2" checked`)
		form["schools"] = []string{""}
		if status, _, body := manager.do("POST", path, form); status != 303 {
			t.Fatalf("%d %s", status, plainText(body))
		}
		dbtest.Want(t, d, "select k.code from activity_classes x join classes k on k.id = x.class_id", "C2")
		says(t, "the list", manager.get("/mairie/activites"), "CE1 bleu")
		const sentence = "Cette activité n'accueille pas la classe de votre enfant (CE1 bleu (Le Moulin) seulement)."
		parent := s.as(pupil)
		says(t, "the day", plainText(parent.get("/reservations/jour/2026-12-04?enfant=1")), sentence)
		forged := fields(t, parent.get("/reservations/jour/2026-12-04?enfant=1"), "/reservations/jour")
		forged.Set("affiches", "SOIR")
		forged.Set("j", "SOIR")
		if code, answer := parent.tap("/reservations/jour", forged); code != 200 {
			t.Errorf("a forged tap gets %d", code)
		} else {
			says(t, "a forged tap", plainText(answer), sentence)
		}
		dbtest.Want(t, d, "select count(*) from draft_lines", "0")
	})
}
