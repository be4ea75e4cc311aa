package web

import (
	"encoding/json"
	"time"

	"github.com/gofiber/fiber/v2"

	"cartable/app/account"
	"cartable/app/domain/fault"
)

// confirmProof proves, and goes to the page that asked.
func (s *Server) confirmProof(c *fiber.Ctx) error {
	next := s.safeNext(c.FormValue("suite"))
	if !account.Proved(*visitorOf(c), time.Now()) {
		if err := s.takeProof(c); err != nil {
			return s.showProof(c, ProofPage{Action: proofPath, Carried: []Hidden{{"suite", next}}}, err)
		}
	}
	return c.Redirect(next, fiber.StatusSeeOther)
}

// askForProof hands the script what the browser needs to prove with a passkey.
func (s *Server) askForProof(c *fiber.Ctx) error {
	asked, err := s.Account.AskForProof(c.UserContext(), *visitorOf(c))
	if err != nil {
		return err
	}
	return c.JSON(asked)
}

// departToProve sends to FranceConnect who proves with it. What they were about to do waits for them.
func (s *Server) departToProve(c *fiber.Ctx) error {
	left := resume{c.FormValue("vers"), carried(c)}
	if !s.goesOn(left.Action) {
		return fault.Invalidf("", "Cette demande n'est plus valable. Recommencez.")
	}
	text, err := json.Marshal(left)
	if err != nil {
		return err
	}
	address, err := s.Account.DepartToProve(c.UserContext(), *visitorOf(c), s.browser(c), string(text))
	if err != nil {
		return err
	}
	return c.Redirect(address, fiber.StatusSeeOther)
}

// goOn continues what somebody left for FranceConnect to prove: a page opens, a form is shown to be sent.
func (s *Server) goOn(c *fiber.Ctx, text string) error {
	var left resume
	if err := json.Unmarshal([]byte(text), &left); err != nil {
		return err
	}
	if left.Action != proofPath {
		return s.showProof(c, ProofPage{Action: left.Action, Carried: left.Carried, Done: true}, nil)
	}
	next := "/"
	for _, one := range left.Carried {
		if one.Name == "suite" {
			next = s.safeNext(one.Value)
		}
	}
	return c.Redirect(next, fiber.StatusSeeOther)
}
