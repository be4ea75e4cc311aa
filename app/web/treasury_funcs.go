package web

import (
	"cartable/app/domain/civil"
	"cartable/app/office"
	"html/template"
)

// treasuryFuncs are what the templates of this desk may call.
var treasuryFuncs = template.FuncMap{
	"modes":          func() []string { return office.CounterModes },
	"desktabs":       func() []deskTab { return deskTabs },
	"filterid":       filterID,
	"debtsurl":       debtsURL,
	"bookquery":      func(b office.Cashbook, d civil.Date) template.URL { return address("", bookQuery(b, d)) },
	"paymentstate":   paymentState,
	"paymenttone":    paymentTone,
	"alertword":      alertWord,
	"originword":     originWord,
	"saidword":       saidWord,
	"paymentfilters": paymentFilters,
}
