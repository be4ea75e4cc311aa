package portal_test

import (
	"testing"

	"cartable/app/domain/civil"
	"cartable/app/portal"
	"cartable/db"
	"cartable/db/dbtest"
)

// Parents read where the meal of their child is a picnic: on the calendar, on the overview and on the page of the day;
// those of another class do not.
func TestParentsReadOfAPicnic(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, w := t.Context(), dbtest.NewTown(t, d)
		meal, care := w.Activity("RESTO", nil), w.Activity("SOIR", nil)
		f, day := w.Family(2, meal, care), civil.New(2026, 12, 10)
		exec := func(query string, args ...any) {
			if _, err := d.Write().ExecContext(ctx, query, args...); err != nil {
				t.Fatal(err)
			}
		}
		exec("update activities set kind = 'meal' where id = ?", meal)
		exec("insert into schools (structure_id, code, name) values (?, 'E1', 'Jean-Moulin')", w.Structure.ID)
		for i, code := range []string{"C1", "C2"} {
			exec("insert into classes (school_id, code, name) select id, ?, ? from schools", code, code)
			exec("update children set school_id = (select id from schools), class_id = (select id from classes "+
				"where code = ?) where id = ?", code, f.Children[i])
		}
		exec("insert into school_closures (school_id, class_id, activity_id, date, label, leave_by, picnic) select "+
			"s.id, k.id, ?, ?, 'sortie au musée', '', ? from schools s, classes k where k.code = 'C1'", meal, day, true)
		exec("update structures set revision = revision + 1")
		p, v := newPortal(d, nil), viewerOf(w, f)
		v.Revision++
		for _, child := range f.Children {
			want(t, p, v, child, "RESTO", true, 10)
		}
		for i, outing := range []string{"sortie au musée", ""} {
			page, err := p.Day(ctx, v, f.Children[i], day)
			if err != nil || len(page.Rows) != 2 {
				t.Fatalf("%+v, %v", page, err)
			}
			for _, row := range page.Rows {
				if is := row.Activity.ID == meal && outing != ""; row.Along != is || is && row.Outing != outing {
					t.Errorf("child %d, %s: along %v, %q", i+1, row.Activity.Code, row.Along, row.Outing)
				}
			}
			month, err := p.Month(ctx, v, portal.MonthQuery{ChildID: f.Children[i], Activity: "RESTO", Month: december})
			if err != nil {
				t.Fatal(err)
			}
			for _, one := range month.Days() {
				if one.Along != (outing != "" && one.Date == day) {
					t.Errorf("child %d, %s: along %v", i+1, one.Date, one.Along)
				}
			}
			over, err := p.Overview(ctx, v, f.Children[i], december)
			if err != nil || len(over.Along) != min(len(outing), 1) {
				t.Errorf("child %d: %+v, %v", i+1, over.Along, err)
			}
		}
	})
}
