package browsertest

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "cartable/app" // these tests start the program: this import invalidates go test's cache when it changes
	"cartable/db/dbtest"
)

// now is when every story begins: a Monday at noon, a month before the Christmas holidays.
const now = "2026-11-23T12:00:00+01:00"

// later is ten minutes after, when everything due within minutes is due.
const later = "2026-11-23T12:10:00+01:00"

var built program

// program is the compiled program, and the town that it has created.
type program struct {
	sync.Once
	binary string
	dir    string
	err    error
}

func (p *program) town() string { return filepath.Join(p.dir, "town") }

func TestMain(m *testing.M) {
	code := m.Run()
	if chromium.stop != nil {
		chromium.stop()
	}
	if built.dir != "" {
		os.RemoveAll(built.dir)
	}
	os.Exit(code)
}

// Demo starts the demonstration on its own town, as `cartable demo` does, and returns its address. It ends with the
// test, which fails if it does not exit cleanly.
func Demo(t testing.TB) string {
	t.Helper()
	return newDemo(t).url
}

// newDemo starts the demonstration; env is added to its environment.
func newDemo(t testing.TB, env ...string) *demo {
	t.Helper()
	built.Do(func() { built.err = build() })
	if built.err != nil {
		t.Fatal(built.err)
	}
	dir := t.TempDir()
	if out, err := exec.Command("cp", "-a", built.town()+"/.", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	d, err := startDemo(dir, "", env...)
	if err != nil {
		t.Fatal(err)
	}
	d.endsWith(t)
	return d
}

// onPostgres starts the demonstration on a PostgreSQL database of its own, in which it makes its town.
func onPostgres(t testing.TB) *demo {
	t.Helper()
	built.Do(func() { built.err = build() })
	if built.err != nil {
		t.Fatal(built.err)
	}
	d, err := startDemo(t.TempDir(), dbtest.PostgresURL(t))
	if err != nil {
		t.Fatal(err)
	}
	d.endsWith(t)
	return d
}

// endsWith ends the demonstration with a test, which fails if it does not exit cleanly.
func (d *demo) endsWith(t testing.TB) {
	t.Cleanup(func() {
		if err := d.stop(); err != nil {
			t.Error(err)
		}
		if t.Failed() {
			t.Logf("the demonstration said:\n%s", d.said.Bytes())
		}
	})
}

// draw generates a first password for an account from a shell, as the town hall does, and returns it.
func (d *demo) draw(t testing.TB, login string) string {
	t.Helper()
	said := d.command(t, "account", "password", login)
	fields := strings.Fields(said)
	if len(fields) < 2 || fields[0] != login {
		t.Fatalf("account password %s: %s", login, said)
	}
	return fields[1]
}

// command runs a command on the demonstration's town, and returns its output.
func (d *demo) command(t testing.TB, words ...string) string {
	t.Helper()
	cmd := exec.Command(built.binary, words...)
	cmd.Env = append(slices.Clone(d.cmd.Env), "DATA_DIR="+d.dir, "DATABASE_URL="+
		cmp.Or(d.base, "sqlite://"+filepath.Join(d.dir, "commune.db")))
	var log bytes.Buffer // separate from the output
	cmd.Stderr = &log
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", strings.Join(words, " "), err, out, log.String())
	}
	return string(out)
}

// build compiles the program and creates a town, once: each test uses a copy of it.
func build() (err error) {
	if built.dir, err = os.MkdirTemp("", "browsertest"); err != nil {
		return err
	}
	built.binary = filepath.Join(built.dir, "cartable")
	compile := exec.Command("go", "build", "-buildvcs=false", "-ldflags=-s -w", "-o", built.binary, ".")
	compile.Dir, compile.Env = filepath.Join("..", ".."), append(os.Environ(), "CGO_ENABLED=0")
	if out, err := compile.CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, out)
	}
	d, err := startDemo(built.town(), "")
	if err != nil {
		return err
	}
	return d.stop()
}

type demo struct {
	url  string
	dir  string
	base string // "": the file of its folder
	cmd  *exec.Cmd
	said bytes.Buffer
	done chan error
}

func startDemo(dir, base string, env ...string) (*demo, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	d := &demo{url: "http://localhost:" + port, dir: dir, base: base, done: make(chan error, 1)}
	d.cmd = exec.Command(built.binary, "demo", "--port", port, "--dir", dir, "--base", base, "--now", now)
	d.cmd.Dir = built.dir
	d.cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + built.dir, "TMPDIR=" + os.TempDir()}, env...)
	d.cmd.Stderr = &d.said // standard output has only the banner
	if err := d.cmd.Start(); err != nil {
		return nil, err
	}
	go func() { d.done <- d.cmd.Wait() }()
	for end := time.Now().Add(2 * time.Minute); ; time.Sleep(50 * time.Millisecond) {
		if ready(d.url) {
			return d, nil
		}
		select {
		case err := <-d.done:
			return nil, fmt.Errorf("the demonstration ended before it was ready: %v\n%s", err, d.said.Bytes())
		default:
		}
		if time.Now().After(end) {
			return nil, errors.Join(errors.New("the demonstration is not ready"), d.stop(), errors.New(d.said.String()))
		}
	}
}

func ready(url string) bool {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	ask, _ := http.NewRequestWithContext(ctx, http.MethodGet, url+"/readyz", nil)
	answer, err := http.DefaultClient.Do(ask)
	if err != nil {
		return false
	}
	answer.Body.Close()
	return answer.StatusCode == http.StatusOK
}

// stop sends SIGTERM, as a platform does, and kills the program after a while.
func (d *demo) stop() error {
	d.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case err := <-d.done:
		if err != nil {
			return fmt.Errorf("the demonstration ended badly: %w\n%s", err, d.said.Bytes())
		}
		return nil
	case <-time.After(30 * time.Second):
		d.cmd.Process.Kill()
		<-d.done
		return fmt.Errorf("the demonstration did not end within 30 seconds of SIGTERM\n%s", d.said.Bytes())
	}
}

func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port), nil
}
