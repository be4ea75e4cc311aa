package bench

import (
	"context"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/compress"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/valyala/fasthttp"
)

// bare answers with Fiber and pgx alone: it replays the statements of a request of the portal, and sends a constant.
type bare struct {
	pool  *pgxpool.Pool
	plans []plan
}

// plan is the work of the bare handler for one request.
type plan struct {
	calls  []bareCall
	answer *fasthttp.Response // the portal's
}

type bareCall struct {
	sql    string
	simple bool
	args   []any
	row    []uint32 // types of the columns
}

func newBare(t testing.TB, address string) *bare {
	t.Helper()
	pool, err := pgxpool.New(context.Background(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return &bare{pool: pool}
}

// add stores the statements of a request with its answer, and returns the number under which it is replayed.
func (b *bare) add(t testing.TB, calls []call, answer *fasthttp.Response) int {
	t.Helper()
	kept := fasthttp.AcquireResponse()
	answer.CopyTo(kept)
	p := plan{answer: kept}
	err := b.pool.AcquireFunc(context.Background(), func(conn *pgxpool.Conn) error {
		for _, c := range calls {
			one := bareCall{sql: c.sql, simple: c.simple}
			if !c.simple {
				described, err := conn.Conn().PgConn().Prepare(context.Background(), "", c.sql, nil)
				if err != nil {
					return err
				}
				for i, oid := range described.ParamOIDs {
					var value any
					if err := conn.Conn().TypeMap().Scan(oid, c.format(i), c.params[i], &value); err != nil {
						return err
					}
					one.args = append(one.args, value)
				}
				for _, field := range described.Fields {
					one.row = append(one.row, field.DataTypeOID)
				}
			}
			p.calls = append(p.calls, one)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	b.plans = append(b.plans, p)
	return len(b.plans) - 1
}

// handler serves /0, /1, … with the same compression as the portal.
func (b *bare) handler() fasthttp.RequestHandler {
	app := fiber.New(fiber.Config{DisableStartupMessage: true})
	app.Use(compress.New(compress.Config{Level: compress.LevelBestSpeed}))
	app.Get("/:plan", func(c *fiber.Ctx) error {
		n, err := c.ParamsInt("plan")
		if err != nil {
			return err
		}
		p := b.plans[n]
		ctx, cancel := context.WithTimeout(c.UserContext(), 10*time.Second) // as in the portal: nothing may hang
		defer cancel()
		if err := b.replay(ctx, p.calls); err != nil {
			return err
		}
		c.Response().Header.SetContentTypeBytes(p.answer.Header.ContentType())
		return c.Status(p.answer.StatusCode()).Send(p.answer.Body())
	})
	return app.Handler()
}

// replay runs statements in order on one connection. The texts are prepared once, as pgx does by default.
func (b *bare) replay(ctx context.Context, calls []bareCall) error {
	conn, err := b.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	for _, c := range calls {
		if c.simple {
			if _, err := conn.Exec(ctx, c.sql); err != nil {
				return err
			}
			continue
		}
		rows, err := conn.Query(ctx, c.sql, c.args...)
		if err != nil {
			return err
		}
		if err := read(rows, c.row); err != nil {
			return err
		}
	}
	return nil
}

// read scans every row into variables of the columns' own types.
func read(rows pgx.Rows, types []uint32) error {
	defer rows.Close()
	row := make([]any, len(types))
	for i, oid := range types {
		switch oid {
		case pgtype.Int8OID, pgtype.Int4OID, pgtype.Int2OID:
			row[i] = new(pgtype.Int8)
		case pgtype.TextOID, pgtype.VarcharOID:
			row[i] = new(pgtype.Text)
		case pgtype.DateOID:
			row[i] = new(pgtype.Date)
		case pgtype.TimestamptzOID:
			row[i] = new(pgtype.Timestamptz)
		case pgtype.BoolOID:
			row[i] = new(pgtype.Bool)
		default:
			row[i] = new(any)
		}
	}
	for rows.Next() {
		if err := rows.Scan(row...); err != nil {
			return err
		}
	}
	return rows.Err()
}
