package site

import (
	"net/url"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/access"
	"cartable/app/domain/fault"
)

// Confirm is the page before a sensitive action of staff: it names the object and the effect, and asks for the reason.
type Confirm struct {
	Title   string
	Object  string // the object of the action
	Effects []string
	Action  string // the address of the form
	Hidden  []Hidden
	Button  string
	Danger  bool
	Pick    []string // addresses, of which one must be chosen
	Picked  string
	Print   bool // the answer is a printable paper
	Seen    bool // the family reads the reason
	Reason  string
	Back    string
}

// Hidden is a hidden field of the form.
type Hidden struct{ Name, Value string }

// Confirm shows the page, with the typed values after a refusal.
func (s *Server) Confirm(c *fiber.Ctx, active string, view Confirm, refusal error) error {
	layout := s.StaffLayout(c, view.Title, active)
	if refusal != nil {
		view.Reason, view.Picked = c.FormValue("motif"), c.FormValue("adresse")
		s.WrongField(c, &layout, refusal)
	}
	return s.Page(c, "site/confirm", layout, view)
}

// WrongField turns the answer into a 422 that names the field.
func (s *Server) WrongField(c *fiber.Ctx, layout *Layout, refusal error) {
	c.Status(fiber.StatusUnprocessableEntity)
	layout.FieldErrors = map[string]string{FieldOf(refusal): fault.Message(refusal)}
}

// Invalid reports whether a refusal is shown in the form.
func Invalid(err error) bool { return err != nil && fault.KindOf(err) == fault.Invalid }

// MayDo reports whether the visitor's roles in the structure in view allow an action. It is for pages of staff, where
// admit has read the roles: reading them cannot fail there.
func (s *Server) MayDo(c *fiber.Ctx, action access.Action) bool {
	place, err := s.placeInView(c)
	return err == nil && access.AnyMay(place.Roles, action)
}

// Param returns an unescaped parameter of the path.
func Param(c *fiber.Ctx, name string) string {
	text, err := url.PathUnescape(c.Params(name))
	if err != nil {
		return c.Params(name)
	}
	return text
}

// IdOf returns an id in the path, or 0, which is no object's id.
func IdOf(c *fiber.Ctx, name string) int64 {
	id, _ := strconv.ParseInt(c.Params(name), 10, 64)
	return id
}

// reasonField is the field for the reason.
type reasonField struct {
	Text  string
	Seen  bool
	Wrong string // its error
}

// newReasonField returns the field of a page. seen is whether the family reads the reason; its error is the page's, if
// it is about the reason.
func newReasonField(p PageData, text string, seen bool) reasonField {
	return reasonField{text, seen, p.FieldErrors["motif"]}
}
