package db

import (
	"context"
	"database/sql"

	"cartable/app/domain/civil"
	"cartable/app/domain/deadline"
	"cartable/app/domain/town"
)

// pupilOf is the school and the class of the child of a reservation, 0 where they are not known.
const pupilOf = `coalesce((select k.school_id from children k where k.id = r.child_id), 0),
	coalesce((select k.class_id from children k where k.id = r.child_id), 0)`

// schools reads the schools of a structure, their classes, and the dates closed for them since a date.
func (q Q) schools(ctx context.Context, c *town.Catalogue, since civil.Date) error {
	c.SchoolClosures = map[civil.Date][]town.SchoolClosure{}
	err := q.each(ctx, `select s.id, s.code, s.name, s.archived, k.id, k.code, k.name, k.level, k.year, k.archived
		from schools s left join classes k on k.school_id = s.id where s.structure_id = $1
		order by s.name, s.id, k.name, k.id`,
		[]any{c.Structure.ID}, func(r row) error {
			var s town.School
			var k town.Class
			var code, name, level sql.NullString
			var year sql.NullInt64
			var archived sql.NullBool
			if err := r.Scan(&s.ID, &s.Code, &s.Name, &s.Archived, id{&k.ID}, &code, &name, &level, &year,
				&archived); err != nil {
				return err
			}
			if n := len(c.Schools); n == 0 || c.Schools[n-1].ID != s.ID {
				c.Schools = append(c.Schools, &s)
			}
			if k.ID == 0 {
				return nil
			}
			k.Code, k.Name, k.Level, k.Archived = code.String, name.String, level.String, archived.Bool
			if year.Valid {
				k.Year = new(int(year.Int64))
			}
			last := c.Schools[len(c.Schools)-1]
			last.Classes = append(last.Classes, &k)
			return nil
		})
	if err != nil || len(c.Schools) == 0 {
		return err
	}
	if err := q.each(ctx, `select activity_id, school_id from activity_schools where structure_id = $1
		order by school_id`, []any{c.Structure.ID}, func(r row) error {
		var activity, school int64
		err := r.Scan(&activity, &school)
		a := c.ActivityByID(activity)
		a.Schools = append(a.Schools, c.SchoolByID(school))
		return err
	}); err != nil {
		return err
	}
	if err := q.each(ctx, `select activity_id, class_id from activity_classes where structure_id = $1
		order by class_id`, []any{c.Structure.ID}, func(r row) error {
		var activity, class int64
		err := r.Scan(&activity, &class)
		a := c.ActivityByID(activity)
		_, k := c.ClassByID(class)
		a.Classes = append(a.Classes, k)
		return err
	}); err != nil {
		return err
	}
	return q.each(ctx, `select x.date, x.school_id, x.class_id, x.activity_id, x.label, x.leave_by, x.picnic
		from school_closures x join schools s on s.id = x.school_id
		where s.structure_id = $1 and x.date >= $2 order by x.id`, []any{c.Structure.ID, since}, func(r row) error {
		var d civil.Date
		var x town.SchoolClosure
		var leave string
		err := r.Scan(&d, &x.School, id{&x.Class}, id{&x.Activity}, &x.Label, &leave, &x.Picnic)
		if err == nil && leave != "" {
			x.LeaveBy, err = deadline.ParseRule(leave)
		}
		c.SchoolClosures[d] = append(c.SchoolClosures[d], x)
		return err
	})
}

// LinkChildren gives the children of a structure the school and the class that their texts name.
func (q Q) LinkChildren(ctx context.Context, structureID int64) error {
	_, err := q.exec(ctx, `update children set
		school_id = (select min(s.id) from schools s where s.structure_id = children.structure_id
			and s.name = children.school),
		class_id = (select max(k.id) from classes k join schools s on s.id = k.school_id
			where s.structure_id = children.structure_id and s.name = children.school and k.name = children.class)
		where structure_id = $1 and (
			(school <> '' or school_id is not null) and not exists (select 1 from schools s
				where s.id = children.school_id and s.name = children.school)
			or (class <> '' or class_id is not null) and not exists (select 1 from classes k
				where k.id = children.class_id and k.school_id = children.school_id and k.name = children.class))`,
		structureID)
	return err
}

// PupilCounts counts the children of each school and class of a structure, by their ids; 0 is no school, or no class.
func (q Q) PupilCounts(ctx context.Context, structureID int64) (schools, classes map[int64]int, err error) {
	schools, classes = map[int64]int{}, map[int64]int{}
	err = q.each(ctx, `select coalesce(school_id, 0), coalesce(class_id, 0), count(*) from children
		where structure_id = $1 and birth_date > '1900-01-01' group by 1, 2`, []any{structureID}, func(r row) error {
		var school, class int64
		var n int
		err := r.Scan(&school, &class, &n)
		schools[school] += n
		classes[class] += n
		return err
	})
	return schools, classes, err
}

// pupilsOf reads what activities ask of children.
func (q Q) pupilsOf(ctx context.Context, children []int64) (map[int64]town.Pupil, error) {
	all := map[int64]town.Pupil{}
	if len(children) == 0 {
		return all, nil
	}
	err := q.each(ctx, "select id, school_id, class_id, birth_date from children where id"+q.among("$1"),
		[]any{q.ids(children)}, func(r row) error {
			var child int64
			var p town.Pupil
			err := r.Scan(&child, id{&p.School}, id{&p.Class}, &p.Birth)
			all[child] = p
			return err
		})
	return all, err
}
