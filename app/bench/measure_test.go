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

// TestMain prints the results of the benchmarks at the end.
func TestMain(m *testing.M) {
	code := m.Run()
	if len(figures) > 0 {
		printFigures()
	}
	os.Exit(code)
}

// spent is the cost of one request or one night: CPU of this process, CPU of PostgreSQL, and elapsed time.
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
	cpu, wall, total float64 // of this process's CPU, of elapsed time, of the CPU of this process and PostgreSQL
	aim              aim
}

// aim is the measure that must cost at most twice that of the bare handler.
type aim string

const (
	onCPU  aim = "CPU"
	onTime aim = "time"   // for work done by PostgreSQL
	none   aim = "no aim" // does more than the bare handler: for information
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
	server  string // the version of PostgreSQL
)

func printFigures() {
	fmt.Printf("\n%s, %d cores; %s; %s\nOurs, the bare, and their ratio; each a median.\n\n", processor(),
		runtime.NumCPU(), runtime.Version(), server)
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "\tCPU\tbare\tratio\ttime\tbare\tratio\tCPU with PostgreSQL's\tbare\tratio\taim\t\t")
	ms := func(d time.Duration) string { return fmt.Sprintf("%.2f ms", d.Seconds()*1000) }
	for _, f := range figures {
		cpu := "–" // the bare side runs in PostgreSQL alone
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

// processor returns the name of the machine's processor, as Linux gives it.
func processor() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(text)) {
		if name, found := strings.CutPrefix(line, "model name"); found {
			return strings.TrimSpace(strings.TrimLeft(name, "\t :"))
		}
	}
	return runtime.GOARCH
}

// watch is a stopwatch for this process and for the PostgreSQL processes that serve one database.
type watch struct {
	d        *db.DB
	backends []string
}

func newWatch(t testing.TB, d *db.DB) *watch {
	t.Helper()
	var version, fsync, buffers string
	if err := d.Read().NewRaw("select current_setting('server_version'), current_setting('fsync'), "+
		"current_setting('shared_buffers')").
		Scan(context.Background(), &version, &fsync, &buffers); err != nil {
		t.Fatal(err)
	}
	server = fmt.Sprintf("PostgreSQL %s on the same machine, fsync %s, shared_buffers %s", version, fsync, buffers)
	return &watch{d: d}
}

// look finds the processes of PostgreSQL. Call it when all connections are open.
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
		text, _ := os.ReadFile("/proc/" + pid + "/schedstat") // the first field is the CPU time in nanoseconds
		first, _, _ := strings.Cut(string(text), " ")
		n, _ := strconv.ParseInt(first, 10, 64)
		s.postgres += time.Duration(n)
	}
	return s
}

// measure returns the cost of one of n operations done by run.
func (w *watch) measure(n int, run func()) spent {
	runtime.GC() // a run must not pay for earlier garbage
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

// pair measures both sides in turn, alternating which one is first, and returns the medians.
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

// report reports a figure to go test: per request, whatever b.N is.
func report(b *testing.B, f figure) {
	b.ReportMetric(float64(f.ours.wall), "ns/op")
	b.ReportMetric(f.ours.allocations, "allocs/op")
	b.ReportMetric(f.ours.bytes, "B/op")
	b.ReportMetric(float64(f.ours.cpu), "cpu-ns/op")
	b.ReportMetric(f.cpu, "cpu-ratio")
	b.ReportMetric(f.wall, "time-ratio")
	b.ReportMetric(f.total, "cpu+pg-ratio")
}
