package settings_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/calendar"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/operation"
	"cartable/app/settings"
	"cartable/db"
	"cartable/db/dbtest"
)

// yearly is a town whose manager sets the year, on Monday 23 November 2026.
type yearly struct {
	*dbtest.Town
	*settings.Settings
	t     *testing.T
	clerk desk.Actor
}

func newYearly(t *testing.T, d *db.DB) *yearly {
	w := dbtest.NewTown(t, d)
	f := w.Family(1)
	now := func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, db.Paris) }
	base := desk.Base{DB: d, Catalogues: db.NewCatalogues(now), Now: now}
	if _, err := d.Write().NewInsert().Model(&db.Staff{AccountID: f.AccountID, StructureID: w.Structure.ID,
		Role: "manager"}).Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
	return &yearly{w, &settings.Settings{Base: base, Operations: &operation.Operations{Base: base,
		Ring: func() {}}}, t,
		desk.Actor{StructureID: w.Structure.ID, Revision: 1, AccountID: f.AccountID}}
}

// year returns the calendar of an activity as it is stored now.
func (y *yearly) year(code string) settings.Calendar {
	y.t.Helper()
	c, err := y.Catalogues.Current(y.t.Context(), y.DB.Read(), y.Structure.ID)
	if err != nil {
		y.t.Fatal(err)
	}
	y.clerk.Revision = c.Structure.Revision
	v, err := y.Calendar(y.t.Context(), y.clerk, 2026, code)
	if err != nil {
		y.t.Fatal(err)
	}
	return v
}

// set turns days, as the year is now.
func (y *yearly) set(reason string, dates ...civil.Date) (id int64, applied bool, err error) {
	v, turned := y.year("MIDI"), calendar.Turned{}
	for _, d := range dates {
		turned[d] = true
	}
	return y.SetCalendar(y.t.Context(), y.clerk, settings.CalendarChange{Year: v.Year, Activity: "MIDI",
		Seen: calendar.See(v.Days), Turned: turned, Reason: reason})
}

// says tells what a date is: open or closed, and its exception.
func (y *yearly) says(d civil.Date, want string) {
	y.t.Helper()
	v := y.year("MIDI")
	day := v.Days[d-v.Days[0].Date]
	if got := fmt.Sprint(day.Open, " ", day.Dated, " ", day.Label); got != want {
		y.t.Errorf("%s is %q, want %q", d, got, want)
	}
}

func TestAYearIsSetByDifferences(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		y := newYearly(t, d)
		y.Activity("MIDI", nil)
		friday, wednesday := civil.New(2026, 12, 4), civil.New(2026, 12, 2)
		if _, applied, err := y.set("Mercredi travaillé", friday, wednesday); err != nil || !applied {
			t.Fatal(applied, err)
		}
		y.says(friday, "false true Mercredi travaillé")
		y.says(wednesday, "true true Mercredi travaillé")
		dbtest.Want(t, d, "select title from operations", "Calendrier 2026-2027, MIDI\u00a0: 1\u00a0jour ouvert, "+
			"1\u00a0jour fermé")
		// What equals the base rule is removed, not stored.
		if _, applied, err := y.set("Comme avant", friday, wednesday); err != nil || !applied {
			t.Fatal(applied, err)
		}
		y.says(friday, "true false ")
		y.says(wednesday, "false false ")
		dbtest.Want(t, d, "select count(*) from openings", "0")

		for field, wrong := range map[string]func() error{
			"motif": func() error { _, _, err := y.set("non", friday); return err },
			"jours": func() error { _, _, err := y.set("Rien du tout"); return err },
		} {
			var f *fault.Error
			if err := wrong(); !errors.As(err, &f) || f.Field != field || f.Kind != fault.Invalid {
				t.Errorf("%s: %v", field, err)
			}
		}
		// Days that are past are not part of a choice.
		if _, _, err := y.set("Trop tard", civil.New(2026, 11, 20)); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%v", err)
		}
		v := y.year("MIDI")
		for name, x := range map[string]settings.CalendarChange{
			"another":  {Year: v.Year, Activity: "RIEN", Seen: calendar.See(v.Days)},
			"no sight": {Year: v.Year, Activity: "MIDI", Turned: calendar.Turned{friday: true}, Reason: "Grève"},
		} {
			want := map[string]fault.Kind{"another": fault.NotFound, "no sight": fault.Conflict}[name]
			if _, _, err := y.SetCalendar(t.Context(), y.clerk, x); fault.KindOf(err) != want {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// A day with bookings is never skipped in silence: it becomes an opération, which shows whom it concerns.
func TestADayWithBookingsIsRehearsed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		y := newYearly(t, d)
		pool := y.Pool("SALLE", 10, 0)
		meal := y.Activity("MIDI", nil, pool)
		f := y.Family(1, meal)
		friday := civil.New(2026, 12, 4)
		booked(t, y.Town, f, meal, friday)
		if left := y.year("MIDI").Places[friday]; left != 9 {
			t.Errorf("%d places left", left)
		}
		if _, limited := y.year("MIDI").Places[civil.New(2026, 11, 20)]; limited {
			t.Error("a past day has places left")
		}
		id, applied, err := y.set("Grève du service", friday, friday+3)
		if err != nil || applied {
			t.Fatal(id, applied, err)
		}
		y.says(friday, "true false ")
		page, err := y.Operations.Operation(t.Context(), y.clerk, id)
		if err != nil || page.Counts.Cancelled != 1 || len(page.Settings) != 2 || page.Kind != operation.Calendar {
			t.Errorf("%+v, %v", page, err)
		}
	})
}

func TestAYearOfNothing(t *testing.T) {
	y := newYearly(t, dbtest.SQLite(t))
	if v := y.year(""); v.Activity != nil || v.Year != 2026 {
		t.Errorf("%+v", v)
	}
	y.Activity("SOIR", nil)
	y.Activity("MIDI", nil)
	if v, err := y.Calendar(t.Context(), desk.Actor{StructureID: y.Structure.ID, Revision: 9}, 1999, ""); err != nil ||
		v.Year != 2026 || v.Activity.Code != "MIDI" || len(v.Years) != 2 || !v.Known {
		t.Errorf("%+v, %v", v, err)
	}
	if v, err := y.Calendar(t.Context(), desk.Actor{StructureID: y.Structure.ID, Revision: 10}, 2027,
		"SOIR"); err != nil || v.Year != 2027 || v.Known {
		t.Errorf("%+v, %v", v.Year, err)
	}
	if _, err := y.Calendar(t.Context(), y.clerk, 2026, "RIEN"); fault.KindOf(err) != fault.NotFound {
		t.Error(err)
	}
}
