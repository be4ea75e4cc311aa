// Package paging cuts a list into pages. A list is asked for with At, counted, and read from where Of says. It knows no
// database and no address: db writes the limit, web the links.
package paging

// Rows is how many rows a list shows at a time, unless it says otherwise.
const Rows = 50

// Page is a page of a list.
type Page struct {
	Number int // from 1
	Size   int // most rows of a page; 0 = one page holds the whole list
	Count  int // rows of the whole list
}

// At asks for a page by its number, as it was typed: Of puts it right.
func At(number int) Page { return Page{Number: number, Size: Rows} }

// First asks for the first rows alone.
func First(rows int) Page { return Page{Number: 1, Size: rows} }

// Of is the page that was asked for, of a list of count rows, or the nearest one that there is.
func (p Page) Of(count int) Page {
	p.Count = count
	p.Number = min(max(1, p.Number), p.Pages())
	return p
}

// Pages is how many pages the list has. An empty list has one.
func (p Page) Pages() int {
	if p.Size == 0 {
		return 1
	}
	return max(1, (p.Count+p.Size-1)/p.Size)
}

// Offset is how many rows stand on the pages before.
func (p Page) Offset() int { return (p.Number - 1) * p.Size }
