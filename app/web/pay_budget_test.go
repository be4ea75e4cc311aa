package web_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/gofiber/fiber/v2"

	"cartable/db"
	"cartable/db/dbtest"
)

// counted counts the queries of the site's requests.
func (s *browsing) counted() (last func() int64) {
	s.t.Helper()
	var n int64
	inner := s.app
	outer := fiber.New(fiber.Config{DisableStartupMessage: true})
	outer.Server().FormValueFunc = inner.Server().FormValueFunc
	handler := inner.Handler()
	outer.Use(func(c *fiber.Ctx) error {
		ctx, counter := db.CountQueries(context.Background())
		c.SetUserContext(ctx)
		handler(c.Context())
		n = counter.Load()
		return nil
	})
	s.app = outer
	return func() int64 { return n }
}

// A sum only identifies the visitor. A payment queries what the till needs, and no balance or forecast. The page's
// figures are read only when the form is shown again.
func TestAPaymentReadsOnlyWhatItNeeds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, _, wallets := payingSite(t, d, &paperPlatform{})
		form := payForm(t, s.get("/paiement"), wallets[0].ID)
		form.Set(fmt.Sprintf("montant-%d", wallets[0].ID), "34,20")
		asked := s.counted()
		if status, body := s.tap("/paiement/calcul", form); status != 200 || asked() != 1 {
			t.Errorf("a sum: %d, %d queries, want 1: %s", status, asked(), body)
		}
		s.get("/paiement")
		page := asked()
		// of the till, in two transactions
		if status, _, _ := s.do("POST", "/paiement", form); status != 303 || asked() > 10 {
			t.Errorf("a payment: %d, %d queries", status, asked())
		}
		t.Logf("queries: page %d, payment %d", page, asked())
		form.Set(fmt.Sprintf("montant-%d", wallets[0].ID), "beaucoup")
		if status, _, _ := s.do("POST", "/paiement", form); status != 422 || asked() != page {
			t.Errorf("the form again: %d, %d queries, want %d", status, asked(), page)
		}
	})
}
