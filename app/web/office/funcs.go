package office

import (
	"html/template"

	"cartable/app/domain/kitchen"
	"cartable/app/domain/news"
	"cartable/app/household"
	"cartable/app/office"
	"cartable/app/web/site"
)

// Funcs are the functions for the templates of this desk.
var Funcs = template.FuncMap{
	"schools":     schoolWords,
	"presences":   func() []RollChoice { return rollChoices },
	"familyfield": newFamilyField,
	"fateof":      func(c household.CoupleChild, fate string) childFate { return childFate{c, fate} },
	"typeset":     typeset,
	"newsurl":     newsURL,
	"signed":      signed,
	"siteword":    kitchen.SiteWord,
	"sitekey":     siteKey,
	"unmarkedurl": unmarkedURL,
	"platebars":   drawPlates,
	"freezeword":  func(s office.FreezeState) freezeWord { return freezeWords[s] },
	"newsstate":   func(s news.State) newsWord { return newsWords[s] },
	"mailbox": func(p site.PageData, path string, rows []office.MailRow) mailbox {
		return mailbox{p.Layout, path, rows}
	},
}
