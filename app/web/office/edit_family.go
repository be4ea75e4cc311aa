package office

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/office"
	"cartable/app/web/site"
)

// editFamilyView is the form over a family.
type editFamilyView struct {
	office.FamilyFile
	editView
}

// AdultField returns the field of an adult's name.
func (v editFamilyView) AdultField(accountID int64) string { return office.AdultField(accountID) }

// PhoneField returns the field of an adult's own telephone.
func (v editFamilyView) PhoneField(accountID int64) string { return office.PhoneField(accountID) }

func (s *Pages) EditFamilyPage(c *fiber.Ctx) error {
	file, err := s.Office.EditFamily(c.UserContext(), site.Actor(c), site.Param(c, "code"))
	if err != nil {
		return err
	}
	return s.Page(c, "office/edit-family", s.StaffLayout(c, "Famille "+file.Name, "families"),
		editFamilyView{file, showStored(file.Values)})
}

// SetFamily saves the form over a family.
func (s *Pages) SetFamily(c *fiber.Ctx) error {
	code := site.Param(c, "code")
	file, err := s.Office.EditFamily(c.UserContext(), site.Actor(c), code)
	if err != nil {
		return err
	}
	e := readEdit(c, file.Values)
	changed, ended, refusal := s.Office.SetFamily(c.UserContext(), site.Actor(c), code, e)
	if refusal == nil && ended {
		return site.Say(c, site.FileAccessEnded, string(site.FamilyURL(code, "")))
	}
	if refusal == nil {
		return saidEdit(c, changed, code)
	}
	layout := s.StaffLayout(c, "Famille "+file.Name, "families")
	if !s.answerEdit(c, refusal, &layout) {
		return refusal
	}
	if file, err = s.Office.EditFamily(c.UserContext(), site.Actor(c), code); err != nil {
		return err
	}
	return s.Page(c, "office/edit-family", layout, editFamilyView{file, typedAgain(e, file.Values, refusal)})
}
