package people

import (
	"context"
	"strings"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/journal"
	"cartable/app/domain/paging"
	"cartable/db"
)

// JournalQuery narrows the journal of the structure. Zero values keep everything.
type JournalQuery struct {
	Login    string
	Family   string // code
	Action   string
	From, To civil.Date // both inclusive
	Page     int        // requested page
}

// Journal is the events of the structure, newest first.
type Journal struct {
	JournalQuery
	Rows    []desk.JournalRow
	Actions []desk.Choice
	paging.Page
}

func (ask JournalQuery) filter(d desk.Actor) db.JournalFilter {
	f := db.JournalFilter{StructureID: d.StructureID, Login: strings.ToLower(strings.TrimSpace(ask.Login)),
		Family: strings.TrimSpace(ask.Family), Action: ask.Action}
	if ask.From != 0 {
		f.From = ask.From.At(0, db.Paris)
	}
	if ask.To != 0 {
		f.To = (ask.To + 1).At(0, db.Paris)
	}
	return f
}

// Journal searches the journal of the structure.
func (o *People) Journal(ctx context.Context, d desk.Actor, ask JournalQuery) (Journal, error) {
	f := ask.filter(d)
	f.Page = paging.At(ask.Page)
	lines, p, err := o.DB.Read().Journal(ctx, f)
	if err != nil {
		return Journal{}, err
	}
	page := Journal{JournalQuery: ask, Page: p}
	for _, l := range lines {
		page.Rows = append(page.Rows, desk.RowOf(l))
	}
	for _, a := range journal.All() {
		page.Actions = append(page.Actions, desk.Choice{Code: string(a), Name: a.Label()})
	}
	return page, nil
}

// journalLimit is the maximum number of lines of an export.
const journalLimit = 50_000

// ExportJournal returns everything that a search finds, without pages.
func (o *People) ExportJournal(ctx context.Context, d desk.Actor, ask JournalQuery) ([]desk.JournalRow, error) {
	f := ask.filter(d)
	f.Page = paging.First(journalLimit)
	lines, _, err := o.DB.Read().Journal(ctx, f)
	rows := make([]desk.JournalRow, len(lines))
	for i, l := range lines {
		rows[i] = desk.RowOf(l)
	}
	return rows, err
}
