package web

// eventsPath is the stream that an open calendar listens to. It says which days changed, nothing else: what
// they are now is asked by fraicheur, with the rights and the eyes of the family.
const eventsPath = "/reservations/evenements"

const payPath = "/paiement"

// noFamilyPath is where an account is led whose family in view was withdrawn.
const noFamilyPath = "/sans-famille"
