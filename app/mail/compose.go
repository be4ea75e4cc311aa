package mail

import (
	"bytes"
	"fmt"
	htmltemplate "html/template"
	texttemplate "text/template"

	"cartable/app/lang"
	mailviews "cartable/views/mail"
)

// layout makes the two forms of one kind of mail, in each language by its tag.
type layout struct {
	name string
	text map[string]*texttemplate.Template
	html map[string]*htmltemplate.Template
}

func layoutOf(name string) layout {
	const strict = "missingkey=error"
	made := layout{name, map[string]*texttemplate.Template{}, map[string]*htmltemplate.Template{}}
	for _, l := range lang.All() {
		say := map[string]any{"t": l.Format, "tr": l.Tr, "tag": func() string { return l.Tag }}
		made.text[l.Tag] = texttemplate.Must(texttemplate.New(name+".txt").Funcs(say).Option(strict).
			ParseFS(mailviews.FS, name+".txt"))
		made.html[l.Tag] = htmltemplate.Must(htmltemplate.New(name+".html").Funcs(say).Option(strict).
			ParseFS(mailviews.FS, "head.html", name+".html"))
	}
	return made
}

// compose returns the text of a page in a language, nil for French, and the same text in HTML.
func (m layout) compose(l *lang.Language, page any) (text, html string, err error) {
	if l == nil {
		l = lang.French
	}
	var t, h bytes.Buffer
	if err := m.text[l.Tag].Execute(&t, page); err != nil {
		return "", "", fmt.Errorf("%s.txt: %w", m.name, err)
	}
	if err := m.html[l.Tag].Execute(&h, page); err != nil {
		return "", "", fmt.Errorf("%s.html: %w", m.name, err)
	}
	return t.String(), h.String(), nil
}
