package settings

import (
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"

	"cartable/app/web/site"
)

// The band on the pages to which the first steps lead, with the way back to their list, as long as a step is left.

// stepPages are where the pages of each step begin, in the order of the steps; those of the last row are of none.
var stepPages = [][]string{
	{"/mairie/reglages"}, {"/mairie/porte-monnaie"}, {"/mairie/categories"},
	{"/mairie/activites", "/mairie/groupes"}, {"/mairie/calendrier", "/mairie/fermer"}, {"/mairie/tarifs"},
	{"/mairie/nouvelle-famille", "/mairie/import-familles"}, {"/mairie/acces"}, {"/mairie/operations"},
}

// stepAt returns the index of the step that a page belongs to; ok is false where there is no band.
func stepAt(path string) (index int, ok bool) {
	for i, pages := range stepPages {
		for _, page := range pages {
			if path == page || strings.HasPrefix(path, page+"/") {
				return i, true
			}
		}
	}
	return 0, false
}

// Steps tells where a page stands among the first steps of a town.
type Steps struct {
	pages *Pages
	done  sync.Map // structures all of whose steps were done once: they are not asked again
}

// NewSteps returns the band of the pages.
func NewSteps(s *Pages) *Steps { return &Steps{pages: s} }

// Of returns the band of a page; nil for none.
func (s *Steps) Of(c *fiber.Ctx) (*site.Step, error) {
	at, shown := stepAt(c.Path())
	d := site.Actor(c)
	if _, done := s.done.Load(d.StructureID); done || !shown {
		return nil, nil
	}
	hidden, err := s.pages.Settings.StartHidden(c.UserContext(), d)
	if hidden || err != nil {
		return nil, err
	}
	start, err := s.pages.Settings.Start(c.UserContext(), d)
	if err != nil {
		return nil, err
	}
	left := start.Left()
	if left == 0 {
		s.done.Store(d.StructureID, true)
	}
	if left == 0 {
		return nil, nil
	}
	band := &site.Step{Left: left, Of: len(start.Steps), URL: startPath}
	if at < len(start.Steps) {
		band.Number, band.Title, band.Done = at+1, start.Steps[at].Title, start.Steps[at].Done()
	}
	return band, nil
}
