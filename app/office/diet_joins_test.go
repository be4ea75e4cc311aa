package office_test

import (
	"testing"

	"cartable/app/account"
	"cartable/app/desk/desktest"
	"cartable/app/domain/fault"
	"cartable/db"
	"cartable/db/dbtest"
)

const openDiets = "select f.code, r.diet, r.state, case when r.decided_at is null then 'open' else 'closed' end from " +
	"diet_requests r join families f on f.id = r.family_id order by r.id"

// Of two open requests about a child of two files, the newer one stays open when they are joined, whichever file it is
// of; an undoing gives both back.
func TestAMergeLeavesOneOpenRequestOfAChild(t *testing.T) {
	for _, keptFirst := range []bool{true, false} {
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			w := newTwice(t, d)
			parents := &account.Accounts{DB: d, Now: w.Office.Now}
			ask := func(f dbtest.Family, diet string) error {
				return parents.AskDiet(t.Context(), account.Visitor{AccountID: f.AccountID, FamilyID: f.ID,
					StructureID: w.Structure.ID}, account.DietAsk{ChildID: f.Children[0], Diet: diet})
			}
			both := []dbtest.Family{w.kept, w.gone}
			if !keptFirst {
				both = []dbtest.Family{w.gone, w.kept}
			}
			for i, diet := range []string{"Sans viande", "Végétarien"} {
				if err := ask(both[i], diet); err != nil {
					t.Fatal(err)
				}
			}
			was := dbtest.Query(t, d, openDiets)
			look := w.merge(w.form())
			if look.Effects.Diets != 1 {
				t.Errorf("%+v", look.Effects)
			}
			dbtest.Want(t, d, "select diet, state from diet_requests order by id", "Sans viande replaced",
				"Végétarien asked")
			desktest.Is(t, ask(w.kept, "Sans œuf"), fault.Conflict)
			if err := w.undo(look.Done); err != nil {
				t.Fatal(err)
			}
			dbtest.Want(t, d, openDiets, was...)
		})
	}
}

// Thirteen months after its answer nothing of a request tells of health; one that waits stays as it is.
func TestTheTextsOfOldRequestsGo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPantry(t, dbtest.NewTown(t, d), "accueil")
		for i, accept := range []bool{false, true} {
			if err := p.askDiet(p.kids[i], "Sans porc", "PAI"); err != nil {
				t.Fatal(err)
			}
			why := map[bool]string{false: "Il faut le certificat."}[accept]
			if err := p.answer(accept, why); err != nil {
				t.Fatal(err)
			}
		}
		if err := p.askDiet(p.kids[2], "Sans œuf", ""); err != nil {
			t.Fatal(err)
		}
		texts := func(want ...string) {
			t.Helper()
			if err := p.Office.ForgetDiets(p.ctx); err != nil {
				t.Fatal(err)
			}
			dbtest.Want(t, d, "select state || '/' || diet || '/' || allergies || '/' || answer from diet_requests "+
				"order by id", want...)
		}
		was := p.Now
		p.Now = was.AddDate(0, 13, -1)
		texts("refused/Sans porc/PAI/Il faut le certificat.", "accepted/Sans porc/PAI/", "asked/Sans œuf//")
		p.Now = was.AddDate(0, 13, 1)
		texts("refused///", "accepted///", "asked/Sans œuf//")
	})
}
