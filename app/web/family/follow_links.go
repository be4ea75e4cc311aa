package family

import (
	"html/template"
	"net/url"
	"strconv"

	"cartable/app/domain/booking"
	"cartable/app/portal"
	"cartable/app/web/site"
)

// followURL is the address of a page of the follow-up, with its filters. A template.URL, because html/template would
// escape the & between the parts; every part that comes from outside is escaped here.
func FollowURL(f portal.Filter, at int) template.URL { return filterURL("/suivi", f, at) }

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
	return site.Address(path, q)
}

// filtered tells whether a follow-up leaves out more than the past: then its filter stays open.
func filtered(f portal.Filter) bool {
	kept := len(booking.Statuses(f.Keeps))
	all := kept == 0 || kept == len(booking.Statuses(booking.Status.Live))
	return f.ChildID != 0 || f.Activity != "" || f.To != 0 || !all || f.Transmitted != f.NotTransmitted
}
