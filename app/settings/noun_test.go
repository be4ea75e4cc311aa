package settings_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/town"
	"cartable/app/operation"
	"cartable/app/settings"
	"cartable/db"
	"cartable/db/dbtest"
)

// office is the use cases over a town with a canteen of ten places, and who uses them.
type office struct {
	*settings.Settings
	t     *testing.T
	w     *dbtest.Town
	clerk desk.Actor
	meal  int64
}

func newOffice(t *testing.T, d *db.DB) *office {
	w := dbtest.NewTown(t, d)
	o := &office{t: t, w: w, meal: w.Activity("RESTO", nil, w.Pool("cantine", 10, 5))}
	account := w.Family(1).AccountID
	if _, err := d.Write().NewInsert().Model(&db.Staff{AccountID: account, StructureID: w.Structure.ID,
		Role: "manager"}).Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, db.Paris) }
	base := desk.Base{DB: d, Catalogues: db.NewCatalogues(now), Now: now}
	o.Settings = &settings.Settings{Base: base, Operations: &operation.Operations{Base: base}}
	o.clerk = desk.Actor{StructureID: w.Structure.ID, Revision: 1, AccountID: account}
	return o
}

// noun returns a noun as it is stored; nil for none.
func (o *office) noun(kind town.NounKind, code string) town.Noun {
	o.t.Helper()
	shown, err := o.Noun(o.t.Context(), o.clerk, kind, code)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		o.t.Fatal(err)
	}
	return shown.Noun
}

// cells returns a noun with other cells.
func changed(n town.Noun, pairs ...string) town.Noun {
	with := map[string]string{}
	for pair := range slices.Chunk(pairs, 2) {
		with[pair[0]] = pair[1]
	}
	n, _ = town.Read(n.Kind(), n, with)
	return n
}

func (o *office) propose(reason string, changes ...town.Change) (settings.Outcome, error) {
	return o.Propose(o.t.Context(), o.clerk, settings.Proposal{Title: "Essai", Reason: reason, Changes: changes})
}

// What concerns nobody is applied at once; the same proposal again changes nothing.
func TestAChangeThatConcernsNobodyIsApplied(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d)
		was := o.noun(town.NounActivity, "RESTO")
		is := changed(was, "name", "Restaurant", "kind", "meal", "declared", "yes", "age_from", "3", "age_to", "5")
		if done, err := o.propose("relecture", town.Change{Before: was, After: is}); err != nil || !done.Applied {
			t.Fatalf("%+v, %v", done, err)
		}
		if got := o.noun(town.NounActivity, "RESTO"); len(town.Diff(is, got)) > 0 {
			t.Errorf("stored %v", town.Diff(is, got))
		}
		done, err := o.propose("relecture", town.Change{Before: is, After: is})
		if err != nil || !done.Nothing {
			t.Errorf("the same again: %+v, %v", done, err)
		}
	})
}

// What concerns a family waits for its opération to be read and applied: nothing is stored.
func TestAChangeThatConcernsAFamilyIsPrepared(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d)
		family := o.w.Family(1, o.meal)
		r := db.Reservation{StructureID: o.w.Structure.ID, FamilyID: family.ID, ChildID: family.Children[0],
			ActivityID: o.meal, Date: civil.New(2026, 12, 1), State: "accepted", Quantity: 1, Price: 400,
			RequestedAt: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)}
		if _, err := d.Write().NewInsert().Model(&r).Exec(t.Context()); err != nil {
			t.Fatal(err)
		}
		was := o.noun(town.NounActivity, "RESTO")
		done, err := o.propose("travaux de la cantine",
			town.Change{Before: was, After: changed(was, "weekdays", "1;4;5")})
		if err != nil || done.Applied || done.Operation == 0 {
			t.Fatalf("%+v, %v", done, err)
		}
		if got := o.noun(town.NounActivity, "RESTO"); len(town.Diff(was, got)) > 0 {
			t.Errorf("stored at once: %v", town.Diff(was, got))
		}
		done, err = o.Archive(t.Context(), o.clerk, "RESTO", "2026-11-27", "fin du service")
		if err != nil || done.Applied || done.Operation == 0 {
			t.Errorf("archived over a booking: %+v, %v", done, err)
		}
	})
}

// All that is wrong is said at once, by field, and the reason too; a second clerk is told that another was first.
func TestWhatIsWrongIsSaidByField(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d)
		was := o.noun(town.NounActivity, "RESTO")
		wrong := changed(was, "end", "11:00", "age_from", "6", "age_to", "3", "pools", "inconnu")
		_, err := o.propose(" ", town.Change{Before: was, After: wrong})
		var many fault.Many
		if !errors.As(err, &many) {
			t.Fatal(err)
		}
		var fields []string
		for _, one := range many {
			fields = append(fields, one.Field)
		}
		slices.Sort(fields)
		if got := strings.Join(fields, " "); got != "age_to end motif pools" {
			t.Errorf("wrong: %s", got)
		}
		pool := o.noun(town.NounPool, "cantine")
		if _, err := o.propose("plus de tables",
			town.Change{Before: pool, After: changed(pool, "capacity", "12")}); err != nil {
			t.Fatal(err)
		}
		_, err = o.propose("moins de tables", town.Change{Before: pool, After: changed(pool, "capacity", "8")})
		if fault.KindOf(err) != fault.Conflict {
			t.Errorf("the second clerk: %v", err)
		}
		_, err = o.propose("un autre", town.Change{After: pool})
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), "existe déjà") {
			t.Errorf("a code that exists: %v", err)
		}
	})
}

// A copy takes the prices along; an activity is archived by its last day, and one that has not begun is over at once.
func TestAnActivityIsCopiedAndArchived(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, ctx := newOffice(t, d), t.Context()
		shown, err := o.NewNoun(ctx, o.clerk, town.NounActivity, "RESTO")
		if err != nil {
			t.Fatal(err)
		}
		copied := shown.Noun.(town.ActivityEntry)
		copied.Code, copied.Name, copied.From = "RESTO2", "Copie", civil.New(2027, 1, 4)
		changes := append(town.Changes{{After: copied}}, settings.CopiedTariffs(shown, "RESTO2")...)
		if done, err := o.propose("deuxième école", changes...); err != nil || !done.Applied {
			t.Fatalf("%+v, %v", done, err)
		}
		opens := town.OpeningEntry{Activity: "RESTO2", Date: civil.New(2027, 8, 30), Open: true}
		if _, err := o.propose("rentrée", town.Change{After: opens}); err != nil {
			t.Fatal(err)
		}
		list := o.activities(ctx)
		if got := list.Current[1]; got.Code != "RESTO2" || got.Prices == nil || got.Prices.Most != 400 ||
			got.OpenDays == 0 {
			t.Errorf("copied: %+v", got)
		}
		for _, day := range []string{"", "2026-11-21"} {
			if _, err := o.Archive(ctx, o.clerk, "RESTO2", day, "erreur"); fault.KindOf(err) != fault.Invalid {
				t.Errorf("archived on %q: %v", day, err)
			}
		}
		if done, err := o.Archive(ctx, o.clerk, "RESTO2", "2026-11-22", "erreur"); err != nil || !done.Applied {
			t.Fatalf("%+v, %v", done, err)
		}
		list = o.activities(ctx)
		if len(list.Current) != 1 || len(list.Archived) != 1 || list.Archived[0].OpenDays != 0 ||
			list.Archived[0].From != civil.New(2026, 11, 22) {
			t.Errorf("archived: %+v", list)
		}
		_, err = o.Remove(ctx, o.clerk, town.NounActivity, "RESTO2", "erreur")
		if fault.KindOf(err) != fault.Conflict {
			t.Errorf("an activity is removed: %v", err)
		}
	})
}

func (o *office) activities(ctx context.Context) settings.ActivityList {
	o.t.Helper()
	c, err := o.Catalogues.Current(ctx, o.DB.Read(), o.clerk.StructureID)
	if err != nil {
		o.t.Fatal(err)
	}
	o.clerk.Revision = c.Structure.Revision
	list, err := o.Activities(ctx, o.clerk)
	if err != nil {
		o.t.Fatal(err)
	}
	return list
}

// The list counts what waits, and how full the next days are in the fullest pool.
func TestTheListOfActivitiesCounts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, ctx := newOffice(t, d), t.Context()
		family := o.w.Family(3, o.meal)
		for i, state := range []string{"accepted", "pending", "waitlisted"} {
			r := db.Reservation{StructureID: o.w.Structure.ID, FamilyID: family.ID, ChildID: family.Children[i],
				ActivityID: o.meal, Date: civil.New(2026, 11, 24), State: state, Quantity: 1, Price: 400,
				RequestedAt: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)}
			if _, err := d.Write().NewInsert().Model(&r).Exec(ctx); err != nil {
				t.Fatal(err)
			}
		}
		if err := d.Tx(ctx, func(ctx context.Context, q db.Q) error {
			return q.RecountStructure(ctx, o.w.Structure.ID)
		}); err != nil {
			t.Fatal(err)
		}
		got := o.activities(ctx).Current[0]
		if got.Pending != 1 || got.Waiting != 1 || got.Next.Date != civil.New(2026, 11, 23) ||
			got.Soon != (settings.Soon{Days: 5, Accepted: 1, Places: 50}) {
			t.Errorf("%+v", got)
		}
	})
}

// A pool that serves stays; one that nothing uses goes.
func TestWhatServesIsNotRemoved(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, ctx := newOffice(t, d), t.Context()
		o.w.Pool("vide", 3, -1)
		for kind, code := range map[town.NounKind]string{town.NounPool: "cantine", town.NounCategory: "resto",
			town.NounWallet: "scolaire"} {
			if _, err := o.Remove(ctx, o.clerk, kind, code, "erreur"); fault.KindOf(err) != fault.Invalid ||
				!strings.Contains(err.Error(), "sert encore") {
				t.Errorf("%s: %v", code, err)
			}
		}
		if done, err := o.Remove(ctx, o.clerk, town.NounPool, "vide", "erreur"); err != nil || !done.Applied {
			t.Errorf("%+v, %v", done, err)
		}
		if o.noun(town.NounPool, "vide") != nil {
			t.Error("it is still there")
		}
		o.activities(ctx)
		list, err := o.Nouns(ctx, o.clerk, town.NounPool)
		if err != nil || len(list.Current) != 1 || len(list.Archived) != 0 || list.Current[0].Used[0] != "RESTO" {
			t.Errorf("%+v, %v", list, err)
		}
	})
}
