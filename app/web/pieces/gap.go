package pieces

import (
	"bytes"
	"fmt"
	"html/template"
	"io"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"text/template/parse"
)

// A gap is a value and the escapers that html/template has put behind it. They are html/template's own, called through
// a template that has nothing else. Three things are short enough to be said again here, and the tests compare them
// with html/template over every byte, every rune and every type of content: how a value becomes text, if it is a text,
// an integer or has a String method; which seven bytes HTML escapes; and which bytes an address has as they are.

// gap is a gap of a page.
type gap struct {
	value expr
	kind  kind
	long  *template.Template // the escapers
}

// kind is a chain of escapers with a shortcut.
type kind int

const (
	unusual    kind = iota // no shortcut
	markup                 // in the text of a page: template.HTML is written as it is
	quoted                 // in a quoted attribute, or in a title
	address                // at the start of an address: its scheme must be harmless
	further                // further on in an address
	query                  // a name or a value of its query
	attributes             // within a tag: template.HTMLAttr is written as it is
)

var kinds = map[string]kind{
	"htmlescaper":                         markup,
	"attrescaper":                         quoted,
	"rcdataescaper":                       quoted,
	"urlfilter urlnormalizer attrescaper": address,
	"urlnormalizer attrescaper":           further,
	"urlescaper attrescaper":              query,
	"htmlnamefilter":                      attributes,
}

func (c *compiler) gap(pipe *parse.PipeNode) node {
	var chain []string
	for _, cmd := range pipe.Cmds[1:] {
		name, escapes := strings.CutPrefix(cmd.String(), "_html_template_")
		if !escapes {
			leave("%s", pipe)
		}
		chain = append(chain, name)
	}
	if len(chain) == 0 {
		leave("%s", pipe)
	}
	g := gap{dug(c.command(pipe.Cmds[0])), kinds[strings.Join(chain, " ")], escapersOf(pipe.Cmds[1:])}
	return g.write
}

func (g gap) write(s *state, dot reflect.Value) {
	v := held(g.value(s, dot))
	if !v.IsValid() || !g.short(s.out, v) {
		var data any
		if v.IsValid() {
			data = v.Interface()
		}
		if err := g.long.Execute(s.out, data); err != nil {
			leave("%v", err)
		}
	}
}

// short writes a value that needs none of html/template's escapers.
func (g gap) short(out *bytes.Buffer, v reflect.Value) bool {
	text, typ, ok := plainText(v)
	switch {
	case g.kind == unusual || !ok:
		return false
	case g.kind == attributes:
		if typ == attrType {
			out.WriteString(text)
		}
		return typ == attrType
	case typ == htmlType:
		if g.kind == markup {
			out.WriteString(text)
		}
		return g.kind == markup
	case g.kind == address && typ != urlType && !strings.HasPrefix(text, "/"),
		g.kind == query && typ != urlType && !only(text, unreserved),
		g.kind >= address && !only(text, unreserved|reserved):
		return false
	}
	escape(out, text)
	return true
}

// chains are the escapers of gaps, by their names: thousands of gaps share some ten chains, each a template of 10 kB.
var chains sync.Map

func escapersOf(chain []*parse.CommandNode) *template.Template {
	var name strings.Builder
	for _, cmd := range chain {
		name.WriteString(cmd.String() + "|")
	}
	known, ok := chains.Load(name.String())
	if !ok {
		known, _ = chains.LoadOrStore(name.String(), escapers(chain))
	}
	return known.(*template.Template)
}

// escapers returns a template of html/template that writes its data through some of its escapers.
func escapers(chain []*parse.CommandNode) *template.Template {
	t := template.Must(template.New("gap").Parse("{{.}}"))
	if err := t.Execute(io.Discard, nil); err != nil {
		leave("%v", err)
	}
	pipe := t.Tree.Root.Nodes[0].(*parse.ActionNode).Pipe
	pipe.Cmds = append(pipe.Cmds[:1:1], chain...)
	return t
}

var (
	stringType = reflect.TypeFor[string]()
	htmlType   = reflect.TypeFor[template.HTML]()
	attrType   = reflect.TypeFor[template.HTMLAttr]()
	urlType    = reflect.TypeFor[template.URL]()
)

// plainText returns what html/template would take for the text of a value, and the type that it was, if that is simple.
func plainText(v reflect.Value) (text string, typ reflect.Type, ok bool) {
	for typ = v.Type(); v.Kind() == reflect.Pointer && typ.NumMethod() == 0 && !v.IsNil(); typ = v.Type() {
		v = v.Elem()
	}
	if typ == stringType {
		return v.String(), typ, true
	}
	if typ.NumMethod() > 0 {
		switch value := v.Interface().(type) {
		case error, fmt.Formatter:
			return "", typ, false
		case fmt.Stringer:
			return value.String(), typ, true
		}
	}
	switch {
	case v.Kind() == reflect.String:
		return v.String(), typ, true
	case v.CanInt():
		return strconv.FormatInt(v.Int(), 10), typ, true
	}
	return "", typ, false
}

// special are the bytes that HTML escapes in a text or a quoted attribute, with their entities.
var special = [256]string{
	0: "\uFFFD", '"': "&#34;", '&': "&amp;", '\'': "&#39;", '+': "&#43;", '<': "&lt;", '>': "&gt;",
}

// escape writes a text as HTML.
func escape(out *bytes.Buffer, text string) {
	written := 0
	for i := range len(text) {
		if entity := special[text[i]]; entity != "" {
			out.WriteString(text[written:i])
			out.WriteString(entity)
			written = i + 1
		}
	}
	out.WriteString(text[written:])
}

const (
	unreserved = 1 << iota // a query's names and values have it as it is
	reserved               // an address has it as it is
)

var urlBytes = func() (is [256]byte) {
	for c := range 256 {
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' {
			is[c] = unreserved
		}
	}
	for _, c := range []byte("-._~") {
		is[c] = unreserved
	}
	for _, c := range []byte("!#$&*+,/:;=?@[]") {
		is[c] = reserved
	}
	return is
}()

// only reports whether a text has these kinds of bytes only.
func only(text string, kinds byte) bool {
	for i := range len(text) {
		if urlBytes[text[i]]&kinds == 0 {
			return false
		}
	}
	return true
}
