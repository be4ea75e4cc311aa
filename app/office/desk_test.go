package office_test

import (
	"context"
	"strconv"
	"testing"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/money"
	"cartable/app/night"
	"cartable/app/office"
	"cartable/db"
	"cartable/db/dbtest"
)

// counter is a town hall on a Thursday morning: a meal and evening care, with days booked around today.
type counter struct {
	*dbtest.Town
	now        time.Time
	office     *office.Office
	night      *night.Night
	desk       office.Desk
	meal, care int64
}

var thursday = civil.New(2026, 12, 3)

func newCounter(t *testing.T, d *db.DB) *counter {
	c := &counter{Town: dbtest.NewTown(t, d), now: thursday.At(9*60, db.Paris)}
	clock := func() time.Time { return c.now }
	catalogues := db.NewCatalogues(clock)
	c.office = &office.Office{DB: d, Catalogues: catalogues, Now: clock}
	c.night = &night.Night{DB: d, Catalogues: catalogues, Now: clock, BaseURL: "https://portail.example.org", MailHost: "portail.example.org"}
	c.meal = c.Activity("RESTO", nil, c.Pool("cantine", 2, 5))
	c.care = c.Activity("SOIR", func(a *db.Activity) { a.StartAt, a.EndAt, a.Unit = 990, 1110, "half-hour" }, c.Pool("soir", 10, 5))
	at := time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)
	clerk := db.Account{Login: "accueil", PasswordHash: "-", PasswordSetAt: at, CreatedAt: at}
	c.insert(&clerk)
	c.desk = office.Desk{StructureID: c.Structure.ID, Revision: 1, AccountID: clerk.ID, Origin: "192.0.2.7"}
	return c
}

func (c *counter) insert(model any) {
	c.T.Helper()
	if _, err := c.DB.Write().NewInsert().Model(model).Exec(context.Background()); err != nil {
		c.T.Fatal(err)
	}
}

// booked stores a transmitted reservation of a child at the price of its units.
func (c *counter) booked(f dbtest.Family, child int, activity int64, d civil.Date, status booking.Status) int64 {
	c.T.Helper()
	units := 1
	if activity == c.care {
		units = 4
	}
	r := db.Reservation{StructureID: c.Structure.ID, FamilyID: f.ID, ChildID: f.Children[child], ActivityID: activity, Date: d, State: string(status),
		RequestedAt: time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC), Transmitted: true, Price: 400 * money.Cents(units), Quantity: units}
	c.insert(&r)
	if err := c.DB.Write().RecountStructure(context.Background(), c.Structure.ID); err != nil {
		c.T.Fatal(err)
	}
	return r.ID
}

// debit debits what is before today.
func (c *counter) debit() {
	c.T.Helper()
	if _, err := c.night.DebitPast(context.Background(), c.Structure.ID, civil.Of(c.now)); err != nil {
		c.T.Fatal(err)
	}
}

func (c *counter) exec(query string, args ...any) {
	c.T.Helper()
	if _, err := c.DB.Write().ExecContext(context.Background(), query, args...); err != nil {
		c.T.Fatal(err)
	}
}

// is fails unless an error is of a kind.
func is(t *testing.T, err error, kind fault.Kind) {
	t.Helper()
	if fault.KindOf(err) != kind {
		t.Errorf("got %v (%q), want %q", err, fault.KindOf(err), kind)
	}
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
