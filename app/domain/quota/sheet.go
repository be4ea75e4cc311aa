package quota

import (
	"fmt"
	"strings"

	"cartable/app/domain/fold"
	"cartable/app/domain/plain"
	"cartable/app/domain/town"
)

// Most is the number of rows that a file may have.
const Most = 20_000

// Columns are those of a file, in the order that is expected without a header line.
var Columns = []string{Family, QF, From, To}

// Sheet is the rows of a file, and the line of each.
type Sheet struct {
	Rows  []Row
	Lines []int
}

// Trouble is an error of a file: with its line and column, for a person who corrects it there.
type Trouble struct {
	Line    int
	Column  string
	Value   string
	Message string
}

// ReadSheet reads the text of a file: famille;qf;du;au, or with tabs, with or without a header line, with its columns
// in any order. Its cells are judged by Judge; the troubles here are about its shape.
func ReadSheet(text string) (s Sheet, wrong []Trouble) {
	text = strings.TrimPrefix(text, "\ufeff")
	order := Columns
	first := true
	at := 0
	for line := range strings.Lines(text) {
		at++
		line = plain.OneLine(strings.ReplaceAll(line, "\t", ";"))
		if strings.Trim(line, "; ") == "" {
			continue
		}
		if len(s.Rows) == Most {
			return s, append(wrong, Trouble{Line: at, Message: fmt.Sprintf("Le fichier a plus de %d lignes\u00a0: "+
				"envoyez-le en plusieurs fois.", Most)})
		}
		cells := strings.Split(line, ";")
		for i := range cells {
			cells[i] = strings.Trim(strings.TrimSpace(cells[i]), `"`)
		}
		if header := first && fold.Words(cells[0]) == Family || first && headed(cells); header {
			var bad *Trouble
			if order, bad = headerOf(cells); bad != nil {
				bad.Line = at
				return s, append(wrong, *bad)
			}
			first = false
			continue
		}
		first = false
		if len(cells) > len(order) && strings.Join(cells[len(order):], "") != "" {
			wrong = append(wrong, Trouble{Line: at, Value: plain.Short(line, 40), Message: fmt.Sprintf("La ligne a %d "+
				"cases, et %d sont attendues\u00a0: %s.", len(cells), len(order), strings.Join(order, ";"))})
			continue
		}
		s.Rows, s.Lines = append(s.Rows, rowOf(cells, order)), append(s.Lines, at)
	}
	if len(s.Rows) == 0 && len(wrong) == 0 {
		wrong = append(wrong, Trouble{Message: "Le fichier n'a pas de ligne. Attendu\u00a0: une ligne par famille, " +
			"famille;qf;du;au."})
	}
	return s, wrong
}

func headed(cells []string) bool {
	n := 0
	for _, c := range cells {
		if c = fold.Words(c); c == QF || c == From || c == To {
			n++
		}
	}
	return n > 1
}

// headerOf returns the columns that a header line names.
func headerOf(cells []string) ([]string, *Trouble) {
	var order []string
	seen := map[string]bool{}
	for _, c := range cells {
		name := fold.Words(c)
		known := name == Family || name == QF || name == From || name == To
		if c == "" && len(order) >= 2 {
			continue
		}
		if !known || seen[name] {
			return nil, &Trouble{Column: c, Value: c, Message: "La première ligne nomme les colonnes\u00a0: famille, " +
				"qf, du, au, une fois chacune."}
		}
		seen[name] = true
		order = append(order, name)
	}
	if !seen[Family] || !seen[QF] || !seen[From] {
		return nil, &Trouble{Message: "Il manque une colonne\u00a0: famille, qf et du sont nécessaires, au est " +
			"facultative."}
	}
	return order, nil
}

func rowOf(cells, order []string) Row {
	row := Row{Source: town.FromFile}
	to := map[string]*string{Family: &row.Family, QF: &row.QF, From: &row.From, To: &row.To}
	for i, column := range order {
		if i < len(cells) {
			*to[column] = cells[i]
		}
	}
	return row
}

// Cell returns what a row has in a column.
func (r Row) Cell(column string) string {
	return map[string]string{Family: r.Family, QF: r.QF, From: r.From, To: r.To}[column]
}

// Troubles returns remarks about rows of the sheet as errors of the file.
func (s Sheet) Troubles(remarks []Remark) []Trouble {
	all := make([]Trouble, len(remarks))
	for i, r := range remarks {
		all[i] = Trouble{Line: s.Lines[r.Row], Column: r.Field, Value: plain.Short(s.Rows[r.Row].Cell(r.Field), 40),
			Message: r.Message}
	}
	return all
}
