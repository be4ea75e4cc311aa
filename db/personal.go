package db

import (
	"context"
	"strings"
	"time"
)

// What becomes of each column of the schema when a family is forgotten (RGPD, article 17) is declared in one table,
// personalData. The erasure is made of it, and a test holds it against the schema of both dialects: a new column needs
// a line before it may be merged.

// Fate is what becomes of a column.
type Fate string

const (
	Nobody Fate = "nobody" // says nothing of a person: keys, states, instants, figures whose rows have lost their names
	Erased Fate = "erased" // its row goes
	Masked Fate = "masked" // a value that says nothing takes its place
	Kept   Fate = "kept"   // the law wants it, until then (article 17, 3, b)
)

// Law is why a column outlives who it was about.
type Law struct {
	Until  string
	Source string // a public text
}

// The laws. A town's accounts are public archives, and leave them by its archivist; nothing here deletes them earlier.
var (
	// What a régie took and what it was for: titres de recettes and their papers are kept for ten years. The general
	// decree wants five, until 31 December of the fifth year.
	books = &Law{"31 December of the tenth year after the operation",
		"instruction DAF/DPACI/RES/2009/018 du 28 août 2009 (archives des communes : titres et pièces de recettes, 10 ans) ; " +
			"décret 2012-1246 du 7 novembre 2012, article 52"}
	// What the platform answered: for as long as a card payment can be contested (PurgeOnlinePaymentEvents).
	contested = &Law{"fifteen months after the answer",
		"Code monétaire et financier, article L133-24 : 13 mois, plus two for a card debited later"}
)

// Personal declares columns of a table.
type Personal struct {
	Table  string
	Rows   string // those of a family: a condition, $1 is the family; empty when nothing of the table is touched
	Nobody string // names of columns
	Erased string // names of columns: the rows go
	Masked []Mask
	Kept   string // names of columns
	Law    *Law   // of what is kept
}

// Mask is a column and the expression that takes its place; $2 is the instant of the erasure.
type Mask struct{ Column, Value string }

// Column is a declared column.
type Column struct {
	Table, Name string
	Fate        Fate
	Law         *Law
}

// PersonalData is the whole declaration, in the order in which an erasure goes through it: what finds rows by a login
// or by a session comes before these are gone.
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

// statement is what an erasure does to a part; empty when it leaves it alone.
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

// Anonymise forgets the people of a family whose erasure is decided, inside the transaction that decided it: the
// triggers of the books and of the journal look for it. Figures stay. The tax statements of the structure go: they are
// papers of many families, and a worker that is making one finds its run gone.
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
