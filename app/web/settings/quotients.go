package settings

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
	"cartable/app/domain/quota"
	"cartable/app/domain/town"
	"cartable/app/settings"
	"cartable/app/web/site"
)

const quotientsPath = "/mairie/quotients"

// quotientsView is the fast entry, as typed, and the board.
type quotientsView struct {
	settings.Quotients
	settings.QuotientForm
	Table  []quotientRow
	Doubts map[string]string
	Mark   string
	Clash  bool
}

type quotientRow struct {
	Family, QF, From, To cellField
	Source               cellField
	Sources              []site.Choice
}

// emptyRows is the number of rows of a new form, and mostQuotients that of the rows that one may have.
const emptyRows, mostQuotients = 10, 100

// usualReason is proposed: the families read it.
const usualReason = "Attestation de quotient familial reçue"

func (s *Pages) QuotientsPage(c *fiber.Ctx) error {
	return s.showQuotients(c, quotientsView{QuotientForm: settings.QuotientForm{Reason: usualReason,
		Shorten: true}}, nil)
}

func (s *Pages) showQuotients(c *fiber.Ctx, view quotientsView, wrong map[string]string) error {
	var err error
	if view.Quotients, err = s.Settings.Quotients(c.UserContext(), site.Actor(c)); err != nil {
		return err
	}
	layout := s.StaffLayout(c, "Quotients", "quotients")
	layout.FieldErrors = wrong
	switch {
	case view.Clash:
		c.Status(fiber.StatusConflict)
	case wrong != nil || view.Mark != "":
		c.Status(fiber.StatusUnprocessableEntity)
	}
	view.lay(wrong)
	return s.Page(c, "settings/quotients", layout, view)
}

// lay puts the typed rows and their faults into the table, with empty ones below.
func (v *quotientsView) lay(wrong map[string]string) {
	used := 0
	for i, row := range v.Rows {
		if !row.Blank() {
			used = i + 1
		}
	}
	v.Rows = v.Rows[:used]
	for len(v.Rows) < min(max(emptyRows, used+emptyRows/2), mostQuotients) {
		v.Rows = append(v.Rows, quota.Row{From: v.Earliest.String(), To: v.Last.String(), Source: town.OnPaper})
	}
	for i, row := range v.Rows {
		number := ", ligne " + strconv.Itoa(i+1)
		field := func(name, label, value, mode string) cellField {
			name = settings.QuotientField(name, i)
			return cellField{name, label + number, value, wrong[name], v.Doubts[name], mode}
		}
		one := quotientRow{Family: field(quota.Family, "Famille", row.Family, "text"),
			QF:   field(quota.QF, "Quotient", row.QF, "decimal"),
			From: field(quota.From, "Du", row.From, ""), To: field(quota.To, "Au", row.To, ""),
			Source: field("source", "Source", string(row.Source), "")}
		for _, source := range []town.Source{town.OnPaper, town.FromFile, town.Waived} {
			one.Sources = append(one.Sources, site.Choice{Value: string(source), Label: sourceWords[source],
				Selected: source == row.Source})
		}
		v.Table = append(v.Table, one)
	}
}

var sourceWords = map[town.Source]string{town.OnPaper: "Attestation", town.FromFile: "Fichier",
	town.Waived: "Sans justificatif"}

// ruleWords are the backdating rules of a structure in French.
var ruleWords = map[town.Backdating]string{town.NotBackdated: "le jour même ou plus tard",
	town.FromMonth: "le premier jour du mois en cours ou plus tard", town.FromYear: "le premier janvier ou plus tard"}

func readQuotientForm(c *fiber.Ctx) settings.QuotientForm {
	return settings.QuotientForm{Shorten: c.FormValue("arreter") == "oui", Reason: c.FormValue("motif"),
		Words: c.FormValue("texte"), Tell: c.FormValue("prevenir") == "oui", Agreed: c.FormValue("accord")}
}

// SetQuotients answers the table: more rows, or one opération for all rows.
func (s *Pages) SetQuotients(c *fiber.Ctx) error {
	view := quotientsView{QuotientForm: readQuotientForm(c)}
	rows, _ := strconv.Atoi(c.FormValue("lignes"))
	for i := range min(rows, mostQuotients) {
		cell := func(field string) string { return c.FormValue(settings.QuotientField(field, i)) }
		view.Rows = append(view.Rows, quota.Row{Family: cell(quota.Family), QF: cell(quota.QF), From: cell(quota.From),
			To: cell(quota.To), Source: town.Source(cell("source"))})
	}
	if c.FormValue("faire") == "lignes" {
		return s.showQuotients(c, view, nil)
	}
	answer, err := s.Settings.SetQuotients(c.UserContext(), site.Actor(c), view.QuotientForm)
	switch {
	case site.FieldFaults(err) != nil:
		return s.showQuotients(c, view, site.FieldFaults(err))
	case fault.KindOf(err) == fault.Conflict: // somebody else set one of them between two reads: the text is kept
		view.Clash = true
		return s.showQuotients(c, view, nil)
	case err != nil:
		return err
	case answer.Doubts != nil:
		view.Doubts, view.Mark = sentencesOf(answer.Doubts.Found), answer.Doubts.Mark
		return s.showQuotients(c, view, nil)
	}
	return answered(c, answer, quotientsPath)
}

// answered leads to the opération, or back with a notice if it is done.
func answered(c *fiber.Ctx, answer settings.Answer, back string) error {
	if answer.Applied {
		return site.Say(c, site.ChangeApplied, back)
	}
	return c.Redirect(site.OperationPath(answer.ID), fiber.StatusSeeOther)
}

// FindFamilies completes the field in which a family is typed. What was typed is in the body: no name is in an address.
func (s *Pages) FindFamilies(c *fiber.Ctx) error {
	if !site.Htmx(c) {
		return c.Redirect(quotientsPath, fiber.StatusSeeOther)
	}
	text := c.FormValue(settings.QuotientField(quota.Family, site.Number(c, "ligne")))
	found, err := s.Settings.FindFamilies(c.UserContext(), site.Actor(c), text)
	if err != nil {
		return err
	}
	return s.Fragment(c, "quotients#found", found)
}

// familyOption is what the completion writes into the field.
func familyOption(f settings.FamilyRow) string { return f.Code + " " + f.Name }
