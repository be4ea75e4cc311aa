package db

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"cartable/app/domain/paging"
	"cartable/app/seclog"
)

// AddJournal writes lines of the journal, in the transaction of the change that they record. A line never changes
// afterwards: triggers enforce it. Lines about security are also written to the log of the process, once the
// transaction is committed. Was, Became and Reason are read by people, and by the family when FamilyID is set: they
// contain no secret, and nothing about another household.
func (q Q) AddJournal(ctx context.Context, lines ...JournalEntry) error {
	for start := 0; start < len(lines); start += 500 {
		part := lines[start:min(start+500, len(lines))]
		if _, err := q.NewInsert().Model(&part).Returning("id").Exec(ctx); err != nil {
			return err
		}
		for _, l := range part {
			if !l.Action.Routine() {
				seclog.Log(ctx, seclog.Event(l.Action), slog.Int64("journal", l.ID), slog.Int64("account", l.AccountID),
					slog.Int64("structure", l.StructureID))
			}
		}
	}
	return nil
}

// JournalFilter narrows a journal. Zero values match everything.
type JournalFilter struct {
	StructureID int64
	FamilyID    int64  // lines that this family may see
	Login       string // of the author
	Family      string // code of a family of the structure
	Action      string
	From, To    time.Time // To is excluded
	Page        paging.Page
}

// JournalLine is a line with its author and its subject.
type JournalLine struct {
	JournalEntry
	Login      string // empty: a command, or the night
	Guardian   bool   // the account is an adult of the line's family
	FamilyCode string
	Family     string
}

// Journal lists lines, newest first, and counts them.
func (q Q) Journal(ctx context.Context, f JournalFilter) (all []JournalLine, p paging.Page, err error) {
	var where conditions
	if f.StructureID != 0 {
		where.add("l.structure_id = $?", f.StructureID)
	}
	if f.FamilyID != 0 {
		where.add("l.family_id = $?", f.FamilyID)
	}
	if f.Login != "" {
		where.add("l.account_id = (select id from accounts where login = $?)", f.Login)
	}
	if f.Family != "" {
		where.add(fmt.Sprintf("l.family_id = (select id from families where structure_id = %d and code = $?)",
			f.StructureID), f.Family)
	}
	if f.Action != "" {
		where.add("l.action = $?", f.Action)
	}
	if !f.From.IsZero() {
		where.add("l.at >= $?", f.From)
	}
	if !f.To.IsZero() {
		where.add("l.at < $?", f.To)
	}
	from, args := "from audit l"+where.text, where.args
	p, err = q.cut(ctx, f.Page, from, args)
	if err != nil {
		return nil, p, err
	}
	err = q.each(ctx, `select l.id, l.at, l.account_id, l.structure_id, l.family_id, l.action, l.subject, l.was,
		l.became, l.reason, l.origin,
			coalesce(a.login, ''), g.account_id is not null, coalesce(f.code, ''), coalesce(f.last_name || ' ' ||
				f.first_name, '')
		from (select l.* `+from+" order by l.at desc, l.id desc"+limitOf(p)+
		`) as l left join accounts a on a.id = l.account_id
		left join families f on f.id = l.family_id left join guardians g on g.account_id = l.account_id and g.family_id
			= l.family_id
		order by l.at desc, l.id desc`, args, func(r row) error {
		var l JournalLine
		err := r.Scan(&l.ID, stamp{&l.At}, id{&l.AccountID}, id{&l.StructureID}, id{&l.FamilyID}, &l.Action, &l.Subject,
			&l.Was, &l.Became,
			&l.Reason, &l.Origin, &l.Login, &l.Guardian, &l.FamilyCode, &l.Family)
		all = append(all, l)
		return err
	})
	return all, p, err
}
