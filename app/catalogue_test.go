package app_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// catalogueTables are the tables of a town hall's settings, with the row type of each. Only db.Town.Apply may change
// them: other code would leave the revision unchanged, and the change out of the journal.
var catalogueTables = map[string]string{
	"structures": "Structure", "closures": "Closure", "wallets": "Wallet", "categories": "Category", "pools": "Pool",
	"activities": "Activity", "activity_pools": "ActivityPool",
	"activity_schools": "ActivitySchool", "activity_classes": "ActivityClass", "compatibilities": "Compatibility",
	"openings": "Opening", "releases": "Release", "schools": "School", "classes": "Class",
	"school_closures": "SchoolClosure",
	"capacities":      "Capacity", "tariffs": "Tariff", "quotients": "Quotient",
}

// Tests may write any row, mostly with the builders of db/dbtest; so may test files, which are not read.
var catalogueWriters = list("db/change.go", "db/change_rows.go", "db/change_links.go", "db/change_schools.go",
	"db/migrations/20261129145600_schools.tx.up.sql", // it makes schools of the texts of children
	"db/merge_joins.go", // two files of a family become one: its quotients are those of one of them
	"db/dbtest/town.go",
	"db/dbtest/aged.sql",
	"app/desk/desktest/desktest.go")

// An erasure deletes the quotients of a family: its statements are built from the declaration of personal data. A merge
// that is undone gives back those there were: its statements are built from the list of its ways.
var tableByName = list("db/personal.go", "db/merge_moves.go")

var (
	// nightsOwn is the one column outside the catalogue: the night sets the date of its last transmission.
	nightsOwn = regexp.MustCompile(`(?i)update\s+structures\s+set\s+updated_through\s*=\s*\S+\s+where`)
	comment   = regexp.MustCompile(`--[^\n]*`)
	glued     = regexp.MustCompile(`(?i)(\binto|\bupdate|\bfrom|\btruncate|\btable)\s*$`)
	formatted = regexp.MustCompile(`(?i)\b(into|update|delete\s+from|truncate)\s+%`)
	dml       = func() *regexp.Regexp {
		var names []string
		for name := range catalogueTables {
			names = append(names, name)
		}
		return regexp.MustCompile(
			`(?i)\b(insert\s+(or\s+\w+\s+)?into|replace\s+into|merge\s+into|update(\s+or\s+\w+)?|` +
				`delete\s+from|truncate(\s+table)?)\s+(only\s+)?"?(` + strings.Join(names, "|") + `)\b`,
		)
	}()
)

// writes are the methods that write rows of a type.
var writes = list("NewInsert", "NewUpdate", "NewDelete", "NewMerge", "NewTruncateTable", "ImportInsert", "ImportUpdate",
	"ImportDelete", "upsert", "replace")

func TestOneWriterOfTheCatalogue(t *testing.T) {
	files := readTree(t, "..")
	err := filepath.WalkDir("..", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(name) != ".sql" {
			return err
		}
		text, err := os.ReadFile(name)
		short, _ := filepath.Rel("..", name)
		files = append(files, source{filepath.ToSlash(short), string(text)})
		return err
	})
	if err != nil || len(files) < 300 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, wrong := range otherWriters(files) {
		t.Error(wrong)
	}
	for _, name := range append(slices.Clone(catalogueWriters), tableByName...) {
		if !slices.ContainsFunc(files, func(f source) bool { return f.path == name }) {
			t.Errorf("%s is allowed and is not there", name)
		}
	}
}

// Tests of the check itself: each of these made-up files must be reported, and the good ones accepted.
func TestAnotherWriterOfTheCatalogueIsSeen(t *testing.T) {
	for _, c := range []struct{ path, text, want string }{
		{"db/x.go", "package db\nvar q = `update  tariffs set price = 1`", "db/x.go:2: writes tariffs"},
		{"db/x.go", `package db; var q = "INSERT INTO Openings (date) select $1"`, "writes Openings"},
		{"db/x.go", `package db; var q = "insert or replace into closures values (1)"`, "writes closures"},
		{"db/x.go", `package db; var q = "with a as (select 1) delete from quotients"`, "writes quotients"},
		{"db/x.go", `package db; var q = "update structures set revision = revision + 1"`, "writes structures"},
		{"db/x.go", `package db; var q = "update structures set updated_through = $2, name = '' where id = $1"`,
			"writes structures"},
		{"db/x.go", `package db; var q = "update \"pools\" set capacity = 1"`, "writes pools"},
		{"db/x.go", `package db; func f(t string) string { return "delete from " + t }`, "names its table elsewhere"},
		{"db/x.go", `package db; func f(t string) string { return fmt.Sprintf("update %s set a = 1", t) }`,
			"its table elsewhere"},
		{"db/x.go", "package db\nfunc f(q Q) { q.NewInsert().Model(&[]Tariff{{}}).Exec(nil) }",
			"db/x.go:2: f writes rows of Tariff"},
		{"db/x.go", "package db\nfunc f(q Q, p Pool) { q.NewUpdate().Model(&p).Exec(nil) }", "f writes rows of Pool"},
		{"db/x.go", `package db; func f(q Q) { q.NewDelete().Table("capacities").Exec(nil) }`,
			"f writes rows of Capacity"},
		{"db/x.go", "package db\nfunc f(q Q, rows []Opening) error { return ImportInsert(nil, q, rows) }",
			"f writes rows of Opening"},
		{"app/load/x.go", `package load; func f(q db.Q) { q.ImportX(db.Activity{}) }`, "names db.Activity"},
		{"db/migrations/x.up.sql", "-- update tariffs\nupdate categories set nature = 'care';", "writes categories"},
		{"db/dbtest/other.go", `package dbtest; var q = "delete from pools"`, "writes pools"},

		{"db/change.go", `package db; var q = "update structures set revision = revision + 1"`, ""},
		{"db/x.go", `package db; var q = "update structures set updated_through = $2 where id = $1"`, ""},
		{"db/x.go", `package db; var q = "update reservations set price = 1 where activity_id in (select id from ` +
			`activities)"`, ""},
		{"db/x.go", "package db\nfunc f(q Q) { var rows []Tariff; q.NewSelect().Model(&rows).Scan(nil) }", ""},
		{"db/x.go", "package db\nfunc f(q Q, l LedgerLine) { q.NewInsert().Model(&l).Exec(nil); _ = l.Activity }", ""},
		{"db/x_test.go", `package db; var q = "delete from tariffs"`, ""},
		{"db/migrations/x.up.sql", "-- what update tariffs does\nalter table tariffs add column x bigint;", ""},
		{"app/x.go", `package app; var help = "Update the tariffs, then delete from memory"`, ""},
	} {
		got := strings.Join(otherWriters([]source{{c.path, c.text}}), "\n")
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s with %q: %q, want %q", c.path, c.text, got, c.want)
		}
	}
}

// otherWriters returns the places that write a table of the catalogue, except its writer.
func otherWriters(files []source) (wrong []string) {
	for _, f := range files {
		switch {
		case slices.Contains(catalogueWriters, f.path) || strings.HasSuffix(f.path, "_test.go"):
		case path.Ext(f.path) == ".sql":
			if found := dml.FindStringSubmatch(comment.ReplaceAllString(f.text, "")); found != nil {
				wrong = append(wrong, fmt.Sprintf("%s: writes %s: only db/change.go does", f.path, found[len(found)-1]))
			}
		default:
			set := token.NewFileSet()
			tree, err := parser.ParseFile(set, f.path, f.text, parser.SkipObjectResolution)
			if err != nil {
				wrong = append(wrong, err.Error())
				continue
			}
			wrong = append(wrong, writtenTexts(set, tree, f.path)...)
			wrong = append(wrong, writtenRows(set, tree, f.path)...)
		}
	}
	return wrong
}

// writtenTexts reports SQL that writes the catalogue, and SQL whose table name is elsewhere.
func writtenTexts(set *token.FileSet, tree *ast.File, name string) (wrong []string) {
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			text, err := strconv.Unquote(n.Value)
			if n.Kind != token.STRING || err != nil {
				return true
			}
			if !within(path.Dir(name), "db/...") {
				return true
			}
			if found := dml.FindStringSubmatch(nightsOwn.ReplaceAllString(text, "")); found != nil {
				wrong = append(wrong, fmt.Sprintf("%s: writes %s: only db/change.go does", line(set, n),
					found[len(found)-1]))
			}
			if formatted.MatchString(text) {
				wrong = append(wrong, fmt.Sprintf("%s: a statement names its table elsewhere", line(set, n)))
			}
		case *ast.BinaryExpr:
			left, ok := n.X.(*ast.BasicLit)
			if !ok || !within(path.Dir(name), "db/...") || slices.Contains(tableByName, name) {
				return true
			}
			text, err := strconv.Unquote(left.Value)
			verb := strings.Contains(strings.ToLower(text), "select") // which only reads
			if err == nil && !verb && glued.MatchString(text) {
				wrong = append(wrong, fmt.Sprintf("%s: a statement names its table elsewhere: only an erasure does",
					line(set, n)))
			}
		}
		return true
	})
	return wrong
}

// writtenRows reports functions of db that write rows and name a type of the catalogue, and any function outside db
// that names one.
func writtenRows(set *token.FileSet, tree *ast.File, name string) (wrong []string) {
	isDB := within(path.Dir(name), "db/...")
	for _, d := range tree.Decls {
		f, isFunc := d.(*ast.FuncDecl)
		writing, types := false, []string(nil)
		skip := map[*ast.Ident]bool{}
		ast.Inspect(d, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				skip[n.Sel] = true
				writing = writing || slices.Contains(writes, n.Sel.Name)
				if of, ok := n.X.(*ast.Ident); ok && of.Name == "db" && !isDB && isRow(n.Sel.Name) {
					wrong = append(wrong, fmt.Sprintf("%s: names db.%s: the catalogue is town.Settings, and changed "+
						"by db.Town.Apply",
						line(set, n), n.Sel.Name))
				}
			case *ast.KeyValueExpr:
				if key, ok := n.Key.(*ast.Ident); ok {
					skip[key] = true
				}
			case *ast.BasicLit:
				if text, err := strconv.Unquote(n.Value); err == nil && catalogueTables[text] != "" {
					types = append(types, catalogueTables[text])
				}
			case *ast.Ident:
				writing = writing || slices.Contains(writes, n.Name)
				if !skip[n] && isRow(n.Name) {
					types = append(types, n.Name)
				}
			}
			return true
		})
		if isDB && isFunc && writing && len(types) > 0 {
			wrong = append(wrong,
				fmt.Sprintf("%s: %s writes rows of %s: only db/change.go does", line(set, f), f.Name.Name, types[0]))
		}
	}
	return wrong
}

func isRow(name string) bool {
	for _, row := range catalogueTables {
		if row == name {
			return true
		}
	}
	return false
}
