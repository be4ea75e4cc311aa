package web_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"cartable/db"
	"cartable/db/dbtest"
)

// logged captures the log until the test ends.
func logged(t *testing.T) (text func() string) {
	t.Helper()
	var mu sync.Mutex
	var out bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(writer(func(p []byte) (int, error) {
		mu.Lock()
		defer mu.Unlock()
		return out.Write(p)
	}), nil)))
	t.Cleanup(func() { slog.SetDefault(before) })
	return func() string {
		mu.Lock()
		defer mu.Unlock()
		return out.String()
	}
}

type writer func([]byte) (int, error)

func (w writer) Write(p []byte) (int, error) { return w(p) }

func TestAPanicIsLoggedOnceWithItsStack(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	s.options.Ready = func(context.Context) error { panic("DUPONT Amalia") }
	s.behind()
	text := logged(t)
	if status, _, body := s.do("GET", "/readyz", nil); status != 500 || strings.Contains(body, "DUPONT") {
		t.Errorf("%d %s", status, body)
	}
	if said := text(); strings.Count(said, "level=ERROR") != 1 || !strings.Contains(said, "broken_test.go") ||
		strings.Contains(said, "DUPONT") {
		t.Errorf("the log:\n%s", said)
	}
}

// When the roles of staff cannot be read, the answer is an error of the portal, not a refusal.
func TestRolesThatCannotBeReadRefuseNobody(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		clerk := newSite(t, d).staff(w, "manager")
		clerk.get("/mairie")
		if _, err := d.Write().ExecContext(t.Context(),
			"alter table staff rename column role to role_of_yesterday"); err != nil {
			t.Fatal(err)
		}
		text := logged(t)
		if status, _, _ := clerk.do("GET", "/mairie", nil); status != 500 {
			t.Errorf("got %d", status)
		}
		if said := text(); strings.Contains(said, "access.role") || strings.Count(said, "request failed") != 1 {
			t.Errorf("the log:\n%s", said)
		}
	})
}
