package app_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strings"
	"testing"
)

// speaks are the functions that pass a text to the database, with the position of that text among their arguments.
var speaks = map[string]int{
	"exec": 1, "each": 1, "idsByText": 1, "ExecContext": 1, "QueryContext": 1, "QueryRowContext": 1,
	"PrepareContext": 1,
	"Exec":           1, "Query": 0, "QueryRow": 0, "NewRaw": 0, "Where": 0, "WhereOr": 0, "ColumnExpr": 0,
	"TableExpr":      0,
	"ModelTableExpr": 0, "Join": 0, "JoinOn": 0, "JoinOnOr": 0,
	"OrderExpr": 0, "GroupExpr": 0, "Having": 0, "DistinctOn": 0, "Returning": 0, "On": 0, "For": 0, "SafeQuery": 0,
	"Safe": 0, "readSlots": 1, "cut": 2, "cutWhole": 2, "add": 0, "also": 0,
}

// built are the functions of db that assemble a statement from parts that are not literals, and why no part comes from
// a user: a number or date of ours, $-marks, or a name from a list in the code. User input is always an argument.
var built = map[string]string{
	"attendance.go roll": "passes on what its caller wrote",
	"books.go ledgerHolders": "passes on what its callers wrote: conditions with marks for what is " +
		"looked for, and numbers",
	"enrolments.go KnowChildren": "conditions with marks",
	"families.go FamiliesFound":  "the conditions of Families, and a number",
	"families.go Families": "conditions out of a list in FamilyFilter.where, with marks for what is " +
		"looked for, and numbers of marks",
	"personal.go forgetChild":             "the statement of an erasure, out of the declaration in personal_lines.go",
	"personal.go Anonymise":               "statements out of the declaration in personal_lines.go",
	"online_payments.go oneOnlinePayment": "passes on what its callers wrote: a condition with marks",
	"ledger.go keptLines":                 "passes on what its callers wrote: a condition with marks, or numbers",
	"merge_images.go MergeImage": "statements out of the list of ways in merge_ways.go, columns of the schema, and " +
		"numbers",
	"merge_joins.go TakeFamilyField": "a column out of a list in the file, by the name of a field",
	"merge_joins.go TakeChildField":  "columns out of a list in the file, by the name of a field",
	"merge_joins.go JoinGuardians":   "statements out of a list in the function",
	"merge_joins.go JoinDrafts":      "statements out of lists in the function",
	"merge_moves.go moveRows":        "statements out of the list of ways in merge_ways.go",
	"merge_moves.go RestoreMerge":    "statements out of the list of ways in merge_ways.go, and numbers",
	"merge_moves.go restore":         "names out of the list of ways and of the schema, marks for values",
	"reports.go ReportLines":         "the rows of a run as toldOf reads them: names of tables, marks",
	"since.go SinceLines":            "the rows of runs as toldOf reads them: names of tables, marks and numbers",
	"taps.go PurgeTablets":           "statements out of a list in the function",
	"tries.go PurgeDoor":             "statements out of a list in the function",
	"tax_runs.go dropTaxRuns":        "conditions with marks, written by its callers",
	"db.go each":                     "passes on what its caller wrote",
	"door.go one":                    "passes on what a Read contains, which is looked at where it is made",
	"door.go ask":                    "passes on what a Read contains, which is looked at where it is made",
	"export.go rows":                 "passes on what its caller wrote: texts of a list",
	"line_kept.go keep":              "passes on what database/sql hands to the driver",
	"followup.go ReadFollowUp":       "conditions with marks",
	"family.go readElsewhere":        "passes on what its two callers wrote",
	"followup.go ReadFollowUpTotals": "conditions with marks",
	"history.go ReadHistory":         "conditions with marks",
	"history.go ReadHistoryTotals":   "conditions with marks",
	"paging.go addAny":               "passes on what its caller wrote, with marks",
	"db.go exec":                     "passes on what its caller wrote",
	"change_rows.go upsert":          "names of columns, written by its callers",
	"line.go QueryContext":           "passes on what database/sql hands to the driver",
	"line.go ExecContext":            "passes on what database/sql hands to the driver",
	"line.go PrepareContext":         "passes on what database/sql hands to the driver",
	"import.go ImportCodes":          "the table is of the type ImportTable, whose values are constants",
	"import.go idsByText":            "passes on what its caller wrote",
	"import.go ImportTown":           "conditions and orders out of a list in the function",
	"import_bookings.go importValues": "numbers and dates, and a state that the domain limits and whose quotes " +
		"are doubled",
	"outbox.go AddJobs":                      "marks for arguments",
	"outbox.go ReadyJobs":                    "marks for arguments, and a number",
	"slots.go LockSlots":                     "numbers and dates of slots, and the lock's clause",
	"slots.go readSlots":                     "passes on what its caller wrote",
	"slots.go moveSlots":                     "numbers and dates of slots",
	"books.go FindLedgers":                   "conditions with marks for what is looked for",
	"paging.go cut":                          "passes on what its caller wrote",
	"paging.go cutWhole":                     "passes on what its caller wrote",
	"paging.go add":                          "passes on what its caller wrote, with marks",
	"journal.go Journal":                     "conditions with marks for what is looked for",
	"books.go LedgerLines":                   "conditions with marks for what is looked for",
	"attendance.go holdBilled":               "passes on what its callers wrote: a condition with marks",
	"operation_facts.go in":                  "the name of a table, written by its callers, and marks",
	"operation_facts.go Facts":               "conditions with marks",
	"operation_facts.go draftsIn":            "conditions with marks",
	"operations.go Operations":               "conditions with marks for what is looked for",
	"operation_rows.go CancelByTown":         "a status and a reason that are constants",
	"requests.go Requests":                   "conditions with marks, and an order out of a list in the function",
	"answers.go ToAnswer":                    "conditions with marks for what is looked for",
	"to_enrol.go ChildrenToEnrol":            "conditions with marks, and a number",
	"to_enrol.go ChildNames":                 "conditions with marks",
	"absences.go ChildrenNamed":              "conditions with marks for what is looked for",
	"staff.go Waiting":                       "conditions with marks for what is looked for",
	"staff.go Mails":                         "conditions with marks for what is looked for",
	"reconciliations.go dropReconciliations": "conditions with marks, written by its callers",
	"imported.go touched":                    "passes on what its callers wrote: conditions with marks",
}

// harmless are the functions whose result may be part of a statement: numbers, and clauses that are written in db.
var harmless = []string{"list", "dateList", "lock", "forUpdate", "forChange", "owing", "limitOf", "among", "orderBy"}

// TestStatementsAreWritten checks that no statement contains user input: each is a constant of the program, with at
// most our own ids.
func TestStatementsAreWritten(t *testing.T) {
	wrong, used := statements(readTree(t, ".."))
	for _, w := range wrong {
		t.Error(w)
	}
	for name := range built {
		if !used[name] {
			t.Errorf("%s: builds no statement any more: take it off the list", name)
		}
	}
}

func TestStatementsAreWrittenSeesWhatIsWrong(t *testing.T) {
	for body, want := range map[string]int{
		`q.exec(ctx, "delete from x where a = '" + name + "'")`:            1,
		`q.exec(ctx, fmt.Sprintf("delete from x where a = '%s'", name))`:   1,
		`q.NewSelect().Model(&x).Where("a = '" + name + "'").Scan(ctx)`:    1,
		`s := "select " + name; q.each(ctx, s, nil, nil)`:                  1,
		`s := "select 1"; s += name; q.each(ctx, s, nil, nil)`:             1,
		`q.exec(ctx, fmt.Sprintf("delete from x limit %d, %v", n, name))`:  1,
		`q.exec(ctx, fmt.Sprintf("delete from x limit %d", n)+q.lock(c))`:  0,
		`for _, s := range all { q.each(ctx, s, nil, nil) }`:               1,
		`s := "select 1"; if ok { s += " where a = $1" }; q.exec(ctx, s)`:  0,
		`q.NewRaw(name).Scan(ctx)`:                                         1,
		`r := Read{query: "select " + name}`:                               1,
		`r := Read{"select " + name, nil, nil, nil}`:                       1,
		`r := Read{query: "select " + wanted, args: all}`:                  0,
		`q.exec(ctx, "delete from x where a = $1", name)`:                  0,
		`q.exec(ctx, "delete from x where a in (" + list(ids) + ")")`:      0,
		`q.exec(ctx, "delete from x where a = " + wanted, name)`:           0,
		`q.NewSelect().Model(&x).Where("a = ?", name).Order("id").Scan(c)`: 0,
	} {
		text := "package db\nconst wanted = \"1\"\nfunc f(name string) {" + body + "}"
		if wrong, _ := statements([]source{{"db/x.go", text}}); len(wrong) != want {
			t.Errorf("%s: %q", body, wrong)
		}
	}
}

func statements(files []source) (wrong []string, used map[string]bool) {
	used = map[string]bool{}
	constants := map[string]bool{}
	trees := map[string]*ast.File{}
	set := token.NewFileSet()
	for _, f := range files {
		if strings.HasSuffix(f.path, "_test.go") || !within(path.Dir(f.path), "db/...") &&
			!within(path.Dir(f.path), "jobs") && !within(path.Dir(f.path), "app/...") {
			continue
		}
		tree, err := parser.ParseFile(set, f.path, f.text, parser.SkipObjectResolution)
		if err != nil {
			wrong = append(wrong, err.Error())
			continue
		}
		trees[f.path] = tree
		ast.Inspect(tree, func(n ast.Node) bool {
			if d, ok := n.(*ast.GenDecl); ok && d.Tok == token.CONST && path.Dir(f.path) == "db" {
				for _, s := range d.Specs {
					for _, name := range s.(*ast.ValueSpec).Names {
						constants[name.Name] = true
					}
				}
			}
			return true
		})
	}
	for file, tree := range trees {
		db := strings.HasPrefix(file, "db/")
		for _, d := range tree.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || !db || strings.HasPrefix(file, "db/dbtest/") {
				continue
			}
			name, known := path.Base(file)+" "+f.Name.Name, written(f, constants)
			judge := func(text ast.Expr, at ast.Node, by string) {
				switch {
				case isWritten(text, known):
				case built[name] != "":
					used[name] = true
				default:
					wrong = append(wrong, fmt.Sprintf("%s: in %s, %s gets a statement that is not written there: use "+
						"arguments, or give the reason in built", line(set, at), f.Name.Name, by))
				}
			}
			ast.Inspect(f, func(n ast.Node) bool {
				if read, ok := n.(*ast.CompositeLit); ok {
					if text := queryOf(read); text != nil {
						judge(text, read, "Read")
					}
				}
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				sel, ok := call.Fun.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				at, speaking := speaks[sel.Sel.Name]
				of, _ := sel.X.(*ast.Ident)
				if speaking && at < len(call.Args) &&
					(of == nil || of.Name != "strings" && of.Name != "errors") {
					judge(call.Args[at], call, sel.Sel.Name)
				}
				return true
			})
		}
	}
	slices.Sort(wrong)
	return wrong, used
}

// queryOf returns the statement of a db.Read that is made there; nil for anything else.
func queryOf(made *ast.CompositeLit) ast.Expr {
	if name, ok := made.Type.(*ast.Ident); !ok || name.Name != "Read" {
		return nil
	}
	for i, field := range made.Elts {
		if pair, ok := field.(*ast.KeyValueExpr); !ok && i == 0 {
			return field
		} else if ok && pair.Key.(*ast.Ident).Name == "query" {
			return pair.Value
		}
	}
	return nil
}

// written returns the names in a function that contain a text of the program: constants, and variables that are never
// assigned anything else.
func written(f *ast.FuncDecl, constants map[string]bool) map[string]bool {
	known, given := map[string]bool{}, map[string][]ast.Expr{}
	for name := range constants {
		known[name] = true
	}
	other := func(e ast.Expr) {
		if name, ok := e.(*ast.Ident); ok {
			given[name.Name] = append(given[name.Name], nil)
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i, left := range n.Lhs {
				if name, ok := left.(*ast.Ident); ok && len(n.Lhs) == len(n.Rhs) {
					given[name.Name] = append(given[name.Name], n.Rhs[i])
				} else {
					other(left)
				}
			}
		case *ast.ValueSpec:
			for i, name := range n.Names {
				if i < len(n.Values) {
					given[name.Name] = append(given[name.Name], n.Values[i])
				} else if t, ok := n.Type.(*ast.Ident); !ok ||
					t.Name != "string" { // an empty text is one of the program
					other(name)
				}
			}
		case *ast.RangeStmt:
			other(n.Key)
			other(n.Value)
		case *ast.Field: // parameters and results
			for _, name := range n.Names {
				other(name)
			}
		}
		return true
	})
	for name := range given { // assumed until something else is found
		known[name] = true
	}
	for changed := true; changed; {
		changed = false
		for name, all := range given {
			if known[name] && slices.ContainsFunc(all, func(e ast.Expr) bool {
				return e == nil ||
					!isWritten(e, known)
			}) {
				known[name], changed = false, true
			}
		}
	}
	return known
}

// isWritten reports whether a text is part of the program: a constant, or a concatenation of such texts and ids.
func isWritten(e ast.Expr, known map[string]bool) bool {
	switch e := e.(type) {
	case *ast.BasicLit:
		return e.Kind == token.STRING
	case *ast.Ident:
		return known[e.Name]
	case *ast.ParenExpr:
		return isWritten(e.X, known)
	case *ast.BinaryExpr:
		return e.Op == token.ADD && isWritten(e.X, known) && isWritten(e.Y, known)
	case *ast.CallExpr:
		switch f := e.Fun.(type) {
		case *ast.Ident:
			return slices.Contains(harmless, f.Name) || f.Name == "upTo" && isWritten(e.Args[0], known)
		case *ast.SelectorExpr: // a clause of the dialect; or a text of the program with numbers in it
			format, ok := e.Args, len(e.Args) > 0
			return slices.Contains(harmless, f.Sel.Name) || f.Sel.Name == "Sprintf" && ok && numbersAlone(format[0])
		}
	}
	return false
}

// numbersAlone reports whether a format is one of the program and takes only numbers.
func numbersAlone(e ast.Expr) bool {
	lit, ok := e.(*ast.BasicLit)
	return ok && lit.Kind == token.STRING &&
		!strings.Contains(strings.NewReplacer("%d", "", "%%", "").Replace(lit.Value), "%")
}
