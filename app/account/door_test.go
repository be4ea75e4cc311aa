package account_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"cartable/app/account"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/throttle"
	"cartable/app/patience"
	"cartable/app/portal"
	"cartable/app/seal"
	"cartable/db"
	"cartable/db/dbtest"
)

const chosen = "le vélo bleu de Noé"

// lives gives a family's account its own password.
func lives(t *testing.T, d *db.DB, f dbtest.Family) {
	t.Helper()
	hash, err := account.HashDrawn(chosen)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Write().SetPasswordHash(context.Background(), f.AccountID, hash, noon, false); err != nil {
		t.Fatal(err)
	}
}

func visitorOf(t *testing.T, p *account.Accounts, token string) account.Visitor {
	t.Helper()
	v, ok, err := p.Visitor(context.Background(), token)
	if err != nil || !ok {
		t.Fatalf("no such session (%v)", err)
	}
	return v
}

// answerDoor does the worker's part.
func answerDoor(t *testing.T, p *account.Accounts) {
	t.Helper()
	var jobs []db.Job
	if err := p.DB.Read().NewSelect().Model(&jobs).Where("kind = ?",
		db.JobDoor).Scan(context.Background()); err != nil {
		t.Fatal(err)
	}
	for _, j := range jobs {
		for range 2 { // delivered twice
			if err := p.AnswerDoor(context.Background(), j.Ref); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// mails returns the messages of a kind, with their secrets unsealed.
func mails(t *testing.T, p *account.Accounts, kind string) (all []db.Mail) {
	t.Helper()
	if err := p.DB.Read().NewSelect().Model(&all).Where("kind = ?",
		kind).Order("id").Scan(context.Background()); err != nil {
		t.Fatal(err)
	}
	box, err := seal.New([]byte(secret), account.MailSecrets)
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range all {
		if m.Sealed == "" {
			continue
		}
		if strings.Contains(m.Body, "/nouveau-mot-de-passe/") || strings.Contains(m.Sealed, "https") {
			t.Fatal("the link can be read in the database")
		}
		link, err := box.Read(m.Sealed)
		if err != nil {
			t.Fatal(err)
		}
		all[i].Sealed = link
	}
	return all
}

func TestGuessingCostsPatienceAndLocksNobodyOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		f := w.Family(1)
		lives(t, d, f)
		p, ctx := newAccounts(d, nil), context.Background()
		home, stranger := patience.Origin{Address: "203.0.113.7", Device: "the browser at home, known"},
			patience.Origin{Address: "198.51.100.9"}
		if _, err := p.SignIn(ctx, account.Try{Login: "famille1", Password: chosen, From: home}); err != nil {
			t.Fatal(err)
		}
		try := func(login, password string, from patience.Origin) error {
			_, err := p.SignIn(ctx, account.Try{Login: login, Password: password, From: from})
			return err
		}
		// An account that exists and one that does not get the same sequence of answers.
		for n := 1; n <= 8; n++ {
			known, unknown := try("famille1", "wrong password", stranger),
				try("nobody", "wrong password", patience.Origin{Address: "198.51.100.10"})
			want := fault.Invalid
			if n > 6 {
				want = fault.TooMany
			}
			if fault.KindOf(known) != want || fault.KindOf(unknown) != want ||
				fault.Message(known) != fault.Message(unknown) {
				t.Fatalf("try %d: %v and %v, want %s", n, known, unknown, want)
			}
		}
		if err := try("famille1", chosen, stranger); fault.KindOf(err) != fault.TooMany {
			t.Errorf("the right password from where one guesses: %v", err)
		}
		// After guesses from many addresses, strangers must wait for this login, and its owner still signs in.
		for n := range 40 {
			try("famille1", "wrong password", patience.Origin{Address: fmt.Sprintf("192.0.2.%d", n)})
		}
		if err := try("famille1", chosen, patience.Origin{Address: "192.0.2.200"}); fault.KindOf(err) != fault.TooMany {
			t.Errorf("a guess from everywhere is not slowed: %v", err)
		}
		if err := try("famille1", chosen, home); err != nil {
			t.Errorf("the owner is locked out: %v", err)
		}
		answerDoor(t, p)
		if told := mails(t, p, "security"); len(told) != 1 || !strings.Contains(told[0].Subject, "Essais") {
			t.Errorf("told %d times", len(told))
		}
		var fault429 *fault.Error
		if err := try("nobody", "x", patience.Origin{Address: "198.51.100.10"}); !asFault(err, &fault429) ||
			fault429.After <= 0 || fault429.After > throttle.Wait(throttle.Pair, 20) {
			t.Errorf("no word of how long to wait: %v", err)
		}
	})
}

func asFault(err error, to **fault.Error) bool {
	f, ok := err.(*fault.Error)
	*to = f
	return ok
}

func TestManyTriesAtOnceAreCounted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		lives(t, d, w.Family(1))
		p := newAccounts(d, nil)
		var held sync.Map
		var all sync.WaitGroup
		for n := range 30 {
			all.Go(func() {
				_, err := p.SignIn(context.Background(), account.Try{Login: "famille1", Password: "wrong password",
					From: patience.Origin{Address: "198.51.100.9"}})
				held.Store(n, fault.KindOf(err))
			})
		}
		all.Wait()
		kinds := map[any]int{}
		held.Range(func(_, kind any) bool {
			kinds[kind]++
			return true
		})
		// Five attempts are free, and the wait begins after one more. On a busy machine some attempts may not be
		// compared at all, and are not counted.
		if compared := kinds[fault.Invalid]; compared > 6 || compared+kinds[fault.Unavailable] < 6 ||
			kinds[fault.TooMany] == 0 {
			t.Errorf("of 30 tries at once: %v", kinds)
		}
	})
}

func TestAForgottenPasswordIsReplacedOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		f := w.Family(1)
		lives(t, d, f)
		p, ctx := newAccounts(d, nil), context.Background()
		from := patience.Origin{Address: "203.0.113.7", Device: "the browser at home, known"}
		open, err := p.SignIn(ctx, account.Try{Login: "famille1", Password: chosen, From: from})
		if err != nil {
			t.Fatal(err)
		}
		for _, ask := range [][2]string{{"famille1", "somebody@example.org"}, {"nobody", "famille1@example.org"},
			{"famille1", "Famille1@example.org"}, {"famille1", "famille1@example.org"}} {
			if err := p.AskReset(ctx, ask[0], ask[1], from); err != nil {
				t.Fatal(ask, err)
			}
		}
		if err := p.AskReset(ctx, "famille1", "no address", from); fault.KindOf(err) != fault.Invalid {
			t.Error(err)
		}
		answerDoor(t, p)
		sent := mails(t, p, "reset")
		if len(sent) != 2 || !strings.HasPrefix(sent[1].Sealed, "http://localhost:8080/nouveau-mot-de-passe/") ||
			!strings.EqualFold(sent[0].Address, "famille1@example.org") {
			t.Fatalf("got %d mails", len(sent))
		}
		token := func(m db.Mail) string { return m.Sealed[strings.LastIndex(m.Sealed, "/")+1:] }
		if _, err := p.NewPassword(ctx, token(sent[0])); fault.KindOf(err) != fault.NotFound {
			t.Error("a new link must take the place of the former one")
		}
		if broken, err := p.ResetPassword(ctx, token(sent[1]), "court", "court",
			from); fault.KindOf(err) != fault.Invalid || len(broken) == 0 {
			t.Error("the rules hold here too", err)
		}
		done := 0
		var count sync.Mutex
		var all sync.WaitGroup
		for n := range 10 {
			all.Go(func() {
				fresh := fmt.Sprintf("un cartable rouge numéro %d", n)
				var err error
				dbtest.Until(t, "a turn to hash", func() bool { // on a busy machine the caller is asked to retry
					_, err = p.ResetPassword(ctx, token(sent[1]), fresh, fresh, from)
					return fault.KindOf(err) != fault.Unavailable
				})
				if err == nil {
					count.Lock()
					done++
					count.Unlock()
				} else if fault.KindOf(err) != fault.NotFound {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if done != 1 {
			t.Fatalf("the link worked %d times", done)
		}
		if _, ok, _ := p.Visitor(ctx, open); ok {
			t.Error("open sessions must end")
		}
		if _, err := p.SignIn(ctx, account.Try{Login: "famille1", Password: chosen,
			From: from}); fault.KindOf(err) != fault.Invalid {
			t.Error("the old password still opens")
		}
		if told := mails(t, p, "security"); len(told) != 1 ||
			!strings.Contains(told[0].Subject, "mot de passe a changé") {
			t.Errorf("told %d times", len(told))
		}
	})
}

func TestALinkDiesAfterAnHour(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		lives(t, d, w.Family(1))
		p, ctx := newAccounts(d, nil), context.Background()
		if err := p.AskReset(ctx, "famille1", "famille1@example.org", patience.Origin{}); err != nil {
			t.Fatal(err)
		}
		answerDoor(t, p)
		link := mails(t, p, "reset")[0].Sealed
		if _, err := d.Write().ExecContext(ctx, "update links set expires_at = ?",
			time.Now().UTC().Add(-time.Second)); err != nil {
			t.Fatal(err)
		}
		if _, err := p.NewPassword(ctx, link[strings.LastIndex(link, "/")+1:]); fault.KindOf(err) != fault.NotFound {
			t.Error(err)
		}
	})
}

func TestAnAddressServesOnceConfirmed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		f, other := w.Family(1), w.Family(1)
		lives(t, d, f)
		p, ctx := newAccounts(d, nil), context.Background()
		token, err := p.SignIn(ctx, account.Try{Login: "famille1", Password: chosen})
		if err != nil {
			t.Fatal(err)
		}
		v := visitorOf(t, p, token)
		for _, wants := range []bool{false, true} {
			if err := d.Write().SetMailChoices(ctx, f.ID, db.MailChoices{Reports: wants,
				PaymentMails: true}); err != nil {
				t.Fatal(err)
			}
			who, err := d.Read().Addressees(ctx, w.Structure.ID, f.ID, f.ID)
			if got := who[f.ID]; err != nil || got.Declined == wants || len(got.Addresses) > 0 != wants {
				t.Errorf("reports wanted: %t, %+v (%v)", wants, got, err)
			}
			if has, err := d.Read().HasMail(ctx, f.ID); err != nil || has != wants {
				t.Errorf("reports wanted: %t, told of a mail: %t (%v)", wants, has, err)
			}
		}
		if err := p.AddAddresses(ctx, v, "anne@example.org; grand.mere@example.org"); err != nil {
			t.Fatal(err)
		}
		for _, wrong := range []string{"anne@example.org", "ANNE@example.org", "not one", "a@b.fr;c@d.fr;e@f.fr"} {
			if err := p.AddAddresses(ctx, v, wrong); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%q: %v", wrong, err)
			}
		}
		works := func() string {
			who, err := d.Read().Addressees(ctx, w.Structure.ID, f.ID, f.ID)
			if err != nil {
				t.Fatal(err)
			}
			return strings.Join(who[f.ID].Addresses, " ")
		}
		if got := works(); got != "famille1@example.org" {
			t.Errorf("used before it is confirmed: %s", got)
		}
		if err := p.FirstAddress(ctx, v, "anne@example.org"); fault.KindOf(err) != fault.Invalid {
			t.Error("an address that is not confirmed must not get tickets", err)
		}
		sent := mails(t, p, "address")
		if len(sent) != 2 {
			t.Fatalf("%d mails", len(sent))
		}
		link := sent[0].Sealed[strings.LastIndex(sent[0].Sealed, "/")+1:]
		if shown, err := p.ConfirmAddressPage(ctx, link); err != nil || shown != "anne@example.org" {
			t.Fatal(shown, err)
		}
		if err := p.ConfirmAddress(ctx, link); err != nil {
			t.Fatal(err)
		}
		if err := p.ConfirmAddress(ctx, link); fault.KindOf(err) != fault.NotFound {
			t.Error("a link works twice", err)
		}
		if err := p.FirstAddress(ctx, v, "anne@example.org"); err != nil {
			t.Fatal(err)
		}
		if got := works(); got != "anne@example.org famille1@example.org" {
			t.Errorf("got %s", got)
		}
		// An address that has refused mail gets no tickets until it is confirmed again.
		if err := d.Write().MarkBounced(ctx, f.ID, "famille1@example.org", time.Now()); err != nil {
			t.Fatal(err)
		}
		if err := p.FirstAddress(ctx, v, "famille1@example.org"); !says(err, "refusés à cette adresse") {
			t.Error("an address that bounced", err)
		}
		if err := p.ConfirmAgain(ctx, v, "famille1@example.org"); err != nil {
			t.Fatal(err)
		}
		all := mails(t, p, "address")
		again := all[len(all)-1].Sealed
		if err := p.ConfirmAddress(ctx, again[strings.LastIndex(again, "/")+1:]); err != nil {
			t.Fatal(err)
		}
		if err := p.FirstAddress(ctx, v, "famille1@example.org"); err != nil ||
			works() != "famille1@example.org anne@example.org" {
			t.Errorf("confirmed anew: %s, %v", works(), err)
		}
		// Another family's address gets the same answer as one that does not exist.
		for _, foreign := range []string{"famille2@example.org", "nobody@example.org"} {
			if err := p.RemoveAddress(ctx, v, foreign); fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s: %v", foreign, err)
			}
		}
		if err := p.RemoveAddress(ctx, v, "famille1@example.org"); err != nil {
			t.Fatal(err)
		}
		// A person who is no longer a guardian cannot confirm an address for the family.
		late := sent[1].Sealed[strings.LastIndex(sent[1].Sealed, "/")+1:]
		if _, err := d.Write().ExecContext(ctx, "update guardians set withdrawn_at = ? where account_id = ?",
			time.Now().UTC(), f.AccountID); err != nil {
			t.Fatal(err)
		}
		if err := p.ConfirmAddress(ctx, late); fault.KindOf(err) != fault.NotFound {
			t.Error(err)
		}
		if got := works(); got != "anne@example.org" {
			t.Errorf("got %s", got)
		}
		if mine, err := d.Read().AddressesOf(ctx, other.ID); err != nil || len(mine) != 1 {
			t.Errorf("the other family has %v, %v", mine, err)
		}
	})
}

func TestNobodyFloodsAStrangerThroughUs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		lives(t, d, w.Family(1))
		p, ctx := newAccounts(d, nil), context.Background()
		token, err := p.SignIn(ctx, account.Try{Login: "famille1", Password: chosen})
		if err != nil {
			t.Fatal(err)
		}
		v := visitorOf(t, p, token)
		sent := 0
		for range 40 {
			if err := p.AddAddresses(ctx, v, "stranger@example.org"); err == nil {
				sent++
				p.RemoveAddress(ctx, v, "stranger@example.org")
			}
		}
		if sent > 11 {
			t.Errorf("%d mails to a stranger", sent)
		}
	})
}

func TestWhatIsTakenAwayIsOnesOwn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 10, 5))
		f, other := w.Family(1, meal), w.Family(1, meal)
		lives(t, d, f)
		ctx := context.Background()
		p := newAccounts(d, nil)
		for i, one := range []dbtest.Family{f, other} {
			book(t, d, viewerOf(w, one), one.Children[0], civil.New(2026, 12, 1+2*i))
			w.Owes(one, 1234)
		}
		if _, err := d.Write().ExecContext(ctx, "update families set address = '=HYPERLINK(1)' where id = ?",
			f.ID); err != nil {
			t.Fatal(err)
		}
		token, err := p.SignIn(ctx, account.Try{Login: "famille1", Password: chosen})
		if err != nil {
			t.Fatal(err)
		}
		v := visitorOf(t, p, token)
		if err := p.JournalExport(ctx, v); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := p.TakeAway(ctx, v, &out); err != nil {
			t.Fatal(err)
		}
		z, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
		if err != nil {
			t.Fatal(err)
		}
		files := map[string]string{}
		for _, file := range z.File {
			r, err := file.Open()
			if err != nil {
				t.Fatal(err)
			}
			text, _ := io.ReadAll(r)
			files[file.Name] = string(text)
			for _, foreign := range []string{"DUPONT2", "famille2", "E0020"} {
				if strings.Contains(string(text), foreign) {
					t.Errorf("%s holds %s of another family", file.Name, foreign)
				}
			}
		}
		for name, holds := range map[string]string{"famille.csv": "DUPONT1;Jean-Paul", "reservations.csv": "2026-12-01",
			"comptes_et_reglements.csv": "1234", "enfants.csv": "E0010",
			"adresses_electroniques.csv": "famille1@example.org", "journal.csv": "data.export",
			"responsable.csv": "telephone",
			"donnees.json":    `"identifiant":"famille1"`} {
			if !strings.Contains(files[name], holds) {
				t.Errorf("%s does not hold %s:\n%s", name, holds, files[name])
			}
		}
		if strings.Contains(files["famille.csv"], ";=HYPER") {
			t.Error("a spreadsheet would take an address for a formula")
		}
	})
}

func TestSessionsOfOnesOwn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		f, other := w.Family(1), w.Family(1)
		lives(t, d, f)
		lives(t, d, other)
		p, ctx := newAccounts(d, nil), context.Background()
		open := func(login, agent string) string {
			token, err := p.SignIn(ctx, account.Try{Login: login, Password: chosen,
				From: patience.Origin{Agent: agent}})
			if err != nil {
				t.Fatal(err)
			}
			return token
		}
		here, phone, theirs := open("famille1", "Firefox sur Linux"), open("famille1", "Safari sur iPhone"),
			open("famille2", "")
		v := visitorOf(t, p, here)
		profile, err := p.Profile(ctx, v)
		if err != nil || len(profile.Sessions) != 2 || len(profile.Addresses) != 1 {
			t.Fatalf("%+v, %v", profile, err)
		}
		if err := p.EndSession(ctx, v, seal.Digest(theirs)); fault.KindOf(err) != fault.NotFound {
			t.Error("a session of somebody else", err)
		}
		if err := p.EndSession(ctx, v, seal.Digest(phone)); err != nil {
			t.Fatal(err)
		}
		if _, ok, _ := p.Visitor(ctx, phone); ok {
			t.Error("still open")
		}
		phone = open("famille1", "")
		renewed, _, err := p.ChangePassword(ctx, v, "un cartable rouge et neuf", "un cartable rouge et neuf")
		if err != nil {
			t.Fatal(err)
		}
		for what, token := range map[string]string{"the old name": here, "the telephone": phone} {
			if _, ok, _ := p.Visitor(ctx, token); ok {
				t.Errorf("%s still opens", what)
			}
		}
		if visitorOf(t, p, renewed).AccountID != f.AccountID || visitorOf(t, p, theirs).AccountID != other.AccountID {
			t.Error("not the right accounts")
		}
	})
}

// book drafts a meal and validates it.
func book(t *testing.T, d *db.DB, v portal.Viewer, child int64, day civil.Date) {
	t.Helper()
	now := func() time.Time { return noon }
	p := &portal.Portal{DB: d, Catalogues: db.NewCatalogues(now), Now: now, SecretKey: []byte(secret)}
	days := []civil.Date{day}
	if _, err := p.Save(t.Context(), v, portal.Boxes{ChildID: child, Activity: "RESTO",
		Month: civil.MonthOf(2026, time.December), Shown: days, Ticked: days}); err != nil {
		t.Fatal(err)
	}
	recap, err := p.Recap(t.Context(), v)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Validate(t.Context(), v, recap.RecapKey); err != nil {
		t.Fatal(err)
	}
}
