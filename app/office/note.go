package office

import (
	"cartable/app/domain/trail"
	"cartable/db"
)

// note is a line of the journal by who sits at a desk: what was done to what, and why. The family sees its own.
func (o *Office) note(d Desk, action trail.Action, familyID int64, subject, was, became, reason string) db.AuditLine {
	return db.AuditLine{At: o.Now().UTC(), AccountID: d.AccountID, StructureID: d.StructureID, FamilyID: familyID, Action: action,
		Subject: subject, Was: was, Became: became, Reason: reason, Origin: d.Origin}
}
