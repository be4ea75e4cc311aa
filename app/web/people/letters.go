package people

import (
	"strconv"

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
	view.URL, view.File, view.Button = site.Itself("application/pdf", body), "lettre.pdf", "Télécharger la lettre"
	view.Once = "Le mot de passe n'est écrit que dans cette lettre. " +
		"Imprimez-la ou enregistrez-la avant de quitter la page\u00a0: ensuite, il faudra en tirer un autre."
	if len(all) > 1 {
		view.File, view.Button = "lettres.pdf", "Télécharger les "+strconv.Itoa(len(all))+" lettres"
		view.Once = "Les mots de passe ne sont écrits que dans ces lettres. " +
			"Imprimez-les ou enregistrez-les avant de quitter la page\u00a0: ensuite, il faudra en tirer d'autres."
	}
	return s.Hand(c, s.StaffLayout(c, view.Title, active), view)
}
