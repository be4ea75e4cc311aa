package site

import (
	"cmp"
	"errors"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"cartable/app/account"
	"cartable/app/domain/access"
	"cartable/app/domain/booking"
	"cartable/app/lang"
)

// Bare returns a layout without navigation.
func (s *Server) Bare(c *fiber.Ctx, title string) Layout {
	l := s.Layout(c, title, "")
	l.NoNav = true
	return l
}

// DoorLayout returns the layout of a page that may be shown without a session.
func (s *Server) DoorLayout(c *fiber.Ctx, title string) Layout {
	l := s.Bare(c, title)
	if VisitorOf(c) == nil {
		l.CSRF = s.Token(s.Visit(c))
	}
	return l
}

// AccountLayout returns the layout of the visitor's own account: for parents, or for staff without a family.
func (s *Server) AccountLayout(c *fiber.Ctx, title, active string) Layout {
	if VisitorOf(c).FamilyID == 0 {
		return s.StaffLayout(c, title, active)
	}
	return s.Layout(c, title, active)
}

// Layout returns the layout for the visitor.
func (s *Server) Layout(c *fiber.Ctx, title, active string) Layout {
	l := Layout{Title: title, Active: active, PayURL: s.PayURL(), Now: s.Now(), Loc: s.Loc, Read: s.Lang(c)}
	if said := Said(c); said == SessionEnded || said == SessionEndedKept {
		l.Ended = said.Sentence()
	} else {
		l.Notice = said.Sentence()
	}
	if s.Demo != nil {
		l.Demo = &Demo{}
	}
	v := VisitorOf(c)
	sure := s.Account.Sure(c.UserContext())
	if l.Contacts, l.err = s.contacts(c); len(l.Contacts) == 1 {
		l.Town, l.Logo = l.Contacts[0].Structure, LogoPath(l.Contacts[0].Logo)
		l.Accent = accentPath(l.Contacts[0].Accent)
	}
	l.err = errors.Join(sure, l.err)
	if v == nil {
		if hint := lang.Hint(c.Get(fiber.HeaderAcceptLanguage)); s.chosen(c) == nil && !hint.IsFrench() {
			l.Hint = &Told{hint, alsoIn(hint)}
		}
		return l
	}
	l.SignedIn, l.Town, l.CSRF, l.Whom = true, v.Structure, s.FormToken(v), whomOf(v)
	l.UpdatedThrough = v.UpdatedThrough
	l.Idle = int(time.Until(account.EndsAt(*v, time.Now())).Seconds())
	l.Draft = booking.Tally{Adds: v.Adds, Cancels: v.Cancels}
	if v.FamilyID != 0 {
		l.Adult, l.Family, l.Nav = account.Called(v.Adult, v.LastName), "Famille "+v.LastName, familyNav
	} else {
		l.Family, l.Staff = v.Login, v.Staff
	}
	if v.Families > 1 {
		families, err := s.Account.Families(c.UserContext(), v.AccountID)
		l.err = errors.Join(l.err, err)
		l.chooseFamily(families, v.FamilyID)
	}
	s.saysWhom(c, &l)
	return l
}

// contacts returns how the structure in view is reached; without a visitor, how each one is.
func (s *Server) contacts(c *fiber.Ctx) ([]account.Contact, error) {
	v := VisitorOf(c)
	if v == nil {
		return s.Account.Contacts(c.UserContext())
	}
	if v.StructureID == 0 {
		return nil, nil
	}
	one, err := s.Account.ContactOf(c.UserContext(), v.StructureID, v.Revision)
	return []account.Contact{one}, err
}

// PayURL returns where to pay a debt; it is empty when there is no such page.
func (s *Server) PayURL() string {
	if s.PayOrigin != "" {
		return PayPath
	}
	return ""
}

// StaffLayout adds the header of the staff pages.
func (s *Server) StaffLayout(c *fiber.Ctx, title, active string) Layout {
	l := s.Layout(c, title, active)
	l.from = cmp.Or(c.FormValue(backField), c.Get(fiber.HeaderReferer))
	l.Staff, l.StaffNav, l.Adult, l.Family = true, true, "", VisitorOf(c).Login
	places, err := s.places(c)
	place, _ := s.placeInView(c) // the error is the same
	l.err = errors.Join(l.err, err)
	l.Nav, l.Side = nil, officeNavFor(place.Roles)
	if s.Steps != nil && access.AnyMay(place.Roles, access.SeeRules) {
		l.Step, err = s.Steps(c)
		l.err = errors.Join(l.err, err)
	}
	if len(places) > 1 {
		for _, p := range places {
			l.Structures = append(l.Structures, Choice{strconv.FormatInt(p.StructureID, 10), p.Structure,
				p.StructureID == VisitorOf(c).StructureID})
		}
	}
	return l
}
