package office_test

import (
	"fmt"
	"testing"
	"testing/fstest"
	"time"

	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/app/domain/kitchen"
	"cartable/app/household"
	"cartable/app/load"
	"cartable/app/office"
	"cartable/db"
	"cartable/db/dbtest"
)

const peanuts = "PAI : arachide"

// edit saves the form of a child.
func (p *pantry) edit(kid int64, typed map[string]string) {
	p.T.Helper()
	if _, err := p.Office.SetChild(p.ctx, p.Desk, p.code(p.homes[kid].ID), kid, office.Edit{Typed: typed,
		Reason: "Demande des parents"}); err != nil {
		p.T.Fatal(err)
	}
}

// newest returns the last child that was stored, in the home of a family.
func (p *pantry) newest(family int64) (kid int64) {
	p.T.Helper()
	if err := p.DB.Read().NewSelect().Table("children").ColumnExpr("max(id)").Scan(p.ctx, &kid); err != nil {
		p.T.Fatal(err)
	}
	if family == 0 {
		if err := p.DB.Read().NewSelect().Table("family_children").Column("family_id").Where("child_id = ?", kid).
			Limit(1).Scan(p.ctx, &family); err != nil {
			p.T.Fatal(err)
		}
	}
	p.homes[kid] = dbtest.Family{ID: family}
	return kid
}

func (p *pantry) code(family int64) string {
	p.T.Helper()
	code, err := p.DB.Read().CodeOfFamily(p.ctx, family)
	if err != nil {
		p.T.Fatal(err)
	}
	return code
}

func (p *pantry) loader() *load.Loader { return &load.Loader{Base: p.Office.Base} }

// ways are all ways in which the file of a child comes to say an allergy, or to change while it says one. Each takes a
// child without one, who may be booked already, and returns the child that has it.
var ways = []struct {
	name string
	do   func(p *pantry, kid int64) int64
}{
	{"the form of the child", func(p *pantry, kid int64) int64 {
		p.edit(kid, map[string]string{"pai": peanuts})
		return kid
	}},
	{"a diet that the family asked", func(p *pantry, kid int64) int64 {
		if err := p.askDiet(kid, "", peanuts); err != nil {
			p.T.Fatal(err)
		}
		if err := p.answer(true, ""); err != nil {
			p.T.Fatal(err)
		}
		return kid
	}},
	{"another class, and another school", func(p *pantry, kid int64) int64 {
		p.edit(kid, map[string]string{"pai": peanuts})
		p.edit(kid, map[string]string{"classe": "A"})
		p.edit(kid, map[string]string{"classe": ""})
		return kid
	}},
	{"a new child of a family", func(p *pantry, kid int64) int64 {
		if _, err := p.loader().AddChild(p.ctx, p.Desk, p.code(p.homes[kid].ID), load.NewChild{LastName: "NEUF",
			FirstName: "Ida", BirthDate: "2019-04-05", Allergies: peanuts}, "", "Nouvel enfant"); err != nil {
			p.T.Fatal(err)
		}
		return p.newest(p.homes[kid].ID)
	}},
	{"a new family", func(p *pantry, _ int64) int64 {
		if _, _, err := p.loader().AddFamily(p.ctx, p.Desk, load.NewFamily{Civility: "Mme", LastName: "NOUVELLE",
			FirstName: "Odile", Email: "odile@example.org",
			Children: []load.NewChild{{LastName: "NOUVELLE", FirstName: "Ugo",
				BirthDate: "2019-04-05", Allergies: peanuts}}, Reason: "Arrivée"}, nil); err != nil {
			p.T.Fatal(err)
		}
		return p.newest(0)
	}},
	{"a file of the town", func(p *pantry, kid int64) int64 {
		text := "structure,family,code,last_name,first_name,birth_date,school,class,diet,allergies\n" +
			p.Structure.Code + "," + p.code(p.homes[kid].ID) + ",IMPORT,Import,Tom,2019-01-02,,,," + peanuts + "\n"
		if _, err := load.Import(p.ctx, p.DB, fstest.MapFS{"children.csv": {Data: []byte(text)}}, load.Options{
			Now: p.Now, Hash: func(s string) (string, error) { return s, nil },
			HashDrawn: func(s string) (string, error) { return s, nil }}); err != nil {
			p.T.Fatal(err)
		}
		return p.newest(p.homes[kid].ID)
	}},
	{"two files of the child that are joined", func(p *pantry, kid int64) int64 {
		twin := p.Family(1)
		for _, column := range []string{"first_name", "last_name", "birth_date"} {
			p.Exec("update children set "+column+" = (select o."+column+" from children o where o.id = ?) where id = ?",
				kid, twin.Children[0])
		}
		p.diet(twin.Children[0], "", peanuts)
		form := office.MergeForm{Kept: p.code(p.homes[kid].ID), Gone: p.code(twin.ID), Reason: "Famille en double"}
		p.actor()
		for range 2 {
			look, err := p.Office.MergeFamilies(p.ctx, p.Desk, form)
			if err != nil {
				p.T.Fatal(err)
			}
			form.Seen = look.Proof
		}
		return kid
	}},
	{"a couple that is separated", func(p *pantry, kid int64) int64 {
		p.edit(kid, map[string]string{"pai": peanuts})
		at := time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)
		account := db.Account{Login: fmt.Sprint("second-", p.Structure.ID), PasswordHash: "-", PasswordSetAt: at,
			CreatedAt: at}
		p.Insert(&account)
		home := p.homes[kid]
		p.Insert(&db.Guardian{AccountID: account.ID, FamilyID: home.ID, Name: "Luc"})
		p.Insert(&db.FamilyEmail{FamilyID: home.ID, Position: 7, Address: "luc@example.org", ConfirmedAt: &at})
		p.actor()
		f := household.SplitForm{Adult: fmt.Sprint(account.ID), LastName: "DURAND", FirstName: "Luc",
			Phone: "0622222222", Address: "2 rue du Père", Resident: "oui", QF: "500",
			Emails: []string{"luc@example.org"},
			Kids:   map[int64]string{home.Children[0]: household.Both, home.Children[1]: household.Remains},
			Rule:   household.OddFirst, Changes: "1", From: desktest.Thursday.String(), Reason: "Jugement"}
		homes := &household.Households{Base: p.Office.Base}
		shown, err := homes.RehearseSplit(p.ctx, p.Desk, p.code(home.ID), f)
		if err != nil {
			p.T.Fatal(err)
		}
		f.Seen = shown.Seen
		if _, err := homes.Separate(p.ctx, p.Desk, p.code(home.ID), f); err != nil {
			p.T.Fatal(err)
		}
		return kid
	}},
}

// A child with an allergy is never counted as one who eats anything, whichever way its file came to say so: before the
// kitchen's hour, in what is counted then, and after it.
func TestAChildWithAnAllergyIsNeverCountedAsStandard(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		towns := 0
		for _, way := range ways {
			for _, counted := range []bool{false, true} { // the meals, before the file says so
				t.Run(fmt.Sprint(way.name, ", counted before: ", counted), func(t *testing.T) {
					towns++
					p := newPantry(t, dbtest.NewOne(t, d, towns), fmt.Sprint("accueil", towns))
					p.book(p.kids[0], "portal", booking.Accepted)
					if counted {
						p.Now = desktest.Thursday.At(12*60+1, db.Paris)
						p.freeze()
					}
					kid := way.do(p, p.kids[0])
					if kid != p.kids[0] {
						p.cancel(p.kids[0], "staff")
						p.book(kid, "staff", booking.Accepted)
					}
					p.never(kid)
					p.Now = desktest.Thursday.At(12*60+1, db.Paris)
					p.freeze()
					p.never(kid)
					if !counted {
						dbtest.Want(t, d, fmt.Sprintf("select kind from frozen_meals where child_id = %d", kid), "pai")
						dbtest.Want(t, d, fmt.Sprintf("select l.kind, l.number from meal_order_lines l join "+
							"meal_orders o on o.id = l.order_id where o.activity_id = %d", p.Meal), "pai 1")
					}
				})
			}
		}
	})
}

// never checks that the one meal of the day is that of an allergy, on each page.
func (p *pantry) never(kid int64) {
	p.T.Helper()
	s := p.day()
	for i, kind := range s.Kinds {
		if n := s.ByKind[i].Now(); kind == kitchen.Allergy && n != 1 || kind != kitchen.Allergy && n != 0 {
			p.T.Errorf("%d meals are %q", n, kind)
		}
	}
	if s.Total.Now() != 1 {
		p.T.Errorf("%d meals", s.Total.Now())
	}
	week, err := p.Office.Kitchen(p.ctx, p.Desk, p.date, false)
	if err != nil {
		p.T.Fatal(err)
	}
	for _, day := range week.Days {
		for i, kind := range week.Kinds {
			if day.Date == p.date && kind != kitchen.Allergy && day.Cells[i].Now() != 0 {
				p.T.Errorf("the week has %d meals that are %q", day.Cells[i].Now(), kind)
			}
		}
	}
	diets, err := p.Office.KitchenDiets(p.ctx, p.Desk, p.date)
	if err != nil || len(diets.Children) != 1 || diets.Children[0].Kind != kitchen.Allergy {
		p.T.Errorf("child %d: %+v, %v", kid, diets.Children, err)
	}
}
