package family

import (
	"html"
	"regexp"
	"strings"
	"testing"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/pricing"
)

// Every look of a day (DOMAIN.md 3.1 and 3.9): its visible words, and its box.
func TestCellLooks(t *testing.T) {
	held := func(state booking.State, s booking.Status, draft booking.Kind) booking.Day {
		return booking.Day{State: state, Draft: draft, Reservation: &booking.Reservation{Status: s}}
	}
	for _, c := range []struct {
		day  booking.Day
		word string // of the visible face
		icon string
		box  string // "", "off", "on"
	}{
		{booking.Day{State: booking.Closed, Reason: booking.ClosedDay}, "Fermé", "minus", ""},
		{booking.Day{State: booking.Closed, Reason: booking.TooLateToBook}, "Hors délai", "clock", ""},
		{booking.Day{State: booking.Closed, Reason: booking.NotYetOpen}, "À venir", "clock", ""},
		{booking.Day{State: booking.Closed, Reason: booking.NotOfAge}, "Non admis", "minus", ""},
		{booking.Day{State: booking.Closed, Reason: booking.NotOfSchool}, "Non admis", "minus", ""},
		{booking.Day{State: booking.Closed, Reason: booking.NotOfLevel}, "Non admis", "minus", ""},
		{booking.Day{State: booking.Closed, Reason: booking.NotEnrolled}, "Non inscrit", "minus", ""},
		{booking.Day{State: booking.Full, Reason: booking.NoPlace}, "Complet", "x", ""},
		{booking.Day{State: booking.Available, Free: booking.NoLimit}, "Libre", "plus", "off"},
		{booking.Day{State: booking.Available, Free: 3}, "3\u00a0pl.", "plus", "off"},
		{booking.Day{State: booking.Waitlist}, "Liste att.", "list-plus", "off"},
		{held(booking.Booked, booking.Accepted, ""), "Réservé", "check", "on"},
		{held(booking.Requested, booking.Waitlisted, ""), "Attente", "hourglass", "on"},
		{held(booking.Requested, booking.Refused, ""), "Refusé", "ban", "on"},
		{held(booking.BookedLocked, booking.Accepted, ""), "Réservé", "lock", ""},
		{held(booking.RequestedLocked, booking.Waitlisted, ""), "Attente", "hourglass", ""},
		{held(booking.RequestedLocked, booking.Refused, ""), "Refusé", "ban", ""},
		{booking.Day{State: booking.Available, Draft: booking.Add}, "À réserver", "check", "on"},
		{booking.Day{State: booking.Waitlist, Draft: booking.Add}, "À inscrire", "hourglass", "on"},
		{held(booking.Booked, booking.Accepted, booking.Cancel), "À annuler", "circle-x", "off"},
		{booking.Day{State: booking.Full, Draft: booking.Add}, "Plus libre", "triangle-alert", "on"},
		{held(booking.BookedLocked, booking.Accepted, booking.Cancel), "Trop tard", "triangle-alert", "off"},
	} {
		c.day.Date = civil.New(2026, time.December, 14)
		got := string(Cell(&c.day, frame{Month: civil.MonthOf(2026, time.December),
			Price: pricing.Quote{Known: true, Total: 422}}))
		shows := regexp.MustCompile(`<span class="off">.*?<use href="[^"]*#([a-z-]+)"/></svg><span>([^<]*)</span>`)
		if c.box == "on" {
			shows = regexp.MustCompile(`<span class="on">.*?<use href="[^"]*#([a-z-]+)"/></svg><span>([^<]*)</span>`)
		}
		m := shows.FindStringSubmatch(got)
		if m == nil || m[1] != c.icon || html.UnescapeString(m[2]) != c.word {
			t.Errorf("%s %s shows %q, want %s %s", c.day.State, c.day.Draft, m, c.icon, c.word)
		}
		if !strings.HasPrefix(got, `<td id="c-2026-12-14" data-date="2026-12-14" data-state="`+string(c.day.State)+
			`"`) {
			t.Errorf("starts with %.90q", got)
		}
		if has := strings.Contains(got, ` data-draft="`+string(c.day.Draft)+`"`); has != (c.day.Draft != "") {
			t.Errorf("%s: data-draft is wrong: %s", c.word, got)
		}
		if box := strings.Contains(got, `<input type="checkbox" name="j" value="2026-12-14" id="j-2026-12-14"`); box !=
			(c.box != "") {
			t.Errorf("%s: box %v", c.word, box)
		}
		if strings.Contains(got, " checked>") != (c.box == "on") {
			t.Errorf("%s: ticked is wrong", c.word)
		}
		locked := c.day.State == booking.RequestedLocked
		if strings.Contains(got, `class="lk"`) != locked {
			t.Errorf("%s: small lock is wrong", c.word)
		}
		if !strings.Contains(got, `id="j-2026-12-14"`) {
			t.Errorf("%s: the id that keeps the focus is gone", c.word)
		}
	}
}

func TestNoCell(t *testing.T) {
	if got := Cell(nil, frame{}); got != "<td></td>" {
		t.Errorf("got %q", got)
	}
}

// Whatever a day contains, a cell is one <td> with only the tags that this file writes.
func FuzzCell(f *testing.F) {
	f.Add("closed", "", "holidays", `<script>alert(1)</script>`, "", int32(739_000), 3)
	f.Add("closed", "", "overlap", `"><td onclick=x>`, "accepted", int32(739_000), 0)
	f.Add(`"><b>`, `'><i>`, "overlap", "&amp;", `"><u>`, int32(-1), -5)
	tags := regexp.MustCompile(`<(/?[a-z]+)`)
	known := map[string]bool{}
	for _, tag := range []string{"td", "label", "input", "span", "b", "svg", "use", "details", "summary", "p", "strong",
		"a", "i"} {
		known[tag], known["/"+tag] = true, true
	}
	f.Fuzz(func(t *testing.T, state, draft, reason, detail, status string, date int32, free int) {
		d := &booking.Day{State: booking.State(state), Draft: booking.Kind(draft), Reason: booking.Reason(reason),
			Detail: detail, Free: free}
		d.Date = civil.Date(date)
		if status != "" {
			d.Reservation = &booking.Reservation{Status: booking.Status(status)}
		}
		got := string(Cell(d, frame{Month: d.Date.Month(), Today: d.Date,
			Price: pricing.Quote{Known: true, Total: 422}, Hours: "12 h", PayURL: "/solde?x=1&y=2"}))
		open := map[string]int{}
		for _, m := range tags.FindAllStringSubmatch(got, -1) {
			if !known[m[1]] {
				t.Fatalf("unknown tag %q in %s", m[1], got)
			}
			if name, closing := strings.CutPrefix(m[1], "/"); closing {
				open[name]--
			} else {
				open[m[1]]++
			}
		}
		delete(open, "input")
		delete(open, "use")
		for tag, n := range open {
			if n != 0 {
				t.Fatalf("%q is not closed in %s", tag, got)
			}
		}
		if strings.Count(got, "<td") != 1 || strings.Count(got, `"`)%2 != 0 ||
			strings.Contains(got, "alert(1)</script>") {
			t.Fatalf("not one cell: %s", got)
		}
	})
}
