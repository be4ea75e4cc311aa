package treasury

import (
	"html/template"

	"cartable/app/domain/civil"
	"cartable/app/domain/payment"
	"cartable/app/treasury"
	"cartable/app/web/site"
)

// Funcs are the functions for the templates of this desk.
var Funcs = template.FuncMap{
	"modes":          payment.CounterModes,
	"refundmodes":    payment.RefundModes,
	"desktabs":       func() []deskTab { return deskTabs },
	"filterid":       filterID,
	"debtsurl":       debtsURL,
	"bookquery":      func(b treasury.CashBook, d civil.Date) template.URL { return site.Address("", bookQuery(b, d)) },
	"paymentstate":   onlinePaymentState,
	"paymenttone":    onlinePaymentTone,
	"alertword":      alertWord,
	"originword":     originWord,
	"saidword":       saidWord,
	"paymentfilters": onlinePaymentFilters,
}
