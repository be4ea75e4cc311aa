package web

import (
	"fmt"
	"html/template"
	"net/url"
	"strconv"
	"strings"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/paging"
	"cartable/app/office"
	"cartable/app/portal"
)

// followURL is the address of a page of the follow-up, with its filters. A template.URL, because html/template would
// escape the & between the parts; every part that comes from outside is escaped here.
func followURL(f portal.Filter, at int) template.URL { return filterURL("/suivi", f, at) }

// exportURL is the address of an export of what a filter keeps; kind is "csv" or "xlsx".
func exportURL(f portal.Filter, kind string) template.URL {
	return filterURL("/suivi/export."+kind, f, 1)
}

func filterURL(path string, f portal.Filter, at int) template.URL {
	q := url.Values{}
	add := func(on bool, name, value string) {
		if on {
			q.Add(name, value)
		}
	}
	add(f.ChildID != 0, "enfant", strconv.FormatInt(f.ChildID, 10))
	add(f.Activity != "", "activite", f.Activity)
	q.Set("du", f.From.String()) // always there: it says that the filter is whole
	add(f.To != 0, "au", f.To.String())
	for _, s := range booking.Statuses(f.Keeps) {
		q.Add("etat", string(s))
	}
	add(f.Transmitted, "transmise", "oui")
	add(f.NotTransmitted, "transmise", "non")
	add(at > 1, "page", strconv.Itoa(at))
	return address(path, q)
}

// filtered tells whether a follow-up leaves out more than the past: then its filter stays open.
func filtered(f portal.Filter) bool {
	kept := len(booking.Statuses(f.Keeps))
	all := kept == 0 || kept == len(booking.Statuses(booking.Status.Live))
	return f.ChildID != 0 || f.Activity != "" || f.To != 0 || !all || f.Transmitted != f.NotTransmitted
}

// Pager is the line under a list that has several pages. Prev and Next are empty at the ends.
type Pager struct {
	Label string // of what, when a page has two: "Pages des règlements"
	paging.Page
	Prev, Next template.URL
}

// pager leads through the pages of a list at path. pairs are the names and values of its other parameters; path may
// have its own.
func pager(p paging.Page, path any, pairs ...any) Pager {
	return newPager(p, func(at int) template.URL {
		path, query, _ := strings.Cut(fmt.Sprint(path), "?")
		q, _ := url.ParseQuery(query) // written by this program
		for i := 0; i+1 < len(pairs); i += 2 {
			if value := fmt.Sprint(pairs[i+1]); value != "" {
				q.Set(fmt.Sprint(pairs[i]), value)
			}
		}
		q.Set("page", strconv.Itoa(at))
		return address(path, q)
	})
}

func newPager(p paging.Page, at func(int) template.URL) Pager {
	links := Pager{Page: p}
	if p.Number > 1 {
		links.Prev = at(p.Number - 1)
	}
	if p.Number < p.Pages() {
		links.Next = at(p.Number + 1)
	}
	return links
}

func address(path string, q url.Values) template.URL {
	if len(q) == 0 {
		return template.URL(path) // #nosec G203 -- a path of the program
	}
	return template.URL(path + "?" + q.Encode()) // #nosec G203 -- a path of the program, and an encoded query
}

// DayNav leads from a day to its neighbours.
type DayNav struct {
	Path       string
	Date       civil.Date
	Prev, Next civil.Date // zero = no further
}

// switcher is a menu of the account's panel.
type switcher struct {
	CSRF, Field, Label string
	Choices            []Choice
}

func newSwitcher(l layoutOf, field, label string, choices []Choice) switcher {
	return switcher{l.layout().CSRF, field, label, choices}
}

// layoutOf is a page, or a layout alone.
type layoutOf interface{ layout() Layout }

func (l Layout) layout() Layout { return l }

// mailbox is a list of messages, for staff and for the demonstration.
type mailbox struct {
	Layout
	Path string
	Rows []office.MailRow
}

// moneyTabs lead between the pages of a family's money; key names the one that is shown.
type moneyTabs struct{ PayURL, Key string }
