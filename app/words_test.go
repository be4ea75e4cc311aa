package app_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// A wordBan is a word that code does not use for a thing, because the glossary has another one (DOMAIN.md 1.1).
type wordBan struct {
	word string
	use  string   // the word of the glossary, whose row lists this one as not used
	in   []string // the rooms
	but  []string // longer names that contain the word and are allowed
}

// inside are the rooms except those of pages, whose names follow their addresses and are checked against the routes.
var inside = list(
	"db/...",
	"jobs",
	"app/account",
	"app/demo",
	"app/desk",
	"app/domain/...",
	"app/letter",
	"app/load",
	"app/mail",
	"app/night",
	"app/office",
	"app/paper",
	"app/people",
	"app/portal",
	"app/seclog",
	"app/settings",
	"app/till",
	"app/treasury",
	"app/web/site",
)

var wordBans = []wordBan{
	{"audit", "Journal", inside, nil},
	{"trail", "Journal", inside, nil},
	{"note", "Journal", list("app/account", "app/desk", "app/domain/journal"), nil},
	{"basket", "Draft", inside, nil},
	{"certificate", "TaxStatement", inside, nil},
	{"attestation", "TaxStatement", inside, nil},
	{"taxes", "TaxStatement", inside, nil},
	{"account", "Ledger", list("app/treasury"), list("account id")},
	{
		"payment",
		"Credit",
		list("app/treasury", "db"),
		list("online payment", "counter payment", "payment id", "payment mail"),
	},
	{"payment", "PaymentMail", list("app/mail"), list("payment mail")},
	{"key", "Passkey", list("app/account"), list("secret key")},
	{"key", "TOTPSecret", list("app/account"), list("secret key")},
	{"enrolment", "TOTPSetup", list("app/account", "app/web/account"), nil},
	{"health", "PlatformStatus", list("app/treasury", "app/till"), nil},
	{"tick", "Box", list("app/portal"), nil},
	{"tick", "Attendance", list("app/office", "app/domain/wallet", "app/night"), nil},
	{"sheet", "Spreadsheet", list("app/web/site", "app/web/family"), nil},
	{"sheet", "DaySheet", list("app/office"), list("day sheet")},
	{"letter", "Report", list("app/night", "app/domain/booking", "app/domain/plain", "app/domain/effect"), nil},
	{"service", "Activity", list("app/office", "app/web/office", "app/domain/kitchen", "db"), nil},
	{"decide", "Settle", list("app/night"), nil},
	{"settle", "Decide", list("app/till", "app/people"), nil},
}

// TestWords checks that each thing has one word in code.
func TestWords(t *testing.T) {
	rows := glossaryOf(textOf(t, readTexts(t, ".."), rulesPage))
	if len(rows) < 40 {
		t.Fatalf("only %d words found in %s", len(rows), rulesPage)
	}
	for _, b := range wordBans {
		if !slices.Contains(rows[b.use], b.word) {
			t.Errorf("%s: the row of %s does not say that it is not « %s »", rulesPage, b.use, b.word)
		}
	}
	names := map[string]bool{}
	for _, f := range readTree(t, "..") {
		for _, wrong := range checkWording(f, names) {
			t.Error(wrong)
		}
	}
	all := strings.Join(slices.Sorted(maps.Keys(names)), "")
	for word := range rows {
		if !strings.Contains(all, strings.TrimSuffix(splitName(word), " ")) {
			t.Errorf("%s: the code names nothing %s", rulesPage, word)
		}
	}
}

// Tests of the check itself: a made-up name with a banned word must be reported, and the good ones accepted.
func TestWordsSeeWhatIsWrong(t *testing.T) {
	for _, c := range []struct{ path, decl, want string }{
		{"db/x.go", "type AuditLine struct{}", "db/x.go:2: AuditLine: say Journal, not « audit »"},
		{"db/x.go", "func (q Q) LockBasket() {}", "say Draft, not « basket »"},
		{"app/portal/x.go", "type Page struct{ Baskets []int }", "say Draft, not « basket »"},
		{"app/portal/x.go", "const TaxesKept = 1", "say TaxStatement, not « taxes »"},
		{"app/paper/x.go", "var certificateOf = 1", "say TaxStatement, not « certificate »"},
		{"app/treasury/x.go", "type AccountLine struct{}", "say Ledger, not « account »"},
		{"app/treasury/x.go", "func (o *Treasury) Payments() {}", "say Credit, not « payment »"},
		{"app/account/x.go", "func AddKey() {}", "say Passkey, not « key »"},
		{"app/till/x.go", "type RegieHealth struct{}", "say PlatformStatus, not « health »"},
		{"app/office/x.go", "func tickWords() {}", "say Attendance, not « tick »"},
		{"app/night/x.go", "func (w work) decide() {}", "say Settle, not « decide »"},

		{"db/x.go", "type JournalEntry struct{ AccountID int64 }", ""},
		{"app/treasury/x.go", "type Query struct{ AccountID int64 }; type OnlinePayments []int", ""},
		{"app/account/x.go", "type Options struct{ SecretKey []byte }; type PasskeyOf struct{}", ""},
		{"app/portal/x.go", "type Boxes struct{ Ticked []int }; type TaxStatement struct{}", ""},
		{"app/office/x.go", "type DaySheet struct{}; func onDaySheet() {}", ""},
		{"app/web/x.go", "func (s *Pages) Taxes() {}", ""},
		{"db/x_test.go", "type AuditLine struct{}", ""},
	} {
		got := strings.Join(checkWording(source{c.path, "package x\n" + c.decl}, map[string]bool{}), "\n")
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s %s: %q, want %q", c.path, c.decl, got, c.want)
		}
	}
	rows := glossaryOf("| French (screen) | code | meaning | not |\n|---|---|---|---|\n" +
		"| journal | Journal | x | audit, trail (y) |\n| a | B | c | |\n")
	if len(rows) != 2 || strings.Join(rows["Journal"], "+") != "audit+trail" || len(rows["B"]) != 0 {
		t.Errorf("the glossary is read as %q", rows)
	}
	if got := splitName("TOTPSecretOfAccountID"); got != " totp secret of account id " {
		t.Errorf("splitName: %q", got)
	}
}

var (
	glossaryRow = regexp.MustCompile(`(?m)^\| [^|]+ \| (\w+) \| [^|]+ \|([^|]*)\|$`)
	aside       = regexp.MustCompile(`\([^)]*\)`)
)

// glossaryOf reads the words of the page of rules, each with those that are not used for it.
func glossaryOf(text string) map[string][]string {
	all := map[string][]string{}
	for _, m := range glossaryRow.FindAllStringSubmatch(text, -1) {
		if m[1] == "code" {
			continue
		}
		all[m[1]] = nil
		for _, word := range strings.Split(aside.ReplaceAllString(m[2], ""), ",") {
			if word = strings.TrimSpace(word); word != "" {
				all[m[1]] = append(all[m[1]], word)
			}
		}
	}
	return all
}

// checkWording returns the names of a file, declared at top level, as a member or as a parameter, that contain a banned
// word, and adds all of them to all, split into words.
func checkWording(f source, all map[string]bool) (wrong []string) {
	if strings.HasSuffix(f.path, "_test.go") {
		return nil
	}
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, f.path, f.text, parser.SkipObjectResolution)
	if err != nil {
		return list(err.Error())
	}
	check := func(names ...*ast.Ident) {
		for _, name := range names {
			all[splitName(name.Name)] = true
			for _, b := range wordBans {
				if b.holds(path.Dir(f.path), name.Name) {
					wrong = append(wrong,
						fmt.Sprintf("%s: %s: say %s, not « %s »", line(set, name), name.Name, b.use, b.word))
				}
			}
		}
	}
	check(tree.Name)
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			check(n.Name)
		case *ast.TypeSpec:
			check(n.Name)
		case *ast.Field:
			check(n.Names...)
		case *ast.GenDecl:
			for _, s := range n.Specs {
				if v, ok := s.(*ast.ValueSpec); ok {
					check(v.Names...)
				}
			}
		}
		return true
	})
	return wrong
}

// holds reports whether a name of a room contains the word, alone or with an s.
func (b wordBan) holds(room, name string) bool {
	if !slices.ContainsFunc(b.in, func(pattern string) bool { return within(room, pattern) }) {
		return false
	}
	words := splitName(name)
	for _, good := range b.but {
		words = strings.NewReplacer(" "+good+" ", " ", " "+good+"s ", " ").Replace(words)
	}
	return strings.Contains(words, " "+b.word+" ") || strings.Contains(words, " "+b.word+"s ")
}

// splitName splits a name into its words: "TOTPSecretOf" is " totp secret of ".
func splitName(name string) string {
	var b strings.Builder
	letters := []rune(name)
	for i, r := range letters {
		begins := unicode.IsUpper(r) &&
			(i == 0 || !unicode.IsUpper(letters[i-1]) || i+1 < len(letters) && unicode.IsLower(letters[i+1]))
		if begins || i == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String() + " "
}
