package load

import (
	"fmt"

	"cartable/db"
)

// structureEntry is a structure with all that it holds.
type structureEntry struct {
	entry[db.Structure]
	loaded bool
	moved  bool // its catalogue was written

	wallets    shelf[string, walletEntry]
	categories shelf[string, categoryEntry]
	pools      shelf[string, poolEntry]
	activities shelf[string, activityEntry]
	compatible map[pair]bool // stored
	wanted     map[pair]bool
	openings   shelf[openingKey, openingEntry]
	capacities shelf[capacityKey, capacityEntry]
	tariffs    shelf[tariffKey, tariffEntry]
	families   shelf[string, familyEntry]
	quotients  shelf[quotientKey, quotientEntry]
	children   shelf[string, childEntry]
	enrolments shelf[enrolmentKey, enrolmentEntry]
}

func (s *structureEntry) id() int64 { return s.want.ID }

func (im *importing) loadStructures() error {
	rows, err := im.q.ImportStructures(im.ctx)
	if err != nil {
		return err
	}
	for _, row := range rows {
		im.structures.put(row.Code, &structureEntry{entry: stored(row)})
	}
	return nil
}

// structure is the one that a row is about. What it holds is read when it is first named.
func (r *row) structure() *structureEntry {
	code := r.cell("structure")
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
	return s
}

// load fills the shelves with what is stored.
func (s *structureEntry) load(im *importing) error {
	if s.loaded {
		return nil
	}
	s.loaded = true
	if s.had == nil {
		return nil
	}
	t, err := im.q.ImportTown(im.ctx, s.id())
	if err != nil {
		return err
	}
	walletByID := map[int64]*walletEntry{}
	for _, row := range t.Wallets {
		walletByID[row.ID] = s.wallets.put(row.Code, &walletEntry{entry: stored(row)})
	}
	categoryByID := map[int64]*categoryEntry{}
	for _, row := range t.Categories {
		categoryByID[row.ID] = s.categories.put(row.Code, &categoryEntry{entry: stored(row), wallet: walletByID[row.WalletID]})
	}
	poolByID := map[int64]*poolEntry{}
	for _, row := range t.Pools {
		poolByID[row.ID] = s.pools.put(row.Code, &poolEntry{entry: stored(row)})
	}
	activityByID := map[int64]*activityEntry{}
	for _, row := range t.Activities {
		activityByID[row.ID] = s.activities.put(row.Code, &activityEntry{entry: stored(row), category: categoryByID[row.CategoryID]})
	}
	for _, row := range t.ActivityPools {
		a := activityByID[row.ActivityID]
		a.storedPools = append(a.storedPools, poolByID[row.PoolID])
		a.pools = append(a.pools, poolByID[row.PoolID])
	}
	s.compatible = map[pair]bool{}
	for _, row := range t.Compatibilities {
		if a, b := activityByID[row.ActivityID], activityByID[row.OtherID]; a != nil && b != nil {
			s.compatible[pairOf(a, b)] = true
		}
	}
	for _, row := range t.Openings {
		a := activityByID[row.ActivityID]
		s.openings.put(openingKey{a, row.Date}, &openingEntry{entry: stored(row), activity: a})
	}
	for _, row := range t.Capacities {
		p := poolByID[row.PoolID]
		s.capacities.put(capacityKey{p, row.Date}, &capacityEntry{entry: stored(row), pool: p})
	}
	for _, row := range t.Tariffs {
		a := activityByID[row.ActivityID]
		s.tariffs.put(tariffKeyOf(a, row), &tariffEntry{entry: stored(row), activity: a})
	}
	familyByID := map[int64]*familyEntry{}
	for _, row := range t.Families {
		familyByID[row.ID] = s.families.put(row.Code, &familyEntry{entry: stored(row)})
	}
	for _, row := range t.Emails {
		f := familyByID[row.FamilyID]
		f.storedEmails = append(f.storedEmails, row)
	}
	for _, row := range t.Quotients {
		f := familyByID[row.FamilyID]
		s.quotients.put(quotientKey{f, row.FromDate}, &quotientEntry{entry: stored(row), family: f})
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
		c, a := childByID[row.ChildID], activityByID[row.ActivityID]
		s.enrolments.put(enrolmentKey{c, a, row.FromDate}, &enrolmentEntry{entry: stored(row), child: c, activity: a})
	}
	return nil
}

// ref finds what a cell refers to in a structure. A code that only another structure has is told as such.
func ref[E any](r *row, s *structureEntry, column, file string, in func(*structureEntry) *shelf[string, E]) *E {
	code := r.cell(column)
	if code == "" {
		r.wrong(column, "la valeur manque", "un code de "+file)
		return nil
	}
	return refCode(r, s, column, code, file, in)
}

func refCode[E any](r *row, s *structureEntry, column, code, file string, in func(*structureEntry) *shelf[string, E]) *E {
	if s == nil {
		return nil
	}
	if e := in(s).get(code); e != nil {
		return e
	}
	wrong := fmt.Sprintf("« %s » est inconnu dans la structure « %s »", code, s.want.Code)
	for _, other := range r.im.structures.all {
		if in(other).get(code) != nil {
			wrong = fmt.Sprintf("« %s » appartient à la structure « %s », pas à « %s »", code, other.want.Code, s.want.Code)
		}
	}
	r.wrong(column, wrong, "un code de "+file+" ou déjà enregistré, de la même structure")
	return nil
}

// Where ref looks.
func inWallets(s *structureEntry) *shelf[string, walletEntry]      { return &s.wallets }
func inCategories(s *structureEntry) *shelf[string, categoryEntry] { return &s.categories }
func inPools(s *structureEntry) *shelf[string, poolEntry]          { return &s.pools }
func inActivities(s *structureEntry) *shelf[string, activityEntry] { return &s.activities }
func inFamilies(s *structureEntry) *shelf[string, familyEntry]     { return &s.families }
func inChildren(s *structureEntry) *shelf[string, childEntry]      { return &s.children }

func (im *importing) readStructure(r *row) {
	code := r.required("code", "un code")
	want := db.Structure{
		Code: code, Name: r.required("name", "un nom"), Zone: r.oneOf("zone", "", "A", "B", "C"),
		AlsaceMoselle: r.yes("alsace_moselle", false), NightAt: 30, Notice: r.text("notice"), Revision: 1,
	}
	if r.cell("night_at") != "" {
		if t, ok := r.time("night_at"); ok {
			want.NightAt = t
			if t >= 2*60 && t < 3*60 || t >= 24*60 {
				r.bad("night_at", "n'est pas une heure possible : certaines nuits ne l'ont pas, d'autres l'ont deux fois", "une heure de 00:00 à 01:59 ou de 03:00 à 23:59")
			}
		}
	}
	if code == "" {
		return
	}
	s := take(r, &im.structures, code, "code")
	if s == nil {
		return
	}
	if s.had != nil {
		want.ID, want.Revision, want.UpdatedThrough, want.TogglesWaitlist = s.had.ID, s.had.Revision, s.had.UpdatedThrough, s.had.TogglesWaitlist
	}
	s.want = want
}
