package prooftest

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"cartable/app/account"
	"cartable/db/dbtest"
)

const (
	signInsAMinute = 1000
	bookers        = 100
	bookingAim     = 250 * time.Millisecond // at the 95th percentile
	passphrase     = "le vélo bleu de Noé"
)

// A thousand sign-ins in a minute slow down sign-ins and nothing else: meanwhile a hundred parents each book a month,
// from the calendar to the confirmation. The suite runs ten seconds of it at the same rate and prints the figures
// only, because other tests share the machine. RUSH=60s, as in `make bench`, runs the whole minute and enforces the
// goal.
func TestARushOfSignInsSlowsNobodyElse(t *testing.T) {
	asked := os.Getenv("RUSH")
	if asked == "" {
		rush(t, 10*time.Second)
		return
	}
	length, err := time.ParseDuration(asked)
	if err != nil {
		t.Fatal(err)
	}
	if p95 := rush(t, length); p95 > bookingAim {
		t.Errorf("bookings take %s at the 95th percentile, more than %s", p95, bookingAim)
	}
}

func rush(t *testing.T, length time.Duration) time.Duration {
	signIns := int(length.Seconds() * signInsAMinute / 60)
	address := dbtest.PostgresURL(t)
	d := open(t, address)
	w := dbtest.NewTown(t, d)
	homes := crowd(t, w, bookers+signIns, w.Activity("RESTO", nil, w.Pool("cantine", 10*bookers, -1)))
	hash, err := account.Hash(passphrase)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Write().ExecContext(t.Context(), "update accounts set password_hash = ?", hash); err != nil {
		t.Fatal(err)
	}
	site := serving(t, environment(t, "DATABASE_URL="+address, "TRUSTED_PROXIES=127.0.0.1"), "web")

	var all sync.WaitGroup
	var mu sync.Mutex
	var bookings, doors []time.Duration
	failures := map[string]int{}
	note := func(list *[]time.Duration, took time.Duration, wrong string) {
		mu.Lock()
		defer mu.Unlock()
		if *list = append(*list, took); wrong != "" {
			failures[wrong]++
		}
	}
	start := time.Now()
	at := func(i, of int) time.Time { return start.Add(length * time.Duration(i) / time.Duration(of)) }
	door := visit(t, site.url, "").get("/connexion")
	cookie := strings.Split(door.Header.Get("Set-Cookie"), ";")[0]
	token := visit(t, site.url, "").form(door.body, "/connexion")
	for i := range signIns { // on schedule, whether the earlier ones have been answered or not
		all.Go(func() {
			time.Sleep(time.Until(at(i, signIns)))
			form := copyOf(token)
			form.Set("identifiant", fmt.Sprintf("foule%04d", bookers+i))
			form.Set("mot_de_passe", passphrase)
			begin := time.Now()
			a, err := visit(t, site.url, "").do(http.MethodPost, "/connexion", form, "Cookie", cookie,
				"X-Forwarded-For", fmt.Sprintf("10.1.%d.%d", i>>8, i&255))
			wrong := ""
			if err != nil || a.StatusCode != http.StatusSeeOther {
				wrong = fmt.Sprintf("sign-in: %v %v", a.Response != nil && a.StatusCode >= 500, err)
			}
			note(&doors, time.Since(begin), wrong)
		})
	}
	for i := range bookers {
		all.Go(func() {
			time.Sleep(time.Until(at(i, bookers*2))) // all have started by the middle
			pause := length / 2 / 6
			v := visit(t, site.url, homes[i].Token)
			step := func(method, path string, form url.Values) (answer, bool) {
				begin := time.Now()
				var a answer
				var err error
				if method == "GET" {
					a, err = patient(v, path)
				} else {
					a, err = v.do(method, path, form)
				}
				wrong := ""
				if err != nil || a.StatusCode >= 400 {
					wrong = fmt.Sprintf("%s %s: %v", method, path, err)
				}
				note(&bookings, time.Since(begin), wrong)
				time.Sleep(pause)
				return a, wrong == ""
			}
			page, ok := step("GET", "/reservations?activite=RESTO&mois=2026-12", nil)
			if !ok {
				return
			}
			form := v.form(page.body, "/reservations/brouillon")
			for _, day := range []string{"2026-12-01", "2026-12-03"} {
				form.Add("j", day)
				if _, ok := step("POST", "/reservations/brouillon", form); !ok {
					return
				}
			}
			recap, ok := step("GET", "/reservations/verifier", nil)
			if !ok {
				return
			}
			done, ok := step("POST", "/reservations/valider", v.form(recap.body, "/reservations/valider"))
			if ok {
				step("GET", done.Header.Get("Location"), nil)
			}
		})
	}
	all.Wait()
	slices.Sort(bookings)
	slices.Sort(doors)
	share := func(list []time.Duration, percent int) time.Duration {
		return list[min(len(list)-1, len(list)*percent/100)].Round(time.Millisecond)
	}
	p95 := share(bookings, 95)
	t.Logf("%d sign-ins in %s: median %s, p95 %s; %d booking requests of %d parents: median %s, p95 %s, p99 %s",
		len(doors), length, share(doors, 50), share(doors, 95),
		len(bookings), bookers, share(bookings, 50), p95, share(bookings, 99))
	if len(failures) > 0 {
		t.Errorf("failures: %v", failures)
	}
	if got := count(t, d, "reservations", "state = 'accepted'"); got != 2*bookers {
		t.Errorf("%d reservations of %d parents", got, bookers)
	}
	w.Sound()
	return p95
}
