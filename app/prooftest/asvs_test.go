package prooftest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// requirements lists the requirements of ASVS 5.0.0 with their level, as the standard numbers them. Level 3 is not a
// goal.
const requirements = `
1.1.1:2 1.1.2:2 1.2.1:1 1.2.2:1 1.2.3:1 1.2.4:1 1.2.5:1 1.2.6:2 1.2.7:2 1.2.8:2 1.2.9:2 1.3.1:1 1.3.2:1 1.3.3:2
1.3.4:2 1.3.5:2 1.3.6:2 1.3.7:2 
1.3.8:2 1.3.9:2 1.3.10:2 1.3.11:2 1.4.1:2 1.4.2:2 1.4.3:2 1.5.1:1 1.5.2:2 2.1.1:1 2.1.2:2 2.1.3:2 2.2.1:1 2.2.2:1
2.2.3:2 2.3.1:1 2.3.2:2 2.3.3:2 
2.3.4:2 2.4.1:2 3.2.1:1 3.2.2:1 3.3.1:1 3.3.2:2 3.3.3:2 3.3.4:2 3.4.1:1 3.4.2:1 3.4.3:2 3.4.4:2 3.4.5:2 3.4.6:2
3.5.1:1 3.5.2:1 3.5.3:1 3.5.4:2 
3.5.5:2 3.7.1:2 3.7.2:2 4.1.1:1 4.1.2:2 4.1.3:2 4.2.1:2 4.3.1:2 4.3.2:2 4.4.1:1 4.4.2:2 4.4.3:2 4.4.4:2 5.1.1:2
5.2.1:1 5.2.2:1 5.2.3:2 5.3.1:1 
5.3.2:1 5.4.1:2 5.4.2:2 5.4.3:2 6.1.1:1 6.1.2:2 6.1.3:2 6.2.1:1 6.2.2:1 6.2.3:1 6.2.4:1 6.2.5:1 6.2.6:1 6.2.7:1
6.2.8:1 6.2.9:2 6.2.10:2 6.2.11:2 
6.2.12:2 6.3.1:1 6.3.2:1 6.3.3:2 6.3.4:2 6.4.1:1 6.4.2:1 6.4.3:2 6.4.4:2 6.5.1:2 6.5.2:2 6.5.3:2 6.5.4:2 6.5.5:2
6.6.1:2 6.6.2:2 6.6.3:2 6.8.1:2 
6.8.2:2 6.8.3:2 6.8.4:2 7.1.1:2 7.1.2:2 7.1.3:2 7.2.1:1 7.2.2:1 7.2.3:1 7.2.4:1 7.3.1:2 7.3.2:2 7.4.1:1 7.4.2:1
7.4.3:2 7.4.4:2 7.4.5:2 7.5.1:2 
7.5.2:2 7.6.1:2 7.6.2:2 8.1.1:1 8.1.2:2 8.2.1:1 8.2.2:1 8.2.3:2 8.3.1:1 8.4.1:2 9.1.1:1 9.1.2:1 9.1.3:1 9.2.1:1
9.2.2:2 9.2.3:2 9.2.4:2 10.1.1:2 
10.1.2:2 10.2.1:2 10.2.2:2 10.3.1:2 10.3.2:2 10.3.3:2 10.3.4:2 10.4.1:1 10.4.2:1 10.4.3:1 10.4.4:1 10.4.5:1 10.4.6:2
10.4.7:2 10.4.8:2 10.4.9:2 
10.4.10:2 10.4.11:2 10.5.1:2 10.5.2:2 10.5.3:2 10.5.4:2 10.5.5:2 10.6.1:2 10.6.2:2 10.7.1:2 10.7.2:2 10.7.3:2
11.1.1:2 11.1.2:2 11.2.1:2 11.2.2:2 
11.2.3:2 11.3.1:1 11.3.2:1 11.3.3:2 11.4.1:1 11.4.2:2 11.4.3:2 11.4.4:2 11.5.1:2 11.6.1:2 12.1.1:1 12.1.2:2 12.1.3:2
12.2.1:1 12.2.2:1 12.3.1:2 
12.3.2:2 12.3.3:2 12.3.4:2 13.1.1:2 13.2.1:2 13.2.2:2 13.2.3:2 13.2.4:2 13.2.5:2 13.3.1:2 13.3.2:2 13.4.1:1 13.4.2:2
13.4.3:2 13.4.4:2 13.4.5:2 
14.1.1:2 14.1.2:2 14.2.1:1 14.2.2:2 14.2.3:2 14.2.4:2 14.3.1:1 14.3.2:2 14.3.3:2 15.1.1:1 15.1.2:2 15.1.3:2 15.2.1:1
15.2.2:2 15.2.3:2 15.3.1:1 
15.3.2:2 15.3.3:2 15.3.4:2 15.3.5:2 15.3.6:2 15.3.7:2 16.1.1:2 16.2.1:2 16.2.2:2 16.2.3:2 16.2.4:2 16.2.5:2 16.3.1:2
16.3.2:2 16.3.3:2 16.3.4:2 
16.4.1:2 16.4.2:2 16.4.3:2 16.5.1:2 16.5.2:2 16.5.3:2 17.1.1:2 17.2.1:2 17.2.2:2 17.2.3:2 17.2.4:2 17.3.1:2 17.3.2:2
`

var reasoned = regexp.MustCompile(`^(no|rule|open): .{8,}`)

// TestASVS checks the table in testdata/asvs.txt: each requirement has a line, and each line names an existing test
// or gives a reason.
func TestASVS(t *testing.T) {
	table, err := os.ReadFile(filepath.Join("testdata", "asvs.txt"))
	if err != nil {
		t.Fatal(err)
	}
	tests := testNames(t, filepath.Join("..", ".."))
	if len(tests) < 200 {
		t.Fatalf("only %d tests in the tree", len(tests))
	}
	wrong, held, open := judgeTable(string(table), requirements, tests)
	for _, w := range wrong {
		t.Error(w)
	}
	for _, o := range open {
		t.Log("open: ", o)
	}
	t.Logf("%d requirements of levels 1 and 2: %d held by tests, %d open", len(strings.Fields(requirements)), held,
		len(open))
}

// TestHardening checks the table in testdata/hardening.txt in the same way.
func TestHardening(t *testing.T) {
	table, err := os.ReadFile(filepath.Join("testdata", "hardening.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for n := 1; n <= 43; n++ {
		all.WriteString(strconv.Itoa(n) + " ")
	}
	wrong, held, open := judgeTable(string(table), all.String(), testNames(t, filepath.Join("..", "..")))
	for _, w := range wrong {
		t.Error(w)
	}
	for _, o := range open {
		t.Log("open: ", o)
	}
	t.Logf("43 rows: %d held by tests, %d open", held, len(open))
}

func TestASVSSeesWhatIsWrong(t *testing.T) {
	good, err := os.ReadFile(filepath.Join("testdata", "asvs.txt"))
	if err != nil {
		t.Fatal(err)
	}
	tests := testNames(t, filepath.Join("..", ".."))
	for what, change := range map[string][2]string{
		"a test that is gone": {"TestStatementsAreWritten TestScannersFindNothing",
			"TestStatementsWere TestScannersFindNothing"},
		"no test and no reason":       {"| no: none is used\n1.2.9", "|\n1.2.9"},
		"a reason of one word":        {"| no: none is used\n1.2.9", "| no: none\n1.2.9"},
		"a requirement without line":  {"8.2.2 | by thing", "# 8.2.2 | by thing"},
		"a requirement that is twice": {"8.2.2 | by thing", "8.2.1 | by thing"},
		"a number that is nowhere":    {"8.2.2 | by thing", "8.2.9 | by thing"},
	} {
		bad := strings.Replace(string(good), change[0], change[1], 1)
		if bad == string(good) {
			t.Errorf("%s: the table no longer holds %q", what, change[0])
		}
		if wrong, _, _ := judgeTable(bad, requirements, tests); len(wrong) == 0 {
			t.Errorf("%s is not noticed", what)
		}
	}
}

func judgeTable(table, requirements string, tests map[string]bool) (wrong []string, held int, open []string) {
	var order []string
	place := map[string]int{}
	for _, one := range strings.Fields(requirements) {
		id, _, _ := strings.Cut(one, ":")
		place[id] = len(order)
		order = append(order, id)
	}
	seen := map[string]bool{}
	for line := range strings.Lines(table) {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		parts := strings.Split(line, " | ")
		ids := strings.TrimSpace(parts[0])
		from, to, several := strings.Cut(ids, "..")
		if !several {
			to = from
		}
		first, ok1 := place[from]
		last, ok2 := place[to]
		if len(parts) != 3 || !ok1 || !ok2 || last < first || strings.TrimSpace(parts[1]) == "" {
			wrong = append(wrong, "not a line of the table: "+line)
			continue
		}
		for _, id := range order[first : last+1] {
			if seen[id] {
				wrong = append(wrong, id+" stands twice")
			}
			seen[id] = true
		}
		proof := strings.TrimSpace(parts[2])
		if reasoned.MatchString(proof) {
			if strings.HasPrefix(proof, "open:") {
				open = append(open, line)
			}
			for _, name := range testName.FindAllString(proof, -1) {
				if !tests[name] {
					wrong = append(wrong, ids+": no test is called "+name)
				}
			}
			continue
		}
		names := strings.Fields(proof)
		if len(names) == 0 || strings.Contains(proof, ":") {
			wrong = append(wrong, ids+": neither a test nor a reason")
		}
		for _, name := range names {
			if !tests[name] {
				wrong = append(wrong, ids+": no test is called "+name)
			}
		}
		held += last - first + 1
	}
	for _, id := range order {
		if !seen[id] {
			wrong = append(wrong, id+" has no line")
		}
	}
	return wrong, held, open
}

var testName = regexp.MustCompile(`\bTest[A-Z]\w+`)

// testNames returns the names of all tests in the tree.
func testNames(t *testing.T, root string) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, "_test.go") {
			return err
		}
		tree, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, d := range tree.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && strings.HasPrefix(f.Name.Name, "Test") {
				names[f.Name.Name] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
