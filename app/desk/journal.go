package desk

import (
	"time"

	"cartable/app/domain/journal"
	"cartable/db"
)

// Entry returns a journal entry for an action of the actor: the action, its subject and the reason. A family can read
// the entries about it.
func (o *Base) Entry(d Actor, action journal.Action, familyID int64, subject, was, became,
	reason string) db.JournalEntry {
	return db.JournalEntry{At: o.Now().UTC(), AccountID: d.AccountID, StructureID: d.StructureID, FamilyID: familyID,
		Action:  action,
		Subject: subject, Was: was, Became: became, Reason: reason, Origin: d.Origin}
}

// JournalRow is a journal entry in words.
type JournalRow struct {
	At                 time.Time
	Who                string // login; empty for a command or the night
	Action             string
	Family, FamilyCode string
	Subject            string
	Was, Became        string
	Reason             string
	Origin             string
}

// RowOf returns a journal entry in words.
func RowOf(l db.JournalLine) JournalRow {
	return JournalRow{At: l.At, Who: l.Login, Action: l.Action.Label(), Family: l.Family, FamilyCode: l.FamilyCode,
		Subject: l.Subject, Was: l.Was, Became: l.Became, Reason: l.Reason, Origin: l.Origin}
}
