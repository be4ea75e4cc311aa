package office_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/wallet"
	"cartable/app/office"
	"cartable/db"
	"cartable/db/dbtest"
)

// lines are the lines of the board in words.
func lines(t *testing.T, c *desktest.Counter) (all []string) {
	t.Helper()
	page, err := c.Office.ToMark(context.Background(), c.Desk)
	if err != nil {
		t.Fatal(err)
	}
	sum := 0
	for _, day := range page.Days {
		for _, s := range day.Sites {
			all = append(all, fmt.Sprintf("%s %s %s %d/%d", day.Date, s.Code, s.School, s.Unmarked, s.Expected))
			sum += s.Unmarked
		}
	}
	if sum != page.Unmarked {
		t.Errorf("%d, not %d", page.Unmarked, sum)
	}
	return all
}

// The board has the last fourteen days by day, school and activity; what is ticked there is present as booked, with the
// reason. What moved meanwhile stays and is said.
func TestTheBoardOfWhatNobodyMarked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), desktest.NewCounter(t, d)
		f := c.Family(3, c.Meal, c.Care)
		day := desktest.Thursday - 2
		c.Exec("update children set school = 'Jules-Ferry' where id = " + fmt.Sprint(f.Children[2]))
		first := c.Booked(f, 0, c.Meal, day, booking.Accepted)
		c.Booked(f, 1, c.Meal, day, booking.Accepted)
		c.Booked(f, 2, c.Meal, day, booking.Accepted)
		c.Booked(f, 0, c.Care, day-1, booking.Accepted)
		c.Booked(f, 1, c.Care, day, booking.Waitlisted)
		c.Booked(f, 1, c.Meal, day-13, booking.Accepted)            // too long ago
		c.Booked(f, 1, c.Meal, desktest.Thursday, booking.Accepted) // today
		const school = ""
		want := func(want ...string) {
			t.Helper()
			if got := lines(t, c); strings.Join(got, "; ") != strings.Join(want, "; ") {
				t.Errorf("%q", got)
			}
		}
		care, meal, other := (day-1).String()+" SOIR "+school+" ", day.String()+" RESTO "+school+" ",
			day.String()+" RESTO Jules-Ferry 1/1"
		want(care+"1/1", meal+"2/2", other)
		at := func(d civil.Date, code, school string, n int) office.SiteSeen {
			return office.SiteSeen{Date: d, Code: code, School: school, Unmarked: n}
		}
		for words, bad := range map[string]struct {
			reason string
			sites  []office.SiteSeen
		}{
			"Dites pourquoi": {" abcd ", []office.SiteSeen{at(day, "RESTO", school, 2)}},
			"Cochez":         {"feuille perdue", nil},
		} {
			_, err := c.Office.MarkSites(ctx, c.Desk, bad.sites, bad.reason)
			if fault.KindOf(err) != fault.Invalid || !strings.Contains(fault.Message(err), words) {
				t.Errorf("%s: %v", words, err)
			}
		}
		want(care+"1/1", meal+"2/2", other)
		c.Debit() // what was debited as booked is no other amount
		if err := c.Office.Mark(ctx, c.Desk, office.Mark{Activity: "RESTO", Date: day, ReservationID: first,
			Attendance: wallet.AbsentJustified}); err != nil {
			t.Fatal(err)
		}
		want(care+"1/1", meal+"1/2", other)
		done, err := c.Office.MarkSites(ctx, c.Desk, []office.SiteSeen{at(day, "RESTO", school, 2),
			at(day, "RESTO", "Jules-Ferry", 1), at(day-1, "SOIR", school, 1), at(day-1, "SOIR", school, 1),
			at(day-2, "RESTO", school, 1), at(desktest.Thursday, "RESTO", school, 1), at(day-13, "RESTO", school, 1),
			at(day+9, "RESTO", school, 1), at(day, "RIEN", school, 1), {}}, "feuille perdue")
		if err != nil || done.Done != 2 || len(done.Left) != 7 {
			t.Errorf("%+v, %v", done, err)
		}
		want(meal + "1/2")
		dbtest.Want(t, d, "select distinct reason from audit where became = 'présent'", "feuille perdue")
		done, err = c.Office.MarkSites(ctx, c.Desk, []office.SiteSeen{at(day, "RESTO", school, 1),
			at(day-1, "SOIR", school, 1)}, "feuille perdue")
		if err != nil || done.Done != 1 || len(done.Left) != 1 || !strings.Contains(done.Left[0].Why, "déjà pointé") {
			t.Errorf("%+v, %v", done, err)
		}
		want()
		dbtest.Want(t, d, attendances, (day-13).String()+" - 0", (day-1).String()+" present 0",
			day.String()+" absent-justified 0", day.String()+" present 0", day.String()+" present 0",
			day.String()+" - 0", desktest.Thursday.String()+" - 0")
		c.Sound()
	})
}

// A day that is closed is not on the board, and a tick of it is refused there.
func TestAClosedDayIsNotOnTheBoard(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), desktest.NewCounter(t, d)
		f := c.Family(1, c.Meal)
		day := desktest.Thursday - 2
		c.Booked(f, 0, c.Meal, day, booking.Accepted)
		c.Exec("insert into openings (activity_id, date, open, label) select id, '" + day.String() +
			"', false, 'Grève' from activities where code = 'RESTO'")
		c.Exec("update structures set revision = revision + 1")
		if got := lines(t, c); got != nil {
			t.Errorf("%q", got)
		}
		done, err := c.Office.MarkSites(ctx, c.Desk, []office.SiteSeen{{Date: day, Code: "RESTO",
			Unmarked: 1}}, "feuille perdue")
		if err != nil || done.Done != 0 || len(done.Left) != 1 || !strings.Contains(done.Left[0].Why, "fermée") {
			t.Errorf("%+v, %v", done, err)
		}
	})
}

// Two clerks tick the same lines: each child is marked once, and the one who came second is told.
func TestTwoClerksTickTheBoard(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), desktest.NewCounter(t, d)
		f := c.Family(3, c.Meal)
		var sites []office.SiteSeen
		for back := civil.Date(1); back < 4; back++ {
			for child := range 3 {
				c.Booked(f, child, c.Meal, desktest.Thursday-back, booking.Accepted)
			}
			sites = append(sites, office.SiteSeen{Date: desktest.Thursday - back, Code: "RESTO", Unmarked: 3})
		}
		sites = sites[:len(lines(t, c))]
		var both sync.WaitGroup
		var done [2]office.MarkedSites
		for i := range done {
			both.Go(func() {
				var err error
				if done[i], err = c.Office.MarkSites(ctx, c.Desk, sites, "feuille perdue"); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
		marked := dbtest.Query(t, d, "select count(*) from reservations where attendance = 'present'")[0]
		if sum := done[0].Done + done[1].Done; fmt.Sprint(sum) != marked || sum == 0 ||
			len(done[0].Left)+len(done[1].Left) != len(sites) {
			t.Errorf("%+v, %s marked", done, marked)
		}
		dbtest.Want(t, d, "select count(*) from audit where action = 'attendance.tick'", marked)
	})
}

// Whatever was marked before and whatever a clerk saw: a line is marked as a whole if it is as the clerk saw it, and
// else no child of it.
func TestALineIsMarkedAsItWasSeen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), desktest.NewCounter(t, d)
		f := c.Family(4, c.Meal)
		day := desktest.Thursday - 2
		for child := range 4 {
			c.Booked(f, child, c.Meal, day, booking.Accepted)
		}
		rapid.Check(t, func(rt *rapid.T) {
			n, seen := rapid.IntRange(0, 4).Draw(rt, "unmarked"), rapid.IntRange(-1, 5).Draw(rt, "seen")
			c.Exec(fmt.Sprintf("update reservations set attendance = case when id <= (select min(id) from "+
				"reservations) + %d then null else 'absent-justified' end", n-1))
			done, err := c.Office.MarkSites(ctx, c.Desk, []office.SiteSeen{{Date: day, Code: "RESTO",
				Unmarked: seen}}, "feuille perdue")
			want, left := 0, 1
			if seen == n && n > 0 {
				want, left = n, 0
			}
			if err != nil || done.Done != want || len(done.Left) != left {
				rt.Fatalf("%+v, %v", done, err)
			}
			if got := dbtest.Query(t, d, "select count(*) from reservations where attendance = 'present'")[0]; got !=
				fmt.Sprint(want) {
				rt.Fatalf("%s are present, not %d", got, want)
			}
		})
	})
}
