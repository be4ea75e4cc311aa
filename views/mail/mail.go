// Package mailviews embeds the templates of the mails, which app/mail executes.
package mailviews

import "embed"

// FS contains each mail twice: as text, and as HTML with the same content, below the head of all.
//
//go:embed *.txt *.html
var FS embed.FS
