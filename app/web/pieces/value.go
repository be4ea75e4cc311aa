package pieces

import (
	"cmp"
	"reflect"
	"slices"
	"strconv"
	"sync/atomic"
	"text/template/parse"
)

// The values of a page, as package text/template finds them: each function here does what that package's function of
// the same task does, or leaves the page to it.

// pipe compiles a pipeline of one command.
func (c *compiler) pipe(pipe *parse.PipeNode) expr {
	if len(pipe.Cmds) != 1 {
		leave("%s", pipe)
	}
	return dug(c.command(pipe.Cmds[0]))
}

// dug returns what an empty interface holds: a pipeline forgets that it was one.
func dug(value expr) expr {
	return func(s *state, dot reflect.Value) reflect.Value {
		v := value(s, dot)
		if v.Kind() == reflect.Interface && v.NumMethod() == 0 {
			return v.Elem()
		}
		return v
	}
}

func (c *compiler) command(cmd *parse.CommandNode) expr {
	switch first := cmd.Args[0].(type) {
	case *parse.FieldNode:
		return c.chain(dotValue, first.Ident, cmd.Args[1:])
	case *parse.VariableNode:
		if len(first.Ident) > 1 {
			return c.chain(c.variable(first), first.Ident[1:], cmd.Args[1:])
		}
	case *parse.ChainNode:
		return c.chain(c.operand(first.Node), first.Field, cmd.Args[1:])
	case *parse.IdentifierNode:
		return c.call(first.Ident, cmd.Args[1:])
	}
	if len(cmd.Args) > 1 {
		leave("%s", cmd)
	}
	return c.operand(cmd.Args[0])
}

// operand compiles a value alone: an argument, or a command without arguments.
func (c *compiler) operand(n parse.Node) expr {
	switch n := n.(type) {
	case *parse.DotNode:
		return dotValue
	case *parse.FieldNode:
		return c.chain(dotValue, n.Ident, nil)
	case *parse.VariableNode:
		return c.chain(c.variable(n), n.Ident[1:], nil)
	case *parse.ChainNode:
		return c.chain(c.operand(n.Node), n.Field, nil)
	case *parse.PipeNode:
		return c.plainPipe(n)
	case *parse.IdentifierNode:
		return c.call(n.Ident, nil)
	}
	fixed := constant(n)
	return func(*state, reflect.Value) reflect.Value { return fixed }
}

func dotValue(_ *state, dot reflect.Value) reflect.Value { return dot }

func (c *compiler) variable(n *parse.VariableNode) expr {
	place := c.place(n.Ident[0])
	return func(s *state, _ reflect.Value) reflect.Value { return s.vars[s.base+place] }
}

// constant returns a string, a decimal number or a truth of a template.
func constant(n parse.Node) reflect.Value {
	switch n := n.(type) {
	case *parse.StringNode:
		return reflect.ValueOf(n.Text)
	case *parse.BoolNode:
		return reflect.ValueOf(n.True)
	case *parse.NumberNode:
		if n.IsInt && strconv.FormatInt(n.Int64, 10) == n.Text {
			return reflect.ValueOf(int(n.Int64))
		}
	}
	leave("%s", n)
	return reflect.Value{}
}

// argument is a value for a parameter of a function or method, whose type may be known only when it is called.
type argument struct {
	value    expr
	constant bool
}

func (c *compiler) arguments(nodes []parse.Node) (args []argument) {
	for _, n := range nodes {
		_, text := n.(*parse.StringNode)
		_, number := n.(*parse.NumberNode)
		_, truth := n.(*parse.BoolNode)
		args = append(args, argument{c.operand(n), text || number || truth})
	}
	return args
}

// as returns the argument for a parameter of a type.
func (a argument) as(typ reflect.Type, s *state, dot reflect.Value) reflect.Value {
	v := a.value(s, dot)
	switch {
	case v.IsValid() && v.Type() == typ:
		return v
	case a.constant && typ.Kind() != reflect.Interface:
		if typ.Kind() != v.Kind() {
			leave("a constant for %s", typ)
		}
		return v.Convert(typ)
	}
	return assignable(v, typ)
}

// assignable returns a value as a parameter takes it: nil for what is missing, what an interface holds, what a pointer
// points to, or a pointer to it.
func assignable(v reflect.Value, typ reflect.Type) reflect.Value {
	if !v.IsValid() {
		switch typ.Kind() {
		case reflect.Chan, reflect.Func, reflect.Interface, reflect.Map, reflect.Pointer, reflect.Slice:
			return reflect.Zero(typ)
		}
		leave("nothing for %s", typ)
	}
	if v.Type().AssignableTo(typ) {
		return v
	}
	if v.Kind() == reflect.Interface && !v.IsNil() {
		if v = v.Elem(); v.Type().AssignableTo(typ) {
			return v
		}
	}
	switch {
	case v.Kind() == reflect.Pointer && !v.IsNil() && v.Type().Elem().AssignableTo(typ):
		return v.Elem()
	case v.CanAddr() && reflect.PointerTo(v.Type()).AssignableTo(typ):
		return v.Addr()
	}
	leave("%s for %s", v.Type(), typ)
	return reflect.Value{}
}

// chain compiles fields of a value, of which the last may be a method with arguments.
func (c *compiler) chain(value expr, names []string, args []parse.Node) expr {
	for i, name := range names {
		of, f := value, &field{name: name}
		if i == len(names)-1 {
			f.args = c.arguments(args)
		}
		value = func(s *state, dot reflect.Value) reflect.Value { return f.get(s, dot, of(s, dot)) }
	}
	return value
}

// field is a field, a method or a key, with the ways to it that were found for the types that were asked.
type field struct {
	name string
	args []argument
	ways atomic.Pointer[[]way]
}

// way is how a type has a field.
type way struct {
	typ    reflect.Type
	direct int   // the field, if it is the type's own, or -1
	index  []int // the field, through embedded ones
	call   *function
	key    reflect.Value // for a map
}

// get returns the field of a value.
func (f *field) get(s *state, dot, v reflect.Value) reflect.Value {
	if !v.IsValid() {
		return v
	}
	v, isNil := indirect(v)
	if isNil {
		leave("nil")
	}
	if v.CanAddr() {
		return f.follow(s, dot, v, v.Addr())
	}
	return f.follow(s, dot, v, v)
}

// follow returns the field of a value, of which self has all methods.
func (f *field) follow(s *state, dot, v, self reflect.Value) reflect.Value {
	w := f.way(self.Type())
	switch {
	case w.call != nil:
		return w.call.run(s, dot, self, f.args)
	case w.direct >= 0:
		return v.Field(w.direct)
	case w.key.IsValid():
		return v.MapIndex(w.key)
	}
	return v.FieldByIndex(w.index)
}

// way returns how a type, or the type that it points to, has the field.
func (f *field) way(typ reflect.Type) *way {
	known := f.ways.Load()
	if known != nil {
		for i := range *known {
			if (*known)[i].typ == typ {
				return &(*known)[i]
			}
		}
	} else {
		known = new([]way)
	}
	// Two requests that meet here find the same, and what one of them forgets is found again.
	found := append(slices.Clip(*known), f.find(typ))
	f.ways.Store(&found)
	return &found[len(found)-1]
}

func (f *field) find(typ reflect.Type) way {
	w := way{typ: typ, direct: -1}
	if method, ok := typ.MethodByName(f.name); ok {
		w.call = newFunction(method.Func, method.Index)
		return w
	}
	if typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	if len(f.args) > 0 {
		leave("%s with arguments", f.name)
	}
	switch typ.Kind() {
	case reflect.Struct:
		found, ok := typ.FieldByName(f.name)
		if !ok || !found.IsExported() {
			leave("no field %s of %s", f.name, typ)
		}
		if w.index = found.Index; len(w.index) == 1 {
			w.direct = w.index[0]
		}
	case reflect.Map:
		w.key = reflect.ValueOf(f.name)
		if typ.Key() != w.key.Type() {
			leave("no key %s of %s", f.name, typ)
		}
	default:
		leave("no field %s of %s", f.name, typ)
	}
	return w
}

// indirect returns what pointers and interfaces lead to.
func indirect(v reflect.Value) (_ reflect.Value, isNil bool) {
	for ; v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface; v = v.Elem() {
		if v.IsNil() {
			return v, true
		}
	}
	return v, false
}

// held returns what an interface holds.
func held(v reflect.Value) reflect.Value {
	if v.Kind() == reflect.Interface {
		return v.Elem()
	}
	return v
}

// truth reports whether {{if}} takes a value for true.
func truth(v reflect.Value) bool {
	switch v = held(v); v.Kind() {
	case reflect.Bool:
		return v.Bool()
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() > 0
	case reflect.Struct:
		return true // even a zero struct
	case reflect.Invalid:
		return false
	case reflect.Float32, reflect.Float64:
		return v.Float() != 0 // minus zero too is zero
	case reflect.Complex64, reflect.Complex128:
		leave("complex")
	}
	return !v.IsZero()
}

// sortedKeys returns the keys of a map in order.
func sortedKeys(m reflect.Value) []reflect.Value {
	keys := m.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return cmp.Compare(a.String(), b.String()) })
	return keys
}
