// Package payment says what becomes of an online payment: its states, what each answer of the platform does to it, when to
// ask again, and how a sum is shared among wallets. The platform is the only one that knows whether money moved; a payment
// is credited once, and only on its word (DOMAIN.md 8.6 to 8.8). Start with Attempt.Next.
package payment

import (
	"time"

	"cartable/app/domain/money"
)

// State is where an attempt stands.
type State string

// The states. Refused, Abandoned and Expired are soft: a success that comes late still wins. Nothing leaves the paid ones,
// nor what a treasurer has decided; a paid attempt is corrected by a reversal in the ledger.
const (
	Creating  State = "creating"  // written, and the platform is being told
	Failed    State = "failed"    // the platform did not take it; nobody was sent there, so no money can follow
	Pending   State = "pending"   // the platform gave an idOp
	PaidCard  State = "paid-card" //
	PaidDebit State = "paid-debit"
	Refused   State = "refused"
	Abandoned State = "abandoned"
	Expired   State = "expired"
	Anomaly   State = "anomaly"  // money moved, and not as asked: a treasurer decides
	Credited  State = "credited" // an anomaly, credited with what was received
	Rejected  State = "rejected" // an anomaly, not credited
)

// States are all of them, in the order of a life.
var States = []State{Creating, Failed, Pending, PaidCard, PaidDebit, Refused, Abandoned, Expired, Anomaly, Credited, Rejected}

// Paid tells that the wallets have been credited on the platform's word.
func (s State) Paid() bool { return s == PaidCard || s == PaidDebit }

// Final tells that no answer of the platform changes it any more.
func (s State) Final() bool {
	return s.Paid() || s == Credited || s == Rejected || s == Failed || s == Creating
}

// Open tells that money may be on its way.
func (s State) Open() bool { return s == Creating || s == Pending }

// Bounds of one payment, those of the platform.
const (
	Min money.Cents = 100       // 1 €
	Max money.Cents = 9_999_999 // seven figures: 99 999,99 €
)

// Twice is how near two payments of one sum must be to look like one paid twice.
const Twice = time.Hour

// Young is how long a payment that has no result may well be under way, and an abandoned one be taken up again.
const Young = 20 * time.Minute

// Attempt is what we asked of the platform.
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

// What the platform may say of an attempt.
const (
	Result  Said = "result"  // a transaction with a result
	NotYet  Said = "not-yet" // P5: none so far
	Unknown Said = "unknown" // P1: no such idOp, or purged; also said of a very young one
	Trouble Said = "trouble" // technical failure, no answer, or a refusal that we do not know
)

// Results of a transaction, as the platform codes them. Any other is unheard of.
const (
	ResultCard    = "P"
	ResultDebit   = "V"
	ResultRefused = "R"
	DebitRefused  = "Z"
	ResultAborted = "A"
)

// Answer is what the platform said. The fields below Said are of a Result.
type Answer struct {
	Said   Said
	Code   string // of a fault
	Result string
	Amount money.Cents // -1 when it is not a number of cents
	Refdet string
	Numcli string
	Saisie string
}

// Difference is a field of a successful result that is not as asked.
type Difference struct{ Field, Asked, Received string }

// Alert is why a treasurer must look.
type Alert string

// The alerts.
const (
	AlertDiffers Alert = "differs" // money moved, and not as asked
	AlertTest    Alert = "test"    // a success of a test, where money is real
	AlertUnheard Alert = "unheard" // a result that nobody knows
	AlertSilent  Alert = "silent"  // no result after 36 hours
	AlertDated   Alert = "dated"   // paid, on a day on which it cannot have been: it is credited on the day on which we learn it
	AlertTwice   Alert = "twice"   // paid, and so was another of the same sum a short while before: both are credited
)

// Step is what an answer does. When Credit is set, the wallets are credited in the same transaction that stores State.
type Step struct {
	State       State
	Credit      bool
	Alert       Alert
	Differences []Difference
	Ask         time.Time // when to ask again; zero: not of ourselves
}

// Next is the transition table. It depends on nothing but its arguments: whoever asked the platform, and why, is no matter.
// production tells that wallets hold real money: a test is never credited there.
func (a Attempt) Next(answer Answer, now time.Time, loc *time.Location, production bool) Step {
	step := Step{State: a.State}
	if a.State.Final() {
		return step
	}
	switch {
	case answer.Said == Result && (answer.Result == ResultCard || answer.Result == ResultDebit):
		return a.paid(answer, production)
	case a.State == Anomaly: // only a person moves it
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

// paid judges a success: all must be as asked, but for what the platform is known to alter (exer, objet, mel).
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

// slack is how far the platform's clock may be from ours.
const slack = time.Hour

// Dated bounds when the platform says that a transaction took place: no earlier than the day on which we asked for it, no
// later than now. What lies outside is not believed, for it would be booked in a month that nobody looks at; the
// instant is then now. A day without an hour is midnight.
func (a Attempt) Dated(told, now time.Time, loc *time.Location) (at time.Time, believed bool) {
	first := a.CreatedAt.Add(-slack).In(loc)
	first = time.Date(first.Year(), first.Month(), first.Day(), 0, 0, 0, 0, loc)
	if told.Before(first) || told.After(now.Add(slack)) {
		return now, false
	}
	return told, true
}
