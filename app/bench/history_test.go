package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/valyala/fasthttp"
)

// The pages of accounts of two similar families, one that arrived this month and one with ten years of history: the
// rows that they read, and their cost. The town is large enough that PostgreSQL does not prefer to read whole tables.
const (
	newcomer = 2
	oldHand  = 4
)

var moneyPages = []string{"/solde", "/historique", "/historique?mois=2026-11&activite=CANTINE",
	"/solde?attente=oui&jusquau=2027-01-31"}

// growOld gives every family the ledger of this month, and one of them ten earlier years.
func growOld(t testing.TB, s *stage) {
	t.Helper()
	run := func(query string) {
		t.Helper()
		if _, err := s.d.Write().ExecContext(context.Background(), query); err != nil {
			t.Fatalf("%v in %.200s", err, query)
		}
	}
	const consumption = `insert into ledger (structure_id, family_id, wallet_id, date, label, amount, source,
		source_ref, created_at, kind, child_id, activity_id, quantity, unit_price, quoted)
		select 1, c.id / 2, 1, d::date, 'Cantine', -350, 'consumption', '%s' || c.id || '-' || a || d, '2026-09-01',
			'consumption', c.id, a, 1, 350, 350
		from children c, generate_series(1, 3) a, generate_series('%s'::date, '%s'::date, '1 day') d where
			extract(isodow from d) < 6 and %s`
	const payment = `insert into ledger (structure_id, family_id, wallet_id, date, label, amount, source, source_ref,
		created_at, kind, mode)
		select 1, f.id, 1, d::date, 'Règlement', 5000, 'payment', '%s' || f.id || '-' || d, '2026-09-01', 'payment',
			'card'
		from families f, generate_series('%s'::date, '%s'::date, '10 days') d where %s`
	run(fmt.Sprintf(consumption, "n", "2026-11-01", "2026-11-22", "true"))
	run(fmt.Sprintf(payment, "n", "2026-11-01", "2026-11-22", "true"))
	old := fmt.Sprintf("c.id / 2 = %d", oldHand)
	run(fmt.Sprintf(consumption, "o", "2016-09-01", "2026-10-31", old))
	run(fmt.Sprintf(payment, "o", "2016-09-01", "2026-10-31", fmt.Sprintf("f.id = %d", oldHand)))
	run(fmt.Sprintf(`insert into reservations (structure_id, family_id, child_id, activity_id, date, state,
		requested_at, transmitted, price, billed)
		select 1, c.id / 2, c.id, a, d::date, 'accepted', '2016-09-01', true, 350, true
		from children c, generate_series(1, 3) a, generate_series('2016-09-01'::date, '2026-08-31'::date, '1 day') d
			where extract(isodow from d) < 6 and %s`, old))
	// Both have the same future: the coming days, and the balance.
	run(fmt.Sprintf("update reservations set state = 'cancelled' where family_id = %d and not billed", oldHand))
	run(fmt.Sprintf(`insert into reservations (structure_id, family_id, child_id, activity_id, date, state,
		requested_at, transmitted, price)
		select 1, %d, child_id - %d + %d, activity_id, date, state, requested_at, transmitted, price from reservations
		where family_id = %d and not billed and state <> 'cancelled'`,
		oldHand, newcomer*2, oldHand*2, newcomer))
	run(fmt.Sprintf(`update quotients set qf = (select qf from quotients where family_id = %d) where family_id = %d`,
		newcomer, oldHand))
	run(fmt.Sprintf(`insert into ledger (structure_id, family_id, wallet_id, date, label, amount, source, source_ref,
		created_at, kind)
		select 1, %d, 1, '2016-09-01', 'Report', (select amount from balances where family_id = %d and wallet_id = 1) -
			amount, 'import', 'even', '2026-09-01', 'payment'
		from balances where family_id = %d and wallet_id = 1`, oldHand, newcomer, oldHand))
	run("vacuum analyze")
}

func TestTenYearsReadNoMoreThanAMonth(t *testing.T) {
	address, s := newStageAt(t, 300)
	growOld(t, s)
	conn, err := pgconn.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	for _, page := range moneyPages {
		statements, rows := map[int64]int{}, map[int64]int{}
		for _, family := range []int64{newcomer, oldHand} {
			c := moneyRequest(t, s, family, page)
			s.do(s.noted, c, 200) // loads the catalogue
			s.relay.take()
			s.do(s.noted, c, 200)
			calls := s.relay.take()
			statements[family] = len(calls)
			for _, call := range calls {
				if !call.simple {
					rows[family] += rowsRead(t, conn, call)
				}
			}
		}
		t.Logf("%s: %d statements, %d rows for who came this month, %d for who came ten years ago", page,
			statements[newcomer], rows[newcomer], rows[oldHand])
		if statements[newcomer] == 0 || statements[newcomer] != statements[oldHand] {
			t.Errorf("%s: %d statements after a month, %d after ten years", page, statements[newcomer],
				statements[oldHand])
		}
		if young, old := rows[newcomer], rows[oldHand]; young == 0 || old*5 > young*6 {
			t.Errorf("%s: %d rows read after a month, %d after ten years", page, young, old)
		}
	}
}

func moneyRequest(t testing.TB, s *stage, family int64, page string) *fasthttp.RequestCtx {
	t.Helper()
	signIn(t, s.d, family)
	return request(fiber.MethodGet, page, fmt.Sprintf("session-of-family-%d", family), "")
}

// rowsRead runs a statement again in PostgreSQL and returns the number of rows that its scans read, whether they were
// kept or not.
func rowsRead(t testing.TB, conn *pgconn.PgConn, c call) int {
	t.Helper()
	result := conn.ExecParams(context.Background(), "explain (analyze, format json) "+c.sql, c.params, nil, c.formats,
		nil).Read()
	if result.Err != nil {
		t.Fatalf("%v: %s", result.Err, c.sql)
	}
	var plans []struct{ Plan planNode }
	if err := json.Unmarshal(result.Rows[0][0], &plans); err != nil {
		t.Fatal(err)
	}
	return plans[0].Plan.read()
}

type planNode struct {
	Rows     float64    `json:"Actual Rows"`
	Removed  float64    `json:"Rows Removed by Filter"`
	Loops    float64    `json:"Actual Loops"`
	Relation string     `json:"Relation Name"`
	Plans    []planNode `json:"Plans"`
}

func (n planNode) read() (rows int) {
	if n.Relation != "" {
		rows = int((n.Rows + n.Removed) * n.Loops)
	}
	for _, under := range n.Plans {
		rows += under.read()
	}
	return rows
}

// BenchmarkLongHistory measures the pages of both families in turn: ours is the one with ten years.
func BenchmarkLongHistory(b *testing.B) {
	s := newStage(b, 300)
	growOld(b, s)
	s.begin(func() {})
	for _, page := range moneyPages[:3] {
		old, young := moneyRequest(b, s, oldHand, page), moneyRequest(b, s, newcomer, page)
		many := func(c *fasthttp.RequestCtx) func() {
			return func() {
				for range 20 {
					s.do(s.ours, c, 200)
				}
			}
		}
		many(old)()
		many(young)()
		f := pair("ten years, "+page, none, rounds,
			func() spent { return s.watch.measure(20, many(old)) },
			func() spent { return s.watch.measure(20, many(young)) })
		b.Logf("%s: %.2f times the CPU, %.2f the time (%s, %s)", page, f.cpu, f.wall,
			f.ours.wall.Round(time.Microsecond), f.bare.wall.Round(time.Microsecond))
		report(b, f)
	}
}
