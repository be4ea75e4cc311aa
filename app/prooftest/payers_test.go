package prooftest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cartable/app/domain/money"
	"cartable/db"
	"cartable/db/dbtest"
)

const (
	payers   = 30
	mostDead = 10
)

// stubborn repeats a request when no process answers, or when it died before the end of the answer, as a user does
// who presses the button again. It counts the lost answers.
func stubborn(lost *atomic.Int64) func(*http.Request) (*http.Response, error) {
	return func(r *http.Request) (*http.Response, error) {
		for end := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
			again := r.Clone(r.Context())
			if r.GetBody != nil {
				again.Body, _ = r.GetBody()
			}
			res, err := wire.RoundTrip(again)
			if err == nil {
				var text []byte
				text, err = io.ReadAll(res.Body)
				res.Body.Close()
				res.Body = io.NopCloser(bytes.NewReader(text))
			}
			if err == nil || time.Now().After(end) {
				return res, err
			}
			lost.Add(1)
		}
	}
}

// pays completes a payment as a user does: the form, the platform's page, the choices made there, the return. An
// attempt that was interrupted is begun anew, with the warning that another one is pending.
func pays(v *visitor, sim platform, wallets [2]int64, cents int, choices ...string) {
	v.t.Helper()
	where := &url.URL{}
	for try := 0; where.Path != "/tpa/paiementws.web"; try++ {
		if try == 10 {
			v.t.Errorf("no way to the platform in ten tries")
			return
		}
		form := order(v, wallets[0], fmt.Sprintf("%d,%02d", 10+try, cents))
		form.Set("montant-"+itoa(wallets[1]), fmt.Sprintf("%d,%02d", 3+try, 99-cents))
		if try > 0 {
			form.Set("second", "oui")
		}
		a := v.post("/paiement", form)
		if a.StatusCode != http.StatusSeeOther && a.StatusCode != http.StatusServiceUnavailable {
			v.t.Errorf("paying: %d %s", a.StatusCode, tail(mainOf(a.body)))
			return
		}
		where, _ = url.Parse(a.Header.Get("Location"))
	}
	idOp := where.Query().Get("idop")
	bank := &visitor{v.t, sim.url, "", v.send}
	bank.page(where.RequestURI())
	for _, choice := range choices {
		if a := bank.post("/tpa/choix", url.Values{"idop": {idOp}, "choix": {choice}}); a.StatusCode >= 400 {
			v.t.Errorf("%s: %d", choice, a.StatusCode)
		}
		time.Sleep(rand.N(50 * time.Millisecond))
	}
	back := v.get("/payfip/retour?idop=" + idOp)
	if back.StatusCode != http.StatusSeeOther || !strings.HasPrefix(back.Header.Get("Location"), "/paiement/etat/") {
		v.t.Errorf("coming back: %d to %q", back.StatusCode, back.Header.Get("Location"))
		return
	}
	v.page(back.Header.Get("Location"))
}

// operations returns the payments that the platform has recorded.
func (p platform) operations() (all []struct {
	IdOp, Stage   string
	Asked, Detail map[string]string
}) {
	p.t.Helper()
	answer, err := http.Get(p.url + "/_sim/ops")
	if err != nil {
		p.t.Fatal(err)
	}
	defer answer.Body.Close()
	if err := json.NewDecoder(answer.Body).Decode(&all); err != nil {
		p.t.Fatal(err)
	}
	return all
}

// release ends the leases of dead workers, as time would.
func release(t testing.TB, d *db.DB) {
	t.Helper()
	if _, err := d.Write().ExecContext(t.Context(), "update outbox set leased_until = null, announced_at = null where "+
		"state = 'ready'"); err != nil {
		t.Fatal(err)
	}
}

// Parents pay while the web and worker processes are killed repeatedly at any moment: during the announcement, on the
// way to the platform and back, on a notification, during the query of a result, and during the credit. Each payment
// that the platform reports as paid is credited once, to the cent, and nothing else is.
func TestKilledWhileParentsPay(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, address string) {
		d := open(t, address)
		w := dbtest.NewTown(t, d)
		homes := crowd(t, w, payers)
		wallets := [2]int64{0, insert(t, d, db.Wallet{StructureID: w.Structure.ID, Code: "loisirs",
			Name: "Loisirs"})[0].ID}
		wallets[0] = regie(t, d)
		sim := newPlatform(t)
		sim.control("mode", `{"notify":"at-once","copies":2,"concurrent":true}`)
		sim.control("inject", `{"how":"slow","millis":60}`) // every request takes so long: there is time for a kill
		port := freePort(t)
		env := environment(t, append(sim.env, "DATABASE_URL="+address, "BASE_URL=http://127.0.0.1:"+port)...)
		crew := []func() *process{func() *process { return launch(t, env, "serve", "--port", port) }}
		if strings.HasPrefix(address, "postgres") {
			env = append(env, "REDIS_URL="+redisURL(t))
			crew = []func() *process{func() *process { return launch(t, env, "web", "--port", port) },
				func() *process { return launch(t, env, "worker") }}
		}
		var alive []*process
		for _, start := range crew {
			alive = append(alive, start())
		}

		var all sync.WaitGroup
		var lost, under atomic.Int64
		for i, h := range homes {
			under.Add(1)
			all.Go(func() {
				defer under.Add(-1)
				time.Sleep(time.Duration(i) * 80 * time.Millisecond)
				v := visit(t, "http://127.0.0.1:"+port, h.Token)
				v.send = stubborn(&lost)
				pays(v, sim, wallets, i, [][]string{{"carte"}, {"prelevement"}, {"carte"}, {"refus"},
					{"abandon", "carte"}, {"quitter"}}[i%6]...)
			})
		}
		kills, amid := 0, 0
		had := map[string]int64{}
		for ; kills < mostDead && under.Load() > 0; kills++ {
			hurry(t, d)
			table := []string{"payments", "ledger"}[kills%2]
			dbtest.Until(t, "something new among "+table,
				func() bool { return count(t, d, table, "true") > had[table] || under.Load() == 0 })
			time.Sleep(rand.N(300 * time.Millisecond))
			victim := rand.IntN(len(crew))
			alive[victim].kill()
			if count(t, d, "payments", "state in ('creating', 'pending')") > 0 && count(t, d, "ledger", "true") > 0 {
				amid++
			}
			had["payments"], had["ledger"] = count(t, d, "payments", "true"), count(t, d, "ledger", "true")
			release(t, d)
			alive[victim] = crew[victim]()
		}
		all.Wait()
		results := map[string]string{} // by reference
		for _, op := range sim.operations() {
			if op.Stage == "finished" {
				results[op.Asked["refdet"]] = op.Detail["resultrans"]
			}
		}
		clock, err := d.NewClock(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		// Attempts that were interrupted before the announcement expire.
		if err := clock.Set(t.Context(), noon.Add(10*time.Minute)); err != nil {
			t.Fatal(err)
		}
		dbtest.Until(t, "quiet", func() bool {
			hurry(t, d)
			release(t, d)
			open := count(t, d, "payments", "state = 'creating'") + count(t, d, "mails", "state <> 'sent'")
			for refdet := range results {
				open += count(t, d, "payments", "refdet = ? and state in ('pending', 'creating')", refdet)
			}
			if open > 0 {
				time.Sleep(200 * time.Millisecond)
			}
			return open == 0
		})
		proveCredits(t, d, w, sim, wallets)
		if said := command(t, env, "check"); said != "Tout tombe juste.\n" {
			t.Errorf("cartable check says %s", said)
		}
		t.Logf("%d kills, %d of them between a payment that was credited and one that was not; %d answers lost; found "+
			"by: %d notifications, %d polls, %d families",
			kills, amid, lost.Load(), count(t, d, "payments", "found_by = 'notification'"),
			count(t, d, "payments", "found_by = 'poll'"),
			count(t, d, "payments", "found_by in ('return', 'family')"))
		if amid == 0 || lost.Load() == 0 {
			t.Errorf("%d of %d kills in the middle, %d answers lost: this proves nothing", amid, kills, lost.Load())
		}
		for _, p := range alive {
			p.stop()
		}
	})
}

// proveCredits compares the books with the platform's records, payment by payment.
func proveCredits(t testing.TB, d *db.DB, w *dbtest.Town, sim platform, wallets [2]int64) {
	t.Helper()
	paid, sum := 0, money.Cents(0)
	for _, op := range sim.operations() {
		var p db.OnlinePayment
		if err := d.Read().NewSelect().Model(&p).Where("refdet = ?", op.Asked["refdet"]).Scan(t.Context()); err != nil {
			t.Fatalf("the platform has %s, and we %v", op.Asked["refdet"], err)
		}
		asked, err := strconv.ParseInt(op.Asked["montant"], 10, 64)
		if err != nil || money.Cents(asked) != p.Amount {
			t.Errorf("the platform was asked for %s, and %d is written", op.Asked["montant"], p.Amount)
		}
		var lines []db.LedgerLine
		if err := d.Read().NewSelect().Model(&lines).Where(
			"source = 'payment' and (source_ref = ? or source_ref like ?)", itoa(p.ID), itoa(p.ID)+"/%").
			Order("id").Scan(t.Context()); err != nil {
			t.Fatal(err)
		}
		mails := count(t, d, "mails", "about like ?", fmt.Sprintf("paiement-%d@%%", p.ID))
		result := op.Detail["resultrans"]
		if op.Stage != "finished" || result != "P" && result != "V" {
			if len(lines) > 0 || mails > 0 || p.State.Paid() {
				t.Errorf("payment %d is %s (%s), with %d lines and %d mails", p.ID, result, p.State, len(lines), mails)
			}
			continue
		}
		paid++
		sum += p.Amount
		var parts []db.OnlinePaymentPart
		if err := d.Read().NewSelect().Model(&parts).Where("payment_id = ?",
			p.ID).Order("position").Scan(t.Context()); err != nil {
			t.Fatal(err)
		}
		if len(lines) != 2 || len(parts) != 2 || mails != 1 || !p.State.Paid() {
			t.Errorf("payment %d was paid and is %s, with %d lines of %d parts and %d mails", p.ID, p.State, len(lines),
				len(parts), mails)
			continue
		}
		for i, l := range lines {
			if l.WalletID != wallets[i] || l.Amount != parts[i].Amount || l.FamilyID != p.FamilyID ||
				parts[i].WalletID != wallets[i] {
				t.Errorf("payment %d: %d on wallet %d of family %d, for %+v of family %d", p.ID, l.Amount, l.WalletID,
					l.FamilyID, parts[i], p.FamilyID)
			}
		}
		if lines[0].Amount+lines[1].Amount != p.Amount {
			t.Errorf("payment %d of %d was credited with %d", p.ID, p.Amount, lines[0].Amount+lines[1].Amount)
		}
	}
	var books, balances money.Cents
	for into, query := range map[*money.Cents]string{&books: "select coalesce(sum(amount), 0) from ledger",
		&balances: "select coalesce(sum(amount), 0) from balances"} {
		if err := d.Read().NewRaw(query).Scan(t.Context(), into); err != nil {
			t.Fatal(err)
		}
	}
	if n := count(t, d, "ledger", "true"); books != sum || balances != sum || n != int64(2*paid) || paid < payers*2/3 {
		t.Errorf("%d payments of %d in all; %d lines of %d, balances of %d", paid, sum, n, books, balances)
	}
	t.Logf("%d payments at the platform, %d paid, %s in all", len(sim.operations()), paid, sum)
	w.Sound()
}
