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

// The treasurer's view of online payments. Changes to a payment go through the till.

// OnlinePaymentShow selects the payments of a list.
type OnlinePaymentShow string

// The values of OnlinePaymentShow.
const (
	ShowAll     OnlinePaymentShow = ""
	ShowAlerts  OnlinePaymentShow = "a-voir"
	ShowPending OnlinePaymentShow = "en-attente"
	ShowPaid    OnlinePaymentShow = "payes"
	ShowEnded   OnlinePaymentShow = "sans-suite"
)

var shown = map[OnlinePaymentShow][]payment.State{
	ShowPending: {payment.Creating, payment.Pending},
	ShowPaid:    {payment.PaidCard, payment.PaidDebit, payment.Credited},
	ShowEnded:   {payment.Failed, payment.Refused, payment.Abandoned, payment.Expired, payment.Rejected},
}

// OnlinePaymentQuery is a treasurer's search.
type OnlinePaymentQuery struct {
	Show     OnlinePaymentShow
	From, To civil.Date // inclusive; 0 = no bound
	Text     string     // in the reference or the family's name
	Page     int        // requested page
}

// OnlinePayments is a list of online payments, newest first.
type OnlinePayments struct {
	OnlinePaymentQuery
	paging.Page
	Rows    []OnlinePaymentRow
	Numbers db.OnlinePaymentNumbers // of the last thirty days, and those that wait
}

// OnlinePaymentRow is one payment.
type OnlinePaymentRow struct {
	ID        int64
	At        time.Time
	Family    string
	Reference string
	Amount    money.Cents
	Received  *money.Cents // nil if the platform reported nothing
	State     payment.State
	Alert     payment.Alert
	PaidAt    time.Time // zero before a result
}

// OnlinePaymentDetail is one payment with all the answers about it.
type OnlinePaymentDetail struct {
	OnlinePaymentRow
	Numcli, IdOp, Saisie string
	Number               string // of the authorisation
	Error                string
	FoundBy              string
	NotifiedAt           time.Time
	AskedAt, NextAt      time.Time
	Differences          []payment.Difference
	Parts                []OnlinePaymentPart
	Events               []OnlinePaymentEvent
	Reason               string
	DecidedAt            time.Time
}

// OnlinePaymentEvent is an answer of the platform.
type OnlinePaymentEvent = db.OnlinePaymentEvent

// OnlinePaymentPart is the part of a payment for one wallet.
type OnlinePaymentPart struct {
	Wallet string
	Amount money.Cents
}

func (o *Treasury) noOnlinePayment() error {
	if o.Till == nil {
		return fault.NotFoundf("Le paiement en ligne n'est pas ouvert sur ce portail.")
	}
	return nil
}

// OnlinePayments returns the online payments of the structure.
func (o *Treasury) OnlinePayments(ctx context.Context, d desk.Actor, ask OnlinePaymentQuery) (OnlinePayments, error) {
	q, list := o.DB.Read(), OnlinePayments{OnlinePaymentQuery: ask}
	filter := db.OnlinePaymentFilter{States: shown[ask.Show], Alerts: ask.Show == ShowAlerts,
		Text: strings.TrimSpace(ask.Text)}
	if ask.From != 0 {
		filter.From = ask.From.At(0, db.Paris)
	}
	if ask.To != 0 {
		filter.To = (ask.To + 1).At(0, db.Paris)
	}
	lines, p, err := q.OnlinePayments(ctx, d.StructureID, filter, paging.At(ask.Page))
	if err != nil {
		return OnlinePayments{}, err
	}
	list.Page = p
	for _, l := range lines {
		list.Rows = append(list.Rows, onlinePaymentRow(l.OnlinePayment, l.Family))
	}
	list.Numbers, err = q.OnlinePaymentNumbers(ctx, d.StructureID, o.Now().AddDate(0, 0, -30))
	return list, err
}

func onlinePaymentRow(p db.OnlinePayment, family string) OnlinePaymentRow {
	return OnlinePaymentRow{ID: p.ID, At: p.CreatedAt, Family: family, Reference: p.Refdet, Amount: p.Amount,
		Received: p.Received, State: p.State, Alert: p.Alert, PaidAt: or(p.PaidAt)}
}

func or(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

// OnlinePayment returns one; NotFound if it is not of the structure.
func (o *Treasury) OnlinePayment(ctx context.Context, d desk.Actor, id int64) (OnlinePaymentDetail, error) {
	q := o.DB.Read()
	p, found, err := q.OnlinePaymentOf(ctx, d.StructureID, id)
	if err != nil {
		return OnlinePaymentDetail{}, err
	}
	if !found {
		return OnlinePaymentDetail{}, desk.NotHere()
	}
	who, err := q.PayerOf(ctx, p.FamilyID)
	if err != nil {
		return OnlinePaymentDetail{}, err
	}
	one := OnlinePaymentDetail{OnlinePaymentRow: onlinePaymentRow(p, who.Name()), Numcli: p.Numcli, IdOp: p.Idop,
		Saisie: p.Saisie, Number: p.Numauto, Error: p.Error, FoundBy: p.FoundBy,
		NotifiedAt: or(p.NotifiedAt), AskedAt: or(p.AskedAt), NextAt: or(p.NextCheckAt), Reason: p.Reason,
		DecidedAt: or(p.DecidedAt)}
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
				one.Parts = append(one.Parts, OnlinePaymentPart{w.Name, part.Amount})
			}
		}
	}
	one.Events, err = q.OnlinePaymentEvents(ctx, id)
	return one, err
}

// AskOnlinePayment queries the platform now for the result of a payment, as the poller does.
func (o *Treasury) AskOnlinePayment(ctx context.Context, d desk.Actor, id int64) error {
	if err := o.noOnlinePayment(); err != nil {
		return err
	}
	p, found, err := o.DB.Read().OnlinePaymentOf(ctx, d.StructureID, id)
	if err != nil {
		return err
	}
	if !found {
		return desk.NotHere()
	}
	if p.Idop == "" {
		return nil // nothing to query
	}
	_, err = o.Till.Resolve(ctx, p.Idop, till.FromStaff)
	return err
}

// DecideOnlinePayment settles an anomaly; see till.Till.Decide.
func (o *Treasury) DecideOnlinePayment(ctx context.Context, d desk.Actor, id int64, credit bool, reason string) error {
	if err := o.noOnlinePayment(); err != nil {
		return err
	}
	err := o.Till.Decide(ctx, till.Decision{StructureID: d.StructureID, PaymentID: id, AccountID: d.AccountID,
		Credit: credit, Reason: reason, Origin: d.Origin})
	if fault.KindOf(err) == fault.NotFound {
		return desk.NotHere()
	}
	return err
}

// SeeOnlinePayment clears the alert of a credited payment; see till.Till.Seen.
func (o *Treasury) SeeOnlinePayment(ctx context.Context, d desk.Actor, id int64) error {
	if err := o.noOnlinePayment(); err != nil {
		return err
	}
	err := o.Till.Seen(ctx, d.StructureID, id, d.AccountID, d.Origin)
	if fault.KindOf(err) == fault.NotFound {
		return desk.NotHere()
	}
	return err
}

// PlatformStatus is the platform's answer about one of our régies.
type PlatformStatus struct {
	Numcli  string
	Wallets []string
	Labels  []string // empty if the query failed
	Wrong   string   // the reason; empty if all is well
}

// PlatformStatus queries the platform about each régie of the structure, one after the other.
func (o *Treasury) PlatformStatus(ctx context.Context, d desk.Actor) ([]PlatformStatus, error) {
	if err := o.noOnlinePayment(); err != nil {
		return nil, err
	}
	c, err := o.Town(ctx, o.DB.Read(), d)
	if err != nil {
		return nil, err
	}
	var all []PlatformStatus
	for _, w := range c.Wallets {
		i := -1
		for j := range all {
			if all[j].Numcli == w.NumCli {
				i = j
			}
		}
		if i < 0 {
			all = append(all, PlatformStatus{Numcli: w.NumCli})
			i = len(all) - 1
		}
		all[i].Wallets = append(all[i].Wallets, w.Name)
	}
	for i := range all {
		all[i].Labels, all[i].Wrong = o.Till.PlatformStatus(ctx, all[i].Numcli)
	}
	return all, nil
}
