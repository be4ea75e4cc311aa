package account_test

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"cartable/app/account"
	"cartable/app/domain/fault"
	"cartable/app/patience"
	"cartable/db"
	"cartable/db/dbtest"
)

const visit = "the-visit-of-a-browser"

// home is the origin of sign-ins in these tests.
var home = patience.Origin{Address: "192.0.2.7", Device: "the-name-of-this-browser", Agent: "Firefox sur Android"}

// addPasskey adds a passkey to the person's account.
func (o *person) addPasskey(name string) *authenticator {
	o.t.Helper()
	ctx, a := context.Background(), newAuthenticator(o.t)
	asked, err := o.p.AskForNewPasskey(ctx, o.visitor(), name)
	if err != nil {
		o.t.Fatal(err)
	}
	if err := o.p.AddPasskey(ctx, o.visitor(), asked.Token, a.create(asked)); err != nil {
		o.t.Fatal(err)
	}
	return a
}

// enterBy signs in with a passkey.
func enterBy(t *testing.T, p *account.Accounts, a *authenticator) (token string, err error) {
	t.Helper()
	asked, err := p.AskForPasskey(context.Background(), visit, home)
	if err != nil {
		t.Fatal(err)
	}
	return p.EnterByPasskey(context.Background(), visit, asked.Token, a.get(asked), "", home)
}

func TestAPasskeyIsBothFactors(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, ctx, w := newAccounts(d, nil), context.Background(), dbtest.NewTown(t, d)
		for _, role := range []string{"", "manager"} {
			o := newPerson(t, p, w, role).signIn()
			if role != "" {
				o.setUpTOTP()
			}
			o.later()
			telephone := o.addPasskey("Téléphone")
			if _, err := p.AskForNewPasskey(ctx, o.visitor(), "  "); !says(err, "Donnez un nom") {
				t.Errorf("without a name: %v", err)
			}
			computer := o.addPasskey("Ordinateur")
			if computer.handle != telephone.handle {
				t.Error("an account has two names")
			}
			for range 2 {
				token, err := enterBy(t, p, telephone)
				if err != nil {
					t.Fatal(err)
				}
				o.token = token
				if v := o.visitor(); v.AccountID != o.id || p.Lacks(v) != account.Nothing {
					t.Errorf("a passkey opens %+v, lacking %q", v, p.Lacks(v))
				}
			}
			state, err := p.Security(ctx, o.visitor())
			if err != nil || len(state.Passkeys) != 2 || state.Passkeys[0].Name != "Téléphone" ||
				state.Passkeys[0].UsedAt.IsZero() || !state.Passkeys[1].UsedAt.IsZero() {
				t.Fatalf("got %+v, %v", state, err)
			}
			if err := p.RemovePasskey(ctx, o.visitor(), state.Passkeys[0].ID); err != nil {
				t.Fatal(err)
			}
			if _, err := enterBy(t, p, telephone); !says(err, "ne correspond à aucun compte") {
				t.Errorf("a key that was removed: %v", err)
			}
			if _, err := enterBy(t, p, computer); err != nil {
				t.Error(err)
			}
			if o.journaled("passkey.add") != 2 || o.journaled("passkey.remove") != 1 {
				t.Error("not in the journal")
			}
			if got := o.mailed(); role == "" &&
				!slices.Equal(got, []string{"Une clé d'accès a été ajoutée", "Une clé d'accès a été ajoutée",
					"Une clé d'accès a été supprimée"}) {
				t.Errorf("told %q", got)
			}
		}
	})
}

func TestAPasskeyOfOthersDoesNotExist(t *testing.T) {
	d := dbtest.SQLite(t)
	p, ctx, w := newAccounts(d, nil), context.Background(), dbtest.NewTown(t, d)
	o, other := newPerson(t, p, w, "").signIn(), newPerson(t, p, w, "agent").signIn().setUpTOTP()
	key := o.addPasskey("Téléphone")
	state, err := p.Security(ctx, o.visitor())
	if err != nil {
		t.Fatal(err)
	}
	theirs, nowhere := p.RemovePasskey(ctx, other.visitor(), state.Passkeys[0].ID),
		p.RemovePasskey(ctx, other.visitor(), 999999)
	if fault.KindOf(theirs) != fault.NotFound || fault.Message(theirs) != fault.Message(nowhere) {
		t.Errorf("%v, %v", theirs, nowhere)
	}
	if _, err := enterBy(t, p, key); err != nil {
		t.Error(err)
	}
	// The same key cannot be added to another account.
	asked, err := p.AskForNewPasskey(ctx, other.visitor(), "Volée")
	if err != nil {
		t.Fatal(err)
	}
	if err := p.AddPasskey(ctx, other.visitor(), asked.Token, key.create(asked)); fault.KindOf(err) != fault.Invalid {
		t.Errorf("added twice: %v", err)
	}
	// Nor does it sign in to an account that was disabled.
	if _, err := d.Write().ExecContext(ctx, "update accounts set disabled_at = ? where id = ?", noon.UTC(),
		o.id); err != nil {
		t.Fatal(err)
	}
	if _, err := enterBy(t, p, key); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a disabled account: %v", err)
	}
}

func TestWhatAPasskeyMustNotDo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, ctx := newAccounts(d, nil), context.Background()
		o := newPerson(t, p, dbtest.NewTown(t, d), "").signIn()
		good := o.addPasskey("Téléphone")
		bend := func(how func(a *authenticator)) *authenticator { one := *good; how(&one); return &one }
		for what, a := range map[string]*authenticator{
			"another page":          bend(func(a *authenticator) { a.origin = "https://evil.example" }),
			"another site":          bend(func(a *authenticator) { a.rp = "evil.example" }),
			"nobody seen":           bend(func(a *authenticator) { a.verified = false }),
			"another account named": bend(func(a *authenticator) { a.handle = b64(make([]byte, 32)) }),
			"another key":           bend(func(a *authenticator) { a.private = newAuthenticator(t).private }),
			"unknown":               newAuthenticator(t),
		} {
			if _, err := enterBy(t, p, a); !says(err, "ne correspond à aucun compte") {
				t.Errorf("%s: %v", what, err)
			}
		}
		for what, how := range map[string]func(a *authenticator){
			"another page": func(a *authenticator) { a.origin = "https://evil.example" },
			"another site": func(a *authenticator) { a.rp = "evil.example" },
			"nobody seen":  func(a *authenticator) { a.verified = false },
		} {
			asked, err := p.AskForNewPasskey(ctx, o.visitor(), "Clé")
			if err != nil {
				t.Fatal(err)
			}
			a := newAuthenticator(t)
			how(a)
			if err := p.AddPasskey(ctx, o.visitor(), asked.Token, a.create(asked)); fault.KindOf(err) != fault.Invalid {
				t.Errorf("added, with %s: %v", what, err)
			}
		}

		// A challenge is answered once, by the browser that received it.
		asked, err := p.AskForPasskey(ctx, visit, home)
		if err != nil {
			t.Fatal(err)
		}
		if o := good.read(asked); o.UserVerification != "required" || len(o.AllowCredentials) != 0 {
			t.Errorf("asked %s", asked.Options)
		}
		if _, err := p.EnterByPasskey(ctx, "another-visit", asked.Token, good.get(asked), "", home); !says(err,
			"a expiré") {
			t.Errorf("another browser: %v", err)
		}
		if asked, err = p.AskForPasskey(ctx, visit, home); err != nil {
			t.Fatal(err)
		}
		answer := good.get(asked)
		var in atomic.Int64
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				if _, err := p.EnterByPasskey(ctx, visit, asked.Token, answer, "", home); err == nil {
					in.Add(1)
				} else if !says(err, "a expiré") {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if in.Load() != 1 {
			t.Errorf("one answer let in %d", in.Load())
		}
		late, err := p.AskForPasskey(ctx, visit, home)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.Write().ExecContext(ctx,
			"update challenges set expires_at = '2020-01-01 00:00:00+00:00'"); err != nil {
			t.Fatal(err)
		}
		if _, err := p.EnterByPasskey(ctx, visit, late.Token, good.get(late), "", home); !says(err, "a expiré") {
			t.Errorf("late: %v", err)
		}
		adding, err := p.AskForNewPasskey(ctx, o.visitor(), "Clé")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.EnterByPasskey(ctx, visit, adding.Token, good.get(adding), "", home); !says(err, "a expiré") {
			t.Errorf("the question of another ceremony: %v", err)
		}

		// A counter that goes back reveals a copy.
		good.counter = 0
		if _, err := enterBy(t, p, good); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a counter that goes back: %v", err)
		}
		if o.journaled("passkey.refuse") != 1 {
			t.Error("not in the journal")
		}
		good.counter = 1000
		if _, err := enterBy(t, p, good); err != nil {
			t.Errorf("the true one no longer opens: %v", err)
		}
	})
}
