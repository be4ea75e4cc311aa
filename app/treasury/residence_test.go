package treasury_test

import (
	"testing"

	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/money"
	"cartable/app/office"
	"cartable/app/treasury"
	"cartable/db"
	"cartable/db/dbtest"
)

// outside makes a meal cost 4 € for residents of the town, and 6,50 € for others.
func outside(t *testing.T, c *desktest.Counter) {
	t.Helper()
	price := money.Cents(650)
	c.Insert(&db.Tariff{ActivityID: c.Meal, FromDate: civil.New(2026, 9, 1), Resident: new(false), Price: &price})
	if _, err := c.DB.Write().ExecContext(t.Context(), "update structures set revision = revision + 1"); err != nil {
		t.Fatal(err)
	}
	c.Desk.Revision = 2
}

// A family that moves is debited by where it lived on each day: a regularisation changes nothing for the days before,
// and gives the right sum for those after.
func TestTheDaysBeforeAMoveKeepTheirPrice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, c := t.Context(), desktest.NewCounter(t, d)
		f := c.Family(1, c.Meal)
		outside(t, c)
		for _, day := range []int{23, 24, 26, 27} { // November
			c.Booked(f, 0, c.Meal, civil.New(2026, 11, day), booking.Accepted)
		}
		c.Debit()
		dbtest.Want(t, d, "select count(*), sum(amount) from ledger", "4 -1600")
		move := office.Move{Code: "F001", Resident: "non", From: "2026-11-26", Reason: "Déménagement à Angers"}
		for range 2 {
			if err := c.Office.Moves(ctx, c.Desk, move); err != nil {
				t.Fatal(err)
			}
		}
		dbtest.Want(t, d, "select action, was, became, reason from audit where action = 'family.residence'",
			"family.residence dans la commune hors commune depuis le 26/11/2026 Déménagement à Angers")
		shown, err := c.Treasury.Regularise(ctx, c.Desk,
			treasury.Period{FamilyID: f.ID, From: civil.New(2026, 11, 1), To: civil.New(2026, 12, 2)})
		if err != nil || len(shown.Rows) != 2 || shown.Difference() != -500 || shown.Kept != 2 ||
			shown.Rows[0].Date != civil.New(2026, 11, 26) {
			t.Fatalf("%+v, %v", shown, err)
		}
		c.Booked(f, 0, c.Meal, civil.New(2026, 12, 1), booking.Accepted) // the night uses it too
		c.Debit()
		dbtest.Want(t, d, "select amount from ledger where date = '2026-12-01'", "-650")
		page, err := c.Office.Residence(ctx, c.Desk, "F001")
		if err != nil || page.Today || len(page.Periods) != 2 ||
			page.Periods[0] != (office.LivedThere{From: civil.New(2026, 11, 26)}) ||
			!page.Periods[1].Resident {
			t.Errorf("%+v, %v", page, err)
		}
		c.Sound()
	})
}

func TestAMoveIsChecked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, c := t.Context(), desktest.NewCounter(t, d)
		c.Family(1)
		for name, bad := range map[string]func(*office.Move){
			"nowhere":   func(m *office.Move) { m.Resident = "" },
			"no day":    func(m *office.Move) { m.From = "hier" },
			"long ago":  func(m *office.Move) { m.From = "2019-01-01" },
			"far ahead": func(m *office.Move) { m.From = "2029-01-01" },
			"no reason": func(m *office.Move) { m.Reason = " " },
		} {
			move := office.Move{Code: "F001", Resident: "non", From: "2026-11-26", Reason: "Départ"}
			bad(&move)
			if err := c.Office.Moves(ctx, c.Desk, move); fault.KindOf(err) != fault.Invalid || err == nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		move := office.Move{Code: "F999", Resident: "non", From: "2026-11-26", Reason: "Départ"}
		desktest.Is(t, c.Office.Moves(ctx, c.Desk, move), fault.NotFound)
		dbtest.Want(t, d, "select count(*) from residences", "0")
	})
}
