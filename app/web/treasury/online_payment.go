package treasury

import (
	"errors"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
	"cartable/app/domain/plain"
	"cartable/app/treasury"
	"cartable/app/web/site"
)

// onlineView is the page of a payment. Reason and Decision are as typed.
type onlineView struct {
	treasury.OnlinePaymentDetail
	Typed    string
	Decision string
}

func (s *Pages) OnlinePaymentPage(c *fiber.Ctx) error {
	return s.showOnlinePayment(c, onlineView{}, nil)
}

func (s *Pages) showOnlinePayment(c *fiber.Ctx, v onlineView, wrong map[string]string) error {
	var err error
	if v.OnlinePaymentDetail, err = s.Treasury.OnlinePayment(c.UserContext(), site.Actor(c),
		site.IdOf(c, "id")); err != nil {
		return err
	}
	layout := s.StaffLayout(c, "Paiement "+v.Reference, "desk")
	layout.FieldErrors = wrong
	if len(wrong) > 0 {
		c.Status(fiber.StatusUnprocessableEntity)
	}
	return s.Page(c, "treasury/online-payment", layout, v)
}

func (s *Pages) AskOnlinePayment(c *fiber.Ctx) error {
	if err := s.Treasury.AskOnlinePayment(c.UserContext(), site.Actor(c), site.IdOf(c, "id")); err != nil {
		return err
	}
	return site.Say(c, site.PaymentAsked, onlinePaymentsPath+"/"+strconv.FormatInt(site.IdOf(c, "id"), 10))
}

func (s *Pages) SeeOnlinePayment(c *fiber.Ctx) error {
	if err := s.Treasury.SeeOnlinePayment(c.UserContext(), site.Actor(c), site.IdOf(c, "id")); err != nil {
		return err
	}
	return site.Say(c, site.PaymentSeen, onlinePaymentsPath+"/"+strconv.FormatInt(site.IdOf(c, "id"), 10))
}

func (s *Pages) DecideOnlinePayment(c *fiber.Ctx) error {
	v := onlineView{Typed: plain.Cut(c.FormValue("motif"), 600), Decision: c.FormValue("decision")}
	if v.Decision != "crediter" && v.Decision != "rejeter" {
		return s.showOnlinePayment(c, v, map[string]string{"decision": "Choisissez de créditer ou de rejeter."})
	}
	err := s.Treasury.DecideOnlinePayment(c.UserContext(), site.Actor(c), site.IdOf(c, "id"), v.Decision == "crediter",
		v.Typed)
	if refusal, ok := errors.AsType[*fault.Error](err); ok && refusal.Kind == fault.Invalid {
		return s.showOnlinePayment(c, v, map[string]string{refusal.Field: refusal.Message})
	}
	if err != nil {
		return err
	}
	return site.Say(c, site.PaymentDecided, onlinePaymentsPath+"/"+strconv.FormatInt(site.IdOf(c, "id"), 10))
}
