package office_test

import (
	"strings"
	"sync"
	"testing"

	"cartable/app/account"
	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/app/domain/fault"
	"cartable/app/domain/kitchen"
	"cartable/app/office"
	"cartable/db"
	"cartable/db/dbtest"
)

// parents are the use cases of the profile.
func (p *pantry) parents() *account.Accounts {
	return &account.Accounts{DB: p.DB, Now: p.Office.Now}
}

func (p *pantry) visitor(f dbtest.Family) account.Visitor {
	return account.Visitor{AccountID: f.AccountID, FamilyID: f.ID, StructureID: p.Structure.ID}
}

func (p *pantry) askDiet(kid int64, diet, allergies string) error {
	return p.parents().AskDiet(p.ctx, p.visitor(p.homes[kid]), account.DietAsk{ChildID: kid, Diet: diet,
		Allergies: allergies})
}

// answer answers the oldest request, as the page shows it.
func (p *pantry) answer(accept bool, why string) error {
	p.T.Helper()
	page, err := p.Office.DietRequests(p.ctx, p.Desk)
	if err != nil || len(page.Rows) == 0 {
		p.T.Fatalf("%+v, %v", page, err)
	}
	one := page.Rows[0]
	return p.Office.AnswerDiet(p.ctx, p.Desk, office.DietAnswer{ID: one.ID, Accept: accept, Refuse: !accept, Why: why,
		Edit: office.Edit{Shown: map[string]string{"regime": one.Has.Diet, "pai": one.Has.Allergies},
			Typed: map[string]string{"regime": one.Diet, "pai": one.Allergies}}})
}

// A family asks, the town hall answers, and the kitchen counts what the file says: nothing before the answer.
func TestADietIsAskedAndAnswered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPantry(t, dbtest.NewTown(t, d), "accueil")
		kid := p.kids[0]
		p.book(kid, "portal", booking.Accepted)
		kind := func(want kitchen.Kind) {
			t.Helper()
			if s := p.day(); len(s.Kinds) != 1 || s.Kinds[0] != want {
				t.Errorf("counted %v, not %q", s.Kinds, want)
			}
		}
		for range 2 { // the form sent twice
			if err := p.askDiet(kid, "Sans porc", "PAI arachide"); err != nil {
				t.Fatal(err)
			}
		}
		dbtest.Want(t, d, "select count(*) from diet_requests", "1")
		kind(kitchen.Standard)
		desktest.Is(t, p.askDiet(kid, "Sans viande", ""), fault.Conflict)
		desktest.Is(t, p.askDiet(p.kids[1], "", ""), fault.Invalid)
		desktest.Is(t, p.askDiet(p.kids[1], strings.Repeat("x", 1001), ""), fault.Invalid)
		other := p.homes[p.kids[2]]
		err := p.parents().AskDiet(p.ctx, p.visitor(other), account.DietAsk{ChildID: kid, Diet: "x"})
		desktest.Is(t, err, fault.NotFound)
		desktest.Is(t, p.answer(false, ""), fault.Invalid)
		desktest.Is(t, p.answer(true, "Il faut le certificat."), fault.Invalid) // Enter in the reason
		desktest.Is(t, p.Office.AnswerDiet(p.ctx, p.Desk, office.DietAnswer{ID: 1, Why: "Il faut"}), fault.Invalid)
		dbtest.Want(t, d, "select state from diet_requests", "asked")
		if err := p.answer(true, ""); err != nil {
			t.Fatal(err)
		}
		kind(kitchen.Allergy)
		dbtest.Want(t, d, "select state, answer from diet_requests", "accepted ")
		dbtest.Want(t, d, "select count(*) from audit where action in ('diet.ask', 'diet.answer', 'child.edit') and "+
			"family_id is not null", "3")
		if err := p.askDiet(kid, "", ""); err != nil {
			t.Fatal(err)
		}
		if err := p.answer(false, "Il faut le certificat."); err != nil {
			t.Fatal(err)
		}
		kind(kitchen.Allergy)
		profile, err := p.parents().Profile(p.ctx, p.visitor(p.homes[kid]))
		if err != nil || profile.Children[0].Asked == nil || !profile.Children[0].Asked.Is("refused") ||
			profile.Children[0].Asked.Answer != "Il faut le certificat." {
			t.Errorf("%+v, %v", profile.Children, err)
		}
		for _, line := range dbtest.Query(t, d, "select subject, was, became, reason from audit") {
			if strings.Contains(strings.ToLower(line), "arachide") || strings.Contains(line, "certificat") {
				t.Errorf("the journal says what is about health: %s", line)
			}
		}
		dbtest.Want(t, d, "select count(*) from mails", "0")
	})
}

// Both homes read what was asked; only the one that asked takes it back.
func TestADietAskedByOneHomeIsReadInBoth(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPantry(t, dbtest.NewTown(t, d), "accueil")
		kid, other := p.kids[0], p.homes[p.kids[2]]
		p.Exec("insert into family_children (family_id, child_id, structure_id, position) values (?, ?, ?, 5)",
			other.ID, kid, p.Structure.ID)
		if err := p.askDiet(kid, "Sans porc", ""); err != nil {
			t.Fatal(err)
		}
		read := func(f dbtest.Family) (one *account.DietRequest) {
			t.Helper()
			profile, err := p.parents().Profile(p.ctx, p.visitor(f))
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range profile.Children {
				if c.ID == kid {
					one = c.Asked
				}
			}
			return one
		}
		ours, theirs := read(p.homes[kid]), read(other)
		if ours == nil || theirs == nil || !ours.Ours || theirs.Ours {
			t.Fatalf("%+v, %+v", ours, theirs)
		}
		err := p.parents().WithdrawDiet(p.ctx, p.visitor(other), ours.ID)
		desktest.Is(t, err, fault.NotFound)
		if err := p.parents().WithdrawDiet(p.ctx, p.visitor(p.homes[kid]), ours.ID); err != nil {
			t.Fatal(err)
		}
		desktest.Is(t, p.Office.AnswerDiet(p.ctx, p.Desk, office.DietAnswer{ID: ours.ID, Refuse: true,
			Why: "trop tard"}),
			fault.Conflict)
	})
}

// A clerk who accepts what was shown beside another file than that of now is told, and nothing changes; of two who
// answer at once, one does.
func TestADietIsAnsweredOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPantry(t, dbtest.NewTown(t, d), "accueil")
		if err := p.askDiet(p.kids[0], "", ""); err == nil {
			t.Error("nothing is asked")
		}
		p.diet(p.kids[0], "Sans porc", "")
		if err := p.askDiet(p.kids[0], "", ""); err != nil {
			t.Fatal(err)
		}
		page, err := p.Office.DietRequests(p.ctx, p.Desk)
		if err != nil {
			t.Fatal(err)
		}
		p.diet(p.kids[0], "Sans porc", "PAI : lait")
		err = p.Office.AnswerDiet(p.ctx, p.Desk, office.DietAnswer{ID: page.Rows[0].ID, Accept: true,
			Edit: office.Edit{Shown: map[string]string{"regime": "Sans porc", "pai": ""},
				Typed: map[string]string{"regime": "", "pai": ""}}})
		if _, moved := err.(office.Overtaken); !moved { //nolint:errorlint // as it is returned
			t.Errorf("%v", err)
		}
		dbtest.Want(t, d, "select state from diet_requests", "asked")
		dbtest.Want(t, d, "select allergies from children where diet <> ''", "PAI : lait")
		p.Office.DB = d
		var all sync.WaitGroup
		failed := make([]error, 3)
		for i := range failed {
			all.Go(func() {
				failed[i] = p.Office.AnswerDiet(p.ctx, p.Desk, office.DietAnswer{ID: page.Rows[0].ID,
					Refuse: true, Why: "certificat"})
			})
		}
		all.Wait()
		done := 0
		for _, err := range failed {
			if err == nil {
				done++
			} else {
				desktest.Is(t, err, fault.Conflict)
			}
		}
		if done != 1 {
			t.Errorf("%d answers: %v", done, failed)
		}
	})
}
