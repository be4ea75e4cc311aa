package web

import (
	"cartable/app/office"
	"cartable/app/portal"

	"github.com/gofiber/fiber/v2"
)

func visitorOf(c *fiber.Ctx) *portal.Visitor {
	v, _ := c.Locals(keyVisitor).(*portal.Visitor)
	return v
}

// places are the structures for which the visitor works, read once a request.
func (s *Server) places(c *fiber.Ctx) ([]portal.StaffPlace, error) {
	if all, ok := c.Locals(keyPlaces).([]portal.StaffPlace); ok {
		return all, nil
	}
	all, err := s.Portal.StaffPlaces(c.UserContext(), visitorOf(c).AccountID)
	if err != nil {
		return nil, err
	}
	c.Locals(keyPlaces, all)
	return all, nil
}

// placeInView is the structure in view with the visitor's roles there: none where they do not work.
func (s *Server) placeInView(c *fiber.Ctx) (portal.StaffPlace, error) {
	all, err := s.places(c)
	for _, p := range all {
		if p.StructureID == visitorOf(c).StructureID {
			return p, nil
		}
	}
	return portal.StaffPlace{}, err
}

// desk is where the member of staff who asks works.
func desk(c *fiber.Ctx) office.Desk {
	v := visitorOf(c)
	return office.Desk{StructureID: v.StructureID, Revision: v.Revision, AccountID: v.AccountID, Origin: clientOf(c)}
}
