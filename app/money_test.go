package app_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"
)

// Code that computes, stores or decides about money never uses a float: no type, no literal, no function of math that
// takes one. A spreadsheet's cells and a paper's millimetres are elsewhere.
var exact = list("app/domain/", "app/account/", "app/portal/", "app/desk/", "app/load/", "app/office/", "app/people/",
	"app/settings/", "app/treasury/", "app/till/", "app/night/", "db/", "app/payfip/")

func TestMoneyIsNeverAFloat(t *testing.T) {
	read := 0
	for _, f := range readTree(t, "..") {
		if f.path == "app/load/sheet.go" { // the cells of a spreadsheet are floats until they are text
			continue
		}
		if strings.HasSuffix(f.path, "_test.go") ||
			!slices.ContainsFunc(exact, func(p string) bool { return strings.HasPrefix(f.path, p) }) {
			continue
		}
		read++
		for _, wrong := range floats(t, f) {
			t.Error(wrong)
		}
	}
	if read < 80 {
		t.Errorf("only %d files were read", read)
	}
	for text, want := range map[string]bool{
		"package x\nvar a float64":                                              true,
		"package x\nfunc f(c int64) int64 { return int64(float32(c)) }":         true,
		"package x\nvar a = 0.1 * 3":                                            true,
		"package x\nvar a = 1e2":                                                true,
		"package x\nimport \"math\"\nvar a = math.Round":                        true,
		"package x\nimport m \"math\"\nvar a = m.Floor":                         true,
		"package x\nimport \"strconv\"\nvar a, _ = strconv.ParseFloat":          true,
		"package x\nimport \"math/bits\"\nvar a, _ = bits.Mul64(1, 2)":          false,
		"package x\n// a float64 in a comment\nvar a = \"float64, 0.1\"":        false,
		"package x\nimport \"math\"\nvar a = math.MaxInt64":                     false,
		"package x\ntype money struct{}\nfunc (money) Round() int { return 1 }": false,
	} {
		if got := floats(t, source{"x.go", text}); (len(got) > 0) != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// floats lists every float of a file.
func floats(t *testing.T, f source) (wrong []string) {
	t.Helper()
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, f.path, f.text, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	maths := ""
	for _, spec := range tree.Imports {
		if spec.Path.Value == `"math"` {
			maths = "math"
			if spec.Name != nil {
				maths = spec.Name.Name
			}
		}
	}
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			if n.Name == "float64" || n.Name == "float32" {
				wrong = append(wrong, line(set, n)+": "+n.Name)
			}
		case *ast.BasicLit:
			if n.Kind == token.FLOAT {
				wrong = append(wrong, line(set, n)+": "+n.Value)
			}
		case *ast.SelectorExpr:
			x, ok := n.X.(*ast.Ident)
			if ok && (x.Name == maths && !strings.HasPrefix(n.Sel.Name, "Max") &&
				!strings.HasPrefix(n.Sel.Name, "Min") || strings.HasSuffix(n.Sel.Name, "Float")) {
				wrong = append(wrong, line(set, n)+": "+x.Name+"."+n.Sel.Name)
			}
		}
		return true
	})
	return wrong
}
