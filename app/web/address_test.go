package web_test

import (
	"fmt"
	"net/url"
	"testing"

	"cartable/app/web"
	"cartable/db"
	"cartable/db/dbtest"
)

// behind puts the site behind proxies that are trusted for the addresses they add.
func (s *browsing) behind(proxies ...string) {
	s.t.Helper()
	s.options.Proxies = proxies
	app, err := web.New(s.options)
	if err != nil {
		s.t.Fatal(err)
	}
	s.app = app
}

// from sends a form with the client address that a proxy adds.
func (s *browsing) from(address, path string, form url.Values) int {
	s.t.Helper()
	code, _, _ := s.ask("POST", path, form, "X-Forwarded-For", "192.0.2.66, "+address)
	return code
}

const testsOwn = "0.0.0.0/32" // the client address in app.Test

func TestTheJournalHasTheClientsAddress(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		w.Activity("SOIR", nil)
		s := newSite(t, d)
		s.behind(testsOwn)
		treasurer := s.staff(w, "treasurer")
		const path = "/mairie/regles/garde"
		form := fields(t, treasurer.get(path), path)
		form.Set("nature-1", "care")
		form.Set("motif", "délibération du 12 novembre")
		if status := treasurer.from("203.0.113.7", path, form); status != 303 {
			t.Fatalf("%d", status)
		}
		var origins []string
		if err := d.Read().NewSelect().Table("audit").Column("origin").Where("action = 'category.nature'").Scan(
			t.Context(), &origins); err != nil || fmt.Sprint(origins) != "[203.0.113.7]" {
			t.Errorf("%q, %v", origins, err)
		}
	})
}

// Notifications beyond the limit of one client are ignored, but not those of other clients behind the same proxy.
func TestNotificationsAreCountedByClient(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := &paperPlatform{}
		s, _, wallets := payingSite(t, d, p)
		form := payForm(t, s.get("/paiement"), wallets[0].ID)
		form.Set(fmt.Sprintf("montant-%d", wallets[0].ID), "34,20")
		if status, _, body := s.do("POST", "/paiement", form); status != 303 {
			t.Fatalf("%d %s", status, body)
		}
		s.behind(testsOwn)
		noted := func() (n int) {
			t.Helper()
			if err := d.Read().NewRaw("select count(*) from payments where notified_at is not null").Scan(t.Context(),
				&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		for range 130 {
			s.from("203.0.113.7", "/payfip/notification", url.Values{"idop": {"00000000-0000-4000-8000-999999999999"}})
		}
		known := url.Values{"idop": {"00000000-0000-4000-8000-000000000001"}}
		if s.from("203.0.113.7", "/payfip/notification", known); noted() != 0 {
			t.Error("the address that sent too many is still heard")
		}
		if s.from("203.0.113.8", "/payfip/notification", known); noted() != 1 {
			t.Error("another address is passed over too")
		}
	})
}
