package load

import (
	"slices"

	"cartable/app/domain/civil"
	"cartable/app/domain/pricing"
)

// priority returns that of the enrolment in force on a day, 0 if there is none.
func (c *childEntry) priority(a *activityEntry, d civil.Date) int {
	for _, e := range c.enrolments {
		if e.activity == a && e.want.FromDate <= d && d <= e.want.ToDate {
			return e.want.Priority
		}
	}
	return 0
}

// priceList caches quotes: a price is constant between two dates at which a tariff or a quotient starts or ends.
type priceList struct {
	tariffs map[*activityEntry][]pricing.Tariff
	starts  map[*activityEntry][]civil.Date
	quotes  map[quoteKey]pricing.Quote
	family  *familyEntry
	held    []pricing.Quotient
	lives   pricing.Residence
	today   civil.Date // of the import
}

type quoteKey struct {
	family   *familyEntry
	activity *activityEntry
	from     civil.Date
}

func (l *priceList) quote(s *structureEntry, f *familyEntry, a *activityEntry, d civil.Date) pricing.Quote {
	if l.tariffs == nil {
		l.tariffs, l.starts, l.quotes = map[*activityEntry][]pricing.Tariff{}, map[*activityEntry][]civil.Date{},
			map[quoteKey]pricing.Quote{}
	}
	if _, ok := l.starts[a]; !ok {
		l.read(s, a)
	}
	if l.family != f {
		l.family, l.held, l.lives = f, s.held.Quotients[f.want.Code], f.residence(l.today)
	}
	var from civil.Date
	step := func(at civil.Date) {
		if at <= d {
			from = max(from, at)
		}
	}
	for _, at := range l.starts[a] {
		step(at)
	}
	for _, former := range l.lives.Former {
		step(former.Before)
	}
	for _, q := range l.held {
		step(q.From)
		if q.To != 0 {
			step(q.To + 1)
		}
	}
	key := quoteKey{f, a, from}
	quote, ok := l.quotes[key]
	if !ok {
		quote = pricing.For(l.tariffs[a], d, l.lives.On(d), l.held,
			pricing.Quantity(string(a.want.Unit), a.want.Start, a.want.End))
		l.quotes[key] = quote
	}
	return quote
}

// read loads the tariffs of an activity.
func (l *priceList) read(s *structureEntry, a *activityEntry) {
	l.starts[a] = []civil.Date{}
	l.tariffs[a] = s.held.Town.Activity(a.want.Code).Tariffs
	for _, t := range l.tariffs[a] {
		if !slices.Contains(l.starts[a], t.From) {
			l.starts[a] = append(l.starts[a], t.From)
		}
	}
}
