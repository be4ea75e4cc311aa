package web

import (
	"html/template"

	"cartable/app/office"
)

// officeFuncs are what the templates of this desk may call.
var officeFuncs = template.FuncMap{
	"presences": func() []RollChoice { return rollChoices },
	"mailbox":   func(p page, path string, rows []office.MailRow) mailbox { return mailbox{p.Layout, path, rows} },
}
