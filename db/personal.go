package db

import (
	"context"
	"strings"
	"time"
)

// The fate of each column of the schema when a family is erased (RGPD, article 17) is declared in one table,
// personalData. The erasure is derived from it, and a test compares it with the schema of both dialects: a new column
// needs a line before it may be merged.

// Fate is the treatment of a column by an erasure.
type Fate string

const (
	Nobody Fate = "nobody" // nothing about a person: keys, states, instants, figures whose rows have lost their names
	Erased Fate = "erased" // its row is deleted
	Masked Fate = "masked" // its value is replaced by a neutral one
	Kept   Fate = "kept"   // the law requires it, until then (article 17, 3, b)
)

// Law is the reason why a column is kept longer than the person it is about.
type Law struct {
	Until  string
	Source string // a public text
}

// The laws. A town's accounts are public archives, and its archivist decides when they leave; nothing here deletes them
// earlier.
var (
	// The receipts of a régie and their purpose: titres de recettes and their papers are kept for ten years. The
	// general decree requires five, until 31 December of the fifth year.
	books = &Law{"31 December of the tenth year after the operation",
		"instruction DAF/DPACI/RES/2009/018 du 28 août 2009 (archives des communes : titres et pièces de " +
			"recettes, 10 ans) ; " +
			"décret 2012-1246 du 7 novembre 2012, article 52"}
	// The platform's answers: for as long as a card payment can be contested (PurgeOnlinePaymentEvents).
	contested = &Law{"fifteen months after the answer",
		"Code monétaire et financier, article L133-24 : 13 mois, plus two for a card debited later"}
)

// Personal declares columns of a table.
type Personal struct {
	Table  string
	Rows   string // a condition on the rows of a family, $1; empty when nothing of the table is touched
	Nobody string // names of columns
	Erased string // names of columns: the rows are deleted
	Masked []Mask
	Kept   string // names of columns
	Law    *Law   // for the columns that are kept
}

// Mask is a column and the expression that replaces its value; $2 is the instant of the erasure.
type Mask struct{ Column, Value string }

// Column is a declared column.
type Column struct {
	Table, Name string
	Fate        Fate
	Law         *Law
}

// PersonalData returns the whole declaration, in the order in which an erasure goes through it: tables whose rows are
// found by a login or a session come before the rows of that login or session are deleted.
func PersonalData() []Personal {
	return append(append(personalLines(), personalRows()...), impersonal...)
}

// Columns lists the declared columns of a part.
func (p Personal) Columns() (all []Column) {
	add := func(fate Fate, law *Law, names ...string) {
		for _, name := range names {
			all = append(all, Column{Table: p.Table, Name: name, Fate: fate, Law: law})
		}
	}
	add(Nobody, nil, strings.Fields(p.Nobody)...)
	add(Erased, nil, strings.Fields(p.Erased)...)
	for _, m := range p.Masked {
		add(Masked, nil, m.Column)
	}
	add(Kept, p.Law, strings.Fields(p.Kept)...)
	return all
}

// statement returns the SQL of an erasure for a part, or "" when it leaves the part alone.
func (p Personal) statement() string {
	switch {
	case p.Erased != "":
		return "delete from " + p.Table + " where " + p.Rows
	case len(p.Masked) > 0:
		set := make([]string, len(p.Masked))
		for i, m := range p.Masked {
			set[i] = m.Column + " = " + m.Value
		}
		return "update " + p.Table + " set " + strings.Join(set, ", ") + " where " + p.Rows
	}
	return ""
}

// forgetChild makes nobody of a child, as an erasure does. Its row stays: to remove it, the database would look for it
// in every line of the books.
func (q Q) forgetChild(ctx context.Context, childID int64) error {
	for _, p := range personalRows() {
		if p.Table == "children" {
			p.Rows = "id = $1"
			_, err := q.exec(ctx, p.statement(), childID)
			return err
		}
	}
	return nil
}

// Anonymise removes the people of a family whose erasure is decided, inside the transaction that decided it: the
// triggers of the books and of the journal check for that. Figures stay. The tax statements of the structure are
// deleted: they are papers of many families, and a worker that is making one finds its run gone.
func (q Q) Anonymise(ctx context.Context, familyID int64, now time.Time) error {
	const here = "structure_id = (select structure_id from families where id = $1)"
	if err := q.dropTaxRuns(ctx, here, familyID); err != nil {
		return err
	}
	for _, p := range PersonalData() {
		statement := p.statement()
		if statement == "" {
			continue
		}
		args := []any{familyID, now}
		if !strings.Contains(statement, "$2") {
			args = args[:1]
		}
		if _, err := q.exec(ctx, statement, args...); err != nil {
			return err
		}
	}
	return nil
}
