package web_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/xuri/excelize/v2"

	"cartable/app/absence"
	"cartable/app/account"
	"cartable/app/counter"
	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/household"
	"cartable/app/leaving"
	"cartable/app/load"
	"cartable/app/night"
	"cartable/app/office"
	"cartable/app/operation"
	"cartable/app/people"
	"cartable/app/portal"
	"cartable/app/queue"
	"cartable/app/seal"
	"cartable/app/settings"
	"cartable/app/treasury"
	"cartable/app/web"
	"cartable/app/web/site"
	"cartable/db"
	"cartable/db/dbtest"
)

// browsing is a portal over a test town, and a signed-in browser.
type browsing struct {
	t       *testing.T
	app     *fiber.App
	options web.Options
	portal  *portal.Portal
	cookie  string
}

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, db.Paris)

func newSite(t *testing.T, d *db.DB) *browsing { return siteAt(t, d, func() time.Time { return noon }) }

// siteAt is newSite with a clock.
func siteAt(t *testing.T, d *db.DB, now func() time.Time) *browsing {
	catalogues := db.NewCatalogues(now)
	s := &browsing{t: t, portal: &portal.Portal{DB: d, Catalogues: catalogues, Now: now,
		SecretKey: []byte("a secret of a test, long enough for it"), BaseURL: "http://localhost:8080"}}
	base, key := desk.Base{DB: d, Catalogues: catalogues, Now: now}, s.portal.SecretKey
	operations := &operation.Operations{Base: base, Ring: func() {}, BaseURL: "http://localhost:8080",
		MailHost: "localhost"}
	s.options = web.Options{
		Options: site.Options{Account: &account.Accounts{DB: d, Now: now, SecretKey: key,
			BaseURL: "http://localhost:8080"}, Now: now, Loc: db.Paris,
			BaseURL: "http://localhost:8080", Secret: []byte("a secret of a test, long enough for it")},
		Portal: s.portal, Office: &office.Office{Base: base}, Queue: queue.New(base, key),
		Counter: &counter.Counter{Base: base, Portal: s.portal, Operations: operations,
			BaseURL: "http://localhost:8080", MailHost: "localhost"},
		People:   &people.People{Base: base, HashDrawn: account.HashDrawn},
		Treasury: &treasury.Treasury{Base: base}, Operations: operations,
		Households: &household.Households{Base: base},
		Leavings:   &leaving.Leavings{Base: base},
		Absences:   &absence.Absences{Base: base, BaseURL: "http://localhost:8080", MailHost: "localhost"},
		Settings:   &settings.Settings{Base: base, Operations: operations},
		Loader:     &load.Loader{Base: base, BaseURL: "http://localhost:8080"},
		Night:      &night.Night{DB: d, Catalogues: catalogues, Now: now}, Watch: portal.NewWatch(d),
	}
	app, err := web.New(s.options)
	if err != nil {
		t.Fatal(err)
	}
	s.app = app
	return s
}

// as opens a session for a family without a password.
func (s *browsing) as(f dbtest.Family) *browsing {
	s.t.Helper()
	token := "token-of-a-test-" + url.QueryEscape(s.t.Name()) + time.Now().String()
	token = regexp.MustCompile(`[^a-zA-Z0-9-]`).ReplaceAllString(token, "")
	now := time.Now().UTC()
	if err := s.portal.DB.Write().AddSession(context.Background(),
		&db.Session{ID: seal.Digest(token), AccountID: f.AccountID,
			FamilyID: f.ID, CreatedAt: now, SeenAt: now, ExpiresAt: now.Add(time.Hour)}); err != nil {
		s.t.Fatal(err)
	}
	again := *s
	again.cookie = "session=" + token
	return &again
}

func (s *browsing) do(method, path string, form url.Values) (int, http.Header, string) {
	s.t.Helper()
	return s.ask(method, path, form)
}

// ask sends the requests of these tests. More headers follow as names and values; htmx is the list for requests of the
// script.
func (s *browsing) ask(method, path string, form url.Values, headers ...string) (int, http.Header, string) {
	s.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r := httptest.NewRequest(method, path, body)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.Header.Set("Cookie", s.cookie)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	answer, err := s.app.Test(r, 20_000)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer.StatusCode, answer.Header, string(text)
}

func (s *browsing) get(path string) string {
	s.t.Helper()
	status, _, body := s.do("GET", path, nil)
	if status != 200 {
		s.t.Fatalf("GET %s: %d", path, status)
	}
	return body
}

var csrfField = regexp.MustCompile(`name="_csrf" value="([\w.]+)"`)

// book ticks days of December for the family's first child and validates them.
func (s *browsing) book(f dbtest.Family, activity string, days ...int) {
	s.t.Helper()
	ctx := context.Background()
	v := portal.Viewer{AccountID: f.AccountID, FamilyID: f.ID, StructureID: 1, Revision: 1, Families: 1}
	boxes := portal.Boxes{ChildID: f.Children[0], Activity: activity, Month: civil.MonthOf(2026, time.December)}
	for _, d := range days {
		boxes.Shown = append(boxes.Shown, civil.New(2026, 12, d))
	}
	boxes.Ticked = boxes.Shown
	if _, err := s.portal.Save(ctx, v, boxes); err != nil {
		s.t.Fatal(err)
	}
	recap, err := s.portal.Recap(ctx, v)
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := s.portal.Validate(ctx, v, recap.RecapKey); err != nil {
		s.t.Fatal(err)
	}
}

func TestTheFollowUpLeavesInThreeForms(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", func(a *db.Activity) { a.Name = "=CANTINE" }, w.Pool("cantine", 10, 5))
		f := w.Family(1, meal)
		s := newSite(t, d).as(f)
		s.book(f, "RESTO", 1, 3)

		csv := s.get("/suivi/export.csv")
		if !strings.HasPrefix(csv, "\ufeffDate;Activité;") ||
			!strings.Contains(csv, "01/12/2026;'=CANTINE;Enfant0;12:00;13:30;4,00;Acceptée;non\r\n") {
			t.Fatalf("got %q", csv)
		}
		book, err := excelize.OpenReader(bytes.NewReader([]byte(s.get("/suivi/export.xlsx"))))
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := book.GetCellValue("Réservations", "A2"); got != "01/12/2026" {
			t.Errorf("the date is %q", got)
		}
		if kind, _ := book.GetCellType("Réservations", "F2"); kind != excelize.CellTypeUnset &&
			kind != excelize.CellTypeNumber {
			t.Errorf("the cost is of type %v", kind)
		}
		if formula, _ := book.GetCellFormula("Réservations", "B2"); formula != "" {
			t.Errorf("a name became the formula %q", formula)
		}

		token := csrfField.FindStringSubmatch(s.get("/suivi/agenda"))[1]
		_, _, page := s.do("POST", "/suivi/agenda", url.Values{"_csrf": {token}})
		address := regexp.MustCompile(`http://localhost:8080(/agenda/[\w-]+\.ics)`).FindStringSubmatch(page)
		if address == nil {
			t.Fatal("the address of the calendar must be shown once")
		}
		if strings.Contains(s.get("/suivi/agenda"), "/agenda/q") ||
			strings.Contains(s.get("/suivi/agenda"), address[1]) {
			t.Error("the address must not be shown again")
		}
		stranger := newSite(t, d)
		stranger.portal = s.portal
		calendar := stranger.get(address[1])
		if strings.Count(calendar, "BEGIN:VEVENT") != 2 || !strings.Contains(calendar, "DTSTART:20261201T110000Z") {
			t.Fatalf("got %s", calendar)
		}
		if status, _, _ := s.do("POST", "/suivi/agenda/arreter", url.Values{"_csrf": {token}}); status != 303 {
			t.Fatalf("got %d", status)
		}
		gone, _, body := stranger.do("GET", address[1], nil)
		never, _, other := stranger.do("GET", "/agenda/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.ics", nil)
		if gone != 404 || never != 404 || body != other {
			t.Errorf("a calendar that was stopped and one that never was must look alike: %d and %d", gone, never)
		}
	})
}

func TestOpenCalendarsLearnOfTheLastPlace(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 1, 0))
		other, mine := w.Family(1, meal), w.Family(1, meal)
		s := newSite(t, d)
		ctx := context.Background()
		v := portal.Viewer{AccountID: mine.AccountID, FamilyID: mine.ID, StructureID: w.Structure.ID, Revision: 1,
			Families: 1}
		// Each web process has its own Watch.
		watch := portal.NewWatch(d)
		session := seal.Digest(strings.TrimPrefix(s.as(mine).cookie, "session="))
		open, err := watch.Month(ctx, s.portal, session, v, "RESTO", civil.MonthOf(2026, time.December))
		if err != nil {
			t.Fatal(err)
		}
		defer watch.Leave(open)
		elsewhere, err := watch.Month(ctx, s.portal, session, v, "RESTO", civil.MonthOf(2027, time.January))
		if err != nil {
			t.Fatal(err)
		}
		defer watch.Leave(elsewhere)
		s.book(other, "RESTO", 3)
		select {
		case days := <-open.Days():
			if len(days) != 1 || days[0] != civil.New(2026, 12, 3) {
				t.Fatalf("got %v", days)
			}
		case <-time.After(dbtest.Patience):
			t.Fatal("an open calendar must learn of it")
		}
		select {
		case days := <-elsewhere.Days():
			t.Fatalf("January does not care, got %v", days)
		case <-time.After(1500 * time.Millisecond):
		}
		cells := s.as(mine).get("/reservations/fraicheur?activite=RESTO&mois=2026-12&jours=2026-12-03:available")
		if !strings.Contains(cells, `data-date="2026-12-03" data-state="full"`) || !strings.Contains(cells, "complet") {
			t.Fatalf("got %s", cells)
		}
	})
}
