package family

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/wallet"
	"cartable/app/lang"
	"cartable/app/portal"
	"cartable/app/web/site"
)

// curve draws the forecast of a balance. The same numbers are beside it in words and in a table, so the picture is
// hidden from screen readers. It uses attributes only: the Content-Security-Policy forbids inline styles; the
// stylesheet has the colours. Amounts stand in a margin and dates below, so that no line crosses a word.
type curve struct {
	wallet.Forecast
	points    []wallet.Point // one for each night or week, after the opening one
	low, high money.Cents
}

const (
	curveWidth, curveHeight = 340, 176
	curveLeft               = 58 // the margin of the amounts
	curveTop, curveBottom   = 14, 150
	curveLine               = 14 // between two amounts of the margin
)

// curved reports whether a forecast is worth a picture: one step is said in words.
func curved(w portal.WalletEstimate) bool { return len(w.Forecast.Points) > 1 }

func drawCurve(w portal.WalletEstimate, l *lang.Language) template.HTML {
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
	fmt.Fprintf(&b, `<path class="zero" d="M%d %d H%d"/>`, curveLeft, c.y(0), curveWidth)
	for _, m := range f.Meetings {
		fmt.Fprintf(&b, `<path class="floor" d="M%d %d H%d"/>`, curveLeft, c.y(m.Amount), curveWidth)
	}
	for _, at := range c.margin() {
		fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="end">%s</text>`, curveLeft-6, at.y, l.Tr(at.amount.String()))
	}
	fmt.Fprintf(&b, `<path class="course" d="%s"/>`, c.path())
	for _, m := range f.Meetings {
		fmt.Fprintf(&b, `<circle cx="%d" cy="%d" r="5"/>`, c.x(m.On), c.y(m.Amount))
	}
	at := func(d civil.Date, balance money.Cents) string {
		return site.HardSpaces(l.Tr(short(d)) + l.Joint(" : ") + l.Tr(balance.String()))
	}
	fmt.Fprintf(&b, `<text x="%d" y="%d">%s</text><text x="%d" y="%d" text-anchor="end">%s</text></svg>`, curveLeft,
		curveHeight-6, at(f.From, f.Opening), curveWidth, curveHeight-6,
		at(f.To, c.points[len(c.points)-1].Balance))
	return template.HTML(b.String()) // #nosec G203 -- numbers and days alone
}

// mark is an amount of the margin, with the line on which it is written.
type mark struct {
	amount money.Cents
	y      int
}

// margin returns the amounts that have a line of their own, zero and the floors that are reached, from top to bottom.
// Those of lines that are close together are written further down.
func (c curve) margin() (marks []mark) {
	amounts := []money.Cents{0}
	for _, m := range c.Meetings {
		amounts = append(amounts, m.Amount)
	}
	slices.Sort(amounts)
	slices.Reverse(amounts)
	for _, amount := range slices.Compact(amounts) {
		y := c.y(amount) + 4
		if n := len(marks); n > 0 {
			y = max(y, marks[n-1].y+curveLine)
		}
		marks = append(marks, mark{amount, y})
	}
	return marks
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
	return curveLeft + int(d-c.From)*(curveWidth-curveLeft)/days
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
