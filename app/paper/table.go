package paper

import "strconv"

// Column is a column of a table.
type Column struct {
	Title  string
	Width  float64 // millimetres; 0 = an equal share of the rest
	Amount bool    // right-aligned figures
}

// Table writes rows under their columns; a title row begins each page. A cell that is too long is broken into lines. A
// row whose first cell begins with "=" is a sum: bold, under a line, without the "=".
func (d *Doc) Table(columns []Column, rows [][]string) {
	columns = d.fit(columns)
	d.head(columns)
	_, page := d.pdf.GetPageSize()
	for _, row := range rows {
		sum := len(row) > 0 && len(row[0]) > 0 && row[0][0] == '='
		d.pdf.SetFont(font, map[bool]string{true: "B"}[sum], 9)
		cells, high := d.broken(columns, row, sum)
		if d.pdf.GetY()+high > page-margin {
			d.pdf.AddPage()
			d.head(columns)
			d.pdf.SetFont(font, map[bool]string{true: "B"}[sum], 9)
		}
		d.row(columns, cells, high, sum)
	}
	d.pdf.Ln(line)
}

// fit shares the remaining width among the columns without one.
func (d *Doc) fit(columns []Column) []Column {
	width, _ := d.pdf.GetPageSize()
	left, open := width-2*margin, 0
	for _, c := range columns {
		left -= c.Width
		if c.Width == 0 {
			open++
		}
	}
	fitted := append([]Column{}, columns...)
	for i := range fitted {
		if fitted[i].Width == 0 {
			fitted[i].Width = left / float64(open)
		}
	}
	return fitted
}

func (d *Doc) head(columns []Column) {
	d.pdf.SetFont(font, "B", 8.5)
	d.pdf.SetFillColor(235, 239, 243)
	for _, c := range columns {
		d.pdf.CellFormat(c.Width, 6.5, clean(c.Title), "B", 0, align(c), true, 0, "")
	}
	d.pdf.Ln(6.5)
}

const cell = 4.5 // height of a line of a cell

// broken cuts each cell into lines that fit, and returns the height of the row.
func (d *Doc) broken(columns []Column, row []string, sum bool) (cells [][]string, high float64) {
	most := 1
	for i, c := range columns {
		text := ""
		if i < len(row) {
			text = clean(row[i])
		}
		if sum && i == 0 {
			text = text[1:]
		}
		lines := []string{""}
		if text != "" {
			lines = d.pdf.SplitText(text, c.Width-2)
		}
		cells = append(cells, lines)
		most = max(most, len(lines))
	}
	return cells, float64(most)*cell + 1.5
}

func (d *Doc) row(columns []Column, cells [][]string, high float64, sum bool) {
	x, y := d.pdf.GetX(), d.pdf.GetY()
	at := x
	for i, c := range columns {
		for n, text := range cells[i] {
			d.pdf.SetXY(at, y+0.75+float64(n)*cell)
			d.pdf.CellFormat(c.Width, cell, text, "", 0, align(c), false, 0, "")
		}
		at += c.Width
	}
	d.pdf.SetDrawColor(200, 205, 210)
	if sum {
		d.pdf.SetDrawColor(60, 60, 60)
		d.pdf.Line(x, y, at, y)
	} else {
		d.pdf.Line(x, y+high, at, y+high)
	}
	d.pdf.SetDrawColor(0, 0, 0)
	d.pdf.SetXY(x, y+high)
}

func align(c Column) string {
	if c.Amount {
		return "R"
	}
	return "L"
}

func itoa(n int) string { return strconv.Itoa(n) }
