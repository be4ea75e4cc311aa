package settings

import (
	"encoding/json"
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
	Before   string // the noun as the form was shown, empty for a new one
	Effect   *settings.ReleaseEffect
	Seen     string // the cells of which the effect was shown
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
		form.Before = shownNoun(one.ReleaseEntry)
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
	form := releaseForm{Cells: map[string]string{}, Reason: c.FormValue("motif"), Before: c.FormValue("avant")}
	for _, name := range releaseFields {
		form.Cells[name] = c.FormValue(name)
	}
	before, err := releaseShown(form.Before)
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
	form.Effect, form.Seen = &effect, form.key()
	if c.FormValue("vu") != form.Seen {
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
	if before == nil {
		return refusal
	}
	now, err := s.Settings.Release(c.UserContext(), site.Actor(c), before.Activity, before.From)
	if err != nil {
		return err
	}
	form.Before, form.Effect, form.Seen = shownNoun(now.ReleaseEntry), nil, ""
	form.Moved = town.Change{Before: *before, After: now.ReleaseEntry}.String()
	c.Status(fiber.StatusConflict)
	return s.showReleases(c, form, nil)
}

var errForm = fault.Invalidf("", "Ce formulaire est incomplet. Rechargez la page et recommencez.")

// shownNoun is the hidden field of a form: the noun as it was shown.
func shownNoun(n town.Noun) string {
	text, err := json.Marshal(town.Change{Before: n})
	if err != nil {
		return ""
	}
	return string(text)
}

// releaseShown reads that field back; nil for a new opening.
func releaseShown(text string) (*town.ReleaseEntry, error) {
	if text == "" {
		return nil, nil
	}
	var change town.Change
	if err := json.Unmarshal([]byte(text), &change); err != nil {
		return nil, errForm
	}
	n, ok := change.Before.(town.ReleaseEntry)
	if !ok {
		return nil, errForm
	}
	return &n, nil
}
