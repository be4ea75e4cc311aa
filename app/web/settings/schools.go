package settings

import (
	"encoding/json"
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
	"cartable/app/domain/town"
	"cartable/app/settings"
	"cartable/app/web/site"
)

const (
	schoolPath  = "/mairie/ecoles"
	schoolTitle = "Écoles et classes"
)

// schoolsView is the list of the schools, with the form of a school or a class.
type schoolsView struct {
	settings.Schools
	Form schoolForm
}

// schoolForm is a school or a class as it is typed.
type schoolForm struct {
	Class   bool
	Cells   map[string]string
	Reason  string
	Before  string // the noun as the form was shown, empty for a new one
	Refused string
}

// Archived reports whether the box is ticked.
func (f schoolForm) Archived() bool { return f.Cells["archived"] == "yes" }

func (f schoolForm) kind() town.NounKind {
	if f.Class {
		return town.NounClass
	}
	return town.NounSchool
}

// SchoolsPage lists the schools; its form adds a school, or a class to the school that the address names, or changes
// one of them.
func (s *Pages) SchoolsPage(c *fiber.Ctx) error {
	all, err := s.Settings.Schools(c.UserContext(), site.Actor(c))
	if err != nil {
		return err
	}
	form := schoolForm{Cells: map[string]string{"school": c.Query("ecole")}, Class: c.Query("ecole") != ""}
	code, class, ofClass := strings.Cut(c.Query("modifier"), ":")
	for _, one := range all.Rows {
		if one.Code != code {
			continue
		}
		if !ofClass {
			form = shownSchool(one.SchoolEntry)
		}
		for _, k := range one.Classes {
			if ofClass && k.Code == class {
				form = shownSchool(k.ClassEntry)
			}
		}
	}
	return s.Page(c, "settings/schools", s.StaffLayout(c, schoolTitle, "schools"), schoolsView{all, form})
}

// shownSchool is the form of a school or a class as it is stored.
func shownSchool(n town.Noun) schoolForm {
	form := schoolForm{Cells: map[string]string{}, Before: shownNoun(n), Class: n.Kind() == town.NounClass}
	for _, f := range town.Fields(n.Kind()) {
		form.Cells[f.Name] = f.Cell(n)
	}
	return form
}

func (s *Pages) SetSchool(c *fiber.Ctx) error {
	form := schoolForm{Cells: map[string]string{"archived": "no"}, Class: c.FormValue("quoi") == "classe",
		Reason: c.FormValue("motif"), Before: c.FormValue("avant")}
	for _, name := range []string{"school", "name", "level", "year"} {
		form.Cells[name] = strings.TrimSpace(c.FormValue(name))
	}
	if c.FormValue("archived") != "" {
		form.Cells["archived"] = "yes"
	}
	ask := settings.SchoolForm{Kind: form.kind(), Cells: form.Cells, Reason: form.Reason}
	if form.Before != "" {
		var shown town.Change
		if err := json.Unmarshal([]byte(form.Before), &shown); err != nil || shown.Before == nil ||
			shown.Kind() != ask.Kind {
			return errForm
		}
		ask.Before = shown.Before
		if !form.Class {
			delete(ask.Cells, "school")
		}
	}
	id, applied, err := s.Settings.SetSchool(c.UserContext(), site.Actor(c), ask)
	wrong := site.FieldFaults(err)
	switch {
	case fault.KindOf(err) == fault.Conflict:
		wrong = map[string]string{"": fault.Message(err) + " Votre saisie est gardée\u00a0: revenez à la liste pour " +
			"voir ce qui a changé."}
	case err != nil && wrong == nil:
		return err
	case applied:
		return site.Say(c, site.SchoolSet, schoolPath)
	case err == nil:
		return c.Redirect(site.OperationPath(id), fiber.StatusSeeOther)
	}
	all, failed := s.Settings.Schools(c.UserContext(), site.Actor(c))
	if failed != nil {
		return failed
	}
	form.Refused = wrong[""]
	layout := s.StaffLayout(c, schoolTitle, "schools")
	if fault.KindOf(err) == fault.Conflict {
		c.Status(fiber.StatusConflict)
		return s.Page(c, "settings/schools", layout, schoolsView{all, form})
	}
	return s.Again(c, "settings/schools", layout, wrong, schoolsView{all, form})
}
