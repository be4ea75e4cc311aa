package bench

import (
	"encoding/binary"
	"io"
	"net"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgproto3"
)

// call is a statement as it was sent to PostgreSQL.
type call struct {
	sql     string
	simple  bool // sent as text, without parameters, and its rows are not read
	params  [][]byte
	formats []int16
}

func (c call) format(i int) int16 {
	switch len(c.formats) {
	case 0:
		return 0
	case 1:
		return c.formats[0]
	}
	return c.formats[i]
}

// relay is a proxy between the portal and PostgreSQL that records the statements. It reads what the portal sends, so
// the product needs no instrumentation and no statement can be missed.
type relay struct {
	URL string

	mu    sync.Mutex
	calls []call
}

// newRelay listens until the test ends. It supports plain text only: sslmode=disable.
func newRelay(t testing.TB, address string) *relay {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	target := u.Host
	u.Host = listener.Addr().String()
	r := &relay{URL: u.String()}
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("tcp", target)
			if err != nil {
				client.Close()
				return
			}
			go func() { io.Copy(client, server); client.Close() }()
			go func() { r.follow(client, server); server.Close() }()
		}
	}()
	return r
}

// take returns the statements recorded since the last call.
func (r *relay) take() []call {
	r.mu.Lock()
	defer r.mu.Unlock()
	calls := r.calls
	r.calls = nil
	return calls
}

func (r *relay) note(c call) {
	if strings.HasPrefix(c.sql, "-- ping") {
		return
	}
	r.mu.Lock()
	r.calls = append(r.calls, c)
	r.mu.Unlock()
}

// follow forwards the messages of one connection, and records each before it is sent.
func (r *relay) follow(client io.Reader, server io.Writer) {
	prepared := map[string]string{} // name → text
	message := make([]byte, 5)
	for first := true; ; first = false {
		head := 5 // type and length
		if first {
			head = 4 // the startup message has no type
		}
		if _, err := io.ReadFull(client, message[:head]); err != nil {
			return
		}
		size := int(binary.BigEndian.Uint32(message[head-4 : head]))
		message = slices.Grow(message[:head], size)[:head+size-4]
		body := message[head:]
		if _, err := io.ReadFull(client, body); err != nil {
			return
		}
		if !first {
			r.read(message[0], body, prepared)
		}
		if _, err := server.Write(message); err != nil {
			return
		}
	}
}

func (r *relay) read(kind byte, body []byte, prepared map[string]string) {
	switch kind {
	case 'Q':
		var query pgproto3.Query
		if query.Decode(body) == nil {
			r.note(call{sql: query.String, simple: true})
		}
	case 'P':
		var parse pgproto3.Parse
		if parse.Decode(body) == nil {
			prepared[parse.Name] = parse.Query
		}
	case 'B':
		var bind pgproto3.Bind
		if bind.Decode(body) == nil {
			c := call{sql: prepared[bind.PreparedStatement], formats: slices.Clone(bind.ParameterFormatCodes)}
			for _, p := range bind.Parameters {
				c.params = append(c.params, slices.Clone(p))
			}
			r.note(c)
		}
	}
}
