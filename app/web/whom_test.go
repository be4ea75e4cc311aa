package web_test

import (
	"net/url"
	"strconv"
	"strings"
	"testing"

	"cartable/app/seal"
	"cartable/app/web"
	"cartable/db"
	"cartable/db/dbtest"
)

// twoTabs returns a parent of two families, with a page of each open: the second was opened last, so the session has it
// in view.
func twoTabs(t *testing.T, d *db.DB) (s *browsing, first, second dbtest.Family, token string) {
	t.Helper()
	w := dbtest.NewTown(t, d)
	meal := w.Activity("RESTO", nil, w.Pool("cantine", 10, 5))
	first, second = w.Family(1, meal), w.Family(1, meal)
	if err := d.Write().AddGuardian(t.Context(), first.AccountID, second.ID); err != nil {
		t.Fatal(err)
	}
	s = newSite(t, d).as(first)
	token = csrfField.FindStringSubmatch(s.get("/suivi"))[1]
	if status, _, _ := s.do("POST", "/famille", url.Values{"_csrf": {token},
		"famille": {itoa(second.ID)}}); status != 303 {
		t.Fatalf("%d", status)
	}
	if !strings.Contains(s.get("/suivi"), nameOf(w, second)) {
		t.Fatal("the other family is not in view")
	}
	return s, first, second, token
}

// Every form of the route table is executed for the family for which it was shown, and the next page is theirs.
func TestEveryFormIsForWhomItWasShown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, first, second, token := twoTabs(t, d)
		n := 0
		for _, path := range web.FamilyForms() {
			if err := d.Write().LookAt(t.Context(), s.session(), second.ID, 1); err != nil {
				t.Fatal(err)
			}
			s.do("POST", path, url.Values{"_csrf": {token}})
			if got := s.inView(t); got != first.ID {
				t.Errorf("POST %s was done for family %d, shown for %d", path, got, first.ID)
			}
			n++
		}
		if n < 20 {
			t.Errorf("only %d forms", n)
		}
	})
}

// A page's own requests and downloads are for the family for which it was shown, and do not switch the session.
func TestWhatAPageAsksIsForWhomItWasShown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, first, second, _ := twoTabs(t, d)
		whom := itoa(first.ID) + ".1"
		for _, path := range []string{"/suivi?", "/suivi/export.csv?", "/reservations?", "/historique?",
			"/historique/consommations.csv?"} {
			status, _, body := s.do("GET", path+"pour="+whom, nil)
			if status != 200 || strings.Contains(body, "CHILD"+itoa(second.ID)) {
				t.Errorf("%s: %d", path, status)
			}
			if got := s.inView(t); got != second.ID {
				t.Errorf("%s turned the session to %d", path, got)
			}
		}
		stranger := dbtest.Family{ID: first.ID + second.ID + 40}
		if status, _, _ := s.do("GET", "/suivi?pour="+itoa(stranger.ID)+".1", nil); status != 403 {
			t.Errorf("a stranger's family: %d", status)
		}
	})
}

// The notice names the family as the menu does, with its structure: the families of two structures may have one name.
func TestTheNoticeOfAnotherTabNamesTheStructure(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, _, _, _ := twoTabs(t, d)
		s.cookie += "; pour=1"
		page := s.get("/")
		_, notice, found := strings.Cut(page, "Votre demande concernait la famille ")
		if notice, _, _ = strings.Cut(notice, "c&#39;est"); !found ||
			!strings.Contains(notice, ", Mairie de CarteVille") {
			t.Errorf("the notice says %.200q", notice)
		}
	})
}

// A form for a family to which the right has ended changes nothing, and the answer explains it.
func TestAFormForAFamilyThatIsNoLongerOnes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, first, second, token := twoTabs(t, d)
		if _, err := d.Write().WithdrawGuardian(t.Context(), first.AccountID, first.ID, noon); err != nil {
			t.Fatal(err)
		}
		status, _, body := s.do("POST", "/profil/effacement", url.Values{"_csrf": {token}})
		if status != 403 || !strings.Contains(body, "Rien n&#39;a été fait") {
			t.Errorf("%d %.300s", status, body)
		}
		if got := s.inView(t); got != second.ID {
			t.Errorf("family %d is in view", got)
		}
	})
}

// A form of a person whose session another one has replaced, in the same browser, is refused with the true reason.
func TestAFormOfSomebodyElseSaysSo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 10, 5))
		first, second := w.Family(1, meal), w.Family(1, meal)
		s := newSite(t, d).as(first)
		token := csrfField.FindStringSubmatch(s.get("/suivi"))[1]
		const other, old = "Une autre personne s&#39;est connectée", "est restée ouverte trop longtemps"
		s = s.as(second)
		status, _, body := s.do("POST", "/reservations/abandonner", url.Values{"_csrf": {token}})
		if status != 403 || !strings.Contains(body, other) || strings.Contains(body, old) {
			t.Errorf("%d %.600s", status, body)
		}
		own := csrfField.FindStringSubmatch(s.get("/suivi"))[1]
		for _, wrong := range []string{"", "x", own[:len(own)-1], "1.1." + itoa(second.AccountID) + ".x"} {
			status, _, body = s.do("POST", "/reservations/abandonner", url.Values{"_csrf": {wrong}})
			if status != 403 || strings.Contains(body, other) || !strings.Contains(body, old) {
				t.Errorf("%q: %d %.600s", wrong, status, body)
			}
		}
	})
}

// session returns the name of the session in the database.
func (s *browsing) session() string { return seal.Digest(strings.TrimPrefix(s.cookie, "session=")) }

// inView returns the family that the session has in view.
func (s *browsing) inView(t *testing.T) (id int64) {
	t.Helper()
	if err := s.portal.DB.Read().QueryRowContext(t.Context(), "select family_id from sessions where id = ?",
		s.session()).Scan(&id); err != nil {
		t.Fatal(err)
	}
	return id
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func nameOf(w *dbtest.Town, f dbtest.Family) (name string) {
	w.T.Helper()
	if err := w.DB.Read().QueryRowContext(w.T.Context(), "select last_name from families where id = ?",
		f.ID).Scan(&name); err != nil {
		w.T.Fatal(err)
	}
	return name
}
