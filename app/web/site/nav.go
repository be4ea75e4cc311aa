package site

import (
	"slices"

	"cartable/app/domain/access"
)

// NavItem is an entry of the navigation.
type NavItem struct {
	Key       string // the value of Layout.Active
	URL, Icon string
	Label     string
	Action    access.Action // hidden from users who may not do it
}

// familyNav is the bar of parents: five entries at most, so that each fits on a phone.
var familyNav = []NavItem{
	{"home", "/", "house", "Accueil", access.Book},
	{"reservations", "/reservations", "calendar-days", "Réserver", access.Book},
	{"follow-up", "/suivi", "clipboard-list", "Suivi", access.Book},
	{"balance", "/solde", "wallet", "Solde", access.Book},
	{"profile", "/profil", "user", "Profil", access.Book},
}

// officeNav is the bar of staff, officeMore the entries under « Plus ».
var (
	officeNav = []NavItem{
		{"today", "/mairie", "sun", "Aujourd'hui", access.SeeDay},
		{"requests", "/mairie/demandes", "inbox", "Demandes", access.SeeRequests},
		{"families", "/mairie/familles", "users", "Familles", access.SeeFamilies},
		{"desk", "/mairie/regie", "wallet", "Régie", access.SeeBooks},
	}
	officeMore = []NavItem{
		{"waitlists", "/mairie/attente", "list-ordered", "Listes d'attente", access.SeeRequests},
		{"runs", "/mairie/nuits", "moon", "Nuits", access.SeeRuns},
		{"mails", "/mairie/courriels", "mail", "Courriels", access.SeeMails},
		{"accounts", "/mairie/comptes", "key-round", "Comptes des agents", access.ManageStaff},
		{"roles", "/mairie/roles", "shield-check", "Qui peut faire quoi", access.SeeRoles},
		{"rules", "/mairie/regles", "pencil", "Règles", access.SetRules},
		{"journal", "/mairie/journal", "history", "Journal des actions", access.SeeJournal},
		{"erasures", "/mairie/rgpd", "trash-2", "Effacements", access.Forget},
	}
)

// allowedTo returns the entries that roles may use.
func allowedTo(items []NavItem, roles []access.Role) []NavItem {
	return slices.DeleteFunc(slices.Clone(items), func(i NavItem) bool { return !access.AnyMay(roles, i.Action) })
}

// officeNavFor returns the navigation of staff with these roles.
func officeNavFor(roles []access.Role) (bar, more []NavItem) {
	return allowedTo(officeNav, roles), allowedTo(officeMore, roles)
}

// InMore reports whether the page is under « Plus ».
func (l Layout) InMore() bool {
	return slices.ContainsFunc(l.More, func(i NavItem) bool { return i.Key == l.Active })
}
