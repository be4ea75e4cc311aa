package people_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"cartable/app/desk"
	"cartable/app/domain/fault"
	"cartable/app/people"
	"cartable/db"
	"cartable/db/dbtest"
	"cartable/jobs"
)

// A mark is a value planted in a column of the family to forget: "zq.table.column." and a number. Marks with "gz." are
// the neighbours'.
var mark = regexp.MustCompile(`zq\.([a-z_]+\.[a-z_]+)\.`)

func marked(column string) string { return "zq." + column + ".1" }

// household is a family with two adults, two addresses and every kind of data that a schema can hold about them. A
// third adult and a child also belong to a neighbour, who stays.
type household struct {
	t       *testing.T
	d       *db.DB
	w       *dbtest.Town
	o       *people.People
	desk    desk.Actor
	family  dbtest.Family
	partner int64 // account of the second adult
	shared  int64 // account of the third, who also has the neighbour's family
	other   dbtest.Family
	erasure int64
}

func (h *household) put(query string, args ...any) {
	h.t.Helper()
	if _, err := h.d.Write().ExecContext(context.Background(), query, args...); err != nil {
		h.t.Fatal(query, err)
	}
}

func newHousehold(t *testing.T, d *db.DB) *household {
	t.Helper()
	w := dbtest.NewTown(t, d)
	meal := w.Activity("RESTO", nil, w.Pool("cantine", 10, 5))
	now := func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, db.Paris) }
	h := &household{t: t, d: d, w: w, family: w.Family(2, meal), other: w.Family(1, meal),
		o: &people.People{Base: desk.Base{DB: d, Catalogues: db.NewCatalogues(now), Now: now}}}
	clerk := w.Family(0)
	h.desk = desk.Actor{StructureID: w.Structure.ID, Revision: 1, AccountID: clerk.AccountID}
	for _, id := range []*int64{&h.partner, &h.shared} {
		a := db.Account{Login: fmt.Sprintf("adulte-%d", len(h.family.Children)+int(h.partner)), PasswordHash: "-",
			PasswordSetAt: now().UTC(), CreatedAt: now().UTC()}
		if _, err := d.Write().NewInsert().Model(&a).Exec(t.Context()); err != nil {
			t.Fatal(err)
		}
		*id = a.ID
		h.put("insert into guardians (account_id, family_id, name) values (?, ?, 'x')", a.ID, h.family.ID)
	}
	h.put("insert into guardians (account_id, family_id, name) values (?, ?, 'gz.guardian')", h.shared, h.other.ID)
	// This adult has left the neighbour's family.
	h.put("insert into guardians (account_id, family_id, name, withdrawn_at) values (?, ?, '', ?)", h.partner,
		h.other.ID, now().UTC())
	h.put("insert into family_children (family_id, child_id, structure_id) values (?, ?, ?)", h.other.ID,
		h.family.Children[1], w.Structure.ID)
	e := db.Erasure{StructureID: w.Structure.ID, FamilyID: h.family.ID, AccountID: h.family.AccountID,
		AskedAt: now().UTC()}
	h.put("insert into erasures (structure_id, family_id, account_id, asked_at, state, answer) values (?, ?, ?, ?, "+
		"'refused', 'x')", e.StructureID, e.FamilyID, e.AccountID, e.AskedAt)
	if added, err := d.Write().AddErasure(t.Context(), &e); err != nil || !added {
		t.Fatal(added, err)
	}
	last, _, err := d.Read().LastErasure(t.Context(), h.family.ID)
	if err != nil {
		t.Fatal(err)
	}
	h.erasure = last.ID
	h.people()
	h.papers()
	h.neighbour()
	return h
}

// people creates the sign-in data of the adults, and what they wrote about themselves.
func (h *household) people() {
	f, at, long := h.family, h.o.Now().UTC(), strings.Repeat("zq.before.", 900)
	h.put("update accounts set login = ? where id = ?", marked("accounts.login"), h.partner)
	// Previous values leave no trace either.
	h.put("update family_emails set address = ? where family_id = ?", "zq.before.address", f.ID)
	h.put("insert into family_emails (family_id, position, address) values (?, 1, 'deux@example.org')", f.ID)
	h.put("update children set allergies = ?, birth_date = '1931-02-03' where id = ?", long, f.Children[0])
	h.put("update children set allergies = 'x' where id = ?", f.Children[0])
	// A meal that the kitchen counted.
	h.put("insert into freezes (activity_id, date, structure_id, at) select id, '2026-09-07', structure_id, ? "+
		"from activities", at)
	h.put("insert into frozen_meals (activity_id, date, child_id, school, class, kind) select activity_id, date, ?, "+
		"'x', 'x', 'x' from freezes", f.Children[0])
	h.put("insert into noted_meals (activity_id, date, child_id, school, class, kind) select activity_id, date, ?, "+
		"'x', 'x', 'x' from freezes", f.Children[0])
	h.put("insert into diet_requests (structure_id, family_id, child_id, asked_at, diet, allergies, answer) values "+
		"(?, ?, ?, ?, 'x', 'x', 'x')", h.w.Structure.ID, f.ID, f.Children[0], at)
	h.put("insert into pickups (structure_id, family_id, child_id, kind, name, link, phone, from_date, state, at) "+
		"values (?, ?, ?, 'person', 'x', 'x', 'x', '2026-01-01', 'allowed', ?)", h.w.Structure.ID, f.ID, f.Children[0],
		at)
	h.put("insert into operations (structure_id, kind, title, reason, changes, state, prepared_at) values (?, "+
		"'quotients', 'x', 'x', 'x', 'prepared', ?)", h.w.Structure.ID, at)
	// An opération about the enrolments of each family, and one that was given up.
	h.put("insert into operations (structure_id, kind, title, reason, words, undo_reason, state, prepared_at, "+
		"applied_at) values (?, 'enrolments', 'x', 'x', 'x', 'x', 'undone', ?, ?), (?, 'enrolments', 'x', "+
		"'gz.reason', '', '', 'applied', ?, ?), (?, 'enrolments', 'x', 'x', '', '', 'undone', ?, null)",
		h.w.Structure.ID, at, at, h.w.Structure.ID, at, at, h.w.Structure.ID, at)
	h.put("insert into operation_mails (operation_id, family_id, kind, has_mail) select id, case reason when 'x' then "+
		"? else ? end, 'applied', true from operations where applied_at is not null", f.ID, h.other.ID)
	h.put("insert into quotients (family_id, from_date, qf) values (?, '2026-01-01', 77654321)", f.ID)
	h.put("insert into custodies (structure_id, child_id, from_date, to_date, even_family_id, odd_family_id, at) "+
		"values (?, ?, '1931-02-04', '1931-02-05', ?, ?, ?)", h.w.Structure.ID, f.Children[0], f.ID, f.ID, at)
	h.put("insert into imported (structure_id, owner, owner_id, key, said) values (?, 'family', ?, '', 'x'), (?, "+
		"'family', ?, 'quotient', 'x'), (?, 'child', ?, '', 'x')",
		h.w.Structure.ID, f.ID, h.w.Structure.ID, f.ID, h.w.Structure.ID, f.Children[0])
	for i, account := range []int64{f.AccountID, h.partner} {
		session := fmt.Sprint("zq.sessions.id.", i)
		h.put("insert into sessions (id, account_id, family_id, created_at, seen_at, expires_at) values (?, "+
			"?, ?, ?, ?, ?)", session, account, f.ID, at, at, at)
		h.put("insert into challenges (id, kind, data, expires_at) values (?, 'passkey-add', ?, ?)",
			fmt.Sprint("zq.challenges.id.", i), `{"zq.challenges.data.":"`+session+`"}`, at)
		h.put("insert into devices (account_id, device, seen_at) values (?, 'x', ?)", account, at)
		h.put("insert into totp (account_id, secret, last_step, since) values (?, 'x', 1, ?)", account, at)
		h.put("insert into recovery_codes (account_id, hash) values (?, 'x')", account)
		h.put("insert into passkeys (account_id, handle, credential_id, name, credential, sign_count, created_at) "+
			"values (?, 'x', ?, 'x', 'x', 1, ?)", account, fmt.Sprint(account), at)
		h.put("insert into identities (account_id, issuer, subject, linked_at) values (?, 'fc', ?, ?)", account,
			fmt.Sprint(account), at)
		h.put("insert into feeds (account_id, family_id, token_hash, created_at) values (?, ?, ?, ?)", account, f.ID,
			fmt.Sprint(account), at)
		h.put("insert into links (kind, account_id, family_id, address, token_hash, created_at, expires_at) values "+
			"('address', ?, ?, 'x', ?, ?, ?)", account, f.ID, fmt.Sprint(account), at, at)
		h.put("insert into drafts (account_id, family_id, updated_at) values (?, ?, ?)", account, f.ID, at)
	}
	h.put("insert into draft_lines (draft_id, child_id, activity_id, date, kind) select d.id, ?, a.id, '2026-12-01', "+
		"'add' from drafts d, activities a where d.account_id = ?", f.Children[0], f.AccountID)
	h.put("insert into validations (number, draft_id, revision, account_id, family_id, at, channel, reason) select "+
		"'x', id, 1, account_id, family_id, ?, 'phone', 'x' from drafts where account_id = ?", at, f.AccountID)
	h.put("insert into reservations (structure_id, family_id, child_id, activity_id, date, state, requested_at) "+
		"select ?, ?, ?, id, '2026-12-02', 'refused', ? from activities order by id limit 1", h.w.Structure.ID, f.ID,
		f.Children[0], at)
	h.put("insert into answers (structure_id, reservation_id, family_id, at, was, became, words, told) select "+
		"structure_id, id, family_id, ?, 'pending', state, 'x', true from reservations where family_id = ? and "+
		"state = 'refused'", at, f.ID)
	h.put("insert into queue_acts (structure_id, reservation_id, family_id, at, what, priority, words) select "+
		"structure_id, id, family_id, ?, 'passed', 0, 'x' from reservations where family_id = ? and state = 'refused'",
		at, f.ID)
	h.merged(at)
	h.put("insert into door_requests (kind, login, address, at) values ('reset', ?, ?, ?)", marked("accounts.login"),
		marked("door_requests.address"), at)
	h.put("insert into door_requests (kind, login, address, at) select 'reset', login, 'x', ? from accounts "+
		"where id = ?", at, h.shared)
}

// merged creates a file that was joined to the family's, and what its undoing would need.
func (h *household) merged(at time.Time) {
	h.put("insert into families (structure_id, code, last_name, first_name, address, phone, merged_into) values "+
		"(?, 'ANCIEN', ?, 'zq.before.first', 'zq.before.address', 'zq.before.phone', ?)", h.w.Structure.ID,
		marked("families.last_name"), h.family.ID)
	h.put("insert into merges (structure_id, kept_id, gone_id, at, reason, sums, undo_reason) select structure_id, "+
		"merged_into, id, ?, 'x', 'x', 'x' from families where code = 'ANCIEN'", at)
	h.put("insert into merge_children (merge_id, gone_id, kept_id, gone_code) select id, 999, ?, 'x' from merges",
		h.family.Children[0])
	h.put("insert into merge_rows (merge_id, position, name, act, keys, was) select id, 0, 'children', 'removed', " +
		"'x', 'x' from merges")
}

// papers creates the written records: mails, reports, books, payments, the journal.
func (h *household) papers() {
	f, at, structure := h.family, h.o.Now().UTC(), h.w.Structure.ID
	h.put("insert into runs (structure_id, business_date, cutoff, as_of, origin, state, started_at) values (?, "+
		"'2026-11-22', ?, ?, 'schedule', 'done', ?)", structure, at, at, at)
	h.put("insert into reports (run_id, family_id, bookings, cancellations, body, has_mail) select id, ?, 1, 0, ?, "+
		"true from runs", f.ID, strings.Repeat("zq.reports.body. ", 700))
	for i, address := range []string{"un@example.org", "deux@example.org"} { // one report, two addresses
		h.put(`insert into mails (structure_id, family_id, report_id, kind, address, subject, body, html, message_id,
			state, error, created_at)
			select ?, ?, id, 'report', ?, 'x', 'x', 'x', ?, 'sent', 'x', ? from reports`, structure, f.ID, address,
			fmt.Sprint("m", i), at)
	}
	// to a login that is an address
	h.put("insert into mails (kind, address, subject, body, message_id, state, created_at) values ('security', ?, "+
		"'x', 'x', 'm9', 'sent', ?)", marked("accounts.login"), at)
	h.put("insert into outbox (kind, ref, state, next_at, error, created_at) select 'mail.send', id, 'done', ?, 'x', "+
		"? from mails", at, at)
	for i, amount := range []int{-1240, 1240} {
		h.put(`insert into ledger (structure_id, family_id, wallet_id, date, label, amount, source, source_ref,
			created_at, kind, mode, number, payer, bank, reason)
			select ?, ?, id, '2026-10-01', ?, ?, 'import', ?, ?, ?, 'cheque', ?, ?, ?, ? from wallets`, structure, f.ID,
			marked("ledger.label"), amount,
			fmt.Sprint("zq.ledger.source_ref.", i), at, []string{"consumption", "payment"}[i], marked("ledger.number"),
			marked("ledger.payer"), marked("ledger.bank"), marked("ledger.reason"))
	}
	for i, account := range []int64{f.AccountID, h.partner} {
		h.put(`insert into payments (structure_id, family_id, account_id, token, form_token, numcli, refdet, idop,
			amount, mel, saisie, state, created_at, error)
			values (?, ?, ?, ?, 'x', '012345', ?, ?, 1240, 'x', 'T', 'refused', ?, '')`, structure, f.ID, account,
			fmt.Sprint("t", i), fmt.Sprint("r", i), fmt.Sprint("o", i), at)
	}
	h.put("insert into payment_parts (payment_id, position, wallet_id, structure_id, amount) select p.id, 0, w.id, ?, "+
		"1240 from payments p, wallets w", structure)
	h.put("insert into payment_events (payment_id, at, origin, said, raw) select id, ?, 'return', 'result', ? "+
		"from payments", at, marked("payment_events.raw"))
	h.put("insert into tax_runs (structure_id, year, state, asked_at, finished_at) values (?, 2025, 'done', ?, ?)",
		structure, at, at)
	h.put("insert into tax_parts (run_id, position, family_from, family_to, families, state) select id, 1, 1, 99, 3, " +
		"'done' from tax_runs")
	h.put("insert into tax_pieces (part_id, position, body) select id, 0, ? from tax_parts",
		[]byte(marked("tax_pieces.body")))

	note := func(account, family any, subject, origin string) {
		text := func(column string) string {
			return strings.ReplaceAll(subject, "zq.audit.subject.", "zq.audit."+column+".")
		}
		if !strings.HasPrefix(subject, "zq.audit.subject.") {
			text = func(string) string { return "" }
		}
		h.put("insert into audit (at, account_id, structure_id, family_id, action, subject, was, became, reason, "+
			"origin, changes) values (?, ?, ?, ?, 'test.note', ?, ?, ?, ?, ?, ?)",
			at, account, structure, family, subject, text("was"), text("became"), text("reason"), origin,
			text("changes"))
	}
	who := marked("accounts.login")
	note(h.desk.AccountID, f.ID, "zq.audit.subject. "+who, "192.0.2.200")
	note(h.partner, nil, "Compte "+who, marked("audit.origin"))
	note(h.desk.AccountID, nil, "Compte "+who, "")
	note(h.desk.AccountID, h.other.ID, "Zoé ("+who+")", "") // the neighbour's journal records that this adult left
	note(h.shared, f.ID, "zq.audit.subject.", marked("audit.origin"))
	note(h.partner, h.other.ID, "gz.subject", marked("audit.origin"))
}

// neighbour marks the data of the other household, which must still be there afterwards.
func (h *household) neighbour() {
	at, structure := h.o.Now().UTC(), h.w.Structure.ID
	// An opération about the enrolments of both: its reason is the neighbour's too.
	h.put("insert into operations (structure_id, kind, title, reason, words, undo_reason, state, prepared_at, "+
		"applied_at) values (?, 'enrolments', 'rentrée', 'gz.reason', '', '', 'applied', ?, ?)", h.w.Structure.ID,
		h.o.Now().UTC(), h.o.Now().UTC())
	for subject, family := range map[string]int64{"gz.subject": h.other.ID, "zq.audit.subject.": h.family.ID} {
		h.put("insert into audit (at, account_id, structure_id, family_id, action, subject, was, became, reason, "+
			"origin, changes, operation_id) select ?, ?, ?, ?, 'enrolment.set', ?, '', '', '', '', '[]', max(id) "+
			"from operations", h.o.Now().UTC(), h.desk.AccountID, h.w.Structure.ID, family, subject)
	}
	h.put("update families set last_name = 'gz.last', address = 'gz.address' where id = ?", h.other.ID)
	h.put("update family_emails set address = 'gz.mail' where family_id = ?", h.other.ID)
	h.put("update accounts set login = 'gz.login' where id = ?", h.shared)
	h.put("update door_requests set login = 'gz.login' where login like 'adulte%'")
	h.put("update children set first_name = 'gz.first', allergies = 'gz.allergies' where id = ?", h.family.Children[1])
	h.put("update children set first_name = 'gz.only' where id = ?", h.other.Children[0])
	h.put("insert into sessions (id, account_id, family_id, created_at, seen_at, expires_at, device) values "+
		"('gz.session', ?, ?, ?, ?, ?, 'gz.device')", h.shared, h.other.ID, at, at, at)
	h.put("insert into passkeys (account_id, handle, credential_id, name, credential, sign_count, created_at) values "+
		"(?, 'gz.handle', 'gz.id', 'gz.name', 'gz.key', 1, ?)", h.shared, at)
	h.put("insert into quotients (family_id, from_date, qf) values (?, '2026-01-01', 88654321)", h.other.ID)
	h.put("insert into imported (structure_id, owner, owner_id, said) values (?, 'family', ?, 'gz.said'), (?, "+
		"'child', ?, 'gz.said')",
		structure, h.other.ID, structure, h.family.Children[1])
	h.put("insert into mails (structure_id, family_id, kind, address, subject, body, message_id, state, created_at) "+
		"values (?, ?, 'report', 'gz.to', 'gz.subject', 'gz.body', 'm8', 'sent', ?)", structure, h.other.ID, at)
	h.put(`insert into ledger (structure_id, family_id, wallet_id, date, label, amount, source, source_ref, created_at,
		payer, reason)
		select ?, ?, id, '2026-10-01', 'gz.label', 500, 'import', 'gz.ref', ?, 'gz.payer', 'gz.reason' from wallets`,
		structure, h.other.ID, at)
}

// plant puts a mark into each column of the family that is declared as personal data. It fails if the family has no
// row.
func (h *household) plant() {
	h.t.Helper()
	texts := "select m.name || '.' || c.name from sqlite_master m, pragma_table_info(m.name) c where " +
		"m.type = 'table' " +
		"and lower(c.type) = 'text'"
	if h.d.Postgres() {
		texts = "select table_name || '.' || column_name from information_schema.columns where table_schema = " +
			"current_schema() and data_type = 'text'"
	}
	var text []string
	if err := h.d.Read().NewRaw(texts).Scan(h.t.Context(), &text); err != nil {
		h.t.Fatal(err)
	}
	for _, p := range db.PersonalData() {
		for _, c := range p.Columns() {
			name := c.Table + "." + c.Name
			if c.Fate == db.Nobody || !slices.Contains(text, name) ||
				strings.Contains(everything(h.t, h.d), "zq."+name+".") {
				continue
			}
			rows := strings.ReplaceAll(p.Rows, "$1", fmt.Sprint(h.family.ID))
			h.put(fmt.Sprintf("update %s set %s = 'zq.%s.' || cast(random() as text) where (%s) and %s not "+
				"like '%%zq.%%'", c.Table, c.Name, name, rows, c.Name))
			if !regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(name) + `=.*zq\.`).MatchString(everything(h.t, h.d)) {
				h.t.Errorf("%s: the family has no row to put a mark in", name)
			}
		}
	}
}

// fates returns the fates of the declared columns.
func fates() map[string]db.Fate {
	all := map[string]db.Fate{}
	for _, p := range db.PersonalData() {
		for _, c := range p.Columns() {
			all[c.Table+"."+c.Name] = c.Fate
		}
	}
	return all
}

// traces returns the marks in a text that no law requires to keep.
func traces(text string) (found []string) {
	fate := fates()
	for _, m := range mark.FindAllStringSubmatch(text, -1) {
		if fate[m[1]] != db.Kept && !slices.Contains(found, m[1]) {
			found = append(found, m[1])
		}
	}
	if strings.Contains(text, "zq.before.") {
		found = append(found, "what was there before")
	}
	return found
}

func TestNothingOfAFamilyIsLeft(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		address := dbtest.SQLiteURL(t)
		forgotten(t, address, strings.TrimPrefix(address, "sqlite://"))
	})
	t.Run("postgres", func(t *testing.T) { forgotten(t, dbtest.PostgresURL(t), "") })
}

func forgotten(t *testing.T, address, file string) {
	d, err := db.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	h := newHousehold(t, d)
	h.plant()
	before := everything(t, d)
	if file != "" && len(traces(bytesOf(t, file))) < 20 {
		t.Fatal("the file shows nothing of what it holds")
	}

	var log syncBuffer
	was := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	defer slog.SetDefault(was)
	if err := h.o.Forget(t.Context(), h.desk, h.erasure); err != nil {
		t.Fatal(err)
	}
	rung := h.scrub()

	after := everything(t, d)
	for name, fate := range fates() {
		line := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(name) + `=.*zq\.` + regexp.QuoteMeta(name) + `\.`)
		if fate == db.Kept && line.MatchString(before) && !line.MatchString(after) {
			t.Errorf("%s: the law keeps it", name)
		}
	}
	for _, line := range strings.Split(after, "\n") {
		if column, _, _ := strings.Cut(line, "="); len(traces(line)) > 0 || mark.MatchString(line) &&
			fates()[column] != db.Kept {
			t.Errorf("still there: %s", line)
		}
	}
	for _, figure := range []string{"children.birth_date=1931-02-03", "quotients.qf=77654321", "draft_lines.date",
		"custodies.from_date=1931-02-04", "custodies.to_date=1931-02-05"} {
		if !strings.Contains(before, figure) || strings.Contains(after, figure) {
			t.Errorf("%s: before %v, after %v", figure, strings.Contains(before, figure),
				strings.Contains(after, figure))
		}
	}
	for where, text := range map[string]string{"the log": log.String(), "Redis": rung, "exports": h.exports(),
		"the file": bytesOf(t, file)} {
		for _, name := range traces(text) {
			t.Errorf("%s still tells %s", where, name)
		}
	}
	neighbours := func(dump string) (lines []string) {
		for _, line := range strings.Split(dump, "\n") {
			if strings.Contains(line, "gz.") || strings.Contains(line, "=88654321") {
				lines = append(lines, line)
			}
		}
		slices.Sort(lines)
		return lines
	}
	if was, is := neighbours(before), neighbours(after); !slices.Equal(was, is) || len(was) != 35 {
		t.Errorf("the neighbours had %d lines:\n%s\nand have %d:\n%s", len(was), strings.Join(was, "\n"), len(is),
			strings.Join(is, "\n"))
	}
	if strings.Count(before, "\nledger.amount=") != strings.Count(after, "\nledger.amount=") ||
		!strings.Contains(after, "192.0.2.200") {
		t.Error("the books and who wrote of the family must stay")
	}
	h.w.Sound()

	// The child that both families had is forgotten with the second.
	h.put("insert into ledger (structure_id, family_id, wallet_id, date, label, amount, source, source_ref, "+
		"created_at) select ?, ?, id, '2026-10-02', 'gz.label', -500, 'test', 'gz.back', ? from wallets",
		h.w.Structure.ID, h.other.ID, h.o.Now().UTC())
	e := db.Erasure{StructureID: h.w.Structure.ID, FamilyID: h.other.ID, AccountID: h.shared, AskedAt: h.o.Now().UTC()}
	if added, err := d.Write().AddErasure(t.Context(), &e); err != nil || !added {
		t.Fatal(added, err)
	}
	last, _, err := d.Read().LastErasure(t.Context(), h.other.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.o.Forget(t.Context(), h.desk, last.ID); err != nil {
		t.Fatal(err)
	}
	for _, line := range neighbours(everything(t, d)) {
		if column, _, _ := strings.Cut(line, "="); fates()[column] != db.Kept {
			t.Errorf("still there: %s", line)
		}
	}
	if err := h.o.Forget(t.Context(), h.desk, last.ID); fault.KindOf(err) != fault.Conflict {
		t.Error("twice", err)
	}
}

// scrub makes a worker finish the erasure, and returns what Redis contained while it worked.
func (h *household) scrub() string {
	h.t.Helper()
	u, err := url.Parse(os.Getenv("TEST_REDIS_URL"))
	if err != nil || u.Host == "" {
		h.t.Fatal("TEST_REDIS_URL is not set: run the tests with make test, or start Redis with .ci/services")
	}
	u.Path = "/9"
	r, err := jobs.OpenRedis(u.String())
	if err != nil {
		h.t.Fatal(err)
	}
	defer r.Close()
	held := make(chan string, 1)
	w := &jobs.Worker{DB: h.d, Redis: r, Queue: fmt.Sprint("forget-", os.Getpid(), "-", time.Now().UnixNano()),
		Poll: 50 * time.Millisecond, Backoff: []time.Duration{50 * time.Millisecond},
		Kinds: jobs.Kinds{db.JobScrub: func(ctx context.Context, ref int64) error {
			err := h.d.Scrub(ctx, ref)
			if err == nil {
				held <- inRedis(h.t, r.Client())
			}
			return err
		}}}
	if err := w.Start(); err != nil {
		h.t.Fatal(err)
	}
	defer w.Shutdown(context.Background())
	select {
	case text := <-held:
		if !strings.Contains(text, w.Queue) {
			h.t.Error("Redis was not looked at")
		}
		return text
	case <-time.After(20 * time.Second):
		h.t.Fatal("the job of the erasure was not done")
	}
	return ""
}

// inRedis returns the whole content of a Redis, as text.
func inRedis(t *testing.T, c *redis.Client) string {
	defer c.Close()
	ctx := context.Background()
	passkeys, err := c.Keys(ctx, "*").Result()
	if err != nil {
		t.Error(err)
	}
	var all strings.Builder
	for _, key := range passkeys {
		kind := c.Type(ctx, key).Val()
		fmt.Fprintln(&all, key, map[string]func() any{
			"string": func() any { return c.Get(ctx, key).Val() },
			"hash":   func() any { return c.HGetAll(ctx, key).Val() }, "none": func() any { return "" },
			"list": func() any { return c.LRange(ctx, key, 0, -1).Val() },
			"set":  func() any { return c.SMembers(ctx, key).Val() },
			"zset": func() any { return c.ZRange(ctx, key, 0, -1).Val() }}[kind]())
	}
	return all.String()
}

// exports returns all data that a person can export from the town after the erasure.
func (h *household) exports() string {
	h.t.Helper()
	var all strings.Builder
	for _, account := range []int64{h.family.AccountID, h.partner} {
		err := h.d.Read().Export(h.t.Context(), h.family.ID, account, func(string, []string) error { return nil },
			func(values []any) error {
				fmt.Fprintln(&all, values...)
				return nil
			})
		if err != nil {
			h.t.Fatal(err)
		}
	}
	journal, err := h.o.ExportJournal(h.t.Context(), h.desk, people.JournalQuery{})
	if err != nil || len(journal) == 0 {
		h.t.Fatal(len(journal), err)
	}
	fmt.Fprintln(&all, journal)
	return all.String()
}

// bytesOf returns the bytes of a SQLite database and of the files beside it.
func bytesOf(t *testing.T, file string) string {
	t.Helper()
	var all []byte
	for _, name := range []string{file, file + "-wal"} {
		if one, err := os.ReadFile(name); err == nil { // #nosec G304 -- files of the test
			all = append(all, one...)
		} else if file != "" && name == file {
			t.Fatal(err)
		}
	}
	return string(all)
}

type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}
