package office

import (
	"strings"

	"cartable/app/domain/fault"
	"cartable/app/domain/trail"
	"cartable/db"
)

// note is a line of the journal by who sits at a desk: what was done to what, and why. The family sees its own.
func (o *Office) note(d Desk, action trail.Action, familyID int64, subject, was, became, reason string) db.AuditLine {
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
