package db

import (
	"context"
	"time"
)

// Documents returns every version of the legal texts, the newest first.
func (q Q) Documents(ctx context.Context) (all []Document, err error) {
	err = q.NewSelect().Model(&all).Order("kind desc", "version desc").Scan(ctx)
	return all, err
}

// AddDocument publishes the next version of a text. Two at the same time are refused by the unique key: see Taken.
func (q Q) AddDocument(ctx context.Context, kind, body string, version int, at time.Time) error {
	_, err := q.NewInsert().Model(&Document{Kind: kind, Version: version, Body: body, PublishedAt: at}).Exec(ctx)
	return err
}
