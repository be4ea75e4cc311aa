package portal

import (
	"context"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
	"cartable/app/patience"
	"cartable/app/till"
	"cartable/db"
)

// Portal holds the dependencies of the use cases. Now is the town's clock, which may differ from the machine's.
type Portal struct {
	DB         *db.DB
	Catalogues *db.Catalogues
	Now        func() time.Time

	SecretKey []byte     // pseudonymises the origins in the table of attempts
	BaseURL   string     // the portal's address, without a trailing slash
	Till      *till.Till // nil if there is no online payment
}

// Viewer is the adult of a family who makes the request, or the member of staff who acts for it (counter.Viewer). It
// comes from the session only, never from a form.
type Viewer struct {
	AccountID   int64
	FamilyID    int64
	StructureID int64
	Revision    int64 // of the structure's catalogue, as the session last read it
	Families    int   // if several, a missing child may belong to another one

	May booking.Pass // what the member of staff may pass; a guardian passes nothing
}

// Staff reports whether a member of staff acts for the family.
func (v Viewer) Staff() bool { return v.May != 0 }

// ViewerOf returns the visitor as a guardian of the family in view; ok is false for staff.
func ViewerOf(v db.Visitor) (Viewer, bool) {
	return Viewer{AccountID: v.AccountID, FamilyID: v.FamilyID, StructureID: v.StructureID, Revision: v.Revision,
		Families: v.Families}, v.FamilyID != 0
}

func (p *Portal) Patience() patience.Patience { return patience.Patience{DB: p.DB, Key: p.SecretKey} }

// family holds the facts of the viewer's family over a period.
type family struct {
	*booking.Facts
	children []db.ChildOf
	draft    db.KeptDraft

	// As they were read, for settle.
	payer     wallet.Payer
	live      []booking.Reservation
	elsewhere map[int64][]booking.Elsewhere
}

func (f *family) child(id int64) (Child, bool) {
	for _, c := range f.children {
		if c.ID == id {
			return childOf(c), true
		}
	}
	return Child{}, false
}

// loadFamily reads what a family page needs over a period in one round trip, and a fixed number of queries, whatever
// the age of the town. A draft that is already loaded is not read again. Without pools the slots are left to the
// caller.
func (p *Portal) loadFamily(ctx context.Context, q db.Q, v Viewer, c *town.Catalogue, now time.Time, from,
	to civil.Date, held db.KeptDraft, pools []int64) (*family, error) {
	f := newFamily(v, c, now, held)
	reads := append(f.reads(v, from, to), db.ReadChildren(v.FamilyID, from, &f.children))
	if len(pools) > 0 {
		reads = append(reads, db.ReadSlots(pools, from, to, &f.Slots))
	}
	if err := q.Together(ctx, reads...); err != nil {
		return nil, err
	}
	f.settle()
	return f, nil
}

func newFamily(v Viewer, c *town.Catalogue, now time.Time, held db.KeptDraft) *family {
	f := &family{Facts: booking.NewFacts(now, c, v.FamilyID), draft: held}
	f.May = v.May
	return f
}

// reads are the reads of the facts of a period, except the children and the slots. Once they are made, call settle.
func (f *family) reads(v Viewer, from, to civil.Date) []db.Read {
	reads := []db.Read{db.ReadMoney(v.FamilyID, &f.payer, &f.Balances), db.ReadLive(v.FamilyID, from, to, &f.live)}
	switch {
	case v.Families > 1 && v.Staff():
		reads = append(reads, db.ReadElsewhereFor(v.FamilyID, from, to, &f.elsewhere))
	case v.Families > 1:
		reads = append(reads, db.ReadElsewhere(v.AccountID, v.FamilyID, from, to, &f.elsewhere))
	}
	if f.draft.DraftID == 0 {
		reads = append(reads, db.ReadDraft(v.AccountID, v.FamilyID, f.Now, &f.draft))
	}
	return reads
}

// settle hands on what was read.
func (f *family) settle() {
	for _, child := range f.children {
		f.Pupils[child.ID], f.Custody[child.ID] = child.Pupil, child.Custody
		for _, e := range child.Enrolments {
			f.AddEnrolment(e)
		}
	}
	f.Quotients, f.Residence = f.payer.Quotients, f.payer.Residence
	for _, r := range f.live {
		f.AddReservation(r)
	}
	for child, all := range f.elsewhere {
		for _, e := range all {
			f.AddElsewhere(child, e)
		}
	}
	for _, l := range f.draft.Lines {
		if f.Town.ActivityByID(l.ActivityID) != nil {
			f.AddDraft(l)
		}
	}
}

// withDraft changes a draft in one transaction, which locks it from the start. On a retry fn runs again from the
// beginning.
func (p *Portal) withDraft(ctx context.Context, v Viewer, now time.Time,
	fn func(ctx context.Context, q db.Q, c *town.Catalogue, draft db.KeptDraft) error) error {
	return p.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		draft, err := q.LockDraft(ctx, v.AccountID, v.FamilyID, now)
		if err != nil {
			return err
		}
		c, err := p.Catalogues.At(ctx, q, v.StructureID, v.Revision)
		if err != nil {
			return err
		}
		return fn(ctx, q, c, draft)
	})
}

// summary counts a draft's lines and the cost of its bookings.
func (f *family) summary() booking.Tally {
	b := booking.Tally{Revision: f.draft.Revision}
	for _, l := range f.draft.Lines {
		if l.Kind == booking.Cancel {
			b.Cancels++
			continue
		}
		b.Adds++
		if a := f.Town.ActivityByID(l.ActivityID); a != nil {
			b.Total += f.Quote(a, l.Date).Total
		}
	}
	return b
}

// slotsOf returns the slots that lines use: a pool and a date each.
func slotsOf(c *town.Catalogue, lines []booking.Line) []booking.SlotKey {
	var keys []booking.SlotKey
	for _, l := range lines {
		if a := c.ActivityByID(l.ActivityID); a != nil {
			for _, pool := range a.Pools {
				keys = append(keys, booking.SlotKey{PoolID: pool.ID, Date: l.Date})
			}
		}
	}
	return db.SortSlots(keys)
}

func poolsOf(a *town.Activity) []int64 {
	ids := make([]int64, len(a.Pools))
	for i, pool := range a.Pools {
		ids[i] = pool.ID
	}
	return ids
}

// span is the period that lines cover.
func span(lines []booking.Line) (from, to civil.Date) {
	for i, l := range lines {
		if i == 0 || l.Date < from {
			from = l.Date
		}
		to = max(to, l.Date)
	}
	return from, to
}
