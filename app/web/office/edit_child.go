package office

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"cartable/app/office"
	"cartable/app/web/site"
)

// editChildView is the form over a child.
type editChildView struct {
	office.ChildFile
	editView
}

// childOf returns the child that an address is about; 0 for what is no number.
func childOf(c *fiber.Ctx) int64 {
	id, _ := strconv.ParseInt(c.Params("id"), 10, 64)
	return id
}

func (s *Pages) EditChildPage(c *fiber.Ctx) error {
	file, err := s.Office.EditChild(c.UserContext(), site.Actor(c), site.Param(c, "code"), childOf(c))
	if err != nil {
		return err
	}
	return s.Page(c, "office/edit-child", s.StaffLayout(c, file.Name, "families"),
		editChildView{file, showStored(file.Values)})
}

// SetChild saves the form over a child.
func (s *Pages) SetChild(c *fiber.Ctx) error {
	code, id := site.Param(c, "code"), childOf(c)
	e := readEdit(c, office.ChildFields())
	changed, refusal := s.Office.SetChild(c.UserContext(), site.Actor(c), code, id, e)
	if refusal == nil {
		return saidEdit(c, changed, code)
	}
	layout := s.StaffLayout(c, "", "families")
	if !s.answerEdit(c, refusal, &layout) {
		return refusal
	}
	file, err := s.Office.EditChild(c.UserContext(), site.Actor(c), code, id)
	if err != nil {
		return err
	}
	layout.Title = file.Name
	return s.Page(c, "office/edit-child", layout, editChildView{file, typedAgain(e, file.Values, refusal)})
}
