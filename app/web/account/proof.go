package account

import (
	"encoding/json"
	"time"

	"github.com/gofiber/fiber/v2"

	"cartable/app/account"
	"cartable/app/domain/fault"
	"cartable/app/web/site"
)

// ConfirmProof checks a proof of identity, and returns to the page that required it.
func (s *Pages) ConfirmProof(c *fiber.Ctx) error {
	next := s.SafeNext(c.FormValue("suite"))
	if !account.Proved(*site.VisitorOf(c), time.Now()) {
		if err := s.TakeProof(c); err != nil {
			return s.ShowProof(c, site.ProofPage{Action: site.ProofPath,
				Carried: []site.Hidden{{Name: "suite", Value: next}}}, err)
		}
	}
	return c.Redirect(next, fiber.StatusSeeOther)
}

// AskForProof sends the script the data that the browser needs for a proof with a passkey.
func (s *Pages) AskForProof(c *fiber.Ctx) error {
	asked, err := s.Account.AskForProof(c.UserContext(), *site.VisitorOf(c))
	if err != nil {
		return err
	}
	return c.JSON(asked)
}

// DepartToProve redirects to FranceConnect for a proof of identity. The interrupted request is kept for the return.
func (s *Pages) DepartToProve(c *fiber.Ctx) error {
	left := site.Resume{Action: c.FormValue("vers"), Carried: site.Carried(c)}
	if !s.GoesOn(left.Action) {
		return fault.Invalidf("", "Cette demande n'est plus valable. Recommencez.")
	}
	text, err := json.Marshal(left)
	if err != nil {
		return err
	}
	address, err := s.Account.DepartToProve(c.UserContext(), *site.VisitorOf(c), s.browser(c), string(text))
	if err != nil {
		return err
	}
	return c.Redirect(address, fiber.StatusSeeOther)
}

// goOn continues the request that a visit to FranceConnect interrupted: it opens a page, or shows a form ready to be
// sent.
func (s *Pages) goOn(c *fiber.Ctx, text string) error {
	var left site.Resume
	if err := json.Unmarshal([]byte(text), &left); err != nil {
		return err
	}
	if left.Action != site.ProofPath {
		return s.ShowProof(c, site.ProofPage{Action: left.Action, Carried: left.Carried, Done: true}, nil)
	}
	next := "/"
	for _, one := range left.Carried {
		if one.Name == "suite" {
			next = s.SafeNext(one.Value)
		}
	}
	return c.Redirect(next, fiber.StatusSeeOther)
}
