// Package prooftest proves the portal's guarantees under failures and concurrency: places are never given twice, a
// killed night resumes, Redis or the SMTP server may be unavailable, every address is guarded, and pages keep their
// budgets. The program runs as in production: built, started in several processes, reached over HTTP, killed. The
// package contains only tests. The program is in this file; the towns that it serves are in town_test.go, its
// visitors in visitor_test.go.
package prooftest

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"cartable/db/dbtest"
)

// patience is how long anything may take before a test fails.
const patience = dbtest.Patience

// secret is the secret that all processes of a town share.
const secret = "prooftest-prooftest-prooftest-prooftest"

var built struct {
	sync.Once
	dir, binary string
	err         error
}

func TestMain(m *testing.M) {
	flag.Parse()
	flag.Set("test.parallel", "6") // parallel tests mostly wait for leases and for other processes
	code := m.Run()
	if built.dir != "" {
		os.RemoveAll(built.dir)
	}
	os.Exit(code)
}

// binary returns the path of the program, compiled once.
func binary(t testing.TB) string {
	t.Helper()
	built.Do(func() {
		if built.dir, built.err = os.MkdirTemp("", "prooftest"); built.err != nil {
			return
		}
		built.binary = filepath.Join(built.dir, "cartable")
		compile := exec.Command("go", "build", "-buildvcs=false", "-o", built.binary, ".")
		compile.Dir, compile.Env = filepath.Join("..", ".."), append(os.Environ(), "CGO_ENABLED=0")
		if out, err := compile.CombinedOutput(); err != nil {
			built.err = fmt.Errorf("go build: %w\n%s", err, out)
		}
	})
	if built.err != nil {
		t.Fatal(built.err)
	}
	return built.binary
}

// environment returns the variables of a process: nothing of the machine's, then the test's own.
func environment(t testing.TB, more ...string) []string {
	return append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "TMPDIR=" + os.TempDir(), "DATA_DIR=" +
		t.TempDir(),
		"SECRET_KEY=" + secret, "BASE_URL=http://localhost:8080"}, more...)
}

// process is a running program.
type process struct {
	t    testing.TB
	name string
	url  string // of web, serve and demo
	cmd  *exec.Cmd
	said said
	done chan struct{}
	err  error
}

// said is the output of a process, which can be read while the process writes.
type said struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// launch starts the program. It is killed at the end of the test.
func launch(t testing.TB, env []string, args ...string) *process {
	t.Helper()
	p := &process{t: t, name: args[0], cmd: exec.Command(binary(t), args...), done: make(chan struct{})}
	p.cmd.Env, p.cmd.Dir, p.cmd.Stdout, p.cmd.Stderr = env, t.TempDir(), &p.said, &p.said
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		p.err = p.cmd.Wait()
		close(p.done)
	}()
	t.Cleanup(func() {
		p.kill()
		if t.Failed() {
			t.Logf("%s said:\n%s", p.name, tail(p.said.String()))
		}
	})
	return p
}

func tail(text string) string {
	if len(text) > 3000 {
		return "…" + text[len(text)-3000:]
	}
	return text
}

// serving starts web, serve or demo on a free port and waits until it is ready.
func serving(t testing.TB, env []string, args ...string) *process {
	t.Helper()
	port := freePort(t)
	p := launch(t, env, append(args, "--port", port)...)
	p.url = "http://127.0.0.1:" + port
	p.ready()
	return p
}

func (p *process) ready() {
	p.t.Helper()
	p.until("ready", func() bool {
		select {
		case <-p.done:
			p.t.Fatalf("%s ended before it was ready: %v\n%s", p.name, p.err, tail(p.said.String()))
		default:
		}
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		ask, _ := http.NewRequestWithContext(ctx, http.MethodGet, p.url+"/readyz", nil)
		answer, err := http.DefaultClient.Do(ask)
		if err != nil {
			return false
		}
		answer.Body.Close()
		return answer.StatusCode == http.StatusOK
	})
}

func (p *process) until(what string, is func() bool) {
	p.t.Helper()
	dbtest.Until(p.t, p.name+" "+what, is)
}

// kill sends SIGKILL: the process finishes nothing.
func (p *process) kill() {
	p.cmd.Process.Kill()
	<-p.done
}

// stop sends SIGTERM, as a platform does, and checks that the program ends well.
func (p *process) stop() {
	p.t.Helper()
	p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.done:
		if p.err != nil {
			p.t.Errorf("%s ended badly: %v\n%s", p.name, p.err, tail(p.said.String()))
		}
	case <-time.After(30 * time.Second):
		p.t.Errorf("%s did not end within 30 seconds of SIGTERM", p.name)
		p.kill()
	}
}

// run runs a command to its end and returns its exit code and both of its outputs.
func run(t testing.TB, env []string, args ...string) (code int, out, errOut string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary(t), args...)
	var stdout, stderr bytes.Buffer
	cmd.Env, cmd.Dir, cmd.Stdout, cmd.Stderr = env, t.TempDir(), &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()
}

// command runs a command that must succeed.
func command(t testing.TB, env []string, args ...string) string {
	t.Helper()
	code, out, errOut := run(t, env, args...)
	if code != 0 {
		t.Fatalf("cartable %s: %d\n%s%s", strings.Join(args, " "), code, tail(out), tail(errOut))
	}
	return out
}

func freePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}

// redisURL returns an empty database of the tests' Redis that no other test uses. (Package jobs uses 7.)
func redisURL(t testing.TB) string {
	t.Helper()
	base := os.Getenv("TEST_REDIS_URL")
	if base == "" {
		t.Fatal("TEST_REDIS_URL is not set: run the tests with make test, or start Redis with .ci/services")
	}
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	for n := 8; n < 16; n++ {
		u.Path = "/" + strconv.Itoa(n)
		options, err := redis.ParseURL(u.String())
		if err != nil {
			t.Fatal(err)
		}
		c := redis.NewClient(options)
		mine, err := c.SetNX(ctx, "prooftest", os.Getpid(), 3*time.Minute).Result()
		if err != nil {
			t.Fatal(err)
		}
		if !mine {
			c.Close()
			continue
		}
		done := make(chan struct{})
		go func() { // renews the reservation while the test runs; it expires soon after an interrupted run
			for {
				select {
				case <-done:
					return
				case <-time.After(time.Minute):
					c.Expire(ctx, "prooftest", 3*time.Minute)
				}
			}
		}()
		t.Cleanup(func() {
			close(done)
			c.FlushDB(ctx)
			c.Close()
		})
		return u.String()
	}
	t.Fatal("databases 8 to 15 of Redis are all taken")
	return ""
}
