package load

import (
	"fmt"

	"cartable/app/domain/civil"
	"cartable/db"
)

// checkDates checks activities whose days change. Overwriting this year with the next one would remove the last days of
// this year with their bookings: it is refused. Other removed days are listed, with the number of families affected.
func (im *importing) checkDates() error {
	today := im.today()
	for _, s := range im.structures.all {
		for _, a := range s.activities.all {
			if a.line == 0 || a.had == nil {
				continue
			}
			was, is := a.had, a.want
			if is.From > today && was.From <= today && today <= was.To {
				booked, err := im.q.LiveBetween(im.ctx, a.rowID, today, min(was.To, is.From-1))
				if err != nil {
					return err
				}
				im.report("activities.csv", a.line, "from",
					fmt.Sprintf("l'activité « %s » commencerait le %s, alors qu'elle est en cours "+
						"jusqu'au %s : ces jours disparaîtraient, avec %s", is.Code, is.From, was.To, bookings(booked)),
					"from au "+was.From.String()+" et to à la fin de l'année suivante, ou un import après le "+
						was.To.String())
				continue
			}
			for _, gone := range [][2]civil.Date{{max(today, was.From), min(was.To, is.From-1)},
				{max(today, was.From, is.To+1), was.To}} {
				if gone[0] > gone[1] {
					continue
				}
				booked, err := im.q.LiveBetween(im.ctx, a.rowID, gone[0], gone[1])
				if err != nil {
					return err
				}
				if booked.Reservations > 0 {
					im.tell(Doubts, "activities.csv, ligne %d : « %s » n'a plus lieu du %s au %s, où restent %s",
						a.line, is.Code, gone[0], gone[1], bookings(booked))
				}
			}
		}
	}
	return nil
}

// bookings returns "12 réservations de 8 familles".
func bookings(t db.Touched) string {
	return many(t.Reservations, "réservation", "réservations") + of(t.Families)
}

func many(n int, one, more string) string {
	if n < 2 {
		return fmt.Sprintf("%d %s", n, one)
	}
	return fmt.Sprintf("%d %s", n, more)
}

// of returns " de 8 familles".
func of(families int) string {
	if families == 1 {
		return " d'une famille"
	}
	return " de " + many(families, "famille", "familles")
}
