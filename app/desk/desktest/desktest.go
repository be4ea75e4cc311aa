// Package desktest provides a town hall for the tests of the desks.
package desktest

import (
	"context"
	"testing"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/money"
	"cartable/app/night"
	"cartable/app/office"
	"cartable/app/treasury"
	"cartable/db"
	"cartable/db/dbtest"
)

// Counter is a town hall on a Thursday morning: a meal and evening care, with days booked around today.
type Counter struct {
	*dbtest.Town
	Now        time.Time
	Office     *office.Office
	Treasury   *treasury.Treasury
	Night      *night.Night
	Desk       desk.Actor
	Meal, Care int64
}

// Thursday is the current date of the tests.
var Thursday = civil.New(2026, 12, 3)

// NewCounter returns a Counter.
func NewCounter(t *testing.T, d *db.DB) *Counter { return CounterOf(dbtest.NewTown(t, d), "accueil") }

// CounterOf returns the Counter of a town that has just been created, with the login of its clerk.
func CounterOf(w *dbtest.Town, login string) *Counter {
	d := w.DB
	c := &Counter{Town: w, Now: Thursday.At(9*60, db.Paris)}
	clock := func() time.Time { return c.Now }
	catalogues := db.NewCatalogues(clock)
	base := desk.Base{DB: d, Catalogues: catalogues, Now: clock}
	c.Office, c.Treasury = &office.Office{Base: base}, &treasury.Treasury{Base: base}
	c.Night = &night.Night{DB: d, Catalogues: catalogues, Now: clock, BaseURL: "https://portail.example.org",
		MailHost: "portail.example.org"}
	daily := func(a *db.Activity) { a.Weekdays = "1234567" }
	c.Meal = c.Activity("RESTO", daily, c.Pool("cantine", 2, 5))
	c.Care = c.Activity("SOIR", func(a *db.Activity) {
		a.StartAt, a.EndAt, a.Unit, a.Weekdays = 990, 1110, "half-hour",
			"1234567"
	}, c.Pool("soir", 10, 5))
	at := time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)
	clerk := db.Account{Login: login, PasswordHash: "-", PasswordSetAt: at, CreatedAt: at}
	c.Insert(&clerk)
	c.Desk = desk.Actor{StructureID: c.Structure.ID, Revision: 1, AccountID: clerk.ID, Origin: "192.0.2.7"}
	return c
}

// Insert stores a row.
func (c *Counter) Insert(model any) {
	c.T.Helper()
	if _, err := c.DB.Write().NewInsert().Model(model).Exec(context.Background()); err != nil {
		c.T.Fatal(err)
	}
}

// Booked stores a transmitted reservation of a child at the price of its units.
func (c *Counter) Booked(f dbtest.Family, child int, activity int64, d civil.Date, status booking.Status) int64 {
	c.T.Helper()
	units := 1
	if activity == c.Care {
		units = 4
	}
	r := db.Reservation{StructureID: c.Structure.ID, FamilyID: f.ID, ChildID: f.Children[child], ActivityID: activity,
		Date: d, State: string(status),
		RequestedAt: time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC), Transmitted: true, Price: 400 * money.Cents(units),
		Quantity: units}
	c.Insert(&r)
	if err := c.DB.Write().RecountStructure(context.Background(), c.Structure.ID); err != nil {
		c.T.Fatal(err)
	}
	return r.ID
}

// Debit debits the days before today.
func (c *Counter) Debit() {
	c.T.Helper()
	if _, err := c.Night.DebitPast(context.Background(), c.Structure.ID, civil.Of(c.Now)); err != nil {
		c.T.Fatal(err)
	}
}

// Exec runs a statement.
func (c *Counter) Exec(query string, args ...any) {
	c.T.Helper()
	if _, err := c.DB.Write().ExecContext(context.Background(), query, args...); err != nil {
		c.T.Fatal(err)
	}
}

// Is fails the test unless an error is of a kind.
func Is(t *testing.T, err error, kind fault.Kind) {
	t.Helper()
	if fault.KindOf(err) != kind {
		t.Errorf("got %v (%q), want %q", err, fault.KindOf(err), kind)
	}
}

// Purse returns the wallet of the town.
func (c *Counter) Purse() (id int64) {
	c.T.Helper()
	if err := c.DB.Read().NewSelect().Table("wallets").Column("id").Where("structure_id = ?",
		c.Structure.ID).Order("id").Limit(1).Scan(context.Background(), &id); err != nil {
		c.T.Fatal(err)
	}
	return id
}

// RunNight settles everything that was asked so far, and writes the reports.
func (c *Counter) RunNight() {
	c.T.Helper()
	if _, _, err := c.Night.StartNow(context.Background(), c.Structure.ID, 0, night.FromCommand); err != nil {
		c.T.Fatal(err)
	}
	for c.NightJobs() > 0 {
	}
}

// NightJobs does the jobs of the night that are ready, and returns how many there were.
func (c *Counter) NightJobs() int { return c.SomeNightJobs(1000) }

// SomeNightJobs is NightJobs for so many of them.
func (c *Counter) SomeNightJobs(most int64) int {
	c.T.Helper()
	ctx := context.Background()
	var jobs []db.Job
	if err := c.DB.Read().NewSelect().Model(&jobs).Where("state = 'ready' and kind in (?, ?)", night.SettleJob,
		night.ReportJob).Order("id").Limit(most).Scan(ctx); err != nil {
		c.T.Error(err)
	}
	for _, j := range jobs {
		do := c.Night.Settle
		if j.Kind == night.ReportJob {
			do = c.Night.Report
		}
		if err := do(ctx, j.Ref); err != nil {
			c.T.Error(err)
		}
		if err := c.DB.Write().FinishJob(ctx, j.ID, time.Now()); err != nil {
			c.T.Error(err)
		}
	}
	return len(jobs)
}
