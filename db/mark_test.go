package db_test

import (
	"testing"

	"cartable/db"
	"cartable/db/dbtest"
)

// Databases that are copies of one another, as those of the tests are, each have a mark of their own, and keep it.
func TestNoTwoDatabasesHaveTheSameMark(t *testing.T) {
	seen := map[string]bool{}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		other := dbtest.SQLite(t)
		if d.Postgres() {
			other = dbtest.Postgres(t)
		}
		for _, one := range []*db.DB{d, other} {
			mark, err := one.Mark(t.Context())
			again, err2 := one.Mark(t.Context())
			if err != nil || err2 != nil || len(mark) != 12 || mark != again || seen[mark] {
				t.Errorf("%q, then %q: %v, %v", mark, again, err, err2)
			}
			seen[mark] = true
		}
		dbtest.Want(t, d, "select count(*) from settings where name = 'database' and length(value) >= 32", "1")
	})
}
