package portal_test

import (
	"testing"

	"cartable/app/domain/fault"
	"cartable/app/portal"
	"cartable/db"
	"cartable/db/dbtest"
)

// costs sets the price of every activity, as a change of tariff by staff does.
func costs(t *testing.T, d *db.DB, price int64) {
	t.Helper()
	if _, err := d.Write().ExecContext(t.Context(), "update tariffs set price = ?", price); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Write().ExecContext(t.Context(), "update structures set revision = revision + 1"); err != nil {
		t.Fatal(err)
	}
}

// If a price changes after the recap was read, the recap must be read again, with the changed lines marked.
func TestAPriceThatChangedSinceTheRecapIsReadAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 10, 5))
		f := w.Family(1, meal)
		p, v := newPortal(d, nil), viewerOf(w, f)
		want(t, p, v, f.Children[0], "RESTO", true, 1)
		validate(t, p, v)
		want(t, p, v, f.Children[0], "RESTO", false, 1) // a cancellation has its line too, besides the bookings
		want(t, p, v, f.Children[0], "RESTO", true, 3, 4)
		read := recapOf(t, p, v)
		costs(t, d, 855)
		v.Revision = 2
		if _, err := p.Validate(t.Context(), v, read.RecapKey); fault.KindOf(err) != fault.Conflict {
			t.Fatalf("at a price that nobody read: %v", err)
		}
		if got := w.States()["accepted"]; got != 1 {
			t.Fatalf("%d are booked", got)
		}
		again := recapOf(t, p, v)
		again.Since(read.RecapKey)
		line := again.Bookings[1]
		if again.Changed != 2 || line.Was == nil || *line.Was != 400 || line.Price != 855 || !line.Changed ||
			len(again.Remarks) == 0 || again.Cancels[0].Changed {
			t.Fatalf("got %+v", again)
		}
		if _, err := p.Validate(t.Context(), v, again.RecapKey); err != nil {
			t.Fatal(err)
		}
		w.Sound()
	})
}

// A price that becomes unknown, or known, is a changed price; a line that is not treated has none to compare.
func TestAPriceThatIsNotKnownIsNotZero(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 1, 0))
		f, quick := w.Family(1, meal), w.Family(1, meal)
		costs(t, d, 0)
		p, v := newPortal(d, nil), viewerOf(w, f)
		v.Revision = 2
		want(t, p, v, f.Children[0], "RESTO", true, 1)
		read := recapOf(t, p, v)
		for _, change := range []string{"delete from tariffs", "update structures set revision = revision + 1"} {
			if _, err := d.Write().ExecContext(t.Context(), change); err != nil {
				t.Fatal(err)
			}
		}
		v.Revision = 3
		if _, err := p.Validate(t.Context(), v, read.RecapKey); fault.KindOf(err) != fault.Conflict {
			t.Fatalf("free was read, and no price is known: %v", err)
		}
		other := viewerOf(w, quick)
		other.Revision = 3
		want(t, p, other, quick.Children[0], "RESTO", true, 1)
		validate(t, p, other)
		if _, err := p.Validate(t.Context(), v, read.RecapKey); err != nil {
			t.Fatalf("a line that finds no place costs nothing: %v", err)
		}
	})
}

// Two drafts of a parent may have the same revision: the recap of one cannot validate the other.
func TestARecapIsOfItsOwnDraft(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 10, 5))
		f, other := w.Family(1, meal), w.Family(1, meal)
		p := newPortal(d, nil)
		both := []portal.Viewer{viewerOf(w, f), viewerOf(w, other)}
		both[1].AccountID = f.AccountID
		if err := d.Write().AddGuardian(t.Context(), f.AccountID, other.ID); err != nil {
			t.Fatal(err)
		}
		var keys []portal.RecapKey
		for i, child := range []int64{f.Children[0], other.Children[0]} {
			want(t, p, both[i], child, "RESTO", true, 1)
			recap := recapOf(t, p, both[i])
			keys = append(keys, recap.RecapKey)
		}
		if keys[0].Revision != keys[1].Revision || keys[0].DraftID == keys[1].DraftID || keys[0].Told != keys[1].Told {
			t.Fatalf("this proves nothing: %+v", keys)
		}
		if _, err := p.Validate(t.Context(), both[1], keys[0]); fault.KindOf(err) != fault.Conflict {
			t.Fatalf("the recap of another draft: %v", err)
		}
		if n := w.States()["accepted"]; n != 0 {
			t.Fatalf("%d are booked", n)
		}
		if _, err := p.Validate(t.Context(), both[1], keys[1]); err != nil {
			t.Fatal(err)
		}
	})
}

// A key without announced results is not that of a recap that was read.
func TestARecapThatSaysNothingIsReadAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 10, 5))
		f := w.Family(1, meal)
		p, v := newPortal(d, nil), viewerOf(w, f)
		want(t, p, v, f.Children[0], "RESTO", true, 1, 3)
		recap := recapOf(t, p, v)
		for _, told := range []string{"", "a", "-", "a400", "a400-", "a400-a400-a400", "a400-a4OO"} {
			key := recap.RecapKey
			key.Told = told
			if _, err := p.Validate(t.Context(), v, key); fault.KindOf(err) != fault.Conflict {
				t.Errorf("%q: %v", told, err)
			}
		}
	})
}
