package prooftest

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"cartable/app/account"
	"cartable/app/domain/civil"
	"cartable/app/portal"
	"cartable/db"
	"cartable/db/dbtest"
)

var tuesday = civil.New(2026, 12, 1)

// Two hundred parents and two web processes compete for the last place of a day. One gets it, the others wait in the
// order of treatment, and a freed place goes to the next in that order.
func TestTheLastPlaceOfADay(t *testing.T) {
	each(t, func(t *testing.T, address string) {
		const parents = 200
		d := open(t, address)
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 1, -1))
		homes := crowd(t, w, parents, meal)
		draft(t, d, homes, meal, "add", tuesday)
		env := environment(t, "DATABASE_URL="+address)
		one, other := serving(t, env, "web"), serving(t, env, "web")

		type try struct {
			start, end time.Time
			answer
			err error
		}
		tries, forms := make([]try, parents), make([]url.Values, parents)
		var all sync.WaitGroup
		visitors := make([]*visitor, parents)
		for i, h := range homes {
			visitors[i] = visit(t, []string{one.url, other.url}[i%2], h.Token)
		}
		reading := make(chan struct{}, 16)
		for i, v := range visitors {
			all.Go(func() {
				reading <- struct{}{}
				defer func() { <-reading }()
				if page, err := v.do(http.MethodGet, "/reservations/verifier", nil); err == nil {
					forms[i] = v.form(page.body, "/reservations/valider")
				}
			})
		}
		all.Wait()
		now := make(chan struct{})
		for i, v := range visitors {
			all.Go(func() {
				<-now
				tries[i].start = time.Now()
				tries[i].answer, tries[i].err = v.do(http.MethodPost, "/reservations/valider", forms[i])
				tries[i].end = time.Now()
			})
		}
		begin := time.Now()
		close(now)
		all.Wait()
		t.Logf("%d validations in %s", parents, time.Since(begin))

		numbers := map[string]bool{}
		for i, a := range tries {
			if a.err != nil {
				t.Fatalf("parent %d: %v", i, a.err)
			}
			number, ok := strings.CutPrefix(a.Header.Get("Location"), receipt)
			if a.StatusCode != http.StatusSeeOther || !ok {
				t.Fatalf("parent %d: %d %s %s", i, a.StatusCode, a.Header.Get("Location"), tail(a.body))
			}
			numbers[number] = true
		}
		if len(numbers) != parents {
			t.Errorf("%d numbers for %d parents", len(numbers), parents)
		}
		if got := w.States(); got["accepted"] != 1 || got["waitlisted"] != parents-1 || len(got) != 2 {
			t.Fatalf("got %v", got)
		}
		w.Sound()

		var queue []db.Reservation
		if err := d.Read().NewSelect().Model(&queue).Order("requested_at", "id").Scan(t.Context()); err != nil {
			t.Fatal(err)
		}
		if queue[0].State != "accepted" {
			t.Errorf("the place went to a request of %s, the first one is of %s",
				reservationIn(queue, "accepted").RequestedAt, queue[0].RequestedAt)
		}
		if !slices.IsSortedFunc(queue, func(a, b db.Reservation) int { return cmp.Compare(a.ID, b.ID) }) {
			t.Error("the instants of validation and the numbers tell two different orders")
		}
		rank := map[int64]int{}
		for i, r := range queue {
			rank[r.FamilyID] = i
		}
		for i, a := range tries { // a parent answered before another one sends a request is ranked before
			for j, b := range tries {
				if a.end.Before(b.start) && rank[homes[i].ID] > rank[homes[j].ID] {
					t.Errorf("family %d was answered before %d asked, and stands after", homes[i].ID, homes[j].ID)
				}
			}
		}

		at := slices.IndexFunc(homes, func(h home) bool { return h.ID == queue[0].FamilyID })
		v := visitors[at]
		if said := v.page(tries[at].Header.Get("Location")); !strings.Contains(said, "Acceptée") {
			t.Error("the receipt of who has the place does not say so")
		}
		giveUp := v.form(v.page("/reservations?activite=RESTO&mois=2026-12"), "/reservations/brouillon")
		// Its box is no longer ticked.
		if a := v.post("/reservations/verifier", giveUp); a.StatusCode != http.StatusSeeOther {
			t.Fatalf("got %d", a.StatusCode)
		}
		v.validate(v.recap())
		command(t, env, "night")
		if err := d.Read().NewSelect().Model(&queue).Order("requested_at", "id").Scan(t.Context()); err != nil {
			t.Fatal(err)
		}
		if queue[0].State != "cancelled" || queue[1].State != "accepted" {
			t.Errorf("the place that was given up must go to the first who waits, got %s then %s", queue[0].State,
				queue[1].State)
		}
		if got := w.States(); got["accepted"] != 1 || got["waitlisted"] != parents-2 {
			t.Errorf("got %v", got)
		}
		w.Sound()
	})
}

func reservationIn(all []db.Reservation, state string) db.Reservation {
	i := slices.IndexFunc(all, func(r db.Reservation) bool { return r.State == state })
	if i < 0 {
		return db.Reservation{}
	}
	return all[i]
}

// The race above is a valid test: without the lock of the slots it must give places twice.
func TestWithoutTheLockPlacesAreGivenTwice(t *testing.T) {
	const rounds, contenders = 15, 8
	address := dbtest.PostgresURL(t)
	d := open(t, address)
	w := dbtest.NewTown(t, d)
	pool := w.Pool("cantine", 1, -1)
	meal := w.Activity("RESTO", func(a *db.Activity) { a.Weekdays = "1234567" }, pool)
	homes := crowd(t, w, contenders, meal)
	again, err := db.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	var portals []*portal.Portal
	for _, one := range []*db.DB{d, again} {
		now := func() time.Time { return noon }
		portals = append(portals, &portal.Portal{DB: one, Catalogues: db.NewCatalogues(now), Now: now})
	}
	day := civil.New(2027, 1, 1) // the only holiday of that month
	// race makes all accounts validate the same day at once, and counts those that got the only place.
	race := func(ctx context.Context) int64 {
		t.Helper()
		day++
		// The row that is locked: creating it would also serialize the validations.
		insert(t, d, db.Slot{PoolID: pool, Date: day})
		recaps := make([]portal.RecapKey, contenders)
		for i, h := range homes {
			saved, err := portals[0].Save(t.Context(), viewer(h), portal.Boxes{ChildID: h.Child, Activity: "RESTO",
				Month: day.Month(),
				Shown: []civil.Date{day}, Ticked: []civil.Date{day}})
			if err != nil || len(saved.Differs) > 0 {
				t.Fatal(err, saved.Differs)
			}
			recap, err := portals[0].Recap(t.Context(), viewer(h))
			if err != nil {
				t.Fatal(err)
			}
			recaps[i] = recap.RecapKey
		}
		var all sync.WaitGroup
		now := make(chan struct{})
		for i, h := range homes {
			all.Go(func() {
				<-now
				if _, err := portals[i%2].Validate(ctx, viewer(h), recaps[i]); err != nil {
					t.Error(err)
				}
			})
		}
		close(now)
		all.Wait()
		return count(t, d, "reservations", "date = ? and state = 'accepted'", day)
	}
	for range rounds {
		if got := race(t.Context()); got != 1 {
			t.Errorf("with the lock, %d were accepted for one place", got)
		}
	}
	w.Sound()
	oversold := 0
	for range rounds {
		if race(db.WithoutSlotLock(t.Context())) > 1 {
			oversold++
		}
	}
	t.Logf("without the lock, %d of %d rounds gave the place more than once", oversold, rounds)
	if oversold == 0 {
		t.Error("without the lock no round oversold: this race proves nothing")
	}
}

func viewer(h home) portal.Viewer {
	return portal.Viewer{AccountID: h.AccountID, FamilyID: h.ID, StructureID: h.StructureID, Revision: 1, Families: 1}
}

// A validation sent twenty times at once, again after the night, and from a new session, books once and has one
// receipt.
func TestTheSameValidationBooksOnce(t *testing.T) {
	each(t, func(t *testing.T, address string) {
		const password = "un mot de passe bien long"
		d := open(t, address)
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 10, -1))
		h := crowd(t, w, 1, meal)[0]
		hash, err := account.Hash(password)
		if err == nil {
			err = d.Write().SetPasswordHash(t.Context(), h.AccountID, hash, noon, false)
		}
		if err != nil {
			t.Fatal(err)
		}
		draft(t, d, []home{h}, meal, "add", tuesday, tuesday+2)
		env := environment(t, "DATABASE_URL="+address)
		sites := []*process{serving(t, env, "web"), serving(t, env, "web")}
		form := visit(t, sites[0].url, h.Token).recap()
		numbers := make([]string, 20)
		var all sync.WaitGroup
		now := make(chan struct{})
		for i := range numbers {
			all.Go(func() {
				<-now
				a, err := visit(t, sites[i%2].url, h.Token).do(http.MethodPost, "/reservations/valider", form)
				if err != nil {
					t.Error(err)
					return
				}
				numbers[i] = fmt.Sprint(a.StatusCode, " ", a.Header.Get("Location"))
			})
		}
		close(now)
		all.Wait()
		if same := slices.Compact(slices.Clone(numbers)); len(same) != 1 ||
			!strings.HasPrefix(same[0], "303 "+receipt) {
			t.Fatalf("got %q", same)
		}
		once := func(when string) {
			t.Helper()
			if v, r, m := count(t, d, "validations", "1 = 1"), count(t, d, "reservations", "1 = 1"),
				count(t, d, "movements", "1 = 1"); v != 1 || r != 2 || m != 2 {
				t.Errorf("%s: %d validations, %d reservations, %d movements", when, v, r, m)
			}
			w.Sound()
		}
		once("at once")
		where := strings.TrimPrefix(numbers[0], "303 ")
		// What comes next is another thing after the night; what was asked and answered is not.
		booked := func(v *visitor) string {
			t.Helper()
			_, rest, found := strings.Cut(mainOf(v.page(where)), `<section aria-labelledby="reservations">`)
			if !found {
				t.Fatal("the receipt has no bookings")
			}
			return rest
		}
		before := mainOf(visit(t, sites[0].url, h.Token).page(where))
		if !strings.Contains(before, strings.TrimPrefix(where, receipt)) {
			t.Errorf("the receipt does not tell its number:\n%s", before)
		}
		before = booked(visit(t, sites[0].url, h.Token))

		command(t, env, "night")
		if got := visit(t, sites[1].url, h.Token).validate(form); receipt+got != where {
			t.Errorf("after the night: %s, %s before", got, where)
		}
		once("after the night")

		v := signIn(t, sites[1].url, "foule0000", password)
		fresh := v.form(v.page("/reservations"), "/reservations/brouillon")
		if fresh.Get("_csrf") == form.Get("_csrf") {
			t.Error("a new session has the form token of the old one")
		}
		form.Set("_csrf", fresh.Get("_csrf"))
		if got := v.validate(form); receipt+got != where {
			t.Errorf("from a new session: %s, %s before", got, where)
		}
		once("from a new session")
		if after := booked(v); after != before {
			t.Errorf("the receipt has changed from\n%s\nto\n%s", before, after)
		}
	})
}
