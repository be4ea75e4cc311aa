// Package views embeds the templates of the pages: one folder for each desk of app/web, one file for each page, with
// the same names; a page's fragments are in its file. app/web loads them once, and does not start if one is wrong. They
// are laid out to be read: app/web/site/render.go sends a space for a line break.
package views

import "embed"

// FS contains every template, by its path: "family/month.html".
//
//go:embed layout site account family office people treasury settings gallery
var FS embed.FS
