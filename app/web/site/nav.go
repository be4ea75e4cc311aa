package site

import (
	"slices"

	"github.com/gofiber/fiber/v2"

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

// NavGroup is a part of the staff's bar, under its own heading.
type NavGroup struct {
	Label string
	Items []NavItem
}

// officeNav is the bar of staff: every page that begins something, so that none has to be looked for.
var officeNav = []NavGroup{
	{"Le jour", []NavItem{
		{"today", "/mairie", "sun", "Aujourd'hui", access.SeeDay},
		{"kitchen", "/mairie/cuisine", "calendar-check", "Cuisine", access.SeeKitchen},
		{"requests", "/mairie/demandes", "inbox", "Demandes", access.SeeRequests},
		{"waitlists", "/mairie/attente", "list-ordered", "Listes d'attente", access.SeeRequests},
	}},
	{"Les familles", []NavItem{
		{"families", "/mairie/familles", "users", "Familles", access.SeeFamilies},
		{"enrolments", "/mairie/inscriptions", "backpack", "Inscriptions", access.EditFamilies},
		{"news", "/mairie/actualites", "info", "Actualités", access.ManageNews},
		{"mails", "/mairie/courriels", "mail", "Courriels", access.SeeMails},
		{"erasures", "/mairie/rgpd", "trash-2", "Effacements", access.Forget},
	}},
	{"L'argent", []NavItem{
		{"desk", "/mairie/regie", "wallet", "Régie", access.SeeBooks},
		{"runs", "/mairie/nuits", "moon", "Nuits", access.SeeRuns},
	}},
	{"L'année", []NavItem{
		{"calendar", "/mairie/calendrier", "calendar-days", "Calendrier", access.SetYear},
		{"closing", "/mairie/fermer", "ban", "Fermer des jours", access.SetYear},
		{"places", "/mairie/places", "clipboard-list", "Places et encadrement", access.SetYear},
		{"activities", "/mairie/activites", "clipboard-list", "Activités", access.SetYear},
		{"releases", "/mairie/ouvertures", "clock", "Ouvertures", access.SetYear},
		{"tariffs", "/mairie/tarifs", "credit-card", "Tarifs", access.SeeTariffs},
		{"quotients", "/mairie/quotients", "clipboard-list", "Quotients", access.SetQuotients},
		{"schools", "/mairie/ecoles", "backpack", "Écoles", access.SetYear},
		{"operations", "/mairie/operations", "history", "Opérations", access.SeeOperations},
	}},
	{"La structure", []NavItem{
		{"rules", "/mairie/reglages", "pencil", "Réglages", access.SeeRules},
		{"accounts", "/mairie/comptes", "key-round", "Comptes des agents", access.ManageStaff},
		{"roles", "/mairie/roles", "shield-check", "Qui peut faire quoi", access.SeeRoles},
		{"journal", "/mairie/journal", "history", "Journal des actions", access.SeeJournal},
	}},
}

// allowedTo returns the entries that roles may use.
func allowedTo(items []NavItem, roles []access.Role) []NavItem {
	return slices.DeleteFunc(slices.Clone(items), func(i NavItem) bool { return !access.AnyMay(roles, i.Action) })
}

// officeNavFor returns the navigation of staff with these roles. A group of which nothing is left is left out.
func officeNavFor(roles []access.Role) (groups []NavGroup) {
	for _, g := range officeNav {
		if items := allowedTo(g.Items, roles); len(items) > 0 {
			groups = append(groups, NavGroup{g.Label, items})
		}
	}
	return groups
}

// Finds reports whether the bar has a search among the families: for whoever may see them.
func (l Layout) Finds() bool {
	return slices.ContainsFunc(l.Side, func(g NavGroup) bool {
		return slices.ContainsFunc(g.Items, func(i NavItem) bool { return i.Action == access.SeeFamilies })
	})
}

// StaffHome returns the first page that the visitor may open in a structure: a cook has no page of the day.
func (s *Server) StaffHome(c *fiber.Ctx, structureID int64) string {
	all, _ := s.places(c) // without them, the page that most have
	for _, p := range all {
		if groups := officeNavFor(p.Roles); p.StructureID == structureID && len(groups) > 0 {
			return groups[0].Items[0].URL
		}
	}
	return "/mairie"
}
