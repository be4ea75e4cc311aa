package prooftest

import (
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cartable/db/dbtest"
)

// An import with mistakes reports all of them, exits with 1 and writes nothing.
func TestAnImportWithMistakesWritesNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, address string) {
		d := open(t, address)
		env := environment(t, "DATABASE_URL="+address)
		dir := t.TempDir()
		write := func(name, text string) {
			t.Helper()
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		write("structures.csv", "code,name,zone,alsace_moselle,night_at,notice\nmairie,Mairie,A,no,02:30,\n")
		write("families.csv", "structure,code,civility,last_name,first_name,emails,resident,address\n"+
			"mairie,F1,M.,Dupont,Jean,jean@example.org,yes,\nmairie,F2,Mme,,Anne,pas une "+
			"adresse,peut-être,\nailleurs,F3,M.,Martin,Luc,,yes,\n")
		write("quotients.csv",
			"structure,family,from,to,qf\nmairie,F1,2026-09-31,,500.00\nmairie,F9,2026-09-01,,500.00\n")
		empty := dump(t, d, "structures", "families", "family_emails", "quotients", "audit")

		code, out, errOut := run(t, env, "import", dir)
		if code != 1 {
			t.Errorf("exit code %d", code)
		}
		for _, place := range [][]string{
			{"structures.csv", "ligne 2", "night_at"},
			{"families.csv", "ligne 3", "last_name"}, {"families.csv", "ligne 3", "emails"},
			{"families.csv", "ligne 3", "resident"},
			{"families.csv", "ligne 4", "structure"},
			{"quotients.csv", "ligne 2", "from"}, {"quotients.csv", "ligne 3", "family"},
		} {
			if !anyLine(errOut, place...) {
				t.Errorf("no line tells of %v in\n%s", place, errOut)
			}
		}
		if !strings.Contains(errOut, "Rien n'a été importé : 7 erreurs à corriger") || strings.TrimSpace(out) != "" {
			t.Errorf("got %s\nand %s", out, errOut)
		}
		if dump(t, d, "structures", "families", "family_emails", "quotients", "audit") != empty {
			t.Error("something was written")
		}

		write("structures.csv", "code,name,zone,alsace_moselle,night_at,notice\nmairie,Mairie,A,no,00:30,\n")
		write("families.csv",
			"structure,code,civility,last_name,first_name,emails,resident,address\nmairie,F1,M.,Dupont,Jean,jean@example.org,yes,\n")
		write("quotients.csv", "structure,family,from,to,qf\nmairie,F1,2026-09-01,,500.00\n")
		command(t, env, "import", dir)
		if n := count(t, d, "quotients", "1 = 1"); n != 1 {
			t.Errorf("once corrected, %d quotients", n)
		}
		if code, _, errOut := run(t, env, "import", filepath.Join(dir, "nowhere")); code != 1 ||
			!strings.Contains(errOut, "n'existe pas") {
			t.Errorf("a folder that is not there: %d %s", code, errOut)
		}
	})
}

// anyLine reports whether one line contains all the words.
func anyLine(text string, words ...string) bool {
	for line := range strings.Lines(text) {
		all := true
		for _, w := range words {
			all = all && strings.Contains(line, w)
		}
		if all {
			return true
		}
	}
	return false
}

// The clock command moves the deadlines of a running portal, within about a second. In production it is refused.
func TestTheClockIsFollowed(t *testing.T) {
	each(t, func(t *testing.T, address string) {
		d := open(t, address)
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 10, 5)) // deadline: the day before at 18:00
		h := crowd(t, w, 1, meal)[0]
		env := environment(t, "DATABASE_URL="+address)
		portal := serving(t, env, "web")
		v := visit(t, portal.url, h.Token)
		state := func() string {
			t.Helper()
			page := v.page("/reservations?activite=RESTO&mois=2026-11")
			_, after, _ := strings.Cut(page, `data-date="2026-11-24" data-state="`)
			word, _, _ := strings.Cut(after, `"`)
			return word
		}
		if got := state(); got != "available" {
			t.Fatalf("at noon the next day is %q", got)
		}
		dbtest.Promptly(t, "the portal follows the clock", 2*time.Second, func(int) (worst time.Duration) {
			for _, step := range []struct{ instant, want string }{{"2026-11-23T18:00:01+01:00", "closed"},
				{"2026-11-23 17:59", "available"}} {
				command(t, env, append([]string{"clock", "set"}, strings.Fields(step.instant)...)...)
				start := time.Now()
				portal.until("follows the clock", func() bool { return state() == step.want })
				worst = max(worst, time.Since(start))
			}
			return worst
		})

		production := environment(t, "DATABASE_URL="+address, "CARTABLE_ENV=production",
			"BASE_URL=https://portail.ville.fr",
			"SMTP_URL=smtps://town:secret@mail.ville.fr", "MAIL_FROM=Portail <portail@ville.fr>")
		before := dump(t, d, "settings")
		for _, instant := range []string{"2026-12-25", "real"} {
			if code, out, errOut := run(t, production, "clock", "set", instant); code != 1 ||
				!strings.Contains(errOut, "l'horloge ne se règle pas en production") {
				t.Errorf("in production: %d %s%s", code, out, errOut)
			}
		}
		if dump(t, d, "settings") != before {
			t.Error("the clock was moved in production")
		}
		if code, _, errOut := run(t, env, "clock", "set", "demain"); code != 1 ||
			!strings.Contains(errOut, "n'est pas un instant") {
			t.Errorf("got %d %s", code, errOut)
		}
		portal.stop()
	})
}

// The demonstration starts in seconds, in an empty folder, with nothing to install. If it cannot start, it gives the
// reason.
func TestTheDemonstrationStarts(t *testing.T) {
	bare := []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "TMPDIR=" + os.TempDir()}
	binary(t)
	var p *process
	dbtest.Promptly(t, "the demonstration is ready", 10*time.Second, func(try int) time.Duration {
		if try > 0 {
			p.stop()
		}
		start := time.Now()
		p = serving(t, bare, "demo", "--dir", filepath.Join(t.TempDir(), "ville"))
		return time.Since(start)
	})
	if got := visit(t, p.url, "").get("/connexion"); got.StatusCode != 200 ||
		!strings.Contains(got.body, "Comptes de démonstration") {
		t.Errorf("the sign-in page: %d", got.StatusCode)
	}
	v := signIn(t, p.url, "martin", "cartable-demo-2026")
	if page := v.page("/reservations"); !strings.Contains(page, "data-state=") {
		t.Error("the calendar of the Martins has no day")
	}
	p.stop()

	refused := func(words []string, env []string, args ...string) {
		t.Helper()
		code, out, errOut := run(t, env, append([]string{"demo"}, args...)...)
		if code != 1 {
			t.Errorf("demo %v: exit code %d", args, code)
		}
		for _, word := range words {
			if !strings.Contains(errOut, word) {
				t.Errorf("demo %v says %q and %q, nothing of %q", args, out, errOut, word)
			}
		}
		if strings.Contains(errOut, "goroutine") || strings.Contains(out, "Ctrl-C") {
			t.Errorf("demo %v says %q and %q", args, out, errOut)
		}
	}
	taken, err := net.Listen("tcp", ":0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	_, port, _ := net.SplitHostPort(taken.Addr().String())
	refused([]string{"le port " + port + " est déjà pris", "--port"}, bare, "--port", port, "--dir",
		filepath.Join(t.TempDir(), "ville"))

	file := filepath.Join(t.TempDir(), "file") // root may write to any folder, but not to a file used as one
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	refused([]string{"le dossier " + file, "--dir"}, bare, "--port", freePort(t), "--dir", filepath.Join(file, "ville"))
	if os.Geteuid() != 0 {
		locked := filepath.Join(t.TempDir(), "locked")
		if err := os.Mkdir(locked, 0o500); err != nil {
			t.Fatal(err)
		}
		refused([]string{"le dossier " + locked, "--dir"}, bare, "--port", freePort(t), "--dir", locked)
	}
	refused([]string{"production"}, environment(t, "DATABASE_URL=sqlite://x.db", "CARTABLE_ENV=production",
		"BASE_URL=https://portail.ville.fr",
		"SMTP_URL=smtps://town:secret@mail.ville.fr", "MAIL_FROM=Portail <portail@ville.fr>"), "--port", freePort(t))
}

// The first administrator is created from a shell, chooses a password and a second factor, and reaches the town
// hall's pages. An administrator who has lost the phone regains access from a shell too, with a reason.
func TestTheFirstAdministrator(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, address string) {
		d := open(t, address)
		dbtest.NewTown(t, d)
		env := environment(t, "DATABASE_URL="+address)
		given := strings.Fields(command(t, env, "account", "add", "claire", "--role", "administrator", "--structure",
			"mairie"))[1]
		portal := serving(t, env, "web")
		own := "une phrase bien assez longue"
		v := door(t, portal.url, "claire", given)
		first := v.get("/mairie").Header.Get("Location")
		if first != "/premiere-connexion" {
			t.Fatalf("a given password leads to %q", first)
		}
		form := v.form(v.page(first), first)
		form.Set("mot_de_passe", own)
		form.Set("confirmation", own)
		if a := v.post(first, form); a.StatusCode != http.StatusSeeOther {
			t.Fatalf("choosing: %d %s", a.StatusCode, tail(a.body))
		}
		v = signIn(t, portal.url, "claire", own) // sets up the second factor
		v.page("/mairie")
		if again := door(t, portal.url, "claire", own).get("/mairie"); !strings.HasPrefix(again.Header.Get("Location"),
			"/connexion/code") {
			t.Errorf("a password alone leads to %d %s", again.StatusCode, again.Header.Get("Location"))
		}
		if code, _, _ := run(t, env, "account", "factor", "claire"); code != 2 {
			t.Errorf("without a reason: exit code %d", code)
		}
		if code, _, errOut := run(t, env, "account", "factor", "personne", "--reason", "perdu"); code != 1 ||
			!strings.Contains(errOut, "n'existe pas") {
			t.Errorf("nobody: %d %s", code, errOut)
		}
		command(t, env, "account", "factor", "claire", "--reason", "Téléphone tombé à l'eau")
		if a := v.get("/mairie"); a.StatusCode != http.StatusSeeOther {
			t.Errorf("the session goes on: %d", a.StatusCode)
		}
		if n := count(t, d, "audit",
			"action = 'factor.reset' and reason like 'Téléphone tombé%' and account_id is null"); n != 1 {
			t.Errorf("%d lines in the journal", n)
		}
		signIn(t, portal.url, "claire", own).page("/mairie")
		portal.stop()
	})
}
