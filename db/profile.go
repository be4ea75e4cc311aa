package db

import (
	"context"
	"time"

	"cartable/app/domain/civil"
)

// Person is the owner of an account, as described by the first of its families.
type Person struct {
	Login                          string
	LastName, FirstName, Structure string
	FamilyID, StructureID          int64
}

// Words returns the words that must not make up the person's password.
func (p Person) Words() []string { return []string{p.Login, p.LastName, p.FirstName, p.Structure} }

// PersonOf reads the owner of an account.
func (q Q) PersonOf(ctx context.Context, accountID int64) (p Person, err error) {
	err = q.each(ctx, `select a.login, coalesce(f.last_name, ''), coalesce(f.first_name, ''), coalesce(s.name, ''),
		f.id, f.structure_id from accounts a
		left join guardians g on g.account_id = a.id and g.withdrawn_at is null left join families f on f.id =
			g.family_id
		left join structures s on s.id = f.structure_id where a.id = $1 order by f.id limit 1`, []any{accountID},
		func(r row) error {
			return r.Scan(&p.Login, &p.LastName, &p.FirstName, &p.Structure, id{&p.FamilyID}, id{&p.StructureID})
		})
	return p, err
}

// FamilyWithAddress finds the family of an account under which a mail to an address is stored: the given one, or the
// first that has the address.
func (q Q) FamilyWithAddress(ctx context.Context, accountID, familyID int64, address string) (structure, family int64,
	err error) {
	err = q.each(ctx, `select f.structure_id, f.id from guardians g join families f on f.id = g.family_id
		left join family_emails e on e.family_id = f.id and lower(e.address) = lower($3)
		where g.account_id = $1 and ($2 = 0 or f.id = $2) order by case when e.address is null then 1 else 0 end, f.id
			limit 1`,
		[]any{accountID, familyID, address}, func(r row) error { return r.Scan(&structure, &family) })
	return structure, family, err
}

// AddressOf is an address of a family.
type AddressOf struct {
	Position  int
	Address   string
	Confirmed bool
	BouncedAt time.Time // zero: no bounce is known
}

// AddressesOf lists the addresses of a family, the one that gets payment tickets first. Inside a transaction it locks
// them.
func (q Q) AddressesOf(ctx context.Context, familyID int64) (all []AddressOf, err error) {
	err = q.each(ctx, "select position, address, confirmed_at is not null, bounced_at from family_emails where "+
		"family_id = $1 order by position",
		[]any{familyID}, func(r row) error {
			var a AddressOf
			err := r.Scan(&a.Position, &a.Address, &a.Confirmed, stamp{&a.BouncedAt})
			all = append(all, a)
			return err
		})
	return all, err
}

// AddAddress adds an address that is not confirmed yet, after the others.
func (q Q) AddAddress(ctx context.Context, familyID int64, address string) error {
	_, err := q.exec(ctx, `insert into family_emails (family_id, position, address)
		select $1, coalesce(max(position), -1) + 1, $2 from family_emails where family_id = $1`, familyID, address)
	return err
}

// ConfirmAddress marks an address as confirmed; it returns false when the family no longer has it.
func (q Q) ConfirmAddress(ctx context.Context, familyID int64, address string, at time.Time) (bool, error) {
	n, err := q.exec(ctx, "update family_emails set confirmed_at = $3, bounced_at = null where family_id = $1 and "+
		"lower(address) = lower($2)", familyID, address, at)
	return n > 0, err
}

// RemoveAddress removes an address.
func (q Q) RemoveAddress(ctx context.Context, familyID int64, address string) error {
	_, err := q.exec(ctx, "delete from family_emails where family_id = $1 and address = $2", familyID, address)
	return err
}

// OrderAddresses stores the order of the addresses of a family; it needs all of them.
func (q Q) OrderAddresses(ctx context.Context, familyID int64, order []string) error {
	// Positions pass through values that are not in use: no two rows may share one, not even for a moment.
	if _, err := q.exec(ctx, "update family_emails set position = position + 1000 where family_id = $1",
		familyID); err != nil {
		return err
	}
	for i, address := range order {
		if _, err := q.exec(ctx, "update family_emails set position = $3 where family_id = $1 and address = $2",
			familyID, address, i); err != nil {
			return err
		}
	}
	return nil
}

// MailChoices are the mails that a family wants.
type MailChoices struct{ Reports, PaymentMails bool }

// MailChoices reads which mails a family wants.
func (q Q) MailChoices(ctx context.Context, familyID int64) (m MailChoices, err error) {
	err = q.each(ctx, "select mail_reports, mail_payments from families where id = $1", []any{familyID},
		func(r row) error {
			return r.Scan(&m.Reports, &m.PaymentMails)
		})
	return m, err
}

// SetMailChoices stores which mails a family wants.
func (q Q) SetMailChoices(ctx context.Context, familyID int64, m MailChoices) error {
	_, err := q.exec(ctx, "update families set mail_reports = $2, mail_payments = $3 where id = $1", familyID,
		m.Reports, m.PaymentMails)
	return err
}

// LanguageOf returns the language that an account chose; empty for none.
func (q Q) LanguageOf(ctx context.Context, accountID int64) (tag string, err error) {
	err = q.each(ctx, "select language from accounts where id = $1", []any{accountID}, func(r row) error {
		return r.Scan(&tag)
	})
	return tag, err
}

// SetLanguage stores the language that an account chose.
func (q Q) SetLanguage(ctx context.Context, accountID int64, tag string) error {
	_, err := q.exec(ctx, "update accounts set language = $2 where id = $1", accountID, tag)
	return err
}

// SessionOf is an open session of an account.
type SessionOf struct {
	ID                string
	Device            string
	CreatedAt, SeenAt time.Time
}

// SessionsOf lists the sessions of an account that are still valid, the last used first.
func (q Q) SessionsOf(ctx context.Context, accountID int64, machine time.Time) (all []SessionOf, err error) {
	err = q.each(ctx, "select id, device, created_at, seen_at from sessions where account_id = $1 and expires_at > $2 "+
		"order by seen_at desc, id limit 50",
		[]any{accountID, machine}, func(r row) error {
			var s SessionOf
			err := r.Scan(&s.ID, &s.Device, stamp{&s.CreatedAt}, stamp{&s.SeenAt})
			all = append(all, s)
			return err
		})
	return all, err
}

// EndSessionOf ends a session if it belongs to this account.
func (q Q) EndSessionOf(ctx context.Context, accountID int64, sessionID string) (bool, error) {
	n, err := q.exec(ctx, "delete from sessions where account_id = $1 and id = $2", accountID, sessionID)
	return n > 0, err
}

// EndOtherSessions ends all sessions of an account except one.
func (q Q) EndOtherSessions(ctx context.Context, accountID int64, but string) (int64, error) {
	return q.exec(ctx, "delete from sessions where account_id = $1 and id <> $2", accountID, but)
}

// EndSessionsAt ends the sessions of all accounts with a role or a family in a structure, except one account's, and
// returns their number; structure 0 means all structures.
func (q Q) EndSessionsAt(ctx context.Context, structureID, but int64) (int64, error) {
	return q.exec(ctx, `delete from sessions where account_id <> $2 and ($1 = 0
			or account_id in (select account_id from staff where structure_id = $1 and withdrawn_at is null)
			or account_id in (select g.account_id from guardians g join families f on f.id = g.family_id where
				f.structure_id = $1 and g.withdrawn_at is null))`,
		structureID, but)
}

// SessionsAt counts the sessions that EndSessionsAt would end and that are still valid.
func (q Q) SessionsAt(ctx context.Context, structureID, but int64, machine time.Time) (n int, err error) {
	err = q.each(ctx, `select count(*) from sessions where account_id <> $2 and expires_at > $3 and (
			account_id in (select account_id from staff where structure_id = $1 and withdrawn_at is null)
			or account_id in (select g.account_id from guardians g join families f on f.id = g.family_id where
				f.structure_id = $1 and g.withdrawn_at is null))`,
		[]any{structureID, but, machine}, func(r row) error { return r.Scan(&n) })
	return n, err
}

// ChildFile is what the town hall knows of a child, as its parents read it.
type ChildFile struct {
	ID                             int64
	LastName, FirstName            string
	BirthDate                      civil.Date
	School, Class, Diet, Allergies string
}

// ChildFilesOf lists the children of a family, eldest first.
func (q Q) ChildFilesOf(ctx context.Context, familyID int64) (all []ChildFile, err error) {
	err = q.each(ctx, `select c.id, c.last_name, c.first_name, c.birth_date, c.school, c.class, c.diet, c.allergies
		from family_children fc join children c on c.id = fc.child_id where fc.family_id = $1
		order by c.birth_date, c.id`, []any{familyID}, func(r row) error {
		var c ChildFile
		err := r.Scan(&c.ID, &c.LastName, &c.FirstName, &c.BirthDate, &c.School, &c.Class, &c.Diet, &c.Allergies)
		all = append(all, c)
		return err
	})
	return all, err
}

// AcceptedDocument is a text that an account has accepted.
type AcceptedDocument struct {
	Kind, Body string
	Version    int
	At         time.Time
}

// acceptedShown bounds the texts that an account reads again.
const acceptedShown = 20

// AcceptedOf lists the texts that an account has accepted, the last accepted first.
func (q Q) AcceptedOf(ctx context.Context, accountID int64) (all []AcceptedDocument, err error) {
	err = q.each(ctx, `select c.kind, c.version, c.at, d.body from consents c
		join documents d on d.kind = c.kind and d.version = c.version
		where c.account_id = $1 order by c.at desc, c.kind desc, c.version desc limit $2`,
		[]any{accountID, acceptedShown}, func(r row) error {
			var d AcceptedDocument
			err := r.Scan(&d.Kind, &d.Version, stamp{&d.At}, &d.Body)
			all = append(all, d)
			return err
		})
	return all, err
}
