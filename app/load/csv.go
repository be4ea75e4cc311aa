package load

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"cartable/app/domain/plain"
	"cartable/app/textfile"
)

// row is one line of a file. Its methods read a cell, report an invalid one and return a zero value for it, so that
// reading continues and all errors of a line are reported at once.
type row struct {
	im    *importing
	file  string
	line  int
	at    map[string]int
	cells []string

	failed bool // an error was reported for this line
	utf8   bool // a cell of the file had accents in UTF-8
	latin  bool // a cell of the file was read as Windows-1252
}

// mostWrong is the number of wrong lines after which reading stops: the file is probably not the one intended, and
// every row that refers to it would be reported too.
const mostWrong = 10_000

// readFile reads one file, either CSV or the first sheet of a workbook of the same name.
func (im *importing) readFile(f importFile) error {
	book := bookName(f.name)
	file, err := im.dir.Open(f.name)
	if errors.Is(err, fs.ErrNotExist) {
		if file, err = im.dir.Open(book); errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		defer file.Close()
		lines, err := openBook(file)
		if err != nil {
			im.report(book, 0, "", "ce n'est pas un classeur Excel qui se lise", "un classeur .xlsx, ou un fichier "+
				f.name)
			return nil
		}
		defer lines.close()
		im.readAs(f.name, "dans la première feuille de "+book)
		return im.readLines(f, lines)
	}
	if err != nil {
		return err
	}
	defer file.Close()
	text, how, comma, skipped, refused := decoded(file)
	if refused != nil {
		im.report(f.name, 0, "", refused.Wrong, refused.Expected)
		return nil
	}
	im.readAs(f.name, how)
	return im.readLines(f, newCSV(text, comma, skipped))
}

// readLines reads a file line by line. It never stops at an invalid line.
func (im *importing) readLines(f importFile, lines source) error {
	r := &row{im: im, file: f.name}
	header, _, err := lines.next()
	if errors.Is(err, io.EOF) {
		im.report(f.name, 0, "", "le fichier est vide", "une ligne d'en-tête : "+f.expected())
		return nil
	}
	if err != nil {
		_, err = im.unreadable(f.name, 1, err)
		return err
	}
	if r.at = im.readHeader(f, header); r.at == nil {
		return nil
	}
	width := len(header)
	counts := im.counts(f.name)
	wrong := 0
	for {
		var line int
		r.cells, line, err = lines.next()
		if errors.Is(err, io.EOF) {
			break
		}
		counts.Read++
		r.failed = false
		switch {
		case err != nil:
			stop, err := im.unreadable(f.name, max(r.line, 1)+1, err)
			if err != nil || stop {
				return err
			}
			r.failed = true
		case !slices.ContainsFunc(r.cells, func(cell string) bool { return strings.TrimSpace(cell) != "" }):
			counts.Read-- // empty lines that a spreadsheet leaves after the last one
		default:
			r.line = line
			r.readBy(f, width)
		}
		if r.failed {
			if wrong++; wrong == mostWrong {
				im.report(f.name, r.line, "", fmt.Sprintf("%d lignes sont fausses : la lecture s'arrête là", wrong),
					"un fichier "+f.name+" : "+f.expected())
				im.gaveUp = true
				return nil
			}
		}
		if counts.Read%10_000 == 0 {
			im.progress("lecture de "+f.name, counts.Read, 0)
			if err := im.ctx.Err(); err != nil {
				return err
			}
		}
	}
	im.progress("lecture de "+f.name, counts.Read, counts.Read)
	return nil
}

// readBy passes a line to the reader of its file.
func (r *row) readBy(f importFile, width int) {
	if len(r.cells) != width {
		r.wrong("", fmt.Sprintf("la ligne a %d champs", len(r.cells)), fmt.Sprintf("%d champs, comme l'en-tête", width))
		return
	}
	if r.clean() {
		f.read(r.im, r)
	}
}

// unreadable reports a line that is not valid CSV. It reports whether reading must stop.
func (im *importing) unreadable(file string, line int, err error) (stop bool, failed error) {
	var syntax *csv.ParseError
	switch {
	case errors.Is(err, errTooLong):
		im.report(file, line, "", "une ligne est sans fin : un guillemet ouvert là n'est pas refermé",
			"un champ entre guillemets, où un guillemet s'écrit deux fois")
		return true, nil
	case errors.As(err, &syntax):
		wrong := "les guillemets sont mal placés"
		if syntax.StartLine != syntax.Line {
			wrong = fmt.Sprintf("un guillemet ouvert à la ligne %d n'est pas refermé", syntax.StartLine)
		}
		im.report(file, syntax.StartLine, "", wrong, "un champ entre guillemets, où un guillemet s'écrit deux fois")
		return false, nil
	}
	return true, fmt.Errorf("%s : %w", file, err)
}

func (im *importing) readHeader(f importFile, header []string) map[string]int {
	at := map[string]int{}
	for i, name := range header {
		name = strings.TrimSpace(name)
		switch _, twice := at[name]; {
		case twice:
			im.report(f.name, 1, name, "la colonne est là deux fois", "une seule fois")
		case !slices.Contains(f.columns, name) && !slices.Contains(f.columns, name+"?"):
			im.report(f.name, 1, "", fmt.Sprintf("la colonne « %s » est inconnue", name), f.expected())
		}
		at[name] = i
	}
	complete := true
	for _, name := range f.columns {
		if column, optional := strings.CutSuffix(name, "?"); optional {
			if _, ok := at[column]; !ok {
				im.without[f.name] = append(im.without[f.name], column)
			}
		} else if _, ok := at[name]; !ok && (name != "structure" || im.opts.For == "") {
			im.report(f.name, 1, name, "la colonne manque", f.expected())
			complete = false
		}
	}
	if !complete {
		return nil
	}
	return at
}

// clean trims the cells and refuses those that are not valid text.
func (r *row) clean() bool {
	for i, cell := range r.cells {
		cell = strings.TrimSpace(cell)
		r.cells[i] = cell
		if ascii(cell) {
			continue
		}
		valid := utf8.ValidString(cell)
		r.utf8, r.latin = r.utf8 || valid, r.latin || !valid
		if !valid {
			text, ok := textfile.Latin(cell)
			if !ok {
				r.wrong(r.nameOf(i), "le texte n'est pas en UTF-8", textfile.SavedAs)
				continue
			}
			r.im.readAs(r.file, "en Windows-1252")
			cell = text
			r.cells[i] = cell
		}
		if r.utf8 && r.latin {
			r.wrong(r.nameOf(i), fmt.Sprintf("« %s » n'est pas dans l'alphabet des autres lignes", cell),
				textfile.SavedAs)
			continue
		}
		switch was, yes := textfile.Misread(cell); {
		case yes && was != "":
			r.wrong(r.nameOf(i), fmt.Sprintf("« %s » se lisait « %s » avant d'être enregistré dans un mauvais alphabet",
				cell, was),
				textfile.SavedAs+", à partir du fichier d'origine")
		case yes || strings.ContainsRune(cell, utf8.RuneError):
			r.wrong(r.nameOf(i), fmt.Sprintf("« %s » a été enregistré dans un mauvais alphabet", cell),
				textfile.SavedAs+", à partir du fichier d'origine")
		case strings.ContainsFunc(cell, commands):
			r.wrong(r.nameOf(i), fmt.Sprintf("« %s » contient un caractère invisible", cell), "du texte")
		}
	}
	return !r.failed
}

// ascii reports whether a cell reads the same in every encoding.
func ascii(cell string) bool {
	for i := range len(cell) {
		if c := cell[i]; c >= utf8.RuneSelf || c < ' ' || c == 0x7F {
			return false
		}
	}
	return true
}

// commands reports whether a character could control a terminal. Line ends and tabs are allowed, for notices and
// addresses.
func commands(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' }

// nameOf returns the name of a column.
func (r *row) nameOf(at int) string {
	for column, i := range r.at {
		if i == at {
			return column
		}
	}
	return ""
}

func (r *row) wrong(column, wrong, expected string) {
	r.failed = true
	r.im.report(r.file, r.line, column, wrong, expected)
}

// bad reports an invalid value of a cell.
func (r *row) bad(column, isNot, expected string) {
	r.wrong(column, fmt.Sprintf("« %s » %s", r.cell(column), isNot), expected)
}

// cell returns the text of a column, empty when the file has no such column.
func (r *row) cell(column string) string {
	if at, there := r.at[column]; there {
		return plain.Visible(r.cells[at])
	}
	return ""
}

// bookName returns the name of the workbook that may replace a CSV file.
func bookName(file string) string { return strings.TrimSuffix(file, ".csv") + ".xlsx" }

// expected lists the columns of a file.
func (f importFile) expected() string {
	return strings.ReplaceAll(strings.Join(f.columns, ", "), "?", " (facultative)")
}
