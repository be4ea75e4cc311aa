package town

import (
	"cartable/app/domain/civil"
	"cartable/app/domain/ratio"
)

// CareOn returns the legal kind of an activity on a date: périscolaire on school days and on every Wednesday of the
// school year, extrascolaire in the holidays, on Saturdays and on Sundays (CASF, R.227-1). What is no care, such as the
// meal, and a care that is not declared to the State have no legal ratio. Where nobody has set the kind of an activity,
// its category tells.
func (c *Catalogue) CareOn(a *Activity, d civil.Date) ratio.Care {
	switch {
	case a.Sort == "" && a.Category.Nature != Care, a.Sort == SortMeal, a.Sort != "" && !a.Declared:
		return ratio.Undeclared
	}
	if _, holidays := civil.SchoolHoliday(d, c.Structure.Zone); holidays || d.Weekday() > 5 {
		return ratio.Extracurricular
	}
	return ratio.School
}

// RatiosOn returns the line of the table of ratios for each activity of a pool that is open on a date and has a legal
// ratio: of several, the first is that of the longest activity. law is the strictest of their ratios.
func (c *Catalogue) RatiosOn(p *Pool, d civil.Date) (rows []ratio.Row, law ratio.Ratio) {
	longest := 0
	for _, a := range c.Activities {
		if !a.DrawsOn(p.ID) {
			continue
		}
		if why, _ := c.OpenOn(a, d); why != Open {
			continue
		}
		minutes := int(a.End - a.Start)
		row, legal := ratio.For(c.CareOn(a, d), c.Structure.PEDT, minutes)
		if !legal {
			continue
		}
		if len(rows) == 0 {
			law = row.Ratio
		}
		law = law.Stricter(row.Ratio)
		if minutes > longest {
			longest, rows = minutes, append([]ratio.Row{row}, rows...)
			continue
		}
		rows = append(rows, row)
	}
	return rows, law
}

// DrawsOn reports whether an activity draws on a pool.
func (a *Activity) DrawsOn(pool int64) bool {
	for _, p := range a.Pools {
		if p.ID == pool {
			return true
		}
	}
	return false
}
