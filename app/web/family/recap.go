package family

import (
	"net/url"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"cartable/app/counter"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/portal"
	"cartable/app/web/site"
)

// recapView is a recap, with the words of its button and of what it costs.
type recapView struct {
	portal.Recap
	Night  string   // when the night answers: "cette nuit"
	Button string   // "Valider 12,20 €"
	Costs  []string // what the amount of the button means
	Acting *actingForm
}

// recapLine is a line of a recap or of a confirmation.
type recapLine struct {
	portal.RecapLine
	Night string // when the night answers; empty when it has passed
}

// Free reports whether the line has no price to show: it is not treated.
func (l recapLine) Free() bool { return l.Result == booking.ResultUntreated }

// Answer says who will answer a request that awaits an answer, and when.
func (l recapLine) Answer() string {
	switch {
	case l.Result != booking.ResultPending || l.Night == "":
		return ""
	case l.ByStaff:
		return "Réponse donnée par la mairie."
	}
	return "Réponse " + l.Night + "."
}

func (s *Pages) recapView(r portal.Recap) recapView {
	night := nightOf(r.NextNight, s.Now(), s.Loc)
	return recapView{Recap: r, Night: night.when, Button: validateButton(r), Costs: costWords(r)}
}

// unpriced counts the bookings whose price is not known.
func unpriced(lines []portal.RecapLine) (n int) {
	for _, l := range lines {
		if l.Unpriced && l.Result != booking.ResultUntreated {
			n++
		}
	}
	return n
}

// validateButton returns what the button says: what will be charged if all requests are accepted, when that is known.
func validateButton(r portal.Recap) string {
	sum := r.Totals.Sum()
	switch all := sum.Accepted + sum.Waiting; {
	case all > 0 && unpriced(r.Bookings) == 0:
		return "Valider " + all.String()
	case len(r.Bookings) > 0:
		return "Valider"
	case len(r.Cancels) == 1:
		return "Valider l'annulation"
	}
	return "Valider les " + strconv.Itoa(len(r.Cancels)) + site.Nbsp + "annulations"
}

// costWords says what the amount of the button is made of, and when it is charged.
func costWords(r portal.Recap) (all []string) {
	sum := r.Totals.Sum()
	total := sum.Accepted + sum.Waiting
	switch n := unpriced(r.Bookings); {
	case n > 0:
		all = append(all, "Le prix de "+site.Plural(n, "jour n'est pas encore fixé", "jours n'est pas encore fixé")+
			site.Nbsp+": le total n'est pas connu.")
	case sum.Accepted > 0 && sum.Waiting > 0:
		all = append(all, total.String()+" si tout est accepté"+site.Nbsp+": "+sum.Accepted.String()+
			" pour les réservations acceptées, "+sum.Waiting.String()+" pour celles qui attendront une réponse.")
	case sum.Waiting > 0:
		all = append(all, total.String()+" si tout est accepté. Une demande sans place n'est pas facturée.")
	}
	if total > 0 {
		all = append(all, "Vous ne payez rien maintenant"+site.Nbsp+
			": chaque journée est facturée après avoir eu lieu.")
	}
	if sum.Back > 0 {
		all = append(all, "Les journées annulées ne seront pas facturées"+site.Nbsp+": "+sum.Back.String()+" en moins.")
	}
	return all
}

// Check saves the boxes, when the calendar sent them, and shows the recap: the first validation.
func (s *Pages) Check(c *fiber.Ctx) error {
	if c.FormValue("jour") != "" {
		t, err := dayBoxes(c)
		if err != nil {
			return err
		}
		if _, err := s.Portal.SaveDay(c.UserContext(), viewer(c), t); err != nil {
			return err
		}
	} else if c.FormValue("affiches") != "" {
		t, err := boxes(c)
		if err != nil {
			return err
		}
		if _, err := s.Portal.Save(c.UserContext(), viewer(c), t); err != nil {
			return err
		}
	}
	return c.Redirect(at(c)+recapUnder, fiber.StatusSeeOther)
}

func (s *Pages) RecapPage(c *fiber.Ctx) error {
	recap, err := s.Portal.Recap(c.UserContext(), viewer(c))
	if err != nil {
		return err
	}
	return s.showRecap(c, s.bookingLayout(c, recapTitle), recap, counter.Said{})
}

// showRecap shows a recap; said is what staff have typed.
func (s *Pages) showRecap(c *fiber.Ctx, l site.Layout, r portal.Recap, said counter.Said) (err error) {
	view := s.recapView(r)
	if actingOf(c) != nil {
		if view.Acting, err = s.actingForm(c, r, said); err != nil {
			return err
		}
	}
	return s.Page(c, "family/recap", l, view)
}

// readKey returns the recap that was read, and the choice of the last moment.
func readKey(c *fiber.Ctx) (read portal.RecapKey, lastMoment bool, err error) {
	revision, err := strconv.ParseInt(c.FormValue("revision"), 10, 64)
	if err != nil {
		return read, false, fault.Invalidf("", "Ce formulaire est incomplet. Rechargez la page et recommencez.")
	}
	return portal.RecapKey{DraftID: site.FormID(c, "demande"), Revision: revision, Told: c.FormValue("annonce")},
		c.FormValue("dernier") != "", nil
}

// Validate is the second validation. A recap that no longer matches the draft is shown again, with a sentence; if
// prices have changed, with the changed lines.
func (s *Pages) Validate(c *fiber.Ctx) error {
	read, lastMoment, err := readKey(c)
	if err != nil {
		return err
	}
	if err := s.Portal.WantLastMoment(c.UserContext(), viewer(c), read, lastMoment); err != nil {
		return err
	}
	number, err := s.Portal.Validate(c.UserContext(), viewer(c), read)
	if err != nil && fault.KindOf(err) == fault.Conflict {
		recap, err := s.Portal.Recap(c.UserContext(), viewer(c))
		if err != nil {
			return err
		}
		if recap.Since(read); recap.Changed > 0 {
			c.Status(fiber.StatusConflict)
			return s.showRecap(c, s.bookingLayout(c, recapTitle), recap, counter.Said{})
		}
		return site.Say(c, site.RecapMoved, at(c)+recapUnder)
	}
	if err != nil {
		return err
	}
	return c.Redirect(at(c)+"/confirmation/"+number, fiber.StatusSeeOther)
}

const (
	recapUnder = "/verifier" // under the booking pages
	recapTitle = "Vérifier ma demande – étape 2 sur 3"
)

// calendarOf returns the address of the calendar or the day whose form was sent, or of the first calendar.
func calendarOf(c *fiber.Ctx) string {
	back, path := url.Values{}, at(c)
	for _, field := range []string{"enfant", "activite", "mois"} {
		if c.Context().PostArgs().Has(field) { // an empty activity is all of them
			back.Set(field, c.FormValue(field))
		}
	}
	if d, err := civil.Parse(c.FormValue("jour")); err == nil {
		path = dayPath(at(c), d)
	}
	return string(site.Address(path, back))
}

// Resume restores a draft that has lapsed, or was dropped on a calendar: the next page is that calendar.
func (s *Pages) Resume(c *fiber.Ctx) error {
	taken, lost, err := s.Portal.Resume(c.UserContext(), viewer(c))
	if err != nil {
		return err
	}
	recap := at(c) + recapUnder
	next := recap
	if c.FormValue("mois") != "" || c.FormValue("jour") != "" {
		next = calendarOf(c)
	}
	switch {
	case taken > 0 && lost == 0 && next != recap: // the calendar shows it
		return c.Redirect(next, fiber.StatusSeeOther)
	case taken+lost == 0:
		return site.Say(c, site.NothingToResume, next)
	case taken == 0:
		return site.Say(c, site.DraftNotResumed, at(c))
	case lost > 0:
		return site.Say(c, site.DraftPartlyResumed, next)
	}
	return site.Say(c, site.DraftResumed, next)
}
