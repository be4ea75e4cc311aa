package office_test

import (
	"strings"
	"sync"
	"testing"

	"cartable/app/desk/desktest"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/menu"
	"cartable/app/office"
	"cartable/app/portal"
	"cartable/db"
	"cartable/db/dbtest"
)

func lunch(d civil.Date, main string) menu.Menu {
	return menu.Menu{Date: d, Dishes: [5]string{"", main}, Allergens: "milk"}
}

// menus returns the menus of the week of the pantry's day.
func (p *pantry) menus() (m menuWeek) {
	p.T.Helper()
	page, err := p.Office.Menus(p.ctx, p.Desk, p.date.Week(), civil.Week{})
	if err != nil {
		p.T.Fatal(err)
	}
	return menuWeek{page.Week, page.Mark}
}

type menuWeek struct {
	week civil.Week
	mark string
}

// A menu is written, written again, and taken away; each time the journal says what it was.
func TestMenusAreWritten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPantry(t, dbtest.NewTown(t, d), "accueil")
		w := p.menus()
		day := lunch(p.date, " Lasagnes\u200b ")
		for range 2 { // the form sent twice
			if err := p.Office.SetMenus(p.ctx, p.Desk, w.week, w.mark, []menu.Menu{day}); err != nil {
				t.Fatal(err)
			}
		}
		dbtest.Want(t, d, "select date, main, allergens from menus", "2026-12-04 Lasagnes milk")
		desktest.Is(t, p.Office.SetMenus(p.ctx, p.Desk, w.week, w.mark, []menu.Menu{lunch(p.date, "Poulet")}),
			fault.Conflict)
		w = p.menus()
		if err := p.Office.SetMenus(p.ctx, p.Desk, w.week, w.mark, []menu.Menu{{Date: p.date}}); err != nil {
			t.Fatal(err)
		}
		dbtest.Want(t, d, "select count(*) from menus", "0")
		dbtest.Want(t, d, "select count(*) from audit where action = 'kitchen.menu' and family_id is null", "2")
		w = p.menus()
		desktest.Is(t, p.Office.SetMenus(p.ctx, p.Desk, w.week, w.mark, []menu.Menu{lunch(desktest.Thursday-1,
			"Hier")}), fault.Invalid)
		desktest.Is(t, p.Office.SetMenus(p.ctx, p.Desk, w.week, w.mark, []menu.Menu{{Date: p.date, Vegetarian: true}}),
			fault.Invalid)
	})
}

// Of clerks who write the same week at once, one is told that another was faster, and nothing is lost in silence.
func TestTwoClerksWriteAWeek(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPantry(t, dbtest.NewTown(t, d), "accueil")
		w := p.menus()
		var all sync.WaitGroup
		failed := make([]error, 4)
		for i := range failed {
			all.Go(func() {
				failed[i] = p.Office.SetMenus(p.ctx, p.Desk, w.week, w.mark, []menu.Menu{lunch(p.date,
					strings.Repeat("Plat ", i+1))})
			})
		}
		all.Wait()
		won := 0
		for _, err := range failed {
			if err == nil {
				won++
			} else {
				desktest.Is(t, err, fault.Conflict)
			}
		}
		if won != 1 {
			t.Errorf("%d clerks wrote the week: %v", won, failed)
		}
	})
}

// A file is stored whole or not at all; what is written already is replaced only where that is said.
func TestAFileOfMenus(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPantry(t, dbtest.NewTown(t, d), "accueil")
		load := func(text string, replace bool) (office.LoadedMenus, []menu.Trouble) {
			t.Helper()
			n, troubles, err := p.Office.LoadMenus(p.ctx, p.Desk,
				"date;entree;plat;garniture;laitage;dessert;vegetarien;allergenes\n"+text, replace)
			if err != nil {
				t.Fatal(err)
			}
			return n, troubles
		}
		good := "04/12/2026;;Lasagnes;;;;oui;lait\n07/12/2026;=cmd;Poulet;;;;;aucun\n"
		if _, wrong := load(good+"05/12/2026;;Samedi;;;;;\n01/12/2026;;Passé;;;;;\n01/01/2030;;Loin;;;;;\n"+
			"x;;;;;;;rien\n", false); len(wrong) != 4 {
			t.Errorf("%+v", wrong)
		}
		dbtest.Want(t, d, "select count(*) from menus", "0")
		past := "01/12/2026;;Passé;;;;;\n"
		for _, done := range []office.LoadedMenus{{Written: 2, Skipped: 1, First: p.date.Week()},
			{Unchanged: 2, Skipped: 1}} { // the same file twice
			if n, wrong := load(past+good, false); n != done || len(wrong) > 0 {
				t.Errorf("%+v, %+v", n, wrong)
			}
		}
		other := "07/12/2026;;Poisson;;;;;poisson\n"
		if _, wrong := load(other, false); len(wrong) != 1 || wrong[0].Line != 2 {
			t.Errorf("%+v", wrong)
		}
		dbtest.Want(t, d, "select main from menus order by date", "Lasagnes", "Poulet")
		if n, wrong := load(other, true); n.Replaced != 1 || n.Written != 0 || len(wrong) > 0 {
			t.Errorf("%+v, %+v", n, wrong)
		}
		f := p.homes[p.kids[0]]
		parents := &portal.Portal{DB: d, Now: p.Office.Now, Catalogues: p.Office.Catalogues}
		page, err := parents.Menus(p.ctx, portal.Viewer{StructureID: p.Structure.ID, FamilyID: f.ID,
			Revision: p.Desk.Revision}, civil.Week{})
		if err != nil || len(page.Days) != 1 || page.Days[0].Dishes[1] != "Lasagnes" || !page.Now {
			t.Errorf("%+v, %v", page, err)
		}
	})
}
