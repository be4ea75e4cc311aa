package load

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"unicode/utf8"
)

// row is one line of a file. Its methods read a cell, report what is wrong with it, and answer a zero value
// then: a reader goes on to the end of the line, so that all its errors are told at once.
type row struct {
	im    *importing
	file  string
	line  int
	at    map[string]int
	cells []string

	failed bool // something was reported about this line
}

// readFile reads one CSV file line by line. It never stops at a bad line.
func (im *importing) readFile(f importFile) error {
	file, err := im.dir.Open(f.name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer file.Close()
	in := bufio.NewReaderSize(file, 1<<16)
	if bom, _ := in.Peek(3); bytes.Equal(bom, []byte("\xef\xbb\xbf")) {
		in.Discard(3)
	}
	lines := csv.NewReader(in)
	lines.FieldsPerRecord = -1
	lines.ReuseRecord = true
	r := &row{im: im, file: f.name}
	header, err := lines.Read()
	if errors.Is(err, io.EOF) {
		im.report(f.name, 0, "", "le fichier est vide", "une ligne d'en-tête : "+f.expected())
		return nil
	}
	if !im.readable(f.name, err) {
		var syntax *csv.ParseError
		if errors.As(err, &syntax) {
			return nil // reported
		}
		return err
	}
	if r.at = im.readHeader(f, header); r.at == nil {
		return nil
	}
	width := len(header)
	counts := im.counts(f.name)
	for {
		r.cells, err = lines.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		counts.Read++
		if !im.readable(f.name, err) {
			var syntax *csv.ParseError
			if errors.As(err, &syntax) {
				continue
			}
			return fmt.Errorf("%s : %w", f.name, err)
		}
		r.line, _ = lines.FieldPos(0)
		r.failed = false
		if len(r.cells) != width {
			im.report(f.name, r.line, "", fmt.Sprintf("la ligne a %d champs", len(r.cells)), fmt.Sprintf("%d champs, comme l'en-tête", width))
			continue
		}
		if r.clean() {
			f.read(im, r)
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

// readable reports a line that is not CSV.
func (im *importing) readable(file string, err error) bool {
	var syntax *csv.ParseError
	if errors.As(err, &syntax) {
		wrong := "les guillemets sont mal placés"
		if syntax.StartLine != syntax.Line {
			wrong = fmt.Sprintf("un guillemet ouvert à la ligne %d n'est pas refermé", syntax.StartLine)
		}
		im.report(file, syntax.StartLine, "", wrong, "un champ entre guillemets, où un guillemet s'écrit deux fois")
	}
	return err == nil
}

func (im *importing) readHeader(f importFile, header []string) map[string]int {
	if len(header) == 1 && strings.Contains(header[0], ";") {
		im.report(f.name, 1, "", "les colonnes sont séparées par des points-virgules", "des virgules")
		return nil
	}
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
		if _, ok := at[name]; !ok && !strings.HasSuffix(name, "?") {
			im.report(f.name, 1, name, "la colonne manque", f.expected())
			complete = false
		}
	}
	if !complete {
		return nil
	}
	return at
}

// clean trims the cells and refuses what is not text.
func (r *row) clean() bool {
	ok := true
	for i, cell := range r.cells {
		r.cells[i] = strings.TrimSpace(cell)
		if utf8.ValidString(cell) && strings.IndexByte(cell, 0) < 0 {
			continue
		}
		name := ""
		for column, at := range r.at {
			if at == i {
				name = column
			}
		}
		r.wrong(name, "le texte n'est pas en UTF-8", "un fichier enregistré en UTF-8")
		ok = false
	}
	return ok
}

func (r *row) wrong(column, wrong, expected string) {
	r.failed = true
	r.im.report(r.file, r.line, column, wrong, expected)
}

// bad reports the value of a cell.
func (r *row) bad(column, isNot, expected string) {
	r.wrong(column, fmt.Sprintf("« %s » %s", r.cell(column), isNot), expected)
}

// cell is the text of a column, empty when the file has no such column.
func (r *row) cell(column string) string {
	if at, there := r.at[column]; there {
		return r.cells[at]
	}
	return ""
}

// expected lists the columns of a file.
func (f importFile) expected() string {
	return strings.ReplaceAll(strings.Join(f.columns, ", "), "?", " (facultative)")
}
