package settings

import (
	"html/template"
	"strings"

	"cartable/app/domain/civil"
	"cartable/app/domain/town"
	"cartable/app/web/site"
)

// Funcs are the functions for the templates of this desk.
var Funcs = template.FuncMap{
	"activityurl":     func(code string) string { return nounPath(town.NounActivity, code) },
	"cataloguetabs":   func() []kindWords { return kinds },
	"weekdaysof":      weekdaysOf,
	"bracket":         bracketWords,
	"cellwords":       cellWords,
	"residence":       residenceWords,
	"namesof":         namesOf,
	"tariffurl":       tariffURL,
	"gridtable":       tableOf,
	"gridbeside":      tableBeside,
	"noqf":            withoutWords,
	"ofcolumn":        ofColumn,
	"familyoption":    familyOption,
	"backdating":      func(b town.Backdating) string { return ruleWords[b] },
	"yeargrid":        yearGrid,
	"sayday":          sayDay,
	"weekdays":        weekdays,
	"become":          func(name string, open bool) becoming { return becoming{name, open} },
	"operationstates": func() []stateWord { return operationStates },
	"operationstate":  operationState,
	"placesurl": func(v placesView, day civil.Date) template.URL {
		ask := v.PlacesQuery
		ask.Day, ask.Page = day, 0
		return template.URL(placesURL(ask)) // #nosec G203 -- a path of the program, and an encoded query
	},
	"monthname": func(d civil.Date) string { return d.Month().French() },
	"operationcsv": func(id int64) template.URL {
		return site.Address(site.OperationPath(id)+"/export.csv", nil)
	},
	"operationletters": func(id int64) template.URL {
		return site.Address(site.OperationPath(id)+"/lettres.pdf", nil)
	},
}

// weekdaysOf returns the weekdays in short: "lun., mar., jeu."; "tous les jours" for all, "du lundi au vendredi" for
// those.
func weekdaysOf(on town.Weekdays) string {
	switch on {
	case town.Weekdays{1: true, 2: true, 3: true, 4: true, 5: true, 6: true, 7: true}:
		return "tous les jours"
	case town.Weekdays{1: true, 2: true, 3: true, 4: true, 5: true}:
		return "du lundi au vendredi"
	}
	var names []string
	for day := 1; day <= 7; day++ {
		if on[day] {
			names = append(names, civil.WeekdayNames[day])
		}
	}
	if len(names) > 1 {
		for i, name := range names {
			names[i] = name[:3] + "."
		}
	}
	return strings.Join(names, ", ")
}
