package office

import (
	"strings"
	"time"

	"cartable/app/domain/fault"
	"cartable/app/domain/trail"
	"cartable/db"
)

// note is a line of the journal by who sits at a desk: what was done to what, and why. The family sees its own.
func (o *Base) note(d Desk, action trail.Action, familyID int64, subject, was, became, reason string) db.AuditLine {
	return db.AuditLine{At: o.Now().UTC(), AccountID: d.AccountID, StructureID: d.StructureID, FamilyID: familyID, Action: string(action),
		Subject: subject, Was: was, Became: became, Reason: reason, Origin: d.Origin}
}

// reasonLimit bounds a reason, in bytes.
const reasonLimit = 500

// because cleans the reason of a change; without one there is no change (DOMAIN.md 9.11).
func because(reason string) (string, error) {
	reason = strings.TrimSpace(reason)
	switch {
	case reason == "":
		return "", fault.Invalidf("motif", "Dites pourquoi\u00a0: le motif est gardé dans le journal, et la famille le voit.")
	case len(reason) > reasonLimit:
		return "", fault.Invalidf("motif", "Ce motif est trop long. Gardez l'essentiel.")
	}
	return reason, nil
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
