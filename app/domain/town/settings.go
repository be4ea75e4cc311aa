package town

import (
	"cmp"
	"maps"
	"slices"

	"cartable/app/domain/pricing"
)

// Settings is everything that can be set in a structure: its catalogue, and the quotients of its families. Nouns are
// checked in it and changes are applied to it. The settings in Catalogues are shared: modify a Clone.
type Settings struct {
	Town      *Catalogue
	Quotients map[string][]pricing.Quotient // by the family's code; a family without any has its key too
	Children  map[string]Child              // by code: those whose enrolments are about to change
	Beside    map[string][]Crowd            // by activity with a limit of enrolled: children who are not in Children
	Others    []*Catalogue                  // the other structures, to recognise their codes
}

// Empty returns the settings of a new structure.
func Empty(code string) *Settings {
	c := &Catalogue{Structure: Structure{Code: code}}
	c.Index()
	return &Settings{Town: c, Quotients: map[string][]pricing.Quotient{}}
}

// Changes returns the changes that store nouns that were checked, in the order of Kinds; a noun that is already stored
// needs none. s is not modified. Activities that may be booked together refer to each other, whichever comes first.
func (s *Settings) Changes(nouns []Noun) (Changes, error) {
	now := s.Clone()
	var changes Changes
	for _, n := range nouns {
		if a, ok := n.(ActivityEntry); ok {
			a.Compatible = slices.DeleteFunc(slices.Clone(a.Compatible), func(code string) bool {
				return now.Town.Activity(code) == nil // it comes later, and refers to this one
			})
			n = a
		}
		one := Change{now.Stored(n), n}
		if one.Empty() {
			continue
		}
		if err := now.Put(n); err != nil {
			return nil, err
		}
		changes = append(changes, one)
	}
	return changes, nil
}

// Clone returns a deep copy, except for Others.
func (s *Settings) Clone() *Settings {
	from := s.Town
	to := *from
	to.Structure.Closures = cloned(from.Structure.Closures)
	to.SchoolClosures = cloneSchoolClosures(from.SchoolClosures)
	schools := copies(from.Schools)
	wallets := copies(from.Wallets)
	categories := copies(from.Categories)
	pools := copies(from.Pools)
	activities := copies(from.Activities)
	to.Wallets, to.Categories, to.Pools, to.Activities = pick(from.Wallets, wallets), pick(from.Categories, categories),
		pick(from.Pools, pools), pick(from.Activities, activities)
	to.Schools = pick(from.Schools, schools)
	classes := map[*Class]*Class{}
	for _, one := range to.Schools {
		its := copies(one.Classes)
		maps.Copy(classes, its)
		one.Classes = pick(one.Classes, its)
	}
	for _, c := range to.Categories {
		c.Wallet = wallets[c.Wallet]
	}
	for _, p := range to.Pools {
		p.ByDate = cloned(p.ByDate)
	}
	for _, a := range to.Activities {
		a.Category, a.Pools, a.Schools = categories[a.Category], pick(a.Pools, pools), pick(a.Schools, schools)
		a.Classes = pick(a.Classes, classes)
		a.Openings, a.Why, a.Compatible = cloned(a.Openings), cloned(a.Why), cloned(a.Compatible)
		a.Tariffs, a.Releases = slices.Clone(a.Tariffs), slices.Clone(a.Releases)
	}
	to.Index()
	quotients := make(map[string][]pricing.Quotient, len(s.Quotients))
	for family, held := range s.Quotients {
		quotients[family] = slices.Clone(held)
	}
	return &Settings{Town: &to, Quotients: quotients, Children: cloneChildren(s.Children),
		Beside: s.Beside, Others: s.Others}
}

// copies maps each of a list to a copy.
func copies[T any](list []*T) map[*T]*T {
	to := make(map[*T]*T, len(list))
	for _, one := range list {
		twin := *one
		to[one] = &twin
	}
	return to
}

func pick[T any](list []*T, from map[*T]*T) []*T {
	picked := make([]*T, len(list))
	for i, one := range list {
		picked[i] = from[one]
	}
	return picked
}

// cloned returns a copy that may be written to, also of a nil map.
func cloned[K comparable, V any](m map[K]V) map[K]V {
	to := make(map[K]V, len(m))
	maps.Copy(to, m)
	return to
}

// All returns the nouns of a kind, sorted by key.
func (s *Settings) All(kind NounKind) []Noun {
	var all []Noun
	c := s.Town
	switch kind {
	case NounStructure:
		all = append(all, structureEntry(&c.Structure))
	case NounWallet:
		for _, w := range c.Wallets {
			all = append(all, walletEntry(w))
		}
	case NounCategory:
		for _, k := range c.Categories {
			all = append(all, categoryEntry(k))
		}
	case NounPool:
		for _, p := range c.Pools {
			all = append(all, poolEntry(p))
		}
	case NounActivity:
		for _, a := range c.Activities {
			all = append(all, c.activityEntry(a))
		}
	case NounClosure:
		for date, label := range c.Structure.Closures {
			all = append(all, ClosureEntry{date, label})
		}
	case NounOpening:
		for _, a := range c.Activities {
			for date, open := range a.Openings {
				all = append(all, OpeningEntry{a.Code, date, open, a.Why[date]})
			}
		}
	case NounRelease:
		for _, a := range c.Activities {
			for _, r := range a.Releases {
				all = append(all, r.entry(a.Code))
			}
		}
	case NounCapacity:
		for _, p := range c.Pools {
			for date, places := range p.ByDate {
				all = append(all, CapacityEntry{p.Code, date, places.Capacity, places.Waitlist})
			}
		}
	case NounTariff:
		for _, a := range c.Activities {
			for i := range a.Tariffs {
				all = append(all, tariffEntry(a, &a.Tariffs[i]))
			}
		}
	case NounSchool, NounClass, NounSchoolClosure:
		all = c.schoolNouns(kind)
	case NounEnrolment:
		for code, child := range s.Children {
			for _, e := range child.Enrolled {
				all = append(all, e.entry(code))
			}
		}
	case NounQuotient:
		for family, held := range s.Quotients {
			for _, q := range held {
				all = append(all, quotientEntry(family, q))
			}
		}
	}
	type keyed struct {
		key string
		n   Noun
	}
	sorted := make([]keyed, len(all))
	for i, n := range all {
		sorted[i] = keyed{Key(n), n}
	}
	slices.SortFunc(sorted, func(a, b keyed) int { return cmp.Compare(a.key, b.key) })
	for i, one := range sorted {
		all[i] = one.n
	}
	return all
}

// Stored returns the stored noun with the key of like, nil if there is none.
func (s *Settings) Stored(like Noun) Noun {
	c := s.Town
	switch n := like.(type) {
	case StructureEntry:
		if n.Code == c.Structure.Code {
			return structureEntry(&c.Structure)
		}
	case WalletEntry:
		if w := c.Wallet(n.Code); w != nil {
			return walletEntry(w)
		}
	case CategoryEntry:
		if k := c.Category(n.Code); k != nil {
			return categoryEntry(k)
		}
	case PoolEntry:
		if p := c.Pool(n.Code); p != nil {
			return poolEntry(p)
		}
	case ActivityEntry:
		if a := c.Activity(n.Code); a != nil {
			return c.activityEntry(a)
		}
	case ClosureEntry:
		if label, closed := c.Structure.Closures[n.Date]; closed {
			return ClosureEntry{n.Date, label}
		}
	case OpeningEntry:
		if a := c.Activity(n.Activity); a != nil {
			if open, said := a.Openings[n.Date]; said {
				return OpeningEntry{n.Activity, n.Date, open, a.Why[n.Date]}
			}
		}
	case ReleaseEntry:
		if a := c.Activity(n.Activity); a != nil {
			if i := n.in(a); i >= 0 {
				return a.Releases[i].entry(a.Code)
			}
		}
	case CapacityEntry:
		if p := c.Pool(n.Pool); p != nil {
			if places, said := p.ByDate[n.Date]; said {
				return CapacityEntry{n.Pool, n.Date, places.Capacity, places.Waitlist}
			}
		}
	case TariffEntry:
		if a := c.Activity(n.Activity); a != nil {
			if i := n.in(a); i >= 0 {
				return tariffEntry(a, &a.Tariffs[i])
			}
		}
	case SchoolEntry, ClassEntry, SchoolClosureEntry:
		return c.storedSchoolNoun(like)
	case EnrolmentEntry:
		if i := n.in(s.Children[n.Child].Enrolled); i >= 0 {
			return s.Children[n.Child].Enrolled[i].entry(n.Child)
		}
	case QuotientEntry:
		held := s.Quotients[n.Family]
		if i := n.in(held); i >= 0 {
			return quotientEntry(n.Family, held[i])
		}
	}
	return nil
}

func tariffEntry(a *Activity, t *pricing.Tariff) TariffEntry {
	return TariffEntry{a.Code, t.From, t.Resident, t.QFMin, t.QFMax, t.Price, Rate(t.RatePPM), t.Floor, t.Ceiling}
}

func (n TariffEntry) tariff(id int64) pricing.Tariff {
	return pricing.Tariff{ID: id, From: n.From, Resident: n.Resident, QFMin: n.QFMin, QFMax: n.QFMax, Price: n.Price,
		RatePPM: int64(n.Rate), Floor: n.Floor, Ceiling: n.Ceiling}
}

// in returns the index of the line with the same key among an activity's tariffs, -1 if there is none.
func (n TariffEntry) in(a *Activity) int {
	return slices.IndexFunc(a.Tariffs, func(t pricing.Tariff) bool {
		return t.From == n.From && same(t.Resident, n.Resident) && same(t.QFMin, n.QFMin) && same(t.QFMax, n.QFMax)
	})
}

// same compares the values of two pointers; two nils are equal.
func same[T comparable](a, b *T) bool { return a == b || a != nil && b != nil && *a == *b }

// Wallet returns the wallet with a code, nil when there is none.
func (c *Catalogue) Wallet(code string) *Wallet {
	return coded(c.Wallets, func(w *Wallet) bool { return w.Code == code })
}

// Category returns the category with a code, nil when there is none.
func (c *Catalogue) Category(code string) *Category {
	return coded(c.Categories, func(k *Category) bool { return k.Code == code })
}

// Pool returns the pool with a code, nil when there is none.
func (c *Catalogue) Pool(code string) *Pool {
	return coded(c.Pools, func(p *Pool) bool { return p.Code == code })
}

func coded[T any](list []*T, is func(*T) bool) *T {
	if i := slices.IndexFunc(list, is); i >= 0 {
		return list[i]
	}
	return nil
}
