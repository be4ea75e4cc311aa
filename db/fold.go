package db

import (
	"database/sql/driver"
	"strings"

	"modernc.org/sqlite"

	"cartable/app/domain/fold"
)

// SQLite calls a Go function for it: quicker than sixty calls of replace.
func init() {
	sqlite.MustRegisterDeterministicScalarFunction("folded", 1,
		func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
			if text, ok := args[0].(string); ok {
				return fold.Words(text), nil
			}
			return nil, nil
		})
}

// folded returns the expression for a column as fold.Words writes it. PostgreSQL removes accents by decomposition:
// replacing each of a thousand accented letters would take it a thousand times as long.
func (q Q) folded(column string) string {
	if !q.postgres {
		return "folded(" + column + ")"
	}
	column = "regexp_replace(normalize(" + column + ", NFD), '[" + strings.Join(strings.Split(fold.Marks, ""), "-") +
		"]', '', 'g')"
	for i := 0; i < len(fold.Ligatures); i += 2 {
		column = "replace(" + column + ", '" + fold.Ligatures[i] + "', '" + fold.Ligatures[i+1] + "')"
	}
	return "lower(translate(" + column + ", '" + fold.Struck + strings.ReplaceAll(fold.Parts, "'", "''") + "', '" +
		fold.Plain + "   '))"
}
