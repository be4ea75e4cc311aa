package merge

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"cartable/app/domain/civil"
)

func TestPairs(t *testing.T) {
	day := civil.New(2018, 5, 1)
	kept := []Child{{1, "Léa", day}, {2, "Noé", day}, {3, "Lea", day + 1}}
	gone := []Child{{11, "LEA", day}, {12, "Léa", day}, {13, "Noe", day + 1}, {2, "Noé", day}}
	if got := Pairs(kept, gone); !slices.Equal(got, []Pair{{11, 1}}) {
		t.Errorf("pairs %v, want the first Léa alone", got)
	}
}

// No day of either child is lost or added but between enrolments that share a day, and no activity has a day twice.
func TestEnrolmentsCoverTheSameDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one := rapid.Custom(func(t *rapid.T) Enrolment {
			from := civil.Date(rapid.IntRange(100, 130).Draw(t, "from"))
			return Enrolment{Activity: int64(rapid.IntRange(1, 2).Draw(t, "activity")), From: from,
				To:       from + civil.Date(rapid.IntRange(0, 10).Draw(t, "days")),
				Priority: rapid.IntRange(0, 3).Draw(t, "class")}
		})
		kept, gone := rapid.SliceOfN(one, 0, 4).Draw(t, "kept"), rapid.SliceOfN(one, 0, 4).Draw(t, "gone")
		all := Enrolments(kept, gone)
		for activity := int64(1); activity <= 2; activity++ {
			for day := civil.Date(99); day < 145; day++ {
				covers := func(rows []Enrolment) (n, class int) {
					class = 9
					for _, r := range rows {
						if r.Activity == activity && r.From <= day && day <= r.To {
							n, class = n+1, min(class, r.Priority)
						}
					}
					return n, class
				}
				before, class := covers(slices.Concat(kept, gone))
				after, best := covers(all)
				if after != min(before, 1) || best > class {
					t.Fatalf("day %d: %d enrolments of class %d became %d of class %d", day, before, class, after, best)
				}
			}
		}
	})
}

func TestQuotients(t *testing.T) {
	year := func(y int) Span { return Span{int64(y), civil.New(y, 1, 1), civil.New(y, 12, 31)} }
	open := Span{7, civil.New(2027, 6, 1), 0}
	for _, c := range []struct {
		chosen, other []Span
		want          []int64
	}{
		{[]Span{year(2026)}, []Span{year(2025), year(2026)}, []int64{2026, 2025}},
		{[]Span{open}, []Span{year(2026), year(2027), year(2028)}, []int64{7, 2026}},
		{nil, []Span{open}, []int64{7}},
	} {
		if got := Quotients(c.chosen, c.other); !slices.Equal(got, c.want) {
			t.Errorf("%v with %v: %v, want %v", c.chosen, c.other, got, c.want)
		}
	}
}

func TestText(t *testing.T) {
	for _, c := range [][3]string{
		{"Sans porc", "", "Sans porc"}, {"", "Arachide", "Arachide"}, {"Sans porc", "sans PORC", "Sans porc"},
		{"Œufs", "Arachide", "Œufs\u00a0; Arachide"}, {"Lait", "Lait, œufs", "Lait\u00a0; œufs"},
		{"Bœuf", "Œuf", "Bœuf\u00a0; Œuf"}, {"Noix de coco", "Noix", "Noix de coco\u00a0; Noix"},
		{"Pas d'allergie au lait", "Lait", "Pas d'allergie au lait\u00a0; Lait"},
		{"lait ; œufs", "Œufs, LAIT", "lait ; œufs"},
		{"", "Arachide, arachide", "Arachide, arachide"}, {"\u00a0", "", "\u00a0"},
	} {
		if got := Text(c[0], c[1]); got != c[2] {
			t.Errorf("%q with %q: %q, want %q", c[0], c[1], got, c[2])
		}
	}
}
