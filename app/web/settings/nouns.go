package settings

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/town"
	"cartable/app/settings"
	"cartable/app/web/site"
)

// nounsView is the list of pools, categories or wallets.
type nounsView struct {
	kindWords
	settings.NounList
}

// NounsPage shows the list of a kind.
func (s *Pages) NounsPage(kind town.NounKind) fiber.Handler {
	return func(c *fiber.Ctx) error {
		list, err := s.Settings.Nouns(c.UserContext(), site.Actor(c), kind)
		if err != nil {
			return err
		}
		words := wordsOf(kind)
		return s.Page(c, "settings/nouns", s.StaffLayout(c, words.Many, words.Key), nounsView{words, list})
	}
}

// At returns the address of a noun of the list.
func (k kindWords) At(code string) string { return k.Path + "/" + url.PathEscape(code) }
