package db

import (
	"context"
	"fmt"
	"strings"

	"cartable/app/domain/paging"
)

// cut counts the list described by from and its arguments ("from … where …"), as far as the requested page needs it,
// and returns that page. The same from, in an order that an index gives, with limitOf, then reads the rows. Tables that
// only add details to a row are joined to the rows of the page, or they would slow the count.
func (q Q) cut(ctx context.Context, ask paging.Page, from string, args []any) (p paging.Page, err error) {
	count := "select count(*) " + from
	if reach := ask.Reach(); reach > 0 {
		count = fmt.Sprintf("select count(*) from (select 1 %s limit %d) as counted", from, reach+1)
	}
	n := 0
	err = q.each(ctx, count, args, func(r row) error { return r.Scan(&n) })
	return ask.Within(n), err
}

// cutWhole is cut for a list whose size is bounded by the town, its families: it counts all of them.
func (q Q) cutWhole(ctx context.Context, ask paging.Page, from string, args []any) (p paging.Page, err error) {
	n := 0
	err = q.each(ctx, "select count(*) "+from, args, func(r row) error { return r.Scan(&n) })
	return ask.Of(n), err
}

// limitOf returns the clause that reads one page.
func limitOf(p paging.Page) string {
	if p.Size == 0 {
		return ""
	}
	return fmt.Sprintf(" limit %d offset %d", p.Size, p.Offset())
}

// upTo counts rows up to the most that a first page shows: one more than paging.Glance means "more".
func upTo(from string) string {
	return fmt.Sprintf("(select count(*) from (select 1 %s limit %d) as counted)", from, paging.Glance+1)
}

// conditions are the parts of a where clause that a filter needs, and no others: a planner cannot weigh a condition
// whose value it does not see.
type conditions struct {
	text string
	args []any
}

// add adds a condition on one argument, written $?.
func (c *conditions) add(condition string, arg any) {
	c.args = append(c.args, arg)
	c.also(strings.ReplaceAll(condition, "$?", fmt.Sprintf("$%d", len(c.args))))
}

// addAny adds a condition on one of several texts, written in ($?).
func (c *conditions) addAny(condition string, texts []string) {
	marks := make([]string, len(texts))
	for i, text := range texts {
		c.args = append(c.args, text)
		marks[i] = fmt.Sprintf("$%d", len(c.args))
	}
	c.also(strings.ReplaceAll(condition, "$?", strings.Join(marks, ", ")))
}

// also adds a condition without an argument.
func (c *conditions) also(condition string) {
	if c.text == "" {
		c.text = " where " + condition
		return
	}
	c.text += " and " + condition
}

// orderBy returns the clause of an order that a reader chose, with the SQL of each column, and then the list's own
// order; that one alone for a column that is not among them.
func orderBy(o paging.Order, columns map[string]string, own string) string {
	column, known := columns[o.By]
	if !known {
		return " order by " + own
	}
	if o.Down {
		column += " desc"
	}
	return " order by " + column + ", " + own
}
