package settings

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
	"cartable/app/domain/town"
	"cartable/app/web/site"
)

// RemoveNounPage asks before a pool, a category or a wallet is removed.
func (s *Pages) RemoveNounPage(kind town.NounKind) fiber.Handler {
	return func(c *fiber.Ctx) error { return s.confirmRemoval(c, kind, nil) }
}

func (s *Pages) confirmRemoval(c *fiber.Ctx, kind town.NounKind, refusal error) error {
	shown, err := s.Settings.Noun(c.UserContext(), site.Actor(c), kind, site.Param(c, "code"))
	if err != nil {
		return err
	}
	path := nounPath(kind, site.Param(c, "code"))
	return s.Confirm(c, "activities", site.Confirm{Title: "Retirer " + wordsOf(kind).The, Object: shown.Noun.Title(),
		Effects: []string{"Retiré seulement si rien ne l'a jamais utilisé.", "Une erreur se répare depuis le journal."},
		Action:  path + "/retirer", Button: "Retirer", Danger: true, Back: path}, refusal)
}

// RemoveNoun proposes the removal.
func (s *Pages) RemoveNoun(kind town.NounKind) fiber.Handler {
	return func(c *fiber.Ctx) error {
		done, err := s.Settings.Remove(c.UserContext(), site.Actor(c), kind, site.Param(c, "code"),
			c.FormValue("motif"))
		if site.Invalid(err) {
			for field, sentence := range site.FieldFaults(err) {
				return s.confirmRemoval(c, kind, fault.Invalidf(field, "%s", sentence))
			}
		}
		if err != nil {
			return err
		}
		return say(c, done, wordsOf(kind).Path)
	}
}
