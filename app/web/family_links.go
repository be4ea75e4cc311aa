package web

import (
	"cartable/app/office"
	"html/template"
	"net/url"

	"github.com/gofiber/fiber/v2"
)

// familyURL is the address of a family, or of a page under it.
func familyURL(code, under string) template.URL {
	return template.URL("/mairie/familles/" + url.PathEscape(code) + under) // #nosec G203 -- a path of ours, the code escaped
}

func familyQuery(c *fiber.Ctx) office.FamilyQuery {
	ask := office.FamilyQuery{Text: c.Query("q"), School: c.Query("ecole"), Activity: c.Query("activite"), Access: c.Query("acces"), Page: number(c, "page")}
	if ask.Access != office.Without && ask.Access != office.Unused {
		ask.Access = ""
	}
	return ask
}
