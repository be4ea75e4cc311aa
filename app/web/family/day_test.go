package family

import (
	"testing"

	"cartable/app/portal"
	"cartable/app/web/site"
)

// Staff who act for a family are not led to the page by which parents tell that a child is ill: it is not theirs.
func TestOnlyParentsAreLedToTheirSickCall(t *testing.T) {
	page := portal.DayPage{MaySick: true}
	if v := (&Pages{}).dayView(page, site.BookingPath, ""); v.Sick == "" {
		t.Error("a parent is not led there")
	}
	if v := (&Pages{}).dayView(page, "/mairie/familles/F001/reserver", ""); v.Sick != "" {
		t.Errorf("staff are led to %s", v.Sick)
	}
}
