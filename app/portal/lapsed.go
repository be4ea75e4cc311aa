package portal

import (
	"context"

	"cartable/app/domain/booking"
	"cartable/app/domain/town"
	"cartable/db"
)

// lapsed returns the content of a draft that has lapsed or was dropped; nil if it holds what is shown.
func lapsed(b db.KeptDraft) *Lapsed {
	if len(b.Lapsed) == 0 {
		return nil
	}
	return &Lapsed{Since: b.UpdatedAt, Days: len(b.Lapsed), Dropped: b.Dropped}
}

// Resume restores the content of a draft that has lapsed or was dropped, as far as each day is still possible
// (DOMAIN.md 4.1 and 4.5), and returns how many days were restored and how many were lost. It leaves any other draft
// unchanged.
func (p *Portal) Resume(ctx context.Context, v Viewer) (taken, lost int, err error) {
	now := p.Now()
	err = p.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		taken, lost = 0, 0
		draft, err := q.ReviveDraft(ctx, v.AccountID, v.FamilyID, now)
		if err != nil || len(draft.Lapsed) == 0 {
			return err
		}
		c, err := p.Catalogues.At(ctx, q, v.StructureID, v.Revision)
		if err != nil {
			return err
		}
		was := draft.Lapsed
		from, to := span(was)
		f, err := p.loadFamily(ctx, q, v, c, now, from, to, draft, poolsOfLines(c, was))
		if err != nil {
			return err
		}
		booking.SortLines(was)
		var gone []booking.Line
		for _, l := range was {
			if f.stillPossible(c, l) {
				f.AddDraft(l)
				taken++
				continue
			}
			lost++
			l.Kind = booking.None
			gone = append(gone, l)
		}
		draft.Lapsed = nil
		_, err = q.SaveDraft(ctx, draft, gone, now)
		return err
	})
	return taken, lost, err
}

// stillPossible reports whether a click would draft the same change today.
func (f *family) stillPossible(c *town.Catalogue, l booking.Line) bool {
	a := c.ActivityByID(l.ActivityID)
	if _, ours := f.child(l.ChildID); a == nil || !ours {
		return false
	}
	return f.Judge(l.ChildID, a, l.Date).DraftFor(l.Kind == booking.Add) == l.Kind
}

// WantLastMoment stores whether the draft's requests are wanted however late a place becomes free (DOMAIN.md 7.12). The
// choice is for the draft whose recap was read, also when another tab has changed it since: the recap that is then read
// again has the box as it was ticked. A form that is sent again after a validation does not choose for the next draft.
func (p *Portal) WantLastMoment(ctx context.Context, v Viewer, read RecapKey, wanted bool) error {
	return p.DB.Write().WantLastMoment(ctx, v.AccountID, v.FamilyID, read.DraftID, read.Revision, wanted)
}
