package demo

import (
	"fmt"
	"slices"
	"strings"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/pricing"
)

// The number of families and children: a small commune with two schools.
const (
	familyCount = 180
	childCount  = 290
)

// household is a family of the mairie, and perhaps of the centre de loisirs.
type household struct {
	number      int
	name        string // of a case
	partner     string
	civility    string
	last, first string
	emails      []string
	resident    bool
	address     string
	quotients   []pricing.Quotient
	kids        []*kid
	alsh        bool
	balances    map[string]money.Cents
}

// kid is a child, one person in both structures.
type kid struct {
	number          int
	home            *household
	shared          *household // the other home
	last, first     string
	birth           civil.Date
	level           int
	diet, allergies string
	habit           habit
	early           string // see kidCase
}

// habit is the usual week of a child. Days are ISO digits.
type habit struct {
	meals, morning, evening, study string
	wednesday                      string // "", "MATIN" or "JOUR"
	ahead                          int    // days booked from today
	eveil, solfege, holidays       bool
}

func (h *household) code(s *structure) string {
	if s.Structure.Code == "mairie" {
		return fmt.Sprintf("F%03d", h.number)
	}
	return fmt.Sprintf("D%03d", h.number)
}

func (k *kid) code(s *structure) string {
	if s.Structure.Code == "mairie" {
		return fmt.Sprintf("E%03d", k.number)
	}
	return fmt.Sprintf("DE%03d", k.number)
}

// little reports whether a child is in nursery school (ages 3-6) rather than primary school (6-12).
func (k *kid) little() bool { return k.level < 3 }

// populate writes families, accounts, children and enrolments.
func (t *generator) populate() {
	for i, c := range cases {
		t.settle(i+1, c)
	}
	kids := 0
	for _, h := range t.households {
		kids += len(h.kids)
	}
	for n := len(cases) + 1; n <= familyCount; n++ {
		// The remaining children are spread evenly: one, two or three per family.
		left, homes := childCount-kids, familyCount-n+1
		size := 1
		if t.random.IntN(homes) < left-homes {
			size++
			if t.chance(20) && left-homes > 3 {
				size++
			}
		}
		if homes == 1 {
			size = left
		}
		t.household(n, size)
		kids += size
	}
	t.households = append(t.households, &household{number: familyCount + 1, name: departed.logins[0],
		civility: departed.civility,
		last:     departed.last, first: departed.first, emails: []string{mailOf(departed.first, departed.last)},
		address: "8 rue des Cornières, 47000 Agen", balances: departed.balances})
	for _, h := range t.households {
		t.writeHousehold(t.mairie, h)
		if h.alsh {
			t.writeHousehold(t.alsh, h)
		}
	}
	t.writeAccounts()
	for _, h := range t.households {
		for _, k := range h.kids {
			t.writeKid(t.mairie, k)
			if h.alsh {
				t.writeKid(t.alsh, k)
			}
		}
	}
}

// settle adds the household of a case.
func (t *generator) settle(n int, c family) {
	h := &household{number: n, name: c.logins[0], civility: c.civility, last: c.last, first: c.first,
		resident: !c.otherTown, alsh: c.alsh,
		emails: []string{mailOf(c.first, c.last)}, balances: c.balances, address: t.address(!c.otherTown)}
	h.partner = c.partner
	if c.second != "" {
		h.emails = append(h.emails, c.second)
	}
	if c.qf > 0 {
		h.quotients = t.quotients(c.qf, 0)
	}
	for _, one := range c.kids {
		k := t.kid(h, one.first, one.level)
		k.diet, k.allergies, k.habit, k.early = one.diet, one.allergies, one.habit, one.early
	}
	for _, other := range t.households {
		if c.shares != "" && other.name == c.shares {
			other.kids[0].shared = h
		}
	}
	t.households = append(t.households, h)
}

// household draws a family.
func (t *generator) household(n, size int) {
	parent := pick(t, parentNames)
	h := &household{number: n, civility: parent.civility, last: t.surname(n), first: parent.first,
		resident: !t.chance(7), alsh: t.chance(35)}
	h.address = t.address(h.resident)
	if !t.chance(4) {
		h.emails = append(h.emails, mailOf(h.first, h.last))
		if t.chance(20) {
			h.emails = append(h.emails, mailOf(pick(t, parentNames).first, h.last))
		}
	}
	if len(h.emails) == 2 && h.emails[0] == h.emails[1] {
		h.emails = h.emails[:1]
	}
	if !t.chance(6) {
		h.quotients = t.quotients(220+t.random.IntN(900)+t.random.IntN(1100), 60)
	}
	level := t.random.IntN(len(classes))
	for range size {
		name := pick(t, childNames)
		for h.has(name) {
			name = pick(t, childNames)
		}
		k := t.kid(h, name, level)
		k.habit = t.habit(k)
		switch {
		case t.chance(5):
			k.diet = "Sans porc"
		case t.chance(4):
			k.diet = "Sans viande"
		case t.chance(3):
			k.allergies = pick(t, []string{"PAI : lactose", "PAI : gluten", "PAI : œuf", "PAI : arachide"})
		}
		level = (level + 2 + t.random.IntN(3)) % len(classes)
	}
	t.households = append(t.households, h)
}

// surname takes surnames from a shuffled list in turn, so that few are repeated.
func (t *generator) surname(n int) string {
	if t.surnames == nil {
		t.surnames = slices.Clone(lastNames)
		t.random.Shuffle(len(t.surnames), func(i, j int) {
			t.surnames[i], t.surnames[j] = t.surnames[j],
				t.surnames[i]
		})
	}
	return strings.ReplaceAll(t.surnames[n%len(t.surnames)], "-", " ")
}

func (h *household) has(first string) bool {
	for _, k := range h.kids {
		if k.first == first {
			return true
		}
	}
	return false
}

func (t *generator) address(resident bool) string {
	town := "47120 Saint-Aubin-sur-Dropt"
	if !resident {
		town = pick(t, []string{"47120 Loubès-le-Haut", "33580 Castelmoron-le-Vieux", "47800 Pardaillac"})
	}
	return fmt.Sprintf("%d %s, %s", 1+t.random.IntN(60), pick(t, streets), town)
}

// quotients returns a QF for each calendar year that the school years touch; it changes by up to drift each year.
func (t *generator) quotients(qf, drift int) []pricing.Quotient {
	var all []pricing.Quotient
	last, _, _ := t.today.YMD()
	for year := t.year - 1; year <= last; year++ {
		value := qf
		if drift > 0 {
			value += (last - year) * (t.random.IntN(2*drift) - drift)
		}
		q := pricing.Quotient{From: civil.New(year, 1, 1), To: civil.New(year, 12, 31), QF: money.Cents(value * 100)}
		if year == last {
			q.To = 0
		}
		all = append(all, q)
	}
	return all
}

// kid adds a child of a level: those of petite section turn 3 in the year in which school starts.
func (t *generator) kid(h *household, first string, level int) *kid {
	number := 1
	for _, other := range t.households {
		number += len(other.kids)
	}
	k := &kid{number: number + len(h.kids), home: h, last: h.last, first: first, level: level,
		birth: civil.New(t.year-3-level, 1, 1).AddDays(t.random.IntN(365))}
	h.kids = append(h.kids, k)
	return k
}

// habit draws the usual week of a child.
func (t *generator) habit(k *kid) habit {
	h := habit{ahead: 6 + t.random.IntN(30), holidays: t.chance(45)}
	switch n := t.random.IntN(100); {
	case n < 58:
		h.meals = "1245"
	case n < 76:
		h.meals = pick(t, []string{"14", "15", "245", "125", "25"})
	}
	if t.chance(22) {
		h.morning = pick(t, []string{"1245", "12", "45", "14"})
	}
	if t.chance(30) {
		h.evening = pick(t, []string{"1245", "14", "25", "1"})
	}
	if !k.little() && h.evening == "" && t.chance(22) {
		h.study = pick(t, []string{"1245", "124", "25"})
	}
	switch n := t.random.IntN(100); {
	case n < 22:
		h.wednesday = "JOUR"
	case n < 32:
		h.wednesday = "MATIN"
	case n < 42 && k.home.alsh && k.little():
		h.eveil = true
	case n < 47 && k.home.alsh:
		h.solfege = !k.little()
	}
	return h
}

func (t *generator) writeHousehold(s *structure, h *household) {
	t.add("families", s.Structure.Code, h.code(s), h.civility, h.last, h.first, strings.Join(h.emails, "; "),
		yesNo(h.resident), h.address)
	for _, q := range h.quotients {
		t.add("quotients", s.Structure.Code, h.code(s), q.From.String(), q.To.String(), q.QF.Plain())
	}
}

// writeAccounts gives the cases the password of the demonstration. A third of the other families have an account with a
// drawn password; the rest will get theirs at the desk.
func (t *generator) writeAccounts() {
	for _, h := range t.households {
		login, password, change := h.name, Password, "no"
		if h.name == "" {
			login, password, change = fmt.Sprintf("famille%03d", h.number), "", ""
			if h.number%3 != 0 {
				continue
			}
		}
		t.add("accounts", login, password, "guardian", "mairie", h.code(t.mairie), change)
		if h.partner != "" {
			t.add("accounts", h.partner, "", "guardian", "mairie", h.code(t.mairie), "")
		}
		if h.alsh {
			t.add("accounts", login, "", "guardian", "alsh", h.code(t.alsh), "")
		}
	}
	for _, one := range staff {
		for _, s := range one.structures {
			t.add("accounts", one.login, Password, one.role, s, "", "no")
		}
	}
}

func (t *generator) writeKid(s *structure, k *kid) {
	code, school := k.code(s), primary
	if k.little() {
		school = nursery
	}
	t.add("children", s.Structure.Code, k.home.code(s), code, k.last, k.first, k.birth.String(), school,
		classes[k.level], k.diet, k.allergies)
	if k.shared != nil && s == t.mairie {
		t.add("children", s.Structure.Code, k.shared.code(s), code, k.last, k.first, k.birth.String(), school,
			classes[k.level], k.diet, k.allergies)
	}
	priority := "0"
	if !k.home.resident {
		priority = "1"
	}
	for _, a := range s.Activities {
		if fits(a.Code, k) || a.Code == k.early {
			t.add("enrolments", s.Structure.Code, code, a.Code, civil.New(t.year, 9, 1).String(), a.To.String(),
				priority)
		}
	}
}

// fits reports whether an activity is for children of that age.
func fits(activity string, k *kid) bool {
	switch activity {
	case "RESTO_MAT", "MERC_36_MATIN", "MERC_36_JOUR", "VAC_36", "EVEIL":
		return k.little()
	case "RESTO_ELEM", "MERC_612_MATIN", "MERC_612_JOUR", "VAC_612", "ETUDE", "SOLFEGE", "PATINOIRE":
		return !k.little()
	}
	return true
}
