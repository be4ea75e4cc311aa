package portal

import (
	"slices"
	"strings"
	"testing"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/deadline"
	"cartable/app/domain/money"
	"cartable/app/domain/town"
	"cartable/db"
)

// saturday is 28 November 2026 at 10:00.
var saturday = time.Date(2026, 11, 28, 10, 0, 0, 0, db.Paris)

// offered is an activity: its name, its weekdays, its hours and its rule for booking.
type offered struct {
	name, days, from, to, by string
	floor                    *money.Cents
}

func clockTime(t *testing.T, s string) civil.TimeOfDay {
	t.Helper()
	at, err := civil.ParseTime(s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// homeOf returns a family of children, by name, enrolled in all activities.
func homeOf(t *testing.T, children []string, all ...offered) *family {
	t.Helper()
	purse := &town.Wallet{ID: 1, Name: "Services scolaires"}
	c := &town.Catalogue{Loc: db.Paris, Structure: town.Structure{Zone: civil.ZoneA, NightAt: 30,
		Closures: map[civil.Date]string{}}, Wallets: []*town.Wallet{purse}}
	f := &family{Facts: booking.NewFacts(saturday, c, 1)}
	for i, name := range children {
		f.children = append(f.children, db.ChildOf{ID: int64(i + 1), FirstName: name, Called: name})
	}
	for i, o := range all {
		by, err := deadline.ParseRule(o.by)
		if err != nil {
			t.Fatal(err)
		}
		a := &town.Activity{ID: int64(i + 1), Code: o.name, Name: o.name, Category: &town.Category{Wallet: purse,
			Floor: o.floor}, Term: town.TermAll, From: civil.New(2026, 9, 1), To: civil.New(2027, 7, 2),
			Start: clockTime(t, o.from), End: clockTime(t, o.to), BookBy: by,
			Openings: map[civil.Date]bool{}, Compatible: map[int64]bool{}}
		for _, day := range o.days {
			a.Weekdays[day-'0'] = true
		}
		c.Activities = append(c.Activities, a)
		for j := range f.children {
			f.children[j].Enrolments = append(f.children[j].Enrolments, booking.Enrolment{ChildID: int64(j + 1),
				ActivityID: a.ID, From: a.From, To: a.To})
		}
	}
	c.Index()
	return f
}

func held(child, activity int64, day civil.Date, s booking.Status) booking.Reservation {
	return booking.Reservation{
		FamilyID: 1,
		Key:      booking.Key{ChildID: child, ActivityID: activity, Date: day},
		Status:   s,
	}
}

var (
	morning = offered{name: "Accueil du matin", days: "1245", from: "07:30", to: "08:30", by: "J-1 18:00"}
	evening = offered{
		name: "Accueil du soir (goûter compris)",
		days: "1245",
		from: "16:30",
		to:   "18:30",
		by:   "J-1 18:00",
	}
	meal = offered{
		name: "Restauration – élémentaire",
		days: "1245",
		from: "12:00",
		to:   "13:30",
		by:   "S-1 jeu 12:00",
	}
	halfDay  = offered{name: "Mercredi 3-6 ans – matin", days: "3", from: "08:00", to: "12:00", by: "S-1 jeu 12:00"}
	wholeDay = offered{name: "Mercredi 3-6 ans – journée", days: "3", from: "08:00", to: "18:00", by: "S-1 jeu 12:00"}
)

// Activities that close at the same instant are one line, those of Wednesdays one word, and the soonest comes first.
func TestDeadlinesAreOneLineAnInstant(t *testing.T) {
	monday := civil.New(2026, 11, 30)
	f := homeOf(t, []string{"Léa", "Noé"}, meal, morning, evening, halfDay, wholeDay,
		offered{name: "Étude surveillée", days: "12", from: "17:00", to: "18:00", by: "J-2 18:00"},
		offered{name: "ALSH", days: "6", from: "09:00", to: "10:00", by: "M-1 20 23:59"})
	type line struct{ when, what string }
	for _, c := range []struct {
		name string
		live []booking.Reservation
		want []line
	}{
		{"nothing booked", nil, []line{
			{"aujourd'hui, 18 h", "lundi 30\u00a0: étude surveillée"},
			{"demain, 18 h", "lundi 30\u00a0: accueil du matin, du soir"},
			{"jeu. 3 déc., 12 h", "la semaine du 7 décembre\u00a0: restauration, activités du mercredi"}}},
		{"one child has the morning", []booking.Reservation{held(1, 2, monday, booking.Accepted)}, []line{
			{"aujourd'hui, 18 h", "lundi 30\u00a0: étude surveillée"},
			{"demain, 18 h", "lundi 30\u00a0: accueil du matin, du soir"},
			{"jeu. 3 déc., 12 h", "la semaine du 7 décembre\u00a0: restauration, activités du mercredi"}}},
		{"one child has both, the other the study, which takes the evening", []booking.Reservation{
			held(1, 2, monday, booking.Accepted), held(1, 3, monday, booking.Waitlisted),
			held(2, 6, monday, booking.Pending)}, []line{
			{"demain, 18 h", "lundi 30\u00a0: accueil du matin (Noé) ; " +
				"pour mardi 1er décembre\u00a0: étude surveillée"},
			{"lun. 30, 18 h", "mardi 1er décembre\u00a0: accueil du soir"},
			{"jeu. 3 déc., 12 h", "la semaine du 7 décembre\u00a0: restauration, activités du mercredi"}}},
	} {
		var got []line
		for _, d := range deadlines(f, c.live) {
			if len(got) < 3 {
				got = append(got, line{d.When, words(d.For)})
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s:\n%+v, want\n%+v", c.name, got, c.want)
		}
	}
	first := deadlines(f, nil)[0]
	if !first.Soon || first.ChildID != 1 || first.Date != monday || first.Longer {
		t.Errorf("%+v", first)
	}
	if third := deadlines(f, nil)[2]; third.Soon || !third.Longer || third.Date != monday+7 {
		t.Errorf("%+v", third)
	}
}

// words joins the parts of a deadline as the home page does.
func words(all []Closing) string {
	parts := make([]string, len(all))
	for i, one := range all {
		parts[i] = one.When + "\u00a0: " + one.What
	}
	return strings.Join(parts, " ; pour ")
}

// Nothing is said of what a debt closes, nor of what nobody can book.
func TestADeadlineIsOfWhatCanBeBooked(t *testing.T) {
	closed := meal
	closed.floor = new(money.Cents(-1000))
	f := homeOf(t, []string{"Léa"}, closed, morning)
	f.Balances[1] = -1000
	if all := deadlines(f, nil); len(all) != 1 || words(all[0].For) != "lundi 30\u00a0: accueil du matin" {
		t.Errorf("%+v", all)
	}
	f.children[0].Enrolments = nil
	if all := deadlines(f, nil); all != nil {
		t.Errorf("%+v", all)
	}
}

func TestNamesInALine(t *testing.T) {
	for _, c := range []struct {
		names []string
		want  string
	}{
		{[]string{"Accueil du matin", "Restauration", "Accueil du soir (goûter compris)"},
			"accueil du matin, du soir, restauration"},
		{[]string{"Restauration – maternelle", "Restauration – élémentaire"}, "restauration"},
		{[]string{"ALSH", "Éveil musical"}, "ALSH, éveil musical"},
	} {
		var all []*town.Activity
		for _, name := range c.names {
			all = append(all, &town.Activity{Name: name})
		}
		if got := shortNames(all); got != c.want {
			t.Errorf("%q: %q, want %q", c.names, got, c.want)
		}
	}
}
