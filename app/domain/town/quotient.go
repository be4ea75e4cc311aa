package town

import (
	"slices"

	"cartable/app/domain/civil"
	"cartable/app/domain/pricing"
)

// Backdating is how far back a quotient that staff type may begin, chosen by the structure.
type Backdating string

// The rules. An import is not bound by them: it brings what the former software had.
const (
	NotBackdated Backdating = "never"
	FromMonth    Backdating = "month"
	FromYear     Backdating = "year"
)

// Source is where a quotient was read.
type Source string

// The sources. An empty one was not said.
const (
	OnPaper  Source = "attestation" // a paper of the CAF or of the MSA
	FromFile Source = "csv"         // a file
	Waived   Source = "waived"      // the town asked for no paper
)

// Earliest returns the first day on which a quotient typed today may begin.
func (b Backdating) Earliest(today civil.Date) civil.Date {
	switch b {
	case NotBackdated:
		return today
	case FromMonth:
		return today.Month().First()
	}
	year, _, _ := today.YMD()
	return civil.New(year, 1, 1)
}

func quotientEntry(family string, q pricing.Quotient) QuotientEntry {
	qf := q.QF
	return QuotientEntry{family, q.From, q.To, &qf, Source(q.Source)}
}

func (n QuotientEntry) in(held []pricing.Quotient) int {
	return slices.IndexFunc(held, func(q pricing.Quotient) bool { return q.From == n.From })
}
