package family

import (
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/payment"
	"cartable/app/portal"
	"cartable/app/web/site"
)

func statusURL(token string) string { return site.PayPath + "/etat/" + url.PathEscape(token) }

// How long, and how often, the page of a payment refreshes itself.
const (
	refreshFor   = 30 * time.Minute
	refreshEvery = "8"
)

// payStatus is a payment with its family, for the links to its receipts.
type payStatus struct {
	portal.PayStatus
	Whom string
}

// PayStatusPage is public: its address is the secret. It shows nothing about the payer.
func (s *Pages) PayStatusPage(c *fiber.Ctx) error {
	status, err := s.Portal.PayStatus(c.UserContext(), c.Params("token"))
	if err != nil {
		return err
	}
	if status.State.Open() && s.Now().Sub(status.At) < refreshFor {
		c.Set("Refresh", refreshEvery)
	}
	c.Set("X-Robots-Tag", "noindex")
	return s.Page(c, "family/pay-status", s.Layout(c, "Votre paiement", "balance"),
		payStatus{status, site.WhomIs(status.FamilyID, status.StructureID)})
}

// mayRetry reports whether nothing was paid, and nothing will be.
func mayRetry(s payment.State) bool {
	return s == payment.Refused || s == payment.Abandoned || s == payment.Expired || s == payment.Failed
}
