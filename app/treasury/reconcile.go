package treasury

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/money"
	"cartable/app/domain/payment"
	"cartable/app/till"
	"cartable/db"
)

// Reconciliation compares the platform's own file with what was credited here (DOMAIN.md 10.12). It writes
// nothing by itself: a payment that is missing here is asked about, and what the platform answers does the rest. Asking takes
// seconds each, so a worker does it: a row of the run is the guard, one at a time for a structure, and whoever asked watches.
// The job may be begun as often as it likes, and goes on where it stood.
type Reconciliation struct {
	State    string // "asking", "done", "failed"
	AskedAt  time.Time
	ToAsk    int // payments that were missing here
	Asked    int // of them, the platform was asked about
	Lines    int
	From, To civil.Date // of the file
	Agree    int
	Unknown  []payment.ReportLine // nobody here has this reference
	Differ   []ReportedRow        // another amount than was credited
	Found    []ReportedRow        // missing here until now, credited since
	Open     []ReportedRow        // missing here, and the platform does not confirm it
	Absent   []OnlinePaymentRow   // credited here, and not in the file
	Days     []ReconciledDay
}

// ReconcileJob is the kind of the jobs that ask. ref: a run.
const ReconcileJob = "treasury.reconcile"

// ReportedRow is a line of the file with our payment.
type ReportedRow struct {
	Line payment.ReportLine
	OnlinePaymentRow
}

// ReconciledDay is a day's total, there and here.
type ReconciledDay struct {
	Date        civil.Date
	There, Here money.Cents
	NThere      int
	NHere       int
}

const (
	asksOnce       = 20               // payments of a step: its questions end before its job must
	asksTogether   = 4                // questions at a time, so that the platform is not pressed
	platformAway   = 30 * time.Minute // for which a platform that does not answer is waited for
	askAgain       = time.Minute
	reconciledKept = 7 * 24 * time.Hour
)

// Reconcile reads the file and begins a run. While one is under way, another file changes nothing: Conflict. The fault is Invalid, a
// fault.Many, when the file cannot be read.
func (o *Treasury) Reconcile(ctx context.Context, d desk.Actor, text string) error {
	if err := o.noOnlinePayment(); err != nil {
		return err
	}
	report, err := payment.ReadReport(text)
	if err != nil {
		return err
	}
	refs := make([]string, len(report))
	for i, l := range report {
		refs[i] = l.Refdet
	}
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		ours, err := q.OnlinePaymentsByRefdet(ctx, d.StructureID, refs)
		if err != nil {
			return err
		}
		now := o.Now()
		run := db.Reconciliation{StructureID: d.StructureID, State: db.ReconcileDone, AskedAt: now, AskedBy: d.AccountID, FinishedAt: &now}
		lines := make([]db.ReconciledLine, len(report))
		subject := "rapprochement"
		for i, l := range report {
			p, known := ours[l.Refdet]
			ask := known && !credited(p.State) && p.Idop != "" && !p.State.Final()
			lines[i] = db.ReconciledLine{Position: i + 1, Date: l.Date, Refdet: l.Refdet, Amount: l.Amount, Ask: ask}
			if ask {
				run.State, run.FinishedAt = db.ReconcileAsking, nil
			}
		}
		if from, to := span(lines); from != 0 {
			subject += " du " + from.Numeric() + " au " + to.Numeric()
		}
		began, err := q.AddReconciliation(ctx, &run, lines)
		if err != nil {
			return err
		}
		if !began {
			return fault.Conflictf("Un rapprochement est en cours\u00a0: attendez qu'il soit terminé pour en lancer un autre.")
		}
		if run.State == db.ReconcileAsking {
			if err := q.AddJobs(ctx, ReconcileJob, []int64{run.ID}, time.Now()); err != nil {
				return err
			}
		}
		return q.AddJournal(ctx, o.Entry(d, journal.OnlinePaymentsReconciled, 0, subject, "", "", ""))
	})
}

// span is the first and the last day of a file.
func span(lines []db.ReconciledLine) (from, to civil.Date) {
	for _, l := range lines {
		if from == 0 || l.Date < from {
			from = l.Date
		}
		to = max(to, l.Date)
	}
	return from, to
}

// AskMissing asks about the next payments of a run. again is when to go on: zero when the run is over. It is the job of a worker: it may
// be called again at any time, by several at once.
func (o *Treasury) AskMissing(ctx context.Context, runID int64) (again time.Time, err error) {
	run, lines, found, err := o.DB.Read().LinesToAsk(ctx, runID, asksOnce)
	if err != nil || !found || o.Till == nil {
		return time.Time{}, err
	}
	if len(lines) > 0 && o.Till.Away() {
		if o.Now().Sub(run.AskedAt) < platformAway {
			return time.Now().Add(askAgain), nil
		}
		lines = nil // what was not asked about stays open, and another run goes on
	}
	if len(lines) == 0 {
		return time.Time{}, o.DB.Write().EndReconciliation(ctx, runID, db.ReconcileDone, o.Now())
	}
	ours, err := o.DB.Read().OnlinePaymentsByRefdet(ctx, run.StructureID, refsOf(lines))
	if err != nil {
		return time.Time{}, err
	}
	var all sync.WaitGroup
	places, failed := make(chan struct{}, asksTogether), make(chan error, len(lines))
	for _, l := range lines {
		places <- struct{}{}
		all.Go(func() {
			defer func() { <-places }()
			failed <- o.askAbout(ctx, l, ours[l.Refdet].OnlinePayment)
		})
	}
	all.Wait()
	close(failed)
	var errs []error
	for err := range failed {
		errs = append(errs, err)
	}
	return time.Now(), errors.Join(errs...)
}

// askAbout asks about one payment and notes what became of it. A platform that is away is no error: the payment stays open.
func (o *Treasury) askAbout(ctx context.Context, l db.ReconciledLine, p db.OnlinePayment) (err error) {
	if p.Idop != "" && !credited(p.State) {
		if p, err = o.Till.Resolve(ctx, p.Idop, till.FromReport); err != nil {
			return err
		}
	}
	return o.DB.Write().NoteAsked(ctx, l, credited(p.State))
}

// BuryReconciliation ends a run that was begun too often. Whoever asked reads it, and may ask again.
func (o *Treasury) BuryReconciliation(ctx context.Context, runID int64) error {
	return o.DB.Write().EndReconciliation(ctx, runID, db.ReconcileFailed, o.Now())
}

// PurgeReconciliations forgets what was compared days ago.
func (o *Treasury) PurgeReconciliations(ctx context.Context) error {
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		return q.PurgeReconciliations(ctx, o.Now().Add(-reconciledKept))
	})
}

func refsOf(lines []db.ReconciledLine) []string {
	refs := make([]string, len(lines))
	for i, l := range lines {
		refs[i] = l.Refdet
	}
	return refs
}

// ReconcilePage is where the latest run of the structure stands, compared with what is credited now; nil when there is none.
func (o *Treasury) ReconcilePage(ctx context.Context, d desk.Actor) (*Reconciliation, error) {
	if err := o.noOnlinePayment(); err != nil {
		return nil, err
	}
	q := o.DB.Read()
	run, lines, found, err := q.LastReconciliation(ctx, d.StructureID)
	if err != nil || !found {
		return nil, err
	}
	r := &Reconciliation{State: run.State, AskedAt: run.AskedAt, Lines: len(lines)}
	r.From, r.To = span(lines)
	for _, l := range lines {
		if l.Ask {
			r.ToAsk++
		}
		if l.Asked {
			r.Asked++
		}
	}
	if run.State == db.ReconcileAsking {
		return r, nil // it is compared when all were asked about
	}
	return r, o.compare(ctx, q, d, r, lines)
}

// Percent of the payments that the platform was asked about.
func (r Reconciliation) Percent() int { return 100 * r.Asked / max(r.ToAsk, 1) }

// Unasked is how many payments the platform was not asked about, for it did not answer.
func (r Reconciliation) Unasked() int { return r.ToAsk - r.Asked }

func (o *Treasury) compare(ctx context.Context, q db.Q, d desk.Actor, r *Reconciliation, lines []db.ReconciledLine) error {
	days := map[civil.Date]*ReconciledDay{}
	day := func(on civil.Date) *ReconciledDay {
		if days[on] == nil {
			days[on] = &ReconciledDay{Date: on}
		}
		return days[on]
	}
	ours, err := q.OnlinePaymentsByRefdet(ctx, d.StructureID, refsOf(lines))
	if err != nil {
		return err
	}
	for i, l := range lines {
		day(l.Date).There += l.Amount
		day(l.Date).NThere++
		line := payment.ReportLine{Line: i + 1, Date: l.Date, Refdet: l.Refdet, Amount: l.Amount}
		p, known := ours[l.Refdet]
		if !known {
			r.Unknown = append(r.Unknown, line)
			continue
		}
		row := ReportedRow{line, onlinePaymentRow(p.OnlinePayment, p.Family)}
		switch {
		case credited(p.State) && got(p.OnlinePayment) != l.Amount:
			r.Differ = append(r.Differ, row)
		case credited(p.State) && l.Found:
			r.Found = append(r.Found, row)
		case credited(p.State):
			r.Agree++
		default:
			r.Open = append(r.Open, row)
		}
	}
	if err := o.absent(ctx, d, r, refsOf(lines), day); err != nil {
		return err
	}
	for _, on := range slices.Sorted(maps.Keys(days)) {
		r.Days = append(r.Days, *days[on])
	}
	return nil
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
			r.Absent = append(r.Absent, onlinePaymentRow(p.OnlinePayment, p.Family))
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
