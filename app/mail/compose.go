package mail

import (
	"bytes"
	"fmt"
	htmltemplate "html/template"
	texttemplate "text/template"

	mailviews "cartable/views/mail"
)

// layout is the two templates of a mail, which say the same.
type layout struct {
	name string
	text *texttemplate.Template
	html *htmltemplate.Template
}

func layoutOf(name string) layout {
	const strict = "missingkey=error"
	return layout{name,
		texttemplate.Must(texttemplate.New(name+".txt").Option(strict).ParseFS(mailviews.FS, name+".txt")),
		htmltemplate.Must(htmltemplate.New(name+".html").Option(strict).ParseFS(mailviews.FS, "head.html",
			name+".html"))}
}

// compose returns the text of a page, and the same text in HTML.
func (l layout) compose(page any) (text, html string, err error) {
	var t, h bytes.Buffer
	if err := l.text.Execute(&t, page); err != nil {
		return "", "", fmt.Errorf("%s.txt: %w", l.name, err)
	}
	if err := l.html.Execute(&h, page); err != nil {
		return "", "", fmt.Errorf("%s.html: %w", l.name, err)
	}
	return t.String(), h.String(), nil
}
