package town

import (
	"testing"

	"cartable/app/domain/civil"
	"cartable/app/domain/ratio"
)

// The kind of an activity, and whether it is declared, decide its legal ratio; its category does where nobody said.
func TestCareByKind(t *testing.T) {
	c := &Catalogue{Loc: paris, Structure: Structure{Zone: civil.ZoneA}}
	tuesday, saturday := civil.New(2026, 12, 1), civil.New(2026, 12, 5)
	for _, one := range []struct {
		sort     Sort
		declared bool
		nature   Nature
		on       civil.Date
		want     ratio.Care
	}{
		{"", false, Care, tuesday, ratio.School},
		{"", false, Food, tuesday, ratio.Undeclared},
		{SortMeal, true, Care, tuesday, ratio.Undeclared},
		{SortSchoolDays, true, Food, tuesday, ratio.School},
		{SortSchoolDays, false, Care, tuesday, ratio.Undeclared},
		{SortHolidays, true, Care, saturday, ratio.Extracurricular},
	} {
		a := &Activity{Sort: one.sort, Declared: one.declared, Category: &Category{Nature: one.nature}}
		if got := c.CareOn(a, one.on); got != one.want {
			t.Errorf("%+v: %v", one, got)
		}
	}
}
