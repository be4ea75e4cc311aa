package account

import (
	"context"
	"time"

	"cartable/app/domain/legal"
)

// AcceptedDocument is a text that the visitor accepted, with when.
type AcceptedDocument struct {
	Document
	At time.Time
}

// Accepted returns the texts that the visitor accepted, the last one first, to be read again.
func (p *Accounts) Accepted(ctx context.Context, v Visitor) ([]AcceptedDocument, error) {
	rows, err := p.DB.Read().AcceptedOf(ctx, v.AccountID)
	var all []AcceptedDocument
	for _, r := range rows {
		all = append(all, AcceptedDocument{Document{Kind: r.Kind, Title: legal.Kind(r.Kind).Title(), Version: r.Version,
			Body: r.Body}, r.At})
	}
	return all, err
}
