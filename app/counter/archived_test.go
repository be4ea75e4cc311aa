package counter_test

import (
	"testing"

	"cartable/app/domain/access"
	"cartable/app/domain/fault"
	"cartable/db"
	"cartable/db/dbtest"
)

// Whatever was read before, nobody books for a family once it is archived, nor by a right that has ended.
func TestNobodyBooksForAFamilyThatWasArchivedMeanwhile(t *testing.T) {
	for name, meanwhile := range map[string]string{
		"archived":  "update families set archived_at = current_timestamp",
		"withdrawn": "update guardians set withdrawn_at = current_timestamp",
		"no staff":  "update staff set withdrawn_at = current_timestamp",
	} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				h := newHall(t, d, access.Manager)
				f := h.Family(1, h.Activity("CANTINE", nil, h.Pool("P", 10, 5)))
				a, own := h.acts(f), parent(h, f)
				h.drafts(a.Viewer, f.Children[0], "CANTINE", true, day(26))
				h.drafts(own, f.Children[0], "CANTINE", true, day(27))
				staff, theirs := h.recap(a.Viewer).RecapKey, h.recap(own).RecapKey
				h.put(meanwhile)
				_, err := h.Validate(h.ctx, h.clerk, a, staff, phone)
				if refused := fault.KindOf(err) == fault.Conflict; refused != (name != "withdrawn") {
					t.Errorf("staff: %v", err)
				}
				_, err = h.Portal.Validate(h.ctx, own, theirs)
				if refused := fault.KindOf(err) == fault.Conflict; refused != (name != "no staff") {
					t.Errorf("the parent: %v", err)
				}
			})
		})
	}
}
