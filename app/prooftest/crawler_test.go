package prooftest

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/net/html"

	"cartable/app/domain/access"
)

// pageForm is a form of a page, with all that it would send except the token: hidden fields, texts, and one option of
// each list.
type pageForm struct {
	action string
	fields url.Values
}

// shape is equal for forms that differ only in their values.
func (s pageForm) shape() string {
	return s.action + " " + strings.Join(slices.Sorted(maps.Keys(s.fields)), ",")
}

// crawl is the result of following every link: addresses, forms, and the content of each.
type crawl struct {
	v         *visitor
	routes    []string       // all GET patterns, the exact ones first
	shapes    map[string]int // number of requested addresses of each shape
	answers   map[string]answer
	pageForms map[string]pageForm
	visited   map[string]bool // patterns that answered
	each      func(path string, a answer)
}

const (
	alike    = 8   // at most so many addresses of a shape: a fifth day of a calendar adds nothing
	boundary = 800 // at most so many addresses in all
)

// patterns returns the patterns of the GET routes, those without parameters first.
func patterns() []string { return patternsOf("GET ") }

func patternsOf(method string) (all []string) {
	for name := range gates {
		if path, ok := strings.CutPrefix(name, method); ok {
			all = append(all, path)
		}
	}
	slices.SortFunc(all, func(a, b string) int {
		return cmp.Or(cmp.Compare(strings.Count(a, ":"), strings.Count(b, ":")), cmp.Compare(a, b))
	})
	return all
}

// patternOf returns the route that an address matches, or "" if none does.
func patternOf(routes []string, path string) string {
	path, _, _ = strings.Cut(path, "?")
	for _, r := range routes {
		if fiber.RoutePatternMatch(path, r) {
			return r
		}
	}
	return ""
}

// walk follows all links from some addresses, and requests each as a page and as a fragment.
func walk(v *visitor, each func(path string, a answer), seeds ...string) *crawl {
	v.t.Helper()
	c := &crawl{v: v, routes: patterns(), shapes: map[string]int{}, answers: map[string]answer{},
		pageForms: map[string]pageForm{}, visited: map[string]bool{}, each: each}
	queue := seeds
	for len(queue) > 0 && len(c.answers) < boundary {
		path := queue[0]
		queue = queue[1:]
		if _, seen := c.answers[path]; seen || !c.worth(path) {
			continue
		}
		for _, headers := range [][]string{nil, {"HX-Request", "true"}} {
			a := v.get(path, headers...)
			if a.StatusCode >= 500 {
				v.t.Errorf("GET %s %v: %d", path, headers, a.StatusCode)
			}
			if headers == nil {
				c.answers[path] = a
			}
			if a.StatusCode < 300 { // a redirect does not show the page
				c.visited[patternOf(c.routes, path)] = true
			}
			if each != nil {
				each(path, a)
			}
			queue = append(queue, c.read(a)...)
		}
	}
	return c
}

// worth reports whether an address belongs to the portal, is not a file, and has a shape that still needs requests.
func (c *crawl) worth(path string) bool {
	u, err := url.Parse(path)
	if err != nil || strings.HasPrefix(u.Path, "/a/") || strings.HasPrefix(u.Path, "/apparence") {
		return false
	}
	shape := cmp.Or(patternOf(c.routes, u.Path), u.Path) + "?" + strings.Join(slices.Sorted(maps.Keys(u.Query())), "&")
	c.shapes[shape]++
	return c.shapes[shape] <= alike
}

// read returns the addresses of an answer and records its forms. Any attribute that begins like an address is one:
// scripts request those too.
func (c *crawl) read(a answer) (leads []string) {
	if where := a.Header.Get("Location"); where != "" {
		leads = append(leads, within(c.v, where)...)
	}
	if !strings.Contains(a.Header.Get("Content-Type"), "html") {
		return leads
	}
	doc, err := html.Parse(strings.NewReader(a.body))
	if err != nil {
		c.v.t.Errorf("%s: %v", a.Request.URL, err)
		return leads
	}
	var form *pageForm
	method := ""
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		attr := map[string]string{}
		for _, one := range n.Attr {
			attr[one.Key] = one.Val
			if one.Key != "action" && one.Key != "formaction" && one.Key != "data-hx-post" && one.Key != "value" {
				leads = append(leads, within(c.v, one.Val)...)
			}
		}
		if n.Data == "form" {
			action, _, _ := strings.Cut(attr["action"], "#") // a browser keeps the fragment to itself
			form, method = &pageForm{action: action, fields: fieldsOf(n)}, strings.ToLower(attr["method"])
			if method == "post" {
				c.keep(*form)
			} else {
				leads = append(leads, within(c.v, form.action+"?"+form.fields.Encode())...)
			}
		}
		for _, other := range []string{attr["formaction"], attr["data-hx-post"]} {
			if other != "" && form != nil {
				c.keep(pageForm{action: other, fields: form.fields})
			}
		}
	}
	return leads
}

func (c *crawl) keep(s pageForm) {
	for i := range 3 { // a few of each: they differ in ids
		key := fmt.Sprint(s.shape(), i)
		if old, there := c.pageForms[key]; !there {
			c.pageForms[key] = s
			return
		} else if old.fields.Encode() == s.fields.Encode() {
			return
		}
	}
}

// fieldsOf returns what a form would send with all boxes ticked and buttons pressed, except its token.
func fieldsOf(form *html.Node) url.Values {
	fields := url.Values{}
	for n := range form.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		name, value, kind := "", "", ""
		for _, a := range n.Attr {
			switch a.Key {
			case "name":
				name = a.Val
			case "value":
				value = a.Val
			case "type":
				kind = a.Val
			}
		}
		if name == "" || name == "_csrf" {
			continue
		}
		switch n.Data {
		case "select":
			for o := range n.Descendants() {
				if o.Type == html.ElementNode && o.Data == "option" {
					for _, a := range o.Attr {
						if a.Key == "value" && a.Val != "" && !fields.Has(name) {
							fields.Set(name, a.Val)
						}
					}
				}
			}
		case "input", "button", "textarea":
			if kind == "radio" && fields.Has(name) || kind == "file" {
				continue
			}
			if (n.Data == "button" || kind == "submit") && fields.Has(name) {
				continue
			}
			fields.Add(name, value)
		}
	}
	return fields
}

// within returns an address if it is on the portal, without its fragment.
func within(v *visitor, address string) []string {
	address = strings.TrimPrefix(address, "https://portail.example")
	if !strings.HasPrefix(address, "/") || strings.HasPrefix(address, "//") || strings.ContainsAny(address, " \n") {
		return nil
	}
	address, _, _ = strings.Cut(address, "#")
	return []string{address}
}

// unvisited returns the GET routes that a role may use and that a crawl did not reach, except those with a reason.
func (c *crawl) unvisited(role access.Role, reasons map[string]string) (missing []string) {
	for _, r := range c.routes {
		if may := gates["GET "+r].may; access.May(role, may) && may != access.DemoMails && !c.visited[r] &&
			reasons[r] == "" {
			missing = append(missing, r)
		}
	}
	return missing
}

// lacking returns the GET routes that a role may use and that a crawl did not reach, whatever the reason.
func (c *crawl) lacking(role access.Role) []string { return c.unvisited(role, nil) }

// has reports whether the crawl found a form with this action.
func (c *crawl) has(action string) bool {
	for _, s := range c.pageForms {
		if s.action == action {
			return true
		}
	}
	return false
}

// postPatterns returns the patterns of the POST routes, those without parameters first.
func postPatterns() []string { return patternsOf("POST ") }

var (
	wholeNumber = regexp.MustCompile(`^\d{1,18}$`)
	receiptLike = regexp.MustCompile(`^\d{6}-[0-9A-Z]{4}-[0-9A-Z]{4}$`)
	yearLike    = regexp.MustCompile(`^20\d\d$`) // no id reaches 2000 in the town of these tests
	pairLike    = regexp.MustCompile(`^\d{1,18}:`)
)

// counts lists the parameters whose numbers are not ids, or are ids that all families of the town share.
var counts = []string{"regie", "page", "reste", "revision", "colonne", "semaine"}

// twin replaces an id in a word by one that does not exist. It returns a word without an id unchanged.
func twin(word string) string {
	switch {
	case yearLike.MatchString(word):
		return word
	case wholeNumber.MatchString(word):
		return "999999999"
	case receiptLike.MatchString(word):
		return "261123-ZZZZ-ZZZZ"
	case pairLike.MatchString(word):
		return pairLike.ReplaceAllString(word, "999999999:")
	}
	return word
}

// twinPath replaces the ids of an address by ids that do not exist.
func twinPath(path string) string {
	u, err := url.Parse(path)
	if err != nil {
		return path
	}
	parts := strings.Split(u.Path, "/")
	for i, p := range parts {
		name, ending, _ := strings.Cut(p, ".")
		if parts[i] = twin(name); ending != "" {
			parts[i] += "." + ending
		}
	}
	query := twinForm(u.Query())
	if len(query) == 0 {
		return strings.Join(parts, "/")
	}
	return strings.Join(parts, "/") + "?" + query.Encode()
}

func twinForm(form url.Values) url.Values {
	other := url.Values{}
	for name, values := range form {
		for _, v := range values {
			if !slices.Contains(counts, name) {
				v = twin(v)
			}
			other.Add(name, v)
		}
	}
	return other
}

// sameAnswer describes how the answer for another family's object differs from the answer for a missing one. It
// returns "" if they are equal.
func sameAnswer(a, b answer, ids []string) string {
	anonymous := func(text string) string { return anonymous(text, ids) }
	if a.StatusCode != b.StatusCode {
		return fmt.Sprintf("%d and %d", a.StatusCode, b.StatusCode)
	}
	for _, h := range []string{"Location", "Content-Type", "Cache-Control", "Hx-Redirect", "Content-Disposition",
		"Retry-After"} {
		if x, y := anonymous(a.Header.Get(h)), anonymous(b.Header.Get(h)); x != y {
			return fmt.Sprintf("%s %q and %q", h, x, y)
		}
	}
	if x, y := anonymous(a.body), anonymous(b.body); x != y {
		return fmt.Sprintf("%d and %d bytes: %s", len(a.body), len(b.body), firstDifference(x, y))
	}
	return ""
}

var clock = regexp.MustCompile(`\d+ h \d+`)

// anonymous removes the requested ids, which an answer may repeat, and the time from a text.
func anonymous(text string, ids []string) string {
	text = clock.ReplaceAllString(text, "#")
	for _, id := range append([]string{"999999999", "261123-ZZZZ-ZZZZ"}, ids...) {
		text = regexp.MustCompile(`\b`+regexp.QuoteMeta(id)+`\b`).ReplaceAllString(text, "#")
	}
	return text
}

// idsOf returns the ids in an address.
func idsOf(path string) (ids []string) {
	u, err := url.Parse(path)
	if err != nil {
		return nil
	}
	words := strings.FieldsFunc(u.Path, func(r rune) bool { return r == '/' || r == '.' })
	return append(idsIn(u.Query()), slices.DeleteFunc(words, func(w string) bool { return twin(w) == w })...)
}

func idsIn(form url.Values) (ids []string) {
	for name, values := range form {
		for _, v := range values {
			if !slices.Contains(counts, name) && twin(v) != v {
				id, _, _ := strings.Cut(v, ":")
				ids = append(ids, id)
			}
		}
	}
	return ids
}

func firstDifference(a, b string) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	cut := func(s string) string { return s[max(0, min(i, len(s))-40):min(len(s), i+80)] }
	return fmt.Sprintf("%q and %q", cut(a), cut(b))
}

// TestTheCrawlerReads checks the crawler itself.
func TestTheCrawlerReads(t *testing.T) {
	v := &visitor{t: t, url: "http://localhost", send: func(r *http.Request) (*http.Response, error) {
		return nil,
			fmt.Errorf("nobody asks")
	}}
	c := &crawl{v: v, pageForms: map[string]pageForm{}}
	leads := c.read(answer{&http.Response{Header: http.Header{"Content-Type": {"text/html"},
		"Location": {"/ailleurs#x"}}}, `<a href="/a?b=1&amp;c">x</a>
		<div data-hx-get="/fragment" data-feed="https://portail.example/agenda/k.ics"></div><a href="//evil/">x</a>
		<form action="/cherche"><select name="s"><option value="">-</option><option value="7">x</option></select></form>
		<form method="post" action="/change"><input type="hidden" name="_csrf" value="t"><input name="id" value="12"><button name="b" value="1">x</button>
		<button formaction="/autre">y</button></form>`})
	want := []string{"/ailleurs", "/a?b=1&c", "/fragment", "/agenda/k.ics", "/cherche?s=7"}
	if !slices.Equal(leads, want) {
		t.Errorf("leads %q", leads)
	}
	if got := slices.Sorted(maps.Keys(c.pageForms)); !slices.Equal(got, []string{"/autre b,id0", "/change b,id0"}) {
		t.Errorf("forms %q", got)
	}
	if got := twinPath("/mairie/nuits/12.csv?enfant=5&page=2&mois=2026-12&source=5:RESTO"); got !=
		"/mairie/nuits/999999999.csv?enfant=999999999&mois=2026-12&page=2&source=999999999%3ARESTO" {
		t.Error(got)
	}
	one := answer{&http.Response{StatusCode: 404, Header: http.Header{}}, "la famille 12"}
	other := answer{&http.Response{StatusCode: 404, Header: http.Header{}}, "la famille 999"}
	if why := sameAnswer(one, other, []string{"12", "999"}); why != "" {
		t.Error(why)
	}
	other.body = "aucune famille"
	if sameAnswer(one, other, nil) == "" {
		t.Error("two answers are one")
	}
	if got := sung("solde : 98 765,43 € de Zqnom", "money"); !slices.Equal(got, []string{"zqnom"}) {
		t.Errorf("%q", got)
	}
}
