package office

import (
	"cmp"
	"context"
	"slices"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/kitchen"
	"cartable/app/domain/town"
	"cartable/db"
)

// MealLine is a change of what was counted at the kitchen's hour, with its cause, as the reservation's own history has
// it.
type MealLine struct {
	By            int // meals
	Kind          kitchen.Kind
	School, Class string
	First         string // first name of a child who eats as everybody; the meals of others stay without a name
	Why           string
	At            time.Time // zero: not known
	Login         string    // who asked it by hand
	operation     int64
	child         bool
}

// readCauses reads what happened to the children whose meal came, went or is another since the kitchen's hour.
func (f *dayFacts) readCauses(ctx context.Context, q db.Q, structureID int64, meals []*town.Activity,
	date civil.Date) error {
	var children, activities []int64
	var since time.Time
	for _, a := range meals {
		at := f.frozenAt(a.ID)
		if at.IsZero() {
			continue
		}
		moved := kitchen.Changes(platesAt(f.frozen, a.ID), platesAt(f.now, a.ID))
		if len(moved) == 0 {
			continue
		}
		activities = append(activities, a.ID)
		if since.IsZero() || at.Before(since) {
			since = at
		}
		for _, m := range moved {
			children = append(children, m.Child)
		}
	}
	if len(children) == 0 {
		return nil
	}
	slices.Sort(children)
	return q.Together(ctx, db.ReadMealEvents(structureID, activities, slices.Compact(children), date, since, &f.events))
}

// lines returns what turns the meals that were counted into those of now: together they always add up. Children of the
// same opération stand in one line, and so do those of a class who were marked absent on the sheet.
func (f dayFacts) lines(c *town.Catalogue, a *town.Activity, date civil.Date) (all []MealLine) {
	names := map[int64]string{}
	for _, p := range slices.Concat(f.frozen, f.now) {
		names[p.Child] = p.FirstName
	}
	changes := kitchen.Changes(platesAt(f.frozen, a.ID), platesAt(f.now, a.ID))
	twice, gone, come := map[int64]int{}, map[int64]kitchen.Plate{}, map[int64]kitchen.Plate{}
	for _, m := range changes {
		if twice[m.Child]++; m.By < 0 {
			gone[m.Child] = m.Plate
		} else {
			come[m.Child] = m.Plate
		}
	}
	for _, m := range changes {
		line := MealLine{By: m.By, Kind: m.Kind, School: m.School, Class: m.Class, child: true}
		if m.Kind == kitchen.Standard && twice[m.Child] == 1 { // two lines would say whose the other meal is
			line.First = names[m.Child]
		}
		if twice[m.Child] > 1 {
			line.Why = kitchen.Swapped(gone[m.Child], come[m.Child])
		} else {
			line.cause(c, a, date, f.events, m)
		}
		all = append(all, line)
	}
	for _, e := range f.extras {
		if e.ActivityID == a.ID && e.Late {
			all = append(all, MealLine{By: e.Number, Kind: e.Kind, School: e.School, Why: e.Words, At: e.At,
				Login: e.Login})
		}
	}
	slices.SortStableFunc(all, func(x, y MealLine) int {
		return cmp.Or(x.At.Compare(y.At), cmp.Compare(x.School, y.School), cmp.Compare(x.Class, y.Class))
	})
	return joined(all)
}

// joined puts lines of one cause together.
func joined(all []MealLine) (lines []MealLine) {
	for _, l := range all {
		i := slices.IndexFunc(lines, func(o MealLine) bool {
			same := o.child && l.child && o.Kind == l.Kind && o.School == l.School && o.Class == l.Class &&
				o.Why == l.Why && o.By > 0 == (l.By > 0)
			return same && (l.operation != 0 && o.operation == l.operation || l.At.IsZero() && o.At.IsZero())
		})
		if i < 0 {
			lines = append(lines, l)
			continue
		}
		lines[i].By += l.By
		lines[i].First = ""
	}
	return lines
}

// cause finds the last thing that happened to the reservation and explains that its meal came or went.
func (l *MealLine) cause(c *town.Catalogue, a *town.Activity, date civil.Date, events []db.MealEvent,
	m kitchen.Change) {
	limit := c.BookingLimit(a, date)
	for _, e := range slices.Backward(events) {
		if e.ActivityID != a.ID || e.ChildID != m.Child {
			continue
		}
		if why := causeOf(e, m.By, limit); why != "" && (l.Why == "" || e.What == db.MealSick && m.By < 0) {
			l.Why, l.At, l.operation = why, e.At, e.OperationID
		}
	}
	if l.Why == "" {
		l.Why = "feuille du jour corrigée"
	}
}

// causeOf says why a meal came (by > 0) or went; empty for what explains the contrary.
func causeOf(e db.MealEvent, by int, limit time.Time) string {
	taken := booking.Status(e.Reason).Placed()
	if by < 0 {
		switch {
		case e.What == db.MealSick:
			return "malade"
		case e.What == db.MealAbsent:
			return "absent au pointage"
		case e.What == db.MealCancelled && e.OperationID != 0:
			return e.Title
		case e.What == db.MealCancelled && e.Origin == "staff":
			return "annulé par la mairie"
		case e.What == db.MealCancelled:
			return "annulé par la famille"
		case e.What == db.MealNight && !taken:
			return "refusé par la nuit"
		case e.What == db.MealAnswer && !taken:
			return "refusé par la mairie"
		}
		return ""
	}
	switch {
	case e.What == db.MealBooked && e.OperationID != 0:
		return "rétabli\u00a0: " + e.Title
	case e.What == db.MealBooked && booking.Reason(e.Reason) == booking.Unbooked:
		return "venu sans réservation"
	case e.What == db.MealBooked && e.At.After(limit) && e.Origin == "staff":
		return "ajouté hors délai par la mairie"
	case e.What == db.MealBooked && e.Origin == "staff":
		return "ajouté par la mairie"
	case e.What == db.MealBooked && e.At.After(limit):
		return "hors délai"
	case e.What == db.MealBooked:
		return "réservé par la famille"
	case e.What == db.MealNight && taken:
		return "place donnée par la nuit"
	case e.What == db.MealAnswer && taken:
		return "accepté par la mairie"
	case e.What == db.MealOffer:
		return "place proposée et acceptée"
	}
	return ""
}
