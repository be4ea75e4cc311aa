package office

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/office"
	"cartable/app/web/site"
)

// archiveView is the page on which a family is archived or reopened, with what was typed.
type archiveView struct {
	office.Archiving
	Reason string
}

func (s *Pages) ArchiveFamilyPage(c *fiber.Ctx) error { return s.showArchive(c, nil) }

func (s *Pages) showArchive(c *fiber.Ctx, refusal error) error {
	page, err := s.Office.ArchiveFamily(c.UserContext(), site.Actor(c), site.Param(c, "code"))
	if err != nil {
		return err
	}
	layout, view := s.StaffLayout(c, "Famille "+page.Name, "families"), archiveView{page, c.FormValue("motif")}
	if refusal != nil {
		return s.Again(c, "office/archive-family", layout, site.FieldFaults(refusal), view)
	}
	return s.Page(c, "office/archive-family", layout, view)
}

// ArchiveFamily puts the family away.
func (s *Pages) ArchiveFamily(c *fiber.Ctx) error {
	code := site.Param(c, "code")
	err := s.Office.PutAway(c.UserContext(), site.Actor(c), code, c.FormValue("motif"))
	if site.Invalid(err) {
		return s.showArchive(c, err)
	}
	if err != nil {
		return err
	}
	return site.Say(c, site.FamilyArchived, string(site.FamilyURL(code, "")))
}

// ReopenFamily takes the family out of the archives.
func (s *Pages) ReopenFamily(c *fiber.Ctx) error {
	code := site.Param(c, "code")
	reopened, err := s.Office.Reopen(c.UserContext(), site.Actor(c), code, c.FormValue("motif"))
	if site.Invalid(err) {
		return s.showArchive(c, err)
	}
	if err != nil {
		return err
	}
	notice := site.FamilyReopened
	if !reopened {
		notice = site.FamilyOpen
	}
	return site.Say(c, notice, string(site.FamilyURL(code, "")))
}
