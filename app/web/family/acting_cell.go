package family

import "cartable/app/domain/booking"

// The faces of a day that staff may book and a parent may not: the word says why.

var (
	facePassLate = face{"clock", faceTooLate.word, ", la mairie peut réserver"}
	facePassDebt = face{"ban", faceDebt.word, ", la mairie peut réserver"}
	facePassFull = face{"x", faceFull.word, ", la mairie peut ajouter une place"}
)

// passFaces returns the faces of such a day, unticked and ticked.
func passFaces(d booking.Day) (off, on face) {
	on = faceToBook
	switch {
	case d.State == booking.Full:
		off = facePassFull
	case d.State == booking.Waitlist:
		off, on = faceList, faceToJoin
	case d.Needs&booking.PassBooking != 0:
		off = facePassLate
	default:
		off = facePassDebt
	}
	return off, on
}
