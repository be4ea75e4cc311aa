package town

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"cartable/app/domain/civil"
)

// Release is the instant from which the days of a period may be booked, both days included (DOMAIN.md 10.51).
type Release struct {
	From, To civil.Date
	On       civil.Date
	At       civil.TimeOfDay
}

// ReleaseOf returns the release of a date, nil if the date may be booked without waiting for one.
func (a *Activity) ReleaseOf(d civil.Date) *Release {
	for i, r := range a.Releases {
		if r.From <= d && d <= r.To {
			return &a.Releases[i]
		}
	}
	return nil
}

// ReleasedAt returns the instant from which a date may be booked; the zero time, which is before any other, if nobody
// has set one. Like every rule it is read from the town's clock: nothing is written at that instant, so all processes
// change at once.
func (c *Catalogue) ReleasedAt(a *Activity, d civil.Date) time.Time {
	if r := a.ReleaseOf(d); r != nil {
		return r.On.At(r.At, c.Loc)
	}
	return time.Time{}
}

func (r Release) entry(activity string) ReleaseEntry {
	return ReleaseEntry{activity, r.From, r.To, r.On, r.At}
}

// in returns the index of the release with the same first day, -1 if there is none.
func (n ReleaseEntry) in(a *Activity) int {
	return slices.IndexFunc(a.Releases, func(r Release) bool { return r.From == n.From })
}

func (n ReleaseEntry) putIn(a *Activity) {
	r := Release{n.From, n.To, n.On, n.At}
	if i := n.in(a); i >= 0 {
		a.Releases[i] = r
		return
	}
	a.Releases = append(a.Releases, r)
	slices.SortFunc(a.Releases, func(x, y Release) int { return cmp.Compare(x.From, y.From) })
}

// checkRelease refuses a period without end and two releases of one day, and warns of a release that is too late for
// some of its days, or that has no day.
func (s *Settings) checkRelease(n ReleaseEntry, found *Findings) {
	s.refer(found, "activity", n.Activity, "activities.csv", hasActivity)
	found.ordered(n.From, n.To)
	a := s.Town.Activity(n.Activity)
	if a == nil || n.From == 0 || n.To < n.From {
		return
	}
	if n.To-n.From >= mostDays {
		found.fault("to", fmt.Sprintf("la période dure plus de %d jours", mostDays), "une période plus courte", "from")
		return
	}
	for _, r := range a.Releases {
		if r.From != n.From && r.From <= n.To && n.From <= r.To {
			found.fault("to", fmt.Sprintf("les jours du %s au %s s'ouvrent déjà ensemble", r.From.Numeric(),
				r.To.Numeric()), "une période qui n'a aucun jour en commun avec elle", "from")
		}
	}
	if n.On == 0 || s.Town.Loc == nil { // a town that is not stored yet has no clock
		return
	}
	opens := n.On.At(n.At, s.Town.Loc)
	open, late := 0, civil.Date(0)
	for d := n.From; d <= n.To; d++ {
		if why, _ := s.Town.OpenOn(a, d); why != Open {
			continue
		}
		if open++; s.Town.BookingLimit(a, d).Before(opens) {
			late = d
		}
	}
	switch {
	case open == 0:
		found.warn("from", "l'activité n'ouvre aucun jour de cette période", "une période où elle a lieu", "to")
	case late != 0:
		found.warn("on", "le délai pour réserver sera déjà passé pour les jours jusqu'au "+late.Numeric(),
			"une ouverture plus tôt", "at", "from", "to")
	}
}

// mostDays is how many days a period may have: each is looked at.
const mostDays = 1000
