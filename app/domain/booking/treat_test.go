package booking

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"cartable/app/domain/money"
	"cartable/app/domain/pricing"
	"cartable/app/domain/town"
)

// parse reads drafted changes, one per word: "+lea:RESTO:2026-12-01" books, "-" cancels; the default date is Tuesday.
func (b bench) parse(lines string) (all []Line) {
	for _, word := range strings.Fields(lines) {
		kind, child := Add, lea
		if word[0] == '-' {
			kind = Cancel
		}
		who, rest, _ := strings.Cut(word[1:], ":")
		switch who {
		case "tom":
			child = tom
		case "stranger":
			child = 99
		}
		code, date, dated := strings.Cut(rest, ":")
		if !dated {
			date = tuesday
		}
		all = append(all, Line{b.key(child, code, date), kind})
	}
	return all
}

// told formats outcomes in the order in which they were treated: "-lea:RESTO cancelled".
func told(outcomes []Outcome) string {
	var all []string
	for _, o := range outcomes {
		sign, who := "+", map[int64]string{lea: "lea", tom: "tom"}[o.ChildID]
		if o.Kind == Cancel {
			sign = "-"
		}
		if who == "" {
			who = "stranger"
		}
		text := fmt.Sprintf("%s%s:%s", sign, who, o.Activity.Code)
		if o.Date != day(tuesday) {
			text += ":" + o.Date.String()
		}
		text += " " + string(o.Result)
		if o.Reason != "" {
			text += " (" + string(o.Reason) + ")"
		}
		all = append(all, text)
	}
	return strings.Join(all, ", ")
}

// DOMAIN.md 6.2, 6.3, 6.4 and 6.5.
func TestTreat(t *testing.T) {
	tests := []struct {
		rule  string
		given func(bench)
		lines string
		want  string
	}{
		{"nothing asked", func(bench) {}, "", ""},
		{"a place is free", func(bench) {}, "+lea:RESTO", "+lea:RESTO accepted"},
		{"no place", func(b bench) { b.others(canteen, tuesday, 2, 0) }, "+lea:RESTO", "+lea:RESTO waitlisted"},
		{"no place and no room to wait", func(b bench) { b.others(canteen, tuesday, 2, 2) }, "+lea:RESTO",
			"+lea:RESTO untreated (waitlist-full)"},
		{"a newcomer never overtakes", func(b bench) { b.others(canteen, tuesday, 0, 1) }, "+lea:RESTO",
			"+lea:RESTO waitlisted"},
		{"two for the last place: one has it, one waits", func(b bench) { b.others(canteen, tuesday, 1, 0) },
			"+tom:RESTO +lea:RESTO",
			"+lea:RESTO accepted, +tom:RESTO waitlisted"},
		{"two for the last seat of the waiting list", func(b bench) { b.others(canteen, tuesday, 2, 1) },
			"+tom:RESTO +lea:RESTO",
			"+lea:RESTO waitlisted, +tom:RESTO untreated (waitlist-full)"},
		{"two for the last place, without a waiting list",
			func(b bench) { b.pool(canteen).Waitlist = n(0); b.others(canteen, tuesday, 1, 0) },
			"+tom:RESTO +lea:RESTO",
			"+lea:RESTO accepted, +tom:RESTO untreated (full)"},
		{"each date has its places", func(b bench) { b.others(canteen, tuesday, 1, 0) },
			"+tom:RESTO:2026-12-03 +lea:RESTO:2026-12-03 +tom:RESTO",
			"+tom:RESTO accepted, +lea:RESTO:2026-12-03 accepted, +tom:RESTO:2026-12-03 accepted"},
		{"two activities draw on one pool", func(b bench) { b.others(morning, tuesday, 2, 0) }, "+lea:MATIN +tom:JOUR",
			"+lea:MATIN accepted, +tom:JOUR waitlisted"},
		{"cancellations come first: a swap on a full day",
			func(b bench) { b.others(morning, tuesday, 2, 0); b.holds(tom, "MATIN", tuesday, Accepted) },
			"+lea:JOUR -tom:MATIN", "-tom:MATIN cancelled, +lea:JOUR accepted"},
		{"cancellations come first: a swap of one child's hours",
			func(b bench) { b.holds(lea, "MATIN", tuesday, Accepted); b.others(morning, tuesday, 2, 0) },
			"+lea:JOUR -lea:MATIN", "-lea:MATIN cancelled, +lea:JOUR accepted"},
		{"cancellations come first: a swap of days in a full week", func(b bench) {
			b.holds(tom, "RESTO", "2026-12-03", Accepted)
			b.holds(lea, "RESTO", "2026-12-03", Accepted)
			b.others(canteen, tuesday, 2, 0)
		}, "+lea:RESTO -lea:RESTO:2026-12-03", "-lea:RESTO:2026-12-03 cancelled, +lea:RESTO waitlisted"},
		{"a swap does not overtake who waits",
			func(b bench) { b.others(canteen, tuesday, 1, 1); b.holds(tom, "RESTO", tuesday, Accepted) },
			"+lea:RESTO -tom:RESTO", "-tom:RESTO cancelled, +lea:RESTO waitlisted"},
		{"the last who waits withdraws: nobody is overtaken",
			func(b bench) { b.holds(tom, "RESTO", tuesday, Waitlisted) },
			"+lea:RESTO -tom:RESTO", "-tom:RESTO cancelled, +lea:RESTO accepted"},
		{"a seat of the waiting list is freed too",
			func(b bench) { b.others(canteen, tuesday, 2, 1); b.holds(tom, "RESTO", tuesday, Waitlisted) },
			"+lea:RESTO -tom:RESTO", "-tom:RESTO cancelled, +lea:RESTO waitlisted"},
		{"withdrawn and asked again, one goes to the end",
			func(b bench) { b.holds(lea, "RESTO", tuesday, Waitlisted); b.others(canteen, tuesday, 2, 0) },
			"+lea:RESTO -lea:RESTO", "-lea:RESTO cancelled, +lea:RESTO waitlisted"},
		{"what was refused may be asked again", func(b bench) { b.holds(lea, "RESTO", tuesday, Refused) },
			"+lea:RESTO -lea:RESTO",
			"-lea:RESTO cancelled, +lea:RESTO accepted"},
		{"withdrawals of all kinds", func(b bench) {
			b.holds(lea, "RESTO", tuesday, Accepted)
			b.holds(tom, "RESTO", tuesday, Waitlisted)
			b.holds(lea, "ETUDE", tuesday, Pending)
			b.holds(tom, "ETUDE", tuesday, Refused)
		}, "-lea:RESTO -tom:RESTO -lea:ETUDE -tom:ETUDE", "-lea:RESTO cancelled, -lea:ETUDE cancelled, -tom:RESTO " +
			"cancelled, -tom:ETUDE cancelled"},
		{"a night's request always awaits its answer", func(b bench) { b.others(study, tuesday, 1, 0) },
			"+lea:ETUDE +tom:ETUDE",
			"+lea:ETUDE pending, +tom:ETUDE pending"},
		{"though a place is free", func(bench) {}, "+lea:ETUDE", "+lea:ETUDE pending"},
		{"unless nobody more may wait", func(b bench) { b.others(study, tuesday, 1, 1) }, "+lea:ETUDE",
			"+lea:ETUDE untreated (waitlist-full)"},
		{"what staff answer awaits theirs", func(bench) {}, "+lea:MUSIQUE", "+lea:MUSIQUE pending"},
		{"without a pool", func(bench) {}, "+lea:SOIR +tom:SOIR", "+lea:SOIR accepted, +tom:SOIR accepted"},

		// Every line is checked again.
		{"right: another's child", func(bench) {}, "+stranger:RESTO", "+stranger:RESTO untreated (not-enrolled)"},
		{"right: the other household's reservation", func(b bench) {
			b.holds(lea, "RESTO", tuesday, Accepted, func(r *Reservation) { r.FamilyID = otherHousehold })
		},
			"-lea:RESTO", "-lea:RESTO untreated (other-family)"},
		{"enrolment", func(b bench) { delete(b.enrolments, childActivity{lea, 1}) }, "+lea:RESTO +tom:RESTO",
			"+lea:RESTO untreated (not-enrolled), +tom:RESTO accepted"},
		{"opening", func(b bench) { b.activity("RESTO").Openings[day(tuesday)] = false }, "+lea:RESTO",
			"+lea:RESTO untreated (closed)"},
		{"deadline to book", func(b bench) { b.Now = at("2026-11-29 12:00:01") }, "+lea:RESTO +lea:SOIR",
			"+lea:RESTO untreated (too-late-to-book), +lea:SOIR accepted"},
		{"deadline to cancel", func(b bench) {
			b.Now = at("2026-11-30 18:00:01")
			b.holds(lea, "RESTO", tuesday,
				Accepted)
		}, "-lea:RESTO", "-lea:RESTO untreated (too-late-to-cancel)"},
		{"at both limits exactly", func(b bench) {
			b.Now = at("2026-11-29 12:00:00")
			b.activity("RESTO").CancelBy = rule("J-2 12:00")
			b.holds(tom, "RESTO", tuesday, Accepted)
		}, "+lea:RESTO -tom:RESTO", "-tom:RESTO cancelled, +lea:RESTO accepted"},
		{"a cancellation that fails frees nothing", func(b bench) {
			b.Now = at("2026-11-29 12:00:00")
			b.activity("RESTO").CancelBy = rule("J-3 12:00")
			b.others(canteen, tuesday, 1, 0)
			b.holds(tom, "RESTO", tuesday, Accepted)
		}, "+lea:RESTO -tom:RESTO", "-tom:RESTO untreated (too-late-to-cancel), +lea:RESTO waitlisted"},
		{"ticked or billed", func(b bench) {
			b.holds(lea, "RESTO", tuesday, Accepted,
				func(r *Reservation) { r.Billed = true })
		}, "-lea:RESTO", "-lea:RESTO untreated (settled)"},
		{"debt: no booking, but cancellations",
			func(b bench) { b.Balances[1] = -3000; b.holds(tom, "RESTO", tuesday, Accepted) },
			"+lea:RESTO -tom:RESTO +lea:SOIR",
			"-tom:RESTO cancelled, +lea:RESTO untreated (debt), +lea:SOIR accepted"},
		{"overlap with what is reserved", func(b bench) { b.holds(lea, "MATIN", tuesday, Waitlisted) }, "+lea:JOUR",
			"+lea:JOUR untreated (overlap)"},
		{"overlap within the validation: the first stays", func(bench) {}, "+lea:MATIN +lea:JOUR +tom:MATIN",
			"+lea:JOUR accepted, +lea:MATIN untreated (overlap), +tom:MATIN accepted"},
		{"overlap with a request that waits", func(b bench) { b.others(morning, tuesday, 3, 0) },
			"+lea:MATIN +lea:JOUR", "+lea:JOUR waitlisted, +lea:MATIN untreated (overlap)"},
		{"a line that failed excludes nothing",
			func(b bench) { b.pool(afternoon).Places = town.Places{Capacity: n(0), Waitlist: n(0)} },
			"+lea:MATIN +lea:JOUR",
			"+lea:JOUR untreated (full), +lea:MATIN accepted"},

		// Changes since the recap.
		{"booked by another adult since", func(b bench) { b.holds(lea, "RESTO", tuesday, Accepted) },
			"+lea:RESTO +tom:RESTO",
			"+lea:RESTO untreated (already-booked), +tom:RESTO accepted"},
		{"requested since", func(b bench) { b.holds(lea, "RESTO", tuesday, Waitlisted) }, "+lea:RESTO",
			"+lea:RESTO untreated (already-booked)"},
		{"booked since, and locked",
			func(b bench) { b.holds(lea, "RESTO", tuesday, Accepted); b.Now = at("2026-12-02 00:00:00") }, "+lea:RESTO",
			"+lea:RESTO untreated (already-booked)"},
		{"booked since by the other household", func(b bench) {
			b.holds(lea, "RESTO", tuesday, Accepted, func(r *Reservation) { r.FamilyID = otherHousehold })
		},
			"+lea:RESTO", "+lea:RESTO untreated (other-family)"},
		{"cancelled since", func(bench) {}, "-lea:RESTO", "-lea:RESTO untreated (nothing-to-cancel)"},
		{"cancelled since, on a day that is closed by now",
			func(b bench) { b.activity("RESTO").Openings[day(tuesday)] = false }, "-lea:RESTO",
			"-lea:RESTO untreated (nothing-to-cancel)"},
		{"the same line twice", func(bench) {}, "+lea:RESTO +lea:RESTO", "+lea:RESTO accepted, +lea:RESTO untreated " +
			"(already-booked)"},
		{"the same cancellation twice", func(b bench) { b.holds(lea, "RESTO", tuesday, Accepted) },
			"-lea:RESTO -lea:RESTO",
			"-lea:RESTO cancelled, -lea:RESTO untreated (nothing-to-cancel)"},
	}
	for _, tc := range tests {
		t.Run(tc.rule, func(t *testing.T) {
			b := newBench()
			tc.given(b)
			lines := b.parse(tc.lines)
			as := slices.Clone(lines)
			if got := told(b.Treat(lines)); got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
			if !slices.Equal(lines, as) {
				t.Error("the caller's lines were put in another order")
			}
		})
	}
}

func TestTreatAnswersForAnActivityThatIsGone(t *testing.T) {
	b := newBench()
	for _, kind := range []Kind{Add, Cancel} {
		out := b.Treat([]Line{{Key{lea, 99, day(tuesday)}, kind}})
		if len(out) != 1 || out[0].Result != ResultUntreated || out[0].Reason != NotYours ||
			out[0].Observation() == "" {
			t.Errorf("%s: %+v", kind, out)
		}
	}
}

// n requests for m places: exactly m are accepted, the waiting list takes as many as it has room for, the rest go
// untreated.
func TestTreatGivesAsManyPlacesAsThereAre(t *testing.T) {
	for places := range 5 {
		for room := range 4 {
			b := newBench()
			b.pool(canteen).Places = town.Places{Capacity: n(places), Waitlist: n(room)}
			var lines []Line
			for child := range int64(8) {
				b.AddEnrolment(Enrolment{ChildID: 100 + child, ActivityID: 1, From: day(tuesday), To: day(tuesday)})
				lines = append(lines, Line{b.key(100+child, "RESTO", tuesday), Add})
			}
			count := map[Result]int{}
			for i, o := range b.Treat(lines) {
				count[o.Result]++
				if o.Result == ResultAccepted && i >= places {
					t.Errorf("%d places: number %d is accepted", places, i+1)
				}
			}
			waiting := min(room, 8-places)
			if count[ResultAccepted] != places || count[ResultWaitlisted] != waiting ||
				count[ResultUntreated] != 8-places-waiting {
				t.Errorf("%d places, %d may wait: %v", places, room, count)
			}
		}
	}
}

func TestTreatNamesThePriceTheClassAndTheReservation(t *testing.T) {
	b := newBench()
	b.holds(tom, "RESTO", tuesday, Accepted, func(r *Reservation) { r.ID = 77 })
	clear(b.enrolments)
	b.AddEnrolment(Enrolment{ChildID: lea, ActivityID: 1, From: day("2026-09-01"), To: day("2026-09-30"), Priority: 9})
	b.AddEnrolment(Enrolment{ChildID: lea, ActivityID: 1, From: day(tuesday), To: day(tuesday), Priority: 3})
	out := b.Treat(b.parse("+lea:RESTO -tom:RESTO"))
	if o := out[0]; o.Reservation == nil || o.Reservation.ID != 77 || o.Quote != (pricing.Quote{}) {
		t.Errorf("the cancellation: %+v", o)
	}
	if o := out[1]; o.Priority != 3 || o.Quote.Total != 350 || o.Reservation != nil || o.Activity.Code != "RESTO" {
		t.Errorf("the booking: %+v", o)
	}
	made := b.live[b.key(lea, "RESTO", tuesday)]
	if made == nil || made.Status != Accepted || made.FamilyID != household || made.Priority != 3 ||
		!made.RequestedAt.Equal(b.Now) {
		t.Errorf("the world after: %+v", made)
	}
	if b.live[b.key(tom, "RESTO", tuesday)] != nil || b.Slots[SlotKey{canteen, day(tuesday)}] != (Slot{Accepted: 1}) {
		t.Error("the world after still has what was given up")
	}
}

func TestLinesAreTreatedInOneOrder(t *testing.T) {
	b := newBench()
	lines := b.parse("+tom:RESTO:2026-12-03 +tom:RESTO +lea:SOIR +lea:RESTO -tom:SOIR:2026-12-04 -lea:SOIR:2026-12-03")
	SortLines(lines)
	var got []string
	for _, l := range lines {
		got = append(got, fmt.Sprint(l.Kind, " ", l.Date, " ", l.ChildID, " ", l.ActivityID))
	}
	want := "cancel 2026-12-03 1 2, cancel 2026-12-04 2 2, add 2026-12-01 1 1, add 2026-12-01 1 2, add 2026-12-01 2 " +
		"1, add 2026-12-03 2 1"
	if got := strings.Join(got, ", "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// A price is computed once for each stretch between two changes; it must still be the price of each day.
func TestQuoteIsThatOfEachDay(t *testing.T) {
	b := newBench()
	a := b.activity("RESTO")
	yes := true
	a.Tariffs = []pricing.Tariff{
		{ID: 1, From: day("2026-09-01"), QFMax: cents(60000), Price: cents(100)},
		{ID: 2, From: day("2026-09-01"), QFMin: cents(60000), Price: cents(400)},
		{ID: 3, From: day("2027-01-01"), Resident: &yes, Price: cents(250)},
		{ID: 4, From: day("2027-01-15"), Resident: &yes, RatePPM: 5000, Ceiling: cents(500)},
	}
	b.Residence.Resident = true
	b.Quotients = []pricing.Quotient{
		{From: day("2026-10-01"), To: day("2026-10-31"), QF: 50000}, {From: day("2026-11-01"), To: day("2026-12-31"),
			QF: 70000},
		{From: day("2027-01-20"), QF: 30000}, {From: day("2027-02-01"), To: day("2027-02-10"), QF: 20000},
	}
	seen := map[money.Cents]bool{}
	for _, backwards := range []bool{false, true} {
		clear(b.quotes)
		for i := range 200 {
			d := day("2026-08-25").AddDays(i)
			if backwards {
				d = day("2026-08-25").AddDays(199 - i)
			}
			got, want := b.Quote(a, d), pricing.For(a.Tariffs, d, true, b.Quotients, 1)
			if got.Total != want.Total || got.Why() != want.Why() || got.TariffID != want.TariffID {
				t.Fatalf("%s: %+v, want %+v", d, got, want)
			}
			seen[got.Total] = true
		}
	}
	if len(seen) < 5 {
		t.Errorf("this town's prices hardly change: %v", seen)
	}
}

// An exchange that fell apart passes nothing, and no place is added for it.
func TestABrokenSwapAddsNoPlace(t *testing.T) {
	pool := &town.Pool{ID: 1, Places: town.Places{Capacity: new(1)}}
	meal := &town.Activity{ID: 1, Pools: []*town.Pool{pool}}
	back := Outcome{Line: Line{Key: Key{1, 1, 20}, Kind: Cancel}, Activity: meal, Result: ResultUntreated,
		Reservation: &Reservation{Status: Accepted}}
	add := Outcome{Line: Line{Key: Key{2, 1, 20}, Kind: Add}, Activity: meal, Result: ResultAccepted, Needs: PassFull,
		OneMore: true, Raised: []SlotKey{{1, 20}}}
	left := Swaps([]Outcome{back, add}, func(Outcome) bool { return true })
	if len(left) != 2 || left[1].Reason != SwapKept || left[1].Needs != 0 || left[1].OneMore || left[1].Raised != nil {
		t.Errorf("%+v", left)
	}
}
