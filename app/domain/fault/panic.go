package fault

import (
	"errors"
	"fmt"
)

// Panic is a panic that was caught. Its text holds nothing of what was being worked on, so that it may be stored; its stack, which
// names places in the program, is for the log, once.
type Panic struct {
	text  string
	Stack string
}

// Caught makes an error of what recover gave, with the stack where it was called (debug.Stack).
func Caught(value any, stack []byte) *Panic {
	text := fmt.Sprintf("%T", value)
	if own, ok := value.(interface { // written by Go itself: runtime.Error
		error
		RuntimeError()
	}); ok {
		text = own.Error()
	}
	return &Panic{text: text, Stack: string(stack)}
}

func (p *Panic) Error() string { return "panic: " + p.text }

// AsPanic finds a caught panic in an error.
func AsPanic(err error) (*Panic, bool) { return errors.AsType[*Panic](err) }
