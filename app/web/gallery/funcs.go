package gallery

import (
	"html/template"

	"cartable/app/web/family"
	"cartable/app/web/office"
	"cartable/app/web/people"
	"cartable/app/web/settings"
	"cartable/app/web/site"
	"cartable/app/web/treasury"
)

// Funcs are the functions that the templates of each desk may call beside the kit's.
var Funcs = []template.FuncMap{family.Funcs, office.Funcs, people.Funcs, treasury.Funcs,
	settings.Funcs}

// Pages serves the gallery.
type Pages struct{ *site.Server }
