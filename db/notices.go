package db

import (
	"context"
	"fmt"
	"strings"
	"time"

	"cartable/app/domain/access"
)

// Notice is a message to the person of an account about the account itself.
type Notice struct {
	AccountID     int64
	Kind          string
	Subject, Body string
	At            time.Time // on the town's clock
}

// AddNotice queues a message to the known addresses of an account, inside the caller's transaction, and returns their
// number: those of its families, and its login when that is an address, as for town staff. An account without an
// address gets none: its security page and the journal show the event.
func (q Q) AddNotice(ctx context.Context, n Notice) (int, error) {
	var mails []Mail
	err := q.each(ctx, `select f.structure_id, f.id, e.address from guardians g
		join families f on f.id = g.family_id
		join family_emails e on e.family_id = f.id and e.confirmed_at is not null and e.bounced_at is null
		where g.account_id = $1 and g.withdrawn_at is null
		union all
		select (select min(x.structure_id) from staff x where x.account_id = a.id and x.withdrawn_at is null), null,
			a.login
		from accounts a where a.id = $1 and a.login like '%_@_%._%' and a.login not like '% %'`, []any{n.AccountID},
		func(r row) error {
			m := Mail{Kind: n.Kind, Subject: n.Subject, Body: n.Body, CreatedAt: n.At.UTC()}
			err := r.Scan(id{&m.StructureID}, id{&m.FamilyID}, &m.Address)
			mails = append(mails, m)
			return err
		})
	if err != nil {
		return 0, err
	}
	told := map[string]bool{} // the same address may be in two families
	for i := range mails {
		if told[mails[i].Address] {
			continue
		}
		told[mails[i].Address] = true
		if _, err := q.QueueMail(ctx, &mails[i], time.Now()); err != nil {
			return 0, err
		}
	}
	return len(told), nil
}

// StaffNotice is a message about the work of a structure.
type StaffNotice struct {
	Kind          string
	Subject, Body string
	About         string    // "name@host", unique for its subject: each mail adds its account's number to the name
	At            time.Time // on the town's clock
}

// AddStaffNotice queues a message to each account that has one of some roles in a structure and can be reached, inside
// the caller's transaction, and returns their number. Addresses belong to families, and messages about the town do not
// go to a household: staff are reached at a login that is an address, and not at all otherwise. Adding the same notice
// again does nothing.
func (q Q) AddStaffNotice(ctx context.Context, structureID int64, roles []access.Role, n StaffNotice) (int, error) {
	in, args := "", []any{structureID}
	for i, r := range roles {
		if i > 0 {
			in += ", "
		}
		args = append(args, string(r))
		in += fmt.Sprintf("$%d", len(args))
	}
	name, host, _ := strings.Cut(n.About, "@")
	var mails []Mail
	err := q.each(ctx, `select distinct a.id, a.login from staff s join accounts a on a.id = s.account_id
		where s.structure_id = $1 and s.withdrawn_at is null and a.disabled_at is null and a.login like '%_@_%._%' and
			a.login not like '% %'
			and s.role in (`+in+`) order by a.id`, args, func(r row) error {
		var account int64
		m := Mail{StructureID: structureID, Kind: n.Kind, Subject: n.Subject, Body: n.Body, CreatedAt: n.At.UTC()}
		err := r.Scan(&account, &m.Address)
		m.About = fmt.Sprintf("%s-%d@%s", name, account, host)
		mails = append(mails, m)
		return err
	})
	if err != nil {
		return 0, err
	}
	told := 0
	for i := range mails {
		added, err := q.QueueMail(ctx, &mails[i], time.Now())
		if err != nil {
			return 0, err
		}
		if added {
			told++
		}
	}
	return told, nil
}

// TellFamily queues a message to the confirmed addresses of a family, inside the caller's transaction, and returns
// their number.
func (q Q) TellFamily(ctx context.Context, familyID int64, n Notice) (int, error) {
	var mails []Mail
	err := q.each(ctx, `select f.structure_id, e.address from families f join family_emails e on e.family_id = f.id
		where f.id = $1 and e.confirmed_at is not null and e.bounced_at is null order by e.position`, []any{familyID},
		func(r row) error {
			m := Mail{FamilyID: familyID, Kind: n.Kind, Subject: n.Subject, Body: n.Body, CreatedAt: n.At.UTC()}
			err := r.Scan(&m.StructureID, &m.Address)
			mails = append(mails, m)
			return err
		})
	if err != nil {
		return 0, err
	}
	for i := range mails {
		if _, err := q.QueueMail(ctx, &mails[i], time.Now()); err != nil {
			return 0, err
		}
	}
	return len(mails), nil
}
