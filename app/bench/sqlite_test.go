package bench

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/valyala/fasthttp"

	"cartable/db/dbtest"
)

// BenchmarkSQLite measures the pages that families open most on SQLite, in a town of 200 families and three years. The
// bare handler sends the same statements through database/sql and the same driver, prepared; they are noted in the same
// town on PostgreSQL, because SQLite has no wire. What the portal may answer in a second on one core is the inverse of
// its CPU time.
func BenchmarkSQLite(b *testing.B) {
	address := dbtest.PostgresURL(b)
	noted := open(b, address)
	defer noted.Close()
	dbtest.NewAged(b, noted, 200, 3)
	s := &stage{TB: b, relay: newRelay(b, address), bare: newBare(b, address)}
	through := open(b, s.relay.URL)
	defer through.Close()
	s.noted = serve(b, portalOn(through))
	s.watch = newWatch(b, noted)

	file := dbtest.SQLiteURL(b)
	s.d = open(b, file)
	defer s.d.Close()
	dbtest.NewAged(b, s.d, 200, 3)
	s.ours = serve(b, portalOn(s.d))
	plain, err := sql.Open("sqlite", "file:"+strings.TrimPrefix(file, "sqlite://")+
		"?_pragma=query_only(1)&_pragma=cache_size(-32768)&_time_format=sqlite")
	if err != nil {
		b.Fatal(err)
	}
	defer plain.Close()
	plain.SetMaxOpenConns(4)
	plain.SetMaxIdleConns(4)
	twin := &bareSQLite{db: plain, known: map[string]*sql.Stmt{}}

	for _, page := range []struct{ name, uri string }{
		{"month", "/reservations?enfant=%d&activite=CANTINE&mois=2026-12"}, {"home", "/"}, {"follow-up", "/suivi"},
	} {
		b.Run(page.name, func(b *testing.B) {
			var ours []*fasthttp.RequestCtx
			var theirs []int
			for family := int64(2); family <= 40; family += 2 {
				uri := page.uri
				if strings.Contains(uri, "%d") {
					uri = fmt.Sprintf(uri, family)
				}
				token := signIn(b, noted, family)
				signIn(b, s.d, family)
				c := request(fiber.MethodGet, uri, token, "")
				s.do(s.noted, c, 200) // reads the catalogue
				s.note(c, 200)
				theirs = append(theirs, len(s.bare.plans)-1)
				ours = append(ours, request(fiber.MethodGet, uri, token, ""))
			}
			us := func() {
				for _, c := range ours {
					s.do(s.ours, c, 200)
				}
			}
			handler := twin.handler(s.bare)
			them := func() {
				for _, plan := range theirs {
					s.do(handler, request(fiber.MethodGet, fmt.Sprintf("/%d", plan), "", ""), 200)
				}
			}
			us()
			them()
			f := pair("SQLite: "+page.name, onCPU, rounds,
				func() spent { return s.watch.measure(len(ours), us) },
				func() spent { return s.watch.measure(len(ours), them) })
			report(b, f)
			b.Logf("%d statements; %.0f a second on one core", len(s.bare.plans[theirs[0]].calls),
				1/f.ours.cpu.Seconds())
		})
	}
}

// bareSQLite is the bare handler on SQLite.
type bareSQLite struct {
	db    *sql.DB
	known map[string]*sql.Stmt
}

func (b *bareSQLite) handler(plans *bare) fasthttp.RequestHandler {
	app := fiber.New(fiber.Config{DisableStartupMessage: true})
	app.Get("/:plan", func(c *fiber.Ctx) error {
		n, err := c.ParamsInt("plan")
		if err != nil {
			return err
		}
		p := plans.plans[n]
		ctx, cancel := context.WithTimeout(c.UserContext(), 10*time.Second)
		defer cancel()
		for _, one := range p.calls {
			if err := b.replay(ctx, one); err != nil {
				return fmt.Errorf("%w in %s", err, one.sql)
			}
		}
		c.Response().Header.SetContentTypeBytes(p.answer.Header.ContentType())
		return c.Send(p.answer.Body())
	})
	return app.Handler()
}

func (b *bareSQLite) replay(ctx context.Context, c bareCall) error {
	known := b.known[c.sql]
	if known == nil {
		var err error
		if known, err = b.db.PrepareContext(ctx, strings.ReplaceAll(c.sql, "$", "?")); err != nil {
			return err
		}
		b.known[c.sql] = known
	}
	args := make([]any, len(c.args))
	for i, arg := range c.args {
		if at, ok := arg.(time.Time); ok && at.Equal(at.Truncate(24*time.Hour)) {
			arg = at.Format(time.DateOnly) // as the portal stores a day
		}
		args[i] = arg
	}
	rows, err := known.QueryContext(ctx, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	row := make([]any, len(c.row))
	for i, oid := range c.row {
		switch oid {
		case pgtype.Int8OID, pgtype.Int4OID, pgtype.Int2OID:
			row[i] = new(sql.NullInt64)
		case pgtype.BoolOID:
			row[i] = new(sql.NullBool)
		default:
			row[i] = new(sql.NullString)
		}
	}
	for rows.Next() {
		if err := rows.Scan(row...); err != nil {
			return err
		}
	}
	return rows.Err()
}
