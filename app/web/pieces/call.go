package pieces

import (
	"cmp"
	"fmt"
	"reflect"
	"text/template/parse"
)

// function is a function or a method that a template calls.
type function struct {
	fn      reflect.Value
	in      []reflect.Type // of its parameters, without a method's receiver
	rest    reflect.Type   // of the further ones of a variadic function
	method  int            // -1: a function
	mayFail bool
}

var (
	errorType = reflect.TypeFor[error]()
	valueType = reflect.TypeFor[reflect.Value]()
)

// newFunction returns a function, or the method of a number.
func newFunction(fn reflect.Value, method int) *function {
	typ := fn.Type()
	f := &function{fn: fn, method: method, mayFail: typ.NumOut() == 2}
	switch {
	case typ.NumOut() == 0 || typ.NumOut() > 2 || typ.Out(0) == valueType || f.mayFail && typ.Out(1) != errorType:
		leave("%s", typ)
	}
	for in := range typ.Ins() {
		f.in = append(f.in, in)
	}
	if method >= 0 {
		f.in = f.in[1:]
	}
	if last := len(f.in) - 1; typ.IsVariadic() {
		f.in, f.rest = f.in[:last], f.in[last].Elem()
	}
	return f
}

// run calls the function. self is the receiver of a method.
func (f *function) run(s *state, dot, self reflect.Value, args []argument) reflect.Value {
	if len(args) < len(f.in) || len(args) > len(f.in) && f.rest == nil {
		leave("%d arguments", len(args))
	}
	first := len(s.args)
	fn := f.fn
	if f.method >= 0 {
		fn = self.Method(f.method)
	}
	for i, arg := range args {
		typ := f.rest
		if i < len(f.in) {
			typ = f.in[i]
		}
		value := arg.as(typ, s, dot) // it may make calls of its own, whose arguments lie here meanwhile
		s.args = append(s.args, value)
	}
	result := fn.Call(s.args[first:])
	clear(s.args[first:])
	s.args = s.args[:first]
	if f.mayFail && !result[1].IsNil() {
		leave("an error")
	}
	return result[0]
}

// call compiles a call of one of our functions or of a builtin.
func (c *compiler) call(name string, nodes []parse.Node) expr {
	if fn, ours := c.funcs[name]; ours {
		return c.callOf(fn, nodes)
	}
	switch name {
	case "print":
		return c.callOf(fmt.Sprint, nodes)
	case "printf":
		return c.callOf(fmt.Sprintf, nodes)
	}
	var operands []expr
	for _, n := range nodes {
		operands = append(operands, c.operand(n))
	}
	switch {
	case name == "and" || name == "or":
		return either(name == "or", operands)
	case name == "not" && len(operands) == 1:
		of := operands[0]
		return func(s *state, dot reflect.Value) reflect.Value { return answer(!truth(of(s, dot))) }
	case name == "len" && len(operands) == 1:
		of := operands[0]
		return func(s *state, dot reflect.Value) reflect.Value {
			v, _ := indirect(of(s, dot))
			return reflect.ValueOf(v.Len())
		}
	case name == "index" && len(operands) == 2:
		list, at := operands[0], operands[1]
		return func(s *state, dot reflect.Value) reflect.Value { return index(list(s, dot), at(s, dot)) }
	case len(operands) == 2:
		if is, ok := comparisons[name]; ok {
			a, b := operands[0], operands[1]
			return func(s *state, dot reflect.Value) reflect.Value {
				return answer(is(compare(held(a(s, dot)), held(b(s, dot)))))
			}
		}
	}
	leave("%s", name)
	return nil
}

func (c *compiler) callOf(fn any, nodes []parse.Node) expr {
	f, args := newFunction(reflect.ValueOf(fn), -1), c.arguments(nodes)
	return func(s *state, dot reflect.Value) reflect.Value { return f.run(s, dot, reflect.Value{}, args) }
}

// either compiles "or" and "and": the first value that decides, or the last.
func either(decides bool, operands []expr) expr {
	if len(operands) == 0 {
		leave("and/or of nothing")
	}
	return func(s *state, dot reflect.Value) (v reflect.Value) {
		for _, operand := range operands {
			if v = operand(s, dot); truth(v) == decides {
				return v
			}
		}
		return v
	}
}

var (
	yes = reflect.ValueOf(true)
	no  = reflect.ValueOf(false)
)

func answer(truth bool) reflect.Value {
	if truth {
		return yes
	}
	return no
}

var comparisons = map[string]func(order int) bool{
	"eq": func(order int) bool { return order == 0 },
	"ne": func(order int) bool { return order != 0 },
	"lt": func(order int) bool { return order < 0 },
	"le": func(order int) bool { return order <= 0 },
	"gt": func(order int) bool { return order > 0 },
	"ge": func(order int) bool { return order >= 0 },
}

// compare returns the order of two texts or two integers.
func compare(a, b reflect.Value) int {
	switch {
	case a.Kind() == reflect.String && b.Kind() == reflect.String:
		return cmp.Compare(a.String(), b.String())
	case a.CanInt() && b.CanInt():
		return cmp.Compare(a.Int(), b.Int())
	}
	leave("a comparison")
	return 0
}

// index returns the element of a list, or the value of a map that has keys of exactly this type.
func index(list, at reflect.Value) reflect.Value {
	list, _ = indirect(list)
	at = held(at)
	switch {
	case list.Kind() == reflect.Map && at.IsValid() && at.Type() == list.Type().Key():
		if v := list.MapIndex(at); v.IsValid() {
			return v
		}
		return reflect.Zero(list.Type().Elem())
	case (list.Kind() == reflect.Slice || list.Kind() == reflect.Array) && at.CanInt():
		return list.Index(int(at.Int()))
	}
	leave("index")
	return reflect.Value{}
}
