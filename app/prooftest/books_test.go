package prooftest

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"cartable/db"
	"cartable/db/dbtest"
)

// Rows of the ledger and of the journal cannot be changed, not even by the application's own database role.
func TestBooksAreNeverChanged(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, address string) {
		d := open(t, address)
		w := dbtest.NewTown(t, d)
		f := w.Family(1, w.Activity("RESTO", nil, w.Pool("cantine", 10, 5)))
		w.Owes(f, -400)
		insert(t, d, db.JournalEntry{At: noon.UTC(), AccountID: f.AccountID, StructureID: w.Structure.ID,
			FamilyID: f.ID, Action: "test", Subject: "essai"})
		before := dump(t, d, "ledger", "audit", "balances")
		for _, change := range []string{"update ledger set amount = 1", "update ledger set label = 'x'",
			"delete from ledger", "update audit set action = 'x'", "delete from audit",
			"update audit set at = at", "delete from ledger where 1 = 1"} {
			if _, err := d.Write().ExecContext(t.Context(), change); err == nil ||
				!strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s: %v", change, err)
			}
		}
		if dump(t, d, "ledger", "audit", "balances") != before {
			t.Error("something changed")
		}
	})
}

// Many families send requests at once: each gets its own answer, although Fiber reuses the memory of requests and
// strings.
func TestNoAnswerGoesToAnother(t *testing.T) {
	t.Parallel()
	const families, rounds = 24, 12
	address := dbtest.PostgresURL(t)
	d := open(t, address)
	w := dbtest.NewTown(t, d)
	homes := crowd(t, w, families, w.Activity("RESTO", nil, w.Pool("cantine", 3*families, -1)))
	for i := range homes { // a unique name, on pages without any other variable text
		if _, err := d.Write().ExecContext(t.Context(), "update children set first_name = ? where id = ?",
			fmt.Sprintf("Zqenfant%04dz", i), homes[i].Child); err != nil {
			t.Fatal(err)
		}
	}
	portal := serving(t, environment(t, "DATABASE_URL="+address), "web")
	var all sync.WaitGroup
	for i, h := range homes {
		all.Go(func() {
			v := visit(t, portal.url, h.Token)
			mine, name := fmt.Sprintf("zqenfant%04dz", i), strings.ToLower(h.LastName)
			check := func(what, text string, own bool) {
				text = strings.ToLower(text)
				if own && !strings.Contains(text, mine) && !strings.Contains(text, name) {
					t.Errorf("%s: nothing of family %d", what, i)
				}
				for j := range families {
					if j != i && (strings.Contains(text, fmt.Sprintf("zqenfant%04dz", j)) ||
						strings.Contains(text, fmt.Sprintf("foule%04d", j))) {
						t.Errorf("%s: family %d reads of family %d", what, i, j)
					}
				}
			}
			for round := range rounds {
				for _, path := range []string{"/", "/reservations?activite=RESTO&mois=2026-12", "/suivi", "/solde",
					"/reservations/verifier", "/suivi/export.csv"} {
					a, err := patient(v, path)
					if err != nil || a.StatusCode != http.StatusOK {
						t.Errorf("%s: %v", path, err)
						return
					}
					check(path, a.body, !strings.HasSuffix(path, ".csv"))
				}
				page, err := patient(v, "/reservations?activite=RESTO&mois=2026-12")
				if err != nil {
					t.Error(err)
					return
				}
				form := v.form(page.body, "/reservations/brouillon")
				form.Add("j", []string{"2026-12-01", "2026-12-03", "2026-12-04"}[round%3])
				if a, err := v.do("POST", "/reservations/brouillon", form, "HX-Request", "true"); err != nil ||
					a.StatusCode != http.StatusOK {
					t.Errorf("a tap: %v", err)
				} else {
					check("a tap", a.body, false)
				}
			}
		})
	}
	all.Wait()
	var wrong int64
	if err := d.Read().NewRaw("select count(*) from draft_lines l join drafts d on d.id = l.draft_id where not exists "+
		"(select 1 from family_children c where c.family_id = d.family_id and c.child_id = l.child_id)").
		Scan(t.Context(), &wrong); err != nil || wrong > 0 {
		t.Errorf("%d lines in the drafts of others, %v", wrong, err)
	}
}

// A malicious file is refused within a minute on a busy machine, with a line that gives the reason.
func TestFilesThatAreMadeToHurt(t *testing.T) {
	t.Parallel()
	address := dbtest.SQLiteURL(t)
	d := open(t, address)
	env := environment(t, "DATABASE_URL="+address)
	const structures = "code,name,zone,alsace_moselle,night_at,notice\nmairie,Mairie,A,no,00:30,\n"
	const head = "structure,code,civility,last_name,first_name,emails,resident,address\n"
	for what, text := range map[string][]byte{
		"a million columns":        append([]byte(head), bytes.Repeat([]byte("x,"), 1_000_000)...),
		"a line of 60 MB":          append([]byte(head+"mairie,F1,M.,"), bytes.Repeat([]byte("x"), 60<<20)...),
		"a quotation without end":  append([]byte(head+"mairie,F1,M.,\""), bytes.Repeat([]byte("x\n"), 1<<20)...),
		"zeros":                    bytes.Repeat([]byte{0}, 1<<20),
		"a workbook by name alone": append([]byte("PK\x03\x04"), bytes.Repeat([]byte{7}, 1<<16)...),
		"XML with entities": []byte(`<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM ` +
			`"file:///etc/passwd">]><x>&a;</x>`),
		"a NUL in a name": []byte(head + "mairie,F1,M.,Du\x00pont,Jean,jean@example.org,yes,\n"),
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "structures.csv"), []byte(structures), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "families.csv"), text, 0o600); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		code, _, errOut := run(t, env, "import", dir)
		if took := time.Since(start); code != 1 || took > time.Minute || !strings.Contains(errOut, "families.csv") ||
			len(errOut) > 20_000 || strings.Contains(errOut, "goroutine") {
			t.Errorf("%s: code %d after %s: %s", what, code, took, tail(errOut))
		}
	}
	if n := count(t, d, "families", "1 = 1") + count(t, d, "structures", "1 = 1"); n != 0 {
		t.Errorf("%d rows were written", n)
	}
}

// patient asks for a page as a browser does that is told to wait for its turn: it comes back when the page says so.
func patient(v *visitor, path string) (a answer, err error) {
	for {
		if a, err = v.do("GET", path, nil); err != nil || a.StatusCode != http.StatusServiceUnavailable {
			return a, err
		}
		seconds, err := strconv.Atoi(a.Header.Get("Refresh"))
		if err != nil {
			return a, nil // another refusal
		}
		time.Sleep(time.Duration(seconds) * time.Second)
	}
}
