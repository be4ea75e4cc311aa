package portal

import "strings"

// beyond is what a line of the ledger says beside its activity and its child, which stand in columns of their own:
// « Restauration, Léa (absence justifiée) » says « absence justifiée ».
func beyond(label, activity, child string) string {
	label = strings.TrimPrefix(label, "Annulation : ")
	label, found := strings.CutPrefix(label, activity)
	if !found {
		return label
	}
	label = strings.TrimPrefix(label, ", "+child)
	return strings.Trim(label, " (),")
}
