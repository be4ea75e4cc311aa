package mail

import (
	"errors"
	"regexp"
	"strconv"
	"strings"

	gomail "github.com/wneessen/go-mail"

	"cartable/app/domain/plain"
)

// Class is the kind of a failure, which decides whether to retry.
type Class string

// Temporary and Unknown are retried; Permanent is not.
const (
	Temporary Class = "temporary"
	Permanent Class = "permanent"
	Unknown   Class = "unknown" // the connection broke after the text had been sent: it may have arrived
)

// Error is the reason why a mail was not sent, as far as it is known.
type Error struct {
	Class   Class
	Server  bool   // the fault is the server's or our settings', not this mail's: other mails would fail too
	Address bool   // the server reports that the address does not exist: no more mail should be sent to it
	Text    string // French, then the server's own words; contains no password
}

func (e *Error) Error() string { return e.Text }

// stages are the steps of a transaction that can fail, in words for staff.
var stages = map[gomail.SendErrReason]string{
	gomail.ErrConnCheck:     "Connexion perdue",
	gomail.ErrSMTPMailFrom:  "Expéditeur refusé par le serveur",
	gomail.ErrSMTPRcptTo:    "Adresse refusée",
	gomail.ErrSMTPData:      "Envoi refusé",
	gomail.ErrWriteContent:  "Connexion perdue pendant l'envoi",
	gomail.ErrSMTPDataClose: "Message refusé",
}

// classify converts an error of go-mail. A break after the end of the text has code 0, and is neither success nor
// failure.
func classify(err error) *Error {
	var failed *gomail.SendError
	if !errors.As(err, &failed) {
		return &Error{Class: Temporary, Server: true, Text: "Envoi impossible : " + words(err)}
	}
	e := &Error{Class: Temporary, Text: stages[failed.Reason]}
	if e.Text == "" {
		e.Text = "Envoi impossible"
	}
	e.Text += " : " + words(err)
	permanent := failed.ErrorCode() >= 500
	switch failed.Reason {
	case gomail.ErrConnCheck, gomail.ErrSMTPMailFrom:
		e.Server = true // 5xx here is about us: every mail would be refused permanently
	case gomail.ErrSMTPRcptTo:
		// 5.7.x is a policy (relaying denied, a sender not trusted yet): it does not concern the family's address, and
		// may be fixed.
		if permanent && !strings.HasPrefix(enhanced(err), "5.7.") {
			e.Class, e.Address = Permanent, noSuchAddress(failed.ErrorCode(), enhanced(err))
		}
	case gomail.ErrSMTPDataClose:
		switch {
		case failed.ErrorCode() == 0:
			e.Class, e.Text = Unknown, "Connexion perdue après l'envoi, sans réponse du serveur : "+words(err)
		case permanent:
			e.Class = Permanent
		}
	case gomail.ErrSMTPData:
		if permanent {
			e.Class = Permanent
		}
	case gomail.ErrGetRcpts, gomail.ErrGetSender, gomail.ErrNoUnencoded:
		e.Class = Permanent
	}
	return e
}

// noSuchAddress reports whether an address no longer exists, rather than being full or refused for now (RFC 3463: 5.1.x
// is the address, 5.2.1 a disabled mailbox; without such a code RFC 5321's 550, 551 and 553).
func noSuchAddress(code int, enhanced string) bool {
	if enhanced != "" {
		return strings.HasPrefix(enhanced, "5.1.") || enhanced == "5.2.1"
	}
	return code == 550 || code == 551 || code == 553
}

var enhancedCode = regexp.MustCompile(`\b5\d\d[ -]+(5\.\d{1,3}\.\d{1,3})\b`)

// enhanced returns the RFC 3463 code of an answer, which go-mail parses only for servers that announce it.
func enhanced(err error) string {
	if m := enhancedCode.FindStringSubmatch(words(err)); m != nil {
		return m[1]
	}
	return ""
}

// quoted matches an answer as textproto prints it: 550 "no such user".
var quoted = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)

// words returns the server's answer on one line, without the text added by go-mail.
func words(err error) string {
	text := err.Error()
	var failed *gomail.SendError
	if errors.As(err, &failed) {
		text = failed.Error()
		text, _, _ = strings.Cut(text, ", affected")
		if _, answer, ok := strings.Cut(text, ": "); ok {
			text = answer
		}
	}
	text = quoted.ReplaceAllStringFunc(text, func(q string) string {
		inner, err := strconv.Unquote(q)
		if err != nil {
			return q
		}
		return inner
	})
	return plain.Short(plain.OneLine(text), 300)
}
