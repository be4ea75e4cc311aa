package effect

import (
	"testing"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/pricing"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
)

func TestCases(t *testing.T) {
	present := func(r Reservation) Reservation { r.Attendance = string(wallet.Present); return r }
	for _, tc := range []struct {
		name   string
		change func(*town.Settings)
		facts  func(*Facts)
		want   string
	}{
		{name: "nothing changes", want: ""},
		{name: "closing a day that has gone gives back what was debited, and the statement is wrong now",
			change: func(s *town.Settings) { s.Town.Structure.Closures[gone] = "Neige" },
			want:   "cancelled 4(400) papers 1/2026 mails 1:day-closed"},
		{name: "but not to who was there",
			change: func(s *town.Settings) { s.Town.Structure.Closures[gone] = "Neige" },
			facts:  func(f *Facts) { f.Reservations[3] = present(f.Reservations[3]) }, want: "attended 4"},
		{name: "a base rule never reaches the past",
			change: func(s *town.Settings) { midi(s).From = monday + 1 }, want: ""},
		{name: "not even when it takes all away",
			change: func(s *town.Settings) { midi(s).From, midi(s).To = midi(s).From+365, midi(s).To+365 },
			want: "cancelled 1 2 withdrawn 3 dropped 4:season-narrowed mails 1:season-narrowed " +
				"2:season-narrowed(letter) " +
				"3:season-narrowed"},
		{name: "closing one activity serves who waits for another of its pool",
			change: func(s *town.Settings) { s.Town.Activity("SOIR").Openings[thursday] = false },
			facts: func(f *Facts) {
				f.Reservations = []Reservation{held(1, 1, evening, thursday, booking.Accepted), held(2, 2, meal,
					thursday, booking.Waitlisted)}
				f.Drafts = nil
			}, want: "cancelled 1 served 2(nightly) mails 1:day-closed"},
		{name: "the outing of a class touches its children alone",
			change: func(s *town.Settings) {
				s.Town.Schools = []*town.School{{ID: 1, Classes: []*town.Class{{ID: 7}, {ID: 8}}}}
				s.Town.SchoolClosures = map[civil.Date][]town.SchoolClosure{thursday: {{School: 1, Class: 7}}}
			},
			facts: func(f *Facts) {
				f.Pupils = map[int64]town.Pupil{1: {School: 1, Class: 7}, 2: {School: 1, Class: 8},
					4: {School: 1, Class: 7}}
			},
			want: "cancelled 1 5 dropped 4:day-closed served 3(nightly) mails 1:day-closed"},
		{name: "a school and a level that are no longer admitted keep what is accepted, and nothing else",
			change: func(s *town.Settings) {
				s.Town.Schools = []*town.School{{ID: 2}, {ID: 1, Classes: []*town.Class{{ID: 7, Name: "GS"},
					{ID: 8, Name: "CP"}}}}
				midi(s).Schools, midi(s).Levels = s.Town.Schools[1:], town.Levels{"GS"}
			},
			facts: func(f *Facts) {
				f.Pupils = map[int64]town.Pupil{1: {School: 1, Class: 7}, 2: {School: 1, Class: 8},
					3: {School: 2}, 4: {School: 1, Class: 8}}
			},
			want: "withdrawn 3 judged 4:not-admitted outside 2 mails 3:not-admitted"},
		{name: "the next one who waits and is admitted is served first", change: func(s *town.Settings) {
			s.Town.Pools[0].Capacity, midi(s).Ages.From = new(3), new(6)
		}, facts: func(f *Facts) {
			f.Reservations = append(f.Reservations, held(9, 9, meal, thursday, booking.Waitlisted))
			f.Drafts, f.Pupils = nil, map[int64]town.Pupil{3: {Birth: civil.New(2022, 1, 1)}}
		}, want: "withdrawn 3 served 9(nightly) mails 3:not-admitted"},
		{name: "who was not of its age before is not turned away now", change: func(s *town.Settings) {
			midi(s).Ages.To = new(8)
		}, facts: func(f *Facts) {
			f.Drafts, f.Pupils = nil, map[int64]town.Pupil{3: {Birth: civil.New(2012, 1, 1)}}
			f.Reservations[2].Date = gone
		}, want: ""},
		{name: "bookings that open later keep what is booked and what waits, and judge the drafts",
			change: func(s *town.Settings) {
				midi(s).Releases = []town.Release{{From: thursday, To: thursday + 7, On: monday + 1, At: 8*60 + 30}}
			}, want: "judged 4:limits-moved"},
		{name: "an opening of bookings that has gone by changes nothing",
			change: func(s *town.Settings) {
				midi(s).Releases = []town.Release{{From: thursday, To: thursday, On: monday, At: 12 * 60}}
			}, want: ""},
		{name: "an opening has the last word",
			change: func(s *town.Settings) {
				s.Town.Structure.Closures[thursday] = "Pont"
				midi(s).Openings[thursday] = true
			},
			want: "cancelled 5 mails 1:day-closed"},
		{name: "who would have had a place anyway is not served by the change",
			change: func(s *town.Settings) { s.Town.Pools[0].Capacity = new(3) },
			facts:  func(f *Facts) { f.Reservations[0].Status = booking.Waitlisted; f.Drafts = nil },
			want:   "served 3(nightly)"},
		{name: "places go by class, then by instant",
			change: func(s *town.Settings) { s.Town.Pools[0].Capacity = new(3) },
			facts: func(f *Facts) {
				first := held(9, 9, meal, thursday, booking.Waitlisted)
				f.Reservations[2].Priority = 1
				f.Reservations, f.Drafts = append(f.Reservations, first), nil
			}, want: "served 9(nightly)"},
		{name: "a request is answered under the mode that it was made in",
			change: func(s *town.Settings) { s.Town.Pools[0].Capacity = nil; midi(s).Allot = town.Immediate },
			facts:  func(f *Facts) { f.Drafts = nil }, want: "served 3(nightly)"},
		{name: "more places than before and still too many shows no new excess",
			change: func(s *town.Settings) { s.Town.Pools[0].Capacity = new(1) },
			facts:  func(f *Facts) { f.Reservations[2].Status = booking.Accepted; f.Drafts = nil }, want: "over " +
				"2026-12-10:+2"},
		{name: "places of one date", change: func(s *town.Settings) {
			s.Town.Pools[0].ByDate[thursday] = town.Places{Capacity: new(1)}
		}, want: "judged 4:fewer-places over 2026-12-10:+1"},
		{name: "a limit beyond a week is nobody's loss yet",
			change: func(s *town.Settings) { midi(s).CancelBy = rule("J-3 12:00") },
			facts: func(f *Facts) {
				f.Reservations = []Reservation{held(1, 1, meal, thursday+14, booking.Accepted)}
				f.Drafts = nil
			},
			want: "may 1:limits-moved"},
		{name: "a limit that had passed anyway is no loss",
			change: func(s *town.Settings) { midi(s).CancelBy = rule("J-3 12:00") },
			facts: func(f *Facts) {
				f.Reservations = []Reservation{held(1, 1, meal, monday, booking.Accepted)}
				f.Drafts = nil
			},
			want: "may 1:limits-moved"},
		{name: "dearer by more than the setting is written", change: func(s *town.Settings) {
			midi(s).Tariffs = append(midi(s).Tariffs, pricing.Tariff{ID: 9, From: monday, Price: new(money.Cents(451))})
		}, facts: func(f *Facts) { f.Drafts = nil }, want: "difference 1:51 2:51 3:51 mails 1:price-ahead " +
			"2:price-ahead(letter) 3:price-ahead"},
		{name: "cheaper is not", change: func(s *town.Settings) {
			midi(s).Tariffs = append(midi(s).Tariffs, pricing.Tariff{ID: 9, From: monday, Price: new(money.Cents(100))})
		}, facts: func(f *Facts) { f.Drafts = nil }, want: "difference 1:-300 2:-300 3:-300"},
		{name: "a quotient of the past, and of the days to come", change: func(s *town.Settings) {},
			facts: func(f *Facts) {
				f.Drafts = nil
				family := f.Families[1]
				family.Is.Quotients = []pricing.Quotient{{From: gone, QF: 500_00}}
				f.Families[1] = family
			}, want: "repriced 4:400>200 papers 1/2026 difference 1:-200 mails 1:price-past"},
		{name: "no tariff any more", change: func(s *town.Settings) { midi(s).Tariffs = nil },
			facts: func(f *Facts) { f.Drafts = nil }, want: "unpriced 1 2 3 4"},
		{name: "hours that stay compatible", change: func(s *town.Settings) {
			midi(s).End = 17 * 60
			midi(s).Compatible = map[int64]bool{evening: true}
			s.Town.Activity("SOIR").Compatible = map[int64]bool{meal: true}
		}, want: "judged 4:hours-moved mails 1:hours-moved 2:hours-moved(letter) 3:hours-moved"},
		{name: "one reservation, two causes: the first of the table", change: func(s *town.Settings) {
			s.Town.Structure.Closures[thursday] = "Grève"
			midi(s).End = 17 * 60
		}, want: "cancelled 1 2 5 withdrawn 3 dropped 4:day-closed mails 1:day-closed 2:day-closed(letter) " +
			"3:day-closed"},
		{name: "an unused activity goes", change: func(s *town.Settings) { s.Town.Activities = s.Town.Activities[1:] },
			facts: func(f *Facts) { f.Reservations = nil }, want: "dropped 4:removed"},
		{name: "a pool that was drawn on does not",
			change: func(s *town.Settings) { s.Town.Pools = nil; midi(s).Pools = nil },
			want:   "refused pool 1 judged 4:more-places served 3(nightly)"},
	} {
		f, before := facts(), herisson()
		if tc.name == "a quotient of the past, and of the days to come" {
			low, price := money.Cents(600_00), money.Cents(200)
			before.Town.Activity("MIDI").Tariffs[0].QFMin = &low
			before.Town.Activity("MIDI").Tariffs = append(before.Town.Activity("MIDI").Tariffs, pricing.Tariff{
				ID: 3, From: before.Town.Activity("MIDI").From, QFMax: &low, Price: &price})
		}
		if tc.name == "closing one activity serves who waits for another of its pool" {
			before.Town.Pools[0].Capacity = new(1)
			before.Town.Activity("SOIR").Pools = before.Town.Pools
		}
		changed := before.Clone()
		if tc.change != nil {
			tc.change(changed)
			changed.Town.Index()
		}
		if tc.facts != nil {
			tc.facts(&f)
		}
		if got := picture(Of(before.Town, changed.Town, f)); got != tc.want {
			t.Errorf("%s:\n got %s\nwant %s", tc.name, got, tc.want)
		}
	}
}

// The figures of the rehearsal: families, children, cancelled, withdrawn, draft lines, money, mails and letters.
func TestCounts(t *testing.T) {
	changed := after(func(s *town.Settings) {
		for _, d := range []civil.Date{gone, thursday} {
			s.Town.Structure.Closures[d] = "Grève"
		}
	})
	e := Of(herisson().Town, changed, facts())
	want := Counts{Families: 4, Children: 4, Cancelled: 4, Withdrawn: 1, Dropped: 1, Back: 400, Mails: 2,
		ByPost: 1, Papers: 1}
	if got := e.Counts(); got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if m := e.Mails[0]; m.FamilyID != 1 || m.Cancelled != 3 || m.Withdrawn != 0 || m.Back != 400 {
		t.Errorf("%+v", m)
	}
	if l := e.Cancelled[0]; l.Why != town.ClosedByTown || l.Detail != "Grève" {
		t.Errorf("%+v", l)
	}
}
