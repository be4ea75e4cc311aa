package web_test

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/payment"
	"cartable/app/seal"
	"cartable/app/treasury"
	"cartable/db"
	"cartable/db/dbtest"
)

// purse is a town with one family, with a child of five: a meal eaten, care attended, a payment, and a bounced cheque.
type purse struct {
	*dbtest.Town
	family, other    dbtest.Family
	payment, bounced db.LedgerLine
}

func newPurse(t *testing.T, d *db.DB) *purse {
	t.Helper()
	p := &purse{Town: dbtest.NewTown(t, d)}
	var category db.Category
	if err := d.Read().NewSelect().Model(&category).OrderExpr("id").Limit(1).Scan(t.Context()); err != nil {
		t.Fatal(err)
	}
	peri := db.Category{StructureID: p.Structure.ID, Code: "peri", Name: "Périscolaire", WalletID: category.WalletID}
	p.store(&peri)
	meal := p.Activity("CANTINE", func(a *db.Activity) { a.Name = "=CANTINE" }, p.Pool("salle", -1, -1))
	care := p.Activity("MATIN", func(a *db.Activity) { a.Name, a.CategoryID = "Accueil du matin", peri.ID },
		p.Pool("matin", -1, -1))
	p.family, p.other = p.Family(4, meal, care), p.Family(1, meal)
	n := 0
	line := func(f dbtest.Family, day int, amount money.Cents, change func(*db.LedgerLine)) db.LedgerLine {
		n++
		l := db.LedgerLine{StructureID: p.Structure.ID, FamilyID: f.ID, WalletID: category.WalletID,
			Date: civil.New(2026, 11, day), Label: "ligne", Amount: amount,
			Kind: db.Credit, Source: "test-purse", SourceRef: fmt.Sprint(n), CreatedAt: noon.UTC()}
		change(&l)
		p.store(&l)
		return l
	}
	consumed := func(activity int64, units int, unit, quoted money.Cents) func(*db.LedgerLine) {
		return func(l *db.LedgerLine) {
			l.Kind, l.ChildID, l.ActivityID, l.Quantity, l.UnitPrice, l.Quoted = db.Consumption, p.family.Children[3],
				activity, &units, &unit, &quoted
		}
	}
	line(p.family, 3, -422, consumed(meal, 1, 422, 380))
	line(p.family, 4, -96, consumed(care, 3, 32, 96))
	cheque := func(l *db.LedgerLine) {
		l.Mode, l.Number, l.Payer, l.Bank = payment.ByCheque, "0012457", "+Dupont", "Crédit agricole"
	}
	p.payment = line(p.family, 12, 123456, cheque)
	p.bounced = line(p.family, 13, 5000, cheque)
	line(p.family, 13, -5000, func(l *db.LedgerLine) { cheque(l); l.ReversesID = p.bounced.ID })
	line(p.other, 12, 999, cheque)
	return p
}

func (p *purse) store(model any) {
	p.T.Helper()
	if _, err := p.DB.Write().NewInsert().Model(model).Exec(context.Background()); err != nil {
		p.T.Fatal(err)
	}
}

// pdfText returns the visible text of a PDF.
func pdfText(t *testing.T, body string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "paper.pdf")
	if err := os.WriteFile(name, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-layout", name, "-").Output()
	if err != nil {
		t.Fatal("pdftotext, which .ci/services installs: ", err)
	}
	return strings.Join(strings.Fields(strings.ReplaceAll(string(out), "\u00a0", " ")), " ")
}

func holds(t *testing.T, what, text string, all ...string) {
	t.Helper()
	for _, one := range all {
		if !strings.Contains(text, one) {
			t.Errorf("%s does not hold %q: %.2000s", what, one, text)
		}
	}
}

func TestTheHistoryPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPurse(t, d)
		s := newSite(t, d).as(p.family)
		page := s.get("/historique")
		holds(t, "the page", page, "<title>Historique", "novembre\u00a02026", "Prix annoncé à la validation\u00a0: "+
			"3,80\u00a0€", "Annulation de Chèque", `<span class="tag off">Annulé</span>`,
			"sous réserve de mise à jour", fmt.Sprintf(`href="/historique/recus/%d?pour=`, p.payment.ID), "5,18\u00a0€",
			"1\u202f234,56\u00a0€", `"history":"reload"`)
		if strings.Contains(page, "9,99\u00a0€") {
			t.Error("another family's payment is on it")
		}

		_, text := s.glance("/historique?enfant=&activite=MATIN&du=2026-11-01&au=")
		if !strings.HasPrefix(strings.TrimSpace(text), `<div id="resultats"`) || strings.Contains(text, "CANTINE") {
			t.Errorf("htmx gets %.300s", text)
		}
		holds(t, "the answer to htmx", text, "Accueil du matin", `hx-target="#annonce"`, "1\u00a0consommation",
			"depuis\u00a0le\u00a01er\u00a0novembre\u00a02026", "du=2026-11-01")

		for path, field := range map[string]string{"/historique?du=2026-02-31": "du", "/historique?au=demain": "au",
			"/historique?du=2026-11-20&au=2026-11-02": "au",
			"/historique?mois=2026-13":                "du", "/solde?jusquau=hier": "jusquau",
			"/solde?jusquau=2026-11-22": "jusquau"} {
			status, _, body := s.do("GET", path, nil)
			if status != 422 || !strings.Contains(body, `href="#`+field+`"`) ||
				!strings.Contains(body, `aria-invalid="true"`) {
				t.Errorf("%s: %d, and the field %s is not named", path, status, field)
			}
		}
		if status, _, body := s.do("GET", "/historique?du=2026-02-31&activite=MATIN", nil); status != 422 ||
			!strings.Contains(body, `value="2026-02-31"`) ||
			!strings.Contains(body, `<option value="MATIN" selected>`) {
			t.Error("what was typed is lost")
		}
		foreign, _, one := s.do("GET", "/historique?enfant="+id(p.other.Children[0]), nil)
		unknown, _, two := s.do("GET", "/historique?enfant=99999", nil)
		if foreign != 404 || unknown != 404 || one != two {
			t.Errorf("a foreign child answers %d, an unknown one %d", foreign, unknown)
		}
	})
}

func TestTheHistoryLeavesForASpreadsheet(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPurse(t, d)
		s := newSite(t, d).as(p.family)
		csv := s.get("/historique/consommations.csv?mois=2026-11")
		want := "\ufeffDate;Nom;Prénom;Activité;Prix (€);Qté;Total (€);Observations\r\n" +
			"04/11/2026;DUPONT1;Enfant3;Accueil du " +
			"matin;0,32;3;0,96;ligne\r\n03/11/2026;DUPONT1;Enfant3;'=CANTINE;4,22;1;4,22;ligne, prix annoncé : 3,80\r\n"
		if csv != want {
			t.Errorf("got  %q\nwant %q", csv, want)
		}
		holds(t, "the payments", s.get("/historique/reglements.csv"), "12/11/2026;Chèque;0012457;'+Dupont;Crédit "+
			"agricole;1234,56;\r\n", "13/11/2026;Chèque;0012457;'+Dupont;Crédit agricole;-50,00;Annulation\r\n")
		book, err := excelize.OpenReader(bytes.NewReader([]byte(s.get("/historique/historique.xlsx?du=2026-11-01"))))
		if err != nil {
			t.Fatal(err)
		}
		raw := func(spreadsheet, cell string) string {
			v, _ := book.GetCellValue(spreadsheet, cell, excelize.Options{RawCellValue: true})
			return v
		}
		if date := raw("Consommations", "A2"); date != "46330" { // 4 November 2026 as an Excel number
			t.Errorf("the date is %q", date)
		}
		if shown, _ := book.GetCellValue("Consommations", "A2"); shown != "04/11/2026" {
			t.Errorf("the date is shown as %q", shown)
		}
		if raw("Consommations", "G3") != "4.22" || raw("Consommations", "F2") != "3" ||
			raw("Règlements", "F4") != "1234.56" {
			t.Errorf("the amounts are %q, %q, %q", raw("Consommations", "G3"), raw("Consommations", "F2"),
				raw("Règlements", "F4"))
		}
		style, _ := book.GetCellStyle("Règlements", "F4")
		if how, err := book.GetStyle(style); err != nil || how.CustomNumFmt == nil ||
			!strings.Contains(*how.CustomNumFmt, "€") {
			t.Errorf("the amount has the style %+v, %v", how, err)
		}
		if formula, _ := book.GetCellFormula("Consommations", "D3"); formula != "" || raw("Consommations",
			"D3") != "=CANTINE" {
			t.Errorf("a name became the formula %q", formula)
		}
	})
}

func codeOn(t *testing.T, receipt string) string {
	t.Helper()
	found := regexp.MustCompile(`vérification ([0-9A-Z]{4}-[0-9A-Z]{4})`).FindStringSubmatch(receipt)
	if found == nil {
		t.Fatalf("no code on %s", receipt)
	}
	return found[1]
}

func TestAReceiptCanBeChecked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPurse(t, d)
		s := newSite(t, d).as(p.family)
		path := func(l db.LedgerLine) string { return "/historique/recus/" + id(l.ID) }
		paper := pdfText(t, s.get(path(p.payment)))
		number := fmt.Sprintf("2026-%06d", p.payment.ID)
		holds(t, "the receipt", paper, "Reçu n° "+number, "M. DUPONT1 Jean-Paul", "1 234,56 €", "12 novembre 2026",
			"Chèque", "0012457", "Crédit agricole", "http://localhost:8080/recu", "Page 1 sur 1")
		code := codeOn(t, paper)
		holds(t, "the receipt of a cheque that bounced", pdfText(t, s.get(path(p.bounced))), "Règlement annulé")
		if status, _, _ := newSite(t, d).as(p.other).do("GET", path(p.payment), nil); status != 404 {
			t.Errorf("another family gets %d", status)
		}

		anybody := newSite(t, d)
		status, head, page := anybody.do("GET", "/recu", nil)
		if status != 200 {
			t.Fatal(status)
		}
		anybody.cookie, _, _ = strings.Cut(head.Get("Set-Cookie"), ";")
		token := csrfField.FindStringSubmatch(page)[1]
		check := func(number, code string) (int, string) {
			t.Helper()
			status, _, body := anybody.do("POST", "/recu", url.Values{"_csrf": {token}, "numero": {number},
				"code": {code}})
			return status, body
		}
		for _, typed := range []string{code, strings.ToLower(code), strings.ReplaceAll(code, "-", " "), " " + code +
			" ", strings.ReplaceAll(code, "0", "o")} {
			if status, body := check(number, typed); status != 200 || !strings.Contains(body, "Reçu authentique") ||
				!strings.Contains(body, "1\u202f234,56\u00a0€") || strings.Contains(body, "DUPONT") {
				t.Errorf("%q: %d %.200s", typed, status, body)
			}
		}
		bounced := codeOn(t, pdfText(t, s.get(path(p.bounced))))
		if status, body := check(fmt.Sprintf("2026-%06d", p.bounced.ID), bounced); status != 200 ||
			!strings.Contains(body, "règlement annulé") {
			t.Errorf("taken back: %d", status)
		}
		if status, _ := check(fmt.Sprintf(" 2026-%d", p.payment.ID), code); status != 200 {
			t.Errorf("a number without its zeros: %d", status)
		}
		said := map[string]bool{}
		for _, wrong := range [][2]string{{number, "AAAA-AAAA"}, {number, ""}, {number, bounced},
			{"2025" + number[4:], code}, {"2026-999999", code}, {"", ""}, {"2026-0", code}, {"x", "y"}} {
			status, body := check(wrong[0], wrong[1])
			if status != 422 || strings.Contains(body, "authentique\u00a0:") {
				t.Errorf("%q: %d", wrong, status)
			}
			said[regexp.MustCompile(`id="e-recu">[^<]*`).FindString(body)] = true
		}
		if len(said) != 1 {
			t.Errorf("the wrong ones are told apart: %v", said)
		}
		if status, _, _ := anybody.do("POST", "/recu", url.Values{"numero": {number}, "code": {code}}); status != 403 {
			t.Errorf("without the form's token: %d", status)
		}
	})
}

func TestStatementsOnPaper(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPurse(t, d)
		s := newSite(t, d).as(p.family)
		holds(t, "the page", s.get("/historique/attestations?annee=2026"), "Attestation de frais de garde, 2026",
			"Enfant3 DUPONT1", "0,96\u00a0€", "provisoires", `href="/historique/releves/2026-11?pour=`)
		month := pdfText(t, s.get("/historique/releves/2026-11"))
		holds(t, "the month", month, "Relevé, novembre 2026", "Solde au 1er novembre 2026 0,00 €",
			"DUPONT1 Enfant3 Accueil du matin 0,32 € 3 0,96 €", "Total 5,18 €", "Total 1 234,56 €",
			"Solde au 30 novembre 2026 1 229,38 €")
		tax := pdfText(t, s.get("/historique/attestations/2026"))
		holds(t, "the year", tax, "Attestation de frais de garde, année 2026", "Document provisoire",
			"M. DUPONT1 Jean-Paul, compte famille F001", "DUPONT1 Enfant3, date de naissance : 01/05/2021",
			"Accueil du matin 0,96 €", "Total des frais de garde réglés 0,96 €", "200 quater B", "retranchez-les")
		if strings.Contains(tax, "CANTINE") || strings.Contains(tax, "Enfant0") {
			t.Errorf("the year holds what it should not: %s", tax)
		}
		for _, path := range []string{"/historique/releves/2027-01", "/historique/releves/x",
			"/historique/releves/2026-10", "/historique/releves/0001-01",
			"/historique/attestations/2027", "/historique/attestations/x", "/historique/recus/x"} {
			if status, _, _ := s.do("GET", path, nil); status != 404 {
				t.Errorf("%s: %d", path, status)
			}
		}
	})
}

func TestAllTaxStatementsInOnePaper(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPurse(t, d)
		staff := func(role string) *browsing {
			t.Helper()
			a := db.Account{Login: role, PasswordHash: "-", PasswordSetAt: noon.UTC(), CreatedAt: noon.UTC()}
			p.store(&a)
			p.store(&db.Staff{AccountID: a.ID, StructureID: p.Structure.ID, Role: role})
			s := newSite(t, d)
			token, now := "session-of-the-"+role, time.Now().UTC()
			p.store(&db.Session{ID: seal.Digest(token), AccountID: a.ID, StructureID: p.Structure.ID, CreatedAt: now,
				SeenAt: now, ExpiresAt: now.Add(time.Hour), FactorAt: &now})
			s.cookie = "session=" + token
			return s
		}
		treasurer := staff("treasurer")
		const page = "/mairie/regie/attestations?annee=2026"
		first := treasurer.get(page)
		holds(t, "the desk", first, "Année 2026", "1 famille a", "Périscolaire", "Établir les attestations")
		form := fields(t, first, "/mairie/regie/attestations")
		if status, head, _ := treasurer.do("POST", "/mairie/regie/attestations", form); status != 303 ||
			head.Get("Location") != page+"&fait=attestations" {
			t.Fatalf("asked: %d to %s", status, head.Get("Location"))
		}
		busy := treasurer.get(page)
		holds(t, "while one waits", busy, "<b>0 sur 1 famille</b>",
			`data-hx-get="/mairie/regie/attestations/progression?annee=2026"`, `data-hx-trigger="every 2s"`,
			"Actualiser")
		if strings.Contains(busy, "Établir à nouveau") {
			t.Error("what is being made can be asked for again")
		}
		if status, head, _ := treasurer.do("GET", "/mairie/regie/attestations/progression?annee=2026",
			nil); status != 303 || head.Get("Location") != page {
			t.Errorf("without a script: %d to %s", status, head.Get("Location"))
		}
		var part int64
		if err := d.Read().NewSelect().Table("tax_parts").Column("id").Scan(t.Context(), &part); err != nil {
			t.Fatal(err)
		}
		file := fmt.Sprintf("/mairie/regie/attestations/%d", part)
		if status, _, _ := treasurer.do("GET", file, nil); status != 404 {
			t.Errorf("a paper that is not made: %d", status)
		}
		clock := func() time.Time { return noon }
		if err := (&treasury.Treasury{Base: desk.Base{DB: d, Catalogues: db.NewCatalogues(clock),
			Now: clock}}).MakeTaxStatements(t.Context(), part); err != nil {
			t.Fatal(err)
		}
		if status, fragment := treasurer.glance("/mairie/regie/attestations/progression?annee=2026"); status != 200 ||
			strings.Contains(fragment, "<html") || strings.Contains(fragment, "data-hx-get") ||
			!strings.Contains(fragment, `href="`+file+`?pour=0.1"`) ||
			!strings.Contains(fragment, "1 attestation établie le") ||
			!strings.Contains(fragment, "Établir à nouveau") {
			t.Errorf("done: %d %s", status, fragment)
		}
		all := pdfText(t, treasurer.get(file))
		holds(t, "the paper", all, "M. DUPONT1 Jean-Paul", "Total des frais de garde réglés 0,96 €",
			"Liste des attestations", "1 famille, 0,96 € en tout.")
		for _, wrong := range []string{"/mairie/regie/attestations/999999", "/mairie/regie/attestations/x",
			"/mairie/regie/attestations?annee=2031"} {
			if status, _, _ := treasurer.do("GET", wrong, nil); status != 404 {
				t.Errorf("%s: %d", wrong, status)
			}
		}
		agent := staff("agent")
		for _, path := range []string{"/mairie/regie/attestations", file} {
			if status, _, _ := agent.do("GET", path, nil); status != 404 {
				t.Errorf("an agent gets %d at %s", status, path)
			}
			if status, _, _ := newSite(t, d).as(p.family).do("GET", path, nil); status != 404 {
				t.Errorf("a family gets %d at %s", status, path)
			}
		}
	})
}
