package household_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/household"
	"cartable/db"
	"cartable/db/dbtest"
)

// couple is a family of two adults and two children.
func newCouple(t *testing.T, d *db.DB) (w *nest, other int64) {
	c := desktest.NewCounter(t, d)
	w = &nest{Counter: c, Households: &household.Households{Base: c.Office.Base}, ctx: t.Context(),
		mum: c.Family(2, c.Meal, c.Care)}
	w.child = w.mum.Children[0]
	at := time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)
	account := db.Account{Login: "second", PasswordHash: "-", PasswordSetAt: at, CreatedAt: at}
	w.Insert(&account)
	w.Insert(&db.Guardian{AccountID: account.ID, FamilyID: w.mum.ID, Name: "Luc"})
	w.Insert(&db.FamilyEmail{FamilyID: w.mum.ID, Position: 1, Address: "luc@example.org", ConfirmedAt: &at})
	w.Exec("update families set phone = '06 11 11 11 11', address = '1 rue de la Mère' where id = ?", w.mum.ID)
	return w, account.ID
}

func (w *nest) separation(adult int64) household.SplitForm {
	return household.SplitForm{Adult: fmt.Sprint(adult), LastName: "DURAND", FirstName: "Luc", Phone: "0622222222",
		Address: "2 rue du Père", Emails: []string{"luc@example.org"}, Resident: "oui", QF: "500",
		Kids: map[int64]string{w.mum.Children[0]: household.Both, w.mum.Children[1]: household.Remains},
		Rule: household.OddFirst, Changes: "1", From: desktest.Thursday.String(), Reason: "Jugement du 2 décembre"}
}

func (w *nest) shownSplit(f household.SplitForm) household.SplitForm {
	w.T.Helper()
	shown, err := w.RehearseSplit(w.ctx, w.Desk, "F001", f)
	if err != nil {
		w.T.Fatal(err)
	}
	f.Seen = shown.Seen
	return f
}

const kept = "select count(*), sum(quantity), (select sum(accepted) from slots), (select sum(waiting) from slots), " +
	"(select sum(amount) from ledger), (select count(*) from ledger), (select count(*) from children), " +
	"(select count(*) from enrolments) from reservations"

func TestACoupleIsSeparatedInTwoFiles(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, luc := newCouple(t, d)
		w.Owes(w.mum, 5000)
		w.Booked(w.mum, 0, w.Meal, desktest.Thursday-1, booking.Accepted)
		w.Debit()
		w.Booked(w.mum, 0, w.Meal, even, booking.Accepted)
		w.Booked(w.mum, 0, w.Meal, odd, booking.Accepted)
		w.Booked(w.mum, 1, w.Meal, odd, booking.Accepted)
		w.Exec("update guardians set phone = '06 11 22 33 44' where account_id = (select id from accounts where " +
			"login = 'second')")
		before := dbtest.Query(t, d, kept)
		all := w.separation(luc)
		all.Emails = append(all.Emails, "famille1@example.org")
		if shown, err := w.RehearseSplit(w.ctx, w.Desk, "F001", all); err != nil || !shown.Silent ||
			!strings.Contains(shown.Quotient, "du 03/12/2026 au 31/12/2026") {
			t.Errorf("all addresses leave: %+v, %v", shown, err)
		}
		done, err := w.Separate(w.ctx, w.Desk, "F001", w.shownSplit(w.separation(luc)))
		if err != nil || done.Changed != nil || done.Moves() != 1 || done.Code == "" {
			t.Fatalf("%+v, %v", done, err)
		}
		if done.Silent {
			t.Error("the old home has an address left")
		}
		if after := dbtest.Query(t, d, kept); !slices.Equal(after, before) {
			t.Errorf("%v, then %v", before, after)
		}
		dbtest.Want(t, d, "select f.last_name, r.date, c.first_name from reservations r join families f on f.id = "+
			"r.family_id join children c on c.id = r.child_id order by r.date, c.id",
			"DUPONT1 2026-12-02 Enfant0", "DUPONT1 2026-12-07 Enfant0", "DURAND 2026-12-14 Enfant0",
			"DUPONT1 2026-12-14 Enfant1")
		dbtest.Want(t, d, "select f.last_name, a.login, g.withdrawn_at is null from guardians g join families f on "+
			"f.id = g.family_id join accounts a on a.id = g.account_id order by f.last_name, a.login",
			"DUPONT1 famille1 "+dbtest.Yes(d), "DUPONT1 second "+dbtest.No(d), "DURAND second "+dbtest.Yes(d))
		dbtest.Want(t, d, "select f.last_name, g.phone from guardians g join families f on f.id = g.family_id where "+
			"g.phone <> ''", "DURAND 06 11 22 33 44")
		dbtest.Want(t, d, "select f.last_name, e.position, e.address from family_emails e join families f on "+
			"f.id = e.family_id order by 1, 2", "DUPONT1 0 famille1@example.org", "DURAND 0 luc@example.org")
		dbtest.Want(t, d, "select f.last_name, q.qf, q.from_date, q.to_date from quotients q join families f on "+
			"f.id = q.family_id", "DURAND 50000 2026-12-03 2026-12-31")
		dbtest.Want(t, d, "select f.last_name, b.amount from balances b join families f on f.id = b.family_id",
			"DUPONT1 4600")
		// Neither journal has anything of the other file.
		dbtest.Want(t, d, "select count(*) from audit a join families f on f.id = a.family_id where f.last_name = "+
			"'DUPONT1' and (a.became || a.was || a.subject like '%DURAND%' or a.became like '%rue%' or a.became like "+
			"'%500%')", "0")
		w.Sound()
		if _, err := w.Separate(w.ctx, w.Desk, "F001", w.separation(luc)); fault.KindOf(err) != fault.Conflict ||
			!strings.Contains(fault.Message(err), "est sans doute déjà faite") {
			t.Errorf("sent twice: %v", err)
		}
	})
}

func TestSeparatingLosesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, luc := newCouple(t, d)
		w.Exec("update pools set capacity = 100")
		w.Owes(w.mum, 12345)
		draw := rand.New(rand.NewPCG(3, 4))
		for i := range 25 {
			status := []booking.Status{booking.Accepted, booking.Waitlisted, booking.Pending}[draw.IntN(3)]
			day := desktest.Thursday - 3 + civil.Date(i)
			if day < desktest.Thursday {
				status = booking.Accepted
			}
			w.Booked(w.mum, draw.IntN(2), []int64{w.Meal, w.Care}[draw.IntN(2)], day, status)
		}
		w.Debit()
		before := dbtest.Query(t, d, kept)
		f := w.separation(luc)
		f.Kids[w.mum.Children[1]] = household.Goes
		done, err := w.Separate(w.ctx, w.Desk, "F001", w.shownSplit(f))
		if err != nil || done.Changed != nil || done.Moves() == 0 {
			t.Fatal(done.Changed, err)
		}
		if after := dbtest.Query(t, d, kept); !slices.Equal(after, before) {
			t.Errorf("%v, then %v", before, after)
		}
		w.Sound()
		w.RunNight()
		w.Sound()
	})
}

func TestTwoClerksSeparateACoupleOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, luc := newCouple(t, d)
		f := w.shownSplit(w.separation(luc))
		var all sync.WaitGroup
		errs := make([]error, 2)
		for i := range errs {
			all.Go(func() {
				var done household.SplitRehearsal
				if done, errs[i] = w.Separate(w.ctx, w.Desk, "F001", f); done.Changed != nil {
					errs[i] = fault.Conflictf("%s", strings.Join(done.Changed, ", "))
				}
			})
		}
		all.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Errorf("%v", errs)
		}
		dbtest.Want(t, d, "select count(*) from families", "2")
		dbtest.Want(t, d, "select count(*) from family_children", "3")
	})
}

// What a parent booked after the rehearsal stops the act: no second file is left behind.
func TestADayBookedMeanwhileStopsTheSeparation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, luc := newCouple(t, d)
		f := w.shownSplit(w.separation(luc))
		w.Booked(w.mum, 0, w.Meal, odd, booking.Accepted)
		done, err := w.Separate(w.ctx, w.Desk, "F001", f)
		if err != nil || !strings.Contains(strings.Join(done.Changed, ";"), "réservé depuis") {
			t.Fatal(done.Changed, err)
		}
		dbtest.Want(t, d, "select count(*) from families", "1")
		dbtest.Want(t, d, "select count(*) from custodies", "0")
	})
}

func TestASeparationThatCannotBeIsRefusedAtItsField(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, luc := newCouple(t, d)
		kid := household.KidField(w.mum.Children[0])
		for name, c := range map[string]struct {
			field, words string
			with         func(*household.SplitForm)
		}{
			"nobody":     {"adulte", "Choisissez", func(f *household.SplitForm) { f.Adult = "999" }},
			"no name":    {"nom", "Indiquez", func(f *household.SplitForm) { f.LastName = "" }},
			"bad phone":  {"telephone", "", func(f *household.SplitForm) { f.Phone = "abc" }},
			"no mail":    {"courriel", "Indiquez", func(f *household.SplitForm) { f.Emails = nil }},
			"bad mail":   {"courriel", "n'est pas une adresse", func(f *household.SplitForm) { f.Email = "luc" }},
			"their mail": {"courriel", "cochez-la", func(f *household.SplitForm) { f.Email = "famille1@example.org" }},
			"no town":    {"habitant", "Choisissez", func(f *household.SplitForm) { f.Resident = "" }},
			"bad qf":     {"quotient", "812", func(f *household.SplitForm) { f.QF = "beaucoup" }},
			"yesterday":  {"depuis", "déjà passé", func(f *household.SplitForm) { f.From = "2026-12-02" }},
			"no weeks":   {"garde", "Choisissez", func(f *household.SplitForm) { f.Rule = "" }},
			"no weekday": {"change", "Choisissez", func(f *household.SplitForm) { f.Changes = "" }},
			"no fate": {kid, "Choisissez",
				func(f *household.SplitForm) { f.Kids = map[int64]string{w.mum.Children[1]: household.Both} }},
			"no child": {"enfants", "rien à séparer",
				func(f *household.SplitForm) { f.Kids[w.mum.Children[0]] = household.Remains }},
		} {
			f := w.separation(luc)
			c.with(&f)
			_, err := w.RehearseSplit(w.ctx, w.Desk, "F001", f)
			if said, found := faults(err)[c.field]; !found || !strings.Contains(said, c.words) {
				t.Errorf("%s: %q, %v", name, said, err)
			}
		}
		f := w.shownSplit(w.separation(luc))
		f.Reason = ""
		if _, err := w.Separate(w.ctx, w.Desk, "F001", f); faults(err)["motif"] == "" {
			t.Errorf("no reason: %v", err)
		}
		third := w.Family(0)
		w.Exec("insert into family_children (family_id, child_id, structure_id, position) values (?, ?, ?, 1)",
			third.ID, w.child, w.Structure.ID)
		_, err := w.RehearseSplit(w.ctx, w.Desk, "F001", w.separation(luc))
		if !strings.Contains(faults(err)[kid], "déjà dans deux foyers") {
			t.Errorf("a third home: %v", err)
		}
		w.Exec("update guardians set withdrawn_at = ? where account_id = ?", w.Now.UTC(), luc)
		_, err = w.RehearseSplit(w.ctx, w.Desk, "F001", w.separation(luc))
		if fault.KindOf(err) != fault.Conflict {
			t.Errorf("who has left already: %v", err)
		}
		alone := w.separation(w.mum.AccountID)
		if _, err = w.RehearseSplit(w.ctx, w.Desk, "F001", alone); !strings.Contains(faults(err)["adulte"],
			"aucun responsable") {
			t.Errorf("one adult: %v", err)
		}
		dbtest.Want(t, d, "select count(*) from families", "2")
	})
}
