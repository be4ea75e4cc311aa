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

func run(t *testing.T, d *db.DB, statement string, arguments ...any) {
	t.Helper()
	if _, err := d.Write().ExecContext(context.Background(), statement, arguments...); err != nil {
		t.Fatal(err)
	}
}

// The home page says what nights decided since the visit before: an answer that differs from the one that the
// validation gave, and a price that differs from the one that was told. What the family knew already is left out.
func TestHomeSaysWhatChangedSinceTheLastVisit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		study := w.Activity("ETUDE", func(a *db.Activity) { a.Allot = "nightly" }, w.Pool("etude", 5, 5))
		meal := w.Activity("CANTINE", func(a *db.Activity) { a.StartAt, a.EndAt = 480, 540 }, w.Pool("salle", 5, 5))
		f, other := w.Family(1, study, meal), w.Family(1, study, meal)
		now := noon
		p, v := newPortal(d, func() time.Time { return now }), viewerOf(w, f)
		want(t, p, v, f.Children[0], "ETUDE", true, 3, 7)
		want(t, p, v, f.Children[0], "CANTINE", true, 1)
		validate(t, p, v)
		want(t, p, viewerOf(w, other), other.Children[0], "ETUDE", true, 3)
		validate(t, p, viewerOf(w, other))

		ended := noon.Add(12 * time.Hour).UTC()
		night := db.Run{StructureID: w.Structure.ID, BusinessDate: civil.New(2026, 11, 24), Pass: 1, Cutoff: ended,
			AsOf: ended, Origin: "schedule", State: db.RunDone, StartedAt: ended, FinishedAt: &ended}
		store(w, &night)
		for _, one := range []struct {
			day     int
			outcome booking.Status
			reason  booking.Reason
		}{{1, booking.Accepted, ""}, {3, booking.Accepted, ""}, {7, booking.Refused, booking.WaitlistFull}} {
			run(t, d, "update movements set run_id = ?, outcome = ? where date = ?", night.ID, string(one.outcome),
				civil.New(2026, 12, one.day))
			run(t, d, "update reservations set state = ?, reason = ? where date = ?", string(one.outcome),
				string(one.reason), civil.New(2026, 12, one.day))
		}
		for i, price := range []money.Cents{400, 450} {
			store(w, &db.LedgerLine{StructureID: w.Structure.ID, FamilyID: f.ID, WalletID: 1,
				Date: civil.New(2026, 11, 19+i), Label: "Repas", Amount: -price, Source: "consumption",
				SourceRef: "t" + price.String(), Kind: db.Consumption, ChildID: f.Children[0], ActivityID: meal,
				Quantity: new(
					1,
				), UnitPrice: new(price), Quoted: new(money.Cents(400)), RunID: night.ID, CreatedAt: ended})
		}
		store(w, &db.Report{RunID: night.ID, FamilyID: f.ID, Bookings: 3, Body: "Compte rendu"})

		visit := func(hours time.Duration) portal.Home {
			t.Helper()
			now = noon.Add(hours * time.Hour)
			if err := d.Write().Visit(t.Context(), f.AccountID, now); err != nil {
				t.Fatal(err)
			}
			home, err := p.Home(t.Context(), v)
			if err != nil {
				t.Fatal(err)
			}
			return home
		}
		words := func(h portal.Home) (all []string) {
			for _, x := range h.Since.Changes {
				all = append(all, x.Word+" "+x.Activity+" "+x.Dates[0].String())
			}
			return all
		}
		expect := []string{
			"Refusée ETUDE 2026-12-07",
			"Place obtenue ETUDE 2026-12-03",
			"Prix différent CANTINE 2026-11-20",
		}
		check := func(h portal.Home, since civil.Date, want ...string) {
			t.Helper()
			if got := words(h); len(got) != len(want) || h.Since.Visit != since {
				t.Errorf("since %s: %q", h.Since.Visit, got)
			} else {
				for i := range got {
					if got[i] != want[i] {
						t.Errorf("%q, want %q", got[i], want[i])
					}
				}
			}
		}
		check(visit(13), 0, expect...)            // the first visit
		check(visit(14), civil.New(2026, 11, 24)) // they were seen
		run(t, d, "update accounts set visited_at = ? where id = ?", noon.UTC(), f.AccountID)
		home := visit(36)
		check(home, civil.New(2026, 11, 23), expect...)
		if home.Report != "Compte rendu" || len(home.Next) != 2 || home.Next[0].Date != civil.New(2026, 12, 1) ||
			home.Next[0].Children[0].Rows[0].Activity != "CANTINE" {
			t.Errorf("%+v", home)
		}
		theirs, err := p.Home(t.Context(), viewerOf(w, other))
		if err != nil || len(theirs.Since.Changes) != 0 {
			t.Errorf("the other family: %+v, %v", theirs.Since, err)
		}
	})
}

// A draft is shown with the instant at which it lapses, then as lapsed; a wallet with what it needs.
func TestHomeSaysWhatIsLeftToDo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("CANTINE", nil, w.Pool("salle", -1, -1))
		w.Floor(-500)
		f := w.Family(2, meal)
		w.Owes(f, 300)
		now := noon
		p, v := newPortal(d, func() time.Time { return now }), viewerOf(w, f)
		home := func() portal.Home {
			t.Helper()
			page, err := p.Home(t.Context(), v)
			if err != nil {
				t.Fatal(err)
			}
			return page
		}
		want(t, p, v, f.Children[0], "CANTINE", true, 1, 3)
		if h := home(); h.Draft.Adds != 2 || h.Draft.Total != 800 || !h.Draft.Until.Equal(noon.Add(24*time.Hour)) ||
			h.Lapsed != nil {
			t.Errorf("%+v", h.Draft)
		}
		now = noon.Add(25 * time.Hour)
		if h := home(); h.Draft.Changes() != 0 || h.Lapsed == nil || h.Lapsed.Days != 2 {
			t.Errorf("%+v, %+v", h.Draft, h.Lapsed)
		}
		if b := home().Balances[0]; b.Pay != 0 || b.Closes != "" || b.Amount != 300 {
			t.Errorf("nothing is needed: %+v", b)
		}
		reserve(w, f, meal, civil.New(2026, 12, 1), booking.Accepted, 400)
		reserve(w, f, meal, civil.New(2026, 12, 3), booking.Accepted, 400)
		if b := home().Balances[0]; b.Pay != 100 || b.ClosesOn != civil.New(2026, 12, 4) || b.Closes == "" {
			t.Errorf("one cent is missing to stay open, the platform takes a euro: %+v", b)
		}
		w.Owes(f, -1000)
		if b := home().Balances[0]; b.Pay != 700 || len(b.Debts) != 1 || b.Closes != "" {
			t.Errorf("a debt: %+v", b)
		}
	})
}
