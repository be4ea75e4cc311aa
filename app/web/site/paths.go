package site

// eventsPath is the stream that an open calendar listens to. It says which days changed, nothing else: what
// they are now is asked by fraicheur, with the rights and the eyes of the family.
const EventsPath = "/reservations/evenements"

const PayPath = "/paiement"

// noFamilyPath is where an account is led whose family in view was withdrawn.
const NoFamilyPath = "/sans-famille"
