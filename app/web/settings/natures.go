package settings

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
	"cartable/app/domain/money"
	"cartable/app/domain/town"
	"cartable/app/settings"
	"cartable/app/web/site"
)

// Which activities are care and which are food, for the tax statements, and which activities have no tariff.

const naturePath = "/mairie/regles/garde"

// natureView is the form, with the stored or the typed values.
type natureView struct {
	Categories []natureRow
	Meals      []mealRow
	Unpriced   []string
	Reason     string
	Shown      string      // what the form showed: see town.Shown
	Moved      []movedView // by somebody else, while the form was filled in
}

type natureRow struct {
	Field   string
	Name    string
	Choices []site.Choice
}

type mealRow struct {
	Field string
	settings.MealOf
	Typed string
}

var natureWords = map[town.Nature]string{town.Care: "garde", town.Food: "nourriture", town.Other: "ni l'une ni l'autre"}

func newNatureView(n settings.Natures) natureView {
	view := natureView{Unpriced: n.Unpriced, Shown: town.Shown(n.Stored...)}
	for _, k := range n.Categories {
		row := natureRow{Field: "nature-" + strconv.FormatInt(k.ID, 10), Name: k.Name,
			Choices: []site.Choice{{Value: string(town.NatureByName), Label: "D'après son nom\u00a0: " +
				natureWords[k.ByName], Selected: k.Said == town.NatureByName}}}
		for _, nature := range []town.Nature{town.Care, town.Food, town.Other} {
			row.Choices = append(row.Choices,
				site.Choice{Value: string(nature), Label: site.Capital(natureWords[nature]),
					Selected: k.Said == nature})
		}
		view.Categories = append(view.Categories, row)
	}
	for _, a := range n.Activities {
		view.Meals = append(view.Meals, mealRow{"repas-" + strconv.FormatInt(a.ID, 10), a, typedMeal(a.Meal)})
	}
	return view
}

// typedMeal is an amount as its field shows it.
func typedMeal(meal money.Cents) string {
	if meal == 0 {
		return ""
	}
	return strings.TrimSuffix(meal.String(), site.Nbsp+"€")
}

// natureChange reads the fields of the form; a missing field changes nothing.
func natureChange(c *fiber.Ctx) settings.NatureChange {
	change := settings.NatureChange{Natures: map[int64]town.Nature{}, Meals: map[int64]string{},
		Reason: c.FormValue("motif")}
	change.Shown, _ = town.ReadShown[town.Noun](c.FormValue(shownField))
	c.Context().PostArgs().VisitAll(func(key, value []byte) {
		kind, number, _ := strings.Cut(string(key), "-")
		id, err := strconv.ParseInt(number, 10, 64)
		switch {
		case err != nil:
		case kind == "nature":
			change.Natures[id] = town.Nature(value)
		case kind == "repas":
			change.Meals[id] = string(value)
		}
	})
	return change
}

func (s *Pages) NaturesPage(c *fiber.Ctx) error {
	natures, err := s.Settings.Natures(c.UserContext(), site.Actor(c))
	if err != nil {
		return err
	}
	return s.Page(c, "settings/natures", s.StaffLayout(c, natureTitle, "rules"), newNatureView(natures))
}

const natureTitle = "Garde, nourriture et tarifs"

func (s *Pages) SetNatures(c *fiber.Ctx) error {
	change := natureChange(c)
	err := s.Settings.SetNatures(c.UserContext(), site.Actor(c), change)
	if err == nil {
		return site.Say(c, site.NatureSet, naturePath)
	}
	wrong, conflict := site.FieldFaults(err), fault.KindOf(err) == fault.Conflict
	if wrong == nil && !conflict {
		return err
	}
	natures, err := s.Settings.Natures(c.UserContext(), site.Actor(c))
	if err != nil {
		return err
	}
	layout := s.StaffLayout(c, natureTitle, "rules")
	if conflict {
		view := typedNatures(natures, touched(change, natures))
		view.Moved = movedNatures(change.Shown, natures)
		c.Status(fiber.StatusConflict)
		return s.Page(c, "settings/natures", layout, view)
	}
	view := typedNatures(natures, change)
	view.Shown = c.FormValue(shownField)
	return s.Again(c, "settings/natures", layout, wrong, view)
}

// typedNatures returns the form as it was typed, over what is stored.
func typedNatures(n settings.Natures, change settings.NatureChange) natureView {
	for i, k := range n.Categories {
		if said, typed := change.Natures[k.ID]; typed {
			n.Categories[i].Said = said
		}
	}
	view := newNatureView(n)
	for i, a := range n.Activities {
		if typed, there := change.Meals[a.ID]; there {
			view.Meals[i].Typed = typed
		}
	}
	view.Reason = change.Reason
	return view
}

// touched leaves out of a form the fields that its user left as they were shown. The stored nouns are in the order of
// the rows.
func touched(change settings.NatureChange, now settings.Natures) settings.NatureChange {
	for i, n := range now.Stored {
		switch was := asShown(change.Shown, n).(type) {
		case town.CategoryEntry:
			if id := now.Categories[i].ID; was.Nature == change.Natures[id] {
				delete(change.Natures, id)
			}
		case town.ActivityEntry:
			if id := now.Activities[i-len(now.Categories)].ID; typedMeal(was.Meal) == change.Meals[id] {
				delete(change.Meals, id)
			}
		}
	}
	return change
}

// movedNatures says what somebody else changed of what a form showed.
func movedNatures(carried []town.Noun, now settings.Natures) (moved []movedView) {
	for _, n := range now.Stored {
		if differences := settings.NatureDiff(asShown(carried, n), n); len(differences) > 0 {
			moved = append(moved, movedView{nameOf(n), differences})
		}
	}
	return moved
}
