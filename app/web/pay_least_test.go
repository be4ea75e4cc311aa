package web_test

import (
	"strings"
	"testing"

	"cartable/app/domain/money"
	"cartable/db"
	"cartable/db/dbtest"
)

// The platform accepts no payment under one euro: a family that owes less reads why more is proposed. With another
// wallet of the same régie nothing is raised, because one payment covers both.
func TestABillUnderOneEuroSaysWhyOneIsProposed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, f, wallets := payingSite(t, d, &paperPlatform{})
		structure := wallets[0].StructureID
		owes := func(wallet int64, ref string, amount money.Cents) {
			line := db.LedgerLine{
				StructureID: structure,
				FamilyID:    f.ID,
				WalletID:    wallet,
				Date:        1,
				Label:       "Report",
				Amount:      amount,
				Kind:        db.Credit,
				Source:      "test",
				SourceRef:   ref,
				CreatedAt:   noon.UTC(),
			}
			if err := d.Write().AddLedger(t.Context(), []db.LedgerLine{line}); err != nil {
				t.Fatal(err)
			}
		}
		owes(wallets[1].ID, "beside", -40)
		if page := s.get("/paiement"); !strings.Contains(page, `value="34,20"`) ||
			!strings.Contains(page, `value="0,40"`) ||
			strings.Contains(page, "d'au moins") {
			t.Errorf("34,20 € and 0,40 € of one régie are one payment of 34,60 €")
		}
		owes(wallets[0].ID, "settled", 3420)
		page := s.get("/paiement")
		if !strings.Contains(page, `value="1,00"`) ||
			!strings.Contains(page, "Un paiement en ligne est d&#39;au moins 1,00\u00a0€") ||
			!strings.Contains(page, "est proposé, et non 0,40\u00a0€") {
			t.Errorf("0,40 €: %t", strings.Contains(page, `value="1,00"`))
		}
	})
}
