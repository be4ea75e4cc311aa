package settings

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

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
	view := natureView{Unpriced: n.Unpriced}
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
		row := mealRow{"repas-" + strconv.FormatInt(a.ID, 10), a, ""}
		if a.Meal > 0 {
			row.Typed = strings.TrimSuffix(a.Meal.String(), site.Nbsp+"€")
		}
		view.Meals = append(view.Meals, row)
	}
	return view
}

// natureChange reads the fields of the form; a missing field changes nothing.
func natureChange(c *fiber.Ctx) settings.NatureChange {
	change := settings.NatureChange{Natures: map[int64]town.Nature{}, Meals: map[int64]string{},
		Reason: c.FormValue("motif")}
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
	if wrong := site.FieldFaults(err); wrong != nil {
		natures, err := s.Settings.Natures(c.UserContext(), site.Actor(c))
		if err != nil {
			return err
		}
		for i, k := range natures.Categories {
			if said, typed := change.Natures[k.ID]; typed {
				natures.Categories[i].Said = said
			}
		}
		view := newNatureView(natures)
		for i, a := range natures.Activities {
			if typed, there := change.Meals[a.ID]; there {
				view.Meals[i].Typed = typed
			}
		}
		view.Reason = change.Reason
		return s.Again(c, "settings/natures", s.StaffLayout(c, natureTitle, "rules"), wrong, view)
	}
	if err != nil {
		return err
	}
	return site.Say(c, site.NatureSet, naturePath)
}
