package office

import (
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/access"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/kitchen"
	"cartable/app/office"
	"cartable/app/web/site"
)

// kitchenDayView is the meals of a day, with the forms for users who may use them.
type kitchenDayView struct {
	office.KitchenDay
	Path  string
	May   bool
	Form  office.ExtraMeals // as typed
	Moved string            // somebody else was faster
}

// Kinds are the kinds of meals that are asked by hand.
func (v kitchenDayView) Kinds() []kitchen.Kind { return kitchen.ByHand }

// URL is the address of the page, and of its forms.
func (v kitchenDayView) URL() string { return v.Path + "/jour" }

// activityView is the meals of an activity, with the page around it.
type activityView struct {
	office.ActivityMeals
	Page kitchenDayView
}

// Parts are the activities of the day.
func (v kitchenDayView) Parts() (all []activityView) {
	for _, one := range v.Activities {
		all = append(all, activityView{one, v})
	}
	return all
}

// Sent reports whether a form was sent for this activity and is shown again.
func (v activityView) Sent() bool { return v.Page.Form.Activity == v.Code }

// Moves are the differences that no order has told the caterer.
func (v activityView) Moves() []office.MealOrderLine { return office.OrderLines(v.Difference) }

// Packed reports whether a family brings a meal, which is not ordered.
func (v activityView) Packed() bool { return slices.Contains(v.Kinds, kitchen.Packed) }

// KitchenDayPage shows the meals of a day, class by class.
func (s *Pages) KitchenDayPage(c *fiber.Ctx) error {
	return s.showKitchenDay(c, site.Day(c), kitchenDayView{}, nil)
}

func (s *Pages) showKitchenDay(c *fiber.Ctx, d civil.Date, view kitchenDayView, wrong map[string]string) error {
	page, err := s.Office.KitchenDay(c.UserContext(), site.Actor(c), d)
	if err != nil {
		return err
	}
	view.KitchenDay, view.Path, view.May = page, kitchenPath, s.MayDo(c, access.KeepKitchen)
	layout := s.StaffLayout(c, "Cuisine, "+page.Date.Long(), "kitchen")
	if wrong != nil {
		return s.Again(c, "office/kitchen-day", layout, wrong, view)
	}
	if view.Moved != "" {
		c.Status(fiber.StatusConflict)
	}
	return s.Page(c, "office/kitchen-day", layout, view)
}

// SetKitchenDay asks for meals by hand, or orders what changed since the last order.
func (s *Pages) SetKitchenDay(c *fiber.Ctx) error {
	d, err := civil.Parse(c.FormValue("jour"))
	if err != nil {
		return fiber.ErrNotFound
	}
	form := office.ExtraMeals{Date: d, Activity: c.FormValue("activite"), School: c.FormValue("ecole"),
		Kind: kitchen.Kind(c.FormValue("nature")), Number: c.FormValue("nombre"), Words: c.FormValue("pour"),
		Seen: c.FormValue("vu")}
	done := site.MealsAsked
	if c.FormValue("action") == "bon" {
		done = site.MealsOrdered
		last, _ := strconv.Atoi(c.FormValue("version"))
		err = s.Office.SendDifference(c.UserContext(), site.Actor(c), form.Activity, d, last)
	} else {
		err = s.Office.AskMeals(c.UserContext(), site.Actor(c), form)
	}
	switch wrong := site.FieldFaults(err); {
	case err == nil:
		return site.Say(c, done, kitchenPath+"/jour?jour="+d.String())
	case wrong != nil:
		return s.showKitchenDay(c, d, kitchenDayView{Form: form}, wrong)
	case fault.KindOf(err) == fault.Conflict:
		return s.showKitchenDay(c, d, kitchenDayView{Moved: fault.Message(err)}, nil)
	}
	return err
}
