package office

import (
	"context"
	"strings"

	"cartable/app/domain/civil"
	"cartable/app/domain/paging"
	"cartable/app/domain/trail"
	"cartable/db"
)

// JournalQuery narrows the journal of the structure. Zero values keep everything.
type JournalQuery struct {
	Login    string
	Family   string // code
	Action   string
	From, To civil.Date // both included
	Page     int        // asked for
}

// Journal is what was done in the structure, newest first.
type Journal struct {
	JournalQuery
	Rows    []JournalRow
	Actions []Choice
	paging.Page
}

func (ask JournalQuery) filter(d Desk) db.JournalFilter {
	f := db.JournalFilter{StructureID: d.StructureID, Login: strings.ToLower(strings.TrimSpace(ask.Login)), Family: strings.TrimSpace(ask.Family), Action: ask.Action}
	if ask.From != 0 {
		f.From = ask.From.At(0, db.Paris)
	}
	if ask.To != 0 {
		f.To = (ask.To + 1).At(0, db.Paris)
	}
	return f
}

// Journal searches the journal of the structure.
func (o *Office) Journal(ctx context.Context, d Desk, ask JournalQuery) (Journal, error) {
	f := ask.filter(d)
	f.Page = paging.At(ask.Page)
	lines, p, err := o.DB.Read().Journal(ctx, f)
	if err != nil {
		return Journal{}, err
	}
	page := Journal{JournalQuery: ask, Page: p}
	for _, l := range lines {
		page.Rows = append(page.Rows, journalRow(l))
	}
	for _, a := range trail.All() {
		page.Actions = append(page.Actions, Choice{string(a), a.Label()})
	}
	return page, nil
}

// journalLimit bounds an export.
const journalLimit = 50_000

// ExportJournal lists everything that a search keeps, without pages.
func (o *Office) ExportJournal(ctx context.Context, d Desk, ask JournalQuery) ([]JournalRow, error) {
	f := ask.filter(d)
	f.Page = paging.First(journalLimit)
	lines, _, err := o.DB.Read().Journal(ctx, f)
	rows := make([]JournalRow, len(lines))
	for i, l := range lines {
		rows[i] = journalRow(l)
	}
	return rows, err
}
