package office

import (
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/civil"
	"cartable/app/office"
	"cartable/app/web/site"
)

const toMarkPath = "/mairie/a-pointer"

// toMarkView is the board of what nobody has marked, as a form.
type toMarkView struct {
	office.ToMark
	Ticked []office.SiteSeen // the boxes that were ticked before
	Reason string            // as typed
	office.MarkedSites
}

// Checked reports whether the box of a line is ticked.
func (v toMarkView) Checked(s office.ToMarkSite) bool { return slices.Contains(v.Ticked, s.SiteSeen) }

// siteKey is the value of the box of a line.
func siteKey(s office.SiteSeen) string {
	return strings.Join([]string{s.Date.String(), strconv.Itoa(s.Unmarked), s.Code, s.School}, "|")
}

// readSiteKey reads the value of a box; a forged one names no sheet.
func readSiteKey(key string) (s office.SiteSeen) {
	parts := strings.SplitN(key, "|", 4)
	if len(parts) < 4 {
		return office.SiteSeen{}
	}
	s.Date, _ = civil.Parse(parts[0])
	s.Unmarked, _ = strconv.Atoi(parts[1])
	s.Code, s.School = parts[2], parts[3]
	return s
}

// unmarkedURL returns the address of a sheet with the children whom nobody has marked.
func unmarkedURL(code string, date civil.Date) template.URL {
	return site.Address("/mairie/feuille/"+url.PathEscape(code), url.Values{"jour": {date.String()},
		"voir": {"a-pointer"}})
}

// ToMarkPage shows what nobody has marked in the last days.
func (s *Pages) ToMarkPage(c *fiber.Ctx) error { return s.showToMark(c, toMarkView{}, nil) }

func (s *Pages) showToMark(c *fiber.Ctx, view toMarkView, wrong map[string]string) (err error) {
	if view.ToMark, err = s.Office.ToMark(c.UserContext(), site.Actor(c)); err != nil {
		return err
	}
	layout := s.StaffLayout(c, "À pointer", "today")
	if wrong != nil {
		return s.Again(c, "office/to-mark", layout, wrong, view)
	}
	return s.Page(c, "office/to-mark", layout, view)
}

// MarkSites marks as booked the lines that are ticked. Those that moved meanwhile are named above the board
// as it is now.
func (s *Pages) MarkSites(c *fiber.Ctx) error {
	view := toMarkView{Reason: c.FormValue("motif")}
	for _, value := range c.Context().PostArgs().PeekMulti("feuille") {
		view.Ticked = append(view.Ticked, readSiteKey(string(value)))
	}
	done, err := s.Office.MarkSites(c.UserContext(), site.Actor(c), view.Ticked, view.Reason)
	if wrong := site.FieldFaults(err); wrong != nil {
		return s.showToMark(c, view, wrong)
	}
	if err != nil {
		return err
	}
	if len(done.Left) > 0 {
		return s.showToMark(c, toMarkView{MarkedSites: done, Reason: view.Reason}, nil)
	}
	return site.Say(c, site.SitesTicked, toMarkPath)
}
