package site

import (
	"fmt"
	"html/template"
	"net/url"
	"strconv"
	"strings"

	"cartable/app/domain/civil"
	"cartable/app/domain/paging"
)

// Pager is the links under a list that has several pages. Prev and Next are empty at the ends.
type Pager struct {
	Label string // name of the list, when a page has two: "Pages des règlements"
	paging.Page
	Prev, Next template.URL
}

// pager returns the links through the pages of a list at path. pairs are the names and values of its other parameters;
// path may have its own.
func pager(p paging.Page, path any, pairs ...any) Pager {
	return NewPager(p, func(at int) template.URL {
		path, query, _ := strings.Cut(fmt.Sprint(path), "?")
		q, _ := url.ParseQuery(query) // written by this program
		for i := 0; i+1 < len(pairs); i += 2 {
			if value := fmt.Sprint(pairs[i+1]); value != "" {
				q.Set(fmt.Sprint(pairs[i]), value)
			}
		}
		q.Set("page", strconv.Itoa(at))
		return Address(path, q)
	})
}

func NewPager(p paging.Page, at func(int) template.URL) Pager {
	links := Pager{Page: p}
	if p.Number > 1 {
		links.Prev = at(p.Number - 1)
	}
	if !p.Last() {
		links.Next = at(p.Number + 1)
	}
	return links
}

func Address(path string, q url.Values) template.URL {
	if len(q) == 0 {
		return template.URL(path) // #nosec G203 -- a path of the program
	}
	return template.URL(path + "?" + q.Encode()) // #nosec G203 -- a path of the program, and an encoded query
}

// DayNav is the links from a day to its neighbours.
type DayNav struct {
	Path       string
	Date       civil.Date
	Prev, Next civil.Date // zero = no link
}

// switcher is a menu in the account's panel.
type switcher struct {
	CSRF, Field, Label string
	Choices            []Choice
}

func newSwitcher(l layoutOf, field, label string, choices []Choice) switcher {
	return switcher{l.layout().CSRF, field, label, choices}
}

// layoutOf is a page, or only a layout.
type layoutOf interface{ layout() Layout }

func (l Layout) layout() Layout { return l }
