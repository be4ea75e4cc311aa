package db

import (
	"context"
	"database/sql"
	"time"
)

// Notice is a message to the person of an account about the account itself.
type Notice struct {
	AccountID     int64
	Kind          string
	Subject, Body string
	At            time.Time // on the town's clock
}

// AddNotice queues a message to the addresses that are known of an account, inside the caller's transaction, and counts
// them: those of its families, and its login when that is an address, as towns give to those who work for them. An account
// without an address gets none: its security page and the journal show what happened.
func (q Q) AddNotice(ctx context.Context, n Notice) (int, error) {
	var mails []Mail
	err := q.each(ctx, `select f.structure_id, f.id, e.address from guardians g
		join families f on f.id = g.family_id
		join family_emails e on e.family_id = f.id and e.confirmed_at is not null and e.bounced_at is null
		where g.account_id = $1 and g.withdrawn_at is null
		union all
		select (select min(x.structure_id) from staff x where x.account_id = a.id and x.withdrawn_at is null), null, a.login
		from accounts a where a.id = $1 and a.login like '%_@_%._%' and a.login not like '% %'`, []any{n.AccountID}, func(r *sql.Rows) error {
		m := Mail{Kind: n.Kind, Subject: n.Subject, Body: n.Body, CreatedAt: n.At.UTC()}
		err := r.Scan(id{&m.StructureID}, id{&m.FamilyID}, &m.Address)
		mails = append(mails, m)
		return err
	})
	if err != nil {
		return 0, err
	}
	told := map[string]bool{} // in two families, the same address
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
