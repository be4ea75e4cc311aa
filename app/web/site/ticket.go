package site

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"cartable/app/domain/turn"
)

// ticketName is the cookie that keeps the place of a browser in the line.
const ticketName = "tour"

// ticket returns the ticket of a request. It is worth nothing if it was not written here, for this account.
func (a *admission) ticket(account int64) (t turn.Ticket) {
	text, signature, _ := strings.Cut(a.c.Cookies(a.Cookie(ticketName)), "~")
	fields := strings.Split(text, ".")
	if len(fields) != 3 || subtle.ConstantTimeCompare([]byte(signature), []byte(a.signTicket(account, text))) != 1 {
		return t
	}
	t.Came, t.Seen = instant(fields[0]), instant(fields[1])
	t.Inside, t.Waits = strings.Contains(fields[2], "i"), strings.Contains(fields[2], "w")
	return t
}

// setTicket gives a ticket to the browser, which forgets it when it closes.
func (a *admission) setTicket(account int64, t turn.Ticket) {
	flags := ""
	if t.Inside {
		flags = "i"
	}
	if t.Waits {
		flags += "w"
	}
	text := inText(t.Came) + "." + inText(t.Seen) + "." + flags
	a.SetCookie(a.c, ticketName, text+"~"+a.signTicket(account, text), 0)
}

func (s *Server) signTicket(account int64, text string) string {
	mac := hmac.New(sha256.New, s.Secret)
	mac.Write([]byte("turn\x00" + strconv.FormatInt(account, 10) + "\x00" + text))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:16])
}

// Instants are microseconds, in base 36.
func inText(t time.Time) string { return strconv.FormatInt(t.UnixMicro(), 36) }

func instant(text string) time.Time {
	n, err := strconv.ParseInt(text, 36, 64)
	if err != nil {
		return time.Time{}
	}
	return time.UnixMicro(n)
}
