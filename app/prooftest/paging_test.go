package prooftest

import (
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cartable/app/domain/access"
	"cartable/app/domain/civil"
	"cartable/app/domain/payment"
	"cartable/app/web/site"
	"cartable/db"
	"cartable/db/dbtest"
	"cartable/views"
)

// paged lists the addresses that show a list by pages, with the parameters that choose one.
var paged = map[string][]string{
	"/suivi": {"page"}, "/historique": {"page", "reglements"}, "/profil/journal": {"page"},
	"/mairie/demandes/a-repondre": {"page"}, "/mairie/demandes/reponses": {"page"},
	"/mairie/demandes": {"page"}, "/mairie/attente": {"page"}, "/mairie/courriels": {"page"},
	"/demo/courriels":  {"page"},
	"/mairie/familles": {"page"}, "/mairie/journal": {"page"}, "/mairie/rgpd": {"page"}, "/mairie/regie": {"page"},
	"/mairie/regie/comptes/:id": {"page"}, "/mairie/regie/impayes": {"page"}, "/mairie/regie/journal": {"page"},
	"/mairie/regie/paiements": {"page"}, "/mairie/operations": {"page"}, "/mairie/quotients/echeances": {"page"},
	"/mairie/places": {"page"}, "/mairie/actualites": {"page"}, "/mairie/operations/:id": {"page"},
	"/mairie/inscriptions": {"page"},
}

// asking lists the forms that show a list only once they ask something.
var asking = map[string]string{"/mairie/inscriptions": "voir=oui&activites=RESTO&"}

var (
	pagerLine = regexp.MustCompile(`<p>Page (\d+) sur (\d+)</p>`)
	pagerCall = regexp.MustCompile(`\{\{template "pager"`)
)

// A page number beyond the end of any list shows the last page: never an empty list where there are rows.
func TestAPageBeyondTheLastIsTheLast(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, address string) {
		d := open(t, address)
		w := dbtest.NewTown(t, d)
		homes := longLists(t, w)
		in := newInside(t, d, site.DemoLogins{{Login: "foule0000", Password: "-", Name: "Anne"}})
		visitors := map[access.Role]*visitor{"": in.visit(""), access.Guardian: in.visit(homes[0].Token),
			access.Administrator: in.visit(staff(t, w, "administrator")),
			access.Treasurer:     in.visit(staff(t, w, "treasurer"))}
		found, calls := map[string]bool{}, 0
		for _, route := range patterns() {
			gate := gates["GET "+route]
			path := strings.Replace(route, ":id", itoa(homes[0].ID), 1)
			if strings.Contains(path, ":") {
				continue // no list at an address with a name or a secret
			}
			for _, role := range slices.Sorted(maps.Keys(visitors)) {
				v := visitors[role]
				if !access.May(role, gate.may) ||
					!strings.Contains(v.get(path+"?"+asking[route]).body, `class="pager"`) {
					continue
				}
				found[route] = true
				for _, name := range paged[route] {
					shows := func(number string) (line []string, body string) {
						t.Helper()
						body = mainTag.FindString(v.page(path + "?" + asking[route] + name + "=" + number))
						at := 0
						if name == "reglements" { // the second list of its page
							at = 1
						}
						lines := pagerLine.FindAllStringSubmatch(body, -1)
						if len(lines) <= at {
							t.Fatalf("%s?%s=%s: no such page:\n%s", path, name, number, tail(body))
						}
						return lines[at], body
					}
					first, firstBody := shows("1")
					last, lastBody := shows(first[2])
					if first[1] != "1" || last[1] != first[2] || first[2] == "1" || firstBody == lastBody {
						t.Errorf("%s: %q and %q are no two pages", path, first, last)
					}
					for number, want := range map[string]string{"0": firstBody, "-1": firstBody, "x": firstBody,
						"99": lastBody, "99999999999": lastBody} {
						if line, body := shows(number); body != want {
							t.Errorf("%s?%s=%s shows another page, %q", path, name, number, line)
						}
					}
				}
			}
		}
		if !maps.EqualFunc(found, paged, func(bool, []string) bool { return true }) {
			t.Errorf("paged are %q, not %q: fill them, or add them to the table", slices.Sorted(maps.Keys(found)),
				slices.Sorted(maps.Keys(paged)))
		}
		err := fs.WalkDir(views.FS, ".", func(path string, e fs.DirEntry, err error) error {
			if err == nil && !e.IsDir() {
				text, readErr := fs.ReadFile(views.FS, path)
				calls += len(pagerCall.FindAll(text, -1))
				err = readErr
			}
			return err
		})
		lists := 0
		for _, names := range paged {
			lists += len(names)
		}
		if err != nil || calls != lists {
			t.Errorf("%d pagers in the templates, %d in the table, %v", calls, lists, err)
		}
	})
}

// longLists gives a town more rows of everything than a page shows.
func longLists(t *testing.T, w *dbtest.Town) []home {
	t.Helper()
	const many, more = 60, 160 // more than a page of a history, which is longer
	d := w.DB
	meal := w.Activity("RESTO", func(a *db.Activity) { a.Weekdays = "1234567" }, w.Pool("cantine", 0, -1))
	homes := crowd(t, w, many, meal)
	var wallet db.Wallet
	if err := d.Read().NewSelect().Model(&wallet).Limit(1).Scan(t.Context()); err != nil {
		t.Fatal(err)
	}
	var reservations []db.Reservation
	var mails []db.Mail
	var lines []db.LedgerLine
	var journal []db.JournalEntry
	var erasures []db.Erasure
	var payments []db.OnlinePayment
	line := func(h home, kind, mode string) {
		lines = append(lines, db.LedgerLine{StructureID: h.StructureID, FamilyID: h.ID, WalletID: wallet.ID,
			Date: civil.Of(noon), Label: "Ligne",
			Kind: kind, Mode: mode, Amount: -400, Source: "test", SourceRef: fmt.Sprint(len(lines)),
			CreatedAt: noon.UTC()})
		if kind == db.Credit {
			lines[len(lines)-1].Amount = 300
		}
	}
	first := homes[0]
	trip := w.Activity("SORTIE", func(a *db.Activity) { a.Allot, a.Weekdays = "manual", "1234567" })
	var answers []db.StaffAnswer
	for i, h := range homes {
		reservations = append(reservations, db.Reservation{StructureID: h.StructureID, FamilyID: h.ID, ChildID: h.Child,
			ActivityID: trip, Date: civil.Of(noon).AddDays(90), State: "pending", RequestedAt: noon.UTC(), Quantity: 1})
		reservations = append(reservations, db.Reservation{StructureID: h.StructureID, FamilyID: first.ID,
			ChildID: first.Child, ActivityID: meal,
			Date: civil.Of(noon).AddDays(i + 1), State: "waitlisted", RequestedAt: noon.UTC(), Quantity: 1})
		mails = append(mails, db.Mail{StructureID: h.StructureID, FamilyID: h.ID, Kind: "report", Address: h.ChildCode +
			"@example.org",
			Subject: "Compte rendu", MessageID: h.ChildCode, State: db.MailSent, CreatedAt: noon.UTC()})
		journal = append(journal, db.JournalEntry{At: noon.UTC(), AccountID: first.AccountID,
			StructureID: h.StructureID, FamilyID: first.ID, Action: "access.give",
			Subject: h.ChildCode, OperationID: first.ID, Changes: "[]"})
		erasures = append(erasures, db.Erasure{StructureID: h.StructureID, FamilyID: h.ID, AccountID: h.AccountID,
			AskedAt: noon.UTC(), State: db.ErasureAsked})
		payments = append(payments, db.OnlinePayment{StructureID: h.StructureID, FamilyID: h.ID, Token: h.ChildCode,
			FormToken: h.ChildCode, Numcli: "059001",
			Refdet: "REFERENCE" + h.ChildCode, Amount: 1000, Mel: "a@example.org", Saisie: "T", State: payment.Failed,
			CreatedAt: noon.UTC()})
		line(h, db.Consumption, "")
	}
	var operations []db.Operation
	var told []db.News
	for n := range many {
		operations = append(operations, db.Operation{StructureID: first.StructureID, Kind: "closing", Title: "Pont",
			Reason: "un pont", State: db.OperationApplied, PreparedAt: noon.UTC()})
		told = append(told, db.News{StructureID: first.StructureID, Title: fmt.Sprint("Annonce ", n), Body: "Un texte.",
			Target: "all", FromDate: civil.Of(noon) - 9, ToDate: civil.Of(noon) - 1, CreatedAt: noon.UTC()})
	}
	for n := range 10 { // a week of ten groups of places is more than a page
		w.Activity(fmt.Sprint("ATELIER", n), func(a *db.Activity) { a.Weekdays = "1234567" },
			w.Pool(fmt.Sprint("salle-", n), 10, -1))
	}
	var quotients []db.Quotient
	for _, h := range homes {
		quotients = append(quotients, db.Quotient{FamilyID: h.ID, FromDate: civil.New(2025, 1, 1),
			ToDate: civil.New(2025, 12, 31), Qf: 50_000})
	}
	insert(t, d, quotients...)
	insert(t, d, operations...)
	insert(t, d, told...)
	for range more {
		line(first, db.Consumption, "")
		line(first, db.Credit, payment.ByCash)
	}
	var movements []db.Movement
	for _, r := range insert(t, d, reservations...) {
		movements = append(movements, db.Movement{StructureID: r.StructureID, FamilyID: r.FamilyID, ChildID: r.ChildID,
			ActivityID: r.ActivityID, Date: r.Date, Kind: "book", ReservationID: r.ID, AccountID: first.AccountID,
			Origin: "portal", At: noon.UTC()})
		if r.ActivityID != trip {
			answers = append(answers, db.StaffAnswer{StructureID: r.StructureID, ReservationID: r.ID,
				FamilyID: r.FamilyID, At: noon.UTC(), Was: "pending", Became: "waitlisted"})
		}
	}
	insert(t, d, movements...)
	insert(t, d, answers...)
	insert(t, d, mails...)
	insert(t, d, journal...)
	insert(t, d, erasures...)
	insert(t, d, payments...)
	insert(t, d, lines...)
	return homes
}
