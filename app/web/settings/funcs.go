package settings

import (
	"html/template"

	"cartable/app/domain/town"
)

// Funcs are the functions for the templates of this desk.
var Funcs = template.FuncMap{
	"bracket":      bracketWords,
	"cellwords":    cellWords,
	"residence":    residenceWords,
	"namesof":      namesOf,
	"tariffurl":    tariffURL,
	"gridtable":    tableOf,
	"noqf":         withoutWords,
	"ofcolumn":     ofColumn,
	"familyoption": familyOption,
	"backdating":   func(b town.Backdating) string { return ruleWords[b] },
}
