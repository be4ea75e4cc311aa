package office_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/app/domain/fault"
	"cartable/app/office"
	"cartable/db"
	"cartable/db/dbtest"
)

// What a tablet gets is the sheets of today alone, of the schools that were chosen, and each family reads once that its
// diets were read.
func TestWhatATabletKeeps(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), desktest.NewCounter(t, d)
		f, other := c.Family(2, c.Meal, c.Care), c.Family(1, c.Meal)
		c.Booked(f, 0, c.Meal, desktest.Thursday, booking.Accepted)
		c.Booked(f, 0, c.Care, desktest.Thursday, booking.Accepted)
		c.Booked(f, 1, c.Meal, desktest.Thursday, booking.Waitlisted)
		c.Booked(f, 1, c.Meal, desktest.Thursday+1, booking.Accepted)
		c.Booked(other, 0, c.Meal, desktest.Thursday, booking.Accepted)
		c.Exec("update children set school = 'Jaurès', class = 'CE1', diet = 'Sans porc' where id = ?", f.Children[0])
		c.Exec("update children set school = 'Curie', allergies = 'Arachide' where id = ?", other.Children[0])
		day, err := c.Office.PrepareTablet(ctx, c.Desk, office.Preparing{ID: tabletOne, Schools: []string{"Jaurès"}})
		if err != nil || len(day.DaySheets) != 2 || len(day.DaySheets[0].Children) != 1 ||
			len(day.DaySheets[1].Children) != 1 {
			t.Fatalf("%+v, %v", day, err)
		}
		child := day.DaySheets[0].Children[0]
		if child.Diet != "Sans porc" || child.Class != "CE1" || len(child.Homes) != 1 ||
			day.DaySheets[0].Code != "RESTO" ||
			!day.Until.Equal((desktest.Thursday+1).At(0, db.Paris)) {
			t.Errorf("%+v", day)
		}
		text, _ := json.Marshal(day)
		for _, never := range []string{"@", "DUPONT2", "Arachide", "quotient", "price"} {
			if strings.Contains(string(text), never) {
				t.Errorf("%s is kept", never)
			}
		}
		const read = "select family_id, subject from audit where action = 'health.read' order by id"
		told := fmt.Sprint(f.ID) + " Tablette des feuilles du jour, jeudi 3 décembre 2026"
		dbtest.Want(t, d, read, told)
		if _, err := c.Office.KeptDay(ctx, c.Desk, tabletOne); err != nil {
			t.Fatal(err)
		}
		dbtest.Want(t, d, read, told)
		if _, err := c.Office.PrepareTablet(ctx, c.Desk, office.Preparing{ID: tabletTwo}); err != nil {
			t.Fatal(err)
		}
		dbtest.Want(t, d, read, told, fmt.Sprint(other.ID)+" Tablette des feuilles du jour, jeudi 3 décembre 2026")
		dbtest.Want(t, d, "select subject, became from audit where action = 'tablet.prepare' order by id",
			"jeudi 3 décembre 2026 Jaurès", "jeudi 3 décembre 2026 toutes les écoles")
		dbtest.Want(t, d, "select count(*) from tablets where hash = '"+tabletOne+"'", "0")
	})
}

// A tablet that was withdrawn, of another account, or of yesterday gets nothing, and sends nothing.
func TestATabletThatMayNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), desktest.NewCounter(t, d)
		id := classOf(c, 1)[0]
		b := colleague(c, "bea")
		for _, wrong := range []string{"", "x", strings.Repeat("g", 40), strings.Repeat("a", 65)} {
			_, err := c.Office.PrepareTablet(ctx, c.Desk, office.Preparing{ID: wrong})
			desktest.Is(t, err, fault.Invalid)
		}
		prepare(t, c, c.Desk, tabletOne)
		_, err := c.Office.PrepareTablet(ctx, b, office.Preparing{ID: tabletOne})
		desktest.Is(t, err, fault.Conflict)
		_, err = c.Office.KeptDay(ctx, b, tabletOne)
		desktest.Is(t, err, fault.Forbidden)
		_, err = c.Office.KeptDay(ctx, c.Desk, tabletTwo)
		desktest.Is(t, err, fault.Forbidden)
		page, err := c.Office.Tablet(ctx, b)
		if err != nil || len(page.Prepared) != 1 || page.Prepared[0].Withdrawn {
			t.Fatalf("%+v, %v", page, err)
		}
		desktest.Is(t, c.Office.WithdrawTablet(ctx, b, page.Prepared[0].ID+1), fault.NotFound)
		for range 2 {
			if err := c.Office.WithdrawTablet(ctx, b, page.Prepared[0].ID); err != nil {
				t.Fatal(err)
			}
		}
		dbtest.Want(t, d, "select subject, was from audit where action = 'tablet.withdraw'",
			"jeudi 3 décembre 2026 préparée par accueil")
		_, err = c.Office.KeptDay(ctx, c.Desk, tabletOne)
		desktest.Is(t, err, fault.Forbidden)
		_, err = c.Office.SendTaps(ctx, c.Desk, tabletOne, nil)
		desktest.Is(t, err, fault.Forbidden)
		prepare(t, c, c.Desk, tabletTwo)
		send(t, c, c.Desk, tabletTwo, meal(1, id, "present", 0))
		c.Now = c.Now.AddDate(0, 0, 1)
		_, err = c.Office.KeptDay(ctx, c.Desk, tabletTwo)
		desktest.Is(t, err, fault.Forbidden)
		c.Now = c.Now.AddDate(0, 0, 29)
		if err := c.Office.ForgetTablets(ctx); err != nil {
			t.Fatal(err)
		}
		dbtest.Want(t, d, "select count(*) from taps", "1")
		c.Now = c.Now.AddDate(0, 0, 3)
		if err := c.Office.ForgetTablets(ctx); err != nil {
			t.Fatal(err)
		}
		dbtest.Want(t, d, "select (select count(*) from taps), (select count(*) from marks), (select count(*) from "+
			"tablets)", "0 0 0")
	})
}
