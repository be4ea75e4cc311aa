// Package payment defines the life of an online payment: its states, the effect of each answer of the platform, when to
// query again, and how a sum is shared among wallets. Only the platform can confirm that money moved; a payment is
// credited once, and only on its confirmation (DOMAIN.md 8.6 to 8.8). Start with Attempt.Next.
package payment

import (
	"time"

	"cartable/app/domain/money"
)

// State is the state of an attempt.
type State string

// The states. Refused, Abandoned and Expired are soft: a late success still overrides them. The paid states and a
// treasurer's decision are final; a paid attempt is corrected by a reversal in the ledger.
const (
	Creating  State = "creating"  // stored; the request to the platform is being sent
	Failed    State = "failed"    // the platform did not accept it; nobody was redirected there, so no money can follow
	Pending   State = "pending"   // the platform returned an idOp
	PaidCard  State = "paid-card" //
	PaidDebit State = "paid-debit"
	Refused   State = "refused"
	Abandoned State = "abandoned"
	Expired   State = "expired"
	Anomaly   State = "anomaly"  // money moved, but not as requested: a treasurer decides
	Credited  State = "credited" // an anomaly, credited with the amount received
	Rejected  State = "rejected" // an anomaly, not credited
)

// States are all states, in the usual order of an attempt.
var States = []State{Creating, Failed, Pending, PaidCard, PaidDebit, Refused, Abandoned, Expired, Anomaly, Credited,
	Rejected}

// Paid reports whether the wallets have been credited on the platform's confirmation.
func (s State) Paid() bool { return s == PaidCard || s == PaidDebit }

// Final reports whether no answer of the platform changes the state any more.
func (s State) Final() bool {
	return s.Paid() || s == Credited || s == Rejected || s == Failed || s == Creating
}

// Open reports whether money may be on its way.
func (s State) Open() bool { return s == Creating || s == Pending }

// Limits of one payment, set by the platform.
const (
	Min money.Cents = 100       // 1 €
	Max money.Cents = 9_999_999 // seven digits: 99 999,99 €
)

// Twice is the interval within which two payments of the same sum look like a double payment.
const Twice = time.Hour

// Young is how long a payment may normally be without a result, and how long an abandoned one may be resumed.
const Young = 20 * time.Minute

// Attempt is the request that we sent to the platform.
type Attempt struct {
	State     State
	CreatedAt time.Time
	Amount    money.Cents
	Refdet    string // ours, unique
	Numcli    string // the régie
	Saisie    string // T, X or W
}

// Said is the kind of an answer.
type Said string

// The possible answers of the platform about an attempt.
const (
	Result  Said = "result"  // a transaction with a result
	NotYet  Said = "not-yet" // P5: none so far
	Unknown Said = "unknown" // P1: no such idOp, or purged; also returned for a very recent one
	Trouble Said = "trouble" // technical failure, no answer, or an unknown refusal code
)

// Results of a transaction, as coded by the platform. Any other is unknown.
const (
	ResultCard    = "P"
	ResultDebit   = "V"
	ResultRefused = "R"
	DebitRefused  = "Z"
	ResultAborted = "A"
)

// Answer is the platform's answer. The fields below Said are for a Result.
type Answer struct {
	Said   Said
	Code   string // code of a fault
	Result string
	Amount money.Cents // -1 when it is not a number of cents
	Refdet string
	Numcli string
	Saisie string
}

// Difference is a field of a successful result that differs from the request.
type Difference struct{ Field, Asked, Received string }

// Alert is the reason why a treasurer must check a payment.
type Alert string

// The alerts.
const (
	AlertDiffers Alert = "differs" // money moved, but not as requested
	AlertTest    Alert = "test"    // a success of a test, on a production site
	AlertUnheard Alert = "unheard" // an unknown result
	AlertSilent  Alert = "silent"  // no result after 36 hours
	AlertDated   Alert = "dated"   // paid, on an impossible day: it is credited on the day on which we learn of it
	AlertTwice   Alert = "twice"   // paid shortly after another of the same sum: both are credited
)

// Step is the effect of an answer. When Credit is set, the wallets are credited in the same transaction that stores
// State.
type Step struct {
	State       State
	Credit      bool
	Alert       Alert
	Differences []Difference
	Ask         time.Time // when to query again; zero: not automatically
}

// Next is the transition table. It depends only on its arguments, not on who queried the platform or why. production
// reports whether wallets hold real money: a test is never credited there.
func (a Attempt) Next(answer Answer, now time.Time, loc *time.Location, production bool) Step {
	step := Step{State: a.State}
	if a.State.Final() {
		return step
	}
	switch {
	case answer.Said == Result && (answer.Result == ResultCard || answer.Result == ResultDebit):
		return a.paid(answer, production)
	case a.State == Anomaly: // only a person can change it
		return step
	case answer.Said == Result && (answer.Result == ResultRefused || answer.Result == DebitRefused):
		step.State = Refused
	case answer.Said == Result && answer.Result == ResultAborted:
		step.State = Abandoned
	case answer.Said == Result:
		step.Alert = AlertUnheard
	case answer.Said == Unknown && !now.Before(a.CreatedAt.Add(Young)):
		step.State = Expired
	case answer.Said == NotYet && a.State == Pending:
		switch age := now.Sub(a.CreatedAt); {
		case age >= forget:
			step.State = Expired
		case age >= silence:
			step.Alert = AlertSilent
		}
	}
	step.Ask = NextCheck(step.State, a.CreatedAt, now, loc)
	return step
}

// paid checks a success: every field must match the request, except those that the platform is known to alter (exer,
// objet, mel).
func (a Attempt) paid(answer Answer, production bool) Step {
	differs := a.differences(answer)
	switch {
	case a.State == Anomaly:
		return Step{State: Anomaly}
	case production && (a.Saisie != "W" || answer.Saisie != "W"):
		return Step{State: Anomaly, Alert: AlertTest, Differences: differs}
	case len(differs) > 0:
		return Step{State: Anomaly, Alert: AlertDiffers, Differences: differs}
	case answer.Result == ResultDebit:
		return Step{State: PaidDebit, Credit: true}
	}
	return Step{State: PaidCard, Credit: true}
}

func (a Attempt) differences(answer Answer) (all []Difference) {
	received := "illisible"
	if answer.Amount >= 0 {
		received = answer.Amount.String()
	}
	for _, d := range []Difference{{"montant", a.Amount.String(), received}, {"refdet", a.Refdet, answer.Refdet},
		{"numcli", a.Numcli, answer.Numcli}, {"saisie", a.Saisie, answer.Saisie}} {
		if d.Asked != d.Received {
			all = append(all, d)
		}
	}
	return all
}

// slack is the tolerated difference between the platform's clock and ours.
const slack = time.Hour

// Dated checks the time that the platform gives for a transaction: no earlier than the day of our request, no later
// than now. A time outside these limits is not believed, because it would be booked in a month that nobody checks; the
// instant is then now. A day without a time is midnight.
func (a Attempt) Dated(told, now time.Time, loc *time.Location) (at time.Time, believed bool) {
	first := a.CreatedAt.Add(-slack).In(loc)
	first = time.Date(first.Year(), first.Month(), first.Day(), 0, 0, 0, 0, loc)
	if told.Before(first) || told.After(now.Add(slack)) {
		return now, false
	}
	return told, true
}
