package office

import (
	"html/template"
	"net/url"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"cartable/app/absence"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/sickness"
	"cartable/app/office"
	"cartable/app/web/site"
)

const (
	sickCallPath    = "/mairie/absence"
	whereaboutsPath = "/mairie/ou-est"
)

// sickCallView is the page on which staff note that a child is ill: a search, then the days of the child.
type sickCallView struct {
	office.ChildSearch
	Path    string
	Page    *absence.Page  // nil until a child is chosen
	Today   []absence.Told // told today
	Channel sickness.Channel
}

// Channels are the ways in which the family told it.
func (v sickCallView) Channels() []sickness.Channel { return sickness.ToStaff }

// Rule says the rule of the town in one line.
func (v sickCallView) Rule() string {
	r := v.Page.Rule
	words := "Un jour qui peut encore être annulé l'est sans frais. "
	switch {
	case r.Uncredited == 0:
		words += "Les autres ne sont pas facturés, dès le premier."
	case r.Uncredited == 1:
		words += "Sinon, le premier jour reste facturé (carence), les suivants non."
	default:
		words += "Sinon, les " + strconv.Itoa(r.Uncredited) + " premiers jours restent facturés (carence), " +
			"les suivants non."
	}
	if v.Page.PaperBy != 0 && v.Page.Sums.Credited+v.Page.Sums.Owed > 0 {
		words += " Un certificat médical est demandé au plus tard le " + v.Page.PaperBy.Long() + "."
	}
	return words
}

func childURL(path string, child int64) template.URL {
	return site.Address(path, url.Values{"enfant": {strconv.FormatInt(child, 10)}})
}

// Find returns the address of a child on the page of the search.
func (v sickCallView) Find(child int64) template.URL { return childURL(v.Path, child) }

// found leads to the only child that a search has found; done is false if there are several, or none.
func found(c *fiber.Ctx, path string, search office.ChildSearch) (done bool, err error) {
	if len(search.Rows) != 1 {
		return false, nil
	}
	return true, c.Redirect(string(childURL(path, search.Rows[0].ID)), fiber.StatusSeeOther)
}

// SickCallPage finds a child, and shows what becomes of its booked days.
func (s *Pages) SickCallPage(c *fiber.Ctx) error {
	search, err := s.Office.FindChildren(c.UserContext(), site.Actor(c), c.Query("nom"))
	if err != nil {
		return err
	}
	child := int64(c.QueryInt("enfant"))
	if done, err := found(c, sickCallPath, search); child == 0 && done {
		return err
	}
	return s.showSickCall(c, sickCallView{ChildSearch: search}, child, nil, nil, 0)
}

func (s *Pages) showSickCall(c *fiber.Ctx, view sickCallView, child int64, ticked []civil.Date,
	wrong map[string]string, status int) error {
	var err error
	view.Path = sickCallPath
	if view.Page, view.Today, err = s.Absences.SickCall(c.UserContext(), site.Actor(c), child, ticked); err != nil {
		return err
	}
	if view.Channel == "" {
		view.Channel = sickness.ByPhone
	}
	layout := s.StaffLayout(c, "Appel malade", "today")
	if wrong != nil {
		layout.FieldErrors = wrong
		c.Status(status)
	}
	if site.Htmx(c) && view.Page != nil && wrong == nil {
		return s.Fragment(c, "sick-call#sums", view)
	}
	return s.Page(c, "office/sick-call", layout, view)
}

// SickCall notes that a child is ill on the ticked dates.
func (s *Pages) SickCall(c *fiber.Ctx) error {
	child, channel := site.FormID(c, "enfant"), sickness.Channel(c.FormValue("moyen"))
	ticked := site.Dates(c.Context().PostArgs().PeekMulti("jour"), true)
	if c.FormValue("calcul") != "" { // asks what would become of the days, and tells nothing
		return s.showSickCall(c, sickCallView{Channel: channel}, child, ticked, nil, 0)
	}
	done, err := s.Absences.Tell(c.UserContext(), absence.Teller{Actor: site.Actor(c)}, child, ticked, channel)
	view := sickCallView{Channel: channel}
	if wrong := site.FieldFaults(err); wrong != nil {
		return s.showSickCall(c, view, child, ticked, wrong, fiber.StatusUnprocessableEntity)
	}
	if err != nil && fault.KindOf(err) == fault.Conflict {
		return s.showSickCall(c, view, child, ticked, map[string]string{"": fault.Message(err)}, fiber.StatusConflict)
	}
	if err != nil {
		return err
	}
	notice := site.AbsenceTold
	switch {
	case done.Already:
		notice = site.AbsenceToldBefore
	case done.Mailed < done.Families:
		notice = site.AbsenceToldUnsent
	}
	return site.Say(c, notice, string(childURL(sickCallPath, child)))
}

// TakeBackAbsence takes an absence back on the day on which it was told.
func (s *Pages) TakeBackAbsence(c *fiber.Ctx) error {
	id, _ := c.ParamsInt("id")
	child, err := s.Absences.Undo(c.UserContext(), site.Actor(c), int64(id))
	if err != nil {
		return err
	}
	return site.Say(c, site.AbsenceTakenBack, string(childURL(sickCallPath, child)))
}
