package load

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"cartable/app/domain/civil"
)

// source returns the lines of a file one by one, with their numbers; io.EOF after the last.
type source interface {
	next() (cells []string, line int, err error)
}

// longestLine is the maximum length of a line in bytes: an unclosed quotation mark would take in the whole file.
const longestLine = 1 << 20

var errTooLong = errors.New("line too long")

// csvLines are the lines of a CSV file.
type csvLines struct {
	in      *bounded
	read    *csv.Reader
	skipped int // lines before the first
}

// bounded fails when one line is too long.
type bounded struct {
	in   io.Reader
	left int
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left < 0 {
		return 0, errTooLong
	}
	n, err := b.in.Read(p)
	b.left -= n
	return n, err
}

func newCSV(in io.Reader, comma rune, skipped int) *csvLines {
	l := &csvLines{in: &bounded{in: in}, skipped: skipped}
	l.read = csv.NewReader(l.in)
	l.read.Comma, l.read.FieldsPerRecord, l.read.ReuseRecord = comma, -1, true
	return l
}

func (l *csvLines) next() (cells []string, line int, err error) {
	l.in.left = longestLine
	if cells, err = l.read.Read(); err != nil {
		return nil, 0, err
	}
	line, _ = l.read.FieldPos(0)
	return cells, line + l.skipped, nil
}

// bookLines are the lines of the first sheet of a workbook, as a CSV file of the same name would have them.
type bookLines struct {
	book   *excelize.File
	rows   *excelize.Rows
	header []string
	line   int
}

// The maximum sizes of a workbook, packed and unpacked in memory. A larger one is unpacked to a file.
const (
	longestBook = 64 << 20
	bookMemory  = 16 << 20
)

func openBook(file io.Reader) (*bookLines, error) {
	packed, err := io.ReadAll(io.LimitReader(file, longestBook+1))
	if err != nil {
		return nil, err
	}
	if len(packed) > longestBook {
		return nil, errors.New("workbook too large")
	}
	book, err := excelize.OpenReader(bytes.NewReader(packed),
		excelize.Options{RawCellValue: true, UnzipSizeLimit: 4 * longestBook, UnzipXMLSizeLimit: bookMemory})
	if err != nil {
		return nil, err
	}
	rows, err := book.Rows(book.GetSheetName(0))
	if err != nil {
		return nil, errors.Join(err, book.Close())
	}
	return &bookLines{book: book, rows: rows}, nil
}

func (l *bookLines) next() ([]string, int, error) {
	if !l.rows.Next() {
		if err := l.rows.Error(); err != nil {
			return nil, 0, err
		}
		return nil, 0, io.EOF
	}
	l.line++
	cells, err := l.rows.Columns(excelize.Options{RawCellValue: true})
	if err != nil {
		return nil, 0, err
	}
	if l.header == nil {
		l.header = append([]string{}, cells...)
		return cells, l.line, nil
	}
	for len(cells) < len(l.header) { // a sheet does not store the empty cells at the end of a line
		cells = append(cells, "")
	}
	for i, cell := range cells {
		if i < len(l.header) {
			cells[i] = written(strings.TrimSpace(l.header[i]), cell)
		}
	}
	return cells, l.line, nil
}

func (l *bookLines) close() error { return errors.Join(l.rows.Close(), l.book.Close()) }

// noise matches a number with rounding noise: a spreadsheet stores 4.22 as 4.2199999999999998.
var noise = regexp.MustCompile(`^-?\d+\.\d{10,}(E-?\d+)?$`)

// written returns a cell of a sheet as a CSV file has it. A sheet stores days and hours as numbers, distinguished only
// by their format; here the column decides.
func written(column, cell string) string {
	number, err := strconv.ParseFloat(cell, 64)
	if err != nil {
		return cell
	}
	switch column {
	case "from", "to", "date", "birth_date":
		if number >= 1 && number < 2_958_466 && !strings.HasPrefix(cell, "0") {
			return civil.Of(sheetDay.AddDate(0, 0, int(number))).String()
		}
	case "start", "end", "night_at":
		if number >= 0 && number < 1 {
			minutes := int(number*24*60 + 0.5)
			return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60)
		}
	}
	if noise.MatchString(cell) {
		return strconv.FormatFloat(math.Round(number*1e6)/1e6, 'f', -1, 64)
	}
	return cell
}

// sheetDay is day 0 of a sheet, counted as for days after February 1900.
var sheetDay = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
