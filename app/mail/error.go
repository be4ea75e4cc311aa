package mail

import (
	"errors"
	"regexp"
	"strconv"
	"strings"

	gomail "github.com/wneessen/go-mail"

	"cartable/app/domain/plain"
)

// Class says what to do after a failure.
type Class string

// Temporary and Unknown are tried again; Permanent is not.
const (
	Temporary Class = "temporary"
	Permanent Class = "permanent"
	Unknown   Class = "unknown" // the line broke after the text had been sent: it may have arrived
)

// Error is why a mail was not sent, as far as is known.
type Error struct {
	Class   Class
	Server  bool   // it is about the server or our settings, not about this mail: the others would fail too
	Address bool   // the server says that the address does not exist: no mail should go there any more
	Text    string // French, then the server's own words; holds no password
}

func (e *Error) Error() string { return e.Text }

// stages are where a transaction can fail, for the staff who read it.
var stages = map[gomail.SendErrReason]string{
	gomail.ErrConnCheck:     "Connexion perdue",
	gomail.ErrSMTPMailFrom:  "Expéditeur refusé par le serveur",
	gomail.ErrSMTPRcptTo:    "Adresse refusée",
	gomail.ErrSMTPData:      "Envoi refusé",
	gomail.ErrWriteContent:  "Connexion perdue pendant l'envoi",
	gomail.ErrSMTPDataClose: "Message refusé",
}

// classify reads what go-mail says of a transaction. A break after the end of the text has code 0, and is neither a
// yes nor a no.
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
		e.Server = true // 5xx here is about us: everyone's mail would be refused for good
	case gomail.ErrSMTPRcptTo:
		// 5.7.x is a policy (relaying denied, a sender not trusted yet): not the family's fault, and it may be mended.
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

// noSuchAddress tells an address that is gone from one that is full or unwelcome today (RFC 3463: 5.1.x is the
// address, 5.2.1 a disabled mailbox; without such a code RFC 5321's 550, 551 and 553).
func noSuchAddress(code int, enhanced string) bool {
	if enhanced != "" {
		return strings.HasPrefix(enhanced, "5.1.") || enhanced == "5.2.1"
	}
	return code == 550 || code == 551 || code == 553
}

var enhancedCode = regexp.MustCompile(`\b5\d\d[ -]+(5\.\d{1,3}\.\d{1,3})\b`)

// enhanced is the RFC 3463 code of an answer, which go-mail reads only from servers that announce it.
func enhanced(err error) string {
	if m := enhancedCode.FindStringSubmatch(words(err)); m != nil {
		return m[1]
	}
	return ""
}

// quoted is how textproto prints an answer: 550 "no such user".
var quoted = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)

// words is the server's answer on one line, without what go-mail adds of its own.
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
