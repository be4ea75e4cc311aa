package queue_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/portal"
	"cartable/app/queue"
	"cartable/db"
	"cartable/db/dbtest"
)

// on ticks or unticks a day of the outing for the first child of a family, and validates.
func (l *list) on(f dbtest.Family, day civil.Date, ticked bool) int64 {
	was := l.day
	l.day = day
	defer func() { l.day = was }()
	return l.want(f, ticked)
}

// reported returns the last report of a family, and its last mail.
func (l *list) reported(f dbtest.Family) (stored, mailed string) {
	l.T.Helper()
	_ = l.DB.Read().NewSelect().Table("reports").Column("body").Where("family_id = ?", f.ID).Order("id desc").Limit(1).
		Scan(l.ctx, &stored)
	_ = l.DB.Read().NewSelect().Table("mails").Column("body").Where("family_id = ? and kind = 'report'", f.ID).
		Order("id desc").Limit(1).Scan(l.ctx, &mailed)
	return stored, mailed
}

// A request left the list because nobody answered, the family cancelled another and booked a third: the report counts
// one cancellation and one booking, and says why the first left.
func TestTheReportOfARequestThatLeftBesidesOthers(t *testing.T) {
	for _, language := range []string{"fr", "en", "fr-x-falc"} {
		t.Run(language, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				l := newList(t, d, 1, 6)
				families, ids := l.asked(3)
				f := families[1]
				l.Exec("update accounts set language = ? where id = ?", language, f.AccountID)
				l.on(f, l.day+1, true)
				l.RunNight()
				l.want(families[0], false)
				l.serve()
				l.are(ids, "cow")
				l.Now = l.Now.Add(8 * time.Hour)
				l.serve()
				l.are(ids, "cco")
				l.on(f, l.day+1, false)
				l.on(f, l.day+2, true)
				l.RunNight()
				stored, mailed := l.reported(f)
				t.Log(stored)
				if language != "fr" {
					t.Log(mailed)
				}
				if n := strings.Count(stored, "16/12"); n != 1 {
					t.Errorf("the day that left the list is said %d times", n)
				}
				home, err := l.portal.Home(l.ctx, l.viewer(f))
				if err != nil {
					t.Fatal(err)
				}
				var changes []string
				for _, one := range home.Since.Changes {
					changes = append(changes, one.Word)
				}
				if !slices.Contains(changes, "Sortie de la liste d'attente") || slices.Contains(changes,
					"Annulée par la mairie") {
					t.Errorf("the first page says %q", changes)
				}
			})
		})
	}
}

// An offer is declined by the link of a mail, and the family asks again for the same day: the journal has each answer,
// the report both.
func TestAnOfferDeclinedByItsLinkAndAskedAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newList(t, d, 1, 6)
		families, ids := l.asked(3)
		l.RunNight()
		l.want(families[0], false)
		l.serve()
		var sealed string
		if err := d.Read().NewSelect().Table("mails").Column("sealed").Where("kind = 'offer'").Scan(l.ctx,
			&sealed); err != nil {
			t.Fatal(err)
		}
		token, err := l.opens(sealed)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := l.queue.Answer(l.ctx, token, false); err != nil {
			t.Fatal(err)
		}
		l.are(ids, "cco")
		again := l.want(families[1], true)
		l.RunNight()
		stored, _ := l.reported(families[1])
		t.Log(stored)
		t.Log(dbtest.Query(t, d, "select action, family_id, account_id, was, became from audit order by id"))
		l.are(append(ids, again), "ccow")
		follow, err := l.portal.FollowUp(l.ctx, l.viewer(families[1]), portal.Filter{})
		t.Logf("%+v, %v", follow, err)
	})
}

// A child of two households: one left the list, the other cancelled its own request; neither reads of the other's.
func TestTheReportsOfTwoHouseholdsOfOneChild(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newList(t, d, 1, 6)
		families, ids := l.asked(2)
		f, g := families[1], l.Family(0)
		g.Children = f.Children
		l.Exec("insert into family_children (family_id, child_id, structure_id, position) values (?, ?, ?, 1)", g.ID,
			f.Children[0], l.Structure.ID)
		l.on(g, l.day+1, true)
		l.RunNight()
		l.on(g, l.day+1, false)
		l.act(queue.Acts{IDs: []int64{ids[1]}, What: queue.TakeOff, Words: "zqx motif de l'autre foyer"})
		l.RunNight()
		one, _ := l.reported(f)
		two, _ := l.reported(g)
		if strings.Contains(two, "zqx") || strings.Contains(two, "SORTIES DE LA LISTE") {
			t.Error(two)
		}
		t.Log(one)
		t.Log(two)
	})
}

// A family asks, is offered a place and does not answer, all before the first night: the report says that its request
// left the list, in one place.
func TestTheReportOfARequestThatLeftBeforeItsFirstNight(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, declines := range []bool{d.Postgres()} {
			l := newList(t, d, 1, 2)
			families, ids := l.asked(3)
			l.want(families[0], false)
			l.serve()
			l.are(ids, "cow")
			if declines {
				l.answer(families[1], ids[1], false)
			} else {
				l.Now = l.Now.Add(3 * time.Hour)
				l.serve()
			}
			l.RunNight()
			stored, _ := l.reported(families[1])
			t.Log(stored)
			if strings.Contains(stored, "ANNULE") || strings.Contains(stored, "annulation") {
				t.Errorf("the family cancelled nothing:\n%s", stored)
			}
			if n := strings.Count(stored, "16/12"); n != 1 {
				t.Errorf("the day is said %d times:\n%s", n, stored)
			}
		}
	})
}
