package effect

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/deadline"
	"cartable/app/domain/money"
	"cartable/app/domain/pricing"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
)

var paris = func() *time.Location {
	loc, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err)
	}
	return loc
}()

// Monday 7 December 2026, at noon. Thursday is in the future, last Thursday in the past.
var (
	monday   = civil.New(2026, time.December, 7)
	thursday = monday + 3
	gone     = monday - 4
	now      = monday.At(12*60, paris)
)

const (
	meal, evening int64 = 1, 2
	hall          int64 = 1
)

// herisson returns a town with a meal in a hall of two places, and an evening activity without limit.
func herisson() *town.Settings {
	c := &town.Catalogue{Loc: paris, Structure: town.Structure{ID: 1, Code: "mairie", Zone: civil.ZoneA}}
	p := &town.Pool{ID: hall, Code: "SALLE", Name: "Salle", Places: town.Places{Capacity: new(2)}}
	c.Pools = []*town.Pool{p}
	purse := &town.Wallet{ID: 1, Code: "SCOL"}
	c.Wallets = []*town.Wallet{purse}
	k := &town.Category{ID: 1, Code: "RESTO", Wallet: purse}
	c.Categories = []*town.Category{k}
	limit := rule("J-1 12:00")
	activity := func(id int64, code string, start, end civil.TimeOfDay, pools ...*town.Pool) *town.Activity {
		return &town.Activity{
			ID: id, Code: code, Name: code, Category: k, Pools: pools, Weekdays: [8]bool{1: true, 2: true, 4: true,
				5: true}, Term: town.TermAll,
			From: civil.New(2026, 9, 1), To: civil.New(2027, 7, 3), Start: start, End: end, Unit: town.UnitDay,
			BookBy: limit, CancelBy: limit,
			Allot: town.Nightly, Tariffs: []pricing.Tariff{{ID: id, From: civil.New(2026, 9, 1),
				Price: new(money.Cents(400))}},
		}
	}
	c.Activities = []*town.Activity{activity(meal, "MIDI", 12*60, 13*60+30, p), activity(evening, "SOIR", 16*60+30,
		18*60)}
	c.Index()
	return &town.Settings{Town: c}
}

func rule(text string) deadline.Rule {
	r, err := deadline.ParseRule(text)
	if err != nil {
		panic(err)
	}
	return r
}

// held returns a reservation of child n of family n.
func held(id, child, activity int64, d civil.Date, status booking.Status) Reservation {
	return Reservation{Reservation: booking.Reservation{
		ID: id, Key: booking.Key{ChildID: child, ActivityID: activity, Date: d}, FamilyID: child, Status: status,
		Quantity:    1,
		RequestedAt: now.Add(time.Duration(id) * time.Second), Price: 400,
	}}
}

func debited(r Reservation) Reservation {
	r.Billed, r.Debited, r.Attendance = true, 400, string(wallet.AbsentUnjustified)
	return r
}

func drafted(child, activity int64, d civil.Date) DraftLine {
	return DraftLine{booking.Line{Key: booking.Key{ChildID: child, ActivityID: activity, Date: d},
		Kind: booking.Add}, child, child}
}

// facts returns two children at Thursday's meal, a third who waits, a fourth with a draft, and last Thursday's meal of
// the first, which was debited. The first has a statement for the year; the second has no address.
func facts() Facts {
	return Facts{
		Now: now,
		Reservations: []Reservation{
			held(1, 1, meal, thursday, booking.Accepted), held(2, 2, meal, thursday, booking.Accepted),
			held(3, 3, meal, thursday, booking.Waitlisted), debited(held(4, 1, meal, gone, booking.Accepted)),
			held(5, 1, evening, thursday, booking.Accepted),
		},
		Drafts:   []DraftLine{drafted(4, meal, thursday)},
		Families: map[int64]Family{1: {Reachable: true}, 2: {}, 3: {Reachable: true}, 4: {Reachable: true}},
		Issued:   []Statement{{FamilyID: 1, Year: 2026}, {FamilyID: 1, Year: 2025}, {FamilyID: 2, Year: 2026}},
		Dearer:   50,
	}
}

func after(change func(s *town.Settings)) *town.Catalogue {
	s := herisson().Clone()
	change(s)
	s.Town.Index()
	return s.Town
}

func midi(s *town.Settings) *town.Activity { return s.Town.Activity("MIDI") }

// Each row of the table, applied to an example.
func TestEachRow(t *testing.T) {
	rows := map[Cause]struct {
		change func(*town.Settings)
		facts  func(*Facts)
		want   string
	}{
		DayClosed: {change: func(s *town.Settings) { s.Town.Structure.Closures[thursday] = "Grève" },
			want: "cancelled 1 2 5 withdrawn 3 dropped 4:day-closed " +
				"mails 1:day-closed 2:day-closed(letter) 3:day-closed"},
		MayLeave: {change: func(s *town.Settings) {
			s.Town.Schools = []*town.School{{ID: 1, Classes: []*town.Class{{ID: 7}}}}
			until := rule("J-0 09:00")
			s.Town.SchoolClosures = map[civil.Date][]town.SchoolClosure{thursday: {{School: 1, Class: 7,
				LeaveBy: until}}}
		},
			facts: func(f *Facts) {
				f.Pupils = map[int64]town.Pupil{1: {School: 1, Class: 7}, 2: {School: 1}, 4: {School: 1, Class: 7}}
			},
			want: "judged 4:may-leave mails 1:may-leave"},
		MealAlong: {change: func(s *town.Settings) {
			s.Town.Schools = []*town.School{{ID: 1, Classes: []*town.Class{{ID: 7}}}}
			s.Town.SchoolClosures = map[civil.Date][]town.SchoolClosure{thursday: {{School: 1, Class: 7,
				Activity: meal, Picnic: true}}}
		},
			facts: func(f *Facts) {
				f.Pupils = map[int64]town.Pupil{1: {School: 1, Class: 7}, 2: {School: 1}, 4: {School: 1, Class: 7}}
			},
			want: "along 1 mails 1:meal-along"},
		NotAdmitted: {change: func(s *town.Settings) { midi(s).Ages.From = new(6) },
			facts: func(f *Facts) {
				small := town.Pupil{Birth: civil.New(2022, 1, 1)}
				f.Pupils = map[int64]town.Pupil{1: small, 3: small, 4: small}
			},
			want: "withdrawn 3 judged 4:not-admitted outside 1 mails 3:not-admitted"},
		SeasonNarrowed: {change: func(s *town.Settings) { midi(s).Weekdays[4] = false }, want: "cancelled 1 2 " +
			"withdrawn 3 dropped 4:season-narrowed " +
			"mails 1:season-narrowed 2:season-narrowed(letter) 3:season-narrowed"},
		EnrolmentEnded: {facts: func(f *Facts) {
			f.Rights = []Right{{1, meal, monday, 0, true}, {4, 0, thursday, 0, true}}
		}, want: "cancelled 1 dropped 4:enrolment-ended served 3(nightly) mails 1:enrolment-ended"},
		Removed: {change: func(s *town.Settings) {
			s.Town.Activities = s.Town.Activities[1:]
		}, facts: func(f *Facts) { f.Used = map[Thing]bool{{Household, 9}: true}; f.Leaving = []int64{8, 9} },
			want: "refused activity 1 family 9 dropped 4:removed"},
		PricePast: {facts: func(f *Facts) {
			f.Reservations = f.Reservations[3:4]
			f.Drafts = nil
		}, change: func(s *town.Settings) { midi(s).Tariffs[0].Price = new(money.Cents(450)) },
			want: "repriced 4:400>450 papers 1/2026 mails 1:price-past"},
		PriceAhead: {change: func(s *town.Settings) {
			midi(s).Tariffs = append(midi(s).Tariffs, pricing.Tariff{ID: 9, From: monday, Price: new(money.Cents(450))})
		}, want: "judged 4:price-ahead difference 1:50 2:50 3:50"},
		HoursMoved: {change: func(s *town.Settings) { midi(s).End = 17 * 60 },
			want: "judged 4:hours-moved overlaps 1+5 mails 1:hours-moved 2:hours-moved(letter) 3:hours-moved"},
		LimitsMoved: {change: func(s *town.Settings) { midi(s).CancelBy = rule("J-3 12:00") },
			want: "judged 4:limits-moved locked 1 2 may 1:limits-moved 2:limits-moved(letter)"},
		FewerPlaces: {change: func(s *town.Settings) { s.Town.Pools[0].Capacity = new(0) }, want: "judged " +
			"4:fewer-places over 2026-12-10:+2"},
		MorePlaces: {change: func(s *town.Settings) { s.Town.Pools[0].Capacity = new(3) }, want: "judged " +
			"4:more-places served 3(nightly)"},
		AllotChanged: {change: func(s *town.Settings) { midi(s).Allot = town.Manual }, want: ""},
		ClassChanged: {facts: func(f *Facts) {
			f.Rights = []Right{{1, meal, monday, 0, false}, {4, 0, monday, 0,
				false}}
		}, want: "judged 4:class-changed"},
		DayReopened: {change: func(s *town.Settings) { delete(s.Town.Structure.Closures, thursday) },
			facts: func(f *Facts) {
				lost := held(1, 1, meal, thursday, booking.Cancelled)
				lost.ByTown = true
				f.Reservations = []Reservation{lost, held(2, 2, meal, thursday, booking.Cancelled)}
				f.Drafts = nil
			}, want: "had 1 may 1:day-reopened"},
	}
	for _, row := range Table {
		tc, there := rows[row.Cause]
		if !there {
			t.Errorf("no world for %s", row.Cause)
			continue
		}
		f, before := facts(), herisson()
		before.Town.Structure.Closures = map[civil.Date]string{}
		if row.Cause == DayReopened {
			before.Town.Structure.Closures[thursday] = "Grève"
		}
		changed := before.Clone()
		if tc.change != nil {
			tc.change(changed)
			changed.Town.Index()
		}
		if tc.facts != nil {
			tc.facts(&f)
		}
		e := Of(before.Town, changed.Town, f)
		if got := picture(e); got != tc.want {
			t.Errorf("%s:\n got %s\nwant %s", row.Cause, got, tc.want)
		}
		if !slices.Contains(e.Causes, row.Cause) {
			t.Errorf("%s is not among %v", row.Cause, e.Causes)
		}
		holds(t, row, e)
	}
}

// holds compares the effect with the fates of the row.
func holds(t *testing.T, row Row, e Effect) {
	t.Helper()
	for name, is := range map[string]struct{ want, got bool }{
		"accepted cancelled": {row.Accepted == Cancelled, len(e.Cancelled) > 0},
		"change refused":     {row.Accepted == Refused, len(e.Refused) > 0},
		"waiting withdrawn":  {row.Waiting == Withdrawn && row.Cause != EnrolmentEnded, len(e.Withdrawn) > 0},
		"line dropped":       {row.Draft == Dropped, len(e.Dropped) > 0},
		"line judged":        {row.Draft == Judged || row.Draft == PriceTold, len(e.Judged) > 0},
		"rewritten":          {row.Money == Rewritten, len(e.Repriced) > 0},
		"estimated":          {row.Money == Estimated, len(e.Difference) > 0},
		"written":            {row.Mailed == Written, len(e.Mails) > 0},
		"may be written":     {row.Mailed == IfChosen, len(e.Optional) > 0},
	} {
		if is.want != is.got {
			t.Errorf("%s: %s: %t", row.Cause, name, is.got)
		}
	}
}

func picture(e Effect) string {
	var out string
	say := func(title string, parts ...string) {
		if len(parts) > 0 {
			out += " " + title
			for _, p := range parts {
				out += " " + p
			}
		}
	}
	each := func(n int, one func(int) string) (parts []string) {
		for i := range n {
			parts = append(parts, one(i))
		}
		return parts
	}
	id := func(l []Loss) []string {
		return each(len(l), func(i int) string {
			if l[i].Back != 0 {
				return fmt.Sprintf("%d(%d)", l[i].ReservationID, l[i].Back)
			}
			return fmt.Sprint(l[i].ReservationID)
		})
	}
	line := func(l []Line) []string {
		return each(len(l), func(i int) string {
			text := fmt.Sprint(l[i].DraftID)
			for _, c := range l[i].Causes {
				text += ":" + string(c)
			}
			return text
		})
	}
	mail := func(m []Mail) []string {
		return each(len(m), func(i int) string {
			text := fmt.Sprint(m[i].FamilyID)
			for _, c := range m[i].Causes {
				text += ":" + string(c)
			}
			if !m[i].Reachable {
				text += "(letter)"
			}
			return text
		})
	}
	say("refused", each(len(e.Refused), func(i int) string {
		return fmt.Sprint(e.Refused[i].Kind, " ",
			e.Refused[i].ID)
	})...)
	say("cancelled", id(e.Cancelled)...)
	say("withdrawn", id(e.Withdrawn)...)
	say("attended", id(e.Attended)...)
	say("dropped", line(e.Dropped)...)
	say("judged", line(e.Judged)...)
	say("over", each(len(e.Over), func(i int) string {
		return fmt.Sprintf("%s:+%d", e.Over[i].Date,
			e.Over[i].Excess)
	})...)
	say("along", each(len(e.Along), func(i int) string { return fmt.Sprint(e.Along[i].ChildID) })...)
	say("outside", each(len(e.Outside), func(i int) string { return fmt.Sprint(e.Outside[i]) })...)
	say("served", each(len(e.Served), func(i int) string {
		return fmt.Sprintf("%d(%s)", e.Served[i].ReservationID,
			e.Served[i].Mode)
	})...)
	say("locked", each(len(e.Locked), func(i int) string { return fmt.Sprint(e.Locked[i].ReservationID) })...)
	say("overlaps", each(len(e.Overlaps), func(i int) string {
		return fmt.Sprintf("%d+%d", e.Overlaps[i].First,
			e.Overlaps[i].Second)
	})...)
	say("repriced", each(len(e.Repriced), func(i int) string {
		return fmt.Sprintf("%d:%d>%d", e.Repriced[i].ReservationID, e.Repriced[i].Was, e.Repriced[i].Becomes)
	})...)
	say("unpriced", each(len(e.Unpriced), func(i int) string { return fmt.Sprint(e.Unpriced[i]) })...)
	say("papers", each(len(e.Papers), func(i int) string {
		return fmt.Sprintf("%d/%d", e.Papers[i].FamilyID,
			e.Papers[i].Year)
	})...)
	var families []string
	for id := range int64(10) {
		if d, there := e.Difference[id]; there {
			families = append(families, fmt.Sprintf("%d:%d", id, d))
		}
	}
	say("difference", families...)
	say("had", each(len(e.Had), func(i int) string { return fmt.Sprint(e.Had[i]) })...)
	say("mails", mail(e.Mails)...)
	say("may", mail(e.Optional)...)
	if out != "" {
		out = out[1:]
	}
	return out
}
