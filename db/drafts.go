package db

import (
	"context"
	"time"

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

// SaveDraft writes changed lines (Kind None removes a line) and increments the revision.
func (q Q) SaveDraft(ctx context.Context, draftID int64, changed []booking.Line, now time.Time) (revision int64,
	err error) {
	update, args := "update drafts set revision = revision + 1, updated_at = $2 where id = $1 returning revision",
		[]any{draftID, now}
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
	} else if err := q.saveLines(ctx, draftID, changed); err != nil {
		return 0, err
	}
	err = q.each(ctx, update, args, func(r row) error { return r.Scan(&revision) })
	return revision, err
}

func (q Q) saveLines(ctx context.Context, draftID int64, changed []booking.Line) error {
	var rows []DraftLine
	for _, l := range changed {
		if l.Kind == booking.None {
			if _, err := q.exec(ctx, "delete from draft_lines where draft_id = $1 and child_id = $2 and activity_id = "+
				"$3 and date = $4",
				draftID, l.ChildID, l.ActivityID, l.Date); err != nil {
				return err
			}
			continue
		}
		rows = append(rows, DraftLine{DraftID: draftID, ChildID: l.ChildID, ActivityID: l.ActivityID, Date: l.Date,
			Kind: string(l.Kind)})
	}
	if len(rows) == 0 {
		return nil
	}
	_, err := q.NewInsert().Model(&rows).On("conflict (draft_id, child_id, activity_id, date) do update").Set(
		"kind = excluded.kind").Exec(ctx)
	return err
}

// EmptyDraft removes every line and increments the revision.
func (q Q) EmptyDraft(ctx context.Context, draftID int64, now time.Time) (revision int64, err error) {
	update := "update drafts set revision = revision + 1, updated_at = $2, last_moment = false where id = $1 " +
		"returning revision"
	if q.postgres {
		update = "with cleared as (delete from draft_lines where draft_id = $1) " + update
	} else if err := q.ClearDraft(ctx, draftID); err != nil {
		return 0, err
	}
	err = q.each(ctx, update, []any{draftID, now}, func(r row) error { return r.Scan(&revision) })
	return revision, err
}

// ClearDraft removes every line of a draft.
func (q Q) ClearDraft(ctx context.Context, draftID int64) error {
	_, err := q.do(ctx, "delete from draft_lines where draft_id = $1", draftID)
	return err
}
