package site

// EventsPath is the address of the stream for open calendars. It only sends which days changed; the page then requests
// their new state from fraicheur, with the rights and the view of the family.
const EventsPath = "/reservations/evenements"

// BookingPath is where the booking pages of a family are; staff have the same pages under the family's page.
const (
	BookingPath = "/reservations"
	ActingUnder = "/reserver"
)

const PayPath = "/paiement"

// NoFamilyPath is the address for an account that has lost access to the family in view.
const NoFamilyPath = "/sans-famille"
