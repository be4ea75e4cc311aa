package queue_test

import (
	"testing"
	"time"

	"cartable/app/domain/town"
	"cartable/app/operation"
	"cartable/db"
	"cartable/db/dbtest"
)

// An activity that offered a place gives them at night from now on, or loses its pool, or has fewer places: the offer
// stands, its end serves at most one, and nothing stays due.
func TestAnActivityChangesUnderAnOffer(t *testing.T) {
	for _, c := range []struct {
		name     string
		change   func(is *town.ActivityEntry)
		capacity *int
		declined string
		lapsed   string
		taken    string
	}{
		{name: "no offers any more", change: func(is *town.ActivityEntry) { is.OfferHours = nil },
			declined: "ccow", lapsed: "ccow", taken: "caww"},
		{name: "no pool any more", change: func(is *town.ActivityEntry) { is.Pools = nil },
			declined: "ccoo", lapsed: "ccoo", taken: "caww"},
		{name: "fewer places", capacity: new(0), declined: "ccww", lapsed: "ccww", taken: "caww"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				for _, how := range []string{"declined", "lapsed", "taken"} {
					t.Run(how, func(t *testing.T) {
						if how != "declined" {
							d = another(t, d)
						}
						l := newList(t, d, 1, 6)
						o := l.operations()
						families, ids := l.asked(4)
						l.want(families[0], false)
						l.serve()
						l.are(ids, "coww")
						if c.capacity != nil {
							fewer := town.CapacityEntry{Pool: "car", Date: l.day, Capacity: c.capacity}
							l.change(o, operation.Capacity, town.Changes{{After: fewer}})
						} else {
							was := l.stored(o)
							is := was
							c.change(&is)
							l.change(o, operation.Catalogue, town.Changes{{Before: was, After: is}})
						}
						want := c.taken
						switch how {
						case "declined":
							want = c.declined
							l.answer(families[1], ids[1], false)
						case "lapsed":
							want = c.lapsed
							l.Now = l.Now.Add(6*time.Hour + time.Second)
							if err := l.queue.Serve(l.ctx); err != nil {
								t.Fatal(err)
							}
						case "taken":
							l.answer(families[1], ids[1], true)
						}
						l.are(ids, want)
						l.RunNight()
						l.Sound()
						l.Now = l.Now.Add(30 * time.Hour)
						l.serve()
						l.serve()
						dbtest.Want(t, d,
							"select count(*) from offers where state = 'open' and until < '2026-12-04'", "0")
					})
				}
			})
		})
	}
}
