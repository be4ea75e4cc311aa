package menu

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"

	"cartable/app/domain/civil"
	"cartable/app/domain/fold"
	"cartable/app/domain/plain"
)

// Most is the number of days that a file may have.
const Most = 200

// Columns are those of a file, in the order that is shown.
var Columns = func() []string {
	all := []string{DateField}
	for _, c := range Courses {
		all = append(all, c.Field)
	}
	return append(all, VegetarianField, AllergensField)
}()

// Sheet is the menus of a file, and the line of each.
type Sheet struct {
	Menus []Menu
	Lines []int
}

// Trouble is an error of a file: with its line and column, for a person who corrects it there.
type Trouble struct {
	Line    int
	Column  string
	Value   string
	Message string
}

// ReadSheet reads the text of a file whose first line names its columns, in any order: date, entree, plat, garniture,
// laitage, dessert, vegetarien, allergenes. Cells are apart by semicolons, tabs or commas. The troubles are all that is
// wrong with it, line by line. A cell is a text, whatever it begins with: it is shown, and never computed.
func ReadSheet(text string) (s Sheet, wrong []Trouble) {
	r := reader(text)
	at, wrong := columnsOf(r)
	if len(wrong) > 0 {
		return s, wrong
	}
	seen := map[civil.Date]int{}
	for {
		cells, line, ok := next(r)
		if !ok {
			break
		}
		if len(s.Menus) == Most {
			return s, append(wrong, Trouble{Line: line, Message: fmt.Sprintf("Le fichier a plus de %d jours\u00a0: "+
				"envoyez-le en plusieurs fois.", Most)})
		}
		for len(cells) > len(at) && cells[len(cells)-1] == "" {
			cells = cells[:len(cells)-1] // beyond the columns that have a name
		}
		if len(cells) != len(at) {
			wrong = append(wrong, Trouble{Line: line, Value: plain.Short(strings.Join(cells, ";"), 40),
				Message: fmt.Sprintf("La ligne a %d cases, et %d sont attendues, comme à la première ligne. "+
					"Vérifiez que "+
					"chaque guillemet ouvert est refermé.", len(cells), len(at))})
			continue
		}
		row := map[string]string{}
		for i, column := range at {
			row[column] = cells[i]
		}
		m, found := rowOf(row)
		if before, twice := seen[m.Date]; twice && m.Date != 0 {
			found = append(found, Wrong{DateField, fmt.Sprintf("Ce jour est déjà à la ligne %d.", before)})
		}
		seen[m.Date] = line
		for _, one := range found {
			wrong = append(wrong, Trouble{line, one.Field, plain.Short(row[one.Field], 40), one.Message})
		}
		s.Menus, s.Lines = append(s.Menus, m), append(s.Lines, line)
	}
	if len(s.Menus) == 0 && len(wrong) == 0 {
		wrong = append(wrong, Trouble{Message: "Le fichier n'a pas de jour\u00a0: écrivez une ligne par jour, sous " +
			"celle " +
			"qui nomme les colonnes."})
	}
	return s, wrong
}

// reader cuts a text into rows. The separator is what its first line has most of.
func reader(text string) *csv.Reader {
	text = strings.TrimPrefix(text, "\ufeff")
	head, rest, _ := strings.Cut(text, "\n")
	if strings.HasPrefix(strings.ToLower(head), "sep=") { // Excel's own declaration of it
		text = "\n" + rest
		head, _, _ = strings.Cut(rest, "\n")
	}
	r := csv.NewReader(strings.NewReader(text))
	r.LazyQuotes, r.FieldsPerRecord, r.Comma = true, -1, ';'
	for _, c := range "\t," {
		if strings.Count(head, string(c)) > strings.Count(head, string(r.Comma)) {
			r.Comma = c
		}
	}
	return r
}

// next returns the next row with something in it, and its line. What a cell has on several lines stands on one.
func next(r *csv.Reader) (cells []string, line int, ok bool) {
	for {
		read, err := r.Read()
		if err != nil { // the end: quotes are read as they are, so that nothing else is an error
			return nil, 0, false
		}
		line, _ = r.FieldPos(0)
		for i, cell := range read {
			var parts []string
			for part := range strings.Lines(strings.ReplaceAll(cell, "\r", "\n")) {
				if part = strings.TrimRight(plain.OneLine(part), ", "); part != "" {
					parts = append(parts, part)
				}
			}
			read[i] = strings.Join(parts, ", ")
		}
		if strings.Join(read, "") != "" {
			return read, line, true
		}
	}
}

// columnsOf reads the line that names the columns: its names in order, or all that is wrong with it.
func columnsOf(r *csv.Reader) (names []string, wrong []Trouble) {
	expected := strings.Join(Columns, ";")
	cells, line, ok := next(r)
	if !ok {
		return nil, []Trouble{{Message: "Le fichier est vide. Sa première ligne nomme les colonnes\u00a0: " + expected +
			"."}}
	}
	for len(cells) > 0 && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	known := 0
	for _, cell := range cells {
		name := strings.Join(strings.Fields(fold.Words(cell)), " ")
		names = append(names, name)
		if slices.Contains(Columns, name) {
			known++
		}
	}
	if known < 2 && !slices.Contains(names, DateField) {
		return nil, []Trouble{{Line: line, Value: plain.Short(strings.Join(cells, ";"), 40),
			Message: "La première ligne " +
				"doit nommer les colonnes. Ajoutez au début du fichier\u00a0: " + expected + "."}}
	}
	for i, name := range names {
		switch {
		case !slices.Contains(Columns, name):
			wrong = append(wrong, Trouble{line, plain.Short(cells[i], 40), plain.Short(cells[i], 40),
				fmt.Sprintf("La colonne «\u00a0%s\u00a0» est inconnue. Attendu\u00a0: %s.", plain.Short(cells[i], 40),
					expected)})
		case slices.Contains(names[:i], name):
			wrong = append(wrong, Trouble{line, name, cells[i], "Cette colonne est là deux fois."})
		}
	}
	for _, name := range Columns {
		if !slices.Contains(names, name) {
			wrong = append(wrong, Trouble{Line: line, Column: name, Message: fmt.Sprintf("La colonne «\u00a0%s\u00a0» "+
				"manque. Une colonne peut rester vide.", name)})
		}
	}
	return names, wrong
}

// rowOf reads the cells of a day.
func rowOf(cells map[string]string) (m Menu, wrong []Wrong) {
	date, err := civil.Typed(cells[DateField])
	if err != nil {
		date = 0
		wrong = append(wrong, Wrong{DateField, "Indiquez une date, par exemple 07/12/2026."})
	}
	m.Date = date
	for i, course := range Courses {
		m.Dishes[i] = cells[course.Field]
	}
	switch fold.Words(cells[VegetarianField]) {
	case "oui", "x", "1":
		m.Vegetarian = true
	case "", "non", "0":
	default:
		wrong = append(wrong, Wrong{VegetarianField, "Écrivez oui ou non."})
	}
	var unknown []string
	if m.Allergens, unknown = readAllergens(cells[AllergensField]); len(unknown) > 0 {
		wrong = append(wrong, Wrong{AllergensField, "Inconnu\u00a0: " + strings.Join(unknown, ", ") +
			". Écrivez ceux de la liste, séparés par une virgule, ou «\u00a0aucun\u00a0»."})
	}
	m = m.Clean()
	for _, one := range m.Check() {
		if one.Field != AllergensField {
			wrong = append(wrong, one)
		} else if len(unknown) == 0 {
			wrong = append(wrong, Wrong{AllergensField,
				"Écrivez «\u00a0aucun\u00a0», ou les allergènes, pas les deux."})
		}
	}
	if m.Empty() && date != 0 && len(wrong) == 0 {
		wrong = append(wrong, Wrong{Courses[1].Field, "Indiquez au moins un plat."})
	}
	return m, wrong
}

// ByLine puts errors in the order of their lines.
func ByLine(all []Trouble) []Trouble {
	slices.SortStableFunc(all, func(a, b Trouble) int { return a.Line - b.Line })
	return all
}
