package fault

import (
	"errors"
	"fmt"
)

// Panic is a panic that was recovered. Its text contains no data of the work in progress, so that it may be stored; its
// stack, which names places in the program, is logged once.
type Panic struct {
	text  string
	Stack string
}

// Caught returns an error for the value that recover returned, with the stack where it was called (debug.Stack).
func Caught(value any, stack []byte) *Panic {
	text := fmt.Sprintf("%T", value)
	if own, ok := value.(interface { // from the Go runtime: runtime.Error
		error
		RuntimeError()
	}); ok {
		text = own.Error()
	}
	return &Panic{text: text, Stack: string(stack)}
}

func (p *Panic) Error() string { return "panic: " + p.text }

// AsPanic returns the recovered panic in an error.
func AsPanic(err error) (*Panic, bool) { return errors.AsType[*Panic](err) }
