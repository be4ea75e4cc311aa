package db

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/uptrace/bun"

	"cartable/app/domain/civil"
)

// utc prepares arguments: instants are stored in UTC, to the microsecond, on both dialects. A date is passed as the
// text that it would become anyway, after pgx has tried in vain to send it as a number.
func utc(args []any) []any {
	for i, a := range args {
		switch v := a.(type) {
		case time.Time:
			args[i] = v.UTC().Truncate(time.Microsecond)
		case *time.Time:
			if v != nil {
				args[i] = v.UTC().Truncate(time.Microsecond)
			}
		case civil.Date:
			args[i], _ = v.Value()
		}
	}
	return args
}

// storedInstant is the form of an instant in SQLite.
const storedInstant = "2006-01-02 15:04:05.999999999-07:00"

// stamp reads an instant that may be null, which SQLite gives as text; the zero time is null.
type stamp struct{ to *time.Time }

func (s stamp) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*s.to = time.Time{}
		return nil
	case time.Time:
		*s.to = v.UTC()
		return nil
	case string:
		return s.parse(v)
	case []byte:
		return s.parse(string(v))
	}
	return fmt.Errorf("db: %T is not an instant", src)
}

func (s stamp) parse(text string) error {
	t, err := time.Parse(storedInstant, text)
	*s.to = t.UTC()
	return err
}

// id reads a reference that may be null; 0 is null.
type id struct{ to *int64 }

func (i id) Scan(src any) error {
	var n sql.NullInt64
	err := n.Scan(src)
	*i.to = n.Int64
	return err
}

// word reads a text that may be null; empty is null.
type word struct{ to *string }

func (w word) Scan(src any) error {
	var n sql.NullString
	err := n.Scan(src)
	*w.to = n.String
	return err
}

// clock reads a time of day that may be null.
type clock struct{ to **civil.TimeOfDay }

func (c clock) Scan(src any) error {
	*c.to = nil
	if src == nil {
		return nil
	}
	*c.to = new(civil.TimeOfDay)
	return (*c.to).Scan(src)
}

// list formats ids as the inside of an `in (…)`. They are our own numbers: nothing needs escaping.
func list(ids []int64) string {
	if len(ids) == 0 {
		return "0" // no row has it
	}
	var b strings.Builder
	for i, id := range ids {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.FormatInt(id, 10))
	}
	return b.String()
}

// among returns a condition on an id, that it is one of those that an argument holds (see Q.ids). The text does not
// depend on their number: list would make another statement each time, planned anew.
func (q Q) among(mark string) string {
	if q.postgres {
		return " = any(" + mark + "::bigint[])"
	}
	return " in (select value from json_each(" + mark + "))"
}

// ids returns ids as the argument of among.
func (q Q) ids(ids []int64) any {
	if q.postgres {
		return append([]int64{}, ids...) // nil would be null
	}
	return "[" + list(ids) + "]"
}

// column returns one field of all rows, as an array for PostgreSQL's unnest: the text of a statement then does not
// depend on the number of rows.
func column[R, V any](rows []R, of func(*R) V) []V {
	all := make([]V, len(rows))
	for i := range rows {
		all[i] = of(&rows[i])
	}
	return all
}

// dates is column for dates, as text: the statement casts them.
func dates[R any](rows []R, of func(*R) civil.Date) []string {
	return column(rows, func(r *R) string { return of(r).String() })
}

type counterKey struct{}

// CountQueries makes ctx count the queries that run under it: pages have a budget, and tests enforce it.
func CountQueries(ctx context.Context) (context.Context, *atomic.Int64) {
	n := new(atomic.Int64)
	return context.WithValue(ctx, counterKey{}, n), n
}

func count(ctx context.Context) {
	if n, ok := ctx.Value(counterKey{}).(*atomic.Int64); ok {
		n.Add(1)
	}
}

// counting counts the queries that go through Bun.
type counting struct{}

func (counting) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context {
	count(ctx)
	return ctx
}

func (counting) AfterQuery(context.Context, *bun.QueryEvent) {}
