package office

import (
	"fmt"
	"html/template"
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/access"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/office"
	"cartable/app/web/site"
)

// kitchenPlatesView is the plates thrown in a month.
type kitchenPlatesView struct {
	office.KitchenPlates
	Path  string
	May   bool
	Typed []office.PlateRow // a form that is shown again
	Moved string            // somebody else was faster
}

// URL is the address of the page, and of its form.
func (v kitchenPlatesView) URL() string { return v.Path + "/assiettes" }

// plateInput is a row of the form.
type plateInput struct {
	office.PlateSite
	Place  int
	Number string
}

// Inputs are the rows of the form, with what was typed.
func (v kitchenPlatesView) Inputs() (all []plateInput) {
	for i, one := range v.Sites {
		in := plateInput{one, i, one.Seen()}
		for _, row := range v.Typed {
			if row.Activity == one.Activity && row.School == one.School {
				in.Number = row.Number
			}
		}
		all = append(all, in)
	}
	return all
}

// Days are all days of the month of which something was said.
func (v kitchenPlatesView) Days() (all []office.PlateDay) {
	for _, w := range v.Weeks {
		all = append(all, w.Days...)
	}
	return all
}

const (
	barWidth, barStep = 340, 22
	barLeft, barMost  = 78, 210 // where bars begin, and the longest one
)

// drawPlates draws a bar for each day, with its number: no colour says anything. The same numbers are in the table, so
// that the picture is hidden from screen readers. Attributes only: the Content-Security-Policy forbids inline styles.
func drawPlates(days []office.PlateDay) template.HTML {
	most := 1
	for _, one := range days {
		most = max(most, one.Thrown)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="bars" viewBox="0 0 %d %d" aria-hidden="true">`, barWidth, barStep*len(days))
	for i, one := range days {
		y, long := barStep*i, max(one.Thrown*barMost/most, 1)
		fmt.Fprintf(&b, `<text x="0" y="%d">%s</text>`, y+15, template.HTMLEscapeString(one.Date.Short()))
		fmt.Fprintf(&b, `<rect x="%d" y="%d" width="%d" height="14"/>`, barLeft, y+4, long)
		fmt.Fprintf(&b, `<text x="%d" y="%d">%d</text>`, barLeft+long+6, y+15, one.Thrown)
	}
	b.WriteString("</svg>")
	return template.HTML(b.String()) // #nosec G203 -- numbers and days alone
}

// KitchenPlatesPage shows the plates thrown in a month, and asks for those of a day.
func (s *Pages) KitchenPlatesPage(c *fiber.Ctx) error {
	return s.showKitchenPlates(c, site.Day(c), kitchenPlatesView{}, nil)
}

func (s *Pages) showKitchenPlates(c *fiber.Ctx, d civil.Date, view kitchenPlatesView, wrong map[string]string) error {
	page, err := s.Office.KitchenPlates(c.UserContext(), site.Actor(c), d)
	if err != nil {
		return err
	}
	view.KitchenPlates, view.Path, view.May = page, kitchenPath, s.MayDo(c, access.KeepKitchen)
	layout := s.StaffLayout(c, "Assiettes jetées, "+page.Shown.Month().French(), "kitchen")
	if wrong != nil {
		return s.Again(c, "office/kitchen-plates", layout, wrong, view)
	}
	if view.Moved != "" {
		c.Status(fiber.StatusConflict)
	}
	return s.Page(c, "office/kitchen-plates", layout, view)
}

// postedPlates reads the rows of the form: fields of the same place belong together.
func postedPlates(c *fiber.Ctx) (rows []office.PlateRow) {
	all := func(name string) (values []string) {
		for _, value := range c.Context().PostArgs().PeekMulti(name) {
			values = append(values, string(value))
		}
		return values
	}
	schools, numbers, seen := all("ecole"), all("nombre"), all("vu")
	for i, code := range all("activite") {
		if i < min(len(schools), len(numbers), len(seen)) {
			rows = append(rows, office.PlateRow{Activity: code, School: schools[i], Number: numbers[i], Seen: seen[i]})
		}
	}
	return rows
}

// SayKitchenPlates stores how many plates were thrown on a day.
func (s *Pages) SayKitchenPlates(c *fiber.Ctx) error {
	d, err := civil.Parse(c.FormValue("jour"))
	if err != nil {
		return fiber.ErrNotFound
	}
	rows := postedPlates(c)
	err = s.Office.SayPlates(c.UserContext(), site.Actor(c), d, rows)
	switch wrong := site.FieldFaults(err); {
	case err == nil:
		return site.Say(c, site.PlatesSaid, kitchenPath+"/assiettes?jour="+d.String())
	case wrong != nil:
		return s.showKitchenPlates(c, d, kitchenPlatesView{Typed: rows}, wrong)
	case fault.KindOf(err) == fault.Conflict:
		return s.showKitchenPlates(c, d, kitchenPlatesView{Moved: fault.Message(err), Typed: rows}, nil)
	}
	return err
}
