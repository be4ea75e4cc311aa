package family

import (
	"cmp"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
	"cartable/app/web/site"
)

// The two addresses that the payment platform calls, or to which it redirects a browser: without a session, from
// another site, by GET or by POST, with idop or idOp. Their parameters are not trusted: the portal queries the
// platform.

// idOpOf reads the only parameter used, from the form or from the address; it is empty when absent.
func idOpOf(c *fiber.Ctx) string {
	return cmp.Or(c.FormValue("idop"), c.FormValue("idOp"), c.Query("idop"), c.Query("idOp"))
}

// PayReturn redirects to the portal's page of the payment. No address is ever taken from the request.
func (s *Pages) PayReturn(c *fiber.Ctx) error {
	idOp := idOpOf(c)
	if idOp == "" {
		return fault.NotFoundf("Ce paiement n'existe pas.")
	}
	token, err := s.Portal.PayBack(c.UserContext(), idOp)
	if err != nil {
		return err
	}
	return c.Redirect(statusURL(token), fiber.StatusSeeOther)
}

// maxNotification bounds the body of a notification: an idOp and little more.
const maxNotification = 4 << 10

// PayNotified answers 200 quickly, whatever the notification. The poller does later what cannot be done now.
func (s *Pages) PayNotified(c *fiber.Ctx) error {
	if idOp := idOpOf(c); idOp != "" && len(c.Body()) <= maxNotification && s.Portal.CanPay() &&
		s.told.allow(site.ClientOf(c), time.Now()) {
		s.Portal.Notified(c.UserContext(), idOp)
	}
	return c.SendStatus(fiber.StatusOK)
}

// allowance is how many notifications of an address are handled in a minute; more are ignored.
const allowance = 120

// Window counts requests by address, a minute at a time. It stores at most some thousand addresses; the others share
// one counter.
type Window struct {
	mu    sync.Mutex
	since time.Time
	seen  map[string]int
}

func (w *Window) allow(address string, now time.Time) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.seen == nil || now.Sub(w.since) >= time.Minute {
		w.since, w.seen = now, map[string]int{}
	}
	if _, known := w.seen[address]; !known && len(w.seen) >= 5000 {
		address = ""
	}
	w.seen[address]++
	return w.seen[address] <= allowance
}
