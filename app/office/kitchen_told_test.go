package office_test

import (
	"fmt"
	"strings"
	"testing"

	"cartable/app/domain/booking"
	"cartable/app/domain/kitchen"
	"cartable/db"
	"cartable/db/dbtest"
)

// A line names a child only if its meal is the standard one (13.7): not one that has become a PAI.
func TestNoLineNamesAChildWhoseMealBecameAPAI(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newCounted(t, d)
		p.diet(p.kids[0], "", "PAI : arachide")
		named, pai := "", false
		for _, l := range p.day().Lines {
			if l.First != "" {
				named = fmt.Sprintf("%+d %s %s (%s %s)", l.By, l.Kind, l.First, l.School, l.Class)
			}
			pai = pai || l.Kind == kitchen.Allergy
		}
		if named != "" && pai {
			t.Errorf("the lines name the child who has a PAI: %s, and a +1 pai of the same class", named)
		}
	})
}

// A household does not read in its journal on which days the other one booked, where the structure hides it.
func TestAReadingOfDietsTellsNoPresence(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPantry(t, dbtest.NewTown(t, d), "accueil")
		p.Exec("update structures set hides_presence = true, revision = revision + 1")
		other := p.Family(0)
		p.Exec("insert into family_children (family_id, child_id, structure_id, position) values (?, ?, ?, 1)",
			other.ID, p.kids[0], p.Structure.ID)
		p.book(p.kids[0], "portal", booking.Accepted)
		p.diet(p.kids[0], "", "Arachide")
		p.actor()
		if _, err := p.Office.KitchenDiets(p.ctx, p.Desk, p.date); err != nil {
			t.Fatal(err)
		}
		var read []string
		table := ""
		if err := d.Read().Export(p.ctx, other.ID, other.AccountID, func(name string, _ []string) error {
			table = name
			return nil
		}, func(values []any) error {
			if line := fmt.Sprint(values...); table == "journal" && strings.Contains(line, "décembre") {
				read = append(read, line)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if len(read) > 0 {
			t.Errorf("the other household reads that its child eats on the day: %q", read)
		}
	})
}
