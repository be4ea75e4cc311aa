package stay

import (
	"testing"

	"pgregory.net/rapid"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/town"
)

// evening is from 16:30 to 18:30: four half hours.
func evening() *town.Activity {
	return &town.Activity{Start: 16*60 + 30, End: 18*60 + 30, Unit: town.UnitHalfHour,
		Lateness: town.Lateness{LateFee: 500, LateGrace: new(5)}}
}

func at(text string) *civil.TimeOfDay {
	if text == "" {
		return nil
	}
	t, err := civil.ParseTime(text)
	if err != nil {
		panic(err)
	}
	return &t
}

func TestUnitsAndFee(t *testing.T) {
	for _, one := range []struct {
		arrived, departed string
		units             int
		fee               money.Cents
	}{
		{"", "", 4, 0},
		{"16:30", "18:30", 4, 0},
		{"16:10", "17:00", 1, 0}, // before the door opens nothing is owed
		{"16:30", "17:01", 2, 0}, // a started half hour counts
		{"16:45", "17:15", 1, 0},
		{"17:31", "", 2, 0}, // still there: until the end
		{"", "16:40", 1, 0},
		{"16:30", "16:30", 1, 0}, // nothing is free by mistake
		{"", "16:00", 1, 0},
		{"19:00", "19:10", 1, 500},
		{"16:30", "18:35", 4, 0}, // the grace
		{"16:30", "18:36", 4, 500},
		{"17:45", "19:30", 2, 500},
		{"16:30", "00:10", 4, 500}, // after midnight
		{"16:30", "02:00", 4, 500},
		{"16:30", "02:01", 1, 0},
	} {
		s := Stay{at(one.arrived), at(one.departed)}
		if units, fee := s.Units(evening()), s.Fee(RuleOf(evening())); units != one.units || fee != one.fee {
			t.Errorf("%s to %s: %d half hours, %s", one.arrived, one.departed, units, fee)
		}
	}
	whole := evening()
	whole.Unit, whole.LateFee, whole.LateGrace = town.UnitDay, 300, nil
	if s := (Stay{at("17:00"), at("18:31")}); s.Units(whole) != 1 || s.Fee(RuleOf(whole)) != 300 {
		t.Error("an activity by the day counts one, and has its fee")
	}
	if !(Stay{at("17:00"), at("16:00")}).Turned() || (Stay{at("17:00"), at("17:00")}).Turned() ||
		(Stay{at("17:00"), at("00:10")}).Turned() {
		t.Error("turned")
	}
}

// Whatever is stamped, the half hours are between one and those of the activity; whoever comes later or leaves earlier
// owes no more; and the fee is owed or not.
func TestStaysAreBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := &town.Activity{Start: civil.TimeOfDay(rapid.IntRange(0, 1000).Draw(t, "start")), Unit: town.UnitHalfHour,
			Lateness: town.Lateness{LateFee: money.Cents(rapid.IntRange(0, 900).Draw(t, "fee")),
				LateGrace: new(rapid.IntRange(0, 60).Draw(t, "grace"))}}
		a.End = a.Start + civil.TimeOfDay(rapid.IntRange(1, 400).Draw(t, "long"))
		hour := func(name string) *civil.TimeOfDay {
			if !rapid.Bool().Draw(t, name+"?") {
				return nil
			}
			return new(civil.TimeOfDay(rapid.IntRange(0, 1440).Draw(t, name)))
		}
		s := Stay{hour("arrived"), hour("departed")}
		units := s.Units(a)
		if units < 1 || units > a.Quantity() {
			t.Fatalf("%d half hours", units)
		}
		if s.Arrived != nil && *s.Arrived < 1440 {
			later := Stay{new(*s.Arrived + 1), s.Departed}
			if later.Units(a) > units {
				t.Fatal("a later arrival costs more")
			}
		}
		if s.Departed != nil && *s.Departed != 0 && *s.Departed != night+1 { // but for the turn of the night
			sooner := Stay{s.Arrived, new(*s.Departed - 1)}
			if sooner.Units(a) > units || sooner.Fee(RuleOf(a)) > s.Fee(RuleOf(a)) {
				t.Fatal("an earlier departure costs more")
			}
		}
		if fee := s.Fee(RuleOf(a)); fee != 0 && fee != a.LateFee {
			t.Fatal(fee)
		}
	})
}
