package db

import (
	"context"
)

// Logo is the image of a structure, under the hash of its bytes.
type Logo struct {
	StructureID int64
	Hash, Kind  string
	Body        []byte
}

// AddLogo stores an image; one that is stored already stays as it is.
func (q Q) AddLogo(ctx context.Context, l Logo) error {
	_, err := q.exec(ctx, `insert into logos (structure_id, hash, kind, body) values ($1, $2, $3, $4)
		on conflict (hash, structure_id) do nothing`, l.StructureID, l.Hash, l.Kind, l.Body)
	return err
}

// LogoByHash finds an image by its hash; found is false when nobody stored it.
func (q Q) LogoByHash(ctx context.Context, hash string) (l Logo, found bool, err error) {
	err = q.each(ctx, "select structure_id, hash, kind, body from logos where hash = $1 limit 1", []any{hash},
		func(r row) error {
			found = true
			return r.Scan(&l.StructureID, &l.Hash, &l.Kind, &l.Body)
		})
	return l, found, err
}
