package web_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/seal"
	"cartable/db"
	"cartable/db/dbtest"
)

// staff opens a session for a member of staff with a role.
func (s *browsing) staff(w *dbtest.Town, role string) *browsing {
	s.t.Helper()
	ctx, now := context.Background(), time.Now().UTC()
	a := db.Account{Login: "agent-" + role, PasswordHash: "-", PasswordSetAt: now, CreatedAt: now}
	token := "token-of-" + role + strings.Repeat("x", 30)
	for _, row := range []any{&a} {
		if _, err := w.DB.Write().NewInsert().Model(row).Exec(ctx); err != nil {
			s.t.Fatal(err)
		}
	}
	for _, row := range []any{&db.Staff{AccountID: a.ID, StructureID: w.Structure.ID, Role: role},
		&db.Session{ID: seal.Digest(token), AccountID: a.ID, StructureID: w.Structure.ID, CreatedAt: now, SeenAt: now,
			ExpiresAt: now.Add(time.Hour), FactorAt: &now}} {
		if _, err := w.DB.Write().NewInsert().Model(row).Exec(ctx); err != nil {
			s.t.Fatal(err)
		}
	}
	again := *s
	again.cookie = "session=" + token
	return &again
}

// expected stores a child's accepted reservation of today.
func expected(t *testing.T, w *dbtest.Town, f dbtest.Family, activity int64, d civil.Date) int64 {
	t.Helper()
	r := db.Reservation{StructureID: w.Structure.ID, FamilyID: f.ID, ChildID: f.Children[0], ActivityID: activity,
		Date: d, State: "accepted",
		RequestedAt: time.Now().UTC(), Transmitted: true, Price: 400, Quantity: 4}
	if _, err := w.DB.Write().NewInsert().Model(&r).Exec(context.Background()); err != nil {
		t.Fatal(err)
	}
	return r.ID
}

func TestMarkingBySheetAndByTap(t *testing.T) {
	d := dbtest.SQLite(t)
	w := dbtest.NewTown(t, d)
	care := w.Activity("SOIR", func(a *db.Activity) { a.StartAt, a.EndAt, a.Unit = 990, 1110, "half-hour" })
	f := w.Family(2, care)
	id := expected(t, w, f, care, civil.Of(noon))
	agent, treasurer := newSite(t, d).staff(w, "agent"), newSite(t, d).staff(w, "treasurer")
	sheet := agent.get("/mairie/feuille/SOIR")
	form := fields(t, sheet, "/mairie/pointage")
	row := fmt.Sprintf(`id="r-%d"`, id)
	if !strings.Contains(sheet, row) || !strings.Contains(sheet, "1 à pointer") ||
		strings.Count(sheet, `aria-pressed="false"`) != 3 {
		t.Fatalf("got %s", sheet)
	}
	if page := treasurer.get("/mairie/feuille/SOIR"); strings.Contains(page, "/mairie/pointage") ||
		!strings.Contains(page, row) {
		t.Error("a treasurer reads the sheet, and ticks nobody")
	}

	// A tap.
	form.Set("presence", "present")
	form.Set("unites", "3")
	status, answer := agent.tap("/mairie/pointage", form)
	if status != 200 || !strings.Contains(answer, row) || strings.Contains(answer, "<html") ||
		!strings.Contains(answer, `hx-target="#compte"`) ||
		!strings.Contains(answer, "<b>1\u00a0présent</b>") || strings.Count(answer, `aria-pressed="true"`) != 1 ||
		!strings.Contains(answer, "3\u00a0demi-heures") {
		t.Errorf("%d %s", status, answer)
	}
	form.Set("unites", "trois")
	if status, answer := agent.tap("/mairie/pointage", form); status != 422 ||
		!strings.Contains(answer, `hx-target="#erreur"`) || !strings.Contains(answer, "nombre entier") {
		t.Errorf("%d %s", status, answer)
	}

	// The same without a script.
	if status, _, body := agent.do("POST", "/mairie/pointage", form); status != 422 ||
		!strings.Contains(body, "À corriger") || !strings.Contains(body, fmt.Sprintf(`href="#r-%d"`, id)) {
		t.Errorf("%d %s", status, body)
	}
	form.Set("unites", "")
	form.Set("presence", "absent-justified")
	status, head, _ := agent.do("POST", "/mairie/pointage", form)
	if want := fmt.Sprintf("/mairie/feuille/SOIR?jour=2026-11-23&fait=pointe#r-%d", id); status != 303 ||
		head.Get("Location") != want {
		t.Errorf("%d to %q", status, head.Get("Location"))
	}
	if page := agent.get("/mairie/feuille/SOIR?fait=pointe"); !strings.Contains(page, "Le pointage est enregistré.") ||
		!strings.Contains(page, "0 à pointer") {
		t.Errorf("got %s", page)
	}

	// A child who came without a booking.
	page := agent.get("/mairie/feuille/SOIR/ajouter?nom=enfant1")
	came := fields(t, page, "/mairie/pointage/ajout")
	if status, head, _ := agent.do("POST", "/mairie/pointage/ajout", came); status != 303 ||
		head.Get("Location") != "/mairie/feuille/SOIR?jour=2026-11-23&fait=venu" {
		t.Errorf("%d to %q", status, head.Get("Location"))
	}
	if page := agent.get("/mairie/feuille/SOIR"); !strings.Contains(page, "Sans réservation") ||
		!strings.Contains(page, "<b>1\u00a0présent</b>") {
		t.Errorf("got %s", page)
	}
	if page := newSite(t, d).as(f).get(
		"/suivi?du=2026-11-01&etat=accepted&transmise=oui&transmise=non"); !strings.Contains(page,
		"Absence justifiée") || !strings.Contains(page, "Présent") {
		t.Errorf("the family does not see it: %s", page)
	}
}

func TestTheTreasurersForms(t *testing.T) {
	d := dbtest.SQLite(t)
	w := dbtest.NewTown(t, d)
	f := w.Family(1, w.Activity("RESTO", nil))
	w.Owes(f, -3460)
	s := newSite(t, d).staff(w, "treasurer")
	account := fmt.Sprintf("/mairie/regie/comptes/%d", f.ID)
	form := fields(t, s.get(account+"/reglement"), account+"/reglement")
	for field, value := range map[string]string{"porte-monnaie": "1", "mode": "cheque", "montant": "douze",
		"date": "2026-11-24", "numero": "", "payeur": `<b>"Zoé"</b>`, "banque": "La Banque"} {
		form.Set(field, value)
	}
	status, _, body := s.do("POST", account+"/reglement", form)
	for _, want := range []string{"À corriger", `value="douze"`, `id="e-montant"`, `id="e-date"`, `id="e-numero"`,
		`value="&lt;b&gt;&#34;Zoé&#34;&lt;/b&gt;"`, `value="La Banque"`,
		`value="cheque" checked`, `value="` + form.Get("jeton") + `"`} {
		if status != 422 || !strings.Contains(body, want) {
			t.Errorf("%d: %s is lost", status, want)
		}
	}
	form.Set("montant", "12,50")
	form.Set("date", "2026-11-23")
	form.Set("numero", "=1+1")
	form.Set("payeur", "@SUM(A1)")
	for range 2 {
		if status, head, body := s.do("POST", account+"/reglement", form); status != 303 ||
			head.Get("Location") != account+"?fait=encaisse" {
			t.Fatalf("%d to %q: %s", status, head.Get("Location"), body)
		}
	}
	// once visibly, once for screen readers
	if page := s.get(account + "?fait=encaisse"); !strings.Contains(page, "le solde est à jour") ||
		!strings.Contains(page, "\u221222,10\u00a0€") || strings.Count(page, "Règlement par chèque") != 2 {
		t.Errorf("got %s", page)
	}

	_, head, csv := s.do("GET", "/mairie/regie/journal/export.csv?jour=2026-11-23", nil)
	if !strings.HasPrefix(csv, "\ufeffDate;Compte;") || !strings.Contains(csv, ";'=1+1;'@SUM(A1);La Banque;12,50;") ||
		!strings.Contains(csv, "Total général;;;;;;;;12,50") ||
		head.Get("Content-Disposition") != `attachment; filename="journal-2026-11-23.csv"` {
		t.Errorf("%s: %s", head.Get("Content-Disposition"), csv)
	}
	status, head, pdf := s.do("GET", "/mairie/regie/journal/export.pdf?par=mois", nil)
	if status != 200 || !strings.HasPrefix(pdf, "%PDF-") ||
		head.Get("Content-Disposition") != `attachment; filename="journal-2026-11.pdf"` {
		t.Errorf("%d %s %.20q", status, head.Get("Content-Disposition"), pdf)
	}
	isTable(t, csv)
	_, _, csv = s.do("GET", "/mairie/regie/impayes/export.csv?seuil=22,10", nil)
	if !strings.Contains(csv, "F001;DUPONT1 Jean-Paul;;Services scolaires;22,10;23/11/2026\r\n") ||
		!strings.HasSuffix(csv, "Total;;;;22,10;\r\n") {
		t.Errorf("got %q", csv)
	}
	if _, _, csv = s.do("GET", "/mairie/regie/impayes/export.csv?seuil=22,11", nil); strings.Contains(csv, "F001") {
		t.Errorf("got %q", csv)
	}
	if status, _, body := s.do("GET", "/mairie/regie/impayes?seuil=beaucoup", nil); status != 422 ||
		!strings.Contains(body, `value="beaucoup"`) || !strings.Contains(body, `id="e-seuil"`) {
		t.Errorf("%d %s", status, body)
	}

	// Cancelling a line requires a confirmation and a reason.
	undo := "/mairie/regie/lignes/2/annuler"
	page := s.get(undo)
	back := fields(t, page, undo)
	if !strings.Contains(page, "DUPONT1") || !strings.Contains(page, "12,50\u00a0€") {
		t.Errorf("the page does not name the line: %s", page)
	}
	if status, _, body := s.do("POST", undo, back); status != 422 || !strings.Contains(body, `id="e-motif"`) {
		t.Errorf("%d %s", status, body)
	}
	back.Set("motif", "chèque impayé")
	line := strings.TrimSuffix(strings.TrimPrefix(undo, "/mairie/regie/lignes/"), "/annuler")
	back.Set("retour", account+"?porte-monnaie=1&page=1") // the ledger as it was left
	if status, head, _ := s.do("POST", undo, back); status != 303 ||
		head.Get("Location") != account+"?page=1&porte-monnaie=1&fait=annulee#l-"+line {
		t.Errorf("%d to %q", status, head.Get("Location"))
	}
	if page := s.get(undo); strings.Contains(page, `name="motif"`) || !strings.Contains(page, "a déjà été annulée") {
		t.Errorf("got %s", page)
	}
	w.Sound()
}

func TestARegularisationByForms(t *testing.T) {
	d := dbtest.SQLite(t)
	w := dbtest.NewTown(t, d)
	meal := w.Activity("RESTO", nil)
	f := w.Family(1, meal)
	expected(t, w, f, meal, civil.New(2026, 11, 20))
	if _, err := d.Write().ExecContext(context.Background(), "update reservations set quantity = 1"); err != nil {
		t.Fatal(err)
	}
	s := newSite(t, d).staff(w, "administrator")
	if _, err := s.options.Night.DebitPast(context.Background(), w.Structure.ID, civil.Of(noon)); err != nil {
		t.Fatal(err)
	}
	for _, change := range []string{"update tariffs set price = 320", "update structures set revision = revision + 1"} {
		if _, err := d.Write().ExecContext(context.Background(), change); err != nil {
			t.Fatal(err)
		}
	}
	path := fmt.Sprintf("/mairie/regie/comptes/%d/regulariser", f.ID)
	form := fields(t, s.get(path), path)
	form.Set("du", "2026-11-30")
	form.Set("au", "2026-11-01")
	if status, _, body := s.do("POST", path, form); status != 422 || !strings.Contains(body, `id="e-au"`) ||
		!strings.Contains(body, `value="2026-11-30"`) {
		t.Errorf("%d %s", status, body)
	}
	form.Set("du", "2026-11-01")
	form.Set("au", "2026-11-22")
	status, _, shown := s.do("POST", path, form)
	if status != 200 || !strings.Contains(shown, "recréditée de <b>0,80\u00a0€</b>") {
		t.Fatalf("%d %s", status, shown)
	}
	_, second, _ := strings.Cut(shown, `id="simulation"`)
	do := fields(t, second, path)
	if status, _, body := s.do("POST", path, do); status != 422 || !strings.Contains(body, `id="e-motif"`) ||
		!strings.Contains(body, "recréditée de") {
		t.Errorf("without a reason: %d %s", status, body)
	}
	do.Set("motif", "tarif voté le 1er novembre")
	for i := range 2 {
		status, head, body := s.do("POST", path, do)
		if i == 0 && (status != 303 || !strings.HasSuffix(head.Get("Location"), "?fait=regularise")) || i == 1 &&
			(status != 200 || !strings.Contains(body, "Rien à régulariser")) {
			t.Errorf("%d to %q", status, head.Get("Location"))
		}
	}
	if page := newSite(t, d).as(f).get("/suivi?du=2026-11-01&etat=accepted&transmise=oui"); !strings.Contains(page,
		"Facturé 3,20\u00a0€, au lieu du prix annoncé.") {
		t.Errorf("the family does not see it: %s", page)
	}
	w.Sound()
}

// isTable checks that each row of a file has as many cells as there are columns.
func isTable(t *testing.T, file string) {
	t.Helper()
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(file, "\ufeff")))
	r.Comma = ';'
	if rows, err := r.ReadAll(); err != nil || len(rows) < 2 {
		t.Errorf("%d rows: %v", len(rows), err)
	}
}
