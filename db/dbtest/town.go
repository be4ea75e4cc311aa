package dbtest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/db"
)

// Town builds a small town for a test. Values that a test does not set have a sensible default: one structure open on
// school days all year, activities from 12:00 to 13:30 on Monday, Tuesday, Thursday and Friday, bookable until the day
// before, one price of 4 €.
type Town struct {
	T         testing.TB
	DB        *db.DB
	Structure db.Structure
	wallet    db.Wallet
	category  db.Category
	n         int
}

// Family is a family with an account and its children.
type Family struct {
	ID, AccountID int64
	Children      []int64
}

// NewTown creates a town.
func NewTown(t testing.TB, d *db.DB) *Town {
	w := &Town{T: t, DB: d}
	w.Structure = db.Structure{Code: "mairie", Name: "Mairie de CarteVille", Zone: "A", NightAt: 30, Revision: 1}
	w.begin()
	return w
}

// begin stores the structure, with a wallet and a category.
func (w *Town) begin() {
	w.insert(&w.Structure)
	w.wallet = db.Wallet{StructureID: w.Structure.ID, Code: "scolaire", Name: "Services scolaires"}
	w.insert(&w.wallet)
	w.category = db.Category{StructureID: w.Structure.ID, Code: "resto", Name: "Restauration", WalletID: w.wallet.ID}
	w.insert(&w.category)
}

func (w *Town) insert(model any) {
	w.T.Helper()
	if _, err := w.DB.Write().NewInsert().Model(model).Exec(context.Background()); err != nil {
		w.T.Fatal(err)
	}
}

// Pool adds a stock of places; a negative number is "no limit".
func (w *Town) Pool(code string, capacity, waitlist int) int64 {
	w.T.Helper()
	p := db.Pool{StructureID: w.Structure.ID, Code: code, Name: code}
	if capacity >= 0 {
		p.Capacity = &capacity
	}
	if waitlist >= 0 {
		p.Waitlist = &waitlist
	}
	w.insert(&p)
	return p.ID
}

// Activity adds an activity on pools; change may alter its row before it is stored.
func (w *Town) Activity(code string, change func(*db.Activity), pools ...int64) int64 {
	w.T.Helper()
	a := db.Activity{StructureID: w.Structure.ID, Code: code, Name: code, CategoryID: w.category.ID, Weekdays: "1245",
		Term:     "all",
		FromDate: civil.New(2026, 9, 1), ToDate: civil.New(2027, 7, 2), StartAt: 12 * 60, EndAt: 13*60 + 30,
		Unit:   "day",
		BookBy: "J-1 18:00", CancelBy: "J-1 18:00", Allot: "immediate"}
	if change != nil {
		change(&a)
	}
	w.insert(&a)
	for _, p := range pools {
		w.insert(&db.ActivityPool{ActivityID: a.ID, PoolID: p, StructureID: w.Structure.ID})
	}
	price := money.Cents(400)
	w.insert(&db.Tariff{ActivityID: a.ID, FromDate: civil.New(2026, 9, 1), Price: &price})
	return a.ID
}

// Releases has bookings of an activity's days open at an instant.
func (w *Town) Releases(activity int64, from, to, on civil.Date, at civil.TimeOfDay) {
	w.T.Helper()
	w.insert(&db.Release{ActivityID: activity, FromDate: from, ToDate: to, OnDate: on, AtTime: at})
}

// Floor sets the debt floor of all activities.
func (w *Town) Floor(floor money.Cents) {
	w.T.Helper()
	if _, err := w.DB.Write().ExecContext(context.Background(), "update categories set debt_floor = ?",
		floor); err != nil {
		w.T.Fatal(err)
	}
}

// Family adds a family of n children with an account and an address, enrolled in activities all year.
func (w *Town) Family(n int, activities ...int64) Family {
	w.T.Helper()
	w.n++
	now := time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)
	f := db.Family{StructureID: w.Structure.ID, Code: fmt.Sprintf("F%03d", w.n), Civility: "M.",
		LastName: fmt.Sprintf("DUPONT%d", w.n), FirstName: "Jean-Paul", Resident: true}
	w.insert(&f)
	w.insert(&db.FamilyEmail{FamilyID: f.ID, Address: fmt.Sprintf("famille%d@example.org", w.n), ConfirmedAt: &now})
	a := db.Account{Login: fmt.Sprintf("famille%d", w.n), PasswordHash: "-", PasswordSetAt: now, CreatedAt: now}
	w.insert(&a)
	w.insert(&db.Guardian{AccountID: a.ID, FamilyID: f.ID})
	family := Family{ID: f.ID, AccountID: a.ID}
	for i := range n {
		c := db.Child{StructureID: w.Structure.ID, Code: fmt.Sprintf("E%03d%d", w.n, i), LastName: f.LastName,
			FirstName: fmt.Sprintf("Enfant%d", i), BirthDate: civil.New(2018+i, 5, 1)}
		w.insert(&c)
		w.insert(&db.FamilyChild{FamilyID: f.ID, ChildID: c.ID, StructureID: w.Structure.ID})
		for _, id := range activities {
			w.insert(&db.Enrolment{ChildID: c.ID, ActivityID: id, FromDate: civil.New(2026, 9, 1),
				ToDate: civil.New(2027, 7, 2)})
		}
		family.Children = append(family.Children, c.ID)
	}
	return family
}

// Owes writes a ledger line: a negative amount is a debt.
func (w *Town) Owes(f Family, amount money.Cents) {
	w.T.Helper()
	w.n++
	w.insert(&db.LedgerLine{StructureID: w.Structure.ID, FamilyID: f.ID, WalletID: w.wallet.ID,
		Date: civil.New(2026, 9, 1), Label: "Report",
		Amount: amount, Kind: db.Credit, Source: "test", SourceRef: fmt.Sprint(w.n), CreatedAt: time.Now().UTC()})
}

// Sound fails the test when the town's accounts do not add up.
func (w *Town) Sound() {
	w.T.Helper()
	found, err := w.DB.Read().Check(context.Background())
	if err != nil {
		w.T.Fatal(err)
	}
	for _, one := range found {
		w.T.Error(one)
	}
}

// States counts the reservations by state.
func (w *Town) States() map[string]int {
	w.T.Helper()
	var rows []struct {
		State string
		N     int
	}
	if err := w.DB.Read().NewSelect().Table("reservations").ColumnExpr("state, count(*) as n").Group("state").Scan(
		context.Background(), &rows); err != nil {
		w.T.Fatal(err)
	}
	states := map[string]int{}
	for _, r := range rows {
		states[r.State] = r.N
	}
	return states
}

// NewNeighbour creates a second town in the same database.
func NewNeighbour(t testing.TB, d *db.DB) *Town {
	w := &Town{T: t, DB: d, n: 500}
	w.Structure = db.Structure{Code: "voisine", Name: "Mairie voisine", Zone: "A", NightAt: 30, Revision: 1}
	w.begin()
	return w
}

// NewOne creates one town of many in the same database, by its number from 1.
func NewOne(t testing.TB, d *db.DB, number int) *Town {
	w := &Town{T: t, DB: d, n: 1000 * number}
	w.Structure = db.Structure{Code: fmt.Sprintf("ville-%d", number), Name: fmt.Sprintf("Mairie %d", number), Zone: "A",
		NightAt: 30, Revision: 1}
	w.begin()
	return w
}
