package load

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"cartable/app/domain/town"
	"cartable/db"
)

// Each column of a file that updates stored rows is owned, or is a key, a reference or a list: a new column that is
// none of these would overwrite the changes that people made.
func TestEveryColumnHasAnOwner(t *testing.T) {
	rows := map[string]any{
		"structures.csv": town.StructureEntry{},
		"wallets.csv":    town.WalletEntry{},
		"categories.csv": town.CategoryEntry{},
		"pools.csv":      town.PoolEntry{},
		"activities.csv": town.ActivityEntry{},
		"openings.csv":   town.OpeningEntry{},
		"releases.csv":   town.ReleaseEntry{},
		"capacities.csv": town.CapacityEntry{},
		"tariffs.csv":    town.TariffEntry{},
		"families.csv":   db.Family{},
		"quotients.csv":  town.QuotientEntry{},
		"children.csv":   db.Child{},
		"enrolments.csv": db.Enrolment{},
	}
	elsewhere := map[string]string{
		"structures.csv": "code", "wallets.csv": "structure code", "categories.csv": "structure code",
		"pools.csv":      "structure code",
		"activities.csv": "structure code pools schools classes compatible_with to end",
		"openings.csv":   "structure activity date",
		"releases.csv":   "structure activity from at",
		"capacities.csv": "structure pool date", "tariffs.csv": "structure activity from resident qf_min qf_max rate " +
			"floor ceiling",
		"families.csv": "structure code emails resident_from", "quotients.csv": "structure family from to",
		"children.csv":   "structure family code",
		"enrolments.csv": "structure child activity from",
		// These have rules of their own: withdrawn rights, reservations changed since, lines that are only added.
		"accounts.csv": "login password role structure family must_change", "reservations.csv": "structure child " +
			"activity date state requested_at transmitted",
		"ledger.csv": "structure family wallet date label amount",
	}
	for _, f := range importFiles {
		known := strings.Fields(elsewhere[f.name])
		for _, c := range owned[f.name] {
			known = append(known, c.column)
			for field := range strings.FieldsSeq(c.fields) {
				if _, ok := reflect.TypeOf(rows[f.name]).FieldByName(field); !ok {
					t.Errorf("%s: no field %s", f.name, field)
				}
			}
		}
		for _, column := range f.columns {
			if !slices.Contains(known, strings.TrimSuffix(column, "?")) {
				t.Errorf("%s: nobody owns %s", f.name, column)
			}
		}
	}
}
