package payment

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cartable/app/domain/fault"
	"cartable/app/domain/money"
)

var (
	paris, _ = time.LoadLocation("Europe/Paris")
	created  = time.Date(2026, 11, 23, 12, 0, 0, 0, paris)
	asked    = Attempt{State: Pending, CreatedAt: created, Amount: 3420, Refdet: "P2611230001", Numcli: "012345",
		Saisie: "W"}
)

func answer(result string) Answer {
	return Answer{Said: Result, Result: result, Amount: 3420, Refdet: "P2611230001", Numcli: "012345", Saisie: "W"}
}

func with(a Answer, change func(*Answer)) Answer { change(&a); return a }

func TestTransitions(t *testing.T) {
	const young, old = 5 * time.Minute, 30 * time.Minute
	unheard := answer("Q")
	for _, tc := range []struct {
		name   string
		from   State
		answer Answer
		age    time.Duration
		want   State
		credit bool
		alert  Alert
	}{
		{"a card", Pending, answer("P"), young, PaidCard, true, ""},
		{"a debit", Pending, answer("V"), young, PaidDebit, true, ""},
		{"a card, refused", Pending, answer("R"), young, Refused, false, ""},
		{"a debit, refused", Pending, answer("Z"), young, Refused, false, ""},
		{"abandoned", Pending, answer("A"), young, Abandoned, false, ""},
		{"taken up again after an abandon", Abandoned, answer("P"), young, PaidCard, true, ""},
		{"paid after a refusal", Refused, answer("V"), old, PaidDebit, true, ""},
		{"a late success after the end", Expired, answer("P"), 30 * 24 * time.Hour, PaidCard, true, ""},
		{"no result yet", Pending, Answer{Said: NotYet, Code: "P5"}, young, Pending, false, ""},
		{"no result for long", Pending, Answer{Said: NotYet, Code: "P5"}, 37 * time.Hour, Pending, false, AlertSilent},
		{"no result for a week", Pending, Answer{Said: NotYet, Code: "P5"}, 8 * 24 * time.Hour, Expired, false, ""},
		{"not known yet", Pending, Answer{Said: Unknown, Code: "P1"}, young, Pending, false, ""},
		{"purged", Pending, Answer{Said: Unknown, Code: "P1"}, old, Expired, false, ""},
		{"exactly no longer young", Pending, Answer{Said: Unknown, Code: "P1"}, Young, Expired, false, ""},
		{"trouble", Pending, Answer{Said: Trouble}, old, Pending, false, ""},
		{"unheard of", Pending, unheard, young, Pending, false, AlertUnheard},
		{"no result code at all", Pending, answer(""), young, Pending, false, AlertUnheard},
		{"another amount", Pending, with(answer("P"), func(a *Answer) { a.Amount = 100 }), young, Anomaly, false,
			AlertDiffers},
		{"an amount that is none", Pending, with(answer("P"), func(a *Answer) { a.Amount = -1 }), young, Anomaly, false,
			AlertDiffers},
		{"another reference", Expired, with(answer("P"), func(a *Answer) { a.Refdet = "P2611230002" }), old, Anomaly,
			false, AlertDiffers},
		{"another régie", Refused, with(answer("V"), func(a *Answer) { a.Numcli = "12345" }), young, Anomaly, false,
			AlertDiffers},
		{"a test", Pending, with(answer("P"), func(a *Answer) { a.Saisie = "T" }), young, Anomaly, false, AlertTest},
		{"an activation", Pending, with(answer("V"), func(a *Answer) { a.Saisie = "X" }), young, Anomaly, false,
			AlertTest},
		{"an anomaly stays", Anomaly, answer("P"), young, Anomaly, false, ""},
		{"an anomaly stays, abandoned", Anomaly, answer("A"), young, Anomaly, false, ""},
		{"paid is paid", PaidCard, answer("R"), young, PaidCard, false, ""},
		{"paid twice", PaidDebit, answer("V"), young, PaidDebit, false, ""},
		{"rejected is rejected", Rejected, answer("P"), young, Rejected, false, ""},
		{"credited is credited", Credited, answer("P"), young, Credited, false, ""},
		{"never sent", Failed, answer("P"), young, Failed, false, ""},
	} {
		a := asked
		a.State = tc.from
		step := a.Next(tc.answer, created.Add(tc.age), paris, true)
		if step.State != tc.want || step.Credit != tc.credit || step.Alert != tc.alert {
			t.Errorf("%s: %+v", tc.name, step)
		}
	}
	test := asked
	test.Saisie = "T"
	echo := with(answer("P"), func(a *Answer) { a.Saisie = "T" })
	if step := test.Next(echo, created, paris, false); !step.Credit {
		t.Errorf("a test where nothing is real: %+v", step)
	}
	if step := test.Next(echo, created, paris, true); step.Credit || step.State != Anomaly {
		t.Errorf("a test where money is real: %+v", step)
	}
	both := asked.Next(with(answer("P"), func(a *Answer) { a.Amount, a.Saisie = 100, "T" }), created, paris, false)
	if len(both.Differences) != 2 || both.Differences[0] != (Difference{"montant", "34,20\u00a0€", "1,00\u00a0€"}) ||
		both.Differences[1].Field != "saisie" {
		t.Errorf("%+v", both.Differences)
	}
}

// Whatever the order of the answers, their repetition, delay or amounts: at most one credit, and only on a success that
// matches the request.
func TestCreditedOnceAndOnlyOnAGoodSuccess(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, now, credits, good := asked, created, 0, false
		for range rapid.IntRange(0, 20).Draw(t, "answers") {
			now = now.Add(time.Duration(rapid.IntRange(0, 48*60).Draw(t, "minutes")) * time.Minute)
			said := Answer{Said: rapid.SampledFrom([]Said{Result, Result, NotYet, Unknown, Trouble}).Draw(t, "said")}
			if said.Said == Result {
				said = answer(rapid.SampledFrom([]string{"P", "V", "R", "Z", "A", "", "é"}).Draw(t, "result"))
				said.Amount = rapid.SampledFrom([]money.Cents{3420, 3420, 3420, 3421, -1}).Draw(t, "amount")
				said.Refdet = rapid.SampledFrom([]string{asked.Refdet, asked.Refdet, "AUTRE1"}).Draw(t, "refdet")
				said.Numcli = rapid.SampledFrom([]string{"012345", "012345", "12345"}).Draw(t, "numcli")
				said.Saisie = rapid.SampledFrom([]string{"W", "W", "T"}).Draw(t, "saisie")
			}
			success := said.Result == "P" || said.Result == "V"
			asAsked := success && said.Amount == 3420 && said.Refdet == asked.Refdet && said.Numcli == "012345" &&
				said.Saisie == "W"
			before := a.State
			step := a.Next(said, now, paris, true)
			if step.Credit {
				credits++
				if !asAsked || !step.State.Paid() {
					t.Fatalf("credited on %+v, to %s", said, step.State)
				}
			}
			if asAsked && before != Anomaly && !before.Paid() && !step.Credit {
				t.Fatalf("%s, and a good success was not credited: %+v", before, step)
			}
			if success && !asAsked && !before.Final() && step.State != Anomaly {
				t.Fatalf("%s, and a success that differs is %s", before, step.State)
			}
			if before.Final() && (step.State != before || step.Credit) {
				t.Fatalf("%s was left for %s", before, step.State)
			}
			if !step.Ask.IsZero() && !step.Ask.After(now) {
				t.Fatalf("asked again in the past: %s, now %s", step.Ask, now)
			}
			if step.State == Pending && step.Ask.IsZero() && said.Said == NotYet {
				t.Fatalf("pending, and nobody will ask")
			}
			a.State, good = step.State, good || asAsked
		}
		if credits > 1 || credits == 1 != a.State.Paid() {
			t.Fatalf("%d credits, %s", credits, a.State)
		}
	})
}

func TestNextCheck(t *testing.T) {
	var ages []string
	for now := created; ; {
		now = NextCheck(Pending, created, now, paris)
		if now.IsZero() {
			break
		}
		ages = append(ages, now.Sub(created).String())
	}
	want := "1m0s 2m0s 4m0s 8m0s 16m0s 21m0s 35m0s 1h5m0s 2h5m0s 6h0m0s 12h0m0s 18h0m0s 24h0m0s 30h0m0s 36h0m0s " +
		"48h0m0s 72h0m0s 96h0m0s 120h0m0s 144h0m0s 168h0m0s"
	if got := strings.Join(ages, " "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	evening := time.Date(2026, 11, 23, 21, 30, 0, 0, paris)
	if next := NextCheck(Pending, evening, evening.Add(7*time.Hour), paris); next.In(paris).Format("15:04") != "06:00" {
		t.Errorf("after the purge: %s", next)
	}
	ages = nil
	for now := created; ; {
		if now = NextCheck(Abandoned, created, now, paris); now.IsZero() {
			break
		}
		ages = append(ages, now.Sub(created).String())
	}
	if got := strings.Join(ages, " "); got != "1m0s 2m0s 4m0s 8m0s 16m0s 21m0s 2h5m0s" {
		t.Error("abandoned:", got)
	}
	for _, s := range States {
		if next := NextCheck(s, created, created, paris); next.IsZero() == (s == Pending || s == Refused ||
			s == Abandoned) {
			t.Errorf("%s: %s", s, next)
		}
	}
}

func TestShare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		wallets := rapid.SliceOfN(rapid.Int64Range(1, 1000), 1, 5).Draw(t, "asked")
		asked := make([]money.Cents, len(wallets))
		for i, w := range wallets {
			asked[i] = money.Cents(w)
		}
		received := money.Cents(rapid.Int64Range(0, 6000).Draw(t, "received"))
		sum := money.Cents(0)
		shares := Share(received, asked)
		for i, s := range shares {
			sum += s
			if s < 0 || i < len(shares)-1 && s > asked[i] {
				t.Fatalf("%v of %v", shares, asked)
			}
		}
		if sum != received {
			t.Fatalf("%v adds up to %d, not %d", shares, sum, received)
		}
	})
	if got := Share(500, []money.Cents{200, 300}); !slices.Equal(got, []money.Cents{200, 300}) {
		t.Error(got)
	}
}

func TestReadReport(t *testing.T) {
	text := "\ufeffEN-TETE;012345;24112026\r\nLIGNE;24112026;P2611230001;3420;M\r\nLIGNE;\"24/11/2026\";P2611230002;12,50\r\nPIED-DE-PAGE;2\r\n"
	lines, err := ReadReport(text)
	if err != nil || len(lines) != 2 || lines[0].Amount != 3420 || lines[1].Amount != 1250 ||
		lines[0].Date.String() != "2026-11-24" || lines[1].Line != 3 {
		t.Fatalf("%v %+v", err, lines)
	}
	if lines, err := ReadReport("EN-TETE,x\nLIGNE,2026-11-24,ABCDEF,100\n"); err != nil || len(lines) != 1 {
		t.Error(err, lines)
	}
	for _, bad := range []string{"", "<html>", "LIGNE;24112026;P2611230001;3420",
		"EN-TETE\nLIGNE;32112026;P2611230001;3420", "EN-TETE\nLIGNE;24112026;P-1;3420",
		"EN-TETE\nLIGNE;24112026;P2611230001;-5", "EN-TETE\nLIGNE;24112026;P2611230001;+5", "EN-TETE\nLIGNE;24112026",
		strings.Repeat("x\n", 1000)} {
		lines, err := ReadReport(bad)
		if fault.KindOf(err) != fault.Invalid || !strings.HasSuffix(fault.Message(err), ".") {
			t.Errorf("%.40q: %v %v", bad, lines, err)
		}
	}
}

func FuzzReadReport(f *testing.F) {
	f.Add("EN-TETE;1\nLIGNE;24112026;P2611230001;3420\nPIED-DE-PAGE;1")
	f.Fuzz(func(t *testing.T, text string) {
		lines, err := ReadReport(text)
		for _, l := range lines {
			if err == nil && (l.Amount < 0 || l.Amount > money.Max || !ValidRefdet(l.Refdet) || l.Date.IsZero()) {
				t.Fatalf("%+v", l)
			}
		}
	})
}
