package dbtest

import (
	"context"
	_ "embed"
	"fmt"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"cartable/app/domain/civil"
	"cartable/db"
)

// AgedDay is the current day of an aged town, at noon.
const AgedDay = "2026-11-23"

const (
	everyDays = 15 // a family books one day in fifteen
	ahead     = 45 // how many days ahead are booked
)

// NewAged makes a town of many families with years of history, set by set, in a second or two: tests compare the reads
// of a page there with those in a younger or smaller town. Each family has a child who comes every 15 days, up to
// some weeks ahead; with each visit come a validation, a movement, a report, a mail, lines of the journal and of the
// ledger, with some a payment; every week the town closes a day. The ids are the same in every town: family, account
// and child n, and among the visits the last id is the latest. visits is their number.
func NewAged(t testing.TB, d *db.DB, families, years int) (w *Town, visits int) {
	t.Helper()
	w = NewTown(t, d)
	w.Activity("CANTINE", func(a *db.Activity) { a.Weekdays, a.FromDate = "1234567", civil.New(2016, 9, 1) },
		w.Pool("salle", 40, 2000))
	w.Activity("SORTIE", func(a *db.Activity) { a.Allot, a.Weekdays = "manual", "1234567" })
	each, days := (365*years+ahead)/everyDays, 365*years
	one, err := d.Write().IDB.(*bun.DB).DB.Conn(context.Background()) // the connection for the settings below
	if err != nil {
		t.Fatal(err)
	}
	defer one.Close()
	run := func(text string) {
		t.Helper()
		if _, err := one.ExecContext(context.Background(), text); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
	date := "date('" + AgedDay + "', -ago || ' days')"
	year := "date(d.date, '364 days')"
	at := "strftime('%Y-%m-%d %H:%M:%S+00:00', '" + AgedDay + " 09:00:00', -said || ' days')"
	if d.Postgres() {
		date = "date '" + AgedDay + "' - ago"
		year = "d.date + 364"
		at = "timestamptz '" + AgedDay + " 09:00:00+00' - said * interval '1 day'"
		run("set session_replication_role = replica") // checking the references would take longer than the rest
	} else {
		run("pragma foreign_keys = off")
	}
	speak := strings.NewReplacer(
		"{families}", fmt.Sprint(families), "{each}", fmt.Sprint(each), "{days}", fmt.Sprint(days),
		"{most}", fmt.Sprint(max(families, days)), "{ahead}", fmt.Sprint(ahead),
		"{every}", fmt.Sprint(everyDays), "{date}", date, "{year}", year, "{at}", at)
	run("begin")
	for _, line := range strings.Split(strings.TrimSuffix(agedTown, ";\n"), ";\n") {
		run(speak.Replace(line))
	}
	if !d.Postgres() {
		run("commit")
		run("pragma foreign_keys = on")
		return w, each * families
	}
	run(
		`insert into balances (family_id, wallet_id, amount)
			select family_id, wallet_id, sum(amount) from ledger group by family_id, wallet_id`,
	)
	run("commit")
	run(`do $$ declare t text; begin
		for t in select table_name from information_schema.columns
				where table_schema = 'public' and is_identity = 'YES' loop
			execute format('select setval(pg_get_serial_sequence(%L, ''id''),
				(select coalesce(max(id), 0) + 1 from %I), false)', t, t);
		end loop; end $$`)
	run("vacuum analyze")
	run("set session_replication_role = origin")
	return w, each * families
}

//go:embed aged.sql
var agedTown string
