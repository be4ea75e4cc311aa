package mail

import (
	"context"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/jhillyerd/enmime/v2"

	"cartable/app/mail/mailtest"
)

const from = "Portail famille <portail@ville.fr>"

func sender(t *testing.T, url string) *SMTP {
	t.Helper()
	s, err := newSMTP(url, from)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func message(to string) Message {
	return Message{To: to, Subject: "Compte rendu à lire", Text: "été\nça\n", HTML: "<p>été</p>", MessageID: "abc"}
}

func failure(t *testing.T, err error) *Error {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("%T %v", err, err)
	}
	return e
}

func TestSend(t *testing.T) {
	server := mailtest.Start(t)
	if err := sender(t, server.URL()).Send(t.Context(), message("a@x.fr")); err != nil {
		t.Fatal(err)
	}
	mails := server.Mails()
	if len(mails) != 1 || mails[0].To != "a@x.fr" || mails[0].MessageID != "<abc@ville.fr>" {
		t.Fatalf("%+v", mails)
	}
	e, err := enmime.ReadEnvelope(strings.NewReader(mails[0].Raw))
	if err != nil {
		t.Fatal(err)
	}
	if e.GetHeader("Subject") != "Compte rendu à lire" ||
		e.GetHeader("From") != `"Portail famille" <portail@ville.fr>` || e.GetHeader("Auto-Submitted") !=
		"auto-generated" || e.GetHeader("Date") == "" {
		t.Errorf("%v", e.Root.Header)
	}
	if strings.ReplaceAll(e.Text, "\r\n", "\n") != "été\nça\n" || !strings.Contains(e.HTML, "<p>été</p>") {
		t.Errorf("%q %q", e.Text, e.HTML)
	}
}

// A file arrives as it was, beside the text.
func TestAFileIsAttached(t *testing.T) {
	server := mailtest.Start(t)
	m := message("a@x.fr")
	m.File = &File{Name: "bon-1.pdf", Type: "application/pdf", Data: []byte("%PDF-1.4\n\x00\xff")}
	if err := sender(t, server.URL()).Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	e, err := enmime.ReadEnvelope(strings.NewReader(server.Mails()[0].Raw))
	if err != nil {
		t.Fatal(err)
	}
	if len(e.Attachments) != 1 || e.Attachments[0].FileName != "bon-1.pdf" || e.Attachments[0].ContentType !=
		"application/pdf" || string(e.Attachments[0].Content) != "%PDF-1.4\n\x00\xff" {
		t.Errorf("%+v", e.Attachments)
	}
	if strings.ReplaceAll(e.Text, "\r\n", "\n") != "été\nça\n" {
		t.Errorf("%q", e.Text)
	}
}

// TestFates checks rows 15 to 17 of the fault matrix, for one attempt.
func TestFates(t *testing.T) {
	tests := map[mailtest.Fate]Error{
		mailtest.Greylist:      {Class: Temporary, Text: "Adresse refusée : 451 4.7.1 greylisted, come back later"},
		mailtest.NoSuchUser:    {Class: Permanent, Address: true, Text: "Adresse refusée : 550 5.1.1 no such user"},
		mailtest.Disabled:      {Class: Permanent, Address: true, Text: "Adresse refusée : 550 5.2.1 mailbox disabled"},
		mailtest.Full:          {Class: Permanent, Text: "Adresse refusée : 552 5.2.2 mailbox full"},
		mailtest.NoRelay:       {Class: Temporary, Text: "Adresse refusée : 554 5.7.1 relay access denied"},
		mailtest.Spam:          {Class: Permanent, Text: "Message refusé : 554 5.6.0 looks like spam"},
		mailtest.NoSpace:       {Class: Temporary, Text: "Message refusé : 452 4.3.1 no space left"},
		mailtest.DropBefore:    {Class: Temporary},
		mailtest.DropAfterData: {Class: Unknown},
		mailtest.HangAfterData: {Class: Unknown},
		mailtest.BadSender: {Class: Temporary, Server: true, Text: "Expéditeur refusé par le serveur : 550 5.1.8 " +
			"sender refused"},
	}
	server := mailtest.Start(t)
	for fate, want := range tests {
		t.Run(string(fate), func(t *testing.T) {
			s := sender(t, server.URL())
			s.transaction = 300 * time.Millisecond
			server.Plan("a@x.fr", fate)
			if fate == mailtest.BadSender {
				server.Plan("portail@ville.fr", fate)
				server.Plan("a@x.fr")
			}
			e := failure(t, s.Send(t.Context(), message("a@x.fr")))
			if e.Class != want.Class || e.Server != want.Server || e.Address != want.Address {
				t.Errorf("%+v", *e)
			}
			if want.Text != "" && e.Text != want.Text {
				t.Errorf("%q, want %q", e.Text, want.Text)
			}
			if strings.Contains(e.Text, "a@x.fr") || strings.ContainsAny(e.Text, "\r\n") {
				t.Errorf("%q", e.Text)
			}
			if err := s.Send(t.Context(), message("a@x.fr")); err != nil {
				t.Error("the next attempt goes through:", err)
			}
		})
	}
}

func TestTheServerIsAway(t *testing.T) {
	server := mailtest.Start(t)
	s := sender(t, server.URL())
	server.Busy(1)
	if e := failure(t, s.Send(t.Context(), message("a@x.fr"))); e.Class != Temporary || !e.Server ||
		!strings.Contains(e.Text, "421") {
		t.Errorf("banner: %+v", *e)
	}
	server.Down()
	if e := failure(t, s.Send(t.Context(), message("a@x.fr"))); e.Class != Temporary || !e.Server {
		t.Errorf("refused: %+v", *e)
	}
	server.Up()
	if err := s.Send(t.Context(), message("a@x.fr")); err != nil {
		t.Error(err)
	}

	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	s = sender(t, "smtp://"+silent.Addr().String())
	s.connect = 200 * time.Millisecond
	start := time.Now()
	if e := failure(t, s.Send(t.Context(), message("a@x.fr"))); e.Class != Temporary || !e.Server {
		t.Errorf("silent: %+v", *e)
	}
	s.connect = time.Minute
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if e := failure(t, s.Send(ctx, message("a@x.fr"))); e.Class != Temporary {
		t.Errorf("cancelled: %+v", *e)
	}
	if took := time.Since(start); took > 2*time.Second {
		t.Error("a silent server held us for", took)
	}
}

func TestTLS(t *testing.T) {
	https := httptest.NewTLSServer(nil) // for its certificate, good for 127.0.0.1
	defer https.Close()
	roots := x509.NewCertPool()
	roots.AddCert(https.Certificate())

	server := mailtest.Start(t, func(s *mailtest.Server) {
		s.TLS, s.User, s.Password = https.TLS, "town", "s3cret/é"
	})
	s := sender(t, "smtp://town:s3cret%2F%C3%A9@"+server.Address)
	s.plain, s.roots = false, roots // as for a host that is not loopback
	if err := s.Send(t.Context(), message("a@x.fr")); err != nil {
		t.Fatal(err)
	}
	s.roots = nil
	if e := failure(t, s.Send(t.Context(), message("a@x.fr"))); e.Class != Temporary || !e.Server {
		t.Errorf("a certificate that nobody signed: %+v", *e)
	}

	bare := mailtest.Start(t)
	s = sender(t, bare.URL())
	s.plain = false
	if e := failure(t, s.Send(t.Context(), message("a@x.fr"))); !strings.Contains(e.Text, "STARTTLS") {
		t.Errorf("TLS is not optional: %+v", *e)
	}
	if len(bare.Mails()) != 0 {
		t.Error("sent in the clear")
	}
}

func TestPasswordsStaySecret(t *testing.T) {
	server := mailtest.Start(t, func(s *mailtest.Server) { s.User, s.Password = "town", "right" })
	s := sender(t, "smtp://town:hunter22@"+server.Address)
	e := failure(t, s.Send(t.Context(), message("a@x.fr")))
	if e.Class != Temporary || !e.Server {
		t.Errorf("a wrong password must not refuse everyone's mail for good: %+v", *e)
	}
	if !strings.Contains(e.Text, "535") || strings.Contains(e.Text, "hunter22") ||
		strings.Contains(e.Text, base64.StdEncoding.EncodeToString([]byte("hunter22"))) {
		t.Error(e.Text)
	}
	if err := sender(t, "smtp://town:right@"+server.Address).Send(t.Context(), message("a@x.fr")); err != nil {
		t.Error(err)
	}
	for _, bad := range []string{"smtp://u:hunter22@host:x", "http://u:hunter22@host", "smtp://u:hunter22@host:70000",
		"smtp://u:hunter22@", "smtp://u:hunter22@h?tls=maybe", "smtps://u:hunter22@h?tls=none", "://hunter22",
		"smtp://u:hunter22%zz@h"} {
		if _, err := newSMTP(bad, from); err == nil || strings.Contains(err.Error(), "hunter22") {
			t.Errorf("%s: %v", bad, err)
		}
	}
	if text := fmt.Sprintf("%v %+v %#v", s, s, s); strings.Contains(text, "hunter22") {
		t.Error("printed:", text)
	}
}

func TestAddresses(t *testing.T) {
	tests := []struct {
		url         string
		port        int
		plain, impl bool
	}{
		{"smtp://mail.ville.fr", 587, false, false},
		{"smtp://mail.ville.fr:25", 25, false, false},
		{"smtp://mail.ville.fr:25?tls=none", 25, true, false},
		{"smtps://mail.ville.fr", 465, false, true},
		{"smtps://localhost:1465", 1465, false, true},
		{"smtp://localhost:1025", 1025, true, false},
		{"smtp://127.0.0.1:1025", 1025, true, false},
		{"smtp://[::1]:1025", 1025, true, false},
		{"smtp://10.0.0.1:1025", 1025, false, false},
	}
	for _, tc := range tests {
		if s := sender(t, tc.url); s.port != tc.port || s.plain != tc.plain || s.implicitTLS != tc.impl {
			t.Errorf("%s: port %d, plain %v, implicit %v", tc.url, s.port, s.plain, s.implicitTLS)
		}
	}
	if _, err := newSMTP("smtp://h", "nobody"); err == nil {
		t.Error("MAIL_FROM must be an address")
	}
	if _, err := New("", from, true); err == nil {
		t.Error("production without a server")
	}
	if s, err := New("", from, false); err != nil || s.Send(t.Context(), Message{}) != nil {
		t.Error("the demo needs none", err)
	}
}

// A line end in a name, an address or an id must not become a header or a second recipient.
func TestNoHeaderCanBeAdded(t *testing.T) {
	server := mailtest.Start(t)
	s := sender(t, server.URL())
	m := message("a@x.fr")
	m.Subject = "Mairie\r\nBcc: spy@evil.fr\r\n\r\nbody"
	if err := s.Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	e, err := enmime.ReadEnvelope(strings.NewReader(server.Mails()[0].Raw))
	if err != nil {
		t.Fatal(err)
	}
	if e.GetHeader("Bcc") != "" || e.GetHeader("Subject") != "Mairie Bcc: spy@evil.fr body" ||
		!strings.Contains(e.Text, "été") {
		t.Errorf("%v\n%s", e.Root.Header, e.Text)
	}
	for _, to := range []string{"a@x.fr\r\nBcc: b@x.fr", "a@x.fr;b@x.fr", "a@x.fr, b@x.fr", "A <a@x.fr>", "", "a",
		"a@x.fr>\r\nRCPT TO:<b@x.fr"} {
		if e := failure(t, s.Send(t.Context(), message(to))); e.Class != Permanent {
			t.Errorf("%q: %+v", to, *e)
		}
	}
	m = message("a@x.fr")
	for _, id := range []string{"x\r\nBcc: b@x.fr", "a>b", ""} {
		m.MessageID = id
		if e := failure(t, s.Send(t.Context(), m)); e.Class != Permanent {
			t.Errorf("%q: %+v", id, *e)
		}
	}
	if len(server.Mails()) != 1 {
		t.Error("something else was sent")
	}
}

func TestManyAtOnce(t *testing.T) {
	server := mailtest.Start(t)
	s := sender(t, server.URL())
	errs := make(chan error, 40)
	for i := range 40 {
		go func() {
			m := message(fmt.Sprintf("p%d@x.fr", i))
			m.MessageID = fmt.Sprint(i)
			errs <- s.Send(context.Background(), m)
		}()
	}
	for range 40 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	if n := len(server.Mails()); n != 40 {
		t.Error(n)
	}
}
