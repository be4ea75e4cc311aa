package web_test

import (
	"context"
	"html"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/portal"
	"cartable/db"
	"cartable/db/dbtest"
)

// tap sends a form as htmx does.
func (s *browsing) tap(path string, form url.Values) (int, string) {
	s.t.Helper()
	code, _, body := s.ask("POST", path, form, "HX-Request", "true")
	return code, body
}

var hiddenField = regexp.MustCompile(`<input type="hidden" name="([\w-]+)" value="([^"]*)">`)

// fields returns the hidden fields of the page's form that posts to action.
func fields(t *testing.T, page, action string) url.Values {
	t.Helper()
	_, form, found := strings.Cut(page, ` action="`+action+`"`)
	if !found {
		t.Fatalf("no form goes to %s", action)
	}
	form, _, _ = strings.Cut(form, "</form>")
	all := url.Values{}
	for _, m := range hiddenField.FindAllStringSubmatch(form, -1) {
		all.Add(m[1], m[2])
	}
	return all
}

// dayRowOf returns the row of an activity in a page or in an answer.
func dayRowOf(t *testing.T, page, activity string) string {
	t.Helper()
	_, row, found := strings.Cut(page, ` data-activity="`+activity+`"`)
	if !found {
		t.Fatalf("no row of %s in %s", activity, page)
	}
	row, _, _ = strings.Cut(row, "</li>")
	return row
}

// evening returns a town where the evening care and the study exclude each other, and a family of two children.
func evening(t *testing.T, d *db.DB) (*dbtest.Town, dbtest.Family, *browsing) {
	w := dbtest.NewTown(t, d)
	at := func(start, end civil.TimeOfDay) func(*db.Activity) {
		return func(a *db.Activity) { a.StartAt, a.EndAt = start, end }
	}
	meal := w.Activity("RESTO", nil, w.Pool("cantine", 10, 5))
	care := w.Activity("SOIR", at(990, 1110), w.Pool("soir", 3, 5))
	study := w.Activity("ETUDE", at(990, 1050), w.Pool("etude", 1, 5))
	f := w.Family(2, meal, care, study)
	return w, f, newSite(t, d).as(f)
}

func id(n int64) string { return strconv.FormatInt(n, 10) }

func TestTheOverviewSumsTheDayOverAllActivities(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		_, f, s := evening(t, d)
		s.book(f, "RESTO", 1)
		s.book(f, "SOIR", 1)
		child := id(f.Children[0])
		page := s.get("/reservations?enfant=" + child + "&activite=&mois=2026-12")
		for _, want := range []string{
			`<option value="">Toutes les activités</option>`,
			`<td id="c-2026-12-01" data-date="2026-12-01" data-state="booked"><a class="d" ` +
				`href="/reservations/jour/2026-12-01?enfant=` + child + `">`,
			`<span class="vh">réservé` + "\u00a0" + `: Resto, Soir</span>`, // and no study, whose hours cross
			`<i class="booked">Resto</i><i class="booked">Soir</i></span>`,
			`<td id="c-2026-12-03" data-date="2026-12-03" data-state="available">`,
			`libre` + "\u00a0" + `: Resto, Soir, Etude</span>`,
			`href="/reservations?enfant=` + child + `&amp;activite=&amp;mois=2026-11"`,
			`action="/reservations/verifier"`,
			`<a href="/reservations?activite=&amp;enfant=` + id(f.Children[1]) + `&amp;mois=2026-12">`,
		} {
			if !strings.Contains(page, want) {
				t.Errorf("no %s", want)
			}
		}
		if strings.Contains(page, `data-draft`) {
			t.Error("nothing is drafted")
		}
		// Without a choice, a visitor still sees the first activity; its menu leads to all of them.
		month := s.get("/reservations?mois=2026-12")
		if !strings.Contains(month, `<option value="">Toutes les activités</option>`) ||
			!strings.Contains(month, `value="RESTO" selected`) {
			t.Error("the month of an activity has no way to all of them")
		}
		if status, _, _ := s.do("GET", "/reservations?enfant=999999&activite=", nil); status != 404 {
			t.Errorf("another family's child: %d", status)
		}
	})
}

// The menu of children stays in the activity for who is enrolled in it, and leads the others to a calendar of theirs.
func TestTheMenuOfChildrenLeadsEachToACalendar(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, f, s := evening(t, d)
		brother := id(f.Children[1])
		same := "/reservations?activite=RESTO&enfant=" + brother + "&mois=2026-12"
		page := s.get("/reservations?activite=RESTO&mois=2026-12")
		if !strings.Contains(page, `<a href="`+html.EscapeString(same)+`">`) {
			t.Error("the other child's chip leaves the activity")
		}
		if _, err := d.Write().ExecContext(t.Context(), `delete from enrolments where child_id = ? and activity_id =
			(select id from activities where code = 'RESTO' and structure_id = ?)`, f.Children[1],
			w.Structure.ID); err != nil {
			t.Fatal(err)
		}
		page = s.get("/reservations?activite=RESTO&mois=2026-12")
		other := "/reservations?enfant=" + brother + "&mois=2026-12"
		if strings.Contains(page, html.EscapeString(same)) ||
			!strings.Contains(page, `<a href="`+html.EscapeString(other)+`">`) {
			t.Error("the chip of a child who is not enrolled does not lead to a first calendar")
		}
		s.get(other)
		if status, _, _ := s.do("GET", same, nil); status != 404 {
			t.Errorf("a calendar that no enrolment has: %d", status)
		}
	})
}

func TestADraftShowsInTheOverviewAndIsCheckedFromThere(t *testing.T) {
	_, f, s := evening(t, dbtest.SQLite(t))
	s.book(f, "RESTO", 1)
	child := id(f.Children[0])
	for _, one := range []struct{ day, ticked string }{{"2026-12-01", ""}, {"2026-12-03", "RESTO"}} {
		form := fields(t, s.get("/reservations/jour/"+one.day+"?enfant="+child), "/reservations/jour")
		if one.ticked != "" {
			form.Set("j", one.ticked)
		}
		if status, _, body := s.do("POST", "/reservations/jour", form); status != 303 {
			t.Fatalf("%d %s", status, body)
		}
	}
	page := s.get("/reservations?enfant=" + child + "&activite=&mois=2026-12")
	for _, want := range []string{`data-date="2026-12-01" data-state="booked" data-draft="cancel"`,
		`<i class="cancel">Resto</i>`,
		`data-date="2026-12-03" data-state="available" data-draft="add"`, `<i class="add">Resto</i>`,
		"1\u00a0ajout, 1\u00a0annulation"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s", want)
		}
	}
	form := fields(t, page, "/reservations/verifier")
	if status, head, _ := s.do("POST", "/reservations/verifier", url.Values{"_csrf": form["_csrf"]}); status != 303 ||
		head.Get("Location") != "/reservations/verifier" {
		t.Errorf("checking: %d %s", status, head.Get("Location"))
	}
}

func TestADaySaysWhatItsActivitiesAre(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, f, s := evening(t, d)
		others := w.Family(1, 3)
		s.book(others, "ETUDE", 1)
		page := s.get("/reservations/jour/2026-12-01?enfant=" + id(f.Children[0]))
		if !strings.Contains(page, `<h1 id="titre">Mardi 1er décembre 2026`) ||
			!strings.Contains(page, `href="/reservations/jour/2026-12-03?enfant=`) {
			t.Error("the title, or the way to the next open day, is missing")
		}
		soir := dayRowOf(t, page, "SOIR")
		for _, want := range []string{`data-date="2026-12-01" data-state="available"`,
			`name="j" value="SOIR" id="a-SOIR"`, "4,00\u00a0€",
			"3\u00a0places libres", "Pas en même temps que\u00a0: ETUDE.", "Réservable jusqu&#39;au lun. 30 nov. à " +
				"18\u00a0h."} {
			if !strings.Contains(soir, want) {
				t.Errorf("SOIR does not say %s: %s", want, soir)
			}
		}
		if etude := dayRowOf(t, page, "ETUDE"); !strings.Contains(etude, `data-state="waitlist"`) {
			t.Errorf("ETUDE: %s", etude)
		}
		for _, wrong := range []string{"/reservations/jour/2026-12-01?enfant=" + id(others.Children[0]),
			"/reservations/jour/2026-12-41?enfant=1",
			"/reservations/jour/hier?enfant=" + id(f.Children[0]), "/reservations/jour/2026-12-01?enfant=x"} {
			if status, _, body := s.do("GET", wrong, nil); status != 404 ||
				!strings.Contains(body, "Page introuvable") {
				t.Errorf("%s: %d", wrong, status)
			}
		}
	})
}

func TestATapOnADayRedrawsWhatItExcludes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		_, f, s := evening(t, d)
		where := "/reservations/jour/2026-12-01?enfant=" + id(f.Children[0])
		form := fields(t, s.get(where), "/reservations/jour")
		if form.Get("affiches") != "RESTO,SOIR,ETUDE" || form.Get("connus") != "" {
			t.Fatalf("got %v", form)
		}
		form.Set("j", "SOIR")
		status, body := s.tap("/reservations/jour", form)
		if status != 200 || strings.Contains(body, "<html") || len(body) > 2_500 {
			t.Fatalf("%d, %d bytes: %s", status, len(body), body)
		}
		for _, want := range []string{`hx-target="#recap"`, "1\u00a0ajout · 4,00\u00a0€",
			"1\u00a0jour à réserver, total 4,00\u00a0€. ETUDE\u00a0: Les horaires sont incompatibles avec SOIR."} {
			if !strings.Contains(body, want) {
				t.Errorf("no %q in %s", want, body)
			}
		}
		if etude := dayRowOf(t, body, "ETUDE"); !strings.Contains(etude, "Les horaires sont incompatibles avec SOIR. "+
			"Annulez d&#39;abord") || strings.Contains(etude, "<input") ||
			!strings.Contains(etude, `id="a-ETUDE" tabindex="-1"`) {
			t.Errorf("ETUDE: %s", etude)
		}
		if strings.Contains(body, `data-activity="SOIR"`) || strings.Contains(body, `data-activity="RESTO"`) {
			t.Error("a row that is as the browser shows it was redrawn")
		}
		// The same request again changes nothing; a page that is up to date receives no news.
		again := fields(t, s.get(where), "/reservations/jour")
		again.Set("j", "SOIR")
		if _, body := s.tap("/reservations/jour", again); strings.Contains(body, "data-activity") {
			t.Errorf("a repeated save redraws: %s", body)
		}
		// Unticking it makes the other available.
		again.Del("j")
		_, body = s.tap("/reservations/jour", again)
		if etude := dayRowOf(t, body, "ETUDE"); !strings.Contains(etude, `value="ETUDE"`) ||
			!strings.Contains(body, "ETUDE peut de nouveau être choisi.") {
			t.Errorf("ETUDE is not back: %s", body)
		}
		// Both at once: the second is refused with a reason, although it was a box.
		again = fields(t, s.get(where), "/reservations/jour")
		again["j"] = []string{"SOIR", "ETUDE"}
		_, body = s.tap("/reservations/jour", again)
		if etude := dayRowOf(t, body, "ETUDE"); strings.Contains(etude, "<input") {
			t.Errorf("both were taken: %s", etude)
		}
		foreign := url.Values{"_csrf": again["_csrf"], "enfant": {"999999"}, "jour": {"2026-12-01"}, "j": {"SOIR"}}
		if status, _ := s.tap("/reservations/jour", foreign); status != 404 {
			t.Errorf("another family's child: %d", status)
		}
	})
}

func TestADayWorksWithoutAScript(t *testing.T) {
	_, f, s := evening(t, dbtest.SQLite(t))
	child := id(f.Children[0])
	where := "/reservations/jour/2026-12-01?enfant=" + child
	page := s.get(where)
	if !strings.Contains(page, `<noscript><button class="btn quiet" name="enregistrer" value="1">`) {
		t.Error("nothing saves without a script")
	}
	form := fields(t, page, "/reservations/jour")
	form["j"] = []string{"SOIR"}
	if status, head, _ := s.do("POST", "/reservations/jour", form); status != 303 || head.Get("Location") != where {
		t.Errorf("%d %s", status, head.Get("Location"))
	}
	page = s.get(where)
	if soir := dayRowOf(t, page, "SOIR"); !strings.Contains(soir, `data-draft="add"`) ||
		!strings.Contains(soir, " checked") {
		t.Errorf("not kept: %s", soir)
	}
	form["j"] = []string{"SOIR", "ETUDE"}
	if _, head, _ := s.do("POST", "/reservations/jour", form); !strings.Contains(head.Get("Location"),
		"fait=partiel") || !strings.Contains(s.get(head.Get("Location")), "Une partie de vos choix") {
		t.Error("what was refused is not said")
	}
	// « Vérifier » also saves the boxes.
	form = fields(t, s.get(where), "/reservations/jour")
	form["j"] = []string{"SOIR", "RESTO"}
	if status, head, _ := s.do("POST", "/reservations/verifier", form); status != 303 ||
		head.Get("Location") != "/reservations/verifier" {
		t.Errorf("%d %s", status, head.Get("Location"))
	}
	if recap := s.get("/reservations/verifier"); !strings.Contains(recap, ">RESTO</span>") ||
		!strings.Contains(recap, ">SOIR</span>") {
		t.Error("the recap does not hold both")
	}
}

func TestWhoWaitsKnowsTheirRank(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		pool := w.Pool("etude", 1, 9)
		study := w.Activity("ETUDE", nil, pool)
		club := w.Activity("CLUB", func(a *db.Activity) { a.StartAt, a.EndAt = 990, 1050 }, pool) // in the same pool
		s := newSite(t, d)
		for range 3 { // one place, then two families on the waiting list
			s.book(w.Family(1, study), "ETUDE", 1)
		}
		s.book(w.Family(1, club), "CLUB", 1)
		mine := w.Family(1, study)
		before := s.as(mine)
		if row := dayRowOf(t, before.get("/reservations/jour/2026-12-01?enfant="+id(mine.Children[0])),
			"ETUDE"); !strings.Contains(row, "3\u00a0attendent déjà.") {
			t.Errorf("got %s", row)
		}
		s.book(mine, "ETUDE", 1)
		family := s.as(mine)
		if month := family.get("/reservations?mois=2026-12"); !strings.Contains(month,
			", en liste d&#39;attente, 4e position sur la liste<") {
			t.Error("the month does not say the rank")
		}
		if row := dayRowOf(t, family.get("/reservations/jour/2026-12-01?enfant="+id(mine.Children[0])),
			"ETUDE"); !strings.Contains(row, "Vous êtes 4e sur la liste d&#39;attente.") {
			t.Errorf("got %s", row)
		}
		if list := family.get("/suivi"); !strings.Contains(list,
			"En liste d&#39;attente<span>, 4e position sur la liste</span>") {
			t.Error("the follow-up does not say the rank")
		}
		// Priority comes first, whatever the order of the requests.
		if _, err := d.Write().ExecContext(context.Background(), "update reservations set priority = 1 where "+
			"family_id <> ?", mine.ID); err != nil {
			t.Fatal(err)
		}
		if month := family.get("/reservations?mois=2026-12"); !strings.Contains(month, "1re position sur la liste") {
			t.Error("priority does not count")
		}
	})
}

func TestCopying(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		_, f, s := evening(t, d)
		lea, noe := id(f.Children[0]), id(f.Children[1])
		to := "/reservations/recopier?enfant=" + lea + "&activite=SOIR"
		if page := s.get(to); !strings.Contains(page, "Il n'y a rien à recopier.") ||
			strings.Contains(page, "<fieldset") {
			t.Error("an empty draft can be copied")
		}
		v := portal.Viewer{AccountID: f.AccountID, FamilyID: f.ID, StructureID: 1, Revision: 1, Families: 1}
		day := func(n int) civil.Date { return civil.New(2026, time.December, n) }
		save := func(child int64, activity string, days ...civil.Date) {
			t.Helper()
			saved, err := s.portal.Save(context.Background(), v, portal.Boxes{ChildID: child, Activity: activity,
				Month: day(1).Month(), Shown: days, Ticked: days})
			if err != nil || len(saved.Differs) != 0 {
				t.Fatal(err, saved.Differs)
			}
		}
		save(f.Children[0], "SOIR", day(1), day(3), day(4))
		save(f.Children[1], "ETUDE", day(3))

		page := s.get(to) // where the days come from: they are proposed for the brother, in the same activity
		for _, want := range []string{`value="` + lea + `:SOIR" checked>Enfant0 – SOIR (3` + "\u00a0" + `jours)`,
			`<option value="` + noe + `:SOIR" selected>Enfant1 – SOIR</option>`,
			`id="du" name="du" value="2026-12-01"`, `id="au" name="au" value="2026-12-04"`} {
			if !strings.Contains(page, want) {
				t.Errorf("no %s", want)
			}
		}
		form := fields(t, page, "/reservations/recopier")
		form.Set("du", "2026-12-01")
		form.Set("au", "2026-12-31")
		post := func(status int, want ...string) {
			t.Helper()
			got, _, body := s.do("POST", "/reservations/recopier", form)
			if got != status {
				t.Errorf("%v: %d", form, got)
			}
			for _, one := range want {
				if !strings.Contains(body, one) {
					t.Errorf("no %q", one)
				}
			}
		}
		form.Set("vers", "")
		post(422, "Choisissez les jours à recopier.", `id="e-source"`, `id="e-vers"`)
		form.Set("source", lea+":SOIR")
		form.Set("vers", noe+":SOIR")
		form.Set("du", "2027-01-04")
		post(422, `id="au" name="au" value="2026-12-31" aria-invalid="true" aria-describedby="e-au"`)
		form.Set("au", "2027-01-31")
		post(422, "Il n&#39;y a pas de réservation à recopier sur cette période.", `<a href="#source">`)
		form.Set("du", "demain")
		post(422, `id="e-du"`)
		form.Set("du", "")
		form.Set("au", "")
		post(200, "2\u00a0jours recopiés, 1\u00a0non recopié", "jeu.\u00a03\u00a0déc.",
			"Les horaires sont incompatibles avec ETUDE. Annulez d&#39;abord",
			`href="/reservations/verifier"`, `href="/reservations?activite=SOIR&amp;enfant=`+noe+`&amp;mois=2026-12"`)
		post(200, "0\u00a0jour recopié, 3\u00a0non recopiés", "Ce jour est déjà réservé ou demandé.")

		form.Set("vers", "999999:SOIR")
		post(404)
		for _, wrong := range []string{"?enfant=999999&activite=SOIR", "?enfant=" + noe + "&activite=RIEN",
			"?enfant=x&activite=SOIR"} {
			if status, _, _ := s.do("GET", "/reservations/recopier"+wrong, nil); status != 404 {
				t.Errorf("%s: %d", wrong, status)
			}
		}
		draft, err := s.portal.Month(context.Background(), v, portal.MonthQuery{ChildID: f.Children[1],
			Activity: "SOIR", Month: day(1).Month()})
		if err != nil || draft.Draft.Adds != 6 {
			t.Errorf("the draft holds %d, %v", draft.Draft.Adds, err)
		}
		for _, one := range draft.Days() {
			if one.Date == day(1) && one.Draft != booking.Add {
				t.Error("the first day was not copied")
			}
		}
	})
}

// The reason of an activity closed by a debt includes the amount that opens it again.
func TestADebtIsExplainedOnTheDay(t *testing.T) {
	w, f, s := evening(t, dbtest.SQLite(t))
	w.Floor(-3000)
	w.Owes(f, -3420)
	row := dayRowOf(t, s.get("/reservations/jour/2026-12-01?enfant="+id(f.Children[0])), "RESTO")
	for _, want := range []string{`data-state="closed"`, "Suspendu", "Versez au moins 4,21\u00a0€ pour " +
		"débloquer les réservations. Annuler reste possible."} {
		if !strings.Contains(row, want) {
			t.Errorf("no %q in %s", want, row)
		}
	}
}

// A week that spans two months is shown and toggled whole; the toggles of the month and of its weekdays apply to that
// month only.
func TestAWeekThatTwoMonthsShare(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		_, f, s := evening(t, d)
		where := "/reservations?enfant=" + id(f.Children[0]) + "&activite=RESTO&mois=2026-12"
		toggle := func(name, value string, adds int, words string) {
			t.Helper()
			page := s.get(where)
			if !strings.Contains(page, `id="j-2026-11-30"`) || !strings.Contains(page, `<b class="far">30/11</b>`) ||
				strings.Contains(page, "30/12") {
				t.Fatal("the month does not show its first week whole, each day by its name")
			}
			form := fields(t, page, "/reservations/brouillon")
			form.Set(name, value)
			if status, _, _ := s.do("POST", "/reservations/brouillon", form); status != 303 {
				t.Fatalf("%s: %d", name, status)
			}
			page = s.get(where)
			if got := strings.Count(page, `data-draft="add"`); got != adds ||
				strings.Contains(page, `id="c-2026-11-30" data-date="2026-11-30" data-state="available" `+
					`data-draft="add"`) != (words == "whole") {
				t.Errorf("%s %s: %d days are drafted", name, value, got)
			}
			if status, _, _ := s.do("POST", "/reservations/abandonner",
				fields(t, page, "/reservations/brouillon")); status != 303 {
				t.Fatal(status)
			}
		}
		toggle("semaine", "2026-W49", 4, "whole") // lundi 30, mardi 1er, jeudi 3, vendredi 4
		toggle("colonne", "1", 4, "own")          // les lundis 7, 14, 21, 28
		toggle("mois_entier", "1", 17, "own")
	})
}
