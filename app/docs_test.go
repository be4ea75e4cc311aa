package app_test

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Tests of the tree's documentation: comments cite rules that exist, and pages name files that exist.

const (
	rulesPage = "app/domain/DOMAIN.md"
	frontPage = "README.md"
	mostWords = 900 // of the front page
)

// pages are those whose paths are checked.
var pages = list(frontPage, rulesPage, "app/OPERATING.md", "app/SECURITY.md", "app/bench/FIGURES.md")

func TestDocs(t *testing.T) {
	files := readTexts(t, "..")
	rules := numbersOf(textOf(t, files, rulesPage))
	if len(rules) < 80 {
		t.Fatalf("only %d rules found in %s", len(rules), rulesPage)
	}
	cited := 0
	for _, f := range files {
		if f.path == "app/docs_test.go" { // its made-up lines
			continue
		}
		cited += len(citation.FindAllString(f.text, -1))
		for _, wrong := range checkCitations(f, rules) {
			t.Error(wrong)
		}
	}
	if cited < 50 {
		t.Errorf("only %d citations of %s found", cited, rulesPage)
	}
	for _, page := range pages {
		for _, wrong := range checkPaths(source{page, textOf(t, files, page)}, tree(files)) {
			t.Error(wrong)
		}
	}
	front, order := checkWords(textOf(t, files, frontPage)), checkNumbers(textOf(t, files, rulesPage))
	for _, wrong := range append(front, order...) {
		t.Error(wrong)
	}
}

// Tests of the checks themselves: each made-up line must be reported, for the reason given, and the good ones accepted.
func TestDocsSeeWhatIsWrong(t *testing.T) {
	rules := numbersOf("## 4. Drafting\n\n- **4.1** A draft …\n- **4.2** A toggle …\n")
	for _, c := range []struct{ line, want string }{
		{"// A toggle (DOMAIN.md 4.9).", "x.go:2 cites DOMAIN.md 4.9"},
		{"// See DOMAIN.md 9.", "x.go:2 cites DOMAIN.md 9"},
		{"// One row a rule of DOMAIN.md 4.1, 4.2 and 4.7.", "x.go:2 cites DOMAIN.md 4.7"},
		{"// Rules: DOMAIN.md 4.1 to 4.8.", "x.go:2 cites DOMAIN.md 4.8"},
		{"// A toggle (DOMAIN section 4.2).", "x.go:2: « DOMAIN s »"},
		{"// Rules: DOMAIN sections 3 to 6.", "x.go:2: « DOMAIN s »"},
		{"// (DOMAIN 4.2)", "x.go:2: « DOMAIN 4 »"},
		{"// (DOMAIN.md, section 4)", "x.go:2: « DOMAIN.md, »"},
		{"// See reference/ux.md, section 3.", "x.go:2: « reference/u »"},
		{"// As ARCHITECTURE.md has it.", "x.go:2: « ARCHITECTURE.md »"},

		{"// A toggle (DOMAIN.md 4.2).", ""},
		{"// DOMAIN.md 4.1, 4.2 and 4.", ""},
		{"// DOMAIN.md 4.1 to 4.2, 12 of them.", ""},
		{"// The rules stand in app/domain/DOMAIN.md; a preference/choice is none.", ""},
	} {
		got := strings.Join(checkCitations(source{"x.go", "package x\n" + c.line}, rules), "\n")
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", c.line, got, c.want)
		}
	}
	known := tree([]source{{path: "app/web/site/session.go"}, {path: "app/domain/DOMAIN.md"},
		{path: "app/domain/booking/judge.go"}, {path: ".env.example"}, {path: "static/app.css"}})
	for _, c := range []struct{ page, line, want string }{
		{
			"README.md", "`app/web/session.go` lets in",
			"README.md:1 names app/web/session.go, which does not exist. Of that name there is app/web/site/session.go",
		},
		{"README.md", "| `app/garage/` |", "README.md:1 names app/garage/, which does not exist"},
		{"README.md", "![A page](static/screens/page.png)", "README.md:1 names static/screens/page.png"},
		{"README.md", "`booking/judge.go`", "README.md:1 names booking/judge.go"},
		{"README.md", "`app/web/site/*_command.go`", "README.md:1 names app/web/site/*_command.go"},
		{"README.md", "`Procfile`", "README.md:1 names Procfile"},

		{"README.md", "`app/web/site/session.go`, `app/web/`, `./app/web`, `app/web/*/session.go`, `.env.example`", ""},
		{"README.md", "`/paiement`, `ledger.csv`, `office.Import`, `go doc ./x`, `cartable-data/demo`", ""},
		{"app/domain/DOMAIN.md", "`booking/judge.go` and `app/domain/booking/`", ""},
	} {
		got := strings.Join(checkPaths(source{c.page, c.line}, known), "\n")
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", c.line, got, c.want)
		}
	}
	if short := strings.Repeat("word ", mostWords); checkWords(short) != nil || checkWords(short+"word") == nil {
		t.Error("the front page's words are not counted")
	}
	for _, text := range list("## 4. A\n- **4.1** x\n- **4.1** y\n", "## 4. A\n- **5.1** x\n", "## 4. A\n- **4.2** x") {
		if checkNumbers(text) == nil {
			t.Errorf("%q passes", text)
		}
	}
}

var (
	ruleNumber = regexp.MustCompile(`(?m)^(?:## (\d+)\. |- \*\*(\d+\.\d+)\*\* )`)
	number     = regexp.MustCompile(`\d+(?:\.\d+)?`)
	// A citation is one number, or several: "DOMAIN.md 4.1, 4.2 and 6.5", "DOMAIN.md 6.2 to 6.8". After the first, a
	// number without a point is a section only behind "and" or "to".
	citation = regexp.MustCompile(`DOMAIN\.md (\d+(?:\.\d+)?(?:, \d+\.\d+| (?:and|to) \d+(?:\.\d+)?)*)`)
	banned   = regexp.MustCompile(`\bDOMAIN\b [s\d]|\bDOMAIN\.md,|\breference/[a-z]|\bARCHITECTURE(?:\.md\b|\b)`)
	named    = regexp.MustCompile("`([^`\n]+)`|\\]\\(([^)\n]+)\\)")
	pathLike = regexp.MustCompile(`^[A-Za-z0-9_.*-]+(?:/[A-Za-z0-9_.*-]+)*/?$`)
)

// textKinds are the files that are read: those written by hand.
var textKinds = list(".go", ".html", ".js", ".css", ".sql", ".md", ".txt")

// numbersOf returns the sections and rules of the page of rules.
func numbersOf(text string) map[string]bool {
	all := map[string]bool{}
	for _, m := range ruleNumber.FindAllStringSubmatch(text, -1) {
		all[m[1]+m[2]] = true
	}
	return all
}

// checkNumbers returns the rules that are out of order, duplicate or in the wrong section.
func checkNumbers(text string) (wrong []string) {
	section, last := "", 0
	for _, m := range ruleNumber.FindAllStringSubmatch(text, -1) {
		if m[1] != "" {
			section, last = m[1], 0
			continue
		}
		if last++; m[2] != fmt.Sprintf("%s.%d", section, last) {
			wrong = append(wrong, fmt.Sprintf("%s: rule %s stands where %s.%d is due", rulesPage, m[2], section, last))
		}
	}
	return wrong
}

// checkCitations returns the rules that a file cites but that do not exist, and the cited files that are not in the
// tree.
func checkCitations(f source, rules map[string]bool) (wrong []string) {
	for _, at := range citation.FindAllStringSubmatchIndex(f.text, -1) {
		for _, n := range number.FindAllString(f.text[at[2]:at[3]], -1) {
			if !rules[n] {
				wrong = append(wrong, fmt.Sprintf("%s cites DOMAIN.md %s, and %s has no such number",
					place(f, at[0]), n, rulesPage))
			}
		}
	}
	for _, at := range banned.FindAllStringIndex(f.text, -1) {
		wrong = append(wrong, fmt.Sprintf("%s: « %s » leads nowhere: cite a rule as DOMAIN.md 4.2, a fact by source",
			place(f, at[0]), f.text[at[0]:at[1]]))
	}
	return wrong
}

// checkPaths returns the files and folders that a page names but that do not exist. A path is relative to the root or
// to the page.
func checkPaths(page source, known map[string]bool) (wrong []string) {
	for _, at := range named.FindAllStringSubmatchIndex(page.text, -1) {
		span := page.text[at[0]:at[1]]
		name := strings.Trim(span, "`")
		if strings.HasPrefix(span, "](") {
			name = strings.TrimSuffix(strings.TrimPrefix(span, "]("), ")")
		}
		name = strings.TrimPrefix(name, "./")
		if !isPath(name) || exists(name, known) || exists(path.Join(path.Dir(page.path), name), known) {
			continue
		}
		line := fmt.Sprintf("%s names %s, which does not exist.", place(page, at[0]), name)
		if same := sameName(name, known); len(same) > 0 {
			line += " Of that name there is " + strings.Join(same, ", ")
		}
		wrong = append(wrong, line)
	}
	return wrong
}

// isPath reports whether a name is a file or folder of the repository, not a URL, a command or an identifier.
func isPath(name string) bool {
	first, _, inside := strings.Cut(name, "/")
	return pathLike.MatchString(name) && (inside && slices.Contains(topFolders, first) ||
		slices.Contains(append(list(".png"), textKinds...), path.Ext(name)) ||
		slices.Contains(list("Makefile", "Procfile", ".env.example"), name))
}

func exists(name string, known map[string]bool) bool {
	if !strings.Contains(name, "*") {
		return known[strings.TrimSuffix(name, "/")]
	}
	for one := range known {
		if ok, _ := path.Match(name, one); ok {
			return true
		}
	}
	return false
}

func sameName(name string, known map[string]bool) (same []string) {
	for one := range known {
		if path.Base(one) == path.Base(name) {
			same = append(same, one)
		}
	}
	slices.Sort(same)
	return same
}

func checkWords(text string) (wrong []string) {
	if n := len(strings.Fields(text)); n > mostWords {
		wrong = append(wrong, fmt.Sprintf("%s has %d words, more than %d: what has another reader has another page",
			frontPage, n, mostWords))
	}
	return wrong
}

func place(f source, offset int) string {
	return fmt.Sprintf("%s:%d", f.path, 1+strings.Count(f.text[:offset], "\n"))
}

// tree returns every file of a list, and every folder that contains one.
func tree(files []source) map[string]bool {
	known := map[string]bool{}
	for _, f := range files {
		for name := f.path; name != "."; name = path.Dir(name) {
			known[name] = true
		}
	}
	return known
}

func textOf(t *testing.T, files []source, name string) string {
	t.Helper()
	i := slices.IndexFunc(files, func(f source) bool { return f.path == name })
	if i < 0 {
		t.Fatalf("%s is not there", name)
	}
	return files[i].text
}

// readTexts lists every file of the repository, with the text of those written by hand.
func readTexts(t *testing.T, root string) (files []source) {
	t.Helper()
	skip := ignored(t, root)
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		short, _ := filepath.Rel(root, name)
		if entry.IsDir() {
			if name != root && (entry.Name() == ".git" || skip[entry.Name()] || entry.Name() == "node_modules") {
				return filepath.SkipDir
			}
			return nil
		}
		f := source{path: filepath.ToSlash(short)}
		if slices.Contains(textKinds, filepath.Ext(name)) || !strings.Contains(short, ".") {
			text, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			f.text = string(text)
		}
		files = append(files, f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
