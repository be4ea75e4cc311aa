package treasury

import (
	"fmt"
	"html/template"
	"net/url"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/paging"
	"cartable/app/domain/payment"
	"cartable/app/paper"
	"cartable/app/treasury"
	"cartable/app/web/site"
)

// debtsView is the page of those who owe, with the threshold as it was typed.
type debtsView struct {
	treasury.Debts
	Typed string
}

func (s *Pages) Debts(c *fiber.Ctx) error {
	amount, wrong := least(c)
	list, err := s.Treasury.Debts(c.UserContext(), site.Actor(c), int64(site.Number(c, "porte-monnaie")), amount, paging.At(site.Number(c, "page")))
	if err != nil {
		return err
	}
	layout, view := s.StaffLayout(c, "Impayés", "desk"), debtsView{list, c.Query("seuil")}
	if wrong != nil {
		return s.Again(c, "staff/debts", layout, wrong, view)
	}
	return s.Page(c, "staff/debts", layout, view)
}

func (s *Pages) DebtsCSV(c *fiber.Ctx) error {
	amount, wrong := least(c)
	if wrong != nil {
		return s.Debts(c)
	}
	list, err := s.Treasury.Debts(c.UserContext(), site.Actor(c), int64(site.Number(c, "porte-monnaie")), amount, paging.Page{})
	if err != nil {
		return err
	}
	out := site.Sheet{Head: []string{"Compte", "Famille", "Adresse", "Porte-monnaie", "Dette (€)", "Dernier règlement"}}
	for _, r := range list.Rows {
		out.Rows = append(out.Rows, []any{r.Code, r.Name, r.Address, r.Wallet, r.Amount, r.LastPayment})
	}
	out.Rows = append(out.Rows, []any{"Total", nil, nil, nil, list.Total, nil})
	return site.SendCSV(c, "impayes", out)
}

func (s *Pages) cashbookOf(c *fiber.Ctx, ask paging.Page) (treasury.Cashbook, error) {
	return s.Treasury.Cashbook(c.UserContext(), site.Actor(c), site.Day(c), c.Query("par") == "mois", ask)
}

func (s *Pages) Cashbook(c *fiber.Ctx) error {
	book, err := s.cashbookOf(c, paging.At(site.Number(c, "page")))
	if err != nil {
		return err
	}
	return s.Page(c, "staff/cashbook", s.StaffLayout(c, "Journal des encaissements", "desk"), book)
}

// cashbookName is the name of a file that holds a journal, without what tells its kind.
func cashbookName(b treasury.Cashbook) string {
	if b.Month {
		return "journal-" + b.Date.Month().String()
	}
	return "journal-" + b.Date.String()
}

// bookQuery is what of a journal's address says which one it is: of a day or of its month.
func bookQuery(b treasury.Cashbook, d civil.Date) url.Values {
	q := url.Values{"jour": {d.String()}}
	if b.Month {
		q.Set("par", "mois")
	}
	return q
}

// cashbookTitle is « Journal des encaissements de novembre 2026 », « … du mardi 24 novembre 2026 ».
func cashbookTitle(b treasury.Cashbook) string {
	if b.Month {
		return "Journal des encaissements, " + b.Date.Month().French()
	}
	return "Journal des encaissements du " + b.Date.Long()
}

func (s *Pages) CashbookCSV(c *fiber.Ctx) error {
	book, err := s.cashbookOf(c, paging.Page{})
	if err != nil {
		return err
	}
	out := site.Sheet{Head: []string{"Date", "Compte", "Famille", "Porte-monnaie", "Mode", "Numéro", "Payeur", "Banque", "Montant (€)", "Libellé", "Motif", "Saisi par", "Saisi le"}}
	for _, r := range book.Rows {
		out.Rows = append(out.Rows, []any{r.Date, r.Code, r.Family, r.Wallet, payment.ModeWord(r.Mode), r.Number, r.Payer, r.Bank, r.Amount, r.Label, r.Reason, r.By, r.At.In(s.Loc)})
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

func (s *Pages) CashbookPDF(c *fiber.Ctx) error {
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
	doc.Heading(fmt.Sprintf("Totaux par porte-monnaie et par mode (%s)", site.Plural(book.Count, "opération", "opérations")))
	doc.Table(columns, append(sums, append(total, book.Total.String())))
	rows := [][]string{}
	for _, r := range book.Rows {
		label := r.Label
		if r.Reason != "" {
			label += " – " + r.Reason
		}
		rows = append(rows, []string{r.Date.Numeric(), r.Code + " " + r.Family, r.Wallet, label, r.Payer, r.Bank, r.Amount.String()})
	}
	doc.Heading("Détail")
	doc.Table([]paper.Column{{Title: "Date", Width: 22}, {Title: "Famille", Width: 52}, {Title: "Porte-monnaie", Width: 42}, {Title: "Libellé"},
		{Title: "Payeur", Width: 40}, {Title: "Banque", Width: 28}, {Title: "Montant", Width: 26, Amount: true}}, append(rows, []string{"=Total", "", "", "", "", "", book.Total.String()}))
	return site.SendPDF(c, cashbookName(book), doc)
}

// debtsURL is the export of what the page of debts shows.
func debtsURL(d debtsView) template.URL {
	q := url.Values{}
	if d.Typed != "" {
		q.Set("seuil", d.Typed)
	}
	if d.Wallet != 0 {
		q.Set("porte-monnaie", strconv.FormatInt(d.Wallet, 10))
	}
	return site.Address("/mairie/regie/impayes/export.csv", q)
}

// filterID is an id of a filter in an address: nothing when there is none.
func filterID(id int64) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(id, 10)
}
