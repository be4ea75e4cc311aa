package people

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/letter"
	"cartable/app/people"
	"cartable/app/web/site"
)

// letters answers with a paper of letters, a page each.
func (s *Pages) letters(c *fiber.Ctx, name string, all []people.Letter) error {
	body, err := letter.PDF(s.BaseURL, s.Now(), all)
	if err != nil {
		return err
	}
	return site.Download(c, "application/pdf", name+".pdf", body)
}
