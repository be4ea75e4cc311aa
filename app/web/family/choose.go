package family

import (
	"html/template"
	"net/url"
	"slices"
	"strconv"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/portal"
	"cartable/app/web/site"
)

// Common parts of the booking pages: the choice of child and activity, and the bar with what is not validated yet.

// chip is a link to the same page for another child.
type chip struct {
	URL     template.URL
	Name    string
	Current bool
}

func chipsOf(children []portal.Child, current int64, at func(child int64) template.URL) []chip {
	chips := make([]chip, len(children))
	for i, c := range children {
		chips[i] = chip{at(c.ID), c.FirstName, c.ID == current}
	}
	return chips
}

// whose is the child chips and the activity menu above a month. An empty activity means all of them.
type whose struct {
	Chips      []chip
	ChildID    int64
	Month      civil.Month
	Activities []portal.ActivityChoice
	Activity   string // code
	At         string // where the booking pages are
	Pattern    bool   // there is a typical week too
}

func whoseMonth(m portal.Month, at string) whose {
	w := whose{At: at, Pattern: at == site.BookingPath, ChildID: m.Child.ID, Month: m.Month, Activities: m.Activities}
	if m.Activity != nil {
		w.Activity = m.Activity.Code
	}
	w.Chips = chipsOf(m.Children, m.Child.ID, func(child int64) template.URL {
		q := url.Values{"enfant": {strconv.FormatInt(child, 10)}, "mois": {m.Month.String()}}
		if slices.Contains(m.Enrolled, child) { // who is not has no calendar of it, and is shown a first one
			q.Set("activite", w.Activity)
		}
		return site.Address(at, q)
	})
	return w
}

func whoseOverview(o portal.Overview, at string) whose {
	return whose{At: at, Pattern: at == site.BookingPath, ChildID: o.Child.ID, Month: o.Month, Activities: o.Activities,
		Chips: chipsOf(o.Children, o.Child.ID, func(child int64) template.URL {
			q := url.Values{"enfant": {strconv.FormatInt(child, 10)}, "activite": {""}, "mois": {o.Month.String()}}
			return site.Address(at, q)
		})}
}

// recapBar is the bar at the bottom. While nothing is drafted it shows Hint, or what was just dropped; Save offers a
// button to browsers without a script.
type recapBar struct {
	Draft  booking.Tally
	Lapsed *portal.Lapsed
	Hint   string
	Save   bool
	At     string // where the booking pages are
}

// monthBar is the bar of a calendar.
func monthBar(m portal.Month, at string) recapBar {
	return recapBar{m.Draft, m.Lapsed, toggleHint(m), true, at}
}

// place returns "1re position sur la liste", "2e position sur la liste".
func place(n int) string {
	if n == 1 {
		return "1re position sur la liste"
	}
	return nth(n) + " position sur la liste"
}

// nth returns "1er", "2e", "3e".
func nth(n int) string {
	if n == 1 {
		return "1er"
	}
	return strconv.Itoa(n) + "e"
}

// Dropped reports whether the last thing that happened to the draft is « Tout annuler ».
func (b recapBar) Dropped() bool { return b.Lapsed != nil && b.Lapsed.Dropped }
