package settings

import (
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
	"cartable/app/settings"
	"cartable/app/web/site"
)

// Many children are enrolled at once: the form and what it would do are in the address, and nothing is done before that
// was read.

const enrolPath = "/mairie/inscriptions"

// mostLeft is how many children may be left out: their numbers are in the address, which has an end.
const mostLeft = 100

// enrolChildrenView is the form, with what it would do.
type enrolChildrenView struct {
	settings.EnrolChoices
	settings.EnrolRehearsal
	Ask    settings.EnrolAsk
	Asked  bool // what it would do is shown
	Reason string
}

// Heading is the title of the page.
func (v enrolChildrenView) Heading() string {
	if v.Ask.Ends {
		return "Mettre fin à des inscriptions"
	}
	return "Inscrire des enfants"
}

// NothingToDo says that the list calls for nothing.
func (v enrolChildrenView) NothingToDo() string {
	if v.Ask.Ends {
		return "Aucune de ces inscriptions n'est à terminer."
	}
	return "Aucun enfant de la liste n'est à inscrire."
}

// Ticked reports whether an activity is ticked.
func (v enrolChildrenView) Ticked(code string) bool { return slices.Contains(v.Ask.Activities, code) }

// Query returns the form as the address has it.
func (v enrolChildrenView) Query() url.Values {
	q := url.Values{}
	for name, value := range map[string]string{"classe": v.Ask.Class, "nes_du": v.Ask.BornFrom,
		"nes_au": v.Ask.BornTo, "inscrits": v.Ask.In, "sans": v.Ask.NotIn, "du": v.Ask.From, "au": v.Ask.To,
		"priorite": v.Ask.Priority, "fin": v.Ask.Last, "sauf": leftOut(v.Ask.Left), "voir": "oui"} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if v.Ask.Ends {
		q.Set("faire", "finir")
	}
	if len(v.Ask.Activities) > 0 {
		q["activites"] = v.Ask.Activities
	}
	return q
}

func leftOut(ids []int64) string {
	all := make([]string, len(ids))
	for i, id := range ids {
		all[i] = strconv.FormatInt(id, 10)
	}
	return strings.Join(all, ".")
}

// LeftOut returns the children who are left out, as the form has them.
func (v enrolChildrenView) LeftOut() string { return leftOut(v.Ask.Left) }

// MayLeave reports whether another child may be left out.
func (v enrolChildrenView) MayLeave() bool { return len(v.Ask.Left) < mostLeft }

// Turn returns the address that leaves a child out, or takes it in again.
func (v enrolChildrenView) Turn(child int64) template.URL {
	if i := slices.Index(v.Ask.Left, child); i >= 0 {
		v.Ask.Left = slices.Delete(slices.Clone(v.Ask.Left), i, i+1)
	} else {
		v.Ask.Left = append(slices.Clone(v.Ask.Left), child)
	}
	return v.at(v.Page.Number) + template.URL("#e"+strconv.FormatInt(child, 10)) // #nosec G203 -- a number
}

// Pager returns the links through the children.
func (v enrolChildrenView) Pager() site.Pager { return site.NewPager(v.Page, v.at) }

func (v enrolChildrenView) at(page int) template.URL {
	q := v.Query()
	if page > 1 {
		q.Set("page", strconv.Itoa(page))
	}
	return site.Address(enrolPath, q)
}

// enrolAskOf reads the form, whether it was sent or is in the address.
func enrolAskOf(v url.Values) settings.EnrolAsk {
	ask := settings.EnrolAsk{Class: v.Get("classe"), BornFrom: v.Get("nes_du"), BornTo: v.Get("nes_au"),
		In: v.Get("inscrits"), NotIn: v.Get("sans"), Activities: v["activites"], From: v.Get("du"), To: v.Get("au"),
		Priority: v.Get("priorite"), Ends: v.Get("faire") == "finir", Last: v.Get("fin")}
	for one := range strings.SplitSeq(v.Get("sauf"), ".") {
		if id, err := strconv.ParseInt(one, 10, 64); err == nil && len(ask.Left) < mostLeft {
			ask.Left = append(ask.Left, id)
		}
	}
	ask.Page, _ = strconv.Atoi(v.Get("page"))
	return ask
}

// EnrolChildrenPage shows the form, and what it would do once it says what.
func (s *Pages) EnrolChildrenPage(c *fiber.Ctx) error {
	v, err := url.ParseQuery(string(c.Request().URI().QueryString()))
	if err != nil {
		return fault.Invalidf("", "Cette adresse ne peut pas être lue.")
	}
	return s.showEnrolChildren(c, enrolChildrenView{Ask: enrolAskOf(v), Asked: v.Get("voir") != ""}, nil)
}

func (s *Pages) showEnrolChildren(c *fiber.Ctx, view enrolChildrenView, wrong map[string]string) (err error) {
	ctx, d := c.UserContext(), site.Actor(c)
	if view.EnrolChoices, err = s.Settings.EnrolChoices(ctx, d); err != nil {
		return err
	}
	if view.Asked && view.Changed == nil {
		view.EnrolRehearsal, err = s.Settings.RehearseEnrolments(ctx, d, view.Ask)
		if site.Invalid(err) {
			view.Asked, wrong = false, site.FieldFaults(err)
		} else if err != nil {
			return err
		}
	}
	layout := s.StaffLayout(c, view.Heading(), "enrolments")
	switch {
	case wrong != nil:
		return s.Again(c, "settings/enrol-children", layout, wrong, view)
	case view.Changed != nil:
		c.Status(fiber.StatusConflict)
	}
	return s.Page(c, "settings/enrol-children", layout, view)
}

// EnrolChildren enrols the children as they were shown, or says what has changed since.
func (s *Pages) EnrolChildren(c *fiber.Ctx) error {
	v := site.FormOf(c)
	view := enrolChildrenView{Ask: enrolAskOf(v), Asked: true, Reason: v.Get("motif")}
	id, applied, now, err := s.Settings.EnrolChildren(c.UserContext(), site.Actor(c), view.Ask, v.Get("vu"),
		view.Reason)
	switch {
	case site.Invalid(err):
		return s.showEnrolChildren(c, view, site.FieldFaults(err))
	case err != nil:
		return err
	case now.Done:
		return site.Say(c, site.ChildrenEnrolledBefore, operationsPath)
	case now.Changed != nil:
		view.EnrolRehearsal = now
		return s.showEnrolChildren(c, view, nil)
	}
	said := site.ChildrenEnrolled
	if view.Ask.Ends {
		said = site.EnrolmentsEnded
	}
	return s.toOperation(c, id, applied, said, site.OperationPath(id))
}
