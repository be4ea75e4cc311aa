package settings

import (
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
	Shown   string // the noun as the form showed it, empty for a new one
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
	if n := schoolNoun(all, strings.Replace(c.Query("modifier"), ":", " ", 1)); n != nil {
		form = shownSchool(n)
	}
	return s.Page(c, "settings/schools", s.StaffLayout(c, schoolTitle, "schools"), schoolsView{all, form})
}

// schoolNoun returns the school or the class with a key, nil when there is none.
func schoolNoun(all settings.Schools, key string) town.Noun {
	for _, one := range all.Rows {
		if one.Code == key {
			return one.SchoolEntry
		}
		for _, k := range one.Classes {
			if town.Key(k.ClassEntry) == key {
				return k.ClassEntry
			}
		}
	}
	return nil
}

// shownSchool is the form of a school or a class as it is stored.
func shownSchool(n town.Noun) schoolForm {
	form := schoolForm{Cells: map[string]string{}, Shown: town.Shown(n), Class: n.Kind() == town.NounClass}
	for _, f := range town.Fields(n.Kind()) {
		form.Cells[f.Name] = f.Cell(n)
	}
	return form
}

func (s *Pages) SetSchool(c *fiber.Ctx) error {
	form := schoolForm{Cells: map[string]string{"archived": "no"}, Class: c.FormValue("quoi") == "classe",
		Reason: c.FormValue("motif"), Shown: c.FormValue(shownField)}
	for _, name := range []string{"school", "name", "level", "year"} {
		form.Cells[name] = strings.TrimSpace(c.FormValue(name))
	}
	if c.FormValue("archived") != "" {
		form.Cells["archived"] = "yes"
	}
	ask := settings.SchoolForm{Kind: form.kind(), Cells: form.Cells, Reason: form.Reason}
	carried, err := town.ReadShown[town.Noun](form.Shown)
	if err != nil {
		return err
	}
	for _, n := range carried {
		if n.Kind() != form.kind() {
			return errIncomplete
		}
		if ask.Before = n; !form.Class {
			delete(ask.Cells, "school")
		}
	}
	id, applied, err := s.Settings.SetSchool(c.UserContext(), site.Actor(c), ask)
	wrong, moved := site.FieldFaults(err), fault.KindOf(err) == fault.Conflict
	switch {
	case err != nil && wrong == nil && !moved:
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
	if moved {
		c.Status(fiber.StatusConflict)
		return s.Page(c, "settings/schools", layout, schoolsView{all, form.moved(ask.Before, all, err)})
	}
	return s.Again(c, "settings/schools", layout, wrong, schoolsView{all, form})
}

// moved is the form with what somebody else has changed. What was typed is kept: sent again, it replaces that.
func (f schoolForm) moved(was town.Noun, all settings.Schools, refusal error) schoolForm {
	f.Refused = fault.Message(refusal)
	if was == nil {
		return f
	}
	if now := schoolNoun(all, town.Key(was)); now != nil {
		f.Shown = town.Shown(now)
		f.Refused = "Quelqu'un d'autre a modifié " + town.Change{Before: was, After: now}.String() +
			". Votre saisie est gardée\u00a0: enregistrez de nouveau pour la remplacer."
	}
	return f
}
