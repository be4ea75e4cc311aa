package settings_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/ratio"
	"cartable/app/operation"
	"cartable/app/portal"
	"cartable/app/settings"
	"cartable/db"
	"cartable/db/dbtest"
)

// wednesday is a school day on which the care of these tests is open.
var wednesday = civil.New(2026, 12, 2)

// leisure is a town with a Wednesday of more than five hours, in one pool.
type leisure struct {
	*dbtest.Town
	settings *settings.Settings
	actor    desk.Actor
	now      time.Time
	care     int64
	families []dbtest.Family
}

func newLeisure(t *testing.T, d *db.DB, places, waitlist int) *leisure {
	l := &leisure{Town: dbtest.NewTown(t, d), now: time.Date(2026, 11, 23, 12, 0, 0, 0, db.Paris)}
	l.exec("update categories set nature = 'care'")
	l.care = l.Activity("MERCREDI", func(a *db.Activity) {
		a.Weekdays, a.StartAt, a.EndAt, a.Term = "3", 480, 1080, "school"
	}, l.Pool("ALSH", places, waitlist))
	for range 4 {
		l.families = append(l.families, l.Family(1, l.care))
	}
	clock := func() time.Time { return l.now }
	base := desk.Base{DB: d, Catalogues: db.NewCatalogues(clock), Now: clock}
	l.settings = &settings.Settings{Base: base, Operations: &operation.Operations{Base: base, Ring: func() {},
		BaseURL: "https://portail.example.org", MailHost: "portail.example.org"}}
	l.actor = desk.Actor{StructureID: l.Structure.ID, AccountID: l.families[0].AccountID, Revision: 1}
	staff := db.Staff{AccountID: l.actor.AccountID, StructureID: l.Structure.ID, Role: "administrator"}
	if _, err := d.Write().NewInsert().Model(&staff).Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
	return l
}

func (l *leisure) exec(query string, args ...any) {
	l.T.Helper()
	if _, err := l.DB.Write().ExecContext(l.T.Context(), query, args...); err != nil {
		l.T.Fatal(err)
	}
}

// row returns the row of the Wednesday.
func (l *leisure) row() settings.PlacesRow {
	l.T.Helper()
	page, err := l.settings.Places(l.T.Context(), l.fresh(), settings.PlacesQuery{Day: wednesday})
	if err != nil || len(page.Rows) != 1 {
		l.T.Fatalf("%d rows, %v", len(page.Rows), err)
	}
	return page.Rows[0]
}

// fresh is the actor with the town's revision, as a session reads it.
func (l *leisure) fresh() desk.Actor {
	c, err := l.settings.Catalogues.Current(l.T.Context(), l.DB.Read(), l.Structure.ID)
	if err != nil {
		l.T.Fatal(err)
	}
	d := l.actor
	d.Revision = c.Structure.Revision
	return d
}

// typed returns the row's form, unchanged.
func typed(r settings.PlacesRow) settings.PlacesTyped {
	return settings.PlacesTyped{Key: r.Key, Shown: r.Shown(), TeamShown: r.TeamShown()}
}

// sets changes the places of the Wednesday, and applies the opération if it concerns anybody.
func (l *leisure) sets(places string) {
	l.T.Helper()
	ctx, one := l.T.Context(), typed(l.row())
	one.Places = places
	id, applied, err := l.settings.SetPlaces(ctx, l.fresh(), settings.PlacesForm{Rows: []settings.PlacesTyped{one},
		Reason: "Un animateur absent"})
	if err != nil {
		l.T.Fatal(err)
	}
	if applied {
		return
	}
	page, err := l.settings.Operations.Operation(ctx, l.fresh(), id)
	if err != nil {
		l.T.Fatal(err)
	}
	err = l.settings.Operations.Apply(ctx, l.fresh(), id, operation.Consent{Fingerprint: page.Fingerprint})
	if err != nil {
		l.T.Fatal(err)
	}
}

// books validates the Wednesday for a family, and returns what became of it.
func (l *leisure) books(n int) string {
	l.T.Helper()
	ctx, f := l.T.Context(), l.families[n]
	p := portal.Portal{DB: l.DB, Catalogues: l.settings.Catalogues, Now: l.settings.Now, SecretKey: []byte("secret")}
	v := portal.Viewer{AccountID: f.AccountID, FamilyID: f.ID, StructureID: l.Structure.ID,
		Revision: l.fresh().Revision, Families: 1}
	if _, err := p.Save(ctx, v, portal.Boxes{ChildID: f.Children[0], Activity: "MERCREDI", Month: wednesday.Month(),
		Shown: []civil.Date{wednesday}, Ticked: []civil.Date{wednesday}}); err != nil {
		l.T.Fatal(err)
	}
	recap, err := p.Recap(ctx, v)
	if err == nil && len(recap.Bookings) > 0 {
		_, err = p.Validate(ctx, v, recap.RecapKey)
	}
	if err != nil {
		l.T.Fatal(err)
	}
	states := dbtest.Query(l.T.(*testing.T), l.DB, "select state from reservations where child_id = "+
		dbtest.Query(l.T.(*testing.T), l.DB, "select min(child_id) from family_children where family_id = "+
			fmt.Sprint(f.ID))[0])
	if len(states) == 0 {
		return ""
	}
	return states[0]
}

// Lowering cancels nobody and takes nobody more; raising serves who waits before any newcomer.
func TestPlacesFallAndGrow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLeisure(t, d, 2, 5)
		if got := l.books(0) + l.books(1) + l.books(2); got != "acceptedacceptedwaitlisted" {
			t.Fatal(got)
		}
		l.sets("1")
		if r := l.row(); r.Over != 1 || r.Taken != 2 || r.Waiting != 1 || *r.Own != 1 {
			t.Errorf("lowered: %+v", r)
		}
		found, err := d.Read().Check(t.Context())
		if err != nil || len(found) != 0 {
			t.Errorf("over by a lowering is no fault: %q, %v", found, err)
		}
		l.sets("3") // one place, for whoever waits
		if got := l.books(3); got != "waitlisted" {
			t.Errorf("a newcomer overtakes: %s", got)
		}
		l.sets("4")
		l.sets("")
		if r := l.row(); r.Own != nil || *r.Places != 2 {
			t.Errorf("as on the other days: %+v", r)
		}
		l.Sound()
	})
}

// An acceptance above the places is an oversell, and check says so, whatever was lowered before or long after it.
func TestCheckTellsAnOversellFromALowering(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLeisure(t, d, 2, 5)
		l.books(0)
		l.sets("1")
		l.now = l.now.Add(time.Hour)
		l.exec("insert into capacities (pool_id, date, capacity) select id, '2026-12-02', 9 from pools " +
			"where 1 = 1 on conflict (pool_id, date) do update set capacity = 9")
		l.exec("update structures set revision = revision + 1")
		l.books(1) // there was no place: a hand in the database made one
		l.exec("update capacities set capacity = 1")
		l.exec("update structures set revision = revision + 1")
		found, err := d.Read().Check(t.Context())
		if err != nil || len(found) != 1 {
			t.Errorf("%q, %v", found, err)
		}
		l.now = l.now.Add(time.Hour)
		l.sets("0")
		if found, err = d.Read().Check(t.Context()); err != nil || len(found) != 1 {
			t.Errorf("lowered afterwards: %q, %v", found, err)
		}
	})
}

// Who is there gives the legal places, and the places of the day if that is asked for.
func TestPlacesByTheTeam(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		l := newLeisure(t, d, 2, 5)
		l.exec("update children set birth_date = '2020-12-03' where id = ?", l.families[0].Children[0]) // six tomorrow
		l.exec("update children set birth_date = '2020-12-02' where id = ?", l.families[1].Children[0]) // six today
		l.books(0)
		l.books(1)
		r := l.row()
		if r.Law == nil || r.Law.Law != "CASF, R.227-16, I" || r.Need != 2 ||
			r.Peak != (ratio.Children{Under6: 1, Over6: 1}) {
			t.Fatalf("%+v", r.Staffing)
		}
		one := typed(r)
		one.ByTeam = true
		form := func(one settings.PlacesTyped) settings.PlacesForm {
			return settings.PlacesForm{Rows: []settings.PlacesTyped{one}, Reason: "Trois animateurs"}
		}
		if _, _, err := l.settings.SetPlaces(ctx, l.fresh(), form(one)); placeField(err) != "places-0" {
			t.Errorf("places of a team that nobody knows: %v", err)
		}
		for _, wrong := range []settings.PlacesTyped{{Animators: "x"}, {Animators: "-1"}, {Animators: "2", Under6: "3"},
			{Director: true}} {
			wrong.Key, wrong.TeamShown = r.Key, r.TeamShown()
			if err := l.settings.SetAnimators(ctx, l.fresh(), form(wrong)); placeField(err) != "animateurs-0" {
				t.Errorf("%+v: %v", wrong, err)
			}
		}
		one.Animators, one.Director = "3", true
		unsaid := form(one)
		unsaid.Reason = "non" // too short
		if _, _, err := l.settings.SetPlaces(ctx, l.fresh(), unsaid); fault.KindOf(err) != fault.Invalid {
			t.Errorf("places without a reason: %v", err)
		}
		dbtest.Want(t, d, "select count(*) from animators", "0") // all of the form, or nothing
		dbtest.Want(t, d, "select count(*) from audit", "0")
		if err := l.settings.SetAnimators(ctx, l.fresh(), form(one)); err != nil {
			t.Fatal(err)
		}
		dbtest.Want(t, d, "select subject, was, became from audit where action = 'animators.set'",
			"ALSH, mercredi 2 décembre 2026 non indiqués 3 animateurs et le directeur")
		if r = l.row(); r.Legal != 8+3*12 || r.Lacks != 0 || r.TeamShown() != "3+1/" {
			t.Errorf("%+v", r)
		}
		if err := l.settings.SetAnimators(ctx, l.fresh(), form(one)); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a second clerk with an old form: %v", err)
		}
		one.TeamShown = r.TeamShown()
		if _, applied, err := l.settings.SetPlaces(ctx, l.fresh(), form(one)); err != nil || !applied {
			t.Errorf("more places for nobody who waits: %t, %v", applied, err)
		}
		if r = l.row(); r.Own == nil || *r.Own != 44 {
			t.Errorf("%+v", r)
		}
		if _, _, err := l.settings.SetPlaces(ctx, l.fresh(), form(one)); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a second clerk with old places: %v", err)
		}
		gone := typed(r)
		gone.Animators = ""
		if err := l.settings.SetAnimators(ctx, l.fresh(), form(gone)); err != nil || l.row().Team != nil {
			t.Errorf("nobody says who is there any more: %v", err)
		}
		if err := l.settings.SetAnimators(ctx, l.fresh(), settings.PlacesForm{Rows: []settings.PlacesTyped{
			{Key: "AILLEURS 2026-12-02"}}}); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a pool of another town: %v", err)
		}
	})
}

func placeField(err error) string {
	var many fault.Many
	if errors.As(err, &many) && len(many) > 0 {
		return many[0].Field
	}
	var one *fault.Error
	if errors.As(err, &one) {
		return one.Field
	}
	return ""
}

// Who was there on a past day is what the law asks about: no form changes it, not even a forged one.
func TestThePastTeamStays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLeisure(t, d, 10, 5)
		one := typed(l.row())
		one.Animators = "3"
		l.now = wednesday.AddDays(1).At(0, db.Paris)
		err := l.settings.SetAnimators(t.Context(), l.fresh(), settings.PlacesForm{Rows: []settings.PlacesTyped{one}})
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("got %v", err)
		}
		dbtest.Want(t, d, "select count(*) from animators", "0")
	})
}
