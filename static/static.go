// Package static holds the portal's assets: one stylesheet, a little script, htmx, an icon sprite and a favicon.
//
// Every asset has one address that holds a hash of its content, so that a browser may keep it for ever and a release
// never shows an old style. A page asks URL; the route /a/* asks Lookup, which knows exact addresses only. Where the
// vendored files come from stands in vendor/VENDORED.md.
package static

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"path"
	"strings"
)

//go:embed app.css app.js security.js sw.js icons.svg favicon.svg icons/*.png vendor/*.js
var files embed.FS

// sources lists the assets by the name that templates use. The file name makes the address.
var sources = map[string]string{
	"app.css":     "app.css",
	"app.js":      "app.js",
	"security.js": "security.js", // of the pages on how one signs in, alone
	"htmx.js":     "vendor/htmx-4.0.1.min.js",
	"icons.svg":   "icons.svg",
	"favicon.svg": "favicon.svg",

	"icon-192.png":     "icons/icon-192.png", // the favicon, for the home screen of a telephone
	"icon-512.png":     "icons/icon-512.png",
	"maskable-512.png": "icons/maskable-512.png", // with room for a mask
	"apple-180.png":    "icons/apple-180.png",
}

var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
	".png": "image/png",
}

// File is an asset as it is sent; pictures have no compressed forms. The three forms hold the same content and must not be changed.
type File struct {
	ContentType         string
	Plain, Brotli, Gzip []byte
}

// asset is a file and its compressed forms, made when it is first asked for.
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
		hash := sha256.Sum256(plain)
		base := strings.TrimSuffix(path.Base(source), ext)
		a := &asset{url: fmt.Sprintf("/a/%s.%s%s", base, hex.EncodeToString(hash[:5]), ext)}
		a.file = File{ContentType: contentTypes[ext], Plain: plain}
		byName[name], byURL[a.url] = a, a
	}
}

// URL is the address of an asset: "/a/app.0123456789.css" for "app.css". It panics for a name that does not exist,
// which the tests of the templates find.
func URL(name string) string {
	a, ok := byName[name]
	if !ok {
		panic("static: no asset is called " + name)
	}
	return a.url
}

// ServiceWorker is /sw.js. Offline is the page that it keeps; page, the assets that this one needs, by name. It changes
// when one of them does, and then browsers replace what they keep.
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
	return fmt.Appendf(nil, "const CACHE = 'cartable-%s', SHELL = ['%s'];\n%s", hex.EncodeToString(hash[:5]), strings.Join(shell, "', '"), code)
}

// Lookup finds the asset of an address as URL gave it. The first call for an asset compresses it.
func Lookup(address string) (File, bool) {
	a, ok := byURL[address]
	if !ok {
		return File{}, false
	}
	return a.get(), true
}
