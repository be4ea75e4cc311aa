package office

import (
	"errors"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/town"
	"cartable/app/office"
	"cartable/app/web/site"
)

// editView is what the forms over a family and over a child have in common.
type editView struct {
	Values map[string]string // as typed
	Shown  string            // as stored when the form was shown
	Reason string
	Moved  []town.Difference // what another clerk has changed meanwhile
}

// Value returns what a field holds.
func (v editView) Value(name string) string { return v.Values[name] }

// showStored returns the form over what is stored.
func showStored(stored map[string]string) editView {
	return editView{Values: stored, Shown: carried(stored)}
}

// carried writes the values of a form for its hidden field.
func carried(values map[string]string) string {
	all := url.Values{}
	for name, value := range values {
		all.Set(name, value)
	}
	return all.Encode()
}

// readEdit reads such a form: the fields that the file has now, and those that it had.
func readEdit(c *fiber.Ctx, stored map[string]string) office.Edit {
	e := office.Edit{Shown: map[string]string{}, Typed: map[string]string{}, Reason: c.FormValue("motif")}
	shown, _ := url.ParseQuery(c.FormValue("vu"))
	names := url.Values{}
	for name := range stored {
		names.Set(name, "")
	}
	for name := range shown { // what the file no longer has was asked too
		names.Set(name, "")
	}
	for name := range names {
		if shown.Has(name) {
			e.Shown[name] = shown.Get(name)
		}
		if c.Context().PostArgs().Has(name) {
			e.Typed[name] = strings.TrimSpace(strings.ReplaceAll(c.FormValue(name), "\r\n", "\n"))
		}
	}
	return e
}

// typedAgain returns the form as typed. Of what another clerk has changed meanwhile, only what was typed is kept.
func typedAgain(e office.Edit, stored map[string]string, err error) editView {
	view := editView{Values: map[string]string{}, Shown: carried(e.Shown), Reason: e.Reason}
	var overtaken office.Overtaken
	moved := errors.As(err, &overtaken)
	for name, now := range stored {
		view.Values[name] = now
		if typed, asked := e.Typed[name]; asked && (!moved || typed != e.Shown[name]) {
			view.Values[name] = typed
		}
	}
	if moved {
		view.Moved, view.Shown = overtaken.Moved, carried(stored)
	}
	return view
}

// answerEdit shows a form again after a refusal; ok is false for another error.
func (s *Pages) answerEdit(c *fiber.Ctx, err error, layout *site.Layout) (ok bool) {
	var overtaken office.Overtaken
	switch wrong := site.FieldFaults(err); {
	case wrong != nil:
		c.Status(fiber.StatusUnprocessableEntity)
		layout.FieldErrors = wrong
	case errors.As(err, &overtaken):
		c.Status(fiber.StatusConflict)
	default:
		return false
	}
	return true
}

// saidEdit answers a form that was saved, or that changed nothing.
func saidEdit(c *fiber.Ctx, changed bool, code string) error {
	if !changed {
		return site.Say(c, site.FileUnchanged, string(site.FamilyURL(code, "")))
	}
	return site.Say(c, site.FileSaved, string(site.FamilyURL(code, "")))
}
