package static_test

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/andybalholm/brotli"

	"cartable/static"
)

var names = []string{"app.css", "app.js", "office.css", "office.js", "roll.js", "security.js", "htmx.js", "icons.svg",
	"favicon.svg"}

var pictures = []string{"icon-192.png", "icon-512.png", "maskable-512.png", "apple-180.png"}

func TestAddressesHoldAHash(t *testing.T) {
	shape := regexp.MustCompile(`^/a/[a-z0-9.-]+\.[0-9a-f]{10}\.(css|js|svg|png)$`)
	for _, name := range slices.Concat(names, pictures) {
		if url := static.URL(name); !shape.MatchString(url) {
			t.Errorf("URL(%q) = %q", name, url)
		}
	}
}

func TestLookupKnowsExactAddressesOnly(t *testing.T) {
	url := static.URL("app.css")
	for _, wrong := range []string{"", "/a/", "app.css", "/a/app.css", url + "/", strings.ToUpper(url),
		"/a/../static.go"} {
		if _, ok := static.Lookup(wrong); ok {
			t.Errorf("Lookup(%q) found something", wrong)
		}
	}
}

func TestFormsHoldTheSameContent(t *testing.T) {
	for _, name := range names {
		var wg sync.WaitGroup
		for range 4 { // the first call compresses: many at once must agree
			wg.Go(func() {
				file, ok := static.Lookup(static.URL(name))
				if !ok || file.ContentType == "" || len(file.Plain) == 0 {
					t.Errorf("%s: %+v, %v", name, file.ContentType, ok)
					return
				}
				br, err := io.ReadAll(brotli.NewReader(bytes.NewReader(file.Brotli)))
				if err != nil || !bytes.Equal(br, file.Plain) {
					t.Errorf("%s: brotli differs (%v)", name, err)
				}
				zip, err := gzip.NewReader(bytes.NewReader(file.Gzip))
				if err != nil {
					t.Errorf("%s: gzip: %v", name, err)
					return
				}
				if gz, err := io.ReadAll(zip); err != nil || !bytes.Equal(gz, file.Plain) {
					t.Errorf("%s: gzip differs (%v)", name, err)
				}
			})
		}
		wg.Wait()
	}
}

// The comments of the stylesheets and the scripts stay in the source; nothing else of a line is left out.
func TestCommentsAreNotSent(t *testing.T) {
	for _, name := range []string{"app.css", "app.js", "office.css", "office.js", "roll.js", "security.js"} {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		file, _ := static.Lookup(static.URL(name))
		if bytes.Contains(file.Plain, []byte("/*")) || bytes.Contains(file.Plain, []byte("\n  // ")) {
			t.Errorf("%s is sent with its comments", name)
		}
		rest := string(source)
		for line := range bytes.Lines(file.Plain) {
			before, after, ok := strings.Cut(rest, string(line))
			if before = strings.TrimSpace(before); !ok || before != "" && !strings.HasPrefix(before, "//") &&
				!strings.HasPrefix(before, "/*") {
				t.Fatalf("%s: %q was left out before %q", name, before, line)
			}
			rest = after
		}
	}
}

// The dark theme is made by light-dark() alone, which accepts only colours. So checks of a page in both themes need to
// compare only colours in the dark one (app/browsertest does).
func TestTheDarkChangesColoursAlone(t *testing.T) {
	var all []byte
	for _, name := range []string{"app.css", "app.js", "office.css", "office.js", "roll.js", "security.js"} {
		file, _ := static.Lookup(static.URL(name))
		all = append(all, file.Plain...)
	}
	if !bytes.Contains(all, []byte("light-dark(")) {
		t.Error("nothing is dark")
	}
	if bytes.Contains(all, []byte("prefers-color-scheme")) {
		t.Error("the dark is asked for by a query, which can change more than colours")
	}
}

// Only the stylesheet depends on the width of the window: a page that is widened equals one that was wide from the
// start.
func TestScriptsDoNotLookAtTheWindow(t *testing.T) {
	for _, name := range []string{"app.js", "office.js", "roll.js", "security.js"} {
		file, _ := static.Lookup(static.URL(name))
		if word := regexp.MustCompile(
			`matchMedia|(inner|outer|client|offset|scroll)Width|visualViewport|ResizeObserver|screen\.`).Find(
			file.Plain); word != nil {
			t.Errorf("%s: %s", name, word)
		}
	}
}

// A vendored file that was changed by hand no longer has its declared hash.
func TestVendoredFilesAreAsDeclared(t *testing.T) {
	declared, err := os.ReadFile("vendor/VENDORED.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"vendor/htmx-4.0.1.min.js", "icons.svg"} {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(content)
		if !strings.Contains(string(declared), hex.EncodeToString(sum[:])) {
			t.Errorf("%s: its sha256 %x is not in VENDORED.md", name, sum)
		}
	}
}

// Budgets (app/bench/FIGURES.md) for the assets of a first visit, beside the page itself.
func TestWeight(t *testing.T) {
	limits := map[string]int{"app.css": 10_000, "app.js": 4_000, "htmx.js": 12_500, "icons.svg": 2_000,
		"favicon.svg": 500}
	total := 0
	for name, limit := range limits {
		file, _ := static.Lookup(static.URL(name))
		total += len(file.Brotli)
		t.Logf("%-12s %6d plain %6d gzip %6d brotli", name, len(file.Plain), len(file.Gzip), len(file.Brotli))
		if len(file.Brotli) > limit {
			t.Errorf("%s weighs %d bytes, more than %d", name, len(file.Brotli), limit)
		}
	}
	if total > 26_000 {
		t.Errorf("together %d bytes", total)
	}
	// Staff's pages also load their own, and stay under 60 kB with the page.
	for name, limit := range map[string]int{"office.css": 4_000, "office.js": 2_000} {
		file, _ := static.Lookup(static.URL(name))
		total += len(file.Brotli)
		t.Logf("%-12s %6d plain %6d gzip %6d brotli", name, len(file.Plain), len(file.Gzip), len(file.Brotli))
		if len(file.Brotli) > limit {
			t.Errorf("%s weighs %d bytes, more than %d", name, len(file.Brotli), limit)
		}
	}
	if total > 32_000 {
		t.Errorf("together %d bytes on the town hall's pages", total)
	}
	// What works without a network, on the pages of the day of the town hall.
	if file, _ := static.Lookup(static.URL("roll.js")); len(file.Brotli) > 9_000 {
		t.Errorf("roll.js weighs %d bytes", len(file.Brotli))
	}
	// And the script of the few pages of the ways to sign in.
	if file, _ := static.Lookup(static.URL("security.js")); len(file.Brotli) > 1_100 {
		t.Errorf("security.js weighs %d bytes", len(file.Brotli))
	}
}

// A page from right to left is the mirror of one from left to right: the stylesheet of parents names no physical side,
// neither by its word nor as the fourth value of a shorthand.
func TestTheStylesheetNamesNoSide(t *testing.T) {
	file, _ := static.Lookup(static.URL("app.css"))
	css := regexp.MustCompile(`(?s)/\*.*?\*/`).ReplaceAllString(string(file.Plain), "")
	for _, found := range regexp.MustCompile(`[^{};]*\b(left|right)\b[^{};]*`).FindAllString(css, -1) {
		t.Errorf("%s", strings.TrimSpace(found))
	}
	four := regexp.MustCompile(`\b(?:margin|padding|inset|border-width): *([^\s;]+) +([^\s;]+) +([^\s;]+) +([^\s;}]+)`)
	for _, found := range four.FindAllStringSubmatch(css, -1) {
		if found[2] != found[4] {
			t.Errorf("%s", found[0])
		}
	}
}
