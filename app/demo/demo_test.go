package demo_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"cartable/app/demo"
	"cartable/app/domain/civil"
	"cartable/app/load"
	"cartable/app/night"
	"cartable/db"
	"cartable/db/dbtest"
)

var today = civil.New(2026, 11, 23)

func options(today civil.Date) load.Options {
	cheap := func(p string) (string, error) { return "hash:" + p, nil }
	paris, _ := time.LoadLocation("Europe/Paris")
	return load.Options{Now: today.At(9*60, paris), Hash: cheap, HashDrawn: cheap}
}

func write(t *testing.T, today civil.Date) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "town")
	if err := demo.Write(dir, options(today).Now); err != nil {
		t.Fatal(err)
	}
	return dir
}

func bringIn(t *testing.T, d *db.DB, dir string, today civil.Date) load.Summary {
	t.Helper()
	summary, err := load.Import(context.Background(), d, os.DirFS(dir), options(today))
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return options(today).Now }
	n := &night.Night{DB: d, Catalogues: db.NewCatalogues(now), Now: now}
	ids, err := d.Read().StructureIDs(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		if _, err := n.DebitPast(context.Background(), id, today); err != nil {
			t.Fatal(err)
		}
	}
	return summary
}

func TestTheTownImportsAndImportsAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		start := time.Now()
		dir := write(t, today)
		written := time.Since(start)
		summary := bringIn(t, d, dir, today)
		t.Logf("written in %s, imported in %s\n%s", written.Round(time.Millisecond),
			(time.Since(start) - written).Round(time.Millisecond), summary)
		// It takes well under 3 s alone; the race detector and a busy machine make it ten times longer.
		if took := time.Since(start); took > 30*time.Second {
			t.Errorf("took %s", took)
		}
		for _, f := range bringIn(t, d, dir, today).Files {
			if f.New != 0 || f.Changed != 0 {
				t.Errorf("second import: %+v", f)
			}
		}
		livesUpToItsCases(t, d)
	})
}

// livesUpToItsCases checks the cases that Logins announce.
func livesUpToItsCases(t *testing.T, d *db.DB) {
	for _, one := range []struct{ what, query, want string }{
		{"families", "select count(*) from families f join structures s on s.id = f.structure_id where " +
			"s.code = 'mairie'", "181"},
		{"children", "select count(*) from children c join structures s on s.id = c.structure_id where " +
			"s.code = 'mairie'", "290"},
		{"nobody over the places", `select count(*) from slots s join pools p on p.id = s.pool_id left join capacities c
			on c.pool_id = p.id and c.date = s.date
			where s.accepted > coalesce(c.capacity, p.capacity)`, "0"},
		{"nobody waits where a place is free", `select count(*) from slots s join pools p on p.id = s.pool_id left join
			capacities c on c.pool_id = p.id and c.date = s.date
			where s.waiting > 0 and s.accepted < coalesce(c.capacity, p.capacity)`, "0"},
		{"full Wednesdays with a queue", "select count(*) from slots where waiting > 2", "6"},
		{"petit", balance("petit", "SCOLAIRE"), "-2460"},
		{"leroy", balance("leroy", "SCOLAIRE"), "17180"},
		{"martin", balance("martin", "SCOLAIRE"), "4235"},
		{"no quotient",
			"select count(*) from quotients q join guardians g on g.family_id = q.family_id join accounts " +
				"a on a.id = g.account_id where a.login = 'traore'", "0"},
		{"the past is debited", "select count(*) from reservations where state = 'accepted' and (billed <> (date < " +
			"'2026-11-23'))", "0"},
		{"as it was told", "select count(*) from ledger where quoted <> -amount", "0"},
		{"some families are blocked", "select case when count(*) >= 5 then 'yes' else 'no' end from balances where " +
			"amount <= -2000", "yes"},
		{"refused", reservations("garnier", "r.state = 'refused'"), "1"},
		{"benali", "select count(*) from guardians g join accounts a on a.id = g.account_id where a.login = 'benali'",
			"2"},
		{"the same child in both", "select count(*) from children a join children b on a.last_name = b.last_name and " +
			"a.first_name = b.first_name and a.birth_date = b.birth_date and a.structure_id < b.structure_id where " +
			"a.last_name = 'Benali'", "2"},
		{"separated",
			"select count(*) from family_children x join children c on c.id = x.child_id where c.first_name " +
				"= 'Jade' and c.last_name = 'Lefèvre'", "2"},
		{"admin", "select count(*) from staff s join accounts a on a.id = s.account_id where a.login = 'admin'", "2"},
		{"free to use", "select count(*) from consents", fmt.Sprint(2 * len(demo.Logins))},
		{"for tonight: accepted", "select count(*) from movements m join reservations r on r.id = m.reservation_id " +
			"where m.outcome is null and r.state = 'accepted'", "16"},
		{"for tonight: waiting", "select count(*) from movements m join reservations r on r.id = m.reservation_id " +
			"where m.outcome is null and r.state = 'waitlisted'", "2"},
		{"for tonight: pending", "select count(*) from movements m join reservations r on r.id = m.reservation_id " +
			"where m.outcome is null and r.state = 'pending'", "11"},
		{"for tonight: cancelled", "select count(*) from movements m where kind = 'cancel'", "1"},
		{"fontaine is the first to wait", `select count(*) from reservations r join activities a on a.id = r.activity_id
			join activity_pools ap on ap.activity_id = a.id
			join children c on c.id = r.child_id where c.first_name = 'Romane' and c.last_name = 'Fontaine' and r.state
				= 'waitlisted'
			and not exists (select 1 from reservations o join activity_pools op on op.activity_id = o.activity_id
				where op.pool_id = ap.pool_id and o.date = r.date and o.state = 'waitlisted' and o.requested_at <
					r.requested_at)`, "1"},
	} {
		var got string
		if err := d.Read().QueryRowContext(context.Background(), one.query).Scan(&got); err != nil {
			t.Fatal(one.what, err)
		}
		if got != one.want {
			t.Errorf("%s: %s, want %s", one.what, got, one.want)
		}
	}
}

func balance(login, wallet string) string {
	return "select b.amount from balances b join wallets w on w.id = b.wallet_id join guardians g on g.family_id = " +
		"b.family_id join accounts a on a.id = g.account_id where a.login = '" +
		login + "' and w.code = '" + wallet + "'"
}

func reservations(login, where string) string {
	return "select count(*) from reservations r join guardians g on g.family_id = r.family_id join " +
		"accounts a on a.id " +
		"= g.account_id where a.login = '" + login + "' and " + where
}

func TestADayGivesOneTown(t *testing.T) {
	one, two, other := write(t, today), write(t, today), write(t, today+1)
	same := func(a, b string) bool {
		files, err := os.ReadDir(a)
		if err != nil || len(files) != 15 {
			t.Fatalf("%d files, %v", len(files), err)
		}
		for _, f := range files {
			left, _ := os.ReadFile(filepath.Join(a, f.Name()))
			right, _ := os.ReadFile(filepath.Join(b, f.Name()))
			if string(left) != string(right) {
				return false
			}
		}
		return true
	}
	if !same(one, two) {
		t.Error("the same day gives two towns")
	}
	if same(one, other) {
		t.Error("two days give one town")
	}
}

func TestAnyDayGivesATown(t *testing.T) {
	for d := civil.New(2025, 9, 1); d < civil.New(2028, 1, 1); d += 61 {
		t.Run(d.String(), func(t *testing.T) {
			t.Parallel()
			base := dbtest.SQLite(t)
			bringIn(t, base, write(t, d), d)
			for _, broken := range []string{
				`select count(*) from slots s join pools p on p.id = s.pool_id left join capacities c on c.pool_id = ` +
					`p.id and c.date = s.date where s.accepted > coalesce(c.capacity, p.capacity)`,
				"select count(*) from balances where amount < -4000",
			} {
				var n int
				if err := base.Read().QueryRowContext(context.Background(), broken).Scan(&n); err != nil || n > 0 {
					t.Errorf("%s: %d, %v", broken, n, err)
				}
			}
		})
	}
}

func TestLogins(t *testing.T) {
	if demo.Logins[0].Login != "martin" || len(demo.Password) < 12 {
		t.Errorf("first login %+v", demo.Logins[0])
	}
	var names []string
	for _, l := range demo.Logins {
		names = append(names, l.Login)
		if l.Name == "" || l.Story == "" || l.Password != demo.Password {
			t.Errorf("%+v", l)
		}
	}
	for _, staff := range []string{"admin", "accueil", "animation", "regie", "direction"} {
		if !slices.Contains(names, staff) {
			t.Errorf("%s is missing from %s", staff, strings.Join(names, ", "))
		}
	}
}

// TestTheNamesAreOneFamilys checks the draw of surnames: a step that divides their number would repeat a few.
func TestTheNamesAreOneFamilys(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(write(t, today), "families.csv"))
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]int{}
	for _, line := range strings.Split(string(text), "\n") {
		if cells := strings.Split(line, ","); len(cells) > 3 && cells[0] == "mairie" {
			names[cells[3]]++
		}
	}
	for name, n := range names {
		if n > 8 {
			t.Errorf("%d families are called %s", n, name)
		}
	}
	if len(names) < 80 {
		t.Errorf("%d surnames", len(names))
	}
}
