package treasury

import (
	"fmt"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/paging"
	"cartable/app/domain/payment"
	"cartable/app/paper"
	"cartable/app/treasury"
	"cartable/app/web/site"
)

func (s *Pages) cashbookOf(c *fiber.Ctx, ask paging.Page) (treasury.CashBook, error) {
	return s.Treasury.CashBook(c.UserContext(), site.Actor(c), site.Day(c), c.Query("par") == "mois", ask)
}

func (s *Pages) CashBookPage(c *fiber.Ctx) error {
	book, err := s.cashbookOf(c, paging.At(site.Number(c, "page")))
	if err != nil {
		return err
	}
	return s.Page(c, "treasury/cash-book", s.StaffLayout(c, "Journal des encaissements", "desk"), book)
}

// cashbookName returns the name of a journal's file, without its extension.
func cashbookName(b treasury.CashBook) string {
	if b.Month {
		return "journal-" + b.Date.Month().String()
	}
	return "journal-" + b.Date.String()
}

// bookQuery returns the parameters that identify a journal: of a day or of its month.
func bookQuery(b treasury.CashBook, d civil.Date) url.Values {
	q := url.Values{"jour": {d.String()}}
	if b.Month {
		q.Set("par", "mois")
	}
	return q
}

// cashbookTitle returns « Journal des encaissements de novembre 2026 », « … du mardi 24 novembre 2026 ».
func cashbookTitle(b treasury.CashBook) string {
	if b.Month {
		return "Journal des encaissements, " + b.Date.Month().French()
	}
	return "Journal des encaissements du " + b.Date.Long()
}

func (s *Pages) CashBookCSV(c *fiber.Ctx) error {
	book, err := s.cashbookOf(c, paging.Page{})
	if err != nil {
		return err
	}
	out := site.Spreadsheet{Head: []string{"Date", "Compte", "Famille", "Porte-monnaie", "Mode", "Numéro", "Payeur",
		"Banque", "Montant (€)", "Libellé", "Motif", "Saisi par", "Saisi le"}}
	for _, r := range book.Rows {
		out.Rows = append(out.Rows, []any{r.Date, r.Code, r.Family, r.Wallet, payment.ModeWord(r.Mode), r.Number,
			r.Payer, r.Bank, r.Amount, r.Label, r.Reason, r.By, r.At.In(s.Loc)})
	}
	total := func(title, wallet, mode string, amount money.Cents) {
		out.Rows = append(out.Rows, []any{title, nil, nil, wallet, mode, nil, nil, nil, amount})
	}
	for _, w := range book.Sums {
		for i, m := range book.ByMode {
			if w.Amounts[i] != 0 {
				total("Total", w.Wallet, payment.ModeWord(m.Mode), w.Amounts[i])
			}
		}
		total("Total", w.Wallet, "", w.Total)
	}
	total("Total général", "", "", book.Total)
	return site.SendCSV(c, cashbookName(book), out)
}

func (s *Pages) CashBookPDF(c *fiber.Ctx) error {
	book, err := s.cashbookOf(c, paging.Page{})
	if err != nil {
		return err
	}
	doc := paper.NewWide(cashbookTitle(book), book.Structure, s.Now().In(s.Loc))
	doc.Title(cashbookTitle(book))
	columns, sums := []paper.Column{{Title: "Porte-monnaie"}}, [][]string{}
	for _, m := range book.ByMode {
		columns = append(columns, paper.Column{Title: payment.ModeWord(m.Mode), Width: 28, Amount: true})
	}
	columns = append(columns, paper.Column{Title: "Total", Width: 30, Amount: true})
	for _, w := range book.Sums {
		row := []string{w.Wallet}
		for _, amount := range w.Amounts {
			row = append(row, amount.String())
		}
		sums = append(sums, append(row, w.Total.String()))
	}
	total := []string{"=Total"}
	for _, m := range book.ByMode {
		total = append(total, m.Amount.String())
	}
	doc.Heading(fmt.Sprintf("Totaux par porte-monnaie et par mode (%s)",
		site.Plural(book.Count, "opération", "opérations")))
	doc.Table(columns, append(sums, append(total, book.Total.String())))
	rows := [][]string{}
	for _, r := range book.Rows {
		label := r.Label
		if r.Reason != "" {
			label += " – " + r.Reason
		}
		rows = append(rows, []string{r.Date.Numeric(), r.Code + " " + r.Family, r.Wallet, label, r.Payer, r.Bank,
			r.Amount.String()})
	}
	doc.Heading("Détail")
	doc.Table([]paper.Column{{Title: "Date", Width: 22}, {Title: "Famille", Width: 52},
		{Title: "Porte-monnaie", Width: 42}, {Title: "Libellé"},
		{Title: "Payeur", Width: 40}, {Title: "Banque", Width: 28}, {Title: "Montant", Width: 26, Amount: true}},
		append(rows, []string{"=Total", "", "", "", "", "", book.Total.String()}))
	return site.SendPDF(c, cashbookName(book), doc)
}
