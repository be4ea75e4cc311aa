package settings_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/town"
	"cartable/app/settings"
	"cartable/db"
	"cartable/db/dbtest"
)

func TestWhatIsCareAndWhatIsFoodIsSaidForAReason(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		ctx := t.Context()
		evening := w.Activity("SOIR (goûter compris)", nil)
		f := w.Family(1)
		next := dbtest.NewNeighbour(t, d)
		wallet := db.Wallet{StructureID: next.Structure.ID, Code: "w", Name: "W"}
		if _, err := d.Write().NewInsert().Model(&wallet).Exec(ctx); err != nil {
			t.Fatal(err)
		}
		foreign := db.Category{StructureID: next.Structure.ID, Code: "c", Name: "Périscolaire", WalletID: wallet.ID}
		if _, err := d.Write().NewInsert().Model(&foreign).Exec(ctx); err != nil {
			t.Fatal(err)
		}
		now := func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, db.Paris) }
		o := &settings.Settings{Base: desk.Base{DB: d, Catalogues: db.NewCatalogues(now), Now: now}}
		clerk := desk.Actor{StructureID: w.Structure.ID, Revision: 1, AccountID: f.AccountID}
		before, err := o.Natures(ctx, clerk)
		if err != nil || len(before.Categories) != 1 || before.Categories[0].ByName != town.Food ||
			before.Categories[0].Said != town.NatureByName ||
			len(before.Activities) != 0 ||
			len(before.Unpriced) != 0 {
			t.Fatalf("%+v, %v", before, err)
		}
		category := before.Categories[0].ID
		for name, wrong := range map[string]settings.NatureChange{
			"motif":                          {Natures: map[int64]town.Nature{category: town.Care}, Reason: " "},
			fmt.Sprint("nature-", category):  {Natures: map[int64]town.Nature{category: "repas"}, Reason: "essai"},
			fmt.Sprint("repas-", evening):    {Meals: map[int64]string{evening: "4,01"}, Reason: "essai"},
			fmt.Sprint("repas-", evening, 1): {Meals: map[int64]string{evening: "-1"}, Reason: "essai"},
			fmt.Sprint("repas-", evening, 2): {Meals: map[int64]string{evening: "peu"}, Reason: "essai"},
		} {
			var many fault.Many
			if err := o.SetNatures(ctx, clerk, wrong); !errors.As(err, &many) || len(many) != 1 ||
				name[:5] != many[0].Field[:5] {
				t.Errorf("%s: %v", name, err)
			}
		}
		all := settings.NatureChange{
			Natures: map[int64]town.Nature{category: "x"},
			Meals:   map[int64]string{evening: "peu"},
		}
		var many fault.Many
		if err := o.SetNatures(ctx, clerk, all); !errors.As(err, &many) || len(many) != 3 {
			t.Errorf("all that is wrong is said at once: %v", err)
		}

		change := settings.NatureChange{
			Natures: map[int64]town.Nature{category: town.Care, foreign.ID: town.Food},
			Meals:   map[int64]string{evening: "1,50", 999: "2"},
			Reason:  "délibération du 12 novembre",
		}
		for range 2 { // the second time changes nothing, and is not noted
			if err := o.SetNatures(ctx, clerk, change); err != nil {
				t.Fatal(err)
			}
			clerk.Revision = 2
		}
		after, err := o.Natures(ctx, clerk)
		if err != nil || after.Categories[0].Said != town.Care || len(after.Activities) != 1 ||
			after.Activities[0].Meal != 150 ||
			*after.Activities[0].Most != 400 ||
			after.Activities[0].Asks {
			t.Errorf("%+v, %v", after, err)
		}
		var noted []db.JournalEntry
		if err := d.Read().NewSelect().Model(&noted).Order("id").Scan(ctx); err != nil || len(noted) != 2 ||
			noted[0].Action != journal.NatureRule || noted[0].Was != "nature\u00a0: d'après son nom" ||
			noted[0].Became != "nature\u00a0: garde" ||
			noted[1].Action != journal.MealRule ||
			noted[1].Became != "part de nourriture\u00a0: 1,50\u00a0€" ||
			noted[1].Reason != change.Reason {
			t.Errorf("%+v, %v", noted, err)
		}
		for _, l := range noted {
			if changes, err := l.ReadChanges(); err != nil || len(changes) != 1 ||
				desk.ActionOf(changes[0]) != l.Action {
				t.Errorf("%+v keeps %v, %v", l, changes, err)
			}
		}
		dbtest.Want(t, d, "select revision from structures order by id", "2", "1") // once for all changes
		var nature string
		if err := d.Read().NewSelect().Table("categories").Column("nature").Where("id = ?", foreign.ID).Scan(ctx,
			&nature); err != nil ||
			nature != "" {
			t.Errorf("the neighbour's category is %q, %v", nature, err)
		}
		if err := o.SetNatures(ctx, clerk, settings.NatureChange{Meals: map[int64]string{evening: " "},
			Reason: "plus de goûter"}); err != nil {
			t.Fatal(err)
		}
		clerk.Revision = 3
		if last, err := o.Natures(ctx, clerk); err != nil || last.Activities[0].Meal != 0 || !last.Activities[0].Asks {
			t.Errorf("%+v, %v", last, err)
		}
	})
}

func TestActivitiesWithoutATariffAreNamed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		whole, half := w.Activity("WHOLE", nil), w.Activity("HALF", nil)
		none := w.Activity("NONE", nil)
		over := w.Activity("OVER", func(a *db.Activity) { a.ToDate = a.FromDate + 30 })
		for _, change := range []string{fmt.Sprintf("delete from tariffs where activity_id in (%d, %d)", none, over),
			fmt.Sprintf("update tariffs set resident = true where activity_id = %d", half)} {
			if _, err := d.Write().ExecContext(t.Context(), change); err != nil {
				t.Fatal(err)
			}
		}
		now := func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, db.Paris) }
		o := &settings.Settings{Base: desk.Base{DB: d, Catalogues: db.NewCatalogues(now), Now: now}}
		got, err := o.Natures(t.Context(), desk.Actor{StructureID: w.Structure.ID, Revision: 1})
		if err != nil || fmt.Sprint(got.Unpriced) != "[HALF NONE]" || whole == 0 {
			t.Errorf("%v, %v", got.Unpriced, err)
		}
	})
}
