package town

import (
	"fmt"
	"slices"

	"cartable/app/domain/fault"
	"cartable/app/domain/pricing"
)

// Put replaces the noun with the same key, or adds it. It does not check it: see Check. The fault is a Conflict when
// the noun refers to something that does not exist. New rows have a negative id until the database assigns one.
func (s *Settings) Put(n Noun) error {
	c := s.Town
	switch n := n.(type) {
	case StructureEntry:
		t := &c.Structure
		if t.Code != n.Code {
			return gone("La structure", n.Code)
		}
		t.Name, t.Zone, t.AlsaceMoselle, t.NightAt, t.Notice = n.Name, n.Zone, n.AlsaceMoselle, n.NightAt, n.Notice
		t.Address, t.Phone, t.Email, t.Hours = n.Address, n.Phone, n.Email, n.Hours
		t.TogglesWaitlist, t.HidesPresence, t.Billing = n.TogglesWaitlist, n.HidesPresence, n.Billing
		t.UndoHours, t.MailName, t.Signature, t.Accent, t.Logo = n.UndoHours, n.MailName, n.Signature, n.Accent, n.Logo
		t.QFBackdate = n.QFBackdate
		t.PEDT, t.Caterer, t.MealCost, t.DifferencesAt = n.PEDT, n.Caterer, n.MealCost, n.DifferencesAt
		t.SickUntil, t.SickUncredited, t.SickPaper = n.SickUntil, n.SickUncredited, n.SickPaper
	case WalletEntry:
		w := c.Wallet(n.Code)
		if w == nil {
			w = &Wallet{ID: c.newID(), Code: n.Code}
			c.Wallets = append(c.Wallets, w)
		}
		w.Name, w.NumCli = n.Name, n.NumCli
	case CategoryEntry:
		if c.Wallet(n.Wallet) == nil {
			return gone("Le porte-monnaie", n.Wallet)
		}
		c.putCategory(n)
	case PoolEntry:
		p := c.Pool(n.Code)
		if p == nil {
			p = &Pool{ID: c.newID(), Code: n.Code}
			c.Pools = append(c.Pools, p)
		}
		p.Name, p.Places = n.Name, Places{n.Capacity, n.Waitlist}
	case ActivityEntry:
		if c.Category(n.Category) == nil {
			return gone("La catégorie", n.Category)
		}
		for _, code := range n.Pools {
			if c.Pool(code) == nil {
				return gone("Le groupe de places", code)
			}
		}
		for _, code := range n.Compatible {
			if c.Activity(code) == nil {
				return gone("L'activité", code)
			}
		}
		for _, code := range n.Schools {
			if c.School(code) == nil {
				return gone("L'école", code)
			}
		}
		for _, ref := range n.Classes {
			if c.classOf(ref) == nil {
				return gone("La classe", ref)
			}
		}
		c.putActivity(n)
	case ClosureEntry:
		put(&c.Structure.Closures, n.Date, n.Label)
	case OpeningEntry:
		a := c.Activity(n.Activity)
		if a == nil {
			return gone("L'activité", n.Activity)
		}
		put(&a.Openings, n.Date, n.Open)
		if delete(a.Why, n.Date); n.Label != "" {
			put(&a.Why, n.Date, n.Label)
		}
	case ReleaseEntry:
		a := c.Activity(n.Activity)
		if a == nil {
			return gone("L'activité", n.Activity)
		}
		n.putIn(a)
	case CapacityEntry:
		p := c.Pool(n.Pool)
		if p == nil {
			return gone("Le groupe de places", n.Pool)
		}
		put(&p.ByDate, n.Date, Places{n.Capacity, n.Waitlist})
	case TariffEntry:
		a := c.Activity(n.Activity)
		if a == nil {
			return gone("L'activité", n.Activity)
		}
		if i := n.in(a); i >= 0 {
			a.Tariffs[i] = n.tariff(a.Tariffs[i].ID)
			return nil
		}
		var last int64 // a new line comes after those that are stored, as in the database
		for _, t := range a.Tariffs {
			last = max(last, t.ID)
		}
		a.Tariffs = append(a.Tariffs, n.tariff(last+1))
	case SchoolEntry, ClassEntry, SchoolClosureEntry:
		return c.putSchoolNoun(n)
	case EnrolmentEntry:
		return s.putEnrolment(n)
	case QuotientEntry:
		held, known := s.Quotients[n.Family]
		if !known {
			return gone("La famille", n.Family)
		}
		if n.QF == nil {
			return s.Check(n).Err()
		}
		q := pricing.Quotient{From: n.From, To: n.To, QF: *n.QF, Source: string(n.Source)}
		if i := n.in(held); i >= 0 {
			held[i] = q
			return nil
		}
		s.Quotients[n.Family] = append(held, q)
	default:
		return fmt.Errorf("town: %T is no noun", n)
	}
	return nil
}

// Declare adds a noun so that others can refer to it, and drops its own references that do not exist. An import that
// lists faults uses it, so that a noun is not blamed for the missing reference of another.
func (s *Settings) Declare(n Noun) {
	switch n := n.(type) {
	case CategoryEntry:
		s.Town.putCategory(n)
	case ActivityEntry:
		s.Town.putActivity(n)
	default:
		_ = s.Put(n) // a date or a price of a missing noun is ignored
	}
}

func (c *Catalogue) putCategory(n CategoryEntry) {
	k := c.Category(n.Code)
	if k == nil {
		k = &Category{ID: c.newID(), Code: n.Code}
		c.Categories = append(c.Categories, k)
	}
	k.Name, k.Wallet, k.Floor, k.Said, k.Nature = n.Name, c.Wallet(n.Wallet), n.Floor, n.Nature,
		NatureOf(n.Nature, n.Name)
}

// putActivity drops references of the activity that do not exist.
func (c *Catalogue) putActivity(n ActivityEntry) {
	var pools []*Pool
	for _, code := range n.Pools {
		if p := c.Pool(code); p != nil {
			pools = append(pools, p)
		}
	}
	var schools []*School
	for _, code := range n.Schools {
		if s := c.School(code); s != nil {
			schools = append(schools, s)
		}
	}
	var classes []*Class
	for _, ref := range n.Classes {
		if k := c.classOf(ref); k != nil {
			classes = append(classes, k)
		}
	}
	with := map[int64]bool{}
	for _, code := range n.Compatible {
		if b := c.Activity(code); b != nil {
			with[b.ID] = b.Code != n.Code
		}
	}
	a := c.Activity(n.Code)
	if a == nil {
		a = &Activity{ID: c.newID(), Code: n.Code}
		c.Activities = append(c.Activities, a)
		c.Index()
	}
	a.Name, a.Category, a.Pools, a.Weekdays, a.Term, a.From, a.To = n.Name, c.Category(
		n.Category,
	), pools, n.Weekdays, n.Term,
		n.From, n.To
	a.Start, a.End, a.Unit, a.Meal = n.Start, n.End, string(n.Unit), n.Meal
	a.BookBy, a.CancelBy, a.Allot, a.Compatible = n.BookBy, n.CancelBy, n.Allot, with
	a.NoticeHours, a.KitchenBy, a.OfferHours = n.NoticeHours, n.KitchenBy, n.OfferHours
	a.LateFee, a.LateGrace = n.LateFee, n.LateGrace
	a.Sort, a.Declared, a.Ages = n.Sort, n.Declared, Ages{n.AgeFrom, n.AgeTo}
	a.Schools, a.Classes, a.Levels, a.MaxEnrolled = schools, classes, n.Levels, n.MaxEnrolled
	for _, b := range c.Activities { // both ways
		if with[b.ID] {
			put(&b.Compatible, a.ID, true)
		} else {
			delete(b.Compatible, a.ID)
		}
	}
}

// Remove removes a noun. The fault is a Conflict when something refers to it, NotFound when it does not exist. It does
// not check reservations: the caller that stores the change archives a noun that was ever used.
func (s *Settings) Remove(n Noun) error {
	if s.Stored(n) == nil {
		return fault.NotFoundf("%s n'existe plus.", s.Town.Title(n))
	}
	if by := s.usedBy(n); by != "" {
		return fault.Conflictf("%s sert encore à %s.", s.Town.Title(n), by)
	}
	c := s.Town
	switch n := n.(type) {
	case WalletEntry:
		c.Wallets = without(c.Wallets, c.Wallet(n.Code))
	case CategoryEntry:
		c.Categories = without(c.Categories, c.Category(n.Code))
	case PoolEntry:
		c.Pools = without(c.Pools, c.Pool(n.Code))
	case ActivityEntry:
		a := c.Activity(n.Code)
		c.Activities = without(c.Activities, a)
		for _, b := range c.Activities {
			delete(b.Compatible, a.ID)
		}
		c.Index()
	case ClosureEntry:
		delete(c.Structure.Closures, n.Date)
	case OpeningEntry:
		a := c.Activity(n.Activity)
		delete(a.Openings, n.Date)
		delete(a.Why, n.Date)
	case ReleaseEntry:
		a := c.Activity(n.Activity)
		a.Releases = slices.Delete(a.Releases, n.in(a), n.in(a)+1)
	case CapacityEntry:
		delete(c.Pool(n.Pool).ByDate, n.Date)
	case TariffEntry:
		a := c.Activity(n.Activity)
		a.Tariffs = slices.Delete(a.Tariffs, n.in(a), n.in(a)+1)
	case SchoolEntry, ClassEntry, SchoolClosureEntry:
		c.removeSchoolNoun(n)
	case EnrolmentEntry:
		s.removeEnrolment(n)
	case QuotientEntry:
		held := s.Quotients[n.Family]
		s.Quotients[n.Family] = slices.Delete(held, n.in(held), n.in(held)+1)
	default:
		return fmt.Errorf("town: a %s is not removed", n.Kind())
	}
	return nil
}

// usedBy returns what refers to a noun, "" for nothing. An activity's dates and prices must be removed before it, so
// that each has its own change and is restored by its inverse.
func (s *Settings) usedBy(n Noun) string {
	c := s.Town
	switch n := n.(type) {
	case WalletEntry:
		for _, k := range c.Categories {
			if k.Wallet != nil && k.Wallet.Code == n.Code {
				return "la catégorie " + k.Name
			}
		}
	case CategoryEntry:
		for _, a := range c.Activities {
			if a.Category != nil && a.Category.Code == n.Code {
				return "l'activité " + a.Name
			}
		}
	case PoolEntry:
		for _, a := range c.Activities {
			if slices.ContainsFunc(a.Pools, func(p *Pool) bool { return p.Code == n.Code }) {
				return "l'activité " + a.Name
			}
		}
		if len(c.Pool(n.Code).ByDate) > 0 {
			return "des dates qui changent ses places"
		}
	case ActivityEntry:
		a := c.Activity(n.Code)
		if len(a.Openings) > 0 {
			return "des ouvertures"
		}
		if len(a.Releases) > 0 {
			return "des ouvertures de réservations"
		}
		if len(a.Tariffs) > 0 {
			return "des tarifs"
		}
	}
	return c.schoolUsedBy(n)
}

// newID returns a negative id that is not in use in the catalogue.
func (c *Catalogue) newID() int64 {
	var lowest int64
	for _, w := range c.Wallets {
		lowest = min(lowest, w.ID)
	}
	for _, k := range c.Categories {
		lowest = min(lowest, k.ID)
	}
	for _, p := range c.Pools {
		lowest = min(lowest, p.ID)
	}
	for _, a := range c.Activities {
		lowest = min(lowest, a.ID)
	}
	for _, s := range c.Schools {
		lowest = min(lowest, s.ID)
		for _, k := range s.Classes {
			lowest = min(lowest, k.ID)
		}
	}
	return lowest - 1
}

func gone(what, code string) error {
	return fault.Conflictf("%s %s n'existe plus.", what, quoted(code))
}

func put[K comparable, V any](m *map[K]V, key K, value V) {
	if *m == nil {
		*m = map[K]V{}
	}
	(*m)[key] = value
}

func without[T any](list []*T, gone *T) []*T {
	return slices.DeleteFunc(list, func(one *T) bool { return one == gone })
}
