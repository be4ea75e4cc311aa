package town

import "slices"

// The nouns of what a catalogue holds.

func structureEntry(s *Structure) StructureEntry {
	return StructureEntry{s.Code, s.Name, s.Zone, s.AlsaceMoselle, s.NightAt, s.Notice, s.Address, s.Phone,
		s.Email, s.Hours, s.TogglesWaitlist, s.HidesPresence, s.QFBackdate, s.Billing, s.UndoHours, s.MailName,
		s.Signature, s.Accent, s.Logo, s.PEDT, s.Caterer, s.MealCost, s.DifferencesAt, s.SickUntil,
		s.SickUncredited, s.SickPaper}
}

func walletEntry(w *Wallet) WalletEntry { return WalletEntry{w.Code, w.Name, w.NumCli} }

func categoryEntry(k *Category) CategoryEntry {
	entry := CategoryEntry{Code: k.Code, Name: k.Name, Floor: k.Floor, Nature: k.Said}
	if k.Wallet != nil {
		entry.Wallet = k.Wallet.Code
	}
	return entry
}

func poolEntry(p *Pool) PoolEntry { return PoolEntry{p.Code, p.Name, p.Capacity, p.Waitlist} }

func (c *Catalogue) activityEntry(a *Activity) ActivityEntry {
	entry := ActivityEntry{
		Code: a.Code, Name: a.Name, Weekdays: a.Weekdays, Term: a.Term, From: a.From, To: a.To,
		Start: a.Start, End: a.End,
		Unit: Unit(a.Unit), BookBy: a.BookBy, CancelBy: a.CancelBy, Allot: a.Allot, Meal: a.Meal,
		NoticeHours: a.NoticeHours, KitchenBy: a.KitchenBy, OfferHours: a.OfferHours,
		LateFee: a.LateFee, LateGrace: a.LateGrace,
		Sort: a.Sort, Declared: a.Declared, AgeFrom: a.Ages.From, AgeTo: a.Ages.To,
		Levels: a.Levels, MaxEnrolled: a.MaxEnrolled,
	}
	if a.Category != nil {
		entry.Category = a.Category.Code
	}
	for _, p := range a.Pools {
		entry.Pools = append(entry.Pools, p.Code)
	}
	for id, with := range a.Compatible {
		if b := c.ActivityByID(id); with && b != nil {
			entry.Compatible = append(entry.Compatible, b.Code)
		}
	}
	for _, one := range a.Schools {
		entry.Schools = append(entry.Schools, one.Code)
	}
	slices.Sort(entry.Schools)
	for _, one := range a.Classes {
		entry.Classes = append(entry.Classes, c.classRef(one))
	}
	slices.Sort(entry.Classes)
	slices.Sort(entry.Pools)
	slices.Sort(entry.Compatible)
	return entry
}
