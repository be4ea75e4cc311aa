package prooftest

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"cartable/app/absence"
	"cartable/app/account"
	counting "cartable/app/counter"
	"cartable/app/desk"
	"cartable/app/household"
	"cartable/app/leaving"
	"cartable/app/load"
	"cartable/app/night"
	"cartable/app/office"
	"cartable/app/operation"
	"cartable/app/people"
	"cartable/app/portal"
	"cartable/app/queue"
	"cartable/app/seal"
	"cartable/app/settings"
	"cartable/app/till"
	"cartable/app/treasury"
	"cartable/app/web"
	"cartable/app/web/site"
	"cartable/db"
)

// inside is the portal in this process, where its queries can be counted. Its clock is stopped at noon.
type inside struct {
	t       testing.TB
	app     *fiber.App // as in the program
	outer   *fiber.App // the same, behind a query counter
	queries atomic.Int64
	till    *till.Till
}

// sealed encrypts the content of a mail, as the program does.
func sealed(text string) string {
	box, err := seal.New([]byte(secret), account.MailSecrets)
	if err != nil {
		panic(err)
	}
	return box.Text(text)
}

func newInside(t testing.TB, d *db.DB, demo site.DemoLogins) *inside {
	t.Helper()
	now := func() time.Time { return noon }
	catalogues := db.NewCatalogues(now)
	stopped := make(chan struct{}) // streams end as soon as they begin
	close(stopped)
	counter := insideTill(t, d, catalogues, now)
	base := desk.Base{DB: d, Catalogues: catalogues, Now: now}
	operations := &operation.Operations{Base: base, Ring: func() {}, BaseURL: "http://localhost:8080",
		MailHost: "localhost"}
	app, err := web.New(web.Options{
		Options: site.Options{Account: &account.Accounts{DB: d, Now: now, SecretKey: []byte(secret),
			BaseURL: "http://localhost:8080"}, Now: now, Loc: db.Paris,
			BaseURL: "http://localhost:8080", Secret: []byte(secret), Demo: demo, Ready: d.Ready,
			PayOrigin: strings.TrimSuffix(counter.PageURL, "/tpa/paiementws.web")},
		Portal: &portal.Portal{DB: d, Catalogues: catalogues, Now: now, SecretKey: []byte(secret),
			BaseURL: "http://localhost:8080", Till: counter},
		Counter: &counting.Counter{Base: base, Portal: &portal.Portal{DB: d, Catalogues: catalogues, Now: now},
			Operations: operations, BaseURL: "http://localhost:8080", MailHost: "localhost"},
		Office:     &office.Office{Base: base, Till: counter},
		Queue:      queue.New(base, []byte(secret)),
		Loader:     &load.Loader{Base: base},
		People:     &people.People{Base: base, HashDrawn: account.HashDrawn, SealSecret: sealed},
		Treasury:   &treasury.Treasury{Base: base, Till: counter},
		Households: &household.Households{Base: base},
		Leavings:   &leaving.Leavings{Base: base},
		Absences:   &absence.Absences{Base: base, BaseURL: "http://localhost:8080", MailHost: "localhost"},
		Operations: operations, Settings: &settings.Settings{Base: base, Operations: operations},
		Night: &night.Night{DB: d, Catalogues: catalogues, Now: now, BaseURL: "http://localhost:8080",
			MailHost: "localhost"},
		Watch: portal.NewWatch(d), Stop: stopped,
	})
	if err != nil {
		t.Fatal(err)
	}
	in := &inside{t: t, till: counter, app: app, outer: fiber.New(fiber.Config{DisableStartupMessage: true})}
	in.outer.Server().FormValueFunc = app.Server().FormValueFunc
	handler := app.Handler()
	in.outer.Use(func(c *fiber.Ctx) error {
		ctx, n := db.CountQueries(context.Background())
		c.SetUserContext(ctx)
		handler(c.Context())
		in.queries.Store(n.Load())
		return nil
	})
	return in
}

// visit returns a visitor of the portal in this process.
func (in *inside) visit(token string) *visitor {
	return &visitor{in.t, "http://localhost:8080", token, func(r *http.Request) (*http.Response, error) {
		return in.outer.Test(r, int(patience.Milliseconds()))
	}}
}
