package portal

import (
	"context"

	"cartable/app/domain/news"
	"cartable/db"
)

const (
	newsAtHome   = 3  // how many announcements the home page shows, but for those that must be read
	newsReadHome = 12 // how many it reads: those that must be read come first
	newsShown    = 60 // how many the page of all of them shows
)

// HomeNews is what the home page shows of the announcements of the town hall.
type HomeNews struct {
	ToRead []news.Shown // must be read, and this adult has not said so yet
	Shown  []news.Shown // the others: pinned first, then the newest
	More   bool         // there are more
}

// homeNews cuts the announcements for the home page. What must be read is never left out.
func homeNews(all []news.Shown) (n HomeNews) {
	for _, one := range all {
		switch {
		case one.Unread:
			n.ToRead = append(n.ToRead, one)
		case len(n.Shown) < newsAtHome:
			n.Shown = append(n.Shown, one)
		default:
			n.More = true
		}
	}
	return n
}

// News returns the announcements that concern the family today.
func (p *Portal) News(ctx context.Context, v Viewer) ([]news.Shown, error) {
	q := p.DB.Read()
	c, err := p.Catalogues.At(ctx, q, v.StructureID, v.Revision)
	if err != nil {
		return nil, err
	}
	return q.NewsOf(ctx, v.StructureID, v.FamilyID, v.AccountID, c.Today(p.Now()), newsShown)
}

// ReadNews records that the adult has read an announcement. One that is not shown to the family, or that does not
// exist, changes nothing, and nobody can tell which.
func (p *Portal) ReadNews(ctx context.Context, v Viewer, id int64) error {
	return p.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		c, err := p.Catalogues.At(ctx, q, v.StructureID, v.Revision)
		if err != nil {
			return err
		}
		now := p.Now()
		_, err = q.AddNewsReading(ctx, id, v.StructureID, v.FamilyID, v.AccountID, c.Today(now), now)
		return err
	})
}
