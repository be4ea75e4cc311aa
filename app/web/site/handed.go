package site

import (
	"encoding/base64"
	"html/template"
	"strconv"

	"github.com/gofiber/fiber/v2"
)

// Handed is the page after an action that makes a paper: it confirms the action, and offers the paper. If the answer
// was only a download, the filled form would stay on the screen, and users would send it again.
//
// A letter contains a password that is stored nowhere, so a second request cannot fetch it: it is in the page itself,
// as the address of its link. No cache stores the page, as for a download; while it is open, the letter can be
// downloaded again. Without a script the user follows the link; with one it is followed at once, and a reload leads to
// the next page instead of sending the form twice.
type Handed struct {
	Title  string
	Done   []string // sentences on the action
	Once   string   // a warning of what the page alone contains; empty = none
	Button string
	File   string       // the paper's name
	URL    template.URL // the paper: an address of the portal, or a data URL
	Back   string
	Behind string // the title of that page
}

// Itself returns a data URL that contains a file.
func Itself(kind string, body []byte) template.URL {
	return template.URL("data:" + kind + ";base64," +
		base64.StdEncoding.EncodeToString(body)) // #nosec G203 -- a kind of ours
}

// Hand answers with the page.
func (s *Server) Hand(c *fiber.Ctx, l Layout, view Handed) error {
	l.Passkeys = true
	return s.Page(c, "site/handed", l, view)
}

// HandLetters answers with letters with accesses, one sheet each, in one paper.
func (s *Server) HandLetters(c *fiber.Ctx, active string, count int, body []byte, view Handed) error {
	view.URL, view.File, view.Button = Itself("application/pdf", body), "lettre.pdf", "Télécharger la lettre"
	view.Once = "Le mot de passe n'est écrit que dans cette lettre. " +
		"Imprimez-la ou enregistrez-la avant de quitter la page\u00a0: ensuite, il faudra en tirer un autre."
	if count > 1 {
		view.File, view.Button = "lettres.pdf", "Télécharger les "+strconv.Itoa(count)+" lettres"
		view.Once = "Les mots de passe ne sont écrits que dans ces lettres. " +
			"Imprimez-les ou enregistrez-les avant de quitter la page\u00a0: ensuite, il faudra en tirer d'autres."
	}
	return s.Hand(c, s.StaffLayout(c, view.Title, active), view)
}
