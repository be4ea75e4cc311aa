package family

import (
	"html/template"

	"cartable/app/domain/booking"
	"cartable/app/lang"
	"cartable/app/portal"
	"cartable/app/taxstatement"
	"cartable/app/web/site"
)

// Funcs are the functions for the templates of this desk.
var Funcs = template.FuncMap{
	"cell":    Cell,
	"cells":   Cells,
	"daynews": DayNews,
	"along":   AlongNews,
	"shown":   Shown,
	"known":   Known,
	"draft":   draftWords,
	"column":  columnName,
	"framed":  site.InLanguage(framed),
	"legend": site.InLanguage(func(l *lang.Language) any {
		return func(twoHomes bool) template.HTML { return legend(l, twoHomes) }
	}),
	"followurl": FollowURL,
	"exporturl": exportURL,
	"filtered":  filtered,
	"moneytabs": func(p site.PageData, key string) moneyTabs { return moneyTabs{p.PayURL, key} },
	"curve": site.InLanguage(func(l *lang.Language) any {
		return func(w portal.WalletEstimate) template.HTML { return drawCurve(w, l) }
	}),
	"curved":      curved,
	"course":      coursePoints,
	"weekly":      weekly,
	"fulldate":    dayOfYear,
	"taxnotes":    taxstatement.Notes,
	"whomonth":    whoseMonth,
	"whooverview": whoseOverview,
	"recapbar": func(b booking.Tally, dropped *portal.Lapsed, hint, at string) recapBar {
		return recapBar{b, dropped, hint, false, at}
	},
	"monthbar": monthBar,
	"frame":    frameOf,
	"releases": releaseLines,
	"gaps":     gaps,
	"limits":   limitLines,
	"overframe": site.InLanguage(func(l *lang.Language) any {
		return func(o portal.Overview, at string) overFrame { return overFrameOf(o, at, l) }
	}),
	"dayshort": dayShort,
	"overcell": overviewCell,
	"overlegend": site.InLanguage(func(l *lang.Language) any {
		return func(twoHomes bool) template.HTML { return overviewLegend(l, twoHomes) }
	}),
	"face": site.InLanguage(func(l *lang.Language) any {
		return func(f face) template.HTML {
			return template.HTML(f.html(l)) // #nosec G203 -- texts are escaped where they are written
		}
	}),
	"recapdays":   recapDays,
	"followdays":  followDays,
	"historydays": historyDays,
	"place":       place,
	"choicekey":   choiceKey,
	"copywords":   copyWords,
	"copyicon":    copyIcon,
	"amountfield": amountField,
	"paytotal":    totalOf,
	"payahead":    moreAhead,
	"folded":      folded,
	"payform":     func(p site.PageData, r portal.PayRegie) regieForm { return regieForm{p.Layout, p.V.(payView), r} },
	"payfor":      payFor,
	"somedates":   someDates,
	"deadlineurl": deadlineURL,
	"dayurl":      dayURL,
	"retry":       mayRetry,
}
