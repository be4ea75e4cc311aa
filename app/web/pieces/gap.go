package pieces

import (
	"bytes"
	"fmt"
	"html/template"
	"io"
	"reflect"
	"strconv"
	"strings"
	"text/template/parse"
)

// A gap is a value and the escapers that html/template has put behind it. Its escapers are its own, and are called by
// way of a template that has nothing else. Three things are short enough to be said again here, and the tests compare
// them with html/template's over every byte and every rune: which seven bytes HTML escapes, which bytes an address may
// have as they are, and how a value becomes text if it is a text, an integer or has a String method.

// shortcut says which text may go into a gap without html/template's escapers, and how.
type shortcut struct {
	fits   func(text string) bool // nil: all
	markup bool                   // the gap is in the text of the page, where template.HTML is written as it is
}

var shortcuts = map[string]shortcut{
	"html":                         {markup: true},
	"attr":                         {},
	"rcdata":                       {},
	"urlfilter urlnormalizer attr": {fits: isPath},
	"urlnormalizer attr":           {fits: isPlainURL},
	"url attr":                     {fits: isUnreserved},
}

func (c *compiler) gap(pipe *parse.PipeNode) node {
	value := dug(c.command(pipe.Cmds[0]))
	chain := ""
	for _, cmd := range pipe.Cmds[1:] {
		name, escapes := strings.CutPrefix(cmd.String(), "_html_template_")
		if !escapes {
			leave("%s", pipe)
		}
		chain += " " + strings.TrimSuffix(name, "escaper")
	}
	short, known := shortcuts[strings.TrimPrefix(chain, " ")]
	if chain == "" {
		leave("%s", pipe)
	}
	long := escapers(pipe.Cmds[1:])
	return func(s *state, dot reflect.Value) {
		v := held(value(s, dot))
		if known && v.IsValid() {
			if short.markup && v.Type() == htmlType {
				s.out.WriteString(v.String())
				return
			}
			if text, ok := plainText(v); ok && (short.fits == nil || short.fits(text)) {
				escape(s.out, text)
				return
			}
		}
		var data any
		if v.IsValid() {
			data = v.Interface()
		}
		if err := long.Execute(s.out, data); err != nil {
			leave("%v", err)
		}
	}
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
	stringType  = reflect.TypeFor[string]()
	htmlType    = reflect.TypeFor[template.HTML]()
	htmlPackage = htmlType.PkgPath()
)

// plainText returns what html/template would take for the text of a value, if that is simple.
func plainText(v reflect.Value) (text string, ok bool) {
	typ := v.Type()
	if typ == stringType {
		return v.String(), true
	}
	if typ.PkgPath() == htmlPackage || v.Kind() == reflect.Pointer {
		return "", false
	}
	if typ.NumMethod() > 0 {
		switch value := v.Interface().(type) {
		case error, fmt.Formatter:
			return "", false
		case fmt.Stringer:
			return value.String(), true
		}
	}
	switch {
	case v.Kind() == reflect.String:
		return v.String(), true
	case v.CanInt():
		return strconv.FormatInt(v.Int(), 10), true
	}
	return "", false
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
	unreserved = 1 << iota // an address has it as it is everywhere
	reserved               // where the whole address was given
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

func isUnreserved(text string) bool { return only(text, unreserved) }

// isPlainURL reports whether no byte of an address has to be encoded.
func isPlainURL(text string) bool { return only(text, unreserved|reserved) }

// isPath reports this of an address in this site, which has no scheme.
func isPath(text string) bool { return strings.HasPrefix(text, "/") && isPlainURL(text) }

func only(text string, kinds byte) bool {
	for i := range len(text) {
		if urlBytes[text[i]]&kinds == 0 {
			return false
		}
	}
	return true
}
