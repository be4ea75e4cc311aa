package office

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/access"
	"cartable/app/office"
	"cartable/app/web/site"
)

// todayView leaves out the numbers of pages that the visitor may not open.
type todayView struct {
	office.Today
	SeeRequests, SeeRuns, SeeMails bool
}

// Facts reports whether any number is left.
func (v todayView) Facts() bool { return v.SeeRequests || v.SeeRuns || v.SeeMails || v.Online != nil }

func (s *Pages) TodayPage(c *fiber.Ctx) error {
	today, err := s.Office.Today(c.UserContext(), site.Actor(c), site.Day(c))
	if err != nil {
		return err
	}
	if !s.MayDo(c, access.SetOnlinePayments) {
		today.Online = nil
	}
	return s.Page(c, "office/today", s.StaffLayout(c, "Aujourd'hui", "today"), todayView{
		today, s.MayDo(c, access.SeeRequests), s.MayDo(c, access.SeeRuns), s.MayDo(c, access.SeeMails)})
}
