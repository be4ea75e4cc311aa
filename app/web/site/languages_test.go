package site_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/template/parse"

	"cartable/app/domain/booking"
	"cartable/app/domain/deadline"
	"cartable/app/lang"
	"cartable/app/web/gallery"
	"cartable/app/web/site"
	"cartable/views"
	mailviews "cartable/views/mail"

	"golang.org/x/net/html"
)

// untold are templates of files that exist in every language which only staff see, or pages that are French.
var untold = []string{"side", "keyboard", "find", "step", "days", "choose-school"}

// A told template has no text of its own: every word of it is in the catalogue.
func TestToldTemplatesHaveNoBareText(t *testing.T) {
	for _, file := range site.ToldFiles {
		trees, err := site.ParseFile(views.FS, file+".html")
		if err != nil {
			t.Fatal(err)
		}
		for name, tree := range trees {
			if slices.Contains(untold, name) {
				continue
			}
			if bare := bareText(tree.Root); bare != "" {
				t.Errorf("%s, %s: %q", file, name, bare)
			}
		}
	}
}

var (
	tags       = regexp.MustCompile(`(?s)<[^>]*>`)
	attributes = regexp.MustCompile(`(?:aria-label|alt|placeholder|title|data-l|label)="([^"]*)"`)
	letters    = regexp.MustCompile(`\p{L}{2}`)
)

// bareText returns the words of a template outside of its tags and actions, and those of its attributes.
func bareText(list *parse.ListNode) string {
	var page strings.Builder
	var walk func(*parse.ListNode)
	branch := func(b *parse.BranchNode) {
		walk(b.List)
		if b.ElseList != nil {
			walk(b.ElseList)
		}
	}
	walk = func(list *parse.ListNode) {
		for _, node := range list.Nodes {
			switch n := node.(type) {
			case *parse.TextNode:
				page.Write(n.Text)
			case *parse.ActionNode, *parse.TemplateNode:
				page.WriteString("0")
			case *parse.IfNode:
				branch(&n.BranchNode)
			case *parse.RangeNode:
				branch(&n.BranchNode)
			case *parse.WithNode:
				branch(&n.BranchNode)
			}
		}
	}
	walk(list)
	text := page.String()
	var words []string
	for _, m := range attributes.FindAllStringSubmatch(text, -1) {
		words = append(words, m[1])
	}
	words = append(words, tags.ReplaceAllString(text, " "))
	for _, one := range words {
		if found := letters.FindString(html.UnescapeString(one)); found != "" {
			return strings.Join(strings.Fields(one), " ")
		}
	}
	return ""
}

// french finds what is French in a page: small words and accents that English does not have.
var french = regexp.MustCompile(`(?i)(^|[^\p{L}])(le|la|les|des|du|une|est|sont|vous|votre|vos|pour|pas|avec|jour|` +
	`jours|réserv\p{L}*|annul\p{L}*|valid\p{L}*|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|janvier|février|` +
	`mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|déc\.|nov\.|lun\.|mar\.|mer\.|jeu\.|ven\.|` +
	`aujourd'hui|demain|ce|cette|ces|dans|sur|jusqu'\p{L}*|à|par|en attente|complet|fermé|libre)([^\p{L}]|$)|` +
	`\d,\d\d\s€|\d\sh(\s|$)`)

// ours are the names that the samples invent, and what is called so in English too.
var ours = regexp.MustCompile(`Saint-Martin-sur-Loire|Mairie de|Centre de loisirs intercommunal|` +
	`Du lundi au vendredi, de 8 h 30 à 12 h et de 13 h 30 à 17 h|place de la Mairie|` +
	`Accueil (du|de) \p{L}+( du mercredi)?|Services scolaires( et ALSH)?|Français|Facile à lire|École de musique|` +
	`Étude surveillée|Repas de septembre, ancien logiciel|Ordinateur de la bibliothèque municipale|\S+@\S+|` +
	`Mercredi[^<,.)]*|Vacances[^<,.)]*|Transport|Restauration scolaire|` +
	`intercommunal du mercredi, journée complète avec repas et goûter|Un jour|grève[^<,.)]*|Journée[^<,.)]*`)

// Every sample of a told page is rendered in every language; an English one has no French outside of what is marked as
// French, and says no sentence that is not in the catalogue.
func TestToldPagesAreInTheirLanguage(t *testing.T) {
	r := renderer(t)
	n := 0
	for _, s := range gallery.All() {
		if !told(s) {
			continue
		}
		for _, l := range lang.All() {
			page := rendered(t, r, s, l)
			if n++; !s.Fragment && !strings.Contains(page, `<html lang="`+l.Tag+`" dir="`+l.Dir+`">`) {
				t.Errorf("%s does not say that it is %s", s.Name, l.Name)
			}
			if l != lang.English {
				continue
			}
			if strings.Contains(page, `<span lang="fr">`) {
				at := strings.Index(page, `<span lang="fr">`)
				t.Errorf("%s lacks %q", s.Name, page[at+16:min(len(page), at+160)])
			}
			text := ours.ReplaceAllString(unmarked(t, page), "X")
			if at := french.FindStringIndex(text); at != nil {
				t.Errorf("%s is not all English: %q", s.Name, text[max(0, at[0]-40):min(len(text), at[1]+40)])
			}
		}
	}
	if n < 60 {
		t.Errorf("only %d pages", n)
	}
}

// unmarked returns the text of a page outside of what is marked as French.
func unmarked(t *testing.T, page string) string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		for _, a := range n.Attr {
			if a.Key == "lang" && strings.HasPrefix(a.Val, "fr") {
				return
			}
			if a.Key == "aria-label" || a.Key == "title" || a.Key == "data-l" {
				text.WriteString(a.Val + " ")
			}
		}
		if n.Type == html.TextNode {
			text.WriteString(n.Data + " ")
		}
		for child := range n.ChildNodes() {
			walk(child)
		}
	}
	walk(root)
	return strings.ReplaceAll(text.String(), "\u00a0", " ")
}

func told(s site.Sample) bool {
	file, _, _ := strings.Cut(s.Template, "#")
	return !s.Layout.StaffNav && s.Name != "day-saved" && (slices.Contains(site.ToldFiles, s.Template) ||
		slices.Contains(site.ToldFiles, "family/"+file))
}

func renderer(t *testing.T) *site.Renderer {
	t.Helper()
	r, err := site.NewRenderer(gallery.Funcs...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func rendered(t *testing.T, r *site.Renderer, s site.Sample, l *lang.Language) string {
	t.Helper()
	var out bytes.Buffer
	s.Layout.Read = l
	var err error
	if s.Fragment {
		err = r.FragmentIn(l, &out, s.Template, s.View)
	} else {
		err = r.Page(&out, s.Template, s.Layout, s.View)
	}
	if err != nil {
		t.Fatalf("%s, %s: %v", s.Name, l.Name, err)
	}
	return out.String()
}

// A page that a language does not have is French, and its first words say so in that language.
func TestAPageThatIsOnlyFrenchSaysSo(t *testing.T) {
	r := renderer(t)
	for _, s := range gallery.All() {
		if s.Template != "account/accessibility" {
			continue
		}
		page := rendered(t, r, s, lang.English)
		if !strings.Contains(page, `<html lang="fr" dir="ltr">`) ||
			!strings.Contains(page, `lang="en" dir="ltr"><svg`) ||
			!strings.Contains(page, "This page is only available in French.") {
			t.Errorf("%s", page[:min(len(page), 4000)])
		}
		return
	}
	t.Error("no sample")
}

// A catalogue that lacks a sentence of a template stops the start.
func TestEverySentenceOfAToldTemplateIsInTheCatalogue(t *testing.T) {
	for _, file := range site.ToldFiles {
		for key := range keysOf(t, file) {
			for _, l := range lang.All() {
				if _, known := l.Message(key); !known {
					t.Errorf("%s: %s lacks %q", file, l.Tag, key)
				}
			}
		}
	}
}

// keysOf returns the sentences of a file of views.
func keysOf(t *testing.T, file string) map[string]bool {
	t.Helper()
	text, err := fs.ReadFile(views.FS, file+".html")
	if err != nil {
		t.Fatal(err)
	}
	return keysIn(t, string(text))
}

var (
	calls  = regexp.MustCompile(`\bt ("(?:[^"\\]|\\.)*")`)
	counts = regexp.MustCompile(`\b(plural|word) \S+ ("(?:[^"\\]|\\.)*") ("(?:[^"\\]|\\.)*")`)
)

func keysIn(t *testing.T, text string) map[string]bool {
	t.Helper()
	keys := map[string]bool{}
	add := func(before, quoted string) {
		key, err := strconv.Unquote(quoted)
		if err != nil {
			t.Fatal(quoted, err)
		}
		keys[before+key] = true
	}
	for _, m := range calls.FindAllStringSubmatch(text, -1) {
		add("", m[1])
	}
	for _, m := range counts.FindAllStringSubmatch(text, -1) {
		before := ""
		if m[1] == "plural" {
			before = "%d "
		}
		add(before, m[2])
		add(before, m[3])
	}
	return keys
}

// sources are the packages that make sentences for parents.
var sources = []string{"account", "domain/address", "domain/booking", "domain/civil", "domain/deadline", "domain/fault",
	"domain/journal", "domain/legal", "domain/menu", "domain/money", "domain/password", "domain/payment",
	"domain/pickup", "domain/pricing", "absence", "domain/sickness", "domain/town", "domain/wallet", "mail", "night",
	"patience", "leaving", "portal", "taxstatement", "till", "web/account", "web/family", "web/site", "../db", "lang"}

// Each entry is a sentence of a template, of the script, or of what Go makes: what stands around its verbs, and between
// its brackets and commas, is a text of the program, or put together of its texts.
func TestNoEntryIsDead(t *testing.T) {
	used := map[string]bool{}
	for _, file := range site.ToldFiles {
		maps.Copy(used, keysOf(t, file))
	}
	mails, err := fs.Glob(mailviews.FS, "*")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range mails {
		text, err := fs.ReadFile(mailviews.FS, file)
		if err != nil {
			t.Fatal(err)
		}
		maps.Copy(used, keysIn(t, string(text)))
	}
	for _, key := range site.ScriptSentences() {
		used[strings.ReplaceAll(key, site.Nbsp, " ")] = true
	}
	for _, word := range lang.DateWords() {
		used[word] = true
	}
	program := literals(t)
	for _, key := range lang.English.Keys() {
		if used[key[0]] || used[key[1]] {
			continue
		}
		for _, part := range regexp.MustCompile(`%[sd]|[(),]| : `).Split(key[0], -1) {
			part = strings.ToLower(strings.Trim(part, " .:"))
			missing := func(text string) bool { return !strings.Contains(program, text) }
			if missing(part) && slices.ContainsFunc(strings.Fields(part), missing) {
				t.Errorf("nothing says %q: %q", key[0], part)
			}
		}
	}
}

// literals returns the texts of the packages that make sentences, joined where the program joins them.
func literals(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	for _, dir := range sources {
		files, err := filepath.Glob("../../" + dir + "/*.go")
		if err != nil || len(files) == 0 {
			t.Fatal(dir, err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(tree, func(n ast.Node) bool {
				if e, is := n.(ast.Expr); is {
					all.WriteString(joined(e) + "\n")
				}
				return true
			})
		}
	}
	return strings.ToLower(strings.NewReplacer(site.Nbsp, " ", "{}", "", "%%", "%").Replace(all.String()))
}

// joined returns the text of a literal, or of literals that are added up; what is added between them is a gap.
func joined(e ast.Expr) string {
	switch n := e.(type) {
	case *ast.BasicLit:
		if n.Kind == token.STRING {
			text, _ := strconv.Unquote(n.Value)
			return text
		}
	case *ast.BinaryExpr:
		if n.Op == token.ADD {
			x, y := joined(n.X), joined(n.Y)
			if x != "" || y != "" {
				return x + y
			}
		}
	}
	return ""
}

// What the rules say in Go is in the catalogue, with each detail that they give.
func TestEverySentenceOfTheRulesIsInTheCatalogue(t *testing.T) {
	var all []string
	for _, why := range reasons(t) {
		detail := "mardi 24 novembre à 12 h"
		all = append(all, why.Short(), why.Next())
		if why != booking.WouldWait {
			all = append(all, why.Sentence(""), why.Sentence(detail))
		} else {
			all = append(all, why.Sentence(", après ceux qui attendent déjà"))
		}
	}
	for _, s := range booking.Statuses(booking.Status.Known) {
		all = append(all, s.Word(), s.Locked(""), s.Locked(", 2e position sur la liste"), s.Heading(),
			strings.TrimPrefix(strings.TrimPrefix(s.Face().More, ", "), " "), s.Face().Word)
	}
	for _, rule := range []string{"J-0 09:00", "J-1 18:00", "J-2 12:00", "JO-1 10:00", "JO-2 12:00", "S-1 jeu 12:00",
		"S-2 jeu 12:00", "M-1 20 23:59", "M-1 1 23:59", "M-1 31 23:59", "M-2 20 23:59", "none"} {
		parsed, err := deadline.ParseRule(rule)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, parsed.Words())
	}
	all = append(all, deadline.Rule{}.Words())
	for _, french := range all {
		for _, l := range lang.All() {
			if said, known := l.Say(french); !known || l == lang.English && french != "" && said == french {
				t.Errorf("%s does not say %q", l.Tag, french)
			}
		}
	}
}

// reasons returns every reason, as the table of package booking has them.
func reasons(t *testing.T) (all []booking.Reason) {
	t.Helper()
	tree, err := parser.ParseFile(token.NewFileSet(), "../../domain/booking/reason.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(tree, func(n ast.Node) bool {
		if spec, is := n.(*ast.ValueSpec); is && len(spec.Values) == 1 {
			if text := joined(spec.Values[0]); text != "" {
				all = append(all, booking.Reason(text))
			}
		}
		return true
	})
	if len(all) < 25 {
		t.Fatal(all)
	}
	return all
}
