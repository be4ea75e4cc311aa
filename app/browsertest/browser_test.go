// Package browsertest runs some user stories in a real browser, against the demonstration, started as its users start
// it. It contains only tests. Start with story_test.go; the browser itself is in this file, the demonstration in
// demo_test.go. TEST_CHROMIUM is the path of the browser: `make test` sets it.
package browsertest

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"cartable/db/dbtest"
)

// patience is how long anything may take before a test fails.
const patience = dbtest.Patience

// phone is the width below which a page is a phone's: touched, not clicked.
const phone = 600

// Browser is one Chromium, shared by the tests of the package. Each page has its own cookies.
type Browser struct{ ctx context.Context }

var chromium struct {
	sync.Once
	browser *Browser
	err     error
	stop    func()
}

// Start returns the browser, which ends with the package's tests.
func Start(t testing.TB) *Browser {
	t.Helper()
	chromium.Do(func() {
		path := os.Getenv("TEST_CHROMIUM")
		if path == "" {
			chromium.err = fmt.Errorf("TEST_CHROMIUM is not set: run the tests with make test, or start the services " +
				"with .ci/services")
			return
		}
		// Without these flags Chromium contacts its vendor at every start. Its profile is a new folder, removed at
		// the end.
		flags := []chromedp.ExecAllocatorOption{chromedp.ExecPath(path)}
		for _, name := range []string{"headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run",
			"disable-background-networking",
			"disable-component-update", "disable-sync", "disable-dev-shm-usage", "hide-scrollbars"} {
			flags = append(flags, chromedp.Flag(name, true))
		}
		allocator, end := chromedp.NewExecAllocator(context.Background(), flags...)
		ctx, cancel := chromedp.NewContext(allocator)
		chromium.stop = func() {
			soon, forget := context.WithTimeout(ctx, 10*time.Second)
			defer forget()
			chromedp.Cancel(soon)
			cancel()
			end()
		}
		chromium.browser, chromium.err = &Browser{ctx}, chromedp.Do(ctx)
	})
	if chromium.err != nil {
		t.Fatal("chromium:", chromium.err)
	}
	return chromium.browser
}

// Page is a tab, and the problems recorded in it.
type Page struct {
	t        testing.TB
	ctx      context.Context
	width    int64
	height   int64
	status   int64 // of the last document
	mu       sync.Mutex
	problems []string
}

// Page opens an empty tab, with JavaScript or without. It closes with the test.
func (b *Browser) Page(t testing.TB, width, height int64, js bool) *Page {
	t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	p := &Page{t: t, ctx: ctx, width: width, height: height}
	if err := chromedp.Listen(ctx, p.hear()); err != nil {
		t.Fatal(err)
	}
	err := chromedp.Do(ctx, p.size(height))
	if err == nil {
		_, err = chromedp.Call(ctx, audits.Enable, cdp.Empty{})
	}
	if err == nil {
		_, err = chromedp.Call(ctx, emulation.SetScriptExecutionDisabled,
			emulation.SetScriptExecutionDisabledParams{Value: !js})
	}
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// size sets the height of the window, and makes it a phone's if it is narrow.
func (p *Page) size(height int64) chromedp.Action[chromedp.Void] {
	if p.width < phone {
		return chromedp.EmulateViewport(p.width, height, chromedp.EmulateMobile, chromedp.EmulateTouch,
			chromedp.EmulateScale(2))
	}
	return chromedp.EmulateViewport(p.width, height)
}

// resize sets the width of a page's window. The page looks as if it had been opened at this width: only the
// stylesheet depends on it (TestScriptsDoNotLookAtTheWindow of static).
func (p *Page) resize(width int64) {
	p.t.Helper()
	if p.width == width {
		return
	}
	p.width = width
	p.do("resize", p.size(p.height))
	p.Until("for the window to have its width", fmt.Sprintf("document.documentElement.clientWidth === %d", width))
}

// hear records events that a page should never cause. It runs in the loop that reads the browser, so it must not call
// the browser.
func (p *Page) hear() func(any) {
	addresses := map[network.RequestID]string{}
	return func(event any) {
		p.mu.Lock()
		defer p.mu.Unlock()
		note := func(format string, a ...any) { p.problems = append(p.problems, fmt.Sprintf(format, a...)) }
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			addresses[e.RequestID] = e.Request.Method + " " + e.Request.URL
		case *network.EventLoadingFailed:
			if !e.Canceled { // leaving a page cancels its pending requests
				note("request failed: %s: %s", addresses[e.RequestID], e.ErrorText)
			}
		case *network.EventResponseReceived:
			if e.Type == network.ResourceTypeDocument {
				p.status = e.Response.Status
			}
			if e.Response.Status >= 400 {
				note("request failed: %s: status %d", addresses[e.RequestID], e.Response.Status)
			}
		case *runtime.EventExceptionThrown:
			words := e.ExceptionDetails.Text
			if e.ExceptionDetails.Exception != nil {
				words += " " + e.ExceptionDetails.Exception.Description
			}
			// A view transition between pages, which Chromium skips on a busy machine
			if !strings.Contains(words, "Transition was ") {
				note("exception: %s", words)
			}
		case *runtime.EventConsoleAPICalled:
			if e.Type == "error" || e.Type == "warning" || e.Type == "assert" {
				var words []string
				for _, a := range e.Args {
					words = append(words, string(a.Value)+a.Description)
				}
				note("console %s: %s", e.Type, strings.Join(words, " "))
			}
		case *log.EventEntryAdded:
			if e.Entry.Level == "error" || e.Entry.Level == "warning" {
				note("browser %s: %s %s", e.Entry.Level, e.Entry.Text, e.Entry.URL)
			}
		case *audits.EventIssueAdded:
			if e.Issue.Code == audits.InspectorIssueCodeContentSecurityPolicyIssue {
				d := e.Issue.Details.ContentSecurityPolicyIssueDetails
				note("content security policy: %s %s", d.ViolatedDirective, d.BlockedURL)
			}
		}
	}
}

// Problems returns console messages, failed requests and violations of the content security policy since the last
// call.
func (p *Page) Problems() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := p.problems
	p.problems = nil
	return all
}

// Clean fails the test if there are problems.
func (p *Page) Clean() {
	p.t.Helper()
	for _, one := range p.Problems() {
		p.t.Error(one)
	}
}

// Goto opens an address and returns the status of the answer.
func (p *Page) Goto(url string) int64 {
	p.t.Helper()
	p.do("goto "+url, chromedp.Navigate(url))
	return p.status
}

// Reload loads the page again.
func (p *Page) Reload() {
	p.t.Helper()
	p.do("reload", chromedp.Reload())
}

// Click taps the middle of the first element that a selector matches, once nothing covers it.
func (p *Page) Click(selector string) {
	p.t.Helper()
	p.do("click "+selector, p.press(selector))
}

// Follow clicks an element that leads to another page, and waits until that page is loaded.
func (p *Page) Follow(selector string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, p.press(selector)); err != nil {
		p.fatal("follow %s: %v", selector, err)
	}
}

// spot is the point at which to tap an element, or the reason why that is not possible.
type spot struct {
	X, Y float64
	Why  string
}

const findSpot = `(selector => {
  const e = document.querySelector(selector);
  if (!e) return { Why: 'there is none' };
  if (!performance.getEntriesByType('paint').length || document.activeViewTransition) return { Why: 'nobody sees the page yet' };
  if (!e.checkVisibility({ visibilityProperty: true })) return { Why: 'it is hidden' };
  e.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
  const r = e.getBoundingClientRect(), X = r.x + r.width / 2, Y = r.y + r.height / 2, top = document.elementFromPoint(X,
  	Y);
  if (!top) return { Why: 'it is out of sight' };
  const label = e.closest('label');
  if (e.contains(top) || label && label === top.closest('label')) return { X, Y };
  return { Why: 'it is covered by ' + top.cloneNode().outerHTML };
})`

func (p *Page) press(selector string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		var at spot
		for {
			var err error
			if at, err = chromedp.Evaluate[spot](findSpot+"("+quote(selector)+")")(ctx, target); err == nil &&
				at.Why == "" {
				break
			}
			select {
			case <-ctx.Done():
				return fmt.Errorf("%s: %w", at.Why, ctx.Err())
			case <-time.After(50 * time.Millisecond):
			}
		}
		if p.width < phone {
			return touch(ctx, target, at)
		}
		_, err := chromedp.MouseClickXY(at.X, at.Y)(ctx, target)
		return err
	})
}

// touch sends the start and the end of a touch.
func touch(ctx context.Context, target *chromedp.Target, at spot) error {
	down := input.DispatchTouchEventParams{Type: input.DispatchTouchEventTypeTouchStart,
		TouchPoints: []*input.TouchPoint{{X: at.X, Y: at.Y}}}
	up := input.DispatchTouchEventParams{Type: input.DispatchTouchEventTypeTouchEnd, TouchPoints: []*input.TouchPoint{}}
	if _, err := cdp.Call(ctx, target, input.DispatchTouchEvent, down); err != nil {
		return err
	}
	_, err := cdp.Call(ctx, target, input.DispatchTouchEvent, up)
	return err
}

// Fill types into a field, and replaces its content.
func (p *Page) Fill(selector, text string) {
	p.t.Helper()
	p.do("fill "+selector, chromedp.Clear(chromedp.CSS(selector)), chromedp.SendKeys(chromedp.CSS(selector), text))
}

// Pick sets a field that users fill with the browser's own calendar or list.
func (p *Page) Pick(selector, value string) {
	p.t.Helper()
	Eval[bool](p, "(e => { e.value = "+quote(value)+"; e.dispatchEvent(new Event('change', { bubbles: true })); "+
		"return true })(document.querySelector("+quote(selector)+"))")
}

// Text returns the visible text of the first element that a selector matches. Non-breaking spaces become spaces.
func (p *Page) Text(selector string) string {
	p.t.Helper()
	return Eval[string](p, read(selector))
}

func read(selector string) string {
	return "document.querySelector(" + quote(selector) + `).innerText.replace(/[\u00a0\u202f]/g, " ").trim()`
}

// Count returns the number of elements that a selector matches.
func (p *Page) Count(selector string) int {
	p.t.Helper()
	return Eval[int](p, "document.querySelectorAll("+quote(selector)+").length")
}

// Attr returns an attribute of the first element that a selector matches, or "" if it has none.
func (p *Page) Attr(selector, name string) string {
	p.t.Helper()
	return Eval[string](p, "document.querySelector("+quote(selector)+").getAttribute("+quote(name)+") || ''")
}

// Path returns the address of the page, without the host.
func (p *Page) Path() string {
	p.t.Helper()
	return Eval[string](p, "location.pathname + location.search")
}

// WaitFor waits until an element that a selector matches is visible.
func (p *Page) WaitFor(selector string) {
	p.t.Helper()
	p.Until("to see "+selector, "document.querySelector("+quote(selector)+")?.checkVisibility()")
}

// WaitText waits until the text of an element matches a pattern.
func (p *Page) WaitText(selector, pattern string) {
	p.t.Helper()
	regexp.MustCompile(pattern)
	p.Until("to read "+pattern+" in "+selector, "new RegExp("+quote(pattern)+").test("+read(selector)+")")
}

// Until waits until an expression is true in the page. It evaluates the expression again if the page is just being
// left.
func (p *Page) Until(what, expression string) {
	p.t.Helper()
	for end := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		ctx, cancel := context.WithTimeout(p.ctx, patience)
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("!!("+expression+")"))
		cancel()
		if ok {
			return
		}
		if time.Now().After(end) {
			p.fatal("waited in vain %s (%v)", what, err)
		}
	}
}

// Eval evaluates an expression in the page, also when the page's own scripts are disabled.
func Eval[T any](p *Page, expression string) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		p.fatal("%s: %v", expression, err)
	}
	return v
}

// Dark sets the preferred colour scheme of the user.
func (p *Page) Dark(on bool) {
	p.t.Helper()
	scheme := map[bool]string{true: "dark", false: "light"}[on]
	_, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
	if err != nil {
		p.fatal("%v", err)
	}
}

// Screenshot writes the whole page as a PNG, in a window as high as the page, so that sticky bars are at the bottom.
func (p *Page) Screenshot(path string) {
	p.t.Helper()
	p.do("make the window high", p.size(max(p.height, Eval[int64](p, "document.documentElement.scrollHeight"))))
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	picture, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(path, picture, 0o644)
	}
	if err != nil {
		p.fatal("%v", err)
	}
	p.do("make the window as it was", p.size(p.height))
}

// fatal fails the test, with a description of the page.
func (p *Page) fatal(format string, a ...any) {
	p.t.Helper()
	soon, forget := context.WithTimeout(p.ctx, 5*time.Second)
	defer forget()
	where, _ := chromedp.Run(soon, chromedp.Location())
	words, _ := chromedp.Run(soon,
		chromedp.Evaluate[string](`document.body.innerText.replace(/\s+/g, " ").slice(0, 1500)`))
	p.t.Fatalf("%s\nthe browser shows %s:\n%s", fmt.Sprintf(format, a...), where, words)
}

func (p *Page) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.fatal("%s: %v", what, err)
	}
}

// quote returns a Go string as a JavaScript literal.
func quote(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}
