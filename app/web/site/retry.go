package site

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// Retry is a form that failed for a temporary reason, to be sent again unchanged: nothing typed is lost. It needs no
// script and no storage, because the database may be the service that is unavailable.
type Retry struct {
	Resume
	Token string // the form's own, which contains its addressee
}

// neverRepeated tells of a field that no page repeats: a password, a code, the answer of a key.
func neverRepeated(name string) bool {
	return name == "code" || name == "code_secours" || slices.Contains(notCarried, name)
}

// tryAgain makes the page of an unavailable service offer a retry: the same page, or the same form.
func (s *Server) tryAgain(c *fiber.Ctx, page *ErrorPage) {
	if c.Method() != Post {
		if again := s.SafeNext(c.OriginalURL()); again != "/" || c.Path() == "/" {
			page.Next, page.NextLabel = again, "Réessayer"
		}
		page.Message += " Rien n'est perdu\u00a0: tout ce que vous avez validé est enregistré."
		return
	}
	form := &Retry{Resume{s.postedTo(c), Carried(c)}, c.FormValue("_csrf")}
	secret := false
	c.Context().PostArgs().VisitAll(func(name, value []byte) {
		secret = secret || string(name) != "_csrf" && neverRepeated(string(name)) && len(value) > 0
	})
	if form.Action == "" || form.Token == "" || secret {
		page.Next, page.NextLabel = s.cameFrom(c), "Revenir à la page précédente"
		page.Message += " Rien n'a été modifié\u00a0: attendez un instant, puis remplissez de nouveau le formulaire."
		return
	}
	page.Retry = form
	page.Message += " Rien n'est perdu\u00a0: ce que vous avez saisi est gardé dans cette page. Attendez un instant, " +
		"puis appuyez sur «\u00a0Réessayer\u00a0»."
}

// postedTo returns the address of a form of the route table; empty for any other, and for one with a file.
func (s *Server) postedTo(c *fiber.Ctx) string {
	path := string(c.Request().URI().PathOriginal())
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") ||
		strings.HasPrefix(c.Get(fiber.HeaderContentType), fiber.MIMEMultipartForm) {
		return ""
	}
	for _, r := range s.table {
		if r.Method == Post && fiber.RoutePatternMatch(c.Path(), r.Path) {
			if query := c.Request().URI().QueryString(); len(query) > 0 {
				path += "?" + string(query)
			}
			return path
		}
	}
	return ""
}
