package site

import (
	"bytes"

	"cartable/app/lang"
	"cartable/app/web/pieces"
)

// PlainFragment is Fragment by html/template alone.
func (r *Renderer) PlainFragment(l *lang.Language, out *bytes.Buffer, name string, data any) error {
	set, _ := r.in(l, name)
	templates, err := set.templates()
	if err != nil {
		return err
	}
	return templates.ExecuteTemplate(out, name, data)
}

// Pieces are the pages as FragmentIn writes them without html/template.
func (r *Renderer) Pieces(l *lang.Language) *pieces.Set { return r.sets[l].pieces }

// Told are the files of views that exist in every language.
var ToldFiles = told
