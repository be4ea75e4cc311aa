package site

import (
	"strconv"

	"cartable/app/account"
)

// familyNames returns the names of an account's families in its menu: the surname; if two families of a structure share
// it, the first name too; if they share both, the number on the town's letters and bills.
func familyNames(all []account.Family) []string {
	names := make([]string, len(all))
	for i, f := range all {
		names[i] = "Famille " + f.LastName
		switch same := sharing(all, f); {
		case same.first > 1:
			names[i] += ", dossier " + f.Code
		case same.last > 1 && f.FirstName != "":
			names[i] += " (" + f.FirstName + ")"
		}
	}
	return names
}

// sharing counts the families of a structure that share a family's surname, and those that share its first name too.
func sharing(all []account.Family, with account.Family) (same struct{ last, first int }) {
	for _, f := range all {
		if f.StructureID == with.StructureID && f.LastName == with.LastName {
			same.last++
			if f.FirstName == with.FirstName {
				same.first++
			}
		}
	}
	return same
}

// chooseFamily fills the menu of the account's families, and names the one in view as the menu does.
func (l *Layout) chooseFamily(all []account.Family, inView int64) {
	for i, name := range familyNames(all) {
		f := all[i]
		l.Families = append(l.Families,
			Choice{strconv.FormatInt(f.FamilyID, 10), l.Read.Tr(name) + ", " + f.Structure, f.FamilyID == inView})
		if f.FamilyID == inView {
			l.Family = name
		}
	}
}
