package family

import (
	"errors"
	"html/template"
	"net/url"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/portal"
	"cartable/app/web/site"
)

// copyView is the page that copies what has just been drafted. Du and Au are the dates as typed.
type copyView struct {
	portal.CopyPage
	Chosen string // source, as the value of its radio button
	Du, Au string
}

// Back returns the address of the calendar that receives the days.
func (v copyView) Back() template.URL {
	return site.Address("/reservations", url.Values{"enfant": {strconv.FormatInt(v.Child.ID, 10)},
		"activite": {v.Activity}, "mois": {v.Month.String()}})
}

// Toward returns the child selected in the menu: the current one, or another one when it has no source to copy from.
func (v copyView) Toward() int64 {
	for _, c := range v.Children {
		if len(v.Sources) == 0 && c.ID != v.Child.ID {
			return c.ID
		}
	}
	return v.Child.ID
}

// sourceKey names a child and an activity with drafted bookings: "12:CANTINE".
func sourceKey(s portal.CopySource) string {
	return strconv.FormatInt(s.Child.ID, 10) + ":" + s.Activity
}

// copyWords returns « 6 jours recopiés, 2 non recopiés ».
func copyWords(d portal.CopyDone) string {
	words := site.Plural(d.Copied, "jour recopié", "jours recopiés")
	if n := len(d.Refused); n > 0 {
		words += ", " + site.Plural(n, "non recopié", "non recopiés")
	}
	return words
}

func copyIcon(d portal.CopyDone) string {
	if d.Copied == 0 {
		return "triangle-alert"
	}
	return "circle-check"
}

func (s *Pages) CopyPage(c *fiber.Ctx) error {
	ask, err := monthQuery(c.Query("enfant"), c.Query("activite"), "")
	if err != nil {
		return err
	}
	page, err := s.Portal.CopyPage(c.UserContext(), viewer(c), ask.ChildID, ask.Activity)
	if err != nil {
		return err
	}
	v := copyView{CopyPage: page}
	if len(page.Sources) > 0 {
		v.Chosen, v.Du, v.Au = sourceKey(page.Sources[0]), page.From.String(), page.To.String()
	}
	return s.showCopy(c, v, nil)
}

func (s *Pages) showCopy(c *fiber.Ctx, v copyView, wrong map[string]string) error {
	layout := s.Layout(c, "Recopier des jours – Réserver", "reservations")
	layout.FieldErrors = wrong
	if len(wrong) > 0 {
		c.Status(fiber.StatusUnprocessableEntity)
	}
	return s.Page(c, "family/copy", layout, v)
}

func (s *Pages) Copy(c *fiber.Ctx) error {
	ask, err := monthQuery(c.FormValue("enfant"), c.FormValue("activite"), "")
	if err != nil {
		return err
	}
	v := copyView{Chosen: c.FormValue("source"), Du: c.FormValue("du"), Au: c.FormValue("au")}
	order, wrong := copyOrder(v)
	order.ToChild, order.ToActivity = ask.ChildID, ask.Activity
	if len(wrong) == 0 {
		page, err := s.Portal.Copy(c.UserContext(), viewer(c), order)
		var refusal *fault.Error
		if err == nil {
			v.CopyPage = page
			return s.showCopy(c, v, nil)
		}
		if !errors.As(err, &refusal) || refusal.Kind != fault.Invalid {
			return err
		}
		wrong[refusal.Field] = refusal.Message
	}
	if v.CopyPage, err = s.Portal.CopyPage(c.UserContext(), viewer(c), ask.ChildID, ask.Activity); err != nil {
		return err
	}
	return s.showCopy(c, v, wrong)
}

// copyOrder reads the form of the copy, with an error for each field that is invalid.
func copyOrder(v copyView) (portal.CopyOrder, map[string]string) {
	var o portal.CopyOrder
	wrong := map[string]string{}
	child, activity, _ := strings.Cut(v.Chosen, ":")
	var err error
	if o.FromChild, err = strconv.ParseInt(child, 10, 64); err != nil || activity == "" {
		wrong["source"] = "Choisissez les jours à recopier."
	}
	o.FromActivity = activity
	for field, date := range map[string]*civil.Date{"du": &o.From, "au": &o.To} {
		text := v.Du
		if field == "au" {
			text = v.Au
		}
		if text == "" {
			continue
		}
		if *date, err = civil.Parse(text); err != nil {
			wrong[field] = "Cette date n'en est pas une. Écrivez par exemple 01/12/2026."
		}
	}
	if o.From != 0 && o.To != 0 && o.To < o.From {
		wrong["au"] = "La fin vient avant le début. Choisissez une date plus tardive."
	}
	return o, wrong
}
