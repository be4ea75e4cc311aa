package town

import "slices"

// Named returns a noun as people know it: each code by which it refers to another noun is replaced by that noun's name.
// A code that the catalogue does not have stays. The result is for reading alone: its key is not a key any more.
//
// A family keeps its code: no name of a person is in the words of a setting.
func (c *Catalogue) Named(n Noun) Noun {
	switch n := n.(type) {
	case CategoryEntry:
		n.Wallet = c.nameOf(NounWallet, n.Wallet)
		return n
	case ClassEntry:
		n.School = c.nameOf(NounSchool, n.School)
		return n
	case ActivityEntry:
		n.Category = c.nameOf(NounCategory, n.Category)
		n.Pools = c.namesOf(NounPool, n.Pools)
		n.Compatible = c.namesOf(NounActivity, n.Compatible)
		n.Schools = c.namesOf(NounSchool, n.Schools)
		n.Classes = c.classNames(n.Classes)
		return n
	case SchoolClosureEntry:
		n.School, n.Class = c.namesOfClass(n.School, n.Class)
		n.Activity = c.nameOf(NounActivity, n.Activity)
		return n
	case OpeningEntry:
		n.Activity = c.nameOf(NounActivity, n.Activity)
		return n
	case ReleaseEntry:
		n.Activity = c.nameOf(NounActivity, n.Activity)
		return n
	case CapacityEntry:
		n.Pool = c.nameOf(NounPool, n.Pool)
		return n
	case TariffEntry:
		n.Activity = c.nameOf(NounActivity, n.Activity)
		return n
	case EnrolmentEntry:
		n.Activity = c.nameOf(NounActivity, n.Activity)
		return n
	}
	return n
}

// nameOf returns the name of the noun with a code, or the code.
func (c *Catalogue) nameOf(kind NounKind, code string) string {
	if name := c.stored(kind, code); name != "" {
		return name
	}
	return code
}

// stored returns the name of the noun with a code; empty where there is none.
func (c *Catalogue) stored(kind NounKind, code string) string {
	switch kind {
	case NounWallet:
		if w := c.Wallet(code); w != nil {
			return w.Name
		}
	case NounCategory:
		if k := c.Category(code); k != nil {
			return k.Name
		}
	case NounPool:
		if p := c.Pool(code); p != nil {
			return p.Name
		}
	case NounActivity:
		if a := c.Activity(code); a != nil {
			return a.Name
		}
	case NounSchool:
		if s := c.School(code); s != nil {
			return s.Name
		}
	}
	return ""
}

func (c *Catalogue) namesOf(kind NounKind, codes []string) []string {
	names := slices.Clone(codes)
	for i, code := range codes {
		names[i] = c.nameOf(kind, code)
	}
	return names
}

// namesOfClass returns the names of a school and of one of its classes.
func (c *Catalogue) namesOfClass(school, class string) (string, string) {
	if s := c.School(school); s != nil {
		if k := s.Class(class); k != nil {
			class = k.Name
		}
	}
	return c.nameOf(NounSchool, school), class
}

// Title returns the name of a noun for the journal, with the names of those that it refers to.
func (c *Catalogue) Title(n Noun) string { return c.Named(n).Title() }

// Diff returns what differs between two states of a noun, with the names of those that it refers to.
func (c *Catalogue) Diff(before, after Noun) []Difference { return diff(before, after, c.Named) }
