package account_test

import (
	"context"
	"encoding/base32"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"cartable/app/account"
	"cartable/app/demo"
	"cartable/app/domain/fault"
	"cartable/db"
	"cartable/db/dbtest"
)

const phrase = "le vélo bleu de Noé roule" // long enough for staff

// person is a user of a test town with a password, and possibly a phone.
type person struct {
	t      *testing.T
	p      *account.Accounts
	id     int64
	login  string
	token  string
	secret string   // of the phone
	codes  []string // for use when the phone is lost
}

// newPerson gives an account the password of these tests, and a role if one is named.
func newPerson(t *testing.T, p *account.Accounts, w *dbtest.Town, role string) *person {
	t.Helper()
	ctx := context.Background()
	hash, err := account.HashDrawn(phrase)
	if err != nil {
		t.Fatal(err)
	}
	account := db.Account{Login: "personne-" + strings.ReplaceAll(strings.ToLower(t.Name()), "/", "-") + role,
		PasswordHash: hash, PasswordSetAt: noon.UTC(), CreatedAt: noon.UTC()}
	if err := p.DB.Write().AddAccount(ctx, &account); err != nil {
		t.Fatal(err)
	}
	if role != "" {
		err = p.DB.Write().AddStaff(ctx, account.ID, w.Structure.ID, role)
	} else {
		err = p.DB.Write().AddGuardian(ctx, account.ID, w.Family(1).ID)
	}
	if err != nil {
		t.Fatal(err)
	}
	return &person{t: t, p: p, id: account.ID, login: account.Login}
}

func (o *person) signIn() *person {
	o.t.Helper()
	token, err := o.p.SignIn(context.Background(), account.Try{Login: o.login, Password: phrase})
	if err != nil {
		o.t.Fatal(err)
	}
	o.token = token
	return o
}

func (o *person) visitor() account.Visitor {
	o.t.Helper()
	v, ok, err := o.p.Visitor(context.Background(), o.token)
	if err != nil || !ok {
		o.t.Fatalf("no session: %v", err)
	}
	return v
}

// setUpTOTP sets up TOTP on a phone.
func (o *person) setUpTOTP() *person {
	o.t.Helper()
	v := o.visitor()
	shown, err := o.p.NewTOTP(v)
	if err != nil {
		o.t.Fatal(err)
	}
	o.secret = strings.ReplaceAll(shown.Secret, " ", "")
	token, codes, err := o.p.ConfirmTOTP(context.Background(), v, shown.Sealed, o.code(0))
	if err != nil || len(codes) != 10 || token == o.token {
		o.t.Fatalf("enrolling: %d codes, %v", len(codes), err)
	}
	o.token, o.codes = token, codes
	return o
}

// code returns the code that the phone shows the given number of steps from now. Near the end of a step it waits for
// the next, because a test must not straddle two.
func (o *person) code(steps int) string {
	o.t.Helper()
	now := time.Now()
	if left := 30 - now.Unix()%30; left <= 2 {
		time.Sleep(time.Duration(left) * time.Second)
		now = time.Now()
	}
	code, err := totp.GenerateCode(o.secret, now.Add(time.Duration(steps)*30*time.Second))
	if err != nil {
		o.t.Fatal(err)
	}
	return code
}

// later makes all codes of the phone new again, and ends all waits.
func (o *person) later() {
	o.t.Helper()
	for _, query := range []string{"update totp set last_step = 0 where account_id = ?",
		"update factor_tries set until = '2020-01-01 00:00:00+00:00' where account_id = ?"} {
		if _, err := o.p.DB.Write().ExecContext(context.Background(), query, o.id); err != nil {
			o.t.Fatal(err)
		}
	}
}

func (o *person) journaled(action string) int {
	o.t.Helper()
	n, err := o.p.DB.Read().NewSelect().Table("audit").Where("account_id = ? and action = ?", o.id,
		action).Count(context.Background())
	if err != nil {
		o.t.Fatal(err)
	}
	return int(n)
}

// mailed returns the subjects of the mails to the person's family.
func (o *person) mailed() (subjects []string) {
	o.t.Helper()
	err := o.p.DB.Read().NewSelect().Table("mails").Column("subject").Where("family_id in (select family_id from "+
		"guardians where account_id = ?)", o.id).
		Where("exists (select 1 from outbox where kind = 'mail.send' and ref = mails.id)").Order("id").Scan(
		context.Background(), &subjects)
	if err != nil {
		o.t.Fatal(err)
	}
	return subjects
}

func says(err error, words string) bool { return strings.Contains(fault.Message(err), words) }

func TestACodeOfTheTelephoneWorksOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, ctx := newAccounts(d, nil), context.Background()
		o := newPerson(t, p, dbtest.NewTown(t, d), "manager").signIn()
		if got := p.Lacks(o.visitor()); got != account.LacksTOTP {
			t.Fatalf("staff without a second factor lack %q", got)
		}
		before := o.token
		o.setUpTOTP()
		if got := p.Lacks(o.visitor()); got != account.Nothing {
			t.Fatalf("enrolled, and lacks %q", got)
		}
		if _, ok, _ := p.Visitor(ctx, before); ok {
			t.Error("the session before the second factor is still good")
		}
		var row struct{ Secret string }
		if err := d.Read().NewSelect().Table("totp").Column("secret").Where("account_id = ?", o.id).Scan(ctx,
			&row); err != nil {
			t.Fatal(err)
		}
		raw, err := base32.StdEncoding.DecodeString(o.secret)
		if err != nil || strings.Contains(row.Secret, o.secret) || strings.Contains(row.Secret, string(raw)) {
			t.Error("the key can be read in the database")
		}

		o.signIn()
		v := o.visitor()
		if got := p.Lacks(v); got != account.LacksCode {
			t.Fatalf("after the password it lacks %q", got)
		}
		if _, err := p.EnterCode(ctx, v, o.code(0)); !says(err, "déjà été utilisé") {
			t.Errorf("the code of the enrolment works again: %v", err)
		}
		for _, far := range []int{-2, 2} {
			if _, err := p.EnterCode(ctx, v, o.code(far)); fault.KindOf(err) != fault.Invalid {
				t.Errorf("a code %d steps away: %v", far, err)
			}
		}
		o.later()
		code := o.code(1)
		var in atomic.Int64
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				if token, err := p.EnterCode(ctx, v, code); err == nil {
					in.Add(1)
					o.token = token
				} else if fault.KindOf(err) != fault.Invalid {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if in.Load() != 1 || p.Lacks(o.visitor()) != account.Nothing {
			t.Fatalf("one code let in %d", in.Load())
		}
		if _, ok, _ := p.Visitor(ctx, "x"+o.token); ok {
			t.Error("any token will do")
		}
		if o.journaled("factor.on") != 1 {
			t.Error("not in the journal")
		}
	})
}

func TestWrongCodesMakeWait(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, ctx := newAccounts(d, nil), context.Background()
		o := newPerson(t, p, dbtest.NewTown(t, d), "agent").signIn().setUpTOTP().signIn()
		v := o.visitor()
		var refused, held atomic.Int64
		var wg sync.WaitGroup
		for range 12 { // all at once: none may slip through
			wg.Go(func() {
				switch _, err := p.EnterCode(ctx, v, "000000"); {
				case says(err, "Trop d'essais"):
					held.Add(1)
				case says(err, "code est faux"):
					refused.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		// On a busy machine fewer than five may be compared: those that found too many on their way gave their place
		// back.
		for range 5 - refused.Load() {
			if _, err := p.EnterCode(ctx, v, "000000"); says(err, "code est faux") {
				refused.Add(1)
			}
		}
		if refused.Load() != 5 || held.Load() < 7 {
			t.Errorf("%d tries were made, %d had to wait", refused.Load(), held.Load())
		}
		if _, err := p.EnterCode(ctx, v, o.code(1)); !says(err, "Trop d'essais. Attendez") {
			t.Errorf("the right code passes while the account waits: %v", err)
		}
		if _, err := p.EnterRecoveryCode(ctx, v, o.codes[0]); !says(err, "Trop d'essais") {
			t.Errorf("a recovery code passes: %v", err)
		}
		if o.journaled("factor.held") != 1 {
			t.Error("not in the journal")
		}
		o.later()
		token, err := p.EnterCode(ctx, v, o.code(1))
		if err != nil {
			t.Fatal(err)
		}
		o.token = token
		if n, _ := d.Read().NewSelect().Table("factor_tries").Count(ctx); n != 0 {
			t.Error("right, and still counted against the account")
		}
		// Another account has no wait.
		other := newPerson(t, p, dbtest.NewNeighbour(t, d), "manager").signIn().setUpTOTP().signIn()
		other.later()
		if _, err := p.EnterCode(ctx, other.visitor(), other.code(0)); err != nil {
			t.Error(err)
		}
	})
}

func TestARecoveryCodeWorksOnceAndIsTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, ctx := newAccounts(d, nil), context.Background()
		o := newPerson(t, p, dbtest.NewTown(t, d), "").signIn()
		if p.Lacks(o.visitor()) != account.Nothing {
			t.Fatal("a family needs no second factor")
		}
		o.setUpTOTP().signIn()
		v := o.visitor()
		var in atomic.Int64
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				if token, err := p.EnterRecoveryCode(ctx, v, strings.ToUpper(o.codes[3])); err == nil {
					in.Add(1)
					o.token = token
				}
			})
		}
		wg.Wait()
		if in.Load() != 1 {
			t.Fatalf("one recovery code let in %d", in.Load())
		}
		o.later()
		if got := o.mailed(); len(got) != 1 || got[0] != "Un code de secours a été utilisé" {
			t.Errorf("told %q", got)
		}
		state, err := p.Security(ctx, o.visitor())
		if err != nil || state.Codes != 9 || state.LastUsed.IsZero() || state.Since.IsZero() || state.Forced {
			t.Errorf("got %+v, %v", state, err)
		}
		old := o.codes
		if o.codes, err = p.NewRecoveryCodes(ctx, o.visitor()); err != nil || len(o.codes) != 10 {
			t.Fatal(err)
		}
		o.signIn()
		if _, err := p.EnterRecoveryCode(ctx, o.visitor(), old[0]); fault.KindOf(err) != fault.Invalid {
			t.Errorf("an old code: %v", err)
		}
		if _, err := p.EnterRecoveryCode(ctx, o.visitor(), o.codes[0]); err != nil {
			t.Error(err)
		}
		// Another account's codes are not valid here.
		other := newPerson(t, p, dbtest.NewNeighbour(t, d), "agent").signIn().setUpTOTP().signIn()
		if _, err := p.EnterRecoveryCode(ctx, other.visitor(), o.codes[1]); fault.KindOf(err) != fault.Invalid {
			t.Errorf("another account's code: %v", err)
		}
		if o.journaled("factor.code-used") != 2 || o.journaled("factor.codes") != 1 {
			t.Error("not in the journal")
		}
	})
}

// The town hall often uses the address of staff as their login: that is where they are notified.
func TestStaffAreToldAtTheirAddress(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, ctx := newAccounts(d, nil), context.Background()
		o := newPerson(t, p, dbtest.NewTown(t, d), "manager").signIn().setUpTOTP()
		for login, want := range map[string]int{"claire.dubois@ville.fr": 1, "claire": 0, "claire @ville.fr": 0,
			"claire@ville": 0} {
			if _, err := d.Write().ExecContext(ctx, "update accounts set login = ?", login); err != nil {
				t.Fatal(err)
			}
			if _, err := d.Write().ExecContext(ctx, "delete from mails"); err != nil {
				t.Fatal(err)
			}
			o.login = login
			o.signIn()
			if _, err := p.EnterRecoveryCode(ctx, o.visitor(), o.codes[0]); err != nil {
				t.Fatal(err)
			}
			o.codes = o.codes[1:]
			var mails []db.Mail
			if err := d.Read().NewSelect().Model(&mails).Scan(ctx); err != nil {
				t.Fatal(err)
			}
			if len(mails) != want || want == 1 && (mails[0].Address != login || mails[0].StructureID == 0 ||
				!strings.Contains(mails[0].Body, "Il vous en reste")) {
				t.Errorf("%s is told %+v", login, mails)
			}
		}
	})
}

func TestAFamilyTurnsItOffAndStaffMayNot(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, ctx := newAccounts(d, nil), context.Background()
		w := dbtest.NewTown(t, d)
		family := newPerson(t, p, w, "").signIn().setUpTOTP()
		if err := p.DropFactor(ctx, family.visitor()); err != nil {
			t.Fatal(err)
		}
		if family.signIn(); p.Lacks(family.visitor()) != account.Nothing || family.journaled("factor.off") != 1 {
			t.Error("still on, or not in the journal")
		}
		if got := family.mailed(); len(got) != 1 {
			t.Errorf("told %q", got)
		}
		if _, err := p.EnterRecoveryCode(ctx, family.visitor(), family.codes[0]); err == nil {
			t.Error("a recovery code outlives its factor")
		}
		staff := newPerson(t, p, w, "treasurer").signIn().setUpTOTP()
		if err := p.DropFactor(ctx, staff.visitor()); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("staff: %v", err)
		}
		p.FactorOptional = true // a demonstration
		if err := p.DropFactor(ctx, staff.visitor()); err != nil {
			t.Error(err)
		}
		if staff.signIn(); p.Lacks(staff.visitor()) != account.Nothing {
			t.Error("the demonstration forces staff")
		}
	})
}

// TestAFactorOfTheDemonstration gives an account a known secret: it is asked for a code although the demonstration
// forces nobody, and the code that is shown opens it.
func TestAFactorOfTheDemonstration(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, ctx := newAccounts(d, nil), context.Background()
		p.FactorOptional = true
		w := dbtest.NewTown(t, d)
		o, other := newPerson(t, p, w, "manager"), newPerson(t, p, w, "agent")
		if err := p.GiveTOTP(ctx, o.id, demo.Secret); err != nil {
			t.Fatal(err)
		}
		o.signIn()
		other.signIn()
		if p.Lacks(o.visitor()) != account.LacksCode || p.Lacks(other.visitor()) != account.Nothing {
			t.Fatalf("lacks %q, %q", p.Lacks(o.visitor()), p.Lacks(other.visitor()))
		}
		code, err := account.CodeNow(demo.Secret)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.EnterCode(ctx, o.visitor(), code); err != nil {
			t.Error(err)
		}
	})
}

func TestAnotherTelephone(t *testing.T) {
	d := dbtest.SQLite(t)
	p, ctx := newAccounts(d, nil), context.Background()
	w := dbtest.NewTown(t, d)
	o, other := newPerson(t, p, w, "manager").signIn().setUpTOTP(), newPerson(t, p, w, "agent").signIn()
	if _, err := p.NewTOTP(o.visitor()); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a second key without a proof: %v", err)
	}
	shown, err := p.ReplaceTOTP(o.visitor())
	if err != nil || !shown.Replace {
		t.Fatal(err)
	}
	old := o.secret
	o.secret = strings.ReplaceAll(shown.Secret, " ", "")
	if _, _, err := p.ConfirmTOTP(ctx, other.visitor(), shown.Sealed, o.code(0)); fault.KindOf(err) != fault.Conflict {
		t.Errorf("another account takes the key: %v", err)
	}
	if _, _, err := p.ConfirmTOTP(ctx, o.visitor(), shown.Sealed, "000000"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a wrong code: %v", err)
	}
	again, err := p.ShowTOTP(o.visitor(), shown.Sealed)
	if err != nil || again.Secret != shown.Secret || !again.Replace {
		t.Errorf("shown again, it is another: %v", err)
	}
	v := o.visitor()
	token, codes, err := p.ConfirmTOTP(ctx, v, shown.Sealed, o.code(0))
	if err != nil || codes != nil {
		t.Fatalf("%v, %v", codes, err)
	}
	o.token = token
	if _, _, err := p.ConfirmTOTP(ctx, o.visitor(), shown.Sealed, o.code(1)); fault.KindOf(err) != fault.Conflict {
		t.Errorf("the same page again, in the session that followed: %v", err)
	}
	o.signIn().later()
	o.secret, old = old, o.secret
	if _, err := p.EnterCode(ctx, o.visitor(), o.code(0)); fault.KindOf(err) != fault.Invalid {
		t.Errorf("the old telephone: %v", err)
	}
	o.secret = old
	if _, err := p.EnterCode(ctx, o.visitor(), o.code(0)); err != nil {
		t.Error(err)
	}
	if o.journaled("factor.replace") != 1 {
		t.Error("not in the journal")
	}
}

// A parent who is also staff is treated as staff.
func TestAParentOfTheTownHallCountsAsStaff(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, ctx := newAccounts(d, nil), context.Background()
		w := dbtest.NewTown(t, d)
		o := newPerson(t, p, w, "").signIn()
		if rules := p.Welcome(o.visitor()).Rules; !strings.Contains(rules[0].Text, "12") {
			t.Errorf("a family's rules: %+v", rules)
		}
		if err := d.Write().AddStaff(ctx, o.id, w.Structure.ID, "agent"); err != nil {
			t.Fatal(err)
		}
		v := o.visitor()
		if rules := p.Welcome(v).Rules; !strings.Contains(rules[0].Text, "16") || p.Lacks(v) != account.LacksTOTP {
			t.Errorf("of the town hall, and gets %+v, lacking %q", rules, p.Lacks(v))
		}
		if _, _, err := p.ChoosePassword(ctx, v, "treize lettres",
			"treize lettres"); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a short one: %v", err)
		}
		// An older password, long enough only for a family, must be changed at the next sign-in.
		hash, err := account.HashDrawn("douze lettres")
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Write().SetPasswordHash(ctx, o.id, hash, noon.AddDate(-1, 0, 0), false); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if o.token, err = p.SignIn(ctx, account.Try{Login: o.login, Password: "douze lettres"}); err != nil {
				t.Fatal(err)
			}
			if !o.visitor().MustChange {
				t.Error("it is kept")
			}
		}
	})
}
