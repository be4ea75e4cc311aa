package booking

import (
	"testing"

	"pgregory.net/rapid"
)

// The other household's use of a day stays private: whatever its request costs, and whatever its status or outcome,
// this family is shown the same.
func TestOtherHouseholdsRequestsLookAlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyScene(t)
		s.catalogue.Structure.HidesPresence = rapid.Bool().Draw(t, "hides")
		twin := *s
		twin.reservations = nil
		for _, r := range s.reservations {
			if r.FamilyID != household {
				r.Price, r.Quantity, r.Priority, r.Position = 4242, 7, 9, 3
				r.Attendance, r.Billed, r.Reason, r.Transmitted = "absent", !r.Billed, NoPlace, !r.Transmitted
				r.RequestedAt = r.RequestedAt.AddDate(0, 0, -1)
			}
			twin.reservations = append(twin.reservations, r)
		}
		k := anyKey(t)
		a := s.catalogue.ActivityByID(k.ActivityID)
		one, other := s.facts().Judge(k.ChildID, a, k.Date), twin.facts().Judge(k.ChildID, a, k.Date)
		if r := one.Reservation; r != nil && r.FamilyID != household &&
			*r != (Reservation{ID: r.ID, Key: k, FamilyID: r.FamilyID, Status: r.Status, Foreign: true}) {
			t.Fatalf("told of the other household: %+v", *r)
		}
		one.Reservation, other.Reservation = nil, nil
		if one != other {
			t.Fatalf("%s%v: %+v, and %+v when only the other household's request differs", s, k, one, other)
		}
	})
}

// Where the structure hides presence, the other household never makes a day bookable or cancellable, and no day reveals
// that it has a reservation.
func TestHiddenPresenceIsNeverShown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyScene(t)
		s.catalogue.Structure.HidesPresence = true
		k := anyKey(t)
		f := s.facts()
		d := f.Judge(k.ChildID, s.catalogue.ActivityByID(k.ActivityID), k.Date)
		if d.Reason == OtherFamily || d.Reservation != nil && d.Reservation.Foreign {
			t.Fatalf("%s%v is %s (%s)", s, k, d.State, d.Reason)
		}
		if r := s.find(k); r != nil && r.FamilyID != household {
			if f.Reserved(k) || d.State != Closed && d.State != Full {
				t.Fatalf("%s%v is %s for a day of the other household", s, k, d.State)
			}
			for _, kind := range []Kind{Add, Cancel} {
				if o := s.facts().Treat([]Line{{k, kind}})[0]; o.Result != ResultUntreated || o.Reason == OtherFamily ||
					o.Reason == AlreadyBooked {
					t.Fatalf("%s%v: to %s is %s (%s)", s, k, kind, o.Result, o.Reason)
				}
			}
		}
	})
}
