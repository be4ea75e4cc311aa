package app_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The counts of places are not counted again at each validation: they move by what changed. So only one file writes
// them, and each function that changes the state of reservations must move them, or be named here with the reason why
// it need not.
const slotsWriter = "db/slots.go"

var uncounted = map[string]string{
	"db/validations.go bookColumns": "Book counts what it wrote",
	"db/validations.go bookRows":    "Book counts what it wrote",

	"db/homes.go supersede": "what was refused is in no count",

	"db/import_bookings.go ImportUpdateReservation": "the import counts its slots again at its end",
	"db/import_bookings.go importColumns":           "the import counts its slots again at its end",
	"db/import_bookings.go importValues":            "the import counts its slots again at its end",
}

var (
	writesSlots = regexp.MustCompile(`(?i)\b(insert\s+(or\s+\w+\s+)?into|update|delete\s+from)\s+slots\b`)
	// An empty slot of a pool that is removed counts nothing.
	dropsSlots = regexp.MustCompile(`(?i)^delete from slots where pool_id = \$1 and accepted = 0 and waiting = 0$`)

	writesRows = regexp.MustCompile(`(?i)\b(insert\s+into|delete\s+from)\s+reservations\b`)
	setsFields = regexp.MustCompile(`(?is)\bupdate\s+reservations\s+set\b(.*?)(\bwhere\b|$)`)
	setsState  = regexp.MustCompile(`(?i)\bstate\s*=`)
)

func TestWhatChangesAStateMovesTheCounts(t *testing.T) {
	wrong, used := countedWrongly(readTree(t, ".."))
	for _, w := range wrong {
		t.Error(w)
	}
	for name := range uncounted {
		if !used[name] {
			t.Errorf("%s is excused and writes no state", name)
		}
	}
}

func TestWhatChangesAStateWithoutMovingTheCountsIsSeen(t *testing.T) {
	for body, want := range map[string]int{
		"q.exec(ctx, `update slots set accepted = 0`)":                                              1,
		"q.exec(ctx, `insert into slots (pool_id) values (1)`)":                                     1,
		"q.NewInsert().Model(&[]Slot{}).Exec(ctx)":                                                  1,
		"q.exec(ctx, `delete from slots where pool_id = $1 and accepted = 0 and waiting = 0`)":      0,
		"q.exec(ctx, `update reservations set state = $1 where id = 1`)":                            1,
		"q.exec(ctx, `update reservations set state = `+placed+` where id = 1`)":                    1,
		"q.exec(ctx, `update reservations set was = state, state = `+gone)":                         1,
		"q.exec(ctx, `insert into reservations (id) values (1)`)":                                   1,
		"q.NewInsert().Model(&rows).Exec(ctx); var rows []Reservation":                              1,
		"q.exec(ctx, `update reservations set state = $1 where id = 1`); q.moveSlots(ctx, m)":       0,
		"q.exec(ctx, `update reservations set billed = true where state = 'accepted'`)":             0,
		"q.NewSelect().Model(&rows).Scan(ctx); var rows []Reservation":                              0,
		"q.each(ctx, `select state from reservations where state = 'x'`, nil, nil)":                 0,
		"q.exec(ctx, `update reservations set was = $1 where state `+isGone+` and id in (1)`, `x`)": 0,
	} {
		wrong, _ := countedWrongly([]source{{"db/x.go", "package db\nfunc f(q Q) {" + body + "}"}})
		if len(wrong) != want {
			t.Errorf("%s: %q", body, wrong)
		}
	}
}

func countedWrongly(files []source) (wrong []string, used map[string]bool) {
	used = map[string]bool{}
	set := token.NewFileSet()
	for _, f := range files {
		if path.Dir(f.path) != "db" || strings.HasSuffix(f.path, "_test.go") {
			continue // elsewhere there is no SQL
		}
		tree, err := parser.ParseFile(set, f.path, f.text, parser.SkipObjectResolution)
		if err != nil {
			return []string{err.Error()}, used
		}
		for _, d := range tree.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			name := f.path + " " + fn.Name.Name
			w := writesOf(fn)
			if w.slots && f.path != slotsWriter {
				wrong = append(wrong, name+" writes slots: only "+slotsWriter+" does")
			}
			switch {
			case w.states && uncounted[name] != "":
				used[name] = true
			case w.states && !w.moves:
				wrong = append(wrong, name+" changes the state of reservations, and does not move the counts")
			}
		}
	}
	return wrong, used
}

type writing struct{ slots, states, moves bool }

func writesOf(fn *ast.FuncDecl) (w writing) {
	inserts := false
	types := map[string]bool{}
	ast.Inspect(fn, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			text, _ := strconv.Unquote(n.Value)
			if n.Kind == token.STRING {
				w.slots = w.slots || writesSlots.MatchString(text) && !dropsSlots.MatchString(text)
				fields := setsFields.FindStringSubmatch(text)
				w.states = w.states || writesRows.MatchString(text) || fields != nil && setsState.MatchString(fields[1])
			}
		case *ast.SelectorExpr:
			w.moves = w.moves || n.Sel.Name == "moveSlots"
			inserts = inserts || slices.Contains([]string{"NewInsert", "NewUpdate", "NewDelete"}, n.Sel.Name)
		case *ast.ArrayType:
			if of, ok := n.Elt.(*ast.Ident); ok {
				types[of.Name] = true
			}
		}
		return true
	})
	w.slots = w.slots || inserts && types["Slot"]
	w.states = w.states || inserts && types["Reservation"]
	return w
}
