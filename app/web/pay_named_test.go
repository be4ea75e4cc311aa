package web_test

import (
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"

	"cartable/db"
	"cartable/db/dbtest"
)

// amounts returns the amounts in the payment page, by field.
func amounts(page string) map[string]string {
	all := map[string]string{}
	for _, m := range regexp.MustCompile(`name="(montant-[0-9]+)" value="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		all[m[1]] = m[2]
	}
	return all
}

// The link of a debt opens the amount that it names, alone in its régie, whose form comes first. What is not an amount
// for the platform, or not a wallet that is paid here, changes nothing.
func TestADebtOpensTheAmountThatItNames(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, _, wallets := payingSite(t, d, &paperPlatform{})
		if _, err := d.Write().ExecContext(t.Context(), "update categories set debt_floor = -3000"); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Write().ExecContext(t.Context(), "update structures set revision = revision + 1"); err != nil {
			t.Fatal(err)
		}
		field := func(i int) string { return fmt.Sprintf("montant-%d", wallets[i].ID) }
		link := regexp.MustCompile(`href="(/paiement\?[^"]*)">Payer au moins 4,21`)
		for _, page := range []string{"/", "/solde"} {
			found := link.FindStringSubmatch(s.get(page))
			if found == nil {
				t.Fatalf("%s names no amount for the debt", page)
			}
			if all := amounts(s.get(html.UnescapeString(found[1]))); all[field(0)] != "4,21" || all[field(1)] != "" {
				t.Errorf("from %s: %v", page, all)
			}
		}
		plain := amounts(s.get("/paiement"))
		if plain[field(0)] != "34,20" {
			t.Fatalf("%v", plain)
		}
		named := func(wallet, amount string) string {
			return s.get("/paiement?porte-monnaie=" + wallet + "&montant=" + amount)
		}
		for _, amount := range []string{"0,99", "100000,00", "-5", "beaucoup", ""} {
			if all := amounts(named(wallets[0].Code, amount)); all[field(0)] != "34,20" {
				t.Errorf("%q: %v", amount, all)
			}
		}
		for _, wallet := range []string{wallets[3].Code, "ailleurs", ""} {
			if all := amounts(named(wallet, "5,00")); fmt.Sprint(all) != fmt.Sprint(plain) {
				t.Errorf("wallet %q: %v", wallet, all)
			}
		}
		page := named(wallets[2].Code, "5,00") // another régie
		if all := amounts(page); all[field(0)] != "34,20" || all[field(2)] != "5,00" ||
			strings.Index(page, field(2)) > strings.Index(page, field(0)) {
			t.Errorf("another régie: %v", all)
		}
	})
}

// A régie for which nothing is to be paid offers its form under a heading, and the balance page offers no button.
func TestNothingToPayHasNoButton(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, f, wallets := payingSite(t, d, &paperPlatform{})
		if page := s.get("/solde"); !strings.Contains(page, "Payer 34,20") {
			t.Error("a debt has no button")
		}
		line := db.LedgerLine{StructureID: wallets[0].StructureID, FamilyID: f.ID, WalletID: wallets[0].ID, Date: 1,
			Label: "Report", Amount: 5000, Kind: db.Credit, Source: "test", SourceRef: "credit", CreatedAt: noon.UTC()}
		if err := d.Write().AddLedger(t.Context(), []db.LedgerLine{line}); err != nil {
			t.Fatal(err)
		}
		for _, page := range []string{"/", "/solde"} {
			if body := s.get(page); strings.Contains(body, "/paiement?") || !strings.Contains(body, "en votre faveur") {
				t.Errorf("%s offers to pay a credit", page)
			}
		}
		page := s.get("/paiement")
		forms, folds := strings.Count(page, `action="/paiement"`), strings.Count(page, "Verser d'avance")
		if folds == 0 || forms != folds {
			t.Errorf("%d forms, %d of them folded", forms, folds)
		}
	})
}
