package prooftest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"cartable/app/domain/civil"
	"cartable/db"
	"cartable/db/dbtest"
)

// private lists the fields of the other household of a child: a text that contains one discloses data of that
// household.
var private = map[string][]string{
	"name":    {"zqnom", "zqprenom"},
	"login":   {"zqlogin"},
	"address": {"zqrue"},
	"mail":    {"zqboite"},
	"price":   {"777,13", "777.13"},
	"balance": {"98765,43", "98765.43"},
	"note":    {"zqecriture", "zqmotif"},
}

// reads returns the fields of the other household that a text contains.
func reads(text string) (fields []string) {
	text = strings.ToLower(blanks.ReplaceAllString(text, ""))
	for field, words := range private {
		if slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) }) {
			fields = append(fields, field)
		}
	}
	slices.Sort(fields)
	return fields
}

// Separated parents share a child and nothing else: no page, file, agenda or report of one contains a field of the
// other, under either rule of the structure. The rule decides whether the child's presence is shown. The other
// parent's own pages show all of it, which proves that the search works.
func TestTwoHouseholdsShareNothingButTheChild(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, address string) {
		d := open(t, address)
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 9, 0))
		homes := crowd(t, w, 2, meal)
		theirs, ours := homes[0], homes[1]
		wallet := regie(t, d)
		change := func(query string, args ...any) {
			t.Helper()
			if _, err := d.Write().ExecContext(t.Context(), query, args...); err != nil {
				t.Fatal(query, err)
			}
		}
		insert(t, d, db.FamilyChild{FamilyID: ours.ID, ChildID: theirs.Child, StructureID: w.Structure.ID, Position: 1})
		change("update families set last_name = 'Zqnom', first_name = 'Zqprenom', address = '1 rue Zqrue' where id = ?",
			theirs.ID)
		change("update accounts set login = 'zqlogin' where id = ?", theirs.AccountID)
		change("update family_emails set address = 'zqboite@example.org' where family_id = ?", theirs.ID)
		booked := func(h home, day civil.Date) {
			insert(t, d, db.Reservation{StructureID: w.Structure.ID, FamilyID: h.ID, ChildID: theirs.Child,
				ActivityID: meal, Date: day, State: "accepted",
				RequestedAt: noon.UTC(), Transmitted: true, Price: 77713, Quantity: 1})
		}
		booked(theirs, tuesday)
		booked(theirs, tuesday-14) // a past day
		insert(t, d, db.LedgerLine{StructureID: w.Structure.ID, FamilyID: theirs.ID, WalletID: wallet,
			Date: civil.Of(noon), Label: "Zqecriture", Kind: db.Credit,
			Amount: 9876543, Source: "payment", SourceRef: "zq", CreatedAt: noon.UTC(), Mode: "cheque", Number: "1",
			Payer: "Zqnom", Bank: "Zq"})
		insert(t, d, db.JournalEntry{At: noon.UTC(), StructureID: w.Structure.ID, FamilyID: theirs.ID,
			Action: "attendance.tick", Subject: "cantine", Reason: "zqmotif"})
		draft(t, d, homes[1:], meal, "add", tuesday+2)
		env := environment(t, "DATABASE_URL="+address)
		web := serving(t, env, "web")
		mine, other := visit(t, web.url, ours.Token), visit(t, web.url, theirs.Token)
		mine.validate(mine.recap())
		command(t, env, "night")
		fed := mine.post("/suivi/agenda", mine.form(mine.page("/suivi/agenda"), "/suivi/agenda"))
		feed := agendaAddress.FindString(fed.body)
		if feed == "" {
			t.Fatal("no agenda")
		}

		shared := "enfant=" + itoa(theirs.Child)
		paths := append(slices.Clone(familyPages), feed, "/reservations?mois=2026-12&"+shared,
			"/reservations?activite=&mois=2026-12&"+shared,
			"/reservations/jour/2026-12-01?"+shared,
			"/reservations/fraicheur?activite=RESTO&mois=2026-12&jours=2026-12-01:available&"+shared,
			"/suivi?du=2026-09-01&au=2027-07-01", "/suivi/export.csv?du=2026-09-01&au=2027-07-01", "/paiement")
		paths = slices.DeleteFunc(paths, func(p string) bool { return strings.Contains(p, "evenements") })

		known := map[string]bool{}
		for _, path := range paths {
			for _, field := range reads(legible(t, other.get(path))) {
				known[field] = true
			}
		}
		for _, field := range []string{"name", "login", "mail", "price", "balance", "note"} {
			if !known[field] {
				t.Errorf("the other household reads no %s of its own: this proves nothing of it", field)
			}
		}
		for _, hides := range []bool{false, true} {
			if hides {
				change("update structures set hides_presence = true, revision = revision + 1 where id = ?",
					w.Structure.ID)
			}
			t.Run(fmt.Sprint("hides ", hides), func(t *testing.T) {
				for _, path := range paths {
					if found := reads(legible(t, mine.get(path))); len(found) > 0 {
						t.Errorf("%s tells %v of the other household", path, found)
					}
				}
				if found := reads(legible(t, mine.get("/profil/donnees/fichier"))); len(found) > 0 {
					t.Errorf("the download of one's data tells %v of the other household", found)
				}
				month := mine.page("/reservations?activite=RESTO&mois=2026-12&" + shared)
				if told := strings.Contains(month, "autre foyer"); told == hides {
					t.Errorf("the month tells of the other household's day: %t", told)
				}
			})
		}
		var mails []db.Mail
		if err := d.Read().NewSelect().Model(&mails).Where("family_id = ?", ours.ID).Scan(t.Context()); err != nil ||
			len(mails) == 0 {
			t.Fatalf("%d reports, %v", len(mails), err)
		}
		for _, m := range mails {
			if found := reads(m.Address + m.Subject + m.Body + m.Html); len(found) > 0 {
				t.Errorf("the report %q tells %v of the other household", m.Subject, found)
			}
		}
	})
}
