package office

import (
	"html/template"

	"cartable/app/domain/news"
	"cartable/app/office"
	"cartable/app/web/site"
)

// Funcs are the functions for the templates of this desk.
var Funcs = template.FuncMap{
	"schools":   schoolWords,
	"newsurl":   newsURL,
	"newsstate": func(s news.State) newsWord { return newsWords[s] },
	"presences": func() []RollChoice { return rollChoices },
	"mailbox": func(p site.PageData, path string, rows []office.MailRow) mailbox {
		return mailbox{p.Layout, path, rows}
	},
}
