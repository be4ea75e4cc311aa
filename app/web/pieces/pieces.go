// Package pieces writes the pages of html/template faster than html/template, byte for byte the same.
//
// html/template decides at the start, once, what each gap of a page is and how its value must be escaped: Compile reads
// the trees that it has escaped. What remains for each request is fixed text and gaps, and text/template walks there
// through reflection for each of them. A Set has made this way short: fixed text is joined, a field is looked up once
// for each type that it is asked of, a variable is a place of an array, and the usual escapers run on text directly.
//
// A Set is never wrong, only sometimes of no help: where a template or a value is not covered, and at each error,
// Write says so, and html/template writes the page as if this package did not exist. So there is one explanation of an
// error and one escaper of unusual values, those of html/template.
package pieces

import (
	"bytes"
	"fmt"
	"html/template"
	"reflect"
	"sync"
	"text/template/parse"
)

// Set is a set of templates. All requests may use it at once.
type Set struct {
	pages  map[string]*page
	states sync.Pool
}

// page is one template of a set.
type page struct {
	write node // nil: not covered
	vars  int  // the places of its variables
	why   error
}

// node writes a part of a page.
type node func(s *state, dot reflect.Value)

// expr returns a value of a page.
type expr func(s *state, dot reflect.Value) reflect.Value

// state is one page that is being written.
type state struct {
	out   *bytes.Buffer
	vars  []reflect.Value // of the pages that include one another: those of the innermost start at base
	base  int
	depth int
	args  []reflect.Value // of the calls that contain one another
}

// deepest bounds pages that include one another: one without an end is left to html/template, which returns an error.
const deepest = 100

// uncovered is what this package leaves to html/template.
type uncovered string

func (u uncovered) Error() string { return string(u) }

// leave gives up a template, or a page.
func leave(format string, args ...any) { panic(uncovered(fmt.Sprintf(format, args...))) }

// Compile returns the pages of templates that html/template has escaped. funcs are those that they were parsed with.
func Compile(templates *template.Template, funcs template.FuncMap) *Set {
	set := &Set{pages: map[string]*page{}}
	set.states.New = func() any { return new(state) }
	for _, t := range templates.Templates() {
		if t.Tree != nil {
			set.pages[t.Name()] = &page{}
		}
	}
	for _, t := range templates.Templates() {
		if t.Tree != nil {
			(&compiler{set: set, funcs: funcs, page: set.pages[t.Name()]}).compile(t.Tree)
		}
	}
	return set
}

// Uncovered returns the templates that html/template executes, with the reasons.
func (set *Set) Uncovered() map[string]error {
	left := map[string]error{}
	for name, p := range set.pages {
		if p.write == nil {
			left[name] = p.why
		}
	}
	return left
}

// Has reports whether the set has a template of that name.
func (set *Set) Has(name string) bool { return set.pages[name] != nil }

// Write appends a page. If it returns false, what it has appended is of no use: html/template must write the page.
func (set *Set) Write(out *bytes.Buffer, name string, data any) (whole bool) {
	p := set.pages[name]
	if p == nil {
		return false
	}
	defer func() {
		if recover() != nil { // an error, or a value that is not covered: html/template will tell
			whole = false
		}
	}()
	s := set.states.Get().(*state)
	s.out = out
	s.include(p, reflect.ValueOf(data))
	s.out = nil
	set.states.Put(s) // a state that was left in the middle is not used again
	return true
}

// include writes a page inside another, or the outermost.
func (s *state) include(p *page, dot reflect.Value) {
	if p.write == nil || s.depth == deepest {
		leave("")
	}
	outer := s.base
	s.base = len(s.vars)
	for range p.vars {
		s.vars = append(s.vars, reflect.Value{})
	}
	s.vars[s.base] = dot
	s.depth++
	p.write(s, dot)
	s.depth--
	clear(s.vars[s.base:]) // a state that waits for its next page must not hold this one's data
	s.vars = s.vars[:s.base]
	s.base = outer
}

// compiler turns the tree of one template into nodes.
type compiler struct {
	set   *Set
	funcs template.FuncMap
	page  *page
	scope []variable
}

// variable is a name, and its place among the variables of a page.
type variable struct {
	name  string
	place int
}

func (c *compiler) compile(tree *parse.Tree) {
	defer func() {
		if why, left := recover().(uncovered); left {
			c.page.write, c.page.why = nil, why
		}
	}()
	c.declare("$")
	c.page.write = c.list(tree.Root)
}

// declare gives a variable a place, until the end of its block.
func (c *compiler) declare(name string) (place int) {
	place = c.page.vars
	c.page.vars++
	c.scope = append(c.scope, variable{name, place})
	return place
}

// place returns the place of a variable.
func (c *compiler) place(name string) int {
	for i := len(c.scope) - 1; i >= 0; i-- {
		if c.scope[i].name == name {
			return c.scope[i].place
		}
	}
	leave("variable %s", name)
	return 0
}

// block compiles what has its own variables.
func (c *compiler) block(compile func() node) node {
	outer := len(c.scope)
	defer func() { c.scope = c.scope[:outer] }()
	return compile()
}

// list compiles a list, whose neighbouring texts become one.
func (c *compiler) list(list *parse.ListNode) node {
	if list == nil {
		return func(*state, reflect.Value) {}
	}
	var nodes []node
	var text []byte
	flush := func() {
		if fixed := text; len(fixed) > 0 {
			nodes = append(nodes, func(s *state, _ reflect.Value) { s.out.Write(fixed) })
			text = nil
		}
	}
	for _, n := range list.Nodes {
		switch n := n.(type) {
		case *parse.CommentNode:
		case *parse.TextNode:
			text = append(text, n.Text...)
		default:
			flush()
			nodes = append(nodes, c.node(n))
		}
	}
	flush()
	if len(nodes) == 1 {
		return nodes[0]
	}
	return func(s *state, dot reflect.Value) {
		for _, write := range nodes {
			write(s, dot)
		}
	}
}

func (c *compiler) node(n parse.Node) node {
	switch n := n.(type) {
	case *parse.ActionNode:
		return c.action(n.Pipe)
	case *parse.TemplateNode:
		return c.template(n)
	case *parse.IfNode:
		return c.block(func() node { return c.branch(&n.BranchNode, false) })
	case *parse.WithNode:
		return c.block(func() node { return c.branch(&n.BranchNode, true) })
	case *parse.RangeNode:
		return c.block(func() node { return c.loop(n) })
	}
	leave("%s", n)
	return nil
}

// action compiles a gap, or a variable that is declared or assigned.
func (c *compiler) action(pipe *parse.PipeNode) node {
	if len(pipe.Decl) == 0 {
		return c.gap(pipe)
	}
	value := c.pipe(pipe)
	if len(pipe.Decl) != 1 {
		leave("%s", pipe)
	}
	place := c.assigned(pipe)
	return func(s *state, dot reflect.Value) { s.vars[s.base+place] = value(s, dot) }
}

// assigned returns the place of the variable that a pipeline declares or assigns.
func (c *compiler) assigned(pipe *parse.PipeNode) (place int) {
	name := pipe.Decl[0].Ident[0]
	if pipe.IsAssign {
		return c.place(name)
	}
	return c.declare(name)
}

func (c *compiler) template(n *parse.TemplateNode) node {
	p := c.set.pages[n.Name]
	if p == nil {
		leave("%s", n)
	}
	if n.Pipe == nil {
		return func(s *state, _ reflect.Value) { s.include(p, reflect.Value{}) }
	}
	data := c.plainPipe(n.Pipe)
	return func(s *state, dot reflect.Value) { s.include(p, data(s, dot)) }
}

// plainPipe compiles a pipeline that declares nothing.
func (c *compiler) plainPipe(pipe *parse.PipeNode) expr {
	if len(pipe.Decl) > 0 {
		leave("%s", pipe)
	}
	return c.pipe(pipe)
}

// branch compiles {{if}} or {{with}}.
func (c *compiler) branch(n *parse.BranchNode, with bool) node {
	condition := c.pipe(n.Pipe)
	place := -1
	if len(n.Pipe.Decl) > 0 {
		place = c.assigned(n.Pipe)
	}
	yes := c.block(func() node { return c.list(n.List) })
	no := c.block(func() node { return c.list(n.ElseList) })
	return func(s *state, dot reflect.Value) {
		value := condition(s, dot)
		if place >= 0 {
			s.vars[s.base+place] = value
		}
		switch {
		case !truth(value):
			no(s, dot)
		case with:
			yes(s, value)
		default:
			yes(s, dot)
		}
	}
}

// loop compiles {{range}} over a list, or over a map whose keys are strings.
func (c *compiler) loop(n *parse.RangeNode) node {
	of := c.pipe(n.Pipe)
	if n.Pipe.IsAssign {
		leave("%s", n.Pipe)
	}
	// With one variable, it is the element. With two, the first is the index.
	index, element := -1, -1
	if len(n.Pipe.Decl) > 1 {
		index = c.declare(n.Pipe.Decl[0].Ident[0])
	}
	if last := len(n.Pipe.Decl) - 1; last >= 0 {
		element = c.declare(n.Pipe.Decl[last].Ident[0])
	}
	each := c.block(func() node { return c.list(n.List) })
	none := c.block(func() node { return c.list(n.ElseList) })
	once := func(s *state, i int, key, value reflect.Value) {
		if index >= 0 && !key.IsValid() {
			key = reflect.ValueOf(i)
		}
		if index >= 0 {
			s.vars[s.base+index] = key
		}
		if element >= 0 {
			s.vars[s.base+element] = value
		}
		each(s, value)
	}
	return func(s *state, dot reflect.Value) {
		list, _ := indirect(of(s, dot))
		switch {
		case !list.IsValid():
			none(s, dot)
		case list.Kind() == reflect.Slice || list.Kind() == reflect.Array:
			for i := range list.Len() {
				once(s, i, reflect.Value{}, list.Index(i))
			}
			if list.Len() == 0 {
				none(s, dot)
			}
		case list.Kind() == reflect.Map && list.Type().Key().Kind() == reflect.String:
			for i, key := range sortedKeys(list) {
				once(s, i, key, list.MapIndex(key))
			}
			if list.Len() == 0 {
				none(s, dot)
			}
		default:
			leave("range over %s", list.Type())
		}
	}
}
