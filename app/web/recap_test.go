package web_test

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/portal"
	"cartable/db"
	"cartable/db/dbtest"
)

// drafts drafts days of December for the family that is signed in.
func (s *browsing) drafts(f dbtest.Family, activity string, ticked bool, days ...int) {
	s.t.Helper()
	tick := portal.Boxes{ChildID: f.Children[0], Activity: activity, Month: civil.MonthOf(2026, time.December)}
	for _, d := range days {
		tick.Shown = append(tick.Shown, civil.New(2026, 12, d))
		if ticked {
			tick.Ticked = append(tick.Ticked, civil.New(2026, 12, d))
		}
	}
	v := portal.Viewer{AccountID: f.AccountID, FamilyID: f.ID, StructureID: 1, Revision: 1, Families: 1}
	if _, err := s.portal.Save(context.Background(), v, tick); err != nil {
		s.t.Fatal(err)
	}
}

// The recap is shown again with the old and the new price, and its own button validates it.
func TestTheRecapSaysWhichPriceChanged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 10, 5))
		f := w.Family(1, meal)
		s := newSite(t, d).as(f)
		s.drafts(f, "RESTO", true, 1)
		form := fields(t, s.get("/reservations/verifier"), "/reservations/valider")
		for _, change := range []string{"update tariffs set price = 855",
			"update structures set revision = revision + 1"} {
			if _, err := d.Write().ExecContext(t.Context(), change); err != nil {
				t.Fatal(err)
			}
		}
		status, _, page := s.do("POST", "/reservations/valider", form)
		if status != 409 || !strings.Contains(page, "Prix lu\u00a0: 4,00\u00a0€.") ||
			!strings.Contains(page, "8,55\u00a0€") ||
			!strings.Contains(page, "1 jour a changé de prix") {
			t.Fatalf("%d %.300s", status, page)
		}
		status, head, _ := s.do("POST", "/reservations/valider", fields(t, page, "/reservations/valider"))
		if status != 303 || !strings.HasPrefix(head.Get("Location"), "/reservations/confirmation/") {
			t.Fatalf("%d %s", status, head.Get("Location"))
		}
		if status, head, _ := s.do("POST", "/reservations/valider",
			url.Values{"_csrf": form["_csrf"], "revision": {"1"}}); status != 303 ||
			head.Get("Location") != "/reservations/verifier?fait=recap" {
			t.Fatalf("without its draft: %d %s", status, head.Get("Location"))
		}
	})
}

// A recap whose draft was given up meanwhile, or has lapsed, leads to an empty one: nothing there asks to validate.
func TestARecapOfNothingDoesNotAskToValidate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 10, 5))
		f := w.Family(1, meal)
		s := newSite(t, d).as(f)
		s.drafts(f, "RESTO", true, 1)
		form := fields(t, s.get("/reservations/verifier"), "/reservations/valider")
		if status, _, _ := s.do("POST", "/reservations/abandonner", url.Values{"_csrf": form["_csrf"]}); status != 303 {
			t.Fatal(status)
		}
		status, head, _ := s.do("POST", "/reservations/valider", form)
		if status != 303 {
			t.Fatal(status)
		}
		page := s.get(head.Get("Location"))
		if !strings.Contains(page, "rien à valider") || !strings.Contains(page, "Voici où elle en est") ||
			strings.Contains(page, "puis validez") {
			t.Errorf("%.3000s", page)
		}
	})
}

// A recap whose draft another tab has changed is read again, with the box of the last moment as it was just ticked, or
// just cleared.
func TestTheRecapKeepsTheBoxOfTheLastMoment(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 0, 5))
		f := w.Family(1, meal)
		s := newSite(t, d).as(f)
		s.drafts(f, "RESTO", true, 1)
		for i, wanted := range []bool{true, false} {
			form := fields(t, s.get("/reservations/verifier"), "/reservations/valider")
			if form.Del("dernier"); wanted {
				form.Set("dernier", "oui")
			}
			s.drafts(f, "RESTO", true, 3+i)
			status, head, _ := s.do("POST", "/reservations/valider", form)
			if status != 303 {
				t.Fatal(status)
			}
			page := s.get(head.Get("Location"))
			if strings.Contains(page, `name="dernier" value="oui" checked`) != wanted {
				t.Errorf("ticked %v: %.3000s", wanted, page)
			}
		}
	})
}

// The address of the recap of a draft that was validated leads to the confirmation, for a day, and the name of a child
// there to the day. Dropping a draft asks first.
func TestTheRecapOfAValidatedDraftLeadsToItsConfirmation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 1, 5))
		f := w.Family(1, meal)
		s := newSite(t, d).as(f)
		if page := s.get("/reservations/verifier"); strings.Contains(page, "/reservations/confirmation/") {
			t.Error("nothing was validated")
		}
		if status, head, _ := s.do("GET", "/reservations/abandonner", nil); status != 303 ||
			head.Get("Location") != "/reservations" {
			t.Errorf("nothing to drop: %d %s", status, head.Get("Location"))
		}
		s.drafts(f, "RESTO", true, 1)
		page := s.get("/reservations/verifier")
		holds(t, "the recap", page, `href="/reservations/abandonner"`, "Valider 4,00\u00a0€",
			`href="/reservations/jour/2026-12-01?enfant=`+itoa(f.Children[0])+`"`)
		holds(t, "the question", s.get("/reservations/abandonner"), "1\u00a0réservation non validée",
			`method="post" action="/reservations/abandonner"`, `href="/reservations/verifier"`)
		_, head, _ := s.do("POST", "/reservations/valider", fields(t, page, "/reservations/valider"))
		done := head.Get("Location")
		holds(t, "the recap afterwards", s.get("/reservations/verifier"), "rien à valider", `href="`+done+`"`)
		holds(t, "the confirmation", s.get(done), "Vos demandes seront transmises à la mairie cette nuit.",
			"Les réservations acceptées vous sont acquises")
		if _, err := d.Write().ExecContext(t.Context(), "update structures set updated_through = ?",
			noon.Add(time.Hour).UTC()); err != nil {
			t.Fatal(err)
		}
		holds(t, "the confirmation, transmitted", s.get(done), "Vos demandes ont été transmises à la mairie.")
		if _, err := d.Write().ExecContext(t.Context(), "update validations set at = ?",
			noon.Add(-25*time.Hour).UTC()); err != nil {
			t.Fatal(err)
		}
		if page := s.get("/reservations/verifier"); strings.Contains(page, done) {
			t.Error("a validation of the day before is still shown")
		}
	})
}

// A refused request says why, where it is listed.
func TestTheFollowUpSaysWhyARequestIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 1, 5))
		f := w.Family(1, meal)
		s := newSite(t, d).as(f)
		s.book(f, "RESTO", 1, 3)
		for date, reason := range map[string]string{"2026-12-01": "no-place-in-time", "2026-12-03": ""} {
			if _, err := d.Write().ExecContext(t.Context(), "update reservations set state = 'refused', reason = ? "+
				"where date = ?", reason, date); err != nil {
				t.Fatal(err)
			}
		}
		holds(t, "the follow-up", s.get("/suivi"), "Aucune place ne s&#39;est libérée à temps.",
			"Le motif n&#39;est pas enregistré")
	})
}
