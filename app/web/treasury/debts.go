package treasury

import (
	"html/template"
	"net/url"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
	"cartable/app/domain/money"
	"cartable/app/domain/paging"
	"cartable/app/treasury"
	"cartable/app/web/site"
)

// debtsView is the page of families in debt, with the threshold as typed.
type debtsView struct {
	treasury.Debts
	Typed string
}

func (s *Pages) DebtsPage(c *fiber.Ctx) error {
	amount, wrong := least(c)
	list, err := s.Treasury.Debts(c.UserContext(), site.Actor(c), int64(site.Number(c, "porte-monnaie")), amount,
		paging.At(site.Number(c, "page")))
	if err != nil {
		return err
	}
	layout, view := s.StaffLayout(c, "Impayés", "desk"), debtsView{list, c.Query("seuil")}
	if wrong != nil {
		return s.Again(c, "treasury/debts", layout, wrong, view)
	}
	return s.Page(c, "treasury/debts", layout, view)
}

func (s *Pages) DebtsCSV(c *fiber.Ctx) error {
	amount, wrong := least(c)
	if wrong != nil {
		return s.DebtsPage(c)
	}
	list, err := s.Treasury.Debts(c.UserContext(), site.Actor(c), int64(site.Number(c, "porte-monnaie")), amount,
		paging.Page{})
	if err != nil {
		return err
	}
	out := site.Spreadsheet{Head: []string{"Compte", "Famille", "Adresse", "Porte-monnaie", "Dette (€)",
		"Dernier règlement"}}
	for _, r := range list.Rows {
		out.Rows = append(out.Rows, []any{r.Code, r.Name, r.Address, r.Wallet, r.Amount, r.LastCredit})
	}
	out.Rows = append(out.Rows, []any{"Total", nil, nil, nil, list.Total, nil})
	return site.SendCSV(c, "impayes", out)
}

// least returns the threshold of the debts' page; an empty one means every debt.
func least(c *fiber.Ctx) (money.Cents, map[string]string) {
	text := c.Query("seuil")
	if text == "" {
		return 0, nil
	}
	amount, err := money.ParseFrench(text)
	if err != nil {
		return 0, map[string]string{"seuil": fault.Message(err)}
	}
	return amount, nil
}

// debtsURL returns the address of the export of the debts shown.
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

// filterID returns an id for a filter in an address; 0 is empty.
func filterID(id int64) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(id, 10)
}
