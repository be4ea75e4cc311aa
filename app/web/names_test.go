package web_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"cartable/app/domain/civil"
	"cartable/db"
	"cartable/db/dbtest"
)

// Two children of one first name are distinguished wherever it appears, and each of their days is a separate event.
func TestTwoChildrenOfOneFirstName(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 10, 5))
		f := w.Family(2, meal)
		for i, last := range []string{"Martin", "Petit"} {
			if _, err := d.Write().NewRaw("update children set first_name = 'Léa', last_name = ? where id = ?", last,
				f.Children[i]).Exec(t.Context()); err != nil {
				t.Fatal(err)
			}
			for _, day := range []civil.Date{civil.New(2026, 12, 1), civil.New(2026, 11, 20)} {
				row := db.Reservation{
					StructureID: w.Structure.ID,
					FamilyID:    f.ID,
					ChildID:     f.Children[i],
					ActivityID:  meal,
					Date:        day,
					State:       "accepted",
					RequestedAt: time.Now(),
					Quantity:    1,
					Price:       400,
				}
				if _, err := d.Write().NewInsert().Model(&row).Exec(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
		}
		s := newSite(t, d).as(f)
		both := func(what, page string) {
			t.Helper()
			for _, name := range []string{"Léa Martin", "Léa Petit"} {
				if !strings.Contains(page, name) {
					t.Errorf("%s does not say %s", what, name)
				}
			}
		}
		for _, path := range []string{"/", "/reservations", "/reservations?activite=",
			"/reservations/jour/2026-12-03?enfant=" + itoa(f.Children[0]), "/suivi"} {
			both(path, s.get(path))
		}
		s.book(f, "RESTO", 3, 4)
		token := csrfField.FindStringSubmatch(s.get("/suivi"))[1]
		feed := func() string {
			t.Helper()
			_, _, page := s.do("POST", "/suivi/agenda", url.Values{"_csrf": {token}})
			return s.get(regexp.MustCompile(`/agenda/[^"<]+\.ics`).FindString(page))
		}
		calendar := feed()
		both("the agenda", calendar)
		uids := regexp.MustCompile(`UID:\S+`).FindAllString(calendar, -1)
		seen := map[string]bool{}
		for _, uid := range uids {
			seen[uid] = true
		}
		if len(uids) < 4 || len(seen) != len(uids) {
			t.Errorf("%d events, %d of them named apart", len(uids), len(seen))
		}
		if _, err := d.Write().NewRaw("update children set first_name = 'Zoé', last_name = 'Durand'").Exec(
			t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, uid := range regexp.MustCompile(`UID:\S+`).FindAllString(feed(), -1) {
			if !seen[uid] {
				t.Errorf("%s is new, and only a name changed", uid)
			}
		}
		page := s.get("/suivi") // only the birth date distinguishes them now
		for _, name := range []string{"Zoé Durand (01/05/2018)", "Zoé Durand (01/05/2019)"} {
			if !strings.Contains(page, name) {
				t.Errorf("the page does not say %s", name)
			}
		}
	})
}
