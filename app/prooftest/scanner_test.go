package prooftest

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// Limits of a scanner on one site, in time and in requests. Beyond them, every request gets a 404.
const (
	scanTime     = 60 * time.Second
	scanRequests = 6000
	scanAtOnce   = 4 // of one scanner: two of them are one parent, and more would find the site crowded (domain/turn)
)

// scanner tries addresses and forms behind a front, and returns the holes that it finds.
type scanner func(t *testing.T, f *front, paths []string, pageForms []pageForm) []string

var scanners = map[string]scanner{"sqlmap": sqlmap, "wapiti": wapiti}

// sqlmap and wapiti, signed in as a parent and as staff, find nothing on the portal. On a vulnerable page each of
// them finds a fault.
func TestScannersFindNothing(t *testing.T) {
	t.Parallel()
	g := newVillage(t)
	leaky := leakyPage(t)
	for name, scan := range scanners {
		t.Run(name+" sees a hole", func(t *testing.T) {
			t.Parallel()
			f := newFront(t, leaky.URL, "")
			if found := scan.twice(t, f, []string{"/?nom=x"}, nil); len(found) == 0 {
				t.Errorf("%s finds nothing where there is something", name)
			} else {
				t.Logf("%d requests: %q", f.asked.Load(), found)
			}
		})
	}
	for _, who := range []string{"first", "administrator"} {
		v := g.visitors[who]
		seen := walk(v, nil, "/", "/mairie", "/reservations?mois=2027-01", "/suivi?du=2026-09-01")
		pageForms := slices.Collect(maps.Values(seen.pageForms))
		for i := range pageForms {
			pageForms[i].fields.Set("_csrf", g.csrf(v))
		}
		paths := slices.Sorted(maps.Keys(seen.answers))
		for name, scan := range scanners {
			t.Run(name+" as "+who, func(t *testing.T) {
				t.Parallel()
				start := time.Now()
				f := newFront(t, g.portal.url, "__Host-session="+g.tokens[v])
				if found := scan.twice(t, f, paths, pageForms); len(found) > 0 {
					t.Errorf("%s finds %q", name, found)
				}
				n := f.total.Load()
				if t.Logf("%d requests in %s, %d refused, %d errors", n, time.Since(start).Round(time.Second),
					f.refused.Load(), f.errors.Load()); n < 200 {
					t.Errorf("%s has asked %d times alone", name, n)
				}
				if f.errors.Load() > 0 {
					t.Errorf("%d answers were errors of the server: %s", f.errors.Load(), f.worst.Load())
				}
			})
		}
	}
}

// twice scans, and scans what was found again, alone and with new time. A scan that is out of time gets a 404 between
// two requests that it compares, and takes the difference for a hole.
func (scan scanner) twice(t *testing.T, f *front, paths []string, pageForms []pageForm) []string {
	t.Helper()
	found := scan(t, f, paths, pageForms)
	if len(found) == 0 {
		return nil
	}
	t.Logf("found at first: %q", found)
	told := func(path string) bool {
		path, _, _ = strings.Cut(path, "?")
		return slices.ContainsFunc(found, func(one string) bool { return strings.Contains(one, path) })
	}
	f.renew()
	return scan(t, f, slices.DeleteFunc(slices.Clone(paths), func(p string) bool { return !told(p) }),
		slices.DeleteFunc(slices.Clone(pageForms), func(one pageForm) bool { return !told(one.action) }))
}

// front is a proxy before a site on loopback: it adds a session to requests, blocks the sign-out, and limits the
// number of requests.
type front struct {
	*httptest.Server
	asked, refused, errors atomic.Int64
	total                  atomic.Int64
	until                  atomic.Int64 // Unix seconds
	worst                  atomic.Value
}

// renew gives the scanner all its time and its requests.
func (f *front) renew() {
	f.asked.Store(0)
	f.until.Store(time.Now().Add(scanTime).Unix())
}

func newFront(t *testing.T, site, cookie string) *front {
	to, err := url.Parse(site)
	if err != nil {
		t.Fatal(err)
	}
	f := &front{}
	f.renew()
	f.worst.Store("")
	pass := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(to)
		if cookie != "" {
			r.Out.Header.Set("Cookie", cookie)
		}
	}, ModifyResponse: func(res *http.Response) error {
		if res.StatusCode >= 500 {
			f.errors.Add(1)
			f.worst.Store(fmt.Sprint(res.StatusCode, " ", res.Request.Method, " ", res.Request.URL))
		}
		if where := res.Header.Get("Location"); strings.HasPrefix(where, "https://portail.example") {
			res.Header.Set("Location", strings.TrimPrefix(where, "https://portail.example"))
		}
		return nil
	}, Transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 20,
		ResponseHeaderTimeout: 20 * time.Second}}
	open := make(chan struct{}, scanAtOnce)
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.total.Add(1)
		if f.asked.Add(1) > scanRequests || time.Now().Unix() >= f.until.Load() || r.URL.Path == "/deconnexion" ||
			strings.HasPrefix(r.URL.Path, "/a/") || strings.HasSuffix(r.URL.Path, "/evenements") {
			f.refused.Add(1)
			http.NotFound(w, r)
			return
		}
		open <- struct{}{}
		defer func() { <-open }()
		pass.ServeHTTP(w, r)
	}))
	t.Cleanup(f.Close)
	return f
}

// run runs a scanner to its end, or until its time is over.
func (f *front) run(t *testing.T, dir string, name string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("%s is not installed: .ci/services installs it", name)
	}
	ctx, cancel := context.WithTimeout(t.Context(), scanTime+20*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, args...)
	var out bytes.Buffer
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = dir, []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "TMPDIR=" +
		dir, "LANG=C.UTF-8", "TERM=dumb"}, &out, &out
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, tail(out.String()))
	}
	return out.String()
}

// sqlmap tries every parameter of addresses and forms, and returns those that are injectable.
func sqlmap(t *testing.T, f *front, paths []string, pageForms []pageForm) (found []string) {
	dir := t.TempDir()
	bar := strings.Repeat("=", 54)
	var log strings.Builder
	host := strings.TrimPrefix(f.URL, "http://")
	ask := func(method, path, body string) {
		kind := ""
		if body != "" {
			kind = fmt.Sprintf("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n", len(body))
		}
		fmt.Fprintf(&log, "%s\r\n%s %s HTTP/1.1\r\nHost: %s\r\n%s\r\n%s\r\n%[1]s\r\n", bar, method, path, host, kind,
			body)
	}
	shapes := map[string]bool{}
	for _, p := range paths {
		u, err := url.Parse(p)
		// Two copies of a workbook differ by their time. The list and the CSV run the same queries.
		if err != nil || u.RawQuery == "" || strings.HasSuffix(u.Path, ".xlsx") {
			continue
		}
		if shape := u.Path + strings.Join(slices.Sorted(maps.Keys(u.Query())), ","); !shapes[shape] {
			shapes[shape] = true
			ask("GET", p, "")
		}
	}
	for _, s := range pageForms {
		if fields := s.fields.Encode(); len(fields) < 4000 && !shapes[s.shape()] && s.action != "/deconnexion" {
			shapes[s.shape()] = true
			ask("POST", s.action, fields)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "requests"), []byte(log.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	said := f.run(t, dir, "sqlmap", "--batch", "--ignore-stdin", "--flush-session", "--output-dir="+dir, "-l",
		"requests", "--technique=BE", "--level=1", "--risk=1", "--threads=4",
		"--timeout=10", "--retries=1", "--disable-coloring", "--param-exclude=_csrf", "--results-file="+
			filepath.Join(dir, "results.csv"))
	if !strings.Contains(said, "testing") {
		t.Errorf("sqlmap has tested nothing:\n%s", tail(said))
	}
	text, err := os.ReadFile(filepath.Join(dir, "results.csv"))
	if err != nil {
		return nil
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows[min(1, len(rows)):] {
		if len(r) > 3 && r[3] != "" {
			found = append(found, strings.Join(r[:4], " "))
		}
	}
	return found
}

// wapiti crawls by itself, from the given addresses.
func wapiti(t *testing.T, f *front, paths []string, _ []pageForm) (found []string) {
	dir := t.TempDir()
	report := filepath.Join(dir, "report.json")
	args := []string{"-u", f.URL + "/", "--scope", "folder", "-m",
		"sql,xss,permanentxss,exec,file,redirect,crlf,csp,cookieflags", "--max-scan-time", "20", "--max-attack-time",
		"8",
		"--max-links-per-page", "20", "--max-files-per-dir", "6", "--max-parameters", "12", "--flush-session",
		"--no-bugreport", "--store-session", dir, "-f", "json", "-o", report, "-v", "1"}
	for _, p := range oneOfEachKind(paths, 25) {
		args = append(args, "-s", f.URL+p)
	}
	f.run(t, dir, "wapiti", args...)
	text, err := os.ReadFile(report)
	if err != nil {
		t.Fatal(err)
	}
	var r struct {
		Vulnerabilities map[string][]struct{ Method, Path, Info, Parameter string }
	}
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	if len(r.Vulnerabilities) < 5 {
		t.Errorf("wapiti has looked for %d kinds of holes", len(r.Vulnerabilities))
	}
	for kind, all := range r.Vulnerabilities {
		for _, one := range all {
			found = append(found, kind+": "+one.Method+" "+one.Path+" "+one.Info)
		}
	}
	return found
}

// oneOfEachKind returns at most so many addresses that differ in their path, numbers left out, or in their parameters:
// the months of one spreadsheet would take all the time of a scanner.
func oneOfEachKind(paths []string, most int) (some []string) {
	kinds := map[string]bool{}
	for _, p := range paths {
		u, err := url.Parse(p)
		if err != nil {
			continue
		}
		kind := regexp.MustCompile(`\d+`).ReplaceAllString(u.Path, "N") +
			strings.Join(slices.Sorted(maps.Keys(u.Query())), ",")
		if !kinds[kind] && len(some) < most {
			kinds[kind] = true
			some = append(some, p)
		}
	}
	return some
}

// leakyPage serves a vulnerable page: it puts its parameters into its SQL and its HTML without escaping.
func leakyPage(t *testing.T) *httptest.Server {
	t.Helper()
	d, err := sql.Open("sqlite", "file::memory:?cache=shared")
	if err != nil {
		t.Fatal(err)
	}
	d.SetMaxOpenConns(1)
	if _, err := d.Exec("create table people (name text); insert into people values ('x'), ('y'), ('z')"); err != nil {
		t.Fatal(err)
	}
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := r.URL.Query().Get("nom")
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, "<!doctype html><title>x</title><p>Vous cherchez %s</p><form><input name=\"nom\" "+
			"value=\"x\"><button>x</button></form>", name)
		rows, err := d.Query("select name from people where name = '" + name + "'")
		if err != nil {
			fmt.Fprintf(w, "<pre>%v</pre>", err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			var one string
			if rows.Scan(&one) == nil {
				fmt.Fprintf(w, "<li>%s trouvé : il y a bien quelqu'un de ce nom dans la commune</li>", one)
			}
		}
	}))
	t.Cleanup(func() {
		site.Close()
		d.Close()
	})
	return site
}
