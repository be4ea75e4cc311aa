package office_test

import (
	"fmt"
	"testing"

	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/app/domain/kitchen"
	"cartable/app/domain/town"
	"cartable/app/office"
	"cartable/db"
	"cartable/db/dbtest"
)

// newOuting is a pantry whose children of the first school all have a meal; the class of the second one goes out.
func newOuting(t *testing.T, d *db.DB) *pantry {
	p := newPantry(t, dbtest.NewTown(t, d), "accueil")
	p.Exec("insert into classes (school_id, code, name) select id, 'CE1', 'CE1' from schools")
	for _, kid := range p.kids[:2] {
		p.Exec("update children set school_id = (select id from schools) where id = ?", kid)
		p.book(kid, "portal", booking.Accepted)
	}
	p.Exec("update children set class_id = (select id from classes) where id = ?", p.kids[1])
	p.Exec("update structures set revision = revision + 1")
	p.actor()
	return p
}

// goesOut is the outing of the class, with a picnic.
func (p *pantry) goesOut() {
	p.T.Helper()
	p.settle(p.t, town.SchoolClosureEntry{School: "A", Class: "CE1", Activity: "RESTO", Date: p.date,
		Label: "Sortie scolaire", Picnic: true})
	dbtest.Want(p.t, p.DB, "select count(*) from school_closures where picnic", "1")
	p.actor()
}

// A picnic that is decided after the kitchen's hour is a difference to the caterer, and what is noted of that meal on
// its day (DOMAIN.md 10.74).
func TestAPicnicAfterTheKitchensHour(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newOuting(t, d)
		p.Now = desktest.Thursday.At(12*60+1, db.Paris)
		p.freeze()
		dbtest.Want(t, d, "select kind, count(*) from frozen_meals group by 1", "standard 2")
		p.goesOut()
		s := p.day()
		standard, picnic := kitchen.Cell{School: "École A", Kind: kitchen.Standard},
			kitchen.Cell{School: "École A", Kind: kitchen.Picnic}
		if s.Difference[standard] != -1 || s.Difference[picnic] != 1 || len(s.Difference) != 2 {
			t.Errorf("the difference is %v", s.Difference)
		}
		if err := p.Office.SendDifference(p.ctx, p.Desk, "RESTO", p.date, 1); err != nil {
			t.Fatal(err)
		}
		if s = p.day(); len(s.Orders) != 2 || len(s.Difference) != 0 {
			t.Errorf("ordered: %+v, %v", s.Orders, s.Difference)
		}
		dbtest.Want(t, d, "select kind, count(*) from frozen_meals group by 1", "standard 2")
		p.Now = p.date.At(11*60, db.Paris)
		p.freeze()
		dbtest.Want(t, d, fmt.Sprintf("select kind from noted_meals where child_id = %d", p.kids[1]), "picnic")
		before := fmt.Sprint(p.day().Sites)
		p.Now = p.date.At(34*60, db.Paris)
		p.Exec("delete from school_closures")
		p.Exec("update structures set revision = revision + 1")
		if after := fmt.Sprint(p.day().Sites); after != before {
			t.Errorf("the meals of a past day changed:\n%s\n%s", before, after)
		}
	})
}

// Who marks the day, who keeps it on a tablet and who cooks a diet read which meal is taken along.
func TestStaffReadOfAPicnic(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newOuting(t, d)
		for _, kid := range p.kids[:2] {
			p.diet(kid, "Sans porc", "")
		}
		p.goesOut()
		p.Now = p.date.At(8*60, db.Paris)
		p.actor()
		sheet, err := p.Office.DaySheet(p.ctx, p.Desk, "RESTO", p.date)
		if err != nil || len(sheet.Children) != 2 {
			t.Fatalf("%+v, %v", sheet, err)
		}
		for _, one := range sheet.Children {
			if one.Along != (one.ChildID == p.kids[1]) {
				t.Errorf("on the sheet of %s: %v", one.FirstName, one.Along)
			}
			slip, err := p.Office.ChildMarks(p.ctx, p.Desk, "RESTO", p.date, one.ID)
			if err != nil || slip.Child.Along != one.Along {
				t.Errorf("on the slip of %s: %v, %v", one.FirstName, slip.Child.Along, err)
			}
		}
		kept, err := p.Office.PrepareTablet(p.ctx, p.Desk, office.Preparing{ID: tabletOne})
		if err != nil || len(kept.DaySheets) != 1 {
			t.Fatalf("%+v, %v", kept, err)
		}
		for _, one := range kept.DaySheets[0].Children {
			if got := fmt.Sprint(one.Door); got != map[bool]string{true: "[{Pique-nique }]", false: "[]"}[one.ChildID ==
				p.kids[1]] {
				t.Errorf("on the tablet, %s: %s", one.FirstName, got)
			}
		}
		diets, err := p.Office.KitchenDiets(p.ctx, p.Desk, p.date)
		if err != nil || len(diets.Children) != 2 {
			t.Fatalf("%+v, %v", diets, err)
		}
		for _, one := range diets.Children {
			if one.Along != (one.Class == "CE1") || one.Kind != kitchen.NoPork {
				t.Errorf("in the kitchen: %+v", one)
			}
		}
	})
}
