package db

import (
	"context"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"cartable/app/domain/money"
	"cartable/app/domain/paging"
	"cartable/app/domain/payment"
)

// OnlinePaymentFilter is a treasurer's search. Zero values match everything.
type OnlinePaymentFilter struct {
	States   []payment.State
	Alerts   bool // those that need attention
	From, To time.Time
	Text     string // in the reference, or in the family's name
}

// OnlinePaymentLine is an attempt with the name of its family.
type OnlinePaymentLine struct {
	OnlinePayment
	Family string
}

// OnlinePayments lists the attempts of a structure, the newest first.
func (q Q) OnlinePayments(ctx context.Context, structureID int64, f OnlinePaymentFilter,
	ask paging.Page) (lines []OnlinePaymentLine, p paging.Page, err error) {
	find := func(s *bun.SelectQuery) *bun.SelectQuery {
		s = s.TableExpr("payments as p").Where("p.structure_id = ?", structureID)
		if len(f.States) > 0 {
			s = s.Where("p.state in (?)", bun.List(f.States))
		}
		if f.Alerts {
			s = s.Where("p.alert <> '' and p.state not in ('credited', 'rejected')")
		}
		if !f.From.IsZero() {
			s = s.Where("p.created_at >= ?", f.From.UTC())
		}
		if !f.To.IsZero() {
			s = s.Where("p.created_at < ?", f.To.UTC())
		}
		if f.Text != "" {
			like := "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(strings.ToLower(f.Text)) + "%"
			s = s.Where(`p.id in (select id from payments where refdet = ? union select o.id from families f join
				payments o on o.family_id = f.id
				where f.structure_id = ? and lower(f.last_name) like ? escape '\')`, strings.ToUpper(f.Text),
				structureID, like)
		}
		return s
	}
	counted, err := q.NewSelect().TableExpr("(?) as counted",
		find(q.NewSelect()).ColumnExpr("1").Limit(int64(ask.Reach()+1))).Count(ctx)
	if err != nil {
		return nil, p, err
	}
	p = ask.Within(int(counted))
	page := find(q.NewSelect()).ColumnExpr("p.*").Order("p.created_at desc", "p.id desc").Limit(int64(p.Size)).Offset(
		int64(p.Offset()))
	err = q.NewSelect().TableExpr("(?) as p", page).ColumnExpr("p.*, f.last_name as family").Join(
		"join families f on f.id = p.family_id").
		Order("p.created_at desc", "p.id desc").Scan(ctx, &lines)
	return lines, p, err
}

// OnlinePaymentEvents returns the platform's answers about an attempt, the newest first.
func (q Q) OnlinePaymentEvents(ctx context.Context, paymentID int64) (events []OnlinePaymentEvent, err error) {
	return events, q.NewSelect().Model(&events).Where("payment_id = ?", paymentID).Order("id desc").Limit(100).Scan(ctx)
}

// PurgeOnlinePaymentEvents deletes the answers older than an instant of the machine's clock, except those about an
// anomaly that nobody has decided. The database itself refuses to delete a younger one (see the migration of the desk).
func (q Q) PurgeOnlinePaymentEvents(ctx context.Context, before time.Time) error {
	_, err := q.exec(ctx, "delete from payment_events where at < $1 and not exists (select 1 from payments p where "+
		"p.id = payment_events.payment_id and p.state = 'anomaly')", before.UTC())
	return err
}

// OnlinePaymentNumbers are statistics about online payment, since an instant.
type OnlinePaymentNumbers struct {
	Pending  int
	Alerts   int       // attempts that need attention, whenever they were made
	Oldest   time.Time // of the pending ones; zero when there is none
	Found    int       // successes
	Notified int       // of them, notified by the platform before anybody asked
}

// OnlinePaymentNumbers returns statistics about the payments of a structure.
func (q Q) OnlinePaymentNumbers(ctx context.Context, structureID int64, since time.Time) (n OnlinePaymentNumbers,
	err error) {
	const recent = "from payments where structure_id = $1 and state in ('paid-card', 'paid-debit') and created_at >= $2"
	err = q.each(ctx, `select (select count(*) from payments where structure_id = $1 and state = 'pending'),
			`+upTo("from payments where structure_id = $1 and alert <> '' and state not in ('credited', 'rejected')")+`,
			(select min(created_at) from payments where structure_id = $1 and state = 'pending'),
			(select count(*) `+recent+"), (select count(*) "+recent+" and found_by = 'notification')",
		[]any{structureID, since}, func(r row) error {
			return r.Scan(&n.Pending, &n.Alerts, stamp{&n.Oldest}, &n.Found, &n.Notified)
		})
	return n, err
}

// OnlinePaymentsByRefdet finds the attempts of a structure by their references.
func (q Q) OnlinePaymentsByRefdet(ctx context.Context, structureID int64,
	refs []string) (map[string]OnlinePaymentLine, error) {
	found := map[string]OnlinePaymentLine{}
	for len(refs) > 0 {
		n := min(len(refs), refsPerInsert)
		var lines []OnlinePaymentLine
		err := q.NewSelect().TableExpr("payments as p").Join("join families f on f.id = p.family_id").ColumnExpr(
			"p.*, f.last_name as family").
			Where("p.structure_id = ? and p.refdet in (?)", structureID, bun.List(refs[:n])).Scan(ctx, &lines)
		if err != nil {
			return nil, err
		}
		for _, l := range lines {
			found[l.Refdet] = l
		}
		refs = refs[n:]
	}
	return found, nil
}

// OnlineBetween returns the credited attempts of a structure whose transaction took place between two instants.
func (q Q) OnlineBetween(ctx context.Context, structureID int64, from, to time.Time) (lines []OnlinePaymentLine,
	err error) {
	err = q.NewSelect().TableExpr("payments as p").Join("join families f on f.id = p.family_id").ColumnExpr(
		"p.*, f.last_name as family").
		Where("p.structure_id = ? and p.state in ('paid-card', 'paid-debit', 'credited') and p.paid_at >= ? and "+
			"p.paid_at < ?", structureID, from.UTC(), to.UTC()).
		Order("p.paid_at", "p.id").Scan(ctx, &lines)
	return lines, err
}

// checkOnlinePayments verifies that an attempt is credited if and only if it is paid, for its own sum.
func (q Q) checkOnlinePayments(ctx context.Context) (found []string, err error) {
	err = q.each(ctx, `select p.refdet, p.state, case when p.state in ('paid-card', 'paid-debit') then p.amount when
		p.state = 'credited' then coalesce(p.received, 0) else 0 end, coalesce(l.amount, 0)
		from payments p left join (select case when source_ref like '%/%' then substr(source_ref, 1, length(source_ref)
			- length(cast(wallet_id as text)) - 1) else source_ref end as ref, sum(amount) as amount
			from ledger where source = 'payment' group by 1) as l on l.ref = cast(p.id as text)
		where case when p.state in ('paid-card', 'paid-debit') then p.amount when p.state = 'credited' then
			coalesce(p.received, 0) else 0 end <> coalesce(l.amount, 0)
		order by p.id limit 100`, nil, func(r row) error {
		var ref, state string
		var want, have money.Cents
		if err := r.Scan(&ref, &state, &want, &have); err != nil {
			return err
		}
		found = append(found, "paiement "+ref+" ("+state+") : "+want.String()+" à créditer, "+have.String()+" crédités")
		return nil
	})
	return found, err
}

// ConfirmedMails returns the confirmed addresses of a family, the one that gets payment tickets first.
func (q Q) ConfirmedMails(ctx context.Context, familyID int64) (all []string, err error) {
	err = q.each(ctx, "select address from family_emails where family_id = $1 and confirmed_at is not null "+
		"order by position", []any{familyID}, func(r row) error {
		var one string
		err := r.Scan(&one)
		all = append(all, one)
		return err
	})
	return all, err
}

// CreditsOf returns the lines of the ledger that a payment wrote, by wallet.
func (q Q) CreditsOf(ctx context.Context, paymentID int64) (byWallet map[int64]int64, err error) {
	byWallet = map[int64]int64{}
	err = q.each(ctx, `select l.wallet_id, l.id from payment_parts p cross join ledger l
		where p.payment_id = $1 and l.wallet_id = p.wallet_id and l.source = 'payment' and l.source_ref in
			(cast(p.payment_id as text), cast(p.payment_id as text) || '/' || cast(p.wallet_id as text))`,
		[]any{paymentID}, func(r row) error {
			var wallet, line int64
			err := r.Scan(&wallet, &line)
			byWallet[wallet] = line
			return err
		})
	return byWallet, err
}

// PayerOf is the name of the household that pays.
type PayerOf struct{ Civility, LastName, FirstName string }

// Name returns the payer's name as the history shows it.
func (p PayerOf) Name() string {
	return strings.Join(strings.Fields(p.Civility+" "+p.LastName+" "+p.FirstName), " ")
}

// PayerOf reads the name of a family.
func (q Q) PayerOf(ctx context.Context, familyID int64) (p PayerOf, err error) {
	err = q.each(ctx, "select civility, last_name, first_name from families where id = $1", []any{familyID},
		func(r row) error {
			return r.Scan(&p.Civility, &p.LastName, &p.FirstName)
		})
	return p, err
}
