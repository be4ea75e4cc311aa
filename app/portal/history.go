package portal

import (
	"cmp"
	"context"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/money"
	"cartable/app/domain/paging"
	"cartable/db"
)

// HistoryPageSize is how many lines of a table are shown at a time: a month of three children fits on one page.
const HistoryPageSize = 150

// HistoryQuery narrows a history to a month, or to a period, which takes precedence; by default, the current month.
type HistoryQuery struct {
	Month    civil.Month
	From, To civil.Date
	ChildID  int64  // 0 = all
	Activity string // code; empty = all
	Page     int    // of the consumptions
	PayPage  int    // of the payments
}

// Period reports whether dates were chosen, rather than a month.
func (h HistoryQuery) Period() bool { return h.From != 0 || h.To != 0 }

// Narrowed reports whether some consumptions are left out.
func (h HistoryQuery) Narrowed() bool { return h.ChildID != 0 || h.Activity != "" }

// History is what a family consumed and paid over a month or a period (DOMAIN.md 8.3).
type History struct {
	Query      HistoryQuery
	Children   []Child
	Activities []ActivityChoice
	First      civil.Date  // of the family's first line; 0 if there is none
	Prev, Next civil.Month // 0 if there is nothing to see there, or for a period

	Consumed     []Consumption
	ConsumedSum  money.Cents // of all pages; positive
	ConsumedPage paging.Page
	Paid         []Credit
	PaidSum      money.Cents
	PaidPage     paging.Page
}

// Consumption is a line of the manual's first table.
type Consumption struct {
	Date                civil.Date
	ChildID             int64  // 0 if the line has no child
	Child               string // the name that distinguishes it from the family's other children
	LastName, FirstName string // empty if the line has no child
	Activity            string // or the line's own label
	Label               string // the line's own label, if it adds something
	UnitPrice           *money.Cents
	Quantity            *int
	Total               money.Cents  // positive; negative for a reversal
	Told                *money.Cents // the price announced to the family, if it was different
	Reverses, Reversed  bool
}

// Single reports whether the line is one unit, whose price is the total.
func (l Consumption) Single() bool { return l.Quantity != nil && *l.Quantity == 1 }

// Credit is a line of the manual's second table.
type Credit struct {
	ID                        int64
	Date                      civil.Date
	Label                     string
	Mode, Number, Payer, Bank string
	Amount                    money.Cents
	Receipt                   bool // there is a receipt
	Refund                    bool // a refund, or the reversal of one
	Reverses, Reversed        bool
}

// History returns consumptions and payments. It returns NotFound for a child or an activity that is not the family's,
// and Invalid for a period that ends before it begins.
func (p *Portal) History(ctx context.Context, v Viewer, ask HistoryQuery) (History, error) {
	q := p.DB.Read()
	page, filter, err := p.historyFrame(ctx, q, v, ask)
	if err != nil {
		return page, err
	}
	ask = page.Query
	if page.First, err = q.FirstLine(ctx, v.FamilyID); err != nil {
		return page, err
	}
	page.arrows(civil.Of(p.Now().In(db.Paris)).Month())
	consumed, err := q.HistoryTotals(ctx, db.Consumption, filter)
	if err != nil {
		return page, err
	}
	paid, err := q.HistoryTotals(ctx, db.Credit, filter)
	if err != nil {
		return page, err
	}
	page.ConsumedSum, page.PaidSum = -consumed.Amount, paid.Amount
	page.ConsumedPage = paging.Page{Number: ask.Page, Size: HistoryPageSize}.Of(consumed.Count)
	page.PaidPage = paging.Page{Number: ask.PayPage, Size: HistoryPageSize}.Of(paid.Count)
	page.Query.Page, page.Query.PayPage = page.ConsumedPage.Number, page.PaidPage.Number
	filter.Page = page.ConsumedPage
	if page.Consumed, err = consumptions(ctx, q, filter, page.Children); err != nil {
		return page, err
	}
	filter.Page = page.PaidPage
	page.Paid, err = credits(ctx, q, filter)
	return page, err
}

// ExportHistory returns everything that a history keeps, without pages.
func (p *Portal) ExportHistory(ctx context.Context, v Viewer, ask HistoryQuery) (History, error) {
	q := p.DB.Read()
	page, filter, err := p.historyFrame(ctx, q, v, ask)
	if err != nil {
		return page, err
	}
	filter.Page = paging.First(ExportLimit)
	if page.Consumed, err = consumptions(ctx, q, filter, page.Children); err != nil {
		return page, err
	}
	page.Paid, err = credits(ctx, q, filter)
	return page, err
}

// historyFrame determines the dates of a query and the filters to offer.
func (p *Portal) historyFrame(ctx context.Context, q db.Q, v Viewer,
	ask HistoryQuery) (History, db.HistoryFilter, error) {
	c, err := p.Catalogues.At(ctx, q, v.StructureID, v.Revision)
	if err != nil {
		return History{}, db.HistoryFilter{}, err
	}
	today := c.Today(p.Now())
	filter := db.HistoryFilter{FamilyID: v.FamilyID, ChildID: ask.ChildID}
	switch {
	case ask.Period():
		ask.Month = 0
		filter.From, filter.To = ask.From, ask.To
		if filter.To == 0 {
			filter.To = max(today, filter.From)
		}
	default:
		if ask.Month == 0 {
			ask.Month = today.Month()
		}
		filter.From, filter.To = ask.Month.First(), ask.Month.Last()
	}
	page := History{Query: ask}
	children, err := q.ChildrenOf(ctx, v.FamilyID, max(filter.From, today-400))
	if err != nil {
		return page, filter, err
	}
	if page.Children, page.Activities, filter.ActivityID, err = choices(c, children, ask.ChildID,
		ask.Activity); err != nil {
		return page, filter, err
	}
	if filter.From > filter.To {
		return page, filter, fault.Invalidf("au", "La période finit avant de commencer\u00a0: choisissez une fin "+
			"après le %s.", filter.From.Long())
	}
	return page, filter, nil
}

// arrows sets the previous and next months, from the family's first line to the current month.
func (h *History) arrows(now civil.Month) {
	if h.Query.Period() || h.First == 0 {
		return
	}
	if h.Query.Month > h.First.Month() {
		h.Prev = h.Query.Month.Prev()
	}
	if h.Query.Month < now {
		h.Next = h.Query.Month.Next()
	}
}

func consumptions(ctx context.Context, q db.Q, f db.HistoryFilter, children []Child) ([]Consumption, error) {
	lines, err := q.History(ctx, db.Consumption, f)
	all := make([]Consumption, len(lines))
	first, called := map[int64]string{}, calledOf(children)
	for _, c := range children {
		first[c.ID] = c.Beside
	}
	for i, l := range lines {
		all[i] = Consumption{Date: l.Date, ChildID: l.ChildID, Child: cmp.Or(called[l.ChildID], l.FirstName),
			LastName: l.LastName, FirstName: cmp.Or(first[l.ChildID], l.FirstName),
			Activity: l.Activity, UnitPrice: l.UnitPrice,
			Quantity: l.Quantity, Total: -l.Amount, Reverses: l.Reverses, Reversed: l.Reversed}
		if l.Activity == "" {
			all[i].Activity = l.Label
		} else if extra := beyond(l.Label, l.Activity, l.FirstName); extra != "" {
			all[i].Label = extra
		}
		if l.Quoted != nil && *l.Quoted != -l.Amount && !l.Reverses && (l.Quantity == nil || *l.Quantity != 0) {
			all[i].Told = l.Quoted
		}
	}
	return all, err
}

func credits(ctx context.Context, q db.Q, f db.HistoryFilter) ([]Credit, error) {
	f.ChildID, f.ActivityID = 0, 0
	lines, err := q.History(ctx, db.Credit, f)
	all := make([]Credit, len(lines))
	for i, l := range lines {
		all[i] = Credit{ID: l.ID, Date: l.Date, Label: l.Label, Mode: l.Mode, Number: l.Number, Payer: l.Payer,
			Bank: l.Bank, Amount: l.Amount,
			Receipt: l.Amount > 0 && !l.Reverses && l.Source != db.SourceImport, Reverses: l.Reverses,
			Reversed: l.Reversed,
			Refund:   l.Source == db.SourceRefund || l.Source == db.SourceReversal && l.Amount > 0}
	}
	return all, err
}
