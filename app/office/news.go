package office

import (
	"context"
	"slices"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/news"
	"cartable/app/domain/paging"
	"cartable/db"
)

// News is a page of the announcements of the structure, the latest first.
type News struct {
	Rows []NewsRow
	paging.Page
}

// NewsRow is an announcement in the list.
type NewsRow struct {
	news.Item
	State news.State
	For   string // which families, in words
}

// News lists the announcements of the structure.
func (o *Office) News(ctx context.Context, d desk.Actor, page int) (News, error) {
	q := o.DB.Read()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return News{}, err
	}
	lines, p, err := q.NewsLines(ctx, d.StructureID, paging.At(page))
	list := News{Page: p}
	for _, l := range lines {
		list.Rows = append(list.Rows, NewsRow{Item: l.Item, State: l.StateOn(c.Today(o.Now()), l.Withdrawn),
			For: audience(c, l.Item)})
	}
	return list, err
}

// NewsItem is an announcement with what its form needs.
type NewsItem struct {
	news.Item
	State      news.State
	For        string // which families, in words
	Activity   string // code; empty if the announcement names none
	Edits      int    // how often it was changed: the form sends it back
	Readers    int    // adults who said that they have read it
	Schools    []string
	Classes    []SchoolClass
	Activities []desk.Choice
}

// SchoolClass is a class of a school.
type SchoolClass struct{ School, Class string }

// shownFor is for how many days a new announcement is proposed.
const shownFor = 30

// NewsItem returns an announcement of the structure, NotFound for any other; 0 is a new one.
func (o *Office) NewsItem(ctx context.Context, d desk.Actor, id int64) (NewsItem, error) {
	q := o.DB.Read()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return NewsItem{}, err
	}
	today := c.Today(o.Now())
	page := NewsItem{Item: news.Item{Target: news.All, From: today, To: today + shownFor}, Activities: choices(c)}
	if id != 0 {
		line, found, err := q.NewsByID(ctx, d.StructureID, id)
		if err != nil {
			return NewsItem{}, err
		}
		if !found {
			return NewsItem{}, desk.NotHere()
		}
		page.Item, page.Edits, page.Readers = line.Item, line.Edits, line.Readers
		page.State = line.StateOn(today, line.Withdrawn)
	}
	page.For = audience(c, page.Item)
	if a := c.ActivityByID(page.ActivityID); a != nil {
		page.Activity = a.Code
	}
	if page.Schools, err = q.Schools(ctx, d.StructureID); err != nil {
		return NewsItem{}, err
	}
	classes, err := q.Classes(ctx, d.StructureID)
	for _, one := range classes {
		page.Classes = append(page.Classes, SchoolClass(one))
	}
	return page, err
}

// NewsForm is an announcement as typed.
type NewsForm struct {
	ID                     int64 // 0 = a new one
	Edits                  int   // of the announcement that the form was shown
	Title, Body            string
	Target                 news.Target
	School                 string
	Class                  SchoolClass
	Activity               string // code
	PresentFrom, PresentTo string // YYYY-MM-DD
	From, To               string // YYYY-MM-DD
	Pinned, MustRead       bool
}

// PreviewNews returns an announcement as it would be published, and how many families would see it today. What is wrong
// is returned by field (fault.Many); what somebody else changed meanwhile is a Conflict.
func (o *Office) PreviewNews(ctx context.Context, d desk.Actor, f NewsForm) (NewsRow, int, error) {
	q := o.DB.Read()
	item, _, err := o.readNews(ctx, q, d, f)
	if err != nil {
		return NewsRow{}, 0, err
	}
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return NewsRow{}, 0, err
	}
	today := c.Today(o.Now())
	n, err := q.CountConcerned(ctx, d.StructureID, item, max(today, item.From))
	return NewsRow{Item: item, State: item.StateOn(today, false), For: audience(c, item)}, n, err
}

// PublishNews stores an announcement, or what staff changed in one, with a line of the journal. The faults are those of
// PreviewNews.
func (o *Office) PublishNews(ctx context.Context, d desk.Actor, f NewsForm) error {
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		item, was, err := o.readNews(ctx, q, d, f)
		if err != nil {
			return err
		}
		if f.ID == 0 {
			if twice, err := published(ctx, q, d, item); err != nil || twice {
				return err
			}
			if _, err := q.AddNews(ctx, d.StructureID, item, o.Now()); err != nil {
				return err
			}
			return q.AddJournal(ctx, o.Entry(d, journal.NewsPublished, 0, item.Title, "", newsWords(item), ""))
		}
		if item == was {
			return nil
		}
		kept, err := q.SetNews(ctx, d.StructureID, item, f.Edits)
		if err != nil {
			return err
		}
		if !kept {
			return newsMoved()
		}
		return q.AddJournal(ctx, o.Entry(d, journal.NewsChanged, 0, item.Title, newsWords(was), newsWords(item), ""))
	})
}

// published reports whether the same announcement is published already: its form was sent twice.
func published(ctx context.Context, q db.Q, d desk.Actor, item news.Item) (bool, error) {
	latest, _, err := q.NewsLines(ctx, d.StructureID, paging.At(1))
	return slices.ContainsFunc(latest, func(l db.NewsLine) bool {
		l.Item.ID = 0
		return !l.Withdrawn && l.Item == item
	}), err
}

func newsMoved() error {
	return fault.Conflictf("Cette actualité a été modifiée ou retirée entre-temps par quelqu'un d'autre.")
}

// readNews reads a form: the announcement as typed, and as stored.
func (o *Office) readNews(ctx context.Context, q db.Q, d desk.Actor, f NewsForm) (item, was news.Item, err error) {
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return item, was, err
	}
	var stored *news.Item
	edits, withdrawn := f.Edits, false
	if f.ID != 0 {
		line, found, err := q.NewsByID(ctx, d.StructureID, f.ID)
		if err != nil {
			return item, was, err
		}
		if !found {
			return item, was, desk.NotHere()
		}
		edits, withdrawn = line.Edits, line.Withdrawn
		was, stored = line.Item, &line.Item
	}
	item = news.Item{ID: f.ID, Title: f.Title, Body: f.Body, Target: f.Target, School: f.School, Pinned: f.Pinned,
		MustRead: f.MustRead}
	if f.Target == news.Class {
		item.School, item.Class = f.Class.School, f.Class.Class
	}
	if a := c.Activity(f.Activity); a != nil {
		item.ActivityID = a.ID
	}
	for to, typed := range map[*civil.Date]string{&item.From: f.From, &item.To: f.To, &item.PresentFrom: f.PresentFrom,
		&item.PresentTo: f.PresentTo} {
		*to, _ = civil.Typed(typed) // no date is refused by Check
	}
	item = item.Clean()
	if withdrawn || edits != f.Edits && item != was { // else it was published as it is typed: a second tap
		return item, was, newsMoved()
	}
	return item, was, item.Check(c.Today(o.Now()), stored)
}

// WithdrawNews takes an announcement from the portal, for a reason. It stays in the list of staff.
func (o *Office) WithdrawNews(ctx context.Context, d desk.Actor, id int64, reason string) error {
	reason, err := journal.Reason(reason)
	if err != nil {
		return err
	}
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		line, found, err := q.NewsByID(ctx, d.StructureID, id)
		if err != nil {
			return err
		}
		if !found {
			return desk.NotHere()
		}
		done, err := q.WithdrawNews(ctx, d.StructureID, id, o.Now())
		if err != nil || !done { // the same form sent twice
			return err
		}
		return q.AddJournal(ctx, o.Entry(d, journal.NewsWithdrawn, 0, line.Title, newsWords(line.Item), "", reason))
	})
}
