package bench

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/seal"
	"cartable/db"
)

// noon is a Monday; the town's clock is set to it.
var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, db.Paris)

func clock() time.Time { return noon }

// size is the size of a town.
type size struct {
	families int
	nights   int // dates on which 25 children each asked for ten workshops, which the night allots
}

const (
	workshops    = 10
	asked        = 25 // requests for a workshop on a date
	places       = 15 // of which taken are given already
	taken        = 3
	firstPending = 1_000_000 // the ids of the requests that the night settles start here
)

// build fills a migrated database with a town and its whole school year: four services and ten workshops, two or one
// children a family, each enrolled in the services and a workshop, some 340 booked days a family.
func build(t testing.TB, address string, s size) {
	t.Helper()
	d := open(t, address)
	defer d.Close()
	run := func(query string) {
		t.Helper()
		if _, err := d.Write().ExecContext(context.Background(), query); err != nil {
			t.Fatalf("%v in %.200s", err, query)
		}
	}
	run(`insert into structures (id, code, name, zone, revision) values (1, 'mairie', 'Mairie de CarteVille', 'A', 1)`)
	run(`insert into wallets (id, structure_id, code, name) values (1, 1, 'scolaire', 'Services scolaires'), (2, 1, ` +
		`'loisirs', 'Loisirs')`)
	run(`insert into categories (id, structure_id, code, name, wallet_id, debt_floor) values (1, 1, 'resto',
		'Restauration', 1, -3000),
		(2, 1, 'accueil', 'Accueil périscolaire', 1, -3000), (3, 1, 'loisirs', 'Ateliers', 2, null)`)
	run(`insert into pools (id, structure_id, code, name, capacity, waitlist) values
		(1, 1, 'cantine', 'Cantine', 900, 20), (2, 1, 'matin', 'Matin', 200, 20), (3, 1, 'soir', 'Soir', 400, 20),
		(4, 1, 'etude', 'Étude', 900, 20)`)
	run(`insert into activities (id, structure_id, code, name, category_id, weekdays, term, from_date, to_date,
		start_at, end_at, unit, book_by, cancel_by, allot) values
		(1, 1, 'CANTINE', 'Cantine', 1, '1245', 'school', '2026-09-01', '2027-07-02', '12:00', '13:30', 'day',
		'J-2 12:00', 'J-2 12:00', 'immediate'),
		(2, 1, 'MATIN', 'Accueil du matin', 2, '1245', 'school', '2026-09-01', '2027-07-02', '07:30', '08:30', 'day',
		'J-1 18:00', 'J-1 18:00', 'immediate'),
		(3, 1, 'SOIR', 'Accueil du soir', 2, '1245', 'school', '2026-09-01', '2027-07-02', '17:30', '18:30', 'day',
		'J-1 18:00', 'J-1 18:00', 'immediate'),
		(4, 1, 'ETUDE', 'Étude', 2, '1245', 'school', '2026-09-01', '2027-07-02', '16:30', '17:30', 'day',
		'JO-2 12:00', 'J-2 12:00', 'immediate')`)
	run(fmt.Sprintf(`insert into pools (id, structure_id, code, name, capacity, waitlist)
		select 10 + k, 1, 'atelier' || k, 'Atelier ' || k, %d, 6 from generate_series(1, %d) k`, places, workshops))
	run(fmt.Sprintf(`insert into activities (id, structure_id, code, name, category_id, weekdays, term, from_date,
		to_date, start_at, end_at, unit, book_by, cancel_by, allot)
		select 10 + k, 1, 'ATELIER' || k, 'Atelier ' || k, 3, '1245', 'school', '2026-09-01', '2027-07-02', '13:30',
			'14:30', 'day', 'J-2 12:00', 'J-2 12:00', 'nightly'
		from generate_series(1, %d) k`, workshops))
	run(`insert into activity_pools (activity_id, pool_id, structure_id) select id, id, 1 from activities`)
	run(`insert into tariffs (activity_id, from_date, qf_min, qf_max, price)
		select a.id, '2026-09-01', q * 20000, (q + 1) * 20000, 100 + 50 * q from activities a, generate_series(0, 7) q`)

	run(fmt.Sprintf(`insert into families (id, structure_id, code, civility, last_name, first_name)
		select f, 1, 'F' || f, 'M.', 'Nom' || f, 'Jean-Paul' from generate_series(1, %d) f`, s.families))
	run(`insert into family_emails (family_id, position, address, confirmed_at) select id, 0, 'famille' || id || ` +
		`'@example.org', '2026-09-01' from families`)
	run(`insert into quotients (family_id, from_date, qf) select id, '2026-01-01', (id * 7919) % 160000 from families`)
	run(`insert into accounts (id, login, password_hash, password_set_at, created_at) select id, 'famille' || id, ` +
		`'-', '2026-09-01', '2026-09-01' from families`)
	run(`insert into guardians (account_id, family_id) select id, id from families`)
	run(`insert into ledger (structure_id, family_id, wallet_id, date, label, amount, source, source_ref, created_at)
		select 1, f.id, w.id, '2026-09-01', 'Report', 5000, 'import', f.id || '-' || w.id, '2026-09-01' from families f,
			wallets w`)
	// Families with an even number have two children.
	run(`insert into children (id, structure_id, code, last_name, first_name, birth_date)
		select f.id * 2 + k, 1, 'E' || f.id || k, f.last_name, 'Enfant' || k, date '2018-03-01' + 400 * k from families
			f, generate_series(0, 1) k where k = 0 or f.id % 2 = 0`)
	run(`insert into family_children (family_id, child_id, structure_id) select id / 2, id, 1 from children`)
	run(`insert into enrolments (child_id, activity_id, from_date, to_date) select c.id, a.id, '2026-09-01',
		'2027-07-02' from children c, activities a
		where a.id <= 4 or a.id = 11 + c.id % ` + fmt.Sprint(workshops))

	// The year: all children eat at school, a third come early, half stay late, and none go to the study yet. Last
	// night's run has transmitted everything. The past days have been debited.
	days := schoolDays(civil.New(2026, 9, 1), civil.New(2027, 7, 2))
	run(`create table bench_days (date date, n integer); insert into bench_days values ` + days)
	run(`insert into runs (structure_id, business_date, cutoff, as_of, origin, state, started_at, finished_at)
		values (1, '2026-11-22', '2026-11-22', '2026-11-22', 'schedule', 'done', '2026-11-22', '2026-11-22')`)
	run(`insert into reservations (structure_id, family_id, child_id, activity_id, date, state, requested_at,
		transmitted, price, billed, debited_before)
		select 1, c.id / 2, c.id, a, d.date, 'accepted', '2026-09-01', true, 300, d.date < '2026-11-23', d.date <
			'2026-11-23' from children c, bench_days d, generate_series(1, 3) a
		where (c.id * 31 + a * 17) % 10 < case a when 1 then 8 when 2 then 3 else 5 end and (c.id + d.n * 7) % 9 <> 0`)
	run(`insert into movements (structure_id, family_id, child_id, activity_id, date, kind, reservation_id, origin, at,
		run_id, outcome)
		select structure_id, family_id, child_id, activity_id, date, 'book', id, 'portal', requested_at, 1, 'accepted'
			from reservations`)
	run(`insert into reports (run_id, family_id, bookings, cancellations, body, has_mail) select 1, family_id, ` +
		`count(*), 0, '', false from movements group by family_id`)

	// The requests that the night settles.
	if s.nights > 0 {
		requests := fmt.Sprintf(`select 1 as one, c.id / 2 as family, c.id as child, 10 + k as activity, d.date, x
			from bench_days d, generate_series(1, %d) k, generate_series(0, %d) x, (select array_agg(id order by id) as
				ids from children) every,
				lateral (select every.ids[1 + (d.n * 37 + k * 61 + x) %% cardinality(every.ids)] as id) c
			where d.date >= '2026-12-01' and d.n < (select min(n) from bench_days where date >= '2026-12-01') + %d`,
			workshops, asked+taken-1, s.nights)
		run(`insert into reservations (structure_id, family_id, child_id, activity_id, date, state, requested_at,
			transmitted, price)
			select one, family, child, activity, date, 'accepted', '2026-11-01', true, 300 from (` + requests +
			fmt.Sprintf(`) r where x >= %d`, asked))
		run(fmt.Sprintf(`alter table reservations alter id restart with %d; alter table movements alter id `+
			`restart with %d`, firstPending, firstPending))
		run(`insert into reservations (structure_id, family_id, child_id, activity_id, date, state, priority,
			requested_at, price)
			select one, family, child, activity, date, 'pending', (child * 13) % 3, timestamptz '2026-11-22' + ((child *
				7919 + x * 104729) % 86400) * interval '1 second', 300 from (` +
			requests + fmt.Sprintf(`) r where x < %d`, asked))
		run(fmt.Sprintf(`insert into movements (structure_id, family_id, child_id, activity_id, date, kind,
			reservation_id, origin, at)
			select structure_id, family_id, child_id, activity_id, date, 'book', id, 'portal', requested_at from
				reservations where id >= %d order by requested_at, id`, firstPending))
		run(`insert into enrolments (child_id, activity_id, from_date, to_date) select distinct r.child_id,
			r.activity_id, date '2026-09-01', date '2027-07-02'
			from reservations r where not exists (select 1 from enrolments e where e.child_id = r.child_id and
				e.activity_id = r.activity_id)`)
	}
	if err := d.Write().RecountStructure(context.Background(), 1); err != nil {
		t.Fatal(err)
	}
	run(`vacuum analyze`)
}

// schoolDays returns the Mondays, Tuesdays, Thursdays and Fridays with school in zone A, numbered, as rows.
func schoolDays(from, to civil.Date) string {
	var rows []string
	for d := from; d <= to; d++ {
		_, rest := civil.SchoolHoliday(d, civil.ZoneA)
		if civil.WorkingDay(d, false) && d.Weekday() != 3 && !rest {
			rows = append(rows, fmt.Sprintf("('%s', %d)", d, len(rows)))
		}
	}
	return strings.Join(rows, ", ")
}

func open(t testing.TB, address string) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), address)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// signIn opens a session for the account of a family and returns its cookie. Requests never update the session,
// because its last use is an hour in the future.
func signIn(t testing.TB, d *db.DB, family int64) (token string) {
	t.Helper()
	token = fmt.Sprintf("session-of-family-%d", family)
	now := time.Now().UTC()
	session := &db.Session{ID: seal.Digest(token), AccountID: family, FamilyID: family, StructureID: 1,
		CreatedAt: now, SeenAt: now.Add(time.Hour), ExpiresAt: now.Add(12 * time.Hour)}
	if _, err := d.Write().NewInsert().Model(session).On("conflict do nothing").Exec(context.Background()); err != nil {
		t.Fatal(err)
	}
	return token
}
