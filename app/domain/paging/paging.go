// Package paging cuts a list into pages. A list is asked for with At, counted as far as Reach, and read from where
// Within says. It knows no database and no address: db writes the limit, web the links.
package paging

// Rows is how many rows a list shows at a time, unless it says otherwise.
const Rows = 50

// Counted is how far a list is counted (DOMAIN.md 10.19). Beyond it a number helps nobody: who reads on needs a filter.
const Counted = 1000

// deepest is the last page that is looked for, so that no number typed into an address is too large to be counted in
// rows.
const deepest = 1 << 24

// Page is a page of a list.
type Page struct {
	Number int  // from 1
	Size   int  // most rows of a page; 0 = one page holds the whole list
	Count  int  // rows of the list
	More   bool // and others, which nobody has counted
}

// At asks for a page by its number, as it was typed: Of puts it right.
func At(number int) Page { return Page{Number: number, Size: Rows} }

// First asks for the first rows alone.
func First(rows int) Page { return Page{Number: 1, Size: rows} }

// Reach is how many rows must be counted, and one more, to know the page that was asked for; 0 = all.
func (p Page) Reach() int {
	if p.Size == 0 {
		return 0
	}
	return max(Counted, min(p.Number, deepest)*p.Size)
}

// Within is the page that was asked for, of a list in which count rows were found by whoever stopped after Reach and
// one more, or the nearest page that there is.
func (p Page) Within(count int) Page {
	reach := p.Reach()
	p.More = reach > 0 && count > reach
	if p.More {
		count = reach
	}
	return p.Of(count)
}

// Of is the page that was asked for, of a list of count rows, or the nearest one that there is.
func (p Page) Of(count int) Page {
	p.Count = count
	p.Number = min(max(1, p.Number), p.Pages())
	return p
}

// Pages is how many pages the list has, as far as it was counted. An empty list has one.
func (p Page) Pages() int {
	if p.Size == 0 {
		return 1
	}
	return max(1, (p.Count+p.Size-1)/p.Size)
}

// Last tells that no page follows.
func (p Page) Last() bool { return p.Number >= p.Pages() && !p.More }

// Offset is how many rows stand on the pages before.
func (p Page) Offset() int { return (p.Number - 1) * p.Size }
