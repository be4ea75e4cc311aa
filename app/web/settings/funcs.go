package settings

import (
	"html/template"
)

// Funcs are the functions for the templates of this desk.
var Funcs = template.FuncMap{
	"bracket":   bracketWords,
	"cellwords": cellWords,
	"residence": residenceWords,
	"namesof":   namesOf,
	"tariffurl": tariffURL,
	"gridtable": tableOf,
	"noqf":      withoutWords,
	"ofcolumn":  ofColumn,
}
