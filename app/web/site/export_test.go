package site

import (
	"bytes"

	"cartable/app/web/pieces"
)

// PlainFragment is Fragment by html/template alone.
func (r *Renderer) PlainFragment(out *bytes.Buffer, name string, data any) error {
	return r.templates.ExecuteTemplate(out, name, data)
}

// Pieces are the pages as Fragment writes them without html/template.
func (r *Renderer) Pieces() *pieces.Set { return r.pieces }
