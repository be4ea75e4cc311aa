// Package views embeds the templates of the pages: one folder a desk of app/web, a file a page, of the same names; a page's
// fragments stand in its file.
// app/web loads them, once, and refuses to start if one is wrong. They are laid out to be read: app/web/site/render.go sends
// a space for a line break.
package views

import "embed"

// FS holds every template, by its path: "family/month.html".
//
//go:embed layout site account family office people treasury settings gallery
var FS embed.FS
