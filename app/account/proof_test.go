package account_test

import (
	"context"
	"testing"
	"time"

	"cartable/app/account"
	"cartable/app/domain/fault"
	"cartable/app/patience"
	"cartable/app/seal"
	"cartable/db"
	"cartable/db/dbtest"
)

// minutes makes a session, and its last proof, n minutes older.
func (o *person) minutes(n int) *person {
	o.t.Helper()
	before := time.Now().Add(-time.Duration(n) * time.Minute).UTC()
	if _, err := o.p.DB.Write().ExecContext(context.Background(), "update sessions set created_at = ?, proved_at = "+
		"null where id = ?", before, seal.Digest(o.token)); err != nil {
		o.t.Fatal(err)
	}
	return o
}

func (o *person) proved() bool { return account.Proved(o.visitor(), time.Now()) }

// A sign-in is a proof for ten minutes; after that only a password, a code or a key of the account is.
func TestWhoIsSignedInProvesItAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, ctx, w := newAccounts(d, nil), context.Background(), dbtest.NewTown(t, d)
		o := newPerson(t, p, w, "").signIn()
		if !o.proved() || !o.minutes(9).proved() || o.minutes(11).proved() {
			t.Error("a sign-in is not good for ten minutes")
		}
		for what, proof := range map[string]string{"nothing": "", "another password": "pas la phrase",
			"a code without a telephone": "123456"} {
			if err := p.Prove(ctx, o.visitor(), proof); !says(err, "Ce n'est pas votre mot de passe") || o.proved() {
				t.Errorf("%s: %v", what, err)
			}
		}
		if err := p.Prove(ctx, o.visitor(), phrase); err != nil || !o.proved() {
			t.Fatalf("the password: %v", err)
		}
		// A proof is valid for its session only.
		here := o.token
		if o.signIn().minutes(11).proved() {
			t.Error("another session is proved too")
		}
		o.token = here

		o.setUpTOTP().minutes(11).later()
		code := o.code(0)
		if err := p.Prove(ctx, o.visitor(), code); err != nil || !o.proved() {
			t.Errorf("a code: %v", err)
		}
		o.minutes(11)
		if err := p.Prove(ctx, o.visitor(), code); !says(err, "ni votre mot de passe, ni un code") || o.proved() {
			t.Errorf("the same code again: %v", err)
		}

		mine, other := o.addPasskey("Téléphone"), newPerson(t, p, w, "agent").signIn().setUpTOTP()
		theirs := other.addPasskey("Clé")
		by := func(a *authenticator, who *person) error {
			asked, err := p.AskForProof(ctx, who.visitor())
			if err != nil {
				t.Fatal(err)
			}
			return p.ProveByPasskey(ctx, o.visitor(), asked.Token, a.get(asked))
		}
		for what, err := range map[string]error{"somebody else's key": by(theirs, o),
			"an answer to somebody else's question": by(mine, other)} {
			if fault.KindOf(err) != fault.Invalid || o.proved() {
				t.Errorf("%s: %v", what, err)
			}
		}
		asked, err := p.AskForPasskey(ctx, visit, home)
		if err != nil {
			t.Fatal(err)
		}
		if err := p.ProveByPasskey(ctx, o.visitor(), asked.Token, mine.get(asked)); !says(err, "a expiré") ||
			o.proved() {
			t.Errorf("an answer to the question of the door: %v", err)
		}
		if err := by(mine, o); err != nil || !o.proved() {
			t.Errorf("a key of one's own: %v", err)
		}
	})
}

// Wrong proofs make the account wait, even with the right password.
func TestWrongProofsMakeWait(t *testing.T) {
	d := dbtest.SQLite(t)
	p, ctx := newAccounts(d, nil), context.Background()
	o := newPerson(t, p, dbtest.NewTown(t, d), "").signIn().minutes(11)
	for range 5 {
		if err := p.Prove(ctx, o.visitor(), "pas la phrase"); !says(err, "Ce n'est pas") {
			t.Fatal(err)
		}
	}
	if err := p.Prove(ctx, o.visitor(), phrase); !says(err, "Trop d'essais") || o.proved() {
		t.Errorf("a sixth try: %v", err)
	}
}

// Anybody can ask for a passkey challenge, which stores a row: each address has a limit, and signing in resets it.
func TestQuestionsOfTheDoorAreCounted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, ctx := newAccounts(d, nil), context.Background()
		o := newPerson(t, p, dbtest.NewTown(t, d), "").signIn()
		secret := o.addPasskey("Téléphone")
		for range 70 {
			if token, err := enterBy(t, p, secret); err != nil {
				t.Fatal(err)
			} else {
				o.token = token
			}
		}
		profile, err := p.Profile(ctx, o.visitor())
		if err != nil || profile.Sessions[0].Device != home.Agent {
			t.Errorf("a session by a key: %+v, %v", profile.Sessions[0], err)
		}
		asked := 0
		for ; asked < 200; asked++ {
			if _, err = p.AskForPasskey(ctx, visit, home); err != nil {
				break
			}
		}
		if fault.KindOf(err) != fault.TooMany || asked < 50 || asked > 70 {
			t.Errorf("after %d questions without an answer: %v", asked, err)
		}
		if _, err := p.AskForPasskey(ctx, visit, patience.Origin{Address: "198.51.100.9"}); err != nil {
			t.Errorf("another address: %v", err)
		}
	})
}
