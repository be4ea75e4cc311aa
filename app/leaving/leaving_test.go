package leaving_test

import (
	"context"
	"errors"
	"testing"

	"cartable/app/desk"
	"cartable/app/desk/desktest"
	"cartable/app/domain/fault"
	"cartable/app/domain/pickup"
	"cartable/app/leaving"
	"cartable/db"
	"cartable/db/dbtest"
)

// place is a town hall on a Thursday, with a family of two children and another of one.
type place struct {
	*desktest.Counter
	*leaving.Leavings
	t        *testing.T
	ctx      context.Context
	f, other dbtest.Family
}

func placeOf(t *testing.T, d *db.DB) *place {
	c := desktest.NewCounter(t, d)
	return &place{Counter: c, Leavings: &leaving.Leavings{Base: c.Office.Base}, t: t, ctx: context.Background(),
		f: c.Family(2), other: c.Family(1)}
}

func (p *place) parent(f dbtest.Family) desk.Actor {
	return desk.Actor{StructureID: p.Structure.ID, AccountID: f.AccountID}
}

func (p *place) wants(kind fault.Kind, field string, err error) {
	p.t.Helper()
	if err == nil || fault.KindOf(err) != kind {
		p.t.Fatalf("%v, not a %v", err, kind)
	}
	var one *fault.Error
	if !errors.As(err, &one) || one.Field != field {
		p.t.Fatalf("%v is not at %q", err, field)
	}
}

func (p *place) door(child int64) pickup.Door {
	p.t.Helper()
	var rules []db.PickupRule
	if err := p.Town.DB.Read().Together(p.ctx, db.ReadPickupsOf(child, desktest.Thursday, &rules)); err != nil {
		p.t.Fatal(err)
	}
	var all []pickup.Rule
	for _, r := range rules {
		all = append(all, r.Rule)
	}
	return pickup.On(desktest.Thursday, all)
}

var gran = pickup.Typed{Kind: pickup.Person, Name: "Jeanne Petit", Link: "grand-mère"}

// A family asks, and nothing holds before staff have accepted; then it holds until the family takes it back.
func TestAFamilyAsksAndStaffAnswer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := placeOf(t, d)
		f, other := p.f, p.other
		parent := p.parent(f)
		p.wants(fault.Invalid, "enfant", p.Ask(p.ctx, parent, f.ID, nil, gran))
		p.wants(fault.NotFound, "", p.Ask(p.ctx, parent, f.ID, []int64{f.Children[0], other.Children[0]}, gran))
		for range 2 { // a form that is sent twice asks once
			if err := p.Ask(p.ctx, parent, f.ID, f.Children, gran); err != nil {
				t.Fatal(err)
			}
		}
		bar := gran
		bar.Kind = pickup.Barred
		p.wants(fault.Invalid, "", p.Ask(p.ctx, parent, f.ID, f.Children, bar))
		again := gran
		again.Link = "tante"
		p.wants(fault.Invalid, "personne", p.Ask(p.ctx, parent, f.ID, f.Children, again))
		page, err := p.Leavings.Leavings(p.ctx, p.Desk)
		if err != nil || len(page.Rows) != 2 || !p.door(f.Children[0]).Empty() {
			t.Fatalf("%+v, %v", page, err)
		}
		id := page.Rows[0].ID
		p.wants(fault.Invalid, "reponse", p.Decide(p.ctx, p.Desk, leaving.Answer{ID: id}))
		p.wants(fault.Invalid, "motif", p.Decide(p.ctx, p.Desk, leaving.Answer{ID: id, Refuse: true}))
		p.wants(fault.Invalid, "motif", p.Decide(p.ctx, p.Desk, leaving.Answer{ID: id, Accept: true, Why: "non"}))
		elsewhere := desk.Actor{StructureID: p.Desk.StructureID + 1000}
		p.wants(fault.NotFound, "", p.Decide(p.ctx, elsewhere, leaving.Answer{ID: id, Accept: true}))
		if err := p.Decide(p.ctx, p.Desk, leaving.Answer{ID: id, Accept: true}); err != nil {
			t.Fatal(err)
		}
		p.wants(fault.Conflict, "", p.Decide(p.ctx, p.Desk, leaving.Answer{ID: id, Refuse: true, Why: "trop tard"}))
		if door := p.door(page.Rows[0].ChildID); len(door.Persons) != 1 || door.Persons[0].Name != "Jeanne Petit" {
			t.Fatalf("%+v", door)
		}
		p.wants(fault.NotFound, "", p.Withdraw(p.ctx, p.parent(other), other.ID, id))
		for range 2 {
			if err := p.Withdraw(p.ctx, parent, f.ID, id); err != nil {
				t.Fatal(err)
			}
		}
		if !p.door(page.Rows[0].ChildID).Empty() {
			t.Error("what was taken back still holds")
		}
		dbtest.Want(t, d, "select action, became, count(*) from audit where action like 'pickup%' and family_id = "+
			"(select id from families where code = 'F001') group by 1, 2 order by 1, 2", "pickup.answer accepté 1",
			"pickup.ask demandé 2", "pickup.end retiré 1")
	})
}

// Who is barred is never accepted, and is at no door though another home has named the same person; no family reads it.
func TestWhoIsBarredIsNotAccepted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := placeOf(t, d)
		f := p.other
		child := f.Children[0]
		if err := p.Ask(p.ctx, p.parent(f), f.ID, f.Children, gran); err != nil {
			t.Fatal(err)
		}
		judged := pickup.Typed{Kind: pickup.Barred, Name: "PETIT jeanne", Link: "ordonnance du 3 mars 2026"}
		if err := p.Note(p.ctx, p.Desk, "F002", child, judged); err != nil {
			t.Fatal(err)
		}
		page, err := p.Leavings.Leavings(p.ctx, p.Desk)
		if err != nil || len(page.Rows) != 1 {
			t.Fatalf("%+v, %v", page, err)
		}
		p.wants(fault.Invalid, "reponse", p.Decide(p.ctx, p.Desk, leaving.Answer{ID: page.Rows[0].ID, Accept: true}))
		near := gran
		near.Name = "Mme Jeanne-Marie Petit"
		if err := p.Ask(p.ctx, p.parent(f), f.ID, f.Children, near); err != nil {
			t.Fatal(err)
		}
		if page, err = p.Leavings.Leavings(p.ctx, p.Desk); err != nil || len(page.Rows) != 2 || !page.Rows[1].Near ||
			len(page.Rows[1].Barred) != 1 {
			t.Fatalf("%+v, %v", page, err)
		}
		p.wants(fault.Invalid, "reponse", p.Decide(p.ctx, p.Desk, leaving.Answer{ID: page.Rows[1].ID, Accept: true}))
		sure := leaving.Answer{ID: page.Rows[1].ID, Accept: true, Sure: true}
		if err := p.Decide(p.ctx, p.Desk, sure); err != nil {
			t.Fatal(err)
		}
		p.wants(fault.Invalid, "reponse", p.Decide(p.ctx, p.Desk, leaving.Answer{ID: page.Rows[0].ID, Accept: true,
			Sure: true}))
		if err := p.Withdraw(p.ctx, p.parent(f), f.ID, page.Rows[1].ID); err != nil {
			t.Fatal(err)
		}
		dbtest.Want(t, d, "select count(*) from audit where action = 'pickup.note' and family_id is not null", "0")
		theirs, err := p.Leaving(p.ctx, p.parent(f), f.ID)
		if err != nil || len(theirs[0].Rules) != 1 || theirs[0].Rules[0].Barred() {
			t.Errorf("a family reads who is barred: %+v, %v", theirs, err)
		}
		file, err := p.ChildLeaving(p.ctx, p.Desk, "F002", child)
		if err != nil || len(file.Rules) != 2 {
			t.Fatalf("%+v, %v", file, err)
		}
		for _, r := range file.Rules {
			if r.Barred() {
				p.wants(fault.NotFound, "", p.Withdraw(p.ctx, p.parent(f), f.ID, r.ID))
				if err := p.End(p.ctx, p.Desk, "F002", child, r.ID); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := p.Decide(p.ctx, p.Desk, leaving.Answer{ID: page.Rows[0].ID, Accept: true}); err != nil {
			t.Error(err)
		}
		if len(p.door(child).Persons) != 1 {
			t.Error("the accepted one may not come")
		}
		// A ban ends what was accepted before, and its end does not bring that back.
		if err := p.Note(p.ctx, p.Desk, "F002", child, judged); err != nil {
			t.Fatal(err)
		}
		dbtest.Want(t, d, "select state, count(*) from pickups where kind = 'person' group by 1", "ended 2")
		judged.Kind, judged.Name = pickup.Person, "Ana Costa"
		if err := p.Note(p.ctx, p.Desk, "F002", child, judged); err != nil {
			t.Fatal(err)
		}
		if err := p.Note(p.ctx, p.Desk, "F002", child, pickup.Typed{Kind: pickup.Barred, Name: "Marc Roux",
			Link: "jugement"}); err != nil {
			t.Fatal(err)
		}
		p.Exec("update families set archived_at = '2026-12-01 08:00:00+00' where id = ?", f.ID)
		if door := p.door(child); len(door.Persons) != 0 || len(door.Barred) != 2 {
			t.Errorf("of an archived file: %+v", door)
		}
		p.Exec("update families set archived_at = null where id = ?", f.ID)
		// A child who is no longer in the household leaves with nobody whom that household named.
		p.Exec("delete from family_children where family_id = ?", f.ID)
		if door := p.door(child); len(door.Persons) != 0 || len(door.Barred) != 2 {
			t.Error("a home in which the child is not any more still names who collects it")
		}
	})
}

// What ended goes after thirteen months: it names people who are not of the family.
func TestWhatEndedIsForgotten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := placeOf(t, d)
		f := p.other
		for _, name := range []string{"Ana", "Eva", "Ida"} {
			one := gran
			one.Name = name + " Petit"
			if name == "Ida" {
				one.To = "2026-12-04"
			}
			if err := p.Note(p.ctx, p.Desk, "F002", f.Children[0], one); err != nil {
				t.Fatal(err)
			}
		}
		file, err := p.ChildLeaving(p.ctx, p.Desk, "F002", f.Children[0])
		if err != nil {
			t.Fatal(err)
		}
		if err := p.End(p.ctx, p.Desk, "F002", f.Children[0], file.Rules[0].ID); err != nil {
			t.Fatal(err)
		}
		now := p.Counter.Now
		for _, kept := range []struct {
			months int
			names  []string
		}{{12, []string{"Ana Petit", "Eva Petit", "Ida Petit"}}, {14, []string{"Eva Petit"}}} {
			p.Counter.Now = now.AddDate(0, kept.months, 0)
			if err := p.Forget(p.ctx); err != nil {
				t.Fatal(err)
			}
			dbtest.Want(t, d, "select name from pickups order by id", kept.names...)
		}
	})
}

// An erasure takes away who a household named, and not who a court bars from a child who stays in another one.
func TestAnErasureLeavesWhoIsBarred(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := placeOf(t, d)
		child := p.other.Children[0]
		p.Exec("insert into family_children (family_id, child_id, structure_id, position) values (?, ?, ?, 1)", p.f.ID,
			child, p.Structure.ID)
		judged := pickup.Typed{Kind: pickup.Barred, Name: "Marc Roux", Link: "ordonnance"}
		for _, one := range []pickup.Typed{gran, judged} {
			if err := p.Note(p.ctx, p.Desk, "F002", child, one); err != nil {
				t.Fatal(err)
			}
		}
		erase := func(family int64) {
			p.Exec("insert into erasures (structure_id, family_id, account_id, asked_at, state, decided_at) values "+
				"(?, ?, ?, ?, 'done', ?)", p.Structure.ID, family, p.f.AccountID, p.Counter.Now, p.Counter.Now)
			if err := d.Tx(p.ctx, func(ctx context.Context, q db.Q) error {
				return q.Anonymise(ctx, family, p.Counter.Now)
			}); err != nil {
				t.Fatal(err)
			}
		}
		erase(p.other.ID)
		dbtest.Want(t, d, "select name from pickups", "Marc Roux")
		if door := p.door(child); len(door.Barred) != 1 {
			t.Errorf("%+v", door)
		}
		erase(p.f.ID)
		dbtest.Want(t, d, "select name from pickups")
	})
}
