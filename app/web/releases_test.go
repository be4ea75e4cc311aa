package web_test

import (
	"strings"
	"testing"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/portal"
	"cartable/db"
	"cartable/db/dbtest"
)

const opensWords = "Réservations ouvertes samedi 28 novembre à 8 h 30"

// Before bookings open, every page says when, and a forged request gets that sentence; at that instant both processes
// take the same request. Nothing is written in between.
func TestBookingsOpenAtTheirInstantInEveryProcess(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 10, 5))
		w.Releases(meal, civil.New(2026, 12, 1), civil.New(2026, 12, 18), civil.New(2026, 11, 28), 8*60+30)
		f := w.Family(1, meal)
		opens := time.Date(2026, 11, 28, 8, 30, 0, 0, db.Paris)
		town := opens.Add(-time.Nanosecond)
		now := func() time.Time { return town }
		one, two := siteAt(t, d, now).as(f), siteAt(t, d, now).as(f)
		const month = "/reservations?enfant=1&activite=RESTO&mois=2026-12"
		const day = "/reservations/jour/2026-12-01?enfant=1"
		const over = "/reservations?enfant=1&activite=&mois=2026-12"
		for _, s := range []*browsing{one, two} {
			for _, path := range []string{"/", month, over, day} {
				page := plainText(s.get(path))
				if !strings.Contains(page, opensWords) || !strings.Contains(s.get(path), ` data-ouvre="1"`) {
					t.Errorf("%s does not say when bookings open", path)
				}
			}
			if page := s.get(month); strings.Contains(page, `name="j" value="2026-12-18"`) ||
				!strings.Contains(page, `name="j" value="2026-12-21"`) || !strings.Contains(page, "À venir") ||
				!strings.Contains(page, `<time datetime="2026-11-28T07:30:00Z">`) {
				t.Error("a day may be ticked before its bookings open, or one after the period may not")
			}
			forged := fields(t, s.get(month), "/reservations/brouillon")
			forged.Set("affiches", "2026-12-01")
			forged.Set("j", "2026-12-01")
			code, answer := s.tap("/reservations/brouillon", forged)
			if code != 200 || !strings.Contains(plainText(answer), opensWords) ||
				!strings.Contains(answer, `data-state="closed"`) {
				t.Errorf("a forged tap gets %d %.500s", code, answer)
			}
			forged = fields(t, s.get(day), "/reservations/jour")
			forged.Set("affiches", "RESTO")
			forged.Set("j", "RESTO")
			if code, answer := s.tap("/reservations/jour", forged); code != 200 ||
				!strings.Contains(plainText(answer), opensWords) {
				t.Errorf("a forged tap of the day gets %d %.500s", code, answer)
			}
		}
		dbtest.Want(t, d, "select count(*) from draft_lines", "0")

		town = opens
		form := fields(t, one.get(month), "/reservations/brouillon")
		form.Set("j", "2026-12-01")
		if _, answer := one.tap("/reservations/brouillon", form); !strings.Contains(plainText(answer), "1 ajout") {
			t.Fatalf("at that instant: %.500s", answer)
		}
		fresh := one.get(strings.Replace(month, "?", "/fraicheur?", 1) + "&jours=2026-12-03:closed")
		if !strings.Contains(fresh, `data-state="available"`) ||
			!strings.Contains(plainText(fresh), "réservations sont ouvertes") {
			t.Errorf("the open calendar gets %s", fresh)
		}
		for _, path := range []string{"/", month, over, day} {
			page := two.get(path)
			if strings.Contains(page, "data-ouvre") || strings.Contains(plainText(page), opensWords) {
				t.Errorf("%s of the other process is still shut", path)
			}
		}
		status, head, page := two.do("POST", "/reservations/valider",
			fields(t, two.get("/reservations/verifier"), "/reservations/valider"))
		if status != 303 || !strings.HasPrefix(head.Get("Location"), "/reservations/confirmation/") {
			t.Fatalf("%d %.500s", status, page)
		}
		dbtest.Want(t, d, "select state from reservations", "accepted")
	})
}

// A draft that was made before staff set the opening waits for it: validated too early it is not treated, with the
// sentence. What was accepted stays.
func TestADraftWaitsForTheOpeningOfBookings(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 10, 5))
		f := w.Family(1, meal)
		s := newSite(t, d).as(f)
		s.book(f, "RESTO", 1)
		s.drafts(f, "RESTO", true, 3)
		w.Releases(meal, civil.New(2026, 12, 1), civil.New(2026, 12, 18), civil.New(2026, 11, 28), 8*60+30)
		if _, err := d.Write().ExecContext(t.Context(), "update structures set revision = revision + 1"); err != nil {
			t.Fatal(err)
		}
		recap := s.get("/reservations/verifier")
		if !strings.Contains(plainText(recap), opensWords) {
			t.Errorf("the recap says nothing: %.2000s", recap)
		}
		status, head, _ := s.do("POST", "/reservations/valider", fields(t, recap, "/reservations/valider"))
		if status != 303 {
			t.Fatal(status)
		}
		page := plainText(s.get(head.Get("Location")))
		if !strings.Contains(page, "Non traitée, réservations pas encore ouvertes") {
			t.Errorf("%.3000s", page)
		}
		dbtest.Want(t, d, "select state from reservations", "accepted")
		v := portal.Viewer{AccountID: f.AccountID, FamilyID: f.ID, StructureID: 1, Revision: 2, Families: 1}
		kept, err := s.portal.Day(t.Context(), v, f.Children[0], civil.New(2026, 12, 1))
		if err != nil || kept.Rows[0].State != "booked" || kept.Rows[0].Void != "" {
			t.Errorf("%+v, %v", kept.Rows, err)
		}
	})
}

// plainText leaves out the tags, and makes all spaces alike.
func plainText(page string) string {
	var b strings.Builder
	for i, part := range strings.Split(page, "<") {
		if _, text, found := strings.Cut(part, ">"); found {
			part = text
		} else if i > 0 {
			part = ""
		}
		b.WriteString(part)
	}
	return strings.NewReplacer("&nbsp;", " ", "\u00a0", " ", "&#39;", "'").Replace(b.String())
}
