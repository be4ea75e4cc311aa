package db

import (
	"context"
	"time"

	"github.com/uptrace/bun"
)

// GuardianLine is an adult of a family with the account.
type GuardianLine struct {
	AccountID, FamilyID int64
	Login, Name, Phone  string    // Phone is of the adult alone
	WithdrawnAt         time.Time // zero: the rights are in force
	DisabledAt          time.Time
	MustChange          bool
	PasswordSetAt       time.Time
	SignedInAt          time.Time // on the machine's clock; zero: never
	Elsewhere           bool      // the account also serves another structure, or works for one
	CreatedAt           time.Time
}

// GuardiansOf lists the adults of a family, the oldest account first.
func (q Q) GuardiansOf(ctx context.Context, familyID int64) (all []GuardianLine, err error) {
	err = q.each(ctx, `select g.account_id, g.family_id, a.login, g.name, g.phone, g.withdrawn_at, a.disabled_at,
		a.must_change, a.password_set_at, a.signed_in_at, a.created_at,
			exists (select 1 from staff x where x.account_id = a.id) or exists (select 1 from guardians o join families
				of on of.id = o.family_id
				where o.account_id = a.id and of.structure_id <> f.structure_id)
		from guardians g join accounts a on a.id = g.account_id join families f on f.id = g.family_id
		where g.family_id = $1 order by a.created_at, a.id`, []any{familyID}, func(r row) error {
		var l GuardianLine
		err := r.Scan(&l.AccountID, &l.FamilyID, &l.Login, &l.Name, &l.Phone, stamp{&l.WithdrawnAt},
			stamp{&l.DisabledAt}, &l.MustChange, stamp{&l.PasswordSetAt}, stamp{&l.SignedInAt},
			stamp{&l.CreatedAt}, &l.Elsewhere)
		all = append(all, l)
		return err
	})
	return all, err
}

// NameGuardian makes an account an adult of a family under a name, and restores the right if it had been withdrawn.
func (q Q) NameGuardian(ctx context.Context, accountID, familyID int64, name string) error {
	_, err := q.exec(ctx, `insert into guardians (account_id, family_id, name) values ($1, $2, $3)
		on conflict (account_id, family_id) do update set withdrawn_at = null, name = excluded.name`, accountID,
		familyID, name)
	return err
}

// CarryPhone takes the telephone of an adult from the file of a family into that of another one.
func (q Q) CarryPhone(ctx context.Context, accountID, from, to int64) error {
	if _, err := q.exec(ctx, `update guardians set phone = (select g.phone from guardians g where g.account_id = $1
		and g.family_id = $2) where account_id = $1 and family_id = $3`, accountID, from, to); err != nil {
		return err
	}
	_, err := q.exec(ctx, "update guardians set phone = '' where account_id = $1 and family_id = $2", accountID, from)
	return err
}

// WithdrawGuardian ends the rights of an account over a family, from the next request on. Its draft and its private
// calendar end too. It returns false when the rights had ended before.
func (q Q) WithdrawGuardian(ctx context.Context, accountID, familyID int64, now time.Time) (bool, error) {
	n, err := q.exec(ctx, "update guardians set withdrawn_at = $3 where account_id = $1 and family_id = $2 and "+
		"withdrawn_at is null", accountID, familyID, now)
	if err != nil || n == 0 {
		return false, err
	}
	if _, err := q.RevokeFeed(ctx, accountID, familyID, now); err != nil {
		return false, err
	}
	_, err = q.exec(ctx, "delete from draft_lines where draft_id in (select id from drafts where account_id = $1 and "+
		"family_id = $2)", accountID, familyID)
	return true, err
}

// WithdrawForGood ends rights that the archiving of a family closed, and that its reopening would restore. It returns
// false when they had ended otherwise.
func (q Q) WithdrawForGood(ctx context.Context, accountID, familyID int64, now time.Time) (bool, error) {
	n, err := q.exec(ctx, "update guardians set withdrawn_at = $3 where account_id = $1 and family_id = $2 and "+
		"withdrawn_at = (select archived_at from families where id = $2)", accountID, familyID, now)
	return n > 0, err
}

// ExpireGiven makes a first password that nobody has used too old: it counts as given at an instant.
func (q Q) ExpireGiven(ctx context.Context, accountID int64, at time.Time) error {
	_, err := q.exec(ctx, "update accounts set password_set_at = $2 where id = $1 and must_change and "+
		"signed_in_at is null", accountID, at)
	return err
}

// RestoreGuardian restores the rights; it returns false when they are in force already.
func (q Q) RestoreGuardian(ctx context.Context, accountID, familyID int64) (bool, error) {
	n, err := q.exec(ctx, "update guardians set withdrawn_at = null where account_id = $1 and family_id = $2 and "+
		"withdrawn_at is not null", accountID, familyID)
	return n > 0, err
}

// WithdrawGuardians ends the rights of all adults of a family at an instant, and returns the accounts.
func (q Q) WithdrawGuardians(ctx context.Context, familyID int64, now time.Time) (accounts []int64, err error) {
	all, err := q.GuardiansOf(ctx, familyID)
	for _, one := range all {
		if err != nil {
			return nil, err
		}
		var ended bool
		if ended, err = q.WithdrawGuardian(ctx, one.AccountID, familyID, now); ended {
			accounts = append(accounts, one.AccountID)
		}
	}
	return accounts, err
}

// TakenLogins returns those of some logins that belong to an account, disabled ones included.
func (q Q) TakenLogins(ctx context.Context, logins []string) (map[string]bool, error) {
	taken := map[string]bool{}
	for start := 0; start < len(logins); start += 500 {
		var some []string
		if err := q.NewSelect().Model((*Account)(nil)).Column("login").Where("login in (?)",
			bun.List(logins[start:min(start+500, len(logins))])).Scan(ctx, &some); err != nil {
			return nil, err
		}
		for _, one := range some {
			taken[one] = true
		}
	}
	return taken, nil
}

// UnusedOf lists the accounts of families whose initial password was never used.
func (q Q) UnusedOf(ctx context.Context, families []int64) (all []GuardianLine, err error) {
	err = q.each(ctx, `select g.account_id, g.family_id, a.login, g.name from guardians g join accounts a on a.id =
		g.account_id
		where g.family_id in (`+list(families)+`) and g.withdrawn_at is null and `+unused+`
			and not exists (select 1 from staff x where x.account_id = a.id)
			and not exists (select 1 from guardians o join families f on f.id = o.family_id join families h on h.id =
				g.family_id
				where o.account_id = a.id and f.structure_id <> h.structure_id)
		order by g.family_id, a.id`, nil, func(r row) error {
		var l GuardianLine
		err := r.Scan(&l.AccountID, &l.FamilyID, &l.Login, &l.Name)
		all = append(all, l)
		return err
	})
	return all, err
}

// OtherHome is another family of a child.
type OtherHome struct{ Child, Code string }

// OtherHomesOf lists the other homes of a family's children in which an adult acts, child by child.
func (q Q) OtherHomesOf(ctx context.Context, familyID, accountID int64) (all []OtherHome, err error) {
	err = q.each(ctx, `select c.first_name, f.code from family_children k
		join family_children o on o.child_id = k.child_id and o.family_id <> k.family_id
		join guardians g on g.family_id = o.family_id and g.account_id = $2 and g.withdrawn_at is null
		join families f on f.id = o.family_id join children c on c.id = k.child_id
		where k.family_id = $1 order by k.position, c.id, f.id`, []any{familyID, accountID}, func(r row) error {
		var one OtherHome
		err := r.Scan(&one.Child, &one.Code)
		all = append(all, one)
		return err
	})
	return all, err
}
