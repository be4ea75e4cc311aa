package office

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/access"
	"cartable/app/domain/civil"
	"cartable/app/office"
	"cartable/app/web/site"
)

// todayView leaves out the numbers of pages that the visitor may not open.
type todayView struct {
	office.Today
	SeeRequests, SeeRuns, SeeMails, SeeErasures, SeePlaces, SeeDiets bool
	SeeDay, SeeQuotients                                             bool

	Day civil.Date // the present one
}

// StartsHere reports whether the page leads to the first steps of the town.
func (v todayView) StartsHere() bool { return v.Beginning && v.SeeRequests }

// schoolWords returns the children of an activity by school: "Jean-Moulin 45, Les Tilleuls 26". It is empty for one
// school.
func schoolWords(all []office.SchoolCount) string {
	if len(all) < 2 {
		return ""
	}
	words := make([]string, len(all))
	for i, n := range all {
		words[i] = site.HardSpaces(cmp.Or(n.School, "sans école")+" ") + strconv.Itoa(n.Expected)
	}
	return strings.Join(words, ", ")
}

func (s *Pages) TodayPage(c *fiber.Ctx) error {
	today, err := s.Office.Today(c.UserContext(), site.Actor(c), site.Day(c))
	if err != nil {
		return err
	}
	if !s.MayDo(c, access.SetOnlinePayments) {
		today.Online = nil
	}
	return s.Page(c, "office/today", s.StaffLayout(c, "Aujourd'hui", "today"), todayView{
		Today: today, SeeRequests: s.MayDo(c, access.SeeRequests), SeeRuns: s.MayDo(c, access.SeeRuns),
		SeeMails: s.MayDo(c, access.SeeMails), SeeErasures: s.MayDo(c, access.Forget),
		SeeDiets:  s.MayDo(c, access.EditFamilies),
		SeePlaces: s.MayDo(c, access.SetYear), SeeDay: s.MayDo(c, access.MarkDay),
		SeeQuotients: s.MayDo(c, access.SetQuotients), Day: s.Today()})
}
