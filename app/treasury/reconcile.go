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

// Reconciliation compares the platform's own file with the payments credited here (DOMAIN.md 10.12). It credits nothing
// itself: the platform is queried about each payment that is missing here, and its answer is processed as usual. Each
// query takes seconds, so a worker makes them: a row for the run ensures that there is only one at a time for a
// structure, and the user can follow its progress. The job may be restarted at any time, and continues where it
// stopped.
type Reconciliation struct {
	State    string // "asking", "done", "failed"
	AskedAt  time.Time
	ToAsk    int // payments that were missing here
	Asked    int // of these, those already queried
	Lines    int
	From, To civil.Date // of the file
	Agree    int
	Unknown  []payment.ReportLine // no payment here has this reference
	Differ   []ReportedRow        // the amount differs from what was credited
	Found    []ReportedRow        // missing here at first, credited since
	Open     []ReportedRow        // missing here, and not confirmed by the platform
	Absent   []OnlinePaymentRow   // credited here, but not in the file
	Days     []ReconciledDay
}

// ReconcileJob is the kind of the jobs that query the platform. Their ref is a run.
const ReconcileJob = "treasury.reconcile"

// ReportedRow is a line of the file with our payment.
type ReportedRow struct {
	Line payment.ReportLine
	OnlinePaymentRow
}

// ReconciledDay is a day's total, at the platform and here.
type ReconciledDay struct {
	Date        civil.Date
	There, Here money.Cents
	NThere      int
	NHere       int
}

const (
	asksOnce       = 20               // payments in a step: its queries must end before its job must
	asksTogether   = 4                // concurrent queries, few enough not to overload the platform
	platformAway   = 30 * time.Minute // how long to wait for a platform that does not answer
	askAgain       = time.Minute
	reconciledKept = 7 * 24 * time.Hour
)

// Reconcile reads the file and begins a run. It returns Conflict if one is under way, whatever the file, and Invalid, a
// fault.Many, if the file cannot be read.
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
		run := db.Reconciliation{StructureID: d.StructureID, State: db.ReconcileDone, AskedAt: now,
			AskedBy: d.AccountID, FinishedAt: &now}
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
			return fault.Conflictf("Un rapprochement est en cours\u00a0: attendez qu'il soit terminé pour en " +
				"lancer un autre.")
		}
		if run.State == db.ReconcileAsking {
			if err := q.AddJobs(ctx, ReconcileJob, []int64{run.ID}, time.Now()); err != nil {
				return err
			}
		}
		return q.AddJournal(ctx, o.Entry(d, journal.OnlinePaymentsReconciled, 0, subject, "", "", ""))
	})
}

// span returns the first and the last day of a file.
func span(lines []db.ReconciledLine) (from, to civil.Date) {
	for _, l := range lines {
		if from == 0 || l.Date < from {
			from = l.Date
		}
		to = max(to, l.Date)
	}
	return from, to
}

// AskMissing queries the platform about the next payments of a run. again is when to continue: zero if the run is over.
// It is the job of a worker: it may be called at any time, and concurrently.
func (o *Treasury) AskMissing(ctx context.Context, runID int64) (again time.Time, err error) {
	run, lines, found, err := o.DB.Read().LinesToAsk(ctx, runID, asksOnce)
	if err != nil || !found || o.Till == nil {
		return time.Time{}, err
	}
	if len(lines) > 0 && o.Till.Away() {
		if o.Now().Sub(run.AskedAt) < platformAway {
			return time.Now().Add(askAgain), nil
		}
		lines = nil // payments not queried stay open, and another run continues
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

// askAbout queries the platform about one payment and stores the result. An unavailable platform is no error: the
// payment stays open.
func (o *Treasury) askAbout(ctx context.Context, l db.ReconciledLine, p db.OnlinePayment) (err error) {
	if p.Idop != "" && !credited(p.State) {
		if p, err = o.Till.Resolve(ctx, p.Idop, till.FromReport); err != nil {
			return err
		}
	}
	return o.DB.Write().NoteAsked(ctx, l, credited(p.State))
}

// BuryReconciliation ends a run whose job failed too often. Its user sees it, and may start another.
func (o *Treasury) BuryReconciliation(ctx context.Context, runID int64) error {
	return o.DB.Write().EndReconciliation(ctx, runID, db.ReconcileFailed, o.Now())
}

// PurgeReconciliations deletes old comparisons.
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

// ReconcilePage returns the latest run of the structure, compared with what is credited now; nil if there is none.
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
		return r, nil // compared only after all queries
	}
	return r, o.compare(ctx, q, d, r, lines)
}

// Percent returns the percentage of the payments that were queried.
func (r Reconciliation) Percent() int { return 100 * r.Asked / max(r.ToAsk, 1) }

// Unasked returns how many payments were not queried, because the platform did not answer.
func (r Reconciliation) Unasked() int { return r.ToAsk - r.Asked }

func (o *Treasury) compare(ctx context.Context, q db.Q, d desk.Actor, r *Reconciliation,
	lines []db.ReconciledLine) error {
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

// absent finds the payments credited here between the file's first and last day that are not in it.
func (o *Treasury) absent(ctx context.Context, d desk.Actor, r *Reconciliation, refs []string,
	day func(civil.Date) *ReconciledDay) error {
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

// got returns the amount that a payment brought here.
func got(p db.OnlinePayment) money.Cents {
	if p.State == payment.Credited && p.Received != nil {
		return *p.Received
	}
	return p.Amount
}
