// Package gallery joins the samples of all desks: every template in every state that its author thought of. They are
// reviewed while the style changes, and executed by the tests.
package gallery

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/web/account"
	"cartable/app/web/family"
	"cartable/app/web/office"
	"cartable/app/web/people"
	"cartable/app/web/settings"
	"cartable/app/web/site"
	"cartable/app/web/treasury"
)

// The design system as pages: /apparence lists the colours and every sample, /apparence/NAME shows one. Options.Gallery
// enables it; production does not.

// galleryView is the gallery's own page.
type galleryView struct {
	Tokens []galleryToken
	Lines  []GalleryLine
}

// galleryToken is a colour of the stylesheet with the colour of text on it.
type galleryToken struct{ Name, On, Use string }

var galleryTokens = []galleryToken{
	{"bg", "txt", "page"}, {"card", "txt", "carte"}, {"sunk", "txt", "creux, survol"}, {"bg", "soft", "texte discret"},
	{"main", "on-main", "action principale"}, {"main-soft", "txt", "information"}, {"ok-soft", "ok", "accepté"},
	{"no-soft", "no", "refusé, erreur"}, {"wait-soft", "wait", "en attente, à faire"},
	{"card", "edge", "bord de champ"},
}

// GalleryLine is a line of the gallery's own page.
type GalleryLine struct{ URL, Title string }

// All returns every sample.
func All() []site.Sample {
	var samples []site.Sample
	for _, group := range [][]site.Sample{
		site.KitSamples(), family.Samples(), office.Samples(), people.Samples(), account.Samples(), treasury.Samples(),
		settings.Samples(),
	} {
		samples = append(samples, group...)
	}
	var index []GalleryLine
	for _, s := range samples {
		index = append(index, GalleryLine{"/apparence/" + s.Name, s.Title})
	}
	return append(samples, site.Sample{Name: "index", Title: "Apparence", Template: "gallery/gallery",
		Layout: site.Layout{Title: "Apparence"}, View: galleryView{galleryTokens, index}})
}

func (s *Pages) GalleryPage(c *fiber.Ctx) error {
	name := c.Params("name", "index")
	for _, sample := range All() {
		if sample.Name != name {
			continue
		}
		if sample.Fragment {
			return s.showFragment(c, sample)
		}
		return s.Page(c, sample.Template, sample.Layout, sample.View)
	}
	return s.Lost(c)
}
