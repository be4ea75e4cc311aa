// Package paging cuts a list into pages. At requests a page, Reach limits the count, and Within gives the page to read.
// It depends on no database and no URL: db writes the limit, web the links.
package paging

import "strings"

// Rows is the default number of rows of a page.
const Rows = 50

// Counted is the number of rows up to which a list is counted (DOMAIN.md 10.19). Beyond it the number is of no use: the
// reader needs a filter.
const Counted = 1000

// Glance is the number up to which a first page counts what is to do: beyond it "more" says enough.
const Glance = 500

// deepest is the last page that is served, so that no number in a URL overflows when converted to rows.
const deepest = 1 << 24

// Page is a page of a list.
type Page struct {
	Number int  // from 1
	Size   int  // maximum number of rows of a page; 0 = one page holds the whole list
	Count  int  // number of rows in the list
	More   bool // there are more rows, not counted
}

// At returns a request for a page by its number, as it was typed: Of corrects it.
func At(number int) Page { return Page{Number: number, Size: Rows} }

// First returns a request for the first rows only.
func First(rows int) Page { return Page{Number: 1, Size: rows} }

// Guess returns a request for the page whose number was typed, to be read before the rows are counted: if Of then says
// another number, there is no such page.
func (p Page) Guess() Page {
	p.Number = min(max(1, p.Number), deepest)
	return p
}

// Reach returns the number of rows to count, and one more, to find the requested page; 0 = all.
func (p Page) Reach() int {
	if p.Size == 0 {
		return 0
	}
	return max(Counted, min(p.Number, deepest)*p.Size)
}

// Within returns the requested page, or the nearest existing one, of a list of which count rows were found by a count
// that stops after Reach and one more.
func (p Page) Within(count int) Page {
	reach := p.Reach()
	p.More = reach > 0 && count > reach
	if p.More {
		count = reach
	}
	return p.Of(count)
}

// Of returns the requested page of a list of count rows, or the nearest existing one.
func (p Page) Of(count int) Page {
	p.Count = count
	p.Number = min(max(1, p.Number), p.Pages())
	return p
}

// Pages returns the number of pages of the list, as far as it was counted. An empty list has one.
func (p Page) Pages() int {
	if p.Size == 0 {
		return 1
	}
	return max(1, (p.Count+p.Size-1)/p.Size)
}

// Last reports whether no page follows.
func (p Page) Last() bool { return p.Number >= p.Pages() && !p.More }

// Offset returns the number of rows on the pages before.
func (p Page) Offset() int { return (p.Number - 1) * p.Size }

// Order is an order of a list that a reader chose: by one of its columns. The zero value is the list's own order.
type Order struct {
	By   string // a word of the column, as in the address
	Down bool   // from the last to the first
}

// String returns the order as in the address: "famille", "-famille".
func (o Order) String() string {
	if o.Down {
		return "-" + o.By
	}
	return o.By
}

// OrderOf reads an order as in the address.
func OrderOf(word string) (o Order) {
	o.By, o.Down = strings.CutPrefix(word, "-")
	return o
}

// Next returns the order that a touch on a column's heading asks for: by that column, and the other way round if the
// list is in that order already.
func (o Order) Next(column string) Order { return Order{column, o.By == column && !o.Down} }
