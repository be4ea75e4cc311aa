package prooftest

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// policy is the content security policy of every answer.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"font-src 'self'; " +
	"manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// payOrigin matches the simulator's origin.
var payOrigin = regexp.MustCompile(`form-action 'self' http://localhost:\d+;`)

// headed checks the headers that every answer of a portal behind https must have.
func headed(t testing.TB, path string, a answer) {
	t.Helper()
	h := a.Header.Clone()
	if at, _, _ := strings.Cut(path, "?"); at == "/paiement" { // the only page whose form leads to the platform
		h.Set("Content-Security-Policy", payOrigin.ReplaceAllString(h.Get("Content-Security-Policy"),
			"form-action 'self';"))
	}
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
		"Cross-Origin-Opener-Policy": "same-origin",
		"Content-Security-Policy":    policy,
	} {
		if got := h.Get(name); got != want {
			t.Errorf("%s (%d): %s is %q, want %q", path, a.StatusCode, name, got, want)
		}
	}
	if got := h.Get("Strict-Transport-Security"); !regexp.MustCompile(`^max-age=(\d{8,})\b`).MatchString(got) {
		t.Errorf("%s (%d): Strict-Transport-Security %q is not a year", path, a.StatusCode, got)
	}
	for name := range h {
		if strings.HasPrefix(name, "Access-Control-") || name == "Server" || name == "X-Powered-By" {
			t.Errorf("%s (%d): %s: %q", path, a.StatusCode, name, h.Get(name))
		}
	}
	cached := h.Get("Cache-Control")
	if !strings.Contains(cached, "no-store") && !everybodys(path) {
		t.Errorf("%s (%d) may be kept: Cache-Control %q", path, a.StatusCode, cached)
	}
	if strings.Contains(h.Get("Content-Type"), "html") && !everybodys(path) &&
		!strings.Contains(strings.Join(h.Values("Vary"), ","), "HX-Request") {
		t.Errorf("%s (%d): Vary %q does not say that a fragment is not a page", path, a.StatusCode, h.Values("Vary"))
	}
	if a.body != "" && h.Get("Content-Type") == "" {
		t.Errorf("%s (%d): no content type", path, a.StatusCode)
	}
	for _, c := range a.Cookies() {
		if !strings.HasPrefix(c.Name, "__Host-") || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode ||
			c.Path != "/" || c.Domain != "" {
			t.Errorf("%s (%d): a cookie that is not locked: %s", path, a.StatusCode, c.Raw)
		}
	}
}

// everybodys reports whether an address has the same answer for everybody, and may be cached.
func everybodys(path string) bool {
	return strings.HasPrefix(path, "/a/") || path == "/sw.js" || path == "/hors-ligne" ||
		path == "/mairie/hors-ligne" ||
		path == "/manifest.webmanifest" || strings.HasPrefix(path, "/couleur/") || strings.HasPrefix(path, "/logo/")
}
