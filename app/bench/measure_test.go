package bench

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"text/tabwriter"
	"time"

	"cartable/db"
)

// TestMain prints what the benchmarks found, once they are done.
func TestMain(m *testing.M) {
	code := m.Run()
	if len(figures) > 0 {
		printFigures()
	}
	os.Exit(code)
}

// spent is what one request took, or one night: of this process, of PostgreSQL, and by the clock.
type spent struct {
	cpu, postgres, wall time.Duration
	allocations, bytes  float64
}

func (s spent) ofCPU() time.Duration      { return s.cpu }
func (s spent) ofPostgres() time.Duration { return s.postgres }
func (s spent) ofTime() time.Duration     { return s.wall }
func (s spent) total() time.Duration      { return s.cpu + s.postgres }

// figure is a line of the table. Ratios are medians over the rounds, not quotients of the medians.
type figure struct {
	name             string
	ours, bare       spent
	cpu, wall, total float64 // of this process's CPU, by the clock, of the CPU of this process and PostgreSQL
	aim              aim
}

// aim is what must not cost more than twice the bare.
type aim string

const (
	onCPU  aim = "CPU"
	onTime aim = "time"   // where the work is PostgreSQL's
	none   aim = "no aim" // more than the bare does: for information
	most       = 2
)

func (f figure) held() string {
	ratio := f.cpu
	switch f.aim {
	case onTime:
		ratio = f.wall
	case none:
		return "–"
	}
	if ratio > most {
		return "missed"
	}
	return "held"
}

var (
	figures []figure
	server  string // PostgreSQL in words
)

func printFigures() {
	fmt.Printf("\n%s, %d cores; %s; %s\nOurs, the bare, and their ratio; each a median.\n\n", processor(), runtime.NumCPU(), runtime.Version(), server)
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "\tCPU\tbare\tratio\ttime\tbare\tratio\tCPU with PostgreSQL's\tbare\tratio\taim\t\t")
	ms := func(d time.Duration) string { return fmt.Sprintf("%.2f ms", d.Seconds()*1000) }
	for _, f := range figures {
		cpu := "–" // all the bare's is PostgreSQL's
		if f.aim == onCPU {
			cpu = fmt.Sprintf("%.2f", f.cpu)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%.2f\t%s\t%s\t%.2f\t", f.name, ms(f.ours.cpu), ms(f.bare.cpu), cpu,
			ms(f.ours.wall), ms(f.bare.wall), f.wall, ms(f.ours.total()), ms(f.bare.total()), f.total)
		if f.aim != none {
			fmt.Fprintf(w, "%s ≤ %d", f.aim, most)
		}
		fmt.Fprintf(w, "\t%s\t\n", f.held())
	}
	w.Flush()
	fmt.Println()
}

// processor is the name that Linux gives to the machine's.
func processor() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(text)) {
		if name, found := strings.CutPrefix(line, "model name"); found {
			return strings.TrimSpace(strings.TrimLeft(name, "\t :"))
		}
	}
	return runtime.GOARCH
}

// watch is a stopwatch of this process and of the PostgreSQL processes that serve one database.
type watch struct {
	d        *db.DB
	backends []string
}

func newWatch(t testing.TB, d *db.DB) *watch {
	t.Helper()
	var version, fsync, buffers string
	if err := d.Read().NewRaw("select current_setting('server_version'), current_setting('fsync'), current_setting('shared_buffers')").
		Scan(context.Background(), &version, &fsync, &buffers); err != nil {
		t.Fatal(err)
	}
	server = fmt.Sprintf("PostgreSQL %s on the same machine, fsync %s, shared_buffers %s", version, fsync, buffers)
	return &watch{d: d}
}

// look lists the processes of PostgreSQL. Call it when all connections are open.
func (w *watch) look(t testing.TB) {
	t.Helper()
	w.backends = nil
	if err := w.d.Read().NewRaw("select pid::text from pg_stat_activity where datname = current_database()").
		Scan(context.Background(), &w.backends); err != nil {
		t.Fatal(err)
	}
}

func (w *watch) now() spent {
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	s := spent{cpu: time.Duration(usage.Utime.Nano() + usage.Stime.Nano()), wall: time.Duration(time.Now().UnixNano())}
	for _, pid := range w.backends {
		text, _ := os.ReadFile("/proc/" + pid + "/schedstat") // nanoseconds of CPU come first
		first, _, _ := strings.Cut(string(text), " ")
		n, _ := strconv.ParseInt(first, 10, 64)
		s.postgres += time.Duration(n)
	}
	return s
}

// measure tells what one of n took.
func (w *watch) measure(n int, run func()) spent {
	runtime.GC() // nobody pays for the garbage of another
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	from := w.now()
	run()
	to := w.now()
	runtime.ReadMemStats(&after)
	each := time.Duration(n)
	return spent{(to.cpu - from.cpu) / each, (to.postgres - from.postgres) / each, (to.wall - from.wall) / each,
		float64(after.Mallocs-before.Mallocs) / float64(n), float64(after.TotalAlloc-before.TotalAlloc) / float64(n)}
}

// pair measures both sides in turn, the first one changing with each round, and keeps the medians.
func pair(name string, aim aim, rounds int, ours, bare func() spent) figure {
	var us, them []spent
	for round := range rounds {
		if round%2 == 0 {
			us = append(us, ours())
			them = append(them, bare())
		} else {
			them = append(them, bare())
			us = append(us, ours())
		}
	}
	ratio := func(of func(spent) time.Duration) float64 {
		all := make([]float64, rounds)
		for i := range all {
			all[i] = float64(of(us[i])) / float64(of(them[i]))
		}
		return median(all)
	}
	f := figure{name: name, aim: aim, cpu: ratio(spent.ofCPU), wall: ratio(spent.ofTime), total: ratio(spent.total)}
	f.ours, f.bare = middle(us), middle(them)
	figures = append(figures, f)
	return f
}

func middle(all []spent) spent {
	of := func(get func(spent) time.Duration) time.Duration {
		list := make([]time.Duration, len(all))
		for i, s := range all {
			list[i] = get(s)
		}
		return median(list)
	}
	return spent{of(spent.ofCPU), of(spent.ofPostgres), of(spent.ofTime), all[0].allocations, all[0].bytes}
}

func median[T cmp.Ordered](list []T) T {
	slices.Sort(list)
	return list[len(list)/2]
}

// report gives a figure to go test: per request, whatever b.N is.
func report(b *testing.B, f figure) {
	b.ReportMetric(float64(f.ours.wall), "ns/op")
	b.ReportMetric(f.ours.allocations, "allocs/op")
	b.ReportMetric(f.ours.bytes, "B/op")
	b.ReportMetric(float64(f.ours.cpu), "cpu-ns/op")
	b.ReportMetric(f.cpu, "cpu-ratio")
	b.ReportMetric(f.wall, "time-ratio")
	b.ReportMetric(f.total, "cpu+pg-ratio")
}
