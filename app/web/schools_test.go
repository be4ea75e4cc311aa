package web_test

import (
	"testing"

	"cartable/db"
	"cartable/db/dbtest"
)

// Staff add a school and a class, and rename them: the texts of the children follow.
func TestStaffKeepTheSchools(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		w.Family(1, w.Activity("RESTO", nil))
		manager := newSite(t, d).staff(w, "manager")
		const path = "/mairie/ecoles"
		send := func(page string, want int, typed map[string]string) string {
			t.Helper()
			form := typedFields(t, manager.get(page), path)
			for name, value := range typed {
				form.Set(name, value)
			}
			status, _, body := manager.do("POST", path, form)
			if status != want {
				t.Fatalf("%s: %d %.2000s", page, status, body)
			}
			return body
		}
		holds(t, "an empty name", send(path, 422, map[string]string{"name": ""}), `id="e-name"`, `id="e-motif"`)
		send(path, 303, map[string]string{"name": "Jules-Ferry", "motif": "rentrée"})
		send(path+"?ecole=E1", 303, map[string]string{"name": "CE2 A", "level": "CE2",
			"year": "2026", "motif": "rentrée"})
		dbtest.Want(t, d, "select s.name, k.name, k.level, k.year from classes k join schools s on s.id = k.school_id",
			"Jules-Ferry CE2 A CE2 2026")
		if _, err := d.Write().ExecContext(t.Context(), "update children set school = 'Jules-Ferry', school_id = 1, "+
			"class = 'CE2 A', class_id = 1"); err != nil {
			t.Fatal(err)
		}
		send(path+"?modifier=E1:C1", 303, map[string]string{"name": "CE2 B", "motif": "une erreur"})
		send(path+"?modifier=E1", 303, map[string]string{"name": "Ferry", "archived": "yes", "motif": "elle ferme"})
		dbtest.Want(t, d, "select school, class from children", "Ferry CE2 B")
		holds(t, "the list", manager.get(path), "Ferry", "Archivée", "CE2 B")
		// Another clerk is told what has changed, and finds what was typed.
		stale := typedFields(t, manager.get(path+"?modifier=E1:C1"), path)
		send(path+"?modifier=E1:C1", 303, map[string]string{"name": "CE2 C", "motif": "une autre erreur"})
		stale.Set("name", "CE2 D")
		stale.Set("motif", "le bon nom")
		status, _, page := manager.do("POST", path, stale)
		if status != 409 {
			t.Fatalf("%d %.2000s", status, page)
		}
		says(t, "what has changed", page, "nom CE2 B → CE2 C", `value="CE2 D"`)
		stale.Set("vu", typedFields(t, page, path).Get("vu"))
		if status, _, page := manager.do("POST", path, stale); status != 303 {
			t.Errorf("sent again: %d %.2000s", status, page)
		}
		dbtest.Want(t, d, "select class from children", "CE2 D")
	})
}
