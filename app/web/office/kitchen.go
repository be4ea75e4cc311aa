package office

import (
	"net/url"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/access"
	"cartable/app/domain/civil"
	"cartable/app/office"
	"cartable/app/web/site"
)

const (
	kitchenPath  = "/mairie/cuisine"
	kitchenTitle = "Cuisine"
)

// kitchenView is the meals of a week or a month.
type kitchenView struct {
	office.Kitchen
	Path    string
	Answers bool // the visitor may answer what families ask
}

// At returns the address of another week or month.
func (v kitchenView) At(d civil.Date) string {
	q := url.Values{"jour": {d.String()}}
	if v.Month {
		q.Set("par", "mois")
	}
	return v.Path + "?" + q.Encode()
}

// freezeWord is the word of the state of a day's meals, and its tone.
type freezeWord struct{ Word, Tone string }

var freezeWords = map[office.FreezeState]freezeWord{office.Counting: {"En cours", "wait"},
	office.Frozen: {"Compté", "ok"}, office.Uncounted: {"Non compté", "off"},
	office.Shut: {"Fermé", "off"}}

// signed writes a number of meals that came or went.
func signed(n int) string {
	if n < 0 {
		return "\u2212" + strconv.Itoa(-n)
	}
	return "+" + strconv.Itoa(n)
}

// KitchenPage shows the meals to make, by day, site and kind.
func (s *Pages) KitchenPage(c *fiber.Ctx) error {
	page, err := s.Office.Kitchen(c.UserContext(), site.Actor(c), site.Day(c), c.Query("par") == "mois")
	if err != nil {
		return err
	}
	return s.Page(c, "office/kitchen", s.StaffLayout(c, kitchenTitle, "kitchen"), kitchenView{page, kitchenPath,
		s.MayDo(c, access.EditFamilies)})
}
