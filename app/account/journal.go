package account

import (
	"context"
	"time"

	"cartable/app/domain/paging"
	"cartable/db"
)

// JournalPage is what touched a family's file, newest first, in words a parent understands.
type JournalPage struct {
	Rows []JournalRow
	paging.Page
}

// JournalRow is one line.
type JournalRow struct {
	At          time.Time
	Ours        bool // done by an adult of the family; by the town hall otherwise, which does not say by whom
	What        string
	About       string // an activity and a day, an account
	Was, Became string
	Reason      string
}

// Journal shows the journal of the visitor's family. Of the town hall's people it tells no name.
func (p *Accounts) Journal(ctx context.Context, v Visitor, page int) (JournalPage, error) {
	lines, shown, err := p.DB.Read().Journal(ctx, db.JournalFilter{FamilyID: v.FamilyID, StructureID: v.StructureID, Page: paging.At(page)})
	list := JournalPage{Page: shown}
	for _, l := range lines {
		list.Rows = append(list.Rows, JournalRow{At: l.At, Ours: l.Guardian, What: l.Action.ForFamily(), About: l.Subject,
			Was: l.Was, Became: l.Became, Reason: l.Reason})
	}
	return list, err
}
