package account

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/account"
	"cartable/app/domain/fault"
	"cartable/app/web/site"
)

// AskDiet asks the town hall to change the diet of a child.
func (s *Pages) AskDiet(c *fiber.Ctx) error {
	ask := account.DietAsk{ChildID: site.FormID(c, "enfant"), Diet: c.FormValue("regime"),
		Allergies: c.FormValue("pai")}
	return s.dietDone(c, s.Account.AskDiet(c.UserContext(), *site.VisitorOf(c), ask), site.DietAsked, ask)
}

// WithdrawDiet takes such a request back.
func (s *Pages) WithdrawDiet(c *fiber.Ctx) error {
	return s.dietDone(c, s.Account.WithdrawDiet(c.UserContext(), *site.VisitorOf(c), site.FormID(c, "demande")),
		site.DietWithdrawn, account.DietAsk{})
}

// dietDone answers with the profile, or shows it again with what was typed.
func (s *Pages) dietDone(c *fiber.Ctx, err error, said site.Notice, ask account.DietAsk) error {
	if kind := fault.KindOf(err); kind == fault.Invalid || kind == fault.Conflict {
		page := ProfilePage{Diet: ask}
		if kind == fault.Conflict && ask.ChildID != 0 { // the other parent was faster: what was typed is kept
			page.Moved = fault.Message(err)
		}
		return s.showProfile(c, page, err)
	}
	if err != nil {
		return err
	}
	return site.Say(c, said, "/profil")
}

// childDiet is a child of the profile, with the form that asks for another diet.
type childDiet struct {
	account.ChildFile
	Again bool // its form is shown again
	Typed account.DietAsk
	Moved string // why it is not sent
}

// MayAsk reports whether a change may be asked: while none waits.
func (c childDiet) MayAsk() bool { return c.Asked == nil || !c.Asked.Is("asked") }

// DietOf returns the form about a child.
func (p ProfilePage) DietOf(file account.ChildFile) childDiet {
	one := childDiet{ChildFile: file, Typed: account.DietAsk{Diet: file.Diet, Allergies: file.Allergies}}
	if one.Again = file.ID != 0 && p.Diet.ChildID == file.ID; one.Again {
		one.Typed, one.Moved = p.Diet, p.Moved
	}
	return one
}
