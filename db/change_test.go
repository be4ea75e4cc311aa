package db_test

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/money"
	"cartable/app/domain/town"
	"cartable/db"
	"cartable/db/dbtest"
)

// hedgehog makes a town that has one of each kind of setting.
func hedgehog(t testing.TB, d *db.DB) *dbtest.Town {
	w := dbtest.NewTown(t, d)
	salle, cour := w.Pool("SALLE", 24, 5), w.Pool("COUR", -1, -1)
	midi := w.Activity("MIDI", nil, salle, cour)
	w.Activity("SOIR", func(a *db.Activity) { a.StartAt, a.EndAt, a.Unit = 13*60, 14*60, "half-hour" })
	w.Family(1, midi)
	w.Family(1, midi)
	apply(t, d, w, entries(t,
		"opening activity=MIDI date=2026-10-21 open=yes", "closure date=2026-11-13 label=Pont",
		"capacity pool=SALLE date=2026-12-04 capacity=16", "tariff activity=MIDI from=2027-01-01 qf_max=600 price=2.00",
		"quotient family=F001 from=2026-01-01 to=2026-12-31 qf=540",
	)...)
	return w
}

// entries parses texts such as "pool code=SALLE name=Salle".
func entries(t testing.TB, texts ...string) (all []town.Noun) {
	t.Helper()
	for _, text := range texts {
		words, cells := strings.Fields(text), map[string]string{}
		for _, w := range words[1:] {
			name, value, _ := strings.Cut(w, "=")
			cells[name] = value
		}
		n, found := town.Read(town.NounKind(words[0]), nil, cells)
		if err := found.Err(); err != nil {
			t.Fatal(err)
		}
		all = append(all, n)
	}
	return all
}

// apply stores the given nouns.
func apply(t testing.TB, d *db.DB, w *dbtest.Town, nouns ...town.Noun) {
	t.Helper()
	change(t, d, w, func(held *db.Town) town.Changes {
		var changes town.Changes
		for _, n := range nouns {
			changes = append(changes, town.Change{Before: held.Stored(n), After: n})
		}
		return changes
	})
}

// change applies the changes that plan returns for the locked town, each with a line of the journal.
func change(t testing.TB, d *db.DB, w *dbtest.Town, plan func(*db.Town) town.Changes) (done town.Changes) {
	t.Helper()
	err := d.Tx(t.Context(), func(ctx context.Context, q db.Q) error {
		held, err := q.HoldTown(ctx, w.Structure.ID)
		if err != nil {
			return err
		}
		done, err = held.Apply(ctx, plan(held), noted)
		if err != nil {
			return err
		}
		again, err := q.HoldTown(ctx, w.Structure.ID)
		if err == nil && portrait(again) != portrait(held) {
			return fmt.Errorf("it holds\n%s\nand what is stored is\n%s", portrait(held), portrait(again))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return done
}

func noted(c town.Change) db.JournalEntry {
	words := c.Describe(nil)
	return db.JournalEntry{At: time.Now(), Action: "test", Subject: words.Subject, Was: words.Was, Became: words.Became}
}

// portrait returns every noun as the journal would store it.
func portrait(held *db.Town) string {
	var all town.Changes
	for _, kind := range town.Kinds() {
		for _, n := range held.All(kind) {
			all = append(all, town.Change{After: n})
		}
	}
	text, _ := json.MarshalIndent(all, "", " ")
	return string(text)
}

func stands(t testing.TB, d *db.DB, w *dbtest.Town) string {
	t.Helper()
	held, err := d.Read().HoldTown(t.Context(), w.Structure.ID)
	if err != nil {
		t.Fatal(err)
	}
	return portrait(held)
}

// Any change that is undone from the journal restores the stored state; the revision is incremented once for each
// batch, and not for a batch without effect.
func TestWhatTheJournalKeepsUndoesTheChange(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := hedgehog(t, d)
		before := stands(t, d, w)
		rapid.Check(t, func(rt *rapid.T) {
			revision, lines := counted(t, d)
			done := change(t, d, w, func(held *db.Town) town.Changes { return drawn(rt, held.Settings) })
			moved, kept := counted(t, d)
			if changed := stands(t, d, w) != before; moved != revision+one(changed) ||
				changed && len(kept)-len(lines) != len(done) {
				rt.Fatalf("%v: the revision went from %d to %d, with %d lines", done, revision, moved,
					len(kept)-len(lines))
			}
			var read town.Changes
			for _, l := range kept[len(lines):] {
				one, err := l.ReadChanges()
				if err != nil || len(one) != 1 {
					rt.Fatalf("%s: %v", l.Changes, err)
				}
				read = append(read, one...)
			}
			said, _ := json.Marshal(done)
			if text, _ := json.Marshal(read); string(text) != string(said) {
				rt.Fatalf("the journal keeps %s of %s", text, said)
			}
			change(t, d, w, func(*db.Town) town.Changes { return read.Inverse() })
			if after := stands(t, d, w); after != before {
				rt.Fatalf("%s undone leaves\n%s\ninstead of\n%s", said, after, before)
			}
		})
		w.Sound()
	})
}

func TestMain(m *testing.M) {
	if os.Getenv("RAPID_CHECKS") == "" {
		flag.Set("rapid.checks", "60") // each check is four transactions
	}
	os.Exit(m.Run())
}

func one(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

// counted returns the revision and the lines of the journal.
func counted(t testing.TB, d *db.DB) (revision int64, lines []db.JournalEntry) {
	t.Helper()
	if err := d.Read().NewSelect().Table("structures").Column("revision").Scan(t.Context(), &revision); err != nil {
		t.Fatal(err)
	}
	if err := d.Read().NewSelect().Model(&lines).Order("id").Scan(t.Context()); err != nil {
		t.Fatal(err)
	}
	return revision, lines
}

// drawn draws a batch as a person would make it, one change after the other.
func drawn(t *rapid.T, s *town.Settings) (batch town.Changes) {
	now := s
	for range rapid.IntRange(1, 8).Draw(t, "changes") {
		kind := rapid.SampledFrom(town.Kinds()).Draw(t, "kind")
		n := drawNoun(t, now, kind)
		one := town.Change{Before: now.Stored(n), After: n}
		if all := now.All(kind); len(all) > 0 && kind != town.NounStructure && rapid.Bool().Draw(t, "remove") {
			n = rapid.SampledFrom(all).Draw(t, "gone")
			one = town.Change{Before: n}
		}
		used := one.After == nil &&
			(town.Key(n) == "MIDI" || town.Key(n) == "SALLE") // used by enrolments, or kept for other changes
		if one.Check(now).Err() != nil || used {
			continue
		}
		after, err := town.Changes{one}.Apply(now)
		if err != nil {
			t.Fatalf("%v passed the check and was refused: %v", one, err)
		}
		batch, now = append(batch, one), after
	}
	return batch
}

// drawNoun draws a noun of a kind, most often a valid one.
func drawNoun(t *rapid.T, s *town.Settings, kind town.NounKind) town.Noun {
	pick := func(of string, from ...string) string { return rapid.SampledFrom(from).Draw(t, of) }
	codes := func(kind town.NounKind) (all []string) {
		for _, n := range s.All(kind) {
			all = append(all, town.Key(n))
		}
		return all
	}
	cells := map[string]string{
		"code":  pick("code", "A", "B", "C", "MIDI", "SOIR", "SALLE", "COUR"),
		"name":  pick("name", "Un", "L'été ; « deux »"),
		"date":  pick("date", "2026-10-21", "2026-11-13", "2026-12-04", "2027-02-01"),
		"label": pick("label", "", "Pont"), "family": pick("family", "F001", "F002"),
		"capacity": pick("capacity", "", "0", "12"), "waitlist": pick("waitlist", "", "0", "3"),
		"open": pick("open", "yes", "no"), "from": pick("from", "2026-01-01", "2026-09-01", "2027-01-01"),
		"to": "2027-07-02", "qf": pick("qf", "0", "540.50"), "resident": pick("resident", "", "yes", "no"),
		"price": pick("price", "", "2.00", "3.50"), "rate": pick("rate", "", "0.0036"),
		"floor": pick("floor", "", "0.50"), "ceiling": pick("ceiling", "", "6.00"),
		"numcli": pick("numcli", "", "012345"), "debt_floor": pick("debt_floor", "", "-30.00"),
		"nature": pick("nature", "", "care"), "weekdays": pick("weekdays", "1", "1;2;4;5"),
		"term": pick("term", "all", "school"), "start": "12:00", "end": "13:30",
		"unit": pick("unit", "day", "half-hour"), "book_by": pick("book_by", "none", "J-2 12:00"),
		"allot": pick("allot", "immediate", "nightly"), "meal": pick("meal", "", "1.00"),
		"notice_hours": pick("notice", "", "0", "24"), "kitchen_by": pick("kitchen", "", "J-2 09:00"),
		"offer_hours": pick("offer", "", "6"),
		"kind":        pick("kind", "", "meal", "before-after-school", "wednesday", "holidays", "other"),
		"declared":    pick("declared", "yes", "no"), "age_from": pick("age from", "", "3"),
		"age_to": pick("age to", "", "5"),
		"levels": pick("levels", "", "CP", "PS;MS;GS"), "level": pick("level", "", "CP"),
		"leave_by": pick("leave by", "", "J-0 09:00"),
		"zone":     pick("zone", "A", "B"), "night_at": pick("night_at", "00:30", "04:00"),
		"billing": pick("billing", "booked", "ticked"), "hides_presence": pick("hides", "yes", "no"),
		"pedt":     pick("pedt", "yes", "no"),
		"activity": pick("activity", codes(town.NounActivity)...), "pool": pick("pool", codes(town.NounPool)...),
		"wallet": pick("wallet", codes(town.NounWallet)...), "category": pick("category", codes(town.NounCategory)...),
	}
	some := func(of string, from []string) string {
		return strings.Join(
			rapid.SliceOfNDistinct(rapid.SampledFrom(from), 0, min(2, len(from)), rapid.ID[string]).Draw(t, of),
			";",
		)
	}
	switch kind {
	case town.NounClass, town.NounSchoolClosure:
		if all := codes(town.NounSchool); len(all) > 0 {
			cells["school"] = pick("school", all...)
		}
		if kind == town.NounSchoolClosure && rapid.Bool().Draw(t, "all activities") {
			delete(cells, "activity")
		}
	case town.NounStructure:
		cells["code"] = s.Town.Structure.Code
	case town.NounActivity:
		cells["pools"] = some("pools", codes(town.NounPool))
		if all := codes(town.NounSchool); len(all) > 0 {
			cells["schools"] = some("schools", all)
		}
		cells["compatible_with"] = some("compatible",
			slices.DeleteFunc(codes(town.NounActivity), func(code string) bool { return code == cells["code"] }))
		if cells["compatible_with"] == "" {
			delete(cells, "compatible_with")
		}
	case town.NounTariff:
		cells["qf_min"], cells["qf_max"] = pick("qf_min", "", "600"), pick("qf_max", "", "800")
	}
	read, _ := town.Read(kind, nil, cells)
	return read
}

// A change that expects an outdated state is refused, and so is one that reservations forbid: nothing is written, and
// the revision stays.
func TestAChangeOfSomethingElseIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := hedgehog(t, d)
		before := stands(t, d, w)
		revision, lines := counted(t, d)
		salle := entries(t, "pool code=SALLE name=Salle", "pool code=SALLE name=Autre")
		for name, plan := range map[string]func(*db.Town) town.Changes{
			"what stood is other": func(*db.Town) town.Changes {
				return town.Changes{{Before: salle[0], After: salle[1]}}
			},
			"enrolments refer to it": func(held *db.Town) (all town.Changes) {
				for _, kind := range []town.NounKind{town.NounOpening, town.NounTariff, town.NounActivity} {
					for _, n := range held.All(kind) {
						if key := strings.Fields(town.Key(n))[0]; key == "MIDI" {
							all = append(all, town.Change{Before: n})
						}
					}
				}
				return all
			},
		} {
			err := d.Tx(t.Context(), func(ctx context.Context, q db.Q) error {
				held, err := q.HoldTown(ctx, w.Structure.ID)
				if err != nil {
					return err
				}
				_, err = held.Apply(ctx, plan(held), noted)
				return err
			})
			if fault.KindOf(err) != fault.Conflict {
				t.Errorf("%s: %v", name, err)
			}
			if after, kept := counted(t, d); stands(t, d, w) != before || after != revision || len(kept) != len(lines) {
				t.Errorf("%s: something was written", name)
			}
		}
		err := d.Tx(t.Context(), func(ctx context.Context, q db.Q) error {
			_, err := q.HoldTown(ctx, 999)
			return err
		})
		if fault.KindOf(err) != fault.NotFound {
			t.Errorf("a structure that is not there: %v", err)
		}
	})
}

// Thousands of changes of one kind take a few statements.
func TestManyChangesAreFewStatements(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := hedgehog(t, d)
		price := money.Cents(100)
		for _, open := range []bool{true, false} {
			err := d.Tx(t.Context(), func(ctx context.Context, q db.Q) error {
				held, err := q.HoldTown(ctx, w.Structure.ID)
				if err != nil {
					return err
				}
				var changes town.Changes
				set := func(n town.Noun) { changes = append(changes, town.Change{Before: held.Stored(n), After: n}) }
				for day := range civil.Date(400) {
					at := civil.New(2030, 1, 1) + day
					price++
					set(town.OpeningEntry{Activity: "MIDI", Date: at, Open: open})
					set(town.CapacityEntry{Pool: "SALLE", Date: at, Capacity: new(int(price))})
					set(town.TariffEntry{Activity: "MIDI", From: at, Price: new(price)})
					set(town.QuotientEntry{Family: "F001", From: at, QF: new(price)})
				}
				ctx, n := db.CountQueries(ctx)
				if _, err = held.Apply(ctx, changes, nil); err == nil && n.Load() > 8 {
					err = fmt.Errorf("%d statements", n.Load())
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		}
		dbtest.Want(t, d, "select count(*), max(price) from tariffs where from_date >= '2030-01-01'", "400 900")
	})
}

// Of two people who change a town at the same time, the second waits, and changes the result of the first: nothing is
// lost, and nobody is refused.
func TestTwoWhoChangeATownFollowOneAnother(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := hedgehog(t, d)
		revision, _ := counted(t, d)
		var all sync.WaitGroup
		failed := make([]error, 8)
		for i := range failed {
			all.Go(func() {
				failed[i] = d.Tx(t.Context(), func(ctx context.Context, q db.Q) error {
					held, err := q.HoldTown(ctx, w.Structure.ID)
					if err != nil {
						return err
					}
					was := held.Stored(town.ClosureEntry{Date: civil.New(2026, 11, 13)}).(town.ClosureEntry)
					is := was
					is.Label += "."
					_, err = held.Apply(ctx, town.Changes{{Before: was, After: is}}, noted)
					return err
				})
			})
		}
		all.Wait()
		if err := errors.Join(failed...); err != nil {
			t.Fatal(err)
		}
		dbtest.Want(t, d, "select label from closures", "Pont........")
		if after, _ := counted(t, d); after != revision+8 {
			t.Errorf("the revision went from %d to %d", revision, after)
		}
	})
}
