package db_test

import (
	"context"
	"strings"
	"testing"

	"cartable/app/domain/fold"
	"cartable/app/domain/paging"
	"cartable/db"
	"cartable/db/dbtest"
)

// A name is found by the words that fold.Words returns, whatever its letters and whatever the database.
func TestNamesAreFoundAsTheyAreFolded(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, w := context.Background(), dbtest.NewTown(t, d)
		f := w.Family(1)
		for _, name := range []string{"Lefèvre-d'Élan", "L’ŒUVRÉ", "Muñoz Yıldız", "Æ" + fold.Struck, "Nguyễn",
			"Łukaszewski", "Şimşek", "Đorđević", "Straße", "E\u0301toile", "Ångström-Çelik", "d%un_o!"} {
			if _, err := d.Write().NewUpdate().Table("families").Set("last_name = ?", name).Where("id = ?",
				f.ID).Exec(ctx); err != nil {
				t.Fatal(err)
			}
			for _, word := range strings.Fields(fold.Words(name)) {
				if _, p, err := d.Read().FindLedgers(ctx, w.Structure.ID, []string{word}, paging.At(1)); err != nil ||
					p.Count != 1 {
					t.Errorf("%q is found %d times by %q, %v", name, p.Count, word, err)
				}
				if _, p, err := d.Read().FindLedgers(ctx, w.Structure.ID, []string{word + "z"},
					paging.At(1)); err != nil || p.Count != 0 {
					t.Errorf("%q is found %d times by %q, %v", name, p.Count, word+"z", err)
				}
			}
		}
	})
}
