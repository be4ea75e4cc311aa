package pieces

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io"
	"strings"
	"sync"
	"testing"
	"time"
)

// set is a set of templates that html/template has escaped, and its pages.
type set struct {
	*Set
	plain *template.Template
}

var testFuncs = template.FuncMap{
	"upper":    strings.ToUpper,
	"add":      func(a, b int) int { return a + b },
	"wide":     func(n int64) int64 { return n },
	"join":     func(by string, all ...string) string { return strings.Join(all, by) },
	"bold":     func(s string) template.HTML { return template.HTML("<b>" + template.HTMLEscapeString(s) + "</b>") },
	"fail":     func(bad bool) (string, error) { return "well", map[bool]error{true: io.EOF}[bad] },
	"panic":    func() string { panic("broken") },
	"nothing":  func() any { return nil },
	"any":      func(v any) any { return v },
	"named":    func(n name) string { return "n" + string(n) },
	"ptr":      func(p *person) string { return p.Name },
	"val":      func(p person) string { return p.Name },
	"stringer": func(s fmt.Stringer) string { return s.String() },
}

// compile makes a set of one template, "page", with others that it may define.
func compile(t testing.TB, text string) set {
	t.Helper()
	plain, err := template.New("page").Funcs(testFuncs).Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	for _, one := range plain.Templates() {
		if err := plain.ExecuteTemplate(io.Discard, one.Name(), nil); err != nil {
			if _, refused := err.(*template.Error); refused {
				t.Fatalf("%s: %v", text, err)
			}
		}
	}
	return set{Compile(plain, testFuncs), plain}
}

// same compares a page with html/template's, and returns whether it needed it.
func (s set) same(t testing.TB, data any) (alone bool) {
	t.Helper()
	var ours, theirs bytes.Buffer
	ours.WriteString("before")
	alone = s.Write(&ours, "page", data)
	err := s.plain.ExecuteTemplate(&theirs, "page", data)
	switch {
	case !alone:
	case err != nil:
		t.Errorf("%v of %#v: html/template has the error %v, and we wrote %q", s.plain.Tree, data, err, &ours)
	case ours.String() != "before"+theirs.String():
		t.Errorf("%v of %#v:\n%q, but html/template writes\n%q", s.plain.Tree, data, &ours, &theirs)
	}
	return alone
}

type name string

func (n name) Upper() string { return strings.ToUpper(string(n)) }

type day int

func (d day) String() string { return fmt.Sprintf("day <%d>", int(d)) }

type counter struct{ n int }

func (c *counter) String() string { return fmt.Sprintf("<%d>", c.n) }

type failure struct{}

func (failure) Error() string  { return "<failed>" }
func (failure) String() string { return "never" }

type formatter int

func (formatter) Format(s fmt.State, verb rune) { fmt.Fprintf(s, "<%c>", verb) }
func (formatter) String() string                { return "never" }

type saying string

func (s saying) String() string { return string(s) }

// note has its text by pointer only.
type note struct{ text string }

func (n *note) String() string { return n.text }

type breaking struct{ p *int }

func (b breaking) String() string { return fmt.Sprint(*b.p) }

type base struct{ Town string }

func (b base) Hello() string                   { return "Hello & " + b.Town }
func (b base) Times(n int, word string) string { return strings.Repeat(word, n) }
func (b base) All(words ...string) int         { return len(words) }
func (b base) Fails(bad bool) (string, error) {
	return testFuncs["fail"].(func(bool) (string, error))(bad)
}
func (b *base) Pointer() string      { return "*" + b.Town }
func (b base) Two() (string, string) { return "", "" }

type person struct {
	base
	Name   string
	Age    int
	Day    day
	Friend *person
	Any    any
	Names  []string
	Pair   [2]string
	Of     map[string]int
	Named  name
	hidden string //lint:ignore U1000 templates must not see it
	Func   func() string
	Small  uint8
	Float  float64
	Bool   bool
	When   time.Time
	Array  [2]string
	Wide   int64
}

func (p person) Born(year int) int { return year - p.Age }

// everybody are data for the templates below: whole and empty, by value and by pointer.
func everybody() []any {
	ada := person{base: base{"Saint-Martin"}, Name: `Ada "<&'+>` + "\x00é\xff", Age: 36, Day: 3, Any: "any <thing>",
		Pair: [2]string{"<first>", "the \"second\""}, Names: []string{
			"a",
			"b<",
			"",
		}, Of: map[string]int{"z": 1, "a": 2, "m": 0}, Named: "o'hara", Small: 7, Float: 1.5,
		Bool: true, When: time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC), Array: [2]string{"x", "y"}, Wide: 1 << 40}
	ada.Friend = &person{Name: "Bob", Any: &ada, Names: []string{"c"}}
	return []any{ada, &ada, person{}, &person{}, nil, (*person)(nil), map[string]any{"Name": "map", "Age": 3}, 12,
		map[string]string{"Name": "<"}, map[name]int{"Name": 1}, ada.Friend, []person{ada, {}}}
}

// What templates of ours may say: the page is html/template's.
var covered = []string{
	``, `plain`, `{{/* comment */}}a{{- /* b */ -}} c`, `{{.}}`,
	`{{.Name}} {{.Age}} {{.Day}} {{.Named}} {{.Small}} {{.Float}}`, `{{.Bool}} {{.When}} {{.Any}} {{.Names}}`,
	`{{.Town}} {{.Hello}} {{.Friend.Name}} {{.Friend.Town}} {{.Friend.Pointer}} {{.Friend.Friend}}`,
	`{{.Times 2 "ab"}} {{.Times .Age .Name}} {{.Born 2026}} {{.All}} {{.All "a" .Name}} {{.Named.Upper}}`,
	`{{.Fails false}}{{fail false}}{{nothing}}`,
	`{{any .Name}}{{any 3}}{{any .Friend}}{{any "<"}}{{any true}}{{(any .).Name}}`,
	`{{named "x"}}{{named .Named}}{{wide .Wide}}{{ptr .Friend}}{{val .Friend}}{{stringer .Day}}{{stringer .When}}`,
	`{{range .Friend.Names}}{{.}}{{end}}{{with .Friend}}{{ptr .}}{{end}}`,
	`{{add 1 -2}}{{add .Age 2}}{{12}}{{"text <"}}{{true}}{{false}}`,
	`{{join "<" "a" .Name "c"}}{{join "-"}}{{bold .Name}}{{upper (upper .Name)}}{{(bold .Name)}}`,
	`{{print .Name .Age 3}}{{printf "%05d %q" .Age .Name}}`,
	`{{len .Name}}{{len .Names}}{{len .Of}}{{len .Array}}`,
	`{{index .Names 1}}{{index .Pair 1}}{{index .Of "a"}}{{index .Of "none"}}{{index .Friend.Names 0}}`,

	`{{if .Name}}a{{else}}b{{end}}{{if .Age}}c{{end}}{{if .Friend}}d{{else if .Any}}e{{else}}f{{end}}`,
	`{{if .Any}}a{{end}}{{if .Bool}}b{{end}}{{if .Float}}c{{end}}{{if .Names}}d{{end}}{{if .Of}}e{{end}}`,
	`{{if .When}}a{{end}}{{if .Small}}b{{end}}{{if .Func}}c{{else}}d{{end}}{{if .Array}}e{{end}}`,
	`{{if nothing}}a{{else}}b{{end}}{{if and .Name .Age}}b{{end}}{{if or .Func .Age}}c{{end}}{{if not .Func}}d{{end}}`,
	`{{and .Name .Age}}{{or .Friend.Names .Name}}{{or .Name .Friend.Friend.Name}}{{and 1 ""}}{{or "" 0}}`,
	`{{eq .Name "x"}}{{eq .Age 36}}{{ne .Age 36}}{{lt .Age 40}}{{le 36 .Age}}{{gt .Age 40}}{{ge .Age 36}}`,
	`{{eq .Named "x"}}{{lt .Name "B"}}{{ge .Name "B"}}{{eq .Day 3}}{{eq (any .Age) 36}}{{eq .Any "any <thing>"}}`,
	`{{with .Name}}{{.}}{{else}}none{{end}}{{with .Friend}}{{.Name}}{{$.Name}}{{end}}`,
	`{{with .Func}}a{{else}}b{{end}}{{with .Func}}a{{else with .Name}}{{.}}{{end}}`,

	`{{$x := .Name}}{{$x}}{{with $x := .Age}}{{$x}}{{.}}{{end}}{{$x}}{{if $y := .Day}}{{$y}}{{end}}`,
	`{{$x := 1}}{{if .Name}}{{$x = 2}}{{$y := 3}}{{$y}}{{end}}{{$x}}{{$x := "new"}}{{$x}}`,
	`{{$x := 1}}{{range .Names}}{{$x}}{{$x = .}}{{$x := 2}}{{$x}}{{end}}{{$x}}`,
	`{{if .Func}}{{$x := 1}}{{$x}}{{else}}{{$x := 2}}{{$x}}{{end}}{{$f := .Friend}}{{$f.Name}}`,
	`{{range .Names}}<{{.}}>{{else}}none{{end}}{{range .Array}}{{.}}{{end}}`,
	`{{range $i, $n := .Names}}{{$i}}{{$n}}{{.}}{{$.Name}}{{end}}{{range $n := .Names}}{{$n}}{{end}}`,
	`{{range .Of}}{{.}},{{end}}{{range $k, $v := .Of}}{{$k}}={{$v}},{{end}}{{range $v := .Of}}{{$v}}{{end}}`,
	`{{range .Friend.Of}}a{{else}}{{.Name}}{{end}}{{range nothing}}a{{else}}b{{end}}`,
	`{{range $i, $n := .Names}}{{if $i}}, {{end}}{{$n}}{{end}}`,

	`{{template "x" .}}{{template "x" .Friend}}{{define "x"}}[{{.Name}}{{$.Age}}]{{end}}`,
	`{{template "x"}}{{template "x" .Any}}{{define "x"}}[{{.}}{{with .}}a{{else}}b{{end}}]{{end}}`,
	`{{$x := 1}}{{template "x" .}}{{$x}}{{define "x"}}{{$x := 2}}{{$y := 3}}{{$x}}{{$y}}{{end}}`,
	`{{block "x" .Friend}}{{.Name}}{{end}}`,
	`{{template "x" .}}{{define "x"}}{{with .Friend}}{{template "x" .}}{{end}}{{.Name}}{{end}}`,

	`<p {{.Name}}="a"><p title={{.Name}}><p onclick="f({{.Name}})" style="color: {{.Name}}"><!-- {{.Name}} -->`,
	`<script>var x = {{.Name}}, y = "{{.Name}}"; var z = {{.Names}}</script><img srcset="{{.Name}}">`,
	`<style>p { color: {{.Name}} }</style><a href="{{if .Name}}/a{{else}}/b{{end}}?c={{.Name}}#{{.Age}}">`,
}

// What is left to html/template, because no page needs it or because it is an error.
var left = []string{
	`{{.Pointer}}`, `{{.Friend.Friend.Name}}`, `{{.hidden}}`, `{{.Missing}}`, `{{.Two}}`, `{{nothing.Field}}`,
	`{{.Times 2}}`, `{{.Times "2" "ab"}}`, `{{.Name 1}}`, `{{.Fails true}}`, `{{fail true}}`, `{{panic}}`,
	`{{any nil}}`, `{{named .Name}}`, `{{named 3}}`, `{{wide .Age}}`, `{{wide 3}}`, `{{val .Friend.Friend}}`,
	`{{.Name | upper}}`, `{{add .Age 0x10}}`, `{{1.5}}`, `{{'a'}}`, `{{1e3}}`, `{{join}}`, `{{html .Name}}`,
	`{{println 1}}`, `{{slice .Name 1 2}}`, `{{call .Func}}`, `{{len .Age}}`, `{{len .Friend.Friend}}`,
	`{{index .Names .Age}}`, `{{index .Pair 2}}`,
	`{{index .Names -1}}`, `{{index .Of .Age}}`, `{{index .Names}}`, `{{index .Any 0}}`,
	`{{eq .Age "x"}}`, `{{eq .Age 1 2 36}}`, `{{eq .Small 7}}`, `{{eq .Bool true}}`, `{{eq .Friend nil}}`,
	`{{lt .Bool true}}`, `{{range .Age}}{{.}}{{end}}`, `{{range .Name}}{{.}}{{end}}`, `{{printf "%d"}}{{println}}`,
	`{{range .Names}}{{break}}{{end}}`, `{{range .Names}}{{continue}}{{end}}`, `{{.Friend.Name.First}}`,
	`{{$x := ""}}{{range $x = .Names}}{{$x}}{{end}}`, `{{range .Friend.Friend}}a{{else}}b{{end}}`,
	`{{template "x" $x := .Name}}{{define "x"}}{{.}}{{end}}`, `{{add ($x := 1) 2}}`,
	`<input{{template "x" .}}>{{define "x"}}{{if .Name}} required{{end}}{{end}}`, // included inside a tag
}

func TestPagesAreThoseOfHTMLTemplate(t *testing.T) {
	for _, text := range covered {
		s := compile(t, text)
		for i, data := range everybody() {
			if alone := s.same(t, data); i < 2 && !alone {
				t.Errorf("%s of %T is left to html/template: %v", text, data, s.Uncovered())
			}
		}
	}
	for _, text := range left {
		s := compile(t, text)
		for i, data := range everybody() {
			if alone := s.same(t, data); i == 0 && alone {
				t.Errorf("%s is not left to html/template", text)
			}
		}
	}
}

// A page that includes itself without an end is html/template's, and its error.
func TestNoPageIncludesItselfForEver(t *testing.T) {
	if compile(t, `{{template "x" .}}{{define "x"}}{{.Name}}{{template "x" .}}{{end}}`).same(t, person{}) {
		t.Error("an endless page has an end")
	}
}

// short are gaps of every kind that has a shortcut, of which the first six are one of each; long are gaps without one.
var (
	short = []string{
		`{{.}}`, `<p title="{{.}}">`, `<title>{{.}}</title>`, `<a href="{{.}}">`, `<a href="/a{{.}}">`,
		`<a href="/a?b={{.}}">`, `<p title='{{.}}'>`, `<textarea>{{.}}</textarea>`, `<a href='/a/{{.}}?b#{{.}}'>`,
		`<form action="{{.}}{{.}}">`,
	}
	long = []string{
		`<p title={{.}}>`, `<a href={{.}}>`, `<script>x = {{.}}</script>`, `<p style="color: {{.}}">`, `<p {{.}}>`,
		`<img srcset="{{.}}">`, `<script>x = "{{.}}"</script>`, `<style>p { color: {{.}} }</style>`,
	}
)

// hard are texts that mean something in one of them.
var hard = []string{
	"", "/", "//evil.example", "/a?b=c&d=e%20f%", "/%zz%4", "%41", "javascript:alert(1)", "JaVaScRiPt:alert(1)",
	"/javascript:alert(1)", "a/javascript:x", "http://a.example/?b=c", "https:x", "mailto:a@b", "tel:1",
	"data:text/html,<script>", ":", "a:b", "/a:b", " /a", "\t/a", "\n//a", "/a b", "?a=b", "#a", "./a", "a+b",
	"<b>bold</b> &amp; <!-- c --> \"'", "</title><script>", "&lt;", "\xff\xfe</", "é\u202f\u00a0", "\u2028",
}

// contents are a text as every type of content, and as everything that holds one.
func contents(text string) []any {
	return []any{
		text, name(text), template.HTML(text), template.HTMLAttr(text), template.CSS(text), template.JS(text),
		template.JSStr(text), template.URL(text), template.Srcset(text), &text, []byte(text), []string{text},
		errors.New(text), saying(text), &note{text},
	}
}

// A shortcut writes what html/template's own escapers write: of every byte, of every rune, of every type.
func TestShortcutsAreTheEscapers(t *testing.T) {
	alone := func(s set, values ...any) {
		t.Helper()
		for _, value := range values {
			if !s.same(t, value) {
				t.Fatalf("%v of %T is left to html/template", s.plain.Tree, value)
			}
		}
	}
	n := 3
	pointer := &n
	for i, context := range append(short, long...) {
		s := compile(t, context)
		for _, text := range hard {
			alone(s, contents(text)...)
		}
		alone(
			s,
			nil,
			0,
			-1,
			int8(-128),
			int64(1)<<62,
			uint8(255),
			uint64(1)<<63,
			1.5,
			float32(2),
			true,
			false,
			'a',
			day(
				3,
			),
			counter{1},
			&counter{1},
			failure{},
			&failure{},
			formatter(3),
			person{},
			&person{},
			pointer,
			&pointer,
			(*int)(nil),
			(*string)(nil),
			(*person)(nil),
			[]int(nil),
			map[string]int{"a": 1},
			time.Unix(0, 0).UTC(),
			time.Second,
			struct{}{},
			[0]int{},
			complex(1, 2),
			[]any{nil, 1},
		)
		// Their String panics: package fmt has words for that.
		for _, value := range []any{breaking{}, (*counter)(nil)} {
			if s.same(t, value) {
				t.Errorf("%s of a panic is not left to html/template", context)
			}
		}
		for b := range 256 {
			if i >= 6 {
				break
			}
			alone(s, contents(string([]byte{byte(b)}))...)
			alone(s, contents(string([]byte{'/', byte(b), 'a'}))...)
		}
		for first := rune(0); i < 3 && first <= 0x10FFFF; first += 0x1000 { // in an address, all of them are bytes
			var runes strings.Builder
			for r := first; r < first+0x1000; r++ {
				runes.WriteRune(r)
			}
			alone(s, runes.String())
		}
	}
}

// All requests use a set at once, with data of other types in the same gaps.
func TestPagesAtOnce(t *testing.T) {
	s := compile(t, `{{range .}}{{.Name}}{{.Town}}{{template "x" .}}{{end}}{{define "x"}}{{.Hello}}{{.Name}}{{end}}`)
	type other struct {
		Name int
		base
	}
	type third struct{ person }
	all := []any{[]person{{Name: "a"}, {Name: "b"}}, []other{{1, base{"c"}}}, []*person{{Name: "<"}},
		[]third{{person{Name: "d"}}}, []any{&other{}, third{}, person{Name: "e"}}}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				for _, data := range all {
					if !s.same(t, data) {
						t.Errorf("%T is left to html/template", data)
					}
				}
				s.same(t, []any{1})
			}
		})
	}
	wg.Wait()
}

// What is asked of a page that is not there.
func TestNoSuchPage(t *testing.T) {
	var out bytes.Buffer
	if s := compile(t, `a`); s.Write(&out, "none", nil) {
		t.Errorf("a page that does not exist: %q", &out)
	}
}
