package town

import (
	"testing"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/deadline"
)

// The time to answer an offer is by day, and ends before the place is of no use (DOMAIN.md 7.16).
func TestOfferUntil(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	c := &Catalogue{Loc: paris}
	kitchen, err := deadline.ParseRule("J-1 12:00")
	if err != nil {
		t.Fatal(err)
	}
	day := civil.New(2026, 12, 9)
	outing, meal := &Activity{Start: 13 * 60}, &Activity{Start: 12 * 60, KitchenBy: kitchen}
	for _, one := range []struct {
		name     string
		a        *Activity
		at, want string // day of December and hour; no hour = none is offered
		hours    int
	}{
		{"by day", outing, "03 09:00", "03 15:00", 6},
		{"ends at night: in the morning", outing, "03 18:00", "04 08:00", 6},
		{"begins at night: from the morning on", outing, "03 00:30", "03 14:00", 6},
		{"begins in the evening", outing, "03 22:00", "04 10:00", 2},
		{"at the start at the latest", outing, "09 09:00", "09 13:00", 6},
		{"at the kitchen's hour at the latest", meal, "08 09:00", "08 12:00", 24},
		{"less than an hour is left", meal, "08 11:30", "", 24},
		{"the kitchen has ordered", meal, "08 13:00", "", 24},
		{"the morning comes too late", outing, "08 23:00", "", 1},
	} {
		at, err := time.ParseInLocation("2006-01-02 15:04", "2026-12-"+one.at, paris)
		if err != nil {
			t.Fatal(err)
		}
		if one.name == "the morning comes too late" {
			one.a = &Activity{Start: 8*60 + 30}
		}
		until, ok := c.OfferUntil(one.a, day, at, one.hours)
		if got := until.In(paris).Format("02 15:04"); ok != (one.want != "") || ok && got != one.want {
			t.Errorf("%s: until %s (%t), want %q", one.name, got, ok, one.want)
		}
	}
}
