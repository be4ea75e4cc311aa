package prooftest

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/seal"
	"cartable/db"
	"cartable/db/dbtest"
)

// noon is a Monday, at which all towns of these tests begin.
var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, db.Paris)

// each runs a test on both databases, with the address of an empty town for processes.
func each(t *testing.T, test func(t *testing.T, address string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, dbtest.SQLiteURL(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, dbtest.PostgresURL(t)) })
}

// open opens a town whose clock is set to noon.
func open(t testing.TB, address string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	clock, err := d.NewClock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := clock.Set(t.Context(), noon); err != nil {
		t.Fatal(err)
	}
	return d
}

// insert stores rows and returns them with their ids.
func insert[T any](t testing.TB, d *db.DB, rows ...T) []T {
	t.Helper()
	err := d.Tx(t.Context(), func(ctx context.Context, q db.Q) error {
		for start := 0; start < len(rows); start += 500 {
			part := rows[start:min(start+500, len(rows))]
			if _, err := q.NewInsert().Model(&part).Exec(ctx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// home is a family with one child, an account, and an open session.
type home struct {
	db.Family
	AccountID, Child int64
	ChildCode, Token string
}

// crowd adds identical families: one child each, enrolled in activities all year, with one email address.
func crowd(t testing.TB, w *dbtest.Town, n int, activities ...int64) []home {
	t.Helper()
	d, long := w.DB, time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)
	var families []db.Family
	var accounts []db.Account
	var children []db.Child
	for i := range n {
		families = append(families, db.Family{StructureID: w.Structure.ID, Code: fmt.Sprintf("C%04d", i),
			Civility: "Mme",
			LastName: fmt.Sprintf("Foule%04d", i), FirstName: "Anne", Resident: true})
		accounts = append(accounts, db.Account{Login: fmt.Sprintf("foule%04d", i), PasswordHash: "-",
			PasswordSetAt: long, CreatedAt: long})
		children = append(children, db.Child{StructureID: w.Structure.ID, Code: fmt.Sprintf("K%04d", i),
			LastName:  families[i].LastName,
			FirstName: "Zoé", BirthDate: civil.New(2018, 5, 1)})
	}
	families, accounts, children = insert(t, d, families...), insert(t, d, accounts...), insert(t, d, children...)
	homes := make([]home, n)
	var emails []db.FamilyEmail
	var guardians []db.Guardian
	var belongs []db.FamilyChild
	var enrolments []db.Enrolment
	for i := range n {
		h := home{Family: families[i], AccountID: accounts[i].ID, Child: children[i].ID, ChildCode: children[i].Code}
		emails = append(emails, db.FamilyEmail{FamilyID: h.ID, Address: accounts[i].Login + "@example.org",
			ConfirmedAt: &long})
		guardians = append(guardians, db.Guardian{AccountID: h.AccountID, FamilyID: h.ID})
		belongs = append(belongs, db.FamilyChild{FamilyID: h.ID, ChildID: h.Child, StructureID: h.StructureID})
		for _, a := range activities {
			enrolments = append(enrolments, db.Enrolment{ChildID: h.Child, ActivityID: a,
				FromDate: civil.New(2026, 9, 1), ToDate: civil.New(2027, 7, 2)})
		}
		homes[i] = h
	}
	insert(t, d, emails...)
	insert(t, d, guardians...)
	insert(t, d, belongs...)
	insert(t, d, enrolments...)
	var sessions []db.Session
	for i := range homes {
		homes[i].Token = fmt.Sprintf("session-of-%d-%s", homes[i].AccountID, strings.Repeat("x", 32))
		sessions = append(sessions, session(homes[i].Token, homes[i].AccountID, homes[i].ID, w.Structure.ID))
	}
	insert(t, d, sessions...)
	return homes
}

// session returns a session opened just now that needs no further step.
func session(token string, account, family, structure int64) db.Session {
	now := time.Now().UTC()
	long := now.Add(time.Hour) // proved for the duration of these tests: proof_test.go tests the others
	return db.Session{ID: seal.Digest(token), AccountID: account, FamilyID: family, StructureID: structure,
		CreatedAt: now, SeenAt: now, ExpiresAt: now.Add(time.Hour), FactorAt: &now, ProvedAt: &long}
}

// staff adds a signed-in staff account, and returns the session's token.
func staff(t testing.TB, w *dbtest.Town, role string) (token string) {
	t.Helper()
	at := time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)
	account := insert(t, w.DB, db.Account{Login: "agent-" + role, PasswordHash: "-", PasswordSetAt: at,
		CreatedAt: at})[0]
	insert(t, w.DB, db.Staff{AccountID: account.ID, StructureID: w.Structure.ID, Role: role})
	token = "session-of-" + role + strings.Repeat("y", 32)
	insert(t, w.DB, session(token, account.ID, 0, w.Structure.ID))
	return token
}

// draft adds days to the drafts of homes, as taps would.
func draft(t testing.TB, d *db.DB, homes []home, activity int64, kind string, days ...civil.Date) {
	t.Helper()
	drafts := make([]db.Draft, len(homes))
	for i, h := range homes {
		drafts[i] = db.Draft{AccountID: h.AccountID, FamilyID: h.ID, Revision: 2, UpdatedAt: noon.UTC()}
	}
	insert(t, d, drafts...)
	var lines []db.DraftLine
	for i, h := range homes {
		for _, day := range days {
			lines = append(lines, db.DraftLine{DraftID: drafts[i].ID, ChildID: h.Child, ActivityID: activity, Date: day,
				Kind: kind})
		}
	}
	insert(t, d, lines...)
}

// dump returns the whole content of tables, one line a row, to check that nothing changed.
func dump(t testing.TB, d *db.DB, tables ...string) string {
	t.Helper()
	var all []string
	for _, table := range tables {
		var rows []map[string]any
		if err := d.Read().NewSelect().Table(table).Scan(t.Context(), &rows); err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			all = append(all, table+" "+fmt.Sprint(r))
		}
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}

// movedRows returns the rows in which two dumps differ, with a sign.
func movedRows(before, after string) (moved []string) {
	if before == after {
		return nil
	}
	had, has := strings.Split(before, "\n"), strings.Split(after, "\n")
	for _, line := range had {
		if !slices.Contains(has, line) {
			moved = append(moved, "- "+line)
		}
	}
	for _, line := range has {
		if !slices.Contains(had, line) {
			moved = append(moved, "+ "+line)
		}
	}
	return append(moved, "")[:max(1, len(moved))] // rows that are there twice differ by their number alone
}

// count counts the rows of a table that match a condition.
func count(t testing.TB, d *db.DB, table, where string, args ...any) int64 {
	t.Helper()
	n, err := d.Read().NewSelect().Table(table).Where(where, args...).Count(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func itoa(id int64) string { return strconv.FormatInt(id, 10) }
