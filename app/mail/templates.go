package mail

import (
	htmltemplate "html/template"
	texttemplate "text/template"

	"cartable/app/lang"
	mailviews "cartable/views/mail"
)

// The templates of the mails that exist in every language, by file and language.
var (
	texts = map[string]*texttemplate.Template{}
	htmls = map[string]*htmltemplate.Template{}
)

func init() {
	for _, l := range lang.All() {
		say := map[string]any{"t": l.Format, "tr": l.Tr, "tag": func() string { return l.Tag }}
		for _, mail := range []string{"report", "payment"} {
			texts[mail+".txt"+l.Tag] = texttemplate.Must(texttemplate.New(mail+".txt").Funcs(say).
				Option("missingkey=error").ParseFS(mailviews.FS, mail+".txt"))
			htmls[mail+".html"+l.Tag] = htmltemplate.Must(htmltemplate.New(mail+".html").Funcs(say).
				Option("missingkey=error").ParseFS(mailviews.FS, mail+".html"))
		}
	}
}

func textOf(file string, l *lang.Language) *texttemplate.Template { return texts[file+tagOf(l)] }

func htmlOf(file string, l *lang.Language) *htmltemplate.Template { return htmls[file+tagOf(l)] }

func tagOf(l *lang.Language) string {
	if l == nil {
		l = lang.French
	}
	return l.Tag
}
