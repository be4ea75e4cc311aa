// Package sickness decides what becomes of the booked days of a child who is ill: which are given back, which are
// credited, and which are owed all the same. It takes the rule of the town and the days, and reads nothing itself.
// Start with Rule.Fates. Rules: DOMAIN.md 10.62 to 10.65.
package sickness

import (
	"fmt"
	"iter"
	"slices"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
)

// Rule is what a town grants to a child who is ill.
type Rule struct {
	Until      *civil.TimeOfDay // until when parents may tell it for the day itself; nil = they may not tell it at all
	Uncredited int              // first days of an illness that are owed all the same
	Paper      int              // days within which a certificate is asked for; 0 = none is
}

// RuleOf returns the rule of a structure.
func RuleOf(s *town.Structure) Rule {
	r := Rule{Until: s.SickUntil}
	if s.SickUncredited != nil {
		r.Uncredited = *s.SickUncredited
	}
	if s.SickPaper != nil {
		r.Paper = *s.SickPaper
	}
	return r
}

// InTime reports whether parents may still tell the illness of a date: until the hour of the town on the day itself.
// Past dates are not theirs to tell.
func (r Rule) InTime(d civil.Date, now time.Time, loc *time.Location) bool {
	return r.Until != nil && !now.After(d.At(*r.Until, loc))
}

// PaperBy returns the last day on which a certificate is taken, for an illness told on a date; 0 = none is asked
// for.
func (r Rule) PaperBy(told civil.Date) civil.Date {
	if r.Paper == 0 {
		return 0
	}
	return told.AddDays(r.Paper)
}

// Fate is what becomes of a booked day on which the child is ill.
type Fate string

// The fates.
const (
	Freed    Fate = "freed"    // cancelled within its deadline: the place is given back, and nothing is owed
	Credited Fate = "credited" // past its deadline: the day stays on the sheet, and nothing is owed
	Owed     Fate = "owed"     // past its deadline, among the first days, which are not credited
)

// Attendance returns how a day is marked; NotMarked for one that was cancelled.
func (f Fate) Attendance() wallet.Attendance {
	switch f {
	case Credited:
		return wallet.AbsentJustified
	case Owed:
		return wallet.AbsentUnjustified
	}
	return wallet.NotMarked
}

// Word returns the French word of a fate.
func (f Fate) Word() string {
	switch f {
	case Freed:
		return "annulé sans frais"
	case Credited:
		return "non facturé"
	case Owed:
		return "facturé (carence)"
	}
	return ""
}

// furthest is how many days may lie between two days of one illness: a weekend without bookings does not end it.
const furthest = 3

// Day is a booked day on which the child is ill.
type Day struct {
	Date   civil.Date
	InTime bool // it may still be cancelled
}

// Before is a date on which a child was told to be ill before.
type Before struct {
	Date civil.Date
	Owed bool // one of its days is owed
}

// Fates returns what becomes of each day, in their order. told are the dates that were told before: an illness goes on
// with them, so that telling it in several parts, in whatever order, costs the first days once. All activities of a
// date share its fate, but for those that may still be cancelled.
func (r Rule) Fates(days []Day, told []Before) []Fate {
	dates := make([]civil.Date, 0, len(days)+len(told))
	owed := map[civil.Date]bool{}
	for _, d := range told {
		dates, owed[d.Date] = append(dates, d.Date), d.Owed
	}
	late := map[civil.Date]bool{}
	for _, d := range days {
		dates = append(dates, d.Date)
		late[d.Date] = late[d.Date] || !d.InTime
	}
	slices.Sort(dates)
	for illness := range illnesses(slices.Compact(dates)) {
		left := r.Uncredited
		for _, d := range illness {
			if owed[d] {
				left--
			}
		}
		for _, d := range illness[:min(len(illness), max(0, r.Uncredited))] { // its first days
			if left > 0 && late[d] && !owed[d] {
				owed[d] = true
				left--
			}
		}
	}
	fates := make([]Fate, len(days))
	for i, d := range days {
		switch {
		case d.InTime:
			fates[i] = Freed
		case owed[d.Date]:
			fates[i] = Owed
		default:
			fates[i] = Credited
		}
	}
	return fates
}

// illnesses returns dates in groups: no more than furthest lies between two of one.
func illnesses(dates []civil.Date) iter.Seq[[]civil.Date] {
	return func(yield func([]civil.Date) bool) {
		for first, i := 0, 0; i < len(dates); i++ {
			if i+1 == len(dates) || dates[i+1]-dates[i] > furthest {
				if !yield(dates[first : i+1]) {
					return
				}
				first = i + 1
			}
		}
	}
}

// Lookback is how many days around those of a telling are read for Fates.
const Lookback = 30

// Ahead is how many days may be told at once, today included.
const Ahead = 14

// Channel is how an illness was told.
type Channel string

// The channels.
const (
	ByPhone   Channel = "phone"
	AtCounter Channel = "counter"
	ByMail    Channel = "mail"
	OnPortal  Channel = "portal"
)

// ToStaff are the channels by which staff are told.
var ToStaff = []Channel{ByPhone, AtCounter, ByMail}

// Word returns the French word of a channel.
func (c Channel) Word() string {
	switch c {
	case ByPhone:
		return "par téléphone"
	case AtCounter:
		return "au guichet"
	case ByMail:
		return "par message"
	case OnPortal:
		return "sur le portail"
	}
	return ""
}

// told is how an illness was told, with the instant.
var told = map[Channel]string{
	ByPhone:   "par téléphone le %s",
	AtCounter: "au guichet le %s",
	ByMail:    "par message le %s",
	OnPortal:  "sur le portail le %s",
}

// Words returns how and when an illness was told: "par téléphone le mardi 24 novembre à 8 h 05".
func Words(c Channel, at time.Time, loc *time.Location) string {
	return fmt.Sprintf(told[c], civil.Instant(at, loc))
}

// Told returns that a child is ill, as a sentence: "Malade, signalé par téléphone le mardi 24 novembre à 8 h 05."
func Told(c Channel, at time.Time, loc *time.Location) string {
	return fmt.Sprintf("Malade, signalé %s.", Words(c, at, loc))
}

// Sums are the amounts of a telling.
type Sums struct{ Freed, Credited, Owed money.Cents }

// Add adds a day at its price.
func (s *Sums) Add(f Fate, price money.Cents) {
	switch f {
	case Freed:
		s.Freed += price
	case Credited:
		s.Credited += price
	case Owed:
		s.Owed += price
	}
}

// Back returns what is not charged.
func (s Sums) Back() money.Cents { return s.Freed + s.Credited }

// WhyNot returns why a booked day needs no telling, or cannot be told; empty when it can. void is why it will not take
// place at all.
func WhyNot(attendance wallet.Attendance, billed bool, void booking.Reason) string {
	switch {
	case billed:
		return "Cette journée est déjà facturée."
	case attendance == wallet.Present:
		return "L'enfant est déjà pointé présent."
	case attendance != wallet.NotMarked:
		return "L'absence est déjà pointée."
	case void != "":
		return "Ce jour n'a pas lieu\u00a0: rien n'est facturé."
	}
	return ""
}
