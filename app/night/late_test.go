package night_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/night"
	"cartable/app/portal"
	"cartable/db"
	"cartable/db/dbtest"
)

// catchUp runs the scheduler and the workers until nothing is due.
func (b *bench) catchUp() {
	b.T.Helper()
	if err := b.night.Due(context.Background()); err != nil { // once: a missed night starts the next one itself
		b.T.Fatal(err)
	}
	b.work()
}

// ask ticks or unticks one day of a family's child, and validates if that is a change.
func (b *bench) ask(f dbtest.Family, activity string, ticked bool, d civil.Date) {
	b.T.Helper()
	ctx := context.Background()
	v := portal.Viewer{AccountID: f.AccountID, FamilyID: f.ID, StructureID: b.Structure.ID, Revision: 1, Families: 1}
	boxes := portal.Boxes{ChildID: f.Children[0], Activity: activity, Month: d.Month(), Shown: []civil.Date{d},
		Known: []civil.Date{d}}
	if ticked {
		boxes.Ticked, boxes.Known = boxes.Shown, nil
	}
	if _, err := b.portal.Save(ctx, v, boxes); err != nil {
		b.T.Fatal(err)
	}
	recap, err := b.portal.Recap(ctx, v)
	if err != nil {
		b.T.Fatal(err)
	}
	if len(recap.Bookings)+len(recap.Cancels) == 0 {
		return
	}
	if _, err := b.portal.Validate(ctx, v, recap.RecapKey); err != nil {
		b.T.Fatal(err)
	}
}

func at(day, hour, minute int) time.Time {
	return time.Date(2026, 11, day, hour, minute, 0, 0, db.Paris)
}

// The workers were down at half past midnight and came back at nine: a request of eight o'clock belongs to the next
// night, where the class decides.
func TestALateNightLeavesWhatCameAfterItsCutOff(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBench(t, d)
		care := b.Activity("MERCREDI", func(a *db.Activity) { a.Allot = "nightly" }, b.Pool("mercredi", 2, 5))
		early, eight, noon, left := b.Family(1, care), b.Family(1, care), b.Family(1, care), b.Family(1, care)
		if _, err := d.Write().ExecContext(t.Context(), "update enrolments set priority = 1 where child_id <> ?",
			noon.Children[0]); err != nil {
			t.Fatal(err)
		}
		b.catchUp() // the night of the 23rd
		b.now = at(23, 20, 0)
		b.set(early, "MERCREDI", true, 1)
		b.set(left, "MERCREDI", true, 3)
		b.now = at(24, 8, 0)
		b.set(eight, "MERCREDI", true, 1)
		b.set(left, "MERCREDI", false, 3)
		b.now = at(24, 9, 0)
		b.catchUp()
		if b.state(early, 1) != booking.Accepted || b.state(eight, 1) != booking.Pending {
			t.Fatalf("the night of half past midnight made %s and %s", b.state(early, 1), b.state(eight, 1))
		}
		dbtest.Want(t, d, "select f.code, r.bookings, r.cancellations from reports r join families f on f.id = "+
			"r.family_id", "F001 1 0")
		dbtest.Want(t, d, "select sum(accepted), sum(pending) from run_shards", "1 0")
		b.now = at(24, 12, 0)
		b.set(noon, "MERCREDI", true, 1)
		b.now = at(25, 0, 30)
		b.catchUp()
		if b.state(noon, 1) != booking.Accepted || b.state(eight, 1) != booking.Waitlisted {
			t.Errorf("the first class got %s, the second %s", b.state(noon, 1), b.state(eight, 1))
		}
		for address, bodies := range b.mails() {
			if len(bodies) != 1 || strings.Contains(address, "4") {
				t.Errorf("%s heard %d times", address, len(bodies))
			}
		}
		b.Sound()
	})
}

// A place given up after the cut-off is given by the next night.
func TestALateNightGivesNoPlaceThatWasFreedSince(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBench(t, d)
		meal := b.Activity("RESTO", nil, b.Pool("cantine", 1, 5))
		first, second := b.Family(1, meal), b.Family(1, meal)
		b.catchUp()
		b.set(first, "RESTO", true, 1)
		b.set(second, "RESTO", true, 1)
		b.now = at(24, 8, 0)
		b.set(first, "RESTO", false, 1)
		b.now = at(24, 9, 0)
		b.catchUp()
		if got := b.state(second, 1); got != booking.Waitlisted {
			t.Fatalf("got %s by a place that was taken at half past midnight", got)
		}
		b.now = at(25, 0, 30)
		b.catchUp()
		if got := b.state(second, 1); got != booking.Accepted {
			t.Fatalf("got %s", got)
		}
		b.Sound()
	})
}

// The check distinguishes a night that settled requests made after its cut-off from one that left them.
func TestTheCheckKnowsTheCutOff(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBench(t, d)
		meal := b.Activity("RESTO", nil)
		f := b.Family(1, meal)
		b.set(f, "RESTO", true, 1)
		b.run()
		b.now = b.now.Add(time.Hour)
		b.set(f, "RESTO", true, 3) // after the cut-off
		b.Sound()
		if _, err := d.Write().ExecContext(t.Context(), "update movements set run_id = 1, outcome = 'accepted' where "+
			"run_id is null"); err != nil {
			t.Fatal(err)
		}
		found, err := d.Read().Check(t.Context())
		if err != nil || len(found) != 1 || !strings.Contains(found[0], "mouvement 2 : validé à 13:00:01") {
			t.Errorf("got %q (%v)", found, err)
		}
	})
}

// A web server whose clock is set back lets nobody overtake: the number of the movement gives the order.
func TestAClockSetBackLetsNobodyOvertake(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBench(t, d)
		meal := b.Activity("RESTO", nil, b.Pool("cantine", 1, 5))
		first, second, third := b.Family(1, meal), b.Family(1, meal), b.Family(1, meal)
		b.set(first, "RESTO", true, 1)
		b.set(second, "RESTO", true, 1)
		b.now = b.now.Add(-10 * time.Minute)
		b.set(third, "RESTO", true, 1)
		b.now = noon.Add(time.Minute)
		var waiting []int64
		if err := d.Read().NewSelect().Table("reservations").Column("id").Where("state = 'waitlisted'").Order(
			"id").Scan(t.Context(), &waiting); err != nil {
			t.Fatal(err)
		}
		if ranks, err := d.Read().WaitPositions(t.Context(), waiting); err != nil || ranks[waiting[0]] != 1 ||
			ranks[waiting[1]] != 2 {
			t.Errorf("the ranks are %v (%v)", ranks, err)
		}
		b.set(first, "RESTO", false, 1)
		b.run()
		if b.state(second, 1) != booking.Accepted || b.state(third, 1) != booking.Waitlisted {
			t.Errorf("who came first is %s, who came later %s", b.state(second, 1), b.state(third, 1))
		}
		b.Sound()
	})
}

// Imported requests keep the order of their instants, before those validated on the portal.
func TestWhatWasImportedKeepsItsOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBench(t, d)
		meal := b.Activity("RESTO", nil, b.Pool("cantine", 1, 5))
		holder, here, later, earlier := b.Family(1, meal), b.Family(1, meal), b.Family(1, meal), b.Family(1, meal)
		b.set(holder, "RESTO", true, 1)
		b.set(here, "RESTO", true, 1)
		for i, f := range []dbtest.Family{later, earlier} { // imported later, as requested before the portal existed
			row := db.Reservation{StructureID: b.Structure.ID, FamilyID: f.ID, ChildID: f.Children[0], ActivityID: meal,
				Date:  civil.New(2026, 12, 1),
				State: string(booking.Waitlisted), RequestedAt: noon.Add(time.Duration(-i) * time.Minute).UTC(),
				Transmitted: true, Quantity: 1}
			if _, err := d.Write().NewInsert().Model(&row).Exec(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if err := d.Write().RecountStructure(t.Context(), b.Structure.ID); err != nil {
			t.Fatal(err)
		}
		for _, next := range []dbtest.Family{earlier, later, here} {
			b.set(holder, "RESTO", false, 1)
			b.run()
			if got := b.state(next, 1); got != booking.Accepted {
				t.Errorf("family %d is %s", next.ID, got)
			}
			b.Sound()
			holder = next
		}
	})
}

// A user who starts a run while another is under way is informed that it is not theirs, and gets their own once it has
// ended.
func TestARunUnderWayIsNotTheOneAskedFor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBench(t, d)
		meal := b.Activity("RESTO", nil)
		f := b.Family(1, meal)
		b.set(f, "RESTO", true, 1)
		first, whose, err := b.night.Ask(t.Context(), b.Structure.ID, 0, night.FromCommand)
		if err != nil || whose != night.Own {
			t.Fatal(whose, err)
		}
		b.now = b.now.Add(time.Minute)
		b.set(f, "RESTO", true, 3)
		run, whose, err := b.night.Ask(t.Context(), b.Structure.ID, 0, night.FromCommand)
		if err != nil || whose != night.Another || run.ID != first.ID {
			t.Fatalf("got %+v, %d (%v)", run, whose, err)
		}
		b.work()
		dbtest.Want(t, d, "select count(*) from movements where run_id is null", "1")
		if _, whose, err = b.night.Ask(t.Context(), b.Structure.ID, 0, night.FromCommand); err != nil ||
			whose != night.Own {
			t.Fatal(whose, err)
		}
		b.work()
		dbtest.Want(t, d, "select count(*) from movements where run_id is null", "0")
		if _, whose, err = b.night.Ask(t.Context(), b.Structure.ID, 0, night.FromCommand); err != nil ||
			whose != night.Nothing {
			t.Fatal(whose, err)
		}
	})
}

// A night that has not come cannot be asked for: it would debit days that are not over, and no night would be due
// before it.
func TestANightThatHasNotComeIsNotRun(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBench(t, d)
		b.set(b.Family(1, b.Activity("RESTO", nil)), "RESTO", true, 1)
		_, _, err := b.night.Ask(t.Context(), b.Structure.ID, civil.New(2027, 11, 23), night.FromCommand)
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), "n'est pas encore venue") {
			t.Errorf("got %v", err)
		}
		dbtest.Want(t, d, "select count(*) from runs", "0")
		dbtest.Want(t, d, "select count(*) from ledger", "0")
		if _, whose, err := b.night.Ask(t.Context(), b.Structure.ID, civil.New(2026, 11, 22),
			night.FromCommand); err != nil || whose != night.Own {
			t.Errorf("a night that was missed: %d, %v", whose, err)
		}
		b.work()
		b.Sound()
	})
}

// A place is declined at the instant at which the night settles the day again: it goes to the next in the queue, once.
func TestAPlaceIsDeclinedWhileTheNightSettles(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b, ctx := newBench(t, d), t.Context()
		meal := b.Activity("RESTO", nil, b.Pool("cantine", 1, 9))
		queue := make([]dbtest.Family, 6)
		for i := range queue {
			queue[i] = b.Family(1, meal)
			b.set(queue[i], "RESTO", true, 3)
		}
		for i, holder := range queue[:5] {
			v := portal.Viewer{AccountID: holder.AccountID, FamilyID: holder.ID, StructureID: b.Structure.ID,
				Revision: 1, Families: 1}
			day := []civil.Date{civil.New(2026, 12, 3)}
			if _, err := b.portal.Save(ctx, v, portal.Boxes{ChildID: holder.Children[0], Activity: "RESTO",
				Month: day[0].Month(), Shown: day}); err != nil {
				t.Fatal(err)
			}
			recap, err := b.portal.Recap(ctx, v)
			if err != nil {
				t.Fatal(err)
			}
			declined := make(chan error)
			go func() {
				_, err := b.portal.Validate(ctx, v, recap.RecapKey)
				declined <- err
			}()
			if _, _, err := b.night.StartNow(ctx, b.Structure.ID, 0, night.FromCommand); err != nil {
				t.Error(err)
			}
			b.work()
			if err := <-declined; err != nil {
				t.Fatal(err)
			}
			b.Sound()
			b.now = b.now.Add(time.Minute)
			b.night.StartNow(ctx, b.Structure.ID, 0, night.FromCommand) // if that one still has to give it
			b.work()
			if b.state(holder, 3) != booking.Cancelled || b.state(queue[i+1], 3) != booking.Accepted {
				t.Fatalf("who declined has %s, the next %s", b.state(holder, 3), b.state(queue[i+1], 3))
			}
			b.Sound()
		}
	})
}
