package web_test

import (
	"regexp"
	"strings"
	"testing"

	"cartable/db"
	"cartable/db/dbtest"
)

// Two adults of one home are stored by one form, each with an address, a telephone and an access of their own.
func TestANewFamilyOfTwoAdults(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		w.Activity("MIDI", nil)
		w.Family(1)
		s := newSite(t, d).staff(w, "manager")
		const path = "/mairie/nouvelle-famille"
		form := []string{"civilite", "Mme", "nom", "Arrighi", "prenom", "Sonia", "courriel", "sonia@example.org",
			"telephone", "06 39 98 00 12", "enfants", "1", "enfant-0-prenom", "Inès", "enfant-0-naissance",
			"2018-05-04", "enfant-0-activites", "MIDI", "lettre", "oui", "motif", "arrivée"}
		second := func(values ...string) []string { return append(form[:len(form):len(form)], values...) }

		page := s.sends(path, 422, second("second-nom", "Mattei", "second-courriel", "Sonia@example.org",
			"second-telephone", "12")...)
		holds(t, "what is wrong", page, `id="second" open`, `id="e-second-prenom"`, `id="e-second-courriel"`,
			`id="e-second-telephone"`, `value="Mattei"`)
		dbtest.Want(t, d, "select count(*) from families", "1")

		page = s.sends(path, 200, second("second-prenom", "Paul", "second-nom", "Mattei", "second-courriel",
			"paul@example.org", "second-telephone", "0639980013")...)
		holds(t, "the letters", page, "Accès ouvert pour Mme Sonia Arrighi", "Accès ouvert pour Paul Mattei",
			"Télécharger les 2 lettres", "data:application/pdf")
		dbtest.Want(t, d, "select name, phone from guardians where name <> '' order by name",
			"Mme Sonia Arrighi ", "Paul Mattei 06 39 98 00 13")
		dbtest.Want(t, d, `select e.address from family_emails e join families f on f.id = e.family_id
			where f.last_name = 'Arrighi' order by e.position`, "sonia@example.org", "paul@example.org")
		dbtest.Want(t, d, "select count(*) from audit where action = 'guardian.add' and reason = 'arrivée'", "2")

		code := regexp.MustCompile(`/mairie/familles/(F-\w+)`).FindStringSubmatch(page)[1]
		holds(t, "found by the telephone of the second", s.get("/mairie/familles?q=06%2039%2098%2000%2013"), code)
		holds(t, "the page of the family", s.get("/mairie/familles/"+code), "Téléphone 06 39 98 00 13")

		// The second adult of another form is known by the address and the telephone of either.
		for _, by := range [][]string{{"second-courriel", "SONIA@example.org"},
			{"second-telephone", "06.39.98.00.12"}, {"second-telephone", "06.39.98.00.13"},
			{"second-courriel", "paul@example.org"}} {
			page = s.sends(path, 422, append([]string{"nom", "Roy", "courriel", "roy@example.org", "enfant-0-prenom",
				"Noé", "enfant-0-naissance", "2019-05-04", "motif", "arrivée", "second-prenom", "Ana"}, by...)...)
			holds(t, "who is there already", page, "Il existe déjà", code)
		}

		// Without the letters the second adult has an access all the same: that is how the portal knows adults.
		s.sends(path, 303, "nom", "Roy", "courriel", "roy@example.org", "enfant-0-prenom", "Noé",
			"enfant-0-naissance", "2019-05-04", "motif", "arrivée", "second-prenom", "Ana")
		dbtest.Want(t, d, "select name from guardians g join families f on f.id = g.family_id where "+
			"f.last_name = 'Roy' order by name", "Ana Roy", "Roy")

		edit := "/mairie/familles/" + code + "/modifier"
		fields := asSent(t, s.get(edit), edit)
		for name, values := range fields {
			if strings.HasSuffix(name, "-telephone") && values[0] != "" {
				fields.Set(name, "06 00")
			}
		}
		fields.Set("motif", "a changé de numéro")
		status, _, body := s.do("POST", edit, fields)
		if status != 422 || !strings.Contains(body, "Écrivez un numéro comme") {
			t.Errorf("a wrong number: %d", status)
		}
		for name, values := range fields {
			if strings.HasSuffix(name, "-telephone") && values[0] != "" {
				fields.Set(name, "+32475123456")
			}
		}
		if status, _, _ = s.do("POST", edit, fields); status != 303 {
			t.Errorf("a new number: %d", status)
		}
		holds(t, "the new number", s.get("/mairie/familles/"+code), "Téléphone &#43;32475123456")
	})
}
