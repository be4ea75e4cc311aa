package app_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"cartable/app/domain/journal"
)

// code matches the code of an action.
var code = regexp.MustCompile(`^[a-z]+\.[a-z]+(-[a-z]+)*$`)

// writers are the functions that write a line of the journal, given the code or the line itself.
var writers = map[string]bool{"AddJournal": true, "journal": true, "journalFamily": true, "JournalEntry": true}

// codesOf returns the codes written as literals in the functions of a file that write to the journal, and counts the
// codes that are concatenated.
func codesOf(file *ast.File) (codes []string, glued int) {
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		writes, found := false, []string(nil)
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				writes = writes || writers[n.Sel.Name]
			case *ast.BinaryExpr:
				if left, ok := n.X.(*ast.BasicLit); ok && left.Kind == token.STRING &&
					regexp.MustCompile(`^"[a-z]+\."$`).MatchString(left.Value) {
					glued++
				}
			case *ast.BasicLit:
				if text, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING &&
					code.MatchString(text) {
					found = append(found, text)
				}
			}
			return true
		})
		if writes {
			codes = append(codes, found...)
		}
	}
	return codes, glued
}

// Every code written to the journal is a constant of domain/journal, with a text for staff and, where a family reads
// it, one for the family; and every constant is used.
func TestEveryActionHasWords(t *testing.T) {
	used := map[string]bool{}
	for _, pattern := range []string{"account", "portal", "desk", "load", "office", "people", "settings", "treasury",
		"till", "night", "operation", "queue", "counter", "absence", "household", "leaving", "."} {
		files, err := filepath.Glob(filepath.Join(pattern, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", pattern, len(files), err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			codes, glued := codesOf(file)
			if len(codes) > 0 || glued > 0 {
				t.Errorf("%s writes an action into the journal by its code (%q): use the constant of domain/journal",
					name, codes)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if sel, ok := n.(*ast.SelectorExpr); ok {
					if of, ok := sel.X.(*ast.Ident); ok && of.Name == "journal" {
						used[sel.Sel.Name] = true
					}
				}
				return true
			})
		}
	}
	constants := actionsOf(t)
	if len(constants) < 50 {
		t.Fatalf("%d actions found in domain/journal", len(constants))
	}
	for name, a := range constants {
		if !used[name] {
			t.Errorf("journal.%s is written nowhere", name)
		}
		if label, family := a.Label(), a.ForFamily(); !a.Known() || label == string(a) ||
			!strings.HasSuffix(family, ".") {
			t.Errorf("journal.%s: %q, %q", name, label, family)
		}
	}
	if n := len(journal.All()); n != len(constants) {
		t.Errorf("%d actions have words, and %d are constants", n, len(constants))
	}
}

// actionsOf reads the constants of domain/journal.
func actionsOf(t *testing.T) map[string]journal.Action {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join("domain", "journal", "journal.go"), nil,
		parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]journal.Action{}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		if of, ok := spec.Type.(*ast.Ident); ok && of.Name == "Action" {
			if text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value); err == nil {
				all[spec.Names[0].Name] = journal.Action(text)
			}
		}
		return true
	})
	return all
}

func TestActionsWrittenByTheirCodeAreSeen(t *testing.T) {
	for source, want := range map[string]string{
		`p.journal(ctx, q, v, "hat.lost", "")`:            "hat.lost",
		`q.AddJournal(db.JournalEntry{Action: "hat.on"})`: "hat.on",
		`a := "hat.new"; p.journalFamily(a)`:              "hat.new",
		`open("list.csv")`:                                "",
	} {
		file, err := parser.ParseFile(token.NewFileSet(), "x.go", "package x\nfunc f() { "+source+" }",
			parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		if codes, _ := codesOf(file); strings.Join(codes, " ") != want {
			t.Errorf("%s: %q", source, codes)
		}
	}
	file, _ := parser.ParseFile(token.NewFileSet(), "x.go",
		"package x\nvar _ = 1\nfunc f() { q.AddJournal(\"hat.\" + state) }", parser.SkipObjectResolution)
	if _, glued := codesOf(file); glued != 1 {
		t.Errorf("%d codes put together", glued)
	}
}
