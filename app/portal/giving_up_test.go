package portal_test

import (
	"strings"
	"testing"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/portal"
	"cartable/db"
	"cartable/db/dbtest"
)

// recapOf reads the recap of a family.
func recapOf(t *testing.T, p *portal.Portal, v portal.Viewer) portal.Recap {
	t.Helper()
	recap, err := p.Recap(t.Context(), v)
	if err != nil {
		t.Fatal(err)
	}
	return recap
}

// The recap shows what a cancelled day gives back, and warns if it cannot be booked again.
func TestACancellationSaysWhatItGivesBackAndWhetherItIsForGood(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 1, 5))
		early := w.Activity("TOT", func(a *db.Activity) { a.BookBy, a.StartAt, a.EndAt = "J-30 12:00", 450, 510 },
			w.Pool("matin", 5, 5))
		f, waits := w.Family(1, meal, early), w.Family(1, meal)
		p, v := newPortal(d, nil), viewerOf(w, f)
		before := newPortal(d, func() time.Time { return noon.AddDate(0, 0, -20) })
		want(t, before, v, f.Children[0], "RESTO", true, 1, 3)
		want(t, before, v, f.Children[0], "TOT", true, 8)
		validate(t, before, v)
		want(t, p, viewerOf(w, waits), waits.Children[0], "RESTO", true, 3) // another family waits for the 3rd
		validate(t, p, viewerOf(w, waits))

		want(t, p, v, f.Children[0], "RESTO", false, 1, 3)
		want(t, p, v, f.Children[0], "TOT", false, 8)
		recap := recapOf(t, p, v)
		oneWay := map[int]bool{}
		for _, l := range recap.Cancels {
			if !l.GivenUp || l.Price != 400 || l.Result != booking.ResultCancelled {
				t.Errorf("got %+v", l)
			}
			oneWay[l.Date.Day()] = l.OneWay != ""
		}
		if oneWay[1] || !oneWay[3] || !oneWay[8] || len(oneWay) != 3 {
			t.Errorf("for good: %v", oneWay)
		}
		if len(recap.Remarks) < 2 || !strings.Contains(recap.Remarks[0], "après ceux qui attendent déjà") ||
			!strings.Contains(recap.Remarks[1], "Le délai pour réserver ce jour est passé") {
			t.Errorf("on top: %q", recap.Remarks)
		}
		if len(recap.Totals) != 1 || recap.Totals[0].Back != 1200 || recap.Totals[0].Accepted != 0 {
			t.Errorf("totals: %+v", recap.Totals)
		}
		done := validate(t, p, v)
		if len(done.Cancels) != 3 || done.Cancels[0].Price != 400 || done.Totals[0].Back != 1200 {
			t.Errorf("the receipt: %+v", done)
		}
		w.Sound()
	})
}

// Cancelling the only request on a waiting list gives no money back and shows no warning.
func TestAPlaceOnAWaitingListGivesNothingBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 0, 5))
		f := w.Family(1, meal)
		p, v := newPortal(d, nil), viewerOf(w, f)
		want(t, p, v, f.Children[0], "RESTO", true, 1)
		validate(t, p, v)
		want(t, p, v, f.Children[0], "RESTO", false, 1)
		if line := recapOf(t, p, v).Cancels[0]; line.Price != 0 || line.OneWay != "" {
			t.Errorf("the only one who waits loses nothing: %+v", line)
		}
	})
}

// brackets makes the price of every activity depend on the QF: 3 € under 600, else 5 €.
func brackets(t *testing.T, d *db.DB) {
	t.Helper()
	edge, low, high := money.Cents(60000), money.Cents(300), money.Cents(500)
	var activities []db.Activity
	if err := d.Read().NewSelect().Model(&activities).Scan(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Write().ExecContext(t.Context(), "delete from tariffs"); err != nil {
		t.Fatal(err)
	}
	for _, a := range activities {
		rows := []db.Tariff{{ActivityID: a.ID, FromDate: civil.New(2026, 9, 1), QfMax: &edge, Price: &low},
			{ActivityID: a.ID, FromDate: civil.New(2026, 9, 1), QfMin: &edge, Price: &high}}
		if _, err := d.Write().NewInsert().Model(&rows).Exec(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// The QF of each day is used, not that of today; in December a family is warned that theirs ends.
func TestTheQuotientOfTheDayIsAsked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 10, 5))
		f := w.Family(1, meal)
		brackets(t, d)
		december := db.Quotient{
			FamilyID: f.ID,
			FromDate: civil.New(2026, 12, 1),
			ToDate:   civil.New(2026, 12, 31),
			Qf:       50000,
		}
		if _, err := d.Write().NewInsert().Model(&december).Exec(t.Context()); err != nil {
			t.Fatal(err)
		}
		now := noon
		p, v := newPortal(d, func() time.Time { return now }), viewerOf(w, f)
		want(t, p, v, f.Children[0], "RESTO", true, 7, 8)
		if recap := recapOf(t, p, v); len(recap.Remarks) != 0 || recap.Totals[0].Accepted != 600 {
			t.Errorf("November has no QF, December has: %q", recap.Remarks)
		}
		if home, err := p.Home(t.Context(), v); err != nil || home.QuotientEnds != "" {
			t.Errorf("in November: %q, %v", home.QuotientEnds, err)
		}
		january := portal.Boxes{ChildID: f.Children[0], Activity: "RESTO", Month: civil.MonthOf(2027, time.January),
			Shown: []civil.Date{civil.New(2027, 1, 4)}, Ticked: []civil.Date{civil.New(2027, 1, 4)}}
		if _, err := p.Save(t.Context(), v, january); err != nil {
			t.Fatal(err)
		}
		recap := recapOf(t, p, v)
		if len(recap.Remarks) != 1 ||
			!strings.Contains(recap.Remarks[0], "n'est pas connu pour 1 jour, à partir du 4 janvier") {
			t.Errorf("January: %q", recap.Remarks)
		}
		now = time.Date(2026, 12, 1, 8, 0, 0, 0, db.Paris)
		home, err := p.Home(t.Context(), v)
		if err != nil || !strings.Contains(home.QuotientEnds, "connu jusqu'au jeudi 31 décembre 2026") {
			t.Errorf("on 1 December: %q, %v", home.QuotientEnds, err)
		}
	})
}

// A single price for all needs no QF, and no remark about it.
func TestAFlatPriceSaysNothingOfAQuotient(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 10, 5))
		f := w.Family(1, meal)
		p, v := newPortal(d, nil), viewerOf(w, f)
		want(t, p, v, f.Children[0], "RESTO", true, 7)
		if recap := recapOf(t, p, v); len(recap.Remarks) != 0 {
			t.Errorf("got %q", recap.Remarks)
		}
	})
}
