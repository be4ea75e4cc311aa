package family

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/portal"
	"cartable/app/queue"
	"cartable/app/web/site"
)

// homeView is the first page, with the addresses at which its offers are answered.
type homeView struct {
	portal.Home
	Offers []offerLine
}

type offerLine struct {
	portal.Offer
	URL string
}

func (s *Pages) HomePage(c *fiber.Ctx) error {
	v, family := portal.ViewerOf(*site.VisitorOf(c))
	if !family {
		return c.Redirect(s.StaffHome(c, site.VisitorOf(c).StructureID), fiber.StatusSeeOther)
	}
	home, err := s.Portal.Home(c.UserContext(), v)
	if err != nil {
		return err
	}
	view := homeView{Home: home}
	for _, o := range home.Offers {
		view.Offers = append(view.Offers, offerLine{o, queue.ProposalPath + "/" + s.Queue.Token(o.ID, v.AccountID)})
	}
	return s.Page(c, "family/home", s.Layout(c, "Accueil", "home"), view)
}
