package family

import (
	"bufio"
	"fmt"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/portal"
	"cartable/app/web/site"
)

// heartbeat is how often a silent stream sends a sign of life. It also detects clients that have left.
const heartbeat = 15 * time.Second

func (s *Pages) Events(c *fiber.Ctx) error {
	ask, err := monthQuery("", c.Query("activite"), c.Query("mois"))
	if err != nil {
		return err
	}
	if c.Method() == fiber.MethodHead { // a HEAD request has no body
		c.Set(fiber.HeaderContentType, "text/event-stream")
		return nil
	}
	watcher, err := s.Watch.Month(c.UserContext(), s.Portal, site.VisitorOf(c).SessionID, viewer(c), ask.Activity,
		ask.Month)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "text/event-stream")
	c.Set("X-Accel-Buffering", "no")
	// The writer runs after this handler has returned: it must not touch c.
	c.Context().SetBodyStreamWriter(func(w *bufio.Writer) {
		defer s.Watch.Leave(watcher)
		s.stream(w, watcher)
	})
	return nil
}

func (s *Pages) stream(w *bufio.Writer, watcher *portal.Watcher) {
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	fmt.Fprint(w, "retry: 3000\n\n")
	for w.Flush() == nil {
		select {
		case days := <-watcher.Days():
			names := make([]string, len(days))
			for i, d := range days {
				names[i] = d.String()
			}
			fmt.Fprintf(w, "event: places\ndata: %s\n\n", strings.Join(names, ","))
		case <-beat.C:
			fmt.Fprint(w, ": ping\n\n")
		case <-watcher.Ended(): // signed out, or rights were withdrawn
			return
		case <-s.Stop:
			return
		}
	}
}

// FreshCells answers with the cells that differ from those on the page. jours lists dates with the state that the page
// shows: "2026-12-14:available,2026-12-15:waitlist".
func (s *Pages) FreshCells(c *fiber.Ctx) error {
	ask, err := monthQuery(c.Query("enfant"), c.Query("activite"), c.Query("mois"))
	if err != nil {
		return err
	}
	month, err := s.Portal.Month(c.UserContext(), viewer(c), ask)
	if err != nil {
		return err
	}
	known := map[civil.Date]booking.State{}
	for _, one := range strings.Split(c.Query("jours"), ",") {
		date, state, _ := strings.Cut(one, ":")
		if d, err := civil.Parse(date); err == nil {
			known[d] = booking.State(state)
		}
	}
	var cells strings.Builder
	shared := frameOf(month, s.payURL(c))
	shared.Lang = s.Lang(c)
	var news []string
	opened := false
	for _, day := range month.Days() {
		state, asked := known[day.Date]
		if !asked {
			continue
		}
		cells.WriteString(string(Cell(&day, shared)))
		if state == booking.Closed && day.State == booking.Available {
			opened = true
		} else if words := freshWords[day.State]; state != day.State && words != "" {
			news = append(news, "Le "+day.Date.DayMonth()+site.Nbsp+": "+words)
		}
	}
	if opened { // many days at once, as a rule
		news = append(news, "Les réservations sont ouvertes"+site.Nbsp+": choisissez vos jours.")
	}
	c.Set(fiber.HeaderContentType, "text/html; charset=utf-8")
	return c.SendString(cells.String() + `<p class="vh">` + string(shared.Lang.HTML(strings.Join(news, " "))) + "</p>")
}

// freshWords are read by a screen reader when a day changes on the open page.
var freshWords = map[booking.State]string{
	booking.Full:      "complet.",
	booking.Waitlist:  "complet, liste d'attente ouverte.",
	booking.Available: "une place s'est libérée.",
}
