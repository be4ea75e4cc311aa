package people_test

import (
	"context"
	"testing"
	"time"

	"cartable/app/account"
	"cartable/app/desk"
	"cartable/app/domain/access"
	"cartable/app/domain/fault"
	"cartable/app/domain/paging"
	"cartable/app/people"
	"cartable/db"
	"cartable/db/dbtest"
)

func desks(t *testing.T, d *db.DB, w *dbtest.Town) (*people.People, desk.Actor) {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 11, 23, 11, 0, 0, 0, time.UTC) }
	o := &people.People{Base: desk.Base{DB: d, Catalogues: db.NewCatalogues(now), Now: now},
		HashDrawn: account.HashDrawn}
	if _, err := o.AddAccount(context.Background(), people.NewAccount{Login: "chef", Role: "administrator",
		Structure: w.Structure.Code}); err != nil {
		t.Fatal(err)
	}
	account, _, err := d.Read().AccountByLogin(context.Background(), "chef")
	if err != nil {
		t.Fatal(err)
	}
	return o, desk.Actor{StructureID: w.Structure.ID, Revision: 1, AccountID: account.ID, Origin: "192.0.2.1"}
}

// Rights are withdrawn and restored with a reason; the family reads both; another structure's family is unknown.
func TestRightsOfAGuardianEndAndComeBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, w := context.Background(), dbtest.NewTown(t, d)
		f := w.Family(1)
		o, clerk := desks(t, d, w)
		if err := o.WithdrawGuardian(ctx, clerk, "F001", f.AccountID, " "); fault.KindOf(err) != fault.Invalid {
			t.Errorf("without a reason: %v", err)
		}
		if err := o.WithdrawGuardian(ctx, clerk, "F001", 99, ""); fault.KindOf(err) != fault.NotFound {
			t.Errorf("an account of nobody: %v", err)
		}
		for range 2 { // the same request sent twice writes one entry
			if err := o.WithdrawGuardian(ctx, clerk, "F001", f.AccountID, "jugement"); err != nil {
				t.Fatal(err)
			}
		}
		if families, _ := d.Read().FamiliesOf(ctx, f.AccountID); len(families) != 0 {
			t.Errorf("still of %v", families)
		}
		if _, err := o.GivePassword(ctx, clerk, "F001", f.AccountID, "essai"); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a password for withdrawn rights: %v", err)
		}
		if err := o.RestoreGuardian(ctx, clerk, "F001", f.AccountID, "accord"); err != nil {
			t.Fatal(err)
		}
		lines, p, err := d.Read().Journal(ctx, db.JournalFilter{FamilyID: f.ID, Page: paging.First(10)})
		if err != nil || p.Count != 2 || lines[0].Reason != "accord" || lines[1].Reason != "jugement" ||
			lines[1].Origin != "192.0.2.1" || lines[1].Login != "chef" {
			t.Errorf("%d lines %+v, %v", p.Count, lines, err)
		}
	})
}

// Before the rights over a home are given back to an adult of a child's other home, that is said.
func TestRightsOverTheOtherHome(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, w := context.Background(), dbtest.NewTown(t, d)
		f, other := w.Family(1), w.Family(0)
		o, clerk := desks(t, d, w)
		for _, row := range []any{
			&db.FamilyChild{FamilyID: other.ID, ChildID: f.Children[0], StructureID: w.Structure.ID, Position: 1},
			&db.Guardian{AccountID: other.AccountID, FamilyID: f.ID},
		} {
			if _, err := d.Write().NewInsert().Model(row).Exec(ctx); err != nil {
				t.Fatal(err)
			}
		}
		if err := o.WithdrawGuardian(ctx, clerk, "F001", other.AccountID, "séparation"); err != nil {
			t.Fatal(err)
		}
		page, err := o.Guardian(ctx, clerk, "F001", other.AccountID)
		if err != nil || len(page.Elsewhere) != 1 || page.Elsewhere[0].Code != "F002" {
			t.Errorf("%+v, %v", page, err)
		}
		if page, err = o.Guardian(ctx, clerk, "F001", f.AccountID); err != nil || page.Elsewhere != nil {
			t.Errorf("%+v, %v", page, err)
		}
	})
}

// A structure always keeps an administrator, and an account that serves elsewhere keeps its password.
func TestAStructureKeepsAnAdministrator(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, w := context.Background(), dbtest.NewTown(t, d)
		f := w.Family(1)
		o, clerk := desks(t, d, w)
		if err := o.SetRoles(ctx, clerk, clerk.AccountID, []string{"agent"},
			"essai"); fault.KindOf(err) != fault.Conflict {
			t.Errorf("the last administrator gave up: %v", err)
		}
		letter, err := o.NewStaffAccount(ctx, clerk, people.NewStaff{Login: "Adjoint", Roles: []string{"administrator"},
			Reason: "renfort"})
		if err != nil || letter.Login != "adjoint" || letter.Password == "" {
			t.Fatalf("%+v %v", letter, err)
		}
		if err := o.SetRoles(ctx, clerk, clerk.AccountID, nil, "départ"); err != nil {
			t.Errorf("one of two: %v", err)
		}
		row, err := o.StaffAccount(ctx, clerk, clerk.AccountID)
		if err != nil || len(row.Roles) != 0 || len(row.Gone) != 1 || row.Gone[0] != access.Administrator {
			t.Errorf("%+v %v", row, err)
		}
		if letter, err = o.NewStaffAccount(ctx, clerk, people.NewStaff{Login: "famille1", Roles: []string{"agent"},
			Reason: "aussi parent"}); err != nil || letter.Password != "" {
			t.Errorf("an account that existed got a password: %v", err)
		}
		if _, err := o.GiveStaffPassword(ctx, clerk, f.AccountID, "essai"); fault.KindOf(err) != fault.Conflict {
			t.Errorf("the password of a parent: %v", err)
		}
		if _, err := o.GivePassword(ctx, clerk, "F001", f.AccountID, "essai"); fault.KindOf(err) != fault.Conflict {
			t.Errorf("the password of staff, from a family's page: %v", err)
		}
	})
}

// Many letters at once: each has a new login and a valid password, without duplicates, and unused accounts get new
// letters.
func TestLettersInNumber(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, w := context.Background(), dbtest.NewTown(t, d)
		o, clerk := desks(t, d, w)
		for range 30 {
			w.Family(1)
		}
		if _, err := d.Write().ExecContext(ctx, "update guardians set withdrawn_at = current_timestamp"); err != nil {
			t.Fatal(err)
		}
		if _, err := o.Provision(ctx, clerk, desk.FamilyQuery{}, 29, "rentrée"); fault.KindOf(err) != fault.Conflict {
			t.Errorf("another number than announced: %v", err)
		}
		letters, err := o.Provision(ctx, clerk, desk.FamilyQuery{}, 30, "rentrée")
		if err != nil || len(letters) != 30 {
			t.Fatalf("%d letters, %v", len(letters), err)
		}
		if _, err := o.Provision(ctx, clerk, desk.FamilyQuery{}, 30, "rentrée"); fault.KindOf(err) != fault.Conflict {
			t.Errorf("the same order again: %v", err)
		}
		again, err := o.Provision(ctx, clerk, desk.FamilyQuery{Access: desk.Unused}, 30, "lettres perdues")
		if err != nil || len(again) != 30 || again[0].Password == letters[0].Password {
			t.Errorf("%d new letters, %v", len(again), err)
		}
		seen := map[string]bool{}
		for _, l := range letters {
			seen[l.Login] = true
		}
		for _, l := range again {
			if !seen[l.Login] {
				t.Errorf("a new letter for %s, who had none", l.Login)
			}
		}
	})
}

// Nobody can erase the journal or the books, not even the program's own connection.
func TestTheJournalAndTheBooksOnlyGrow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, w := context.Background(), dbtest.NewTown(t, d)
		desks(t, d, w)
		w.Owes(w.Family(1), -400)
		tries := []string{"update audit set reason = 'x'", "delete from audit", "update ledger set amount = 1",
			"delete from ledger"}
		if d.Postgres() {
			tries = append(tries, "truncate audit", "truncate ledger cascade", "truncate movements cascade")
		} else {
			tries = append(tries, "replace into audit select * from audit", "replace into ledger select * from ledger")
		}
		for _, try := range tries {
			if _, err := d.Write().ExecContext(ctx, try); err == nil {
				t.Errorf("%s went through", try)
			}
		}
	})
}
