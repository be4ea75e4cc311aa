package office

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/access"
	"cartable/app/domain/fault"
	"cartable/app/domain/kitchen"
	"cartable/app/office"
	"cartable/app/orderpaper"
	"cartable/app/web/site"
)

// kitchenOrderView is an order to the caterer.
type kitchenOrderView struct {
	office.MealOrderRow
	Path  string
	May   bool
	Typed string // the answer, as typed
	Moved string // somebody else was faster
}

// URL is the address of the page.
func (v kitchenOrderView) URL() string { return v.Path + "/bons/" + strconv.FormatInt(v.ID, 10) }

// Total is how many meals the order says.
func (v kitchenOrderView) Total() string { return v.Signed(v.More - v.Fewer) }

// KitchenOrderPage shows an order as it was sent.
func (s *Pages) KitchenOrderPage(c *fiber.Ctx) error {
	return s.showKitchenOrder(c, kitchenOrderView{}, nil)
}

func (s *Pages) showKitchenOrder(c *fiber.Ctx, view kitchenOrderView, wrong map[string]string) error {
	one, err := s.Office.KitchenOrder(c.UserContext(), site.Actor(c), site.IdOf(c, "id"))
	if err != nil {
		return err
	}
	view.MealOrderRow, view.Path, view.May = one, kitchenPath, s.MayDo(c, access.KeepKitchen)
	layout := s.StaffLayout(c, "Bon "+one.Number, "kitchen")
	if wrong != nil {
		return s.Again(c, "office/kitchen-order", layout, wrong, view)
	}
	if view.Typed = one.Answer; view.Moved != "" {
		c.Status(fiber.StatusConflict)
	}
	return s.Page(c, "office/kitchen-order", layout, view)
}

// WorkKitchenOrder sends an order again, or notes what the caterer answered.
func (s *Pages) WorkKitchenOrder(c *fiber.Ctx) error {
	id, done := site.IdOf(c, "id"), site.AnswerNoted
	var err error
	if c.FormValue("action") == "renvoyer" {
		done = site.OrderSentAgain
		sends, _ := strconv.Atoi(c.FormValue("envois"))
		err = s.Office.SendAgain(c.UserContext(), site.Actor(c), id, sends)
	} else {
		err = s.Office.NoteAnswer(c.UserContext(), site.Actor(c), id, c.FormValue("vu"), c.FormValue("reponse"))
	}
	switch wrong := site.FieldFaults(err); {
	case err == nil:
		return site.Say(c, done, kitchenOrderView{MealOrderRow: office.MealOrderRow{ID: id}, Path: kitchenPath}.URL())
	case wrong != nil:
		return s.showKitchenOrder(c, kitchenOrderView{Typed: c.FormValue("reponse")}, wrong)
	case fault.KindOf(err) == fault.Conflict:
		return s.showKitchenOrder(c, kitchenOrderView{Moved: fault.Message(err)}, nil)
	}
	return err
}

// KitchenOrderPDF is an order on paper. It depends on nothing but the order: printed again, it is the same.
func (s *Pages) KitchenOrderPDF(c *fiber.Ctx) error {
	o, err := s.Office.KitchenOrder(c.UserContext(), site.Actor(c), site.IdOf(c, "id"))
	if err != nil {
		return err
	}
	return site.SendPDF(c, orderpaper.File(o), orderpaper.Paper(o, s.Loc))
}

// KitchenOrderCSV is an order for a spreadsheet.
func (s *Pages) KitchenOrderCSV(c *fiber.Ctx) error {
	o, err := s.Office.KitchenOrder(c.UserContext(), site.Actor(c), site.IdOf(c, "id"))
	if err != nil {
		return err
	}
	out := site.Spreadsheet{Name: "bon", Head: []string{"Bon", "Version", "Date", "Activité", "Site", "Repas",
		"Nombre"}}
	for _, l := range o.Lines {
		out.Rows = append(out.Rows, []any{o.Number, o.Version, o.Date, o.Activity, kitchen.SiteWord(l.School),
			l.Kind.Word(), l.Number})
	}
	return site.SendCSV(c, orderpaper.File(o), out)
}
