package db

import (
	"context"
	"time"

	"github.com/uptrace/bun"
)

// Merge is a row of merges: one of two files of a family was joined to the other.
type Merge struct {
	bun.BaseModel `bun:"merges"`

	ID          int64 `bun:",pk,autoincrement"`
	StructureID int64
	KeptID      int64
	GoneID      int64
	AccountID   int64 `bun:",nullzero"`
	At          time.Time
	Reason      string
	Effects     string
	Sums        string // empty: it can no longer be undone
	UndoneAt    *time.Time
	UndoneBy    int64 `bun:",nullzero"`
	UndoReason  string
}

// MergePair are two children who are one.
type MergePair struct{ GoneID, KeptID int64 }

// MergeOf is what a merge concerns.
type MergeOf struct {
	KeptID, GoneID int64
	Pairs          []MergePair
}

// children lists the children who are one, both of each pair.
func (of MergeOf) children() (ids []int64) {
	for _, p := range of.Pairs {
		ids = append(ids, p.GoneID, p.KeptID)
	}
	return ids
}

// mergeOpen is the value of merges.under_way with which rows that are written once may change families.
const mergeOpen = -1

// BeginMerge stores a merge with its pairs and opens it: until CloseMerge, in this transaction alone, rows of the
// books, of the journal and movements may change from one of its families to the other.
func (q Q) BeginMerge(ctx context.Context, m *Merge, pairs []MergePair) error {
	if _, err := q.NewInsert().Model(m).Returning("id").Exec(ctx); err != nil {
		return err
	}
	for _, p := range pairs {
		if _, err := q.exec(ctx, "insert into merge_children (merge_id, gone_id, kept_id, gone_code) select $1, "+
			"id, $3, code "+
			"from children where id = $2", m.ID, p.GoneID, p.KeptID); err != nil {
			return err
		}
	}
	return q.openMerge(ctx, m.ID)
}

func (q Q) openMerge(ctx context.Context, id int64) error {
	_, err := q.exec(ctx, "update merges set under_way = $2 where id = $1", id, mergeOpen)
	return err
}

// CloseMerge closes a merge that is under way, and stores what came of it.
func (q Q) CloseMerge(ctx context.Context, m Merge) error {
	_, err := q.exec(ctx, "update merges set under_way = null, effects = $2, sums = $3, undone_at = $4, "+
		"undone_by = $5, "+
		"undo_reason = $6 where id = $1", m.ID, m.Effects, m.Sums, m.UndoneAt, orNull(m.UndoneBy), m.UndoReason)
	return err
}

// MergeLine is a merge with the names of its files and of who did it.
type MergeLine struct {
	Merge
	Kept, KeptName, Gone, Login, UndoneLogin string // codes, a name, logins
	Pairs                                    []MergePair
}

const mergeColumns = `m.id, m.structure_id, m.kept_id, m.gone_id, coalesce(m.account_id, 0), m.at, m.reason, m.effects,
	m.sums, m.undone_at, m.undo_reason, k.code, k.last_name || ' ' || k.first_name, g.code, coalesce(a.login, ''),
	coalesce(u.login, '')
	from merges m join families k on k.id = m.kept_id join families g on g.id = m.gone_id
	left join accounts a on a.id = m.account_id left join accounts u on u.id = m.undone_by`

func (q Q) oneMerge(ctx context.Context, read Read) (l MergeLine, found bool, err error) {
	var undone time.Time
	read.scan = func(r row) error {
		found = true
		return r.Scan(&l.ID, &l.StructureID, &l.KeptID, &l.GoneID, &l.AccountID, stamp{&l.At}, &l.Reason, &l.Effects,
			&l.Sums, stamp{&undone}, &l.UndoReason, &l.Kept, &l.KeptName, &l.Gone, &l.Login, &l.UndoneLogin)
	}
	if err = q.Together(ctx, read); err != nil || !found {
		return l, found, err
	}
	if !undone.IsZero() {
		l.UndoneAt = &undone
	}
	err = q.each(ctx, "select gone_id, kept_id from merge_children where merge_id = $1 order by gone_id", []any{l.ID},
		func(r row) error {
			var p MergePair
			err := r.Scan(&p.GoneID, &p.KeptID)
			l.Pairs = append(l.Pairs, p)
			return err
		})
	return l, true, err
}

// MergeByID reads a merge of a structure.
func (q Q) MergeByID(ctx context.Context, structureID, mergeID int64) (MergeLine, bool, error) {
	return q.oneMerge(ctx, Read{query: "select " + mergeColumns + " where m.structure_id = $1 and m.id = $2",
		args: []any{structureID, mergeID}})
}

// MergeFrom reads the merge by which a family, which is empty since, was joined to another.
func (q Q) MergeFrom(ctx context.Context, familyID int64) (MergeLine, bool, error) {
	return q.oneMerge(ctx, Read{query: "select " + mergeColumns +
		" where m.gone_id = $1 and m.undone_at is null order by m.id desc limit 1", args: []any{familyID}})
}

// LastMerge reads the last merge by which a family got what was another's, if nobody has undone it.
func (q Q) LastMerge(ctx context.Context, familyID int64) (MergeLine, bool, error) {
	return q.oneMerge(ctx, Read{query: "select " + mergeColumns +
		" where m.kept_id = $1 and m.undone_at is null order by m.id desc limit 1", args: []any{familyID}})
}

// MergedInto returns the code of the family that another was joined to; empty if it is a file of its own.
func (q Q) MergedInto(ctx context.Context, familyID int64) (code string, err error) {
	err = q.each(ctx, "select k.code from families f join families k on k.id = f.merged_into where f.id = $1",
		[]any{familyID}, func(r row) error { return r.Scan(&code) })
	return code, err
}

// ForgetMerges removes what merges made before an instant would be undone with.
func (q Q) ForgetMerges(ctx context.Context, before time.Time) error {
	const old = "(select id from merges where at < $1 and sums <> '')"
	if _, err := q.exec(ctx, "delete from merge_rows where merge_id in "+old, before); err != nil {
		return err
	}
	_, err := q.exec(ctx, "update merges set sums = '' where at < $1 and sums <> ''", before)
	return err
}
