package load

import (
	"slices"

	"cartable/db"
)

// saveCatalogues writes structures and what staff describe.
func (im *importing) saveCatalogues() error {
	var structures []*entry[db.Structure]
	for _, s := range im.structures.all {
		structures = append(structures, &s.entry)
		s.moved = s.line != 0 && s.had != nil && s.changed()
	}
	if _, err := save(im, "structures.csv", structures, "name", "zone", "alsace_moselle", "night_at", "notice"); err != nil {
		return err
	}
	rows, err := im.q.ImportStructures(im.ctx)
	if err != nil {
		return err
	}
	for _, row := range rows {
		im.structures.get(row.Code).want.ID = row.ID
	}
	for _, s := range im.structures.all {
		if !s.loaded {
			if s.moved {
				if err := im.q.MoveRevision(im.ctx, s.id()); err != nil {
					return err
				}
			}
			continue
		}
		if err := im.saveCatalogue(s); err != nil {
			return err
		}
		// A structure that is new has been read by nobody yet.
		if s.moved && s.had != nil {
			if err := im.q.MoveRevision(im.ctx, s.id()); err != nil {
				return err
			}
		}
	}
	return nil
}

func (im *importing) saveCatalogue(s *structureEntry) error {
	for _, step := range []func(*structureEntry) (bool, error){
		im.saveWallets, im.saveCategories, im.savePools, im.saveActivities, im.saveActivityPools, im.saveCompatible,
		im.saveOpenings, im.saveCapacities, im.saveTariffs,
	} {
		moved, err := step(s)
		if err != nil {
			return err
		}
		s.moved = s.moved || moved
	}
	return nil
}

func (im *importing) saveWallets(s *structureEntry) (bool, error) {
	var rows []*entry[db.Wallet]
	for _, w := range s.wallets.all {
		w.want.StructureID = s.id()
		rows = append(rows, &w.entry)
	}
	return im.saveCoded("wallets.csv", db.ImportWallets, s, func() (bool, error) { return save(im, "wallets.csv", rows) }, func(ids map[string]int64) {
		for _, w := range s.wallets.all {
			w.want.ID = ids[w.want.Code]
		}
	})
}

func (im *importing) saveCategories(s *structureEntry) (bool, error) {
	var rows []*entry[db.Category]
	for _, c := range s.categories.all {
		c.want.StructureID, c.want.WalletID = s.id(), c.wallet.want.ID
		rows = append(rows, &c.entry)
	}
	return im.saveCoded("categories.csv", db.ImportCategories, s, func() (bool, error) { return save(im, "categories.csv", rows) }, func(ids map[string]int64) {
		for _, c := range s.categories.all {
			c.want.ID = ids[c.want.Code]
		}
	})
}

func (im *importing) savePools(s *structureEntry) (bool, error) {
	var rows []*entry[db.Pool]
	for _, p := range s.pools.all {
		p.want.StructureID = s.id()
		rows = append(rows, &p.entry)
	}
	return im.saveCoded("pools.csv", db.ImportPools, s, func() (bool, error) { return save(im, "pools.csv", rows) }, func(ids map[string]int64) {
		for _, p := range s.pools.all {
			p.want.ID = ids[p.want.Code]
		}
	})
}

func (im *importing) saveActivities(s *structureEntry) (bool, error) {
	var rows []*entry[db.Activity]
	for _, a := range s.activities.all {
		a.want.StructureID, a.want.CategoryID = s.id(), a.category.want.ID
		a.file = a.file || a.line != 0 && !samePools(a.pools, a.storedPools)
		rows = append(rows, &a.entry)
	}
	return im.saveCoded("activities.csv", db.ImportActivities, s, func() (bool, error) { return save(im, "activities.csv", rows) }, func(ids map[string]int64) {
		for _, a := range s.activities.all {
			a.want.ID = ids[a.want.Code]
		}
	})
}

// saveCoded writes rows that have a code, and brings back the ids that the database gave.
func (im *importing) saveCoded(file string, table db.ImportTable, s *structureEntry, write func() (bool, error), ids func(map[string]int64)) (bool, error) {
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

func samePools(a, b []*poolEntry) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(p *poolEntry) bool { return !slices.Contains(b, p) })
}

func (im *importing) saveActivityPools(s *structureEntry) (bool, error) {
	var added, gone []db.ActivityPool
	recount := false
	for _, a := range s.activities.all {
		for _, p := range a.pools {
			if !slices.Contains(a.storedPools, p) {
				added = append(added, db.ActivityPool{ActivityID: a.want.ID, PoolID: p.want.ID, StructureID: s.id()})
				recount = recount || a.had != nil
			}
		}
		for _, p := range a.storedPools {
			if !slices.Contains(a.pools, p) {
				gone = append(gone, db.ActivityPool{ActivityID: a.want.ID, PoolID: p.want.ID, StructureID: s.id()})
				recount = true
			}
		}
	}
	if err := db.ImportDelete(im.ctx, im.q, gone); err != nil {
		return false, err
	}
	if err := db.ImportInsert(im.ctx, im.q, added); err != nil {
		return false, err
	}
	if recount { // what is booked now draws on other pools
		if err := im.q.RecountStructure(im.ctx, s.id()); err != nil {
			return false, err
		}
	}
	return len(added)+len(gone) > 0, nil
}

func (im *importing) saveCompatible(s *structureEntry) (bool, error) {
	row := func(p pair) db.Compatibility {
		a, b := p[0].want.ID, p[1].want.ID
		return db.Compatibility{ActivityID: min(a, b), OtherID: max(a, b)}
	}
	var added, gone []db.Compatibility
	if s.wanted == nil {
		return false, nil
	}
	for p := range s.wanted {
		if !s.compatible[p] {
			added = append(added, row(p))
		}
	}
	for p := range s.compatible {
		if !s.wanted[p] {
			gone = append(gone, row(p))
		}
	}
	if err := db.ImportDelete(im.ctx, im.q, gone); err != nil {
		return false, err
	}
	return len(added)+len(gone) > 0, db.ImportInsert(im.ctx, im.q, added)
}

func (im *importing) saveOpenings(s *structureEntry) (bool, error) {
	var rows []*entry[db.Opening]
	for _, o := range s.openings.all {
		o.want.ActivityID = o.activity.want.ID
		rows = append(rows, &o.entry)
	}
	return save(im, "openings.csv", rows)
}

func (im *importing) saveCapacities(s *structureEntry) (bool, error) {
	var rows []*entry[db.Capacity]
	for _, c := range s.capacities.all {
		c.want.PoolID = c.pool.want.ID
		rows = append(rows, &c.entry)
	}
	return save(im, "capacities.csv", rows)
}

func (im *importing) saveTariffs(s *structureEntry) (bool, error) {
	var rows []*entry[db.Tariff]
	for _, t := range s.tariffs.all {
		t.want.ActivityID = t.activity.want.ID
		rows = append(rows, &t.entry)
	}
	return save(im, "tariffs.csv", rows)
}
