package civil

import (
	"sync/atomic"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/aa"
	"github.com/rickar/cal/v2/fr"
)

type namedHoliday struct {
	name string
	rule *cal.Holiday
}

// publicHolidays are those of the Code du travail, article L3133-1. When two fall on one day (Ascension on 1 May), the
// first in the list gives the name.
var publicHolidays = []namedHoliday{
	{"Jour de l'an", fr.NouvelAn},
	{"Lundi de Pâques", fr.LundiDePâques},
	{"Fête du travail", fr.FêteDuTravail},
	{"Victoire de 1945", fr.FêteDeLaVictoire},
	{"Ascension", fr.Ascension},
	{"Lundi de Pentecôte", fr.LundiDePentecôte},
	{"Fête nationale", fr.FêteNationale},
	{"Assomption", fr.Assomption},
	{"Toussaint", fr.Toussaint},
	{"Armistice de 1918", fr.Armistice1918},
	{"Noël", fr.Noël},
}

// alsaceMoselleHolidays are added in Bas-Rhin, Haut-Rhin and Moselle (article L3134-13). Good Friday is a holiday only
// in places with a Protestant church or a shared one; the structure's option covers both days.
var alsaceMoselleHolidays = []namedHoliday{
	{"Vendredi saint", aa.GoodFriday},
	{"Saint-Étienne", aa.ChristmasDay2},
}

// PublicHoliday returns the name of the French public holiday on d, if it is one, for any year. A page asks it for each
// day of a month, so that the years of living people are computed once.
func PublicHoliday(d Date, alsaceMoselle bool) (name string, ok bool) {
	year, _, _ := d.YMD()
	found := holidaysOf(year)
	if name, ok = found.everywhere[d]; ok || !alsaceMoselle {
		return name, ok
	}
	name, ok = found.alsaceMoselle[d]
	return name, ok
}

type holidays struct {
	everywhere, alsaceMoselle map[Date]string
}

const firstKept = 1900

var kept [200]atomic.Pointer[holidays]

func holidaysOf(year int) *holidays {
	if year < firstKept || year >= firstKept+len(kept) {
		return &holidays{listed(publicHolidays, year), listed(alsaceMoselleHolidays, year)}
	}
	place := &kept[year-firstKept]
	if place.Load() == nil { // two at once compute the same
		place.Store(&holidays{listed(publicHolidays, year), listed(alsaceMoselleHolidays, year)})
	}
	return place.Load()
}

func listed(list []namedHoliday, year int) map[Date]string {
	days := make(map[Date]string, len(list))
	for _, h := range list {
		// The library returns the start of the day in the server's zone, where midnight may not exist: noon is safe.
		midnight, _ := h.rule.Calc(year)
		if d := Of(midnight.Add(12 * time.Hour)); days[d] == "" {
			days[d] = h.name
		}
	}
	return days
}

// WorkingDay reports whether d is a « jour ouvré » for the JO deadlines (DOMAIN.md 5.4): not a Saturday, a Sunday or a
// public holiday. School holidays are working days: the town hall is open.
func WorkingDay(d Date, alsaceMoselle bool) bool {
	if d.Weekday() >= 6 {
		return false
	}
	_, holiday := PublicHoliday(d, alsaceMoselle)
	return !holiday
}
