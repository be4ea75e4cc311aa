package load_test

import (
	"bytes"
	"context"
	"fmt"
	"testing"
	"testing/fstest"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/load"
	"cartable/db"
	"cartable/db/dbtest"
)

// BenchmarkBigTown imports a whole year of a town of 2,000 families, then the same folder again: `make bench`.
func BenchmarkBigTown(b *testing.B) {
	folder := bigTown(2000, 3200)
	for _, dialect := range []struct {
		name string
		open func(testing.TB) *db.DB
	}{{"sqlite", dbtest.SQLite}, {"postgres", dbtest.Postgres}} {
		b.Run(dialect.name, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				d := dialect.open(b)
				b.StartTimer()
				first := bringIn(b, d, folder)
				again := bringIn(b, d, folder)
				b.ReportMetric(first.Seconds(), "s/first")
				b.ReportMetric(again.Seconds(), "s/again")
			}
		})
	}
}

func bringIn(b *testing.B, d *db.DB, folder fstest.MapFS) time.Duration {
	b.Helper()
	start := time.Now()
	if _, err := load.Import(context.Background(), d, folder, options); err != nil {
		b.Fatal(err)
	}
	return time.Since(start)
}

func bigTown(families, children int) fstest.MapFS {
	files := map[string]*bytes.Buffer{}
	add := func(file, format string, args ...any) {
		if files[file] == nil {
			files[file] = &bytes.Buffer{}
		}
		fmt.Fprintf(files[file], format+"\n", args...)
	}
	add("structures.csv", "code,name,zone,alsace_moselle,night_at,notice")
	add("structures.csv", "m,Mairie,A,,,")
	add("wallets.csv", "structure,code,name,numcli")
	add("wallets.csv", "m,W,Porte-monnaie,")
	add("categories.csv", "structure,code,name,wallet,debt_floor")
	add("categories.csv", "m,C,Catégorie,W,-30")
	add("pools.csv", "structure,code,name,capacity,waitlist")
	add("activities.csv",
		"structure,code,name,category,pools,weekdays,term,from,to,start,end,unit,book_by,cancel_by,allot,compatible_with")
	add("tariffs.csv", "structure,activity,from,resident,qf_min,qf_max,price,rate,floor,ceiling")
	const activities = 12
	for a := range activities {
		add("pools.csv", "m,P%d,Groupe %d,2000,", a, a)
		add("activities.csv", "m,A%d,Activité %d,C,P%d,1;2;4;5,,2026-09-01,2027-07-02,%02d:00,%02d:50,,J-2 12:00,,,", a,
			a, a, a+7, a+7)
		for b := range 8 {
			add("tariffs.csv", "m,A%d,2026-09-01,,%d,%d,%d.50,,,", a, b*200, b*200+200, b+1)
		}
	}
	add("families.csv", "structure,code,civility,last_name,first_name,emails,resident,address")
	add("quotients.csv", "structure,family,from,to,qf")
	add("accounts.csv", "login,password,role,structure,family,must_change")
	add("ledger.csv", "structure,family,wallet,date,label,amount")
	for f := range families {
		add("families.csv", "m,F%d,,Nom%d,Prénom,f%d@example.org,,1 rue de la Paix", f, f, f)
		add("quotients.csv", "m,F%d,2026-01-01,,%d", f, f%1600)
		add("accounts.csv", "f%d,,guardian,m,F%d,", f, f)
		for n := range 20 {
			add("ledger.csv", "m,F%d,W,2026-10-%02d,Repas,-4.22", f, n+1)
		}
	}
	add("children.csv", "structure,family,code,last_name,first_name,birth_date,school,class,diet,allergies")
	add("enrolments.csv", "structure,child,activity,from,to,priority")
	add("reservations.csv", "structure,child,activity,date,state,requested_at,transmitted")
	var days []civil.Date
	for d := civil.New(2026, 9, 1); len(days) < 63; d++ {
		if wd := d.Weekday(); wd != 3 && wd < 6 {
			days = append(days, d)
		}
	}
	for c := range children {
		add("children.csv", "m,F%d,E%d,Nom,Prénom,2019-01-01,,,,", c%families, c)
		for a := range 3 {
			activity := (c + a*4) % activities
			add("enrolments.csv", "m,E%d,A%d,,,%d", c, activity, a)
			for _, d := range days {
				add("reservations.csv", "m,E%d,A%d,%s,accepted,2026-08-%02dT10:00:00Z,yes", c, activity, d, c%28+1)
			}
		}
	}
	folder := fstest.MapFS{}
	for name, text := range files {
		folder[name] = &fstest.MapFile{Data: text.Bytes()}
	}
	return folder
}
