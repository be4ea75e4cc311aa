package queue_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/access"
	"cartable/app/domain/fault"
	"cartable/app/domain/town"
	"cartable/app/operation"
	"cartable/db"
	"cartable/db/dbtest"
)

// operations are those of the town hall.
func (l *list) operations() *operation.Operations {
	l.Insert(&db.Staff{AccountID: l.Desk.AccountID, StructureID: l.Structure.ID, Role: string(access.Administrator)})
	return &operation.Operations{Base: l.Office.Base, Ring: func() {}, BaseURL: "https://portail.example.org",
		MailHost: "portail.example.org"}
}

// change applies changes as staff do, after their rehearsal if they concern anybody.
func (l *list) change(o *operation.Operations, kind operation.Kind, changes town.Changes) (id int64) {
	l.T.Helper()
	d := l.Desk
	d.Revision = 0
	id, applied, err := o.Prepare(l.ctx, d, operation.Request{Kind: kind, Title: "Un changement",
		Reason: "une bonne raison", Changes: changes})
	if err != nil {
		l.T.Fatal(err)
	}
	if applied {
		return id
	}
	page, err := o.Operation(l.ctx, d, id)
	if err == nil {
		err = o.Apply(l.ctx, d, id, operation.Consent{Fingerprint: page.Fingerprint})
	}
	if err != nil {
		l.T.Fatal(err, page.Refused)
	}
	return id
}

// stored is the outing as it is stored.
func (l *list) stored(o *operation.Operations) town.ActivityEntry {
	l.T.Helper()
	d := l.Desk
	d.Revision = 0
	s, err := o.Settings(l.ctx, d)
	if err != nil {
		l.T.Fatal(err)
	}
	return s.Stored(town.ActivityEntry{Code: "SORTIE"}).(town.ActivityEntry)
}

// Whatever takes the day, the activity or the child away ends the offer with its request: the link says so before and
// after the worker has been there, no offer stays due, and the families behind are not served what cannot be.
func TestWhatEndsAnOffer(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(l *list, o *operation.Operations) (operation.Kind, town.Changes)
		after  string // the requests, once the worker has been there
		undone string // and after the undoing
	}{
		{"the day is closed", func(l *list, _ *operation.Operations) (operation.Kind, town.Changes) {
			return operation.Closing, town.Changes{{After: town.ClosureEntry{Date: l.day, Label: "Neige"}}}
		}, "ccc", "cccww"},
		{"the season ends before", func(l *list, o *operation.Operations) (operation.Kind, town.Changes) {
			was := l.stored(o)
			is := was
			is.To = l.day - 1
			return operation.Catalogue, town.Changes{{Before: was, After: is}}
		}, "ccc", "cccww"},
		{"the child grows out of the ages", func(l *list, o *operation.Operations) (operation.Kind,
			town.Changes) {
			was := l.stored(o)
			is := was
			is.AgeFrom = new(12)
			return operation.Catalogue, town.Changes{{Before: was, After: is}}
		}, "ccc", "cccww"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				l := newList(t, d, 1, 6)
				o := l.operations()
				families, ids := l.asked(3)
				l.want(families[0], false)
				l.serve()
				l.are(ids, "cow")
				link := l.token(families[1], ids[1])
				kind, changes := c.change(l, o)
				id := l.change(o, kind, changes)
				_, err := l.queue.Answer(l.ctx, link, true)
				t.Log("before the worker:", fault.Message(err))
				if k := fault.KindOf(err); k != fault.Conflict && k != fault.NotFound {
					t.Errorf("taken before the worker: %v", err)
				}
				l.serve()
				if err := o.Work(l.ctx, id); err != nil {
					t.Fatal(err)
				}
				l.serve()
				l.are(ids, c.after)
				_, err = l.queue.Answer(l.ctx, link, true)
				t.Log("after the worker:", fault.Message(err))
				if k := fault.KindOf(err); k != fault.Conflict && k != fault.NotFound {
					t.Errorf("taken after the worker: %v", err)
				}
				p, err := l.queue.Proposal(l.ctx, link)
				if err != nil || p.Open() {
					t.Errorf("the link shows %+v, %v", p, err)
				}
				dbtest.Want(t, d, "select count(*) from offers where state = 'open'", "0")
				if err := o.Undo(l.ctx, desk.Actor{StructureID: l.Structure.ID, AccountID: l.Desk.AccountID}, id,
					"une erreur"); err != nil {
					t.Fatal(err)
				}
				if err := o.Work(l.ctx, id); err != nil {
					t.Fatal(err)
				}
				l.Sound()
				again := dbtest.Query(t, d, "select id from reservations order by id")
				var now []int64
				for _, one := range again {
					var n int64
					_, _ = fmt.Sscan(one, &n)
					now = append(now, n)
				}
				l.are(now, c.undone)
				l.serve()
				l.are(now, strings.Replace(c.undone, "w", "o", 1))
				l.Now = l.Now.Add(24 * time.Hour)
				l.serve()
				l.serve()
				dbtest.Want(t, d, "select count(*) from offers where state = 'open' and reservation_id <= "+
					fmt.Sprint(slices.Max(ids)), "0")
			})
		})
	}
}
