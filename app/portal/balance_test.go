package portal_test

import (
	"context"
	"testing"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/portal"
	"cartable/db"
	"cartable/db/dbtest"
)

// reserve stores a reservation as a validation at the given price would.
func reserve(w *dbtest.Town, f dbtest.Family, activity int64, day civil.Date, state booking.Status,
	told money.Cents) *db.Reservation {
	w.T.Helper()
	r := &db.Reservation{StructureID: w.Structure.ID, FamilyID: f.ID, ChildID: f.Children[0], ActivityID: activity,
		Date: day, State: string(state),
		RequestedAt: noon.UTC(), Price: told, Quantity: 1}
	store(w, r)
	return r
}

func store(w *dbtest.Town, model any) {
	w.T.Helper()
	if _, err := w.DB.Write().NewInsert().Model(model).Exec(context.Background()); err != nil {
		w.T.Fatal(err)
	}
}

func estimate(t *testing.T, p *portal.Portal, v portal.Viewer, ask portal.BalanceQuery) portal.WalletEstimate {
	t.Helper()
	page, err := p.Balance(t.Context(), v, ask)
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Wallets) != 1 {
		t.Fatalf("%d wallets", len(page.Wallets))
	}
	w := page.Wallets[0]
	if page.Balance != w.Balance || page.Cost != w.Cost || page.Estimated != w.Balance-w.Cost ||
		w.Forecast.Closing() != w.Estimated {
		t.Fatalf("the page does not add up: %+v", page)
	}
	return w
}

// The estimate is what the nights will debit, by the tariff and the QF of each day, whatever price the validation
// announced.
func TestTheEstimateIsWhatWillBeDebited(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("CANTINE", nil, w.Pool("salle", -1, -1))
		w.Floor(-1000)
		f := w.Family(1, meal)
		w.Owes(f, 500)
		store(w, &db.Tariff{ActivityID: meal, FromDate: civil.New(2026, 12, 1), Price: new(money.Cents(450))})
		reserve(w, f, meal, civil.New(2026, 11, 24), booking.Accepted, 400)
		reserve(w, f, meal, civil.New(2026, 11, 26), booking.Accepted, 400)
		reserve(w, f, meal, civil.New(2026, 12, 1), booking.Accepted, 400) // 450 from December on
		reserve(w, f, meal, civil.New(2026, 12, 3), booking.Waitlisted, 450)
		reserve(w, f, meal, civil.New(2026, 12, 4), booking.Refused, 450)
		reserve(w, f, meal, civil.New(2026, 11, 19), booking.Accepted, 400) // past, and not debited yet
		billed := reserve(w, f, meal, civil.New(2026, 11, 20), booking.Accepted, 400)
		absent := reserve(w, f, meal, civil.New(2026, 11, 17), booking.Accepted, 400)
		if _, err := d.Write().ExecContext(t.Context(), "update reservations set billed = true where id = ?",
			billed.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Write().ExecContext(t.Context(), "update reservations set attendance = 'absent-justified' "+
			"where id = ?", absent.ID); err != nil {
			t.Fatal(err)
		}
		other := w.Family(1, meal)
		reserve(w, other, meal, civil.New(2026, 11, 24), booking.Accepted, 400)
		p, v := newPortal(d, nil), viewerOf(w, f)

		all := estimate(t, p, v, portal.BalanceQuery{})
		if all.Cost != 400+400+450+400 || all.Told != 400*5 || all.Repriced != 1 || all.Days != 5 ||
			all.Until != civil.New(2026, 12, 1) {
			t.Errorf("%+v", all)
		}
		// 500 − 400 in the next night for the overdue day, then −300, −700 and −1150: closed on the morning of the 2nd.
		if m := all.Forecast.Meetings; len(m) != 1 || m[0].On != civil.New(2026, 12, 2) || m[0].TopUp != 151 {
			t.Errorf("%+v", all.Forecast)
		}
		if first := all.Forecast.Points[0]; first.Date != civil.New(2026, 11, 24) || first.Debit != 400 ||
			first.Balance != 100 {
			t.Errorf("%+v", first)
		}
		if some := estimate(t, p, v, portal.BalanceQuery{Until: civil.New(2026, 11, 26)}); some.Cost != 1200 ||
			some.Repriced != 0 || len(some.Forecast.Meetings) != 0 {
			t.Errorf("%+v", some)
		}
		if waiting := estimate(t, p, v, portal.BalanceQuery{Waiting: true}); waiting.Cost != 1650+450 {
			t.Errorf("%+v", waiting)
		}

		// Paying the requested amount keeps it open; a cent less does not.
		w.Owes(f, 150)
		if less := estimate(t, p, v, portal.BalanceQuery{}); len(less.Forecast.Meetings) != 1 ||
			less.Forecast.TopUp() != 1 {
			t.Errorf("%+v", less.Forecast.Meetings)
		}
		w.Owes(f, 1)
		if open := estimate(t, p, v, portal.BalanceQuery{}); len(open.Forecast.Meetings) != 0 {
			t.Errorf("%+v", open.Forecast.Meetings)
		}
	})
}

// The page's forecast is correct: on the day that it gives, the calendar refuses bookings.
func TestTheForecastIsWhatTheCalendarDoes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("CANTINE", nil, w.Pool("salle", -1, -1))
		w.Floor(-1000)
		f := w.Family(1, meal)
		w.Owes(f, -700)
		r := reserve(w, f, meal, civil.New(2026, 11, 24), booking.Accepted, 400)
		now := noon
		p, v := newPortal(d, func() time.Time { return now }), viewerOf(w, f)
		m := estimate(t, p, v, portal.BalanceQuery{}).Forecast.Meetings
		if len(m) != 1 || m[0].On != civil.New(2026, 11, 25) {
			t.Fatalf("%+v", m)
		}
		if day := state(t, p, v, f.Children[0], "CANTINE", 11); day.State != booking.Available {
			t.Fatalf("before: %s", day.State)
		}
		now = noon.AddDate(0, 0, 2)
		w.Owes(f, -r.Price) // the night of the 25th
		if day := state(t, p, v, f.Children[0], "CANTINE", 11); day.State != booking.Closed {
			t.Errorf("on the day itself: %s", day.State)
		}
	})
}

func TestNoQuotientIsSaid(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("CANTINE", nil, w.Pool("salle", -1, -1))
		f := w.Family(1, meal)
		zero, middle := money.Cents(0), money.Cents(60000)
		for _, line := range []db.Tariff{{QfMin: &zero, QfMax: &middle, Price: new(money.Cents(200))},
			{QfMin: &middle, Price: new(money.Cents(500))}} {
			line.ActivityID, line.FromDate = meal, civil.New(2026, 12, 1)
			store(w, &line)
		}
		reserve(w, f, meal, civil.New(2026, 12, 1), booking.Accepted, 500)
		p, v := newPortal(d, nil), viewerOf(w, f)
		if e := estimate(t, p, v, portal.BalanceQuery{}); !e.NoQF || e.Cost != 500 || e.Repriced != 0 {
			t.Errorf("without a QF: %+v", e)
		}
		store(w, &db.Quotient{FamilyID: f.ID, FromDate: civil.New(2026, 1, 1), Qf: 0})
		if e := estimate(t, p, v, portal.BalanceQuery{}); e.NoQF || e.Cost != 200 || e.Repriced != 1 {
			t.Errorf("with a QF of 0: %+v", e)
		}
	})
}
