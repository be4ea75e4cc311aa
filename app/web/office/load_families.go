package office

import (
	"encoding/base64"
	"errors"
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/load"
	"cartable/app/web/site"
)

// Families from files: the files are rehearsed first, and the page of the rehearsal carries them, so that what is read
// is what is stored.

const (
	loadPath  = "/mairie/import-familles"
	loadTitle = "Familles depuis un tableur"
)

// familyFile is a file that the form asks for.
type familyFile struct {
	Key     string // of the form field
	Name    string // of the CSV file
	Title   string
	Columns string
	Body    string // base64, carried from the rehearsal to the import
	Sent    string // its name as it is read: .csv or .xlsx
}

// loadView is the page.
type loadView struct {
	Files   []familyFile
	Summary *load.Summary
	Errors  load.Errors
	Reason  string
}

func familyFiles() []familyFile {
	return []familyFile{
		{Key: "families", Name: "families.csv", Title: "Familles",
			Columns: "code, civility, last_name, first_name, emails, " +
				"resident, address"},
		{Key: "children", Name: "children.csv", Title: "Enfants",
			Columns: "family, code, last_name, first_name, birth_date, " +
				"school, class, diet, allergies"},
		{Key: "enrolments", Name: "enrolments.csv", Title: "Inscriptions",
			Columns: "child, activity, from, to, priority"},
		{Key: "quotients", Name: "quotients.csv", Title: "Quotients familiaux", Columns: "family, from, to, qf"},
	}
}

func (s *Pages) LoadFamiliesPage(c *fiber.Ctx) error {
	return s.Page(c, "office/load-families", s.StaffLayout(c, loadTitle, "families"), loadView{Files: familyFiles()})
}

// LoadFamilies rehearses the files of a form, or stores those of a rehearsal.
func (s *Pages) LoadFamilies(c *fiber.Ctx) error {
	view := loadView{Files: familyFiles(), Reason: c.FormValue("motif")}
	texts := map[string][]byte{}
	for i := range view.Files {
		if err := view.Files[i].read(c, texts); err != nil {
			return err
		}
	}
	layout := s.StaffLayout(c, loadTitle, "families")
	if len(texts) == 0 {
		return s.Again(c, "office/load-families", layout,
			map[string]string{"families": "Choisissez au moins un fichier."}, view)
	}
	rehearse := c.FormValue("faire") != "enregistrer"
	summary, err := s.Loader.Families(c.UserContext(), site.Actor(c), texts, rehearse, view.Reason)
	if many, ok := errors.AsType[load.Errors](err); ok {
		view.Errors = many
		c.Status(fiber.StatusUnprocessableEntity)
		return s.Page(c, "office/load-families", layout, view)
	}
	if wrong := site.FieldFaults(err); wrong != nil { // the page shows the rehearsal again
		if summary, err = s.Loader.Families(c.UserContext(), site.Actor(c), texts, true, ""); err != nil {
			return err
		}
		view.Summary = &summary
		return s.Again(c, "office/load-families", layout, wrong, view)
	}
	if err != nil {
		return err
	}
	if rehearse {
		view.Summary = &summary
		return s.Page(c, "office/load-families", layout, view)
	}
	return site.Say(c, site.FamiliesLoaded, "/mairie/acces")
}

// read reads a file of the form: the one chosen, or the one that a rehearsal carried.
func (f *familyFile) read(c *fiber.Ctx, texts map[string][]byte) error {
	body, name, err := site.File(c, f.Key)
	if err != nil {
		return err
	}
	if len(body) > 0 {
		f.Sent = f.Name
		if strings.HasSuffix(strings.ToLower(name), ".xlsx") {
			f.Sent = strings.TrimSuffix(f.Name, ".csv") + ".xlsx"
		}
	} else if sent := c.FormValue("nom_" + f.Key); sent != "" {
		f.Sent = sent
		if body, err = base64.StdEncoding.DecodeString(c.FormValue("contenu_" + f.Key)); err != nil {
			return fiber.NewError(fiber.StatusBadRequest)
		}
	}
	if len(body) > 0 {
		f.Body, texts[f.Sent] = base64.StdEncoding.EncodeToString(body), body
	}
	return nil
}

// typeset keeps French punctuation on the line of its word, in texts made for a terminal.
func typeset(text string) string { return hardened.Replace(text) }

var hardened = strings.NewReplacer(" :", site.Nbsp+":", " ;", site.Nbsp+";", "« ", "«"+site.Nbsp, " »", site.Nbsp+"»",
	" ?", site.Nbsp+"?")
