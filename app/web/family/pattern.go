package family

import (
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/portal"
	"cartable/app/web/site"
)

// patternView is the page of the typical week, as it is proposed or as it was sent.
type patternView struct {
	portal.PatternPage
	chosen map[int64]bool     // children
	ticked map[string][8]bool // weekdays by the code of an activity
	Period string             // month, date or year
	Au     string             // the date as typed
}

// The periods of a typical week, as the values of their radio buttons.
const (
	periodMonth = "mois"
	periodDate  = "date"
	periodYear  = "annee"
)

func (v patternView) Chosen(child int64) bool { return v.chosen[child] }

func (v patternView) Ticked(code string, weekday int) bool { return v.ticked[code][weekday] }

// Everybody reports whether all children are enrolled in a row's activities.
func (v patternView) Everybody(r portal.PatternRow) bool { return len(r.Whose) == len(v.Children) }

// Back returns the address of the calendar.
func (v patternView) Back() template.URL {
	return site.Address("/reservations", url.Values{"mois": {v.Month.String()}})
}

// Words returns « 40 réservations ajoutées, 2 déjà faites ».
func (v patternView) Words() string {
	words := site.Plural(v.Done.Added, "réservation ajoutée", "réservations ajoutées")
	if n := v.Done.Had; n > 0 {
		words += ", " + site.Plural(n, "déjà faite", "déjà faites")
	}
	return words
}

// Refused returns the days that could not be, in few lines.
func (v patternView) Refused() []refusalLine { return refusalLines(v.Done.Refusals, v.Children) }

func (s *Pages) PatternPage(c *fiber.Ctx) error {
	ask, err := monthQuery("", "", c.Query("mois"))
	if err != nil {
		return err
	}
	page, err := s.Portal.Pattern(c.UserContext(), viewer(c), ask.Month)
	if err != nil {
		return err
	}
	return s.showPattern(c, usualPattern(page), nil)
}

// usualPattern ticks all children, and what the family does usually, for the month that is left to fill.
func usualPattern(page portal.PatternPage) patternView {
	v := patternView{PatternPage: page, Period: periodMonth, chosen: map[int64]bool{}, ticked: map[string][8]bool{}}
	for _, child := range page.Children {
		v.chosen[child.ID] = true
	}
	for _, row := range page.Rows {
		v.ticked[row.Activity.Code] = row.Usual
	}
	return v
}

func (s *Pages) showPattern(c *fiber.Ctx, v patternView, wrong map[string]string) error {
	layout := s.Layout(c, "Semaine type – Réserver", "reservations")
	if len(wrong) > 0 {
		return s.Again(c, "family/pattern", layout, wrong, v)
	}
	return s.Page(c, "family/pattern", layout, v)
}

// Pattern drafts a typical week, and says what could not be.
func (s *Pages) Pattern(c *fiber.Ctx) error {
	v, order, err := patternOrder(c)
	if err != nil {
		return err
	}
	wrong := map[string]string{}
	switch v.Period {
	case periodMonth:
		order.From, order.To = v.Month.First(), v.Month.Last()
	case periodDate:
		if order.To, err = civil.Typed(v.Au); err != nil {
			wrong["au"] = "Cette date n'en est pas une. Écrivez par exemple 18/12/2026."
		}
	}
	if len(wrong) == 0 {
		page, err := s.Portal.ApplyPattern(c.UserContext(), viewer(c), order)
		if err == nil {
			v.PatternPage = page
			return s.showPattern(c, v, nil)
		}
		if wrong = site.FieldFaults(err); wrong == nil {
			return err
		}
	}
	month := v.Month
	if v.PatternPage, err = s.Portal.Pattern(c.UserContext(), viewer(c), month); err != nil {
		return err
	}
	if slices.Contains(v.Months, month) {
		v.Month = month
	}
	return s.showPattern(c, v, wrong)
}

// patternOrder reads the form. A value that no such form has is an error; a choice that is missing is told by the use
// case.
func patternOrder(c *fiber.Ctx) (patternView, portal.PatternOrder, error) {
	ask, err := monthQuery("", "", c.FormValue("mois"))
	v := patternView{chosen: map[int64]bool{}, ticked: map[string][8]bool{}, Period: c.FormValue("periode"),
		Au: c.FormValue("au")}
	v.Month = ask.Month
	incomplete := fault.Invalidf("", "Ce formulaire est incomplet. Rechargez la page et recommencez.")
	if err != nil || !slices.Contains([]string{periodMonth, periodDate, periodYear}, v.Period) ||
		v.Period == periodMonth && v.Month == 0 {
		return v, portal.PatternOrder{}, incomplete
	}
	order := portal.PatternOrder{Days: v.ticked}
	for _, one := range c.Context().PostArgs().PeekMulti("enfant") {
		id, err := strconv.ParseInt(string(one), 10, 64)
		if err != nil {
			return v, order, notOurs()
		}
		v.chosen[id] = true
		order.Children = append(order.Children, id)
	}
	for _, one := range c.Context().PostArgs().PeekMulti("p") {
		code, weekday, _ := strings.Cut(string(one), ":")
		n, err := strconv.Atoi(weekday)
		if err != nil || n < 1 || n > 7 {
			return v, order, incomplete
		}
		days := v.ticked[code]
		days[n] = true
		v.ticked[code] = days
	}
	return v, order, nil
}
