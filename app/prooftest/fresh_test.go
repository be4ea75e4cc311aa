package prooftest

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"cartable/app/domain/civil"
	"cartable/db"
	"cartable/db/dbtest"
)

// soon is the time in which an open calendar must learn that a place was taken, the goal of the first plan.
const soon = 2 * time.Second

// stream is the event stream of an open calendar: it records which days changed, and when it received the event.
type stream struct {
	conn net.Conn
	news chan heard
	over chan struct{} // closed when the server ends the stream
}

type heard struct {
	at   time.Time
	days string
}

// listen opens a calendar's stream, and returns once the server has answered.
func listen(t testing.TB, site *process, token, activity, month string) *stream {
	t.Helper()
	address := strings.TrimPrefix(site.url, "http://")
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	fmt.Fprintf(conn, "GET /reservations/evenements?activite=%s&mois=%s HTTP/1.1\r\nHost: %s\r\nCookie: "+
		"session=%s\r\n\r\n", activity, month, address, token)
	s := &stream{conn, make(chan heard, 16), make(chan struct{})}
	reader := bufio.NewReaderSize(conn, 512)
	conn.SetReadDeadline(time.Now().Add(patience))
	for { // the headers, and the first line of the stream
		line, err := reader.ReadString('\n')
		if err != nil || strings.HasPrefix(line, "HTTP/1.1 ") && !strings.Contains(line, " 200 ") {
			t.Fatalf("the stream: %s %v", line, err)
		}
		if strings.HasPrefix(line, "retry:") {
			break
		}
	}
	conn.SetReadDeadline(time.Time{})
	go func() {
		defer close(s.over)
		for {
			line, err := reader.ReadString('\n')
			if err != nil || line == "0\r\n" { // the last chunk: the connection itself may stay open
				return
			}
			if days, ok := strings.CutPrefix(line, "data: "); ok {
				s.news <- heard{time.Now(), strings.TrimSpace(days)}
			}
		}
	}()
	return s
}

// hears waits for an event about a day, and returns when it came.
func (s *stream) hears(t testing.TB, day string) time.Time {
	t.Helper()
	late := time.After(patience)
	for {
		select {
		case h := <-s.news:
			if slices.Contains(strings.Split(h.days, ","), day) {
				return h.at
			}
		case <-late:
			t.Fatalf("nothing is heard of %s", day)
		}
	}
}

// An open calendar served by one web process learns within two seconds that another family has taken the last place
// through another process. The fragment that it then requests shows this, and a calendar of another month gets no
// event.
func TestAnOpenCalendarLearnsOfTheLastPlaceAcrossProcesses(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, address string) {
		d := open(t, address)
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 1, 0))
		homes := crowd(t, w, 4, meal)
		days := []civil.Date{tuesday, tuesday + 2, tuesday + 3}
		for i, day := range days {
			draft(t, d, homes[i+1:i+2], meal, "add", day)
		}
		env := environment(t, "DATABASE_URL="+address)
		one, other := serving(t, env, "web"), serving(t, env, "web")
		watcher := visit(t, one.url, homes[0].Token)
		if !strings.Contains(watcher.page("/reservations?mois=2026-12"),
			`data-date="2026-12-01" data-state="available"`) {
			t.Fatal("the place is not free")
		}
		open := listen(t, one, homes[0].Token, "RESTO", "2026-12")
		elsewhere := listen(t, one, homes[0].Token, "RESTO", "2027-01")
		dbtest.Promptly(t, "learnt", soon, func(try int) time.Duration {
			buyer := visit(t, other.url, homes[try+1].Token)
			form := buyer.recap()
			begin := time.Now()
			buyer.validate(form)
			return open.hears(t, days[try].String()).Sub(begin)
		})
		fresh := watcher.page(fmt.Sprintf(
			"/reservations/fraicheur?enfant=%d&activite=RESTO&mois=2026-12&jours=2026-12-01:available", homes[0].Child))
		if !strings.Contains(fresh, `data-state="full"`) || !strings.Contains(fresh, "complet") {
			t.Errorf("asked again: %s", fresh)
		}
		if len(elsewhere.news) > 0 {
			t.Errorf("January heard of %s", (<-elsewhere.news).days)
		}
	})
}

// Two thousand open, idle calendars cost one web process little. The bounds are far above the measured values.
func TestTwoThousandIdleViewersCostLittle(t *testing.T) {
	const viewers = 2000
	address := dbtest.PostgresURL(t)
	d := open(t, address)
	w := dbtest.NewTown(t, d)
	meal := w.Activity("RESTO", nil, w.Pool("cantine", 1, 0))
	homes := crowd(t, w, 4, meal)
	days := []civil.Date{tuesday, tuesday + 2, tuesday + 3}
	for i, day := range days {
		draft(t, d, homes[i+1:i+2], meal, "add", day)
	}
	web := serving(t, environment(t, "DATABASE_URL="+address), "web")
	visit(t, web.url, homes[1].Token).recap()
	visit(t, web.url, homes[0].Token).page("/reservations?mois=2026-12")

	before := web.memory()
	streams := make([]*stream, viewers)
	for i := range streams {
		streams[i] = listen(t, web, homes[0].Token, "RESTO", "2026-12")
	}
	const idle = 10 * time.Second
	var each, cpu, queries float64
	for range 3 { // PostgreSQL reports transactions up to ten seconds late: the opening of the streams must not count
		busy, asked := web.processor(), transactions(t, d)
		time.Sleep(idle)
		each = float64(web.memory()-before) / viewers / 1000
		cpu = (web.processor() - busy).Seconds() / idle.Seconds()
		if queries = float64(transactions(t, d)-asked) / idle.Seconds(); queries <= 10 {
			break
		}
	}

	t.Logf("%d open calendars: %.1f kB each, %.2f %% of a core, %.1f queries a second", viewers, each, cpu*100, queries)
	if each > 64 || cpu > .1 || queries > 10 {
		t.Errorf("%.1f kB each, %.3f of a core, %.1f queries a second", each, cpu, queries)
	}
	// The streams share the cores with the writer.
	dbtest.Promptly(t, "the last one learns of a place", 2*soon, func(try int) (last time.Duration) {
		buyer := visit(t, web.url, homes[try+1].Token)
		form := buyer.recap()
		begin := time.Now()
		buyer.validate(form)
		for _, s := range streams {
			last = max(last, s.hears(t, days[try].String()).Sub(begin))
		}
		return last
	})
}

// memory returns the resident memory of the process, in bytes.
func (p *process) memory() int { return p.status("VmRSS:") }

// status returns a size that the system knows of the process, in bytes.
func (p *process) status(name string) int {
	p.t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		p.t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), name)
	n, err := strconv.Atoi(strings.Fields(rest)[0])
	if err != nil {
		p.t.Fatal(err)
	}
	return n * 1024
}

// processor returns the CPU time that the process has used since it began.
func (p *process) processor() time.Duration {
	p.t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		p.t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(rest) // from the third field on
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond
}

// transactions returns the number of transactions that the database has ended, without that of this query.
func transactions(t testing.TB, d *db.DB) (n int64) {
	t.Helper()
	time.Sleep(1500 * time.Millisecond) // PostgreSQL counts them with a delay
	err := d.Read().NewRaw(
		"select xact_commit + xact_rollback from pg_stat_database where datname = current_database()").Scan(
		context.Background(), &n)
	if err != nil {
		t.Fatal(err)
	}
	return n - 1
}
