package db

import (
	"time"

	"github.com/uptrace/bun"

	"cartable/app/domain/civil"
	"cartable/app/domain/news"
)

// News is a row of news: see news.Item.
type News struct {
	bun.BaseModel `bun:"news"`

	ID          int64 `bun:",pk,autoincrement"`
	StructureID int64
	Title       string
	Body        string
	Target      string // news.Target
	School      string
	Class       string
	ActivityID  int64      `bun:",nullzero"`
	PresentFrom civil.Date `bun:",nullzero"`
	PresentTo   civil.Date `bun:",nullzero"`
	FromDate    civil.Date
	ToDate      civil.Date
	Pinned      bool
	MustRead    bool
	Edits       int
	CreatedAt   time.Time
	WithdrawnAt *time.Time
}

// Item returns the announcement of a row.
func (n News) Item() news.Item {
	return news.Item{ID: n.ID, Title: n.Title, Body: n.Body, Target: news.Target(n.Target), School: n.School,
		Class: n.Class, ActivityID: n.ActivityID, PresentFrom: n.PresentFrom, PresentTo: n.PresentTo, From: n.FromDate,
		To: n.ToDate, Pinned: n.Pinned, MustRead: n.MustRead}
}

// put writes an announcement into a row.
func (n *News) put(i news.Item) {
	n.Title, n.Body, n.Target, n.School, n.Class = i.Title, i.Body, string(i.Target), i.School, i.Class
	n.ActivityID, n.PresentFrom, n.PresentTo = i.ActivityID, i.PresentFrom, i.PresentTo
	n.FromDate, n.ToDate, n.Pinned, n.MustRead = i.From, i.To, i.Pinned, i.MustRead
}
