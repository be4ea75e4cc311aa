package treasury

import (
	"fmt"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
	"cartable/app/treasury"
	"cartable/app/web/site"
)

// The tax statements of all families: requested here, made by a worker, downloaded here.

const taxDeskPath = "/mairie/regie/attestations"

// taxDeskView is the page of a year. Run is the part that is refreshed.
type taxDeskView struct {
	treasury.TaxDesk
	Job taxJob
}

// taxJob is the part that refreshes itself while the papers are being made.
type taxJob struct {
	Year  int
	Young int // families that may have a statement
	Run   *treasury.TaxRun
}

func newTaxDeskView(d treasury.TaxDesk) taxDeskView {
	return taxDeskView{d, taxJob{d.Year, d.Young, d.Run}}
}

func (s *Pages) TaxStatementsPage(c *fiber.Ctx) error {
	year, _ := strconv.Atoi(c.Query("annee"))
	desk, err := s.Treasury.TaxStatements(c.UserContext(), site.Actor(c), year)
	if err != nil {
		return err
	}
	return s.Page(c, "treasury/tax-statements", s.StaffLayout(c, "Attestations fiscales", "desk"), newTaxDeskView(desk))
}

func (s *Pages) AskTaxStatements(c *fiber.Ctx) error {
	year, _ := strconv.Atoi(c.FormValue("annee"))
	if err := s.Treasury.AskTaxStatements(c.UserContext(), site.Actor(c), year); err != nil {
		return err
	}
	s.Wake()
	return site.Say(c, site.TaxStatementsAsked, fmt.Sprintf("%s?annee=%d", taxDeskPath, year))
}

// TaxStatementsProgress answers with that part.
func (s *Pages) TaxStatementsProgress(c *fiber.Ctx) error {
	year, _ := strconv.Atoi(c.Query("annee"))
	if !site.Htmx(c) {
		return c.Redirect(fmt.Sprintf("%s?annee=%d", taxDeskPath, year), fiber.StatusSeeOther)
	}
	desk, err := s.Treasury.TaxStatements(c.UserContext(), site.Actor(c), year)
	if err != nil {
		return err
	}
	return s.Fragment(c, "tax-statements#job",
		site.Under(site.PageData{Layout: s.StaffLayout(c, "Attestations fiscales", "desk")}, newTaxDeskView(desk).Job))
}

// TaxFile sends a paper from the database, in pieces.
func (s *Pages) TaxFile(c *fiber.Ctx) error {
	id, err := strconv.ParseInt(c.Params("id"), 10, 64)
	if err != nil {
		return fault.NotFoundf("Cette page n'existe pas dans votre structure.")
	}
	file, body, err := s.Treasury.TaxFile(c.UserContext(), site.Actor(c), id)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/pdf")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+file.Name()+`"`)
	return c.SendStream(body, int(file.Size))
}
