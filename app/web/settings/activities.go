package settings

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/town"
	"cartable/app/settings"
	"cartable/app/web/site"
)

// activitiesView is the list of activities.
type activitiesView struct {
	kindWords
	settings.ActivityList
}

func (s *Pages) ActivitiesPage(c *fiber.Ctx) error {
	list, err := s.Settings.Activities(c.UserContext(), site.Actor(c))
	if err != nil {
		return err
	}
	words := wordsOf(town.NounActivity)
	return s.Page(c, "settings/activities", s.StaffLayout(c, words.Many, words.Key), activitiesView{words, list})
}
