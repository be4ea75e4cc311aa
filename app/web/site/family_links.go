package site

import (
	"html/template"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"cartable/app/desk"
	"cartable/app/domain/paging"
)

// FamilyURL returns the address of a family, or of a page under it.
func FamilyURL(code, under string) template.URL {
	return template.URL("/mairie/familles/" + url.PathEscape(code) +
		under) // #nosec G203 -- a path of ours, the code escaped
}

func FamilyQuery(c *fiber.Ctx) desk.FamilyQuery {
	ask := desk.FamilyQuery{Text: c.Query("q"), School: c.Query("ecole"), Activity: c.Query("activite"),
		Access: c.Query("acces"), Page: Number(c, "page"), Order: paging.OrderOf(c.Query("tri"))}
	if ask.Access != desk.Without && ask.Access != desk.Unused && ask.Access != desk.Archived {
		ask.Access = ""
	}
	return ask
}

// FamilyList returns the address of the families as they are shown.
func FamilyList(ask desk.FamilyQuery) List {
	return ListAt("/mairie/familles").In(ask.Order).With("q", ask.Text).With("ecole", ask.School).
		With("activite", ask.Activity).With("acces", ask.Access)
}
