package desk

import (
	"time"

	"cartable/app/domain/journal"
	"cartable/db"
)

// Entry is a line of the journal by who sits at a desk: what was done to what, and why. The family sees its own.
func (o *Base) Entry(d Actor, action journal.Action, familyID int64, subject, was, became, reason string) db.JournalEntry {
	return db.JournalEntry{At: o.Now().UTC(), AccountID: d.AccountID, StructureID: d.StructureID, FamilyID: familyID, Action: action,
		Subject: subject, Was: was, Became: became, Reason: reason, Origin: d.Origin}
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

// RowOf puts a line of the journal in words.
func RowOf(l db.JournalLine) JournalRow {
	return JournalRow{At: l.At, Who: l.Login, Action: l.Action.Label(), Family: l.Family, FamilyCode: l.FamilyCode, Subject: l.Subject,
		Was: l.Was, Became: l.Became, Reason: l.Reason, Origin: l.Origin}
}
