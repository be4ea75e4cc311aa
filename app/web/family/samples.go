package family

import (
	"slices"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/portal"
	"cartable/app/web/site"
)

func galleryRow(day int, child, activity string, s booking.Status, transmitted bool) portal.FollowUpRow {
	return portal.FollowUpRow{Date: civil.New(2026, time.December, day), ChildID: 1, Child: child, Activity: activity,
		Start: 7*60 + 30, End: 8*60 + 45, Cost: 422, Status: s, Transmitted: transmitted}
}

func familySamples() []site.Sample {
	return []site.Sample{
		{Name: "feed", Title: "Agenda, aucun", Template: "family/feed",
			Layout: site.FamilyLayout("Mon agenda", "follow-up"), View: portal.FeedPage{}},
		{Name: "feed-new", Title: "Agenda, nouvelle adresse", Template: "family/feed",
			Layout: site.FamilyLayout("Mon agenda", "follow-up"),
			View:   portal.FeedPage{Since: site.SampleNow, URL: "https://portail.example.org/agenda/q8Zt3.ics"}},
		{Name: "feed-open", Title: "Agenda ouvert", Template: "family/feed",
			Layout: site.FamilyLayout("Mon agenda", "follow-up"), View: portal.FeedPage{Since: site.SampleNow}},
	}
}

func Samples() []site.Sample {
	return slices.Concat(homeSamples(), proposalSamples(), newsSamples(), menuSamples(), familySamples(),
		recapSamples(), actingSamples(), sickSamples(),
		leavingSamples(), followSamples(), monthSamples(), releaseSamples(),
		chooseSamples(), paySamples(), moneySamples())
}
