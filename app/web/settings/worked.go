package settings

import (
	"net/url"
	"slices"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/civil"
	"cartable/app/domain/deadline"
	"cartable/app/domain/fault"
	"cartable/app/domain/town"
	"cartable/app/web/site"
)

// workedPath is the address of the worked dates of a deadline.
const workedPath = "/mairie/activites/delai"

// workedView is a deadline in words and in dates, or why it cannot be read.
type workedView struct {
	Name  string
	URL   string // of the fragment
	Words string
	Lines []workedLine
	Wrong string
}

type workedLine struct {
	Day   civil.Date
	Until string // "jeudi 12 mars à 12 h"; "" without a limit
	Near  string
}

// newWorkedView works out a deadline as it was typed.
func newWorkedView(f town.Field, c *town.Catalogue, v url.Values, today civil.Date) workedView {
	w := workedView{Name: f.Name, URL: workedPath + "?" +
		url.Values{"champ": {f.Name}, "weekdays": slices.Clone(v["weekdays"])}.Encode()}
	switch v.Get(f.Name + formEnd) {
	case "", noRule, asToBook:
		return w
	}
	rule, err := partsOf(v, f.Name).Rule()
	if err != nil {
		w.Wrong = fault.Message(err)
		return w
	}
	w.Words = site.Capital(rule.Words())
	calendar := deadline.Calendar{Loc: c.Loc, Working: c.Working, Holiday: func(d civil.Date) (string, bool) {
		return civil.PublicHoliday(d, c.Structure.AlsaceMoselle)
	}}
	for _, day := range v["weekdays"] {
		if len(day) == 1 && day >= "1" && day <= "7" {
			calendar.On[day[0]-'0'] = true
		}
	}
	for _, e := range rule.Worked(today, calendar) {
		line := workedLine{Day: e.Day, Near: e.Near}
		if !e.Limit.IsZero() {
			line.Until = civil.Instant(e.Limit, c.Loc)
		}
		w.Lines = append(w.Lines, line)
	}
	return w
}

// WorkedDates answers with the worked dates of a deadline that is being typed.
func (s *Pages) WorkedDates(c *fiber.Ctx) error {
	fields := town.Fields(town.NounActivity)
	i := slices.IndexFunc(fields, named(c.Query("champ")))
	if i < 0 || fields[i].Shape() != town.ShapeRule {
		return s.Lost(c)
	}
	offer, today, err := s.Settings.Offer(c.UserContext(), site.Actor(c))
	if err != nil {
		return err
	}
	v, err := url.ParseQuery(string(c.Request().URI().QueryString()))
	if err != nil {
		return fault.Invalidf("", "Cette adresse ne peut pas être lue.")
	}
	return s.Fragment(c, "noun#worked", newWorkedView(fields[i], offer, v, today))
}
