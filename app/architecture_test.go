package app_test

import (
	"cmp"
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
	"unicode/utf8"
)

// The allowed imports, as data. A package may import the standard library and the packages on its line; tests may
// import anything. "x/..." is x and everything under it. When a rule has to change, change it here and document it in
// README.md.
var rooms = []room{
	{in: "main", may: list("app")},
	{in: "app", may: list("app/...", "db", "jobs", "views", "static", "github.com/alecthomas/kong",
		"github.com/mattn/go-isatty", "github.com/gofiber/fiber/v2",
		"github.com/caarlos0/env/v11", "github.com/joho/godotenv", "github.com/redis/go-redis/v9")},
	{in: "app/domain/...", may: list("app/domain/...", "github.com/rickar/cal/v2/...", "golang.org/x/text/unicode/norm",
		"golang.org/x/net/idna"), pure: true},
	// each process's reports on Redis, mail, payments, the night, the disk
	{in: "app/pulse", may: list("app/domain/...", "db")},
	{in: "app/desk", may: list("app/domain/...", "db")},
	{in: "app/desk/desktest", may: list("app/desk", "app/office", "app/treasury", "app/night", "app/domain/...", "db",
		"db/dbtest")},
	// below both: failed guesses must wait, at sign-in and for a receipt
	{in: "app/patience", may: list("app/domain/...", "app/seclog", "db")},
	{in: "app/account", may: list("app/domain/...", "db", "app/patience", "app/seal", "app/seclog", "app/franceconnect",
		"github.com/alexedwards/argon2id", "github.com/pquerna/otp/...", "github.com/go-webauthn/webauthn/...")},
	{in: "app/portal", may: list("app/domain/...", "db", "app/till", "app/patience", "app/seal", "app/seclog",
		"golang.org/x/sync/...")},
	// mail: composing a report is pure, and reports are the night's
	{in: "app/night", may: list("app/domain/...", "db", "app/lang", "app/mail", "app/seclog")},
	// the waiting lists by day: families answer, staff work them, and pages show them
	{in: "app/queue", may: list("app/domain/...", "db", "app/desk", "app/mail", "app/seal")},
	{in: "app/office", may: list("app/domain/...", "db", "app/desk", "app/till", "app/mail", "app/queue")},
	{in: "app/people", may: list("app/domain/...", "db", "app/desk")},
	// the changes of staff that touch families, for every desk; mail: composing one is pure
	{in: "app/operation", may: list("app/domain/...", "db", "app/desk", "app/mail")},
	// staff book for a family by the pages and the judge of families; a place more is an opération
	{in: "app/counter", may: list("app/domain/...", "db", "app/desk", "app/operation", "app/portal", "app/mail")},
	// a child who is ill, told by the family or to the town hall: both desks; mail: composing the receipt is pure
	{in: "app/leaving", may: list("app/domain/...", "db", "app/desk")},
	{in: "app/absence", may: list("app/domain/...", "app/lang", "app/mail", "db", "app/desk")},
	// in which of its two homes a child is: the desk decides, families see it
	{in: "app/household", may: list("app/domain/...", "db", "app/desk")},
	{in: "app/settings", may: list("app/domain/...", "db", "app/desk", "app/operation")},
	{in: "app/load", may: list("app/domain/...", "db", "app/desk", "app/textfile", "golang.org/x/text/...",
		"golang.org/x/sync/...",
		"github.com/xuri/excelize/v2")},
	// taxstatement: composing a paper is pure, and a worker makes those of all families
	{in: "app/treasury", may: list("app/domain/...", "db", "app/desk", "app/till", "app/taxstatement")},
	// below both: a payment is the family's and the treasurer's
	{in: "app/till", may: list("app/domain/...", "db", "app/lang", "app/payfip", "app/mail", "golang.org/x/sync/...")},
	// the sentences of pages and mails in other languages
	{in: "app/lang", may: list("app/domain/civil", "app/domain/fold", "github.com/leonelquinteros/gotext",
		"golang.org/x/text/language")},
	{in: "app/mail", may: list("app/domain/...", "app/lang", "views/mail", "github.com/wneessen/go-mail")},
	{in: "app/mail/mailtest", may: list("github.com/emersion/go-smtp", "github.com/emersion/go-sasl")},
	// shared by the pages and by the commands
	{in: "app/letter", may: list("app/people", "app/operation", "app/paper", "app/domain/...")},
	// shared by the family's page and by the town's run
	{in: "app/orderpaper", may: list("app/office", "app/paper", "app/domain/...")},
	{in: "app/taxstatement", may: list("app/paper", "app/domain/...")},
	{in: "app/paper", may: list("app/domain/...", "codeberg.org/go-pdf/fpdf")},
	// shared by the import and by the pages that accept a file
	{in: "app/textfile", may: list("golang.org/x/text/...")},
	{in: "app/seal"},
	{in: "app/seclog"}, // security events of the log: written wherever they are detected
	{in: "app/franceconnect", may: list("app/domain/...", "github.com/coreos/go-oidc/v3/oidc", "golang.org/x/oauth2")},
	{in: "app/payfip/...", may: list("app/domain/...", "app/payfip/...")},
	// the table, and the code that connects the desks of the web to the kit
	{in: "app/web", may: list("app/web/...", "app/portal", "app/counter", "app/office", "app/load", "app/people",
		"app/treasury", "app/settings", "app/operation", "app/absence", "app/household",
		"app/leaving",
		"app/night", "app/queue", "app/domain/access",
		"github.com/gofiber/fiber/v2")},
	// the kit: it imports no desk. account and desk identify the user
	{in: "app/web/site", may: list("app/account", "app/desk", "app/patience", "app/paper", "app/seclog",
		"app/lang", "app/textfile", "app/web/pieces", "app/domain/...", "views", "static",
		"github.com/gofiber/fiber/v2/...", "github.com/valyala/fasthttp", "github.com/gofiber/template/html/v2",
		"github.com/xuri/excelize/v2")},
	{in: "app/web/pieces"}, // html/template, faster: it knows nothing of the portal
	{in: "app/web/account", may: list("app/web/site", "app/account", "app/patience", "app/seclog", "app/domain/...",
		"github.com/gofiber/fiber/v2")},
	{in: "app/web/family", may: list("app/web/site", "app/portal", "app/queue", "app/counter", "app/absence",
		"app/leaving",
		"app/patience", "app/taxstatement", "app/paper", "app/lang", "app/seclog", "app/domain/...",
		"github.com/gofiber/fiber/v2", "github.com/valyala/fasthttp", "github.com/arran4/golang-ical")},
	{in: "app/web/office", may: list("app/web/site", "app/office", "app/queue", "app/absence", "app/household",
		"app/leaving", "app/load", "app/desk", "app/night", "app/orderpaper", "app/people", "app/letter",
		"app/domain/...", "github.com/gofiber/fiber/v2")},
	{in: "app/web/people", may: list("app/web/site", "app/people", "app/desk", "app/letter", "app/domain/...",
		"github.com/gofiber/fiber/v2")},
	{in: "app/web/treasury", may: list("app/web/site", "app/treasury", "app/paper", "app/domain/...",
		"github.com/gofiber/fiber/v2")},
	{in: "app/web/settings", may: list("app/web/site", "app/settings", "app/operation", "app/letter", "app/domain/...",
		"github.com/gofiber/fiber/v2")},
	// it collects the samples of all desks
	{in: "app/web/gallery", may: list("app/web/...", "app/domain/...", "github.com/gofiber/fiber/v2")},
	{in: "app/demo", may: list("app/domain/...")}, // writes an invented town's files, imported like any others
	{in: "app/bench"},
	{in: "app/injection"}, // texts of tests
	{in: "db", may: list("app/domain/...", "app/seclog", "github.com/uptrace/bun/...", "github.com/jackc/pgx/v5/...",
		"modernc.org/sqlite")},
	{in: "db/dbtest", may: list("db", "app/domain/...", "github.com/jackc/pgx/v5/pgconn", "github.com/uptrace/bun",
		"modernc.org/sqlite")},
	{in: "jobs", may: list("app/account", "app/portal", "app/office", "app/treasury", "app/night", "app/mail",
		"app/payfip", "app/domain/...", "db",
		"github.com/hibiken/asynq", "github.com/redis/go-redis/v9/...", "github.com/alicebob/miniredis/v2")},
	{in: "views/..."},
	{in: "static", may: list("github.com/andybalholm/brotli")},
}

// The packages of the domain in order: each may import only those above it.
var domainOrder = list("fault", "plain", "phone", "organ", "fold", "kitchen", "paging", "civil", "custody", "pickup",
	"news", "ratio", "meeting", "merge", "childname", "money", "access", "journal", "legal", "password", "throttle",
	"turn", "address", "factor", "deadline", "pricing", "town", "stay", "grid", "quota", "menu", "income", "wallet",
	"tap", "statement", "payment", "booking", "sickness", "allocation", "effect", "calendar")

// Packages that rules must not import: I/O and randomness.
var impure = list("context", "database/sql", "net/...", "os/...", "log/...", "syscall", "math/rand/...", "crypto/rand",
	"io/fs",
	"io/ioutil", "path/filepath", "runtime/...", "testing/...", "unsafe", "plugin")

// The functions that read the clock.
var clocks = list("Now", "Since", "Until", "After", "AfterFunc", "Sleep", "Tick", "NewTicker", "NewTimer")

var topFolders = list("app", "views", "static", "jobs", "db", ".ci")

const (
	longest = 350 // maximum lines of a file that is not a test
	widest  = 120 // maximum columns of a line; a tab is four
)

type room struct {
	in   string
	may  []string
	pure bool
}

func list(words ...string) []string { return words }

type source struct{ path, text string }

func TestArchitecture(t *testing.T) {
	files := readTree(t, "..")
	if len(files) < 50 {
		t.Fatalf("only %d Go files found: is this the repository?", len(files))
	}
	for _, wrong := range check(files) {
		t.Error(wrong)
	}
	for _, wrong := range checkTop(t, "..") {
		t.Error(wrong)
	}
	for _, wrong := range checkWidths(files) {
		t.Error(wrong)
	}
}

func TestWidthsSeeWhatIsWrong(t *testing.T) {
	long := strings.Repeat("word ", 25)
	for _, c := range []struct{ path, text, want string }{
		{"app/x.go", "package x\n// " + long, "app/x.go:2: 128 columns"},
		{"app/x.go", "package x\n\t\tvar s = \"" + long + "\"", "app/x.go:2: 143 columns"},
		{"app/x_test.go", "package x\nvar s = \"" + long + "\"", "app/x_test.go:2: 135 columns"},
		{"app/x.go", "package x\nvar s = `\n" + long + "`", "app/x.go:3: 126 columns"},

		{"app/x.go", "package x\ntype t struct {\n\tF string `help:\"" + long + "\"`\n}", ""},
		{"app/x_test.go", "package x\nvar s = `\n" + long + "`", ""}, // another language, or a file of a town
		{"app/x.go", "package x\nvar s = \"http://" + strings.Repeat("word", 30) + "\"", ""},
		{"app/x.go", "package x\n// " + strings.Repeat("é", 117), ""}, // columns, not bytes
	} {
		got := strings.Join(checkWidths([]source{{c.path, c.text}}), "\n")
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s with %q: %q, want %q", c.path, c.text, got, c.want)
		}
	}
}

var structTag = regexp.MustCompile("`\\w+:\"[^`]*`$")

// checkWidths returns the lines that are too wide. What cannot be broken may be: a tag of a field, a word such as an
// address, and, in tests, a line of a text over several lines: it is of another language.
func checkWidths(files []source) (wrong []string) {
	for _, f := range files {
		set := token.NewFileSet()
		tree, err := parser.ParseFile(set, f.path, f.text, parser.SkipObjectResolution)
		if err != nil {
			continue // check reports it
		}
		texts := map[int]bool{}
		if strings.HasSuffix(f.path, "_test.go") {
			ast.Inspect(tree, func(n ast.Node) bool {
				if text, ok := n.(*ast.BasicLit); ok && text.Kind == token.STRING {
					from, to := set.Position(text.Pos()).Line, set.Position(text.End()).Line
					for line := from; to > from && line <= to; line++ {
						texts[line] = true
					}
				}
				return true
			})
		}
		for i, line := range strings.Split(f.text, "\n") {
			columns := utf8.RuneCountInString(line) + 3*strings.Count(line, "\t")
			if columns <= widest || texts[i+1] || structTag.MatchString(line) || slices.ContainsFunc(
				strings.Fields(line), func(word string) bool { return len(word) > widest/2 }) {
				continue
			}
			wrong = append(wrong, fmt.Sprintf("%s:%d: %d columns, more than %d", f.path, i+1, columns, widest))
		}
	}
	return wrong
}

// Tests of the check itself: each of these made-up files must be reported, for the reason given, and the good ones
// accepted.
func TestArchitectureSeesWhatIsWrong(t *testing.T) {
	for _, c := range []struct{ path, text, want string }{
		{"main.go", `package main; import "cartable/db"`, "main may not import cartable/db"},
		{"app/web/x.go", `package web; import "cartable/db"`, "app/web may not import cartable/db"},
		{"app/web/x.go", `package web; import _ "github.com/uptrace/bun"`,
			"app/web may not import github.com/uptrace/bun"},
		{"app/portal/x.go", `package portal; import "cartable/app/office"`,
			"app/portal may not import cartable/app/office"},
		{"app/night/x.go", `package night; import "cartable/app/mail/mailtest"`,
			"app/night may not import cartable/app/mail/mailtest"},
		{"jobs/x.go", `package jobs; import "cartable/app/web"`, "jobs may not import cartable/app/web"},
		{"db/x.go", `package db; import "cartable/app/portal"`, "db may not import cartable/app/portal"},
		{"app/office/x.go", `package office; import "cartable/db/dbtest"`,
			"app/office may not import cartable/db/dbtest"},
		{"app/garage/x.go", `package garage`, "app/garage stands in no room"},
		{"app/domain/booking/x.go", `package booking; import "context"`, "app/domain/booking may not import context"},
		{"app/domain/booking/x.go", `package booking; import "os/exec"`, "app/domain/booking may not import os/exec"},
		{"app/domain/booking/x.go", `package booking; import "database/sql"`, "app/domain/booking may not import " +
			"database/sql"},
		{"app/domain/booking/x.go", `package booking; import "math/rand/v2"`, "app/domain/booking may not import " +
			"math/rand/v2"},
		{"app/domain/booking/x.go", "package booking\nimport \"time\"\nfunc f() time.Time { return time.Now() }",
			"app/domain/booking/x.go:3: time.Now"},
		{"app/domain/booking/x.go", "package booking\nimport t \"time\"\nvar now = t.Now",
			"app/domain/booking/x.go:3: time.Now"},
		{"app/domain/money/x.go", `package money; import "cartable/app/domain/booking"`,
			"app/domain/money may not import cartable/app/domain/booking"},
		{"app/domain/garage/x.go", `package garage`, "app/domain/garage has no place in domainOrder"},
		{"app/portal/x.go", "package portal\nvar q = `\n\tSELECT 1`", "app/portal/x.go:2: SQL outside db"},
		{"app/office/x.go", "package office\nvar q = \"update families set x = 1\"",
			"app/office/x.go:2: SQL outside db"},
		{"app/office/x.go", "package office\n" + strings.Repeat("\n", 400), "app/office/x.go: 401 lines"},
		{"app/office/x.go", "package", "app/office/x.go:1:"},
		{"app/web/x.go", "package web\nfunc f(c *fiber.Ctx) string { return c.IP() }", "app/web/x.go:2: .IP"},
		{"app/web/x.go", "package web\nfunc f(c *fiber.Ctx) any { return c.Context().RemoteIP() }",
			"app/web/x.go:2: .RemoteIP"},

		{"main.go", `package main; import "cartable/app"`, ""},
		{"app/domain/civil/x.go", `package civil; import ("database/sql/driver"; "time"; ` +
			`"cartable/app/domain/fault"); var _ = time.UTC`, ""},
		{"app/domain/booking/x.go", "package booking\ntype clock struct{}\nfunc (clock) Now() int { return 0 }\nvar " +
			"time clock\nvar x = time.Now()", ""},
		{"db/x.go", `package db; import "github.com/uptrace/bun/dialect/pgdialect"; var q = "select 1"`, ""},
		{"app/web/site/address.go", "package web\nfunc f(c *fiber.Ctx) any { return c.Context().RemoteIP() }", ""},
		{"app/web/x.go", `package web; var w = []string{"selected", "Update the page", "<select name=x>"}`, ""},
		{"app/web/x_test.go", `package web; import "cartable/db/dbtest"; var q = "delete from days"`, ""},
	} {
		got := strings.Join(check([]source{{c.path, c.text}}), "\n")
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s with %q: %q, want %q", c.path, c.text, got, c.want)
		}
	}
}

// check reads files, by their path from the root, and returns the faults found in them.
func check(files []source) (wrong []string) {
	for _, f := range files {
		if strings.HasSuffix(f.path, "_test.go") {
			continue
		}
		set := token.NewFileSet()
		tree, err := parser.ParseFile(set, f.path, f.text, parser.SkipObjectResolution)
		if err != nil {
			wrong = append(wrong, err.Error())
			continue
		}
		if n := strings.Count(strings.TrimSuffix(f.text, "\n"), "\n") + 1; n > longest {
			wrong = append(wrong, fmt.Sprintf("%s: %d lines, more than %d. Do two ideas share it?", f.path, n, longest))
		}
		here := path.Dir(f.path)
		if here == "." {
			here = "main"
		}
		home := roomOf(here)
		if home == nil {
			wrong = append(wrong, fmt.Sprintf("%s: %s stands in no room of the table in app/architecture_test.go: add "+
				"it, with what it may import", f.path, here))
			continue
		}
		timeName, place := "", 0
		if home.pure {
			if place = slices.Index(domainOrder, path.Base(here)); place < 0 {
				wrong = append(wrong, fmt.Sprintf("%s: %s has no place in domainOrder of app/architecture_test.go",
					f.path, here))
			}
		}
		for _, spec := range tree.Imports {
			imported, _ := strconv.Unquote(spec.Path.Value)
			if imported == "time" {
				timeName = "time"
				if spec.Name != nil {
					timeName = spec.Name.Name
				}
			}
			if why := forbidden(home, place, imported); why != "" {
				wrong = append(wrong, fmt.Sprintf("%s: %s may not import %s: %s", set.Position(spec.Pos()), here,
					imported, why))
			}
		}
		if within(here, "app/web/...") && path.Base(f.path) != "address.go" {
			wrong = append(wrong, readAddresses(set, tree)...)
		}
		wrong = append(wrong, readCode(set, tree, home.pure && timeName != "", timeName, within(here, "db/..."))...)
	}
	return wrong
}

// forbidden returns why a room may not import a package; empty if it may.
func forbidden(home *room, place int, imported string) string {
	first, rest, _ := strings.Cut(imported, "/")
	switch {
	case first != "cartable" && !strings.Contains(first, "."): // the standard library
		if home.pure && imported != "database/sql/driver" &&
			slices.ContainsFunc(impure, func(p string) bool { return within(imported, p) }) {
			return "rules have no I/O, no clock and no chance; hand them what they need"
		}
		return ""
	case first == "cartable":
		imported = rest
	}
	if !slices.ContainsFunc(home.may, func(p string) bool { return within(imported, p) }) {
		return "the table in app/architecture_test.go allows " + cmp.Or(strings.Join(home.may, ", "), "nothing of ours")
	}
	if below, ok := strings.CutPrefix(imported, "app/domain/"); ok && home.pure &&
		slices.Index(domainOrder, below) >= place {
		return "in domainOrder it does not stand above"
	}
	return ""
}

var sql = regexp.MustCompile(
	`^\s*(select|SELECT|insert\s+into|INSERT\s+INTO|update|UPDATE|delete\s+from|DELETE\s+FROM)\s+\S`)

// readCode reports clocks in pure rules, and SQL outside db.
func readCode(set *token.FileSet, tree *ast.File, pure bool, timeName string, isDB bool) (wrong []string) {
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok && pure && x.Name == timeName && slices.Contains(clocks, n.Sel.Name) {
				wrong = append(wrong, fmt.Sprintf("%s: time.%s: rules do not ask for the time, they are told it",
					line(set, n), n.Sel.Name))
			}
		case *ast.BasicLit:
			if text, err := strconv.Unquote(n.Value); n.Kind == token.STRING && !isDB && err == nil &&
				sql.MatchString(text) {
				wrong = append(wrong, fmt.Sprintf("%s: SQL outside db: %.40q", line(set, n), text))
			}
		}
		return true
	})
	return wrong
}

// peers are the methods of Fiber that return an address: that of the nearest proxy, or one that the client claims.
var peers = list("IP", "IPs", "RemoteIP", "RemoteAddr")

// readAddresses reports code other than address.go that reads the client's address.
func readAddresses(set *token.FileSet, tree *ast.File) (wrong []string) {
	ast.Inspect(tree, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok && slices.Contains(peers, sel.Sel.Name) {
			wrong = append(wrong, fmt.Sprintf("%s: .%s is a proxy's address: clientOf knows the client's",
				line(set, sel), sel.Sel.Name))
		}
		return true
	})
	return wrong
}

func line(set *token.FileSet, n ast.Node) string {
	at := set.Position(n.Pos())
	return at.Filename + ":" + strconv.Itoa(at.Line)
}

// roomOf returns the most specific line of the table for a package.
func roomOf(pkg string) (found *room) {
	for i, r := range rooms {
		if within(pkg, r.in) && (found == nil || len(r.in) > len(found.in)) {
			found = &rooms[i]
		}
	}
	return found
}

// within reports whether a pattern matches a package: "x", or "x/..." for x and all under it.
func within(pkg, pattern string) bool {
	under, deep := strings.CutSuffix(pattern, "/...")
	return pkg == under || deep && strings.HasPrefix(pkg, under+"/")
}

func readTree(t *testing.T, root string) (files []source) {
	t.Helper()
	skip := ignored(t, root)
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && name != root && (strings.HasPrefix(entry.Name(), ".") || skip[entry.Name()]) {
			return filepath.SkipDir
		}
		if entry.IsDir() || filepath.Ext(name) != ".go" {
			return nil
		}
		text, err := os.ReadFile(name)
		short, _ := filepath.Rel(root, name)
		files = append(files, source{filepath.ToSlash(short), string(text)})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// checkTop checks the owner's layout: no other folder at the top.
func checkTop(t *testing.T, root string) (wrong []string) {
	t.Helper()
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	skip := ignored(t, root)
	for _, e := range entries {
		if e.IsDir() && e.Name() != ".git" && !skip[e.Name()] && !slices.Contains(topFolders, e.Name()) {
			wrong = append(wrong, fmt.Sprintf("%s/: no other folder at the top than %s", e.Name(),
				strings.Join(topFolders, ", ")))
		}
	}
	return wrong
}

// ignored returns the folders at the top that .gitignore names: files left by runs.
func ignored(t *testing.T, root string) map[string]bool {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, ".gitignore"))
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for name := range strings.Lines(string(text)) {
		names[strings.Trim(strings.TrimSpace(name), "/")] = true
	}
	return names
}

// Every line of the table names a package that exists or is planned.
func TestArchitectureTable(t *testing.T) {
	planned := list()
	files := readTree(t, "..")
	for _, r := range rooms {
		lives := func(f source) bool { return within(path.Dir(f.path), r.in) }
		if r.in != "main" && !slices.Contains(planned, r.in) && !slices.ContainsFunc(files, lives) {
			t.Errorf("%s: no such package", r.in)
		}
	}
}
