package app_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"cartable/app/domain/booking"
	"cartable/app/web/site"
	"cartable/db"
	"cartable/views"
)

// The properties of statuses are defined in booking/status.go: no other file has their French names, or enumerates
// them.
func TestStatusesStandInOneTable(t *testing.T) {
	files := readTree(t, "..")
	err := fs.WalkDir(views.FS, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := fs.ReadFile(views.FS, name)
		files = append(files, source{"views/" + name, string(text)})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, wrong := range checkStatuses(files) {
		t.Error(wrong)
	}
}

func TestStatusesStandInOneTableSeesWhatIsWrong(t *testing.T) {
	for _, c := range []struct{ path, text, want string }{
		{"app/web/x.go", "package web\nvar w = \"En liste d'attente\"", "the word"},
		{"app/mail/x.go", `package mail; var w = "RESERVATIONS ACCEPTEES"`, "the heading"},
		{"app/web/x.go", `package web; func f(s booking.Status) { switch s { case booking.Accepted: case ` +
			`booking.Refused: } }`, "one by one"},
		{"app/web/x.go", `package web; var w = map[booking.Status]string{booking.Accepted: "a", booking.Pending: "b"}`,
			"one by one"},
		{"app/web/x.go", `package web; func f(s string) { switch s { case "waitlisted": case "accepted": } }`,
			"one by one"},
		{"db/x.go", `package db; const q = "select 1 where state in ('accepted', 'waitlisted')"`, "SQL"},
		{"views/family/x.html", `{{if eq .Status "accepted"}}oui{{end}}`, "compares"},
		{"views/family/x.html", `<td>En attente de réponse</td>`, "the word"},
		{"app/web/x.go", `package web; func f(s booking.Status) bool { return s == booking.Refused }`, ""},
		{"db/x.go", `package db; const q = "select 1 where state " + isHeld`, ""},
		{"views/family/x.html", `<td>{{.Status.Word}}</td>`, ""},
	} {
		got := strings.Join(checkStatuses([]source{{c.path, c.text}}), "\n")
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s with %q: %q, want %q", c.path, c.text, got, c.want)
		}
	}
}

// Staff see each state of a mail in words: the site's table has exactly the states of the database.
func TestMailStatesStandInOneTable(t *testing.T) {
	var told []string
	for _, row := range site.MailStates {
		told = append(told, row.State)
		if row.Word == "" || !slices.Contains([]string{"ok", "wait", "no", "off"}, row.Tone) {
			t.Errorf("the mail state %q has the word %q and the tone %q", row.State, row.Word, row.Tone)
		}
	}
	kept := []string{db.MailQueued, db.MailSent, db.MailDelayed, db.MailUnknown, db.MailRefused}
	if !slices.Equal(told, kept) {
		t.Errorf("the site tells the states %v of a mail, the database keeps %v", told, kept)
	}
}

var comparesStatus = regexp.MustCompile(`eq [^}"]*"(pending|waitlisted|accepted|cancelled)"`)

func checkStatuses(files []source) (wrong []string) {
	all := booking.Statuses(booking.Status.Known)
	said := func(text string) string {
		for _, s := range all {
			// "Refusée" and "Annulée" are used for other things too, and a column of figures is headed "Acceptées".
			singular := strings.ReplaceAll(text, s.Word()+"s", "")
			if s != booking.Refused && s != booking.Cancelled && strings.Contains(singular, s.Word()) {
				return "the word of a status: " + s.Word()
			}
			if strings.Contains(text, s.Heading()) {
				return "the heading of a status: " + s.Heading()
			}
		}
		return ""
	}
	for _, f := range files {
		here, name := path.Dir(f.path), path.Base(f.path)
		switch {
		case here == "app/domain/booking", here == "app/demo", strings.HasSuffix(name, "_test.go"),
			strings.HasPrefix(name, "samples"), name == "gallery.html":
			continue
		case filepath.Ext(name) == ".html":
			if why := said(f.text); why != "" {
				wrong = append(wrong, f.path+": "+why)
			}
			if found := comparesStatus.FindString(f.text); found != "" && !strings.Contains(found, ".Kind") {
				wrong = append(wrong, fmt.Sprintf("%s: compares a status: %s", f.path, found))
			}
			continue
		}
		set := token.NewFileSet()
		tree, err := parser.ParseFile(set, f.path, f.text, parser.SkipObjectResolution)
		if err != nil {
			wrong = append(wrong, err.Error())
			continue
		}
		// status reports whether an expression is a status; the code of payments shares two words with it.
		status := func(e ast.Expr) bool {
			switch e := e.(type) {
			case *ast.SelectorExpr:
				of, ok := e.X.(*ast.Ident)
				return ok && of.Name == "booking" &&
					slices.Contains([]string{"Pending", "Waitlisted", "Refused", "Accepted", "Cancelled"}, e.Sel.Name)
			case *ast.BasicLit:
				text, _ := strconv.Unquote(e.Value)
				return e.Kind == token.STRING && (text == "waitlisted" || text == "accepted" || text == "pending" ||
					text == "cancelled")
			}
			return false
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			taken := 0
			switch n := n.(type) {
			case *ast.SwitchStmt:
				for _, c := range n.Body.List {
					for _, e := range c.(*ast.CaseClause).List {
						if status(e) {
							taken++
						}
					}
				}
			case *ast.CompositeLit:
				for _, e := range n.Elts {
					if kv, ok := e.(*ast.KeyValueExpr); ok && status(kv.Key) {
						taken++
					}
				}
			case *ast.BasicLit:
				text, err := strconv.Unquote(n.Value)
				if n.Kind != token.STRING || err != nil {
					return true
				}
				if why := said(text); why != "" {
					wrong = append(wrong, line(set, n)+": "+why)
				}
				if within(here, "db/...") && (strings.Contains(text, "'accepted'") ||
					strings.Contains(text, "'waitlisted'") || strings.Contains(text, "'cancelled'")) {
					wrong = append(wrong, line(set, n)+": SQL names a status: use the conditions of db/status.go")
				}
			}
			if taken > 1 {
				wrong = append(wrong, line(set, n)+": takes the statuses one by one: ask the status, or give the "+
					"table a column")
			}
			return true
		})
	}
	return wrong
}
