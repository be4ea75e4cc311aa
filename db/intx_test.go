package db_test

import (
	"context"
	"errors"
	"testing"

	"cartable/db"
	"cartable/db/dbtest"
)

// InTx returns the value of its function, and its writes are committed only without an error.
func TestATransactionGivesItsValueBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		no := errors.New("no")
		for _, want := range []error{no, nil} {
			got, err := db.InTx(t.Context(), d, func(ctx context.Context, q db.Q) (string, error) {
				if _, err := q.NewUpdate().Model(&w.Structure).Set("notice = 'vu'").WherePK().Exec(ctx); err != nil {
					return "", err
				}
				return "found", want
			})
			if got != "found" || !errors.Is(err, want) {
				t.Errorf("%q, %v", got, err)
			}
			n, err := d.Read().NewSelect().Table("structures").Where("notice = 'vu'").Count(t.Context())
			if err != nil || (n == 1) != (want == nil) {
				t.Errorf("%v: %d written (%v)", want, n, err)
			}
		}
	})
}
