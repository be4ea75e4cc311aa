package load

import (
	"cmp"
	"fmt"

	"cartable/app/domain/town"
	"cartable/db"
)

// structureColumns are the columns of structures.csv.
const structureColumns = "code name zone alsace_moselle night_at notice address? phone? email? hours? undo_hours? " +
	"mail_name? mail_signature? accent? qf_backdate? pedt?"

// structureEntry is a structure with all its data.
type structureEntry struct {
	nounEntry[town.StructureEntry]
	loaded bool
	held   *db.Town     // the stored town; nil until it is loaded, or written if it is new
	done   town.Changes // the catalogue changes of this import

	recalled  bool            // the values of earlier imports are loaded
	heard     map[string]bool // kinds of rows that a recorded import contained; see rowAt.kind
	forgotten map[int64]bool  // families that were erased
	joined    map[string]bool // codes of children who were second ones of others

	wallets    shelf[string, walletEntry]
	categories shelf[string, categoryEntry]
	pools      shelf[string, poolEntry]
	activities shelf[string, activityEntry]
	compatible map[pair]bool // stored
	wanted     map[pair]bool
	openings   shelf[dateKey, openingEntry]
	releases   shelf[dateKey, releaseEntry]
	capacities shelf[dateKey, capacityEntry]
	tariffs    shelf[string, tariffEntry] // by town.Key
	families   shelf[string, familyEntry]
	quotients  shelf[quotientKey, quotientEntry]
	children   shelf[string, childEntry]
	enrolments shelf[enrolmentKey, enrolmentEntry]
}

func (s *structureEntry) id() int64 { return s.rowID }

func (im *importing) loadStructures() error {
	all, err := im.q.ImportStructures(im.ctx)
	if err != nil {
		return err
	}
	for _, one := range all {
		im.structures.put(one.Code, &structureEntry{nounEntry: storedNoun(one.StructureEntry, one.ID)})
	}
	return nil
}

// structure returns the structure that a row names, and loads its data when it is first named.
func (r *row) structure() *structureEntry {
	code := cmp.Or(r.cell("structure"), r.im.opts.For)
	if own := r.im.opts.For; own != "" && code != own {
		r.bad("structure", "n'est pas votre structure", own+", ou rien")
		return nil
	}
	if code == "" {
		r.wrong("structure", "la valeur manque", "un code de structures.csv")
		return nil
	}
	s := r.im.structures.get(code)
	if s == nil {
		r.bad("structure", "n'est pas une structure connue", "un code de structures.csv ou déjà enregistré")
		return nil
	}
	if err := s.load(r.im); err != nil {
		r.im.stopped = err
	}
	r.im.speaks(r.file, s)
	return s
}

// load fills the shelves with the stored rows.
func (s *structureEntry) load(im *importing) error {
	if s.loaded {
		return nil
	}
	s.loaded = true
	if s.had == nil {
		return nil
	}
	held, err := im.q.HoldTown(im.ctx, s.id())
	if err != nil {
		return err
	}
	s.hold(held)
	t, err := im.q.ImportTown(im.ctx, s.id())
	if err != nil {
		return err
	}
	familyByID := map[int64]*familyEntry{}
	for _, row := range t.Families {
		familyByID[row.ID] = s.families.put(row.Code, &familyEntry{entry: stored(row)})
	}
	for _, row := range t.Emails {
		f := familyByID[row.FamilyID]
		f.storedEmails = append(f.storedEmails, row)
	}
	for _, n := range held.All(town.NounQuotient) {
		q := n.(town.QuotientEntry)
		f := s.families.get(q.Family)
		s.quotients.put(quotientKey{f, q.From}, &quotientEntry{nounEntry: storedNoun(q, 0), family: f})
	}
	if err := im.readResidences(s); err != nil {
		return err
	}
	childByID := map[int64]*childEntry{}
	for _, row := range t.Children {
		childByID[row.ID] = s.children.put(row.Code, &childEntry{entry: stored(row), structure: s})
	}
	for _, row := range t.FamilyChildren {
		c := childByID[row.ChildID]
		c.storedLinks = append(c.storedLinks, row)
		c.storedFamilies = append(c.storedFamilies, familyByID[row.FamilyID])
	}
	for _, row := range t.Enrolments {
		c, a := childByID[row.ChildID], s.activities.get(held.Town.ActivityByID(row.ActivityID).Code)
		s.enrolments.put(enrolmentKey{c, a, row.FromDate}, &enrolmentEntry{entry: stored(row), child: c, activity: a})
	}
	return nil
}

// hold fills the shelves of the catalogue.
func (s *structureEntry) hold(t *db.Town) {
	s.held, s.had = t, new(t.All(town.NounStructure)[0].(town.StructureEntry))
	s.want = *s.had
	c := t.Town
	for _, w := range c.Wallets {
		n := t.Stored(town.WalletEntry{Code: w.Code}).(town.WalletEntry)
		s.wallets.put(w.Code, &walletEntry{storedNoun(n, w.ID)})
	}
	for _, k := range c.Categories {
		n := t.Stored(town.CategoryEntry{Code: k.Code}).(town.CategoryEntry)
		s.categories.put(k.Code, &categoryEntry{storedNoun(n, k.ID)})
	}
	for _, p := range c.Pools {
		n := t.Stored(town.PoolEntry{Code: p.Code}).(town.PoolEntry)
		s.pools.put(p.Code, &poolEntry{storedNoun(n, p.ID)})
	}
	for _, a := range c.Activities {
		n := t.Stored(town.ActivityEntry{Code: a.Code}).(town.ActivityEntry)
		s.activities.put(a.Code, &activityEntry{nounEntry: storedNoun(n, a.ID)})
	}
	s.compatible = map[pair]bool{}
	for _, a := range s.activities.all {
		for _, code := range a.want.Compatible {
			s.compatible[pairOf(a, s.activities.get(code))] = true
		}
	}
	for _, n := range t.All(town.NounOpening) {
		o := n.(town.OpeningEntry)
		s.openings.put(dateKey{o.Activity, o.Date}, &openingEntry{storedNoun(o, 0)})
	}
	for _, n := range t.All(town.NounRelease) {
		r := n.(town.ReleaseEntry)
		s.releases.put(dateKey{r.Activity, r.From}, &releaseEntry{storedNoun(r, 0)})
	}
	for _, n := range t.All(town.NounCapacity) {
		c := n.(town.CapacityEntry)
		s.capacities.put(dateKey{c.Pool, c.Date}, &capacityEntry{storedNoun(c, 0)})
	}
	for _, n := range t.All(town.NounTariff) {
		s.tariffs.put(town.Key(n), &tariffEntry{storedNoun(n.(town.TariffEntry), 0)})
	}
}

// ref finds the row of a structure that a cell refers to. A code that exists only in another structure is reported as
// such.
func ref[E any](r *row, s *structureEntry, column, file string, in func(*structureEntry) *shelf[string, E]) *E {
	code := r.cell(column)
	if code == "" {
		r.wrong(column, "la valeur manque", "un code de "+file)
		return nil
	}
	return refCode(r, s, column, code, file, in)
}

func refCode[E any](
	r *row,
	s *structureEntry,
	column, code, file string,
	in func(*structureEntry) *shelf[string, E],
) *E {
	if s == nil {
		return nil
	}
	if e := in(s).get(code); e != nil {
		return e
	}
	wrong := fmt.Sprintf("« %s » est inconnu dans la structure « %s »", code, s.want.Code)
	for _, other := range r.im.structures.all {
		if in(other).get(code) != nil {
			wrong = fmt.Sprintf("« %s » appartient à la structure « %s », pas à « %s »", code, other.want.Code,
				s.want.Code)
		}
	}
	r.wrong(column, wrong, "un code de "+file+" ou déjà enregistré, de la même structure")
	return nil
}

// The shelves in which ref searches.
func inWallets(s *structureEntry) *shelf[string, walletEntry]          { return &s.wallets }
func inCategories(s *structureEntry) *shelf[string, categoryEntry]     { return &s.categories }
func inPools(s *structureEntry) *shelf[string, poolEntry]              { return &s.pools }
func inActivities(s *structureEntry) *shelf[string, activityEntry]     { return &s.activities }
func inFamilies(s *structureEntry) *shelf[string, familyEntry]         { return &s.families }
func inChildren(s *structureEntry) *shelf[string, childEntry]          { return &s.children }
func inOpenings(s *structureEntry) *shelf[dateKey, openingEntry]       { return &s.openings }
func inReleases(s *structureEntry) *shelf[dateKey, releaseEntry]       { return &s.releases }
func inCapacities(s *structureEntry) *shelf[dateKey, capacityEntry]    { return &s.capacities }
func inTariffs(s *structureEntry) *shelf[string, tariffEntry]          { return &s.tariffs }
func inQuotients(s *structureEntry) *shelf[quotientKey, quotientEntry] { return &s.quotients }
