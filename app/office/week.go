package office

import (
	"cartable/app/domain/civil"
	"cartable/app/domain/town"
)

// soon is the number of days in which a next open day is looked for (DOMAIN.md 10.20):
// more than the summer has.
const soon = 75

// weekOf returns the days of the week of the day that is shown, with what is booked. Saturday and Sunday are left out
// unless something is open or expected there, or the page shows them.
func weekOf(c *town.Catalogue, shown civil.Date, booked map[civil.Date]dayCounts) (week []WeekDay) {
	most := 0
	for _, d := range shown.Week().Days() {
		one := WeekDay{Date: d, Why: closedWhy(c, d), Expected: booked[d].placed()}
		if one.Open = one.Why == ""; one.Open {
			one.Why, _ = civil.SchoolHoliday(d, c.Structure.Zone)
		}
		most = max(most, one.Expected)
		if d.Weekday() < 6 || one.Open || one.Expected > 0 || d == shown {
			week = append(week, one)
		}
	}
	for i := range week {
		week[i].Most = most
	}
	return week
}

// closedWhy returns why no activity is open on a date, in the words of a calendar; empty if one is.
func closedWhy(c *town.Catalogue, d civil.Date) string {
	for _, a := range c.Activities {
		if c.IsOpen(a, d) {
			return ""
		}
	}
	if label, closed := c.Structure.Closures[d]; closed {
		if label != "" {
			return label
		}
		return "fermeture"
	}
	if name, holiday := civil.PublicHoliday(d, c.Structure.AlsaceMoselle); holiday {
		return name
	}
	if d.Weekday() > 5 {
		return "week-end"
	}
	if name, holiday := civil.SchoolHoliday(d, c.Structure.Zone); holiday {
		return name
	}
	return "fermé"
}

// nextOpen returns the first day after a date on which an activity is open; 0 if there is none soon.
func nextOpen(c *town.Catalogue, after civil.Date) civil.Date {
	for d := after + 1; d <= after+soon; d++ {
		if closedWhy(c, d) == "" {
			return d
		}
	}
	return 0
}
