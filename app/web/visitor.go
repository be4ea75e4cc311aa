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
func (s *Server) places(c *fiber.Ctx) []portal.StaffPlace {
	if all, ok := c.Locals(keyPlaces).([]portal.StaffPlace); ok {
		return all
	}
	all, err := s.Portal.StaffPlaces(c.UserContext(), visitorOf(c).AccountID)
	if err != nil {
		return nil
	}
	c.Locals(keyPlaces, all)
	return all
}

func (s *Server) placeInView(c *fiber.Ctx) (portal.StaffPlace, bool) {
	for _, p := range s.places(c) {
		if p.StructureID == visitorOf(c).StructureID {
			return p, true
		}
	}
	return portal.StaffPlace{}, false
}

// desk is where the member of staff who asks works.
func desk(c *fiber.Ctx) office.Desk {
	v := visitorOf(c)
	return office.Desk{StructureID: v.StructureID, Revision: v.Revision, AccountID: v.AccountID, Origin: c.IP()}
}
