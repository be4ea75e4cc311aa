// Package mailviews embeds the templates of the mails, which app/mail executes.
package mailviews

import "embed"

// FS contains each mail twice: as text, and as HTML with the same content.
//
//go:embed *.txt *.html
var FS embed.FS
