package portal

import "strings"

// beyond returns the part of a ledger label that adds to its activity and its child, which have their own columns:
func beyond(label, activity, child string) string {
	label = strings.TrimPrefix(label, "Annulation : ")
	label, found := strings.CutPrefix(label, activity)
	if !found {
		return label
	}
	label = strings.TrimPrefix(label, ", "+child)
	return strings.Trim(label, " (),")
}
