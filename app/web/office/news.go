package office

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/news"
	"cartable/app/web/site"
)

const newsPath = "/mairie/actualites"

// newsURL returns the page of an announcement; 0 is that of a new one.
func newsURL(id int64) string {
	if id == 0 {
		return newsPath + "/" + newNews
	}
	return newsPath + "/" + strconv.FormatInt(id, 10)
}

// newsWords are the words and the tones of the states of an announcement. What is shown to families, as it should be,
// has no mark in the list (DOMAIN.md 10.21).
var newsWords = map[news.State]newsWord{
	news.Coming: {"À venir", "wait"}, news.Online: {"En ligne", "ok"}, news.Over: {"Terminée", "off"},
	news.Withdrawn: {"Retirée", "off"}}

type newsWord struct{ Word, Tone string }

// NewsPage lists the announcements of the structure.
func (s *Pages) NewsPage(c *fiber.Ctx) error {
	list, err := s.Office.News(c.UserContext(), site.Actor(c), site.Number(c, "page"))
	if err != nil {
		return err
	}
	return s.Page(c, "office/news", s.StaffLayout(c, "Actualités", "news"), list)
}
