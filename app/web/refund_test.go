package web_test

import (
	"fmt"
	"strings"
	"testing"

	"cartable/db"
	"cartable/db/dbtest"
)

// A refund is typed, reviewed, and booked; the family sees it in its history.
func TestARefundByForms(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		f := w.Family(1, w.Activity("RESTO", nil))
		w.Owes(f, 4250)
		s := newSite(t, d).staff(w, "treasurer")
		account := fmt.Sprintf("/mairie/regie/comptes/%d", f.ID)
		path := account + "/rembourser"
		if !strings.Contains(s.get(account), `href="`+path+`"`) {
			t.Error("the account does not lead to its refund")
		}
		page := s.get(path)
		if !strings.Contains(page, `value="42,50"`) {
			t.Error("the credit is not proposed")
		}
		form := fields(t, page, path)
		for field, value := range map[string]string{"porte-monnaie": "1", "montant": "42,51", "date": "2026-11-23",
			"beneficiaire": "<b>Zoé</b>"} {
			form.Set(field, value)
		}
		status, _, body := s.do("POST", path, form)
		for _, want := range []string{`id="e-montant"`, `id="e-mode"`, `id="e-numero"`, `id="e-motif"`, `value="42,51"`,
			`value="&lt;b&gt;Zoé&lt;/b&gt;"`} {
			if status != 422 || !strings.Contains(body, want) {
				t.Errorf("%d: %s is lost", status, want)
			}
		}
		for field, value := range map[string]string{"montant": "42,50", "mode": "transfer", "numero": "2026-118",
			"motif":        "La famille a déménagé",
			"beneficiaire": "Zoé Dupont"} {
			form.Set(field, value)
		}
		status, _, look := s.do("POST", path, form)
		if status != 200 || !strings.Contains(look, "Relisez avant d'enregistrer") ||
			!strings.Contains(look, "<b>0,00\u00a0€</b> après") {
			t.Fatalf("%d %.200s", status, look)
		}
		do := fields(t, look, path)
		do.Set("porte-monnaie", "1") // its name has a dash, which the form reader of this test does not match
		do.Set("corriger", "1")
		if status, _, again := s.do("POST", path, do); status != 200 ||
			!strings.Contains(again, `value="transfer" checked`) ||
			!strings.Contains(again, `value="2026-118"`) {
			t.Errorf("to correct: %d", status)
		}
		w.Owes(f, 100)
		do.Del("corriger")
		status, _, look = s.do("POST", path, do)
		if status != 409 || !strings.Contains(look, "a changé depuis votre relecture") ||
			!strings.Contains(look, "<b>1,00\u00a0€</b> après") {
			t.Fatalf("the account changed: %d", status)
		}
		do = fields(t, look, path)
		do.Set("porte-monnaie", "1")
		for range 2 {
			if status, head, _ := s.do("POST", path, do); status != 303 ||
				head.Get("Location") != account+"?fait=rembourse" {
				t.Fatalf("%d to %q", status, head.Get("Location"))
			}
		}
		if page := s.get(account); strings.Count(page, "Rendu à&nbsp;") != 1 {
			t.Error("the account does not show it once")
		}
		if page := s.get("/mairie/regie/journal"); !strings.Contains(page, "Remboursement par virement n° 2026-118") {
			t.Error("the cash book does not have it")
		}
		parent := newSite(t, d).as(f)
		if page := parent.get("/historique"); !strings.Contains(page, "remboursement, Virement") ||
			!strings.Contains(page, "\u221242,50\u00a0€") ||
			strings.Contains(page, "/historique/recus/") {
			t.Error("the family does not see it, or is offered a receipt")
		}
		if csv := parent.get("/historique/reglements.csv"); !strings.Contains(csv, ";-42,50;remboursement\r\n") {
			t.Errorf("got %s", csv)
		}
		if page := parent.get("/profil/journal"); !strings.Contains(page, "vous a été remboursé") ||
			!strings.Contains(page, "La famille a déménagé") {
			t.Error("its journal does not say why")
		}
		w.Sound()
	})
}
