package gallery

import (
	"bytes"
	"flag"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"text/template/parse"

	"cartable/app/web/family"
	"cartable/app/web/site"
	"cartable/static"
	"cartable/views"
)

var galleryDir = flag.String("gallery", "", "folder to write the gallery to")

// go test ./app/web -run TestGalleryWrite -gallery=/tmp/gallery writes every sample as a file, with the assets.
func TestGalleryWrite(t *testing.T) {
	if *galleryDir == "" {
		t.Skip("no -gallery folder")
	}
	r := renderer(t)
	write := func(name string, content []byte) {
		file := filepath.Join(*galleryDir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, s := range All() {
		write(s.Name+".html", rendered(t, r, s))
	}
	for _, name := range []string{"app.css", "app.js", "office.css", "office.js", "security.js", "htmx.js", "icons.svg",
		"favicon.svg"} {
		file, _ := static.Lookup(static.URL(name))
		write(static.URL(name), file.Plain)
	}
}

func renderer(t testing.TB) *site.Renderer {
	t.Helper()
	r, err := site.NewRenderer(Funcs...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func rendered(t testing.TB, r *site.Renderer, s site.Sample) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := s.Write(r, &out); err != nil {
		t.Fatalf("%s: %v", s.Name, err)
	}
	return out.Bytes()
}

// A download link of a page names the family or structure for which the page is shown, or is embedded in the page: two
// tabs may be for two families, or two structures.
func TestEveryDownloadSaysForWhom(t *testing.T) {
	r, n := renderer(t), 0
	link := regexp.MustCompile(`<a [^>]*href="([^"]*)"[^>]* download[^>]*>`)
	for _, s := range All() {
		for _, m := range link.FindAllSubmatch(rendered(t, r, s), -1) {
			to := string(m[1])
			if n++; !strings.HasPrefix(to, "data:") && !strings.Contains(to, "?pour=") &&
				!strings.Contains(to, "&amp;pour=") {
				t.Errorf("%s offers %s", s.Name, to)
			}
		}
	}
	if n < 20 {
		t.Errorf("only %d", n)
	}
}

func TestGalleryNamesAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range All() {
		if seen[s.Name] {
			t.Errorf("two samples are called %q", s.Name)
		}
		seen[s.Name] = true
	}
}

// Some sample executes every template, and every branch of every template. A probe is put at the start of each.
func TestEveryTemplateRuns(t *testing.T) {
	probes := map[string]bool{}
	probed := fstest.MapFS{}
	err := fs.WalkDir(views.FS, ".", func(file string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		trees, err := site.ParseFile(views.FS, file)
		if err != nil {
			return err
		}
		var text strings.Builder
		for name, tree := range trees {
			if parse.IsEmptyTree(tree.Root) {
				continue
			}
			probe(tree.Root, name, probes)
			if name == strings.TrimSuffix(file, ".html") {
				text.WriteString(tree.Root.String())
			} else {
				fmt.Fprintf(&text, "{{define %q}}%s{{end}}", name, tree.Root)
			}
		}
		probed[file] = &fstest.MapFile{Data: []byte(text.String())}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	r, err := site.RendererOf(probed,
		append(Funcs[:len(Funcs):len(Funcs)],
			template.FuncMap{"ran": func(name string) template.HTML { probes[name] = true; return "" }})...)
	if err != nil {
		t.Fatal(err)
	}
	for name := range probes {
		probes[name] = false // loading the templates executed some, with no data
	}
	for _, s := range All() {
		rendered(t, r, s)
	}
	for _, name := range slices.Sorted(mapKeys(probes)) {
		if !probes[name] {
			t.Errorf("never executed: %s", name)
		}
	}
}

func mapKeys(m map[string]bool) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// probe puts {{ran "name"}} in front of a template and of each of its branches. It cannot be placed inside a tag: a
// branch there is covered by the template's own sample only.
func probe(list *parse.ListNode, name string, probes map[string]bool) {
	for _, node := range list.Nodes {
		var b *parse.BranchNode
		switch n := node.(type) {
		case *parse.IfNode:
			b = &n.BranchNode
		case *parse.RangeNode:
			b = &n.BranchNode
		case *parse.WithNode:
			b = &n.BranchNode
		default:
			continue
		}
		where := fmt.Sprintf("%s, line %d, %s", name, b.Line, b.Pipe)
		probe(b.List, where, probes)
		if b.ElseList != nil {
			probe(b.ElseList, where+", else", probes)
		}
	}
	if !strings.Contains(list.String(), "<") {
		return
	}
	probes[name] = false
	trees, err := parse.Parse("probe", fmt.Sprintf("{{ran %q}}", name), "", "", map[string]any{"ran": true})
	if err != nil {
		panic(err)
	}
	list.Nodes = append(slices.Clone(trees["probe"].Root.Nodes), list.Nodes...)
}

// Pages contain nothing that the Content-Security-Policy forbids or that html/template cannot make safe, and use French
// spaces.
func TestPagesKeepTheRules(t *testing.T) {
	forbidden := map[string]*regexp.Regexp{
		"a style attribute":         regexp.MustCompile(`<[^>]*\sstyle=`),
		"an inline style":           regexp.MustCompile(`<style`),
		"an inline script":          regexp.MustCompile(`<script(>|[^>]*[^r]>[^<])`),
		"an event handler":          regexp.MustCompile(`<[^>]*\son[a-z]+=`),
		"hx-on or js:":              regexp.MustCompile(`hx-on|"js:|'js:`),
		"hx-* outside hx-partial":   regexp.MustCompile(`<[a-z]+ [^>]*\shx-`),
		"a value that was filtered": regexp.MustCompile(`ZgotmplZ`),
		"a Go value":                regexp.MustCompile(`%!|<nil>|0x[0-9a-f]{6}|map\[`),
	}
	spaces := regexp.MustCompile(`[^ ] [:;!?»]([ <.]|$)|« `)
	tags := regexp.MustCompile(`<[^>]*>`)
	ids := regexp.MustCompile(`\sid="([^"]*)"`)
	r := renderer(t)
	for _, s := range All() {
		page := string(rendered(t, r, s))
		for what, bad := range forbidden {
			if found := bad.FindString(page); found != "" &&
				!(what == "hx-* outside hx-partial" && strings.HasPrefix(found, "<hx-partial")) {
				t.Errorf("%s holds %s: %s", s.Name, what, found)
			}
		}
		text := tags.ReplaceAllString(strings.ReplaceAll(page, site.SampleReport, ""), "")
		if found := spaces.FindString(text); found != "" && !strings.Contains(page, `class="mail"`) {
			at := strings.Index(text, found)
			t.Errorf("%s: an ordinary space where a hard one is due: %q", s.Name, text[max(0, at-30):at+8])
		}
		seen := map[string]bool{}
		for _, id := range ids.FindAllStringSubmatch(page, -1) {
			if seen[id[1]] {
				t.Errorf("%s: two elements have the id %q", s.Name, id[1])
			}
			seen[id[1]] = true
		}
		if !s.Fragment && strings.Count(page, "<h1") != 1 {
			t.Errorf("%s has %d h1", s.Name, strings.Count(page, "<h1"))
		}
	}
}

// Budgets of bytes: app/bench/FIGURES.md.
func TestWeights(t *testing.T) {
	r := renderer(t)
	for _, s := range All() {
		size := len(rendered(t, r, s))
		limit := 40_000
		if s.Template == "family/month" {
			limit = 36_000 // seven days a week, with a whole first and last week
		}
		if s.Template == "settings/calendar" {
			limit = 60_000 // a whole school year on one screen
		}
		if s.Name == "index" {
			limit = 60_000 // the list of all samples is no page of the portal
		}
		if s.Name == "month-saved" {
			limit = 4_000 // with three corrected cells; the usual answer, below, has none
		}
		if size > limit {
			t.Errorf("%s weighs %d bytes, more than %d", s.Name, size, limit)
		}
		t.Logf("%-24s %6d", s.Name, size)
	}
	var usual bytes.Buffer
	for _, s := range All() {
		if saved, ok := s.View.(family.Saved); ok {
			saved.Cells = nil
			if err := r.Fragment(&usual, s.Template, saved); err != nil {
				t.Fatal(err)
			}
		}
	}
	if usual.Len() > 2_000 || usual.Len() == 0 {
		t.Errorf("the answer to a tap weighs %d bytes", usual.Len())
	}
	t.Logf("answer to a tap: %d", usual.Len())
}

func TestRendersAtOnce(t *testing.T) {
	r := renderer(t)
	samples := All()
	want := map[string]string{}
	for _, s := range samples {
		want[s.Name] = string(rendered(t, r, s))
	}
	var wg sync.WaitGroup
	for worker := range 16 {
		wg.Go(func() {
			for i := range samples {
				s := samples[(i*7+worker)%len(samples)]
				var out bytes.Buffer
				if err := s.Write(r, &out); err != nil || out.String() != want[s.Name] {
					t.Errorf("%s differs, or failed: %v", s.Name, err)
					return
				}
				// A page that fails in the middle of others.
				out.Reset()
				if err := r.Page(&out, "family/month", s.Layout, struct{ Children, Child int }{1, 2}); err == nil ||
					out.Len() != 0 {
					t.Errorf("half a page was written: %q, %v", out.String(), err)
					return
				}
			}
		})
	}
	wg.Wait()
}

func TestNothingOfAFailedPageIsWritten(t *testing.T) {
	files := fstest.MapFS{
		"a.html": {Data: []byte(`<p>before</p>{{.V.Missing}}<p>after</p>`)},
		"b.html": {Data: []byte(`<p>whole</p>`)},
	}
	r, err := site.RendererOf(files, Funcs...)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := r.Page(&out, "a", site.Layout{}, struct{ Present int }{}); err == nil || out.Len() > 0 {
		t.Errorf("wrote %q, %v", out.String(), err)
	}
	if err := r.Page(&out, "none", site.Layout{}, nil); err == nil || out.Len() > 0 {
		t.Errorf("wrote %q, %v", out.String(), err)
	}
	if err := r.Page(&out, "b", site.Layout{}, nil); err != nil || out.String() != "<p>whole</p>" {
		t.Errorf("wrote %q, %v", out.String(), err)
	}
}

func TestBadTemplatesStopTheStart(t *testing.T) {
	for name, files := range map[string]fstest.MapFS{
		"parse error":      {"a.html": {Data: []byte(`{{if}}`)}},
		"unknown function": {"a.html": {Data: []byte(`{{nope}}`)}},
		"two definitions": {"a.html": {Data: []byte(`{{define "x"}}1{{end}}`)},
			"b.html": {Data: []byte(`{{define "x"}}2{{end}}`)}},
		"a file's name": {"a.html": {Data: []byte(`1`)}, "b.html": {Data: []byte(`{{define "a"}}2{{end}}`)}},
		"missing template": {"a.html": {Data: []byte(`{{if .V}}{{else}}{{with .V}}{{range .}}{{template "x" ` +
			`.}}{{end}}{{end}}{{end}}`)}},
		"unsafe": {"a.html": {Data: []byte(`<a href={{if .V}}"{{end}}>`)}},
	} {
		if _, err := site.RendererOf(files, Funcs...); err == nil {
			t.Errorf("%s: started", name)
		}
	}
}

func BenchmarkMonth(b *testing.B) {
	r := renderer(b)
	for _, s := range All() {
		if s.Name == "month" {
			b.ReportAllocs()
			for b.Loop() {
				if err := s.Write(r, io.Discard); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
}
