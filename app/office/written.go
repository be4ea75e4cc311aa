package office

import "cartable/db"

// written is a line of the journal by who sits at a desk: what was done to what, and why. The family sees its own.
func (o *Office) written(d Desk, action string, familyID int64, subject, was, became, reason string) db.AuditLine {
	return db.AuditLine{At: o.Now().UTC(), AccountID: d.AccountID, StructureID: d.StructureID, FamilyID: familyID, Action: action,
		Subject: subject, Was: was, Became: became, Reason: reason, Origin: d.Origin}
}
