package load

import (
	"fmt"
	"maps"
	"reflect"
	"slices"

	"cartable/db"
)

// entry is a row of a table: as stored (nil: not stored) and as the files want it.
type entry[T any] struct {
	had  *T
	want T
	line int  // of the file that names it; 0 = no file does
	file bool // a list of the row changed
}

func stored[T any](row T) entry[T] { return entry[T]{had: &row, want: row} }

func (e *entry[T]) spoken() *int { return &e.line }

// values returns the row as the files want it and as stored; stored is not valid if there is none.
func (e *entry[T]) values() (want, stored reflect.Value) {
	if e.had != nil {
		stored = reflect.ValueOf(e.had).Elem()
	}
	return reflect.ValueOf(&e.want).Elem(), stored
}

// changed reports whether the row itself must be written again.
func (e *entry[T]) changed() bool { return e.had == nil || !reflect.DeepEqual(*e.had, e.want) }

// spoken is an entry of any kind of row.
type spoken interface {
	spoken() *int
	values() (want, stored reflect.Value)
}

// shelf contains entries by key, in insertion order.
type shelf[K comparable, E any] struct {
	by  map[K]*E
	all []*E
}

func (s *shelf[K, E]) get(key K) *E { return s.by[key] }

func (s *shelf[K, E]) put(key K, e *E) *E {
	if s.by == nil {
		s.by = map[K]*E{}
	}
	s.by[key] = e
	s.all = append(s.all, e)
	return e
}

// drop removes an entry: nothing of it is written.
func (s *shelf[K, E]) drop(e *E) {
	maps.DeleteFunc(s.by, func(_ K, one *E) bool { return one == e })
	s.all = slices.DeleteFunc(s.all, func(one *E) bool { return one == e })
}

// take finds or creates the entry that a row names. It returns nil if an earlier row of the file named it already,
// which is reported under column.
func take[K comparable, E any](r *row, s *shelf[K, E], key K, column string) *E {
	e := s.get(key)
	if e == nil {
		e = s.put(key, new(E))
	}
	line := any(e).(spoken).spoken()
	if *line != 0 {
		r.wrong(column, fmt.Sprintf("la ligne répète la clé de la ligne %d", *line), "une seule ligne par clé")
		return nil
	}
	*line = r.line
	return e
}

// save writes the entries that a file names and that differ from the stored rows, and counts them. It reports whether
// it wrote anything.
func save[T any](im *importing, file string, entries []*entry[T]) (bool, error) {
	var added, had, updated []T
	counts := im.files[file]
	if counts == nil {
		return false, nil // no such file
	}
	for _, e := range entries {
		switch {
		case e.line == 0:
		case e.had == nil:
			added = append(added, e.want)
			counts.New++
		case e.changed():
			had, updated = append(had, *e.had), append(updated, e.want)
			counts.Changed++
		case e.file:
			counts.Changed++
		}
	}
	if len(added)+len(updated) == 0 {
		return false, nil
	}
	if err := db.ImportInsert(im.ctx, im.q, added); err != nil {
		return false, fmt.Errorf("%s : %w", file, err)
	}
	if err := unmoved(im, had); err != nil {
		return false, err
	}
	if err := db.ImportUpdate(im.ctx, im.q, updated); err != nil {
		return false, fmt.Errorf("%s : %w", file, err)
	}
	im.progress("écriture de "+file, len(added)+len(updated), len(added)+len(updated))
	return true, nil
}

// unmoved locks the rows that an import is about to change, and returns errMoved if somebody else has changed one.
func unmoved[T any](im *importing, had []T) error {
	same, err := db.ImportHold(im.ctx, im.q, had)
	if err == nil && !same {
		err = errMoved
	}
	return err
}
