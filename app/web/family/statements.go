package family

import (
	"fmt"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/paper"
	"cartable/app/portal"
	"cartable/app/taxstatement"
	"cartable/app/web/site"
)

// The papers of a family: monthly statements, and the yearly tax statement. Those of the whole town are in
// treasury/tax_statements.go.

func (s *Pages) StatementsPage(c *fiber.Ctx) error {
	year, _ := strconv.Atoi(c.Query("annee"))
	page, err := s.Portal.Statements(c.UserContext(), viewer(c), year)
	if err != nil {
		return err
	}
	return s.Page(c, "family/statements", s.Layout(c, "Relevés et attestations", "balance"), page)
}

func (s *Pages) MonthlyStatement(c *fiber.Ctx) error {
	month, err := civil.ParseMonth(c.Params("month"))
	if err != nil {
		return fault.NotFoundf("Ce relevé n'existe pas.")
	}
	m, err := s.Portal.Monthly(c.UserContext(), viewer(c), month)
	if err != nil {
		return err
	}
	return site.SendPDF(c, "releve-"+month.String(), s.monthlyPaper(m))
}

func (s *Pages) monthlyPaper(m portal.MonthlyStatement) *paper.Doc {
	d := paper.New("Relevé, "+m.Month.French(), m.Structure, s.Now().In(s.Loc))
	d.Address(m.Family.Name() + "\n" + m.Family.Address)
	d.Title("Relevé, " + m.Month.French())
	d.Facts([2]string{"Compte famille", m.Family.Code}, [2]string{"Période", "du " + dayOfYear(m.Month.First()) +
		" au " + dayOfYear(m.Month.Last())})
	for _, w := range m.Wallets {
		d.Heading(w.Wallet)
		d.Facts([2]string{"Solde au " + dayOfYear(m.Month.First()), w.Opening.String()})
		if len(w.Lines) > 0 {
			rows := make([][]string, 0, len(w.Lines)+1)
			for _, l := range w.Lines {
				unit, quantity := "", ""
				if l.UnitPrice != nil {
					unit, quantity = l.UnitPrice.String(), strconv.Itoa(l.Quantity)
				}
				rows = append(rows, []string{l.Child, l.Activity, unit, quantity, l.Total.String()})
			}
			d.Table([]paper.Column{{Title: "Enfant", Width: 42}, {Title: "Consommations"},
				{Title: "Prix", Width: 22, Amount: true}, {Title: "Qté", Width: 14, Amount: true},
				{Title: "Total", Width: 26, Amount: true}},
				append(rows, []string{"=Total", "", "", "", w.Consumed.String()}))
		}
		if len(w.Credits) > 0 {
			rows := make([][]string, 0, len(w.Credits)+1)
			for _, p := range w.Credits {
				rows = append(rows, []string{p.Date.Numeric(), site.ModeWord(p.Mode, p.Label), p.Number,
					p.Amount.String()})
			}
			d.Table([]paper.Column{{Title: "Date", Width: 26}, {Title: "Règlements"}, {Title: "N° pièce", Width: 48},
				{Title: "Montant", Width: 26, Amount: true}},
				append(rows, []string{"=Total", "", "", w.Paid.String()}))
		}
		if len(w.Lines)+len(w.Credits) == 0 {
			d.Text("Aucune opération ce mois-ci.")
		}
		d.Facts([2]string{"Solde au " + dayOfYear(m.Month.Last()), w.Closing.String()})
	}
	d.Text("Ces informations sont données sous réserve de mise à jour des dernières opérations.")
	return d
}

func (s *Pages) TaxStatement(c *fiber.Ctx) error {
	year, _ := strconv.Atoi(c.Params("year"))
	t, err := s.Portal.TaxStatement(c.UserContext(), viewer(c), year)
	if err != nil {
		return err
	}
	head := taxstatement.Head{Structure: t.Structure, Year: year, Unfinished: t.Unfinished, Made: s.Now().In(s.Loc)}
	return site.SendPDF(c, fmt.Sprintf("attestation-%d", year), taxstatement.Family(head, t.TaxStatement, t.Family))
}
