package site

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/account"
	"cartable/app/desk"
)

func VisitorOf(c *fiber.Ctx) *account.Visitor {
	v, _ := c.Locals(KeyVisitor).(*account.Visitor)
	return v
}

// places returns the structures for which the visitor works, read once per request.
func (s *Server) places(c *fiber.Ctx) ([]account.StaffPlace, error) {
	if all, ok := c.Locals(keyPlaces).([]account.StaffPlace); ok {
		return all, nil
	}
	all, err := s.Account.StaffPlaces(c.UserContext(), VisitorOf(c).AccountID)
	if err != nil {
		return nil, err
	}
	c.Locals(keyPlaces, all)
	return all, nil
}

// placeInView returns the structure in view with the visitor's roles there; they may have none.
func (s *Server) placeInView(c *fiber.Ctx) (account.StaffPlace, error) {
	all, err := s.places(c)
	for _, p := range all {
		if p.StructureID == VisitorOf(c).StructureID {
			return p, nil
		}
	}
	return account.StaffPlace{}, err
}

// Actor returns the member of staff who sent the request, with their structure.
func Actor(c *fiber.Ctx) desk.Actor {
	v := VisitorOf(c)
	return desk.Actor{StructureID: v.StructureID, Revision: v.Revision, AccountID: v.AccountID, Origin: ClientOf(c)}
}
