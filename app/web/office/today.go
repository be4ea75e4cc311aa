package office

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/access"
	"cartable/app/web/site"
)

func (s *Pages) TodayPage(c *fiber.Ctx) error {
	today, err := s.Office.Today(c.UserContext(), site.Actor(c), site.Day(c))
	if err != nil {
		return err
	}
	if !s.MayDo(c, access.SetOnlinePayments) {
		today.Online = nil
	}
	return s.Page(c, "office/today", s.StaffLayout(c, "Aujourd'hui", "today"), today)
}
