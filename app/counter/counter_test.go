package counter_test

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"cartable/app/counter"
	"cartable/app/desk"
	"cartable/app/domain/access"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/money"
	"cartable/app/office"
	"cartable/app/operation"
	"cartable/app/portal"
	"cartable/db"
	"cartable/db/dbtest"
)

// hall is a town hall on Monday 23 November 2026, at noon.
type hall struct {
	*dbtest.Town
	*counter.Counter
	t     *testing.T
	ctx   context.Context
	clerk desk.Actor
	now   time.Time
}

func newHall(t *testing.T, d *db.DB, role access.Role) *hall {
	h := &hall{Town: dbtest.NewTown(t, d), t: t, ctx: t.Context(),
		now: time.Date(2026, 11, 23, 12, 0, 0, 0, db.Paris)}
	clerk := h.Family(0)
	h.insert(&db.Staff{AccountID: clerk.AccountID, StructureID: h.Structure.ID, Role: string(role)})
	h.clerk = desk.Actor{StructureID: h.Structure.ID, AccountID: clerk.AccountID, Origin: "192.0.2.1"}
	clock := func() time.Time { return h.now }
	base := desk.Base{DB: d, Catalogues: db.NewCatalogues(clock), Now: clock}
	h.Counter = &counter.Counter{Base: base, BaseURL: "https://portail.example.org", MailHost: "portail.example.org",
		Portal: &portal.Portal{DB: d, Catalogues: base.Catalogues, Now: clock},
		Operations: &operation.Operations{Base: base, Ring: func() {}, BaseURL: "https://portail.example.org",
			MailHost: "portail.example.org"}}
	return h
}

func (h *hall) insert(model any) {
	h.t.Helper()
	if _, err := h.DB().NewInsert().Model(model).Exec(h.ctx); err != nil {
		h.t.Fatal(err)
	}
}

func (h *hall) put(query string) {
	h.t.Helper()
	if _, err := h.DB().ExecContext(h.ctx, query); err != nil {
		h.t.Fatal(query, err)
	}
}

func (h *hall) DB() db.Q { return h.Town.DB.Write() }

func (h *hall) acts(f dbtest.Family) counter.Acting {
	h.t.Helper()
	code := dbtest.Query(h.t, h.Town.DB, "select code from families where id = "+itoa(f.ID))[0]
	a, err := h.Acting(h.ctx, h.clerk, code)
	if err != nil {
		h.t.Fatal(err)
	}
	return a
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// drafts ticks or clears some days of the month of the first.
func (h *hall) drafts(v portal.Viewer, child int64, activity string, ticked bool, days ...civil.Date) portal.Saved {
	h.t.Helper()
	boxes := portal.Boxes{ChildID: child, Activity: activity, Month: days[0].Month(), Shown: days}
	if ticked {
		boxes.Ticked = days
	}
	saved, err := h.Portal.Save(h.ctx, v, boxes)
	if err != nil {
		h.t.Fatal(err)
	}
	return saved
}

func (h *hall) recap(v portal.Viewer) portal.Recap {
	h.t.Helper()
	r, err := h.Portal.Recap(h.ctx, v)
	if err != nil {
		h.t.Fatal(err)
	}
	return r
}

var phone = counter.Said{Channel: booking.ByPhone, Reason: "appel de la mère"}

func (h *hall) validates(a counter.Acting, passes booking.Pass) (portal.Confirmation, error) {
	h.t.Helper()
	said := phone
	said.Passes = passes
	number, err := h.Validate(h.ctx, h.clerk, a, h.recap(a.Viewer).RecapKey, said)
	if err != nil {
		return portal.Confirmation{}, err
	}
	done, err := h.Portal.Confirmation(h.ctx, a.Viewer, number)
	if err != nil {
		h.t.Fatal(err)
	}
	return done, nil
}

func parent(h *hall, f dbtest.Family) portal.Viewer {
	return portal.Viewer{AccountID: f.AccountID, FamilyID: f.ID, StructureID: h.Structure.ID, Families: 1}
}

func day(d int) civil.Date { return civil.New(2026, 11, d) }

// Staff book for a family: the movement is theirs, with the channel and the reason, and the family hears of it at once.
func TestBookingForAFamily(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d, access.Manager)
		canteen := h.Activity("CANTINE", nil, h.Pool("P", 10, 5))
		f := h.Family(1, canteen)
		a := h.acts(f)
		h.drafts(parent(h, f), f.Children[0], "CANTINE", true, day(30))
		h.drafts(a.Viewer, f.Children[0], "CANTINE", true, day(26), day(27))
		key := h.recap(a.Viewer).RecapKey
		for i := range 2 { // a second tap changes nothing
			if _, err := h.Validate(h.ctx, h.clerk, a, key, phone); err != nil {
				t.Fatal(i, err)
			}
		}
		dbtest.Want(t, d, "select kind, origin, account_id = "+itoa(h.clerk.AccountID)+" from movements",
			"book staff "+dbtest.Yes(d), "book staff "+dbtest.Yes(d))
		dbtest.Want(t, d, "select channel, reason from validations", "phone appel de la mère")
		dbtest.Want(t, d, "select action, family_id = "+itoa(f.ID)+", became, reason from audit",
			"booking.for-family "+dbtest.Yes(d)+" 2 réservations, au téléphone appel de la mère")
		dbtest.Want(t, d, "select kind, address, subject from mails",
			"counter famille2@example.org Votre demande est enregistrée : Mairie de CarteVille")

		// The parent's own draft is where it was.
		if r := h.recap(parent(h, f)); len(r.Bookings) != 1 || r.Bookings[0].Date != day(30) {
			t.Errorf("the parent's draft: %+v", r.Bookings)
		}
		list, err := h.Portal.FollowUp(h.ctx, parent(h, f), portal.DefaultFilter(day(23)))
		if err != nil || len(list.Rows) != 2 || list.Rows[0].ByTown !=
			"Réservé par la mairie, au téléphone, le lundi 23 novembre 2026\u00a0: appel de la mère." {
			t.Errorf("follow-up: %+v, %v", list.Rows, err)
		}
		h.Sound()
	})
}

// What staff have to say is asked for, by field, and nothing is done without it.
func TestWhatStaffHaveToSay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d, access.Administrator)
		f := h.Family(1, h.Activity("CANTINE", nil, h.Pool("P", 10, 5)))
		a := h.acts(f)
		h.drafts(a.Viewer, f.Children[0], "CANTINE", true, day(23), day(26)) // the first one is late
		key := h.recap(a.Viewer).RecapKey
		for _, c := range []struct {
			said counter.Said
			want string
		}{
			{counter.Said{}, "canal motif passe-reserver"},
			{counter.Said{Channel: "fax", Reason: "appel"}, "canal passe-reserver"},
			{counter.Said{Channel: booking.ByPost, Reason: "abc "}, "motif passe-reserver"},
			{counter.Said{Channel: booking.AtCounter, Reason: strings.Repeat("x", 201)}, "motif passe-reserver"},
			{phone, "passe-reserver"},
			{counter.Said{Channel: booking.ByPhone, Reason: "appel", Passes: booking.PassDebt}, "passe-reserver"},
		} {
			_, err := h.Validate(h.ctx, h.clerk, a, key, c.said)
			if got := fields(err); got != c.want {
				t.Errorf("%+v: wrong at %q, want %q (%v)", c.said, got, c.want, err)
			}
		}
		dbtest.Want(t, d, "select count(*) from movements", "0")
		dbtest.Want(t, d, "select count(*) from mails", "0")
	})
}

func fields(err error) string {
	var many fault.Many
	if !errors.As(err, &many) {
		return ""
	}
	var all []string
	for _, e := range many {
		all = append(all, e.Field)
	}
	return strings.Join(all, " ")
}

// Each refusal that staff may pass is passed by its own tick alone, and what they may not stays refused.
func TestPasses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d, access.Administrator)
		limit := money.Cents(-1000)
		h.Floor(limit)
		canteen := h.Activity("CANTINE", nil, h.Pool("P", 10, 5))
		f, late := h.Family(1, canteen), h.Family(1, canteen)
		h.Owes(f, -2000)
		child := f.Children[0]

		// A debt, and a limit that has passed.
		a := h.acts(f)
		h.drafts(a.Viewer, child, "CANTINE", true, day(23), day(26))
		if r := h.recap(a.Viewer); r.Must != booking.PassBooking|booking.PassDebt || len(r.Bookings) != 2 {
			t.Fatalf("asked to pass %v: %+v", r.Must.Each(), r.Bookings)
		}
		if _, err := h.validates(a, booking.PassBooking); fields(err) != "passe-dette" {
			t.Errorf("without the tick of the debt: %v", err)
		}
		done, err := h.validates(a, booking.PassBooking|booking.PassDebt|booking.PassCancelling)
		if err != nil || len(done.Bookings) != 2 || done.Bookings[0].Result != booking.ResultAccepted {
			t.Fatalf("%+v, %v", done, err)
		}
		// What was ticked and not needed is not told.
		dbtest.Want(t, d, "select became from audit", "2 réservations, au téléphone, délai pour réserver passé, "+
			"réservations suspendues par le solde")

		// A cancellation that is late.
		h.drafts(a.Viewer, child, "CANTINE", false, day(23))
		if _, err := h.validates(a, 0); fields(err) != "passe-annuler" {
			t.Errorf("without the tick of the cancellation: %v", err)
		}
		if done, err = h.validates(a, booking.PassCancelling); err != nil || done.Cancels[0].Result !=
			booking.ResultCancelled {
			t.Fatalf("%+v, %v", done, err)
		}

		// A day that is past is past.
		b := h.acts(late)
		if saved := h.drafts(b.Viewer, late.Children[0], "CANTINE", true, day(20)); saved.Changed != 0 {
			t.Error("a past day was drafted")
		}
		// A parent passes nothing.
		if saved := h.drafts(parent(h, late), late.Children[0], "CANTINE", true, day(23)); saved.Changed != 0 {
			t.Error("a parent drafted a late day")
		}
		h.Sound()
	})
}

// A full day gets one more place for each line, by an opération of its own, and only by who may.
func TestOneMorePlace(t *testing.T) {
	for _, waitlist := range []int{0, 5} {
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			h := newHall(t, d, access.Administrator)
			pool := "P" + itoa(h.Structure.ID)
			canteen := h.Activity("CANTINE", nil, h.Pool(pool, 1, waitlist))
			first, f := h.Family(1, canteen), h.Family(2, canteen)
			h.drafts(parent(h, first), first.Children[0], "CANTINE", true, day(26))
			h.parentValidates(first)

			a := h.acts(f)
			for _, child := range f.Children {
				h.drafts(a.Viewer, child, "CANTINE", true, day(26))
			}
			r := h.recap(a.Viewer)
			must := map[bool]booking.Pass{true: booking.PassFull}[waitlist == 0]
			if r.Must != must || r.Asked != booking.PassFull || len(r.Raised) != 2 {
				t.Fatalf("%+v", r)
			}
			added, err := h.Added(h.ctx, r)
			if err != nil || len(added) != 1 || added[0].Was != 1 || added[0].Is != 3 {
				t.Fatalf("%+v, %v", added, err)
			}
			done, err := h.validates(a, booking.PassFull)
			if err != nil || done.Bookings[0].Result != booking.ResultAccepted || done.Changed != 0 ||
				done.Bookings[1].Result != booking.ResultAccepted {
				t.Fatalf("%+v, %v", done, err)
			}
			dbtest.Want(t, d, "select capacity from capacities", "3")
			dbtest.Want(t, d, "select kind, state, reason from operations",
				"capacity applied Place ajoutée pour une demande faite à la mairie.")
			dbtest.Want(t, d, "select count(*) from audit where family_id is null and reason like '%mère%'", "0")
			dbtest.Want(t, d, "select accepted, waiting from slots where accepted > 0", "3 0")
			h.Sound()
		})
	}
}

func (h *hall) parentValidates(f dbtest.Family) portal.Confirmation {
	h.t.Helper()
	v := parent(h, f)
	number, err := h.Portal.Validate(h.ctx, v, h.recap(v).RecapKey)
	if err != nil {
		h.t.Fatal(err)
	}
	done, err := h.Portal.Confirmation(h.ctx, v, number)
	if err != nil {
		h.t.Fatal(err)
	}
	return done
}

// A manager adds no place: the day is full, and the family may wait.
func TestAManagerAddsNoPlace(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d, access.Manager)
		canteen, closed := h.Activity("CANTINE", nil, h.Pool("P", 0, 5)), h.Activity("SOIR", nil, h.Pool("Q", 0, 0))
		f := h.Family(1, canteen, closed)
		a := h.acts(f)
		if saved := h.drafts(a.Viewer, f.Children[0], "SOIR", true, day(26)); saved.Changed != 0 {
			t.Error("a full day was drafted")
		}
		h.drafts(a.Viewer, f.Children[0], "CANTINE", true, day(26))
		done, err := h.validates(a, booking.PassFull)
		if err != nil || done.Bookings[0].Result != booking.ResultWaitlisted {
			t.Errorf("%+v, %v", done.Bookings, err)
		}
		dbtest.Want(t, d, "select count(*) from operations", "0")
		h.Sound()
	})
}

// Nobody acts at the counter for a family of their own, nor for one of another structure.
func TestForWhomOneActs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d, access.Administrator)
		if _, err := h.Acting(h.ctx, h.clerk, "F001"); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("one's own family: %v", err)
		}
		if _, err := h.Acting(h.ctx, h.clerk, "F999"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("an unknown family: %v", err)
		}
		there := dbtest.NewNeighbour(t, d)
		there.Family(1)
		other := h.clerk
		other.StructureID = there.Structure.ID
		if _, err := h.Acting(h.ctx, other, "F002"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a family of another structure: %v", err)
		}
	})
}

// Staff and a parent want the last place at once: one of them has it, and the other waits.
func TestTheLastPlace(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d, access.Manager)
		canteen := h.Activity("CANTINE", nil, h.Pool("P", 1, 5))
		f, g := h.Family(1, canteen), h.Family(1, canteen)
		a := h.acts(f)
		h.drafts(a.Viewer, f.Children[0], "CANTINE", true, day(26))
		h.drafts(parent(h, g), g.Children[0], "CANTINE", true, day(26))
		mine, theirs := h.recap(a.Viewer).RecapKey, h.recap(parent(h, g)).RecapKey
		var errs [2]error
		var both sync.WaitGroup
		both.Go(func() { _, errs[0] = h.Validate(h.ctx, h.clerk, a, mine, phone) })
		both.Go(func() { _, errs[1] = h.Portal.Validate(h.ctx, parent(h, g), theirs) })
		both.Wait()
		if err := errors.Join(errs[:]...); err != nil {
			t.Fatal(err)
		}
		dbtest.Want(t, d, "select accepted, waiting from slots where accepted > 0", "1 1")
		h.Sound()
	})
}

// What staff may not pass stays refused whatever they tick: a day that is closed, or not open yet, the hours of another
// activity, a child who is not admitted or not enrolled.
func TestWhatNobodyPasses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d, access.Administrator)
		pool := h.Pool("P", 10, 5)
		canteen, lunch := h.Activity("CANTINE", nil, pool), h.Activity("DEJEUNER", nil, pool)
		held := h.Activity("FORUM", func(a *db.Activity) { a.StartAt, a.EndAt = 16*60, 17*60 }, pool)
		old := h.Activity("GRANDS", func(a *db.Activity) {
			a.StartAt, a.EndAt, a.AgeFrom = 18*60, 19*60, new(17)
		}, pool)
		h.Activity("AILLEURS", func(a *db.Activity) { a.StartAt, a.EndAt = 20*60, 21*60 }, pool)
		h.Releases(held, day(1), day(30), day(25), 8*60)
		f, stranger := h.Family(1, canteen, lunch, held, old), h.Family(1, canteen)
		a := h.acts(f)
		child := f.Children[0]
		h.drafts(a.Viewer, child, "CANTINE", true, day(26))
		for _, c := range []struct {
			activity string
			date     civil.Date
		}{{"CANTINE", day(28)}, {"DEJEUNER", day(26)}, {"FORUM", day(26)}, {"GRANDS", day(26)}, {"CANTINE", day(19)}} {
			if saved := h.drafts(a.Viewer, child, c.activity, true, c.date); saved.Changed != 0 {
				t.Errorf("%s was drafted on %s", c.activity, c.date)
			}
		}
		boxes := portal.Boxes{ChildID: child, Activity: "AILLEURS", Month: december, Shown: []civil.Date{day(30)},
			Ticked: []civil.Date{day(30)}}
		if _, err := h.Portal.Save(h.ctx, a.Viewer, boxes); fault.KindOf(err) != fault.NotFound {
			t.Errorf("an activity in which the child is not enrolled: %v", err)
		}
		boxes.ChildID, boxes.Activity = stranger.Children[0], "CANTINE"
		if _, err := h.Portal.Save(h.ctx, a.Viewer, boxes); fault.KindOf(err) != fault.NotFound {
			t.Errorf("another family's child: %v", err)
		}
		// Quick toggles pass nothing: late days are chosen one by one.
		saved, err := h.Portal.Toggle(h.ctx, a.Viewer, portal.Boxes{ChildID: child, Activity: "CANTINE",
			Month: day(1).Month()}, portal.Stretch{Week: day(23).Week()})
		if err != nil || saved.Changed == 0 || saved.Month.Draft.Adds+saved.Month.Draft.Cancels > 3 {
			t.Errorf("a week: %+v, %v", saved.Month.Draft, err)
		}
		for _, l := range h.recap(a.Viewer).Bookings {
			if len(l.Passed) > 0 {
				t.Errorf("%s passes %v", l.Date, l.Passed)
			}
		}
	})
}

var december = civil.MonthOf(2026, time.December)

// A place that is added by a validation that is rolled back is nowhere: the catalogue that all pages share is as
// before.
func TestAPlaceThatIsRolledBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d, access.Administrator)
		f := h.Family(1, h.Activity("CANTINE", nil, h.Pool("P", 0, 5)))
		a := h.acts(f)
		h.drafts(a.Viewer, f.Children[0], "CANTINE", true, day(26))
		h.put("alter table mails rename to gone") // the last thing that is written
		if _, err := h.validates(a, booking.PassFull); err == nil {
			t.Fatal("the receipt was written")
		}
		h.put("alter table gone rename to mails")
		dbtest.Want(t, d, "select count(*) from capacities", "0")
		h.put("update structures set name = 'Une autre', revision = revision + 1") // the number of the one rolled back
		c, err := h.Catalogues.Current(h.ctx, h.DB(), h.Structure.ID)
		if err != nil || c.Structure.Name != "Une autre" || len(c.Pools[0].ByDate) != 0 {
			t.Errorf("%s, %v, %v", c.Structure.Name, c.Pools[0].ByDate, err)
		}
	})
}

// A request that the night would decide is decided at once when no night comes before the place is of no use: for
// today, or once the kitchen has had its order.
func TestTodayIsDecidedAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d, access.Manager)
		f := h.Family(1, h.Activity("CANTINE", func(a *db.Activity) { a.Allot = "nightly" }, h.Pool("P", 10, 5)))
		a := h.acts(f)
		h.drafts(a.Viewer, f.Children[0], "CANTINE", true, day(23), day(24))
		done, err := h.validates(a, booking.PassBooking)
		if err != nil || done.Bookings[0].Result != booking.ResultAccepted ||
			done.Bookings[1].Result != booking.ResultPending {
			t.Errorf("%+v, %v", done.Bookings, err)
		}
		h.Sound()

		kitchen := func(a *db.Activity) {
			a.Allot, a.KitchenBy, a.StartAt, a.EndAt = "nightly", "J-1 10:00", 16*60, 17*60
		}
		g := h.Family(1, h.Activity("GOUTER", kitchen, h.Pool("G", 10, 5)))
		b := h.acts(g)
		h.drafts(b.Viewer, g.Children[0], "GOUTER", true, day(24), day(26))
		done, err = h.validates(b, booking.PassBooking)
		if err != nil || done.Bookings[0].Result != booking.ResultAccepted ||
			done.Bookings[1].Result != booking.ResultPending {
			t.Errorf("past the order to the kitchen: %+v, %v", done.Bookings, err)
		}
		h.Sound()
	})
}

// The opération that added a place is undone as any other: the child keeps the place, and the day shows one too many.
func TestThePlaceIsUndone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d, access.Administrator)
		f := h.Family(1, h.Activity("CANTINE", nil, h.Pool("P", 0, 5)))
		a := h.acts(f)
		h.drafts(a.Viewer, f.Children[0], "CANTINE", true, day(26))
		if _, err := h.validates(a, booking.PassFull); err != nil {
			t.Fatal(err)
		}
		if err := h.Operations.Undo(h.ctx, h.clerk, 1, "saisie par erreur"); err != nil {
			t.Fatal(err)
		}
		dbtest.Want(t, d, "select count(*) from capacities", "0")
		dbtest.Want(t, d, "select state from reservations", "accepted")
		h.Sound()
	})
}

// A day that has more children than places gets none: its places are set first.
func TestADayThatIsOver(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d, access.Administrator)
		canteen := h.Activity("CANTINE", nil, h.Pool("P", 1, 0))
		first, f := h.Family(1, canteen), h.Family(1, canteen)
		h.drafts(parent(h, first), first.Children[0], "CANTINE", true, day(26))
		h.parentValidates(first)
		h.put("update pools set capacity = 0")
		h.put("update structures set revision = revision + 1")
		if saved := h.drafts(h.acts(f).Viewer, f.Children[0], "CANTINE", true, day(26)); saved.Changed != 0 {
			t.Error("a place was added to a day that has too few")
		}
	})
}

// The pages of staff tell each day with its channel and its reason.
func TestTheStoryOfADay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d, access.Manager)
		f := h.Family(1, h.Activity("CANTINE", nil, h.Pool("P", 10, 5)))
		a := h.acts(f)
		h.drafts(a.Viewer, f.Children[0], "CANTINE", true, day(26))
		done, err := h.validates(a, 0)
		if err != nil {
			t.Fatal(err)
		}
		o := &office.Office{Base: h.Base}
		days, err := o.FamilyDays(h.ctx, h.clerk, a.Code, day(1).Month())
		want := "Réservation enregistrée par la mairie, au téléphone\u00a0: appel de la mère, n°\u00a0" + done.Number
		if err != nil || len(days.Days) != 1 || days.Days[0].Rows[0].Story[0].What != want {
			t.Errorf("%+v, %v", days.Days, err)
		}
	})
}

// A booking of the same child in another structure takes the hours for staff too, who are not told what it is.
func TestHoursTakenElsewhere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d, access.Manager)
		f := h.Family(1, h.Activity("CANTINE", nil, h.Pool("P", 10, 5)))
		there := dbtest.NewNeighbour(t, d)
		dance := there.Activity("DANSE", nil, there.Pool("D", 10, 5))
		g := there.Family(1, dance)
		h.insert(&db.Guardian{AccountID: f.AccountID, FamilyID: g.ID})
		h.put("update children set last_name = 'MEME', first_name = 'Enfant', birth_date = '2018-05-01'")
		h.insert(&db.Reservation{StructureID: there.Structure.ID, FamilyID: g.ID, ChildID: g.Children[0],
			ActivityID: dance, Date: day(26), State: "accepted", RequestedAt: h.now.UTC(), Quantity: 1})
		saved := h.drafts(h.acts(f).Viewer, f.Children[0], "CANTINE", true, day(26))
		if saved.Changed != 0 || len(saved.Differs) != 1 || saved.Differs[0].Reason != booking.Unavailable {
			t.Errorf("%+v", saved.Differs)
		}
	})
}
