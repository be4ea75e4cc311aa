package settings

import (
	"cmp"
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
	"cartable/app/domain/quota"
	"cartable/app/settings"
	"cartable/app/web/site"
)

// quotientFileView is the page that accepts a file of quotients, with its text.
type quotientFileView struct {
	settings.QuotientForm
	Text     string
	Troubles []quota.Trouble
	Doubts   []*fault.Error
	Mark     string
	Clash    bool
}

// mostTroubles is the number of errors of a file that are shown.
const mostTroubles = 150

func (s *Pages) QuotientFilePage(c *fiber.Ctx) error {
	return s.showQuotientFile(c, quotientFileView{QuotientForm: settings.QuotientForm{Reason: usualReason,
		Shorten: true}}, nil)
}

func (s *Pages) showQuotientFile(c *fiber.Ctx, view quotientFileView, wrong map[string]string) error {
	layout := s.StaffLayout(c, "Fichier de quotients", "quotients")
	layout.FieldErrors = wrong
	switch {
	case view.Clash:
		c.Status(fiber.StatusConflict)
	case wrong != nil || view.Troubles != nil || view.Mark != "":
		c.Status(fiber.StatusUnprocessableEntity)
	}
	return s.Page(c, "settings/quotient-file", layout, view)
}

// Shown returns the errors that the page lists.
func (v quotientFileView) Shown() []quota.Trouble {
	return v.Troubles[:min(mostTroubles, len(v.Troubles))]
}

// More is the number of errors behind them.
func (v quotientFileView) More() int { return len(v.Troubles) - len(v.Shown()) }

// ReadQuotientFile prepares the quotients of a file or of a text that was pasted.
func (s *Pages) ReadQuotientFile(c *fiber.Ctx) error {
	view := quotientFileView{QuotientForm: readQuotientForm(c), Text: c.FormValue("collage")}
	content, refused, err := site.TextFile(c, "fichier")
	if err != nil {
		return err
	}
	if refused != "" {
		return s.showQuotientFile(c, view, map[string]string{"fichier": refused})
	}
	view.Text = cmp.Or(content, view.Text)
	if strings.TrimSpace(view.Text) == "" {
		return s.showQuotientFile(c, view, map[string]string{"fichier": "Choisissez un fichier, ou collez son " +
			"contenu."})
	}
	answer, troubles, err := s.Settings.QuotientFile(c.UserContext(), site.Actor(c), view.Text, view.QuotientForm)
	switch {
	case site.FieldFaults(err) != nil:
		return s.showQuotientFile(c, view, site.FieldFaults(err))
	case fault.KindOf(err) == fault.Conflict:
		view.Clash = true
		return s.showQuotientFile(c, view, nil)
	case err != nil:
		return err
	case troubles != nil:
		view.Troubles = troubles
		return s.showQuotientFile(c, view, nil)
	case answer.Doubts != nil:
		view.Doubts, view.Mark = answer.Doubts.Found, answer.Doubts.Mark
		return s.showQuotientFile(c, view, nil)
	}
	return answered(c, answer, quotientsPath)
}
