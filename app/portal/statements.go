package portal

import (
	"cmp"
	"context"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/money"
	"cartable/app/domain/statement"
	"cartable/db"
)

// MonthlyStatement is the movements of a month in each wallet of a family.
type MonthlyStatement struct {
	Month     civil.Month
	Structure string
	Family    statement.Addressee
	Wallets   []WalletStatement
}

// WalletStatement is a wallet from the first day of a month to its last: Opening − Consumed + Paid = Closing.
type WalletStatement struct {
	Wallet           string
	Opening, Closing money.Cents
	Lines            []ConsumedLine
	Consumed         money.Cents // positive
	Credits          []Credit
	Paid             money.Cents
}

// ConsumedLine is what a child consumed of an activity at a price.
type ConsumedLine struct {
	Child, Activity string
	UnitPrice       *money.Cents
	Quantity        int
	Total           money.Cents // positive
}

// Monthly returns the statement of a month of the family's wallets; NotFound for a month that has not begun, or that
// was over before the family's first line. A family without a line has this month's.
func (p *Portal) Monthly(ctx context.Context, v Viewer, month civil.Month) (MonthlyStatement, error) {
	q := p.DB.Read()
	c, err := p.Catalogues.At(ctx, q, v.StructureID, v.Revision)
	if err != nil {
		return MonthlyStatement{}, err
	}
	today := c.Today(p.Now())
	first, err := q.FirstLine(ctx, v.FamilyID)
	if err != nil {
		return MonthlyStatement{}, err
	}
	if month > today.Month() || month < cmp.Or(first, today).Month() {
		return MonthlyStatement{}, fault.NotYours()
	}
	s := MonthlyStatement{Month: month, Structure: c.Structure.Name}
	families, err := q.FamilyAddressees(ctx, v.FamilyID)
	if err != nil {
		return s, err
	}
	s.Family = families[v.FamilyID]
	_, balances, err := q.MoneyOf(ctx, v.FamilyID)
	if err != nil {
		return s, err
	}
	moved, err := q.MovedSince(ctx, v.FamilyID, month.First(), month.Last())
	if err != nil {
		return s, err
	}
	consumed, err := q.ConsumedBetween(ctx, v.FamilyID, month.First(), month.Last())
	if err != nil {
		return s, err
	}
	paid, err := q.PaidBetween(ctx, v.FamilyID, month.First(), month.Last())
	if err != nil {
		return s, err
	}
	for _, w := range c.Wallets {
		one := walletStatement(w.ID, consumed, paid)
		one.Wallet = w.Name
		one.Opening = balances[w.ID] - moved[w.ID].All
		one.Closing = one.Opening + moved[w.ID].Within
		s.Wallets = append(s.Wallets, one)
	}
	return s, nil
}

func walletStatement(id int64, consumed []db.ConsumedSum, paid []db.PaidLine) (one WalletStatement) {
	for _, l := range consumed {
		if l.WalletID != id {
			continue
		}
		child := l.FirstName
		if l.LastName != "" {
			child = l.LastName + " " + child
		}
		one.Lines = append(one.Lines, ConsumedLine{child, l.Label, l.UnitPrice, l.Quantity, -l.Amount})
		one.Consumed -= l.Amount
	}
	for _, l := range paid {
		if l.WalletID == id {
			one.Credits = append(one.Credits, Credit{Date: l.Date, Label: l.Label, Mode: l.Mode, Number: l.Number,
				Amount: l.Amount})
			one.Paid += l.Amount
		}
	}
	return one
}

// statementMonths is how many months the page of statements lists; older ones can still be opened by address.
const statementMonths = 12

// Statements is the page of a family's statements.
type Statements struct {
	First        civil.Date    // of the family's first line; 0 if there is none
	Months       []civil.Month // latest first
	Years        []int         // latest first
	TaxStatement FamilyTaxStatement
}

// FamilyTaxStatement is the yearly statement of a family, with its addressee and its state.
type FamilyTaxStatement struct {
	statement.TaxStatement
	Structure  string
	Family     statement.Addressee
	Unfinished bool // the year is not over: the amounts will grow
}

// Statements lists the statements of a family, and shows the tax statement of a year. Year 0 is the last complete year,
// or this one for a family that came this year.
func (p *Portal) Statements(ctx context.Context, v Viewer, year int) (Statements, error) {
	q := p.DB.Read()
	var page Statements
	var err error
	if page.First, err = q.FirstLine(ctx, v.FamilyID); err != nil {
		return page, err
	}
	today := civil.Of(p.Now().In(db.Paris))
	now, _, _ := today.YMD()
	first := now
	if page.First != 0 {
		first, _, _ = page.First.YMD()
		for m := today.Month(); m >= page.First.Month() && len(page.Months) < statementMonths; m-- {
			page.Months = append(page.Months, m)
		}
	}
	for y := now; y >= max(first, now-4); y-- {
		page.Years = append(page.Years, y)
	}
	if year == 0 {
		year = max(now-1, first)
	}
	page.TaxStatement, err = p.TaxStatement(ctx, v, year)
	return page, err
}

// TaxStatement certifies what the family paid in a year for the care of its young children. It returns NotFound for a
// future year.
func (p *Portal) TaxStatement(ctx context.Context, v Viewer, year int) (FamilyTaxStatement, error) {
	q := p.DB.Read()
	c, err := p.Catalogues.At(ctx, q, v.StructureID, v.Revision)
	if err != nil {
		return FamilyTaxStatement{}, err
	}
	now, _, _ := c.Today(p.Now()).YMD()
	if year > now || year < 2000 {
		return FamilyTaxStatement{}, fault.NotYours()
	}
	s := FamilyTaxStatement{Structure: c.Structure.Name, Unfinished: year == now}
	families, err := q.FamilyAddressees(ctx, v.FamilyID)
	if err != nil {
		return s, err
	}
	s.Family = families[v.FamilyID]
	from, to := statement.Born(year)
	children, err := q.ChildrenBorn(ctx, []int64{v.FamilyID}, from, to)
	if err != nil {
		return s, err
	}
	var lines []statement.Line
	err = q.TaxLines(ctx, []int64{v.FamilyID}, civil.New(year, 12, 31),
		func(_ int64, l statement.Line) { lines = append(lines, l) })
	s.TaxStatement = statement.Yearly(year, c, children[v.FamilyID], lines)
	return s, err
}
