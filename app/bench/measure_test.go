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
type spent struct{ cpu, postgres, wall time.Duration }

// figure is a line of the table.
type figure struct {
	name       string
	ours, bare spent
	cpu, wall  float64 // ratios: medians over the rounds, not quotients of the medians
	byWall     bool    // the aim is on the clock: the work is PostgreSQL's
}

// aim is the most that ours should cost, for one of the bare.
const aim = 2

var (
	figures []figure
	server  string // PostgreSQL in words
)

func printFigures() {
	fmt.Printf("\n%s; %d cores; %s; %s\n\n", processor(), runtime.NumCPU(), runtime.Version(), server)
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "\tour CPU\tbare\tratio\tour time\tbare\tratio\taim\t\tPostgreSQL's CPU\tbare\t")
	for _, f := range figures {
		held, judged := "yes", f.cpu
		if f.byWall {
			judged = f.wall
		}
		if judged > aim {
			held = "NO"
		}
		show := func(d time.Duration) string { return fmt.Sprintf("%.2f ms", float64(d)/float64(time.Millisecond)) }
		by := "CPU"
		if f.byWall {
			by = "time"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%.2f\t%s\t%s\t%.2f\t%s ≤ %d\t%s\t%s\t%s\t\n", f.name, show(f.ours.cpu), show(f.bare.cpu), f.cpu,
			show(f.ours.wall), show(f.bare.wall), f.wall, by, aim, held, show(f.ours.postgres), show(f.bare.postgres))
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
	from := w.now()
	run()
	to := w.now()
	each := time.Duration(n)
	return spent{(to.cpu - from.cpu) / each, (to.postgres - from.postgres) / each, (to.wall - from.wall) / each}
}

// pair measures both sides in turn, the first one changing with each round, and keeps the medians.
func pair(name string, rounds int, ours, bare func() spent) figure {
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
	var cpu, wall []float64
	for i := range us {
		cpu = append(cpu, float64(us[i].cpu)/float64(them[i].cpu))
		wall = append(wall, float64(us[i].wall)/float64(them[i].wall))
	}
	f := figure{name: name, ours: middle(us), bare: middle(them), cpu: median(cpu), wall: median(wall)}
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
	return spent{
		of(func(s spent) time.Duration { return s.cpu }),
		of(func(s spent) time.Duration { return s.postgres }),
		of(func(s spent) time.Duration { return s.wall }),
	}
}

func median[T cmp.Ordered](list []T) T {
	slices.Sort(list)
	return list[len(list)/2]
}

// report gives a figure to go test: per request, whatever b.N is.
func report(b *testing.B, f figure) {
	b.ReportMetric(float64(f.ours.cpu)/1e3, "cpu-µs/op")
	b.ReportMetric(float64(f.ours.wall), "ns/op")
	b.ReportMetric(f.cpu, "cpu-ratio")
	b.ReportMetric(f.wall, "time-ratio")
}
