package family

import (
	"html/template"
	"net/url"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/portal"
	"cartable/app/web/site"
)

// followUpView is the list with its addressee (site.Whom), for the links to its exports.
type followUpView struct {
	portal.FollowUp
	Whom  string
	Night string // when the rows that are not transmitted yet will be; empty when there are none
}

func (s *Pages) followUpView(list portal.FollowUp, whom string) followUpView {
	view := followUpView{FollowUp: list, Whom: whom}
	if slices.ContainsFunc(list.Rows, func(r portal.FollowUpRow) bool { return !r.Transmitted }) {
		view.Night = nightOf(list.NextNight, s.Now(), s.Loc).when
	}
	return view
}

// FollowUpPage lists the reservations that match a filter. htmx gets the list alone.
func (s *Pages) FollowUpPage(c *fiber.Ctx) error {
	list, err := s.Portal.FollowUp(c.UserContext(), viewer(c), filterOf(c, portal.DefaultFilter(s.Today())))
	if err != nil {
		return err
	}
	if site.Htmx(c) {
		return s.Fragment(c, "follow-up#filtered", s.followUpView(list, site.Whom(c)))
	}
	layout := s.Layout(c, "Suivi des réservations", "follow-up")
	layout.History = true
	return s.Page(c, "family/follow-up", layout, s.followUpView(list, layout.Whom))
}

// filterOf reads the filter of the follow-up. A form that was sent is complete; without one the default applies.
func filterOf(c *fiber.Ctx, f portal.Filter) portal.Filter {
	args := c.Context().QueryArgs()
	f.Page, _ = strconv.Atoi(c.Query("page"))
	if !args.Has("du") && !args.Has("etat") && !args.Has("transmise") {
		return f
	}
	f = portal.Filter{Page: f.Page, Activity: c.Query("activite")}
	f.ChildID, _ = strconv.ParseInt(c.Query("enfant"), 10, 64)
	f.From, _ = civil.Typed(c.Query("du"))
	f.To, _ = civil.Typed(c.Query("au"))
	for _, state := range args.PeekMulti("etat") {
		if s := booking.Status(state); s.Live() {
			f.Statuses = append(f.Statuses, s)
		}
	}
	for _, sent := range args.PeekMulti("transmise") {
		f.Transmitted = f.Transmitted || string(sent) == "oui"
		f.NotTransmitted = f.NotTransmitted || string(sent) == "non"
	}
	return f
}

// FollowURL returns the address of a page of the follow-up, with its filters. It is a template.URL, because
// html/template would escape the & between the parts; every part from outside is escaped here.
func FollowURL(f portal.Filter, at int) template.URL { return filterURL("/suivi", f, at) }

// exportURL returns the address of an export of the filtered rows; kind is "csv" or "xlsx".
func exportURL(f portal.Filter, kind string) template.URL {
	return filterURL("/suivi/export."+kind, f, 1)
}

func filterURL(path string, f portal.Filter, at int) template.URL {
	q := url.Values{}
	add := func(on bool, name, value string) {
		if on {
			q.Add(name, value)
		}
	}
	add(f.ChildID != 0, "enfant", strconv.FormatInt(f.ChildID, 10))
	add(f.Activity != "", "activite", f.Activity)
	q.Set("du", f.From.String()) // always present: it marks the filter as complete
	add(f.To != 0, "au", f.To.String())
	for _, s := range booking.Statuses(f.Keeps) {
		q.Add("etat", string(s))
	}
	add(f.Transmitted, "transmise", "oui")
	add(f.NotTransmitted, "transmise", "non")
	add(at > 1, "page", strconv.Itoa(at))
	return site.Address(path, q)
}

// filtered reports whether a follow-up excludes more than the past: its filter is then unfolded.
func filtered(f portal.Filter) bool {
	kept := len(booking.Statuses(f.Keeps))
	all := kept == 0 || kept == len(booking.Statuses(booking.Status.Live))
	return f.ChildID != 0 || f.Activity != "" || f.To != 0 || !all || f.Transmitted != f.NotTransmitted
}

// exportHead is the header row of the follow-up's exports: CSV for a French spreadsheet, and XLSX with typed cells.
var exportHead = []string{"Date", "Activité", "Enfant", "Arrivée", "Départ", "Coût (€)", "État", "Transmise"}

func (s *Pages) ExportCSV(c *fiber.Ctx) error {
	rows, err := s.Portal.Export(c.UserContext(), viewer(c), filterOf(c, portal.DefaultFilter(s.Today())))
	if err != nil {
		return err
	}
	return site.SendCSV(c, "reservations", followSpreadsheet(rows))
}

func (s *Pages) ExportXLSX(c *fiber.Ctx) error {
	rows, err := s.Portal.Export(c.UserContext(), viewer(c), filterOf(c, portal.DefaultFilter(s.Today())))
	if err != nil {
		return err
	}
	return site.SendXLSX(c, "reservations", followSpreadsheet(rows))
}

func followSpreadsheet(rows []portal.FollowUpRow) site.Spreadsheet {
	s := site.Spreadsheet{Name: "Réservations", Head: exportHead}
	for _, r := range rows {
		s.Rows = append(s.Rows, []any{r.Date, r.Activity, r.Child, r.Start, r.End, r.Cost, r.Status.Word(),
			site.YesNo(r.Transmitted)})
	}
	return s
}
