package account_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"cartable/app/account"
	"cartable/app/domain/civil"
	"cartable/db"
	"cartable/db/dbtest"
)

func store(t *testing.T, d *db.DB, model any) {
	t.Helper()
	if _, err := d.Write().NewInsert().Model(model).Exec(context.Background()); err != nil {
		t.Fatal(err)
	}
}

func change(t *testing.T, d *db.DB, statement string, arguments ...any) {
	t.Helper()
	if _, err := d.Write().ExecContext(context.Background(), statement, arguments...); err != nil {
		t.Fatal(err)
	}
}

// The profile names the adults who can sign in, the children of the family alone, and this device first.
func TestTheProfileShowsTheFamily(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		f, other := w.Family(2), w.Family(1)
		change(t, d, "update children set class = 'CE2', diet = 'Sans porc', allergies = 'Lait' where id = ?",
			f.Children[1])
		for i, name := range []string{"Anne DURAND", "Partie AILLEURS"} {
			one := db.Account{Login: name, PasswordHash: "-", PasswordSetAt: noon.UTC(), CreatedAt: noon.UTC()}
			one.Login = []string{"anne", "partie"}[i]
			store(t, d, &one)
			if err := d.Write().NameGuardian(t.Context(), one.ID, f.ID, name); err != nil {
				t.Fatal(err)
			}
			if i == 1 {
				if _, err := d.Write().WithdrawGuardian(t.Context(), one.ID, f.ID, noon); err != nil {
					t.Fatal(err)
				}
			}
		}
		for i, id := range []string{"here", "later"} {
			at := time.Now().UTC().Add(time.Duration(i) * time.Minute)
			store(t, d, &db.Session{ID: id, AccountID: f.AccountID, FamilyID: f.ID, StructureID: w.Structure.ID,
				CreatedAt: at, SeenAt: at, ExpiresAt: at.Add(time.Hour), Device: id})
		}
		p := newAccounts(d, nil)
		v, ok, err := d.Read().Visitor(t.Context(), "here", time.Now(), noon)
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		if v.Adult != "" {
			t.Errorf("%q: which of two adults signed in is not known", v.Adult)
		}
		page, err := p.Profile(t.Context(), v)
		if err != nil {
			t.Fatal(err)
		}
		if want := []account.Adult{{Here: true}, {Name: "Anne DURAND"}}; !slices.Equal(page.Adults, want) {
			t.Errorf("adults: %+v", page.Adults)
		}
		if len(page.Children) != 2 || page.Children[0].Class != "" || page.Children[1].Class != "CE2" ||
			page.Children[1].Diet != "Sans porc" || page.Children[1].Allergies != "Lait" ||
			page.Children[1].BirthDate != civil.New(2019, 5, 1) {
			t.Errorf("children: %+v", page.Children)
		}
		if len(page.Sessions) != 2 || !page.Sessions[0].Here || page.Sessions[1].ID != "later" {
			t.Errorf("devices: %+v", page.Sessions)
		}

		// An adult who is alone is the one of the family's file; a name that was entered comes first.
		at := time.Now().UTC()
		store(t, d, &db.Session{ID: "alone", AccountID: other.AccountID, FamilyID: other.ID,
			StructureID: w.Structure.ID, CreatedAt: at, SeenAt: at, ExpiresAt: at.Add(time.Hour)})
		for _, want := range []string{"Jean-Paul DUPONT2", "Paulette DUPONT2"} {
			if v, _, err := d.Read().Visitor(t.Context(), "alone", time.Now(), noon); err != nil || v.Adult != want {
				t.Errorf("%q, want %q, %v", v.Adult, want, err)
			}
			if err := d.Write().NameGuardian(t.Context(), other.AccountID, other.ID, "Paulette DUPONT2"); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// The texts that were accepted stay readable, with their version and date, the last one first.
func TestAcceptedTextsAreReadAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		f, other := w.Family(1), w.Family(1)
		for i, version := range []int{901, 902} {
			text := db.Document{Kind: "cgu", Version: version, Body: "Texte", PublishedAt: noon.UTC()}
			store(t, d, &text)
			store(t, d, &db.Consent{AccountID: f.AccountID, Kind: "cgu", Version: version,
				At: noon.Add(time.Duration(i) * time.Hour).UTC()})
		}
		store(t, d, &db.Document{Kind: "cgu", Version: 903, Body: "Pas encore lu", PublishedAt: noon.UTC()})
		all, err := newAccounts(d, nil).Accepted(t.Context(), account.Visitor{AccountID: f.AccountID})
		if err != nil || len(all) != 2 || all[0].Version != 902 || all[0].Body != "Texte" || all[0].Title == "" ||
			!all[0].At.Equal(noon.Add(time.Hour)) || all[1].Version != 901 {
			t.Errorf("%+v, %v", all, err)
		}
		if all, err := newAccounts(d, nil).Accepted(t.Context(),
			account.Visitor{AccountID: other.AccountID}); err != nil || len(all) != 0 {
			t.Errorf("another account: %+v, %v", all, err)
		}
	})
}

// A visit begins with a sign-in, on the town's clock: a session that a new password replaces belongs to the same one.
func TestAVisitBeginsWithASignIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		f := w.Family(1)
		now := noon
		p := newAccounts(d, func() time.Time { return now })
		const chosen, next = "quatre mots pour entrer ici", "un cartable rouge et neuf"
		hash, err := account.HashDrawn(chosen)
		if err != nil {
			t.Fatal(err)
		}
		change(t, d, "update accounts set password_hash = ? where id = ?", hash, f.AccountID)
		visits := func() [2]time.Time {
			t.Helper()
			var one db.Account
			if err := d.Read().NewSelect().Model(&one).Where("id = ?", f.AccountID).Scan(t.Context()); err != nil {
				t.Fatal(err)
			}
			var all [2]time.Time
			for i, at := range []*time.Time{one.VisitedBefore, one.VisitedAt} {
				if at != nil {
					all[i] = at.UTC()
				}
			}
			return all
		}
		enter := func(password string) account.Visitor {
			t.Helper()
			token, err := p.SignIn(t.Context(), account.Try{Login: "famille1", Password: password})
			if err != nil {
				t.Fatal(err)
			}
			v, ok, err := p.Visitor(t.Context(), token)
			if err != nil || !ok {
				t.Fatal(ok, err)
			}
			return v
		}
		v := enter(chosen)
		if got := visits(); got != [2]time.Time{{}, noon.UTC()} {
			t.Errorf("at first: %v", got)
		}
		now = noon.Add(time.Hour)
		if _, _, err := p.ChangePassword(t.Context(), v, next, next); err != nil {
			t.Fatal(err)
		}
		if got := visits(); got != [2]time.Time{{}, noon.UTC()} {
			t.Errorf("after a new password: %v", got)
		}
		enter(next)
		if got := visits(); got != [2]time.Time{noon.UTC(), now.UTC()} {
			t.Errorf("at the second sign-in: %v", got)
		}
	})
}
