package people

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/letter"
	"cartable/app/people"
	"cartable/app/web/site"
)

// letters answers with a page that confirms the action and contains the letters, one sheet each.
func (s *Pages) letters(c *fiber.Ctx, active string, all []people.Letter, view site.Handed) error {
	body, err := letter.PDF(s.BaseURL, s.Now(), all)
	if err != nil {
		return err
	}
	return s.HandLetters(c, active, len(all), body, view)
}
