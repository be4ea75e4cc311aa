package office_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/custody"
	"cartable/app/domain/fault"
	"cartable/app/office"
	"cartable/db"
	"cartable/db/dbtest"
)

// Both children were counted by the kitchen, and one of the two bookings is cancelled as the merge asks: it is made.
func TestAMergeOfAChildCountedTwiceByTheKitchen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTwice(t, d)
		day := desktest.Thursday
		w.Booked(w.kept, 0, w.Meal, day, booking.Accepted)
		twin := w.Booked(w.gone, 0, w.Meal, day, booking.Accepted)
		w.Exec("update activities set kind = 'meal', kitchen_by = 'J-1 12:00' where id = ?", w.Meal)
		w.Exec("update structures set revision = revision + 1")
		w.Desk.Revision++
		if err := w.Office.FreezeMeals(t.Context()); err != nil {
			t.Fatal(err)
		}
		dbtest.Want(t, d, "select count(*) from frozen_meals", "2")
		w.refused("a une réservation dans les deux dossiers")
		w.Exec("update reservations set state = 'cancelled', was = 'accepted', transmitted = true where id = ?", twin)
		if err := d.Write().RecountStructure(t.Context(), w.Structure.ID); err != nil {
			t.Fatal(err)
		}
		w.merge(w.form())
		dbtest.Want(t, d, "select count(*) from frozen_meals", "2") // as ordered
	})
}

// An address that both files have, confirmed in one, is confirmed afterwards: the family still gets its mails.
func TestAMergeKeepsTheAddressThatWorks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTwice(t, d)
		w.Exec("update family_emails set address = 'anne@example.org', confirmed_at = null where family_id = ?",
			w.kept.ID)
		w.Exec("update family_emails set address = 'anne@example.org', confirmed_at = ? where family_id = ?",
			w.Now.UTC(),
			w.gone.ID)
		w.merge(w.form())
		if ok, err := d.Read().HasMail(t.Context(), w.kept.ID); err != nil || !ok {
			t.Errorf("the file that went was reached by mail, the one that stays is not: %v", err)
		}
	})
}

// The same, bounced in the file that stays.
func TestAMergeKeepsTheAddressThatDidNotBounce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTwice(t, d)
		w.Exec("update family_emails set address = 'anne@example.org', bounced_at = ? where family_id = ?",
			w.Now.UTC(), w.kept.ID)
		w.Exec("update family_emails set address = 'Anne@example.org', confirmed_at = ? where family_id = ?",
			w.Now.UTC(),
			w.gone.ID)
		w.merge(w.form())
		if ok, err := d.Read().HasMail(t.Context(), w.kept.ID); err != nil || !ok {
			t.Errorf("the file that went was reached by mail, the one that stays is not: %v", err)
		}
	})
}

// rich gives two files everything that a file may have, and a third household to a child of each.
func rich(t *testing.T, d *db.DB) (w *twice, third dbtest.Family) {
	w = newTwice(t, d)
	third = w.Family(0)
	at := w.Now.UTC()
	w.Exec("update pools set capacity = 100")
	for _, child := range []int64{w.kept.Children[0], w.gone.Children[1]} {
		w.Exec("insert into family_children (family_id, child_id, structure_id, position) values (?, ?, ?, 1)",
			third.ID, child,
			w.Structure.ID)
	}
	custody := "insert into custodies (structure_id, child_id, from_date, to_date, even_family_id, odd_family_id, " +
		"changes, at) " +
		"values (?, ?, ?, ?, ?, ?, 1, ?)"
	w.Exec(custody, w.Structure.ID, w.kept.Children[0], "2026-11-01", nil, w.kept.ID, third.ID, at)
	w.Exec(custody, w.Structure.ID, w.gone.Children[1], "2026-11-01", nil, third.ID, w.gone.ID, at)
	w.Exec(custody, w.Structure.ID, w.gone.Children[1], "2026-12-21", "2026-12-24", third.ID, third.ID,
		at) // not the home that goes: see below
	for i, f := range []dbtest.Family{w.kept, w.gone} {
		other := []int64{w.gone.AccountID, w.kept.AccountID}[i]
		w.Exec("insert into guardians (account_id, family_id, name) values (?, ?, 'Deux')", other, f.ID)
		for n, account := range []int64{f.AccountID, other} {
			w.Exec("insert into feeds (account_id, family_id, token_hash, created_at) values (?, ?, ?, ?)", account,
				f.ID,
				string(rune('a'+i))+string(rune('a'+n)), at)
			w.Exec("insert into links (kind, account_id, family_id, address, token_hash, created_at, expires_at) "+
				"values "+
				"('address', ?, ?, 'x@example.org', ?, ?, ?)", account, f.ID,
				"l"+string(rune('a'+i))+string(rune('a'+n)), at, at)
			w.Exec("insert into drafts (account_id, family_id, updated_at) values (?, ?, ?)", account, f.ID,
				at.Add(-time.Hour*48))
			w.Exec("insert into draft_lines (draft_id, child_id, activity_id, date, kind) select id, ?, ?, "+
				"'2026-12-30', 'add' from "+
				"drafts where account_id = ? and family_id = ?", f.Children[0], w.Meal, account, f.ID)
		}
		w.Exec("insert into residences (family_id, before_date, resident) values (?, '2026-01-01', false)", f.ID)
		w.Insert(&db.Quotient{FamilyID: f.ID, FromDate: civil.New(2025+i, 3, 1), ToDate: civil.New(2026+i, 2, 1),
			Qf: 65000})
		w.Exec("insert into imported (structure_id, owner, owner_id, key, said) values (?, 'child', ?, '', 'x')",
			w.Structure.ID,
			f.Children[0])
		w.Owes(f, 100)
		id := w.Booked(f, 0, w.Meal, desktest.Thursday-1-civil.Date(i), booking.Accepted)
		w.Exec("insert into absences (structure_id, family_id, child_id, at, channel) values (?, ?, ?, ?, 'phone')",
			w.Structure.ID,
			f.ID, f.Children[0], at)
		w.Exec("insert into absence_days (reservation_id, absence_id, date, fate) select ?, max(id), ?, 'owed' "+
			"from absences", id,
			desktest.Thursday-1-civil.Date(i))
		offered := w.Booked(f, 1, w.Meal, desktest.Thursday+5, booking.Offered)
		w.Exec("insert into offers (structure_id, reservation_id, family_id, at, until, hours) values (?, ?, ?, "+
			"?, ?, 24)",
			w.Structure.ID, offered, f.ID, at, at.Add(24*time.Hour))
		w.Exec("insert into queue_acts (structure_id, reservation_id, family_id, at, what, priority) values (?, "+
			"?, ?, ?, 'first', 1)",
			w.Structure.ID, offered, f.ID, at)
		w.Booked(f, 0, w.Care, desktest.Thursday+7+civil.Date(i), booking.Waitlisted)
	}
	w.Debit()
	return w, third
}

// Two files with everything: sums stay, the check is clean, and undone each row is as it was, twice, and chained.
func TestARichMergeUndone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, _ := rich(t, d)
		was, sums, found := without(dbtest.Dump(t, d)), sumsOf(t, d), checked(t, d)
		for range 2 {
			done := w.merge(w.form())
			if got := sumsOf(t, d); !slices.Equal(got, sums) {
				t.Errorf("sums %q became %q", sums, got)
			}
			if got := checked(t, d); !slices.Equal(got, found) {
				t.Errorf("the check found %q, and now %q", found, got)
			}
			if err := w.undo(done.Done); err != nil {
				t.Fatal(err)
			}
			wantSame(t, was, without(dbtest.Dump(t, d)))
		}
		first := w.merge(w.form())
		one := w.Family(1, w.Meal)
		merged := without(dbtest.Dump(t, d))
		code := strings.TrimSpace(dbtest.Query(t, d, fmt.Sprint("select code from families where id = ", one.ID))[0])
		second := w.merge(office.MergeForm{Kept: code, Gone: "F001", Reason: "Famille en double"})
		if err := w.undo(first.Done); fault.KindOf(err) != fault.Conflict {
			t.Errorf("the first is undone below the second: %v", err)
		}
		if err := w.undo(second.Done); err != nil {
			t.Fatal(err)
		}
		wantSame(t, merged, without(dbtest.Dump(t, d)))
		if err := w.undo(first.Done); err != nil {
			t.Error(err)
		}
	})
}

// A day of the file that goes, of a child whose day it is in a third home, is cancelled first: no home keeps a day that
// is another's (10.69).
func TestAMergeGivesNoDayOfTheOtherHome(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTwice(t, d)
		third := w.Family(0)
		w.Exec("insert into family_children (family_id, child_id, structure_id, position) values (?, ?, ?, 1)",
			third.ID,
			w.kept.Children[0], w.Structure.ID)
		w.Exec("insert into custodies (structure_id, child_id, from_date, even_family_id, odd_family_id, changes, at) "+
			"values (?, ?, '2026-11-01', ?, ?, 1, ?)", w.Structure.ID, w.kept.Children[0], third.ID, third.ID,
			w.Now.UTC())
		w.Booked(w.gone, 0, w.Meal, desktest.Thursday+4, booking.Accepted)
		w.refused("Le 07/12/2026 (RESTO), l'enfant est dans son autre foyer\u00a0: annulez cette réservation du " +
			"dossier F002.")
	})
}

// A child of the file that goes has another home, and an exception of its custody: the files are joined.
func TestAMergeOfAFileWithAnExceptionOfACustody(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTwice(t, d)
		third := w.Family(0)
		child := w.gone.Children[1] // Zoé, who only moves
		w.Exec("insert into family_children (family_id, child_id, structure_id, position) values (?, ?, ?, 1)",
			third.ID, child,
			w.Structure.ID)
		if err := d.Write().SetCustody(t.Context(), w.Structure.ID, child, w.Desk.AccountID, custody.Calendar{
			Rules:      []custody.Rule{{From: desktest.Thursday, Even: w.gone.ID, Odd: third.ID, Changes: 1}},
			Exceptions: []custody.Exception{{From: desktest.Thursday + 5, To: desktest.Thursday + 9, Home: w.gone.ID}},
		}, w.Now); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Office.MergeFamilies(t.Context(), w.Desk, w.form()); err != nil {
			t.Errorf("kind %q: %v", fault.KindOf(err), err)
		}
	})
}

// The page of a merge says that it can no longer be undone, before anybody writes a reason.
func TestTheMergePageSaysWhatMoved(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTwice(t, d)
		w.Exec("update reservations set state = 'cancelled', was = 'accepted'")
		w.Booked(w.gone, 1, w.Meal, desktest.Thursday+8, booking.Accepted)
		done := w.merge(w.form())
		if done.Effects.Days != 1 {
			t.Errorf("%d reservations that are not cancelled", done.Effects.Days)
		}
		page, err := w.Office.Merged(t.Context(), w.Desk, done.Done)
		if err != nil || page.Until.IsZero() || page.Barred != "" {
			t.Fatalf("%+v, %v", page, err)
		}
		w.Booked(w.kept, 0, w.Meal, desktest.Thursday+9, booking.Accepted)
		if page, err = w.Office.Merged(t.Context(), w.Desk, done.Done); err != nil ||
			!strings.Contains(page.Barred, "des réservations ou des présences ont changé depuis") {
			t.Errorf("%+v, %v", page, err)
		}
	})
}

// Both children were counted, and one was noted otherwise on the day: joined, the past stays what was served.
func TestAMergeRewritesNoPastMeal(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTwice(t, d)
		day := desktest.Thursday
		w.Exec("update activities set kind = 'meal', kitchen_by = 'J-1 12:00' where id = ?", w.Meal)
		w.Exec("update structures set revision = revision + 1")
		w.Desk.Revision++
		w.Exec("update children set school = 'École A', class = 'CP' where id = ?", w.kept.Children[0])
		w.Exec("update children set school = 'École B', class = 'CP', diet = '' where id = ?", w.gone.Children[0])
		w.Booked(w.kept, 0, w.Meal, day, booking.Accepted)
		twin := w.Booked(w.gone, 0, w.Meal, day, booking.Accepted)
		w.Now = day.At(9*60, db.Paris)
		freeze := func() {
			if err := w.Office.FreezeMeals(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		freeze()
		w.Exec("update children set diet = 'Sans porc' where id = ?", w.gone.Children[0])
		freeze()
		dbtest.Want(t, d, "select child_id, kind from noted_meals", "3 no-pork")
		w.Exec("update reservations set state = 'cancelled', was = 'accepted', transmitted = true where id = ?", twin)
		if err := d.Write().RecountStructure(t.Context(), w.Structure.ID); err != nil {
			t.Fatal(err)
		}
		w.Now = day.At(34*60, db.Paris)
		shown := func() string {
			page, err := w.Office.KitchenDay(t.Context(), w.Desk, day)
			if err != nil {
				t.Fatal(err)
			}
			return fmt.Sprintf("%+v", page.Activities[0].Sites)
		}
		before := shown()
		w.merge(w.form())
		if after := shown(); after != before {
			t.Errorf("a past day changed with a merge:\n%s\n%s", before, after)
		}
	})
}
