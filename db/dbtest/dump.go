package dbtest

import (
	"slices"
	"strings"
	"testing"

	"cartable/db"
)

// Dump returns all rows of all tables as words, sorted, by table.
func Dump(t *testing.T, d *db.DB) map[string][]string {
	t.Helper()
	query := "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name"
	if d.Postgres() {
		query = "select table_name from information_schema.tables where table_schema = current_schema() order by 1"
	}
	all := map[string][]string{}
	for _, table := range Query(t, d, query) {
		if !strings.HasPrefix(table, "bun_migration") {
			all[table] = Query(t, d, "select * from "+table)
			slices.Sort(all[table])
		}
	}
	return all
}
