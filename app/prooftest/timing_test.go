package prooftest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"cartable/app/account"
	"cartable/db/dbtest"
)

const (
	tries       = 200 // of each kind
	rounds      = 4   // of tries at most: another one if the results differ so far
	telling     = 0.01
	tellingTime = 10 * time.Millisecond
)

// between returns the median difference between the times of each pair. A temporary slowdown of the machine affects
// both times of a pair, and changes it little; a real difference between the two kinds changes it fully.
func between(a, b []time.Duration) time.Duration {
	apart := make([]time.Duration, len(a))
	for i := range a {
		apart[i] = a[i] - b[i]
	}
	return median(apart)
}

// mannWhitney returns the probability that two samples of the same source differ as much as these: two-sided, by the
// normal approximation, with shared ranks for equal values.
func mannWhitney(a, b []time.Duration) float64 {
	type one struct {
		took  time.Duration
		first bool
	}
	var all []one
	for _, d := range a {
		all = append(all, one{d, true})
	}
	for _, d := range b {
		all = append(all, one{d, false})
	}
	slices.SortFunc(all, func(x, y one) int { return int(x.took - y.took) })
	sum, ties := 0.0, 0.0
	for i := 0; i < len(all); {
		j := i
		for j < len(all) && all[j].took == all[i].took {
			j++
		}
		rank, n := float64(i+j+1)/2, float64(j-i)
		ties += n*n*n - n
		for ; i < j; i++ {
			if all[i].first {
				sum += rank
			}
		}
	}
	n, m := float64(len(a)), float64(len(b))
	u := sum - n*(n+1)/2
	spread := math.Sqrt(n * m / 12 * ((n + m + 1) - ties/((n+m)*(n+m-1))))
	return math.Erfc(math.Abs(u-n*m/2) / spread / math.Sqrt2)
}

// TestTheJudgeOfTimesSeesADifference checks the statistics themselves.
func TestTheJudgeOfTimesSeesADifference(t *testing.T) {
	var a, b, later []time.Duration
	for range tries {
		noise := time.Duration(rand.IntN(20_000_000))
		a, b, later = append(a, noise), append(b, time.Duration(rand.IntN(20_000_000))),
			append(later, time.Duration(rand.IntN(20_000_000))+6*time.Millisecond)
	}
	if p := mannWhitney(a, later); p > telling {
		t.Errorf("6 ms more than up to 20: p = %g", p)
	}
	if p := mannWhitney(a, b); p < 1e-6 {
		t.Errorf("the same: p = %g", p)
	}
	if p := mannWhitney(a, a); p < 0.99 {
		t.Errorf("itself: p = %g", p)
	}
	if d := between(later, b); d < 2*time.Millisecond || d > 10*time.Millisecond {
		t.Errorf("6 ms more: %s", d)
	}
	var busy, longer []time.Duration // from time to time the whole machine pauses
	for i := range tries {
		pause := time.Duration(rand.IntN(300)) * time.Millisecond * time.Duration(i/20%2)
		busy = append(busy, pause+time.Duration(rand.IntN(20_000_000)))
		longer = append(longer, pause+time.Duration(rand.IntN(20_000_000))+15*time.Millisecond)
		a[i], b[i] = a[i]+pause, b[i]+pause
	}
	if d := between(longer, busy); d < tellingTime {
		t.Errorf("15 ms more on a busy machine: %s", d)
	}
	if d := between(a, b); d.Abs() >= tellingTime {
		t.Errorf("the same on a busy machine: %s", d)
	}
}

// question is a form that is sent without a session, with a login or an address.
type question struct {
	page, action string
	ask          func(login string) url.Values
}

// The answers and their times never reveal which accounts exist, however often they are measured. Each request uses
// another account and another address: the delays against guessing have their own tests.
func TestAccountsCannotBeToldApart(t *testing.T) {
	const n = rounds*tries + 10
	address := dbtest.PostgresURL(t)
	d := open(t, address)
	w := dbtest.NewTown(t, d)
	crowd(t, w, n, w.Activity("RESTO", nil, w.Pool("cantine", n, -1)))
	hash, err := account.Hash("le vélo bleu de Noé")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Write().ExecContext(t.Context(), "update accounts set password_hash = ?", hash); err != nil {
		t.Fatal(err)
	}
	site := serving(t, environment(t, "DATABASE_URL="+address, "TRUSTED_PROXIES=127.0.0.1"), "web")
	questions := map[string]question{"sign-in": {"/connexion", "/connexion", func(login string) url.Values {
		return url.Values{"identifiant": {login}, "mot_de_passe": {"ce n'est pas le bon"}}
	}}}
	if _, there := gates["POST /mot-de-passe-oublie"]; there {
		questions["forgotten password"] = question{"/mot-de-passe-oublie", "/mot-de-passe-oublie",
			func(login string) url.Values {
				return url.Values{"identifiant": {login}, "adresse": {login + "@example.org"},
					"courriel": {login + "@example.org"}}
			}}
	}
	for name, q := range questions {
		t.Run(name, func(t *testing.T) {
			v := visit(t, site.url, "")
			door := v.get(q.page)
			cookie := strings.Split(door.Header.Get("Set-Cookie"), ";")[0]
			hidden := v.form(door.body, q.action)
			asked := 0
			told := ""
			once := func(login string) time.Duration {
				asked++
				form := copyOf(hidden)
				for field, value := range q.ask(login) {
					form[field] = value
				}
				from := fmt.Sprintf("10.%d.%d.%d", asked>>16, asked>>8&255, asked&255)
				start := time.Now()
				a := v.post(q.action, form, "Cookie", cookie, "X-Forwarded-For", from)
				took := time.Since(start)
				if a.StatusCode != http.StatusUnprocessableEntity && a.StatusCode != http.StatusOK &&
					a.StatusCode != http.StatusSeeOther {
					t.Fatalf("%s: %d %s", login, a.StatusCode, tail(mainOf(a.body)))
				}
				says := fmt.Sprint(a.StatusCode, a.Header.Get("Location"), len(a.Cookies()),
					strings.ReplaceAll(clock.ReplaceAllString(a.body, "#"), login, "#"))
				if told == "" {
					told = says
				} else if told != says {
					t.Fatalf("%s is answered otherwise: %s", login, firstDifference(told, says))
				}
				return took
			}
			account := 0
			sample := func() (known, unknown []time.Duration) {
				for range tries {
					for _, exists := range []bool{rand.IntN(2) == 0, true}[:1] { // in random order, one after the other
						for _, e := range []bool{exists, !exists} {
							if e {
								known = append(known, once(fmt.Sprintf("foule%04d", account)))
							} else {
								unknown = append(unknown, once(fmt.Sprintf("autre%04d", account)))
							}
						}
					}
					account++
				}
				return known, unknown
			}
			once(fmt.Sprintf("foule%04d", n-1))
			// One in a hundred pairs of equal samples differs that much. All measurements count: with more of them
			// equal samples converge, and different ones do not.
			var known, unknown []time.Duration
			for round := range rounds {
				more, others := sample()
				known, unknown = append(known, more...), append(unknown, others...)
				p, apart := mannWhitney(known, unknown), between(known, unknown)
				t.Logf("%d of each: median %s and %s, %s between the two of a pair, p = %.3f", len(known),
					median(known).Round(time.Microsecond),
					median(unknown).Round(time.Microsecond), apart.Round(time.Microsecond), p)
				if p > telling && apart.Abs() < tellingTime {
					return
				}
				if round == rounds-1 {
					t.Errorf("existing accounts are told apart: p = %g, %s between the two of a pair", p, apart)
				}
			}
		})
	}
}
