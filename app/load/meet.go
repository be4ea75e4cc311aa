package load

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"cartable/app/domain/meeting"
	"cartable/db"
)

// An import respects the changes that people made since the last one (DOMAIN.md 11.7). The values of each import are
// recorded in the table imported, for rows that have a code and are kept; here they are compared with the stored
// values, before anything is written.

// place identifies a row whose imported values are recorded.
type place struct {
	owner string // as named in the table imported
	id    int64
	key   string // empty: the owner's own line of the file
}

// record is the imported values of a row: a text by column.
type record map[string]string

// saying is a record of this import with its place, whose id may not be assigned yet.
type saying struct {
	structure *structureEntry
	rowAt
	said record
}

// rowAt describes a row of a file: its place, its columns that refer to other rows, and its lists.
type rowAt struct {
	owner string
	id    *int64
	key   string
	refs  []reference
	lists map[string][]string
}

// reference is a column that names another row: the wanted and the stored codes, and a function that keeps the stored
// one.
type reference struct {
	column, asked, stored string
	keep                  func()
}

// kind identifies the kind of rows, within a file, that a place belongs to.
func (at rowAt) kind() string {
	word, _, _ := strings.Cut(at.key, " ")
	return at.owner + " " + word
}

// recall reads the values that the last imports recorded for a structure.
func (im *importing) recall(s *structureEntry) error {
	if s.recalled || s.had == nil {
		return nil
	}
	s.recalled = true
	rows, err := im.q.ImportedOf(im.ctx, s.id())
	if err != nil {
		return err
	}
	s.heard = map[string]bool{}
	for _, row := range rows {
		said := record{}
		if err := json.Unmarshal([]byte(row.Said), &said); err != nil {
			return fmt.Errorf("imported %s %d : %w", row.Owner, row.OwnerID, err)
		}
		im.known[place{row.Owner, row.OwnerID, row.Key}] = said
		s.heard[rowAt{owner: row.Owner, key: row.Key}.kind()] = true
	}
	return nil
}

// recalled returns the values that the last import recorded for a row; ok is false when no import recorded any.
func (im *importing) recalled(at rowAt) (said record, ok bool) {
	if *at.id == 0 {
		return nil, false
	}
	said, ok = im.known[place{at.owner, *at.id, at.key}]
	return said, ok
}

// meet compares all rows of the files with the stored rows and with the values of the last import.
func (im *importing) meet() error {
	for _, s := range im.structures.all {
		if s.line == 0 && !s.loaded {
			continue
		}
		if err := im.recall(s); err != nil {
			return err
		}
		im.meetCatalogue(s)
		im.meetPeople(s)
	}
	return nil
}

// meetRows compares the rows of a file, each at its place.
func meetRows[K comparable, E any](im *importing, s *structureEntry, file string, all *shelf[K, E],
	at func(*E) rowAt) {
	for _, e := range slices.Clone(all.all) {
		if r := any(e).(spoken); *r.spoken() != 0 && !im.meetRow(s, file, r, at(e)) {
			all.drop(e)
		}
	}
}

// meetRow keeps, in a row of a file, the values that people changed since the last import. It returns false for a row
// that was deleted since, which is not restored.
func (im *importing) meetRow(s *structureEntry, file string, r spoken, at rowAt) bool {
	said, known := im.recalled(at)
	line := *r.spoken()
	want, had := r.values()
	now := im.record(file, want, at, said)
	im.said = append(im.said, saying{s, at, now})
	if !had.IsValid() {
		switch {
		case !known:
			return true
		case maps.Equal(now, said):
			im.tell(LaterHere, "%s, ligne %d : retiré", file, line)
		default:
			im.tell(Differing, "%s, ligne %d : retiré, et le fichier le change", file, line)
		}
		return false
	}
	for _, f := range owned[file] {
		if im.silent(file, f.column) {
			continue
		}
		stored := f.text(had)
		last := s.last(at, said, known, f.column, f.text(reflect.Zero(want.Type())), stored)
		if im.theirs(file, line, f.column, meeting.Of(last, f.text(want), stored), f.text(want), stored) {
			f.copy(want, had)
		}
	}
	for _, ref := range at.refs {
		last := s.last(at, said, known, ref.column, "", ref.stored)
		if im.theirs(file, line, ref.column, meeting.Of(last, ref.asked, ref.stored), ref.asked, ref.stored) {
			ref.keep()
		}
	}
	return true
}

// last returns the value that a column had in the last import; none if its file did not have the column. If nothing is
// recorded of a kind of rows, they were imported before recording began: the stored value then counts as the last
// import's.
func (s *structureEntry) last(at rowAt, said record, known bool, column, none, stored string) meeting.Last[string] {
	if !known {
		return meeting.Last[string]{Said: stored, Known: !s.heard[at.kind()]}
	}
	if text, there := said[column]; there {
		none = text
	}
	return meeting.Last[string]{Said: none, Known: true}
}

// record returns the values of a row in this import. A column missing from the file keeps its last recorded value.
func (im *importing) record(file string, want reflect.Value, at rowAt, before record) record {
	now := record{}
	for _, f := range owned[file] {
		if !im.silent(file, f.column) {
			now[f.column] = f.text(want)
		} else if text, there := before[f.column]; there {
			now[f.column] = text
		}
	}
	for _, ref := range at.refs {
		now[ref.column] = ref.asked
	}
	for column, list := range at.lists {
		now[column] = strings.Join(list, ";")
	}
	return now
}

// theirs reports whether the stored value is kept although the file has another one; if so, it adds that to the
// summary.
func (im *importing) theirs(file string, line int, column string, o meeting.Outcome, said, stored string) bool {
	title := ""
	switch o {
	case meeting.Kept:
		title = LaterHere
	case meeting.Conflict:
		title = Differing
	default:
		return false
	}
	if column == "diet" || column == "allergies" { // health data is not printed on the terminal
		im.tell(title, "%s, ligne %d, colonne %s", file, line, column)
	} else {
		im.tell(title, "%s, ligne %d, colonne %s : « %s » est gardé, le fichier dit « %s »", file, line, column, stored,
			said)
	}
	return true
}

// silent reports whether a column is missing from a file.
func (im *importing) silent(file, column string) bool {
	return slices.Contains(im.without[file], column)
}

// remember records the values of this import where they differ from the last one's.
func (im *importing) remember() error {
	var rows []db.Imported
	for _, one := range im.said {
		at := place{one.owner, *one.id, one.key}
		if said, known := im.known[at]; known && maps.Equal(said, one.said) {
			continue
		}
		text, err := json.Marshal(one.said)
		if err != nil {
			return err
		}
		rows = append(rows, db.Imported{StructureID: one.structure.id(), Owner: at.owner, OwnerID: at.id, Key: at.key,
			Said: string(text)})
	}
	return im.q.SetImported(im.ctx, rows)
}
