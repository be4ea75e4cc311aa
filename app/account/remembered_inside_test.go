package account

import (
	"fmt"
	"testing"
	"time"

	"cartable/app/seal"
	"cartable/db"
	"cartable/db/dbtest"
)

// A process remembers families alone, without names, no more than it has room for, and forgets who signs out.
func TestWhoIsRemembered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		parent, clerk := w.Family(1), w.Family(1)
		if _, err := d.Write().NewInsert().Model(&db.Staff{AccountID: clerk.AccountID, StructureID: w.Structure.ID,
			Role: "agent"}).Exec(t.Context()); err != nil {
			t.Fatal(err)
		}
		p := &Accounts{DB: d, Now: time.Now}
		enter := func(f dbtest.Family) (token string) {
			token, session := newSession(f.AccountID)
			session.FamilyID, session.StructureID, session.Device = f.ID, w.Structure.ID, "Firefox"
			if err := d.Write().AddSession(t.Context(), &session); err != nil {
				t.Fatal(err)
			}
			if _, ok, err := p.Visitor(t.Context(), token); !ok || err != nil {
				t.Fatal(ok, err)
			}
			return token
		}
		for token, want := range map[string]bool{enter(parent): true, enter(clerk): false, "unknown": false} {
			_, v, ok := p.Expect(t.Context(), token)
			if ok != want || ok && (v.FamilyID != parent.ID || v.LastName+v.Adult+v.Login+v.Device+v.Structure != "") {
				t.Errorf("%v, %+v", ok, v)
			}
			if !ok {
				continue
			}
			if err := p.SignOut(t.Context(), token); err != nil {
				t.Fatal(err)
			}
			if _, _, ok := p.Expect(t.Context(), token); ok {
				t.Error("who signed out is remembered")
			}
		}
		token := enter(parent)
		for i := range rememberedMost + 10 {
			p.remembered.put(Visitor{SessionID: fmt.Sprint(i)})
		}
		if n := len(p.remembered.all); n != rememberedMost {
			t.Errorf("%d are remembered", n)
		}
		p.remembered.put(Visitor{SessionID: seal.Digest(token), FamilyID: parent.ID, Revision: 7})
		under, v, _ := p.Expect(t.Context(), token)
		if ok, err := p.Settle(under, v, true); ok || err != nil {
			t.Errorf("another catalogue: %v %v", ok, err)
		}
		if _, _, ok := p.Expect(t.Context(), token); ok {
			t.Error("what was wrong is still remembered")
		}
	})
}
