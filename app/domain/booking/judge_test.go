package booking

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/deadline"
	"cartable/app/domain/money"
	"cartable/app/domain/town"
)

// tuesday is a school day on which everything is offered; wednesday one without a meal.
const tuesday, wednesday = "2026-12-01", "2026-12-02"

// One row per rule of DOMAIN.md 3, 4.4, 4.6, 5 and 6.5. By default the day is Léa's meal on Tuesday 1 December, seen on
// Monday 23 November.
func TestJudge(t *testing.T) {
	set := func(at time.Time) func(bench) { return func(b bench) { b.Now = at } }
	places := func(pool int64, capacity, waitlist *int) func(bench) {
		return func(b bench) { b.pool(pool).Places = town.Places{Capacity: capacity, Waitlist: waitlist} }
	}
	others := func(pool int64, accepted, waiting int) func(bench) {
		return func(b bench) { b.others(pool, tuesday, accepted, waiting) }
	}
	holds := func(child int64, code string, s Status, but ...func(*Reservation)) func(bench) {
		return func(b bench) { b.holds(child, code, tuesday, s, but...) }
	}
	drafts := func(kind Kind, child int64, code string) func(bench) {
		return func(b bench) { b.drafts(kind, child, code, tuesday) }
	}
	balance := func(wallet int64, c money.Cents) func(bench) {
		return func(b bench) { b.Balances[wallet] = c }
	}
	elsewhere := func(date, from, to string) func(bench) {
		return func(b bench) {
			b.AddElsewhere(lea, Elsewhere{Date: day(date), Name: "le conservatoire", Start: hour(from), End: hour(to)})
		}
	}
	compatible := func(one, other string) func(bench) {
		return func(b bench) {
			b.activity(one).Compatible[b.activity(other).ID] = true
			b.activity(other).Compatible[b.activity(one).ID] = true
		}
	}
	opens := func(on, hour string) func(bench) {
		return func(b bench) { b.opens("RESTO", tuesday, wednesday, on, hour) }
	}
	outing := func(school, class int64) func(bench) {
		return func(b bench) {
			b.Pupils[lea] = town.Pupil{School: 1, Class: 1}
			b.Town.Schools = []*town.School{{ID: 1, Classes: []*town.Class{{ID: 1}, {ID: 2}}}}
			b.Town.SchoolClosures = map[civil.Date][]town.SchoolClosure{day(tuesday): {{School: school, Class: class,
				Label: "sortie"}}}
		}
	}
	theirs := func(r *Reservation) { r.FamilyID = otherHousehold }
	billed := func(r *Reservation) { r.Billed = true }
	ticked := func(r *Reservation) { r.Attendance = "present" }
	hides := func(b bench) { b.Town.Structure.HidesPresence = true }
	type given = []func(bench)

	tests := []struct {
		name       string
		code, date string
		given      given
		state      State
		reason     Reason
		detail     string
	}{
		// DOMAIN.md 3.3: closed.
		{"a place is free and nobody waits", "", "", nil, Available, "", ""},
		{"never on that weekday", "", wednesday, nil, Closed, ClosedDay, ""},
		{"closed by the structure", "", "",
			given{func(b bench) { b.Town.Structure.Closures[day(tuesday)] = "Élections" }}, Closed, ClosedDay,
			"Élections"},
		{"closed by a line of openings", "", "",
			given{func(b bench) { b.activity("RESTO").Openings[day(tuesday)] = false }}, Closed, ClosedDay, ""},
		{"opened by one on a Wednesday", "", wednesday,
			given{func(b bench) { b.activity("RESTO").Openings[day(wednesday)] = true }}, Available, "", ""},
		{"a public holiday", "", "2027-05-17", nil, Closed, PublicHoliday, "Lundi de Pentecôte"},
		{"school holidays", "", "2026-12-21", nil, Closed, SchoolHolidays, "Vacances de Noël"},
		{"a school day, for what is offered in the holidays", "HOLIDAY", "", nil, Closed, SchoolDay, ""},
		{"before the season", "", "2026-08-31", nil, Closed, OutOfSeason, ""},
		{"after the season", "", "2027-07-05", nil, Closed, OutOfSeason, ""},
		{"not enrolled", "", "", given{func(b bench) { clear(b.enrolments) }}, Closed, NotEnrolled, ""},
		{"a brother's enrolment is not hers", "", "",
			given{func(b bench) { delete(b.enrolments, childActivity{lea, 1}) }}, Closed, NotEnrolled, ""},
		{"enrolled until the day before", "", "", given{enrolled("2026-09-01", "2026-11-30")}, Closed, NotEnrolled, ""},
		{"enrolled until the day", "", "", given{enrolled("2026-09-01", tuesday)}, Available, "", ""},
		{"enrolled from the day", "", "", given{enrolled(tuesday, "2027-07-02")}, Available, "", ""},
		{"enrolled from the day after", "", "", given{enrolled("2026-12-02", "2027-07-02")}, Closed, NotEnrolled, ""},
		{"enrolled twice, the second time for the day", "", "",
			given{enrolled("2026-09-01", "2026-09-30", tuesday, tuesday)}, Available, "", ""},

		// DOMAIN.md 5: until when. J-2 12:00 is Sunday 29 November at noon.
		{"a second before the limit", "", "", given{set(at("2026-11-29 11:59:59"))}, Available, "", ""},
		{"exactly at the limit", "", "", given{set(at("2026-11-29 12:00:00"))}, Available, "", ""},
		{"exactly at the limit, on a server far away", "", "",
			given{set(at("2026-11-29 12:00:00").In(time.FixedZone("", -9*3600)))}, Available, "", ""},
		{"an instant after", "", "", given{set(at("2026-11-29 12:00:00").Add(time.Nanosecond))}, Closed, TooLateToBook,
			"dimanche 29 novembre à 12 h"},
		{"a second after", "", "", given{set(at("2026-11-29 12:00:01"))}, Closed, TooLateToBook,
			"dimanche 29 novembre à 12 h"},
		{"working days: Friday at noon", "", "", given{by("JO-2 12:00"), set(at("2026-11-27 12:00:00"))}, Available, "",
			""},
		{"working days: the weekend does not count", "", "", given{by("JO-2 12:00"), set(at("2026-11-27 12:00:01"))},
			Closed, TooLateToBook, "vendredi 27 novembre à 12 h"},
		{"the week before: Thursday at noon", "", "", given{by("S-1 jeu 12:00"), set(at("2026-11-26 12:00:00"))},
			Available, "", ""},
		{"the week before: a second later", "", "", given{by("S-1 jeu 12:00"), set(at("2026-11-26 12:00:01"))}, Closed,
			TooLateToBook, "jeudi 26 novembre à 12 h"},
		{"the month before: it has passed", "", "", given{by("M-1 20 23:59")}, Closed, TooLateToBook,
			"vendredi 20 novembre à 23 h 59"},
		{"the day itself at nine", "SOIR", "", given{set(at("2026-12-01 09:00:00"))}, Available, "", ""},
		{"the day itself after nine", "SOIR", "", given{set(at("2026-12-01 09:00:01"))}, Closed, TooLateToBook,
			"mardi 1er décembre à 9 h"},
		{"without a limit: to the end of the day", "MATIN", "", given{set(at("2026-12-01 23:59:59"))}, Available, "",
			""},
		{"without a limit: not the day after", "MATIN", "", given{set(at("2026-12-02 00:00:00"))}, Closed,
			TooLateToBook, "mardi 1er décembre à 23 h 59"},
		{"without a limit: no day of last month", "MATIN", "2026-11-22", nil, Closed, TooLateToBook,
			"dimanche 22 novembre à 23 h 59"},
		{"a rule that was forgotten opens nothing", "", "",
			given{func(b bench) { b.activity("RESTO").BookBy = deadline.Rule{} }}, Closed, TooLateToBook, "-"},

		// DOMAIN.md 10.53: closed for a school or a class.
		{"closed for her class", "", "", given{outing(1, 1)}, Closed, ClosedForClass, "sortie"},
		{"closed for another class", "", "", given{outing(1, 2)}, Available, "", ""},
		{"closed for her school", "", "", given{outing(1, 0)}, Closed, ClosedForClass, "sortie"},
		{"closed for another school", "", "", given{outing(2, 0)}, Available, "", ""},

		// DOMAIN.md 10.51: bookings of a period open at an instant.
		{"a second before bookings open", "", "", given{opens("2026-11-28", "08:30"), set(at("2026-11-28 08:29:59"))},
			Closed, NotYetOpen, "samedi 28 novembre à 8 h 30"},
		{"the last instant before", "", "", given{opens("2026-11-28", "08:30"),
			set(at("2026-11-28 08:30:00").Add(-time.Nanosecond))}, Closed, NotYetOpen, "samedi 28 novembre à 8 h 30"},
		{"at that instant", "", "", given{opens("2026-11-28", "08:30"), set(at("2026-11-28 08:30:00"))}, Available, "",
			""},
		{"at that instant, on a server far away", "", "", given{opens("2026-11-28", "08:30"),
			set(at("2026-11-28 08:30:00").In(time.FixedZone("", -9*3600)))}, Available, "", ""},
		{"the day after the period", "", "2026-12-03", given{opens("2026-11-28", "08:30")}, Available, "", ""},
		{"another activity", "SOIR", "", given{opens("2026-11-28", "08:30")}, Available, "", ""},
		{"a reservation stays, and may be given up", "", "", given{opens("2026-11-28", "08:30"),
			holds(lea, "RESTO", Accepted)}, Booked, "", ""},
		{"so does a request", "", "", given{opens("2026-11-28", "08:30"), holds(lea, "RESTO", Waitlisted)}, Requested,
			"", ""},
		{"a deadline that has passed is said first", "", "", given{opens("2026-11-30", "08:30"),
			set(at("2026-11-29 12:00:01"))}, Closed, TooLateToBook, "dimanche 29 novembre à 12 h"},

		// DOMAIN.md 4.6: a debt blocks.
		{"a cent over the floor", "", "", given{balance(1, -2999)}, Available, "", ""},
		{"exactly at the floor", "", "", given{balance(1, -3000)}, Closed, DebtBlocks, money.Cents(1).String()},
		{"under the floor", "", "", given{balance(1, -4550)}, Closed, DebtBlocks, money.Cents(1551).String()},
		{"another wallet's debt", "", "", given{balance(2, -9999)}, Available, "", ""},
		{"each category has its floor", "SOIR", "", given{balance(2, -2000)}, Closed, DebtBlocks,
			money.Cents(1).String()},
		{"no floor, never blocked", "MATIN", "", given{balance(2, -999_999)}, Available, "", ""},
		{"a debt does not hinder from giving up", "", "", given{balance(1, -9999), holds(lea, "RESTO", Accepted)},
			Booked, "", ""},

		// DOMAIN.md 4.4: overlapping hours.
		{"a reservation at the same hours", "MATIN", "", given{holds(lea, "RESTO", Accepted)}, Closed, Overlap,
			"L'activité RESTO"},
		{"one after the other", "MATIN", "", given{holds(lea, "APREM", Accepted)}, Available, "", ""},
		{"end and start on the same minute", "APREM", "", given{holds(lea, "RESTO", Accepted)}, Available, "", ""},
		{"a waiting-list request excludes too", "JOUR", "", given{holds(lea, "MATIN", Waitlisted)}, Closed, Overlap,
			"L'activité MATIN"},
		{"a request that awaits an answer excludes too", "SOIR", "", given{holds(lea, "ETUDE", Pending)}, Closed,
			Overlap, "L'activité ETUDE"},
		{"what was refused excludes nothing", "JOUR", "", given{holds(lea, "MATIN", Refused)}, Available, "", ""},
		{"what was cancelled is not there", "JOUR", "", given{holds(lea, "MATIN", Cancelled)}, Available, "", ""},
		{"compatible activities", "JOUR", "", given{compatible("RESTO", "JOUR"), holds(lea, "RESTO", Accepted)},
			Available, "", ""},
		{"compatible, the other way round", "", "", given{compatible("RESTO", "JOUR"), holds(lea, "JOUR", Accepted)},
			Available, "", ""},
		{"compatible with another", "MATIN", "", given{compatible("RESTO", "JOUR"), holds(lea, "RESTO", Accepted)},
			Closed, Overlap, "L'activité RESTO"},
		{"a drafted booking excludes", "JOUR", "", given{drafts(Add, lea, "MATIN")}, Closed, Overlap,
			"L'activité MATIN"},
		{"a compatible drafted booking", "JOUR", "", given{compatible("RESTO", "JOUR"), drafts(Add, lea, "RESTO")},
			Available, "", ""},
		{"a drafted cancellation frees the hours", "JOUR", "",
			given{holds(lea, "MATIN", Accepted), drafts(Cancel, lea, "MATIN")}, Available, "", ""},
		{"but not those of a second one", "JOUR", "",
			given{holds(lea, "MATIN", Accepted), holds(lea, "APREM", Accepted), drafts(Cancel, lea, "MATIN")}, Closed,
			Overlap, "L'activité APREM"},
		{"a drafted cancellation and a drafted booking", "JOUR", "",
			given{holds(lea, "MATIN", Accepted), drafts(Cancel, lea, "MATIN"), drafts(Add, lea, "APREM")}, Closed,
			Overlap, "L'activité APREM"},
		{"a brother may be elsewhere", "JOUR", "", given{holds(tom, "MATIN", Accepted), drafts(Add, tom, "APREM")},
			Available, "", ""},
		{"another day is another day", "JOUR", wednesday,
			given{holds(lea, "MATIN", Accepted), drafts(Add, lea, "APREM")}, Available, "", ""},
		{"booked by the other household, the child is taken", "JOUR", "", given{holds(lea, "MATIN", Accepted, theirs)},
			Closed, OverlapThere, ""},
		{"and where the structure keeps that to itself, the name goes too", "JOUR", "",
			given{hides, holds(lea, "MATIN", Accepted, theirs)}, Closed, Unavailable, ""},
		{"in another structure", "MATIN", "", given{elsewhere(tuesday, "11:59", "12:30")}, Closed, Overlap,
			"le conservatoire"},
		{"in another structure, just after", "MATIN", "", given{elsewhere(tuesday, "12:00", "12:30")}, Available, "",
			""},
		{"in another structure, just before", "APREM", "", given{elsewhere(tuesday, "12:00", "13:30")}, Available, "",
			""},
		{"in another structure, another day", "MATIN", wednesday, given{elsewhere(tuesday, "08:00", "18:00")},
			Available, "", ""},
		{"hours that cross do not hinder from giving up", "", "",
			given{holds(lea, "RESTO", Accepted), holds(lea, "MATIN", Accepted)}, Booked, "", ""},

		// DOMAIN.md 3.1 and 6.5: places.
		{"the last place", "", "", given{others(canteen, 1, 0)}, Available, "", ""},
		{"no place, the waiting list has room", "", "", given{others(canteen, 2, 1)}, Waitlist, "", ""},
		{"no place, the waiting list is full", "", "", given{others(canteen, 2, 2)}, Full, WaitlistFull, ""},
		{"no place, no waiting list", "", "", given{places(canteen, n(2), n(0)), others(canteen, 2, 0)}, Full, NoPlace,
			""},
		{"no place, a waiting list without limit", "", "", given{places(canteen, n(2), nil), others(canteen, 2, 500)},
			Waitlist, "", ""},
		{"a capacity of zero", "", "", given{places(canteen, n(0), nil)}, Waitlist, "", ""},
		{"a capacity of zero, no waiting list", "", "", given{places(canteen, n(0), n(0))}, Full, NoPlace, ""},
		{"a capacity without limit", "", "", given{places(canteen, nil, n(0)), others(canteen, 10_000, 0)}, Available,
			"", ""},
		{"a capacity lowered under what was given", "", "", given{others(canteen, 5, 0)}, Waitlist, "", ""},
		{"the date has its own capacity", "", "", given{own(canteen, n(1), nil), others(canteen, 1, 1)}, Waitlist, "",
			""},
		{"the date has its own waiting list", "", "", given{own(canteen, nil, n(0)), others(canteen, 2, 0)}, Full,
			NoPlace, ""},
		{"without a pool there is always a place", "SOIR", "", nil, Available, "", ""},
		{"a newcomer never overtakes", "", "", given{others(canteen, 0, 1)}, Waitlist, "", ""},
		{"nor where places have no limit any more", "", "", given{places(canteen, nil, nil), others(canteen, 0, 1)},
			Waitlist, "", ""},
		{"nor into a full waiting list", "", "", given{others(canteen, 0, 2)}, Full, WaitlistFull, ""},
		{"nor where the waiting list was closed since", "", "",
			given{places(canteen, n(2), n(0)), others(canteen, 0, 1)}, Full, NoPlace, ""},
		{"a brother who waits is not overtaken either", "", "", given{holds(tom, "RESTO", Waitlisted)}, Waitlist, "",
			""},
		{"who awaits an answer or was refused does not wait", "", "",
			given{holds(tom, "RESTO", Pending), others(canteen, 0, 0)}, Available, "", ""},
		{"another date's places are its own", "", "2026-12-03", given{others(canteen, 2, 2)}, Available, "", ""},

		// Two pools: the fuller decides.
		{"a place in both", "JOUR", "", given{others(morning, 2, 0), others(afternoon, 2, 0)}, Available, "", ""},
		{"the first is full", "JOUR", "", given{others(morning, 3, 0)}, Waitlist, "", ""},
		{"the second is full", "JOUR", "", given{others(afternoon, 3, 0)}, Waitlist, "", ""},
		{"half a day where the other half is full", "MATIN", "", given{others(afternoon, 3, 0)}, Available, "", ""},
		{"somebody waits for the second", "JOUR", "", given{others(afternoon, 0, 1)}, Waitlist, "", ""},
		{"the first has no waiting list", "JOUR", "", given{places(morning, n(3), n(0)), others(morning, 3, 0)}, Full,
			NoPlace, ""},
		{"the second's waiting list is full", "JOUR", "", given{places(afternoon, n(3), n(1)), others(afternoon, 3, 1)},
			Full, WaitlistFull, ""},
		{"one without limit, the other full", "JOUR", "", given{places(morning, nil, nil), others(afternoon, 3, 0)},
			Waitlist, "", ""},

		// The draft takes no place, but frees those that it cancels.
		{"a brother's drafted booking takes no place", "", "", given{others(canteen, 1, 0), drafts(Add, tom, "RESTO")},
			Available, "", ""},
		{"a brother's drafted cancellation frees his place", "", "",
			given{others(canteen, 1, 0), holds(tom, "RESTO", Accepted), drafts(Cancel, tom, "RESTO")}, Available, "",
			""},
		{"but not past those who wait", "", "", given{others(canteen, 1, 1), holds(tom, "RESTO", Accepted),
			drafts(Cancel, tom, "RESTO")}, Waitlist, "", ""},
		{"a drafted withdrawal frees no place", "", "", given{others(canteen, 2, 0), holds(tom, "RESTO", Pending),
			drafts(Cancel, tom, "RESTO")}, Waitlist, "", ""},
		{"a full day given up frees both halves", "APREM", "",
			given{others(afternoon, 2, 0), holds(tom, "JOUR", Accepted), drafts(Cancel, tom, "JOUR")}, Available, "",
			""},
		{"a capacity far under what was given is not opened by one place", "", "",
			given{others(canteen, 4, 0), holds(tom, "RESTO", Accepted), drafts(Cancel, tom, "RESTO")}, Waitlist, "",
			""},

		// Reserved days. J-1 18:00 is Monday 30 November at six.
		{"accepted", "", "", given{holds(lea, "RESTO", Accepted)}, Booked, "", ""},
		{"waitlisted", "", "", given{holds(lea, "RESTO", Waitlisted)}, Requested, "", ""},
		{"awaiting an answer", "", "", given{holds(lea, "RESTO", Pending)}, Requested, "", ""},
		{"refused", "", "", given{holds(lea, "RESTO", Refused)}, Requested, "", ""},
		{"cancelled: free again", "", "", given{holds(lea, "RESTO", Cancelled)}, Available, "", ""},
		{"accepted, too late to book but not to cancel", "", "",
			given{holds(lea, "RESTO", Accepted), set(at("2026-11-30 09:00:00"))}, Booked, "", ""},
		{"accepted, exactly at the limit", "", "", given{holds(lea, "RESTO", Accepted), set(at("2026-11-30 18:00:00"))},
			Booked, "", ""},
		{"accepted, a second after", "", "", given{holds(lea, "RESTO", Accepted), set(at("2026-11-30 18:00:01"))},
			BookedLocked, TooLateToCancel, "lundi 30 novembre à 18 h"},
		{"waitlisted, exactly at the limit", "", "",
			given{holds(lea, "RESTO", Waitlisted), set(at("2026-11-30 18:00:00"))}, Requested, "", ""},
		{"waitlisted, a second after", "", "", given{holds(lea, "RESTO", Waitlisted), set(at("2026-11-30 18:00:01"))},
			RequestedLocked, TooLateToCancel, "lundi 30 novembre à 18 h"},
		{"awaiting an answer, after the limit", "", "",
			given{holds(lea, "RESTO", Pending), set(at("2026-11-30 18:00:01"))}, RequestedLocked, TooLateToCancel,
			"lundi 30 novembre à 18 h"},
		{"refused, after the limit", "", "", given{holds(lea, "RESTO", Refused), set(at("2026-11-30 18:00:01"))},
			RequestedLocked, TooLateToCancel, "lundi 30 novembre à 18 h"},
		{"without a limit: until the end of the day", "SOIR", "",
			given{holds(lea, "SOIR", Accepted), set(at("2026-12-01 23:59:59"))}, Booked, "", ""},
		{"without a limit: locked the day after", "SOIR", "",
			given{holds(lea, "SOIR", Accepted), set(at("2026-12-02 00:00:00"))}, BookedLocked, TooLateToCancel,
			"mardi 1er décembre à 23 h 59"},
		{"billed", "", "", given{holds(lea, "RESTO", Accepted, billed)}, BookedLocked, AlreadySettled, ""},
		{"ticked", "", "", given{holds(lea, "RESTO", Accepted, ticked)}, BookedLocked, AlreadySettled, ""},
		{"a request, ticked", "", "", given{holds(lea, "RESTO", Waitlisted, ticked)}, RequestedLocked, AlreadySettled,
			""},
		{"ticked and too late", "", "", given{holds(lea, "RESTO", Accepted, ticked), set(at("2026-12-02 00:00:00"))},
			BookedLocked, AlreadySettled, ""},
		{"the other household's", "", "", given{holds(lea, "RESTO", Accepted, theirs)}, BookedLocked, OtherFamily, ""},
		{"the other household's request", "", "", given{holds(lea, "RESTO", Waitlisted, theirs)}, RequestedLocked,
			OtherFamily, ""},
		{"the other household's, billed and too late", "", "", given{holds(lea, "RESTO", Accepted, theirs, billed),
			set(at("2026-12-02 00:00:00"))}, BookedLocked, OtherFamily, ""},
		{"the other household's, kept from this one", "", "", given{hides, holds(lea, "RESTO", Accepted, theirs)},
			Closed, Unavailable, ""},
		{"its request too", "", "", given{hides, holds(lea, "RESTO", Waitlisted, theirs)}, Closed, Unavailable, ""},
		{"kept from this one, the deadline says it first", "", "", given{hides, holds(lea, "RESTO", Accepted, theirs),
			set(at("2026-12-02 00:00:00"))}, Closed, TooLateToBook, "dimanche 29 novembre à 12 h"},
		{"kept from this one, a full day says it first", "", "", given{hides, holds(lea, "RESTO", Accepted, theirs),
			places(canteen, n(2), n(0)), others(canteen, 2, 0)}, Full, NoPlace, ""},
		{"one's own is shown all the same", "", "", given{hides, holds(lea, "RESTO", Accepted)}, Booked, "", ""},
		{"a day closed since may still be given up", "", "",
			given{holds(lea, "RESTO", Accepted), func(b bench) { b.Town.Structure.Closures[day(tuesday)] = "Grève" }},
			Booked, "", ""},
		{"an enrolment that ended since does not hinder it", "", "",
			given{holds(lea, "RESTO", Accepted), func(b bench) { clear(b.enrolments) }}, Booked, "", ""},
		{"a full day is booked for who has it", "", "", given{holds(lea, "RESTO", Accepted), others(canteen, 5, 5)},
			Booked, "", ""},

		// The way places are allotted does not change the state.
		{"decided by the night", "ETUDE", "", nil, Available, "", ""},
		{"decided by the night, no place", "ETUDE", "", given{others(study, 1, 0)}, Waitlist, "", ""},
		{"decided by the night, no place and no waiting list left", "ETUDE", "", given{others(study, 1, 1)}, Full,
			WaitlistFull, ""},
		{"decided by staff", "MUSIQUE", "", nil, Available, "", ""},
		{"decided by staff, no place", "MUSIQUE", "", given{others(music, 1, 0)}, Waitlist, "", ""},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			b := newBench()
			for _, change := range tc.given {
				change(b)
			}
			code, date := tc.code, tc.date
			if code == "" {
				code = "RESTO"
			}
			if date == "" {
				date = tuesday
			}
			d := b.judge(lea, code, date)
			if d.State != tc.state || d.Reason != tc.reason || tc.detail != "-" && d.Detail != tc.detail {
				t.Errorf("%s %q (%q), want %s %q (%q)", d.State, d.Reason, d.Detail, tc.state, tc.reason, tc.detail)
			}
			if does := d.Tickable(); does != (d.Reason == "") {
				t.Errorf("a click does something: %t, and the reason is %q", does, d.Reason)
			}
			if d.Reason == DebtBlocks && d.Amount.String() != d.Detail {
				t.Errorf("%s to pay, the sentence says %s", d.Amount, d.Detail)
			}
		})
	}
}

func enrolled(between ...string) func(bench) {
	return func(b bench) {
		clear(b.enrolments)
		for i := 0; i < len(between); i += 2 {
			b.AddEnrolment(Enrolment{ChildID: lea, ActivityID: b.activity("RESTO").ID, From: day(between[i]),
				To: day(between[i+1])})
		}
	}
}

func by(text string) func(bench) {
	return func(b bench) { b.activity("RESTO").BookBy = rule(text) }
}

func own(pool int64, capacity, waitlist *int) func(bench) {
	return func(b bench) {
		b.pool(pool).ByDate = map[civil.Date]town.Places{day(tuesday): {Capacity: capacity, Waitlist: waitlist}}
	}
}

// When everything prevents a booking, the reasons come in the order of the checks, each hiding the next.
func TestReasonsComeInOrder(t *testing.T) {
	b := newBench()
	meal := b.activity("RESTO")
	meal.Openings[day(tuesday)] = false
	clear(b.enrolments)
	b.Now = at("2026-11-29 12:00:01")
	b.Balances[1] = -3000
	b.holds(lea, "MATIN", tuesday, Accepted)
	b.others(canteen, tuesday, 2, 2)
	meal.Ages = town.Ages{From: n(6)}
	b.schooled(lea, "2020-12-02")
	meal.Schools, meal.Levels = []*town.School{{ID: 2}}, town.Levels{"CP"}
	b.opens("RESTO", tuesday, tuesday, "2026-11-29", "13:00")
	steps := []struct {
		reason Reason
		mend   func()
	}{
		{ClosedDay, func() { delete(meal.Openings, day(tuesday)) }},
		{NotEnrolled, func() {
			b.AddEnrolment(Enrolment{ChildID: lea, ActivityID: meal.ID, From: day(tuesday), To: day(tuesday)})
		}},
		{NotOfAge, func() { meal.Ages.From = n(5) }},
		{NotOfSchool, func() { meal.Schools = nil }},
		{NotOfLevel, func() { meal.Levels = town.Levels{"CE1", "CE2"} }},
		{TooLateToBook, func() { b.Now = at("2026-11-29 12:00:00") }},
		{NotYetOpen, func() { meal.Releases = nil }},
		{DebtBlocks, func() { b.Balances[1]++ }},
		{Overlap, func() { b.drafts(Cancel, lea, "MATIN", tuesday) }},
		{WaitlistFull, func() { meal.Pools[0].Waitlist = n(0) }},
		{NoPlace, func() { meal.Pools[0].Waitlist = nil }},
	}
	for _, s := range steps {
		if d := b.judge(lea, "RESTO", tuesday); d.Reason != s.reason {
			t.Fatalf("the reason is %q, want %q", d.Reason, s.reason)
		}
		s.mend()
	}
	if d := b.judge(lea, "RESTO", tuesday); d.State != Waitlist || d.Reason != "" {
		t.Fatalf("got %s %q", d.State, d.Reason)
	}
}

func TestJudgeCountsPlaces(t *testing.T) {
	tests := []struct {
		name          string
		code          string
		given         func(bench)
		free, waiting int
	}{
		{"as many as the pool", "RESTO", func(bench) {}, 2, 0},
		{"less those who have one", "RESTO", func(b bench) { b.others(canteen, tuesday, 1, 1) }, 1, 1},
		{"never under zero", "RESTO", func(b bench) { b.others(canteen, tuesday, 5, 0) }, 0, 0},
		{"no limit", "RESTO", func(b bench) { b.pool(canteen).Capacity = nil; b.others(canteen, tuesday, 5, 3) },
			NoLimit, 3},
		{"no pool", "SOIR", func(bench) {}, NoLimit, 0},
		{"the pool that has fewest, those that wait most", "JOUR",
			func(b bench) { b.others(morning, tuesday, 1, 2); b.others(afternoon, tuesday, 2, 1) }, 1, 2},
		{"a pool without limit does not count", "JOUR",
			func(b bench) { b.pool(morning).Capacity = nil; b.others(afternoon, tuesday, 1, 0) }, 2, 0},
		{"what the draft gives back", "RESTO", func(b bench) {
			b.holds(tom, "RESTO", tuesday, Accepted)
			b.drafts(Cancel, tom, "RESTO", tuesday)
		}, 2, 0},
		{"what the draft books is not taken", "RESTO", func(b bench) { b.drafts(Add, tom, "RESTO", tuesday) }, 2, 0},
		{"for who has a place too", "RESTO", func(b bench) { b.holds(lea, "RESTO", tuesday, Accepted) }, 1, 0},
	}
	for _, tc := range tests {
		b := newBench()
		tc.given(b)
		if d := b.judge(lea, tc.code, tuesday); d.Free != tc.free || d.Waiting != tc.waiting {
			t.Errorf("%s: %d free, %d wait, want %d and %d", tc.name, d.Free, d.Waiting, tc.free, tc.waiting)
		}
	}
}

func TestJudgeTellsTheNextLimit(t *testing.T) {
	b := newBench()
	if got := b.judge(lea, "RESTO", tuesday).Until; !got.Equal(at("2026-11-29 12:00:00")) {
		t.Errorf("a free day may be booked until %s", got)
	}
	b.holds(lea, "RESTO", tuesday, Accepted)
	if got := b.judge(lea, "RESTO", tuesday).Until; !got.Equal(at("2026-11-30 18:00:00")) {
		t.Errorf("a booked day may be given up until %s", got)
	}
}

// A draft is shown over the state, and the box shows the family's wish. A draft that became impossible, or pointless
// since another adult did the same, may still be undone.
func TestADraftIsShownOverTheState(t *testing.T) {
	late := func(b bench) { b.Now = at("2026-11-30 18:00:01") }
	tests := []struct {
		name             string
		given            []func(bench)
		state            State
		draft            Kind
		ticked, tickable bool
	}{
		{"nothing", nil, Available, None, false, true},
		{"a booking", []func(bench){drafted(Add)}, Available, Add, true, true},
		{"booked", []func(bench){held(Accepted)}, Booked, None, true, true},
		{"waitlisted", []func(bench){held(Waitlisted)}, Requested, None, true, true},
		{"refused", []func(bench){held(Refused)}, Requested, None, true, true},
		{"a cancellation", []func(bench){held(Accepted), drafted(Cancel)}, Booked, Cancel, false, true},
		{"a withdrawal", []func(bench){held(Waitlisted), drafted(Cancel)}, Requested, Cancel, false, true},
		{"closed", []func(bench){late}, Closed, None, false, false},
		{"locked", []func(bench){held(Accepted), late}, BookedLocked, None, true, false},
		{"a request, locked", []func(bench){held(Waitlisted), late}, RequestedLocked, None, true, false},
		{"a booking drafted in time, too late by now", []func(bench){drafted(Add), late}, Closed, Add, true, true},
		{"a cancellation drafted in time, too late by now", []func(bench){held(Accepted), drafted(Cancel), late},
			BookedLocked, Cancel, false, true},
		{"a booking drafted, and booked by another adult since", []func(bench){held(Accepted), drafted(Add)}, Booked,
			Add, true, true},
		{"a cancellation drafted, and done by another adult since", []func(bench){drafted(Cancel)}, Available, Cancel,
			false, true},
	}
	for _, tc := range tests {
		b := newBench()
		for _, change := range tc.given {
			change(b)
		}
		d := b.judge(lea, "RESTO", tuesday)
		if d.State != tc.state || d.Draft != tc.draft || d.Ticked() != tc.ticked || d.Tickable() != tc.tickable {
			t.Errorf("%s: %s %q, ticked %t, tickable %t", tc.name, d.State, d.Draft, d.Ticked(), d.Tickable())
		}
		b.DropDraft()
		if again := b.judge(lea, "RESTO", tuesday); again.Draft != None || again.State != tc.state {
			t.Errorf("%s: without the draft %s %q", tc.name, again.State, again.Draft)
		}
	}
}

// Once the draft is dropped it has no effect left: neither on the places that it gave back, nor on the hours that it
// took or freed.
func TestDropDraft(t *testing.T) {
	b := newBench()
	b.others(canteen, tuesday, 1, 0)
	b.holds(tom, "RESTO", tuesday, Accepted)
	b.holds(tom, "SOIR", tuesday, Accepted)
	b.drafts(Cancel, tom, "RESTO", tuesday)
	b.drafts(Cancel, tom, "SOIR", tuesday)
	b.drafts(Add, lea, "MATIN", tuesday)
	see := func() string {
		text := ""
		for _, d := range []Day{b.judge(lea, "RESTO", tuesday), b.judge(tom, "APREM", tuesday),
			b.judge(lea, "JOUR", tuesday)} {
			text += fmt.Sprint(d.State, d.Reason, " ", d.Free, "; ")
		}
		return text
	}
	b.activity("RESTO").Start = hour("12:00")
	if got := see(); got != "available 1; available 3; closedoverlap 3; " {
		t.Errorf("with the draft: %s", got)
	}
	b.DropDraft()
	if got := see(); got != "waitlist 0; closedoverlap 3; available 3; " {
		t.Errorf("without it: %s", got)
	}
}

func held(s Status) func(bench) { return func(b bench) { b.holds(lea, "RESTO", tuesday, s) } }
func drafted(k Kind) func(bench) {
	return func(b bench) { b.drafts(k, lea, "RESTO", tuesday) }
}

func TestEverEnrolled(t *testing.T) {
	b := newBench()
	enrolled("2026-10-01", "2026-10-31", "2027-01-04", "2027-01-04")(b)
	for between, want := range map[string]bool{
		"2026-09-01 2026-09-30": false, "2026-09-01 2026-10-01": true, "2026-10-15 2026-10-15": true,
		"2026-10-31 2026-12-31": true,
		"2026-11-01 2027-01-03": false, "2026-11-01 2027-01-04": true, "2026-09-01 2027-07-02": true,
		"2027-01-05 2027-07-02": false,
	} {
		from, to, _ := strings.Cut(between, " ")
		if got := b.EverEnrolled(lea, 1, day(from), day(to)); got != want {
			t.Errorf("between %s: %t, want %t", between, got, want)
		}
	}
	if b.EverEnrolled(tom, 1, day("2026-09-01"), day("2027-07-02")) ||
		b.EverEnrolled(lea, 2, day("2026-09-01"), day("2027-07-02")) {
		t.Error("another's enrolment")
	}
}

// reasonsDeclared reads the reasons from the source, so that none is forgotten.
func reasonsDeclared(t *testing.T) (all []Reason) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "reason.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(node ast.Node) bool {
		if spec, ok := node.(*ast.ValueSpec); ok {
			if name, ok := spec.Type.(*ast.Ident); ok && name.Name == "Reason" {
				text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, Reason(text))
			}
		}
		return true
	})
	return all
}

// Each reason has a sentence for people.
func TestReasonsHaveWords(t *testing.T) {
	all := reasonsDeclared(t)
	if len(all) != len(reasons) {
		t.Errorf("%d reasons are declared, %d have words", len(all), len(reasons))
	}
	for _, r := range all {
		if r.Short() == "" || strings.ToLower(r.Short()[:1]) != r.Short()[:1] {
			t.Errorf("%s: %q does not stand after « Non traitée, »", r, r.Short())
		}
		for _, detail := range []string{"", "le détail"} {
			s := r.Sentence(detail)
			if !strings.HasSuffix(s, ".") || strings.ContainsAny(s, "{}") || strings.Contains(s, "  ") ||
				strings.Contains(s, "()") {
				t.Errorf("%s: %q", r, s)
			}
			takes := strings.Contains(reasons[r].sentence, "{}")
			if detail != "" && takes != strings.Contains(s, detail) {
				t.Errorf("%s loses its detail: %q", r, s)
			}
		}
		if want := "Non traitée, " + r.Short(); Observation(ResultUntreated, r) != want {
			t.Errorf("%s: %q, want %q", r, Observation(ResultUntreated, r), want)
		}
	}
	if Reason("unheard-of").Short() != "" || Observation(ResultUntreated, "") != "Non traitée" {
		t.Error("a reason without words must not break a sentence")
	}
	sentences := map[string]string{
		TooLateToBook.Sentence(
			"mardi 1er décembre à 9 h"): "Le délai pour réserver ce jour est passé (jusqu'au mardi " +
			"1er décembre à 9 h).",
		DebtBlocks.Sentence("15,51 €"): "Votre solde est trop bas pour réserver cette activité. Versez au moins " +
			"15,51 € pour débloquer les réservations.",
		OverlapThere.Sentence("") + " " + OverlapThere.Next(): "Votre enfant a déjà une réservation à ces heures, " +
			"faite par son autre foyer. " +
			"Mettez-vous d'accord avec l'autre parent, ou contactez la mairie.",
		Overlap.Sentence("Mercredi matin"):            "Les horaires sont incompatibles avec Mercredi matin.",
		ClosedDay.Sentence(""):                        "L'activité n'est pas ouverte ce jour.",
		PublicHoliday.Sentence("Ascension"):           "Jour férié (Ascension).",
		NotYetOpen.Sentence("samedi 6 juin à 8 h 30"): "Réservations ouvertes samedi 6 juin à 8 h 30.",
	}
	for got, want := range sentences {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// The wording of the manual.
func TestObservations(t *testing.T) {
	for got, want := range map[string]string{
		Observation(ResultAccepted, ""):                 "Acceptée",
		Observation(ResultWaitlisted, ""):               "Mise en liste d'attente",
		Observation(ResultPending, ""):                  "En attente de réponse",
		Observation(ResultCancelled, ""):                "Annulée",
		Observation(ResultUntreated, NoPlace):           "Non traitée, activité complète",
		Observation(ResultUntreated, WaitlistFull):      "Non traitée, activité complète",
		Observation(ResultUntreated, TooLateToBook):     "Non traitée, hors délai",
		Outcome{Result: ResultWaitlisted}.Observation(): "Mise en liste d'attente",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestReasonOfEveryClosedDay(t *testing.T) {
	for why, want := range map[town.Closed]Reason{
		town.OutOfSeason: OutOfSeason, town.NotThisWeekday: ClosedDay, town.PublicHoliday: PublicHoliday,
		town.SchoolHolidays: SchoolHolidays, town.SchoolDay: SchoolDay, town.ClosedByTown: ClosedDay,
	} {
		if got := ReasonOf(why); got != want {
			t.Errorf("%s: %s, want %s", why, got, want)
		}
	}
}

func TestStatuses(t *testing.T) {
	for s, want := range map[Status]bool{Pending: true, Waitlisted: true, Accepted: true, Refused: false,
		Cancelled: false} {
		if s.Holds() != want {
			t.Errorf("%s holds the child's hours: %t", s, s.Holds())
		}
	}
	for r, want := range map[Result]Status{ResultAccepted: Accepted, ResultWaitlisted: Waitlisted,
		ResultPending: Pending, ResultCancelled: Cancelled, ResultUntreated: Cancelled} {
		if r.Status() != want {
			t.Errorf("%s gives %s, want %s", r, r.Status(), want)
		}
	}
	for _, r := range []Reservation{{Billed: true}, {Attendance: "absent"}} {
		if !r.Settled() {
			t.Errorf("%+v", r)
		}
	}
	if (&Reservation{}).Settled() {
		t.Error("nobody came and nothing was debited")
	}
}

// Ages are those of the day. They are asked of what is to be booked and of what still waits, not of what was accepted.
func TestAgesAreAskedOfWhatIsNotAccepted(t *testing.T) {
	for _, c := range []struct {
		name   string
		given  func(bench)
		reason Reason
		void   Reason
	}{
		{"six the next day", func(bench) {}, NotOfAge, ""},
		{"five is enough", func(b bench) { b.activity("RESTO").Ages.From = n(5) }, "", ""},
		{"accepted before", func(b bench) { b.holds(lea, "RESTO", tuesday, Accepted) }, "", ""},
		{"waits", func(b bench) { b.holds(lea, "RESTO", tuesday, Waitlisted) }, "", NotOfAge},
	} {
		b := newBench()
		meal := b.activity("RESTO")
		meal.Ages = town.Ages{From: n(6), To: n(11)}
		clear(b.enrolments)
		b.AddEnrolment(Enrolment{ChildID: lea, ActivityID: meal.ID, From: day(tuesday), To: day(tuesday)})
		b.schooled(lea, "2020-12-02")
		c.given(b)
		d := b.judge(lea, "RESTO", tuesday)
		if d.Reason != c.reason || d.Void != c.void {
			t.Errorf("%s: %q, void %q; want %q and %q", c.name, d.Reason, d.Void, c.reason, c.void)
		}
	}
	want := "Ce jour-là, votre enfant n'a pas l'âge de cette activité (de 6 à 11\u00a0ans)."
	if got := NotOfAge.Sentence("de 6 à 11\u00a0ans"); got != want {
		t.Errorf("got %q", got)
	}
}

// schooled puts a child in the class CE1-CE2 of a school.
func (b bench) schooled(child int64, birth string) {
	b.Town.Schools = []*town.School{{ID: 1, Name: "Moulin", Classes: []*town.Class{{ID: 4, Name: "CE1-CE2"}}}}
	b.Pupils[child] = town.Pupil{School: 1, Class: 4, Birth: day(birth)}
}

// Schools and levels are asked as ages are: of what is not accepted.
func TestSchoolsAndLevelsAreAskedOfWhatIsNotAccepted(t *testing.T) {
	for _, c := range []struct {
		name           string
		schools        []*town.School
		levels         town.Levels
		holds          Status
		reason, void   Reason
		detail, voided string
	}{
		{name: "everybody"},
		{name: "its school", schools: []*town.School{{ID: 2}, {ID: 1}}},
		{name: "one of the levels of its class", levels: town.Levels{"CE2"}},
		{name: "another school", schools: []*town.School{{ID: 2, Name: "Ferry"}}, reason: NotOfSchool,
			detail: "Ferry seulement"},
		{name: "other levels", levels: town.AllLevels[1:4], reason: NotOfLevel, detail: "maternelle seulement"},
		{name: "accepted before", levels: town.AllLevels[1:4], holds: Accepted},
		{name: "waits", levels: town.AllLevels[1:4], holds: Waitlisted, void: NotOfLevel,
			voided: "maternelle seulement"},
	} {
		b := newBench()
		b.schooled(lea, "2020-12-02")
		meal := b.activity("RESTO")
		meal.Schools, meal.Levels = c.schools, c.levels
		if c.holds != "" {
			b.holds(lea, "RESTO", tuesday, c.holds)
		}
		d := b.judge(lea, "RESTO", tuesday)
		if d.Reason != c.reason || d.Void != c.void || d.Detail != c.detail || d.VoidDetail != c.voided {
			t.Errorf("%s: %q %q, void %q %q", c.name, d.Reason, d.Detail, d.Void, d.VoidDetail)
		}
	}
	want := "Cette activité n'accueille pas la classe de votre enfant (maternelle seulement). Choisissez une " +
		"activité de son niveau, ou contactez la mairie."
	if got := NotOfLevel.Explain("maternelle seulement"); got != want {
		t.Errorf("got %q", got)
	}
}

// A day that is left to the families of a class may be given up until the hour, past its deadline; an hour that is
// earlier than the deadline takes nothing away.
func TestADayLeftToTheFamiliesMayBeGivenUp(t *testing.T) {
	for _, c := range []struct {
		name  string
		leave town.SchoolClosure
		state State
		until string
	}{
		{"nobody's choice", town.SchoolClosure{School: 2, LeaveBy: rule("J-0 09:00")}, BookedLocked, ""},
		{"until nine", town.SchoolClosure{School: 1, Class: 4, LeaveBy: rule("J-0 09:00")}, Booked,
			"2026-12-01 09:00:00"},
		{"the whole school", town.SchoolClosure{School: 1, LeaveBy: rule("J-0 07:30")}, Booked, "2026-12-01 07:30:00"},
		{"too early to matter", town.SchoolClosure{School: 1, LeaveBy: rule("J-300 07:30")}, BookedLocked, ""},
	} {
		b := newBench()
		b.schooled(lea, "2018-12-02")
		b.Town.SchoolClosures = map[civil.Date][]town.SchoolClosure{day(tuesday): {c.leave}}
		b.holds(lea, "RESTO", tuesday, Accepted)
		b.Now = at("2026-12-01 07:00:00")
		d := b.judge(lea, "RESTO", tuesday)
		if d.State != c.state || d.Void != "" || c.until != "" && !d.Until.Equal(at(c.until)) {
			t.Errorf("%s: %s until %s, void %q", c.name, d.State, d.Until, d.Void)
		}
	}
}
