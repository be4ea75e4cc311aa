package web_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"cartable/db"
	"cartable/db/dbtest"
)

var carriedField = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)">`)

// carriedForm returns the hidden fields of the last form of a page that posts to an address.
func carriedForm(page, action string) url.Values {
	form := url.Values{}
	at := strings.LastIndex(page, `method="post" action="`+action+`"`)
	if at < 0 {
		return form
	}
	rest := page[at:]
	if end := strings.Index(rest, "</form>"); end > 0 {
		rest = rest[:end]
	}
	for _, one := range carriedField.FindAllStringSubmatch(rest, -1) {
		form.Add(one[1], strings.NewReplacer("&gt;", ">", "&lt;", "<", "&#39;", "'", "&#43;", "+", "&amp;",
			"&").Replace(one[2]))
	}
	return form
}

// A clerk separates a couple by the pages alone, then arranges another rhythm; neither home reads the other's file.
func TestAClerkSeparatesACouple(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 10, 5))
		f := w.Family(1, meal)
		other := w.Family(0)
		exec := func(query string, args ...any) {
			t.Helper()
			if _, err := d.Write().ExecContext(t.Context(), query, args...); err != nil {
				t.Fatal(err)
			}
		}
		exec("update guardians set family_id = ? where account_id = ?", f.ID, other.AccountID)
		exec("update families set address = '1 rue Secrète', phone = '06 11 22 33 44' where id = ?", f.ID)
		site := newSite(t, d)
		admin := site.staff(w, "administrator")
		const path = "/mairie/familles/F001/separer"
		if page := admin.get("/mairie/familles/F001"); !strings.Contains(page, path) {
			t.Fatal("the family's page does not offer to separate the couple")
		}
		form := url.Values{"_csrf": {csrfField.FindStringSubmatch(admin.get(path))[1]},
			"adulte": {itoa(other.AccountID)}, "nom": {"DURAND"}, "prenom": {"Luc"}, "courriel": {"luc@exemple.fr"},
			"adresse": {"2 rue Cachée"}, "habitant": {"oui"}, "quotient": {"500"}, "depuis": {"2026-11-24"},
			"enfant-" + itoa(f.Children[0]): {"deux"}, "garde": {"impaires"}, "change": {"1"}}
		form.Set("nom", "")
		status, _, page := admin.do("POST", path, form)
		if status != 422 || !strings.Contains(page, "Indiquez un nom.") || !strings.Contains(page, "2 rue Cachée") {
			t.Fatalf("without a name: %d\n%s", status, page)
		}
		form.Set("nom", "DURAND")
		status, _, page = admin.do("POST", path, form)
		if status != 200 || !strings.Contains(page, "Semaines paires chez DUPONT1") {
			t.Fatalf("what it would do: %d\n%s", status, page)
		}
		dbtest.Want(t, d, "select count(*) from families", "2")
		again := carriedForm(page, path)
		status, _, page = admin.do("POST", path, again)
		if status != 422 || !strings.Contains(page, `id="e-motif"`) {
			t.Fatalf("without a reason: %d\n%s", status, page)
		}
		again.Set("motif", "Séparation")
		status, head, _ := admin.do("POST", path, again)
		to := head.Get("Location")
		if status != 303 || !strings.Contains(to, "fait=separation") {
			t.Fatalf("%d to %q", status, to)
		}
		page = admin.get(to)
		for _, want := range []string{"Le couple est séparé", "DURAND", "2 rue Cachée", "500,00", "/garde"} {
			if !strings.Contains(page, want) {
				t.Errorf("no %q on the new family's page", want)
			}
		}
		for _, reader := range []struct {
			who    dbtest.Family
			unseen []string
		}{
			{f, []string{"DURAND", "2 rue Cachée", "luc@exemple.fr", "500,00"}},
			{dbtest.Family{ID: other.ID + 1, AccountID: other.AccountID}, []string{"DUPONT1 Jean", "1 rue Secrète",
				"06 11 22 33 44", "famille1@example.org"}},
		} {
			v := site.as(reader.who)
			month := v.get("/reservations?activite=RESTO&mois=2026-12")
			if !strings.Contains(month, `class="there"`) || !strings.Contains(month, "Autre foyer") {
				t.Errorf("account %d reads no day of the other home", reader.who.AccountID)
			}
			for _, path := range []string{"/", "/profil", "/suivi", "/historique", "/profil/journal"} {
				month += v.get(path)
			}
			for _, secret := range reader.unseen {
				if strings.Contains(month, secret) {
					t.Errorf("account %d reads %q", reader.who.AccountID, secret)
				}
			}
		}
	})
}
