// Package fault holds the kinds of error that the portal tells apart and the French sentence that a person reads.
//
// A rule or a use case returns an *Error (or a Many); the web maps its kind to a status (below) and
// a worker maps it to "retry" or "give up". The package never logs, and never shows the text of an error that it does
// not know. Start with KindOf and Message.
package fault

import (
	"errors"
	"fmt"
	"time"
)

// Kind says what went wrong, for the program. Its text is stable: it may be stored and logged.
type Kind string

const (
	Invalid     Kind = "invalid"     // the person can correct what they entered: 422
	Forbidden   Kind = "forbidden"   // they may not: 403
	NotFound    Kind = "not-found"   // it does not exist, or not for them: 404
	TooMany     Kind = "too-many"    // they must wait first: 429
	Conflict    Kind = "conflict"    // the world changed meanwhile: 409
	Unavailable Kind = "unavailable" // something we need is down, try again: 503
	Internal    Kind = "internal"    // our mistake, and anything unknown: 500
)

// neutral is what a person reads of an error that was not written for them.
const neutral = "Une erreur inattendue s'est produite. Réessayez dans quelques minutes."

// Error is one failure with its sentence for a person.
type Error struct {
	Kind    Kind
	Message string        // French sentence, shown as it is
	Field   string        // name of the form field or CSV column at fault; empty = none
	Code    string        // stable reason code (for example "debt", "full"); empty = none
	After   time.Duration // of TooMany: how long to wait
	Err     error         // cause, for the log only; may be nil
}

// Error is the sentence, then the cause: made for the log. A page shows Message instead.
func (e *Error) Error() string {
	switch {
	case e.Err == nil:
		return e.Message
	case e.Message == "":
		return e.Err.Error()
	}
	return e.Message + " (" + e.Err.Error() + ")"
}

// Unwrap gives the cause to errors.Is and errors.As.
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

// known is met by *Error and Many. KindOf and Message look for the outermost of both in one walk: whoever wrapped an
// error last knew best what it means for the person.
type known interface {
	error
	kind() Kind
	sentence() string
}

// KindOf is the kind of the outermost fault in err: Internal for an error that holds none, "" for nil.
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	if f, ok := errors.AsType[known](err); ok {
		return f.kind()
	}
	return Internal
}

// Message is the French sentence to show for err. It never lets the text of an unknown error through, as that may hold
// SQL, paths or personal data. "" for nil.
func Message(err error) string {
	if err == nil {
		return ""
	}
	if f, ok := errors.AsType[known](err); ok {
		return f.sentence()
	}
	return neutral
}

// Invalidf blames what was entered in field ("" = no field in particular).
func Invalidf(field, format string, args ...any) *Error {
	return &Error{Kind: Invalid, Field: field, Message: fmt.Sprintf(format, args...)}
}

// NotFoundf says that something does not exist, or not for this person: the two must read the same.
func NotFoundf(format string, args ...any) *Error {
	return &Error{Kind: NotFound, Message: fmt.Sprintf(format, args...)}
}

// Forbiddenf says that the person may not do this.
func Forbiddenf(format string, args ...any) *Error {
	return &Error{Kind: Forbidden, Message: fmt.Sprintf(format, args...)}
}

// Conflictf says that what the person saw is no longer so.
func Conflictf(format string, args ...any) *Error {
	return &Error{Kind: Conflict, Message: fmt.Sprintf(format, args...)}
}

// TooManyf says that the person has to wait before trying again.
func TooManyf(after time.Duration, field, format string, args ...any) *Error {
	return &Error{Kind: TooMany, Field: field, After: after, Message: fmt.Sprintf(format, args...)}
}

// Unavailablef says that something we need does not answer; err is the cause for the log.
func Unavailablef(err error, format string, args ...any) *Error {
	return &Error{Kind: Unavailable, Message: fmt.Sprintf(format, args...), Err: err}
}

// NotYours answers a family alike for what does not exist and for what belongs to another.
func NotYours() error {
	return NotFoundf("Cette page n'existe pas, ou ne concerne pas votre famille.")
}
