package operation_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/app/domain/fault"
	"cartable/app/domain/pricing"
	"cartable/app/portal"
	"cartable/db"
	"cartable/db/dbtest"
)

// Whatever moves, and however often, between a recap and its validation: what is booked then is what the town offers
// now, at the price of now, which was read; what is not booked says why; and no place is given twice.
func TestDraftsWhileAnythingMoves(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		number := 100
		rapid.Check(t, func(r *rapid.T) {
			number++
			h := hallOf(t, desktest.CounterOf(dbtest.NewOne(t, d, number), fmt.Sprint("accueil", number)))
			clock := func() time.Time { return h.Now }
			p := &portal.Portal{DB: d, Catalogues: db.NewCatalogues(clock), Now: clock,
				SecretKey: []byte("a key for tests")}
			families := []dbtest.Family{h.Family(1, h.Meal, h.Care), h.Family(1, h.Meal, h.Care),
				h.Family(1, h.Meal, h.Care)}
			h.schools(families)
			read := map[int64]portal.Recap{}
			for _, f := range families {
				for n := 2; n <= 12; n++ {
					for _, activity := range []int64{h.Meal, h.Care} {
						if rapid.Bool().Draw(r, "drafts") {
							h.draftDay(f, activity, day(n))
						}
					}
				}
				if read[f.ID] = recapFor(r, p, h, f); len(read[f.ID].Bookings) == 0 {
					return
				}
			}
			for range rapid.IntRange(1, 4).Draw(r, "moves") {
				kind, nouns := h.anyChange(r)
				if id, applied, err := h.try(kind, nouns...); err == nil && !applied {
					h.apply(id)
				}
			}
			for _, f := range rapid.Permutation(families).Draw(r, "order") {
				h.validatesAnything(r, p, f, read[f.ID])
			}
			h.bookedAsOffered(r)
			h.Sound()
		})
	})
}

func recapFor(r *rapid.T, p *portal.Portal, h *hall, f dbtest.Family) portal.Recap {
	recap, err := p.Recap(h.ctx, portal.Viewer{AccountID: f.AccountID, FamilyID: f.ID, StructureID: h.Structure.ID})
	if err != nil {
		r.Fatal(err)
	}
	return recap
}

// validatesAnything validates what a family read, or what it reads now if a price moved.
func (h *hall) validatesAnything(r *rapid.T, p *portal.Portal, f dbtest.Family, read portal.Recap) {
	v := portal.Viewer{AccountID: f.AccountID, FamilyID: f.ID, StructureID: h.Structure.ID}
	before, now := map[booking.Key]portal.RecapLine{}, recapFor(r, p, h, f)
	key := func(l portal.RecapLine) booking.Key {
		activity := h.Meal
		if l.Activity == "SOIR" {
			activity = h.Care
		}
		return booking.Key{ChildID: l.ChildID, ActivityID: activity, Date: l.Date}
	}
	for _, l := range read.Bookings {
		before[key(l)] = l
	}
	dearer := false
	for _, l := range now.Bookings {
		was := before[key(l)]
		dearer = dearer || l.Result != booking.ResultUntreated && (l.Price != was.Price || l.Unpriced != was.Unpriced)
	}
	number, err := p.Validate(h.ctx, v, read.RecapKey)
	if dearer != (fault.KindOf(err) == fault.Conflict) {
		r.Fatalf("a price moved: %t, and the validation says %v", dearer, err)
	}
	if dearer {
		now.Since(read.RecapKey)
		if now.Changed == 0 {
			r.Fatal("no price is shown as changed")
		}
		number, err = p.Validate(h.ctx, v, now.RecapKey)
	}
	if err != nil {
		r.Fatal(err)
	}
	done, err := p.Confirmation(h.ctx, v, number)
	if err != nil || len(done.Bookings) != len(now.Bookings) {
		r.Fatalf("%d of %d lines, %v", len(done.Bookings), len(now.Bookings), err)
	}
	for i, l := range done.Bookings {
		is := now.Bookings[i]
		if l.Result != is.Result || l.Why != is.Why || (l.Why == "") != (l.Result != booking.ResultUntreated) ||
			l.Result != booking.ResultUntreated && l.Price != is.Price {
			r.Errorf("validated %+v, the rule of now says %+v", l, is)
		}
	}
}

// bookedAsOffered compares what is booked with the town as it is now, day by day, by another way than a validation's.
func (h *hall) bookedAsOffered(r *rapid.T) {
	q := h.d.Read()
	c, err := q.Catalogue(h.ctx, h.Structure.ID, day(-60))
	if err != nil {
		r.Fatal(err)
	}
	var rows []db.Reservation
	var children []db.Child
	var quotients []db.Quotient
	for _, all := range []any{&rows, &children} {
		if err := q.NewSelect().Model(all).Where("structure_id = ?", h.Structure.ID).Scan(h.ctx); err != nil {
			r.Fatal(err)
		}
	}
	if err := q.NewSelect().Model(&quotients).Scan(h.ctx); err != nil {
		r.Fatal(err)
	}
	taken := map[booking.SlotKey]int{}
	for _, b := range rows {
		right := booking.Right{Enrolled: true}
		for _, child := range children {
			if child.ID == b.ChildID {
				if right.Pupil.Birth = child.BirthDate; child.SchoolID != nil {
					right.Pupil.School, right.Pupil.Class = *child.SchoolID, *child.ClassID
				}
			}
		}
		var held []pricing.Quotient
		for _, one := range quotients {
			if one.FamilyID == b.FamilyID {
				held = append(held, pricing.Quotient{From: one.FromDate, To: one.ToDate, QF: one.Qf})
			}
		}
		a := c.ActivityByID(b.ActivityID)
		if why, _ := booking.Bookable(c, a, b.Date, right); why != "" {
			r.Errorf("%s of %s is booked, and %s", a.Code, b.Date, why)
		}
		if quote := pricing.For(a.Tariffs, b.Date, true, held, a.Quantity()); quote.Total != b.Price {
			r.Errorf("%s of %s costs %s, booked for %s", a.Code, b.Date, quote.Total, b.Price)
		}
		if b.State == string(booking.Accepted) {
			for _, pool := range a.Pools {
				taken[booking.SlotKey{PoolID: pool.ID, Date: b.Date}]++
			}
		}
	}
	for key, n := range taken {
		for _, pool := range c.Pools {
			if most := pool.On(key.Date).Capacity; pool.ID == key.PoolID && most != nil && n > *most {
				r.Errorf("%d have one of %d places on %s", n, *most, key.Date)
			}
		}
	}
}
