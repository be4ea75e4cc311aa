package office

import (
	"net/url"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/civil"
	"cartable/app/household"
	"cartable/app/web/site"
)

// In which of its two homes a child is: the form is sent to see what it would do, and once more to do it. No address
// says where a child lives.

// custodyView is the form, with what it would do.
type custodyView struct {
	household.Child
	household.Rehearsal
	Form  household.Form
	Asked bool // what it would do is shown
}

// exceptionLine is a line of exceptions of the form, with its place and the homes to choose from.
type exceptionLine struct {
	household.ExceptionForm
	At    int
	Homes []household.Home
}

// Field returns the name of a field of the line.
func (l exceptionLine) Field(name string) string { return household.ExceptionField(l.At, name) }

// Lines returns the exceptions, and room for two more.
func (v custodyView) Lines() (all []exceptionLine) {
	for i := range min(len(v.Form.Exceptions)+2, household.MostExceptions) {
		line := exceptionLine{At: i, Homes: v.Homes}
		if i < len(v.Form.Exceptions) {
			line.ExceptionForm = v.Form.Exceptions[i]
		}
		all = append(all, line)
	}
	return all
}

// weekdayChoice is a day on which the child changes homes.
type weekdayChoice struct{ Value, Name string }

// Weekdays are the days of the change.
func (v custodyView) Weekdays() []weekdayChoice { return weekdays() }

func weekdays() (all []weekdayChoice) {
	for d := 1; d <= 7; d++ {
		all = append(all, weekdayChoice{strconv.Itoa(d), civil.WeekdayNames[d]})
	}
	return all
}

// Sent returns the form as the second one carries it.
func (v custodyView) Sent() url.Values {
	q := url.Values{"depuis": {v.Form.From}, "garde": {v.Form.Rule}, "change": {v.Form.Changes}}
	for i, e := range v.Form.Exceptions {
		if !e.Empty() {
			q.Set(household.ExceptionField(i, "du"), e.From)
			q.Set(household.ExceptionField(i, "au"), e.To)
			q.Set(household.ExceptionField(i, "chez"), e.Home)
		}
	}
	return q
}

// custodyFormOf reads the form.
func custodyFormOf(v url.Values) household.Form {
	f := household.Form{From: v.Get("depuis"), Rule: v.Get("garde"), Changes: v.Get("change"), Seen: v.Get("vu"),
		Reason: v.Get("motif")}
	for i := range household.MostExceptions {
		f.Exceptions = append(f.Exceptions, household.ExceptionForm{From: v.Get(household.ExceptionField(i, "du")),
			To: v.Get(household.ExceptionField(i, "au")), Home: v.Get(household.ExceptionField(i, "chez"))})
	}
	for n := len(f.Exceptions); n > 0 && f.Exceptions[n-1].Empty(); n-- {
		f.Exceptions = f.Exceptions[:n-1]
	}
	return f
}

// CustodyPage shows in which home a child is.
func (s *Pages) CustodyPage(c *fiber.Ctx) error { return s.showCustody(c, custodyView{}, nil) }

func (s *Pages) showCustody(c *fiber.Ctx, view custodyView, wrong map[string]string) error {
	ctx, d, code, id := c.UserContext(), site.Actor(c), site.Param(c, "code"), childOf(c)
	child, form, err := s.Households.Custody(ctx, d, code, id)
	if err != nil {
		return err
	}
	view.Child = child
	if !view.Asked {
		view.Form = form
	} else if view.Changed == nil {
		view.Rehearsal, err = s.Households.Rehearse(ctx, d, code, id, view.Form)
		if site.Invalid(err) {
			view.Asked = false
			if wrong == nil {
				wrong = site.FieldFaults(err)
			}
		} else if err != nil {
			return err
		}
	}
	layout := s.StaffLayout(c, "Garde "+child.FirstName, "families")
	switch {
	case wrong != nil:
		return s.Again(c, "office/custody", layout, wrong, view)
	case view.Changed != nil:
		c.Status(fiber.StatusConflict)
	}
	return s.Page(c, "office/custody", layout, view)
}

// SetCustody arranges the days as they were shown, or says what has changed since.
func (s *Pages) SetCustody(c *fiber.Ctx) error {
	sent := site.FormOf(c)
	view := custodyView{Form: custodyFormOf(sent), Asked: true}
	if sent.Get("voir") != "" {
		return s.showCustody(c, view, nil)
	}
	code := site.Param(c, "code")
	now, err := s.Households.Arrange(c.UserContext(), site.Actor(c), code, childOf(c), view.Form)
	switch {
	case site.Invalid(err):
		return s.showCustody(c, view, site.FieldFaults(err))
	case err != nil:
		return err
	case now.Already:
		return site.Say(c, site.FileUnchanged, string(site.FamilyURL(code, "")))
	case now.Changed != nil:
		view.Rehearsal = now
		return s.showCustody(c, view, nil)
	}
	return site.Say(c, site.CustodySet, string(site.FamilyURL(code, "")))
}

// Moved counts the booked days that change homes.
func (v custodyView) Moved() int { return len(v.Moves) }
