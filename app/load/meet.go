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

// An import meets what people changed since the last one (DOMAIN.md 11.7). Everything that it says is remembered in the
// table imported, by what has a code and stays; here it is compared with what is stored, before anything is written.

// place is where what an import said of something is remembered.
type place struct {
	owner string // as the table imported calls it
	id    int64
	key   string // empty: its own line of the file
}

// record is what an import said: a text by column.
type record map[string]string

// saying is what this import says of a place, whose id may have to wait for the database.
type saying struct {
	structure *structureEntry
	rowAt
	said record
}

// rowAt tells where a row of a file belongs, which of its columns name something else, and what its lists say.
type rowAt struct {
	owner string
	id    *int64
	key   string
	refs  []reference
	lists map[string][]string
}

// reference is a column that names another row: the codes that the file asks for and that are stored, and how to keep
// the stored one.
type reference struct {
	column, asked, stored string
	keep                  func()
}

// kind is which rows of which file a place is about.
func (at rowAt) kind() string {
	word, _, _ := strings.Cut(at.key, " ")
	return at.owner + " " + word
}

// recall reads what the last imports said of a structure.
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

// recalled is what the last import said of a row; ok is false when none ever spoke of it.
func (im *importing) recalled(at rowAt) (said record, ok bool) {
	if *at.id == 0 {
		return nil, false
	}
	said, ok = im.known[place{at.owner, *at.id, at.key}]
	return said, ok
}

// meet compares all that the files say with what is stored and with what the last import said.
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

func meetRows[K comparable, E any, T any](im *importing, s *structureEntry, file string, all *shelf[K, E],
	row func(*E) *entry[T], at func(*E) rowAt) {
	for _, e := range slices.Clone(all.all) {
		if r := row(e); r.line != 0 && !meetRow(im, s, file, r, at(e)) {
			all.drop(e)
		}
	}
}

// meetRow leaves in a row that a file asks for what somebody else wrote since. It is false for a row that somebody took
// away: it does not come back.
func meetRow[T any](im *importing, s *structureEntry, file string, r *entry[T], at rowAt) bool {
	said, known := im.recalled(at)
	want := reflect.ValueOf(&r.want).Elem()
	now := im.record(file, want, at, said)
	im.said = append(im.said, saying{s, at, now})
	if r.had == nil {
		switch {
		case !known:
			return true
		case maps.Equal(now, said):
			im.tell(LaterHere, "%s, ligne %d : retiré", file, r.line)
		default:
			im.tell(Differing, "%s, ligne %d : retiré, et le fichier le change", file, r.line)
		}
		return false
	}
	had := reflect.ValueOf(r.had).Elem()
	for _, f := range owned[file] {
		if im.silent(file, f.column) {
			continue
		}
		stored := f.text(had)
		last := s.last(at, said, known, f.column, f.text(reflect.Zero(want.Type())), stored)
		if im.theirs(file, r.line, f.column, meeting.Of(last, f.text(want), stored), f.text(want), stored) {
			f.copy(want, had)
		}
	}
	for _, ref := range at.refs {
		last := s.last(at, said, known, ref.column, "", ref.stored)
		if im.theirs(file, r.line, ref.column, meeting.Of(last, ref.asked, ref.stored), ref.asked, ref.stored) {
			ref.keep()
		}
	}
	return true
}

// last is what the last import said of a column; none is what it then says of one that the file did not have. A kind of
// rows of which no import ever said anything was brought in before that was remembered: what is stored is taken for what
// the last import said.
func (s *structureEntry) last(at rowAt, said record, known bool, column, none, stored string) meeting.Last[string] {
	if !known {
		return meeting.Last[string]{Said: stored, Known: !s.heard[at.kind()]}
	}
	if text, there := said[column]; there {
		none = text
	}
	return meeting.Last[string]{Said: none, Known: true}
}

// record is what a row says now. A column that the file leaves out says what it said.
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

// theirs tells of a value that stays although the file says another, and is true then.
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
	if column == "diet" || column == "allergies" { // health stays off the terminal
		im.tell(title, "%s, ligne %d, colonne %s", file, line, column)
	} else {
		im.tell(title, "%s, ligne %d, colonne %s : « %s » est gardé, le fichier dit « %s »", file, line, column, stored, said)
	}
	return true
}

// silent tells whether a file leaves a column out.
func (im *importing) silent(file, column string) bool {
	return slices.Contains(im.without[file], column)
}

// remember writes down what this import said, where it is not what the last one said.
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
