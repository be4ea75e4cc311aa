package town

import (
	"encoding/json"
	"fmt"
	"slices"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
)

// Change is the edit of one noun: its state before and after, under one key. The journal stores its JSON, so that the
// change can be read back, described again and undone.
type Change struct {
	Before Noun // nil = it is created
	After  Noun // nil = it is removed, or archived if it was ever used
}

// noun returns the noun of the change, in its latest state.
func (c Change) noun() Noun {
	if c.After != nil {
		return c.After
	}
	return c.Before
}

// Kind returns the kind of the changed noun.
func (c Change) Kind() NounKind { return c.noun().Kind() }

// Key returns the key of the changed noun; see Key.
func (c Change) Key() string { return Key(c.noun()) }

// Inverse returns the change that undoes c.
func (c Change) Inverse() Change { return Change{c.After, c.Before} }

// Empty reports whether the change changes nothing.
func (c Change) Empty() bool {
	return (c.Before == nil) == (c.After == nil) && len(Diff(c.Before, c.After)) == 0
}

// Stands reports whether the settings are still as the change left them: only then may it be undone.
func (c Change) Stands(s *Settings) bool { return s.standsAs(c.noun(), c.After) }

func (s *Settings) standsAs(like, want Noun) bool { return Change{s.Stored(like), want}.Empty() }

// Check returns all findings about the change in the settings to which it is about to be applied: those of Check on the
// noun, and those that depend on the edit.
func (c Change) Check(s *Settings) Findings {
	if c.After == nil {
		var found Findings
		if by := s.usedBy(c.Before); by != "" {
			found.fault("", "sert encore à "+by, "")
		}
		return found
	}
	if c.Before == nil && s.Stored(c.After) != nil {
		found := s.Check(c.After)
		if _, ok := c.After.(EnrolmentEntry); ok { // nobody knows its key
			found.fault("from", "cette inscription existe déjà", "")
			return found
		}
		found.fault(lastKey(c.Kind()), quoted(Key(c.After))+" existe déjà", "")
		return found
	}
	return c.Judge(s)
}

// Judge is Check for settings that may already contain the change, as in an import of many changes at once.
func (c Change) Judge(s *Settings) Findings {
	found := s.Check(c.After)
	if c.Before == nil {
		found = append(found, c.Room(s)...)
		if n, ok := c.After.(EnrolmentEntry); ok {
			s.checkBegins(n, &found)
		}
		return found
	}
	if Key(c.Before) != Key(c.After) {
		found.fault(lastKey(c.Kind()), quoted(Key(c.Before))+" ne change plus une fois enregistré", "")
		return found
	}
	for i, one := range found {
		if slices.ContainsFunc(Fields(c.Kind()), func(f Field) bool { return f.Key && f.Name == one.Field }) {
			found[i].Warning = true // an existing code cannot be changed, and must not block the rest
		}
	}
	found = append(found, c.Room(s)...) // of an enrolment that lasts longer
	if was, ok := c.Before.(ActivityEntry); ok {
		found.narrowed(was, c.After.(ActivityEntry))
	}
	return found
}

func lastKey(kind NounKind) string {
	var last string
	for _, f := range Fields(kind) {
		if f.Key {
			last = f.Name
		}
	}
	return last
}

// narrowed warns of dates that an activity loses: typing next year's dates over this year's removes its last days.
func (found *Findings) narrowed(was, is ActivityEntry) {
	lost := func(field string, from, to civil.Date) {
		found.warn(field, fmt.Sprintf("les jours du %s au %s ne sont plus proposés", from.Numeric(), to.Numeric()),
			"les dates de l'année en cours, ou une autre activité pour la suivante", "from", "to")
	}
	if is.From > was.From {
		lost("from", was.From, min(was.To, is.From-1))
	}
	if is.To != 0 && is.To < was.To {
		lost("to", max(was.From, is.To+1), was.To)
	}
}

// apply writes the change into settings that belong to the caller.
func (c Change) apply(s *Settings) error {
	if !s.standsAs(c.noun(), c.Before) {
		return fault.Conflictf("%s a changé entre-temps.", s.Town.Title(c.noun()))
	}
	if c.After == nil {
		return s.Remove(c.Before)
	}
	if c.Before != nil && Key(c.Before) != Key(c.After) {
		return fault.Invalidf(lastKey(c.Kind()), "%s garde son code.", c.Before.Title())
	}
	return s.Put(c.After)
}

// Changes is a batch, in the order of application: a noun comes after those that it refers to.
type Changes []Change

// Apply returns the settings with all changes; s itself is not modified. The fault is a Conflict when the state of a
// noun differs from the one in its change: then nothing is applied.
func (c Changes) Apply(s *Settings) (*Settings, error) {
	after := s.Clone()
	for _, one := range c {
		if err := one.apply(after); err != nil {
			return nil, err
		}
	}
	return after, nil
}

// Inverse returns the batch that undoes c, last change first.
func (c Changes) Inverse() Changes {
	undo := make(Changes, len(c))
	for i, one := range c {
		undo[len(c)-1-i] = one.Inverse()
	}
	return undo
}

// Compact merges the changes of one noun into one, and drops those that change nothing. The order is that of the first
// change of each noun.
func (c Changes) Compact() Changes {
	type name struct {
		kind NounKind
		key  string
	}
	at := map[name]int{}
	var joined Changes
	for _, one := range c {
		k := name{one.Kind(), one.Key()}
		if i, seen := at[k]; seen {
			joined[i].After = one.After
			continue
		}
		at[k] = len(joined)
		joined = append(joined, one)
	}
	return slices.DeleteFunc(joined, func(one Change) bool {
		return one.Before == nil && one.After == nil || one.Empty()
	})
}

// stored is the JSON of a change: fields by name, as cells.
type stored struct {
	Noun   NounKind          `json:"noun"`
	Key    string            `json:"key"`
	Before map[string]string `json:"before,omitempty"`
	After  map[string]string `json:"after,omitempty"`
}

// MarshalJSON writes the fields as cells, by name and in alphabetical order: the same change gives the same text.
func (c Change) MarshalJSON() ([]byte, error) {
	if c.noun() == nil {
		return nil, fmt.Errorf("town: a change of nothing has no JSON")
	}
	return json.Marshal(stored{c.Kind(), c.Key(), cells(c.Before), cells(c.After)})
}

func cells(n Noun) map[string]string {
	if n == nil {
		return nil
	}
	all := map[string]string{}
	for _, f := range Fields(n.Kind()) {
		all[f.Name] = f.Cell(n)
	}
	return all
}

// UnmarshalJSON reads a change back. A field that did not exist when it was written gets its standard value.
func (c *Change) UnmarshalJSON(text []byte) error {
	var s stored
	if err := json.Unmarshal(text, &s); err != nil {
		return err
	}
	*c = Change{}
	for to, from := range map[*Noun]map[string]string{&c.Before: s.Before, &c.After: s.After} {
		if from == nil {
			continue
		}
		n, found := Read(s.Noun, nil, from)
		if err := found.Err(); err != nil {
			return err
		}
		*to = n
	}
	if c.noun() == nil {
		return fmt.Errorf("town: a change of nothing")
	}
	return nil
}
