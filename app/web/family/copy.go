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
	Toward string // target, as the value of its option
	Du, Au string
}

// Back returns the address of the calendar from which the days come.
func (v copyView) Back() template.URL { return calendarURL(v.Child.ID, v.Activity, v.Month) }

// There returns the address of the calendar that has received them.
func (v copyView) There() template.URL { return calendarURL(v.To.Child.ID, v.To.Activity, v.Month) }

// Refused returns the days that could not be copied, in few lines.
func (v copyView) Refused() []refusalLine { return sameRefusals(v.Done.Refused, v.To) }

// calendarURL returns the address of a calendar.
func calendarURL(child int64, activity string, month civil.Month) template.URL {
	return site.Address("/reservations", url.Values{"enfant": {strconv.FormatInt(child, 10)}, "activite": {activity},
		"mois": {month.String()}})
}

// choiceKey names a child and an activity in a form: "12:CANTINE".
func choiceKey(child portal.Child, activity string) string {
	return strconv.FormatInt(child.ID, 10) + ":" + activity
}

// choiceOf reads what choiceKey wrote.
func choiceOf(key string) (child int64, activity string, ok bool) {
	id, activity, _ := strings.Cut(key, ":")
	child, err := strconv.ParseInt(id, 10, 64)
	return child, activity, err == nil && activity != ""
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
	v := copyView{CopyPage: page, Toward: choiceKey(page.To.Child, page.To.Activity)}
	if len(page.Sources) > 0 {
		v.Chosen, v.Du, v.Au = choiceKey(page.Sources[0].Child, page.Sources[0].Activity), page.From.String(),
			page.Until.String()
	}
	for _, from := range page.Sources {
		if from.Child.ID == page.Child.ID && from.Activity == page.Activity {
			v.Chosen = choiceKey(from.Child, from.Activity)
		}
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

// Copy copies what the form of the page selects, or the month that a calendar shows.
func (s *Pages) Copy(c *fiber.Ctx) error {
	if c.FormValue("pour") != "" {
		return s.copyMonth(c)
	}
	v := copyView{Chosen: c.FormValue("source"), Toward: c.FormValue("vers"), Du: c.FormValue("du"),
		Au: c.FormValue("au")}
	order, wrong := copyOrder(v)
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
	var err error
	if v.CopyPage, err = s.Portal.CopyPage(c.UserContext(), viewer(c), 0, ""); err != nil {
		return err
	}
	return s.showCopy(c, v, wrong)
}

// copyMonth saves the boxes of a calendar, then copies what its month has for a brother or sister. When all of it could
// be, the next page is their calendar.
func (s *Pages) copyMonth(c *fiber.Ctx) error {
	t, err := boxes(c)
	if err != nil {
		return err
	}
	order := portal.CopyOrder{FromChild: t.ChildID, FromActivity: t.Activity, Reserved: true}
	var ok bool
	if order.ToChild, order.ToActivity, ok = choiceOf(c.FormValue("pour")); !ok {
		return notOurs()
	}
	order.From, order.To = t.Month.Weeks()
	if _, err := s.Portal.Save(c.UserContext(), viewer(c), t); err != nil {
		return err
	}
	page, err := s.Portal.Copy(c.UserContext(), viewer(c), order)
	if fault.KindOf(err) == fault.Invalid {
		return site.Say(c, site.NothingToCopy, string(calendarURL(t.ChildID, t.Activity, t.Month)))
	}
	if err != nil {
		return err
	}
	if len(page.Done.Refused) == 0 {
		return site.Say(c, site.MonthCopied, string(calendarURL(order.ToChild, order.ToActivity, t.Month)))
	}
	page.Month = t.Month
	return s.showCopy(c, copyView{CopyPage: page}, nil)
}

// copyOrder reads the form of the copy, with an error for each field that is invalid.
func copyOrder(v copyView) (portal.CopyOrder, map[string]string) {
	var o portal.CopyOrder
	wrong := map[string]string{}
	var ok bool
	if o.FromChild, o.FromActivity, ok = choiceOf(v.Chosen); !ok {
		wrong["source"] = "Choisissez les jours à recopier."
	}
	if o.ToChild, o.ToActivity, ok = choiceOf(v.Toward); !ok {
		wrong["vers"] = "Choisissez l'enfant et l'activité."
	}
	var err error
	for field, date := range map[string]*civil.Date{"du": &o.From, "au": &o.To} {
		text := v.Du
		if field == "au" {
			text = v.Au
		}
		if text == "" {
			continue
		}
		if *date, err = civil.Typed(text); err != nil {
			wrong[field] = "Cette date n'en est pas une. Écrivez par exemple 01/12/2026."
		}
	}
	if o.From != 0 && o.To != 0 && o.To < o.From {
		wrong["au"] = "La fin vient avant le début. Choisissez une date plus tardive."
	}
	return o, wrong
}
