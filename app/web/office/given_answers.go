package office

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/access"
	"cartable/app/office"
	"cartable/app/web/site"
)

const givenAnswersPath = "/mairie/demandes/reponses"

// givenAnswersView is the list of answers.
type givenAnswersView struct {
	office.GivenAnswers
	May bool // take one back
}

// GivenAnswersPage lists the answers that staff gave to requests.
func (s *Pages) GivenAnswersPage(c *fiber.Ctx) error {
	list, err := s.Office.GivenAnswers(c.UserContext(), site.Actor(c), site.Number(c, "page"))
	if err != nil {
		return err
	}
	return s.Page(c, "office/given-answers", s.StaffLayout(c, "Réponses données", "requests"),
		givenAnswersView{list, s.MayDo(c, access.AnswerRequests)})
}

// TakeBackAnswer takes back an answer that the family does not know yet.
func (s *Pages) TakeBackAnswer(c *fiber.Ctx) error {
	id, _ := c.ParamsInt("id")
	if err := s.Office.TakeBack(c.UserContext(), site.Actor(c), int64(id)); err != nil {
		return err
	}
	return site.Say(c, site.AnswerTakenBack, givenAnswersPath)
}
