package portal_test

import (
	"testing"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/pricing"
	"cartable/app/portal"
	"cartable/db"
	"cartable/db/dbtest"
)

// A family that moves in the middle of a month sees, on the recap and in the balance, the price of each day according
// to where it lives on that day.
func TestEachDayIsPricedByWhereTheFamilyLivesThen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 10, 5))
		f := w.Family(1, meal)
		price := money.Cents(650)
		if _, err := d.Write().NewInsert().Model(&db.Tariff{ActivityID: meal, FromDate: civil.New(2026, 9, 1),
			Resident: new(false), Price: &price}).Exec(t.Context()); err != nil {
			t.Fatal(err)
		}
		is := pricing.Residence{Resident: true}.Moved(false, civil.New(2026, 12, 8))
		if err := d.Write().SetResidence(t.Context(), f.ID, is); err != nil {
			t.Fatal(err)
		}
		p, v := newPortal(d, nil), viewerOf(w, f)
		want(t, p, v, f.Children[0], "RESTO", true, 7, 8, 10)
		recap := recapOf(t, p, v)
		for i, price := range []money.Cents{400, 650, 650} {
			if recap.Bookings[i].Price != price {
				t.Errorf("%s: %s", recap.Bookings[i].Date, recap.Bookings[i].Price)
			}
		}
		validate(t, p, v)
		page, err := p.Balance(t.Context(), v, portal.BalanceQuery{})
		if err != nil || page.Wallets[0].Cost != 1700 {
			t.Errorf("%+v, %v", page.Wallets, err)
		}
	})
}
