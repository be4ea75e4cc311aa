package web

import (
	"cartable/app/domain/booking"
	"cartable/app/portal"
	"html/template"
	"net/url"
	"strconv"
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
	add(f.Pending, "etat", string(booking.Pending))
	add(f.Waitlisted, "etat", string(booking.Waitlisted))
	add(f.Refused, "etat", string(booking.Refused))
	add(f.Accepted, "etat", string(booking.Accepted))
	add(f.Transmitted, "transmise", "oui")
	add(f.NotTransmitted, "transmise", "non")
	add(at > 1, "page", strconv.Itoa(at))
	return address(path, q)
}

// filtered tells whether a follow-up leaves out more than the past: then its filter stays open.
func filtered(f portal.Filter) bool {
	all := f.Pending == f.Waitlisted && f.Waitlisted == f.Refused && f.Refused == f.Accepted
	return f.ChildID != 0 || f.Activity != "" || f.To != 0 || !all || f.Transmitted != f.NotTransmitted
}

// followPager leads through the pages of a follow-up.
func followPager(f portal.FollowUp) Pager {
	return newPager(f.Page, f.Pages, func(at int) template.URL { return followURL(f.Filter, at) })
}
