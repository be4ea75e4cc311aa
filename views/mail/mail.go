// Package mailviews embeds the templates of the mails. app/mail executes them.
package mailviews

import "embed"

// FS holds each mail twice: as text, and as HTML that says the same.
//
//go:embed *.txt *.html
var FS embed.FS
