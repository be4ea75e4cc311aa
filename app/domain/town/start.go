package town

import (
	"time"

	"cartable/app/domain/civil"
)

// StandardUndo is for how many hours staff may undo an opération, unless the structure sets its own.
const StandardUndo = 24

// UndoFor returns for how long staff may undo an opération after it was applied; zero: never.
func (s *Structure) UndoFor() time.Duration {
	if s.UndoHours != nil {
		return time.Duration(*s.UndoHours) * time.Hour
	}
	return StandardUndo * time.Hour
}

// Beginning reports whether the structure is not ready for its first booking: nothing is offered from a day on, or
// something has no price at all.
func (c *Catalogue) Beginning(today civil.Date) bool {
	offered, unpriced := false, false
	for _, a := range c.Activities {
		if a.To >= today {
			offered, unpriced = true, unpriced || len(a.Tariffs) == 0
		}
	}
	return !offered || unpriced
}
