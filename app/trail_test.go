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

	"cartable/app/domain/trail"
)

// code is what the code of an action looks like.
var code = regexp.MustCompile(`^[a-z]+\.[a-z]+(-[a-z]+)*$`)

// writers are what writes a line of the journal: a function that takes the code, or the line itself.
var writers = map[string]bool{"AddAudit": true, "note": true, "noteFamily": true, "AuditLine": true}

// codesOf lists the codes of the functions of a file that write into the journal, and the places where a code is put
// together, which this test could not follow.
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
				if left, ok := n.X.(*ast.BasicLit); ok && left.Kind == token.STRING && regexp.MustCompile(`^"[a-z]+\."$`).MatchString(left.Value) {
					glued++
				}
			case *ast.BasicLit:
				if text, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING && code.MatchString(text) {
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

// Whatever is written into the journal has words there, for staff and, where a family reads it, for the family.
func TestEveryActionHasWords(t *testing.T) {
	seen := map[string]bool{}
	for _, pattern := range []string{"portal", "office", "till", "night", "."} {
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
			if glued > 0 {
				t.Errorf("%s puts the code of an action together: write it whole, so that it can be found", name)
			}
			for _, one := range codes {
				seen[one] = true
				if !trail.Action(one).Known() {
					t.Errorf("%s writes %q into the journal, which has no words in domain/trail", name, one)
				}
			}
		}
	}
	// A test that finds nothing proves nothing.
	for _, one := range []string{"attendance.tick", "address.confirm", "erasure.refused", "factor.on", "factor.reset", "passkey.add", "payment.decide", "password.reset", "session.end-others", "data.export"} {
		if !seen[one] {
			t.Errorf("%q was not found in the code", one)
		}
	}
	for _, a := range trail.All() {
		if label, family := a.Label(), a.ForFamily(); label == string(a) || !strings.HasSuffix(family, ".") {
			t.Errorf("%s: %q, %q", a, label, family)
		}
	}
}

func TestActionsWithoutWordsAreSeen(t *testing.T) {
	for source, want := range map[string]string{
		`p.note(ctx, q, v, "hat.lost", "")`:          "hat.lost",
		`q.AddAudit(db.AuditLine{Action: "hat.on"})`: "hat.on",
		`a := "hat.new"; p.noteFamily(a)`:            "hat.new",
		`open("list.csv")`:                           "",
	} {
		file, err := parser.ParseFile(token.NewFileSet(), "x.go", "package x\nfunc f() { "+source+" }", parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		if codes, _ := codesOf(file); strings.Join(codes, " ") != want {
			t.Errorf("%s: %q", source, codes)
		}
	}
	file, _ := parser.ParseFile(token.NewFileSet(), "x.go", "package x\nvar _ = 1\nfunc f() { q.AddAudit(\"hat.\" + state) }", parser.SkipObjectResolution)
	if _, glued := codesOf(file); glued != 1 {
		t.Errorf("%d codes put together", glued)
	}
}
