package office

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/access"
	"cartable/app/domain/civil"
	"cartable/app/office"
	"cartable/app/web/site"
)

// familyDaysView is a month of a family, day by day.
type familyDaysView struct {
	office.FamilyDays
	Sheets bool // the visitor may open the sheets of the day
}

// FamilyDaysPage shows what became of each day of a family, and by whom.
func (s *Pages) FamilyDaysPage(c *fiber.Ctx) error {
	month := civil.Of(s.Now().In(s.Loc)).Month()
	if asked := c.Query("mois"); asked != "" {
		var err error
		if month, err = civil.ParseMonth(asked); err != nil {
			return err
		}
	}
	days, err := s.Office.FamilyDays(c.UserContext(), site.Actor(c), site.Param(c, "code"), month)
	if err != nil {
		return err
	}
	return s.Page(c, "office/family-days", s.StaffLayout(c, "Jour par jour, famille "+days.Name, "families"),
		familyDaysView{days, s.MayDo(c, access.SeeDay)})
}
