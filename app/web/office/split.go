package office

import (
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/household"
	"cartable/app/web/site"
)

// A couple is separated by a form that is sent twice: the first time it says what it would do. It has an address and a
// quotient, so that it is never in the address of a page.

// splitView is the form, with what it would do.
type splitView struct {
	household.Couple
	household.SplitRehearsal
	Form  household.SplitForm
	Asked bool // what it would do is shown
}

// Goes reports whether an address goes with the adult.
func (v splitView) Goes(email string) bool { return slices.Contains(v.Form.Emails, email) }

// Weekdays are the days of the change.
func (v splitView) Weekdays() []weekdayChoice { return weekdays() }

// Fate returns what is chosen for a child.
func (v splitView) Fate(child int64) string { return v.Form.Kids[child] }

// childFate is a child of the form, with what is chosen for it.
type childFate struct {
	household.CoupleChild
	Fate string
}

// Hidden returns the form for the second sending.
func (v splitView) Hidden() url.Values {
	f := v.Form
	q := url.Values{"adulte": {f.Adult}, "civilite": {f.Civility}, "nom": {f.LastName}, "prenom": {f.FirstName},
		"telephone": {f.Phone}, "adresse": {f.Address}, "courriel": {f.Email}, "adresses": f.Emails,
		"habitant": {f.Resident}, "quotient": {f.QF}, "garde": {f.Rule}, "change": {f.Changes}, "depuis": {f.From},
		"vu": {v.Seen}}
	for child, fate := range f.Kids {
		q.Set(household.KidField(child), fate)
	}
	return q
}

// splitFormOf reads the form over a couple.
func splitFormOf(v url.Values, couple household.Couple) household.SplitForm {
	get := func(name string) string {
		return strings.TrimSpace(strings.ReplaceAll(v.Get(name), "\r\n", "\n"))
	}
	f := household.SplitForm{Adult: get("adulte"), Civility: get("civilite"), LastName: get("nom"),
		FirstName: get("prenom"), Phone: get("telephone"), Address: get("adresse"), Email: get("courriel"),
		Emails: v["adresses"], Resident: get("habitant"), QF: get("quotient"), Kids: map[int64]string{},
		Rule: get("garde"), Changes: get("change"), From: get("depuis"), Seen: v.Get("vu"), Reason: v.Get("motif")}
	for _, child := range couple.Children {
		f.Kids[child.ID] = get(child.Field())
	}
	return f
}

// splitStart is the form as it is opened.
func splitStart(couple household.Couple) household.SplitForm {
	f := household.SplitForm{Resident: "oui", Rule: household.OddFirst, Changes: "1",
		From: (couple.Today + 1).String(), Kids: map[int64]string{}}
	for _, child := range couple.Children {
		f.Kids[child.ID] = household.Both
		if child.Two {
			f.Kids[child.ID] = household.Remains
		}
	}
	return f
}

// SplitPage opens the form that separates a couple.
func (s *Pages) SplitPage(c *fiber.Ctx) error {
	couple, err := s.Households.Split(c.UserContext(), site.Actor(c), site.Param(c, "code"))
	if err != nil {
		return err
	}
	return s.showSplit(c, splitView{Couple: couple, Form: splitStart(couple)}, nil)
}

func (s *Pages) showSplit(c *fiber.Ctx, view splitView, wrong map[string]string) error {
	layout := s.StaffLayout(c, "Séparer le couple", "families")
	switch {
	case wrong != nil:
		return s.Again(c, "office/split", layout, wrong, view)
	case view.Changed != nil:
		c.Status(fiber.StatusConflict)
	}
	return s.Page(c, "office/split", layout, view)
}

// Separate says what separating a couple would do or, once that was shown, does it.
func (s *Pages) Separate(c *fiber.Ctx) error {
	ctx, d, code := c.UserContext(), site.Actor(c), site.Param(c, "code")
	couple, err := s.Households.Split(ctx, d, code)
	if err != nil {
		return err
	}
	view := splitView{Couple: couple, Form: splitFormOf(site.FormOf(c), couple), Asked: true}
	if view.Form.Seen != "" {
		view.SplitRehearsal, err = s.Households.Separate(ctx, d, code, view.Form)
		wrong := site.FieldFaults(err)
		switch {
		case wrong == nil && err != nil:
			return err
		case wrong == nil && view.Changed == nil:
			return site.Say(c, site.CoupleSplit, string(site.FamilyURL(view.SplitRehearsal.Code, "")))
		case wrong == nil:
			return s.showSplit(c, view, nil)
		case wrong["motif"] == "":
			view.Asked = false
			return s.showSplit(c, view, wrong)
		}
		again, err := s.Households.RehearseSplit(ctx, d, code, view.Form)
		if err != nil {
			return err
		}
		view.SplitRehearsal = again
		return s.showSplit(c, view, wrong)
	}
	view.SplitRehearsal, err = s.Households.RehearseSplit(ctx, d, code, view.Form)
	if wrong := site.FieldFaults(err); wrong != nil {
		view.Asked = false
		return s.showSplit(c, view, wrong)
	}
	if err != nil {
		return err
	}
	return s.showSplit(c, view, nil)
}
