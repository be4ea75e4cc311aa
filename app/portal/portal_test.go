package portal_test

import (
	"context"
	"testing"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/portal"
	"cartable/db"
	"cartable/db/dbtest"
)

const secret = "a secret of a test, long enough for it"

// noon falls on a Monday.
var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, db.Paris)

func newPortal(d *db.DB, now func() time.Time) *portal.Portal {
	if now == nil {
		now = func() time.Time { return noon }
	}
	return &portal.Portal{DB: d, Catalogues: db.NewCatalogues(now), Now: now, SecretKey: []byte(secret),
		BaseURL: "http://localhost:8080"}
}

func viewerOf(w *dbtest.Town, f dbtest.Family) portal.Viewer {
	return portal.Viewer{AccountID: f.AccountID, FamilyID: f.ID, StructureID: w.Structure.ID, Revision: 1, Families: 1}
}

var december = civil.MonthOf(2026, time.December)

// want sets the boxes of some days of December and leaves the others unchanged.
func want(t *testing.T, p *portal.Portal, v portal.Viewer, child int64, activity string, ticked bool,
	days ...int) portal.Saved {
	t.Helper()
	boxes := portal.Boxes{ChildID: child, Activity: activity, Month: december}
	for _, d := range days {
		boxes.Shown = append(boxes.Shown, civil.New(2026, 12, d))
		if ticked {
			boxes.Ticked = append(boxes.Ticked, civil.New(2026, 12, d))
		}
	}
	saved, err := p.Save(context.Background(), v, boxes)
	if err != nil {
		t.Fatal(err)
	}
	return saved
}

func validate(t *testing.T, p *portal.Portal, v portal.Viewer) portal.Confirmation {
	t.Helper()
	ctx := context.Background()
	recap := recapOf(t, p, v)
	number, err := p.Validate(ctx, v, recap.RecapKey)
	if err != nil {
		t.Fatal(err)
	}
	confirmation, err := p.Confirmation(ctx, v, number)
	if err != nil {
		t.Fatal(err)
	}
	return confirmation
}

func state(t *testing.T, p *portal.Portal, v portal.Viewer, child int64, activity string, day int) booking.Day {
	t.Helper()
	month, err := p.Month(context.Background(), v, portal.MonthQuery{ChildID: child, Activity: activity,
		Month: december})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range month.Days() {
		if d.Date == civil.New(2026, 12, day) {
			return d
		}
	}
	t.Fatalf("no day %d", day)
	return booking.Day{}
}

func TestATapIsDraftedValidatedAndFollowed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 10, 5))
		f := w.Family(1, meal)
		p, v := newPortal(d, nil), viewerOf(w, f)

		saved := want(t, p, v, f.Children[0], "RESTO", true, 1, 3)
		if saved.Month.Draft.Adds != 2 || saved.Month.Draft.Total != 800 || len(saved.Differs) != 0 {
			t.Fatalf("got %+v", saved)
		}
		again := want(t, p, v, f.Children[0], "RESTO", true, 1, 3)
		if again.Changed != 0 || again.Month.Draft.Revision != saved.Month.Draft.Revision {
			t.Fatal("the same boxes sent twice must change nothing")
		}
		if day := state(t, p, v, f.Children[0], "RESTO", 1); day.State != booking.Available ||
			day.Draft != booking.Add {
			t.Fatalf("got %s %s", day.State, day.Draft)
		}
		conf := validate(t, p, v)
		if len(conf.Bookings) != 2 || conf.Bookings[0].Observation != "Acceptée" || conf.Changed != 0 {
			t.Fatalf("got %+v", conf)
		}
		if day := state(t, p, v, f.Children[0], "RESTO", 1); day.State != booking.Booked || day.Draft != booking.None {
			t.Fatalf("got %s %s", day.State, day.Draft)
		}
		list, err := p.FollowUp(context.Background(), v, portal.DefaultFilter(civil.New(2026, 11, 23)))
		if err != nil || list.Count != 2 || list.Accepted != 800 || list.Rows[0].Transmitted {
			t.Fatalf("got %+v, %v", list, err)
		}
		w.Sound()
	})
}

func TestTheSameRecapValidatedTwiceBooksOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 10, 5))
		f := w.Family(1, meal)
		p, v, ctx := newPortal(d, nil), viewerOf(w, f), context.Background()
		want(t, p, v, f.Children[0], "RESTO", true, 1)
		recap := recapOf(t, p, v)
		numbers := make(chan string, 20)
		for range 20 {
			go func() {
				number, err := p.Validate(ctx, v, recap.RecapKey)
				if err != nil {
					t.Error(err)
				}
				numbers <- number
			}()
		}
		first := <-numbers
		for range 19 {
			if n := <-numbers; n != first || n == "" {
				t.Errorf("got number %q, then %q", first, n)
			}
		}
		if got := w.States(); got["accepted"] != 1 || len(got) != 1 {
			t.Fatalf("got %v", got)
		}
		if _, err := p.Validate(ctx, v, portal.RecapKey{DraftID: recap.DraftID, Revision: recap.Revision + 7,
			Told: recap.Told}); fault.KindOf(err) != fault.Conflict {
			t.Fatalf("a recap that is not the draft's must conflict, got %v", err)
		}
		w.Sound()
	})
}

func TestANewcomerNeverOvertakesWhoWaits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 1, 2))
		first, second, third, fourth := w.Family(1, meal), w.Family(1, meal), w.Family(1, meal), w.Family(1, meal)
		p := newPortal(d, nil)
		ask := func(f dbtest.Family) portal.Confirmation {
			want(t, p, viewerOf(w, f), f.Children[0], "RESTO", true, 1)
			return validate(t, p, viewerOf(w, f))
		}
		if got := ask(first).Bookings[0].Result; got != booking.ResultAccepted {
			t.Fatalf("got %s", got)
		}
		if got := ask(second).Bookings[0].Result; got != booking.ResultWaitlisted {
			t.Fatalf("got %s", got)
		}
		want(t, p, viewerOf(w, first), first.Children[0], "RESTO", false, 1)
		if got := validate(t, p, viewerOf(w, first)).Cancels[0].Result; got != booking.ResultCancelled {
			t.Fatalf("got %s", got)
		}
		day := state(t, p, viewerOf(w, third), third.Children[0], "RESTO", 1)
		if day.State != booking.Waitlist || day.Free != 1 || day.Waiting != 1 {
			t.Fatalf("a place that is free while somebody waits is not free for others, got %+v", day)
		}
		if got := ask(third).Bookings[0].Result; got != booking.ResultWaitlisted {
			t.Fatalf("got %s", got)
		}
		if day := state(t, p, viewerOf(w, fourth), fourth.Children[0], "RESTO", 1); day.State != booking.Full ||
			day.Reason != booking.WaitlistFull {
			t.Fatalf("got %s %s", day.State, day.Reason)
		}
		w.Sound()
	})
}

func TestASwapWorksInAFullDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		pool := w.Pool("mercredi", 1, 0)
		half := w.Activity("MATIN", func(a *db.Activity) { a.StartAt, a.EndAt = 450, 720 }, pool)
		full := w.Activity("JOUR", func(a *db.Activity) { a.StartAt, a.EndAt = 480, 1080 }, pool)
		f := w.Family(1, half, full)
		p, v := newPortal(d, nil), viewerOf(w, f)
		want(t, p, v, f.Children[0], "MATIN", true, 1)
		validate(t, p, v)
		if day := state(t, p, v, f.Children[0], "JOUR", 1); day.State != booking.Closed ||
			day.Reason != booking.Overlap {
			t.Fatalf("got %s %s", day.State, day.Reason)
		}
		want(t, p, v, f.Children[0], "MATIN", false, 1)
		if day := state(t, p, v, f.Children[0], "JOUR", 1); day.State != booking.Available {
			t.Fatalf("the place that the draft gives back is free for the family, got %s %s", day.State, day.Reason)
		}
		want(t, p, v, f.Children[0], "JOUR", true, 1)
		conf := validate(t, p, v)
		if conf.Cancels[0].Result != booking.ResultCancelled || conf.Bookings[0].Result != booking.ResultAccepted {
			t.Fatalf("got %+v", conf)
		}
		w.Sound()
	})
}

func TestDebtClosesBookingsAndNotCancellations(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		w.Floor(-3000)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 10, 5))
		f := w.Family(1, meal)
		p, v := newPortal(d, nil), viewerOf(w, f)
		want(t, p, v, f.Children[0], "RESTO", true, 1)
		validate(t, p, v)
		w.Owes(f, -3000)
		day := state(t, p, v, f.Children[0], "RESTO", 3)
		if day.State != booking.Closed || day.Reason != booking.DebtBlocks || day.Amount != 1 {
			t.Fatalf("at the floor bookings are closed, got %+v", day)
		}
		if saved := want(t, p, v, f.Children[0], "RESTO", true, 3); len(saved.Differs) != 1 ||
			saved.Month.Debt == nil || saved.Month.Debt.Due != 1 {
			t.Fatalf("got %+v", saved)
		}
		want(t, p, v, f.Children[0], "RESTO", false, 1)
		if conf := validate(t, p, v); conf.Cancels[0].Result != booking.ResultCancelled {
			t.Fatalf("got %+v", conf)
		}
	})
}

func TestWhatChangedSinceTheRecapIsSaidLineByLine(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 1, 0))
		slow, quick := w.Family(1, meal), w.Family(1, meal)
		p, ctx := newPortal(d, nil), context.Background()
		want(t, p, viewerOf(w, slow), slow.Children[0], "RESTO", true, 1, 3)
		recap, err := p.Recap(ctx, viewerOf(w, slow))
		if err != nil || recap.Told != "a400-a400" {
			t.Fatalf("got %+v, %v", recap, err)
		}
		want(t, p, viewerOf(w, quick), quick.Children[0], "RESTO", true, 1)
		validate(t, p, viewerOf(w, quick))
		number, err := p.Validate(ctx, viewerOf(w, slow), recap.RecapKey)
		if err != nil {
			t.Fatal(err)
		}
		conf, err := p.Confirmation(ctx, viewerOf(w, slow), number)
		if err != nil || conf.Changed != 1 || !conf.Bookings[0].Changed ||
			conf.Bookings[0].Observation != "Non traitée, activité complète" ||
			conf.Bookings[1].Result != booking.ResultAccepted {
			t.Fatalf("got %+v, %v", conf, err)
		}
		if _, err := p.Confirmation(ctx, viewerOf(w, quick), number); fault.KindOf(err) != fault.NotFound {
			t.Fatalf("another family's receipt must not be found, got %v", err)
		}
	})
}

func TestWithdrawingBeforeTheNightLeavesNoTrace(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 1, 0))
		f := w.Family(1, meal)
		p, v, ctx := newPortal(d, nil), viewerOf(w, f), context.Background()
		want(t, p, v, f.Children[0], "RESTO", true, 1)
		validate(t, p, v)
		want(t, p, v, f.Children[0], "RESTO", false, 1)
		validate(t, p, v)
		if n, err := d.Read().OpenMovements(ctx, w.Structure.ID); err != nil || n != 0 {
			t.Fatalf("%d movements wait for the night (%v)", n, err)
		}
		if day := state(t, p, v, f.Children[0], "RESTO", 1); day.State != booking.Available {
			t.Fatalf("got %s", day.State)
		}
		w.Sound()
	})
}

// A confirmation that is read while the night is at work says this night, not the next one.
func TestAConfirmationAwaitsTheNightThatIsAtWork(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		f := w.Family(1, w.Activity("RESTO", nil))
		now := time.Date(2026, 11, 24, 0, 10, 0, 0, db.Paris)
		p := newPortal(d, func() time.Time { return now })
		v := viewerOf(w, f)
		want(t, p, v, f.Children[0], "RESTO", true, 1)
		number := validate(t, p, v).Number
		for _, one := range []struct{ hour, minute, day int }{{0, 10, 24}, {0, 31, 24}, {2, 0, 25}} {
			now = time.Date(2026, 11, 24, one.hour, one.minute, 0, 0, db.Paris)
			conf, err := p.Confirmation(t.Context(), v, number)
			if err != nil || !conf.NextNight.Equal(time.Date(2026, 11, one.day, 0, 30, 0, 0, db.Paris)) {
				t.Errorf("read at %s: %s (%v)", now, conf.NextNight, err)
			}
		}
	})
}
