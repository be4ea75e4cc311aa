package settings

import (
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/town"
	"cartable/app/settings"
	"cartable/app/web/site"
)

const (
	releasePath  = "/mairie/ouvertures"
	releaseTitle = "Ouverture des réservations"
)

// releasesView is the list of the openings of bookings, with a form.
type releasesView struct {
	settings.Releases
	Form releaseForm
}

// releaseForm is an opening as it is typed: the cells of its noun.
type releaseForm struct {
	Cells    map[string]string
	Reason   string
	Shown    string // the noun as the form showed it, empty for a new one
	Effect   *settings.ReleaseEffect
	Read     string // the cells of which the effect was shown
	Moved    string // what somebody else has changed meanwhile
	Refused  string // why nothing was changed, if that is about no field
	Prefills []prefill
}

// prefill is a link that fills the dates of the form: those of a holiday.
type prefill struct {
	Name, Days string
	Query      string
}

var releaseFields = []string{"activity", "from", "to", "on", "at"}

// key is what the effect of a form was shown for.
func (f releaseForm) key() string {
	words := make([]string, len(releaseFields))
	for i, name := range releaseFields {
		words[i] = f.Cells[name]
	}
	return strings.Join(words, " ")
}

func (s *Pages) ReleasesPage(c *fiber.Ctx) error {
	form := releaseForm{Cells: map[string]string{"activity": c.Query("activite"), "from": c.Query("du"),
		"to": c.Query("au"), "at": "08:30"}}
	if activity, day, edit := strings.Cut(c.Query("ouverture"), ":"); edit {
		from, _ := civil.Parse(day)
		one, err := s.Settings.Release(c.UserContext(), site.Actor(c), activity, from)
		if err != nil {
			return err
		}
		form.Shown = town.Shown(one.ReleaseEntry)
		for _, f := range town.Fields(town.NounRelease) {
			form.Cells[f.Name] = f.Cell(one.ReleaseEntry)
		}
	}
	return s.showReleases(c, form, nil)
}

// showReleases shows the page; what is wrong with the form makes it a 422.
func (s *Pages) showReleases(c *fiber.Ctx, form releaseForm, wrong map[string]string) error {
	all, err := s.Settings.Releases(c.UserContext(), site.Actor(c))
	if err != nil {
		return err
	}
	layout := s.StaffLayout(c, releaseTitle, "releases")
	view := releasesView{all, form}
	for _, p := range all.Holidays {
		view.Form.Prefills = append(view.Form.Prefills, prefill{p.Name, p.From.DayMonth() + " – " + p.To.DayMonth(),
			url.Values{"activite": {form.Cells["activity"]}, "du": {p.From.String()}, "au": {p.To.String()}}.Encode()})
	}
	if wrong != nil {
		view.Form.Refused = wrong[""]
		return s.Again(c, "settings/releases", layout, wrong, view)
	}
	return s.Page(c, "settings/releases", layout, view)
}

func (s *Pages) SetRelease(c *fiber.Ctx) error {
	form := releaseForm{Cells: map[string]string{}, Reason: c.FormValue("motif"),
		Shown: c.FormValue(shownField)}
	for _, name := range releaseFields {
		form.Cells[name] = c.FormValue(name)
	}
	before, err := shownRelease(c)
	if err != nil {
		return err
	}
	ask := settings.ReleaseForm{Before: before, Cells: form.Cells, Reason: form.Reason}
	effect, err := s.Settings.ReleaseEffect(c.UserContext(), site.Actor(c), ask)
	if wrong := site.FieldFaults(err); wrong != nil {
		return s.showReleases(c, form, wrong)
	}
	if err != nil {
		return err
	}
	form.Effect, form.Read = &effect, form.key()
	if c.FormValue("effet") != form.Read {
		return s.showReleases(c, form, nil)
	}
	id, applied, err := s.Settings.SetRelease(c.UserContext(), site.Actor(c), ask)
	switch wrong := site.FieldFaults(err); {
	case wrong != nil:
		return s.showReleases(c, form, wrong)
	case fault.KindOf(err) == fault.Conflict:
		return s.releaseMoved(c, form, before, err)
	case err != nil:
		return err
	case applied:
		return site.Say(c, site.ReleaseSet, releasePath)
	}
	return c.Redirect(site.OperationPath(id), fiber.StatusSeeOther)
}

// releaseMoved shows the form again with what somebody else has changed, and keeps what was typed: sent again, it
// replaces what is stored now.
func (s *Pages) releaseMoved(c *fiber.Ctx, form releaseForm, before *town.ReleaseEntry, refusal error) error {
	form.Effect, form.Read = nil, ""
	c.Status(fiber.StatusConflict)
	if before == nil { // somebody else made the same one
		form.Refused = fault.Message(refusal)
		return s.showReleases(c, form, nil)
	}
	now, err := s.Settings.Release(c.UserContext(), site.Actor(c), before.Activity, before.From)
	if err != nil {
		return err
	}
	form.Shown = town.Shown(now.ReleaseEntry)
	form.Moved = town.Change{Before: *before, After: now.ReleaseEntry}.String()
	return s.showReleases(c, form, nil)
}

// shownRelease returns the opening as the form showed it; nil for a new one.
func shownRelease(c *fiber.Ctx) (*town.ReleaseEntry, error) {
	carried, err := town.ReadShown[town.ReleaseEntry](c.FormValue(shownField))
	if err != nil || len(carried) == 0 {
		return nil, err
	}
	return &carried[0], nil
}
