package account

import (
	"encoding/json"
	"time"

	"github.com/gofiber/fiber/v2"

	"cartable/app/account"
	"cartable/app/domain/fault"
	"cartable/app/web/site"
)

// confirmProof proves, and goes to the page that asked.
func (s *Pages) ConfirmProof(c *fiber.Ctx) error {
	next := s.SafeNext(c.FormValue("suite"))
	if !account.Proved(*site.VisitorOf(c), time.Now()) {
		if err := s.TakeProof(c); err != nil {
			return s.ShowProof(c, site.ProofPage{Action: site.ProofPath, Carried: []site.Hidden{{Name: "suite", Value: next}}}, err)
		}
	}
	return c.Redirect(next, fiber.StatusSeeOther)
}

// askForProof hands the script what the browser needs to prove with a passkey.
func (s *Pages) AskForProof(c *fiber.Ctx) error {
	asked, err := s.Account.AskForProof(c.UserContext(), *site.VisitorOf(c))
	if err != nil {
		return err
	}
	return c.JSON(asked)
}

// departToProve sends to FranceConnect who proves with it. What they were about to do waits for them.
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

// goOn continues what somebody left for FranceConnect to prove: a page opens, a form is shown to be sent.
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
