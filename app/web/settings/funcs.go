package settings

import (
	"html/template"

	"cartable/app/domain/civil"
	"cartable/app/web/site"
)

// Funcs are the functions of this desk's templates.
var Funcs = template.FuncMap{
	"yeargrid":        yearGrid,
	"sayday":          sayDay,
	"weekdays":        func() map[int]string { return weekdays },
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
}
