package settings_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/operation"
	"cartable/app/settings"
	"cartable/db"
	"cartable/db/dbtest"
)

// booked adds an accepted reservation.
func booked(t *testing.T, w *dbtest.Town, f dbtest.Family, activity int64, d civil.Date) {
	t.Helper()
	r := db.Reservation{ChildID: f.Children[0], FamilyID: f.ID, StructureID: w.Structure.ID, ActivityID: activity,
		Date: d, State: string(booking.Accepted), Price: 400, Quantity: 1, RequestedAt: noonUTC}
	if _, err := w.DB.Write().NewInsert().Model(&r).Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := w.DB.Tx(t.Context(), func(ctx context.Context, q db.Q) error {
		return q.RecountStructure(ctx, w.Structure.ID)
	}); err != nil {
		t.Fatal(err)
	}
}

var noonUTC = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func TestDaysAreClosedAndOpenedAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		y := newYearly(t, d)
		pool := y.Pool("SALLE", 10, 0)
		y.Activity("MIDI", nil, pool)
		y.Activity("MERCREDI", func(a *db.Activity) { a.Weekdays = "3" }, pool)
		y.Activity("SOIR", nil)
		thursday := civil.New(2026, 12, 3)
		close := func(f settings.ClosingForm, title string) {
			t.Helper()
			id, applied, err := y.Close(t.Context(), y.clerk, f)
			if err != nil || !applied {
				t.Fatal(applied, err)
			}
			page, err := y.Operations.Operation(t.Context(), y.clerk, id)
			if err != nil || page.Title != title || page.Kind != operation.Closing {
				t.Errorf("%q, %v", page.Title, err)
			}
		}
		closing, err := y.Closing(t.Context(), y.clerk)
		if err != nil || len(closing.Activities) != 3 || closing.Activities[0].Code != "MERCREDI" ||
			len(closing.Pools) != 1 {
			t.Fatalf("%+v, %v", closing, err)
		}
		close(settings.ClosingForm{Motive: "greve", From: "2026-12-03", To: "04/12/2026", What: settings.WholeTown,
			Service: []string{"MERCREDI"}}, "Fermer toute la commune, du jeudi 3 au vendredi 4 décembre 2026")
		y.says(thursday, "false false ")
		dbtest.Want(t, d, "select label from closures order by date", "Grève", "Grève")
		dbtest.Want(t, d, "select label from openings order by date", "Service d'accueil", "Service d'accueil")
		dbtest.Want(t, d, "select words from operations",
			"En raison d'un mouvement de grève, les services de la commune sont fermés du jeudi 3 au vendredi "+
				"4 décembre 2026. Service d'accueil\u00a0: MERCREDI. Ces journées ne vous seront pas "+
				"facturées.")
		close(settings.ClosingForm{Motive: "sortie", From: "2026-12-01", To: "2026-12-07",
			What:       settings.SomeActivities,
			Activities: []string{"MIDI"}, Reason: "au musée"},
			"Fermer MIDI, le mardi 1er décembre 2026 et le lundi 7 décembre 2026")
		dbtest.Want(t, d, "select reason from operations where kind = 'closing' order by id desc limit 1",
			"Sortie scolaire\u00a0: au musée")
		close(settings.ClosingForm{Motive: "autre", From: "2026-12-08", To: "2026-12-09", What: settings.OnePool,
			Pool: "SALLE", Reason: "Panne de chauffage"},
			"Fermer MIDI et MERCREDI, du mardi 8 au mercredi 9 décembre 2026")
		dbtest.Want(t, d, "select distinct label from openings where date > '2026-12-07'", "Panne de chauffage")

		id, applied, err := y.ReopenDays(t.Context(), y.clerk, []civil.Date{thursday, thursday, thursday + 9},
			"La grève est levée")
		if err != nil || !applied {
			t.Fatal(id, applied, err)
		}
		y.says(thursday, "true false ")
		dbtest.Want(t, d, "select title from operations order by id desc limit 1", "Rouvrir le jeudi 3 décembre 2026")
		if _, _, err := y.ReopenDays(t.Context(), y.clerk, []civil.Date{thursday}, "Encore une fois"); fault.KindOf(
			err) != fault.Invalid {
			t.Error(err)
		}
		if _, _, err := y.ReopenDays(t.Context(), y.clerk, []civil.Date{thursday + 1}, "non"); fault.KindOf(
			err) != fault.Invalid {
			t.Error(err)
		}
	})
}

func TestAClosureThatCannotBeIsSaidByField(t *testing.T) {
	y := newYearly(t, dbtest.SQLite(t))
	y.Activity("MIDI", nil, y.Pool("SALLE", 10, 0))
	for want, f := range map[string]settings.ClosingForm{
		"pourquoi du quoi": {},
		"motif":            {Motive: "autre", From: "2026-12-03", What: settings.WholeTown, Reason: "non"},
		"au":               {Motive: "pont", From: "2026-12-03", To: "bientôt", What: settings.WholeTown},
		"au ":              {Motive: "pont", From: "2026-12-03", To: "2026-12-02", What: settings.WholeTown},
		"au  ":             {Motive: "pont", From: "2026-12-03", To: "2027-12-03", What: settings.WholeTown},
		"du":               {Motive: "pont", From: "2026-10-03", What: settings.WholeTown},
		"du ":              {Motive: "pont", From: "2029-10-03", What: settings.WholeTown},
		"du  ":             {Motive: "pont", From: "2026-12-05", To: "2026-12-06", What: settings.WholeTown},
		"activites": {Motive: "pont", From: "2026-12-03", What: settings.SomeActivities,
			Activities: []string{"X"}},
		"groupe": {Motive: "pont", From: "2026-12-03", What: settings.OnePool, Pool: "X"},
	} {
		_, _, err := y.Close(t.Context(), y.clerk, f)
		var many fault.Many
		var one *fault.Error
		var fields []string
		switch {
		case errors.As(err, &many):
			for _, e := range many {
				fields = append(fields, e.Field)
			}
		case errors.As(err, &one):
			fields = append(fields, one.Field)
		}
		if got := strings.Join(fields, " "); got != strings.TrimRight(want, " ") {
			t.Errorf("%q: %v", want, err)
		}
	}
}

// Days that are closed already are said, and so is an activity that stays open because it was opened on that day.
func TestWhatIsAlreadyClosedIsSaid(t *testing.T) {
	y := newYearly(t, dbtest.SQLite(t))
	y.Activity("MIDI", nil)
	y.Activity("SOIR", nil)
	thursday := civil.New(2026, 12, 3)
	if _, _, err := y.Close(t.Context(), y.clerk, settings.ClosingForm{Motive: "neige", From: thursday.String(),
		What: settings.WholeTown}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := y.set("Restauration maintenue", thursday, thursday+1-2); err != nil {
		t.Fatal(err)
	}
	if _, _, err := y.Close(t.Context(), y.clerk, settings.ClosingForm{Motive: "neige", From: "2026-12-01",
		To:   "2026-12-04",
		What: settings.WholeTown}); err != nil {
		t.Fatal(err)
	}
	dbtest.Want(t, y.DB, "select title from operations order by id desc limit 1", "Fermer toute la commune, le mardi "+
		"1er décembre 2026 et le vendredi 4 décembre 2026 (déjà fermé le mercredi 2 décembre et le jeudi 3 décembre). "+
		"Ouverture exceptionnelle maintenue\u00a0: MIDI")
}

// A teacher is away: the day is left to the families of the class. Past the deadline and until the hour they may give
// it up without charge; the others may not. They are written to, and undone, the deadline is back.
func TestAClassIsLeftToItsFamilies(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		y := newYearly(t, d)
		meal := y.Activity("MIDI", nil, y.Pool("SALLE", 10, 0))
		theirs, others := y.Family(1, meal), y.Family(1, meal)
		for _, change := range []string{
			"insert into schools (structure_id, code, name) values (1, 'E1', 'Jean-Moulin')",
			"insert into classes (school_id, code, name) values (1, 'C1', 'CE1')",
			fmt.Sprint("update children set school_id = 1, class_id = 1 where id = ", theirs.Children[0]),
			"update structures set revision = revision + 1",
		} {
			if _, err := d.Write().ExecContext(t.Context(), change); err != nil {
				t.Fatal(err)
			}
		}
		thursday := civil.New(2026, 12, 3)
		booked(t, y.Town, theirs, meal, thursday)
		booked(t, y.Town, others, meal, thursday)
		form := settings.ClosingForm{Motive: "absent", From: "2026-12-03", What: settings.OneClass, Class: "E1 C1",
			Choose: true, Until: "09:00"}
		for field, wrong := range map[string]func(*settings.ClosingForm){
			"choix":  func(f *settings.ClosingForm) { f.What = settings.WholeTown },
			"jusqua": func(f *settings.ClosingForm) { f.Until = "midi" },
		} {
			bad := form
			wrong(&bad)
			if _, _, err := y.Close(t.Context(), y.clerk, bad); !strings.Contains(faultsOf(err), field) {
				t.Errorf("%s: %v", field, err)
			}
		}
		id, applied, err := y.Close(t.Context(), y.clerk, form)
		if err != nil || applied {
			t.Fatal(applied, err)
		}
		page, err := y.Operations.Operation(t.Context(), y.clerk, id)
		if err != nil || page.Counts.Cancelled != 0 || page.Counts.Mails != 1 ||
			page.Title != "Laisser le choix aux familles de la classe CE1 (Jean-Moulin), le jeudi 3 décembre 2026" ||
			!strings.Contains(page.Words, "ou les annuler sans frais le jour même avant 9 h.") {
			t.Fatalf("%+v, %v", page, err)
		}
		limit := func(f dbtest.Family) string {
			t.Helper()
			c, err := y.Catalogues.Current(t.Context(), d.Read(), 1)
			if err != nil {
				t.Fatal(err)
			}
			var children []db.ChildOf
			if err := d.Read().Together(t.Context(), db.ReadChildren(f.ID, 0, &children)); err != nil {
				t.Fatal(err)
			}
			return c.GiveUpLimit(c.ActivityByID(meal), thursday, children[0].Pupil).In(db.Paris).Format("02 15:04")
		}
		read := operation.Consent{Fingerprint: page.Fingerprint, Words: page.Words}
		if err := y.Operations.Apply(t.Context(), y.clerk, id, read); err != nil {
			t.Fatal(err)
		}
		if err := y.Operations.Work(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		dbtest.Want(t, d, "select count(*) from reservations where state = 'accepted'", "2")
		if limit(theirs) != "03 09:00" || limit(others) != "02 18:00" {
			t.Errorf("%s and %s", limit(theirs), limit(others))
		}
		if err := y.Operations.WriteMails(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		dbtest.Want(t, d, "select family_id from mails", strconv.FormatInt(theirs.ID, 10))
		if _, _, err := y.Close(t.Context(), y.clerk, form); fault.KindOf(err) != fault.Invalid {
			t.Errorf("twice: %v", err)
		}
		if err := y.Operations.Undo(t.Context(), y.clerk, id, "elle est revenue"); err != nil {
			t.Fatal(err)
		}
		if err := y.Operations.Work(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		if limit(theirs) != "02 18:00" {
			t.Errorf("undone: %s", limit(theirs))
		}
		y.Sound()
	})
}

// The outing of one class closes the day for its children alone: the others keep their bookings. Undone, all is back.
func TestOneClassIsClosed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		y := newYearly(t, d)
		meal := y.Activity("MIDI", nil, y.Pool("SALLE", 10, 0))
		theirs, others := y.Family(1, meal), y.Family(1, meal)
		exec := func(query string, args ...any) {
			t.Helper()
			if _, err := d.Write().ExecContext(t.Context(), query, args...); err != nil {
				t.Fatal(err)
			}
		}
		exec("insert into schools (structure_id, code, name) values (?, 'E1', 'Jean-Moulin')", y.Structure.ID)
		exec("insert into classes (school_id, code, name) select id, 'C1', 'CE1' from schools")
		exec("insert into classes (school_id, code, name) select id, 'C2', 'CE2' from schools")
		for code, f := range map[string]dbtest.Family{"C1": theirs, "C2": others} {
			exec("update children set school_id = (select id from schools), class_id = (select id from classes where "+
				"code = ?) where id = ?", code, f.Children[0])
		}
		exec("update structures set revision = revision + 1")
		thursday := civil.New(2026, 12, 3)
		booked(t, y.Town, theirs, meal, thursday)
		booked(t, y.Town, others, meal, thursday)

		id, applied, err := y.Close(t.Context(), y.clerk, settings.ClosingForm{Motive: "sortie", From: "2026-12-03",
			What: settings.OneClass, Class: "E1 C1"})
		if err != nil || applied {
			t.Fatal(applied, err)
		}
		page, err := y.Operations.Operation(t.Context(), y.clerk, id)
		if err != nil || page.Counts.Cancelled != 1 || page.Counts.Families != 1 {
			t.Fatalf("%+v, %v", page.Counts, err)
		}
		read := operation.Consent{Fingerprint: page.Fingerprint}
		if err := y.Operations.Apply(t.Context(), y.clerk, id, read); err != nil {
			t.Fatal(err)
		}
		if err := y.Operations.Work(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		const live = "select family_id from reservations where state = 'accepted' order by 1"
		dbtest.Want(t, d, live, strconv.FormatInt(others.ID, 10))
		if err := y.Operations.Undo(t.Context(), y.clerk, id, "sortie annulée"); err != nil {
			t.Fatal(err)
		}
		if err := y.Operations.Work(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		dbtest.Want(t, d, live, strconv.FormatInt(theirs.ID, 10), strconv.FormatInt(others.ID, 10))
		y.Sound()
		if _, _, err := y.Close(t.Context(), y.clerk, settings.ClosingForm{Motive: "sortie", From: "2026-12-03",
			What: settings.OneClass, Class: "E1 C9"}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a class that is none: %v", err)
		}
	})
}
