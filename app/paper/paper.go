// Package paper makes the PDFs of the portal: receipts, statements, journals, letters. It provides an A4 page, a title,
// a table and a sum, and contains no rules: callers have applied them. It is deterministic: the same content and date
// give the same bytes. A PDF made here has no tags for screen readers, so every paper has a page of the portal with the
// same content.
//
// Start with New, add pieces from top to bottom, and end with Bytes.
package paper

import (
	"bytes"
	_ "embed"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// DejaVu Sans Condensed 2.37, from fpdf v0.12.0: it has every letter of a European name. See fonts/FONTS.md.
var (
	//go:embed fonts/DejaVuSansCondensed.ttf
	regular []byte
	//go:embed fonts/DejaVuSansCondensed-Bold.ttf
	bold []byte
)

const (
	font   = "DejaVu"
	margin = 18.0 // millimetres
	line   = 5.0
)

// Doc is a paper being written.
type Doc struct {
	pdf *fpdf.Fpdf
}

// New begins a paper. issuer is printed at the top left of the first page: the town hall's name and address, one per
// line; title is also the document's; made is its date, printed in the footer of each page beside the page number.
func New(title, issuer string, made time.Time) *Doc { return begin("P", title, issuer, made) }

// NewWide begins a paper in landscape, for tables of many columns.
func NewWide(title, issuer string, made time.Time) *Doc { return begin("L", title, issuer, made) }

func begin(orientation, title, issuer string, made time.Time) *Doc {
	pdf := fpdf.New(orientation, "mm", "A4", "")
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(made)
	pdf.SetModificationDate(made)
	pdf.SetTitle(title, true)
	pdf.SetLang("fr")
	pdf.AddUTF8FontFromBytes(font, "", regular)
	pdf.AddUTF8FontFromBytes(font, "B", bold)
	pdf.SetMargins(margin, margin, margin)
	pdf.SetAutoPageBreak(true, margin)
	pdf.AliasNbPages("")
	pdf.SetFooterFunc(func() {
		pdf.SetY(-margin + 4)
		pdf.SetFont(font, "", 8)
		pdf.SetTextColor(90, 90, 90)
		pdf.CellFormat(0, line, clean(title)+", établi le "+made.Format("02/01/2006"), "", 0, "L", false, 0, "")
		pdf.SetX(-margin - 40)
		pdf.CellFormat(40, line, "Page "+itoa(pdf.PageNo())+" sur {nb}", "", 0, "R", false, 0, "")
		pdf.SetTextColor(0, 0, 0)
	})
	d := &Doc{pdf: pdf}
	pdf.AddPage()
	d.lines(issuer, "", 9.5)
	return d
}

// NextPage begins a new page, for the next family of a run.
func (d *Doc) NextPage() { d.pdf.AddPage() }

// Address prints the recipient where the window of an envelope shows it.
func (d *Doc) Address(address string) {
	d.pdf.SetY(max(d.pdf.GetY(), 45))
	left, _, _, _ := d.pdf.GetMargins()
	d.pdf.SetLeftMargin(110)
	d.lines(address, "", 11)
	d.pdf.SetLeftMargin(left)
	d.pdf.SetY(max(d.pdf.GetY()+line, 80))
}

// Title writes the title in large letters.
func (d *Doc) Title(text string) {
	d.pdf.Ln(line)
	d.lines(text, "B", 15)
	d.pdf.Ln(line / 2)
}

// Heading begins a section.
func (d *Doc) Heading(text string) {
	d.pdf.Ln(line / 2)
	d.lines(text, "B", 11.5)
	d.pdf.Ln(1)
}

// Text writes a paragraph.
func (d *Doc) Text(text string) {
	d.lines(text, "", 10)
	d.pdf.Ln(line / 2)
}

// Code writes a value to be typed, in large letters apart from the rest: a login, a first password, a number.
func (d *Doc) Code(label, text string) {
	d.lines(label, "", 9)
	d.lines(text, "B", 14)
	d.pdf.Ln(line / 2)
}

// Facts writes lines of a name and its value.
func (d *Doc) Facts(pairs ...[2]string) {
	for _, p := range pairs {
		d.pdf.SetFont(font, "", 10)
		d.pdf.CellFormat(55, line+0.5, clean(p[0]), "", 0, "L", false, 0, "")
		d.pdf.SetFont(font, "B", 10)
		d.pdf.MultiCell(0, line+0.5, clean(p[1]), "", "L", false)
	}
	d.pdf.Ln(line / 2)
}

func (d *Doc) lines(text, style string, size float64) {
	d.pdf.SetFont(font, style, size)
	d.pdf.MultiCell(0, size*0.5, clean(text), "", "L", false)
}

// Bytes ends the paper and returns the PDF.
func (d *Doc) Bytes() ([]byte, error) {
	var out bytes.Buffer
	err := d.pdf.Output(&out)
	return out.Bytes(), err
}

// clean drops what the font cannot print: control characters would appear as boxes.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' {
			return ' '
		}
		if r == '\u202f' { // a thin space that some PDF readers do not show
			return '\u00a0'
		}
		return r
	}, text)
}
