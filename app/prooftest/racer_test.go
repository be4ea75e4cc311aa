package prooftest

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cartable/app/domain/civil"
)

// The kinds of request of the opening minute, in the order in which a parent makes them.
var kinds = []string{"home", "month", "tap", "the other child", "recap", "validation", "confirmation", waitingPage}

const waitingPage = "waiting page"

// racer is a parent of the opening minute.
type racer struct {
	number         int
	family         int64
	elder, younger int64 // children
	session, tour  string

	came, served         time.Time // the first request, and the first page
	validates, validated time.Time // the validation is sent, and answered
	rank                 int       // the first that was shown; 0: they never waited
}

// asked is a request that was answered.
type asked struct {
	kind   string
	at     time.Time
	took   time.Duration
	waited bool // the page came after the waiting page
}

// race is one run of all parents.
type race struct {
	sites []string
	turn  atomic.Int64 // which site is next: as a proxy does
	month civil.Month
	dates []civil.Date

	mu     sync.Mutex
	asks   []asked
	failed map[string]int
	over   atomic.Int64 // parents who have finished
	wait   atomic.Int64 // parents who wait
}

func newRace(one, other string, month civil.Month, dates []civil.Date) *race {
	return &race{sites: []string{one, other}, month: month, dates: dates, failed: map[string]int{}}
}

func (r *race) run(t *testing.T, parents []*racer, length time.Duration, as shape) {
	t.Helper()
	done := make(chan struct{})
	var progress sync.WaitGroup
	begin := time.Now()
	progress.Go(func() {
		for {
			select {
			case <-done:
				return
			case <-time.After(10 * time.Second):
				r.mu.Lock()
				n := len(r.asks)
				r.mu.Unlock()
				fmt.Fprintf(os.Stderr, "%3.0f s: %d requests, %d wait, %d of %d parents have finished\n",
					time.Since(begin).Seconds(), n, r.wait.Load(), r.over.Load(), len(parents))
			}
		}
	})
	var all sync.WaitGroup
	for i, p := range parents {
		p.came, p.served, p.rank, p.tour = time.Time{}, time.Time{}, 0, ""
		start, pause := as(float64(i) / float64(len(parents)))
		all.Go(func() {
			time.Sleep(time.Until(begin.Add(time.Duration(start * float64(length)))))
			r.book(p, time.Duration(pause*float64(length)))
			r.over.Add(1)
		})
	}
	all.Wait()
	close(done)
	progress.Wait()
}

// book makes the nine requests of a parent, with a pause between two.
func (r *race) book(p *racer, pause time.Duration) {
	ask := func(kind, method, path string, form url.Values, want int) (a answer, ok bool) {
		a, ok = r.ask(p, kind, method, path, form, want)
		time.Sleep(pause)
		return a, ok
	}
	month := func(child int64) string {
		return fmt.Sprintf("/reservations?activite=ATELIER&mois=%s&enfant=%d", r.month, child)
	}
	day := func(n int) string { return r.dates[(p.number*7+n*3)%len(r.dates)].String() }
	tap := func(form url.Values, days ...string) bool {
		form["j"], form["connus"] = days, []string{strings.Join(days[:len(days)-1], ",")}
		_, ok := ask("tap", http.MethodPost, "/reservations/brouillon", form, http.StatusOK)
		return ok
	}
	if _, ok := ask("home", http.MethodGet, "/", nil, http.StatusOK); !ok {
		return
	}
	page, ok := ask("month", http.MethodGet, month(p.elder), nil, http.StatusOK)
	form := formOf(page.body, "/reservations/brouillon")
	if !ok || !tap(form, day(0)) || !tap(form, day(0), day(1)) {
		return
	}
	page, ok = ask("the other child", http.MethodGet, month(p.younger), nil, http.StatusOK)
	if !ok || !tap(formOf(page.body, "/reservations/brouillon"), day(2)) {
		return
	}
	recap, ok := ask("recap", http.MethodGet, "/reservations/verifier", nil, http.StatusOK)
	if !ok {
		return
	}
	p.validates = time.Now()
	done, ok := r.ask(p, "validation", http.MethodPost, "/reservations/valider",
		formOf(recap.body, "/reservations/valider"), http.StatusSeeOther)
	p.validated = time.Now()
	time.Sleep(pause)
	if ok {
		ask("confirmation", http.MethodGet, done.Header.Get("Location"), nil, http.StatusOK)
	}
}

// ask sends a request, and waits as its answer says, for as long as it says so.
func (r *race) ask(p *racer, kind, method, path string, form url.Values, want int) (a answer, ok bool) {
	waited := false
	for {
		var headers []string
		if kind == "tap" {
			headers = append(headers, "HX-Request", "true")
		}
		v := &visitor{
			url: r.sites[r.turn.Add(1)%int64(len(r.sites))],
			send: func(q *http.Request) (*http.Response, error) {
				q.Header.Set("Cookie", "session="+p.session+"; tour="+p.tour)
				return wire.RoundTrip(q)
			},
		}
		begin := time.Now()
		if p.came.IsZero() {
			p.came = begin
		}
		a, err := v.do(method, path, form, headers...)
		end := time.Now()
		if err != nil {
			r.note(asked{kind, begin, end.Sub(begin), waited}, kind+": "+err.Error())
			return a, false
		}
		for _, c := range a.Cookies() {
			if c.Name == "tour" {
				p.tour = c.Value
			}
		}
		again, _ := strconv.Atoi(a.Header.Get("Refresh"))
		if a.StatusCode == http.StatusServiceUnavailable && again > 0 && method == http.MethodGet {
			r.note(asked{waitingPage, begin, end.Sub(begin), false}, "")
			if p.rank == 0 {
				p.rank = rankIn(a.body)
			}
			if !waited {
				r.wait.Add(1)
				defer r.wait.Add(-1)
			}
			waited = true
			time.Sleep(time.Duration(again) * time.Second)
			continue
		}
		wrong := ""
		if a.StatusCode != want {
			wrong = fmt.Sprintf("%s: %d to %q", kind, a.StatusCode, a.Header.Get("Location"))
		}
		if p.served.IsZero() {
			p.served = end
		}
		r.note(asked{kind, begin, end.Sub(begin), waited}, wrong)
		return a, wrong == ""
	}
}

func (r *race) note(a asked, wrong string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.asks = append(r.asks, a); wrong != "" {
		r.failed[wrong]++
	}
}

// rankIn returns the rank that a waiting page shows.
func rankIn(page string) int {
	_, rest, found := strings.Cut(page, "<title>Vous êtes ")
	rank, _, _ := strings.Cut(rest, "e")
	if n, err := strconv.Atoi(rank); found && err == nil {
		return n
	}
	return 1
}

// formOf returns the hidden fields of a form, or nothing if the page has none.
func formOf(page, action string) url.Values {
	form := url.Values{}
	for _, m := range anyForm.FindAllStringSubmatch(page, -1) {
		if m[1] == action {
			for _, field := range hidden.FindAllStringSubmatch(m[0], -1) {
				form.Add(field[1], html.UnescapeString(field[2]))
			}
			return form
		}
	}
	return form
}

// peak returns the largest resident memory that the process has had since forgetPeak, in bytes.
func (p *process) peak() int {
	p.t.Helper()
	return p.status("VmHWM:")
}

// forgetPeak makes the system measure the largest memory of the process from now on.
func (p *process) forgetPeak() {
	p.t.Helper()
	if err := os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", p.cmd.Process.Pid), []byte("5"), 0); err != nil {
		p.t.Fatal(err)
	}
}
