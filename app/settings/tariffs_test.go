package settings_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/access"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/grid"
	"cartable/app/domain/money"
	"cartable/app/domain/town"
	"cartable/app/operation"
	"cartable/app/settings"
	"cartable/db"
	"cartable/db/dbtest"
)

// priceDesk is a town with two activities of one grid and a third, and a clerk, on 23 November 2026 at noon.
type priceDesk struct {
	*settings.Settings
	w     *dbtest.Town
	clerk desk.Actor
	ctx   context.Context
	t     *testing.T
}

func newPriceDesk(t *testing.T, d *db.DB, role access.Role) *priceDesk {
	w := dbtest.NewTown(t, d)
	w.Activity("MIDI", nil)
	w.Activity("MERCREDI", nil)
	w.Activity("SOIR", func(a *db.Activity) { a.Unit = "half-hour" })
	f := w.Family(0)
	insert(t, d, &db.Staff{AccountID: f.AccountID, StructureID: w.Structure.ID, Role: string(role)})
	now := func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, db.Paris) }
	base := desk.Base{DB: d, Catalogues: db.NewCatalogues(now), Now: now}
	o := &operation.Operations{Base: base, Ring: func() {}}
	return &priceDesk{&settings.Settings{Base: base, Operations: o}, w,
		desk.Actor{StructureID: w.Structure.ID, Revision: 1, AccountID: f.AccountID}, t.Context(), t}
}

func insert(t *testing.T, d *db.DB, row any) {
	t.Helper()
	if _, err := d.Write().NewInsert().Model(row).Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// stored returns the prices that are stored, one line each.
func (p *priceDesk) stored(activity string) string {
	p.t.Helper()
	s, err := p.Operations.Settings(p.ctx, p.clerk)
	if err != nil {
		p.t.Fatal(err)
	}
	p.clerk.Revision = s.Town.Structure.Revision
	var lines []string
	for _, n := range s.All(town.NounTariff) {
		if t := n.(town.TariffEntry); t.Activity == activity {
			lines = append(lines, strings.TrimPrefix(town.Key(t), activity+" ")+" "+t.Price.Plain())
		}
	}
	return strings.Join(lines, "\n")
}

// brackets returns the form's grid: a price up to a QF of 500, and another one from there on.
func brackets(low, high string) grid.Typed {
	return grid.Typed{Rows: []grid.TypedRow{{Max: "500", Cells: [2]grid.TypedCell{{Price: low}}},
		{Min: "500", Cells: [2]grid.TypedCell{{Price: high}}}, {}}}
}

func TestAVoteOfTariffsIsOneChangeForAllItsActivities(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPriceDesk(t, d, access.Administrator)
		grids, err := p.Tariffs(p.ctx, p.clerk)
		if err != nil || len(grids) != 2 || len(grids[0].Activities) != 2 || grids[1].Code != "SOIR" {
			t.Fatalf("%+v, %v", grids, err)
		}
		form, offered, err := p.TariffForm(p.ctx, p.clerk, "MIDI", 0)
		if err != nil || len(form.Activities) != 2 || len(offered) != 2 {
			t.Fatalf("%+v, %+v, %v", form, offered, err)
		}
		form.From, form.Typed = "2027-01-01", brackets("1", "4,50")
		form.Reason, form.Vote = "vote du conseil", "2026-14"
		answer, err := p.SetTariffs(p.ctx, p.clerk, form)
		if err != nil || !answer.Applied { // no day is booked
			t.Fatalf("%+v, %v", answer, err)
		}
		const want = "2026-09-01 - - - 4.00\n2027-01-01 - - 500.00 1.00\n2027-01-01 - 500.00 - 4.50"
		for _, activity := range []string{"MIDI", "MERCREDI"} {
			if got := p.stored(activity); got != want {
				t.Errorf("%s:\n%s", activity, got)
			}
		}
		dbtest.Want(t, d, "select title from operations",
			"Tarifs de MIDI et de MERCREDI à partir du 01/01/2027 (délibération 2026-14)")
		page, err := p.Tariff(p.ctx, p.clerk, "MERCREDI")
		if err != nil || len(page.Generations) != 2 || page.Generations[0].State != settings.GenerationAhead ||
			page.Generations[1].State != settings.GenerationNow || page.Generations[1].To != civil.New(2026, 12, 31) {
			t.Errorf("%+v, %v", page.Generations, err)
		}
		// Again for the same day: these are to be edited.
		if _, err := p.SetTariffs(p.ctx, p.clerk, form); fieldOf(err) != "du" {
			t.Errorf("a second generation of one day: %v", err)
		}
	})
}

func fieldOf(err error) string {
	var fields []string
	if fault.KindOf(err) != fault.Invalid {
		return fmt.Sprint(err)
	}
	if many, ok := err.(fault.Many); ok {
		for _, one := range many {
			fields = append(fields, one.Field)
		}
		return strings.Join(fields, " ")
	}
	return err.(*fault.Error).Field
}

func TestAGenerationIsEditedAsItWasShown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPriceDesk(t, d, access.Administrator)
		base := civil.New(2026, 9, 1)
		form, offered, err := p.TariffForm(p.ctx, p.clerk, "MIDI", base)
		if err != nil || len(offered) != 3 { // SOIR has the same lines, by the half hour
			t.Fatalf("%+v, %v", offered, err)
		}
		form.Activities, form.Typed, form.Reason = []string{"MIDI"}, brackets("1", "5"), "erreur de saisie"
		other := form
		other.Typed = brackets("2", "6")
		if answer, err := p.SetTariffs(p.ctx, p.clerk, form); err != nil || !answer.Applied {
			t.Fatalf("%+v, %v", answer, err)
		}
		if got := p.stored("MIDI"); got != "2026-09-01 - - 500.00 1.00\n2026-09-01 - 500.00 - 5.00" {
			t.Errorf("the line without a bracket is replaced by\n%s", got)
		}
		// Somebody else had opened the form before: what was changed is shown, and sent again it is what they see.
		answer, err := p.SetTariffs(p.ctx, p.clerk, other)
		if err != nil || answer.Clash == nil || len(answer.Clash.Lines) != 3 {
			t.Fatalf("%+v, %v", answer, err)
		}
		other.Shown = answer.Clash.Shown
		if answer, err = p.SetTariffs(p.ctx, p.clerk, other); err != nil || !answer.Applied {
			t.Fatalf("%+v, %v", answer, err)
		}
		// A date in force does not move, and a form that somebody wrote is refused.
		moved := other
		if moved, _, err = p.TariffForm(p.ctx, p.clerk, "MIDI", base); err != nil {
			t.Fatal(err)
		}
		moved.From, moved.Reason = "2027-01-01", "essai"
		if _, err := p.SetTariffs(p.ctx, p.clerk, moved); fieldOf(err) != "du" {
			t.Error(err)
		}
		moved.From, moved.Shown = base.String(), `[{"noun":"pool","before":{"code":"x","name":"x"}}]`
		if _, err := p.SetTariffs(p.ctx, p.clerk, moved); fault.KindOf(err) != fault.Conflict {
			t.Error(err)
		}
	})
}

func TestTheFaultsAndTheDoubtsOfAGridAreAtItsCells(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPriceDesk(t, d, access.Manager)
		form, _, err := p.TariffForm(p.ctx, p.clerk, "MIDI", 0)
		if err != nil {
			t.Fatal(err)
		}
		form.From, form.Reason = "2027-01-01", "vote du conseil"
		for name, one := range map[string]struct {
			change         func(*settings.TariffForm)
			faults, doubts string
		}{
			"no date, no reason": {func(f *settings.TariffForm) { f.From, f.Reason = "", "" }, "motif du", ""},
			"no activity":        {func(f *settings.TariffForm) { f.Activities = nil }, "activite", ""},
			"not offered": {func(f *settings.TariffForm) { f.Activities = []string{"MIDI", "SOIR"} },
				"activite", ""},
			"an empty bracket": {func(f *settings.TariffForm) {
				f.Typed.Rows[0].Min, f.Typed.Rows[0].Max = "500", "400"
			}, "a-0", ""},
			"a hole":   {func(f *settings.TariffForm) { f.Typed.Rows[1].Min = "600" }, "", "a-0"},
			"overlap":  {func(f *settings.TariffForm) { f.Typed.Rows[1].Min = "400" }, "", "de-1"},
			"disorder": {func(f *settings.TariffForm) { f.Typed.Rows[1].Cells[0].Price = "0,50" }, "", "prix-1-0"},
			"ceiling under floor": {func(f *settings.TariffForm) {
				f.Typed.Rows[1].Cells[0] = grid.TypedCell{Price: "0,4 %", Floor: "3", Ceiling: "2"}
			}, "plafond-1-0", ""},
			"five decimals": {func(f *settings.TariffForm) { f.Typed.Rows[1].Cells[0].Price = "0,36125 %" },
				"prix-1-0", ""},
			"no QF, no price": {func(f *settings.TariffForm) {
				f.Typed = grid.Typed{Rows: []grid.TypedRow{{Cells: [2]grid.TypedCell{{Price: "0,36 %"}}}}}
			}, "", "plafond-0-0"},
		} {
			one := one
			typed := form
			typed.Typed = brackets("1", "4,50")
			one.change(&typed)
			answer, err := p.SetTariffs(p.ctx, p.clerk, typed)
			faults, doubts := "", ""
			if err != nil {
				faults = fieldOf(err)
			}
			if answer.Doubts != nil {
				for _, found := range answer.Doubts.Found {
					doubts = strings.TrimSpace(doubts + " " + found.Field)
				}
			}
			if faults != one.faults || doubts != one.doubts {
				t.Errorf("%s: %q %q, want %q %q", name, faults, doubts, one.faults, one.doubts)
			}
			if answer.Doubts == nil {
				continue
			}
			typed.Agreed = answer.Doubts.Mark
			if answer, err := p.SetTariffs(p.ctx, p.clerk, typed); err != nil || answer.ID == 0 || answer.Applied {
				t.Errorf("%s, agreed to by a manager, who may not apply it: %+v, %v", name, answer, err)
			}
		}
		if got := p.stored("MIDI"); got != "2026-09-01 - - - 4.00" {
			t.Errorf("nothing is applied by a manager:\n%s", got)
		}
	})
}

func TestACalculationStoresNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPriceDesk(t, d, access.Manager)
		f := p.w.Family(1)
		insert(t, d, &db.Quotient{FamilyID: f.ID, FromDate: civil.New(2026, 9, 1), Qf: 300_00})
		activity, units := int64(1), 1
		for i := range 10 {
			insert(t, d, &db.LedgerLine{StructureID: p.w.Structure.ID, FamilyID: f.ID, WalletID: 1, Label: "MIDI",
				Date: civil.New(2026, 9, 1) + civil.Date(i), Amount: -400, Source: db.SourceConsumption,
				SourceRef: fmt.Sprint(i), CreatedAt: p.Now().UTC(), Kind: db.Consumption, ActivityID: activity,
				Quantity: &units})
		}
		form, _, err := p.TariffForm(p.ctx, p.clerk, "MIDI", 0)
		if err != nil {
			t.Fatal(err)
		}
		form.From, form.Typed = "2027-01-01", brackets("1", "4,50")
		form.Try = settings.Try{QF: "600", Children: "2", Days: map[string]string{"MIDI": "3", "MERCREDI": "0"}}
		got, clash, err := p.Calculate(p.ctx, p.clerk, form)
		if err != nil || clash != nil {
			t.Fatal(clash, err)
		}
		if *got.Months.Was != 3*4*2*400 || *got.Months.Is != 3*4*2*450 || len(got.Family) != 2 {
			t.Errorf("the family: %+v", got)
		}
		if got.Year.Days != 10 || got.Year.Difference() != 10*(100-400) || got.Less != 1 || got.More != 0 ||
			len(got.Lines) != 1 || *got.Without[0].Price != 450 {
			t.Errorf("the town: %+v", got)
		}
		if got.Coming != 0 {
			t.Errorf("compared with prices of %s, and not with those of today", got.Coming)
		}
		insert(t, d, &db.Tariff{ActivityID: activity, FromDate: civil.New(2026, 12, 15), Price: new(money.Cents(430))})
		if _, err := d.Write().ExecContext(p.ctx, "update structures set revision = revision + 1"); err != nil {
			t.Fatal(err)
		}
		p.clerk.Revision++
		shown := form
		if form, _, err = p.TariffForm(p.ctx, p.clerk, "MIDI", 0); err != nil {
			t.Fatal(err)
		}
		form.From, form.Typed, form.Try = shown.From, shown.Typed, shown.Try
		if got, _, err = p.Calculate(p.ctx, p.clerk, form); err != nil || got.Coming != civil.New(2026, 12, 15) ||
			got.Year.Was != 10*430 {
			t.Errorf("compared with prices of %s: %+v, %v", got.Coming, got.Year, err)
		}
		form.Try.QF, form.Try.Children, form.Try.Days["MIDI"] = "x", "99", "8"
		if _, _, err := p.Calculate(p.ctx, p.clerk, form); fieldOf(err) != "essai-qf essai-enfants essai-jours-MIDI" {
			t.Error(err)
		}
		dbtest.Want(t, d, "select count(*) from operations", "0")
	})
}
