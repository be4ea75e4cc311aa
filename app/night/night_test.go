package night_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/night"
	"cartable/app/portal"
	"cartable/db"
	"cartable/db/dbtest"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, db.Paris)

// bench is a town, a night and a portal on one clock.
type bench struct {
	*dbtest.Town
	now    time.Time
	night  *night.Night
	portal *portal.Portal
}

func newBench(t *testing.T, d *db.DB) *bench {
	b := &bench{Town: dbtest.NewTown(t, d), now: noon}
	clock := func() time.Time { return b.now }
	catalogues := db.NewCatalogues(clock)
	b.night = &night.Night{DB: d, Catalogues: catalogues, Now: clock, BaseURL: "https://portail.example.org",
		MailHost: "portail.example.org"}
	b.portal = &portal.Portal{DB: d, Catalogues: catalogues, Now: clock}
	return b
}

// set ticks or unticks days of December 2026 for the family's first child, and validates.
func (b *bench) set(f dbtest.Family, activity string, ticked bool, days ...int) {
	b.T.Helper()
	ctx := context.Background()
	v := portal.Viewer{AccountID: f.AccountID, FamilyID: f.ID, StructureID: b.Structure.ID, Revision: 1, Families: 1}
	boxes := portal.Boxes{ChildID: f.Children[0], Activity: activity, Month: civil.MonthOf(2026, time.December)}
	for _, d := range days {
		boxes.Shown = append(boxes.Shown, civil.New(2026, 12, d))
		if ticked {
			boxes.Ticked = append(boxes.Ticked, civil.New(2026, 12, d))
		}
	}
	if _, err := b.portal.Save(ctx, v, boxes); err != nil {
		b.T.Fatal(err)
	}
	recap, err := b.portal.Recap(ctx, v)
	if err != nil {
		b.T.Fatal(err)
	}
	if _, err := b.portal.Validate(ctx, v, recap.RecapKey); err != nil {
		b.T.Fatal(err)
	}
	b.now = b.now.Add(time.Second)
}

// work does the jobs of workers, until none is left.
func (b *bench) work() {
	b.T.Helper()
	ctx := context.Background()
	for {
		var jobs []db.Job
		if err := b.DB.Read().NewSelect().Model(&jobs).Where("state = 'ready' and kind <> 'mail.send'").Order(
			"id").Scan(ctx); err != nil {
			b.T.Fatal(err)
		}
		if len(jobs) == 0 {
			return
		}
		for _, j := range jobs {
			b.do(j)
			if err := b.DB.Write().FinishJob(ctx, j.ID, time.Now()); err != nil {
				b.T.Fatal(err)
			}
		}
	}
}

func (b *bench) do(j db.Job) {
	b.T.Helper()
	handler := b.night.Settle
	if j.Kind == night.ReportJob {
		handler = b.night.Report
	}
	if err := handler(context.Background(), j.Ref); err != nil {
		b.T.Fatal(err)
	}
}

// run runs the night now.
func (b *bench) run() db.Run {
	b.T.Helper()
	run, _, err := b.night.StartNow(context.Background(), b.Structure.ID, 0, night.FromCommand)
	if err != nil {
		b.T.Fatal(err)
	}
	b.work()
	done, _, err := b.DB.Read().RunByID(context.Background(), run.ID)
	if err != nil || done.State != db.RunDone {
		b.T.Fatalf("the run is %q (%v)", done.State, err)
	}
	return done
}

// mails returns the bodies of the mails by address.
func (b *bench) mails() map[string][]string {
	b.T.Helper()
	var rows []db.Mail
	if err := b.DB.Read().NewSelect().Model(&rows).Order("id").Scan(context.Background()); err != nil {
		b.T.Fatal(err)
	}
	all := map[string][]string{}
	for _, m := range rows {
		all[m.Address] = append(all[m.Address], m.Body)
	}
	return all
}

func (b *bench) state(f dbtest.Family, day int) booking.Status {
	b.T.Helper()
	var states []string
	err := b.DB.Read().NewSelect().Table("reservations").Column("state").
		Where("child_id = ? and date = ?", f.Children[0], civil.New(2026, 12, day)).Order("id desc").Limit(1).Scan(
		context.Background(), &states)
	if err != nil || len(states) == 0 {
		b.T.Fatalf("no reservation (%v)", err)
	}
	return booking.Status(states[0])
}

func TestTheNightSettlesPromotesAndReports(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBench(t, d)
		meal := b.Activity("RESTO", nil, b.Pool("cantine", 1, 5))
		first, second, third := b.Family(1, meal), b.Family(1, meal), b.Family(1, meal)
		b.set(first, "RESTO", true, 1, 3)
		b.set(second, "RESTO", true, 1)
		b.set(third, "RESTO", true, 1)
		run := b.run()
		if b.state(first, 1) != booking.Accepted || b.state(second, 1) != booking.Waitlisted ||
			b.state(third, 1) != booking.Waitlisted {
			t.Fatal("the first night keeps the order")
		}
		mails := b.mails()
		if len(mails) != 3 || !strings.Contains(mails["famille1@example.org"][0], "2 mouvements") ||
			!strings.Contains(mails["famille1@example.org"][0], "***** RESERVATIONS ACCEPTEES *****") ||
			!strings.Contains(mails["famille2@example.org"][0], "***** RESERVATIONS MISES EN LISTE D'ATTENTE *****") {
			t.Fatalf("got %v", mails)
		}
		var s db.Structure
		if err := d.Read().NewSelect().Model(&s).Scan(context.Background()); err != nil ||
			!s.UpdatedThrough.Equal(run.Cutoff) {
			t.Fatalf("the date of last update must move, got %v", s.UpdatedThrough)
		}

		// Families that declined reports, or have no address, got nothing: staff see which is which.
		if err := d.Write().SetMailChoices(context.Background(), second.ID,
			db.MailChoices{PaymentMails: true}); err != nil {
			t.Fatal(err)
		}
		if err := d.Write().RemoveAddress(context.Background(), third.ID, "famille3@example.org"); err != nil {
			t.Fatal(err)
		}
		fourth := b.Family(1, meal)
		if err := d.Write().SetMailChoices(context.Background(), fourth.ID, db.MailChoices{}); err != nil {
			t.Fatal(err)
		}
		if err := d.Write().RemoveAddress(context.Background(), fourth.ID, "famille4@example.org"); err != nil {
			t.Fatal(err)
		}
		for _, f := range []dbtest.Family{second, third, fourth} {
			b.set(f, "RESTO", true, 7)
		}
		without, declined, err := d.Read().FamiliesWithoutMail(context.Background(), b.run().ID)
		if err != nil || len(without) != 1 || len(declined) != 2 {
			t.Errorf("without an address %v, declined %v (%v)", without, declined, err)
		}
		if err := d.Write().SetMailChoices(context.Background(), second.ID,
			db.MailChoices{Reports: true, PaymentMails: true}); err != nil {
			t.Fatal(err)
		}

		b.set(first, "RESTO", false, 1)
		b.run()
		if b.state(first, 1) != booking.Cancelled || b.state(second, 1) != booking.Accepted ||
			b.state(third, 1) != booking.Waitlisted {
			t.Fatal("the freed place goes to who waits first")
		}
		mails = b.mails()
		if len(mails["famille1@example.org"]) != 2 || !strings.Contains(mails["famille1@example.org"][1],
			"RESERVATIONS ANNULEES") ||
			len(mails["famille2@example.org"]) != 2 || !strings.Contains(mails["famille2@example.org"][1],
			"RESERVATIONS ACCEPTEES") ||
			len(mails["famille3@example.org"]) != 1 {
			t.Fatalf("got %v", mails)
		}
		before := fmt.Sprint(b.States(), b.mails())
		b.run()
		if after := fmt.Sprint(b.States(), b.mails()); after != before {
			t.Fatal("a third night with nothing new must change nothing and mail nobody")
		}
		b.Sound()
	})
}

func TestWhoNeverGotAPlaceIsRefusedOnceNoCancellationCanFreeOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBench(t, d)
		meal := b.Activity("RESTO", nil, b.Pool("cantine", 1, 5)) // both deadlines: the day before at 18:00
		first, second := b.Family(1, meal), b.Family(1, meal)
		b.set(first, "RESTO", true, 1)
		b.set(second, "RESTO", true, 1)
		b.now = time.Date(2026, 11, 30, 17, 0, 0, 0, db.Paris)
		b.run()
		if got := b.state(second, 1); got != booking.Waitlisted {
			t.Fatalf("a place may still be freed, got %s", got)
		}
		b.now = time.Date(2026, 11, 30, 18, 0, 1, 0, db.Paris)
		b.run()
		if got := b.state(second, 1); got != booking.Refused {
			t.Fatalf("got %s", got)
		}
		if mails := b.mails()["famille2@example.org"]; len(mails) != 2 ||
			!strings.Contains(mails[1], "RESERVATIONS REFUSEES") {
			t.Fatalf("got %v", mails)
		}
		b.Sound()
	})
}

func TestNightlyRequestsGoByPriorityThenInstant(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBench(t, d)
		meal := b.Activity("MERCREDI", func(a *db.Activity) { a.Allot = "nightly" }, b.Pool("mercredi", 2, 1))
		late, early, first, last := b.Family(1, meal), b.Family(1, meal), b.Family(1, meal), b.Family(1, meal)
		if _, err := d.Write().ExecContext(context.Background(),
			"update enrolments set priority = 1 where child_id <> ?", first.Children[0]); err != nil {
			t.Fatal(err)
		}
		for _, f := range []dbtest.Family{early, late, first, last} {
			b.set(f, "MERCREDI", true, 1)
			if got := b.state(f, 1); got != booking.Pending {
				t.Fatalf("everything stays pending until the night, got %s", got)
			}
		}
		b.run()
		if b.state(first, 1) != booking.Accepted || b.state(early, 1) != booking.Accepted ||
			b.state(late, 1) != booking.Waitlisted || b.state(last, 1) != booking.Pending {
			t.Fatalf("got %s %s %s %s", b.state(first, 1), b.state(early, 1), b.state(late, 1), b.state(last, 1))
		}
		b.Sound()
	})
}

func TestManualRequestsWaitForStaff(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBench(t, d)
		meal := b.Activity("STAGE", func(a *db.Activity) { a.Allot = "manual" }, b.Pool("stage", 5, 5))
		f := b.Family(1, meal)
		b.set(f, "STAGE", true, 1)
		b.run()
		if got := b.state(f, 1); got != booking.Pending {
			t.Fatalf("got %s", got)
		}
	})
}

func TestARunCutAnywhereEndsLikeAWholeOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBench(t, d)
		meal := b.Activity("RESTO", nil, b.Pool("cantine", 1, 5))
		other := b.Activity("MATIN", func(a *db.Activity) { a.StartAt, a.EndAt = 450, 510 }, b.Pool("matin", 1, 5))
		for range 4 {
			f := b.Family(1, meal, other)
			b.set(f, "RESTO", true, 1, 3, 7)
			b.set(f, "MATIN", true, 1, 3)
		}
		ctx := context.Background()
		if _, _, err := b.night.StartNow(ctx, b.Structure.ID, 0, night.FromCommand); err != nil {
			t.Fatal(err)
		}
		// Every job is delivered three times, and the night is started again in between.
		for {
			var jobs []db.Job
			if err := d.Read().NewSelect().Model(&jobs).Where("state = 'ready' and kind <> 'mail.send'").Order(
				"id desc").Scan(ctx); err != nil {
				t.Fatal(err)
			}
			if len(jobs) == 0 {
				break
			}
			for _, j := range jobs {
				b.do(j)
				b.do(j)
				if _, _, err := b.night.StartNow(ctx, b.Structure.ID, 0, night.FromCommand); err != nil {
					t.Fatal(err)
				}
				b.do(j)
				if err := d.Write().FinishJob(ctx, j.ID, time.Now()); err != nil {
					t.Fatal(err)
				}
			}
		}
		if got := b.States(); got["accepted"] != 5 || got["waitlisted"] != 15 {
			t.Fatalf("got %v", got)
		}
		for address, bodies := range b.mails() {
			if len(bodies) != 1 {
				t.Errorf("%s got %d mails", address, len(bodies))
			}
		}
		b.Sound()
	})
}

func TestTheScheduleMakesUpForMissedNightsInOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b, ctx := newBench(t, d), context.Background()
		for range 5 { // five schedulers
			if err := b.night.Due(ctx); err != nil {
				t.Fatal(err)
			}
		}
		b.now = time.Date(2026, 11, 26, 8, 0, 0, 0, db.Paris)
		if err := b.night.Due(ctx); err != nil { // once: each missed night starts the next one when it ends
			t.Fatal(err)
		}
		var runs []db.Run
		if err := d.Read().NewSelect().Model(&runs).Order("id").Scan(ctx); err != nil {
			t.Fatal(err)
		}
		var dates []string
		for _, r := range runs {
			dates = append(dates, r.BusinessDate.String())
			if first := len(dates) == 1; r.Late == first { // a new town missed nothing
				t.Errorf("%s ran hours after its time: late is %t", r.BusinessDate, r.Late)
			}
		}
		if got := strings.Join(dates, " "); got != "2026-11-23 2026-11-24 2026-11-25 2026-11-26" {
			t.Fatalf("got %s", got)
		}
		b.now = time.Date(2026, 11, 27, 0, 30, 0, 0, db.Paris)
		if err := b.night.Due(ctx); err != nil {
			t.Fatal(err)
		}
		last, _, err := d.Read().LastRun(ctx, b.Structure.ID)
		if err != nil || last.BusinessDate != civil.New(2026, 11, 27) || last.Late {
			t.Fatalf("got %+v, %v", last, err)
		}
	})
}
