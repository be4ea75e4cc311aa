package people

import (
	"html/template"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/civil"
	"cartable/app/people"
	"cartable/app/web/site"
)

func journalQuery(c *fiber.Ctx) people.JournalQuery {
	ask := people.JournalQuery{Login: c.Query("qui"), Family: c.Query("famille"), Action: c.Query("action"),
		Page: site.Number(c, "page")}
	ask.From, _ = civil.Typed(c.Query("du"))
	ask.To, _ = civil.Typed(c.Query("au"))
	return ask
}

// journalURL returns the address of a page of the journal, or of its export, with its filters.
func journalURL(ask people.JournalQuery, path string) template.URL {
	q := url.Values{}
	for name, value := range map[string]string{"qui": ask.Login, "famille": ask.Family, "action": ask.Action,
		"du": ask.From.String(), "au": ask.To.String()} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return site.Address(path, q)
}

func (s *Pages) JournalPage(c *fiber.Ctx) error {
	list, err := s.People.Journal(c.UserContext(), site.Actor(c), journalQuery(c))
	if err != nil {
		return err
	}
	return s.Page(c, "people/journal", s.StaffLayout(c, "Journal", "journal"), list)
}

func (s *Pages) JournalCSV(c *fiber.Ctx) error {
	rows, err := s.People.ExportJournal(c.UserContext(), site.Actor(c), journalQuery(c))
	if err != nil {
		return err
	}
	out := site.Spreadsheet{Head: []string{"Date", "Qui", "Action", "Famille", "Objet", "Avant", "Après", "Motif",
		"Origine"}}
	for _, r := range rows {
		out.Rows = append(out.Rows, []any{r.At.In(s.Loc), r.Who, r.Action, r.FamilyCode, r.Subject, r.Was, r.Became,
			r.Reason, r.Origin})
	}
	return site.SendCSV(c, "journal", out)
}
