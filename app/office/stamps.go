package office

import (
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/stay"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
	"cartable/db"
)

// Stamp is an hour that staff stamp, or correct. The zero Stamp leaves what is stored.
type Stamp struct {
	Set  bool
	Now  bool            // the hour of the clock, where none is stored yet: a second tap moves nothing
	At   civil.TimeOfDay // as typed; with None, it is taken away
	None bool
}

// stamps reports whether the mark says when the child came or left.
func (t Mark) stamps() bool { return t.Arrived.Set || t.Departed.Set }

// stamped makes the stamps of a mark hours, beside those that are stored (DOMAIN.md 13.15).
func (t *Mark) stamped(p db.PastDay, c *town.Catalogue, now time.Time) error {
	if !t.stamps() {
		return nil
	}
	if t.Attendance != wallet.Present {
		return fault.Invalidf("presence", "Un enfant absent n'a pas d'heure d'arrivée ni de départ.")
	}
	anew := t.Arrived.Now && p.Attendance.Absent()
	if anew {
		p.Stay = stay.Stay{} // what was kept beside an absence is not when the child came
	}
	today, at := t.Date == c.Today(now), civil.TimeOf(now.In(c.Loc))
	for _, one := range []struct {
		field string
		stamp *Stamp
		had   *civil.TimeOfDay
	}{{"arrivee", &t.Arrived, p.Arrived}, {"depart", &t.Departed, p.Departed}} {
		switch {
		case !one.stamp.Set, one.stamp.None && one.had != nil:
			continue
		case one.stamp.Now && one.had != nil, one.stamp.None, one.had != nil && *one.had == one.stamp.At:
			*one.stamp = Stamp{} // as stored
			continue
		case one.stamp.Now && !today:
			return fault.Invalidf(one.field, "Ce jour est passé\u00a0: indiquez l'heure.")
		case one.stamp.Now:
			one.stamp.At = at
		}
		hour := one.stamp.At
		if one.stamp == &t.Departed {
			hour = stay.Left(hour)
		}
		if t.Date.At(hour, c.Loc).After(now) {
			return fault.Invalidf(one.field, "Il n'est pas encore %s.", one.stamp.At.Human())
		}
	}
	if anew && !t.Departed.Set {
		t.Departed = Stamp{Set: true, None: true}
	}
	if s := t.stay(p.Stay); s.Turned() {
		return fault.Invalidf("depart", "Le départ (%s) ne peut pas être avant l'arrivée (%s).", s.Departed.Human(),
			s.Arrived.Human())
	}
	return nil
}

// stay returns the hours of a child after the mark.
func (t Mark) stay(stored stay.Stay) stay.Stay {
	for _, one := range []struct {
		stamp Stamp
		to    **civil.TimeOfDay
	}{{t.Arrived, &stored.Arrived}, {t.Departed, &stored.Departed}} {
		switch {
		case one.stamp.None:
			*one.to = nil
		case one.stamp.Set:
			*one.to = &one.stamp.At
		}
	}
	return stored
}

// markedAs returns what a mark makes of a line. The fee is by the rule of the activity when the departure was first
// stamped: one that changes later changes no day (DOMAIN.md 13.17). What an absence leaves is kept, and counts for
// nothing until the child is present again.
func markedAs(a *town.Activity, p db.PastDay, t Mark) db.Marked {
	s := t.stay(p.Stay)
	m := db.Marked{Attendance: t.Attendance, Stay: s, Attended: counted(a, p, t, s), Rule: p.Rule}
	if m.Rule == nil && s.Departed != nil {
		m.Rule = stay.RuleOf(a)
	}
	if t.Attendance == wallet.Present {
		m.LateFee = s.Fee(m.Rule)
	}
	return m
}

// same reports whether a line is marked so already.
func same(p db.PastDay, m db.Marked) bool {
	return p.Attendance == m.Attendance && equal(p.Attended, m.Attended) && equal(p.Arrived, m.Arrived) &&
		equal(p.Departed, m.Departed) && p.LateFee == m.LateFee && equal(p.Rule, m.Rule)
}

func equal[T comparable](a, b *T) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}
