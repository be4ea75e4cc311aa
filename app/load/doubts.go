package load

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"cartable/app/domain/pricing"
	"cartable/app/domain/town"
)

// Doubt is a value that looks wrong in a file but may be intended: it is reported, and does not stop the import.
type Doubt struct {
	ImportError
	Lines    int // lines with the same doubt, this one included; the others are not listed
	Families int // families affected
}

// Error returns "tariffs.csv, ligne 2, colonne rate : …. Attendu : …. 3 lignes, 12 familles."
func (d Doubt) Error() string {
	var touch []string
	if d.Lines > 1 {
		touch = append(touch, fmt.Sprintf("%d lignes", d.Lines))
	}
	switch d.Families {
	case 0:
		touch = append(touch, "aucune famille aujourd'hui")
	case 1:
		touch = append(touch, "1 famille")
	default:
		touch = append(touch, fmt.Sprintf("%d familles", d.Families))
	}
	return d.ImportError.Error() + " Concerne : " + strings.Join(touch, ", ") + "."
}

// doubts groups the doubts of one structure by kind: the same mistake is often on every line of a file.
type doubts struct {
	s     *structureEntry
	on    *town.Settings
	kinds []*doubtKind

	enrolled map[string]map[*familyEntry]bool // by the activity's code
}

type doubtKind struct {
	Doubt
	families map[*familyEntry]bool
}

// all returns the doubts in the order of the files.
func (d *doubts) all() (all []Doubt) {
	for _, k := range d.kinds {
		all = append(all, k.Doubt)
	}
	return all
}

func (d *doubts) add(at fileNoun, one town.Finding) {
	if at.file == "activities.csv" && (one.Field == "from" || one.Field == "to") {
		return // checkDates lists removed days, with their bookings
	}
	i := slices.IndexFunc(d.kinds, func(k *doubtKind) bool {
		return k.File == at.file && k.Column == one.Field && k.Expected == one.Expected
	})
	if i < 0 {
		first := ImportError{File: at.file, Line: at.at(), Column: one.Field, Wrong: one.Wrong, Expected: one.Expected}
		i = len(d.kinds)
		d.kinds = append(d.kinds, &doubtKind{Doubt{ImportError: first}, map[*familyEntry]bool{}})
	}
	k := d.kinds[i]
	k.Lines++
	for f := range d.touched(at.change().After, one) {
		k.families[f] = true
	}
	k.Families = len(k.families)
}

// touched returns the families that a doubt about a noun affects: those with a child enrolled in an activity that it
// governs, and for a gap in the prices only those whose QF falls in it.
func (d *doubts) touched(n town.Noun, about town.Finding) map[*familyEntry]bool {
	if d.enrolled == nil {
		d.enrolled = map[string]map[*familyEntry]bool{}
		for _, e := range d.s.enrolments.all {
			if d.enrolled[e.activity.want.Code] == nil {
				d.enrolled[e.activity.want.Code] = map[*familyEntry]bool{}
			}
			if payer := e.child.payer(); payer != nil {
				d.enrolled[e.activity.want.Code][payer] = true
			}
		}
	}
	all := map[*familyEntry]bool{}
	switch n := n.(type) {
	case town.QuotientEntry:
		if f := d.s.families.get(n.Family); f != nil {
			all[f] = true
		}
	case town.TariffEntry:
		for f := range d.enrolled[n.Activity] {
			if n.Resident != nil && *n.Resident != f.want.Resident {
				continue
			}
			if about.Field != "qf_min" && about.Field != "qf_max" || d.unpriced(n, f) {
				all[f] = true
			}
		}
	default:
		for _, a := range d.on.Town.Activities {
			if governs(n, a) {
				for f := range d.enrolled[a.Code] {
					all[f] = true
				}
			}
		}
	}
	return all
}

// unpriced reports whether no price line covers the family's last QF on the tariff's first day.
func (d *doubts) unpriced(n town.TariffEntry, f *familyEntry) bool {
	held, a := d.on.Quotients[f.want.Code], d.on.Town.Activity(n.Activity)
	if a == nil || len(held) == 0 {
		return false
	}
	last := slices.MaxFunc(held, func(a, b pricing.Quotient) int { return cmp.Compare(a.From, b.From) })
	q := pricing.For(a.Tariffs, n.From, f.want.Resident, []pricing.Quotient{{From: n.From, QF: last.QF}}, 1)
	return q.Highest || !q.Known
}

// tellDoubts reports the doubts about the data that will be stored.
func (im *importing) tellDoubts() error {
	for _, d := range im.doubts {
		im.tell(Doubts, "%s", d.Error())
	}
	return nil
}

// governs reports whether a noun is the activity, or sets something for it.
func governs(n town.Noun, a *town.Activity) bool {
	switch n := n.(type) {
	case town.WalletEntry:
		return a.Category != nil && a.Category.Wallet != nil && a.Category.Wallet.Code == n.Code
	case town.CategoryEntry:
		return a.Category != nil && a.Category.Code == n.Code
	case town.PoolEntry:
		return slices.ContainsFunc(a.Pools, func(p *town.Pool) bool { return p.Code == n.Code })
	case town.CapacityEntry:
		return slices.ContainsFunc(a.Pools, func(p *town.Pool) bool { return p.Code == n.Pool })
	case town.ActivityEntry:
		return a.Code == n.Code
	case town.ReleaseEntry:
		return n.Activity == a.Code
	case town.OpeningEntry:
		return a.Code == n.Activity
	case town.StructureEntry, town.ClosureEntry:
		return true
	}
	return false
}
