package db

import (
	"context"
	"fmt"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
)

// Check compares derived data with its sources, and names every difference: balances against the ledger, debits against
// the days that they are for (check_ledger.go), the counts of slots against the reservations, movements against the
// runs that settled them. An empty list means that the data is consistent.
func (q Q) Check(ctx context.Context) ([]string, error) {
	var found []string
	for _, check := range []func(context.Context) ([]string, error){q.checkBalances, q.checkDebits, q.checkLate,
		q.checkFigures,
		q.checkReversals,
		q.checkPlaces, q.checkReferences, q.checkSlots, q.checkMovements, q.checkCutoffs, q.checkReports,
		q.checkOnlinePayments} {
		some, err := check(ctx)
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
	}
	return found, nil
}

func (q Q) checkBalances(ctx context.Context) (found []string, err error) {
	err = q.each(ctx, `select f.code, w.code, coalesce(b.amount, 0), coalesce(l.amount, 0)
		from (select family_id, wallet_id from balances union select family_id, wallet_id from ledger) as k
		join families f on f.id = k.family_id join wallets w on w.id = k.wallet_id
		left join balances b on b.family_id = k.family_id and b.wallet_id = k.wallet_id
		left join (select family_id, wallet_id, sum(amount) as amount from ledger group by family_id, wallet_id) as l
			on l.family_id = k.family_id and l.wallet_id = k.wallet_id
		where coalesce(b.amount, 0) <> coalesce(l.amount, 0) order by 1, 2`, nil, func(r row) error {
		var family, wallet string
		var kept, sum money.Cents
		if err := r.Scan(&family, &wallet, &kept, &sum); err != nil {
			return err
		}
		found = append(found, fmt.Sprintf("famille %s, porte-monnaie %s : solde gardé %s, somme des écritures %s",
			family, wallet, kept, sum))
		return nil
	})
	return found, err
}

func (q Q) checkSlots(ctx context.Context) (found []string, err error) {
	err = q.each(ctx, `select p.code, k.date, coalesce(s.accepted, 0), coalesce(s.waiting, 0), coalesce(n.accepted, 0),
		coalesce(n.waiting, 0)
		from (select pool_id, date from slots union select ap.pool_id, r.date from reservations r join activity_pools ap
			on ap.activity_id = r.activity_id) as k
		join pools p on p.id = k.pool_id
		left join slots s on s.pool_id = k.pool_id and s.date = k.date
		left join (select ap.pool_id, r.date, sum(case when r.state `+isSeated+` then 1 else 0 end) as accepted,
				sum(case when r.state `+isQueued+` then 1 else 0 end) as waiting
			from reservations r join activity_pools ap on ap.activity_id = r.activity_id group by ap.pool_id, r.date) as
				n
			on n.pool_id = k.pool_id and n.date = k.date
		where coalesce(s.accepted, 0) <> coalesce(n.accepted, 0) or coalesce(s.waiting, 0) <> coalesce(n.waiting, 0)
			order by 1, 2`,
		nil, func(r row) error {
			var pool string
			var d civil.Date
			var a, w, na, nw int
			if err := r.Scan(&pool, &d, &a, &w, &na, &nw); err != nil {
				return err
			}
			found = append(found, fmt.Sprintf(
				"places %s, %s : comptées %d acceptées et %d en attente, réelles %d et %d", pool, d, a, w, na, nw))
			return nil
		})
	return found, err
}

// checkMovements verifies that each movement settled by a finished run has an outcome that agrees with its reservation.
func (q Q) checkMovements(ctx context.Context) (found []string, err error) {
	err = q.each(ctx, `select m.id, coalesce(m.outcome, ''), r.state from movements m join reservations r on r.id =
		m.reservation_id
		where (m.run_id is not null and m.outcome is null)
			or (m.kind = 'cancel' and r.state `+isLive+`)
			or (m.outcome = 'withdrawn' and r.state `+isLive+`)
			or (m.run_id is null and m.outcome is not null and m.outcome <> 'withdrawn' and m.operation_id is null)
		order by m.id limit 100`, nil,
		func(r row) error {
			var number int64
			var outcome, state string
			if err := r.Scan(&number, &outcome, &state); err != nil {
				return err
			}
			found = append(found, fmt.Sprintf("mouvement %d : issue « %s », réservation « %s »", number, outcome,
				state))
			return nil
		})
	return found, err
}

// checkCutoffs verifies that a night transmits and decides nothing that was validated after its cut-off, however late
// it runs. Later validations are no difference: they belong to the next night.
func (q Q) checkCutoffs(ctx context.Context) (found []string, err error) {
	err = q.each(ctx, `select m.id, u.business_date, m.at, u.cutoff from movements m join runs u on u.id = m.run_id
		where m.at > u.cutoff
		union select m.id, u.business_date, m.at, u.cutoff from decisions d join runs u on u.id = d.run_id
			join movements m on m.reservation_id = d.reservation_id and m.kind = 'book' and m.origin <> 'import' where
				m.at > u.cutoff
		order by 1 limit 100`, nil, func(r row) error {
		var number int64
		var night civil.Date
		var at, cutoff time.Time
		if err := r.Scan(&number, &night, stamp{&at}, stamp{&cutoff}); err != nil {
			return err
		}
		found = append(found, fmt.Sprintf("mouvement %d : validé à %s, traité par la nuit du %s, qui s'arrête à %s",
			number,
			at.In(Paris).Format("15:04:05, 02/01"), night.Numeric(), cutoff.In(Paris).Format("15:04:05, 02/01")))
		return nil
	})
	return found, err
}

// checkReports verifies that every family concerned by a finished run has its report, and a mail for each report. A
// reservation may have moved to the child's other home before the run, or after it.
func (q Q) checkReports(ctx context.Context) (found []string, err error) {
	err = q.each(ctx, `select m.run_id, m.family_id from movements m join runs u on u.id = m.run_id and u.state = 'done'
		join reservations r on r.id = m.reservation_id
		left join reports p on p.run_id = m.run_id and p.family_id in (m.family_id, r.family_id)
		where m.outcome <> 'withdrawn' and p.id is null group by m.run_id, m.family_id order by 1, 2 limit 100`, nil,
		func(r row) error {
			var run, family int64
			if err := r.Scan(&run, &family); err != nil {
				return err
			}
			found = append(found, fmt.Sprintf("transmission %d : la famille %d n'a pas de compte rendu", run, family))
			return nil
		})
	return found, err
}
