package load

import (
	"slices"
	"strings"

	"cartable/app/domain/civil"
	"cartable/app/domain/town"
)

// Rows of the catalogue are read as nouns of package domain/town, which defines the valid values and the refusal texts
// for both a CSV column and a form field.

// nounEntry is a noun of the catalogue: as stored (nil: not stored) and as the files want it.
type nounEntry[N town.Noun] struct {
	entry[N]
	rowID int64         // for nouns that have one; 0 = not stored yet
	read  town.Findings // cells of its line that could not be read, already reported
}

func storedNoun[N town.Noun](n N, rowID int64) nounEntry[N] {
	return nounEntry[N]{entry: stored(n), rowID: rowID}
}

type walletEntry struct{ nounEntry[town.WalletEntry] }
type categoryEntry struct{ nounEntry[town.CategoryEntry] }
type poolEntry struct{ nounEntry[town.PoolEntry] }
type activityEntry struct {
	nounEntry[town.ActivityEntry]
	asksPools   []string // from its row
	asksSchools []string // by their names, from its row
	asksClasses []string // as École/Classe
}

// pair is two activities that may be booked together.
type pair [2]*activityEntry

func pairOf(a, b *activityEntry) pair {
	if a.want.Code > b.want.Code {
		a, b = b, a
	}
	return pair{a, b}
}

// dateKey is a date of an activity or of a pool, by its code.
type dateKey struct {
	of   string
	date civil.Date
}

type openingEntry struct{ nounEntry[town.OpeningEntry] }
type releaseEntry struct{ nounEntry[town.ReleaseEntry] }
type capacityEntry struct{ nounEntry[town.CapacityEntry] }
type tariffEntry struct{ nounEntry[town.TariffEntry] }

type quotientEntry struct {
	nounEntry[town.QuotientEntry]
	family *familyEntry
}

type quotientKey struct {
	family *familyEntry
	from   civil.Date
}

// noun gives generic callers access to the entry's noun, whatever its kind.
func (e *nounEntry[N]) noun() *nounEntry[N] { return e }

// readNoun reads a row into the entry of its key, and reports the cells that it cannot read. It returns nil when the
// row has no key, or the key of an earlier row. The values are validated after all files are read (judge), because a
// row may refer to later ones.
func readNoun[N town.Noun, K comparable, E any](r *row, s *structureEntry, in func(*structureEntry) *shelf[K, E],
	column string, key func(N) K) *E {
	kind := (*new(N)).Kind()
	cells := r.said()
	if kind == town.NounActivity {
		delete(cells, "schools") // their names: they become codes once all children are read
		delete(cells, "classes")
	}
	n, found := town.Read(kind, nil, cells)
	unnamed := slices.ContainsFunc(town.Fields(kind), func(f town.Field) bool {
		return f.Key && len(found.On(f.Name)) > 0
	})
	var e *E
	if s != nil && !unnamed {
		e = take(r, in(s), key(n.(N)), column)
	}
	if e == nil {
		r.tell(found)
		return nil
	}
	one := any(e).(interface{ noun() *nounEntry[N] }).noun()
	if one.had != nil { // a column missing from the file keeps its stored value
		n, found = town.Read(kind, *one.had, cells)
	}
	one.want, one.read = n.(N), found
	r.tell(found)
	return e
}

// said returns the cells of the row, by column.
func (r *row) said() map[string]string {
	cells := make(map[string]string, len(r.at))
	for column, i := range r.at {
		cells[column] = strings.Clone(r.cells[i])
	}
	return cells
}

// tell reports the findings as errors of the row.
func (r *row) tell(found town.Findings) {
	for _, one := range found {
		r.wrong(one.Field, one.Wrong, one.Expected)
	}
}

func (im *importing) readStructure(r *row) {
	s := im.structures.get(r.cell("code"))
	if s != nil {
		if im.stopped = s.load(im); im.stopped != nil {
			return
		}
	}
	all := func(*structureEntry) *shelf[string, structureEntry] { return &im.structures }
	s = readNoun(r, &structureEntry{}, all, "code", func(n town.StructureEntry) string { return n.Code })
	if s != nil {
		s.loaded = true // a new structure has nothing to load
	}
}

func (im *importing) readWallet(r *row) {
	s := r.structure()
	readNoun(r, s, inWallets, "code", func(n town.WalletEntry) string { return n.Code })
}

func (im *importing) readCategory(r *row) {
	s := r.structure()
	readNoun(r, s, inCategories, "code", func(n town.CategoryEntry) string { return n.Code })
}

func (im *importing) readPool(r *row) {
	s := r.structure()
	readNoun(r, s, inPools, "code", func(n town.PoolEntry) string { return n.Code })
}

// optionalOfActivity are the columns of activities.csv that came after the first towns.
const optionalOfActivity = "meal? notice_hours? kitchen_by? kind? declared? age_from? age_to? levels? schools? " +
	"classes? offer_hours? max_enrolled? late_fee? late_grace?"

func (im *importing) readActivity(r *row) {
	s := r.structure()
	a := readNoun(r, s, inActivities, "code", func(n town.ActivityEntry) string { return n.Code })
	if a != nil {
		a.asksSchools, a.asksClasses = r.list("schools"), r.list("classes")
	}
}

// resolveCompatible runs after the last row of activities.csv, because a row may name a later one.
func (im *importing) resolveCompatible() {
	for _, s := range im.structures.all {
		if !slices.ContainsFunc(s.activities.all, func(a *activityEntry) bool { return a.line != 0 }) {
			continue // wanted stays nil: the stored pairs are kept
		}
		s.wanted = map[pair]bool{}
		for _, a := range s.activities.all {
			if a.line == 0 {
				continue
			}
			for _, code := range a.want.Compatible {
				if b := s.activities.get(code); b != nil && a != b {
					s.wanted[pairOf(a, b)] = true
					a.file = a.file || !s.compatible[pairOf(a, b)]
				}
			}
		}
		for p := range s.compatible {
			a, b := p[0], p[1]
			if a.line == 0 && b.line == 0 {
				s.wanted[p] = true // no row names these activities
			}
		}
		for _, a := range s.activities.all {
			for p := range s.compatible {
				if a.line != 0 && (p[0] == a || p[1] == a) && !s.wanted[p] {
					a.file = true
				}
			}
		}
	}
}

func (im *importing) readOpening(r *row) {
	s := r.structure()
	readNoun(r, s, inOpenings, "date", func(n town.OpeningEntry) dateKey { return dateKey{n.Activity, n.Date} })
}

func (im *importing) readRelease(r *row) {
	s := r.structure()
	readNoun(r, s, inReleases, "from", func(n town.ReleaseEntry) dateKey { return dateKey{n.Activity, n.From} })
}

func (im *importing) readCapacity(r *row) {
	s := r.structure()
	readNoun(r, s, inCapacities, "date", func(n town.CapacityEntry) dateKey { return dateKey{n.Pool, n.Date} })
}

func (im *importing) readTariff(r *row) {
	s := r.structure()
	readNoun(r, s, inTariffs, "qf_min", func(n town.TariffEntry) string { return town.Key(n) })
}

func (im *importing) readQuotient(r *row) {
	s := r.structure()
	var family *familyEntry
	if r.cell("family") != "" { // a missing cell is reported with the other errors
		family = r.family(s)
	}
	if family == nil {
		s = nil // the rest of the row is still read
	}
	e := readNoun(r, s, inQuotients, "from",
		func(n town.QuotientEntry) quotientKey { return quotientKey{family, n.From} })
	if e != nil {
		e.family = family
	}
}
