package office_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"cartable/app/absence"
	"cartable/app/desk"
	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/sickness"
	"cartable/app/domain/wallet"
	"cartable/app/office"
	"cartable/db"
	"cartable/db/dbtest"
)

func TestTheFirstPageCountsWhatIsToDo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHand(t, d, 5, 5)
		f := h.Family(2, h.Meal, h.trip)
		on := desktest.Thursday
		look := func() office.Today {
			t.Helper()
			page, err := h.Office.Today(h.ctx, h.Desk, 0)
			if err != nil {
				t.Fatal(err)
			}
			return page
		}
		if page := look(); page.UnmarkedSum+page.Queues+page.Quotients != 0 || page.NightWrong != "" ||
			page.Ages != (office.Ages{}) {
			t.Errorf("a quiet town: %+v", page.ToDo)
		}
		h.Booked(f, 0, h.Meal, on-1, booking.Accepted)
		h.Booked(f, 1, h.Meal, on-1, booking.Accepted)
		h.Booked(f, 1, h.Meal, on-9, booking.Accepted) // long ago: debited as booked
		h.Booked(f, 0, h.Meal, on+1, booking.Waitlisted)
		h.want(f, on+20, true)
		at := h.Now.UTC()
		h.Insert(&db.Mail{StructureID: h.Structure.ID, FamilyID: f.ID, Kind: "answer", Address: "a@b.fr", About: "a@b",
			State: "refused", CreatedAt: at.Add(-30 * time.Hour)})
		h.Insert(&db.Mail{StructureID: h.Structure.ID, FamilyID: f.ID, Kind: "answer", Address: "a@b.fr", About: "a@c",
			MessageID: "c", State: "delayed", CreatedAt: at.Add(-20 * time.Hour)})
		h.Insert(&db.Mail{StructureID: h.Structure.ID, FamilyID: f.ID, Kind: "answer", Address: "a@b.fr", About: "a@d",
			MessageID: "d", State: "refused", CreatedAt: at.AddDate(0, 0, -9)})
		h.Insert(&db.Quotient{FamilyID: f.ID, FromDate: on - 300, ToDate: on + 20, Qf: 90000, Source: "attestation"})
		page := look()
		if page.UnmarkedSum != 2 || len(page.ToDo.Unmarked) != 1 || page.ToDo.Unmarked[0].Code != "RESTO" ||
			page.Ages.Unmarked != "le plus ancien\u00a0: hier" {
			t.Errorf("unmarked: %+v", page.ToDo)
		}
		if page.Queues != 1 || page.QueueDay != on+1 || page.Ages.Queues != "la première\u00a0: demain" {
			t.Errorf("queues: %+v", page.ToDo)
		}
		if page.ToAnswer != 1 || page.Ages.ToAnswer == "" || page.BadMails != 2 || page.Ages.BadMails == "" {
			t.Errorf("%+v", page)
		}
		if mails, err := h.Office.Mails(h.ctx, h.Desk, office.InTrouble, 1); err != nil ||
			len(mails.Rows) != page.BadMails {
			t.Errorf("the list of mails: %+v, %v", mails, err)
		}
		if page.Quotients != 1 || page.Ages.Quotients != "le premier\u00a0: le 23 décembre" {
			t.Errorf("quotients: %+v", page.ToDo)
		}
		h.Exec("update structures set bill = 'ticked', revision = revision + 1")
		h.Desk.Revision++
		if page := look(); page.UnmarkedSum != 3 || !strings.Contains(string(page.Ages.Unmarked), "24 novembre") {
			t.Errorf("where unmarked days wait: %+v", page.ToDo)
		}
		h.RunNight()
		h.Now = h.Now.AddDate(0, 0, 3)
		if page := look(); !strings.Contains(page.NightWrong, "elle n'est pas passée") || page.NightWrongID == 0 {
			t.Errorf("a missed night: %q", page.NightWrong)
		}
	})
}

// A child who waits for an activity with two groups of places waits for both: a place in one of them is none. A date on
// which several wait is one.
func TestAQueueNeedsAPlaceInEachPool(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := desktest.NewCounter(t, d)
		daily := func(a *db.Activity) { a.Weekdays = "1234567" }
		full, free := c.Pool("matin", 0, 9), c.Pool("apres-midi", 9, 9)
		both, half := c.Activity("JOURNEE", daily, full, free), c.Activity("DEMIE", daily, free)
		f := c.Family(2, both, half, c.Meal)
		c.Exec("update structures set revision = revision + 1")
		c.Desk.Revision++
		look := func(want int) {
			t.Helper()
			page, err := c.Office.Today(t.Context(), c.Desk, 0)
			if err != nil || page.Queues != want {
				t.Errorf("%d dates, want %d, %v", page.Queues, want, err)
			}
		}
		on := desktest.Thursday
		c.Booked(f, 0, both, on+1, booking.Waitlisted)
		look(0)
		c.Booked(f, 1, half, on+1, booking.Waitlisted)
		look(1)
		c.Booked(f, 1, c.Meal, on+1, booking.Waitlisted)
		look(1)
	})
}

func TestWhereAChildIs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c, ctx := desktest.NewCounter(t, d), context.Background()
		f, other := c.Family(2, c.Meal, c.Care), c.Family(1, c.Meal)
		on := desktest.Thursday
		meal := c.Booked(f, 0, c.Meal, on, booking.Accepted)
		c.Booked(f, 0, c.Care, on, booking.Accepted)
		c.Booked(f, 0, c.Meal, on+1, booking.Accepted)
		c.Booked(f, 1, c.Meal, on, booking.Accepted)
		c.Exec("update families set phone = '06 12 34 56 78' where id = ?", f.ID)
		c.Exec("update children set first_name = 'Léa', last_name = 'Gaëlle-Dupont' where id = ?", f.Children[0])
		found, err := c.Office.FindChildren(ctx, c.Desk, " lea GAELLE ")
		if err != nil || len(found.Rows) != 1 || found.Rows[0].ID != f.Children[0] {
			t.Fatalf("%+v, %v", found, err)
		}
		for _, text := range []string{"", "%", "personne"} {
			if none, err := c.Office.FindChildren(ctx, c.Desk, text); err != nil || len(none.Rows) != 0 {
				t.Errorf("%q finds %+v, %v", text, none, err)
			}
		}
		c.Now = on.At(12*60+30, db.Paris)
		if err := c.Office.Mark(ctx, c.Desk, office.Mark{Activity: "RESTO", Date: on, ReservationID: meal,
			Attendance: wallet.Present}); err != nil {
			t.Fatal(err)
		}
		where, err := c.Office.Whereabouts(ctx, c.Desk, f.Children[0])
		if err != nil || where.Now == nil || where.Now.Code != "RESTO" || where.Now.By != "accueil" ||
			where.Now.Word() != "présent" || !where.Now.At.Equal(c.Now) || len(where.Today) != 2 ||
			where.Today[1].Word() != "pas encore pointé" {
			t.Errorf("%+v, %v", where, err)
		}
		if where.Adults[0].Phone != "06 12 34 56 78" {
			t.Errorf("whom to call: %+v", where.Adults)
		}
		if len(where.Next) != 1 || where.Next[0].Date != on+1 || len(where.Adults) != 1 ||
			where.Adults[0].Address == "" {
			t.Errorf("%+v", where)
		}
		sick := &absence.Absences{Base: c.Office.Base, BaseURL: "https://p.example.org", MailHost: "example.org"}
		if _, err := sick.Tell(ctx, absence.Teller{Actor: c.Desk}, f.Children[1], []civil.Date{on},
			sickness.ByPhone); err != nil {
			t.Fatal(err)
		}
		where, err = c.Office.Whereabouts(ctx, c.Desk, f.Children[1])
		if err != nil || where.Today[0].Word() != "malade" || !strings.Contains(where.Today[0].Sick, "12 h 30") {
			t.Errorf("%+v, %v", where, err)
		}
		c.Booked(other, 0, c.Meal, on, booking.Accepted)
		list, err := c.Office.Evacuation(ctx, c.Desk, "")
		if err != nil || len(list.Sites) != 1 || len(list.Sites[0].Children) != 2 || list.Sites[0].Marked != 1 {
			t.Errorf("who is ill is not counted: %+v, %v", list, err)
		}
		if list, err := c.Office.Evacuation(ctx, c.Desk, "SOIR"); err != nil || len(list.Sites[0].Children) != 1 {
			t.Errorf("%+v, %v", list, err)
		}
		c.Now = on.At(15*60, db.Paris)
		if list, err := c.Office.Evacuation(ctx, c.Desk, ""); err != nil || len(list.Sites) != 0 ||
			list.Next != "SOIR à 16 h 30" {
			t.Errorf("%+v, %v", list, err)
		}
		after := c.Activity("GOUTER", func(a *db.Activity) { a.StartAt, a.EndAt, a.Weekdays = 815, 840, "1234567" })
		c.Booked(f, 0, after, on, booking.Accepted)
		c.Exec("update structures set revision = revision + 1")
		c.Desk.Revision++
		for minute, want := range map[civil.TimeOfDay]string{805: "RESTO", 812: "GOUTER", 850: "GOUTER"} {
			c.Now = on.At(minute, db.Paris) // between two activities
			list, err := c.Office.Evacuation(ctx, c.Desk, "")
			at := map[string]string{}
			for _, s := range list.Sites {
				for _, child := range s.Children {
					at[child.FirstName] += s.Activity
				}
			}
			if err != nil || at["Léa"] != want {
				t.Errorf("at %s: %v, %v", minute, at, err)
			}
		}
		_, err = c.Office.Evacuation(ctx, c.Desk, "RIEN")
		desktest.Is(t, err, fault.NotFound)
		_, err = c.Office.Whereabouts(ctx, desk.Actor{StructureID: 99}, f.Children[0])
		if err == nil {
			t.Error("another structure sees the child")
		}
	})
}
