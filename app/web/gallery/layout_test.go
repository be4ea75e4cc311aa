package gallery

import (
	"net/http/httptest"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"cartable/app/account"
	"cartable/app/web/site"
	"cartable/db"
	"cartable/db/dbtest"
)

// A page whose layout could not be read fails, instead of being shown without its menus. The error page shows what
// could be read.
func TestALayoutThatCannotBeReadFailsItsPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := &site.Server{Options: site.Options{Account: &account.Accounts{DB: d}, Now: time.Now, Loc: db.Paris},
			Render: renderer(t)}
		app := fiber.New(fiber.Config{ErrorHandler: s.Fail})
		app.Get("/", func(c *fiber.Ctx) error {
			c.Locals(site.KeyVisitor, &account.Visitor{AccountID: 1, FamilyID: 1, Families: 2})
			return s.Page(c, "site/error", s.Layout(c, "Une page", ""), site.ErrorPage{Status: 200})
		})
		get := func() int {
			t.Helper()
			answer, err := app.Test(httptest.NewRequest("GET", "/", nil), 20_000)
			if err != nil {
				t.Fatal(err)
			}
			answer.Body.Close()
			return answer.StatusCode
		}
		if status := get(); status != 200 {
			t.Errorf("got %d", status)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		if status := get(); status < 500 {
			t.Errorf("got %d", status)
		}
	})
}
