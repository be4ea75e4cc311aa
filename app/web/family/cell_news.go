package family

import (
	"cartable/app/domain/booking"
	"cartable/app/portal"
	"cartable/app/web/site"
)

// What changed about a reserved day since it was asked for: the town closed it, or a night gave the place.

// voidFace is what a reserved day shows that will not take place: closed since, or the child is not enrolled any more.
func voidFace(d booking.Day) face {
	word := "Fermé"
	if d.Void == booking.NotEnrolled || d.Void == booking.NotOffered {
		word = "Non inscrit"
	}
	return face{"minus", word, ", réservé, mais rien ne sera débité"}
}

// declined adds until when a place that a night gave may be given back.
func declined(d booking.Day, f face) face {
	if d.Decline != "" {
		f.more += ", place donnée par la nuit, à refuser sans frais jusqu'au " + d.Decline
	}
	return f
}

// keptFace is what a reserved day shows.
func keptFace(d booking.Day) face {
	if d.Void != "" {
		return voidFace(d)
	}
	return declined(d, faceBooked)
}

// DayNews says under the calendar what the days' boxes have no room for: places to be declined in time, and days that will not take place.
func DayNews(m portal.Month) (all []string) {
	for _, d := range m.Days() {
		switch {
		case d.Void != "":
			all = append(all, dayTitle(d.Date)+site.Nbsp+": "+voidSentence(d))
		case d.Decline != "":
			all = append(all, dayTitle(d.Date)+site.Nbsp+": la nuit vous a donné une place. Vous pouvez la refuser sans frais jusqu'au "+d.Decline+
				site.Nbsp+": décochez ce jour, puis validez.")
		}
	}
	return all
}

func voidSentence(d booking.Day) string {
	sentence := d.Void.Sentence(d.VoidDetail)
	if d.Reservation != nil && d.Reservation.Status.Placed() {
		return sentence + " Votre réservation ne sera pas débitée."
	}
	return sentence + " Votre demande ne sera pas acceptée."
}
