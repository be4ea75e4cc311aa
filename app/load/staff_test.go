package load_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/fault"
	"cartable/app/load"
	"cartable/db"
	"cartable/db/dbtest"
)

func loader(d *db.DB) *load.Loader {
	now := func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, db.Paris) }
	return &load.Loader{Base: desk.Base{DB: d, Catalogues: db.NewCatalogues(now), Now: now}}
}

// Staff load the families of their own structure, from files that need not name it, and nothing else.
func TestStaffLoadTheirOwnFamilies(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		w := dbtest.NewTown(t, d)
		w.Activity("MIDI", nil)
		clerk := w.Family(0)
		next := dbtest.NewNeighbour(t, d)
		o, by := loader(d), desk.Actor{StructureID: w.Structure.ID, Revision: 1, AccountID: clerk.AccountID,
			Origin: "10.0.0.1"}
		files := map[string][]byte{
			"families.csv": []byte("code,civility,last_name,first_name,emails,resident,address\n" +
				"A1,Mme,Martin,Claire,claire@example.org,yes,\n"),
			"children.csv": []byte("family,code,last_name,first_name,birth_date,school,class,diet,allergies\n" +
				"A1,E1,Martin,Léa,2018-05-04,Jean-Moulin,CE2,,\n"),
			"enrolments.csv": []byte("child,activity,from,to,priority\nE1,MIDI,,,\n"),
		}
		rehearsed, err := o.Families(ctx, by, files, true, "")
		if err != nil || len(rehearsed.Files) != 3 || rehearsed.Files[0].New != 1 {
			t.Fatalf("%+v, %v", rehearsed, err)
		}
		dbtest.Want(t, d, "select count(*) from families", "1")
		if _, err := o.Families(ctx, by, files, false, " "); fault.KindOf(err) != fault.Invalid {
			t.Errorf("without a reason: %v", err)
		}
		if _, err := o.Families(ctx, by, files, false, "rentrée"); err != nil {
			t.Fatal(err)
		}
		dbtest.Want(t, d, "select count(*) from enrolments", "1")
		dbtest.Want(t, d, "select structure_id, account_id, reason, origin from audit where action = 'import.done'",
			fmt.Sprintf("%d %d rentrée 10.0.0.1", w.Structure.ID, clerk.AccountID))

		var wrong load.Errors
		stolen := map[string][]byte{"families.csv": []byte("structure,code,civility,last_name,first_name,emails,resident," +
			"address\n" + next.Structure.Code + ",V1,Mme,Voisin,Anne,,yes,\n")}
		if _, err := o.Families(ctx, by, stolen, false, "essai"); !errors.As(err, &wrong) ||
			!strings.Contains(err.Error(), "n'est pas votre structure") {
			t.Errorf("another structure's family: %v", err)
		}
		for _, name := range []string{"accounts.csv", "structures.csv", "ledger.csv", "accounts.xlsx",
			"../families.csv"} {
			if _, err := o.Families(ctx, by, map[string][]byte{name: []byte("x")}, false,
				"essai"); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestAFamilyByForm(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		w := dbtest.NewTown(t, d)
		w.Activity("MIDI", nil)
		o, by := loader(d), desk.Actor{StructureID: w.Structure.ID, Revision: 1, AccountID: w.Family(0).AccountID}
		fields := func(n load.NewFamily) string {
			_, _, err := o.AddFamily(ctx, by, n, nil)
			var many fault.Many
			if !errors.As(err, &many) {
				return fmt.Sprint(err)
			}
			var all []string
			for _, one := range many {
				all = append(all, one.Field)
			}
			return strings.Join(all, " ")
		}
		if got := fields(load.NewFamily{}); got != "motif courriel enfant-0-prenom nom" {
			t.Errorf("an empty form: %s", got)
		}
		n := load.NewFamily{LastName: "Martin", FirstName: "Claire", Email: "claire@", Reason: "rentrée",
			Children: []load.NewChild{{}, {FirstName: "Léa", BirthDate: "2031-05-04", Activities: []string{"SOIR"}}}}
		if got := fields(n); got != "courriel enfant-1-naissance enfant-1-activites" {
			t.Errorf("a wrong form: %s", got)
		}
		n.Children[1].BirthDate = "hier"
		var many fault.Many
		if _, _, err := o.AddFamily(ctx, by, n, nil); !errors.As(err, &many) ||
			!strings.HasPrefix(many[1].Message, "«\u00a0hier\u00a0» n'est pas une date.") {
			t.Errorf("a sentence of the form: %v", err)
		}
		dbtest.Want(t, d, "select count(*) from families", "1")
		n.Email, n.Children[1].BirthDate, n.Children[1].Activities = "claire@example.org", "2018-05-04",
			[]string{"MIDI"}
		code, same, err := o.AddFamily(ctx, by, n, nil)
		if err != nil || len(same) != 0 || len(code) != 8 {
			t.Fatal(code, same, err)
		}
		dbtest.Want(t, d, "select c.last_name, c.first_name from children c join enrolments e on e.child_id = c.id",
			"Martin Léa")
		dbtest.Want(t, d, "select reason from audit where action = 'family.add'", "rentrée")
		n.LastName, n.Children[1].FirstName, n.Email = "MARTIN", "lea", "lea@example.org"
		if _, same, err = o.AddFamily(ctx, by, n, nil); fault.KindOf(err) != fault.Invalid || len(same) != 1 {
			t.Errorf("the same child: %v, %v", same, err)
		}
		dbtest.Want(t, d, "select count(*) from families", "2")
		n.Agreed = load.Mark(same)
		again, _, err := o.AddFamily(ctx, by, n, nil)
		if err != nil {
			t.Errorf("another child of the same name: %v", err)
		}
		n.Email = "autre@example.org"
		if _, same, err = o.AddFamily(ctx, by, n, nil); fault.KindOf(err) != fault.Invalid ||
			load.Mark(same) != load.Mark([]load.Likeness{{Code: code}, {Code: again}}) {
			t.Errorf("a third one, when only the first was read: %v, %v", same, err)
		}
	})
}

// What a child is enrolled in by a form admits it, within its days, as on the page of its enrolments.
func TestAFormEnrolsWhoIsAdmitted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		w.Activity("MIDI", nil)
		w.Activity("PETITS", func(a *db.Activity) { a.AgeFrom, a.AgeTo = new(3), new(5) })
		w.Activity("CM", func(a *db.Activity) { a.Levels = "CM1;CM2" })
		o, by := loader(d), desk.Actor{StructureID: w.Structure.ID, Revision: 1, AccountID: w.Family(0).AccountID}
		child := func(activity string) load.NewChild {
			return load.NewChild{FirstName: "Léa", BirthDate: "2018-05-04", School: "Jules-Ferry", Class: "CE1",
				Activities: []string{"MIDI", activity}}
		}
		for _, activity := range []string{"PETITS", "CM"} {
			n := load.NewFamily{LastName: "Roy", Email: "ana@example.org", Reason: "arrivée",
				Children: []load.NewChild{child(activity)}}
			var many fault.Many
			if _, _, err := o.AddFamily(t.Context(), by, n, nil); !errors.As(err, &many) || len(many) != 1 ||
				many[0].Field != "enfant-0-activites" || !strings.Contains(many[0].Message, "n'admet pas cet enfant") {
				t.Errorf("a family, %s: %v", activity, err)
			}
			if _, err := o.AddChild(t.Context(), by, "F001", child(activity), "", "arrivée"); !errors.As(err, &many) ||
				many[0].Field != "enfant-0-activites" {
				t.Errorf("a child, %s: %v", activity, err)
			}
		}
		late := child("MIDI")
		late.Activities, late.To = []string{"MIDI"}, "2040-01-01"
		var many fault.Many
		if _, err := o.AddChild(t.Context(), by, "F001", late, "", "arrivée"); !errors.As(err, &many) ||
			many[0].Field != "enfant-0-au" {
			t.Errorf("after the activity: %v", err)
		}
		dbtest.Want(t, d, "select (select count(*) from children), (select count(*) from schools)", "0 0")
	})
}

// A family is also known by its adult's address and telephone, however they are written; enrolments have their dates.
func TestAFamilyThatIsAlreadyThere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		w := dbtest.NewTown(t, d)
		w.Activity("MIDI", nil)
		o, by := loader(d), desk.Actor{StructureID: w.Structure.ID, Revision: 1, AccountID: w.Family(0).AccountID}
		n := load.NewFamily{LastName: "Roy", Email: "Ana@Example.org", Phone: "06.12.34.56.78", Reason: "arrivée",
			Children: []load.NewChild{{FirstName: "Léa", BirthDate: "2018-05-04", Activities: []string{"MIDI"},
				From: "2026-12-01", To: "2027-01-29"}}}
		code, _, err := o.AddFamily(ctx, by, n, nil)
		if err != nil {
			t.Fatal(err)
		}
		dbtest.Want(t, d, "select phone from families where code = '"+code+"'", "06 12 34 56 78")
		dbtest.Want(t, d, "select cast(from_date as text), cast(to_date as text) from enrolments",
			"2026-12-01 2027-01-29")
		for email, number := range map[string]string{"ana@example.org": "", "b@example.org": "+33 6 12 34 56 78"} {
			other := load.NewFamily{LastName: "Silva", Email: email, Phone: number, Reason: "arrivée",
				Children: []load.NewChild{{FirstName: "Noé", BirthDate: "2019-05-04"}}}
			_, same, err := o.AddFamily(ctx, by, other, nil)
			if fault.KindOf(err) != fault.Invalid || load.Mark(same) != code {
				t.Errorf("%s %s: %v, %v", email, number, same, err)
			}
		}
		n.LastName, n.Phone, n.Children[0].From, n.Children[0].To = "Autre", "12", "2027-02-01", "2027-01-01"
		var many fault.Many
		if _, _, err := o.AddFamily(ctx, by, n, nil); !errors.As(err, &many) {
			t.Fatal(err)
		}
		fields := map[string]bool{}
		for _, one := range many {
			fields[one.Field] = true
		}
		if !fields["telephone"] || !fields["enfant-0-au"] || !fields["autres"] {
			t.Errorf("what is wrong: %v", many)
		}
		dbtest.Want(t, d, "select count(*) from families", "2")
	})
}

// Clerks who enter the same family at once store it once: the others are asked.
func TestTwoClerksAddTheSameFamily(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		o, by := loader(d), desk.Actor{StructureID: w.Structure.ID, Revision: 1, AccountID: w.Family(0).AccountID}
		n := load.NewFamily{LastName: "Roy", Email: "ana@example.org", Reason: "arrivée",
			Children: []load.NewChild{{FirstName: "Léa", BirthDate: "2018-05-04"}}}
		const clerks = 4
		stored := make(chan bool, clerks)
		for range clerks {
			go func() {
				_, same, err := o.AddFamily(context.Background(), by, n, nil)
				if err != nil && (fault.KindOf(err) != fault.Invalid || len(same) == 0) {
					t.Errorf("%v, %v", same, err)
				}
				stored <- err == nil
			}()
		}
		times := 0
		for range clerks {
			if <-stored {
				times++
			}
		}
		if times != 1 {
			t.Errorf("stored %d times", times)
		}
		dbtest.Want(t, d, "select count(*) from families where last_name = 'Roy'", "1")
	})
}
