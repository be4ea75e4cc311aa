package booking

import (
	"slices"

	"cartable/app/domain/civil"
	"cartable/app/domain/town"
)

// Pass is a set of refusals that staff who act for a family may pass, each for a reason of theirs (DOMAIN.md 10.61).
// Nothing else of a day is passed: what is closed, past, not admitted, not open yet, or at the hours of another
// activity stays refused.
type Pass uint8

// The refusals.
const (
	PassBooking    Pass = 1 << iota // the limit to book
	PassCancelling                  // the limit to cancel
	PassDebt                        // the debt floor
	PassFull                        // no place left: one is added
)

// Passes are all of them, in the order in which they are asked for.
var Passes = []Pass{PassBooking, PassCancelling, PassDebt, PassFull}

// passWords has the code of a form, the sentence that is ticked, and a few words for the journal.
var passWords = map[Pass][3]string{
	PassBooking:    {"reserver", "Réserver alors que le délai pour réserver est passé.", "délai pour réserver passé"},
	PassCancelling: {"annuler", "Annuler alors que le délai pour annuler est passé.", "délai pour annuler passé"},
	PassDebt: {"dette", "Réserver alors que le solde de la famille suspend les réservations.",
		"réservations suspendues par le solde"},
	PassFull: {"complet", "Ajouter une place aux jours complets, par une opération.", "place ajoutée"},
}

// Code returns the name of one refusal in a form.
func (p Pass) Code() string { return passWords[p][0] }

// Sentence returns what somebody says by passing one refusal.
func (p Pass) Sentence() string { return passWords[p][1] }

// Words names one refusal that was passed.
func (p Pass) Words() string { return passWords[p][2] }

// Each returns the refusals of a set, in their order.
func (p Pass) Each() []Pass {
	return slices.DeleteFunc(slices.Clone(Passes), func(one Pass) bool { return p&one == 0 })
}

// PassOf returns the refusal with a code of a form; 0 for none.
func PassOf(code string) Pass {
	for _, p := range Passes {
		if p.Code() == code {
			return p
		}
	}
	return 0
}

// mayPass reports whether a refusal may be passed on a day: never on a past one.
func (f *Facts) mayPass(p Pass, d civil.Date) bool { return f.May&p != 0 && d >= f.Town.Today(f.Now) }

// passes reports whether a day's refusal is passed, and notes that it is.
func (f *Facts) passes(day *Day, p Pass) bool {
	if !f.mayPass(p, day.Date) {
		return false
	}
	day.Needs |= p
	return true
}

// atOnce reports whether a request is decided when it is made. One of staff is if no night comes before the place is of
// no use: for today, or past the order to the kitchen.
func (f *Facts) atOnce(a *town.Activity, d civil.Date) bool {
	if a.Allot != town.Nightly || f.May == 0 {
		return a.Allot == town.Immediate
	}
	today := f.Town.Today(f.Now)
	return d == today || d > today && !f.Town.NextNight(f.Now).Before(f.Town.LastCall(a, d))
}

// mayRaise reports whether a place may be added for a day. A day that has more children than places already would still
// have: its places are set first.
func (f *Facts) mayRaise(day *Day) bool {
	if !f.mayPass(PassFull, day.Date) || !f.atOnce(day.Activity, day.Date) {
		return false
	}
	return !slices.ContainsFunc(day.Activity.Pools, func(p *town.Pool) bool {
		free, limited := f.left(SlotKey{p.ID, day.Date}, p)
		return limited && free < 0
	})
}

// left returns the places left in a pool, fewer than none where more were given; limited is false without a limit.
func (f *Facts) left(k SlotKey, p *town.Pool) (free int, limited bool) {
	capacity := p.On(k.Date).Capacity
	if capacity == nil {
		return 0, false
	}
	return *capacity + f.raised[k] - f.Slots[k].Accepted + f.freed[k], true
}

// raise adds a place to each pool of a line that has none for it: none left, or others wait for it. Those who wait lose
// nothing.
func (f *Facts) raise(o *Outcome) (keys []SlotKey) {
	for _, p := range o.Activity.Pools {
		k := SlotKey{p.ID, o.Date}
		if free, limited := f.left(k, p); limited && (free == 0 || f.Slots[k].Waiting > 0) {
			f.raised[k]++
			keys = append(keys, k)
		}
	}
	return keys
}
