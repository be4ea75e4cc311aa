package web_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"cartable/app/seal"
	"cartable/db"
	"cartable/db/dbtest"
)

// A parent adds an address and is asked for a proof of identity; the address is then added. Nothing has to be typed or
// proved twice.
func TestAProofCarriesOn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b, _, family := newTown(t, d)
		b.enter()
		b.stale()
		const typed = "anne@exemple.fr"
		status, _, page := b.submit("/profil", "/profil/adresses", url.Values{"adresse": {typed}})
		if status != 403 || !strings.Contains(page, "Confirmez que c'est vous") {
			t.Fatalf("%d", status)
		}
		form := fields(t, page, "/profil/adresses")
		form.Set("preuve", "faux")
		status, _, page = b.do("POST", "/profil/adresses", form)
		if form = fields(t, page, "/profil/adresses"); status != 422 || form.Get("adresse") != typed ||
			!strings.Contains(page, "est pas votre mot de passe") {
			t.Fatalf("a wrong password: %d", status)
		}
		form.Set("preuve", phrase)
		status, head, _ := b.do("POST", "/profil/adresses", form)
		if status != 303 || head.Get("Location") != "/profil?fait=adresse" {
			t.Fatalf("the right one: %d to %q", status, head.Get("Location"))
		}
		has, err := d.Read().AddressesOf(context.Background(), family.ID)
		if err != nil || len(has) != 2 {
			t.Errorf("%+v, %v", has, err)
		}
		if status, head, _ := b.submit("/profil", "/profil/adresses/retirer",
			url.Values{"laquelle": {typed}}); status != 303 || head.Get("Location") != "/profil?fait=retiree" {
			t.Errorf("asked twice: %d", status)
		}

		// A page asks for the proof before it is filled in, and leads back to itself, never elsewhere.
		b.stale()
		status, _, page = b.do("GET", "/profil/mot-de-passe", nil)
		form = fields(t, page, "/profil/confirmer")
		if status != 403 || form.Get("suite") != "/profil/mot-de-passe" {
			t.Fatalf("%d %v", status, form)
		}
		form.Set("preuve", "faux")
		status, _, page = b.do("POST", "/profil/confirmer", form)
		if again := fields(t, page, "/profil/confirmer"); status != 422 ||
			again.Get("suite") != "/profil/mot-de-passe" {
			t.Errorf("a wrong password: %d", status)
		}
		form.Set("preuve", phrase)
		for next, want := range map[string]string{"/profil/mot-de-passe": "/profil/mot-de-passe", "//evil.example": "/",
			"https://evil.example/profil": "/"} {
			b.stale()
			form.Set("suite", next)
			if status, head, _ := b.do("POST", "/profil/confirmer", form); status != 303 ||
				head.Get("Location") != want {
				t.Errorf("to %q: %d to %q", next, status, head.Get("Location"))
			}
		}
		// A form with passwords is never repeated: the page asks for the proof, and starts again.
		b.stale()
		status, _, page = b.submit("/profil", "/profil/mot-de-passe",
			url.Values{"mot_de_passe": {"un secret tout neuf"}, "confirmation": {"un secret tout neuf"},
				"preuve": {phrase}})
		if form := fields(t, page, "/profil/confirmer"); status != 403 || form.Get("suite") != "/profil/mot-de-passe" ||
			strings.Contains(page, "secret") {
			t.Errorf("a password: %d", status)
		}
	})
}

// An administrator ends the sessions of a colleague, of a parent, of everybody: the next request leads to sign-in, for
// fragments and streams too, and the journal records the reason. Users of another structure stay signed in.
func TestStaffEndSessions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		neighbours := dbtest.NewNeighbour(t, d)
		s := newSite(t, d)
		family, beside := w.Family(1), neighbours.Family(1)
		chief, agent, parent, other := s.staff(w, "administrator"), s.staff(w, "agent"), s.as(family), s.as(beside)
		var colleague int64
		var code string
		for dest, query := range map[any]string{&colleague: "select id from accounts where login = 'agent-agent'",
			&code: "select code from families where id = 1"} {
			if err := d.Read().NewRaw(query).Scan(context.Background(), dest); err != nil {
				t.Fatal(err)
			}
		}
		in := func(s *browsing, path string) bool { status, _, _ := s.do("GET", path, nil); return status == 200 }
		end := func(path, to string) {
			t.Helper()
			page := chief.get(path)
			if status, _, _ := chief.do("POST", path, fields(t, page, path)); status != 422 {
				t.Errorf("%s without a reason: %d", path, status)
			}
			form := fields(t, page, path)
			form.Set("motif", "téléphone perdu")
			if status, head, _ := chief.do("POST", path, form); status != 303 || head.Get("Location") != to {
				t.Errorf("%s: %d to %q", path, status, head.Get("Location"))
			}
		}
		sights := func(s *browsing) int {
			t.Helper()
			id := seal.Digest(strings.TrimPrefix(s.cookie, "session="))
			seen, err := d.Read().Sights(context.Background(), []string{id}, noon.AddDate(-10, 0, 0))
			if err != nil {
				t.Fatal(err)
			}
			return len(seen)
		}
		if !in(agent, "/mairie") || !in(parent, "/reservations?activite=") || sights(parent) != 1 {
			t.Fatal("nobody is signed in")
		}
		end("/mairie/comptes/"+id(colleague)+"/deconnecter", "/mairie/comptes?fait=deconnecte")
		if in(agent, "/mairie") || !in(parent, "/reservations?activite=") {
			t.Error("not the colleague, or not alone")
		}
		end("/mairie/familles/"+code+"/responsables/"+id(family.AccountID)+"/deconnecter", "/mairie/familles/"+code+
			"?fait=droits")
		if in(parent, "/reservations?activite=") || in(parent, "/reservations/fraicheur") || sights(parent) != 0 {
			t.Error("the parent is still signed in")
		}
		parent = s.as(family)
		end("/mairie/comptes/deconnecter", "/mairie/comptes?fait=deconnectes")
		if in(parent, "/") || !in(other, "/profil") || !in(chief, "/mairie") {
			t.Error("not everybody but who asked and the neighbours")
		}
		journal := chief.get("/mairie/journal")
		for _, words := range []string{"Connexions d'un compte fermées", "Toutes les connexions fermées",
			"téléphone perdu", "1 connexion fermée"} {
			if !strings.Contains(strings.ReplaceAll(journal, "&#39;", "'"), words) {
				t.Errorf("the journal does not say %q", words)
			}
		}
	})
}
