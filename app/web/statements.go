package web

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/money"
	"cartable/app/domain/statement"
	"cartable/app/office"
	"cartable/app/paper"
	"cartable/app/portal"
)

// The papers of a family: monthly statements, and the yearly one for the tax office; the latter for the whole town as well.

func (s *Server) statements(c *fiber.Ctx) error {
	year, _ := strconv.Atoi(c.Query("annee"))
	page, err := s.Portal.Statements(c.UserContext(), viewer(c), year)
	if err != nil {
		return err
	}
	return s.page(c, "parent/statements", s.layout(c, "Relevés et attestations", "balance"), page)
}

func (s *Server) monthlyStatement(c *fiber.Ctx) error {
	month, err := civil.ParseMonth(c.Params("month"))
	if err != nil {
		return fault.NotFoundf("Ce relevé n'existe pas.")
	}
	m, err := s.Portal.Monthly(c.UserContext(), viewer(c), month)
	if err != nil {
		return err
	}
	return sendPDF(c, "releve-"+month.String(), s.monthlyPaper(m))
}

func (s *Server) monthlyPaper(m portal.MonthlyStatement) *paper.Doc {
	d := paper.New("Relevé, "+m.Month.French(), m.Structure, s.Now().In(s.Loc))
	d.Address(m.Family.Name() + "\n" + m.Family.Address)
	d.Title("Relevé, " + m.Month.French())
	d.Facts([2]string{"Compte famille", m.Family.Code}, [2]string{"Période", "du " + dayOfYear(m.Month.First()) + " au " + dayOfYear(m.Month.Last())})
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
			d.Table([]paper.Column{{Title: "Enfant", Width: 42}, {Title: "Consommations"}, {Title: "Prix", Width: 22, Amount: true}, {Title: "Qté", Width: 14, Amount: true},
				{Title: "Total", Width: 26, Amount: true}}, append(rows, []string{"=Total", "", "", "", w.Consumed.String()}))
		}
		if len(w.Payments) > 0 {
			rows := make([][]string, 0, len(w.Payments)+1)
			for _, p := range w.Payments {
				rows = append(rows, []string{p.Date.Numeric(), modeWord(p.Mode, p.Label), p.Number, p.Amount.String()})
			}
			d.Table([]paper.Column{{Title: "Date", Width: 26}, {Title: "Règlements"}, {Title: "N° pièce", Width: 48}, {Title: "Montant", Width: 26, Amount: true}},
				append(rows, []string{"=Total", "", "", w.Paid.String()}))
		}
		if len(w.Lines)+len(w.Payments) == 0 {
			d.Text("Aucune opération ce mois-ci.")
		}
		d.Facts([2]string{"Solde au " + dayOfYear(m.Month.Last()), w.Closing.String()})
	}
	d.Text("Ces informations sont données sous réserve de mise à jour des dernières opérations.")
	return d
}

func (s *Server) taxStatement(c *fiber.Ctx) error {
	year, _ := strconv.Atoi(c.Params("year"))
	t, err := s.Portal.Tax(c.UserContext(), viewer(c), year)
	if err != nil {
		return err
	}
	d := paper.New(taxTitle(year), t.Structure, s.Now().In(s.Loc))
	s.writeTax(d, t.Tax, t.Structure, t.Family, t.Unfinished)
	return sendPDF(c, fmt.Sprintf("attestation-%d", year), d)
}

func taxTitle(year int) string { return fmt.Sprintf("Attestation de frais de garde, année %d", year) }

// writeTax writes a statement on the page that is open. It says what the town knows and no more: whether it gives a right to
// anything is for the tax office.
func (s *Server) writeTax(d *paper.Doc, t statement.Tax, structure string, family statement.Addressee, unfinished bool) {
	d.Address(family.Name() + "\n" + family.Address)
	d.Title(taxTitle(t.Year))
	until := fmt.Sprintf("le 31 décembre %d", t.Year)
	if unfinished {
		until = "le " + dayOfYear(s.today())
		d.Text("Document provisoire\u00a0: l'année n'est pas terminée. Les sommes sont arrêtées à la date du jour.")
	}
	if t.Total > 0 {
		d.Text(fmt.Sprintf("%s atteste que %s, compte famille %s, a réglé entre le 1er janvier %d et %s, pour la garde des enfants nommés ci-dessous, âgés de moins de six ans au 1er janvier %d, les sommes suivantes.",
			structure, family.Name(), family.Code, t.Year, until, t.Year))
	}
	meal := false
	for _, child := range t.Children {
		if child.Total == 0 {
			continue
		}
		d.Heading(fmt.Sprintf("%s %s, date de naissance\u00a0: %s", child.LastName, child.FirstName, child.Birth.Numeric()))
		rows := make([][]string, 0, len(child.Care)+1)
		for _, l := range child.Care {
			name := l.Activity
			if l.Meal {
				name, meal = name+" (*)", true
			}
			rows = append(rows, []string{name, l.Amount.String()})
		}
		d.Table([]paper.Column{{Title: "Frais de garde, hors nourriture"}, {Title: "Montant réglé", Width: 36, Amount: true}},
			append(rows, []string{"=Total", child.Total.String()}))
	}
	if t.Total == 0 {
		d.Text(fmt.Sprintf("%s, compte famille %s\u00a0: aucune somme n'a été réglée en %d pour la garde d'un enfant de moins de six ans.", family.Name(), family.Code, t.Year))
	} else {
		d.Facts([2]string{"Total des frais de garde réglés", t.Total.String()})
	}
	d.Heading("À savoir")
	for _, text := range taxNotes(meal, t.Unnamed) {
		d.Text(text)
	}
}

// taxNotes are what a family must know of its statement, on paper and on the page.
func taxNotes(meal, unnamed bool) []string {
	notes := []string{
		"Ne sont pas comptés\u00a0: les repas et la restauration, les absences facturées, les activités qui ne sont pas de la garde, et ce qui n'était pas encore réglé. Un règlement solde d'abord les consommations les plus anciennes du porte-monnaie.",
		"Les aides reçues pour la garde (CAF, MSA, employeur) ne sont pas déduites\u00a0: retranchez-les vous-même.",
	}
	if unnamed {
		notes = append(notes, "Des consommations reprises d'un ancien logiciel ne disent pas pour quel enfant\u00a0: elles ne sont pas comptées. La mairie peut les certifier à part.")
	}
	if meal {
		notes = append(notes, "(*) Le prix de cette activité comprend un repas ou un goûter\u00a0: demandez-en la part à la mairie et retranchez-la.")
	}
	return append(notes, "Le crédit d'impôt pour la garde des jeunes enfants est prévu par l'article 200 quater B du code général des impôts. Seule l'administration fiscale dit si ces sommes y ouvrent droit. En cas de résidence alternée, chaque parent ne compte que ce qu'il a réglé, et les plafonds sont partagés.")
}

func (s *Server) staffTaxes(c *fiber.Ctx) error {
	year, _ := strconv.Atoi(c.Query("annee"))
	run, err := s.Office.TaxDesk(c.UserContext(), desk(c), year)
	if err != nil {
		return err
	}
	return s.page(c, "staff/taxes", s.staffLayout(c, "Attestations fiscales", "desk"), run)
}

// taxRunTime bounds the run of a big town: it reads every ledger.
const taxRunTime = 2 * time.Minute

// taxRun writes the statements of all families of a year, one after the other, and a list of them at the end.
func (s *Server) taxRun(c *fiber.Ctx) error {
	year, err := strconv.Atoi(c.Params("year"))
	if err != nil {
		return fault.NotFoundf("Cette année n'a pas d'attestations.")
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.UserContext()), taxRunTime)
	defer cancel()
	d, err := s.taxRunPaper(ctx, desk(c), year)
	if err != nil {
		return err
	}
	return sendPDF(c, fmt.Sprintf("attestations-%d", year), d)
}

func (s *Server) taxRunPaper(ctx context.Context, at office.Desk, year int) (*paper.Doc, error) {
	head, err := s.Office.TaxDesk(ctx, at, year)
	if err != nil {
		return nil, err
	}
	d := paper.New(taxTitle(head.Year), head.Structure, s.Now().In(s.Loc))
	var rows [][]string
	var total money.Cents
	err = s.Office.Taxes(ctx, at, head.Year, func(f office.FamilyTax) error {
		if len(rows) > 0 {
			d.NextPage()
			d.Text(head.Structure)
		}
		s.writeTax(d, f.Tax, head.Structure, f.Family, head.Unfinished)
		rows = append(rows, []string{f.Family.Code, f.Family.Name(), f.Total.String()})
		total += f.Total
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(rows) > 0 {
		d.NextPage()
	}
	d.Title("Liste des attestations")
	d.Text(plural(len(rows), "famille", "familles") + ", " + total.String() + " en tout.")
	d.Table([]paper.Column{{Title: "Compte", Width: 30}, {Title: "Famille"}, {Title: "Certifié", Width: 36, Amount: true}}, append(rows, []string{"=Total", "", total.String()}))
	return d, nil
}
