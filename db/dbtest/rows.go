package dbtest

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"testing"

	"cartable/db"
)

// Query returns each row as words.
func Query(t *testing.T, d *db.DB, text string) []string {
	t.Helper()
	rows, err := d.Read().QueryContext(context.Background(), text)
	if err != nil {
		t.Fatal(text, err)
	}
	defer rows.Close()
	names, _ := rows.Columns()
	var lines []string
	for rows.Next() {
		cells := make([]sql.RawBytes, len(names))
		into := make([]any, len(names))
		for i := range cells {
			into[i] = &cells[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		words := make([]string, len(names))
		for i, c := range cells {
			words[i] = string(c)
			if c == nil {
				words[i] = "-"
			}
			words[i] = strings.TrimSuffix(words[i], "T00:00:00Z")
		}
		lines = append(lines, strings.Join(words, " "))
	}
	return lines
}

// Want fails the test unless a query returns these rows, each as words.
func Want(t *testing.T, d *db.DB, text string, lines ...string) {
	t.Helper()
	if got := Query(t, d, text); !slices.Equal(got, lines) {
		t.Errorf("%s\n got: %q\nwant: %q", text, got, lines)
	}
}

// Yes returns the word for true in a row.
func Yes(d *db.DB) string {
	if d.Postgres() {
		return "true"
	}
	return "1"
}

// No returns the word for false in a row.
func No(d *db.DB) string {
	if d.Postgres() {
		return "false"
	}
	return "0"
}
