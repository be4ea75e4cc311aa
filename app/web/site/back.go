package site

import (
	"cmp"
	"html/template"
	"net/url"

	"github.com/gofiber/fiber/v2"
)

// backField is the field in which a form carries the list that it was opened from.
const backField = "retour"

// BackTo returns the address of a list as the visitor left it, with its filters, its order and its page, if the request
// was sent from there or its form says so; its plain address otherwise. A list keeps its place after an action.
func BackTo(c *fiber.Ctx, path string) string {
	return backTo(cmp.Or(c.FormValue(backField), c.Get(fiber.HeaderReferer)), path)
}

// Back is BackTo for the links of a page.
func (l Layout) Back(path any) template.URL {
	text, _ := path.(string)
	if u, typed := path.(template.URL); typed {
		text = string(u)
	}
	return template.URL(backTo(l.from, text)) // #nosec G203 -- a path of ours, and an encoded query
}

// backTo takes the query alone from where the visitor was: nothing else of it is trusted.
func backTo(from, path string) string {
	u, err := url.Parse(from)
	if err != nil || u.EscapedPath() != path {
		return path
	}
	q := u.Query()
	q.Del(noticeParam)
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}
