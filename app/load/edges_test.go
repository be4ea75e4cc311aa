package load_test

import (
	"context"
	"strings"
	"testing"

	"cartable/app/load"
	"cartable/db"
	"cartable/db/dbtest"
)

// Invisible characters are removed, host names are normalised to their network form, and texts that are too long are
// refused with their limit.
func TestImportBoundsItsTexts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		importFiles(t, d, smallTown.replace(t, "families.csv", "mairie,F1,Mme,Martin,Claire,",
			"mairie,F1,Mme,Mar\u00adtin\u200b,\u202eClaire,claire@élan.fr;"))
		dbtest.Want(t, d, "select last_name, first_name from families where code = 'F1' order by id", "Martin Claire",
			"Martin Claire")
		dbtest.Want(t, d, "select count(*) from family_emails where address = 'claire@xn--lan-9la.fr'", "1")
		long := smallTown.replace(t, "families.csv", "mairie,F1,Mme,Martin,Claire,",
			"mairie,F1,Mme,"+strings.Repeat("Martin", 1000)+",Claire,")
		if _, err := load.Import(context.Background(), d, long.folder(), options); err == nil ||
			!strings.Contains(err.Error(), "150 caractères au plus") || len(err.Error()) > 2000 {
			t.Errorf("%v", err)
		}
	})
}
