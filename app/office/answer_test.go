package office_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"cartable/app/desk"
	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/office"
	"cartable/app/portal"
	"cartable/db"
	"cartable/db/dbtest"
)

// hand is a town hall whose clerk gives the places of a trip by hand.
type hand struct {
	*desktest.Counter
	ctx    context.Context
	portal *portal.Portal
	trip   int64
}

func newHand(t *testing.T, d *db.DB, places, waiting int) *hand {
	h := &hand{Counter: desktest.NewCounter(t, d), ctx: context.Background()}
	h.portal = &portal.Portal{DB: d, Catalogues: h.Office.Catalogues, Now: h.Office.Now}
	h.trip = h.Activity("SORTIE", func(a *db.Activity) { a.Allot, a.Weekdays = "manual", "1234567" },
		h.Pool("car", places, waiting))
	return h
}

// openToTheLast lets the trip be booked until its day.
func (h *hand) openToTheLast() {
	h.T.Helper()
	h.Exec("update activities set book_by = 'none' where code = 'SORTIE'")
	h.Exec("update structures set revision = revision + 1")
	h.Desk.Revision = 2
}

func (h *hand) viewer(f dbtest.Family) portal.Viewer {
	return portal.Viewer{AccountID: f.AccountID, FamilyID: f.ID, StructureID: h.Structure.ID, Revision: 1, Families: 1}
}

// want ticks or unticks a day for the first child of a family, and validates. It returns the request.
func (h *hand) want(f dbtest.Family, day civil.Date, ticked bool) (id int64) {
	h.T.Helper()
	v := h.viewer(f)
	boxes := portal.Boxes{ChildID: f.Children[0], Activity: "SORTIE", Month: day.Month(), Shown: []civil.Date{day}}
	if ticked {
		boxes.Ticked = boxes.Shown
	}
	if _, err := h.portal.Save(h.ctx, v, boxes); err != nil {
		h.T.Fatal(err)
	}
	recap, err := h.portal.Recap(h.ctx, v)
	if err != nil {
		h.T.Fatal(err)
	}
	if _, err := h.portal.Validate(h.ctx, v, recap.RecapKey); err != nil {
		h.T.Fatal(err)
	}
	h.Now = h.Now.Add(time.Second)
	if err := h.DB.Read().NewSelect().Table("reservations").ColumnExpr("max(id)").Where("family_id = ? and date = ?",
		f.ID, day).Scan(h.ctx, &id); err != nil {
		h.T.Fatal(err)
	}
	return id
}

func (h *hand) say(say booking.Status, words string, ids ...int64) office.Answered {
	h.T.Helper()
	done, err := h.Office.Answer(h.ctx, h.Desk, office.Answers{IDs: ids, Say: say, Words: words})
	if err != nil {
		h.T.Fatal(err)
	}
	return done
}

// left fails the test unless an answer reached so many requests, and not the others, for these reasons.
func (h *hand) left(done office.Answered, reached int, why ...string) {
	h.T.Helper()
	if done.Done != reached || len(done.Left) != len(why) {
		h.T.Fatalf("%d answered, left %+v, want %d and %q", done.Done, done.Left, reached, why)
	}
	for i, one := range done.Left {
		if !strings.Contains(one.Why, why[i]) {
			h.T.Errorf("left because %q, want %q", one.Why, why[i])
		}
	}
}

func (h *hand) state(id int64) (state string) {
	h.T.Helper()
	if err := h.DB.Read().NewSelect().Table("reservations").Column("state").Where("id = ?", id).Scan(h.ctx,
		&state); err != nil {
		h.T.Fatal(err)
	}
	return state
}

// report returns the last report to a family.
func (h *hand) report(f dbtest.Family) (body string) {
	h.T.Helper()
	_ = h.DB.Read().NewSelect().Table("reports").Column("body").Where("family_id = ?", f.ID).Order("id desc").Limit(1).
		Scan(h.ctx, &body)
	return body
}

func (h *hand) count(table, where string, args ...any) int64 {
	h.T.Helper()
	n, err := h.DB.Read().NewSelect().Table(table).Where(where, args...).Count(h.ctx)
	if err != nil {
		h.T.Fatal(err)
	}
	return n
}

// What fits of the whole list is accepted by one click, by priority and in the order of the requests, whatever the
// page; who gets no place keeps waiting for an answer.
func TestAllThatFitIsAccepted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHand(t, d, 60, 0)
		day := desktest.Thursday + 13
		var asked []int64
		for i := range 65 {
			f := h.Family(1, h.trip)
			if i < 64 { // the last one has priority
				h.Exec("update enrolments set priority = 5 where child_id = ?", f.Children[0])
			}
			asked = append(asked, h.want(f, day, true))
		}
		other := h.want(h.Family(1, h.trip), day+7, true)
		done, err := h.Office.AnswerFitting(h.ctx, h.Desk, office.ToAnswerQuery{Activity: "SORTIE"})
		if err != nil || done.Done != 61 || done.Without != 5 || done.More != 0 || len(done.Left) != 0 {
			t.Fatalf("%+v (%v)", done, err)
		}
		if got := h.state(other); got != "accepted" {
			t.Errorf("a request of another day is %s", got)
		}
		if n := h.count("reservations", "date = ? and state = 'accepted'", day); n != 60 {
			t.Errorf("%d places are given of 60", n)
		}
		for i, id := range asked {
			want := "accepted"
			if i >= 59 && i < 64 {
				want = "pending"
			}
			if got := h.state(id); got != want {
				t.Errorf("request %d is %s, want %s", i, got, want)
			}
		}
		h.Sound()
		if done, err = h.Office.AnswerFitting(h.ctx, h.Desk, office.ToAnswerQuery{}); err != nil || done.Done != 0 ||
			done.Without != 5 {
			t.Errorf("again: %+v (%v)", done, err)
		}
	})
}

// Five families ask for two places and one to wait for. What staff answer is judged once more, told once by the next
// report, and followed by the night like any other request.
func TestStaffAnswerRequests(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHand(t, d, 2, 1)
		day := desktest.Thursday + 13
		var families []dbtest.Family
		var asked []int64
		for range 5 {
			f := h.Family(1, h.trip)
			families, asked = append(families, f), append(asked, h.want(f, day, true))
		}
		h.RunNight()
		if body := h.report(families[0]); !strings.Contains(body, "EN ATTENTE DE REPONSE") {
			t.Errorf("the first report says:\n%s", body)
		}
		list, err := h.Office.ToAnswer(h.ctx, h.Desk, office.ToAnswerQuery{}, 1)
		if err != nil || len(list.Groups) != 5 || list.Fitting() != 2 {
			t.Fatalf("%+v (%v)", list, err)
		}
		for i, g := range list.Groups {
			r := g.Rows[0]
			if r.ID != asked[i] || r.Rank != i+1 || r.Of != 5 || r.Free != 2 || r.Fits != (i < 2) ||
				r.Queues != (i == 2) {
				t.Errorf("row %d: %+v", i, r)
			}
		}
		h.want(families[4], day, false)
		h.left(h.say(booking.Accepted, "", asked[0], asked[2], asked[4]), 2, "La famille a retiré sa demande.")
		h.left(h.say(booking.Accepted, "", asked[0], asked[1]), 1, "plus de place") // the first was sent twice
		h.left(h.say(booking.Refused, "Trop tard", asked[0]), 0, "Déjà répondu par accueil")
		h.left(h.say(booking.Waitlisted, "", asked[1]), 1)
		h.left(h.say(booking.Waitlisted, "", asked[3]), 0, "liste d'attente de ce jour est complète")
		h.left(h.say(booking.Refused, "Dossier incomplet", asked[3]), 1)
		h.Sound()
		h.RunNight()
		for i, want := range []string{"RESERVATIONS ACCEPTEES", "LISTE D'ATTENTE", "RESERVATIONS ACCEPTEES",
			"Dossier incomplet"} {
			if body := h.report(families[i]); !strings.Contains(body, want) {
				t.Errorf("family %d is told:\n%s", i, body)
			}
		}
		if n := h.count("decisions", "became <> 'pending'"); n != 4 {
			t.Errorf("%d answers reported, want 4", n)
		}
		h.RunNight()
		if n := h.count("decisions", "became <> 'pending'"); n != 4 {
			t.Errorf("%d answers reported after another night, want 4", n)
		}
		rows, err := h.portal.FollowUp(h.ctx, h.viewer(families[3]), portal.Filter{Transmitted: true,
			Statuses: []booking.Status{booking.Refused}})
		if err != nil || len(rows.Rows) != 1 || !strings.Contains(rows.Rows[0].Why, "Dossier incomplet") {
			t.Errorf("the family reads %+v (%v)", rows.Rows, err)
		}
		h.want(families[0], day, false) // gives its place back: the night gives it to the one who waits
		h.RunNight()
		if got := h.state(asked[1]); got != "accepted" {
			t.Errorf("whoever waited is %s", got)
		}
		h.Sound()
	})
}

// A place that came free is not given past those who wait for it.
func TestNobodyIsAnsweredPastTheWaitingList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHand(t, d, 1, 5)
		day := desktest.Thursday + 13
		one, two, three := h.Family(1, h.trip), h.Family(1, h.trip), h.Family(1, h.trip)
		first, second, third := h.want(one, day, true), h.want(two, day, true), h.want(three, day, true)
		h.left(h.say(booking.Accepted, "", first), 1)
		h.left(h.say(booking.Waitlisted, "", second), 1)
		h.want(one, day, false)
		h.left(h.say(booking.Accepted, "", third), 0, "1 enfant attend avant cette demande")
		h.RunNight()
		if h.state(second) != "accepted" || h.state(third) != "pending" {
			t.Errorf("second %s, third %s", h.state(second), h.state(third))
		}
		h.Sound()
	})
}

// Whoever waits for today or tomorrow is written to at once, and no report repeats it.
func TestAnAnswerForTomorrowLeavesAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHand(t, d, 5, 5)
		f := h.Family(1, h.trip)
		h.openToTheLast()
		id := h.want(f, desktest.Thursday+1, true)
		h.RunNight()
		h.left(h.say(booking.Refused, "Car complet", id), 1)
		mails := dbtest.Query(t, d, "select subject, body from mails where kind = 'answer'")
		if len(mails) != 1 || !strings.Contains(mails[0], "Réponse à votre demande") ||
			!strings.Contains(mails[0], "refusée (Car complet)") {
			t.Errorf("mails: %q", mails)
		}
		h.RunNight()
		if n := h.count("decisions", "became = 'refused'"); n != 0 {
			t.Errorf("the report repeats it: %d", n)
		}
		var answer int64
		if err := d.Read().NewSelect().Table("answers").Column("id").Scan(h.ctx, &answer); err != nil {
			t.Fatal(err)
		}
		desktest.Is(t, h.Office.TakeBack(h.ctx, h.Desk, answer), fault.Conflict)
		page, err := h.portal.Day(h.ctx, h.viewer(f), f.Children[0], desktest.Thursday+1)
		if err != nil || !slices.ContainsFunc(page.Rows, func(row portal.DayRow) bool {
			return strings.Contains(row.Refused, "La mairie a refusé cette demande (Car complet).")
		}) {
			t.Errorf("the day says %+v (%v)", page.Rows, err)
		}
		home, err := h.portal.Home(h.ctx, h.viewer(f))
		if err != nil || len(home.Since.Changes) != 1 || !strings.Contains(home.Since.Changes[0].Why, "Car complet") {
			t.Errorf("home says %+v (%v)", home.Since, err)
		}
	})
}

// The home page says what the night made of a request that a mail had put on the waiting list.
func TestTheNightAfterAnAnswerIsSeen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHand(t, d, 5, 5)
		h.openToTheLast()
		f := h.Family(1, h.trip)
		id := h.want(f, desktest.Thursday+1, true)
		h.left(h.say(booking.Waitlisted, "", id), 1)
		h.RunNight()
		home, err := h.portal.Home(h.ctx, h.viewer(f))
		if err != nil || h.state(id) != "accepted" || len(home.Since.Changes) != 1 ||
			home.Since.Changes[0].Word != "Place obtenue" {
			t.Errorf("%s, and home says %+v (%v)", h.state(id), home.Since, err)
		}
	})
}

// Who has no address to be written to at once is told by the next report, and has the day of its mail to decline.
func TestAnAnswerWaitsForWhoHasNoAddress(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHand(t, d, 5, 5)
		f := h.Family(1, h.trip)
		h.openToTheLast()
		h.Exec("update families set mail_reports = ?", false)
		id, later := h.want(f, desktest.Thursday+1, true), h.want(f, desktest.Thursday+20, true)
		h.RunNight()
		h.left(h.say(booking.Accepted, "", id, later), 2)
		if n := h.count("mails", "kind = 'answer'") + h.count("answers", "told = ?", true); n != 0 {
			t.Errorf("%d mails to nobody", n)
		}
		var until time.Time
		if err := d.Read().NewSelect().Table("reservations").Column("free_until").Where("id = ?", id).Scan(h.ctx,
			&until); err != nil || until.Sub(h.Now) <= 24*time.Hour {
			t.Errorf("to be declined until %s (%v)", until, err)
		}
		h.Now = h.Now.Add(time.Hour)
		h.RunNight()
		if body := h.report(f); !strings.Contains(body, "RESERVATIONS ACCEPTEES") {
			t.Errorf("the report says:\n%s", body)
		}
	})
}

// A request of a file that staff have answered is not taken back by the same file, and is answered once.
func TestAnAnswerIsMoreThanAFile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHand(t, d, 5, 5)
		f := h.Family(1, h.trip)
		id := h.Booked(f, 0, h.trip, desktest.Thursday+13, booking.Pending)
		h.left(h.say(booking.Accepted, "", id), 1)
		touched, err := d.Read().ImportTouched(h.ctx, []int64{id})
		if err != nil || !touched[id] {
			t.Errorf("a file may change it: %v (%v)", touched, err)
		}
		h.Exec("update reservations set state = 'pending' where id = ?", id)
		h.left(h.say(booking.Refused, "Car complet", id), 0, "Déjà répondu")
		ties, err := d.Read().TiesOf(h.ctx, f.ID, desktest.Thursday)
		if err != nil || ties.Untold != 1 {
			t.Errorf("nothing is left to tell: %+v (%v)", ties, err)
		}
	})
}

// An answer may be taken back until the family knows it.
func TestAnAnswerIsTakenBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHand(t, d, 1, 5)
		f, g := h.Family(1, h.trip), h.Family(1, h.trip)
		day := desktest.Thursday + 13
		id, other := h.want(f, day, true), h.want(g, day, true)
		h.left(h.say(booking.Accepted, "", id), 1)
		list, err := h.Office.GivenAnswers(h.ctx, h.Desk, 1)
		if err != nil || len(list.Rows) != 1 || !list.Rows[0].MayBack() {
			t.Fatalf("%+v (%v)", list, err)
		}
		if err := h.Office.TakeBack(h.ctx, h.Desk, list.Rows[0].ID); err != nil {
			t.Fatal(err)
		}
		desktest.Is(t, h.Office.TakeBack(h.ctx, h.Desk, list.Rows[0].ID), fault.NotFound)
		h.Sound()
		h.left(h.say(booking.Accepted, "", other), 1) // the place is free again
		h.left(h.say(booking.Refused, "Plus de place", id), 1)
		h.RunNight()
		list, _ = h.Office.GivenAnswers(h.ctx, h.Desk, 1)
		for _, r := range list.Rows {
			if r.MayBack() || r.Told == "" {
				t.Errorf("%+v may be taken back", r)
			}
			desktest.Is(t, h.Office.TakeBack(h.ctx, h.Desk, r.ID), fault.Conflict)
		}
		h.Sound()
	})
}

// What staff cannot say is refused at its field, and requests of another town do not exist.
func TestAnswersThatAreRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHand(t, d, 1, 5)
		id := h.want(h.Family(1, h.trip), desktest.Thursday+13, true)
		for name, a := range map[string]office.Answers{
			"no reason":     {IDs: []int64{id}, Say: booking.Refused, Words: " \n"},
			"a long one":    {IDs: []int64{id}, Say: booking.Refused, Words: strings.Repeat("é", 201)},
			"no request":    {Say: booking.Accepted},
			"its reason":    {IDs: []int64{id}, Say: booking.Accepted, Words: "Dossier incomplet"},
			"another state": {IDs: []int64{id}, Say: booking.Cancelled},
			"too many":      {IDs: make([]int64, 201), Say: booking.Accepted},
		} {
			for i := range a.IDs[min(1, len(a.IDs)):] {
				a.IDs[i+1] = int64(i + 1000)
			}
			if _, err := h.Office.Answer(h.ctx, h.Desk, a); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		stranger := desk.Actor{StructureID: dbtest.NewNeighbour(t, d).Structure.ID, Revision: 1,
			AccountID: h.Desk.AccountID}
		_, err := h.Office.Answer(h.ctx, stranger, office.Answers{IDs: []int64{id}, Say: booking.Accepted})
		desktest.Is(t, err, fault.NotFound)
		if got := h.state(id); got != "pending" {
			t.Errorf("the request is %s", got)
		}
	})
}

// A request that nobody answered until its day is refused by the night, for that reason.
func TestARequestIsNotAnsweredInTime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHand(t, d, 5, 5)
		f := h.Family(1, h.trip)
		id := h.want(f, desktest.Thursday+13, true)
		h.Now = h.Now.AddDate(0, 0, 13)
		h.RunNight()
		if body := h.report(f); h.state(id) != "refused" || !strings.Contains(body, "n'a pas répondu à temps") {
			t.Errorf("%s, and the report says:\n%s", h.state(id), body)
		}
	})
}

// Whoever is answered while a night works, after it has transmitted the request, is told by the next one; and nothing
// is taken back meanwhile.
func TestAnAnswerBesideTheNightIsTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHand(t, d, 5, 5)
		zoo := h.Activity("ZOO", func(a *db.Activity) { a.Weekdays = "1234567" }, h.Pool("zoo", 1, 5))
		f, g := h.Family(1, h.trip), h.Family(1, h.trip, zoo)
		day := desktest.Thursday + 13
		id := h.want(f, day, true)
		other := h.want(g, day, true)
		h.left(h.say(booking.Accepted, "", other), 1)
		h.Booked(g, 0, zoo, day+1, booking.Waitlisted) // another shard
		if _, _, err := h.Night.StartNow(h.ctx, h.Structure.ID, 0, "command"); err != nil {
			t.Fatal(err)
		}
		var answer int64
		if err := d.Read().NewSelect().Table("answers").Column("id").Scan(h.ctx, &answer); err != nil {
			t.Fatal(err)
		}
		answered := false
		for h.SomeNightJobs(1) > 0 {
			if !answered && h.count("runs", "state = 'settling'") > 0 &&
				h.count("movements", "reservation_id = ? and run_id is not null", id) > 0 {
				desktest.Is(t, h.Office.TakeBack(h.ctx, h.Desk, answer), fault.Conflict)
				h.Now = h.Now.Add(time.Minute)
				h.left(h.say(booking.Accepted, "", id), 1)
				answered = true
			}
		}
		if !answered {
			t.Fatal("the request was the last of its night: nothing is proved")
		}
		if body := h.report(f); !strings.Contains(body, "EN ATTENTE DE REPONSE") {
			t.Errorf("the night says:\n%s", body)
		}
		h.RunNight()
		if body := h.report(f); !strings.Contains(body, "RESERVATIONS ACCEPTEES") {
			t.Errorf("the next night says:\n%s", body)
		}
		h.Sound()
	})
}

// Two clerks answer the same requests while a family gives up and a night runs: never a place too many, each request
// answered once.
func TestTwoClerksAnswerAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHand(t, d, 3, 2)
		for round := range map[bool]int{true: 9, false: 4}[d.Postgres()] {
			day := desktest.Thursday + 13 + civil.Date(round)
			var families []dbtest.Family
			var asked []int64
			for range 6 {
				f := h.Family(1, h.trip)
				families, asked = append(families, f), append(asked, h.want(f, day, true))
			}
			var all sync.WaitGroup
			clerk := func(say booking.Status, ids ...int64) {
				all.Go(func() {
					for _, id := range ids {
						one := office.Answers{IDs: []int64{id}, Say: say}
						if say == booking.Refused {
							one.Words = "Choix"
						}
						if _, err := h.Office.Answer(h.ctx, h.Desk, one); err != nil {
							t.Error(err)
						}
					}
				})
			}
			clerk(booking.Accepted, asked...)
			clerk(booking.Accepted, asked[5], asked[4], asked[3])
			clerk(booking.Waitlisted, asked[2], asked[1])
			clerk(booking.Refused, asked[5])
			all.Go(h.RunNight)
			all.Wait()
			h.want(families[0], day, false)
			if n := h.count("reservations", "date = ? and state = 'accepted'", day); n > 3 {
				t.Fatalf("round %d: %d places given of 3", round, n)
			}
			h.Sound()
		}
		if twice := dbtest.Query(t, d, "select subject from audit where action = 'booking.answer' group by subject, "+
			"family_id having count(*) > 1"); len(twice) > 0 {
			t.Errorf("answered twice: %v", twice)
		}
	})
}
