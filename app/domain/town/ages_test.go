package town

import (
	"testing"
	"time"

	"cartable/app/domain/civil"
)

func TestAgesAreThoseOnTheDay(t *testing.T) {
	born := civil.New(2020, time.February, 29)
	for _, c := range []struct {
		day civil.Date
		age int
	}{
		{civil.New(2026, time.February, 28), 5}, {civil.New(2026, time.March, 1), 6},
		{civil.New(2028, time.February, 28), 7}, {civil.New(2028, time.February, 29), 8},
		{civil.New(2020, time.March, 1), 0},
	} {
		if got := AgeOn(born, c.day); got != c.age {
			t.Errorf("on %s: %d, want %d", c.day, got, c.age)
		}
	}
	birth := civil.New(2020, time.June, 15)
	three, five := 3, 5
	for _, c := range []struct {
		ages  Ages
		day   civil.Date
		admit bool
	}{
		{Ages{&three, &five}, civil.New(2023, time.June, 14), false}, // two years old
		{Ages{&three, &five}, civil.New(2023, time.June, 15), true},
		{Ages{&three, &five}, civil.New(2026, time.June, 14), true}, // still five
		{Ages{&three, &five}, civil.New(2026, time.June, 15), false},
		{Ages{nil, &five}, civil.New(2021, time.June, 15), true},
		{Ages{&three, nil}, civil.New(2040, time.June, 15), true},
		{Ages{}, civil.New(2040, time.June, 15), true},
	} {
		if got := c.ages.Admit(birth, c.day); got != c.admit {
			t.Errorf("%s on %s: %t", c.ages.Words(), c.day, got)
		}
	}
	if !(Ages{&three, &five}).Admit(0, civil.New(2026, time.June, 15)) {
		t.Error("who has no birth date is refused")
	}
}

func TestAgesAreSaid(t *testing.T) {
	one, three, five := 1, 3, 5
	for want, ages := range map[string]Ages{
		"de 3 à 5\u00a0ans": {&three, &five}, "à partir de 3\u00a0ans": {&three, nil}, "": {},
		"jusqu'à 1\u00a0an": {nil, &one}, "5\u00a0ans seulement": {&five, &five},
	} {
		if got := ages.Words(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
