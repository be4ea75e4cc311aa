package web_test

import (
	"encoding/base64"
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"cartable/db"
	"cartable/db/dbtest"
)

var handedLink = regexp.MustCompile(
	`id="papier" href="data:application/pdf;base64,([^"]+)" download="(\w+\.pdf)" data-apres="(/[^"]+)"`,
)

// handed returns the text of the paper in a page, its file name, and the page to which it leads.
func handed(t *testing.T, page string) (text, file, behind string) {
	t.Helper()
	m := handedLink.FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("no paper in %.1500s", mainOf(page))
	}
	body, err := base64.StdEncoding.DecodeString(html.UnescapeString(m[1]))
	if err != nil {
		t.Fatal(err)
	}
	return pdfText(t, string(body)), m[2], m[3]
}

// The answer that makes a letter confirms it and contains the letter: the form that was sent is no longer on the
// screen.
func TestALetterComesWithThePageThatSaysSo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		f, away := w.Family(1), w.Family(1)
		if _, err := d.Write().WithdrawGuardian(t.Context(), away.AccountID, away.ID, noon); err != nil {
			t.Fatal(err)
		}
		s := newSite(t, d).staff(w, "administrator")
		login := regexp.MustCompile(`Son identifiant est ([\w.-]+)\.`)
		send := func(page, action string, form url.Values) string {
			t.Helper()
			_, hidden, _ := strings.Cut(s.get(page), `method="post" action="`+action+`"`)
			for _, m := range hiddenField.FindAllStringSubmatch(hidden, -1) {
				if !form.Has(m[1]) {
					form.Set(m[1], m[2])
				}
			}
			form.Set("motif", "Demandé au guichet")
			status, head, body := s.do("POST", action, form)
			if status != 200 || head.Get("Content-Disposition") != "" ||
				!strings.Contains(head.Get("Cache-Control"), "no-store") {
				t.Fatalf("%s: %d %s %.600s", action, status, head, mainOf(body))
			}
			if strings.Contains(mainOf(body), "<form") {
				t.Errorf("%s leaves a form to send again", action)
			}
			return body
		}
		letter := func(page string, login, file, behind string) {
			t.Helper()
			text, name, back := handed(t, page)
			if !strings.Contains(text, login) || !strings.Contains(text, "Votre premier mot de passe") ||
				name != file ||
				back != behind {
				t.Errorf("%s, %s: %s", name, back, text)
			}
			if said := mainOf(page); !strings.Contains(said, "avant de quitter la page") {
				t.Errorf("it does not say that it is the only one: %.900s", said)
			}
		}

		page := send("/mairie/familles/F001/acces", "/mairie/familles/F001/acces", url.Values{"nom": {"Claire Martin"}})
		letter(page, login.FindStringSubmatch(page)[1], "lettre.pdf", "/mairie/familles/F001")
		adult := "/mairie/familles/F001/responsables/" + itoa(f.AccountID) + "/mot-de-passe"
		letter(send(adult, adult, url.Values{}), "famille1", "lettre.pdf", "/mairie/familles/F001")
		page = send("/mairie/comptes/nouveau", "/mairie/comptes/nouveau",
			url.Values{"identifiant": {"nouvel.agent"}, "role": {"agent"}})
		letter(page, "nouvel.agent", "lettre.pdf", "/mairie/comptes")
		letter(send("/mairie/acces?acces=sans", "/mairie/acces", url.Values{}), "F002", "lettre.pdf",
			"/mairie/familles")
	})
}

// A family's data are offered by a page, at an address that asks for a proof of identity again.
func TestDataTakenAwayComeWithAPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		_, f, s := evening(t, d)
		status, _, page := s.do("POST", "/profil/donnees", fields(t, s.get("/profil"), "/profil/donnees"))
		link := regexp.MustCompile(`id="papier" href="([^"]+)"`).FindStringSubmatch(page)
		if status != 200 || link == nil || !strings.Contains(page, "Vos données sont prêtes") {
			t.Fatalf("%d %s", status, mainOf(page))
		}
		to := html.UnescapeString(link[1])
		if to != "/profil/donnees/fichier?pour="+itoa(f.ID)+".1" {
			t.Errorf("the file is at %s", to)
		}
		status, head, body := s.do("GET", to, nil)
		if status != 200 || head.Get("Content-Type") != "application/zip" || !strings.HasPrefix(body, "PK") {
			t.Errorf("%d %s", status, head)
		}
		if trail := s.get("/profil/journal"); !strings.Contains(trail,
			"Les données de la famille ont été téléchargées") {
			t.Errorf("the journal: %s", mainOf(trail))
		}
	})
}
