package portal

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/paging"
	"cartable/app/seal"
	"cartable/db"
)

// FeedPage shows whether the family has a private calendar to subscribe to. Its address is a secret, shown once, when
// it is created: the database stores a hash.
type FeedPage struct {
	Since time.Time // zero if there is none
	URL   string    // only right after its creation
}

// FeedDay is a day of a private calendar.
type FeedDay = db.FeedDay

// feedBack is how far back a calendar goes.
const feedBack = 31 // days

// Feed returns whether there is a calendar.
func (p *Portal) Feed(ctx context.Context, v Viewer) (FeedPage, error) {
	since, err := p.DB.Read().FeedSince(ctx, v.AccountID, v.FamilyID)
	return FeedPage{Since: since}, err
}

// NewFeed creates a calendar and returns its secret; the previous one, if any, is revoked.
func (p *Portal) NewFeed(ctx context.Context, v Viewer) (token string, err error) {
	var draw [24]byte
	rand.Read(draw[:])
	token = base64.RawURLEncoding.EncodeToString(draw[:])
	return token, p.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		return q.ReplaceFeed(ctx, v.AccountID, v.FamilyID, seal.Digest(token), p.Now())
	})
}

// RevokeFeed revokes the calendar.
func (p *Portal) RevokeFeed(ctx context.Context, v Viewer) error {
	_, err := p.DB.Write().RevokeFeed(ctx, v.AccountID, v.FamilyID, p.Now())
	return err
}

// FeedDays returns the days of a calendar by its secret; NotFound if the secret is not, or no longer, valid.
func (p *Portal) FeedDays(ctx context.Context, token string) ([]FeedDay, error) {
	from := civil.Of(p.Now().In(db.Paris)) - feedBack
	days, found, err := p.DB.Read().FeedDays(ctx, seal.Digest(token), from)
	if err == nil && !found {
		err = fault.NotYours()
	}
	return days, err
}

// ExportLimit limits an export: more than ten years of a large family.
const ExportLimit = 20_000

// Export returns all rows that a filter keeps, without pages.
func (p *Portal) Export(ctx context.Context, v Viewer, filter Filter) ([]FollowUpRow, error) {
	list, err := p.FollowUp(ctx, v, filter) // returns the same errors
	if err != nil {
		return nil, err
	}
	if list.Pages() == 1 {
		return list.Rows, nil
	}
	ask := filter.sql(v.FamilyID)
	c, err := p.Catalogues.At(ctx, p.DB.Read(), v.StructureID, v.Revision)
	if err != nil {
		return nil, err
	}
	if a := c.Activity(filter.Activity); a != nil {
		ask.ActivityID = a.ID
	}
	ask.Page = paging.First(ExportLimit)
	var lines []db.FollowUpLine
	if err := p.DB.Read().Together(ctx, db.ReadFollowUp(ask, &lines)); err != nil {
		return nil, err
	}
	all := rowsOf(c, lines, list.Children)
	return all, rankRows(ctx, p.DB.Read(), lines, all)
}
