package treasury

import (
	"context"
	"maps"
	"slices"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/payment"
	"cartable/app/domain/trail"
	"cartable/app/till"
	"cartable/db"
)

// Reconciliation compares the platform's own file with what was credited here (DOMAIN.md 10.12). It writes
// nothing by itself: a payment that is missing here is asked about, and what the platform answers does the rest.
type Reconciliation struct {
	Lines    int
	From, To civil.Date // of the file
	Agree    int
	Unknown  []payment.ReportLine // nobody here has this reference
	Differ   []ReportedRow        // another amount than was credited
	Found    []ReportedRow        // missing here until now, credited since
	Open     []ReportedRow        // missing here, and the platform does not confirm it
	Absent   []PaymentRow         // credited here, and not in the file
	Days     []ReconciledDay
}

// ReportedRow is a line of the file with our payment.
type ReportedRow struct {
	Line payment.ReportLine
	PaymentRow
}

// ReconciledDay is a day's total, there and here.
type ReconciledDay struct {
	Date        civil.Date
	There, Here money.Cents
	NThere      int
	NHere       int
}

// maxAsked bounds how many missing payments are asked about at once; the others stay in Open, and a second import goes on.
const maxAsked = 20

// Reconcile reads the file and compares. The fault is Invalid, a fault.Many, when it cannot be read.
func (o *Treasury) Reconcile(ctx context.Context, d desk.Actor, text string) (Reconciliation, error) {
	if err := o.noPayment(); err != nil {
		return Reconciliation{}, err
	}
	lines, err := payment.ReadReport(text)
	if err != nil {
		return Reconciliation{}, err
	}
	r := Reconciliation{Lines: len(lines)}
	refs := make([]string, len(lines))
	days := map[civil.Date]*ReconciledDay{}
	day := func(on civil.Date) *ReconciledDay {
		if days[on] == nil {
			days[on] = &ReconciledDay{Date: on}
		}
		return days[on]
	}
	for i, l := range lines {
		refs[i] = l.Refdet
		if r.From == 0 || l.Date < r.From {
			r.From = l.Date
		}
		r.To = max(r.To, l.Date)
		day(l.Date).There += l.Amount
		day(l.Date).NThere++
	}
	ours, err := o.DB.Read().PaymentsByRefdet(ctx, d.StructureID, refs)
	if err != nil {
		return r, err
	}
	asked := 0
	for _, l := range lines {
		p, known := ours[l.Refdet]
		if !known {
			r.Unknown = append(r.Unknown, l)
			continue
		}
		before := p.State
		if !credited(before) && p.Idop != "" && !before.Final() && asked < maxAsked {
			asked++
			if p.OnlinePayment, err = o.Till.Resolve(ctx, p.Idop, till.FromReport); err != nil { // a platform that is away is no error
				return r, err
			}
		}
		row := ReportedRow{l, paymentRow(p.OnlinePayment, p.Family)}
		switch {
		case credited(p.State) && got(p.OnlinePayment) != l.Amount:
			r.Differ = append(r.Differ, row)
		case credited(p.State) && !credited(before):
			r.Found = append(r.Found, row)
		case credited(p.State):
			r.Agree++
		default:
			r.Open = append(r.Open, row)
		}
	}
	if err := o.absent(ctx, d, &r, refs, day); err != nil {
		return r, err
	}
	for _, on := range slices.Sorted(maps.Keys(days)) {
		r.Days = append(r.Days, *days[on])
	}
	return r, o.DB.Write().AddAudit(ctx, o.Note(d, trail.PaymentsReconciled, 0, "rapprochement du "+r.From.Numeric()+" au "+r.To.Numeric(), "", "", ""))
}

// absent finds what was credited here between the file's first and last day, and is not in it.
func (o *Treasury) absent(ctx context.Context, d desk.Actor, r *Reconciliation, refs []string, day func(civil.Date) *ReconciledDay) error {
	if r.From == 0 {
		return nil
	}
	paid, err := o.DB.Read().OnlineBetween(ctx, d.StructureID, r.From.At(0, db.Paris), (r.To+1).At(0, db.Paris))
	if err != nil {
		return err
	}
	there := make(map[string]bool, len(refs))
	for _, ref := range refs {
		there[ref] = true
	}
	for _, p := range paid {
		on := day(civil.Of(p.PaidAt.In(db.Paris)))
		on.Here += got(p.OnlinePayment)
		on.NHere++
		if !there[p.Refdet] {
			r.Absent = append(r.Absent, paymentRow(p.OnlinePayment, p.Family))
		}
	}
	return nil
}

func credited(s payment.State) bool { return s.Paid() || s == payment.Credited }

// got is what a payment brought here.
func got(p db.OnlinePayment) money.Cents {
	if p.State == payment.Credited && p.Received != nil {
		return *p.Received
	}
	return p.Amount
}
