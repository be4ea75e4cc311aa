package browsertest

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// TestLighthouse runs Lighthouse on two pages, with the copy that `make test` installs (TEST_LIGHTHOUSE): the sign-in
// page, and the month, the largest page. It must find nothing to improve in accessibility and best practices. Its
// performance scores depend on the machine: TestAwaitedPagesCostLittle tests speed. Its accessibility audits are a
// subset of axe, which TestTheWholeStoryEveryWay runs on the other pages.
func TestLighthouse(t *testing.T) {
	program := os.Getenv("TEST_LIGHTHOUSE")
	if program == "" {
		t.Fatal("TEST_LIGHTHOUSE must name a lighthouse: run the tests with make test")
	}
	base := Demo(t)
	p := Start(t).Page(t, 390, 844, true)
	p.drafted(base)
	cookies := p.cookies(base)
	p.Goto("about:blank")
	for path, cookies := range map[string]string{"/connexion": "", "/reservations?mois=2027-01": cookies} {
		report := judge(t, program, base+path, cookies)
		for _, category := range []string{"accessibility", "best-practices"} {
			if score := report.Categories[category].Score; score != 1 {
				t.Errorf("%s: %s %v of 1: %s", path, category, score, report.wrong())
			}
		}
	}
}

// drafted signs in and drafts a month, so that the recap has content.
func (p *Page) drafted(base string) {
	p.t.Helper()
	p.signIn(base, "leroy")
	p.Goto(base + "/reservations?mois=2027-01")
	rev := p.revision()
	p.Click("button[name=mois_entier]")
	p.saved(rev)
}

type lighthouse struct {
	FinalDisplayedURL string
	Categories        map[string]struct {
		Score     float64
		AuditRefs []struct {
			ID     string
			Weight float64
		}
	}
	Audits map[string]struct {
		Score        *float64
		Title        string
		DisplayValue string
	}
}

// wrong lists the audits that lowered the score.
func (r lighthouse) wrong() string {
	var all []string
	for _, c := range r.Categories {
		for _, ref := range c.AuditRefs {
			if a := r.Audits[ref.ID]; ref.Weight > 0 && a.Score != nil && *a.Score < 1 {
				all = append(all, fmt.Sprintf("%s %.2f %s", ref.ID, *a.Score, a.DisplayValue))
			}
		}
	}
	return strings.Join(all, ", ")
}

// judge runs Lighthouse once, with its own browser that has never opened the page.
func judge(t *testing.T, program, url, cookies string) (report lighthouse) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*patience)
	defer cancel()
	args := []string{url, "--quiet", "--output=json", "--output-path=stdout", "--disable-full-page-screenshot",
		"--only-categories=accessibility,best-practices", "--throttling-method=provided",
		"--chrome-flags=--headless --no-sandbox --disable-gpu --disable-quic --no-first-run " +
			"--disable-background-networking " +
			"--disable-component-update --disable-sync --disable-dev-shm-usage"}
	if cookies != "" { // in a file: command lines are visible to all users
		file := filepath.Join(t.TempDir(), "headers.json")
		text, _ := json.Marshal(map[string]string{"Cookie": cookies})
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, "--extra-headers="+file)
	}
	for run := 1; ; run++ {
		cmd := exec.CommandContext(ctx, program, args...)
		cmd.Env = append(os.Environ(), "CHROME_PATH="+os.Getenv("TEST_CHROMIUM"))
		var said strings.Builder
		cmd.Stderr = &said
		out, err := cmd.Output()
		if err == nil {
			err = json.Unmarshal(out, &report)
		}
		if err == nil {
			break
		}
		// When a trace is cut short there is no score, and Lighthouse asks for another run.
		if run == 3 || !strings.Contains(said.String(), "Please run Lighthouse again") {
			t.Fatalf("lighthouse: %v\n%s", err, said.String())
		}
	}
	if report.FinalDisplayedURL != url {
		t.Fatalf("asked for %s, Lighthouse judged %s", url, report.FinalDisplayedURL)
	}
	return report
}

// cookies returns the cookies that the browser sends to an address, as a header.
func (p *Page) cookies(url string) string {
	p.t.Helper()
	got, err := chromedp.Call(p.ctx, network.GetCookies, network.GetCookiesParams{URLs: []string{url}})
	if err != nil {
		p.fatal("%v", err)
	}
	var pairs []string
	for _, c := range got.Cookies {
		pairs = append(pairs, c.Name+"="+c.Value)
	}
	return strings.Join(pairs, "; ")
}
