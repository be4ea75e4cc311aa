// Package sickness decides what becomes of the booked days of a child who is ill: which are given back, which are
// credited, and which are owed all the same. It takes the rule of the town and the days, and reads nothing itself.
// Start with Rule.Fates. Rules: DOMAIN.md 10.62 to 10.65.
package sickness

import (
	"fmt"
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

// Fates returns what becomes of each day, in their order. told are the dates that were told before: an illness goes on
// with them, so that telling it in two parts costs the first days once. All activities of a date share its rank.
func (r Rule) Fates(days []Day, told []civil.Date) []Fate {
	dates := slices.Clone(told)
	for _, d := range days {
		dates = append(dates, d.Date)
	}
	slices.Sort(dates)
	dates = slices.Compact(dates)
	rank := map[civil.Date]int{} // within its illness, from 0
	for i, d := range dates {
		if i > 0 && d-dates[i-1] <= furthest {
			rank[d] = rank[dates[i-1]] + 1
		}
	}
	fates := make([]Fate, len(days))
	for i, d := range days {
		switch {
		case d.InTime:
			fates[i] = Freed
		case rank[d.Date] < r.Uncredited:
			fates[i] = Owed
		default:
			fates[i] = Credited
		}
	}
	return fates
}

// Lookback is how many days before the first one are read for Fates.
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
