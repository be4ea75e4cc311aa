package family

import (
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/town"
	"cartable/app/portal"
	"cartable/app/web/site"
)

// releaseSamples returns samples of pages with days whose bookings are not open yet.
func releaseSamples() []site.Sample {
	december := civil.MonthOf(2026, time.December)
	opens := civil.New(2026, 11, 28).At(8*60+30, site.SampleZone)
	soon := portal.Release{At: opens, Left: 5 * 24 * 3600, Activity: "Vacances 3-6 ans", From: december.First() + 20,
		To: december.First() + 30}
	late := portal.Release{At: opens.Add(48 * time.Hour), Left: 7 * 24 * 3600, Activity: "Sortie au parc",
		From: december.First() + 22, To: december.First() + 22}
	day := booking.Day{State: booking.Closed, Reason: booking.NotYetOpen, Opens: opens,
		Detail: civil.Instant(opens, site.SampleZone)}
	drafted := day
	drafted.Draft = booking.Add
	month := monthWith(december, []int{1, 2, 3, 4, 5}, []booking.Day{drafted, day})
	month.Draft, month.Limits, month.Releases = booking.Tally{Adds: 1}, nil, []portal.Release{soon}
	row := portal.DayRow{Day: day}
	row.Key = booking.Key{ChildID: 1, ActivityID: 1, Date: soon.From}
	row.Activity = &town.Activity{ID: 1, Code: "ALSH", Name: soon.Activity, Start: 480, End: 1080}
	s := &Pages{Server: &site.Server{Options: site.Options{Loc: site.SampleZone}}}
	one := s.dayView(portal.DayPage{Children: sampleChildren, Child: sampleChildren[0], Date: soon.From,
		Rows: []portal.DayRow{row}, Releases: []portal.Release{soon}}, site.BookingPath, "")
	over := portal.Overview{Children: sampleChildren, Child: sampleChildren[0], Activities: sampleActivities,
		Month: december, Columns: []int{1}, Releases: []portal.Release{soon, late}, Weeks: []portal.OverviewWeek{{
			Week: soon.From.Week(), Days: []*portal.OverviewDay{{Date: soon.From, State: booking.Closed, Awaited: 1}}}}}
	page := func(name, title, template string, view any) site.Sample {
		return site.Sample{Name: name, Title: title + ", réservations pas encore ouvertes", Template: template,
			Layout: site.FamilyLayout(title, "reservations"), View: view}
	}
	return []site.Sample{
		page("month-awaits", "Réserver", "family/month", month),
		page("day-awaits", "Un jour", "family/day", one),
		page("overview-awaits", "Toutes les activités", "family/overview", over),
		page("home-awaits", "Accueil", "family/home", portal.Home{Children: true,
			Releases: []portal.Release{soon, late}}),
	}
}
