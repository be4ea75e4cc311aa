package operation_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/deadline"
	"cartable/app/domain/money"
	"cartable/app/domain/town"
	"cartable/app/operation"
	"cartable/db"
	"cartable/db/dbtest"
)

// what a town is, as far as an opération could change it: settings, live requests with their instants, balances.
var pictures = []string{
	"select date, label from closures where structure_id = %d order by 1",
	`select a.code, o.date, o.open, o.label from openings o join activities a on a.id = o.activity_id
		where a.structure_id = %d order by 1, 2`,
	`select p.code, c.date, c.capacity from capacities c join pools p on p.id = c.pool_id where p.structure_id = %d
		order by 1, 2`,
	`select code, weekdays, from_date, to_date, allot, age_from, levels from activities where structure_id = %d
		order by 1`,
	`select a.code, s.code from activity_schools x join activities a on a.id = x.activity_id
		join schools s on s.id = x.school_id where x.structure_id = %d order by 1, 2`,
	`select a.code, k.code from activity_classes x join activities a on a.id = x.activity_id
		join classes k on k.id = x.class_id where x.structure_id = %d order by 1, 2`,
	`select s.code, k.code, k.level from classes k join schools s on s.id = k.school_id where s.structure_id = %d
		order by 1, 2`,
	`select a.code, t.from_date, t.price from tariffs t join activities a on a.id = t.activity_id
		where a.structure_id = %d order by 1, 2`,
	`select q.family_id, q.from_date, q.qf from quotients q join families f on f.id = q.family_id
		where f.structure_id = %d order by 1, 2`,
	`select child_id, activity_id, date, state, priority, requested_at, price, quantity from reservations
		where structure_id = %d and state <> 'cancelled' order by 1, 2, 3`,
	`select b.family_id, b.wallet_id, b.amount from balances b join families f on f.id = b.family_id
		where f.structure_id = %d and b.amount <> 0 order by 1, 2`,
}

func (h *hall) picture() string {
	var all []string
	for _, query := range pictures {
		all = append(all, strings.Join(dbtest.Query(h.t, h.d, fmt.Sprintf(query, h.Structure.ID)), "\n"))
	}
	return strings.Join(all, "\n--\n")
}

// anyChange draws a change of any kind, as a clerk might make it, of the days around today.
func (h *hall) anyChange(r *rapid.T) (operation.Kind, []town.Noun) {
	on := day(rapid.IntRange(-2, 7).Draw(r, "date"))
	code := rapid.SampledFrom([]string{"RESTO", "SOIR"}).Draw(r, "activity")
	s, err := h.Operations.Settings(h.ctx, h.Desk)
	if err != nil {
		r.Fatal(err)
	}
	entry := s.Stored(town.ActivityEntry{Code: code}).(town.ActivityEntry)
	switch rapid.IntRange(0, 16).Draw(r, "kind") {
	case 0:
		return operation.Closing, []town.Noun{town.ClosureEntry{Date: on, Label: "Grève"}}
	case 1:
		return operation.Calendar, []town.Noun{town.OpeningEntry{Activity: code, Date: on, Label: "Sortie"},
			town.OpeningEntry{Activity: code, Date: on + 1, Open: true}}
	case 2:
		pool := map[string]string{"RESTO": "cantine", "SOIR": "soir"}[code]
		return operation.Capacity, []town.Noun{town.CapacityEntry{Pool: pool, Date: on,
			Capacity: new(rapid.IntRange(0, 4).Draw(r, "places"))}}
	case 3:
		entry.Weekdays[rapid.IntRange(1, 7).Draw(r, "weekday")] = false
		return operation.Catalogue, []town.Noun{entry}
	case 4:
		entry.To = day(rapid.IntRange(1, 200).Draw(r, "last"))
		return operation.Catalogue, []town.Noun{entry}
	case 5:
		entry.Allot = rapid.SampledFrom([]town.Allot{town.Immediate, town.Nightly, town.Manual}).Draw(r, "allot")
		return operation.Catalogue, []town.Noun{entry}
	case 6:
		return operation.Tariffs, []town.Noun{town.TariffEntry{Activity: code, From: on,
			Price: new(money.Cents(rapid.IntRange(0, 900).Draw(r, "price")))}}
	case 7:
		entry.AgeFrom = new(rapid.IntRange(3, 10).Draw(r, "age"))
		return operation.Catalogue, []town.Noun{entry}
	case 8:
		entry.Levels = rapid.SampledFrom([]town.Levels{town.AllLevels[:4], town.AllLevels[4:]}).Draw(r, "levels")
		return operation.Catalogue, []town.Noun{entry}
	case 9:
		entry.Schools = []string{rapid.SampledFrom([]string{"E1", "E2"}).Draw(r, "school")}
		if rapid.Bool().Draw(r, "class") {
			entry.Classes = []string{town.ClassRef(entry.Schools[0], "C1")}
		}
		return operation.Catalogue, []town.Noun{entry}
	case 10: // a class of which no child is admitted any more
		entry.Levels = town.Levels{"GS"}
		return operation.Catalogue, []town.Noun{entry, town.ClassEntry{School: "E1", Code: "C1", Name: "Les grands",
			Level: rapid.SampledFrom([]string{"GS", "CP"}).Draw(r, "level")}}
	case 11: // the hours of one meet those of the other
		end := rapid.SampledFrom([]int{13, 17}).Draw(r, "end")
		entry.Start, entry.End = civil.TimeOfDay(12*60), civil.TimeOfDay(end*60)
		return operation.Catalogue, []town.Noun{entry}
	case 12:
		rules := []string{"J-0 08:00", "J-3 18:00", "J-7 12:00"}
		rule, err := deadline.ParseRule(rapid.SampledFrom(rules).Draw(r, "rule"))
		if err != nil {
			r.Fatal(err)
		}
		entry.BookBy, entry.CancelBy = rule, rule
		return operation.Catalogue, []town.Noun{entry}
	case 13:
		of := map[string]string{"RESTO": "cantine", "SOIR": "soir"}[code]
		pool := s.Stored(town.PoolEntry{Code: of}).(town.PoolEntry)
		pool.Capacity = new(rapid.IntRange(0, 4).Draw(r, "places"))
		return operation.Catalogue, []town.Noun{pool}
	case 14: // a school closes, for one activity or for all, or leaves it to the families
		entry := town.SchoolClosureEntry{School: "E1", Date: on, Label: "Sortie",
			Activity: rapid.SampledFrom([]string{"", code}).Draw(r, "of")}
		if rapid.Bool().Draw(r, "choice") {
			entry.LeaveBy, _ = deadline.ParseRule("J-0 09:00")
		}
		return operation.Closing, []town.Noun{entry}
	case 15:
		zone := s.All(town.NounStructure)[0].(town.StructureEntry)
		zone.Zone, zone.AlsaceMoselle = rapid.SampledFrom([]civil.Zone{civil.ZoneB, civil.ZoneC}).Draw(r, "zone"), true
		return operation.Rules, []town.Noun{zone}
	}
	return operation.Quotients, []town.Noun{town.QuotientEntry{Family: h.firstFamily(), From: on,
		QF: new(money.Cents(rapid.IntRange(0, 2000_00).Draw(r, "qf")))}}
}

// firstFamily returns the code of a family of the town.
func (h *hall) firstFamily() string {
	return dbtest.Query(h.t, h.d, fmt.Sprintf("select code from families where structure_id = %d order by id limit 1",
		h.Structure.ID))[0]
}

// schools sends the first children of two of three families to two schools; the others have none.
func (h *hall) schools(families []dbtest.Family) {
	for i, f := range families[:2] {
		s := db.School{StructureID: h.Structure.ID, Code: fmt.Sprint("E", i+1), Name: fmt.Sprint("École ", i+1)}
		h.Insert(&s)
		k := db.Class{SchoolID: s.ID, Code: "C1", Name: "Les grands", Level: "GS"}
		h.Insert(&k)
		if _, err := h.d.Write().ExecContext(h.ctx, "update children set school_id = ?, class_id = ? where id = ?",
			s.ID, k.ID, f.Children[0]); err != nil {
			h.t.Fatal(err)
		}
	}
}

// populate books days around today, as the places allow, and debits the past.
func (h *hall) populate(r *rapid.T, families []dbtest.Family) {
	taken := map[string]int{}
	for _, f := range families {
		for child := range f.Children {
			for n := -2; n <= 7; n++ {
				for _, activity := range []int64{h.Meal, h.Care} {
					if rapid.IntRange(0, 2).Draw(r, "books") == 0 {
						continue
					}
					key, limit := fmt.Sprint(activity, n), 2
					if activity == h.Care {
						limit = 10
					}
					status := booking.Accepted
					if taken[key] >= limit {
						if status = booking.Waitlisted; n < 0 {
							continue
						}
					} else {
						taken[key]++
					}
					h.Booked(f, child, activity, day(n), status)
				}
			}
		}
	}
	h.Debit()
}

// Applying does what the rehearsal said, to the family, the cent and the mail, and undoing gives back what was there;
// the books are sound at every step.
func TestAppliedAsRehearsedAndUndone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		number := 0
		rapid.Check(t, func(r *rapid.T) {
			number++
			h := hallOf(t, desktest.CounterOf(dbtest.NewOne(t, d, number), fmt.Sprint("accueil", number)))
			families := []dbtest.Family{h.Family(2, h.Meal, h.Care), h.Family(1, h.Meal, h.Care),
				h.Family(1, h.Meal, h.Care)}
			h.schools(families)
			h.populate(r, families)
			kind, nouns := h.anyChange(r)
			before, sum, sums := h.picture(), h.sum(), h.sums()
			id, applied, err := h.try(kind, nouns...)
			if err != nil {
				return // a change that a form refuses
			}
			var page operation.Page
			if !applied {
				if now := h.picture(); now != before {
					r.Fatalf("preparing changed\n%s\nto\n%s", before, now)
				}
				page = h.apply(id)
			}
			if bare := dbtest.Query(t, d, fmt.Sprintf("select action, subject, was, became from audit where "+
				"operation_id = %d and changes is not null and (subject = '' or was = became or account_id is null)",
				id)); len(bare) > 0 {
				r.Errorf("lines of the journal without what was and what became: %q", bare)
			}
			if lines := h.count("audit where operation_id = %d and changes is not null", id); lines == 0 {
				r.Error("no line of the journal")
			}
			counts, rows := page.Counts, h.progress(id)
			h.eachFamily(r, id, sums)
			if got := rows["cancelled"]; got != counts.Cancelled {
				r.Errorf("%d cancelled, rehearsed %d", got, counts.Cancelled)
			}
			if got := rows["withdrawn"]; got != counts.Withdrawn {
				r.Errorf("%d withdrawn, rehearsed %d", got, counts.Withdrawn)
			}
			if got := h.sum() - sum; got != counts.Back {
				r.Errorf("%s given back, rehearsed %s", got, counts.Back)
			}
			if err := h.WriteMails(h.ctx, id); err != nil {
				r.Fatal(err)
			}
			if got := h.count("mails where structure_id = %d", h.Structure.ID); got != counts.Mails {
				r.Errorf("%d mails, rehearsed %d", got, counts.Mails)
			}
			for _, query := range []string{`select r.id from reservations r join closures c on c.date = r.date and
				c.structure_id = r.structure_id where r.state in ('accepted', 'waitlisted', 'pending') and r.attendance
					is null
				and not exists (select 1 from openings o where o.activity_id = r.activity_id and o.date = r.date and
					o.open)`} {
				if left := dbtest.Query(t, d, query); kind == operation.Closing && len(left) > 0 {
					r.Errorf("on a closed day: %v", left)
				}
			}
			h.Sound()
			if h.read(id).UndoUntil.IsZero() {
				return
			}
			h.undo(id)
			h.Sound()
			if after := h.picture(); after != before {
				r.Errorf("undone:\n%s\nbefore:\n%s", after, before)
			}
		})
	})
}

// progress counts the rows of an opération by fate.
func (h *hall) progress(id int64) map[string]int {
	all := map[string]int{}
	for _, line := range dbtest.Query(h.t, h.d, fmt.Sprintf(
		"select fate from operation_rows where operation_id = %d and state = 'done'", id)) {
		all[line]++
	}
	return all
}

// sums is what was debited of each family.
func (h *hall) sums() map[string]money.Cents {
	all := map[string]money.Cents{}
	for _, line := range dbtest.Query(h.t, h.d, fmt.Sprintf(
		"select family_id, sum(amount) from ledger where structure_id = %d group by family_id", h.Structure.ID)) {
		var family string
		var sum int64
		fmt.Sscan(line, &family, &sum)
		all[family] = money.Cents(sum)
	}
	return all
}

// eachFamily fails the test unless each family has back what its rows say, to the cent.
func (h *hall) eachFamily(r *rapid.T, id int64, before map[string]money.Cents) {
	back := map[string]money.Cents{}
	for _, line := range dbtest.Query(h.t, h.d, fmt.Sprintf(
		"select family_id, sum(back) from operation_rows where operation_id = %d group by family_id", id)) {
		var family string
		var sum int64
		fmt.Sscan(line, &family, &sum)
		back[family] = money.Cents(sum)
	}
	for family, now := range h.sums() {
		if now-before[family] != back[family] {
			r.Errorf("family %s has %s back, and its rows say %s", family, now-before[family], back[family])
		}
	}
}

func (h *hall) count(from string, args ...any) (n int) {
	return len(dbtest.Query(h.t, h.d, "select id from "+fmt.Sprintf(from, args...)))
}

func (h *hall) sum() (sum money.Cents) {
	for _, line := range dbtest.Query(h.t, h.d, fmt.Sprintf("select amount from ledger where structure_id = %d",
		h.Structure.ID)) {
		var n int64
		fmt.Sscan(line, &n)
		sum += money.Cents(n)
	}
	return sum
}
