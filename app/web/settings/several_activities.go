package settings

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
	"cartable/app/domain/town"
	"cartable/app/settings"
	"cartable/app/web/site"
)

// Several activities at once: a field is written only where its box is ticked, and a field that differs among the
// activities says so.

const severalPath = "/mairie/activites/modifier"

// someField is what a field has in the form of several activities.
type someField struct {
	Ticked bool
	Mixed  []string // "08:00 (3)": the values where they differ
}

// severalView is the form of several activities.
type severalView struct {
	Names  []string
	Codes  []string
	Groups []fieldGroup
	Shown  string
	Reason string
	Moved  []movedView
	Action string
	Back   string
}

// movedView is what somebody else changed of one activity.
type movedView struct {
	Name        string
	Differences []town.Difference
}

func (s *Pages) SeveralActivitiesPage(c *fiber.Ctx) error {
	v, err := url.ParseQuery(string(c.Request().URI().QueryString()))
	if err != nil {
		return fault.Invalidf("", "Cette adresse ne peut pas être lue.")
	}
	shown, err := s.Settings.SeveralActivities(c.UserContext(), site.Actor(c), v["code"])
	if err != nil {
		return err
	}
	return s.showSeveral(c, shown, url.Values{}, nil, nil)
}

func (s *Pages) showSeveral(c *fiber.Ctx, shown settings.Several, v url.Values, moved []movedView,
	wrong map[string]string) error {
	layout := s.StaffLayout(c, "Modifier plusieurs activités", "activities")
	layout.FieldErrors = wrong
	return s.Page(c, "settings/several-activities", layout, newSeveralView(shown, v, moved, wrong))
}

func newSeveralView(shown settings.Several, v url.Values, moved []movedView, wrong map[string]string) severalView {
	view := severalView{Shown: town.Shown(shown.Activities...), Reason: v.Get("motif"), Moved: moved,
		Action: severalPath, Back: wordsOf(town.NounActivity).Path}
	for _, n := range shown.Activities {
		view.Names, view.Codes = append(view.Names, nameOf(n)), append(view.Codes, town.Key(n))
	}
	filled, some := url.Values{}, map[string]*someField{}
	for _, f := range together() {
		one := &someField{Ticked: slices.Contains(v["champ"], f.Name), Mixed: mixed(f, shown)}
		some[f.Name] = one
		switch {
		case one.Ticked: // as it was typed
			copyInputs(filled, v, f)
		case one.Mixed == nil:
			typeField(filled, f, f.Cell(shown.Activities[0]))
		}
	}
	view.Groups = fieldViews(town.NounActivity, together(), shown.Town, filled, shown.Today, wrong)
	for _, g := range view.Groups {
		for i := range g.Fields {
			g.Fields[i].Some = some[g.Fields[i].Name]
		}
	}
	return view
}

// together returns the fields that several activities may be given at once: each has a name and a code of its own.
func together() []town.Field {
	return slices.DeleteFunc(editable(town.NounActivity), named("name"))
}

// mixed returns the values of a field among several nouns, the most frequent first; nil where all are the same.
func mixed(f town.Field, shown settings.Several) (values []string) {
	count, word := map[string]int{}, map[string]string{}
	for _, n := range shown.Activities {
		cell := f.Cell(n) // two pools may have one name
		if count[cell]++; count[cell] == 1 {
			values, word[cell] = append(values, cell), f.French(shown.Town.Town.Named(n))
		}
	}
	if len(values) < 2 {
		return nil
	}
	slices.SortStableFunc(values, func(a, b string) int { return count[b] - count[a] })
	for i, cell := range values {
		values[i] = fmt.Sprintf("%s (%d)", word[cell], count[cell])
	}
	return values
}

func copyInputs(to, from url.Values, f town.Field) {
	for name, values := range from {
		if name == f.Name || strings.HasPrefix(name, f.Name+"-") {
			to[name] = values
		}
	}
}

// SetSeveralActivities proposes the ticked fields for all of them.
func (s *Pages) SetSeveralActivities(c *fiber.Ctx) error {
	v := site.FormOf(c)
	shown, err := s.Settings.SeveralActivities(c.UserContext(), site.Actor(c), v["code"])
	if err != nil {
		return err
	}
	proposal := proposalOf(shown, v)
	if v.Get("voir") != "" {
		for i, one := range proposal.Changes {
			shown.Activities[i] = one.Before
		}
		return s.showSeveral(c, shown, v, nil, nil)
	}
	done, err := s.Settings.Propose(c.UserContext(), site.Actor(c), proposal)
	switch wrong := site.FieldFaults(err); {
	case wrong != nil:
		c.Status(fiber.StatusUnprocessableEntity)
		return s.showSeveral(c, shown, v, nil, wrong)
	case err != nil && fault.KindOf(err) == fault.Conflict:
		c.Status(fiber.StatusConflict)
		return s.showSeveral(c, shown, v, movedSince(shown, proposal.Changes), nil)
	case err != nil:
		return err
	}
	return say(c, done, wordsOf(town.NounActivity).Path)
}

// proposalOf reads the ticked fields into each activity as it was shown.
func proposalOf(shown settings.Several, v url.Values) settings.Proposal {
	p := settings.Proposal{Reason: v.Get("motif"),
		Title: fmt.Sprintf("Modifier %s à la fois", site.Plural(len(shown.Activities), "activité", "activités"))}
	ticked := slices.DeleteFunc(together(), func(f town.Field) bool { return !slices.Contains(v["champ"], f.Name) })
	if len(ticked) == 0 {
		p.Read = town.Findings{{Wrong: "cochez au moins un réglage à changer"}}
	}
	carried := carriedBy(v)
	for _, now := range shown.Activities {
		before := asShown(carried, now)
		after, read := readTyped(town.NounActivity, before, v, ticked)
		for _, one := range read {
			if len(p.Read.On(one.Field)) == 0 { // the same for each
				p.Read = append(p.Read, one)
			}
		}
		p.Changes = append(p.Changes, town.Change{Before: before, After: after})
	}
	return p
}

func movedSince(shown settings.Several, changes town.Changes) (moved []movedView) {
	for i, one := range changes {
		if differences := shown.Town.Town.Diff(one.Before, shown.Activities[i]); len(differences) > 0 {
			moved = append(moved, movedView{nameOf(shown.Activities[i]), differences})
		}
	}
	return moved
}
