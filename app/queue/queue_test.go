package queue_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/portal"
	"cartable/app/queue"
	"cartable/app/seal"
	"cartable/db"
	"cartable/db/dbtest"
)

// list is a town hall with an outing of few places and those who wait for them.
type list struct {
	*desktest.Counter
	ctx    context.Context
	portal *portal.Portal
	queue  *queue.Queue
	opens  func(string) (string, error) // the secret of a mail
	outing int64
	day    civil.Date
}

// newList returns a list of an outing that offers its places for some hours; 0 = it gives them.
func newList(t *testing.T, d *db.DB, places, hours int) *list {
	l := &list{Counter: desktest.NewCounter(t, d), ctx: context.Background(), day: desktest.Thursday + 13}
	key := []byte(strings.Repeat("k", 32))
	box, err := seal.New(key, "mails")
	if err != nil {
		t.Fatal(err)
	}
	l.portal = &portal.Portal{DB: d, Catalogues: l.Office.Catalogues, Now: l.Office.Now}
	l.queue = queue.New(l.Office.Base, key)
	l.queue.SealSecret, l.opens = box.Text, box.Read
	l.queue.BaseURL, l.queue.MailHost = "https://portail.example.org", "portail.example.org"
	l.outing = l.Activity("SORTIE", func(a *db.Activity) {
		a.Weekdays = "1234567"
		if hours > 0 {
			a.OfferHours = &hours
		}
	}, l.Pool("car", places, 50))
	return l
}

func (l *list) viewer(f dbtest.Family) portal.Viewer {
	return portal.Viewer{AccountID: f.AccountID, FamilyID: f.ID, StructureID: l.Structure.ID, Revision: 1, Families: 1}
}

// want ticks or unticks the day for the first child of a family, and validates. It returns the request.
func (l *list) want(f dbtest.Family, ticked bool) (id int64) {
	l.T.Helper()
	v := l.viewer(f)
	boxes := portal.Boxes{ChildID: f.Children[0], Activity: "SORTIE", Month: l.day.Month(),
		Shown: []civil.Date{l.day}}
	if ticked {
		boxes.Ticked = boxes.Shown
	}
	if _, err := l.portal.Save(l.ctx, v, boxes); err != nil {
		l.T.Fatal(err)
	}
	recap, err := l.portal.Recap(l.ctx, v)
	if err == nil {
		_, err = l.portal.Validate(l.ctx, v, recap.RecapKey)
	}
	if err != nil {
		l.T.Fatal(err)
	}
	l.Now = l.Now.Add(time.Second)
	if err := l.DB.Read().NewSelect().Table("reservations").ColumnExpr("max(id)").Where("family_id = ? and date = ?",
		f.ID, l.day).Scan(l.ctx, &id); err != nil {
		l.T.Fatal(err)
	}
	return id
}

// asked has so many families ask for the day, one after the other.
func (l *list) asked(n int) (families []dbtest.Family, ids []int64) {
	for range n {
		f := l.Family(1, l.outing)
		families, ids = append(families, f), append(ids, l.want(f, true))
	}
	return families, ids
}

// serve is the duty of a worker, with a mail server that takes all mails.
func (l *list) serve() {
	l.T.Helper()
	if err := l.queue.Serve(l.ctx); err != nil {
		l.T.Fatal(err)
	}
	l.Exec("update mails set state = 'sent', sent_at = created_at where state = 'queued'")
}

// until returns when the offer of a request ends.
func (l *list) until(request int64) (until time.Time) {
	l.T.Helper()
	if err := l.DB.Read().NewSelect().Table("offers").Column("until").Where("reservation_id = ?", request).
		Scan(l.ctx, &until); err != nil {
		l.T.Fatal(err)
	}
	return until
}

// are fails the test unless requests have these states, one letter each: a(ccepted), w(aitlisted), o(ffered),
// c(ancelled), r(efused).
func (l *list) are(ids []int64, want string) {
	l.T.Helper()
	got := ""
	for _, id := range ids {
		var state string
		if err := l.DB.Read().NewSelect().Table("reservations").Column("state").Where("id = ?", id).Scan(l.ctx,
			&state); err != nil {
			l.T.Fatal(err)
		}
		got += state[:1]
	}
	if got != want {
		l.T.Errorf("the requests are %s, want %s", got, want)
	}
	l.Sound()
}

// token returns the link of the open offer of a request, for the adult of its family.
func (l *list) token(f dbtest.Family, request int64) string {
	l.T.Helper()
	var id int64
	if err := l.DB.Read().NewSelect().Table("offers").ColumnExpr("max(id)").Where("reservation_id = ?", request).
		Scan(l.ctx, &id); err != nil {
		l.T.Fatal(err)
	}
	return l.queue.Token(id, f.AccountID)
}

func (l *list) answer(f dbtest.Family, request int64, take bool) {
	l.T.Helper()
	if _, err := l.queue.Answer(l.ctx, l.token(f, request), take); err != nil {
		l.T.Fatal(err)
	}
}

func (l *list) act(a queue.Acts) queue.Acted {
	l.T.Helper()
	done, err := l.queue.Act(l.ctx, l.Desk, a)
	if err != nil {
		l.T.Fatal(err)
	}
	return done
}

// A place is given up; the next in line declines it, the one after does not answer, and the last takes it.
func TestAPlaceIsOfferedDeclinedLapsedTaken(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newList(t, d, 1, 6)
		families, ids := l.asked(5)
		l.are(ids, "awwww")
		l.serve()
		l.are(ids, "awwww")
		l.want(families[0], false)
		l.serve()
		l.are(ids, "cowww")
		late := l.Family(1, l.outing) // a newcomer waits behind everybody
		ids, families = append(ids, l.want(late, true)), append(families, late)
		l.are(ids, "cowwww")
		l.answer(families[1], ids[1], false)
		l.are(ids, "ccowww")
		l.serve()
		l.are(ids, "ccowww")
		l.Now = l.Now.Add(7 * time.Hour) // 16 h: the offer of 9 h is over
		_, err := l.queue.Answer(l.ctx, l.token(families[2], ids[2]), true)
		desktest.Is(t, err, fault.Conflict)
		l.are(ids, "ccowww")
		l.serve()
		l.are(ids, "cccoww")
		l.RunNight()
		l.are(ids, "cccoww")
		l.answer(families[3], ids[3], true)
		l.answer(families[3], ids[3], true) // sent twice
		_, err = l.queue.Answer(l.ctx, l.token(families[3], ids[3]), false)
		desktest.Is(t, err, fault.Conflict)
		l.are(ids, "cccaww")
		l.RunNight()
		l.are(ids, "cccaww")
		var body string
		_ = l.DB.Read().NewSelect().Table("reports").Column("body").Where("family_id = ?", families[3].ID).
			Order("id desc").Limit(1).Scan(l.ctx, &body)
		if !strings.Contains(body, "RESERVATIONS ACCEPTEES") {
			t.Errorf("the family that took the place is told:\n%s", body)
		}
	})
}

// The mail of an offer names the child, the day and the hour, and its link answers without signing in as long as the
// address is one of the family's.
func TestAnOfferIsMailedOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newList(t, d, 1, 6)
		families, ids := l.asked(2)
		l.want(families[0], false)
		l.serve()
		l.serve()
		var mails []db.Mail
		if err := l.DB.Read().NewSelect().Model(&mails).Where("kind = 'offer'").Scan(l.ctx); err != nil {
			t.Fatal(err)
		}
		if len(mails) != 1 || mails[0].FamilyID != families[1].ID ||
			!strings.Contains(mails[0].Subject, "répondez avant jeudi 3 décembre à 15 h") ||
			!strings.Contains(mails[0].Body, "/proposition/"+db.SecretMark) || mails[0].Sealed == "" {
			t.Fatalf("%+v", mails)
		}
		token, err := l.opens(mails[0].Sealed)
		if err != nil {
			t.Fatal(err)
		}
		if p, err := l.queue.Proposal(l.ctx, token); err != nil || !p.Open() {
			t.Fatalf("%+v (%v)", p, err)
		}
		l.Exec("update family_emails set confirmed_at = null where family_id = ?", families[1].ID)
		_, err = l.queue.Proposal(l.ctx, token)
		desktest.Is(t, err, fault.NotFound)
		_, err = l.queue.Answer(l.ctx, token, true)
		desktest.Is(t, err, fault.NotFound)
		_, err = l.queue.Answer(l.ctx, l.token(families[0], ids[1]), true) // another family's adult
		desktest.Is(t, err, fault.NotFound)
		_, err = l.queue.Answer(l.ctx, token[:len(token)-2], true)
		desktest.Is(t, err, fault.NotFound)
		l.are(ids, "co")
	})
}

// What staff do to the list is done in its order; whoever is to be served first is moved, with a reason.
func TestStaffWorkTheList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newList(t, d, 1, 0)
		families, ids := l.asked(4)
		l.are(ids, "awww")
		left := func(done queue.Acted, n int, why ...string) {
			t.Helper()
			if done.Done != n || len(done.Left) != len(why) {
				t.Fatalf("%+v, want %d done and %q", done, n, why)
			}
			for i := range why {
				if !strings.Contains(done.Left[i].Why, why[i]) {
					t.Errorf("left because %q, want %q", done.Left[i].Why, why[i])
				}
			}
		}
		left(l.act(queue.Acts{IDs: ids[1:2], What: queue.Give}), 0, "pas de place libre")
		l.want(families[0], false)
		left(l.act(queue.Acts{IDs: ids[2:3], What: queue.Give}), 0, "à la demande qui la précède")
		_, err := l.queue.Act(l.ctx, l.Desk, queue.Acts{IDs: ids[3:], What: queue.ToFirst})
		desktest.Is(t, err, fault.Invalid)
		left(l.act(queue.Acts{IDs: ids[3:], What: queue.ToFirst, Words: "Fratrie au centre"}), 1)
		left(l.act(queue.Acts{IDs: ids[1:2], What: queue.Pass, Words: "Injoignable"}), 1)
		left(l.act(queue.Acts{IDs: ids[3:], What: queue.Propose, Hours: 2}), 1)
		l.are(ids, "cwwo")
		left(l.act(queue.Acts{IDs: ids[2:3], What: queue.Give}), 0, "pas de place libre")
		l.answer(families[3], ids[3], false) // the next in line is the third: the second was passed
		l.are(ids, "cwoc")
		left(l.act(queue.Acts{IDs: ids[1:2], What: queue.Return, Words: "A rappelé"}), 1)
		l.answer(families[2], ids[2], false)
		l.are(ids, "cocc")
		left(l.act(queue.Acts{IDs: ids[1:2], What: queue.TakeOff, Words: "Demande double"}), 0, "n'attend plus")
		l.answer(families[1], ids[1], true)
		l.are(ids, "cacc")
	})
}

// A closure ends an offer: its link says so, and the place is nobody's.
func TestAnOfferEndsWithItsRequest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newList(t, d, 1, 6)
		families, ids := l.asked(3)
		l.want(families[0], false)
		l.serve()
		l.are(ids, "cow")
		err := l.DB.Tx(l.ctx, func(ctx context.Context, q db.Q) error {
			if _, err := q.LockSlots(ctx, []booking.SlotKey{{PoolID: l.pool(), Date: l.day}}); err != nil {
				return err
			}
			return q.LeaveQueue(ctx, l.Structure.ID, []booking.Reservation{{ID: ids[1],
				Key:      booking.Key{ChildID: families[1].Children[0], ActivityID: l.outing, Date: l.day},
				FamilyID: families[1].ID}}, db.Movement{Origin: "staff", At: l.Now}, booking.TakenOff)
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = l.queue.Answer(l.ctx, l.token(families[1], ids[1]), true)
		desktest.Is(t, err, fault.Conflict)
		l.serve()
		l.are(ids, "cco")
	})
}

func (l *list) pool() (id int64) {
	l.T.Helper()
	if err := l.DB.Read().NewSelect().Table("pools").Column("id").Where("code = 'car'").Scan(l.ctx, &id); err != nil {
		l.T.Fatal(err)
	}
	return id
}

// Many at once: two workers serve and lapse while families answer, ask and give up. No place is given twice, none is
// lost, and everybody is in one state.
func TestOffersUnderARace(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newList(t, d, 2, 6)
		for range 5 {
			l.day++
			l.Now = desktest.Thursday.At(9*60, db.Paris)
			families, ids := l.asked(8)
			l.want(families[0], false)
			l.want(families[1], false)
			l.serve()
			l.are(ids, "ccoowwww")
			l.Now = l.Now.Add(6*time.Hour - time.Second) // the last second of both offers
			one, two := l.token(families[2], ids[2]), l.token(families[3], ids[3])
			at := l.Now
			var all sync.WaitGroup
			for i := range 8 {
				all.Go(func() {
					switch i % 4 {
					case 0:
						_, _ = l.queue.Answer(l.ctx, one, true)
					case 1:
						_, _ = l.queue.Answer(l.ctx, two, i < 4)
					case 2:
						later := *l.queue // a worker whose clock is ahead
						later.Now = func() time.Time { return at.Add(time.Minute) }
						if err := later.Serve(l.ctx); err != nil {
							t.Error(err)
						}
					case 3:
						if err := l.queue.Serve(l.ctx); err != nil {
							t.Error(err)
						}
					}
				})
			}
			all.Wait()
			l.Sound()
			slots, err := l.DB.Read().SlotsBetween(l.ctx, []int64{l.pool()}, l.day, l.day)
			if taken := slots[booking.SlotKey{PoolID: l.pool(), Date: l.day}].Accepted; err != nil || taken != 2 {
				t.Errorf("%d places are taken of 2 (%v)", taken, err)
			}
		}
	})
}

// While a night works, offers are answered and given: it decides each request once.
func TestANightAndOffers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newList(t, d, 1, 6)
		families, ids := l.asked(4)
		l.want(families[0], false)
		if _, _, err := l.Night.StartNow(l.ctx, l.Structure.ID, 0, "command"); err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		all.Go(func() { l.SomeNightJobs(1) })
		all.Go(func() { l.serve() })
		all.Wait()
		for l.NightJobs() > 0 {
		}
		l.serve()
		l.are(ids, "coww")
		l.answer(families[1], ids[1], true)
		l.RunNight()
		l.are(ids, "caww")
	})
}

// An offer that staff take back is not made again by day, a family without an address is left to the night, and one
// that wants no reports is written to all the same.
func TestWhoIsOfferedNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newList(t, d, 1, 6)
		families, ids := l.asked(4)
		l.Exec("update family_emails set bounced_at = confirmed_at where family_id = ?", families[2].ID)
		l.Exec("update families set mail_reports = false where id = ?", families[1].ID)
		l.want(families[0], false)
		l.serve()
		l.are(ids, "coww")
		if n, err := d.Read().NewSelect().Table("mails").Where("kind = 'offer'").Count(l.ctx); err != nil || n != 1 {
			t.Errorf("%d mails (%v)", n, err)
		}
		var offer int64
		if err := d.Read().NewSelect().Table("offers").ColumnExpr("max(id)").Scan(l.ctx, &offer); err != nil {
			t.Fatal(err)
		}
		desktest.Is(t, l.queue.TakeBack(l.ctx, l.Desk, offer, " "), fault.Invalid)
		for range 2 { // sent twice
			if err := l.queue.TakeBack(l.ctx, l.Desk, offer, "Erreur de jour"); err != nil {
				t.Fatal(err)
			}
		}
		_, err := l.queue.Answer(l.ctx, l.token(families[1], ids[1]), true)
		desktest.Is(t, err, fault.Conflict)
		l.serve()
		l.serve()
		l.are(ids, "cwww") // the place is the third's, by turn: the night gives it
		l.want(families[1], false)
		l.RunNight()
		l.are(ids, "ccaw")
	})
}

// A file that is loaded again does not undo what a family took.
func TestAFileDoesNotTakeAnOfferBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newList(t, d, 1, 6)
		families, ids := l.asked(2)
		l.want(families[0], false)
		l.serve()
		l.answer(families[1], ids[1], true)
		touched, err := d.Read().ImportTouched(l.ctx, ids[1:])
		if err != nil || !touched[ids[1]] {
			t.Errorf("%v (%v)", touched, err)
		}
	})
}

// A list is worked twice, as by a double click, and a place is taken back: nobody is told twice, and the link says what
// is true.
func TestWhatIsDoneTwiceIsToldOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newList(t, d, 1, 6)
		families, ids := l.asked(3)
		for _, c := range []struct {
			what queue.What
			done int
		}{{queue.Return, 0}, {queue.ToFirst, 1}, {queue.ToFirst, 0}, {queue.Pass, 1}, {queue.Pass, 0},
			{queue.Return, 1}, {queue.Return, 0}} {
			if done := l.act(queue.Acts{IDs: ids[1:2], What: c.what, Words: "Fratrie"}); done.Done != c.done {
				t.Errorf("%s: %+v", c.what, done)
			}
		}
		dbtest.Want(t, d, "select count(*) from mails where about like 'attente-%'", "3")
		_, err := l.queue.Act(l.ctx, l.Desk, queue.Acts{IDs: ids[1:2], What: queue.Pass, Words: "\u00a0 \u202f"})
		desktest.Is(t, err, fault.Invalid)
		l.want(families[0], false)
		l.serve()
		l.are(ids, "cow")
		link := l.token(families[1], ids[1])
		var offer int64
		if err := d.Read().NewRaw("select max(id) from offers").Scan(l.ctx, &offer); err != nil {
			t.Fatal(err)
		}
		desktest.Is(t, l.queue.TakeBack(l.ctx, l.Desk, offer, "\u00a0"), fault.Invalid)
		if err := l.queue.TakeBack(l.ctx, l.Desk, offer, "Une erreur"); err != nil {
			t.Fatal(err)
		}
		_, err = l.queue.Answer(l.ctx, link, true)
		if desktest.Is(t, err, fault.Conflict); !strings.Contains(fault.Message(err), "garde son rang") {
			t.Error(fault.Message(err))
		}
		if p, err := l.queue.Proposal(l.ctx, link); err != nil || p.Open() || !p.Waits {
			t.Errorf("%+v, %v", p, err)
		}
	})
}

// A family that did not answer, and one that staff took off the list, cancelled nothing: their reports and the story of
// their days say what happened, and the journal who answered.
func TestWhoLeftTheListDidNotCancel(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newList(t, d, 1, 6)
		families, ids := l.asked(5) // no night has transmitted them
		l.want(families[0], false)
		l.serve()
		l.Now = l.Now.Add(7 * time.Hour)
		l.serve() // the first did not answer
		l.are(ids, "ccoww")
		l.answer(families[2], ids[2], false)
		l.act(queue.Acts{IDs: ids[4:], What: queue.TakeOff, Words: "Déménagement"})
		l.answer(families[3], ids[3], true)
		l.are(ids, "cccac")
		l.Now = l.Now.AddDate(0, 0, 1)
		l.RunNight()
		for i, want := range []string{1: "Vous n'avez pas répondu à temps", 2: "Vous avez décliné",
			4: "La mairie a retiré cette demande"} {
			if want == "" {
				continue
			}
			var report db.Report
			if err := d.Read().NewSelect().Model(&report).Where("family_id = ?", families[i].ID).Order("id desc").
				Limit(1).Scan(l.ctx); err != nil {
				t.Fatal(i, err)
			}
			if !strings.Contains(report.Body, want) || strings.Contains(report.Body, "demande d'annulation") ||
				strings.Contains(report.Body, "ANNULEES") || report.Cancellations != 0 {
				t.Errorf("family %d reads, with %d cancellations\n%s", i, report.Cancellations, report.Body)
			}
		}
		dbtest.Want(t, d, "select family_id, was, became from audit where action = 'booking.offer-answer' order by id",
			fmt.Sprint(families[2].ID, " Place proposée Annulée"),
			fmt.Sprint(families[3].ID, " Place proposée Acceptée"))
	})
}
