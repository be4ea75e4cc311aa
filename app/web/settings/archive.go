package settings

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/civil"
	"cartable/app/domain/town"
	"cartable/app/web/site"
)

// archiveView asks for the last day of an activity.
type archiveView struct {
	Name, Action, Back string
	Last               string
	Yesterday          civil.Date
	Reason             string
}

func (s *Pages) ArchivePage(c *fiber.Ctx) error { return s.showArchive(c, nil) }

func (s *Pages) showArchive(c *fiber.Ctx, wrong map[string]string) error {
	code := site.Param(c, "code")
	shown, err := s.Settings.Noun(c.UserContext(), site.Actor(c), town.NounActivity, code)
	if err != nil {
		return err
	}
	path := nounPath(town.NounActivity, code)
	view := archiveView{Name: nameOf(shown.Noun), Action: path + "/archiver", Back: path, Last: shown.Today.String(),
		Yesterday: shown.Today - 1}
	if wrong != nil {
		view.Last, view.Reason = c.FormValue("dernier"), c.FormValue("motif")
		c.Status(fiber.StatusUnprocessableEntity)
	}
	layout := s.StaffLayout(c, "Archiver une activité", "activities")
	layout.FieldErrors = wrong
	return s.Page(c, "settings/archive", layout, view)
}

// Archive proposes the last day.
func (s *Pages) Archive(c *fiber.Ctx) error {
	code := site.Param(c, "code")
	done, err := s.Settings.Archive(c.UserContext(), site.Actor(c), code, c.FormValue("dernier"), c.FormValue("motif"))
	if wrong := site.FieldFaults(err); wrong != nil {
		return s.showArchive(c, wrong)
	}
	if err != nil {
		return err
	}
	return say(c, done, nounPath(town.NounActivity, code))
}
