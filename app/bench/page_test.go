package bench

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"cartable/app/account"
	"cartable/app/portal"
	"cartable/app/web"
	"cartable/app/web/site"
	"cartable/db"
	"cartable/db/dbtest"
)

// stage is a town with the portal, once direct and once behind the relay, and the bare handler.
type stage struct {
	testing.TB
	d      *db.DB
	portal *portal.Portal
	relay  *relay
	watch  *watch
	bare   *bare

	ours, noted, theirs fasthttp.RequestHandler
}

func newStage(t testing.TB, families int) *stage {
	t.Helper()
	_, s := newStageAt(t, families)
	return s
}

// newStageAt also returns the address of its database.
func newStageAt(t testing.TB, families int) (address string, s *stage) {
	t.Helper()
	address = dbtest.PostgresURL(t)
	build(t, address, size{families: families})
	s = &stage{TB: t, d: open(t, address), relay: newRelay(t, address), bare: newBare(t, address)}
	through := open(t, s.relay.URL)
	t.Cleanup(func() { s.d.Close(); through.Close() })
	s.portal = portalOn(s.d)
	s.ours, s.noted = serve(t, s.portal), serve(t, portalOn(through))
	s.watch = newWatch(t, s.d)
	return address, s
}

func portalOn(d *db.DB) *portal.Portal {
	return &portal.Portal{DB: d, Catalogues: db.NewCatalogues(clock), Now: clock}
}

func serve(t testing.TB, p *portal.Portal) fasthttp.RequestHandler {
	t.Helper()
	app, err := web.New(web.Options{Portal: p,
		Options: site.Options{Account: &account.Accounts{DB: p.DB, Now: clock,
			SecretKey: []byte("of the benchmarks alone")}, Now: clock, Loc: db.Paris,
			BaseURL: "http://bench.example.org", Secret: []byte("of the benchmarks alone")}})
	if err != nil {
		t.Fatal(err)
	}
	return app.Handler()
}

// do passes a request to a handler, checks the status of the answer, and returns the answer.
func (s *stage) do(handler fasthttp.RequestHandler, c *fasthttp.RequestCtx, status int) *fasthttp.Response {
	c.Response.Reset()
	c.ResetUserValues()
	handler(c)
	if got := c.Response.StatusCode(); got != status {
		s.Fatalf("%s: %d, not %d: %.300s", c.Request.URI(), got, status, c.Response.Body())
	}
	return &c.Response
}

// request returns a request of a family's browser.
func request(method, uri, token, form string) *fasthttp.RequestCtx {
	c := &fasthttp.RequestCtx{}
	c.Init(&fasthttp.Request{}, nil, nil)
	c.Request.Header.SetMethod(method)
	c.Request.SetRequestURI(uri)
	c.Request.SetHost("bench.example.org")
	c.Request.Header.SetCookie("session", token)
	c.Request.Header.Set("Sec-Fetch-Site", "same-origin")
	if method == fiber.MethodPost {
		c.Request.Header.SetContentType(fiber.MIMEApplicationForm)
		c.Request.SetBodyString(form)
	}
	return c
}

// note sends a request through the relay and gives the bare handler the same work; it returns that request. All later
// answers of the portal must have the given status.
func (s *stage) note(c *fasthttp.RequestCtx, status int) *fasthttp.RequestCtx {
	s.Helper()
	s.relay.take()
	answer := s.do(s.noted, c, status)
	calls := s.relay.take()
	if len(calls) == 0 {
		s.Fatal("the relay saw no statement")
	}
	twin := request(fiber.MethodGet, fmt.Sprintf("/%d", s.bare.add(s, calls, answer)), "", "")
	twin.Request.Header.Set("Accept-Encoding", string(c.Request.Header.Peek("Accept-Encoding")))
	return twin
}

// begin creates the bare handler, opens all connections and finds the processes that serve them.
func (s *stage) begin(warm func()) {
	s.theirs = s.bare.handler()
	warm()
	s.watch.look(s)
}

// rounds is how many times both sides of a request are measured in turn, some forty requests each time.
const rounds = 25

func monthURI(family int64, activity string) string {
	return fmt.Sprintf("/reservations?enfant=%d&activite=%s&mois=2026-12", family*2, activity)
}

// BenchmarkMonth measures the calendar as a family with two children opens it: twenty families, five activities.
func BenchmarkMonth(b *testing.B) {
	s := newStage(b, 500)
	page := func(i, family int64) string {
		return monthURI(family, []string{"CANTINE", "MATIN", "SOIR", "ETUDE",
			fmt.Sprintf("ATELIER%d", 1+family*2%workshops)}[i%5])
	}
	s.opened(b, "month", "", page)
	s.opened(b, "month, gzip", "gzip", page)
}

// BenchmarkPages measures the other pages that families open most, with a month of debits and payments.
func BenchmarkPages(b *testing.B) {
	s := newStage(b, 500)
	growOld(b, s)
	for _, page := range []struct{ name, uri string }{
		{"home", "/"}, {"follow-up", "/suivi"}, {"history", "/historique"},
	} {
		uri := func(int64, int64) string { return page.uri }
		s.opened(b, page.name, "", uri)
		if page.uri == "/" {
			s.opened(b, page.name+", gzip", "gzip", uri)
		}
	}
}

// opened measures a page that twenty families open. Requests have their own answers, the bare ones their own
// statements: those of the page as the portal made them in this run.
func (s *stage) opened(b *testing.B, name, accepts string, uri func(i, family int64) string) {
	b.Run(strings.ReplaceAll(name, ", ", "-"), func(b *testing.B) {
		var ours, theirs []*fasthttp.RequestCtx
		first := len(s.bare.plans)
		for i := range int64(20) {
			family := 2 + 2*i
			token := signIn(b, s.d, family)
			c := request(fiber.MethodGet, uri(i, family), token, "")
			c.Request.Header.Set("Accept-Encoding", accepts)
			s.do(s.noted, c, 200) // reads the catalogue
			plain := request(fiber.MethodGet, uri(i, family), token, "")
			twin := s.note(plain, 200)
			twin.Request.Header.Set("Accept-Encoding", accepts)
			ours, theirs = append(ours, c), append(theirs, twin)
		}
		all := func(handler fasthttp.RequestHandler, requests []*fasthttp.RequestCtx) func() {
			return func() {
				for range 2 {
					for _, c := range requests {
						s.do(handler, c, 200)
					}
				}
			}
		}
		n := 2 * len(ours)
		s.begin(func() { all(s.ours, ours)(); all(s.theirs, theirs)() })
		for _, c := range []*fasthttp.RequestCtx{ours[0], theirs[0]} {
			if got := string(c.Response.Header.Peek("Content-Encoding")); got != accepts {
				b.Fatalf("Content-Encoding %q, not %q", got, accepts)
			}
		}
		f := pair(name, onCPU, rounds,
			func() spent { return s.watch.measure(n, all(s.ours, ours)) },
			func() spent { return s.watch.measure(n, all(s.theirs, theirs)) })
		report(b, f)
		b.Logf("%d statements, %d bytes", len(s.bare.plans[first].calls), len(s.bare.plans[first].answer.Body()))
	})
}

var hidden = regexp.MustCompile(`<input type="hidden" name="(_csrf|affiches)" value="([^"]*)">`)

// tapForm returns the form that the calendar sends after some taps: the days that are ticked now, and those that
// were.
func tapForm(page []byte, family int64, activity string, known, ticked []string) string {
	form := fmt.Sprintf("enfant=%d&activite=%s&mois=2026-12&rev=1&connus=%s", family*2, activity,
		strings.Join(known, ","))
	for _, field := range hidden.FindAllSubmatch(page, -1) {
		form += fmt.Sprintf("&%s=%s", field[1], field[2])
	}
	for _, day := range ticked {
		form += "&j=" + day
	}
	return form
}

// BenchmarkTap measures a day ticked and unticked in a draft of four other days.
func BenchmarkTap(b *testing.B) {
	s := newStage(b, 500)
	days := []string{"2026-12-07", "2026-12-08", "2026-12-10", "2026-12-11", "2026-12-14"}
	var ours, theirs []*fasthttp.RequestCtx
	for i := range int64(10) {
		family := 2 + 2*i
		token := signIn(b, s.d, family)
		page := s.do(s.noted, request(fiber.MethodGet, monthURI(family, "ETUDE"), token, ""), 200).Body()
		var known []string
		for _, ticked := range [][]string{days[:4], days, days[:4]} {
			c := request(fiber.MethodPost, "/reservations/brouillon", token,
				tapForm(page, family, "ETUDE", known, ticked))
			known = ticked
			c.Request.Header.Set("HX-Request", "true")
			ours, theirs = append(ours, c), append(theirs, s.note(c, 200))
		}
		first := len(ours) - 3 // the first four were only preparation
		ours, theirs = append(ours[:first], ours[first+1:]...), append(theirs[:first], theirs[first+1:]...)
	}
	all := func(handler fasthttp.RequestHandler, requests []*fasthttp.RequestCtx) func() {
		return func() {
			for range 2 {
				for _, c := range requests {
					s.do(handler, c, 200)
				}
			}
		}
	}
	n := 2 * len(ours)
	s.begin(func() { all(s.ours, ours)(); all(s.theirs, theirs)() })
	f := pair("tap", onCPU, rounds,
		func() spent { return s.watch.measure(n, all(s.ours, ours)) },
		func() spent { return s.watch.measure(n, all(s.theirs, theirs)) })
	report(b, f)
	last := s.bare.plans[len(s.bare.plans)-1]
	b.Logf("%d statements, %d bytes", len(last.calls), len(last.answer.Body()))
}

// drafted is the number of days in a validation.
const drafted = 20

// BenchmarkValidation measures the validation of a draft of twenty days, the same days for all: sixteen families, one
// after the other and four at once, as parents do when bookings open.
func BenchmarkValidation(b *testing.B) {
	s := newStage(b, 500)
	v := newValidations(s, 16)
	// At once, the replayed statements name the validation of another one, which may not be there yet.
	for _, table := range []string{"movements", "validation_lines"} {
		if _, err := s.d.Write().ExecContext(context.Background(), fmt.Sprintf(
			"alter table %[1]s drop constraint %[1]s_validation_id_fkey", table)); err != nil {
			b.Fatal(err)
		}
	}
	for _, kind := range []struct {
		name   string
		atOnce int
	}{{"validation of 20 days", 1}, {"the same, four at once", 4}} {
		b.Run(strings.ReplaceAll(kind.name, " ", "-"), func(b *testing.B) {
			s.begin(func() {
				v.reset()
				v.all(s.ours, v.ours, kind.atOnce)
				v.reset()
				v.all(s.theirs, v.theirs, kind.atOnce)
			})
			side := func(handler fasthttp.RequestHandler, requests []*fasthttp.RequestCtx,
				waited *[]time.Duration) func() spent {
				return func() spent {
					v.reset()
					defer v.check()
					return s.watch.measure(len(requests), func() {
						*waited = append(*waited, v.all(handler, requests, kind.atOnce)...)
					})
				}
			}
			var us, them []time.Duration
			f := pair(kind.name, onCPU, rounds, side(s.ours, v.ours, &us), side(s.theirs, v.theirs, &them))
			report(b, f)
			slices.Sort(us)
			slices.Sort(them)
			b.Logf("%d statements; p50 %s, p95 %s; the bare handler %s, %s", len(s.bare.plans[0].calls),
				us[len(us)/2], us[len(us)*95/100], them[len(them)/2], them[len(them)*95/100])
		})
	}
}

// validations are drafts that can be validated repeatedly, by the portal and by the bare handler: each reset restores
// the rows and the database's sequences, so that replayed statements contain valid ids.
type validations struct {
	*stage
	families              int
	movement, reservation int64 // the last ids that stay
	ours, theirs          []*fasthttp.RequestCtx
}

func newValidations(s *stage, families int) *validations {
	s.Helper()
	v := &validations{stage: s, families: families}
	ctx := context.Background()
	if err := s.d.Read().NewRaw("select (select max(id) from movements), (select max(id) from reservations)").Scan(ctx,
		&v.movement, &v.reservation); err != nil {
		s.Fatal(err)
	}
	v.reset()
	for i := range int64(families) {
		family := 2 + 2*i
		token := signIn(s, s.d, family)
		page := s.do(s.noted, request(fiber.MethodGet, monthURI(family, "ETUDE"), token, ""), 200).Body()
		recap, err := s.portal.Recap(ctx, portal.Viewer{AccountID: family, FamilyID: family, StructureID: 1,
			Revision: 1, Families: 1})
		if err != nil || len(recap.Bookings) != drafted {
			s.Fatalf("%d days in the recap (%v)", len(recap.Bookings), err)
		}
		form := fmt.Sprintf("demande=%d&revision=%d&annonce=%s&_csrf=%s", recap.DraftID, recap.Revision, recap.Told,
			hidden.FindSubmatch(page)[2])
		c := request(fiber.MethodPost, "/reservations/valider", token, form)
		v.ours, v.theirs = append(v.ours, c), append(v.theirs, s.note(c, 303))
	}
	v.check()
	return v
}

func (v *validations) reset() {
	v.Helper()
	for _, query := range []string{
		fmt.Sprintf(`begin;
		alter table movements disable trigger user;
		delete from movements where id > %[1]d;
		alter table movements enable trigger user;
		delete from validation_lines; delete from validations;
		delete from reservations where id > %[2]d;
		delete from slots where pool_id = 4;
		delete from draft_lines; delete from drafts;
		insert into drafts (id, account_id, family_id, revision, updated_at) select f * 2, f * 2, f * 2, 1, '%[5]s' from
			generate_series(1, %[3]d) f;
		insert into draft_lines (draft_id, child_id, activity_id, date, kind) select d.id, d.id * 2, 4, date, 'add'
			from drafts d, (select date from bench_days where date >= '2026-12-01' order by date limit %[4]d) as asked;
		select setval(pg_get_serial_sequence('movements', 'id'), %[1]d), setval(pg_get_serial_sequence('reservations',
			'id'), %[2]d),
			setval(pg_get_serial_sequence('validations', 'id'), 1);
		commit`, v.movement, v.reservation, v.families, drafted, noon.UTC().Format(time.RFC3339)),
		"vacuum movements, validation_lines, validations, reservations, slots, drafts, draft_lines",
	} {
		if _, err := v.d.Write().ExecContext(context.Background(), query); err != nil {
			v.Fatal(err)
		}
	}
}

// all sends requests, some at once, and returns how long each took.
func (v *validations) all(handler fasthttp.RequestHandler, requests []*fasthttp.RequestCtx,
	atOnce int) []time.Duration {
	v.Helper()
	took := make([]time.Duration, len(requests))
	var all sync.WaitGroup
	for first := range atOnce {
		all.Go(func() {
			for i := first; i < len(requests); i += atOnce {
				from := time.Now()
				c := requests[i]
				c.Response.Reset()
				c.ResetUserValues()
				handler(c)
				took[i] = time.Since(from)
			}
		})
	}
	all.Wait()
	for _, c := range requests {
		if got := c.Response.StatusCode(); got != 303 {
			v.Fatalf("%d: %.300s", got, c.Response.Body())
		}
	}
	return took
}

// check fails unless each family got its days, and all other rows are consistent.
func (v *validations) check() {
	v.Helper()
	var booked, told int
	err := v.d.Read().NewRaw(`select (select count(*) from reservations r join movements m on m.reservation_id = r.id
		where r.id > ? and r.state = 'accepted'),
		(select coalesce(sum(accepted), 0) from slots where pool_id = 4)`, v.reservation).Scan(context.Background(),
		&booked, &told)
	if want := v.families * drafted; err != nil || booked != want || told != want {
		v.Fatalf("%d days booked and %d counted, not %d (%v)", booked, told, want, err)
	}
}
