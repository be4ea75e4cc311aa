package treasury

import (
	"context"
	"slices"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/paging"
	"cartable/app/domain/payment"
	"cartable/app/domain/town"
	"cartable/db"
)

// CashBook is the payments that a structure received on a day or in a month, and the reversals of payments, each on the
// day on which it happened.
type CashBook struct {
	Structure  string
	Date       civil.Date // a day of the month, or the day
	Month      bool       // the whole month
	From, To   civil.Date
	Prev, Next civil.Date
	Rows       []CashRow
	Sums       []CashSum // one for each wallet: each is paid through one régie
	ByMode     []ModeSum // of all wallets
	Total      money.Cents
	paging.Page
}

// CashRow is a payment.
type CashRow struct {
	ID, FamilyID                      int64
	Date                              civil.Date
	Code, Family, Wallet, Label, Mode string
	Number, Payer, Bank, Reason       string
	Amount                            money.Cents
	Reverses                          bool
	By                                string
	At                                time.Time
}

// CashSum is what a wallet received, by payment mode, in the order of CashBook.ByMode.
type CashSum struct {
	Wallet  string
	NumCli  string
	Amounts []money.Cents
	Count   int
	Total   money.Cents
}

// ModeSum is what was received by a payment mode.
type ModeSum struct {
	Mode   string
	Count  int
	Amount money.Cents
}

// CashBook returns the payments of a day (0 = today) or of its month.
func (o *Treasury) CashBook(ctx context.Context, d desk.Actor, date civil.Date, month bool,
	ask paging.Page) (CashBook, error) {
	q := o.DB.Read()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return CashBook{}, err
	}
	if date == 0 {
		date = c.Today(o.Now())
	}
	book := CashBook{Structure: c.Structure.Name, Date: date, Month: month, From: date, To: date, Prev: date - 1,
		Next: date + 1}
	if month {
		m := date.Month()
		book.Date, book.From, book.To, book.Prev, book.Next = m.First(), m.First(), m.Last(), m.Prev().First(),
			m.Next().First()
	}
	sums, err := q.ReceivedSums(ctx, d.StructureID, book.From, book.To)
	if err != nil {
		return CashBook{}, err
	}
	book.add(c.Wallets, sums)
	book.Page = ask.Of(book.Count)
	rows, err := q.Received(ctx, d.StructureID, book.From, book.To, book.Page)
	names := map[int64]string{}
	for _, w := range c.Wallets {
		names[w.ID] = w.Name
	}
	for _, r := range rows {
		book.Rows = append(book.Rows, CashRow{ID: r.ID, FamilyID: r.FamilyID, Date: r.Date, Code: r.Code,
			Family: r.Family, Wallet: names[r.WalletID], Label: r.Label,
			Mode: r.Mode, Number: r.Number, Payer: r.Payer, Bank: r.Bank, Reason: r.Reason, Amount: r.Amount,
			Reverses: r.Reverses, By: r.By, At: r.At})
	}
	return book, err
}

// add fills the table of sums: a row for each wallet that received something, a column for each mode that was used.
func (b *CashBook) add(wallets []*town.Wallet, sums []db.ReceivedSum) {
	column := map[string]int{}
	for _, mode := range payment.Modes() {
		one := ModeSum{Mode: mode}
		for _, s := range sums {
			if s.Mode == mode {
				one.Count += s.Count
				one.Amount += s.Amount
			}
		}
		if one.Count > 0 {
			column[mode] = len(b.ByMode)
			b.ByMode = append(b.ByMode, one)
			b.Count += one.Count
			b.Total += one.Amount
		}
	}
	for _, w := range wallets {
		line := CashSum{Wallet: w.Name, NumCli: w.NumCli, Amounts: make([]money.Cents, len(b.ByMode))}
		for _, s := range sums {
			if s.WalletID == w.ID && slices.Contains(payment.Modes(), s.Mode) {
				line.Amounts[column[s.Mode]] += s.Amount
				line.Total += s.Amount
				line.Count += s.Count
			}
		}
		if line.Count > 0 {
			b.Sums = append(b.Sums, line)
		}
	}
}
