package load

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/db"
)

type walletEntry struct{ entry[db.Wallet] }

type categoryEntry struct {
	entry[db.Category]
	wallet *walletEntry
}

type poolEntry struct{ entry[db.Pool] }

type activityEntry struct {
	entry[db.Activity]
	category    *categoryEntry
	pools       []*poolEntry
	storedPools []*poolEntry
	compatible  []string // codes, as its row says
}

// pair is two activities that may be booked together.
type pair [2]*activityEntry

func pairOf(a, b *activityEntry) pair {
	if a.want.Code > b.want.Code {
		a, b = b, a
	}
	return pair{a, b}
}

type openingKey struct {
	activity *activityEntry
	date     civil.Date
}

type openingEntry struct {
	entry[db.Opening]
	activity *activityEntry
}

type capacityKey struct {
	pool *poolEntry
	date civil.Date
}

type capacityEntry struct {
	entry[db.Capacity]
	pool *poolEntry
}

type tariffKey struct {
	activity           *activityEntry
	from               civil.Date
	resident, min, max string
}

func tariffKeyOf(a *activityEntry, t db.Tariff) tariffKey {
	key := tariffKey{activity: a, from: t.FromDate}
	if t.Resident != nil {
		key.resident = strconv.FormatBool(*t.Resident)
	}
	plain := func(c *money.Cents) string {
		if c == nil {
			return ""
		}
		return c.Plain()
	}
	key.min, key.max = plain(t.QfMin), plain(t.QfMax)
	return key
}

type tariffEntry struct {
	entry[db.Tariff]
	activity *activityEntry
}

func (im *importing) readWallet(r *row) {
	s, code := r.structure(), r.required("code", "un code")
	want := db.Wallet{Code: code, Name: r.required("name", "un nom"), Numcli: r.text("numcli")}
	if s == nil || code == "" {
		return
	}
	if w := take(r, &s.wallets, code, "code"); w != nil {
		want.ID = w.want.ID
		w.want = want
	}
}

func (im *importing) readCategory(r *row) {
	s, code := r.structure(), r.required("code", "un code")
	want := db.Category{Code: code, Name: r.required("name", "un nom"), DebtFloor: r.money("debt_floor")}
	wallet := ref(r, s, "wallet", "wallets.csv", inWallets)
	if r.cell("nature") != "" {
		want.Nature = r.oneOf("nature", "", "care", "food", "other")
	}
	if s == nil || code == "" {
		return
	}
	if c := take(r, &s.categories, code, "code"); c != nil {
		want.ID = c.want.ID
		if !r.says("nature") {
			want.Nature = c.want.Nature
		}
		c.want, c.wallet = want, wallet
	}
}

func (im *importing) readPool(r *row) {
	s, code := r.structure(), r.required("code", "un code")
	want := db.Pool{Code: code, Name: r.required("name", "un nom"), Capacity: r.number("capacity"), Waitlist: r.number("waitlist")}
	if s == nil || code == "" {
		return
	}
	if p := take(r, &s.pools, code, "code"); p != nil {
		want.ID = p.want.ID
		p.want = want
	}
}

func (im *importing) readActivity(r *row) {
	s, code := r.structure(), r.required("code", "un code")
	want := db.Activity{
		Code: code, Name: r.required("name", "un nom"), Weekdays: r.weekdays("weekdays"),
		Term: r.oneOf("term", "school", "school", "holidays", "all"), Unit: r.oneOf("unit", "day", "day", "half-hour"),
		BookBy: r.rule("book_by"), Allot: r.oneOf("allot", "immediate", "immediate", "nightly", "manual"),
	}
	want.CancelBy = want.BookBy
	if r.cell("cancel_by") != "" {
		want.CancelBy = r.rule("cancel_by")
	}
	want.FromDate, _ = r.date("from", true)
	want.ToDate, _ = r.date("to", true)
	r.ordered("to", want.FromDate, want.ToDate)
	start, ok1 := r.time("start")
	end, ok2 := r.time("end")
	if ok1 && ok2 && end <= start {
		r.wrong("end", fmt.Sprintf("la fin (%s) n'est pas après le début (%s)", end, start), "une heure après "+start.String())
	}
	want.StartAt, want.EndAt = start, end
	if meal := r.positive("meal"); meal != nil {
		want.Meal = *meal
	}
	want.NoticeHours = r.number("notice_hours")
	if r.cell("kitchen_by") != "" {
		want.KitchenBy = r.rule("kitchen_by")
	}
	category := ref(r, s, "category", "categories.csv", inCategories)
	var pools []*poolEntry
	for _, code := range r.list("pools") {
		if p := refCode(r, s, "pools", code, "pools.csv", inPools); p != nil {
			pools = append(pools, p)
		}
	}
	compatible := r.list("compatible_with")
	if slices.Contains(compatible, code) {
		r.bad("compatible_with", "nomme l'activité elle-même", "les autres activités de la structure")
	}
	if s == nil || code == "" {
		return
	}
	if a := take(r, &s.activities, code, "code"); a != nil {
		want.ID = a.want.ID
		if !r.says("meal") {
			want.Meal = a.want.Meal
		}
		if !r.says("notice_hours") {
			want.NoticeHours = a.want.NoticeHours
		}
		if !r.says("kitchen_by") {
			want.KitchenBy = a.want.KitchenBy
		}
		a.want, a.category, a.pools, a.compatible = want, category, pools, compatible
	}
}

// resolveCompatible runs after the last row of activities.csv: a row may name a later one.
func (im *importing) resolveCompatible() {
	for _, s := range im.structures.all {
		if !slices.ContainsFunc(s.activities.all, func(a *activityEntry) bool { return a.line != 0 }) {
			continue // wanted stays nil: what is stored stays
		}
		says := map[[2]*activityEntry]bool{}
		s.wanted = map[pair]bool{}
		for _, a := range s.activities.all {
			if a.line == 0 {
				continue
			}
			at := &row{im: im, file: "activities.csv", line: a.line}
			for _, code := range a.compatible {
				if b := refCode(at, s, "compatible_with", code, "activities.csv", inActivities); b != nil && a != b {
					says[[2]*activityEntry{a, b}] = true
					s.wanted[pairOf(a, b)] = true
				}
			}
		}
		for p := range s.compatible {
			a, b := p[0], p[1]
			if a.line == 0 && b.line == 0 {
				s.wanted[p] = true // no row speaks of them
			}
		}
		for _, a := range s.activities.all {
			for p := range s.compatible {
				if a.line != 0 && (p[0] == a || p[1] == a) && !s.wanted[p] {
					a.file = true
				}
			}
		}
		for says := range says {
			if !s.compatible[pairOf(says[0], says[1])] {
				says[0].file = true
			}
		}
	}
}

func (im *importing) readOpening(r *row) {
	s := r.structure()
	a := ref(r, s, "activity", "activities.csv", inActivities)
	d, ok := r.date("date", true)
	open := r.oneOf("open", "", "yes", "no") == "yes"
	if a == nil || !ok {
		return
	}
	if o := take(r, &s.openings, openingKey{a, d}, "date"); o != nil {
		o.want, o.activity = db.Opening{Date: d, Open: open}, a
	}
}

func (im *importing) readCapacity(r *row) {
	s := r.structure()
	p := ref(r, s, "pool", "pools.csv", inPools)
	d, ok := r.date("date", true)
	capacity, waitlist := r.number("capacity"), r.number("waitlist")
	if p == nil || !ok {
		return
	}
	if c := take(r, &s.capacities, capacityKey{p, d}, "date"); c != nil {
		c.want, c.pool = db.Capacity{Date: d, Capacity: capacity, Waitlist: waitlist}, p
	}
}

func (im *importing) readTariff(r *row) {
	s := r.structure()
	a := ref(r, s, "activity", "activities.csv", inActivities)
	from, ok := r.date("from", true)
	want := db.Tariff{
		FromDate: from, QfMin: r.positive("qf_min"), QfMax: r.positive("qf_max"), Price: r.positive("price"),
		RatePpm: r.rate("rate"), Floor: r.positive("floor"), Ceiling: r.positive("ceiling"),
	}
	switch r.oneOf("resident", "both", "yes", "no") {
	case "yes":
		want.Resident = new(true)
	case "no":
		want.Resident = new(false)
	}
	if want.Price == nil && want.RatePpm == 0 && r.cell("price") == "" && (r.cell("rate") == "" || zeroRate(r.cell("rate"))) {
		r.wrong("price", "la ligne n'a ni prix ni taux", "price, ou rate plus grand que zéro")
	}
	if want.QfMin != nil && want.QfMax != nil && *want.QfMin >= *want.QfMax {
		r.wrong("qf_max", fmt.Sprintf("la tranche de %s à %s est vide", want.QfMin.Plain(), want.QfMax.Plain()), "qf_max plus grand que qf_min")
	}
	if want.Floor != nil && want.Ceiling != nil && *want.Floor > *want.Ceiling {
		r.wrong("ceiling", fmt.Sprintf("le plafond (%s) est sous le plancher (%s)", want.Ceiling.Plain(), want.Floor.Plain()), "ceiling au moins égal à floor")
	}
	if a == nil || !ok || r.failed {
		return // a key with a value that could not be read may look like another
	}
	if t := take(r, &s.tariffs, tariffKeyOf(a, want), "qf_min"); t != nil {
		want.ID = t.want.ID
		t.want, t.activity = want, a
	}
}

// zeroRate tells zero from a rate that was reported already.
func zeroRate(text string) bool { return strings.Trim(text, "0.") == "" }
