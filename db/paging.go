package db

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"cartable/app/domain/paging"
)

// cut counts the list that from and its arguments describe ("from … where …"), as far as the page that is asked for
// needs it, and finds that page. The same from, in an order that an index gives, with limitOf, then reads the rows.
// What only tells more of a row is joined to those of the page, or what is counted would be joined too.
func (q Q) cut(ctx context.Context, ask paging.Page, from string, args []any) (p paging.Page, err error) {
	count := "select count(*) " + from
	if reach := ask.Reach(); reach > 0 {
		count = fmt.Sprintf("select count(*) from (select 1 %s limit %d) as counted", from, reach+1)
	}
	n := 0
	err = q.each(ctx, count, args, func(r *sql.Rows) error { return r.Scan(&n) })
	return ask.Within(n), err
}

// cutWhole is cut for a list that a town bounds, its families: the number of all is told.
func (q Q) cutWhole(ctx context.Context, ask paging.Page, from string, args []any) (p paging.Page, err error) {
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

// upTo counts rows as far as a first page tells of them: one more than paging.Counted is "more".
func upTo(from string) string {
	return fmt.Sprintf("(select count(*) from (select 1 %s limit %d) as counted)", from, paging.Counted+1)
}

// conditions are the parts of a where clause that a filter asks for, and no others: what a planner does not see, it
// cannot weigh.
type conditions struct {
	text string
	args []any
}

// add adds a condition on one argument, written $?.
func (c *conditions) add(condition string, arg any) {
	c.args = append(c.args, arg)
	c.also(strings.ReplaceAll(condition, "$?", fmt.Sprintf("$%d", len(c.args))))
}

// also adds a condition that says all itself.
func (c *conditions) also(condition string) {
	if c.text == "" {
		c.text = " where " + condition
		return
	}
	c.text += " and " + condition
}
