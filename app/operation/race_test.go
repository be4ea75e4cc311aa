package operation_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/town"
	"cartable/app/operation"
	"cartable/app/portal"
	"cartable/db"
	"cartable/db/dbtest"
)

// rounds is how often parents and a clerk meet: PostgreSQL lets them work at once, SQLite one after the other.
func rounds(d *db.DB) int {
	if d.Postgres() {
		return 200
	}
	return 10
}

// Parents validate a day while a clerk closes it, or takes its places away. In the end nobody has a place on a closed
// day, no place was given twice, and each who had one is in the list of the opération.
func TestParentsBookWhileAClerkCloses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		free := h.Activity("LIBRE", func(a *db.Activity) { a.Weekdays = "1234567" }) // without a pool
		var homes []dbtest.Family
		for range 6 {
			homes = append(homes, h.Family(1, h.Meal, free))
		}
		early := h.Family(1, h.Meal, free)
		clock := func() time.Time { return h.Now }
		p := &portal.Portal{DB: d, Catalogues: db.NewCatalogues(clock), Now: clock,
			SecretKey: []byte("a key for tests")}
		for round := range rounds(d) {
			on := day(3 + round)
			if holiday(on) { // closed already
				continue
			}
			activity, code := h.Meal, "RESTO"
			if round%2 == 1 {
				activity, code = free, "LIBRE"
			}
			kind, noun := operation.Closing, town.Noun(town.ClosureEntry{Date: on, Label: "Grève"})
			switch round % 3 {
			case 1:
				kind, noun = operation.Calendar, town.OpeningEntry{Activity: code, Date: on, Label: "Sortie"}
			case 2:
				kind, noun = operation.Capacity, town.CapacityEntry{Pool: "cantine", Date: on, Capacity: new(1)}
			}
			// One day in two somebody is there already; the other is closed as soon as it is prepared.
			id := int64(0)
			if seen := round%4 < 2; seen {
				h.Booked(early, 0, activity, on, booking.Accepted)
				id = h.prepare(kind, noun)
			}
			var all sync.WaitGroup
			now := make(chan struct{})
			for _, f := range homes {
				v := portal.Viewer{AccountID: f.AccountID, FamilyID: f.ID, StructureID: h.Structure.ID}
				h.draftDay(f, activity, on)
				recap, err := p.Recap(t.Context(), v)
				if err != nil {
					t.Fatal(err)
				}
				all.Go(func() {
					<-now
					time.Sleep(time.Duration(rand.IntN(3000)) * time.Microsecond)
					_, err := p.Validate(t.Context(), v, recap.RecapKey)
					if err != nil && fault.KindOf(err) != fault.Conflict {
						t.Error(err)
					}
				})
			}
			all.Go(func() {
				<-now
				if id == 0 {
					time.Sleep(time.Duration(rand.IntN(3000)) * time.Microsecond)
					id, _, _ = h.try(kind, noun)
				}
				h.closeWhile(id)
			})
			close(now)
			all.Wait()
			h.work(id)
			h.nobodyWhereItIsClosed(on, kind)
			h.Exec("delete from draft_lines")
		}
		h.Sound()
	})
}

// closeWhile applies an opération while its facts move: as a clerk would, again and again.
func (h *hall) closeWhile(id int64) {
	for {
		page, err := h.Operations.Operation(h.ctx, h.Desk, id)
		if err != nil {
			h.t.Error(err)
			return
		}
		err = h.Apply(h.ctx, h.Desk, id, operation.Consent{Fingerprint: page.Fingerprint})
		if !operation.Moved(err) {
			if err != nil {
				h.t.Error(err)
			}
			return
		}
	}
}

// draftDay puts one day into the draft of a family.
func (h *hall) draftDay(f dbtest.Family, activity int64, on civil.Date) {
	h.Exec("insert into drafts (account_id, family_id, revision, updated_at) values (?, ?, 1, ?) on conflict "+
		"(account_id, family_id) do update set revision = drafts.revision + 1, updated_at = excluded.updated_at",
		f.AccountID, f.ID, h.Now.UTC())
	h.Exec(`insert into draft_lines (draft_id, child_id, activity_id, date, kind)
		select id, ?, ?, ?, 'add' from drafts where family_id = ?`, f.Children[0], activity, on, f.ID)
}

// nobodyWhereItIsClosed fails the test when somebody has a place on a date that is closed, or too many have one.
func (h *hall) nobodyWhereItIsClosed(on civil.Date, kind operation.Kind) {
	h.t.Helper()
	if kind == operation.Capacity { // who came first keeps the place, whatever is left
		over := dbtest.Query(h.t, h.d, fmt.Sprintf("select accepted from slots where date = '%s' and accepted > 2", on))
		if len(over) > 0 {
			h.t.Errorf("%s: %v accepted on two places", on, over)
		}
		return
	}
	closed := fmt.Sprintf(`select r.id from reservations r where r.date = '%[1]s' and r.state <> 'cancelled' and (
		exists (select 1 from closures c where c.date = r.date)
		or exists (select 1 from openings o where o.activity_id = r.activity_id and o.date = r.date and not o.open))`,
		on)
	if left := dbtest.Query(h.t, h.d, closed); len(left) > 0 {
		h.t.Errorf("%s: reservations %v on a closed day", on, left)
	}
}
