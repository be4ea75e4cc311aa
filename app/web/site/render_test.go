package site_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"cartable/app/injection"
	"cartable/app/lang"
	"cartable/app/web/gallery"
	"cartable/app/web/site"
)

func sampleData(s site.Sample) any {
	if s.Fragment {
		return s.View
	}
	return site.PageData{Layout: s.Layout, V: s.View}
}

// Every page, in every state that its author thought of, is byte for byte html/template's, and is made of pieces.
// The samples execute every branch of every template: gallery.TestEveryTemplateRuns.
func TestPiecesAreThePagesOfHTMLTemplate(t *testing.T) {
	r, err := site.NewRenderer(gallery.Funcs...)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range lang.All() {
		if got := r.Pieces(l).Uncovered(); len(got) > 0 {
			t.Errorf("html/template executes in %s: %v", l.Name, got)
		}
		for _, s := range gallery.All() {
			var ours, theirs bytes.Buffer
			if !l.IsFrench() && !told(s) {
				continue
			}
			if err := r.PlainFragment(l, &theirs, s.Template, sampleData(s)); err != nil {
				t.Errorf("%s, %s: %v", s.Name, l.Name, err)
			} else if !r.Pieces(l).Write(&ours, s.Template, sampleData(s)) ||
				!bytes.Equal(ours.Bytes(), theirs.Bytes()) {
				t.Errorf("%s, %s, is not made of pieces, or differs%s", s.Name, l.Name,
					difference(ours.String(), theirs.String()))
			}
		}
	}
}

// The same with what a page must not run in place of every text that its data contain, of whatever type.
func TestPiecesEscapeAsHTMLTemplate(t *testing.T) {
	r, err := site.NewRenderer(gallery.Funcs...)
	if err != nil {
		t.Fatal(err)
	}
	pages, marked := 0, 0
	for round := range 8 {
		p := poisoner{next: round * 11, words: round%2 == 0}
		for _, s := range gallery.All() {
			data := p.poisoned(reflect.ValueOf(sampleData(s)), 0).Interface()
			var ours, theirs bytes.Buffer
			if !r.Pieces(lang.French).Write(&ours, s.Template, data) {
				continue // html/template writes it, or fails: some poison is no data
			}
			if err := r.PlainFragment(lang.French, &theirs, s.Template, data); err != nil {
				t.Errorf("%s: html/template has the error %v", s.Name, err)
			} else if !bytes.Equal(ours.Bytes(), theirs.Bytes()) {
				t.Errorf("%s differs%s", s.Name, difference(ours.String(), theirs.String()))
			}
			pages++
			if strings.Contains(ours.String(), injection.Mark) {
				marked++
			}
		}
	}
	t.Logf("%d pages, %d with poison", pages, marked)
	if all := 8 * len(gallery.All()); pages < all*3/4 || marked < pages*3/4 {
		t.Errorf("only %d pages of %d, and %d with poison", pages, all, marked)
	}
}

// difference returns the first place in which two pages differ.
func difference(ours, theirs string) string {
	for i := range min(len(ours), len(theirs)) {
		if ours[i] != theirs[i] {
			from := max(0, i-40)
			return ":\n" + ours[from:min(len(ours), i+60)] + "\nhtml/template writes:\n" +
				theirs[from:min(len(theirs), i+60)]
		}
	}
	return " in length"
}

// poisoner copies data with injections in place of its texts, and of its words if it says so: texts of a type of their
// own, by which the pages choose their branches.
type poisoner struct {
	next  int
	words bool
}

// deepest is where data that contain themselves are no longer copied.
const deepest = 12

func (p *poisoner) poisoned(v reflect.Value, depth int) reflect.Value {
	if !v.IsValid() || depth > deepest {
		return v
	}
	made := reflect.New(v.Type()).Elem()
	made.Set(v)
	switch v.Kind() {
	case reflect.String:
		if p.words || v.Type() == reflect.TypeFor[string]() {
			p.next++
			made.SetString(injection.Texts[p.next%len(injection.Texts)])
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				made.Field(i).Set(p.poisoned(v.Field(i), depth+1))
			}
		}
	case reflect.Pointer:
		if !v.IsNil() {
			made.Set(reflect.New(v.Type().Elem()))
			made.Elem().Set(p.poisoned(v.Elem(), depth+1))
		}
	case reflect.Interface:
		if !v.IsNil() {
			made.Set(p.poisoned(v.Elem(), depth+1))
		}
	case reflect.Slice:
		if !v.IsNil() {
			made.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
		}
		for i := range v.Len() {
			made.Index(i).Set(p.poisoned(v.Index(i), depth+1))
		}
	case reflect.Map:
		if !v.IsNil() {
			made.Set(reflect.MakeMap(v.Type()))
		}
		for key, value := range v.Seq2() {
			made.SetMapIndex(key, p.poisoned(value, depth+1))
		}
	}
	return made
}
