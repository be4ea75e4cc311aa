package web_test

import (
	"net/url"
	"strings"
	"testing"

	"cartable/app/operation"
	"cartable/db"
	"cartable/db/dbtest"
)

// Who is there is stored at once; places that touch families become an opération; a second clerk gets a 409.
func TestPlacesByForms(t *testing.T) {
	d := dbtest.SQLite(t)
	w := dbtest.NewTown(t, d)
	care := w.Activity("MERCREDI", func(a *db.Activity) { a.Weekdays, a.StartAt, a.EndAt = "3", 480, 1080 },
		w.Pool("ALSH", 2, 5))
	if _, err := d.Write().ExecContext(t.Context(), "update categories set nature = 'care'"); err != nil {
		t.Fatal(err)
	}
	one, two := w.Family(1, care), w.Family(1, care)
	s := newSite(t, d)
	s.options.Settings.Operations = &operation.Operations{Base: s.options.Settings.Base, Ring: func() {}}
	s.as(one).book(one, "MERCREDI", 2)
	s.as(two).book(two, "MERCREDI", 2)
	clerk := s.staff(w, "manager")
	const week, path = "/mairie/places?jour=2026-12-02", "/mairie/places"
	page := clerk.get(week)
	for _, article := range []string{"R.227-15", "R.227-16, II", "R.551-13", "R.227-17"} {
		if !strings.Contains(page, article) {
			t.Errorf("%s is not named", article)
		}
	}
	form := placesFields(t, page)
	form.Set("animateurs-0", "beaucoup")
	form.Set("places-0", "7")
	status, _, body := clerk.do("POST", path, form)
	if status != 422 || !strings.Contains(body, `id="e-animateurs-0"`) || !strings.Contains(body, `value="7"`) {
		t.Errorf("a wrong number: %d", status)
	}
	form.Set("animateurs-0", "0")
	form.Del("places-0")
	if status, head, _ := clerk.do("POST", path, form); status != 303 ||
		head.Get("Location") != week+"&fait=animateurs" {
		t.Errorf("who is there: %d to %s", status, head.Get("Location"))
	}
	page = clerk.get(week)
	if !strings.Contains(page, "Il en faut 1") {
		t.Error("nobody says that an animator is missing")
	}
	status, _, body = clerk.do("POST", path, form)
	if status != 409 || !strings.Contains(body, "Enregistré entre-temps") {
		t.Errorf("a second clerk: %d", status)
	}
	form = placesFields(t, page)
	form.Set("animateurs-0", "0")
	form.Set("places-0", "1")
	form.Set("etape", "places")
	if status, _, body = clerk.do("POST", path, form); status != 422 || !strings.Contains(body, `id="e-motif"`) {
		t.Errorf("without a reason: %d", status)
	}
	form.Set("etape", "animateurs")
	status, _, body = clerk.do("POST", path, form)
	if status != 200 || !strings.Contains(body, "ne le sont pas encore") ||
		!strings.Contains(body, `name="places-0" value="1"`) {
		t.Errorf("the animators alone, with places that were typed: %d", status)
	}
	form.Set("etape", "places")
	form.Set("motif", "Un animateur absent")
	status, head, _ := clerk.do("POST", path, form)
	if status != 303 || !strings.HasPrefix(head.Get("Location"), "/mairie/operations/") {
		t.Errorf("prepared: %d to %s", status, head.Get("Location"))
	}
	if !strings.Contains(clerk.get(head.Get("Location")), "Places\u00a0: ALSH, mercredi 2 décembre 2026") {
		t.Error("the opération does not name the group")
	}
	form.Set("places-0", "9")
	status, head, _ = clerk.do("POST", path, form)
	more := head.Get("Location")
	page = clerk.get(more)
	if status != 303 || !strings.Contains(page, "9 places, mais les animateurs présents peuvent encadrer 0 enfants") {
		t.Errorf("more places than animators may look after: %d to %s", status, more)
	}
	agreed := fields(t, page, more+"/appliquer")
	if status, _, _ := clerk.do("POST", more+"/appliquer", agreed); status != 303 {
		t.Errorf("applied all the same: %d", status)
	}
	if status, _, body = clerk.do("POST", path, form); status != 409 || !strings.Contains(body, "9\u00a0places") {
		t.Errorf("a second clerk with old places: %d", status)
	}
	for _, role := range []string{"agent", "treasurer"} {
		if status, _, _ := s.staff(w, role).do("POST", path, form); status != 404 {
			t.Errorf("%s: %d", role, status)
		}
	}
	// The week before, and the office's first page, on which a town tells who is missing tomorrow.
	if _, err := d.Write().ExecContext(t.Context(), "update animators set date = '2026-11-25'"); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Write().ExecContext(t.Context(), "update reservations set date = '2026-11-25'"); err != nil {
		t.Fatal(err)
	}
	page = strings.ReplaceAll(clerk.get("/mairie"), "&nbsp;", "\u00a0")
	if !strings.Contains(page, "Mercredi 25, ALSH\u00a0: 2\u00a0enfants, 0\u00a0animateur, il en faut 1.") {
		t.Error("the first page does not say who is missing")
	}
}

// placesFields returns the hidden fields of the form behind the one that chooses the period.
func placesFields(t *testing.T, page string) url.Values {
	t.Helper()
	_, form, _ := strings.Cut(page, `method="post" action="/mairie/places"`)
	return fields(t, ` action="/mairie/places"`+form, "/mairie/places")
}
