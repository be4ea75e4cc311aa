package office

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/desk"
	"cartable/app/office"
	"cartable/app/web/site"
)

// lookalikesView is the choice of the other file: those that it seems to be, and a search.
type lookalikesView struct {
	Code, Name string
	Likely     []office.Lookalike
	Search     string
	Found      []desk.FamilyRow
	More       bool // the search found more than the page shows
}

// likelyRow is a line of the choice.
type likelyRow struct{ Kept, Gone, Name, Words string }

// LikelyRows returns the files that the page proposes.
func (v lookalikesView) LikelyRows() (all []likelyRow) {
	for _, one := range v.Likely {
		all = append(all, likelyRow{v.Code, one.Code, one.Name, one.Words})
	}
	return all
}

// FoundRows returns those that the search found, with their children.
func (v lookalikesView) FoundRows() (all []likelyRow) {
	for _, one := range v.Found {
		all = append(all, likelyRow{v.Code, one.Code, one.Name, strings.Join(one.Children, ", ")})
	}
	return all
}

// mostFound limits the families that the choice shows.
const mostFound = 20

// LookalikesPage proposes the other files that a family may stand in, and searches among all.
func (s *Pages) LookalikesPage(c *fiber.Ctx) error {
	code := site.Param(c, "code")
	view := lookalikesView{Code: code, Search: strings.TrimSpace(c.Query("q"))}
	var err error
	if view.Name, view.Likely, err = s.Office.Lookalikes(c.UserContext(), site.Actor(c), code); err != nil {
		return err
	}
	if view.Search != "" {
		list, err := s.Office.Families(c.UserContext(), site.Actor(c), desk.FamilyQuery{Text: view.Search})
		if err != nil {
			return err
		}
		for _, row := range list.Rows {
			if row.Code == code {
				continue
			}
			if view.More = len(view.Found) == mostFound; view.More {
				break
			}
			view.Found = append(view.Found, row)
		}
	}
	return s.Page(c, "office/lookalikes", s.StaffLayout(c, "Réunir deux dossiers", "families"), view)
}
