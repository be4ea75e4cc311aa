package db

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
)

// WantLastMoment stores in a draft whether its requests wait until the last moment. This was chosen at a revision: a
// draft that was validated at it, or later, was another one. One that was only changed since keeps the choice.
func (q Q) WantLastMoment(ctx context.Context, accountID, familyID, draftID, revision int64, wanted bool) error {
	_, err := q.exec(ctx, `update drafts set last_moment = $5 where account_id = $1 and family_id = $2 and id = $3
		and revision >= $4 and last_moment <> $5
		and not exists (select 1 from validations v where v.draft_id = drafts.id and v.revision >= $4)`,
		accountID, familyID, draftID, revision, wanted)
	return err
}

// SaveDraft writes changed lines of a locked draft (Kind None removes a line) and increments the revision. The first
// change removes the lines that had lapsed or were dropped, and the choice of the last moment that was theirs; a caller
// that restores them has cleared draft.Lapsed.
func (q Q) SaveDraft(ctx context.Context, draft KeptDraft, changed []booking.Line, now time.Time) (revision int64,
	err error) {
	update := "update drafts set revision = revision + 1, updated_at = $2, dropped = false"
	if len(draft.Lapsed) > 0 {
		if err := q.clearDraft(ctx, draft.DraftID); err != nil {
			return 0, err
		}
		update += ", last_moment = false"
	}
	update += " where id = $1 returning revision"
	args := []any{draft.DraftID, now}
	if q.postgres {
		update = `with changed as (select child, activity, date::date, kind from unnest($3::bigint[], $4::bigint[],
				$5::text[], $6::text[]) as l (child, activity, date, kind)),
			removed as (delete from draft_lines l using changed c where l.draft_id = $1 and l.child_id = c.child
				and l.activity_id = c.activity and l.date = c.date and c.kind = ''),
			saved as (insert into draft_lines (draft_id, child_id, activity_id, date, kind)
				select $1, child, activity, date, kind from changed where kind <> ''
				on conflict (draft_id, child_id, activity_id, date) do update set kind = excluded.kind) ` + update
		args = append(args, column(changed, func(l *booking.Line) int64 { return l.ChildID }),
			column(changed, func(l *booking.Line) int64 { return l.ActivityID }),
			dates(changed, func(l *booking.Line) civil.Date { return l.Date }),
			column(changed, func(l *booking.Line) string { return string(l.Kind) }))
	} else if err := q.saveLines(ctx, draft.DraftID, changed); err != nil {
		return 0, err
	}
	err = q.each(ctx, update, args, func(r row) error { return r.Scan(&revision) })
	return revision, err
}

func (q Q) saveLines(ctx context.Context, draftID int64, changed []booking.Line) error {
	var rows []DraftLine
	gone := map[booking.Key][]civil.Date{} // by child and activity, so that a long list takes few statements
	for _, l := range changed {
		if l.Kind == booking.None {
			k := booking.Key{ChildID: l.ChildID, ActivityID: l.ActivityID}
			gone[k] = append(gone[k], l.Date)
			continue
		}
		rows = append(rows, DraftLine{DraftID: draftID, ChildID: l.ChildID, ActivityID: l.ActivityID, Date: l.Date,
			Kind: string(l.Kind)})
	}
	for k, dates := range gone {
		if _, err := q.NewDelete().Model((*DraftLine)(nil)).Where("draft_id = ?", draftID).
			Where("child_id = ?", k.ChildID).Where("activity_id = ?", k.ActivityID).
			Where("date IN (?)", bun.List(dates)).Exec(ctx); err != nil {
			return err
		}
	}
	if len(rows) == 0 {
		return nil
	}
	_, err := q.NewInsert().Model(&rows).On("conflict (draft_id, child_id, activity_id, date) do update").Set(
		"kind = excluded.kind").Exec(ctx)
	return err
}

// DropDraft sets the lines of a draft aside, as if it had lapsed, and increments the revision: they can be restored
// until the next change.
func (q Q) DropDraft(ctx context.Context, draftID int64, now time.Time) error {
	_, err := q.exec(ctx, "update drafts set revision = revision + 1, updated_at = $2, last_moment = false, dropped = "+
		"$3 where id = $1", draftID, now.Add(-DraftLapse), true)
	return err
}

// EmptyDraft removes every line and increments the revision.
func (q Q) EmptyDraft(ctx context.Context, draftID int64, now time.Time) (revision int64, err error) {
	update := "update drafts set revision = revision + 1, updated_at = $2, last_moment = false where id = $1 " +
		"returning revision"
	if q.postgres {
		update = "with cleared as (delete from draft_lines where draft_id = $1) " + update
	} else if err := q.clearDraft(ctx, draftID); err != nil {
		return 0, err
	}
	err = q.each(ctx, update, []any{draftID, now}, func(r row) error { return r.Scan(&revision) })
	return revision, err
}

// clearDraft removes every line of a draft.
func (q Q) clearDraft(ctx context.Context, draftID int64) error {
	_, err := q.exec(ctx, "delete from draft_lines where draft_id = $1", draftID)
	return err
}
