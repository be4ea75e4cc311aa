package prooftest

import (
	"database/sql"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/db"
	"cartable/db/dbtest"
)

const (
	debtors     = 240
	debtorsDays = 28 // of each of three activities: ten shards in all
	mostKills   = 12
)

// owed is the expected cost of a day, computed here without any code of the program.
type owed struct {
	cents money.Cents
	units int
}

// indebted is a town with twenty thousand past days, and their expected costs.
type indebted struct {
	w    *dbtest.Town
	days map[int64]owed // by reservation; any other must not be debited
	wary map[int64]int  // by family: days whose announced price differs
}

// newIndebted fills a town with the cases of a year: residents and others, prices by QF that change in October, a
// rate with a floor and a ceiling, half hours counted differently than booked, absences, and days that are cancelled,
// refused, already billed, or today.
func newIndebted(t testing.TB, d *db.DB) indebted {
	t.Helper()
	o := indebted{dbtest.NewTown(t, d), map[int64]owed{}, map[int64]int{}}
	daily := func(a *db.Activity) { a.Weekdays = "1234567" } // a closed day would cost nothing
	half := func(a *db.Activity) { a.StartAt, a.EndAt, a.Unit, a.Weekdays = 990, 1110, "half-hour", "1234567" }
	meal, morning, evening := o.w.Activity("RESTO", daily), o.w.Activity("MATIN", daily), o.w.Activity("SOIR", half)
	for _, activity := range []int64{meal, morning, evening} {
		for _, holiday := range []civil.Date{civil.New(2026, 11, 1), civil.New(2026, 11, 11)} {
			insert(t, d, db.Opening{ActivityID: activity, Date: holiday, Open: true})
		}
	}
	for _, change := range []string{"delete from tariffs", "update structures set revision = revision + 1"} {
		if _, err := d.Write().ExecContext(t.Context(), change); err != nil {
			t.Fatal(err)
		}
	}
	c := func(n int64) *money.Cents { return new(money.Cents(n)) }
	september, october, here, away := civil.New(2026, 9, 1), civil.New(2026, 11, 2), true, false
	insert(t, d, db.Tariff{ActivityID: meal, FromDate: september, Resident: &here, QfMax: c(60_000), Price: c(155)},
		db.Tariff{ActivityID: meal, FromDate: september, Resident: &here, QfMin: c(60_000), Price: c(422)},
		db.Tariff{ActivityID: meal, FromDate: september, Resident: &away, Price: c(610)},
		db.Tariff{ActivityID: meal, FromDate: october, Resident: &here, QfMax: c(60_000), Price: c(161)},
		db.Tariff{ActivityID: meal, FromDate: october, Resident: &here, QfMin: c(60_000), Price: c(435)},
		db.Tariff{ActivityID: morning, FromDate: september, Price: c(90)},
		db.Tariff{ActivityID: evening, FromDate: september, RatePpm: 1300, Floor: c(40), Ceiling: c(110)})

	homes := crowd(t, o.w, debtors, meal, morning, evening)
	var quotients []db.Quotient
	for i, h := range homes {
		if i%7 > 0 {
			quotients = append(quotients, db.Quotient{FamilyID: h.ID, FromDate: september, Qf: quotientOf(i)})
		}
		if i%5 == 0 {
			if _, err := d.Write().ExecContext(t.Context(), "update families set resident = ? where id = ?", false,
				h.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
	insert(t, d, quotients...)
	var rows []db.Reservation
	var want []*owed // nil: nothing
	for i, h := range homes {
		for n := range 3 * debtorsDays {
			activity, date, quantity := []int64{meal, morning, evening}[n%3], civil.Of(noon)-civil.Date(n/3), 1
			if activity == evening {
				quantity = 2 + i%3
			}
			r := db.Reservation{StructureID: o.w.Structure.ID, FamilyID: h.ID, ChildID: h.Child, ActivityID: activity,
				Date: date, State: "accepted", Transmitted: true,
				RequestedAt: noon.AddDate(0, -2, 0).UTC(), Quantity: quantity}
			unit := map[int64]func() money.Cents{meal: func() money.Cents { return mealPrice(i, date >= october) },
				morning: func() money.Cents { return 90 },
				evening: func() money.Cents { return eveningPrice(i) }}[activity]()
			r.Price = unit * money.Cents(quantity)
			o.mark(&r, &want, unit, i+n, activity == evening)
			rows = append(rows, r)
		}
	}
	for i, r := range insert(t, d, rows...) {
		if want[i] != nil {
			o.days[r.ID] = *want[i]
			if want[i].units > 0 && want[i].cents != r.Price {
				o.wary[r.FamilyID]++
			}
		}
	}
	if err := d.Write().RecountStructure(t.Context(), o.w.Structure.ID); err != nil {
		t.Fatal(err)
	}
	o.w.Sound()
	return o
}

// quotientOf returns the QF of a family. Some families have none, and pay the highest price.
func quotientOf(i int) money.Cents { return money.Cents(20_000 + i*350) }

func mealPrice(family int, since bool) money.Cents {
	switch poor := family%7 > 0 && quotientOf(family) < 60_000; {
	case family%5 == 0:
		return 610
	case since && poor:
		return 161
	case since:
		return 435
	case poor:
		return 155
	}
	return 422
}

// eveningPrice returns 0,13 % of the QF for a half hour, rounded half up, between 0,40 € and 1,10 €.
func eveningPrice(family int) money.Cents {
	if family%7 == 0 {
		return 110
	}
	return min(max((quotientOf(family)*1300+500_000)/1_000_000, 40), 110)
}

// mark sets the outcome of a day, and its expected cost.
func (o indebted) mark(r *db.Reservation, want *[]*owed, unit money.Cents, n int, counted bool) {
	due := &owed{unit * money.Cents(r.Quantity), r.Quantity}
	word := func(s string) { r.Attendance = &s }
	switch n % 23 {
	case 1:
		word("absent-justified")
		due = &owed{0, 0}
	case 2:
		word("absent-unjustified")
	case 3, 4, 5:
		if word("present"); counted {
			due = &owed{unit * 5, 5}
			r.Attended = new(5)
		}
	case 6:
		r.Price += 15 // another price was announced
	case 7:
		r.State, due = "cancelled", nil
	case 8:
		r.State, due = "refused", nil
	case 9:
		r.Billed, r.DebitedBefore, due = true, true, nil
	}
	if r.Date >= civil.Of(noon) {
		due = nil
	}
	*want = append(*want, due)
}

// left counts the days that are not debited yet.
func (o indebted) left(t testing.TB, d *db.DB) int64 {
	return count(t, d, "reservations", "state = 'accepted' and not billed and date < ?", civil.Of(noon))
}

// killAgain kills the processes of a crew in turn, each time at another moment of their work, and starts a
// replacement, until the night is over. Each process leases one job at a time. The lease of a killed process is ended
// at once, as time would.
func (o indebted) killAgain(t testing.TB, d *db.DB, crew int, start func() *process) {
	t.Helper()
	var all []*process
	for range crew {
		all = append(all, start())
	}
	inHand := func() int64 {
		return count(t, d, "outbox", "state = 'ready' and leased_until is not null and kind in ('night.settle', "+
			"'night.report')")
	}
	over := func() bool { return count(t, d, "runs", "state = 'done'") > 0 }
	// The first kill comes before any work is done, each later one after some progress.
	kills, cut, before := 0, 0, int64(-1)
	for kills < mostKills && !over() {
		dbtest.Until(t, "work in every hand, and some done", func() bool {
			return over() || inHand() == int64(crew) && (count(t, d, "ledger", "true") > before || o.left(t, d) == 0)
		})
		time.Sleep(rand.N(60 * time.Millisecond))
		victim := kills % crew
		all[victim].kill()
		kills++
		debited, left, held := count(t, d, "ledger", "true"), o.left(t, d), inHand()
		// The others lease one each: the killed process leased the last one.
		if held == int64(crew) && debited > 0 && left > 0 {
			cut++
		}
		before = debited
		t.Logf("killed with %d days debited and %d left, %d of %d with work in hand", debited, left, held, crew)
		release(t, d)
		all[victim] = start()
	}
	if cut == 0 {
		t.Errorf("none of %d kills came in the middle of the debits: this proves nothing", kills)
	}
	finished(t, d)
	for _, p := range all {
		p.until("under way", func() bool {
			return anyLine(p.said.String(), "worker started") || anyLine(p.said.String(), "est prêt")
		})
	}
	dbtest.Until(t, "what a killed process said of Redis is put right by the others", func() bool {
		return count(t, d, "pulses", "ailing") == 0
	})
	for _, p := range all {
		p.stop()
	}
}

// prove checks the books after an interrupted night: each day was debited once, at its price, and reported once.
func (o indebted) prove(t testing.TB, d *db.DB, env []string) {
	t.Helper()
	if said := command(t, env, "check"); said != "Tout tombe juste.\n" {
		t.Errorf("cartable check says %s", said)
	}
	seen := map[int64]int{}
	balances, sum := map[int64]money.Cents{}, money.Cents(0)
	rows, err := d.Read().QueryContext(t.Context(),
		"select family_id, reservation_id, amount, quantity, source from ledger")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var family int64
		var day sql.NullInt64
		var amount money.Cents
		var quantity int
		var source string
		if err := rows.Scan(&family, &day, &amount, &quantity, &source); err != nil {
			t.Fatal(err)
		}
		want, due := o.days[day.Int64]
		if seen[day.Int64]++; !due || source != "consumption" || amount != -want.cents || quantity != want.units {
			t.Errorf("day %d: %s of %d for %d units, and it must be %v (due: %t)", day.Int64, source, amount, quantity,
				want, due)
		}
		balances[family] += amount
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	for day, want := range o.days {
		if sum += want.cents; seen[day] != 1 {
			t.Errorf("day %d was debited %d times", day, seen[day])
		}
	}
	var kept []struct {
		FamilyID int64
		Amount   money.Cents
	}
	if err := d.Read().NewSelect().Table("balances").Column("family_id", "amount").Scan(t.Context(),
		&kept); err != nil {
		t.Fatal(err)
	}
	for _, b := range kept {
		if sum += b.Amount; b.Amount != balances[b.FamilyID] {
			t.Errorf("family %d has a balance of %d, and its lines add up to %d", b.FamilyID, b.Amount,
				balances[b.FamilyID])
		}
	}
	if sum != 0 || len(kept) != debtors {
		t.Errorf("%d balances, which are %d apart from what took place", len(kept), sum)
	}
	var mails []db.Mail
	if err := d.Read().NewSelect().Model(&mails).Scan(t.Context()); err != nil {
		t.Fatal(err)
	}
	told := map[int64]int{}
	for _, m := range mails {
		if told[m.FamilyID]++; strings.Count(m.Body, "Prix facturé différent") != o.wary[m.FamilyID] {
			t.Errorf("family %d reads of %d prices that were announced otherwise, not of %d", m.FamilyID,
				strings.Count(m.Body, "Prix facturé différent"), o.wary[m.FamilyID])
		}
	}
	for family := range o.wary {
		if told[family] != 1 {
			t.Errorf("family %d got %d mails", family, told[family])
		}
	}
	if len(mails) != len(o.wary) {
		t.Errorf("%d mails to the %d families who have something to read", len(mails), len(o.wary))
	}
	if said := command(t, env, "night"); !strings.Contains(said, "rien de nouveau") || count(t, d, "ledger",
		"true") != int64(len(o.days)) {
		t.Errorf("a second night says %q", said)
	}
}

// Debits are correct after any number of kills at any moment: the program is killed repeatedly while it debits past
// days, as two workers in turn on PostgreSQL, and as the single process of a small town.
func TestKilledWhileDebiting(t *testing.T) {
	t.Parallel()
	t.Run("workers", func(t *testing.T) {
		address := dbtest.PostgresURL(t)
		d := open(t, address)
		o := newIndebted(t, d)
		chief := staff(t, o.w, "administrator")
		env := environment(t, "DATABASE_URL="+address, "REDIS_URL="+redisURL(t), "WORKERS=1")
		portal := serving(t, env, "web")
		startAsStaff(t, portal.url, chief)
		o.killAgain(t, d, 2, func() *process { return launch(t, env, "worker") })
		o.prove(t, d, env)
		portal.stop()
	})
	t.Run("serve", func(t *testing.T) {
		address := dbtest.SQLiteURL(t)
		d := open(t, address)
		o := newIndebted(t, d)
		chief := staff(t, o.w, "administrator")
		env := environment(t, "DATABASE_URL="+address, "WORKERS=1")
		web := serving(t, env, "web")
		startAsStaff(t, web.url, chief)
		web.stop()
		o.killAgain(t, d, 1, func() *process { return launch(t, env, "serve", "--port", freePort(t)) })
		o.prove(t, d, env)
	})
}
