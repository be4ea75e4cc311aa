package treasury

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/civil"
	"cartable/app/domain/plain"
	"cartable/app/treasury"
	"cartable/app/web/site"
)

const onlinePaymentsPath = "/mairie/regie/paiements"

func (s *Pages) OnlinePaymentsPage(c *fiber.Ctx) error {
	ask := treasury.OnlinePaymentQuery{Show: treasury.OnlinePaymentShow(c.Query("etat")),
		Text: plain.Cut(c.Query("q"), 60), Page: site.Number(c, "page")}
	ask.From, _ = civil.Typed(c.Query("du"))
	ask.To, _ = civil.Typed(c.Query("au"))
	list, err := s.Treasury.OnlinePayments(c.UserContext(), site.Actor(c), ask)
	if err != nil {
		return err
	}
	return s.Page(c, "treasury/online-payments", s.StaffLayout(c, "Paiements en ligne", "desk"), list)
}

// onlinePaymentFilters returns the choices of the list's filter.
func onlinePaymentFilters() []site.Choice {
	return []site.Choice{{Value: string(treasury.ShowAll), Label: "Tous", Selected: false},
		{Value: string(treasury.ShowAlerts), Label: "À voir", Selected: false},
		{Value: string(treasury.ShowPending), Label: "En attente", Selected: false},
		{Value: string(treasury.ShowPaid), Label: "Payés", Selected: false},
		{Value: string(treasury.ShowEnded), Label: "Sans suite", Selected: false}}
}
