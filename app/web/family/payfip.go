package family

import (
	"cmp"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
	"cartable/app/web/site"
)

// The two addresses that the payment platform calls, or sends a browser to: without a session, from another site, by GET or by
// POST, with idop or idOp. Nothing of what comes with it is believed: the platform is asked.

// idOpOf reads the one thing that is read, from a form or from the address; empty when there is none.
func idOpOf(c *fiber.Ctx) string {
	return cmp.Or(c.FormValue("idop"), c.FormValue("idOp"), c.Query("idop"), c.Query("idOp"))
}

// payReturn leads to the page of the payment, which is ours: no address ever comes from the request.
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

// payNotified answers 200, quickly, whatever it is told: what cannot be done now the poller does.
func (s *Pages) PayNotified(c *fiber.Ctx) error {
	if idOp := idOpOf(c); idOp != "" && len(c.Body()) <= maxNotification && s.Portal.CanPay() && s.told.allow(site.ClientOf(c), time.Now()) {
		s.Portal.Notified(c.UserContext(), idOp)
	}
	return c.SendStatus(fiber.StatusOK)
}

// allowance is how many notifications an address may send in a minute before they are passed over.
const allowance = 120

// window counts requests by address, a minute at a time. It never holds more than some thousand addresses: beyond, all share
// what is left.
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
