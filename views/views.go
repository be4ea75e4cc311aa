// Package views embeds the templates of the pages: one folder an area, a page's fragments in its own file.
// app/web loads them, once, and refuses to start if one is wrong. They are laid out to be read: app/web/site/render.go sends
// a space for a line break.
package views

import "embed"

// FS holds every template, by its path: "parent/month.html".
//
//go:embed layout account door parent staff demo *.html
var FS embed.FS
