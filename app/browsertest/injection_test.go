package browsertest

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cartable/app/injection"
	"cartable/db"
)

// typed lists the columns that contain text from users or files; words lists those whose texts the portal chooses, or
// that are not text. A column in neither list fails the test: add it to one.
var (
	typed = []string{"last_name", "first_name", "address", "name", "label", "notice", "school", "class", "diet",
		"allergies", "subject", "body", "error", "payer", "bank", "note", "comment",
		"title", "message", "motive", "answer", "said", "raw", "phone", "email", "hours",
		"mail_name", "mail_signature", "undo_reason", "words", "level", "caterer", "sent_to", "starter", "main",
		"side", "dairy", "dessert", "link"}
	words = []string{"language", "channel", "code", "login", "state", "kind", "reason", "detail", "zone", "night_at",
		"weekdays",
		"term", "start_at", "end_at", "unit", "book_by", "unpriced_by", "cancel_by", "allot", "numcli", "civility",
		"password_hash", "token_hash", "role", "id", "origin", "outcome", "checksum", "activities", "number", "source",
		"source_ref", "mode", "message_id", "html", "value", "attendance",
		"action", "was", "became", "bill",
		"nature", "device", "id_token", "sealed", "secret", "hash", "handle", "credential_id", "credential", "data",
		"issuer", "token", "form_token", "refdet", "idop", "mel", "saisie",
		"kitchen_by", "allergens", "target", "differences_at",
		"hour", "about", "changes", "organ", "who", "word", "owner", "key", "resultrans", "numauto", "alert",
		"differences", "found_by", "accent", "logo", "qf_backdate", "kept", "effects", "fate", "why",
		"at_time", "levels", "leave_by", "what", "sick_until",
		"sums", "act", "keys", "gone_code",
		"arrived", "departed", "plan", "schools", "nonce", "stamp", "result", "before"}
)

// poison writes the injections into every column that users fill, a different one in each row.
func poison(t *testing.T, d *db.DB) (columns int) {
	t.Helper()
	var found []struct{ Tab, Col, Kind string }
	err := d.Read().NewRaw("select m.name as tab, p.name as col, p.type as kind from sqlite_master m join "+
		"pragma_table_info(m.name) p where m.type = 'table' and m.name not like 'sqlite_%' and m.name not "+
		"like 'bun_%'").
		Scan(t.Context(), &found)
	if err != nil || len(found) < 100 {
		t.Fatal(len(found), err)
	}
	for _, c := range found {
		if !strings.EqualFold(c.Kind, "text") || c.Tab == "settings" || c.Tab == "documents" && c.Col == "kind" {
			continue
		}
		if !slices.Contains(typed, c.Col) {
			if !slices.Contains(words, c.Col) {
				t.Errorf("%s.%s is new: does it hold what people say (typed), or words of the portal (words)?", c.Tab,
					c.Col)
			}
			continue
		}
		columns++
		var rows []int64
		if err := d.Read().NewRaw("select rowid from "+c.Tab+" order by rowid").Scan(t.Context(), &rows); err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(injection.Texts) && len(rows) > 0; i++ {
			text := injection.Texts[(i+columns*7)%len(injection.Texts)]
			if c.Col == "address" && c.Tab == "family_emails" {
				text += "@example.org"
			}
			if _, err := d.Write().ExecContext(t.Context(),
				fmt.Sprintf("update %s set %s = ? || (case when ? = 'address' then rowid else '' end) where "+
					"rowid %% %d = %d", c.Tab, c.Col, min(len(rows), len(injection.Texts)),
					i), text, c.Col); err != nil && !strings.Contains(err.Error(), "append-only") {
				t.Fatalf("%s.%s: %v", c.Tab, c.Col, err)
			}
		}
	}
	if _, err := d.Write().ExecContext(t.Context(), "update structures set revision = revision + 1"); err != nil {
		t.Fatal(err)
	}
	for i, text := range injection.Texts { // ledger lines cannot change, but can be added
		if _, err := d.Write().ExecContext(t.Context(), `insert into ledger (structure_id, family_id, wallet_id, date,
			label, amount, source, source_ref, created_at, kind, payer, bank, number)
			select b.structure_id, b.family_id, b.wallet_id, '2026-11-20', ?, 1, 'injection', ? || b.family_id,
				'2026-11-20 12:00:00+00:00', 'payment', ?, ?, ?
			from (select f.structure_id, f.id as family_id, min(w.wallet_id) as wallet_id from families f join balances
				w on w.family_id = f.id group by f.id limit 3) b`,
			text, fmt.Sprint(i), text, text, text); err != nil {
			t.Fatal(err)
		}
	}
	return columns
}

// alive lists the parts of an injection that became elements of the page.
const alive = `[...document.querySelectorAll('script:not([src]), iframe, object, embed, base, marquee, xss, math, video, audio, link[href*=evil], img[src*=evil], form[action*=evil], ' +
  'meta[http-equiv], [style], hx-partial, [hx-get], [hx-on], [onerror], [onload], [onclick], [onfocus], [onmouseover], [onpointerenter], [ontoggle], [formaction^=javascript], [href^="javascript" i], [href*=evil]:not([href^="mailto:"])')]
  .map(e => e.cloneNode().outerHTML).concat(window.__x ? ['window.__x is ' + window.__x] : [])
  .concat(performance.getEntriesByType('resource').filter(r => !r.name.startsWith(location.origin) && !r.name.startsWith('data:')).map(r => 'asked ' + r.name))
  .concat(document.cookie ? ['cookies that scripts read: ' + document.cookie] : [])
  .concat(localStorage.length + sessionStorage.length ? ['something is kept in the browser: ' + JSON.stringify([{...localStorage}, {...sessionStorage}])] : [])`

// Every page shows texts from users and files without running them, and afterwards the browser has stored nothing.
func (tr tour) harmless(t *testing.T) {
	d, err := db.Open(t.Context(), "sqlite://"+filepath.Join(tr.dir, "commune.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	columns := poison(t, d)
	pages, marked := 0, 0
	tr.visit(t, 390, func(p *Page, s stop, _ bool) {
		pages++
		if Eval[bool](p, "document.documentElement.innerText.includes("+quote(injection.Mark)+
			") || document.documentElement.outerHTML.includes("+quote(injection.Mark)+")") {
			marked++
		}
		for _, one := range Eval[[]string](p, alive) {
			t.Errorf("%s: %s", s.name, one)
		}
		Eval[bool](p, "(indexedDB.databases().then(all => window.__kept = all.length), true)")
		p.Until("to hear of no database in the browser", "window.__kept === 0")
	})
	t.Logf("%d columns, %d pages, %d of them with something typed", columns, pages, marked)
	if columns < 15 || marked < pages/2 {
		t.Errorf("%d columns and %d of %d pages prove little", columns, marked, pages)
	}
}

// TestTheLookSeesWhatRuns checks the detection itself.
func TestTheLookSeesWhatRuns(t *testing.T) {
	p := Start(t).Page(t, 390, 844, true)
	p.Goto("data:text/html,<title>x</title><p style='color:red' onclick='x()'>x</p>")
	found := Eval[[]string](p, strings.NewReplacer("localStorage.length + sessionStorage.length", "0",
		"document.cookie ?", "0 ?").Replace("(window.__x = 1, "+alive+")"))
	if len(found) != 2 || !strings.Contains(found[1], "__x is 1") {
		t.Errorf("%q", found)
	}
}

// After the sign-out the back button shows nothing: the browser has cached no page of the session.
func TestNothingIsLeftBehindTheWayOut(t *testing.T) {
	base := Demo(t)
	p := Start(t).Page(t, 1440, 900, true)
	p.signIn(base, "martin")
	for _, path := range []string{"/solde", "/suivi", "/"} {
		p.Goto(base + path)
	}
	p.signOut()
	for range 3 {
		Eval[bool](p, "(history.back(), true)")
		p.Until("to be back at the door", "location.pathname === '/connexion' && document.readyState === 'complete'")
		if words := p.Text("body"); strings.Contains(words, "Famille Martin") ||
			!strings.Contains(words, "Mot de passe") {
			t.Errorf("the way back shows %s:\n%s", p.Path(), words)
		}
	}
}
