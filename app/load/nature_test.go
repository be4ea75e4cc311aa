package load_test

import (
	"strings"
	"testing"

	"cartable/db"
	"cartable/db/dbtest"
)

// Two columns are optional: the nature of a category for the tax office, and the food share of a price. Files without
// them keep the stored values.
func TestImportSaysWhatIsCare(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		said := smallTown.
			replace(t, "categories.csv", "wallet,debt_floor", "wallet,debt_floor,nature").
			replace(t, "categories.csv", "SCOL,-30\n", "SCOL,-30,food\n").replace(t, "categories.csv", "-20.00",
			"-20.00,care").replace(t, "categories.csv", "LOISIRS,", "LOISIRS,,").
			replace(t, "activities.csv", "allot,compatible_with", "allot,compatible_with,meal")
		lines := strings.Split(said["activities.csv"], "\n")
		for i := 1; i < len(lines); i++ {
			lines[i] += map[bool]string{true: ",0.40", false: ","}[strings.Contains(lines[i], "SOIR")]
		}
		said = said.with(files{"activities.csv": strings.Join(lines, "\n")})
		natures := func() {
			dbtest.Want(t, d, "select code, nature from categories order by code", "MERC ", "PERI care", "RESTO food")
		}
		meals := func() { dbtest.Want(t, d, "select code, meal from activities where meal > 0", "SOIR 40") }

		importFiles(t, d, smallTown)
		dbtest.Want(t, d, "select code, nature from categories order by code", "MERC ", "PERI ", "RESTO ")
		importFiles(t, d, said)
		natures()
		meals()
		for name, f := range importFiles(t, d, said).Files {
			if f.New+f.Changed > 0 {
				t.Errorf("the same files again: %+v %+v", name, f)
			}
		}
		importFiles(t, d, smallTown) // has neither column
		natures()
		meals()
		importFiles(t, d, said.replace(t, "categories.csv", "-20.00,care", "-20.00,"))
		dbtest.Want(t, d, "select code, nature from categories order by code", "MERC ", "PERI ", "RESTO food")
	})
}
