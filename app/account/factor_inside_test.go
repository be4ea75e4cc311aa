package account

import (
	"encoding/base32"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"pgregory.net/rapid"
)

// A code is valid one step before and after, never further, and never at or before the last step that was used.
func TestTheWindowIsOneStep(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.SliceOfN(rapid.Byte(), 20, 20).Draw(t, "secret")
		now := time.Unix(rapid.Int64Range(1_000_000_000, 4_000_000_000).Draw(t, "now"), 0)
		away := rapid.Int64Range(-5, 5).Draw(t, "steps away")
		last := now.Unix()/totpStep + rapid.Int64Range(-5, 5).Draw(t, "last used")
		at := now.Unix()/totpStep + away
		code, err := totp.GenerateCode(base32.StdEncoding.EncodeToString(secret), time.Unix(at*totpStep, 0))
		if err != nil {
			t.Fatal(err)
		}
		step, right := stepOf(code, secret, now, last)
		if want := away >= -1 && away <= 1 && at > last; right != want || right && step != at {
			// Two steps of one key can show the same six digits: once in 300,000.
			if same, _ := totp.GenerateCode(base32.StdEncoding.EncodeToString(secret),
				time.Unix(step*totpStep, 0)); !right || same != code {
				t.Fatalf("%d steps away, last used %d: step %d, %t", away, last-now.Unix()/totpStep,
					step-now.Unix()/totpStep, right)
			}
		}
	})
}

func TestATOTPSetupThatIsShownTooLongIsStale(t *testing.T) {
	p := &Accounts{SecretKey: []byte("a secret of a test, long enough for it")}
	v := Visitor{AccountID: 7, SessionID: "s", Login: "anne"}
	shown := func(one pending) string {
		e, err := p.show(v, one)
		if err != nil {
			t.Fatal(err)
		}
		return e.Sealed
	}
	good := pending{Secret: make([]byte, 20), AccountID: 7, SessionID: "s", Until: time.Now().Add(time.Minute).Unix()}
	if _, err := p.openPending(v, shown(good)); err != nil {
		t.Fatal(err)
	}
	late, others, elsewhere := good, good, good
	late.Until, others.AccountID, elsewhere.SessionID = time.Now().Add(-time.Second).Unix(), 8, "z"
	for what, one := range map[string]pending{"late": late, "of another account": others,
		"of another session": elsewhere} {
		if _, err := p.openPending(v, shown(one)); err == nil {
			t.Errorf("a key that is %s is taken", what)
		}
	}
	for _, made := range []string{"", "x", "AAAA", shown(good) + "A"} {
		if _, err := p.openPending(v, made); err == nil {
			t.Errorf("%q is taken", made)
		}
	}
}
