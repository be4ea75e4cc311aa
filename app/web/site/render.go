package site

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"text/template/parse"

	"cartable/app/lang"
	"cartable/app/web/pieces"
	"cartable/static"
	"cartable/views"
)

// Renderer executes the templates. It needs no lock and may be used by all requests at once.
//
// A page is written from pieces that were made of the templates once html/template had escaped them, which takes a
// quarter of the time. What package pieces does not cover, and every page with an error, is html/template's.
//
// Fiber's engine only loads the files. Its Render is not used: its layouts set a function on templates that all renders
// share, take one lock for all of them and print an error inside a page that was already sent (seen in version 2.1 of
// gofiber/template/html). Here a page includes "top" and "bottom" itself, and is written once it is complete.
type Renderer struct {
	sets    map[*lang.Language]*set
	buffers sync.Pool
}

// set is the templates of a language. Their trees weigh four times as much as the pieces that are made of them: they
// are made again for a page that the pieces do not cover, and no page is known that needs it.
type set struct {
	pieces    *pieces.Set
	templates func() (*template.Template, error)
}

// PageData is the data of a page's template: the layout's fields, and its own data under V.
type PageData struct {
	Layout
	V any
}

// keepBuffer is the size beyond which a buffer is not reused: one huge page must not stay in memory.
const keepBuffer = 256 << 10

// NewRenderer loads all templates. It fails on the first that cannot be parsed, that has the name of another, that
// includes one that does not exist, or that html/template cannot make safe: a wrong page is found at the start, not by
// a parent.
//
// desks are the functions for each desk's templates, beside those for all.
func NewRenderer(desks ...template.FuncMap) (*Renderer, error) {
	return RendererOf(views.FS, desks...)
}

// RendererOf loads the templates of other files, for tests.
func RendererOf(files fs.FS, desks ...template.FuncMap) (*Renderer, error) {
	funcs := maps.Clone(kitFuncs)
	for _, desk := range append(desks, languageFuncs) {
		maps.Copy(funcs, desk)
	}
	if err := checkFiles(files); err != nil {
		return nil, fmt.Errorf("views: %w", err)
	}
	r := &Renderer{sets: map[*lang.Language]*set{}}
	r.buffers.New = func() any { return new(bytes.Buffer) }
	for _, l := range lang.All() {
		var err error
		if r.sets[l], err = load(files, inLanguage(funcs, l), l); err != nil {
			return nil, fmt.Errorf("views: %w", err)
		}
	}
	return r, nil
}

// load makes the templates of a language.
func load(files fs.FS, funcs template.FuncMap, l *lang.Language) (*set, error) {
	templates, err := ready(files, funcs, l)
	if err != nil {
		return nil, err
	}
	return &set{pieces.Compile(templates, funcs), sync.OnceValues(func() (*template.Template, error) {
		return ready(files, funcs, l)
	})}, nil
}

// ready returns the templates of a language as html/template executes them.
func ready(files fs.FS, funcs template.FuncMap, l *lang.Language) (*template.Template, error) {
	templates, err := parsed(files, funcs, l)
	if err != nil {
		return nil, err
	}
	for _, t := range templates.Templates() {
		if t.Tree == nil {
			continue
		}
		if err := speak(t.Tree.Root, l); err != nil {
			return nil, fmt.Errorf("%s: %w", t.Name(), err)
		}
		fold(t.Tree.Root, funcs)
	}
	return templates, escapeAll(templates)
}

// in returns the templates of a language, or those in French if it does not have this one.
func (r *Renderer) in(l *lang.Language, name string) (s *set, told bool) {
	if s = r.sets[l]; s != nil && s.pieces.Has(name) {
		return s, true
	}
	return r.sets[lang.French], l.IsFrench()
}

// Page writes a whole page, or nothing and an error. name is a file of views without its extension, as in family/month.
// A page that its reader's language does not have is French, and says so in that language.
func (r *Renderer) Page(w io.Writer, name string, l Layout, view any) error {
	if l.StaffNav {
		l.Read = lang.French
	}
	set, told := r.in(l.Read, name)
	if !told {
		l.Untold = &Told{l.Read, notTold(l.Read)}
	}
	return r.execute(w, set, name, PageData{l, view})
}

// Fragment writes a part of a page in French, or nothing and an error. name is a template defined in a file:
// "month#recap".
func (r *Renderer) Fragment(w io.Writer, name string, data any) error {
	return r.FragmentIn(lang.French, w, name, data)
}

// FragmentIn is Fragment in a language.
func (r *Renderer) FragmentIn(l *lang.Language, w io.Writer, name string, data any) error {
	set, _ := r.in(l, name)
	return r.execute(w, set, name, data)
}

func (r *Renderer) execute(w io.Writer, set *set, name string, data any) error {
	buffer := r.buffers.Get().(*bytes.Buffer)
	defer func() {
		if buffer.Cap() <= keepBuffer {
			r.buffers.Put(buffer)
		}
	}()
	buffer.Reset()
	if !set.pieces.Write(buffer, name, data) {
		buffer.Reset()
		templates, err := set.templates()
		if err == nil {
			err = templates.ExecuteTemplate(buffer, name, data)
		}
		if err != nil {
			return fmt.Errorf("render %s: %w", name, err)
		}
	}
	_, err := w.Write(buffer.Bytes())
	return err
}

// escapeAll makes html/template do its contextual escaping now instead of at the first request of each page, and
// returns the errors. Executing with no data fails too, as expected, but only after that.
func escapeAll(templates *template.Template) error {
	for _, t := range templates.Templates() {
		if t.Tree == nil || parse.IsEmptyTree(t.Tree.Root) {
			continue
		}
		var refused *template.Error
		if err := templates.ExecuteTemplate(io.Discard, t.Name(), nil); errors.As(err, &refused) {
			return err
		}
	}
	return nil
}

// layout matches the line breaks and indentation of a template: for a browser one space is enough.
var layout = regexp.MustCompile(`\s*\n\s*`)

// fold makes constant text of calls with the same result on every page: {{icon "sun"}}, {{asset "app.css"}},
// {{legend}}. A page has some forty of them, and html/template takes longer over one than over a line of text. It also
// removes line breaks and indentation.
func fold(list *parse.ListNode, funcs template.FuncMap) {
	if list == nil {
		return
	}
	for i, node := range list.Nodes {
		switch n := node.(type) {
		case *parse.TextNode:
			n.Text = layout.ReplaceAll(n.Text, []byte(" "))
		case *parse.ActionNode:
			if text, ok := constant(n.Pipe, funcs); ok {
				list.Nodes[i] = &parse.TextNode{NodeType: parse.NodeText, Pos: n.Pos, Text: []byte(text)}
			}
		case *parse.IfNode:
			fold(n.List, funcs)
			fold(n.ElseList, funcs)
		case *parse.RangeNode:
			fold(n.List, funcs)
			fold(n.ElseList, funcs)
		case *parse.WithNode:
			fold(n.List, funcs)
			fold(n.ElseList, funcs)
		}
	}
}

// constant returns the output of a call that is the same on every page: a sentence, an icon or an asset whose name is
// in the template, or a function without arguments that returns HTML.
func constant(pipe *parse.PipeNode, funcs template.FuncMap) (text string, ok bool) {
	if len(pipe.Decl) > 0 || len(pipe.Cmds) != 1 {
		return "", false
	}
	if text, alone := pipe.Cmds[0].Args[0].(*parse.StringNode); alone {
		return sentence.Replace(text.Text), len(pipe.Cmds[0].Args) == 1
	}
	name, argument, _ := strings.Cut(pipe.Cmds[0].String(), " ")
	if make, fixed := funcs[name].(func() template.HTML); fixed {
		return string(make()), argument == ""
	}
	word, err := strconv.Unquote(argument)
	switch {
	case err != nil:
	case name == "icon":
		return string(icon(word)), true
	case name == "asset":
		return static.URL(word), true
	case name == "reach":
		return string(funcs["reach"].(func(any) template.HTML)(word)), true
	}
	return "", false
}

// checkFiles reports errors that html/template ignores: a second definition, which would replace the first, and a
// missing inclusion, which would fail when the page is requested.
func checkFiles(files fs.FS) error {
	owner := map[string]string{}      // template → file
	included := map[string][]string{} // file → templates
	err := fs.WalkDir(files, ".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Ext(file) != ".html" {
			return err
		}
		trees, err := ParseFile(files, file)
		if err != nil {
			return err
		}
		for name, tree := range trees {
			if first, taken := owner[name]; taken {
				return fmt.Errorf("%s and %s both define %q", first, file, name)
			}
			owner[name] = file
			included[file] = append(included[file], inclusions(tree.Root)...)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for file, names := range included {
		for _, name := range names {
			if _, ok := owner[name]; !ok {
				return fmt.Errorf("%s includes %q, which does not exist", file, name)
			}
		}
	}
	return nil
}

// ParseFile returns the templates of a file by name, including the file itself.
func ParseFile(files fs.FS, file string) (map[string]*parse.Tree, error) {
	text, err := fs.ReadFile(files, file)
	if err != nil {
		return nil, err
	}
	trees := map[string]*parse.Tree{}
	tree := parse.New(strings.TrimSuffix(file, ".html"))
	tree.Mode = parse.SkipFuncCheck // the engine's own parsing checks them
	_, err = tree.Parse(string(text), "{{", "}}", trees)
	return trees, err
}

// inclusions lists the templates that a template includes.
func inclusions(node parse.Node) (names []string) {
	branch := func(b *parse.BranchNode) {
		names = append(names, inclusions(b.List)...)
		if b.ElseList != nil {
			names = append(names, inclusions(b.ElseList)...)
		}
	}
	switch n := node.(type) {
	case *parse.ListNode:
		for _, child := range n.Nodes {
			names = append(names, inclusions(child)...)
		}
	case *parse.TemplateNode:
		names = append(names, n.Name)
	case *parse.IfNode:
		branch(&n.BranchNode)
	case *parse.RangeNode:
		branch(&n.BranchNode)
	case *parse.WithNode:
		branch(&n.BranchNode)
	}
	return names
}
