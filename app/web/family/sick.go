package family

import (
	"fmt"
	"html/template"
	"net/url"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"cartable/app/absence"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/sickness"
	"cartable/app/web/site"
)

const sickPath = "/reservations/absence"

// sickView is the page on which a parent tells that a child is ill.
type sickView struct {
	absence.Page
	Chips []chip
}

// sickURL returns the address of the page for a child.
func sickURL(child int64) template.URL {
	return site.Address(sickPath, url.Values{"enfant": {strconv.FormatInt(child, 10)}})
}

// FirstDays says how many first days are owed; empty when none is.
func (v sickView) FirstDays() string {
	switch v.Rule.Uncredited {
	case 0:
		return ""
	case 1:
		return "Le premier jour d'absence reste facturé, s'il ne peut plus être annulé."
	}
	return fmt.Sprintf("Les %d premiers jours d'absence restent facturés, s'ils ne peuvent plus être annulés.",
		v.Rule.Uncredited)
}

// Paper says until when a certificate is asked for; empty when none is.
func (v sickView) Paper() string {
	if v.PaperBy == 0 || v.Sums.Credited+v.Sums.Owed == 0 { // none is asked for a day that is cancelled in time
		return ""
	}
	return fmt.Sprintf("Remettez un certificat médical à la mairie au plus tard le %s.", v.PaperBy.Long())
}

// UntilWords says until when the absence of a day is told here; empty where no absence is.
func (v sickView) UntilWords() string {
	if !v.Offered() { // a town may cease to offer it while a page is open
		return ""
	}
	return fmt.Sprintf("Une absence se signale ici jusqu'à %s le jour même.", v.Rule.Until.Human())
}

// ToldWords says how an absence was told.
func (v sickView) ToldWords(t absence.Told) string {
	return fmt.Sprintf("Absence signalée %s.", t.How)
}

func sickTeller(c *fiber.Ctx) absence.Teller {
	return absence.Teller{Actor: site.Actor(c), FamilyID: viewer(c).FamilyID}
}

// SickPage shows the booked days of a child, and what becomes of those that are ticked.
func (s *Pages) SickPage(c *fiber.Ctx) error {
	ask, err := monthQuery(c.Query("enfant"), "", "")
	if err != nil {
		return err
	}
	return s.showSick(c, ask.ChildID, nil, nil, 0)
}

func (s *Pages) showSick(c *fiber.Ctx, child int64, ticked []civil.Date, wrong map[string]string, status int) error {
	page, err := s.Absences.Sick(c.UserContext(), sickTeller(c), child, ticked)
	if err != nil {
		return err
	}
	view := sickView{Page: page}
	for _, one := range page.Children {
		view.Chips = append(view.Chips, chip{sickURL(one.ID), one.FirstName, one.ID == page.Child.ID})
	}
	layout := s.Layout(c, "Mon enfant est malade", "reservations")
	if wrong != nil {
		layout.FieldErrors = wrong
		c.Status(status)
	}
	if site.Htmx(c) && c.FormValue("calcul") != "" {
		return s.Fragment(c, "sick#sums", view)
	}
	return s.Page(c, "family/sick", layout, view)
}

// Sick tells that a child is ill on the ticked dates.
func (s *Pages) Sick(c *fiber.Ctx) error {
	child := site.FormID(c, "enfant")
	ticked := site.Dates(c.Context().PostArgs().PeekMulti("jour"), true)
	if c.FormValue("calcul") != "" { // asks what would become of the days, and tells nothing
		return s.showSick(c, child, ticked, nil, 0)
	}
	done, err := s.Absences.Tell(c.UserContext(), sickTeller(c), child, ticked, sickness.OnPortal)
	if wrong := site.FieldFaults(err); wrong != nil {
		return s.showSick(c, child, ticked, wrong, fiber.StatusUnprocessableEntity)
	}
	if err != nil && fault.KindOf(err) == fault.Conflict {
		return s.showSick(c, child, ticked, map[string]string{"": fault.Message(err)}, fiber.StatusConflict)
	}
	if err != nil {
		return err
	}
	notice := site.AbsenceTold
	switch {
	case done.Already:
		notice = site.AbsenceToldBefore
	case done.Mailed == 0:
		notice = site.AbsenceToldOnly
	}
	return site.Say(c, notice, string(sickURL(child)))
}
