package site

import (
	"fmt"
	"html/template"
	"net/url"
	"slices"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/paging"
)

// List is the address of a list as it is shown (DOMAIN.md 10.21): its filters and its order. A link to a page or to
// another order keeps the rest, and a filter that is not set is not written.
type List struct {
	path  string
	query url.Values
	order paging.Order
}

// ListAt returns the address of a list without filters, in its own order.
func ListAt(path string) List { return List{path: path, query: url.Values{}} }

// With returns the address with a filter, unless its value is empty.
func (l List) With(name string, value any) List {
	if text := fmt.Sprint(value); text != "" {
		l.query.Set(name, text)
	}
	return l
}

// In returns the address with an order.
func (l List) In(order paging.Order) List {
	l.order = order
	return l.With("tri", order)
}

// Path returns the address without filters, for a form.
func (l List) Path() string { return l.path }

// Order returns the order as in the address; empty for the list's own.
func (l List) Order() string { return l.order.String() }

// at returns the address with other values.
func (l List) at(pairs ...string) template.URL {
	q := url.Values{}
	for name, values := range l.query {
		q[name] = slices.Clone(values)
	}
	for pair := range slices.Chunk(pairs, 2) {
		q.Set(pair[0], pair[1])
	}
	return Address(l.path, q)
}

// Address returns the address of the list.
func (l List) Address() template.URL { return l.at() }

// Pager returns the links through the pages of the list.
func (l List) Pager(p paging.Page) Pager {
	return NewPager(p, func(n int) template.URL { return l.at("page", fmt.Sprint(n)) })
}

// Heading is the heading of a column by which a list can be sorted.
type Heading struct {
	Label string
	URL   template.URL
	Sort  string // "ascending", "descending"; empty: the list is not in the order of this column
	Num   bool
}

// Heading returns the heading of a column.
func (l List) Heading(column, label string) Heading {
	h := Heading{Label: label, URL: l.at("tri", l.order.Next(column).String())}
	if l.order.By == column {
		h.Sort = "ascending"
		if l.order.Down {
			h.Sort = "descending"
		}
	}
	return h
}

// OrderOf reads the order of a list from the address: by one of its columns. One that does not exist is said, and the
// list is shown in its own order.
func (l *Layout) OrderOf(c *fiber.Ctx, columns ...string) paging.Order {
	order := paging.OrderOf(c.Query("tri"))
	if order == (paging.Order{}) || slices.Contains(columns, order.By) {
		return order
	}
	l.Alert = "Cette liste ne se trie pas ainsi\u00a0: la voici dans son ordre habituel."
	return paging.Order{}
}

// OneOf reads a filter with few values from the address. A value that does not exist is said, and nothing is filtered.
func (l *Layout) OneOf(c *fiber.Ctx, name string, values ...string) string {
	value := c.Query(name)
	if value == "" || slices.Contains(values, value) {
		return value
	}
	l.Alert = "Ce filtre n'existe pas\u00a0: voici la liste entière."
	return ""
}
