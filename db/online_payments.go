package db

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"cartable/app/domain/payment"
)

// AddOnlinePayment writes an attempt and its parts, and sets its ID. added is false, and nothing is written, when the
// account has sent the same form before. Call it in a transaction.
func (q Q) AddOnlinePayment(ctx context.Context, p *OnlinePayment, parts []OnlinePaymentPart) (added bool, err error) {
	res, err := q.NewInsert().Model(p).On("conflict (account_id, form_token) do nothing").Exec(ctx)
	if errors.Is(err, sql.ErrNoRows) { // PostgreSQL returns no id then
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return false, err
	}
	for i := range parts {
		parts[i].PaymentID, parts[i].Position, parts[i].StructureID = p.ID, i, p.StructureID
	}
	_, err = q.NewInsert().Model(&parts).Exec(ctx)
	return err == nil, err
}

func (q Q) oneOnlinePayment(ctx context.Context, where string, args ...any) (p OnlinePayment, found bool, err error) {
	err = q.NewSelect().Model(&p).Where(where, args...).Limit(1).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return OnlinePayment{}, false, nil
	}
	return p, err == nil, err
}

// OnlinePaymentByForm finds the attempt that was started by a form of an account.
func (q Q) OnlinePaymentByForm(ctx context.Context, accountID int64, formToken string) (OnlinePayment, bool, error) {
	return q.oneOnlinePayment(ctx, "account_id = ? and form_token = ?", accountID, formToken)
}

// OnlinePaymentByIdop finds an attempt by the platform's identifier.
func (q Q) OnlinePaymentByIdop(ctx context.Context, idop string) (OnlinePayment, bool, error) {
	return q.oneOnlinePayment(ctx, "idop = ?", idop)
}

// OnlinePaymentByToken finds an attempt by the secret of its status page.
func (q Q) OnlinePaymentByToken(ctx context.Context, token string) (OnlinePayment, bool, error) {
	return q.oneOnlinePayment(ctx, "token = ?", token)
}

// OnlinePaymentOf finds an attempt of a structure.
func (q Q) OnlinePaymentOf(ctx context.Context, structureID, id int64) (OnlinePayment, bool, error) {
	return q.oneOnlinePayment(ctx, "structure_id = ? and id = ?", structureID, id)
}

// OpenOnlinePayment finds the newest attempt of a family for a régie, made since an instant, whose outcome is not known
// yet.
func (q Q) OpenOnlinePayment(ctx context.Context, familyID int64, numcli string, since time.Time) (p OnlinePayment,
	found bool, err error) {
	err = q.NewSelect().Model(&p).Where("family_id = ? and numcli = ? and state in ('creating', 'pending') and "+
		"created_at > ?", familyID, numcli, since.UTC()).
		Order("id desc").Limit(1).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return OnlinePayment{}, false, nil
	}
	return p, err == nil, err
}

// LockFamily makes two attempts of a family run one after the other.
func (q Q) LockFamily(ctx context.Context, familyID int64) error {
	var id int64
	return q.each(ctx, "select id from families where id = $1"+q.forUpdate(), []any{familyID},
		func(r row) error { return r.Scan(&id) })
}

// LockOnlinePayment locks an attempt and reads it.
func (q Q) LockOnlinePayment(ctx context.Context, id int64) (p OnlinePayment, err error) {
	query := q.NewSelect().Model(&p).Where("id = ?", id)
	if q.postgres {
		query = query.For("update")
	}
	return p, query.Scan(ctx)
}

// MoveOnlinePayment stores the new state of an attempt, if it is still in the given state. moved is false when another
// process was faster. The request and the notification are left unchanged.
func (q Q) MoveOnlinePayment(ctx context.Context, p *OnlinePayment, from payment.State) (moved bool, err error) {
	for _, at := range []*time.Time{p.PaidAt, p.AskedAt, p.NextCheckAt, p.DecidedAt} {
		if at != nil {
			*at = at.UTC().Truncate(time.Microsecond)
		}
	}
	p.LeasedUntil = nil
	res, err := q.NewUpdate().Model(p).Column("idop", "state", "error", "resultrans", "received", "numauto", "paid_at",
		"alert", "differences", "found_by",
		"asked_at", "next_check_at", "leased_until", "decided_by", "decided_at", "reason").Where("id = ? and state = ?",
		p.ID, from).Exec(ctx)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// MarkNotified records that a notification came, and makes the attempt due for a query to the platform at once.
func (q Q) MarkNotified(ctx context.Context, id int64, now time.Time) error {
	_, err := q.exec(ctx, `update payments set notified_at = coalesce(notified_at, $2), next_check_at = $2
		where id = $1 and state in ('pending', 'refused', 'abandoned', 'expired')`, id, now)
	return err
}

// AddOnlinePaymentEvent logs an answer of the platform.
func (q Q) AddOnlinePaymentEvent(ctx context.Context, e OnlinePaymentEvent) error {
	e.At = e.At.UTC().Truncate(time.Microsecond)
	_, err := q.NewInsert().Model(&e).Exec(ctx)
	return err
}

// ClaimOnlinePayments takes attempts that are due by the town's clock, for a lease by the machine's. Two workers never
// get the same one; those of a dead worker are due again after the lease.
func (q Q) ClaimOnlinePayments(ctx context.Context, town, machine time.Time, lease time.Duration,
	limit int) (all []OnlinePayment, err error) {
	skip := ""
	if q.postgres {
		skip = " for update skip locked"
	}
	err = q.each(ctx, `update payments set leased_until = $3 where id in (select id from payments
			where next_check_at <= $1 and (leased_until is null or leased_until <= $2) order by next_check_at, id limit
				$4`+skip+`)
		returning id, idop`, []any{town, machine, machine.Add(lease), limit}, func(r row) error {
		var p OnlinePayment
		err := r.Scan(&p.ID, word{&p.Idop})
		all = append(all, p)
		return err
	})
	return all, err
}

// OnlinePaymentsDue reports whether ClaimOnlinePayments or FailStaleCreations would find something: most of the time
// nothing is due, and this query takes no lock.
func (q Q) OnlinePaymentsDue(ctx context.Context, town, stale time.Time) (due bool, err error) {
	err = q.each(ctx, `select exists (select 1 from payments where next_check_at <= $1) or exists (select 1 from `+
		`payments where state = 'creating' and created_at < $2)`,
		[]any{town, stale}, func(r row) error { return r.Scan(&due) })
	return due, err
}

// FailStaleCreations gives up the attempts made before an instant for which the platform never returned an idOp: the
// process that made them is gone, and nobody was sent to pay.
func (q Q) FailStaleCreations(ctx context.Context, before time.Time) (int64, error) {
	return q.exec(ctx, "update payments set state = 'failed', error = 'interrupted' where state = 'creating' and "+
		"created_at < $1", before)
}

// PartsOf returns the amounts that a payment brings to each wallet, in order.
func (q Q) PartsOf(ctx context.Context, paymentID int64) (parts []OnlinePaymentPart, err error) {
	return parts, q.NewSelect().Model(&parts).Where("payment_id = ?", paymentID).Order("position").Scan(ctx)
}

// PaidTwice reports whether another payment of the same family, régie and sum, started within the given time of this
// one, was credited as the platform confirmed it.
func (q Q) PaidTwice(ctx context.Context, p OnlinePayment, within time.Duration) (twice bool, err error) {
	err = q.each(ctx, `select exists (select 1 from payments where family_id = $1 and numcli = $2 and amount = $3 and id
		<> $4
		and state in ('paid-card', 'paid-debit') and created_at >= $5 and created_at <= $6)`,
		[]any{p.FamilyID, p.Numcli, p.Amount, p.ID, p.CreatedAt.Add(-within), p.CreatedAt.Add(within)},
		func(r row) error { return r.Scan(&twice) })
	return twice, err
}

// AddCredits writes lines of the ledger and returns how many it added. Lines that exist already are left unchanged and
// not counted.
func (q Q) AddCredits(ctx context.Context, lines []LedgerLine) (added int64, err error) {
	if len(lines) == 0 {
		return 0, nil
	}
	res, err := q.NewInsert().Model(&lines).On("conflict (source, source_ref) do nothing").Returning("null").Exec(ctx)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}
