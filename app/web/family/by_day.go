package family

import (
	"cmp"
	"html/template"
	"net/url"
	"slices"
	"strconv"

	"cartable/app/domain/civil"
	"cartable/app/portal"
	"cartable/app/web/site"
)

// A list of days, in the recap, the follow-up and the history, is read by day and by child: each day is a block, with
// the children inside, and a short line for each activity.

// dayBlock is a day with its lines.
type dayBlock[L any] struct {
	Date civil.Date
	Kids []kidBlock[L]
}

// kidBlock is the lines of a child on a day.
type kidBlock[L any] struct {
	ID    int64 // 0 for a line that names no child
	Name  string
	Date  civil.Date
	Lines []L
	at    string // where the booking pages are; empty: no address
}

// URL returns the address of the day of the child; empty for lines that name no child.
func (k kidBlock[L]) URL() template.URL {
	if k.ID == 0 || k.at == "" {
		return ""
	}
	return site.Address(dayPath(k.at, k.Date), url.Values{"enfant": {strconv.FormatInt(k.ID, 10)}})
}

// byDay groups lines that are sorted by date. The children of a day are in the order of their names, and the lines of a
// child in the order in which they came.
func byDay[L any](at string, lines []L, of func(L) (d civil.Date, child int64, name string)) (days []dayBlock[L]) {
	for _, l := range lines {
		d, child, name := of(l)
		if len(days) == 0 || days[len(days)-1].Date != d {
			days = append(days, dayBlock[L]{Date: d})
		}
		day := &days[len(days)-1]
		i := slices.IndexFunc(day.Kids, func(k kidBlock[L]) bool { return k.ID == child })
		if i < 0 {
			i = len(day.Kids)
			day.Kids = append(day.Kids, kidBlock[L]{ID: child, Name: name, Date: d, at: at})
		}
		day.Kids[i].Lines = append(day.Kids[i].Lines, l)
	}
	for _, day := range days {
		slices.SortStableFunc(day.Kids, func(a, b kidBlock[L]) int { return cmp.Compare(a.Name, b.Name) })
	}
	return days
}

// recapDays groups the lines of a recap or of a confirmation. night says when the night answers; it is empty when it
// has passed.
func recapDays(lines []portal.RecapLine, night, at string) []dayBlock[recapLine] {
	all := make([]recapLine, len(lines))
	for i, l := range lines {
		all[i] = recapLine{l, night}
	}
	return byDay(at, all, func(l recapLine) (civil.Date, int64, string) { return l.Date, l.ChildID, l.Child })
}

func followDays(rows []portal.FollowUpRow) []dayBlock[portal.FollowUpRow] {
	return byDay(site.BookingPath, rows, func(r portal.FollowUpRow) (civil.Date, int64, string) {
		return r.Date, r.ChildID, r.Child
	})
}

func historyDays(lines []portal.Consumption) []dayBlock[portal.Consumption] {
	return byDay(site.BookingPath, lines, func(l portal.Consumption) (civil.Date, int64, string) {
		return l.Date, l.ChildID, l.Child
	})
}
