package wallet

import (
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/pricing"
	"cartable/app/domain/town"
)

// Attendance is the mark that staff recorded; empty = none yet.
type Attendance string

// The possible marks (DOMAIN.md 1.3). A child who came without a booking is present, on a reservation made by staff.
const (
	NotMarked         Attendance = ""
	Present           Attendance = "present"
	AbsentJustified   Attendance = "absent-justified"
	AbsentUnjustified Attendance = "absent-unjustified"
)

// Known reports whether a mark is one that staff may record.
func (a Attendance) Known() bool {
	return a == Present || a == AbsentJustified || a == AbsentUnjustified
}

// Absent reports whether a child is marked absent, whatever the reason.
func (a Attendance) Absent() bool { return a == AbsentJustified || a == AbsentUnjustified }

// Word returns the French word for staff and families.
func (a Attendance) Word() string {
	switch a {
	case Present:
		return "présent"
	case AbsentJustified:
		return "absence justifiée"
	case AbsentUnjustified:
		return "absence non justifiée"
	}
	return "non pointé"
}

// Billing is the treatment of a past day without a mark; it is a setting of the structure.
type Billing = town.Billing

// The treatments.
const (
	AsBooked = town.AsBooked
	AsMarked = town.AsMarked
)

// Day is an accepted reservation whose day has come.
type Day struct {
	Activity   *town.Activity
	Date       civil.Date
	Attendance Attendance
	Booked     int          // units
	Attended   *int         // half hours that staff counted; nil = as booked
	Told       *money.Cents // price shown to the family; nil = none was shown
	Unbooked   bool         // staff made the reservation: the child came without one
	Closed     string       // short reason why the day could no longer be booked; empty: it could

	Departed *civil.TimeOfDay // as staff stamped it
	LateFee  money.Cents      // as it was when that was stamped; 0 = none
}

// void reports whether a day owes nothing because it could no longer be booked, unless the child was marked present.
func (d Day) void() bool { return d.Closed != "" && d.Attendance != Present }

// Payer holds the data of a family that decides its prices.
type Payer struct {
	Residence pricing.Residence
	Quotients []pricing.Quotient
}

// Verdict is the decision about a day.
type Verdict int

// The verdicts.
const (
	Due      Verdict = iota
	NotYet           // nobody marked it, and the structure waits for a mark
	Unpriced         // no tariff in force gives a price: nothing may be free by mistake
)

// Debit is a consumption to write.
type Debit struct {
	Figures
	Wallet *town.Wallet
	Label  string
	Quote  pricing.Quote
}

// Units returns how much of a day is owed: the booked units, or the half hours counted; a justified absence owes
// nothing, an unjustified one all booked units. owed is false while the structure waits for a mark.
func Units(a Attendance, bill Billing, booked int, attended *int) (units int, owed bool) {
	switch a {
	case AbsentJustified:
		return 0, true
	case AbsentUnjustified:
		return booked, true
	case Present:
		if attended != nil {
			return *attended, true
		}
		return booked, true
	}
	return booked, bill != AsMarked
}

// Owed prices a day by the tariffs and the QF in force on it (DOMAIN.md 7.6), whatever price was shown before:
// Debit.Surprise reports a difference. A justified absence is a debit of zero, so that the family sees it, and so is a
// day that was closed since, or on which the child is no longer enrolled.
func Owed(d Day, p Payer, bill Billing) (Debit, Verdict) {
	units, owed := Units(d.Attendance, bill, d.Booked, d.Attended)
	if !owed {
		return Debit{}, NotYet
	}
	if d.void() {
		units = 0
	}
	quote := pricing.For(d.Activity.Tariffs, d.Date, p.Residence.On(d.Date), p.Quotients, units)
	if !quote.Known && !d.void() {
		return Debit{}, Unpriced
	}
	return Debit{Figures: Consumed(units, quote.Unit, d.Told), Wallet: d.Activity.Category.Wallet, Label: d.label(),
		Quote: quote}, Due
}

// label names no person: the ledger is never rewritten, and is kept after the erasure of a family.
func (d Day) label() string {
	label := d.Activity.Name
	switch {
	case d.void():
		label += " (" + d.Closed + ")"
	case d.Attendance == AbsentJustified || d.Attendance == AbsentUnjustified:
		label += " (" + d.Attendance.Word() + ")"
	case d.Unbooked:
		label += " (sans réservation)"
	}
	return label
}

// Late returns the debit of a day on which the child was fetched late, beside that of the day itself. ok is false where
// there is none: whoever is absent was not fetched.
func Late(d Day) (debit Debit, ok bool) {
	if d.LateFee <= 0 || d.Attendance != Present || d.Departed == nil {
		return Debit{}, false
	}
	return Debit{Figures: Consumed(1, d.LateFee, nil), Wallet: d.Activity.Category.Wallet,
		Label: d.Activity.Name + " (retard, départ à " + d.Departed.Human() + ")"}, true
}
