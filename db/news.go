package db

import (
	"context"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/news"
	"cartable/app/domain/paging"
)

// isConcerned is the condition that an announcement, n, is for a family, f, on the day $1: pages of families and the
// count before publishing use the same one.
const isConcerned = `(n.target = '` + string(news.All) + `'
	or n.target = '` + string(news.School) + `' and exists (
		select 1 from family_children fc join children c on c.id = fc.child_id
		where fc.family_id = f.id and c.school = n.school)
	or n.target = '` + string(news.Class) + `' and exists (
		select 1 from family_children fc join children c on c.id = fc.child_id
		where fc.family_id = f.id and c.school = n.school and c.class = n.class)
	or n.target = '` + string(news.Activity) + `' and exists (
		select 1 from family_children fc join enrolments e on e.child_id = fc.child_id
		where fc.family_id = f.id and e.activity_id = n.activity_id and e.from_date <= n.to_date and e.to_date >= $1)
	or n.target = '` + string(news.Present) + `' and exists (
		select 1 from reservations r where r.family_id = f.id and r.date between n.present_from and n.present_to
			and r.state ` + isPlaced + ` and r.activity_id = coalesce(n.activity_id, r.activity_id))
	or n.target = '` + string(news.Waiting) + `' and exists (
		select 1 from reservations r where r.family_id = f.id and r.date >= $1 and r.state ` + isQueued + `)
	or n.target = '` + string(news.WithoutQuotient) + `' and not exists (
		select 1 from quotients t where t.family_id = f.id and t.from_date <= $1
			and (t.to_date is null or t.to_date >= $1)))`

const newsColumns = "n.id, n.title, n.body, n.target, n.school, n.class, n.activity_id, n.present_from, " +
	"n.present_to, n.from_date, n.to_date, n.pinned, n.must_read"

func scanNews(n *news.Item) []any {
	return []any{&n.ID, &n.Title, &n.Body, (*string)(&n.Target), &n.School, &n.Class, id{&n.ActivityID},
		&n.PresentFrom, &n.PresentTo, &n.From, &n.To, &n.Pinned, &n.MustRead}
}

// ReadNews reads the announcements that a family sees on a day: first what must be read and was not, then what is
// pinned, then the newest.
func ReadNews(structureID, familyID, accountID int64, day civil.Date, most int, into *[]news.Shown) Read {
	return Read{query: "select " + newsColumns + `, n.must_read and not exists (
			select 1 from news_readings g where g.account_id = $4 and g.news_id = n.id) as unread
		from news n join families f on f.id = $3
		where n.structure_id = $2 and n.to_date >= $1 and n.withdrawn_at is null and n.from_date <= $1 and ` +
		isConcerned + " order by unread desc, n.pinned desc, n.from_date desc, n.id desc limit $5",
		args: []any{day, structureID, familyID, accountID, most}, scan: func(r row) error {
			var one news.Shown
			err := r.Scan(append(scanNews(&one.Item), &one.Unread)...)
			*into = append(*into, one)
			return err
		}}
}

// NewsOf lists the announcements that a family sees on a day, as ReadNews does.
func (q Q) NewsOf(ctx context.Context, structureID, familyID, accountID int64, day civil.Date,
	most int) (all []news.Shown, err error) {
	err = q.Together(ctx, ReadNews(structureID, familyID, accountID, day, most, &all))
	return all, err
}

// AddNewsReading records that an adult has read an announcement, once, if it is shown to their family on the day; it
// returns false when it is not.
func (q Q) AddNewsReading(ctx context.Context, newsID, structureID, familyID, accountID int64, day civil.Date,
	at time.Time) (bool, error) {
	shown := false
	err := q.each(ctx, "select 1 from news n join families f on f.id = $3 where n.id = $4 and n.structure_id = $2 and "+
		"n.to_date >= $1 and n.withdrawn_at is null and n.from_date <= $1 and "+isConcerned,
		[]any{day, structureID, familyID, newsID}, func(r row) error {
			var one int
			shown = true
			return r.Scan(&one)
		})
	if err != nil || !shown {
		return false, err
	}
	_, err = q.exec(ctx, "insert into news_readings (account_id, news_id, read_at) values ($1, $2, $3) "+
		"on conflict do nothing", accountID, newsID, at)
	return err == nil, err
}

// CountConcerned counts the families that an announcement is for, as of a day. Families that were forgotten are none.
func (q Q) CountConcerned(ctx context.Context, structureID int64, n news.Item, day civil.Date) (count int, err error) {
	var activity any
	if n.ActivityID != 0 {
		activity = n.ActivityID
	}
	// No row of news gives the values their types.
	err = q.each(ctx, `select count(*) from families f, (
			select target, school, class, activity_id, present_from, present_to, to_date from news where 1 = 0
			union all select $3, $4, $5, $6, $7, $8, $9) as n
		where f.structure_id = $2 and f.merged_into is null and f.archived_at is null and not exists (
			select 1 from erasures e where e.family_id = f.id and e.state = 'done') and `+isConcerned,
		[]any{day, structureID, string(n.Target), n.School, n.Class, activity, n.PresentFrom, n.PresentTo, n.To},
		func(r row) error { return r.Scan(&count) })
	return count, err
}

// NewsLine is an announcement in the list of staff.
type NewsLine struct {
	news.Item
	Withdrawn bool
	Edits     int
	Readers   int // adults who said that they have read it, as far as a page counts; only from NewsByID
}

// NewsLines lists the announcements of a structure, the latest first.
func (q Q) NewsLines(ctx context.Context, structureID int64, ask paging.Page) (all []NewsLine, p paging.Page,
	err error) {
	const from = "from news n where n.structure_id = $1"
	if p, err = q.cut(ctx, ask, from, []any{structureID}); err != nil {
		return nil, p, err
	}
	err = q.each(ctx, "select "+newsColumns+", n.withdrawn_at is not null, n.edits, 0 "+from+" order by n.id desc"+
		limitOf(p), []any{structureID}, scanLines(&all))
	return all, p, err
}

// NewsByID finds an announcement of a structure.
func (q Q) NewsByID(ctx context.Context, structureID, id int64) (NewsLine, bool, error) {
	var all []NewsLine
	err := q.each(ctx, "select "+newsColumns+", n.withdrawn_at is not null, n.edits, "+
		upTo("from news_readings g where g.news_id = n.id")+" from news n where n.structure_id = $1 and n.id = $2",
		[]any{structureID, id}, scanLines(&all))
	if err != nil || len(all) == 0 {
		return NewsLine{}, false, err
	}
	return all[0], true, nil
}

func scanLines(into *[]NewsLine) func(row) error {
	return func(r row) error {
		var one NewsLine
		err := r.Scan(append(scanNews(&one.Item), &one.Withdrawn, &one.Edits, &one.Readers)...)
		*into = append(*into, one)
		return err
	}
}

// AddNews stores a new announcement and returns its id.
func (q Q) AddNews(ctx context.Context, structureID int64, n news.Item, at time.Time) (int64, error) {
	row := News{StructureID: structureID, CreatedAt: at.UTC()}
	row.put(n)
	_, err := q.NewInsert().Model(&row).Returning("id").Exec(ctx)
	return row.ID, err
}

// SetNews stores what staff changed in an announcement, unless somebody else has changed or withdrawn it since it had
// so many edits: then it returns false.
func (q Q) SetNews(ctx context.Context, structureID int64, n news.Item, edits int) (bool, error) {
	row := News{ID: n.ID}
	row.put(n)
	row.Edits = edits + 1
	res, err := q.NewUpdate().Model(&row).Column("title", "body", "target", "school", "class", "activity_id",
		"present_from", "present_to", "from_date", "to_date", "pinned", "must_read", "edits").WherePK().
		Where("structure_id = ? and edits = ? and withdrawn_at is null", structureID, edits).Exec(ctx)
	if err != nil {
		return false, err
	}
	changed, err := res.RowsAffected()
	return changed > 0, err
}

// WithdrawNews withdraws an announcement; it returns false when it was withdrawn before.
func (q Q) WithdrawNews(ctx context.Context, structureID, id int64, at time.Time) (bool, error) {
	n, err := q.exec(ctx, "update news set withdrawn_at = $3, edits = edits + 1 where structure_id = $1 and id = $2 "+
		"and withdrawn_at is null", structureID, id, at)
	return n > 0, err
}

// SchoolClass is a class of a school.
type SchoolClass struct{ School, Class string }

// Classes lists the classes of a structure's children, by school.
func (q Q) Classes(ctx context.Context, structureID int64) (all []SchoolClass, err error) {
	err = q.each(ctx, "select distinct school, class from children where structure_id = $1 and school <> '' and "+
		"class <> '' order by school, class", []any{structureID}, func(r row) error {
		var one SchoolClass
		err := r.Scan(&one.School, &one.Class)
		all = append(all, one)
		return err
	})
	return all, err
}
