package office

import (
	"context"
	"strings"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/trail"
	"cartable/db"
)

// note is a line of the journal by who sits at a desk.
func (o *Office) note(d Desk, action trail.Action, familyID int64, subject, was, became, reason string) db.AuditLine {
	return db.AuditLine{At: o.Now().UTC(), AccountID: d.AccountID, StructureID: d.StructureID, FamilyID: familyID, Action: string(action),
		Subject: subject, Was: was, Became: became, Reason: reason, Origin: d.Origin}
}

// reasonLimit bounds a reason, in bytes.
const reasonLimit = 500

// reasoned cleans the reason of a change; without one there is no change (DOMAIN section 9).
func reasoned(reason string) (string, error) {
	reason = strings.TrimSpace(reason)
	switch {
	case reason == "":
		return "", fault.Invalidf("motif", "Dites pourquoi\u00a0: le motif est gardé dans le journal.")
	case len(reason) > reasonLimit:
		return "", fault.Invalidf("motif", "Ce motif est trop long. Gardez l'essentiel.")
	}
	return reason, nil
}

// JournalQuery narrows the journal of the structure. Zero values keep everything.
type JournalQuery struct {
	Login    string
	Family   string // code
	Action   string
	From, To civil.Date // both included
	Page     int
}

// Journal is what was done in the structure, newest first.
type Journal struct {
	JournalQuery
	Rows        []JournalRow
	Actions     []Choice
	Page, Pages int
	Count       int
}

// JournalRow is a line of the journal in words.
type JournalRow struct {
	At                 time.Time
	Who                string // login; empty: a command, the night
	Action             string
	Family, FamilyCode string
	Subject            string
	Was, Became        string
	Reason             string
	Origin             string
}

// journalRow puts a line of the journal in words.
func journalRow(l db.JournalLine) JournalRow {
	return JournalRow{At: l.At, Who: l.Login, Action: trail.Action(l.Action).Label(), Family: l.Family, FamilyCode: l.FamilyCode, Subject: l.Subject,
		Was: l.Was, Became: l.Became, Reason: l.Reason, Origin: l.Origin}
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
	f.Limit, f.Offset = pageSize, (max(1, ask.Page)-1)*pageSize
	lines, count, err := o.DB.Read().Journal(ctx, f)
	if err != nil {
		return Journal{}, err
	}
	page := Journal{JournalQuery: ask, Count: count}
	page.Page, page.Pages = pages(count, ask.Page)
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
	f.Limit = journalLimit
	lines, _, err := o.DB.Read().Journal(ctx, f)
	rows := make([]JournalRow, len(lines))
	for i, l := range lines {
		rows[i] = journalRow(l)
	}
	return rows, err
}
