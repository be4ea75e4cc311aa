package web

import (
	"bytes"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// The design system as pages: /apparence lists the colours and every sample, /apparence/NAME shows one. Options.Gallery
// opens it; production does not.

// galleryView is the gallery's own page.
type galleryView struct {
	Tokens []galleryToken
	Lines  []GalleryLine
}

// galleryToken is a colour of the stylesheet with the text that stands on it.
type galleryToken struct{ Name, On, Use string }

var galleryTokens = []galleryToken{
	{"bg", "txt", "page"}, {"card", "txt", "carte"}, {"sunk", "txt", "creux, survol"}, {"bg", "soft", "texte discret"},
	{"main", "on-main", "action principale"}, {"main-soft", "txt", "information"}, {"ok-soft", "ok", "accepté"},
	{"no-soft", "no", "refusé, erreur"}, {"wait-soft", "wait", "en attente, à faire"}, {"card", "edge", "bord de champ"},
}

// GalleryLine is a line of the gallery's own page.
type GalleryLine struct{ URL, Title, Template string }

// Gallery is every sample.
func Gallery() []Sample {
	var samples []Sample
	for _, group := range [][]Sample{
		kitSamples(), familyPages(), officePages(), peoplePages(), accountPages(), treasuryPages(), settingsPages(),
	} {
		samples = append(samples, group...)
	}
	var index []GalleryLine
	for _, s := range samples {
		index = append(index, GalleryLine{"/apparence/" + s.Name, s.Title, s.Template})
	}
	return append(samples, Sample{Name: "index", Title: "Apparence", Template: "gallery", Layout: Layout{Title: "Apparence"}, View: galleryView{galleryTokens, index}})
}

func (s *Server) galleryPage(c *fiber.Ctx) error {
	name := c.Params("name", "index")
	for _, sample := range Gallery() {
		if sample.Name != name {
			continue
		}
		if sample.Fragment {
			var text bytes.Buffer
			if err := sample.Write(s.render, &text); err != nil {
				return err
			}
			shown := strings.ReplaceAll(text.String(), "><", ">\n<")
			return s.page(c, "gallery-fragment", Layout{Title: sample.Title}, galleryFragment{sample.Title, sample.Template, shown})
		}
		return s.page(c, sample.Template, sample.Layout, sample.View)
	}
	return s.lost(c)
}
