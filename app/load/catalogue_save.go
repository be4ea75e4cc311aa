package load

import (
	"fmt"
	"slices"

	"cartable/app/domain/town"
	"cartable/db"
)

// spokenNoun is an entry of a noun of any kind that a file names.
type spokenNoun interface {
	at() (line int)
	change() town.Change
	judged(town.Findings) town.Findings
	count() (added, changed bool)
}

func (e *nounEntry[N]) at() int { return e.line }

// change returns the change that the files make to the noun.
func (e *nounEntry[N]) change() town.Change {
	if e.had == nil {
		return town.Change{After: e.want}
	}
	return town.Change{Before: *e.had, After: e.want}
}

// judged drops findings about cells that could not be read, which were already reported.
func (e *nounEntry[N]) judged(found town.Findings) town.Findings {
	return e.read.And(found)[len(e.read):]
}

func (e *nounEntry[N]) count() (added, changed bool) {
	return e.had == nil, e.file || e.had != nil && !e.change().Empty()
}

// count ignores compatible activities, which belong to other rows too; the field file is set when the activity's own
// row changed its list.
func (e *activityEntry) count() (added, changed bool) {
	if e.had == nil {
		return true, false
	}
	was, is := *e.had, e.want
	was.Compatible, is.Compatible = nil, nil
	return false, e.file || !town.Change{Before: was, After: is}.Empty()
}

// fileNoun is a noun with the file that names it.
type fileNoun struct {
	file string
	spokenNoun
}

// named returns the nouns of a structure that the files name, each after the nouns that it refers to.
func (s *structureEntry) named() []fileNoun {
	var all []fileNoun
	if s.line != 0 {
		all = append(all, fileNoun{"structures.csv", s})
	}
	all = append(all, namedIn("wallets.csv", &s.wallets)...)
	all = append(all, namedIn("categories.csv", &s.categories)...)
	all = append(all, namedIn("pools.csv", &s.pools)...)
	all = append(all, namedIn("activities.csv", &s.activities)...)
	all = append(all, namedIn("openings.csv", &s.openings)...)
	all = append(all, namedIn("releases.csv", &s.releases)...)
	all = append(all, namedIn("capacities.csv", &s.capacities)...)
	all = append(all, namedIn("tariffs.csv", &s.tariffs)...)
	return append(all, namedIn("quotients.csv", &s.quotients)...)
}

func namedIn[K comparable, E any](file string, all *shelf[K, E]) (spoken []fileNoun) {
	for _, e := range all.all {
		if n := any(e).(spokenNoun); n.at() != 0 {
			spoken = append(spoken, fileNoun{file, n})
		}
	}
	return spoken
}

// judge validates the catalogue as it will be after the import. It reports errors, and doubts about values that look
// wrong but may be intended.
func (im *importing) judge() error {
	im.doubts = nil
	var towns []*town.Settings
	var structures []*structureEntry
	for _, s := range im.structures.all {
		if s.loaded {
			towns, structures = append(towns, s.settings()), append(structures, s)
		}
	}
	for i, s := range structures {
		for j, other := range towns {
			if i != j {
				towns[i].Others = append(towns[i].Others, other.Town)
			}
		}
		doubtful := doubts{s: s, on: towns[i]}
		for _, n := range s.named() {
			for _, one := range n.judged(n.change().Judge(towns[i])) {
				if one.Warning {
					doubtful.add(n, one)
				} else {
					im.report(n.file, n.at(), one.Field, one.Wrong, one.Expected)
				}
			}
		}
		im.doubts = append(im.doubts, doubtful.all()...)
	}
	return nil
}

// settings returns the settings of a structure with the changes of the files applied.
func (s *structureEntry) settings() *town.Settings {
	all := town.Empty(s.want.Code)
	if s.held != nil {
		all = s.held.Clone()
	}
	for _, f := range s.families.all {
		if _, there := all.Quotients[f.want.Code]; !there {
			all.Quotients[f.want.Code] = nil
		}
	}
	for _, n := range s.missingSchools() {
		all.Declare(n)
	}
	for _, n := range s.named() {
		all.Declare(n.change().After)
	}
	return all
}

// saveStructures inserts the new structures.
func (im *importing) saveStructures() (err error) {
	for _, s := range im.structures.all {
		if s.line == 0 || s.had != nil {
			continue
		}
		if s.held, err = im.q.NewTown(im.ctx, s.want); err != nil {
			return fmt.Errorf("structures.csv : %w", err)
		}
		s.rowID, s.done = s.held.ID(), town.Changes{{After: s.want}}
	}
	return nil
}

// saveCatalogues writes the catalogue, and the quotients of families, which are stored by then.
func (im *importing) saveCatalogues() error {
	for _, s := range im.structures.all {
		if !s.loaded {
			continue
		}
		if err := im.saveCatalogue(s); err != nil {
			return err
		}
	}
	return nil
}

func (im *importing) saveCatalogue(s *structureEntry) error {
	nouns := s.missingSchools() // activities refer to them
	for _, n := range s.named() {
		nouns = append(nouns, s.paired(n.change().After))
		counts := im.counts(n.file)
		switch added, changed := n.count(); {
		case added:
			counts.New++
		case changed:
			counts.Changed++
		}
	}
	changes, err := s.held.Changes(nouns)
	if err != nil {
		return err
	}
	done, err := s.held.Apply(im.ctx, changes, nil)
	if err != nil {
		return err
	}
	// The journal of the town contains no QF: a QF belongs to a family, and must be erased with it. Nor does it contain
	// the schools that children name: undoing the import keeps the children, which belong to them.
	s.done = append(s.done, slices.DeleteFunc(done, func(c town.Change) bool {
		return slices.Contains([]town.NounKind{town.NounQuotient, town.NounSchool, town.NounClass}, c.Kind())
	})...)
	for _, w := range s.wallets.all {
		w.rowID = s.held.Town.Wallet(w.want.Code).ID
	}
	for _, k := range s.categories.all {
		k.rowID = s.held.Town.Category(k.want.Code).ID
	}
	for _, p := range s.pools.all {
		p.rowID = s.held.Town.Pool(p.want.Code).ID
	}
	for _, a := range s.activities.all {
		a.rowID = s.held.Town.Activity(a.want.Code).ID
	}
	if len(changes) > 0 {
		im.progress("écriture du catalogue", len(changes), len(changes))
	}
	return nil
}

// paired returns an activity with all its compatible activities, whichever row names the pair.
func (s *structureEntry) paired(n town.Noun) town.Noun {
	a, ok := n.(town.ActivityEntry)
	if !ok {
		return n
	}
	a.Compatible = nil
	for p := range s.wanted {
		switch a.Code {
		case p[0].want.Code:
			a.Compatible = append(a.Compatible, p[1].want.Code)
		case p[1].want.Code:
			a.Compatible = append(a.Compatible, p[0].want.Code)
		}
	}
	slices.Sort(a.Compatible)
	return a
}

// saveCoded writes rows that have a code, and reads back the ids that the database assigned.
func (im *importing) saveCoded(
	file string,
	table db.ImportTable,
	s *structureEntry,
	write func() (bool, error),
	ids func(map[string]int64),
) (bool, error) {
	moved, err := write()
	if err != nil || !moved {
		return moved, err
	}
	codes, err := im.q.ImportCodes(im.ctx, table, s.id())
	if err == nil {
		ids(codes)
	}
	return moved, err
}
