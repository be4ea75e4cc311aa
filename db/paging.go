package db

import (
	"context"
	"database/sql"
	"fmt"

	"cartable/app/domain/paging"
)

// cut counts the list that from and its arguments describe ("from … where …"), and finds the page of it that is asked for.
// The same from, with limitOf, then reads the rows.
func (q Q) cut(ctx context.Context, ask paging.Page, from string, args []any) (p paging.Page, err error) {
	n := 0
	err = q.each(ctx, "select count(*) "+from, args, func(r *sql.Rows) error { return r.Scan(&n) })
	return ask.Of(n), err
}

// limitOf is the clause that reads one page.
func limitOf(p paging.Page) string {
	if p.Size == 0 {
		return ""
	}
	return fmt.Sprintf(" limit %d offset %d", p.Size, p.Offset())
}
