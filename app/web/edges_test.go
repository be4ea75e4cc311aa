package web_test

import (
	"net/url"
	"strings"
	"testing"

	"cartable/db"
	"cartable/db/dbtest"
)

// Invisible characters that were pasted are neither stored nor searched, and a very long search finds the same as a
// short one.
func TestWhatDoesNotShowComesInByNoEdge(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		f := w.Family(1)
		clerk := newSite(t, d).staff(w, "manager")
		token := csrfField.FindStringSubmatch(clerk.get("/mairie"))[1]
		path := "/mairie/familles/F001/responsables/" + itoa(f.AccountID) + "/deconnecter"
		if status, _, page := clerk.do("POST", path,
			url.Values{"_csrf": {token}, "motif": {"télé\u200bphone per\u00addu\u202e"}}); status != 303 {
			t.Fatalf("%d %s", status, page)
		}
		dbtest.Want(t, d, "select reason from audit where reason <> ''", "téléphone perdu")
		for _, typed := range []string{"dupo\u00adnt1", "\u200bDUPONT1", "dupont1" + strings.Repeat(" ", 300) +
			strings.Repeat("x", 2000)} {
			page := clerk.get("/mairie/familles?q=" + url.QueryEscape(typed))
			if !strings.Contains(page, "DUPONT1") {
				t.Errorf("%.20q finds nobody", typed)
			}
		}
	})
}
