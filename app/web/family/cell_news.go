package family

import (
	"strings"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/portal"
	"cartable/app/web/site"
)

// Changes of a reserved day since it was requested: the town closed it, or a nightly run gave the place.

// voidFace returns the face of a reserved day that will not take place, because it was closed or the child is no longer
// enrolled.
func voidFace(d booking.Day) face {
	word := "Fermé"
	if d.Void == booking.NotEnrolled || d.Void == booking.NotOffered {
		word = "Non inscrit"
	}
	return face{"minus", word, ", réservé, mais rien ne sera facturé"}
}

// declined adds the deadline for giving back a place that a nightly run gave.
func declined(d booking.Day, f face) face {
	if d.Decline != "" {
		f.more += ", place obtenue la nuit dernière, à refuser sans frais jusqu'au " + d.Decline
	}
	return f
}

// keptFace returns the face of a reserved day.
func keptFace(d booking.Day) face {
	if d.Void != "" {
		return voidFace(d)
	}
	return declined(d, packed(d, faceBooked))
}

// packed adds that the meal of a day is taken along, for an outing.
func packed(d booking.Day, f face) face {
	if d.Along {
		f.more += ", pique-nique emporté"
	}
	return f
}

// alongWords says so, and for which outing.
func alongWords(d booking.Day) string {
	if d.Outing == "" {
		return "Pique-nique emporté."
	}
	return "Pique-nique emporté (" + d.Outing + ")."
}

// AlongNews returns the sentences under a calendar of the days on which a meal is taken along.
func AlongNews(days []booking.Day) (all []string) {
	for _, d := range days {
		if d.Along && d.Ticked() {
			all = append(all, dayTitle(d.Date)+site.Nbsp+": "+strings.Replace(alongWords(d), "P", "p", 1))
		}
	}
	return all
}

// DayNews returns the sentences under the calendar for which the cells have no room: places that may be declined until
// a deadline, days that will not take place, and meals that are taken along.
func DayNews(m portal.Month) (all []string) {
	for _, d := range m.Days() {
		switch {
		case d.Void != "":
			all = append(all, dayTitle(d.Date)+site.Nbsp+": "+voidSentence(d))
		case d.Decline != "":
			all = append(all, dayTitle(d.Date)+site.Nbsp+": vous avez obtenu une place la nuit dernière. Vous pouvez "+
				"la refuser sans frais jusqu'au "+d.Decline+
				site.Nbsp+": décochez ce jour, puis validez.")
		}
	}
	return append(all, AlongNews(m.Days())...)
}

func voidSentence(d booking.Day) string {
	sentence := d.Void.Sentence(d.VoidDetail)
	if d.Reservation != nil && d.Reservation.Status.Placed() {
		return sentence + " Votre réservation ne sera pas facturée."
	}
	return sentence + " Votre demande ne sera pas acceptée."
}

// dayTitle returns « Lundi 14 décembre ».
func dayTitle(d civil.Date) string { return site.Capital(d.WeekdayName()) + " " + d.DayMonth() }

// explain returns the sentence on why a click does nothing, and what can be done instead.
func explain(d booking.Day) string {
	sentence := d.Reason.Sentence(d.Detail)
	if d.Void != "" {
		return voidSentence(d)
	}
	if d.Reason == booking.OtherFamily && d.State == booking.RequestedLocked {
		sentence = strings.Replace(sentence, "réservé", "demandé", 1)
	} else if d.Reason == booking.OtherFamily {
		// the reason is sufficient
	} else if d.Reason == booking.PlaceOffered {
		// so it is here
	} else if d.Reason == booking.TooLateToCancel && statusOf(d) == booking.Refused { // there is nothing to cancel
		return strings.TrimSpace(booking.Refused.Locked("") + " " + d.Reservation.Reason.Explain(""))
	} else if d.State == booking.BookedLocked || d.State == booking.RequestedLocked {
		sentence = statusOf(d).Locked(position(d)) + " " + sentence
	}
	if next := d.Reason.Next(); next != "" {
		sentence += " " + next
	}
	return strings.TrimSpace(sentence)
}
