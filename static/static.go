// Package static contains the portal's assets: a stylesheet and a little script, those of the town hall beside them,
// htmx, an icon sprite and a favicon.
//
// Every asset has one address that contains a hash of its content, so that browsers may cache it for ever and a release
// never shows an old style. Pages use URL; the route /a/* uses Lookup, which finds exact addresses only.
// vendor/VENDORED.md lists the origin of the vendored files.
package static

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"path"
	"regexp"
	"strings"
)

//go:embed app.css app.js office.css office.js roll.js security.js sw.js icons.svg favicon.svg icons/*.png vendor/*.js
var files embed.FS

// sources maps the names that templates use to files. The address is derived from the file name.
var sources = map[string]string{
	"app.css":     "app.css",
	"app.js":      "app.js",
	"office.css":  "office.css", // only for the pages of the town hall, after app.css and app.js
	"office.js":   "office.js",
	"roll.js":     "roll.js",     // only for the pages of the day of the town hall: what works without a network
	"security.js": "security.js", // only for the pages of the ways to sign in
	"htmx.js":     "vendor/htmx-4.0.1.min.js",
	"icons.svg":   "icons.svg",
	"favicon.svg": "favicon.svg",

	"icon-192.png":     "icons/icon-192.png", // the favicon, for the home screen of a telephone
	"icon-512.png":     "icons/icon-512.png",
	"maskable-512.png": "icons/maskable-512.png", // with a margin for a mask
	"apple-180.png":    "icons/apple-180.png",
}

var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
	".png": "image/png",
}

// comments are what no browser needs, by extension: those of a stylesheet, and the lines of a script that are nothing
// else.
var comments = map[string]*regexp.Regexp{
	".css": regexp.MustCompile(`(?s) */\*.*?\*/\n`),
	".js":  regexp.MustCompile(`(?m)^ *//.*\n`),
}

// File is an asset to be sent; pictures have no compressed forms. The three forms have the same content and must not be
// changed.
type File struct {
	ContentType         string
	Plain, Brotli, Gzip []byte
}

// asset is a file and its compressed forms, made at its first use.
type asset struct {
	url string
	packed
}

var (
	byName = map[string]*asset{} // "app.css"
	byURL  = map[string]*asset{} // "/a/app.0123456789.css"
)

func init() {
	for name, source := range sources {
		plain, err := files.ReadFile(source)
		if err != nil {
			panic(err) // the list above names a file that is not embedded: no test gets past this
		}
		ext := path.Ext(source)
		if c := comments[ext]; c != nil {
			plain = c.ReplaceAll(plain, nil)
		}
		hash := sha256.Sum256(plain)
		base := strings.TrimSuffix(path.Base(source), ext)
		a := &asset{url: fmt.Sprintf("/a/%s.%s%s", base, hex.EncodeToString(hash[:5]), ext)}
		a.file = File{ContentType: contentTypes[ext], Plain: plain}
		byName[name], byURL[a.url] = a, a
	}
}

// URL returns the address of an asset: "/a/app.0123456789.css" for "app.css". It panics for a name that does not exist,
// which the tests of the templates detect.
func URL(name string) string {
	a, ok := byName[name]
	if !ok {
		panic("static: no asset is called " + name)
	}
	return a.url
}

// ServiceWorker returns /sw.js. offline is the page that it caches, page the names of the assets that this page needs.
// The result changes when one of them does, and browsers then replace their cache.
func ServiceWorker(offline string, page []string, version string) []byte {
	code, err := files.ReadFile("sw.js")
	if err != nil {
		panic(err) // it is embedded above
	}
	shell := []string{offline}
	for _, name := range page {
		shell = append(shell, URL(name))
	}
	hash := sha256.Sum256([]byte(strings.Join(shell, " ") + version + string(code)))
	return fmt.Appendf(nil, "const CACHE = 'cartable-%s', SHELL = ['%s'];\n%s", hex.EncodeToString(hash[:5]),
		strings.Join(shell, "', '"), code)
}

// Lookup finds an asset by an address that URL has returned. The first call for an asset compresses it.
func Lookup(address string) (File, bool) {
	a, ok := byURL[address]
	if !ok {
		return File{}, false
	}
	return a.get(), true
}
