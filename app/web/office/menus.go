package office

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/access"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/menu"
	"cartable/app/office"
	"cartable/app/web/site"
)

const menusPath = kitchenPath + "/menus"

// menusView is the menus of a week, with the form for users who may write them.
type menusView struct {
	office.Menus
	May   bool
	Typed []menu.Menu // a form that is shown again
	Moved string      // somebody else was faster
}

// At returns the address of a week.
func (v menusView) At(w civil.Week) string { return menusPath + "?semaine=" + w.String() }

// URL is the address of the page, and of its form.
func (v menusView) URL() string { return menusPath }

// From is the first day of the week that is proposed, for the form that chooses another one.
func (v menusView) From() civil.Date {
	if v.Copied != (civil.Week{}) {
		return v.Copied.Monday()
	}
	return v.Prev.Monday()
}

// Copies reports whether the form proposes the menus of another week.
func (v menusView) Copies() bool { return v.Copied != (civil.Week{}) }

// menuInput is a day of the form.
type menuInput struct {
	office.MenuDay
	Place  int
	May    bool
	Stored string // what somebody else wrote meanwhile
}

// Courses are the fields of the dishes.
func (d menuInput) Courses() (all []menuField) {
	for i, c := range menu.Courses {
		all = append(all, menuField{c, fmt.Sprintf("%s-%d", c.Field, d.Place), d.Dishes[i]})
	}
	return all
}

// menuField is the field of a dish.
type menuField struct {
	menu.Course
	Name, Value string
}

// Ticks is the field of the allergens.
func (d menuInput) Ticks() string { return fmt.Sprintf("%s-%d", menu.AllergensField, d.Place) }

// Law are the allergens to tick.
func (d menuInput) Law() []menu.Allergen { return menu.Law }

// Inputs are the days of the form, with what was typed.
func (v menusView) Inputs() (all []menuInput) {
	for i, one := range v.Days {
		in := menuInput{MenuDay: one, Place: i, May: v.May && !one.Over && one.Why == ""}
		if slices.ContainsFunc(v.Typed, func(m menu.Menu) bool { return m.Date == one.Date }) {
			if in.Menu = menu.On(v.Typed, one.Date); v.Moved != "" && in.Menu != one.Menu {
				if in.Stored = one.Words(); in.Stored == "" {
					in.Stored = "rien"
				}
			}
		}
		all = append(all, in)
	}
	return all
}

// Writes reports whether a day of the week can be written.
func (v menusView) Writes() bool {
	return slices.ContainsFunc(v.Inputs(), func(d menuInput) bool { return d.May })
}

// MenusPage shows the menus of a week, to be written.
func (s *Pages) MenusPage(c *fiber.Ctx) error {
	return s.showMenus(c, site.Week(c.Query("semaine")), site.Week(c.Query("copier")), menusView{}, nil)
}

func (s *Pages) showMenus(c *fiber.Ctx, week, from civil.Week, view menusView, wrong map[string]string) error {
	page, err := s.Office.Menus(c.UserContext(), site.Actor(c), week, from)
	if err != nil {
		return err
	}
	view.Menus, view.May = page, s.MayDo(c, access.KeepKitchen)
	layout := s.StaffLayout(c, "Menus, semaine du "+page.Week.Monday().Long(), "kitchen")
	if wrong != nil {
		return s.Again(c, "office/menus", layout, wrong, view)
	}
	if view.Moved != "" {
		c.Status(fiber.StatusConflict)
	}
	return s.Page(c, "office/menus", layout, view)
}

// postedMenus reads the days that the form had.
func postedMenus(c *fiber.Ctx, week civil.Week) (all []menu.Menu) {
	for _, day := range site.Dates(c.Context().PostArgs().PeekMulti("jour"), true) {
		at := int(day - week.Monday())
		if day.Week() != week {
			continue
		}
		m := menu.Menu{Date: day, Vegetarian: c.FormValue(fmt.Sprintf("%s-%d", menu.VegetarianField, at)) == "oui"}
		for i, course := range menu.Courses {
			m.Dishes[i] = c.FormValue(fmt.Sprintf("%s-%d", course.Field, at))
		}
		var codes []string
		for _, code := range c.Context().PostArgs().PeekMulti(fmt.Sprintf("%s-%d", menu.AllergensField, at)) {
			codes = append(codes, strings.Fields(string(code))...)
		}
		m.Allergens = menu.Of(codes)
		all = append(all, m)
	}
	return all
}

// SetMenus stores the menus of a week.
func (s *Pages) SetMenus(c *fiber.Ctx) error {
	week, err := civil.ParseWeek(c.FormValue("semaine"))
	if err != nil {
		return fiber.ErrNotFound
	}
	typed := postedMenus(c, week)
	err = s.Office.SetMenus(c.UserContext(), site.Actor(c), week, c.FormValue("vu"), typed)
	switch wrong := site.FieldFaults(err); {
	case err == nil:
		return site.Say(c, site.MenusSaved, menusView{}.At(week))
	case wrong != nil:
		return s.showMenus(c, week, civil.Week{}, menusView{Typed: typed}, wrong)
	case fault.KindOf(err) == fault.Conflict:
		return s.showMenus(c, week, civil.Week{}, menusView{Typed: typed, Moved: fault.Message(err)}, nil)
	}
	return err
}
