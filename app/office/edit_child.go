package office

import (
	"context"
	"strings"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/kitchen"
	"cartable/app/domain/town"
	"cartable/db"
)

// ChildFile is what the form of a child shows.
type ChildFile struct {
	ID                 int64
	Code, Family, Name string // Code and Family are the family's
	Values             map[string]string
	Classes            []desk.Choice // schools, each followed by its classes, and what the child has now
}

// unlinked is the choice of a school that is only a text.
const unlinked = "="

// EditChild returns the file of a child of a family of the structure; NotFound for any other. What it says of the
// child's health is read by somebody: a line in the journal of each of its households says so (DOMAIN.md 10.7), or
// nothing is returned.
func (o *Office) EditChild(ctx context.Context, d desk.Actor, code string, childID int64) (file ChildFile, err error) {
	err = o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		c, err := o.Town(ctx, q, d)
		if err != nil {
			return err
		}
		var row db.Child
		if file, row, err = childFile(ctx, q, c, d, code, childID); err != nil || row.Diet+row.Allergies == "" {
			return err
		}
		families, err := q.FamiliesOfChild(ctx, childID)
		if err != nil {
			return err
		}
		var lines []db.JournalEntry
		for _, family := range families {
			lines = append(lines, o.Entry(d, journal.HealthRead, family, "Fiche de "+row.FirstName, "", "", ""))
		}
		return q.AddJournal(ctx, lines...)
	})
	return file, err
}

// ChildFields names the fields of the form, each with an empty value.
func ChildFields() map[string]string {
	all := map[string]string{}
	for _, p := range childParts {
		all[p.Name] = ""
	}
	return all
}

func childFile(ctx context.Context, q db.Q, c *town.Catalogue, d desk.Actor, code string,
	childID int64) (ChildFile, db.Child, error) {
	family, err := desk.FamilyOf(ctx, q, d, code)
	if err != nil {
		return ChildFile{}, db.Child{}, err
	}
	row, found, err := q.ChildIn(ctx, family.ID, childID)
	if err == nil && !found {
		err = desk.NotHere()
	}
	file := ChildFile{ID: row.ID, Code: family.Code, Family: family.LastName + " " + family.FirstName,
		Name: row.FirstName + " " + row.LastName, Classes: desk.ClassChoices(c), Values: map[string]string{
			"nom": row.LastName, "prenom": row.FirstName, "naissance": row.BirthDate.String(), "classe": "",
			"regime": row.Diet, "pai": row.Allergies}}
	has := ""
	if row.SchoolID != nil {
		if s := c.SchoolByID(*row.SchoolID); s != nil {
			has = s.Code
			if row.ClassID != nil {
				if _, k := c.ClassByID(*row.ClassID); k != nil && s.Class(k.Code) == k {
					has += " " + k.Code
				}
			}
		}
	}
	text := strings.Trim(row.School+", "+row.Class, ", ")
	if has == "" && text != "" || !strings.Contains(has, " ") && row.Class != "" { // its texts name no class of ours
		has = unlinked
	}
	file.Values["classe"] = has
	if has != "" && desk.ChoiceName(file.Classes, has) == "" { // archived, or a text
		file.Classes = append(file.Classes, desk.Choice{Code: has, Name: text})
	}
	return file, row, err
}

var childParts = []part{{"nom", "nom"}, {"prenom", "prénom"}, {"naissance", "naissance"}, {"classe", "école et classe"},
	{"regime", "régime"}, {"pai", "allergies"}}

// SetChild saves the form of a child, with a line in the journal of each of its households. The faults are a fault.Many
// by field, and Overtaken. changed is false when everything was so already.
func (o *Office) SetChild(ctx context.Context, d desk.Actor, code string, childID int64, e Edit) (changed bool,
	err error) {
	err = o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		changed, err = o.setChild(ctx, q, d, code, childID, e)
		return err
	})
	return changed, err
}

// setChild is SetChild in a transaction.
func (o *Office) setChild(ctx context.Context, q db.Q, d desk.Actor, code string, childID int64, e Edit) (changed bool,
	err error) {
	c, err := o.Catalogues.Current(ctx, q, d.StructureID)
	if err != nil {
		return false, err
	}
	if _, _, err := childFile(ctx, q, c, d, code, childID); err != nil {
		return false, err
	}
	if err := q.LockChildren(ctx, []int64{childID}); err != nil {
		return false, err
	}
	file, row, err := childFile(ctx, q, c, d, code, childID) // again, locked
	if err != nil {
		return false, err
	}
	e.complete(file.Values)
	birth, reason, err := e.readChild(file, c.Today(o.Now()))
	if err != nil {
		return false, err
	}
	differ, err := e.against(file.Values, childParts)
	if err != nil {
		return false, file.inWords(err)
	}
	if len(differ) == 0 {
		return false, nil
	}
	row.LastName, row.FirstName, row.BirthDate = e.Typed["nom"], e.Typed["prenom"], birth
	if chosen := e.Typed["classe"]; chosen != file.Values["classe"] {
		placeChild(&row, c, chosen)
	}
	if err := q.SetChild(ctx, row); err != nil {
		return false, err
	}
	if err := q.SetHealth(ctx, row.ID, e.Typed["regime"], e.Typed["pai"]); err != nil {
		return false, err
	}
	return true, o.noteChild(ctx, q, d, row.ID, file.Name, file.words(differ), reason)
}

// placeChild gives a child the school and the class of a choice; none for an empty one.
func placeChild(row *db.Child, c *town.Catalogue, chosen string) {
	row.School, row.Class, row.SchoolID, row.ClassID = "", "", nil, nil
	school, class, _ := strings.Cut(chosen, " ")
	if s := c.School(school); s != nil {
		row.School, row.SchoolID = s.Name, &s.ID
		if k := s.Class(class); k != nil {
			row.Class, row.ClassID = k.Name, &k.ID
		}
	}
}

func (e Edit) readChild(file ChildFile, today civil.Date) (birth civil.Date, reason string, err error) {
	var wrong fault.Many
	e.need(&wrong, "nom", "Indiquez un nom.")
	e.need(&wrong, "prenom", "Indiquez un prénom.")
	e.limit(&wrong, desk.LongestName, "nom", "prenom")
	for _, name := range []string{"regime", "pai"} {
		if e.Typed[name] != file.Values[name] {
			e.limit(&wrong, kitchen.LongestText, name)
		}
	}
	birth = readBirth(&wrong, "naissance", e.Typed["naissance"], today)
	if chosen := e.Typed["classe"]; chosen != "" && desk.ChoiceName(file.Classes, chosen) == "" {
		wrong.Addf("classe", "Cette école ou cette classe n'existe plus\u00a0: choisissez-en une autre.")
	}
	if reason, err = journal.Reason(e.Reason); err != nil {
		wrong.Addf("motif", "%s", fault.Message(err))
	}
	return birth, reason, wrong.Err()
}

// words returns changes with the names of schools and dates as people read them. Of health it says that something is
// said, and not what.
func (f ChildFile) words(all []town.Difference) []town.Difference {
	said := make([]town.Difference, len(all))
	for i, one := range all {
		if one.Field == "regime" || one.Field == "pai" {
			one.Was, one.Became = saidOfHealth(one.Was, one.Became)
		}
		for _, side := range []*string{&one.Was, &one.Became} {
			if one.Field == "classe" {
				*side = desk.ChoiceName(f.Classes, *side)
			} else if date, err := civil.Parse(*side); err == nil && one.Field == "naissance" {
				*side = date.Numeric()
			}
		}
		said[i] = one
	}
	return said
}

func saidOfHealth(was, became string) (string, string) {
	switch {
	case was == "":
		return "", "indiqué"
	case became == "":
		return "indiqué", ""
	}
	return "indiqué", "modifié"
}

// inWords is words for what another clerk changed.
func (f ChildFile) inWords(err error) error {
	if moved, ok := err.(Overtaken); ok { //nolint:errorlint // as against returns it
		return Overtaken{f.words(moved.Moved)}
	}
	return err
}

// noteChild writes a change of a child into the journal of each of its families.
func (o *Office) noteChild(ctx context.Context, q db.Q, d desk.Actor, childID int64, name string,
	differ []town.Difference, reason string) error {
	families, err := q.FamiliesOfChild(ctx, childID)
	if err != nil {
		return err
	}
	was, became := sides(differ)
	var lines []db.JournalEntry
	for _, family := range families {
		lines = append(lines, o.Entry(d, journal.ChildEdited, family, name, was, became, reason))
	}
	return q.AddJournal(ctx, lines...)
}
