package account_test

import (
	"time"

	"cartable/app/account"
	"cartable/app/portal"
	"cartable/db"
	"cartable/db/dbtest"
)

const secret = "a secret of a test, long enough for it"

// noon falls on a Monday.
var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, db.Paris)

func newAccounts(d *db.DB, now func() time.Time) *account.Accounts {
	if now == nil {
		now = func() time.Time { return noon }
	}
	return &account.Accounts{DB: d, Now: now, SecretKey: []byte(secret), BaseURL: "http://localhost:8080"}
}

func viewerOf(w *dbtest.Town, f dbtest.Family) portal.Viewer {
	return portal.Viewer{AccountID: f.AccountID, FamilyID: f.ID, StructureID: w.Structure.ID, Revision: 1, Families: 1}
}
