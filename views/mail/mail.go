// Package mailviews embeds the templates of the mails. app/mail executes them.
package mailviews

import "embed"

// FS holds report.txt and report.html.
//
//go:embed *.txt *.html
var FS embed.FS
