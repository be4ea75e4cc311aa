package site

import (
	"net/url"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/access"
	"cartable/app/domain/fault"
)

// Confirm is the page before a sensitive action of staff: it names the object and the effect, and asks why.
type Confirm struct {
	Title   string
	Object  string // what it is about
	Effects []string
	Action  string // where the form goes
	Hidden  []Hidden
	Button  string
	Danger  bool
	Pick    []string // addresses, of which one must be chosen
	Picked  string
	Print   bool // the answer is a paper
	Seen    bool // the family reads the reason
	Reason  string
	Back    string
}

// Hidden is a field that the form carries along.
type Hidden struct{ Name, Value string }

// confirm shows the page; with a refusal, again, as it was filled in.
func (s *Server) Confirm(c *fiber.Ctx, active string, view Confirm, refusal error) error {
	layout := s.StaffLayout(c, view.Title, active)
	if refusal != nil {
		view.Reason, view.Picked = c.FormValue("motif"), c.FormValue("adresse")
		s.WrongField(c, &layout, refusal)
	}
	return s.Page(c, "site/confirm", layout, view)
}

// wrongField makes the answer a 422 that names the field.
func (s *Server) WrongField(c *fiber.Ctx, layout *Layout, refusal error) {
	c.Status(fiber.StatusUnprocessableEntity)
	layout.FieldErrors = map[string]string{FieldOf(refusal): fault.Message(refusal)}
}

// invalid tells a refusal that a form shows again.
func Invalid(err error) bool { return err != nil && fault.KindOf(err) == fault.Invalid }

// mayDo tells whether the visitor's roles in the structure in view allow an action. It is for pages of staff, where admit has read
// the roles: reading them cannot fail there.
func (s *Server) MayDo(c *fiber.Ctx, action access.Action) bool {
	place, err := s.placeInView(c)
	return err == nil && access.AnyMay(place.Roles, action)
}

// param is a part of the address, as it was before it was escaped.
func Param(c *fiber.Ctx, name string) string {
	text, err := url.PathUnescape(c.Params(name))
	if err != nil {
		return c.Params(name)
	}
	return text
}

// idOf is an id in the address; 0 where there is none: nothing has that one.
func IdOf(c *fiber.Ctx, name string) int64 {
	id, _ := strconv.ParseInt(c.Params(name), 10, 64)
	return id
}

// reasonField is the field that asks why.
type reasonField struct {
	Text  string
	Seen  bool
	Wrong string // what is wrong with it
}

// newReasonField tells the field of a page whether the family reads it, and whether it is what was refused.
func newReasonField(p PageData, text string, seen bool) reasonField {
	return reasonField{text, seen, p.FieldErrors["motif"]}
}
