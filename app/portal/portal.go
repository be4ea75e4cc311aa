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

// Viewer is the adult of a family who makes the request. It comes from the session only, never from a form.
type Viewer struct {
	AccountID   int64
	FamilyID    int64
	StructureID int64
	Revision    int64 // of the structure's catalogue, as the session last read it
	Families    int   // if several, a missing child may belong to another one

	UpdatedThrough time.Time // what was validated until then is transmitted; zero before the first night
}

// ViewerOf returns the visitor as a guardian of the family in view; ok is false for staff.
func ViewerOf(v db.Visitor) (Viewer, bool) {
	return Viewer{AccountID: v.AccountID, FamilyID: v.FamilyID, StructureID: v.StructureID, Revision: v.Revision,
		Families: v.Families, UpdatedThrough: v.UpdatedThrough}, v.FamilyID != 0
}

func (p *Portal) Patience() patience.Patience { return patience.Patience{DB: p.DB, Key: p.SecretKey} }

// family holds the facts of the viewer's family over a period.
type family struct {
	*booking.Facts
	children []db.ChildOf
	draft    db.KeptDraft
}

func (f *family) child(id int64) (Child, bool) {
	for _, c := range f.children {
		if c.ID == id {
			return childOf(c), true
		}
	}
	return Child{}, false
}

func (f *family) childIDs() []int64 {
	ids := make([]int64, len(f.children))
	for i, c := range f.children {
		ids[i] = c.ID
	}
	return ids
}

// loadFamily reads what a family page needs besides the slots, over a period, in a fixed number of queries, whatever
// the age of the town. A draft that is already loaded is not read again.
func (p *Portal) loadFamily(ctx context.Context, q db.Q, v Viewer, c *town.Catalogue, now time.Time, from,
	to civil.Date, held db.KeptDraft) (*family, error) {
	f := &family{Facts: booking.NewFacts(now, c, v.FamilyID), draft: held}
	var err error
	if f.children, err = q.ChildrenOf(ctx, v.FamilyID, from); err != nil {
		return nil, err
	}
	return f, p.fillFacts(ctx, q, v, f, from, to)
}

// fillFacts reads the remaining facts of the known children.
func (p *Portal) fillFacts(ctx context.Context, q db.Q, v Viewer, f *family, from, to civil.Date) error {
	for _, child := range f.children {
		for _, e := range child.Enrolments {
			f.AddEnrolment(e)
		}
	}
	var err error
	var payer wallet.Payer
	if payer, f.Balances, err = q.MoneyOf(ctx, v.FamilyID); err != nil {
		return err
	}
	f.Quotients, f.Residence = payer.Quotients, payer.Residence
	live, err := q.LiveOf(ctx, v.FamilyID, from, to)
	if err != nil {
		return err
	}
	for _, r := range live {
		f.AddReservation(r)
	}
	if v.Families > 1 {
		elsewhere, err := q.ElsewhereOf(ctx, v.AccountID, v.StructureID, f.childIDs(), from, to)
		if err != nil {
			return err
		}
		for child, all := range elsewhere {
			for _, e := range all {
				f.AddElsewhere(child, e)
			}
		}
	}
	if f.draft.DraftID == 0 {
		if f.draft, err = q.DraftOf(ctx, v.AccountID, v.FamilyID, f.Now); err != nil {
			return err
		}
	}
	for _, l := range f.draft.Lines {
		if f.Town.ActivityByID(l.ActivityID) != nil {
			f.AddDraft(l)
		}
	}
	return nil
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
