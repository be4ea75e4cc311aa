package db

import (
	"context"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/wallet"
)

// ArchiveBars are the facts that forbid that a family is archived.
type ArchiveBars struct {
	Booked, Enrolled civil.Date // its last reservation and last day of an enrolment, from today on; 0 = none
	Owes             bool       // a wallet has a balance that is not zero
	Unpriced         bool       // a past day of it is not debited yet
	Unmarked         bool       // nobody marked a past day of it, which may still be marked
	Paying           bool       // a payment is under way, or to be decided
	Custody          bool       // it is one of the homes of a custody that it shares with another
	Erasing          bool       // it asked to be erased, or was
	Working          bool       // an opération is being applied or undone
}

// mayBeMarked is for how many days nobody's mark is still waited for (DOMAIN.md 13.26).
const mayBeMarked = 14

// ArchiveBars reads these facts, from today on. Enrolments are those of children who live in no other home.
func (q Q) ArchiveBars(ctx context.Context, structureID, familyID int64, today civil.Date,
	bill wallet.Billing) (b ArchiveBars, err error) {
	err = q.each(ctx, `select (select max(r.date) from reservations r where r.family_id = $3 and r.date >= $2
				and r.state `+isHeld+`),
			(select max(e.to_date) from enrolments e join family_children k on k.child_id = e.child_id
				where k.family_id = $3 and e.to_date >= $2 and not exists (select 1 from family_children o
					join families f on f.id = o.family_id
					where o.child_id = k.child_id and o.family_id <> $3 and `+liveHome+`)),
			exists (select 1 from balances where family_id = $3 and amount <> 0),
			exists (select 1 from reservations r where r.family_id = $3 and `+owing(bill)+`),
			exists (select 1 from reservations r where r.family_id = $3 and r.date >= $4 and r.attendance is null
				and `+owing(wallet.AsBooked)+`),
			exists (select 1 from payments where family_id = $3 and state in ('creating', 'pending', 'anomaly')),
			exists (select 1 from custodies x where $3 in (x.even_family_id, x.odd_family_id) and (x.to_date >= $2
				or x.to_date is null and not exists (select 1 from custodies n where n.child_id = x.child_id
					and n.to_date is null and n.from_date <= $2 and n.id > x.id)) and exists (
				select 1 from family_children o join families f on f.id = o.family_id
				where o.child_id = x.child_id and o.family_id <> $3 and `+liveHome+`)),
			exists (select 1 from erasures where family_id = $3 and state in ('asked', 'done')),
			exists (select 1 from operations where structure_id = $1 and state in ('applying', 'undoing'))`,
		[]any{structureID, today, familyID, today - mayBeMarked}, func(r row) error {
			return r.Scan(&b.Booked, &b.Enrolled, &b.Owes, &b.Unpriced, &b.Unmarked, &b.Paying, &b.Custody,
				&b.Erasing, &b.Working)
		})
	return b, err
}

// MayBook reports whether a family is live, and an account one of its adults, or staff of its structure.
func (q Q) MayBook(ctx context.Context, accountID, familyID int64, staff bool) (may bool, err error) {
	right := "guardians s where s.family_id = f.id"
	if staff {
		right = "staff s where s.structure_id = f.structure_id"
	}
	err = q.each(ctx, "select exists (select 1 from families f where f.id = $1 and "+liveHome+
		" and exists (select 1 from "+right+" and s.account_id = $2 and s.withdrawn_at is null))",
		[]any{familyID, accountID}, func(r row) error {
			return r.Scan(&may)
		})
	return may, err
}

// SetArchived archives a family at an instant, or takes it out of the archives.
func (q Q) SetArchived(ctx context.Context, familyID int64, at *time.Time) error {
	_, err := q.exec(ctx, "update families set archived_at = $2 where id = $1", familyID, at)
	return err
}

// ArchivedIn reports whether a family of which an opération changed a setting, an enrolment or a quotient, is archived.
// What it ended of a family's days does not come back to an archived one, and holds up nobody else's: see EndedRows.
func (q Q) ArchivedIn(ctx context.Context, operationID int64) (code string, found bool, err error) {
	err = q.each(ctx, `select f.code from families f where f.archived_at is not null and f.id in (select family_id
			from audit where operation_id = $1 and changes is not null)
		order by f.id limit 1`, []any{operationID}, func(r row) error {
		found = true
		return r.Scan(&code)
	})
	return code, found, err
}
