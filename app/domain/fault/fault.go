// Package fault holds the kinds of error that the portal distinguishes and the French sentence that a person reads.
//
// A rule or a use case returns an *Error (or a Many); the web maps its kind to a status (below) and a worker maps it to
// "retry" or "give up". The package never logs, and never shows the text of an unknown error. Start with KindOf and
// Message.
package fault

import (
	"errors"
	"fmt"
	"time"
)

// Kind is the category of an error, for the program. Its text is stable: it may be stored and logged.
type Kind string

const (
	Invalid     Kind = "invalid"     // the person can correct what they entered: 422
	Forbidden   Kind = "forbidden"   // the person may not do this: 403
	NotFound    Kind = "not-found"   // the object does not exist, or not for this person: 404
	TooMany     Kind = "too-many"    // the person must wait first: 429
	Conflict    Kind = "conflict"    // the state changed meanwhile: 409
	Unavailable Kind = "unavailable" // a service that the portal needs is down, try again: 503
	Internal    Kind = "internal"    // a bug, and any unknown error: 500
)

// neutral is the sentence shown for an error that was not written for people.
const neutral = "Une erreur inattendue s'est produite. Réessayez dans quelques minutes."

// Error is one failure with its sentence for a person.
type Error struct {
	Kind    Kind
	Message string        // French sentence, shown unchanged
	Field   string        // name of the form field or CSV column at fault; empty = none
	Code    string        // stable reason code (for example "debt", "full"); empty = none
	After   time.Duration // for TooMany: how long to wait
	Err     error         // cause, for the log only; may be nil
}

// Error returns the sentence, then the cause: for the log. A page shows Message instead.
func (e *Error) Error() string {
	switch {
	case e.Err == nil:
		return e.Message
	case e.Message == "":
		return e.Err.Error()
	}
	return e.Message + " (" + e.Err.Error() + ")"
}

// Unwrap returns the cause, for errors.Is and errors.As.
func (e *Error) Unwrap() error { return e.Err }

func (e *Error) kind() Kind {
	if e == nil || e.Kind == "" {
		return Internal
	}
	return e.Kind
}

func (e *Error) sentence() string {
	if e == nil || e.Message == "" {
		return neutral
	}
	return e.Message
}

// known is implemented by *Error and Many. KindOf and Message search for the outermost of both in one walk: the last
// code that wrapped an error best describes it to the person.
type known interface {
	error
	kind() Kind
	sentence() string
}

// KindOf returns the kind of the outermost fault in err: Internal for an error without one, "" for nil.
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	if f, ok := errors.AsType[known](err); ok {
		return f.kind()
	}
	return Internal
}

// Message returns the French sentence to show for err. It never returns the text of an unknown error, which may contain
// SQL, paths or personal data. It returns "" for nil.
func Message(err error) string {
	if err == nil {
		return ""
	}
	if f, ok := errors.AsType[known](err); ok {
		return f.sentence()
	}
	return neutral
}

// Invalidf returns a fault about the value entered in field ("" = no field in particular).
func Invalidf(field, format string, args ...any) *Error {
	return &Error{Kind: Invalid, Field: field, Message: fmt.Sprintf(format, args...)}
}

// NotFoundf reports that something does not exist, or not for this person: the two must read the same.
func NotFoundf(format string, args ...any) *Error {
	return &Error{Kind: NotFound, Message: fmt.Sprintf(format, args...)}
}

// Forbiddenf reports that the person may not do this.
func Forbiddenf(format string, args ...any) *Error {
	return &Error{Kind: Forbidden, Message: fmt.Sprintf(format, args...)}
}

// Conflictf reports that the state shown to the person has changed.
func Conflictf(format string, args ...any) *Error {
	return &Error{Kind: Conflict, Message: fmt.Sprintf(format, args...)}
}

// TooManyf reports that the person has to wait before trying again.
func TooManyf(after time.Duration, field, format string, args ...any) *Error {
	return &Error{Kind: TooMany, Field: field, After: after, Message: fmt.Sprintf(format, args...)}
}

// Unavailablef reports that a service that the portal needs does not answer; err is the cause for the log.
func Unavailablef(err error, format string, args ...any) *Error {
	return &Error{Kind: Unavailable, Message: fmt.Sprintf(format, args...), Err: err}
}

// NotYours returns the same fault for an object that does not exist and for one of another family.
func NotYours() error {
	return NotFoundf("Cette page n'existe pas, ou ne concerne pas votre famille.")
}
