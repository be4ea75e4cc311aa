package db

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"time"

	"cartable/app/domain/journal"
	"cartable/app/domain/paging"
)

const operationColumns = `o.id, o.structure_id, o.kind, o.title, o.reason, o.words, o.tell, o.changes, o.state,
	o.prepared_at, o.prepared_by, o.applied_at, o.applied_by, o.first_day, o.undone_at, o.undone_by, o.undo_reason,
	o.kept, o.told, o.effects, o.plan`

func scanOperation(r row, more ...any) (o Operation, err error) {
	var applied, undone time.Time
	err = r.Scan(append([]any{&o.ID, &o.StructureID, &o.Kind, &o.Title, &o.Reason, &o.Words, &o.Tell, &o.Changes,
		&o.State, stamp{&o.PreparedAt}, id{&o.PreparedBy}, stamp{&applied}, id{&o.AppliedBy}, &o.FirstDay,
		stamp{&undone}, id{&o.UndoneBy}, &o.UndoReason, &o.Kept, &o.Told, &o.Effects, &o.Plan}, more...)...)
	if !applied.IsZero() {
		o.AppliedAt = &applied
	}
	if !undone.IsZero() {
		o.UndoneAt = &undone
	}
	return o, err
}

// AddOperation stores an opération and sets its ID.
func (q Q) AddOperation(ctx context.Context, o *Operation) error {
	_, err := q.NewInsert().Model(o).Returning("id").Exec(ctx)
	return err
}

// SameOperation returns the id of the same opération in preparation, by the same person; 0 for none.
func (q Q) SameOperation(ctx context.Context, o Operation) (id int64, err error) {
	err = q.each(ctx, "select id from operations where structure_id = $1 and state = $2 and prepared_by = $3 and "+
		"kind = $4 and changes = $5 and reason = $6 and words = $7 and tell = $8 order by id limit 1",
		[]any{o.StructureID, OperationPrepared, o.PreparedBy, o.Kind, o.Changes, o.Reason, o.Words, o.Tell},
		func(r row) error { return r.Scan(&id) })
	return id, err
}

// Operation reads an opération of a structure, or of any when structureID is 0. With hold it locks it too.
func (q Q) Operation(ctx context.Context, structureID, operationID int64, hold bool) (o Operation, found bool,
	err error) {
	lock := ""
	if hold {
		lock = q.forChange()
	}
	err = q.each(ctx, "select "+operationColumns+" from operations o where o.id = $1 and ($2 = 0 or "+
		"o.structure_id = $2)"+lock, []any{operationID, structureID}, func(r row) (err error) {
		found = true
		o, err = scanOperation(r)
		return err
	})
	return o, found, err
}

// SaveOperation writes back an opération that the caller holds.
func (q Q) SaveOperation(ctx context.Context, o *Operation) error {
	_, err := q.NewUpdate().Model(o).WherePK().Exec(ctx)
	return err
}

// OperationFilter narrows a list of opérations. Zero values match everything.
type OperationFilter struct {
	StructureID int64
	Kind, State string
	Login       string // of who prepared or applied it
	FamilyID    int64  // whom it touched: a day, a mail or a line of the journal of theirs
}

// OperationLine is an opération with the logins of those who acted.
type OperationLine struct {
	Operation
	Prepared, Applied, Undone string
}

// Operations lists opérations, newest first, and counts them.
func (q Q) Operations(ctx context.Context, f OperationFilter, ask paging.Page) (all []OperationLine, p paging.Page,
	err error) {
	var where conditions
	where.add("o.structure_id = $?", f.StructureID)
	if f.Kind != "" {
		where.add("o.kind = $?", f.Kind)
	}
	if f.State != "" {
		where.add("o.state = $?", f.State)
	}
	if f.FamilyID != 0 {
		where.add("o.id in (select operation_id from operation_rows where family_id = $? and state <> 'left' union "+
			"select operation_id from operation_mails where family_id = $? union select operation_id from audit "+
			"where family_id = $? and operation_id is not null)", f.FamilyID)
	}
	from := "from operations o" + where.text
	if f.Login != "" {
		from, where.args = actedIn(where, f.Login, ask)
	}
	if p, err = q.cut(ctx, ask, from, where.args); err != nil {
		return nil, p, err
	}
	err = q.each(ctx, "select "+operationColumns+`, coalesce(a.login, ''), coalesce(b.login, ''), coalesce(c.login, '')
		from (select o.* `+from+" order by o.id desc"+limitOf(p)+`) as o left join accounts a on a.id = o.prepared_by
		left join accounts b on b.id = o.applied_by left join accounts c on c.id = o.undone_by order by o.id desc`,
		where.args, func(r row) (err error) {
			var l OperationLine
			l.Operation, err = scanOperation(r, &l.Prepared, &l.Applied, &l.Undone)
			all = append(all, l)
			return err
		})
	return all, p, err
}

// actedIn narrows a list of opérations to those that an account prepared or applied. Each half is read from an index of
// its own, as far as the page reaches: an "or" would read all opérations to find those of somebody who acted seldom.
func actedIn(where conditions, login string, ask paging.Page) (from string, args []any) {
	prepared, applied, most := where, where, ""
	prepared.args = slices.Clone(where.args) // the halves share one argument
	prepared.add("o.prepared_by = (select id from accounts where login = $?)", login)
	applied.add("o.applied_by = (select id from accounts where login = $?)", login)
	if reach := ask.Reach(); reach > 0 {
		most = fmt.Sprintf(" order by o.id desc limit %d", reach+1)
	}
	return "from operations o where o.id in (select id from (select o.id from operations o" + prepared.text + most +
		") as prepared union select id from (select o.id from operations o" + applied.text + most +
		") as applied)", prepared.args
}

// OperationChanges returns the lines of the journal that an applied opération wrote, in their order, with its changes.
func (q Q) OperationChanges(ctx context.Context, operationID int64) (all []JournalEntry, err error) {
	err = q.NewSelect().Model(&all).Where("operation_id = ? and changes is not null", operationID).Order("id").Scan(ctx)
	return all, err
}

// MaskedEnrolments returns the lines of the journal of an applied opération that an erasure has masked since.
func (q Q) MaskedEnrolments(ctx context.Context, operationID int64) (ids []int64, err error) {
	err = q.each(ctx, "select id from audit where operation_id = $1 and action = $2 and changes is null order by id",
		[]any{operationID, journal.EnrolmentSet}, func(r row) error {
			var one int64
			err := r.Scan(&one)
			ids = append(ids, one)
			return err
		})
	return ids, err
}

// OperationNames is what a row of an opération is called, and whether its family has an address.
type OperationNames struct {
	Family, Code, Child string
	Reachable           bool
}

// NamesOf reads the names of families and children, by reservation.
func (q Q) NamesOf(ctx context.Context, reservations []int64) (map[int64]OperationNames, error) {
	all := map[int64]OperationNames{}
	err := q.each(ctx, `select r.id, f.last_name || ' ' || f.first_name, f.code, c.first_name || ' ' || c.last_name,
			exists (select 1 from family_emails e where e.family_id = f.id and e.confirmed_at is not null
				and e.bounced_at is null)
		from reservations r join families f on f.id = r.family_id join children c on c.id = r.child_id
		where r.id`+q.among("$1"), []any{q.ids(reservations)}, func(r row) error {
		var one OperationNames
		var n int64
		err := r.Scan(&n, &one.Family, &one.Code, &one.Child, &one.Reachable)
		all[n] = one
		return err
	})
	return all, err
}

// LedgerSums adds up what was debited for reservations: the amount that is in force, positive.
func (q Q) LedgerSums(ctx context.Context, ids []int64) (map[int64]int64, error) {
	sums := map[int64]int64{}
	if len(ids) == 0 {
		return sums, nil
	}
	err := q.each(ctx, "select reservation_id, -sum(amount) from ledger where reservation_id"+q.among("$1")+
		" group by reservation_id", []any{q.ids(ids)}, func(r row) error {
		var n int64
		var sum sql.NullInt64
		err := r.Scan(&n, &sum)
		sums[n] = sum.Int64
		return err
	})
	return sums, err
}

// AddOperationMails stores which families one opération has a message for, once each.
func (q Q) AddOperationMails(ctx context.Context, all []OperationMail) error {
	if q.postgres && len(all) > 0 {
		_, err := q.exec(ctx, `insert into operation_mails (operation_id, family_id, kind, has_mail)
			select $1, f, $2, h from unnest($3::bigint[], $4::boolean[]) as u (f, h) on conflict do nothing`,
			all[0].OperationID, all[0].Kind, column(all, func(m *OperationMail) int64 { return m.FamilyID }),
			column(all, func(m *OperationMail) bool { return m.HasMail }))
		return err
	}
	for start := 0; start < len(all); start += importChunk {
		part := all[start:min(start+importChunk, len(all))]
		if _, err := q.NewInsert().Model(&part).On("conflict do nothing").Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// TellUndone stores which families are written to about the undoing of an opération: all that it has a message for, or
// only those who did not get everything back.
func (q Q) TellUndone(ctx context.Context, operationID int64, all bool) error {
	_, err := q.exec(ctx, `insert into operation_mails (operation_id, family_id, kind, has_mail)
		select operation_id, family_id, 'undone', has_mail from operation_mails where operation_id = $1
			and kind = 'applied' and ($2 or family_id in (select family_id from operation_rows
				where operation_id = $1 and state in ('lost', 'queued')))
		on conflict do nothing`, operationID, all)
	return err
}

// FamiliesToTell lists the families that an opération has a message for.
func (q Q) FamiliesToTell(ctx context.Context, operationID int64, message string) (ids []int64, err error) {
	err = q.each(ctx, "select family_id from operation_mails m where operation_id = $1 and kind = $2 and "+notLeft+
		" order by family_id",
		[]any{operationID, message}, func(r row) error {
			var one int64
			err := r.Scan(&one)
			ids = append(ids, one)
			return err
		})
	return ids, err
}

// Written is a home that an opération writes to.
type Written struct{ OperationID, FamilyID int64 }

// RehomeMails gives the message of opérations to the homes whose days they end by now. were are those that it was to
// write to about such days: one that has none of them left is not written to.
func (q Q) RehomeMails(ctx context.Context, were map[Written]bool) error {
	if len(were) == 0 {
		return nil
	}
	var operations []int64
	for w := range were {
		operations = append(operations, w.OperationID)
	}
	slices.Sort(operations)
	operations = slices.Compact(operations)
	if _, err := q.exec(ctx, `insert into operation_mails (operation_id, family_id, kind, has_mail)
		select distinct o.operation_id, o.family_id, 'applied', exists (select 1 from family_emails e
				join families f on f.id = e.family_id
				where e.family_id = o.family_id and e.confirmed_at is not null and e.bounced_at is null
					and f.mail_reports)
			from operation_rows o where o.operation_id`+q.among("$1")+` and o.fate <> 'repriced'
		on conflict do nothing`, q.ids(operations)); err != nil {
		return err
	}
	left := maps.Clone(were)
	if err := q.each(ctx, "select distinct operation_id, family_id from operation_rows where operation_id"+
		q.among("$1"), []any{q.ids(operations)}, func(r row) error {
		var one Written
		err := r.Scan(&one.OperationID, &one.FamilyID)
		delete(left, one)
		return err
	}); err != nil {
		return err
	}
	for w := range left {
		if _, err := q.exec(ctx, "delete from operation_mails where operation_id = $1 and family_id = $2 and "+
			"kind = 'applied'", w.OperationID, w.FamilyID); err != nil {
			return err
		}
	}
	return nil
}

// notLeft holds for a message to a family that is still there: neither erased nor archived. One that is archived after
// an opération was applied still reads what it did: nobody had read that it would not.
const notLeft = `not exists (select 1 from erasures x where x.family_id = m.family_id and x.state = 'done')
		and not exists (select 1 from families a join operations p on p.id = m.operation_id
			where a.id = m.family_id and a.archived_at is not null
			and (m.kind <> 'applied' or a.archived_at <= p.applied_at))`

// Posted is a family to which a message goes on paper.
type Posted struct {
	FamilyID      int64
	Name, Address string // the address in lines
}

// FamiliesToPost lists the families that an opération has a message for, and that no mail reached when it was made.
func (q Q) FamiliesToPost(ctx context.Context, operationID int64, message string) (all []Posted, err error) {
	err = q.each(ctx, `select f.id, trim(f.civility || ' ' || f.first_name || ' ' || f.last_name), f.address
		from operation_mails m join families f on f.id = m.family_id
		where m.operation_id = $1 and m.kind = $2 and not m.has_mail and `+notLeft+`
		order by f.last_name, f.first_name, f.id`,
		[]any{operationID, message}, func(r row) error {
			var one Posted
			err := r.Scan(&one.FamilyID, &one.Name, &one.Address)
			all = append(all, one)
			return err
		})
	return all, err
}

// CountFamiliesToPost counts them.
func (q Q) CountFamiliesToPost(ctx context.Context, operationID int64, message string) (n int, err error) {
	err = q.each(ctx, `select count(*) from operation_mails m where m.operation_id = $1 and m.kind = $2
		and not m.has_mail and `+notLeft,
		[]any{operationID, message}, func(r row) error { return r.Scan(&n) })
	return n, err
}

// LoginsOf reads the logins of accounts; 0 has none.
func (q Q) LoginsOf(ctx context.Context, accounts ...int64) (map[int64]string, error) {
	all := map[int64]string{}
	err := q.each(ctx, "select id, login from accounts where id"+q.among("$1"), []any{q.ids(accounts)},
		func(r row) error {
			var n int64
			var login string
			err := r.Scan(&n, &login)
			all[n] = login
			return err
		})
	return all, err
}

// NoteOperation writes a line of the journal for each family whose reservations an opération touched: it can be read by
// them, and goes with them.
func (q Q) NoteOperation(ctx context.Context, o Operation, action journal.Action, accountID int64, reason string,
	now time.Time) error {
	_, err := q.exec(ctx, `insert into audit (at, account_id, structure_id, family_id, action, subject, was, became,
			reason, origin, operation_id)
		select $2, $3, $4, f.family_id, $5, $6, '', '', $7, '', $1 from (select distinct family_id from operation_rows
			where operation_id = $1 and state <> 'left') as f order by f.family_id`,
		o.ID, now, orNull(accountID), o.StructureID, string(action), o.Title, reason)
	return err
}
