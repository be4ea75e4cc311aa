package family

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
	"cartable/app/queue"
	"cartable/app/web/site"
)

// proposalView is an offered place, as its link shows it.
type proposalView struct {
	queue.Proposal
	Path  string
	Wrong string // why the answer was not taken
	Left  int    // whole seconds until the last instant, at least one
}

// ProposalPage shows an offered place, and its two buttons: mail programs open links by themselves. It is public: its
// address is the secret, and it names nobody but the child by its first name.
func (s *Pages) ProposalPage(c *fiber.Ctx) error {
	p, err := s.Queue.Proposal(c.UserContext(), c.Params("token"))
	if err != nil {
		return err
	}
	return s.showProposal(c, proposalView{Proposal: p})
}

// AnswerProposal takes the place, or declines it. An answer that comes too late says what became of the place.
func (s *Pages) AnswerProposal(c *fiber.Ctx) error {
	token := c.Params("token")
	answer := c.FormValue("reponse")
	var p queue.Proposal
	var err error = fault.Invalidf("reponse", "Choisissez une réponse\u00a0: accepter la place ou la décliner.")
	if answer == "accepter" || answer == "decliner" {
		p, err = s.Queue.Answer(c.UserContext(), token, answer == "accepter")
	}
	view := proposalView{Proposal: p}
	if kind := fault.KindOf(err); kind == fault.Conflict || kind == fault.Invalid {
		view.Wrong = fault.Message(err)
		c.Status(site.Statuses[kind])
		view.Proposal, err = s.Queue.Proposal(c.UserContext(), token)
	}
	if err != nil {
		return err
	}
	return s.showProposal(c, view)
}

func (s *Pages) showProposal(c *fiber.Ctx, view proposalView) error {
	c.Set("X-Robots-Tag", "noindex")
	layout := s.Layout(c, "Une place pour votre enfant", "")
	if !layout.SignedIn {
		layout.CSRF = s.Token(s.Visit(c))
	}
	view.Path = queue.ProposalPath + "/" + c.Params("token")
	view.Left = max(1, int(view.Until.Sub(s.Now())/time.Second))
	return s.Page(c, "family/proposal", layout, view)
}
