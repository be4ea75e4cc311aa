package site

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
)

// Spreadsheet is a list to be exported as a file. A cell is a text, a date, an hour, a moment in the town's time zone,
// an amount, a count, or nil.
type Spreadsheet struct {
	Name string
	Head []string
	Rows [][]any
}

// csv returns a list for a French spreadsheet: UTF-8 with a byte order mark, semicolons, a decimal comma, and as many
// cells in each row as there are columns, because programs that read tables refuse others.
func (s Spreadsheet) csv() ([]byte, error) {
	var out bytes.Buffer
	out.WriteString("\ufeff") // without it Excel assumes another encoding
	w := csv.NewWriter(&out)
	w.Comma, w.UseCRLF = ';', true
	if err := w.Write(s.Head); err != nil {
		return nil, err
	}
	for _, row := range s.Rows {
		if len(row) > len(s.Head) {
			return nil, fmt.Errorf("%s: a row of %d cells under %d columns", s.Name, len(row), len(s.Head))
		}
		cells := make([]string, len(s.Head))
		for i, cell := range row {
			cells[i] = written(cell)
		}
		if err := w.Write(cells); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

func written(cell any) string {
	switch v := cell.(type) {
	case string:
		return inert(v)
	case civil.Date:
		return v.Numeric()
	case civil.TimeOfDay:
		return v.String()
	case time.Time:
		return v.Format("02/01/2006 15:04")
	case money.Cents:
		return v.FrenchPlain()
	case int:
		return strconv.Itoa(v)
	}
	return ""
}

// inert keeps a spreadsheet from reading a text as a formula.
func inert(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r\x00", rune(text[0])) {
		return "'" + text
	}
	return text
}

// workbook returns sheets for Excel: dates as dates, money as numbers, texts as texts and never as formulas.
func workbook(spreadsheets ...Spreadsheet) ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	b := book{File: f}
	for style, how := range map[*int]*excelize.Style{
		&b.date:  {CustomNumFmt: new("dd/mm/yyyy")},
		&b.money: {CustomNumFmt: new(`# ##0.00 "€"`)},
		&b.bold:  {Font: &excelize.Font{Bold: true}},
	} {
		var err error
		if *style, err = f.NewStyle(how); err != nil {
			return nil, err
		}
	}
	for i, s := range spreadsheets {
		if err := b.add(i, s); err != nil {
			return nil, err
		}
	}
	body, err := f.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	return body.Bytes(), nil
}

// book is a workbook being written, with its styles.
type book struct {
	*excelize.File
	date, money, bold int
}

func (b book) add(i int, s Spreadsheet) error {
	if i == 0 {
		if err := b.SetSheetName("Sheet1", s.Name); err != nil {
			return err
		}
	} else if _, err := b.NewSheet(s.Name); err != nil {
		return err
	}
	w, err := b.NewStreamWriter(s.Name)
	if err != nil {
		return err
	}
	if err := w.SetColWidth(1, len(s.Head), 18); err != nil {
		return err
	}
	head := make([]any, len(s.Head))
	for i, name := range s.Head {
		head[i] = excelize.Cell{StyleID: b.bold, Value: name}
	}
	if err := w.SetRow("A1", head); err != nil {
		return err
	}
	for n, row := range s.Rows {
		at, err := excelize.CoordinatesToCellName(1, n+2)
		if err != nil {
			return err
		}
		cells := make([]any, len(row))
		for i, cell := range row {
			cells[i] = b.typed(cell)
		}
		if err := w.SetRow(at, cells); err != nil {
			return err
		}
	}
	return w.Flush()
}

func (b book) typed(cell any) any {
	switch v := cell.(type) {
	case civil.Date:
		year, month, day := v.YMD()
		return excelize.Cell{StyleID: b.date, Value: time.Date(year, month, day, 0, 0, 0, 0, time.UTC)}
	case money.Cents:
		return excelize.Cell{StyleID: b.money, Value: float64(v) / 100} // an Excel cell has no decimal type
	case civil.TimeOfDay:
		return v.String()
	}
	return cell
}

// Cents returns a cell for an amount that may be missing.
func Cents(c *money.Cents) any {
	if c == nil {
		return nil
	}
	return *c
}

// Units returns a cell for a count that may be missing.
func Units(n *int) any {
	if n == nil {
		return nil
	}
	return *n
}
