package office_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cartable/app/absence"
	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/kitchen"
	"cartable/app/domain/sickness"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
	"cartable/app/office"
	"cartable/app/operation"
	"cartable/db"
	"cartable/db/dbtest"
)

// friday is the day of the meals: their number is frozen on Thursday at noon.
const friday = 1

// pantry is a town hall with a kitchen, and two families of two children.
type pantry struct {
	*desktest.Counter
	t          *testing.T
	ctx        context.Context
	date       civil.Date
	kids       []int64
	homes      map[int64]dbtest.Family
	absences   *absence.Absences
	operations *operation.Operations
}

func newPantry(t *testing.T, w *dbtest.Town, login string) *pantry {
	c := desktest.CounterOf(w, login)
	p := &pantry{Counter: c, t: t, ctx: context.Background(), date: desktest.Thursday + friday,
		homes: map[int64]dbtest.Family{}}
	base := c.Office.Base
	p.absences = &absence.Absences{Base: base, MailHost: "example.org"}
	p.operations = &operation.Operations{Base: base, MailHost: "example.org", Ring: func() {}}
	p.Insert(&db.Staff{AccountID: c.Desk.AccountID, StructureID: c.Structure.ID, Role: "administrator"})
	p.Insert(&db.School{StructureID: c.Structure.ID, Code: "A", Name: "École A"})
	p.Exec("update activities set kind = 'meal', kitchen_by = 'J-1 12:00' where id = ?", c.Meal)
	p.Exec("update activities set kind = 'before-after-school' where id = ?", c.Care)
	p.Exec("update structures set caterer = 'repas@traiteur.example', revision = revision + 1 where id = ?",
		c.Structure.ID)
	for n := range 2 {
		f := w.Family(2, c.Meal)
		for i, kid := range f.Children {
			p.kids, p.homes[kid] = append(p.kids, kid), f
			p.Exec("update children set school = ?, class = ?, first_name = ? where id = ?",
				[]string{"École A", "École B"}[n], []string{"CP", "CE1"}[i], fmt.Sprintf("Enfant%d%d", n, i), kid)
		}
	}
	p.actor()
	return p
}

// actor reads the revision of the town: a page does it at each request.
func (p *pantry) actor() {
	p.T.Helper()
	if err := p.DB.Read().NewSelect().Table("structures").Column("revision").Where("id = ?",
		p.Structure.ID).Scan(p.ctx, &p.Desk.Revision); err != nil {
		p.T.Fatal(err)
	}
}

func (p *pantry) diet(kid int64, diet, allergies string) {
	p.Exec("update children set diet = ?, allergies = ? where id = ?", diet, allergies, kid)
}

// book books the day as an origin does.
func (p *pantry) book(kid int64, origin string, state booking.Status) {
	p.T.Helper()
	err := p.DB.Tx(p.ctx, func(ctx context.Context, q db.Q) error {
		if _, found, err := q.LiveOn(ctx, kid, p.Meal, p.date); err != nil || found {
			return err
		}
		return q.Book(ctx, []db.Reservation{{StructureID: p.Structure.ID, FamilyID: p.homes[kid].ID, ChildID: kid,
			ActivityID: p.Meal, Date: p.date, State: string(state), RequestedAt: p.Now.UTC(), Quantity: 1}},
			db.Movement{Origin: origin, At: p.Now.UTC()})
	})
	if err != nil {
		p.T.Fatal(err)
	}
}

// cancel cancels the day as an origin does.
func (p *pantry) cancel(kid int64, origin string) {
	p.T.Helper()
	err := p.DB.Tx(p.ctx, func(ctx context.Context, q db.Q) error {
		live, found, err := q.LiveOn(ctx, kid, p.Meal, p.date)
		if err != nil || !found {
			return err
		}
		return q.GiveUp(ctx, p.Structure.ID, []booking.Reservation{live}, db.Movement{Origin: origin, At: p.Now.UTC()})
	})
	if err != nil {
		p.T.Fatal(err)
	}
}

func (p *pantry) freeze() {
	p.T.Helper()
	if err := p.Office.FreezeMeals(p.ctx); err != nil {
		p.T.Fatal(err)
	}
}

// day returns the meals of the day, which the page must have.
func (p *pantry) day() office.ActivityMeals {
	p.T.Helper()
	p.actor()
	page, err := p.Office.KitchenDay(p.ctx, p.Desk, p.date)
	if err != nil {
		p.T.Fatal(err)
	}
	for _, s := range page.Activities {
		if s.Code == "RESTO" {
			return s
		}
	}
	return office.ActivityMeals{}
}

// closing closes the day by an opération.
func (p *pantry) closing(r interface{ Fatal(...any) }) {
	p.settle(r, town.ClosureEntry{Date: p.date, Label: "Grève"})
}

// settle changes settings by an opération.
func (p *pantry) settle(r interface{ Fatal(...any) }, nouns ...town.Noun) {
	s, err := p.operations.Settings(p.ctx, p.Desk)
	if err != nil {
		r.Fatal(err)
	}
	changes, err := s.Changes(nouns)
	if err != nil {
		r.Fatal(err)
	}
	id, applied, err := p.operations.Prepare(p.ctx, p.Desk, operation.Request{Kind: operation.Closing,
		Title: "Fermer vendredi", Reason: "grève nationale", Changes: changes})
	known(r, err)
	if err != nil || applied || id == 0 { // closed already, or it concerned nobody
		return
	}
	p.actor()
	page, err := p.operations.Operation(p.ctx, p.Desk, id)
	if err == nil {
		err = p.operations.Apply(p.ctx, p.Desk, id, operation.Consent{Fingerprint: page.Fingerprint, Words: page.Words})
	}
	if err == nil {
		err = p.operations.Work(p.ctx, id)
	}
	known(r, err)
}

// known fails for a bug, and accepts a refusal.
func known(r interface{ Fatal(...any) }, err error) {
	if err != nil && fault.KindOf(err) == fault.Internal {
		r.Fatal(err)
	}
}

// step does something to the day.
func (p *pantry) step(r *rapid.T) {
	kid := rapid.SampledFrom(p.kids).Draw(r, "kid")
	p.actor()
	switch rapid.IntRange(0, 11).Draw(r, "what") {
	case 0, 1:
		p.book(kid, rapid.SampledFrom([]string{"portal", "staff"}).Draw(r, "origin"), rapid.SampledFrom(
			[]booking.Status{booking.Accepted, booking.Accepted, booking.Waitlisted}).Draw(r, "state"))
	case 2:
		p.cancel(kid, rapid.SampledFrom([]string{"portal", "staff"}).Draw(r, "origin"))
	case 3:
		_, err := p.absences.Tell(p.ctx, absence.Teller{Actor: p.Desk}, kid, []civil.Date{p.date}, sickness.ByPhone)
		known(r, err)
	case 4:
		known(r, p.Office.Came(p.ctx, p.Desk, "RESTO", p.date, kid, p.homes[kid].ID))
	case 5:
		var roll []db.Roll
		roll, err := p.DB.Read().Roll(p.ctx, p.Structure.ID, p.Meal, p.date)
		known(r, err)
		for _, one := range roll {
			if one.ChildID == kid {
				known(r, p.Office.Mark(p.ctx, p.Desk, office.Mark{Activity: "RESTO", Date: p.date,
					ReservationID: one.ID, Reason: "vérifié", Attendance: rapid.SampledFrom([]wallet.Attendance{
						wallet.Present, wallet.AbsentJustified, wallet.AbsentUnjustified}).Draw(r, "mark")}))
			}
		}
	case 6:
		p.closing(r)
	case 7:
		p.RunNight()
	case 8:
		p.diet(kid, rapid.SampledFrom([]string{"", "Sans porc", "Sans viande", "Sans gluten"}).Draw(r, "diet"),
			rapid.SampledFrom([]string{"", "PAI : arachide"}).Draw(r, "allergies"))
	case 9:
		known(r, p.Office.AskMeals(p.ctx, p.Desk, office.ExtraMeals{Date: p.date, Activity: "RESTO",
			School: rapid.SampledFrom([]string{"", "École A"}).Draw(r, "school"), Kind: kitchen.Adult,
			Number: strconv.Itoa(rapid.IntRange(0, 3).Draw(r, "number")), Words: "stagiaires"}))
	case 10:
		known(r, p.Office.SendDifference(p.ctx, p.Desk, "RESTO", p.date, p.day().Last))
	case 11:
		if p.Now = p.Now.Add(time.Duration(rapid.IntRange(1, 9).Draw(r, "hours")) * time.Hour); p.Now.After(
			p.date.At(23*60, db.Paris)) {
			p.Now = p.date.At(23*60, db.Paris)
		}
		p.freeze()
	}
}

// failer is a test, or an example of a property.
type failer interface {
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// adds checks that everything that the pages say adds up to what the reservations are.
func (p *pantry) adds(r failer) {
	s := p.day()
	want := map[kitchen.Kind]int{}
	for _, row := range dbtest.Query(p.t, p.DB, fmt.Sprintf(`select c.diet || '|' || c.allergies from reservations r
		join children c on c.id = r.child_id where r.activity_id = %d and r.date = '%s' and r.state = 'accepted'
		and coalesce(r.attendance, 'present') = 'present'`, p.Meal, p.date)) {
		diet, allergies, _ := strings.Cut(row, "|")
		want[kitchen.Of(strings.TrimSpace(diet), strings.TrimSpace(allergies))]++
	}
	for _, row := range dbtest.Query(p.t, p.DB, fmt.Sprintf(`select sum(number) from extra_meals
		where activity_id = %d and date = '%s' having sum(number) <> 0`, p.Meal, p.date)) {
		want[kitchen.Adult], _ = strconv.Atoi(strings.TrimSpace(row))
	}
	now := map[kitchen.Kind]int{}
	for i, kind := range s.Kinds {
		now[kind] = s.ByKind[i].Now()
		if s.ByKind[i].Now() != want[kind] {
			r.Fatalf("%s: the page says %d, the reservations %d", kind, s.ByKind[i].Now(), want[kind])
		}
		moved := 0
		for _, l := range s.Lines {
			if l.Kind == kind {
				moved += l.By
			}
		}
		if s.State == office.Frozen && s.ByKind[i].Frozen+moved != s.ByKind[i].Now() {
			r.Fatalf("%s: %d frozen, %+d, %d now: %+v", kind, s.ByKind[i].Frozen, moved, s.ByKind[i].Now(), s.Lines)
		}
	}
	for kind, n := range want {
		if n != now[kind] {
			r.Fatalf("%s: the page says %d, the reservations %d", kind, now[kind], n)
		}
	}
	for _, l := range s.Lines {
		if l.Why == "" {
			r.Fatalf("a change without a cause: %+v", l)
		}
		if l.First != "" && l.Kind != kitchen.Standard {
			r.Fatalf("a line names a child with a diet: %+v", l)
		}
		if l.First != "" && strings.HasPrefix(l.Why, "dossier modifié") {
			r.Fatalf("a line names a child whose other line says its diet: %+v", l)
		}
	}
	ordered := 0
	for _, o := range s.Orders {
		ordered += o.More - o.Fewer
	}
	if s.State == office.Frozen && ordered+s.Difference.Total() != s.Total.Now() {
		r.Fatalf("%d ordered, %+d not told, %d now", ordered, s.Difference.Total(), s.Total.Now())
	}
	week, err := p.Office.Kitchen(p.ctx, p.Desk, p.date, false)
	known(r, err)
	for _, d := range week.Days {
		if d.Date == p.date && d.Total != s.Total {
			r.Fatalf("the week says %+v, the day %+v", d.Total, s.Total)
		}
	}
}

// Whatever families, staff and nights do, what was frozen and its changes are what there is to cook, and an order and
// its differences are what was counted.
func TestTheKitchenAddsUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		towns := 0
		rapid.Check(t, func(r *rapid.T) {
			towns++
			p := newPantry(t, dbtest.NewOne(t, d, towns), fmt.Sprintf("accueil%d", towns))
			p.Now = desktest.Thursday.At(civil.TimeOfDay(rapid.IntRange(8, 13).Draw(r, "hour")*60), db.Paris)
			for range rapid.IntRange(3, 14).Draw(r, "steps") {
				p.step(r)
				p.adds(r)
			}
		})
	})
}

// The meals are counted once, at their hour and not before, whoever does it; each change after it has its cause.
func TestEachChangeHasItsCause(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPantry(t, dbtest.NewTown(t, d), "accueil")
		p.book(p.kids[0], "portal", booking.Accepted)
		p.book(p.kids[1], "portal", booking.Accepted)
		p.book(p.kids[2], "portal", booking.Accepted)
		p.diet(p.kids[2], "", "Arachide")
		p.freeze()
		if s := p.day(); s.State != office.Open || s.Total.Booked != 3 || len(s.Orders) != 0 {
			t.Fatalf("before the hour: %+v", s)
		}
		p.Now = desktest.Thursday.At(12*60+1, db.Paris)
		if s := p.day(); s.State != office.Counting || s.Total.Frozen != 0 {
			t.Fatalf("past the hour, not counted: %+v", s)
		}
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				if err := p.Office.FreezeMeals(p.ctx); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		dbtest.Want(t, d, "select count(*) from freezes where date = '2026-12-04'", "1")
		dbtest.Want(t, d, "select count(*) from frozen_meals", "3")
		dbtest.Want(t, d, "select count(*) from meal_orders", "1")
		dbtest.Want(t, d, "select count(*) from mails where kind = 'meal-order'", "1")

		if _, err := p.absences.Tell(p.ctx, absence.Teller{Actor: p.Desk}, p.kids[0], []civil.Date{p.date},
			sickness.ByPhone); err != nil {
			t.Fatal(err)
		}
		p.cancel(p.kids[2], "staff")
		p.Now = p.Now.Add(8 * time.Hour)
		p.book(p.kids[3], "staff", booking.Accepted)
		s := p.day()
		var said []string
		for _, l := range s.Lines {
			said = append(said, fmt.Sprintf("%+d %s %s %s", l.By, l.Kind, l.First, l.Why))
		}
		slices.Sort(said)
		want := []string{"+1 standard Enfant11 ajouté hors délai par la mairie", "-1 pai  annulé par la mairie",
			"-1 standard Enfant00 malade"}
		if !slices.Equal(said, want) {
			t.Errorf("%q, want %q", said, want)
		}
		p.freeze()
		dbtest.Want(t, d, "select count(*) from frozen_meals", "3")

		if err := p.Office.SendDifference(p.ctx, p.Desk, "RESTO", p.date, 1); err != nil {
			t.Fatal(err)
		}
		desktest.Is(t, p.Office.SendDifference(p.ctx, p.Desk, "RESTO", p.date, 1), fault.Conflict)
		desktest.Is(t, p.Office.SendDifference(p.ctx, p.Desk, "RESTO", p.date, 2), fault.Invalid)
		desktest.Is(t, p.Office.SendDifference(p.ctx, p.Desk, "SOIR", p.date, 0), fault.NotFound)
		s = p.day()
		if len(s.Orders) != 2 || len(s.Difference) != 0 || s.Orders[1].Version != 2 ||
			s.Orders[0].Number != s.Orders[1].Number {
			t.Fatalf("%+v", s.Orders)
		}
		p.answers(t, s.Orders[1])
		for _, body := range dbtest.Query(t, d, "select subject || body from mails where kind = 'meal-order'") {
			if strings.Contains(body, "Enfant") || strings.Contains(strings.ToLower(body), "arachide") {
				t.Errorf("the caterer reads who eats: %s", body)
			}
		}
	})
}

// answers sends an order again and notes answers to it.
func (p *pantry) answers(t *testing.T, o office.MealOrderRow) {
	t.Helper()
	for range 2 { // the form sent twice
		if err := p.Office.SendAgain(p.ctx, p.Desk, o.ID, 1); err != nil {
			t.Fatal(err)
		}
	}
	dbtest.Want(t, p.DB, "select count(*), count(distinct body) from mails where kind = 'meal-order'", "3 2")
	if err := p.Office.NoteAnswer(p.ctx, p.Desk, o.ID, "", "Bien reçu"); err != nil {
		t.Fatal(err)
	}
	desktest.Is(t, p.Office.NoteAnswer(p.ctx, p.Desk, o.ID, "", "Trop tard"), fault.Conflict)
	desktest.Is(t, p.Office.NoteAnswer(p.ctx, p.Desk, o.ID, "Bien reçu", " "), fault.Invalid)
	desktest.Is(t, p.Office.SendAgain(p.ctx, p.Desk, 999, 1), fault.NotFound)
	other := p.Desk
	other.StructureID = 999
	if _, err := p.Office.KitchenOrder(p.ctx, other, o.ID); err == nil {
		t.Error("an order is read in another structure")
	}
}

// What is typed for adults is refused at its field, and asked once.
func TestMealsByHand(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPantry(t, dbtest.NewTown(t, d), "accueil")
		good := office.ExtraMeals{Date: p.date, Activity: "RESTO", School: "École A", Kind: kitchen.Adult, Number: "2",
			Words: "stagiaires"}
		for field, change := range map[string]func(*office.ExtraMeals){
			"nombre": func(e *office.ExtraMeals) { e.Number = "deux" },
			"nature": func(e *office.ExtraMeals) { e.Kind = kitchen.Standard },
			"pour":   func(e *office.ExtraMeals) { e.Words = "x" },
			"ecole":  func(e *office.ExtraMeals) { e.School = "École Z" },
		} {
			e := good
			change(&e)
			var many fault.Many
			if err := p.Office.AskMeals(p.ctx, p.Desk, e); !errors.As(err, &many) || len(many) != 1 ||
				many[0].Field != field {
				t.Errorf("%s: %v", field, err)
			}
		}
		past := good
		past.Date = desktest.Thursday - 1
		desktest.Is(t, p.Office.AskMeals(p.ctx, p.Desk, past), fault.Invalid)
		for range 2 {
			if err := p.Office.AskMeals(p.ctx, p.Desk, good); err != nil {
				t.Fatal(err)
			}
		}
		if s := p.day(); s.Total.Booked != 2 || len(s.Extras) != 1 || s.Extras[0].Login != "accueil" {
			t.Errorf("%+v", s)
		}
		good.Number = "0"
		if err := p.Office.AskMeals(p.ctx, p.Desk, good); err != nil {
			t.Fatal(err)
		}
		if s := p.day(); s.Total.Any() || len(s.Extras) != 0 {
			t.Errorf("%+v", s)
		}
		dbtest.Want(t, d, "select count(*) from audit where action = 'kitchen.extra'", "2")
	})
}

// The kitchen reads first names and classes, and each family can read that it did.
func TestTheKitchenReadsDiets(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPantry(t, dbtest.NewTown(t, d), "accueil")
		p.book(p.kids[0], "portal", booking.Accepted)
		p.book(p.kids[1], "portal", booking.Accepted)
		p.diet(p.kids[1], "Sans porc", "Lactose")
		p.actor()
		page, err := p.Office.KitchenDiets(p.ctx, p.Desk, p.date)
		if err != nil {
			t.Fatal(err)
		}
		if len(page.Children) != 1 || page.Children[0].First != "Enfant01" || page.Children[0].Kind != kitchen.Allergy {
			t.Errorf("%+v", page.Children)
		}
		dbtest.Want(t, d, "select count(*) from audit where action = 'health.read' and family_id is not null", "1")
	})
}
