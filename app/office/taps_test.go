package office_test

import (
	"context"
	"fmt"
	"math/rand"
	"strings"
	"sync"
	"testing"
	"time"

	"cartable/app/desk"
	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/app/domain/fault"
	"cartable/app/domain/tap"
	"cartable/app/domain/wallet"
	"cartable/app/office"
	"cartable/db"
	"cartable/db/dbtest"
)

// tabletOne and tabletTwo are what two tablets drew.
const (
	tabletOne = "11111111-1111-4111-8111-111111111111"
	tabletTwo = "22222222-2222-4222-8222-222222222222"
)

// nonce draws the nonce of a tap, for tests: the same for the same number.
func nonce(n int) string { return fmt.Sprintf("%08d-0000-4000-8000-000000000000", n) }

// prepare prepares a tablet for the clerk.
func prepare(t *testing.T, c *desktest.Counter, d desk.Actor, id string) office.KeptDay {
	t.Helper()
	day, err := c.Office.PrepareTablet(context.Background(), d, office.Preparing{ID: id})
	if err != nil {
		t.Fatal(err)
	}
	return day
}

// colleague is another clerk of the same town.
func colleague(c *desktest.Counter, login string) desk.Actor {
	other := db.Account{Login: login, PasswordHash: "-", PasswordSetAt: c.Now, CreatedAt: c.Now}
	c.Insert(&other)
	d := c.Desk
	d.AccountID = other.ID
	return d
}

// classOf books a meal of today for so many children.
func classOf(c *desktest.Counter, n int) (ids []int64) {
	f := c.Family(n, c.Meal)
	for i := range n {
		ids = append(ids, c.Booked(f, i, c.Meal, desktest.Thursday, booking.Accepted))
	}
	return ids
}

// meal is a tap on a line of the meal of today, at a minute after nine.
func meal(n int, id int64, a wallet.Attendance, minute int) office.Tap {
	return office.Tap{Nonce: nonce(n), Activity: "RESTO", Date: desktest.Thursday, ReservationID: id, Attendance: a,
		At: desktest.Thursday.At(9*60, db.Paris).Add(time.Duration(minute) * time.Minute)}
}

func send(t *testing.T, c *desktest.Counter, d desk.Actor, tablet string, taps ...office.Tap) []office.TapAnswer {
	t.Helper()
	var all []office.TapAnswer
	for len(taps) > 0 {
		n := min(len(taps), office.MostTaps)
		answers, err := c.Office.SendTaps(context.Background(), d, tablet, taps[:n])
		if err != nil {
			t.Fatal(err)
		}
		all, taps = append(all, answers...), taps[n:]
	}
	return all
}

// 200 taps of a day arrive after a night, twice, from two tablets, in any order and at once: each is done once, the
// newest of each child stays, and nothing is lost.
func TestTapsArriveAfterANight(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := desktest.NewCounter(t, d)
		ids := classOf(c, 20)
		prepare(t, c, c.Desk, tabletOne)
		prepare(t, c, c.Desk, tabletTwo)
		random := rand.New(rand.NewSource(7))
		words := []wallet.Attendance{wallet.Present, wallet.AbsentJustified, wallet.AbsentUnjustified}
		sent, last := [2][]office.Tap{}, map[int64]office.Tap{}
		for n := range 200 { // one a minute, of a child of any line
			one := meal(n, ids[random.Intn(len(ids))], words[random.Intn(3)], n)
			sent[n%2] = append(sent[n%2], one)
			last[one.ReservationID] = one
		}
		c.Now = c.Now.AddDate(0, 0, 1)
		var all sync.WaitGroup
		for i, tablet := range []string{tabletOne, tabletTwo} {
			for turn := range 2 {
				taps := append([]office.Tap(nil), sent[i]...)
				shuffle := rand.New(rand.NewSource(int64(10*i + turn)))
				shuffle.Shuffle(len(taps), func(a, b int) { taps[a], taps[b] = taps[b], taps[a] })
				all.Go(func() {
					for len(taps) > 0 {
						n := min(len(taps), office.MostTaps)
						answers, err := c.Office.SendTaps(context.Background(), c.Desk, tablet, taps[:n])
						if err != nil || len(answers) != n {
							t.Errorf("%d of %d answers, %v", len(answers), n, err)
							return
						}
						taps = taps[n:]
					}
				})
			}
		}
		all.Wait()
		dbtest.Want(t, d, "select count(*), count(distinct nonce), sum(case when result = '' then 1 else 0 end) "+
			"from taps", "200 200 0")
		for id, one := range last {
			dbtest.Want(t, d, fmt.Sprint("select attendance from reservations where id = ", id),
				string(one.Attendance))
			dbtest.Want(t, d, fmt.Sprint("select count(*) from marks m join taps p on "+
				"p.reservation_id = m.reservation_id and p.at = m.at where p.nonce = '"+one.Nonce+
				"' and m.reservation_id = ", id), "1")
		}
		// Each tap that changed the sheet, or came too late to, is in the journal once.
		dbtest.Want(t, d, "select (select count(*) from audit where action in ('attendance.tick', "+
			"'attendance.kept')) = (select count(*) from taps where result <> 'same')", dbtest.Yes(d))
		c.Sound()
	})
}

// A repeated tap is answered as it was the first time, and does nothing, also when the sheet has moved since.
func TestATapThatIsSentAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), desktest.NewCounter(t, d)
		id := classOf(c, 1)[0]
		prepare(t, c, c.Desk, tabletOne)
		c.Now = c.Now.Add(time.Hour)
		one := meal(1, id, wallet.Present, 5)
		if got := send(t, c, c.Desk, tabletOne, one); got[0].Result != tap.Applied || got[0].Words != "" {
			t.Errorf("%+v", got)
		}
		if err := c.Office.Mark(ctx, c.Desk, office.Mark{Activity: "RESTO", Date: desktest.Thursday, ReservationID: id,
			Attendance: wallet.AbsentJustified}); err != nil {
			t.Fatal(err)
		}
		if got := send(t, c, c.Desk, tabletOne, one); got[0].Result != tap.Applied {
			t.Errorf("%+v", got)
		}
		dbtest.Want(t, d, "select attendance from reservations", "absent-justified")
		dbtest.Want(t, d, "select was, became, reason from audit where action = 'attendance.tick' order by id",
			"non pointé présent Pointé hors connexion à 9 h 05 sur la tablette de la mairie",
			"présent absence justifiée ")
		c.Sound()
	})
}

// Two people mark a child differently: the newest mark stays, both are kept, and each is told.
func TestTapsThatDisagree(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), desktest.NewCounter(t, d)
		ids := classOf(c, 4)
		b := colleague(c, "bea")
		prepare(t, c, c.Desk, tabletOne)
		prepare(t, c, b, tabletTwo)
		start := c.Now
		c.Now = start.Add(12 * time.Minute)
		for _, id := range ids[:2] {
			if err := c.Office.Mark(ctx, b, office.Mark{Activity: "RESTO", Date: desktest.Thursday, ReservationID: id,
				Attendance: wallet.AbsentUnjustified}); err != nil {
				t.Fatal(err)
			}
		}
		send(t, c, b, tabletTwo, meal(100, ids[2], wallet.AbsentJustified, 8))
		c.Now = start.Add(30 * time.Minute)
		got := send(t, c, c.Desk, tabletOne, meal(1, ids[0], wallet.Present, 5), meal(2, ids[1], wallet.Present, 20),
			meal(3, ids[2], wallet.AbsentJustified, 9), meal(4, ids[3], wallet.Present, 10),
			meal(5, ids[3], wallet.AbsentJustified, 4))
		want := []office.TapAnswer{
			{nonce(1), ids[0], tap.Older, "Pointé absence non justifiée par bea à 9 h 12\u00a0: votre pointage de " +
				"9 h 05 (présent) est gardé à l'historique.", wallet.AbsentUnjustified},
			{nonce(2), ids[1], tap.Newer, "Était pointé absence non justifiée par bea à 9 h 12\u00a0: votre pointage " +
				"de 9 h 20, plus récent, le remplace.", wallet.Present},
			{nonce(3), ids[2], tap.Same, "", wallet.AbsentJustified},
			{nonce(4), ids[3], tap.Applied, "", wallet.Present},
			{nonce(5), ids[3], tap.Replaced, "Vous avez pointé autrement depuis.", wallet.Present},
		}
		for i := range want {
			if strings.ReplaceAll(got[i].Words, "\u00a0", " ") != strings.ReplaceAll(want[i].Words, "\u00a0", " ") ||
				got[i].Result != want[i].Result || got[i].Attendance != want[i].Attendance {
				t.Errorf("%+v\nnot %+v", got[i], want[i])
			}
		}
		dbtest.Want(t, d, "select attendance from reservations order by id", "absent-unjustified", "present",
			"absent-justified", "present")
		page, err := c.Office.Tablet(ctx, c.Desk)
		if err != nil || len(page.Conflicts) != 2 || len(page.Prepared) != 2 || page.Conflicts[0].Other != "bea" ||
			page.Conflicts[0].Activity != "RESTO" {
			t.Errorf("%+v, %v", page, err)
		}
		dbtest.Want(t, d, "select was, became from audit where action = 'attendance.kept' order by id",
			"absence non justifiée présent", "présent absence justifiée")
		c.Sound()
	})
}

// An illness that was told since is newer than a tap; one that was told before is not.
func TestTapsAndAnIllness(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := desktest.NewCounter(t, d)
		ids := classOf(c, 2)
		prepare(t, c, c.Desk, tabletOne)
		for i, id := range ids {
			a := db.Absence{StructureID: c.Structure.ID, FamilyID: 1, ChildID: 1, AccountID: c.Desk.AccountID,
				At: c.Now.Add(time.Duration(10+20*i) * time.Minute).UTC(), Channel: "phone"}
			c.Exec("update reservations set attendance = 'absent-justified' where id = ?", id)
			if err := d.Read().NewSelect().Table("reservations").ColumnExpr("family_id, child_id").Where("id = ?",
				id).Scan(context.Background(), &a.FamilyID, &a.ChildID); err != nil {
				t.Fatal(err)
			}
			c.Insert(&a)
			c.Insert(&db.AbsenceDay{ReservationID: id, AbsenceID: a.ID, Date: desktest.Thursday, Fate: "credited"})
		}
		c.Now = c.Now.Add(time.Hour)
		got := send(t, c, c.Desk, tabletOne, meal(1, ids[0], wallet.Present, 20), meal(2, ids[1], wallet.Present, 20))
		if got[0].Result != tap.Newer || got[1].Result != tap.Older {
			t.Errorf("%+v", got)
		}
		dbtest.Want(t, d, "select attendance from reservations order by id", "present", "absent-justified")
	})
}

// The clock of a tablet is an hour wrong: what counts is when it was, not what it shows.
func TestTheClockOfATabletIsAnHourWrong(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), desktest.NewCounter(t, d)
		ids := classOf(c, 2)
		prepare(t, c, c.Desk, tabletOne)
		c.Now = c.Now.Add(12 * time.Minute)
		for _, id := range ids {
			if err := c.Office.Mark(ctx, c.Desk, office.Mark{Activity: "RESTO", Date: desktest.Thursday,
				ReservationID: id, Attendance: wallet.AbsentUnjustified}); err != nil {
				t.Fatal(err)
			}
		}
		c.Now = c.Now.Add(time.Hour)
		ahead, behind := meal(1, ids[0], wallet.Present, 65), meal(2, ids[1], wallet.Present, -40)
		ahead.Offset, behind.Offset = -time.Hour, time.Hour
		got := send(t, c, c.Desk, tabletOne, ahead, behind)
		if got[0].Result != tap.Older || got[1].Result != tap.Newer {
			t.Errorf("%+v", got)
		}
		dbtest.Want(t, d, "select attendance from reservations order by id", "absent-unjustified", "present")
	})
}

// What is not a tap of the tablet's own day and sheet is refused, and the others of the same sending are done.
func TestTapsThatAreRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), desktest.NewCounter(t, d)
		ids := classOf(c, 2)
		prepare(t, c, c.Desk, tabletOne)
		c.Exec("update reservations set state = 'cancelled' where id = ?", ids[1])
		yesterday, unknown, nowhere, long := meal(2, ids[0], wallet.Present, 1), meal(3, ids[0], "late", 1),
			meal(4, ids[0], wallet.Present, 1), meal(5, ids[0], wallet.Present, 1)
		yesterday.Date--
		nowhere.Activity, long.Units = "RIEN", 50
		got := send(t, c, c.Desk, tabletOne, meal(1, ids[1], wallet.Present, 1), yesterday, unknown, nowhere, long,
			meal(6, 99_999, wallet.Present, 1), meal(7, ids[0], wallet.Present, 1))
		for i, one := range got {
			if (one.Result == tap.Refused) != (i < 6) || (one.Words == "") != (i == 6) {
				t.Errorf("%d: %+v", i, one)
			}
		}
		many := make([]office.Tap, office.MostTaps+1)
		_, err := c.Office.SendTaps(ctx, c.Desk, tabletOne, many)
		desktest.Is(t, err, fault.Invalid)
		// One that cannot be read holds up no other.
		got = send(t, c, c.Desk, tabletOne, office.Tap{Nonce: "x"}, meal(7, ids[0], wallet.Present, 1))
		if got[0].Result != tap.Refused || got[0].Nonce != "x" || got[1].Result == tap.Refused {
			t.Errorf("%+v", got)
		}
		_, err = c.Office.SendTaps(ctx, c.Desk, tabletTwo, nil)
		desktest.Is(t, err, fault.Forbidden)
		other := c.Desk
		s := db.Structure{Code: "alsh", Name: "Centre", Zone: "A", NightAt: 30, Revision: 1}
		c.Insert(&s)
		other.StructureID = s.ID
		_, err = c.Office.SendTaps(ctx, other, tabletOne, nil)
		desktest.Is(t, err, fault.Forbidden)
		c.Now = c.Now.AddDate(0, 0, 9)
		_, err = c.Office.SendTaps(ctx, c.Desk, tabletOne, nil)
		desktest.Is(t, err, fault.Forbidden)
	})
}
