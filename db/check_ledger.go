package db

import (
	"context"
	"fmt"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/wallet"
)

// checkMost bounds how many differences of a kind are named, so that a broken town does not fill a terminal.
const checkMost = 100

// checkDebits verifies that a reservation is billed if and only if it has one debit that counts. Days debited by the
// former software have no debit of ours.
func (q Q) checkDebits(ctx context.Context) (found []string, err error) {
	err = q.each(ctx, `select f.code, c.code, a.code, r.date, r.billed, r.debited_before, coalesce(l.n, 0) from
		reservations r
		left join (select d.reservation_id, count(*) as n from ledger d where d.source = 'consumption' and
			d.reservation_id is not null
			and not exists (select 1 from ledger b where b.reverses_id = d.id) group by d.reservation_id) as l on
				l.reservation_id = r.id
		join families f on f.id = r.family_id join children c on c.id = r.child_id join activities a on a.id =
			r.activity_id
		where (case when r.billed and not r.debited_before then 1 else 0 end) <> coalesce(l.n, 0)
		order by f.code, r.date, r.id limit $1`, []any{checkMost}, func(r row) error {
		var family, child, activity string
		var d civil.Date
		var billed, before bool
		var n int
		if err := r.Scan(&family, &child, &activity, &d, &billed, &before, &n); err != nil {
			return err
		}
		state := "non facturée"
		switch {
		case before:
			state = "facturée par l'ancien logiciel"
		case billed:
			state = "facturée"
		}
		found = append(found, fmt.Sprintf("famille %s, enfant %s, %s, %s : réservation %s, %d débit(s) en cours",
			family, child, activity, d, state, n))
		return nil
	})
	return found, err
}

// checkLate verifies that a debited day has one debit of a late departure if it owes the fee, and none otherwise. One
// that the treasurer made free is of no amount.
func (q Q) checkLate(ctx context.Context) (found []string, err error) {
	err = q.each(ctx, `select r.id, r.date, r.late_fee, coalesce(l.n, 0) from reservations r
		left join (select d.reservation_id, count(*) as n, sum(d.amount) as amount from ledger d
			where d.source = 'late' and not exists (select 1 from ledger b where b.reverses_id = d.id)
			group by d.reservation_id) as l on l.reservation_id = r.id
		where (r.late_fee > 0 or l.n is not null) and (coalesce(l.n, 0) > 1
			or case when r.billed and not r.debited_before and r.late_fee > 0 and r.attendance = 'present'
				then coalesce(l.n, 0) = 0 or -l.amount not in (0, r.late_fee) else coalesce(l.amount, 0) <> 0 end)
		order by r.date, r.id limit $1`, []any{checkMost}, func(r row) error {
		var id int64
		var d civil.Date
		var fee money.Cents
		var n int
		err := r.Scan(&id, &d, &fee, &n)
		found = append(found, fmt.Sprintf("réservation %d, %s : pénalité de retard de %s, %d débit(s) en cours", id, d,
			fee, n))
		return err
	})
	return found, err
}

// checkFigures verifies the figures of lines. The amount of a consumption is its quantity at its unit price, and its
// family, child, activity and day are those of its reservation. Money received is positive. Money given back is
// negative, with its mode and its reason.
func (q Q) checkFigures(ctx context.Context) (found []string, err error) {
	lines, err := q.keptLines(ctx,
		`(l.quantity is not null or l.unit_price is not null) and (l.quantity is null or l.unit_price is null
			or l.amount <> -l.quantity * l.unit_price)
		or l.source in ('payment', 'counter') and (l.kind <> 'payment' or l.amount <= 0)
		or l.source = 'refund' and (l.kind <> 'payment' or l.amount >= 0 or l.mode not in ('transfer', 'cheque', 'cash',
			'other')
			or l.number = '' or l.account_id is null
			or l.reason = '' and not exists (select 1 from erasures e where e.family_id = l.family_id and e.state =
				'done'))
		or l.source in ('consumption', 'late') and (l.kind <> 'consumption' or l.amount > 0 or l.quantity is null)
		or l.reservation_id is not null and not exists (select 1 from reservations r where r.id = l.reservation_id and
			r.family_id = l.family_id
			and r.child_id = l.child_id and r.activity_id = l.activity_id and r.date = l.date)`)
	for _, l := range first(lines) {
		found = append(found, fmt.Sprintf("écriture %d (%s, %s) : %s", l.ID, l.Date, l.Label, wrongFigures(l)))
	}
	return found, err
}

func wrongFigures(l KeptLine) string {
	switch {
	case !l.Figures().AddsUp() && l.Quantity != nil && l.UnitPrice != nil:
		return fmt.Sprintf("montant %s, mais %d × %s", l.Amount, *l.Quantity, *l.UnitPrice)
	case !l.Figures().AddsUp():
		return "quantité ou prix unitaire manquant"
	case l.Source == SourcePayFiP || l.Source == SourceCounter:
		return fmt.Sprintf("règlement de %s", l.Amount)
	case l.Source == SourceRefund:
		return fmt.Sprintf("remboursement de %s, mode %q, numéro %q, motif %q", -l.Amount, l.Mode, l.Number, l.Reason)
	case l.ReservationID != 0:
		return "n'est pas du compte, de l'enfant, de l'activité ou du jour de sa réservation"
	}
	return fmt.Sprintf("consommation de %s", l.Amount)
}

// checkReversals verifies that a reversal negates every figure of one line that is not a reversal, for the same
// account.
func (q Q) checkReversals(ctx context.Context) (found []string, err error) {
	backs, err := q.keptLines(ctx, "l.reverses_id is not null or l.source = 'reversal'")
	if err != nil || len(backs) == 0 {
		return nil, err
	}
	lines, err := q.keptLines(ctx, "l.id in (select reverses_id from ledger where reverses_id is not null)")
	if err != nil {
		return nil, err
	}
	byID := map[int64]KeptLine{}
	for _, l := range lines {
		byID[l.ID] = l
	}
	for _, back := range backs {
		l, there := byID[back.ReversesID]
		wrong := ""
		switch {
		case !there:
			wrong = "annule une écriture qui n'existe pas"
		case l.ReversesID != 0:
			wrong = fmt.Sprintf("annule l'écriture %d, qui en annule une autre", l.ID)
		case !isOpposite(back.Figures(), l.Figures()):
			wrong = fmt.Sprintf("n'est pas l'exact opposé de l'écriture %d", l.ID)
		case back.Source != SourceReversal || back.SourceRef != fmt.Sprint(l.ID):
			wrong = fmt.Sprintf("a pour référence %s/%s, pas celle de l'écriture %d", back.Source, back.SourceRef, l.ID)
		case back.FamilyID != l.FamilyID || back.WalletID != l.WalletID || back.Kind != l.Kind ||
			back.ReservationID != l.ReservationID:
			wrong = fmt.Sprintf("n'est pas du compte de l'écriture %d", l.ID)
		default:
			continue
		}
		found = append(found, fmt.Sprintf("annulation %d : %s", back.ID, wrong))
	}
	return first(found), nil
}

func isOpposite(back, f wallet.Figures) bool {
	o := f.Opposite()
	sameQuote := (back.Quoted == nil) == (o.Quoted == nil) && (o.Quoted == nil || *back.Quoted == *o.Quoted)
	return back.Same(o) && sameQuote
}

// checkReferences verifies that nothing is written twice, even where the database allowed it, and that a debit names
// its reservation.
func (q Q) checkReferences(ctx context.Context) (found []string, err error) {
	err = q.each(ctx, `select source, source_ref, count(*) from ledger group by source, source_ref having count(*) > `+
		`1 order by 1, 2 limit $1`,
		[]any{checkMost}, func(r row) error {
			var source, ref string
			var n int
			err := r.Scan(&source, &ref, &n)
			found = append(found, fmt.Sprintf("référence %s/%s : %d écritures", source, ref, n))
			return err
		})
	if err != nil {
		return nil, err
	}
	err = q.each(ctx, `select id, source_ref, reservation_id from ledger where source in ('consumption', 'late')
			and reservation_id is not null
			and source_ref <> cast(reservation_id as text) and source_ref not like cast(reservation_id as text) || '/%'
				order by id limit $1`,
		[]any{checkMost}, func(r row) error {
			var line, reservation int64
			var ref string
			err := r.Scan(&line, &ref, &reservation)
			found = append(found, fmt.Sprintf("écriture %d : référence %s, réservation %d", line, ref, reservation))
			return err
		})
	return found, err
}

func first[T any](all []T) []T { return all[:min(len(all), checkMost)] }
