package family

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/pickup"
	"cartable/app/leaving"
	"cartable/app/web/site"
)

const leavingPath = "/profil/sorties"

// leavingView is the page on which a family says who collects its children.
type leavingView struct {
	Children []leaving.Child
	Typed    pickup.Typed // the form that is shown again
	Ticked   map[int64]bool
}

// leavingForm is one of the two forms of the page: of a person, or of a child who goes alone.
type leavingForm struct {
	Kind     string
	Children []leaving.Child
	Typed    pickup.Typed
	ticked   map[int64]bool
	wrong    map[string]string
}

// Form returns the form of a kind, with what was typed in it.
func (v leavingView) Form(kind string, wrong map[string]string) leavingForm {
	f := leavingForm{Kind: kind, Children: v.Children}
	if string(v.Typed.Kind) == kind {
		f.Typed, f.ticked, f.wrong = v.Typed, v.Ticked, wrong
	}
	return f
}

// Wrong returns what is wrong with a field; empty: nothing.
func (f leavingForm) Wrong(field string) string { return f.wrong[field] }

// Ticks reports whether a child is ticked.
func (f leavingForm) Ticks(child int64) bool { return f.ticked[child] }

// typedPickup reads the form of a rule.
func typedPickup(c *fiber.Ctx) pickup.Typed {
	return pickup.Typed{Kind: pickup.Kind(c.FormValue("sorte")), Name: c.FormValue("personne"),
		Link: c.FormValue("lien"), Phone: c.FormValue("telephone"), Hour: c.FormValue("heure"),
		From: c.FormValue("du"), To: c.FormValue("au")}
}

// LeavingPage shows who collects the children of the family.
func (s *Pages) LeavingPage(c *fiber.Ctx) error { return s.showLeaving(c, leavingView{}, nil) }

func (s *Pages) showLeaving(c *fiber.Ctx, view leavingView, wrong map[string]string) error {
	all, err := s.Leavings.Leaving(c.UserContext(), site.Actor(c), viewer(c).FamilyID)
	if err != nil {
		return err
	}
	view.Children = all
	layout := s.Layout(c, "Qui vient chercher vos enfants", "profile")
	if wrong != nil {
		return s.Again(c, "family/leaving", layout, wrong, view)
	}
	return s.Page(c, "family/leaving", layout, view)
}

// AskLeaving asks the town hall for a rule.
func (s *Pages) AskLeaving(c *fiber.Ctx) error {
	view := leavingView{Typed: typedPickup(c), Ticked: map[int64]bool{}}
	var children []int64
	for _, value := range c.Context().PostArgs().PeekMulti("enfant") {
		if id, err := strconv.ParseInt(string(value), 10, 64); err == nil {
			children, view.Ticked[id] = append(children, id), true
		}
	}
	err := s.Leavings.Ask(c.UserContext(), site.Actor(c), viewer(c).FamilyID, children, view.Typed)
	if wrong := site.FieldFaults(err); wrong != nil {
		return s.showLeaving(c, view, wrong)
	}
	if err != nil {
		return err
	}
	return site.Say(c, site.PickupAsked, leavingPath)
}

// EndLeaving takes a rule back.
func (s *Pages) EndLeaving(c *fiber.Ctx) error {
	err := s.Leavings.Withdraw(c.UserContext(), site.Actor(c), viewer(c).FamilyID, site.FormID(c, "sortie"))
	if err != nil {
		return err
	}
	return site.Say(c, site.PickupEnded, leavingPath)
}
