package load

import (
	"slices"
	"strings"

	"cartable/app/domain/meeting"
	"cartable/app/domain/town"
)

// Owners of recorded values, as named in the table imported.
const (
	ofStructure = "structure"
	ofWallet    = "wallet"
	ofCategory  = "category"
	ofPool      = "pool"
	ofActivity  = "activity"
	ofFamily    = "family"
	ofChild     = "child"
)

// meetCatalogue compares a structure and its catalogue.
func (im *importing) meetCatalogue(s *structureEntry) {
	if s.line != 0 {
		im.meetRow(s, "structures.csv", &s.entry, rowAt{owner: ofStructure, id: &s.rowID})
	}
	meetRows(im, s, "wallets.csv", &s.wallets,
		func(e *walletEntry) rowAt { return rowAt{owner: ofWallet, id: &e.rowID} })
	meetRows(im, s, "categories.csv", &s.categories,
		func(e *categoryEntry) rowAt { return rowAt{owner: ofCategory, id: &e.rowID} })
	meetRows(im, s, "pools.csv", &s.pools,
		func(e *poolEntry) rowAt { return rowAt{owner: ofPool, id: &e.rowID} })
	im.meetCompatible(s)
	for _, a := range s.activities.all {
		im.meetPools(s, a)
	}
	meetRows(im, s, "activities.csv", &s.activities, func(e *activityEntry) rowAt {
		lists := map[string][]string{"pools": e.asksPools, "compatible_with": e.want.Compatible}
		if !im.silent("activities.csv", "schools") {
			lists["schools"] = e.asksSchools
		}
		if !im.silent("activities.csv", "classes") {
			lists["classes"] = e.asksClasses
		}
		return rowAt{owner: ofActivity, id: &e.rowID, lists: lists}
	})
	activity := func(code string) *int64 { return &s.activities.get(code).rowID }
	meetRows(im, s, "openings.csv", &s.openings, func(e *openingEntry) rowAt {
		return rowAt{owner: ofActivity, id: activity(e.want.Activity), key: "opening " + e.want.Date.String()}
	})
	meetRows(im, s, "releases.csv", &s.releases, func(e *releaseEntry) rowAt {
		return rowAt{owner: ofActivity, id: activity(e.want.Activity), key: "release " + e.want.From.String()}
	})
	meetRows(im, s, "capacities.csv", &s.capacities, func(e *capacityEntry) rowAt {
		return rowAt{owner: ofPool, id: &s.pools.get(e.want.Pool).rowID, key: "capacity " + e.want.Date.String()}
	})
	meetRows(im, s, "tariffs.csv", &s.tariffs, func(e *tariffEntry) rowAt {
		_, key, _ := strings.Cut(town.Key(e.want), " ") // without the activity, which the id identifies
		return rowAt{owner: ofActivity, id: activity(e.want.Activity), key: "tariff " + key}
	})
}

// meetPools keeps the pools that people gave an activity since the last import.
func (im *importing) meetPools(s *structureEntry, a *activityEntry) {
	if a.line == 0 {
		return
	}
	a.asksPools = a.want.Pools
	if a.had == nil {
		return
	}
	stored := a.had.Pools
	last := s.lastList(im, rowAt{owner: ofActivity, id: &a.rowID}, "pools", stored)
	o := meeting.OfList(last, a.asksPools, stored)
	if im.theirs("activities.csv", a.line, "pools", o, strings.Join(a.asksPools, ";"), strings.Join(stored, ";")) {
		a.want.Pools = a.had.Pools
	}
}

// lastList returns a list as the last import had it.
func (s *structureEntry) lastList(im *importing, at rowAt, column string, stored []string) meeting.Last[[]string] {
	said, known := im.recalled(at)
	last := s.last(at, said, known, column, "", strings.Join(stored, ";"))
	return meeting.Last[[]string]{Said: split(last.Said), Known: last.Known}
}

func split(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ';' })
}

// meetCompatible changes the pairs that a row adds or no longer names; pairs that it still names are left alone. A pair
// that one side no longer names is kept as long as the other side's row names it.
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
		last := s.lastList(im, rowAt{owner: ofActivity, id: &a.rowID}, "compatible_with", stored)
		for _, code := range meeting.Minus(a.want.Compatible, last.Said) {
			if p := pairOf(a, s.activities.get(code)); !wanted[p] {
				wanted[p], a.file = true, true
			}
		}
		for _, code := range meeting.Minus(last.Said, a.want.Compatible) {
			if !last.Known {
				break
			}
			b := s.activities.get(code)
			if b == nil || b.line != 0 && slices.Contains(b.want.Compatible, a.want.Code) {
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
