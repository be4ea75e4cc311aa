package site

import (
	"encoding/base64"
	"html/template"

	"github.com/gofiber/fiber/v2"
)

// Handed is the page after something was done that makes a paper: it says what was done, and hands the paper out. An answer
// that is a download alone leaves the form on the screen as it was filled in, and it is sent again.
//
// A letter holds a password that is kept nowhere, so it cannot be asked for by a second request: it stands in the page itself,
// as the address of its link. The page is stored by nobody, as the download was not; while it is open, the letter can be taken
// again. Without a script the link is there to be followed; with one it is followed at once, and loading the page again
// leads to the page behind instead of sending the form twice.
type Handed struct {
	Title  string
	Done   []string // what was done
	Once   string   // what is lost with the page; empty = nothing
	Button string
	File   string       // its name
	URL    template.URL // where it is: an address of the portal, or the file itself
	Back   string
	Behind string // what is there
}

// Itself is the address of a file that holds the file.
func Itself(kind string, body []byte) template.URL {
	return template.URL("data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(body)) // #nosec G203 -- a kind of ours
}

// Hand answers with the page.
func (s *Server) Hand(c *fiber.Ctx, l Layout, view Handed) error {
	l.Passkeys = true
	return s.Page(c, "site/handed", l, view)
}
