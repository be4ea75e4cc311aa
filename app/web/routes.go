package web

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/access"
)

// Route is a line of the route table: an address, who may use it, and what answers. A line without an
// access does not exist: the tests walk through this table and through Fiber's.
type Route struct {
	Method, Path string
	Access       access.Action
	handler      fiber.Handler
}

const (
	get  = fiber.MethodGet
	post = fiber.MethodPost
)

// routes is every address of the portal but its assets and its health, area by area.
func (s *Server) routes() []Route {
	all := slices.Concat(s.doorRoutes(), s.accountRoutes(), s.bookingRoutes(), s.moneyRoutes(), s.townHallRoutes(), s.treasurerRoutes())
	if s.Gallery {
		all = append(all,
			Route{get, "/apparence", access.Public, s.galleryPage},
			Route{get, "/apparence/:name", access.Public, s.galleryPage})
	}
	if s.Demo != nil {
		all = append(all,
			Route{get, "/demo/courriels", access.DemoMails, s.demoMails},
			Route{get, "/demo/courriels/:id", access.DemoMails, s.demoMail})
	}
	return all
}

// doorRoutes let people in and out.
func (s *Server) doorRoutes() []Route {
	return []Route{
		{get, "/manifest.webmanifest", access.Public, s.manifest},
		{get, "/sw.js", access.Public, s.serviceWorker},
		{get, "/hors-ligne", access.Public, s.offline},
		{get, "/connexion", access.Public, s.signInPage},
		{post, "/connexion", access.Public, s.signIn},
		{post, "/deconnexion", access.Welcome, s.signOut},
		{get, "/premiere-connexion", access.Welcome, s.passwordPage},
		{post, "/premiere-connexion", access.Welcome, s.choosePassword},
		{get, "/conditions", access.Welcome, s.termsPage},
		{post, "/conditions", access.Welcome, s.acceptTerms},
		{post, "/famille", access.SignedIn, s.lookAtFamily},
		{post, "/structure", access.SignedIn, s.lookAtStructure},
		{get, "/", access.SignedIn, s.home},
	}
}

// accountRoutes are one's own account.
func (s *Server) accountRoutes() []Route {
	return nil
}

// bookingRoutes are what a family books and follows.
func (s *Server) bookingRoutes() []Route {
	return []Route{
		{get, "/reservations", access.Book, s.month},
		{post, "/reservations/brouillon", access.Book, s.saveDraft},
		{post, "/reservations/verifier", access.Book, s.check},
		{get, "/reservations/verifier", access.Book, s.recap},
		{post, "/reservations/valider", access.Book, s.validate},
		{post, "/reservations/abandonner", access.Book, s.abandon},
		{get, "/reservations/confirmation/:number", access.Book, s.confirmation},
		{get, "/reservations/jour/:date", access.Book, s.day},
		{post, "/reservations/jour", access.Book, s.saveDay},
		{get, "/reservations/recopier", access.Book, s.copyPage},
		{post, "/reservations/recopier", access.Book, s.copy},
		{get, eventsPath, access.Book, s.events},
		{get, "/reservations/fraicheur", access.Book, s.freshCells},
		{get, "/suivi", access.Book, s.followUp},
		{get, "/suivi/export.csv", access.Book, s.exportCSV},
		{get, "/suivi/export.xlsx", access.Book, s.exportXLSX},
		{get, "/suivi/agenda", access.Book, s.feedPage},
		{post, "/suivi/agenda", access.Book, s.newFeed},
		{post, "/suivi/agenda/arreter", access.Book, s.revokeFeed},
		{get, "/agenda/:file", access.Public, s.feed},
	}
}

// moneyRoutes are what a family owes, pays and has paid.
func (s *Server) moneyRoutes() []Route {
	return []Route{
		{get, "/solde", access.Book, s.balance},
		{get, "/historique", access.Book, s.history},
		{get, "/historique/consommations.csv", access.Book, s.exportConsumed},
		{get, "/historique/reglements.csv", access.Book, s.exportPaid},
		{get, "/historique/historique.xlsx", access.Book, s.exportHistory},
		{get, "/historique/recus/:id", access.Book, s.receipt},
		{get, "/historique/releves/:month", access.Book, s.monthlyStatement},
		{get, "/historique/attestations", access.Book, s.statements},
		{get, "/historique/attestations/:year", access.Book, s.taxStatement},
		{get, "/recu", access.Public, s.receiptCheck},
		{post, "/recu", access.Public, s.checkReceipt},
	}
}

// townHallRoutes are the desks of staff.
func (s *Server) townHallRoutes() []Route {
	return []Route{
		{get, "/mairie", access.SeeDay, s.staffToday},
		{get, "/mairie/feuille/:code", access.SeeDay, s.staffSheet},
		{get, "/mairie/demandes", access.SeeRequests, s.staffRequests},
		{get, "/mairie/attente", access.SeeRequests, s.staffWaitlists},
		{get, "/mairie/nuits", access.SeeRuns, s.staffRuns},
		{post, "/mairie/nuits", access.StartRun, s.startRun},
		{get, "/mairie/nuits/progression", access.SeeRuns, s.runProgress},
		{get, "/mairie/nuits/:id", access.SeeRuns, s.staffRun},
		{get, "/mairie/courriels", access.SeeMails, s.staffMails},
		{get, "/mairie/courriels/:id", access.SeeMails, s.staffMail},
	}
}

// treasurerRoutes are the desk where money is entered and accounted for.
func (s *Server) treasurerRoutes() []Route {
	return []Route{
		{get, "/mairie/regie/attestations", access.Certify, s.staffTaxes},
		{get, "/mairie/regie/attestations/:year", access.Certify, s.taxRun},
	}
}
