package mail

import (
	"strings"
	"testing"
)

func TestAMailIsSignedByItsTown(t *testing.T) {
	server, err := newSMTP("smtp://localhost:1025", "Portail famille <portail@hebergeur.example>")
	if err != nil {
		t.Fatal(err)
	}
	town := Town{Name: "Mairie de Saint-Aubin\r\nBcc: x@y.example", ReplyTo: "mairie@saint-aubin.example",
		Signature: "Le service <scolaire>\n1 place de la Mairie\n"}
	signed := Message{To: "a@b.example", Subject: "Essai", Text: "Bonjour,\n\n",
		HTML:      "<body><p>Bonjour,</p></body></html>",
		MessageID: "abc"}.Signed(town)
	if !strings.HasSuffix(signed.Text, "Bonjour,\n\n-- \nLe service <scolaire>\n1 place de la Mairie\n") ||
		!strings.HasSuffix(signed.HTML, "<p>Le service &lt;scolaire&gt;<br>1 place de la Mairie</p>\n</body></html>") {
		t.Errorf("%q\n%q", signed.Text, signed.HTML)
	}
	var wire strings.Builder
	msg, err := server.message(signed)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := msg.WriteTo(&wire); err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(strings.ReplaceAll(wire.String(), "\r\n ", " "), "\r\n\r\n")
	for _, want := range []string{`From: "Mairie de Saint-Aubin Bcc: x@y.example" <portail@hebergeur.example>`,
		"Reply-To: <mairie@saint-aubin.example>"} {
		if !strings.Contains(head, want) {
			t.Errorf("no %s in\n%s", want, head)
		}
	}
	if strings.Contains(head, "\r\nBcc:") {
		t.Error("the name of a sender wrote a header")
	}
	plain := Message{To: "a@b.example", Text: "Bonjour,\n", HTML: "<body></body>"}
	if plain.Signed(Town{}) != plain || plain.Signed(Town{ReplyTo: "x@y.example, z@y.example"}).ReplyTo != "" {
		t.Error("a town that set nothing changes nothing")
	}
	if msg, err = server.message(Message{To: "a@b.example", MessageID: "abc"}); err != nil ||
		msg.GetFromString()[0] != `"Portail famille" <portail@hebergeur.example>` {
		t.Errorf("%v, %v", msg.GetFromString(), err)
	}
}
