package portal

import (
	"cmp"
	"context"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/money"
	"cartable/app/domain/paging"
	"cartable/app/domain/town"
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
	frame, err := p.historyFrame(ctx, q, v, ask)
	if err != nil {
		return frame.page, err
	}
	var first civil.Date
	var consumed, paid db.Sum
	debits := frame.part(db.Consumption, ask.Page)
	payments := frame.part(db.Credit, ask.PayPage)
	if err := q.Together(ctx, frame.children(), db.ReadFirstLine(v.FamilyID, &first),
		db.ReadHistoryTotals(db.Consumption, debits.HistoryFilter, &consumed), debits.read(),
		db.ReadHistoryTotals(db.Credit, payments.HistoryFilter, &paid), payments.read()); err != nil {
		return frame.page, err
	}
	page, err := frame.settle()
	if err != nil {
		return page, err
	}
	page.First = first
	page.arrows(civil.Of(p.Now().In(db.Paris)).Month())
	page.ConsumedSum, page.PaidSum = -consumed.Amount, paid.Amount
	if page.ConsumedPage, err = debits.within(ctx, q, consumed.Count); err != nil {
		return page, err
	}
	if page.PaidPage, err = payments.within(ctx, q, paid.Count); err != nil {
		return page, err
	}
	page.Query.Page, page.Query.PayPage = page.ConsumedPage.Number, page.PaidPage.Number
	page.Consumed, page.Paid = consumptions(debits.lines, page.Children), credits(payments.lines)
	return page, nil
}

// ExportHistory returns everything that a history keeps, without pages.
func (p *Portal) ExportHistory(ctx context.Context, v Viewer, ask HistoryQuery) (History, error) {
	q := p.DB.Read()
	frame, err := p.historyFrame(ctx, q, v, ask)
	if err != nil {
		return frame.page, err
	}
	debits, payments := frame.part(db.Consumption, 1), frame.part(db.Credit, 1)
	debits.Page, payments.Page = paging.First(ExportLimit), paging.First(ExportLimit)
	if err := q.Together(ctx, frame.children(), debits.read(), payments.read()); err != nil {
		return frame.page, err
	}
	page, err := frame.settle()
	page.Consumed, page.Paid = consumptions(debits.lines, page.Children), credits(payments.lines)
	return page, err
}

// historyPart is one of the two tables of a history.
type historyPart struct {
	db.HistoryFilter
	kind  string
	lines []db.HistoryLine
}

func (h *historyPart) read() db.Read { return db.ReadHistory(h.kind, h.HistoryFilter, &h.lines) }

// within returns the page that was read. If the list has no such page, it reads the nearest.
func (h *historyPart) within(ctx context.Context, q db.Q, count int) (paging.Page, error) {
	page := h.Page.Of(count)
	if page.Number == h.Page.Number {
		return page, nil
	}
	h.Page, h.lines = page, nil
	return page, q.Together(ctx, h.read())
}

// historyFrame is what a history shows before its lines are known: its dates, and what to filter by.
type historyFrame struct {
	page   History
	filter db.HistoryFilter
	town   *town.Catalogue
	today  civil.Date
	family []db.ChildOf
}

// historyFrame determines the dates of a query.
func (p *Portal) historyFrame(ctx context.Context, q db.Q, v Viewer, ask HistoryQuery) (*historyFrame, error) {
	c, err := p.Catalogues.At(ctx, q, v.StructureID, v.Revision)
	if err != nil {
		return &historyFrame{}, err
	}
	h := &historyFrame{town: c, today: c.Today(p.Now()),
		filter: db.HistoryFilter{FamilyID: v.FamilyID, ChildID: ask.ChildID}}
	switch {
	case ask.Period():
		ask.Month = 0
		h.filter.From, h.filter.To = ask.From, ask.To
		if h.filter.To == 0 {
			h.filter.To = max(h.today, h.filter.From)
		}
	default:
		if ask.Month == 0 {
			ask.Month = h.today.Month()
		}
		h.filter.From, h.filter.To = ask.Month.First(), ask.Month.Last()
	}
	if a := c.Activity(ask.Activity); a != nil {
		h.filter.ActivityID = a.ID
	}
	h.page.Query = ask
	return h, nil
}

func (h *historyFrame) children() db.Read {
	return db.ReadChildren(h.filter.FamilyID, max(h.filter.From, h.today-400), &h.family)
}

// part returns one of the two tables at a page whose number was typed. Payments have no child and no activity.
func (h *historyFrame) part(kind string, number int) *historyPart {
	part := &historyPart{HistoryFilter: h.filter, kind: kind}
	part.Page = paging.Page{Number: number, Size: HistoryPageSize}.Guess()
	return part
}

// settle returns the page once the children are read, with the filters to offer.
func (h *historyFrame) settle() (page History, err error) {
	page, ask := h.page, h.page.Query
	if page.Children, page.Activities, err = choices(h.town, h.family, ask.ChildID, ask.Activity); err != nil {
		return page, err
	}
	if h.filter.From > h.filter.To {
		return page, fault.Invalidf("au", "La période finit avant de commencer\u00a0: choisissez une fin "+
			"après le %s.", h.filter.From.Long())
	}
	return page, nil
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

func consumptions(lines []db.HistoryLine, children []Child) []Consumption {
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
	return all
}

func credits(lines []db.HistoryLine) []Credit {
	all := make([]Credit, len(lines))
	for i, l := range lines {
		all[i] = Credit{ID: l.ID, Date: l.Date, Label: l.Label, Mode: l.Mode, Number: l.Number, Payer: l.Payer,
			Bank: l.Bank, Amount: l.Amount,
			Receipt: l.Amount > 0 && !l.Reverses && l.Source != db.SourceImport, Reverses: l.Reverses,
			Reversed: l.Reversed,
			Refund:   l.Source == db.SourceRefund || l.Source == db.SourceReversal && l.Amount > 0}
	}
	return all
}
