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

// Columns are those of a file, in its order.
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

// ReadSheet reads the text of a file: date;entree;plat;garniture;laitage;dessert;vegetarien;allergenes, or with tabs,
// with or without this line at its head. The troubles are all that is wrong with it, line by line. A cell is a text,
// whatever it begins with: it is shown, and never computed.
func ReadSheet(text string) (s Sheet, wrong []Trouble) {
	text = strings.TrimPrefix(text, "\ufeff")
	first, at := true, 0
	seen := map[civil.Date]int{}
	for line := range strings.Lines(text) {
		at++
		cells := cellsOf(line)
		if strings.Join(cells, "") == "" {
			continue
		}
		if first && fold.Words(cells[0]) == DateField {
			first = false
			continue
		}
		first = false
		if len(s.Menus) == Most {
			return s, append(wrong, Trouble{Line: at, Message: fmt.Sprintf("Le fichier a plus de %d jours\u00a0: "+
				"envoyez-le en plusieurs fois.", Most)})
		}
		if len(cells) != len(Columns) {
			wrong = append(wrong, Trouble{Line: at, Value: plain.Short(plain.OneLine(line), 40),
				Message: fmt.Sprintf("La ligne a %d cases, et %d sont attendues\u00a0: %s.", len(cells), len(Columns),
					strings.Join(Columns, ";"))})
			continue
		}
		m, found := rowOf(cells)
		if before, twice := seen[m.Date]; twice && m.Date != 0 {
			found = append(found, Wrong{DateField, fmt.Sprintf("Ce jour est déjà à la ligne %d.", before)})
		}
		seen[m.Date] = at
		for _, one := range found {
			wrong = append(wrong, Trouble{at, one.Field, plain.Short(cellOf(cells, one.Field), 40), one.Message})
		}
		s.Menus, s.Lines = append(s.Menus, m), append(s.Lines, at)
	}
	if len(s.Menus) == 0 && len(wrong) == 0 {
		wrong = append(wrong, Trouble{Message: "Le fichier n'a pas de ligne. Attendu\u00a0: une ligne par jour, " +
			strings.Join(Columns, ";") + "."})
	}
	return s, wrong
}

// cellsOf cuts a line; a cell between quotes may have a semicolon in it.
func cellsOf(line string) []string {
	line = strings.ReplaceAll(strings.TrimRight(line, "\r\n"), "\t", ";")
	r := csv.NewReader(strings.NewReader(line))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = ';', true, -1
	cells, err := r.Read()
	if err != nil { // nothing in it, or a quote that is not closed
		cells = strings.Split(line, ";")
	}
	for i := range cells {
		cells[i] = plain.OneLine(cells[i])
	}
	return cells
}

func cellOf(cells []string, column string) string {
	for i, name := range Columns {
		if name == column {
			return cells[i]
		}
	}
	return ""
}

// rowOf reads the cells of a day.
func rowOf(cells []string) (m Menu, wrong []Wrong) {
	date, err := civil.Typed(cells[0])
	if err != nil {
		date = 0
		wrong = append(wrong, Wrong{DateField, "Indiquez une date, par exemple 07/12/2026."})
	}
	m.Date = date
	for i := range Courses {
		m.Dishes[i] = cells[i+1]
	}
	switch fold.Words(cells[len(Courses)+1]) {
	case "oui", "x", "1":
		m.Vegetarian = true
	case "", "non", "0":
	default:
		wrong = append(wrong, Wrong{VegetarianField, "Écrivez oui ou non."})
	}
	var unknown []string
	if m.Allergens, unknown = readAllergens(cells[len(Courses)+2]); len(unknown) > 0 {
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
