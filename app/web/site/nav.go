package site

import (
	"slices"

	"cartable/app/domain/access"
)

// NavItem is an entry of the navigation.
type NavItem struct {
	Key       string // Layout.Active names it
	URL, Icon string
	Label     string
	Action    access.Action // who may not do it does not see it
}

// familyNav is the bar of parents: five at most, so that each has its room on a phone.
var familyNav = []NavItem{
	{"home", "/", "house", "Accueil", access.Book},
	{"reservations", "/reservations", "calendar-days", "Réserver", access.Book},
	{"follow-up", "/suivi", "clipboard-list", "Suivi", access.Book},
	{"balance", "/solde", "wallet", "Solde", access.Book},
	{"profile", "/profil", "user", "Profil", access.Book},
}

// officeNav is the bar of staff, officeMore what stands behind « Plus ».
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

// allowedTo keeps the entries that roles may use.
func allowedTo(items []NavItem, roles []access.Role) []NavItem {
	return slices.DeleteFunc(slices.Clone(items), func(i NavItem) bool { return !access.AnyMay(roles, i.Action) })
}

// officeNavFor is the navigation of staff with these roles.
func officeNavFor(roles []access.Role) (bar, more []NavItem) {
	return allowedTo(officeNav, roles), allowedTo(officeMore, roles)
}

// InMore tells whether the page stands behind « Plus ».
func (l Layout) InMore() bool {
	return slices.ContainsFunc(l.More, func(i NavItem) bool { return i.Key == l.Active })
}
