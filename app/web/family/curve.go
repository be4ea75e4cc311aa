package family

import (
	"fmt"
	"html/template"
	"strings"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/wallet"
	"cartable/app/portal"
	"cartable/app/web/site"
)

// curve draws the forecast of a balance. The same numbers are beside it in words and in a table, so the picture is
// hidden from screen readers. It uses attributes only: the Content-Security-Policy forbids inline styles; the
// stylesheet has the colours.
type curve struct {
	wallet.Forecast
	points    []wallet.Point // one for each night or week, after the opening one
	low, high money.Cents
}

const (
	curveWidth, curveHeight = 340, 176
	curveTop, curveBottom   = 14, 150 // the picture's edges; dates are below
)

func drawCurve(w portal.WalletEstimate) template.HTML {
	f := w.Forecast
	c := curve{Forecast: f, points: append([]wallet.Point{{Date: f.From, Balance: f.Opening}}, coursePoints(w)...),
		low: min(0, f.Opening), high: max(0, f.Opening)}
	for _, p := range c.points {
		c.low, c.high = min(c.low, p.Balance), max(c.high, p.Balance)
	}
	for _, m := range f.Meetings {
		c.low = min(c.low, m.Amount)
	}
	if c.low == c.high {
		c.high++
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="curve" viewBox="0 0 %d %d" aria-hidden="true">`, curveWidth, curveHeight)
	fmt.Fprintf(&b, `<path class="fall" d="%s V%d H%d Z"/>`, c.path(), c.y(0), c.x(f.From))
	fmt.Fprintf(&b, `<path class="zero" d="M0 %d H%d"/>`, c.y(0), curveWidth)
	for i, m := range f.Meetings {
		label := c.y(m.Amount) - 4 // when floors are close together, the second label is under its line
		if i > 0 {
			label += 17
		}
		fmt.Fprintf(&b, `<path class="floor" d="M0 %d H%d"/><text x="0" y="%d">%s %s</text>`, c.y(m.Amount), curveWidth,
			label,
			template.HTMLEscapeString(m.Category), m.Amount)
	}
	fmt.Fprintf(&b, `<path class="course" d="%s"/>`, c.path())
	for _, m := range f.Meetings {
		fmt.Fprintf(&b, `<circle cx="%d" cy="%d" r="5"/>`, c.x(m.On), c.y(m.Amount))
	}
	fmt.Fprintf(&b, `<text x="0" y="%d">%s&nbsp;: %s</text><text x="%d" y="%d" text-anchor="end">%s&nbsp;: `+
		`%s</text></svg>`,
		curveHeight-6, short(f.From), f.Opening, curveWidth, curveHeight-6, short(f.To),
		c.points[len(c.points)-1].Balance)
	return template.HTML(b.String()) // #nosec G203 -- numbers and days alone
}

// path draws steps from night to night: a balance is constant, then falls.
func (c curve) path() string {
	var b strings.Builder
	fmt.Fprintf(&b, "M%d %d", c.x(c.From), c.y(c.Opening))
	for _, p := range c.points[1:] {
		fmt.Fprintf(&b, " H%d V%d", c.x(p.Date), c.y(p.Balance))
	}
	return b.String()
}

func (c curve) x(d civil.Date) int {
	days := max(1, int(c.To-c.From))
	return int(d-c.From) * curveWidth / days
}

func (c curve) y(balance money.Cents) int {
	return curveTop + int((c.high-balance)*(curveBottom-curveTop)/(c.high-c.low))
}

// coursePoints returns the nights of a forecast, or its weeks when there are many nights.
func coursePoints(w portal.WalletEstimate) []wallet.Point {
	if len(w.Forecast.Points) > 31 {
		return w.Forecast.Weekly()
	}
	return w.Forecast.Points
}

// weekly reports whether the points are weeks.
func weekly(w portal.WalletEstimate) bool { return len(w.Forecast.Points) > 31 }

// short returns « 24 nov. ».
func short(d civil.Date) string {
	return site.HardSpaces(strings.Join(strings.Fields(d.Medium())[1:3], " "))
}
