package web_test

import (
	"strings"
	"testing"

	"cartable/db"
	"cartable/db/dbtest"
)

// A family moves out: what it cancels is shown first; then its file is put away as soon as nothing is open, nobody
// signs in to it, no list has it but that of the archives, and it comes back as it was.
func TestAFamilyMovesOutAndIsArchived(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("MIDI", nil)
		f := w.Family(2, meal)
		other := w.Family(1, meal)
		site := newSite(t, d)
		site.book(f, "MIDI", 14, 15)
		s := site.staff(w, "manager")
		const one, depart, archive = "/mairie/familles/F001", "/mairie/familles/F001/demenagement",
			"/mairie/familles/F001/archiver"
		holds(t, "the family's page", s.get(one), `href="`+depart+`"`, `href="`+archive+`"`)
		holds(t, "what is in the way", s.get(archive), "Des jours sont réservés", "Un enfant est inscrit")
		posts := func(path string, want int, why string) {
			t.Helper()
			form := fields(t, s.get("/mairie/familles/F002/demenagement"), "/mairie/familles/F002/demenagement")
			form.Set("motif", why)
			if status, _, _ := s.do("POST", path, form); status != want {
				t.Errorf("%s: %d, want %d", path, status, want)
			}
		}
		posts(archive, 422, "Partis à Angers")
		dbtest.Want(t, d, "select count(*) from families where archived_at is not null", "0")

		for _, wrong := range []string{"", "hier", "2026-11-01", "2027-07-02"} {
			page := s.sends(depart, 422, "fin", wrong, "motif", "Partis à Angers")
			holds(t, "a wrong day", page, `id="e-fin"`)
		}
		form := fields(t, s.get(depart), depart)
		form.Set("fin", "2026-12-14")
		form.Set("motif", "Partis à Angers")
		status, head, _ := s.do("POST", depart, form)
		if status != 303 || head.Get("Location") != "/mairie/operations/1" {
			t.Fatal(status, head.Get("Location"))
		}
		says(t, "the rehearsal", plainText(s.get("/mairie/operations/1")), "Déménagement d'une famille (F001)")
		dbtest.Want(t, d, "select count(*) from reservations where state = 'accepted'", "2")
		apply := fields(t, s.get("/mairie/operations/1"), "/mairie/operations/1/appliquer")
		if status, _, _ := s.do("POST", "/mairie/operations/1/appliquer", apply); status != 303 {
			t.Fatal("applying", status)
		}
		if err := s.options.Operations.Work(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		dbtest.Want(t, d, "select cast(date as text), state from reservations order by date", "2026-12-14 accepted",
			"2026-12-15 cancelled")
		dbtest.Want(t, d, "select distinct cast(to_date as text) from enrolments e join family_children k on "+
			"k.child_id = e.child_id where k.family_id = "+itoa(f.ID), "2026-12-14")
		holds(t, "still in the way", s.get(archive), "Des jours sont réservés")

		exec := func(query string) {
			t.Helper()
			if _, err := d.Write().ExecContext(t.Context(), query); err != nil {
				t.Fatal(err)
			}
		}
		exec("update reservations set state = 'cancelled'")
		exec("update enrolments set from_date = '2026-09-01', to_date = '2026-10-01' where child_id in (select " +
			"child_id from family_children where family_id = " + itoa(f.ID) + ")")
		w.Owes(f, -1250)
		holds(t, "a debt", s.get(archive), "Un porte-monnaie n&#39;est pas à zéro", "12,50")
		posts(archive, 422, "Partis à Angers")
		w.Owes(f, 1250)

		parent := site.as(f)
		parent.get("/reservations")
		posts(archive, 303, "Partis à Angers")
		posts(archive, 303, "Partis à Angers") // sent twice
		if status, _, _ := parent.do("GET", "/reservations", nil); status == 200 {
			t.Error("an adult of an archived family still books")
		}
		for path, there := range map[string]bool{"/mairie/familles": false, "/mairie/familles?q=DUPONT1": false,
			"/mairie/familles?q=DUPONT1&acces=archives": true, "/mairie/familles?acces=archives": true} {
			if page := s.get(path); strings.Contains(page, `href="`+one+`"`) != there {
				t.Errorf("%s: %v", path, !there)
			}
		}
		holds(t, "the family's page", s.get(one), "Cette famille est archivée depuis le", "Dossier d&#39;une famille "+
			"archivé")
		child := one + "/enfants/" + itoa(f.Children[0])
		for _, offered := range []string{one + "/reserver", one + "/acces", one + "/demenagement", one + "/reunir",
			one + "/enfants/nouveau", child + "/inscriptions", child + "/garde", "/rendre"} {
			if strings.Contains(s.get(one), offered+`"`) {
				t.Errorf("the page of an archived family offers %s, which refuses", offered)
			}
		}
		holds(t, "who collects its child", s.get(child+"/sorties"), "Cette famille est archivée depuis le",
			`href="`+archive+`"`)
		if strings.Contains(s.get(child+"/sorties"), `name="sorte"`) {
			t.Error("a way to leave may be noted for an archived family")
		}
		leave := fields(t, s.get("/mairie/familles/F002/demenagement"), "/mairie/familles/F002/demenagement")
		leave.Set("sorte", "person")
		leave.Set("personne", "Rose Dupont")
		if status, _, page := s.do("POST", child+"/sorties", leave); status != 409 ||
			!strings.Contains(page, "<h1>Dossier archivé</h1>") || !strings.Contains(page, `href="`+one+`"`) {
			t.Errorf("a way to leave noted for an archived family: %d, %s", status, plainText(page))
		}
		dbtest.Want(t, d, "select count(*) from pickups", "0")
		if status, head, _ := s.do("GET", "/mairie/operations?famille=dupont1", nil); status != 303 ||
			head.Get("Location") != "/mairie/operations?famille=F001" {
			t.Errorf("the opérations of an archived family, by its name: %d to %q", status, head.Get("Location"))
		}
		for _, path := range []string{"/reserver", "/enfants/nouveau", "/enfants/" + itoa(f.Children[0]) +
			"/inscriptions", "/acces", "/demenagement", "/reunir", "/responsables/" + itoa(f.AccountID) + "/rendre"} {
			if status, _, _ := s.do("GET", one+path, nil); status != 409 {
				t.Errorf("%s of an archived family: %d", path, status)
			}
		}
		undo := fields(t, s.get("/mairie/operations/1"), "/mairie/operations/1/annuler")
		undo.Set("motif", "Finalement ils restent")
		if status, _, page := s.do("POST", "/mairie/operations/1/annuler", undo); status != 409 ||
			!strings.Contains(page, "est archivé") {
			t.Errorf("undoing the departure of an archived family: %d", status)
		}

		// A right that is withdrawn meanwhile does not come back with the file.
		exec("update guardians set withdrawn_at = '2026-11-20 08:00:00+00:00' where withdrawn_at = (select " +
			"archived_at from families where id = family_id)")
		exec("update families set archived_at = '2026-11-20 08:00:00+00:00' where archived_at is not null")
		exec("insert into guardians (account_id, family_id, name, withdrawn_at) select a.id, " + itoa(f.ID) +
			", 'Luc', f.archived_at from accounts a, families f where a.login = 'famille2' and f.id = " + itoa(f.ID))
		withdraw := one + "/responsables/" + itoa(other.AccountID) + "/retirer"
		posts(withdraw, 303, "Décision du juge")
		posts(one+"/rouvrir", 303, "De retour")
		form.Set("motif", "De retour")
		if status, head, _ := s.do("POST", one+"/rouvrir", form); status != 303 ||
			head.Get("Location") != one+"?fait=dossier-ouvert" {
			t.Errorf("reopened twice: %d to %q", status, head.Get("Location"))
		}
		dbtest.Want(t, d, "select a.login, g.withdrawn_at is null from guardians g join accounts a on a.id = "+
			"g.account_id where g.family_id = "+itoa(f.ID)+" order by 1", "famille1 "+dbtest.Yes(d), "famille2 "+
			dbtest.No(d))
		if status, _, _ := parent.do("GET", "/reservations", nil); status != 200 {
			t.Error("an adult of a reopened family cannot sign in")
		}
		dbtest.Want(t, d, "select action, reason from audit where action like 'family.%' order by id",
			"family.archive Partis à Angers", "family.reopen De retour")
	})
}
