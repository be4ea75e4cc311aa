// Package mailtest is an SMTP server on loopback that simulates every outcome of sending a mail, for tests only.
package mailtest

import (
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Fate is what the server does to one attempt.
type Fate string

// The fates.
const (
	Accept        Fate = ""
	Greylist      Fate = "451 at RCPT"
	NoSuchUser    Fate = "550 at RCPT"
	Disabled      Fate = "550 5.2.1 at RCPT"
	Full          Fate = "552 5.2.2 at RCPT"
	NoRelay       Fate = "554 5.7.1 at RCPT"
	BadSender     Fate = "550 at MAIL"
	Spam          Fate = "554 at the end of the text"
	NoSpace       Fate = "452 at the end of the text"
	DropBefore    Fate = "connection lost at DATA"
	DropAfterData Fate = "connection lost after the text was taken"
	HangAfterData Fate = "no answer after the text"
)

// Mail is one message that the server accepted.
type Mail struct {
	To, MessageID, Raw string
}

// Server listens on its own port. Without a plan it accepts everything.
type Server struct {
	Address  string // host:port
	User     string // with Password: requires authentication
	Password string
	TLS      *tls.Config // offers STARTTLS

	t       testing.TB
	mu      sync.Mutex
	plans   map[string][]Fate
	busy    int
	mails   []Mail
	seen    map[string]int
	server  *smtp.Server
	port    net.Listener
	hanging chan struct{}
}

// Start starts the server.
func Start(t testing.TB, configure ...func(*Server)) *Server {
	t.Helper()
	s := &Server{t: t, Address: "127.0.0.1:0", plans: map[string][]Fate{}, seen: map[string]int{},
		hanging: make(chan struct{})}
	for _, f := range configure {
		f(s)
	}
	s.Up()
	t.Cleanup(func() {
		close(s.hanging)
		s.Down()
	})
	return s
}

// URL returns the server's address as SMTP_URL expects it.
func (s *Server) URL() string { return "smtp://" + s.Address }

// Plan sets the outcome of the next attempts for a recipient or sender address; later attempts are accepted.
func (s *Server) Plan(address string, fates ...Fate) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.plans[address] = fates
}

// Busy answers the next n connections with 421 instead of a greeting.
func (s *Server) Busy(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.busy = n
}

// Mails returns the accepted messages, in order.
func (s *Server) Mails() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Mail(nil), s.mails...)
}

// Attempts returns how often an address was tried, up to RCPT.
func (s *Server) Attempts(address string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen[address]
}

// Down stops listening and closes all connections; Up reuses the same port.
func (s *Server) Down() {
	s.port.Close() // the server knows its listener only once Serve runs
	s.server.Close()
}

// Up starts listening.
func (s *Server) Up() {
	s.t.Helper()
	l, err := net.Listen("tcp", s.Address)
	if err != nil {
		s.t.Fatal(err)
	}
	s.Address, s.port = l.Addr().String(), l
	s.server = smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &session{server: s, conn: c}, nil
	}))
	s.server.Domain, s.server.AllowInsecureAuth, s.server.TLSConfig = "test", true, s.TLS
	s.server.ErrorLog = log.New(io.Discard, "", 0)
	go s.server.Serve(greeter{l, s})
}

func (s *Server) next(address string) Fate {
	s.mu.Lock()
	defer s.mu.Unlock()
	plan := s.plans[address]
	if len(plan) == 0 {
		return Accept
	}
	s.plans[address] = plan[1:]
	return plan[0]
}

type greeter struct {
	net.Listener
	server *Server
}

func (g greeter) Accept() (net.Conn, error) {
	for {
		c, err := g.Listener.Accept()
		if err != nil {
			return nil, err
		}
		g.server.mu.Lock()
		busy := g.server.busy > 0
		if busy {
			g.server.busy--
		}
		g.server.mu.Unlock()
		if !busy {
			return c, nil
		}
		io.WriteString(c, "421 4.3.2 test too busy\r\n")
		c.Close()
	}
}

type session struct {
	server *Server
	conn   *smtp.Conn
	signed bool
	to     string
	fate   Fate
}

func (s *session) AuthMechanisms() []string {
	if s.server.User == "" {
		return nil
	}
	return []string{sasl.Plain}
}

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != s.server.User || password != s.server.Password {
			// Some servers repeat what the client sent.
			return &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 8}, Message: "bad credentials " +
				user + " " + password}
		}
		s.signed = true
		return nil
	}), nil
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if s.server.User != "" && !s.signed {
		return smtp.ErrAuthRequired
	}
	if s.server.next(from) == BadSender {
		return answer(550, 5, 1, 8, "sender refused")
	}
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.server.mu.Lock()
	s.server.seen[to]++
	s.server.mu.Unlock()
	s.to, s.fate = to, s.server.next(to)
	switch s.fate {
	case Greylist:
		return answer(451, 4, 7, 1, "greylisted, come back later")
	case NoSuchUser:
		return answer(550, 5, 1, 1, "no such user")
	case Disabled:
		return answer(550, 5, 2, 1, "mailbox disabled")
	case Full:
		return answer(552, 5, 2, 2, "mailbox full")
	case NoRelay:
		return answer(554, 5, 7, 1, "relay access denied")
	case DropBefore:
		s.conn.Conn().Close()
	}
	return nil
}

func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	switch s.fate {
	case Spam:
		return answer(554, 5, 6, 0, "looks like spam")
	case NoSpace:
		return answer(452, 4, 3, 1, "no space left")
	}
	m, err := mail.ReadMessage(strings.NewReader(string(raw)))
	if err != nil {
		return err
	}
	s.server.mu.Lock()
	s.server.mails = append(s.server.mails, Mail{To: s.to, MessageID: m.Header.Get("Message-Id"), Raw: string(raw)})
	s.server.mu.Unlock()
	switch s.fate {
	case DropAfterData:
		s.conn.Conn().Close()
	case HangAfterData:
		<-s.server.hanging
	}
	return nil
}

func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }

func answer(code, a, b, c int, text string) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{a, b, c}, Message: text}
}
