package web

import (
	"cartable/app/office"
	"html/template"
)

// officeFuncs are what the templates of this desk may call.
var officeFuncs = template.FuncMap{
	"presences": func() []RollChoice { return rollChoices },
	"mailbox":   func(p page, path string, rows []office.MailRow) mailbox { return mailbox{p.Layout, path, rows} },
}
