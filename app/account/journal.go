package account

import (
	"context"
	"time"

	"cartable/app/domain/paging"
	"cartable/db"
)

// JournalPage lists the events of a family's file, newest first, in words a parent understands.
type JournalPage struct {
	Rows []JournalRow
	paging.Page
}

// JournalRow is one event.
type JournalRow struct {
	At          time.Time
	Ours        bool // done by an adult of the family; otherwise by the town hall, whose staff are not named
	What        string
	About       string // an activity and a day, or an account
	Was, Became string
	Reason      string
}

// Journal returns the journal of the visitor's family. It does not name town hall staff.
func (p *Accounts) Journal(ctx context.Context, v Visitor, page int) (JournalPage, error) {
	lines, shown, err := p.DB.Read().Journal(ctx, db.JournalFilter{FamilyID: v.FamilyID, StructureID: v.StructureID,
		Page: paging.At(page)})
	list := JournalPage{Page: shown}
	for _, l := range lines {
		list.Rows = append(list.Rows, JournalRow{At: l.At, Ours: l.Guardian, What: l.Action.ForFamily(),
			About: l.Subject, Was: l.Was, Became: l.Became, Reason: l.Reason})
	}
	return list, err
}
