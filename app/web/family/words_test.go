package family

import (
	"testing"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/portal"
)

func TestDraftWords(t *testing.T) {
	for _, c := range [][2]string{
		{draftWords(booking.Tally{}), ""},
		{draftWords(booking.Tally{Adds: 4, Cancels: 1, Total: 1266}),
			"4\u00a0ajouts, 1\u00a0annulation · 12,66\u00a0€"},
		{draftWords(booking.Tally{Cancels: 2}), "2\u00a0annulations"},
	} {
		if c[0] != c[1] {
			t.Errorf("%q, want %q", c[0], c[1])
		}
	}
}

func TestFollowUpLinksKeepTheFilters(t *testing.T) {
	f := portal.Filter{ChildID: 7, Activity: `a&b="x`, From: civil.New(2026, time.December, 1),
		Statuses: []booking.Status{booking.Accepted, booking.Pending}, NotTransmitted: true}
	want := "/suivi?activite=a%26b%3D%22x&du=2026-12-01&enfant=7&etat=pending&etat=accepted&page=2&transmise=non"
	if got := string(FollowURL(f, 2)); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got := FollowURL(portal.Filter{}, 1); got != "/suivi?du=" {
		t.Errorf("%s", got)
	}
}
