package mail

import (
	"html"
	"strings"

	"cartable/app/domain/plain"
)

// Town is how a structure signs its mails. The address of the sender is the server's: only its name is the structure's.
type Town struct {
	Name      string // of the sender; empty = the portal's
	ReplyTo   string // where answers go; empty = to the sender
	Signature string // at the foot; empty = none
}

// Signed returns the message as a structure sends it.
func (m Message) Signed(t Town) Message {
	m.FromName = plain.OneLine(t.Name)
	if bare(t.ReplyTo) {
		m.ReplyTo = t.ReplyTo
	}
	text := strings.TrimSpace(t.Signature)
	if text == "" {
		return m
	}
	m.Text = strings.TrimRight(m.Text, "\n") + "\n\n-- \n" + text + "\n" // the mark of a signature: RFC 3676, 4.3
	if body, foot, found := strings.Cut(m.HTML, "</body>"); found {
		m.HTML = body + "<p>" + strings.ReplaceAll(html.EscapeString(text), "\n", "<br>") + "</p>\n</body>" + foot
	}
	return m
}
