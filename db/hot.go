package db

import (
	"context"

	"github.com/jackc/pgx/v5"

	"cartable/app/domain/civil"
)

// do is exec for a statement whose text never varies: PostgreSQL prepares it once for each connection.
func (q Q) do(ctx context.Context, query string, args ...any) (int64, error) {
	if q.postgres {
		args = append([]any{pgx.QueryExecModeCacheStatement}, args...)
	}
	return q.exec(ctx, query, args...)
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
