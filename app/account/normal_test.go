package account_test

import (
	"testing"

	"github.com/alexedwards/argon2id"

	"cartable/app/account"
	"cartable/app/domain/fault"
	"cartable/db"
	"cartable/db/dbtest"
)

// A password is the same on a keyboard that sends accents as separate characters, and a password that was stored before
// normalisation still works.
func TestAPasswordIsTheSameOnAnyKeyboard(t *testing.T) {
	const composed, apart = "le v\u00e9lo bleu de No\u00e9", "le ve\u0301lo bleu de Noe\u0301"
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := dbtest.NewTown(t, d).Family(1)
		p := newAccounts(d, nil)
		store := func(hash string, err error) {
			t.Helper()
			if err == nil {
				err = d.Write().SetPasswordHash(t.Context(), f.AccountID, hash, noon, false)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		opens := func(typed string) bool {
			t.Helper()
			_, err := p.SignIn(t.Context(), account.Try{Login: "famille1", Password: typed})
			if err != nil && fault.KindOf(err) != fault.Invalid {
				t.Fatal(err)
			}
			return err == nil
		}
		store(account.HashDrawn(apart))
		if !opens(composed) || !opens(apart) || opens("le velo bleu de Noe") {
			t.Error("hashed as it is now")
		}
		raw := &argon2id.Params{Memory: 1024, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}
		store(argon2id.CreateHash(apart, raw))
		if !opens(apart) || opens("le velo bleu de Noe") {
			t.Error("hashed as it was typed, once")
		}
	})
}
