package treasury

import (
	"context"
	"strings"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/money"
	"cartable/app/domain/paging"
	"cartable/app/domain/payment"
	"cartable/app/till"
	"cartable/db"
)

// The treasurer's view of online payments. What changes one goes through the till.

// PaymentShow is which payments a list keeps.
type PaymentShow string

// The filters.
const (
	ShowAll     PaymentShow = ""
	ShowAlerts  PaymentShow = "a-voir"
	ShowPending PaymentShow = "en-attente"
	ShowPaid    PaymentShow = "payes"
	ShowEnded   PaymentShow = "sans-suite"
)

var shown = map[PaymentShow][]payment.State{
	ShowPending: {payment.Creating, payment.Pending},
	ShowPaid:    {payment.PaidCard, payment.PaidDebit, payment.Credited},
	ShowEnded:   {payment.Failed, payment.Refused, payment.Abandoned, payment.Expired, payment.Rejected},
}

// PaymentQuery is what a treasurer looks for.
type PaymentQuery struct {
	Show     PaymentShow
	From, To civil.Date // inclusive; 0 = no bound
	Text     string     // in the reference or the family's name
	Page     int        // asked for
}

// Payments is a list of online payments, the newest first.
type Payments struct {
	PaymentQuery
	paging.Page
	Rows    []PaymentRow
	Numbers db.PaymentNumbers // of the last thirty days, and what waits
}

// PaymentRow is one payment.
type PaymentRow struct {
	ID        int64
	At        time.Time
	Family    string
	Reference string
	Amount    money.Cents
	Received  *money.Cents // nil: nothing was told
	State     payment.State
	Alert     payment.Alert
	PaidAt    time.Time // zero before a result
}

// PaymentDetail is one payment with all that was said of it.
type PaymentDetail struct {
	PaymentRow
	Numcli, IdOp, Saisie string
	Number               string // of the authorisation
	Error                string
	FoundBy              string
	NotifiedAt           time.Time
	AskedAt, NextAt      time.Time
	Differences          []payment.Difference
	Parts                []PaymentPart
	Events               []PaymentEvent
	Reason               string
	DecidedAt            time.Time
}

// PaymentEvent is an answer of the platform.
type PaymentEvent = db.PaymentEvent

// PaymentPart is what a payment is for.
type PaymentPart struct {
	Wallet string
	Amount money.Cents
}

func (o *Treasury) noPayment() error {
	if o.Till == nil {
		return fault.NotFoundf("Le paiement en ligne n'est pas ouvert sur ce portail.")
	}
	return nil
}

// Payments lists the online payments of the structure.
func (o *Treasury) Payments(ctx context.Context, d desk.Actor, ask PaymentQuery) (Payments, error) {
	q, list := o.DB.Read(), Payments{PaymentQuery: ask}
	filter := db.PaymentFilter{States: shown[ask.Show], Alerts: ask.Show == ShowAlerts, Text: strings.TrimSpace(ask.Text)}
	if ask.From != 0 {
		filter.From = ask.From.At(0, db.Paris)
	}
	if ask.To != 0 {
		filter.To = (ask.To + 1).At(0, db.Paris)
	}
	lines, p, err := q.Payments(ctx, d.StructureID, filter, paging.At(ask.Page))
	if err != nil {
		return Payments{}, err
	}
	list.Page = p
	for _, l := range lines {
		list.Rows = append(list.Rows, paymentRow(l.OnlinePayment, l.Family))
	}
	list.Numbers, err = q.PaymentNumbers(ctx, d.StructureID, o.Now().AddDate(0, 0, -30))
	return list, err
}

func paymentRow(p db.OnlinePayment, family string) PaymentRow {
	return PaymentRow{ID: p.ID, At: p.CreatedAt, Family: family, Reference: p.Refdet, Amount: p.Amount, Received: p.Received, State: p.State, Alert: p.Alert, PaidAt: or(p.PaidAt)}
}

func or(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

// Payment shows one; NotFound when it is not of the structure.
func (o *Treasury) Payment(ctx context.Context, d desk.Actor, id int64) (PaymentDetail, error) {
	q := o.DB.Read()
	p, found, err := q.PaymentOf(ctx, d.StructureID, id)
	if err != nil {
		return PaymentDetail{}, err
	}
	if !found {
		return PaymentDetail{}, desk.NotHere()
	}
	who, err := q.PayerOf(ctx, p.FamilyID)
	if err != nil {
		return PaymentDetail{}, err
	}
	one := PaymentDetail{PaymentRow: paymentRow(p, who.Name()), Numcli: p.Numcli, IdOp: p.Idop, Saisie: p.Saisie, Number: p.Numauto, Error: p.Error, FoundBy: p.FoundBy,
		NotifiedAt: or(p.NotifiedAt), AskedAt: or(p.AskedAt), NextAt: or(p.NextCheckAt), Reason: p.Reason, DecidedAt: or(p.DecidedAt)}
	for line := range strings.Lines(p.Differences) {
		if f := strings.SplitN(strings.TrimSuffix(line, "\n"), "\t", 3); len(f) == 3 {
			one.Differences = append(one.Differences, payment.Difference{Field: f[0], Asked: f[1], Received: f[2]})
		}
	}
	parts, err := q.PartsOf(ctx, id)
	if err != nil {
		return one, err
	}
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return one, err
	}
	for _, part := range parts {
		for _, w := range c.Wallets {
			if w.ID == part.WalletID {
				one.Parts = append(one.Parts, PaymentPart{w.Name, part.Amount})
			}
		}
	}
	one.Events, err = q.PaymentEvents(ctx, id)
	return one, err
}

// AskPayment asks the platform now what became of a payment, as the poller does.
func (o *Treasury) AskPayment(ctx context.Context, d desk.Actor, id int64) error {
	if err := o.noPayment(); err != nil {
		return err
	}
	p, found, err := o.DB.Read().PaymentOf(ctx, d.StructureID, id)
	if err != nil {
		return err
	}
	if !found {
		return desk.NotHere()
	}
	if p.Idop == "" {
		return nil // nothing to ask about
	}
	_, err = o.Till.Resolve(ctx, p.Idop, till.FromStaff)
	return err
}

// DecidePayment ends an anomaly; see till.Till.Decide.
func (o *Treasury) DecidePayment(ctx context.Context, d desk.Actor, id int64, credit bool, reason string) error {
	if err := o.noPayment(); err != nil {
		return err
	}
	err := o.Till.Decide(ctx, till.Decision{StructureID: d.StructureID, PaymentID: id, AccountID: d.AccountID, Credit: credit, Reason: reason, Origin: d.Origin})
	if fault.KindOf(err) == fault.NotFound {
		return desk.NotHere()
	}
	return err
}

// SeenPayment ends the alert of a credited payment; see till.Till.Seen.
func (o *Treasury) SeenPayment(ctx context.Context, d desk.Actor, id int64) error {
	if err := o.noPayment(); err != nil {
		return err
	}
	err := o.Till.Seen(ctx, d.StructureID, id, d.AccountID, d.Origin)
	if fault.KindOf(err) == fault.NotFound {
		return desk.NotHere()
	}
	return err
}

// RegieHealth is what the platform says of a régie of ours.
type RegieHealth struct {
	Numcli  string
	Wallets []string
	Labels  []string // empty when it could not be asked
	Wrong   string   // why; empty when all is well
}

// PlatformStatus asks the platform about each régie of the structure, one after the other.
func (o *Treasury) PlatformStatus(ctx context.Context, d desk.Actor) ([]RegieHealth, error) {
	if err := o.noPayment(); err != nil {
		return nil, err
	}
	c, err := o.Town(ctx, o.DB.Read(), d)
	if err != nil {
		return nil, err
	}
	var all []RegieHealth
	for _, w := range c.Wallets {
		i := -1
		for j := range all {
			if all[j].Numcli == w.NumCli {
				i = j
			}
		}
		if i < 0 {
			all = append(all, RegieHealth{Numcli: w.NumCli})
			i = len(all) - 1
		}
		all[i].Wallets = append(all[i].Wallets, w.Name)
	}
	for i := range all {
		all[i].Labels, all[i].Wrong = o.Till.Health(ctx, all[i].Numcli)
	}
	return all, nil
}
