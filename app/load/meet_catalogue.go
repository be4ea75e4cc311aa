package load

import (
	"slices"
	"strings"

	"cartable/app/domain/meeting"
	"cartable/db"
)

// Owners of what an import said, as the table imported calls them.
const (
	ofStructure = "structure"
	ofWallet    = "wallet"
	ofCategory  = "category"
	ofPool      = "pool"
	ofActivity  = "activity"
	ofFamily    = "family"
	ofChild     = "child"
)

// meetCatalogue compares a structure and what staff describe.
func (im *importing) meetCatalogue(s *structureEntry) {
	if s.line != 0 {
		meetRow(im, s, "structures.csv", &s.entry, rowAt{owner: ofStructure, id: &s.want.ID})
	}
	meetRows(im, s, "wallets.csv", &s.wallets, func(e *walletEntry) *entry[db.Wallet] { return &e.entry },
		func(e *walletEntry) rowAt { return rowAt{owner: ofWallet, id: &e.want.ID} })
	meetRows(im, s, "categories.csv", &s.categories, func(e *categoryEntry) *entry[db.Category] { return &e.entry },
		func(e *categoryEntry) rowAt { return rowAt{owner: ofCategory, id: &e.want.ID, refs: s.walletOf(e)} })
	meetRows(im, s, "pools.csv", &s.pools, func(e *poolEntry) *entry[db.Pool] { return &e.entry },
		func(e *poolEntry) rowAt { return rowAt{owner: ofPool, id: &e.want.ID} })
	im.meetCompatible(s)
	for _, a := range s.activities.all {
		im.meetPools(s, a)
	}
	meetRows(im, s, "activities.csv", &s.activities, func(e *activityEntry) *entry[db.Activity] { return &e.entry },
		func(e *activityEntry) rowAt {
			return rowAt{owner: ofActivity, id: &e.want.ID, refs: s.categoryOf(e),
				lists: map[string][]string{"pools": e.asksPools, "compatible_with": e.compatible}}
		})
	meetRows(im, s, "openings.csv", &s.openings, func(e *openingEntry) *entry[db.Opening] { return &e.entry },
		func(e *openingEntry) rowAt {
			return rowAt{owner: ofActivity, id: &e.activity.want.ID, key: "opening " + e.want.Date.String()}
		})
	meetRows(im, s, "capacities.csv", &s.capacities, func(e *capacityEntry) *entry[db.Capacity] { return &e.entry },
		func(e *capacityEntry) rowAt {
			return rowAt{owner: ofPool, id: &e.pool.want.ID, key: "capacity " + e.want.Date.String()}
		})
	meetRows(im, s, "tariffs.csv", &s.tariffs, func(e *tariffEntry) *entry[db.Tariff] { return &e.entry },
		func(e *tariffEntry) rowAt {
			k := tariffKeyOf(e.activity, e.want)
			return rowAt{owner: ofActivity, id: &e.activity.want.ID,
				key: strings.Join([]string{"tariff", k.from.String(), k.resident, k.min, k.max}, " ")}
		})
}

// walletOf is the column wallet of a category.
func (s *structureEntry) walletOf(c *categoryEntry) []reference {
	ref := reference{column: "wallet", asked: c.wallet.want.Code}
	if c.had != nil {
		at := slices.IndexFunc(s.wallets.all, func(w *walletEntry) bool { return w.want.ID == c.had.WalletID })
		stored := s.wallets.all[at]
		ref.stored, ref.keep = stored.want.Code, func() { c.wallet = stored }
	}
	return []reference{ref}
}

// categoryOf is the column category of an activity.
func (s *structureEntry) categoryOf(a *activityEntry) []reference {
	ref := reference{column: "category", asked: a.category.want.Code}
	if a.had != nil {
		at := slices.IndexFunc(s.categories.all, func(c *categoryEntry) bool { return c.want.ID == a.had.CategoryID })
		stored := s.categories.all[at]
		ref.stored, ref.keep = stored.want.Code, func() { a.category = stored }
	}
	return []reference{ref}
}

func poolCodes(pools []*poolEntry) (codes []string) {
	for _, p := range pools {
		codes = append(codes, p.want.Code)
	}
	slices.Sort(codes)
	return codes
}

// meetPools keeps the pools that somebody gave an activity since.
func (im *importing) meetPools(s *structureEntry, a *activityEntry) {
	if a.line == 0 {
		return
	}
	a.asksPools = poolCodes(a.pools)
	if a.had == nil {
		return
	}
	stored := poolCodes(a.storedPools)
	last := s.lastList(im, rowAt{owner: ofActivity, id: &a.want.ID}, "pools", stored)
	o := meeting.OfList(last, a.asksPools, stored)
	if im.theirs("activities.csv", a.line, "pools", o, strings.Join(a.asksPools, ";"), strings.Join(stored, ";")) {
		a.pools = a.storedPools
	}
}

// lastList is what the last import said of a list.
func (s *structureEntry) lastList(im *importing, at rowAt, column string, stored []string) meeting.Last[[]string] {
	said, known := im.recalled(at)
	last := s.last(at, said, known, column, "", strings.Join(stored, ";"))
	return meeting.Last[[]string]{Said: split(last.Said), Known: last.Known}
}

func split(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ';' })
}

// meetCompatible changes the pairs that a row adds or no longer names; what it says again changes nothing. A pair that
// one side stops naming stays as long as the other side's row names it.
func (im *importing) meetCompatible(s *structureEntry) {
	if s.wanted == nil {
		return
	}
	wanted := map[pair]bool{}
	for p := range s.compatible {
		wanted[p] = true
	}
	for _, a := range s.activities.all {
		if a.line == 0 {
			continue
		}
		a.file = false
		var stored []string
		for p := range s.compatible {
			if p[0] == a {
				stored = append(stored, p[1].want.Code)
			} else if p[1] == a {
				stored = append(stored, p[0].want.Code)
			}
		}
		last := s.lastList(im, rowAt{owner: ofActivity, id: &a.want.ID}, "compatible_with", stored)
		for _, code := range meeting.Minus(a.compatible, last.Said) {
			if p := pairOf(a, s.activities.get(code)); !wanted[p] {
				wanted[p], a.file = true, true
			}
		}
		for _, code := range meeting.Minus(last.Said, a.compatible) {
			if !last.Known {
				break
			}
			b := s.activities.get(code)
			if b == nil || b.line != 0 && slices.Contains(b.compatible, a.want.Code) {
				continue
			}
			if p := pairOf(a, b); wanted[p] {
				delete(wanted, p)
				a.file = true
			}
		}
	}
	s.wanted = wanted
}
