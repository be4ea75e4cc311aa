package portal

import (
	"slices"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/town"
)

// Release is days that may not be booked yet, and the instant from which they may be (DOMAIN.md 10.51).
type Release struct {
	At       time.Time
	Left     int // whole seconds until then, at least one
	Activity string
	From, To civil.Date // its days
}

// releasesOf returns the releases for which some of the days wait, soonest first.
func releasesOf(c *town.Catalogue, now time.Time, days []booking.Day) (all []Release) {
	for _, d := range days {
		if !d.Opens.IsZero() {
			all = addRelease(all, c, now, d.Activity, d.Activity.ReleaseOf(d.Date))
		}
	}
	return all
}

// addRelease adds a release to a list that has each once, soonest first.
func addRelease(all []Release, c *town.Catalogue, now time.Time, a *town.Activity, r *town.Release) []Release {
	at := c.ReleasedAt(a, r.From)
	one := Release{at, int((at.Sub(now) + time.Second - 1) / time.Second), a.Name, r.From, r.To}
	i := slices.IndexFunc(all, func(x Release) bool { return x == one || at.Before(x.At) })
	switch {
	case i < 0:
		return append(all, one)
	case all[i] == one:
		return all
	}
	return slices.Insert(all, i, one)
}

// releasesAhead returns the releases to come of the activities that the children may book on one of their days.
func (f *family) releasesAhead() (all []Release) {
	for _, a := range f.Town.Activities {
		for i := range a.Releases {
			r := &a.Releases[i]
			mine := func(e booking.Enrolment) bool {
				return e.ActivityID == a.ID && e.From <= r.To && r.From <= e.To
			}
			for _, c := range f.children {
				if f.Now.Before(f.Town.ReleasedAt(a, r.From)) && slices.ContainsFunc(c.Enrolments, mine) {
					all = addRelease(all, f.Town, f.Now, a, r)
				}
			}
		}
	}
	return all
}
