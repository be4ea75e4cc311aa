package mail

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	gomail "github.com/wneessen/go-mail"

	"cartable/app/domain/plain"
)

// SMTP sends through one server. It is safe for concurrent use.
type SMTP struct {
	host           string
	port           int
	user, password string
	implicitTLS    bool
	plain          bool // no TLS at all: on loopback, or if requested
	from           mail.Address
	roots          *x509.CertPool // nil: those of the system
	connect        time.Duration  // limit to connect, be greeted and authenticate
	transaction    time.Duration  // from MAIL to the final answer; giving up earlier could send a mail twice
}

func newSMTP(address, from string) (*SMTP, error) {
	u, err := url.Parse(address)
	if err != nil || (u.Scheme != "smtp" && u.Scheme != "smtps") || u.Hostname() == "" {
		// never quote the address itself
		return nil, errors.New("SMTP_URL : une adresse smtp://utilisateur:mot-de-passe@serveur:port ou smtps://… " +
			"est attendue")
	}
	s := &SMTP{host: u.Hostname(), port: 587, implicitTLS: u.Scheme == "smtps", connect: 15 * time.Second,
		transaction: time.Minute}
	if s.implicitTLS {
		s.port = 465
	}
	if p := u.Port(); p != "" {
		if s.port, err = strconv.Atoi(p); err != nil || s.port < 1 || s.port > 65535 {
			return nil, errors.New("SMTP_URL : le port est un nombre de 1 à 65535")
		}
	}
	switch option := u.Query().Get("tls"); {
	case option != "" && option != "none":
		return nil, errors.New("SMTP_URL : la seule option connue est ?tls=none")
	case option == "none" && s.implicitTLS:
		return nil, errors.New("SMTP_URL : smtps:// et ?tls=none se contredisent")
	case option == "none":
		s.plain = true
	default:
		s.plain = !s.implicitTLS && loopback(s.host)
	}
	s.user = u.User.Username()
	s.password, _ = u.User.Password()
	a, err := mail.ParseAddress(from)
	if err != nil {
		return nil, errors.New("MAIL_FROM : une adresse est attendue, par exemple « Portail famille " +
			"<portail@ville.fr> »")
	}
	s.from = *a
	return s, nil
}

// Format prints only the server's name, whatever the verb: the password must not be logged.
func (s *SMTP) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "smtp(%s)", net.JoinHostPort(s.host, strconv.Itoa(s.port)))
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Send sends m to the server: one connection, one transaction, one address. Errors are *Error.
func (s *SMTP) Send(ctx context.Context, m Message) error {
	msg, err := s.message(m)
	if err != nil {
		return err
	}
	line := &line{server: s}
	defer line.close() // go-mail leaves the connection open when the server refuses before the first mail
	defer context.AfterFunc(ctx, line.close)()

	client, err := gomail.NewClient(s.host, s.options(line)...)
	if err != nil {
		return &Error{Class: Temporary, Server: true, Text: s.scrub("Réglage SMTP : " + plain.OneLine(err.Error()))}
	}
	late := time.AfterFunc(s.connect, line.close)
	session, err := client.DialToSMTPClientWithContext(ctx)
	late.Stop()
	if err != nil {
		return &Error{Class: Temporary, Server: true, Text: s.scrub("Connexion au serveur de courriel impossible : " +
			words(err))}
	}
	err = client.SendWithSMTPClient(session, msg)
	if msg.IsDelivered() { // whatever the server answered afterwards
		_ = client.CloseWithSMTPClient(session)
		return nil
	}
	if err == nil {
		err = errors.New("aucune réponse")
	}
	failed := classify(err)
	failed.Text = s.scrub(failed.Text)
	return failed
}

func (s *SMTP) message(m Message) (*gomail.Msg, error) {
	refused := func(what string) error {
		return &Error{Class: Permanent, Address: what == "adresse", Text: "Courriel mal formé : " + what}
	}
	if !bare(m.To) {
		return nil, refused("adresse")
	}
	id := m.MessageID
	if !strings.Contains(id, "@") {
		_, domain, _ := strings.Cut(s.from.Address, "@")
		id += "@" + domain
	}
	if plain.OneLine(id) != id || strings.ContainsAny(id, "<> ") || strings.HasPrefix(id, "@") {
		return nil, refused("Message-ID")
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	from := s.from
	if m.FromName != "" {
		from.Name = m.FromName
	}
	msg.FromMailAddress(&from)
	if m.ReplyTo != "" {
		if err := msg.ReplyTo(m.ReplyTo); err != nil {
			return nil, refused("adresse de réponse")
		}
	}
	if err := msg.To(m.To); err != nil {
		return nil, refused("adresse")
	}
	msg.Subject(plain.OneLine(m.Subject))
	if m.At.IsZero() {
		m.At = time.Now()
	}
	msg.SetDateWithValue(m.At)
	msg.SetMessageIDWithValue(id)
	// No automatic reply should come back (RFC 3834).
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader(gomail.HeaderXAutoResponseSuppress, "All")
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	if f := m.File; f != nil {
		if err := msg.AttachReader(plain.OneLine(f.Name), bytes.NewReader(f.Data),
			gomail.WithFileContentType(gomail.ContentType(f.Type))); err != nil {
			return nil, refused("pièce jointe")
		}
	}
	return msg, nil
}

func (s *SMTP) options(l *line) []gomail.Option {
	options := []gomail.Option{
		gomail.WithPort(s.port),
		gomail.WithTimeout(s.transaction),
		gomail.WithDialContextFunc(l.dial),
	}
	switch {
	case s.plain:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	case s.implicitTLS:
		// The connection is encrypted from the first byte (see dial); with this policy go-mail detects that.
		options = append(options, gomail.WithTLSPolicy(gomail.TLSOpportunistic))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory), gomail.WithTLSConfig(s.tls()))
	}
	if s.user != "" {
		kind := gomail.SMTPAuthAutoDiscover
		if s.plain {
			kind = gomail.SMTPAuthPlainNoEnc
		}
		options = append(options, gomail.WithSMTPAuth(kind), gomail.WithUsername(s.user),
			gomail.WithPassword(s.password))
	}
	return options
}

func (s *SMTP) tls() *tls.Config {
	return &tls.Config{ServerName: s.host, RootCAs: s.roots, MinVersion: tls.VersionTLS12}
}

// scrub removes the password from a server's answer, in case it repeats it.
func (s *SMTP) scrub(text string) string {
	if s.password == "" {
		return text
	}
	for _, secret := range []string{
		s.password,
		url.QueryEscape(s.password),
		base64.StdEncoding.EncodeToString([]byte(s.password)),
		base64.StdEncoding.EncodeToString([]byte("\x00" + s.user + "\x00" + s.password)),
	} {
		text = strings.ReplaceAll(text, secret, "•••")
	}
	return text
}

// line is the connection of one transaction, which may have to be closed from outside.
type line struct {
	server *SMTP

	mu     sync.Mutex
	conn   net.Conn
	closed bool
}

func (l *line) dial(ctx context.Context, network, address string) (net.Conn, error) {
	dialer := &net.Dialer{Timeout: l.server.connect}
	var conn net.Conn
	var err error
	if l.server.implicitTLS {
		conn, err = (&tls.Dialer{NetDialer: dialer, Config: l.server.tls()}).DialContext(ctx, network, address)
	} else {
		conn, err = dialer.DialContext(ctx, network, address)
	}
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		conn.Close()
		return nil, net.ErrClosed
	}
	l.conn = conn
	return conn, nil
}

func (l *line) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	if l.conn != nil {
		l.conn.Close()
	}
}
