package db

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"
)

// Mark returns a short word that no other database has, derived from a value drawn at its creation and from its
// location, so that a copy gets another one. It stays the same as long as the database stays where it is, and reveals
// nothing about it.
func (d *DB) Mark(ctx context.Context) (string, error) {
	where, text := "select coalesce(file, '') from pragma_database_list where name = 'main'", ""
	if d.postgres {
		where = "select system_identifier || '/' || oid from pg_control_system(), pg_database where datname = " +
			"current_database()"
	} else if host, err := os.Hostname(); err == nil {
		text = host
	}
	take := func(r row) error {
		var one string
		err := r.Scan(&one)
		text += "\n" + one
		return err
	}
	if err := d.Read().each(ctx, "select value from settings where name = 'database'", nil, take); err != nil {
		return "", err
	}
	if err := d.Read().each(ctx, where, nil, take); err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:6]), nil
}
