package db

import (
	"context"
	"slices"

	"cartable/app/domain/town"
)

// putSchools writes new and changed schools. Children keep the name of their school beside it, as files bring it.
func (w *writing) putSchools(ctx context.Context, changes town.Changes) error {
	err := putCoded(ctx, w, ImportSchools, changes, func(code string) (School, *int64) {
		s := w.after.Town.School(code)
		return School{ID: stored(s.ID), StructureID: w.ID(), Code: code, Name: s.Name, Archived: s.Archived}, &s.ID
	})
	for _, one := range changes {
		n := one.After.(town.SchoolEntry)
		if was, edit := one.Before.(town.SchoolEntry); err == nil && edit && was.Name != n.Name {
			_, err = w.q.exec(ctx, "update children set school = $2 where school_id = $1",
				w.after.Town.School(n.Code).ID, n.Name)
		}
	}
	return err
}

// putClasses writes new and changed classes.
func (w *writing) putClasses(ctx context.Context, changes town.Changes) error {
	var added, changed []Class
	var fresh []*town.Class
	for _, one := range changes {
		n := one.After.(town.ClassEntry)
		s := w.after.Town.School(n.School)
		k := s.Class(n.Code)
		row := Class{ID: stored(k.ID), SchoolID: s.ID, Code: n.Code, Name: n.Name, Level: n.Level, Year: n.Year,
			Archived: n.Archived}
		if row.ID == 0 {
			added, fresh = append(added, row), append(fresh, k)
			continue
		}
		changed = append(changed, row)
		if was, edit := one.Before.(town.ClassEntry); edit && was.Name != n.Name {
			if _, err := w.q.exec(ctx, "update children set class = $2 where class_id = $1", k.ID, n.Name); err != nil {
				return err
			}
		}
	}
	if err := ImportUpdate(ctx, w.q, changed); err != nil || len(added) == 0 {
		return err
	}
	if err := ImportInsert(ctx, w.q, added); err != nil {
		return err
	}
	for i, k := range fresh {
		err := w.q.each(ctx, "select id from classes where school_id = $1 and code = $2",
			[]any{added[i].SchoolID, k.Code}, func(r row) error { return r.Scan(&k.ID) })
		if err != nil {
			return err
		}
	}
	return nil
}

// putSchoolClosures writes the dates closed for a school or a class. What is null in their key keeps an upsert from
// finding the row that is there.
func (w *writing) putSchoolClosures(ctx context.Context, changes town.Changes) error {
	unnumbered := func(x town.SchoolClosure) bool { return min(x.School, x.Class, x.Activity) < 0 }
	for d, all := range w.after.Town.SchoolClosures { // the database has numbered what they name since
		w.after.Town.SchoolClosures[d] = slices.DeleteFunc(all, unnumbered)
	}
	for _, one := range changes {
		n := one.After.(town.SchoolClosureEntry)
		if err := w.after.Put(n); err != nil {
			return err
		}
		if err := w.removeSchoolClosure(ctx, w.after.Town, n); err != nil {
			return err
		}
		row := schoolClosure(w.after.Town, n)
		if _, err := w.q.NewInsert().Model(&row).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

func schoolClosure(c *town.Catalogue, n town.SchoolClosureEntry) SchoolClosure {
	s := c.School(n.School)
	row := SchoolClosure{SchoolID: s.ID, Date: n.Date, Label: n.Label, LeaveBy: n.LeaveBy.String(),
		Picnic: n.Picnic}
	if n.Class != "" {
		row.ClassID = &s.Class(n.Class).ID
	}
	if n.Activity != "" {
		row.ActivityID = &c.Activity(n.Activity).ID
	}
	return row
}

func (w *writing) removeSchoolClosure(ctx context.Context, c *town.Catalogue, n town.SchoolClosureEntry) error {
	row := schoolClosure(c, n)
	deref := func(id *int64) int64 {
		if id == nil {
			return 0
		}
		return *id
	}
	_, err := w.q.exec(ctx, `delete from school_closures where school_id = $1 and date = $2
		and coalesce(class_id, 0) = $3 and coalesce(activity_id, 0) = $4`, row.SchoolID, row.Date, deref(row.ClassID),
		deref(row.ActivityID))
	return err
}

// removeSchoolNoun deletes the row of a school, a class, or a date closed for them.
func (w *writing) removeSchoolNoun(ctx context.Context, n town.Noun) error {
	switch n := n.(type) {
	case town.SchoolEntry:
		_, err := w.q.exec(ctx, "delete from schools where structure_id = $1 and code = $2", w.ID(), n.Code)
		return err
	case town.ClassEntry:
		_, err := w.q.exec(ctx, "delete from classes where school_id = $1 and code = $2",
			w.Settings.Town.School(n.School).ID, n.Code)
		return err
	case town.SchoolClosureEntry:
		return w.removeSchoolClosure(ctx, w.Settings.Town, n)
	}
	return nil
}
