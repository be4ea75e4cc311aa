package site

import (
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template/parse"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/template/html/v2"

	"cartable/app/lang"
	"cartable/static"
)

// Pages of parents in other languages than French: app/lang has the sentences. The templates of the pages below are
// parsed once a language, and {{t "…"}} is replaced then, so that a page of any language is made as fast as a French
// one. What a template gets in French from Go goes through say, or tr in an attribute; both cost nothing in French.

// told are the files of views that exist in every language: the pages of parents. What is not here is for staff, or
// French whoever reads it: the accessibility statement, and the page that a telephone keeps for when it is offline.
var told = inFolders(map[string]string{
	"account": "accepted code confirm-address contact first-sign-in forgotten journal left legal map new-password " +
		"no-family password profile recovery-codes security sign-in terms text totp-setup",
	"family": "abandon balance confirmation copy day feed follow-up history home leaving menus month news overview " +
		"pattern pay pay-status proposal recap receipt-check sick statements",
	"layout": "acting bottom choose contact family nav prose top",
	"site":   "error handed proof turn",
})

func inFolders(names map[string]string) (files []string) {
	for folder, names := range names {
		for _, name := range strings.Fields(names) {
			files = append(files, folder+"/"+name)
		}
	}
	slices.Sort(files)
	return files
}

// InLanguage is a function for templates that depends on the language: it returns that of a language.
type InLanguage func(*lang.Language) any

// languageFuncs are those for all templates.
var languageFuncs = template.FuncMap{
	"format": InLanguage(func(l *lang.Language) any { return l.Fill }), // t with arguments
	"tr": InLanguage(func(l *lang.Language) any {
		return func(v any) string { return l.Tr(fmt.Sprint(v)) }
	}),
	"say": InLanguage(func(l *lang.Language) any {
		return func(v any) template.HTML { return l.HTML(fmt.Sprint(v)) }
	}),
	"plural": InLanguage(func(l *lang.Language) any { return pluralIn(l) }),
	"word": InLanguage(func(l *lang.Language) any {
		if l.IsFrench() {
			return word
		}
		return l.Numbered
	}),
	"reach":     InLanguage(func(l *lang.Language) any { return reachIn(l) }),
	"hours":     InLanguage(func(l *lang.Language) any { return hoursIn(l) }),
	"countdown": InLanguage(func(l *lang.Language) any { return countdownIn(l) }),
	// The attributes of a page, and of what the town hall wrote, which is French.
	"inlang": InLanguage(func(l *lang.Language) any {
		return func() template.HTML {
			return template.HTML(`lang="` + l.Tag + `" dir="` + l.Dir + `"`) // #nosec G203 -- of ours
		}
	}),
	"fr": InLanguage(func(l *lang.Language) any {
		return func() template.HTML {
			if l.IsFrench() {
				return ""
			}
			return ` lang="fr"`
		}
	}),
	"mots": InLanguage(func(l *lang.Language) any { return func() template.HTML { return scriptWords(l) } }),
}

// pluralIn returns the function that counts things.
func pluralIn(l *lang.Language) func(n int, one, many string) string {
	if l.IsFrench() {
		return Plural
	}
	return l.Counted
}

// inLanguage returns the functions of a language.
func inLanguage(funcs template.FuncMap, l *lang.Language) template.FuncMap {
	made := template.FuncMap{"t": func(string) string { return "" }} // t is replaced
	for name, fn := range funcs {
		if of, depends := fn.(InLanguage); depends {
			fn = of(l)
		}
		made[name] = fn
	}
	return made
}

// scripted finds the French sentences of a script: t('…').
var scripted = regexp.MustCompile(`\bt\('((?:[^'\\]|\\.)*)'`)

// ScriptSentences returns the sentences of the parents' scripts.
func ScriptSentences() (all []string) {
	plain := strings.NewReplacer(`\'`, `'`, `\u00a0`, Nbsp)
	for _, name := range []string{"app.js", "security.js"} {
		file, _ := static.Lookup(static.URL(name))
		for _, m := range scripted.FindAllSubmatch(file.Plain, -1) {
			if s := plain.Replace(string(m[1])); !slices.Contains(all, s) {
				all = append(all, s)
			}
		}
	}
	return all
}

// scriptWords returns the attribute in which the script finds its sentences; none in French.
func scriptWords(l *lang.Language) template.HTML {
	if l.IsFrench() {
		return ""
	}
	words := map[string]string{}
	for _, french := range ScriptSentences() {
		words[french], _ = l.Message(french)
	}
	text, err := json.Marshal(words)
	if err != nil {
		return ""
	}
	return template.HTML(` data-mots="` + template.HTMLEscapeString(string(text)) +
		`"`) // #nosec G203 -- escaped
}

// parsed returns the templates of a language: all in French, loaded by the engine, and those that are told in another.
func parsed(files fs.FS, funcs template.FuncMap, l *lang.Language) (*template.Template, error) {
	if l.IsFrench() {
		engine := html.NewFileSystem(http.FS(files), ".html")
		engine.AddFuncMap(funcs)
		err := engine.Load()
		return engine.Templates, err
	}
	all := template.New("/").Funcs(funcs)
	for _, name := range told {
		text, err := fs.ReadFile(files, name+".html")
		if errors.Is(err, fs.ErrNotExist) { // files of a test
			continue
		}
		if err == nil {
			_, err = all.New(name).Parse(string(text))
		}
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// speak puts the sentences of a language into a template. It fails on one that the catalogue lacks.
func speak(node parse.Node, l *lang.Language) (err error) {
	branch := func(b *parse.BranchNode) error {
		if err := speakPipe(b.Pipe, l); err != nil {
			return err
		}
		if b.ElseList != nil {
			if err := speak(b.ElseList, l); err != nil {
				return err
			}
		}
		return speak(b.List, l)
	}
	switch n := node.(type) {
	case *parse.ListNode:
		for _, child := range n.Nodes {
			if err := speak(child, l); err != nil {
				return err
			}
		}
	case *parse.ActionNode:
		return speakPipe(n.Pipe, l)
	case *parse.TemplateNode:
		if n.Pipe != nil {
			return speakPipe(n.Pipe, l)
		}
	case *parse.IfNode:
		return branch(&n.BranchNode)
	case *parse.RangeNode:
		return branch(&n.BranchNode)
	case *parse.WithNode:
		return branch(&n.BranchNode)
	}
	return nil
}

func speakPipe(pipe *parse.PipeNode, l *lang.Language) error {
	for _, cmd := range pipe.Cmds {
		for i, arg := range cmd.Args {
			inner, is := arg.(*parse.PipeNode)
			if !is {
				continue
			}
			if err := speakPipe(inner, l); err != nil {
				return err
			}
			if alone := only(inner); alone != nil && len(alone.Args) == 1 {
				cmd.Args[i] = alone.Args[0]
			}
		}
		if err := speakCommand(cmd, l); err != nil {
			return err
		}
	}
	return nil
}

// only returns the one command of a pipeline that declares nothing.
func only(pipe *parse.PipeNode) *parse.CommandNode {
	if len(pipe.Decl) > 0 || len(pipe.Cmds) != 1 {
		return nil
	}
	return pipe.Cmds[0]
}

func speakCommand(cmd *parse.CommandNode, l *lang.Language) error {
	name, is := cmd.Args[0].(*parse.IdentifierNode)
	if !is {
		return nil
	}
	switch name.Ident {
	case "t":
		key, is := cmd.Args[1].(*parse.StringNode)
		if !is {
			return fmt.Errorf("%s has no sentence", cmd)
		}
		said, known := l.Message(key.Text)
		if !known {
			return fmt.Errorf("%s.po lacks %q", l.Tag, key.Text)
		}
		cmd.Args[1] = &parse.StringNode{NodeType: parse.NodeString, Pos: key.Pos, Quoted: strconv.Quote(said),
			Text: said}
		if name.Ident = "format"; len(cmd.Args) == 2 {
			cmd.Args = cmd.Args[1:]
		}
	case "plural", "word":
		if l.IsFrench() {
			return nil
		}
		one := cmd.Args[len(cmd.Args)-2].(*parse.StringNode).Text
		if name.Ident == "plural" {
			one = "%d " + one
		}
		if _, known := l.Message(one); !known {
			return fmt.Errorf("%s.po lacks %q", l.Tag, one)
		}
	case "tr", "say":
		if !l.IsFrench() {
			return nil
		}
		cmd.Args = cmd.Args[1:]
		if inner, is := cmd.Args[0].(*parse.PipeNode); is {
			if alone := only(inner); alone != nil {
				cmd.Args = alone.Args
			}
		}
	}
	return nil
}

// sentence escapes a constant sentence for the text of a page, and for an attribute in double quotes.
var sentence = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;")

// languageCookie keeps the choice of somebody who is not signed in.
const languageCookie = "langue"

// languageLasts is how long a browser remembers a language, in seconds.
const languageLasts = 400 * 24 * 60 * 60

// Lang returns the language of a request: that of the account, or of the browser; French if nobody chose.
func (s *Server) Lang(c *fiber.Ctx) *lang.Language {
	if l := s.chosen(c); l != nil {
		return l
	}
	return lang.French
}

// chosen returns the language that was chosen; nil for none.
func (s *Server) chosen(c *fiber.Ctx) *lang.Language {
	if v := VisitorOf(c); v != nil {
		if l := lang.Of(v.Language); l != nil {
			return l
		}
	}
	return lang.Of(c.Cookies(s.Cookie(languageCookie)))
}

// KeepLanguage keeps the language that a form chose in the browser. ok is false for one that does not exist.
func (s *Server) KeepLanguage(c *fiber.Ctx) (tag string, ok bool) {
	l := lang.Of(c.FormValue("langue"))
	if l == nil {
		return "", false
	}
	s.SetCookie(c, languageCookie, l.Tag, languageLasts)
	return l.Tag, true
}

// Languages are those that the foot of a page offers: none where there is no form, and none to staff.
func (l Layout) Languages() []LanguageChoice {
	if l.CSRF == "" || l.StaffNav {
		return nil
	}
	return languageChoices(l.Read)
}

// LanguageChoice is a language, and whether it is the one in use.
type LanguageChoice struct {
	*lang.Language
	Current bool
}

func languageChoices(now *lang.Language) (all []LanguageChoice) {
	for _, one := range lang.All() {
		all = append(all, LanguageChoice{one, one == now || now == nil && one.IsFrench()})
	}
	return all
}

// notTold tells, in a language, that a page is only in French.
func notTold(l *lang.Language) string { return l.Tr("Cette page est seulement en français.") }

// alsoIn tells a browser that prefers a language that the portal has it.
func alsoIn(l *lang.Language) string { return l.Tr("Le portail existe aussi dans cette langue.") }
