package settings

import (
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"cartable/app/settings"
	"cartable/app/web/site"
)

// What a child is enrolled in. A change that ends bookings becomes an opération, whose page shows them first.

// enrolmentsView is the page of a child, with what was typed.
type enrolmentsView struct {
	settings.Enrolments
	Form settings.EnrolForm
}

// In reports whether an activity is ticked.
func (v enrolmentsView) In(code string) bool { return slices.Contains(v.Form.Activities, code) }

// Last returns what the form of an enrolment holds: its last day, or what was typed for it.
func (v enrolmentsView) Last(e settings.Enrolment) string {
	if v.Form.Ends == e.Key {
		return v.Form.Last
	}
	return e.To.String()
}

func (s *Pages) EnrolmentsPage(c *fiber.Ctx) error {
	return s.showEnrolments(c, settings.EnrolForm{From: s.Today().String()}, nil)
}

func (s *Pages) showEnrolments(c *fiber.Ctx, f settings.EnrolForm, wrong map[string]string) error {
	id, _ := strconv.ParseInt(c.Params("id"), 10, 64)
	page, err := s.Settings.Enrolments(c.UserContext(), site.Actor(c), site.Param(c, "code"), id)
	if err != nil {
		return err
	}
	layout := s.StaffLayout(c, "Inscriptions", "families")
	if wrong != nil {
		return s.Again(c, "settings/enrolments", layout, wrong, enrolmentsView{page, f})
	}
	return s.Page(c, "settings/enrolments", layout, enrolmentsView{page, f})
}

// Enrol enrols the child, or ends an enrolment.
func (s *Pages) Enrol(c *fiber.Ctx) error {
	code := site.Param(c, "code")
	child, _ := strconv.ParseInt(c.Params("id"), 10, 64)
	f := settings.EnrolForm{Activities: fieldsOf(c, "activites"), From: c.FormValue("du"), To: c.FormValue("au"),
		Priority: c.FormValue("priorite"), Ends: c.FormValue("inscription"), Shown: c.FormValue("vu"),
		Last: c.FormValue("fin"), Reason: c.FormValue("motif")}
	id, applied, err := s.Settings.Enrol(c.UserContext(), site.Actor(c), code, child, f)
	if site.Invalid(err) {
		return s.showEnrolments(c, f, site.FieldFaults(err))
	}
	if err != nil {
		return err
	}
	said := site.EnrolmentSet
	if f.Ends != "" {
		said = site.EnrolmentEnded
	}
	return s.toOperation(c, id, applied, said, string(site.FamilyURL(code, "")))
}
