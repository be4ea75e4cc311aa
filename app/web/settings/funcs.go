package settings

import (
	"html/template"

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
	"operationcsv": func(id int64) template.URL {
		return site.Address(site.OperationPath(id)+"/export.csv", nil)
	},
}
