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
	all := slices.Concat(s.doorRoutes(), s.accountRoutes(), s.bookingRoutes(), s.moneyRoutes(), s.townHallRoutes(), s.familyDeskRoutes(), s.staffAccountRoutes(), s.treasurerRoutes())
	if s.Gallery {
		all = append(all,
			Route{get, "/apparence", access.Public, s.galleryPage},
			Route{get, "/apparence/:name", access.Public, s.galleryPage})
	}
	if s.Portal.FranceConnect != nil {
		all = append(all,
			Route{post, "/connexion/franceconnect", access.Public, s.departSignIn},
			Route{get, returnPath, access.Public, s.arrive},
			Route{post, "/profil/securite/franceconnect", access.SignedIn, s.departLink},
			Route{post, proofAwayPath, access.SignedIn, s.departToProve},
			Route{post, "/profil/securite/franceconnect/delier", access.SignedIn, s.unlink})
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
		{post, "/connexion/cle/defi", access.Public, s.askForKey},
		{post, "/connexion/cle", access.Public, s.enterByKey},
		{get, "/connexion/code", access.Welcome, s.codePage},
		{post, "/connexion/code", access.Welcome, s.enterCode},
		{get, forgottenPath, access.Public, s.forgottenPage},
		{post, forgottenPath, access.Public, s.forgotten},
		{get, newPasswordPath + "/:token", access.Public, s.arriveForPassword},
		{get, newPasswordPath, access.Public, s.newPasswordPage},
		{post, newPasswordPath, access.Public, s.newPassword},
		{get, confirmPath + "/:token", access.Public, s.confirmAddressPage},
		{post, confirmPath + "/:token", access.Public, s.confirmAddress},
		{get, "/connexion/rester", access.SignedIn, s.stay},
		{post, "/deconnexion", access.Welcome, s.signOut},
		{get, "/premiere-connexion", access.Welcome, s.passwordPage},
		{post, "/premiere-connexion", access.Welcome, s.choosePassword},
		{get, noFamilyPath, access.Welcome, s.noFamily},
		{get, "/conditions", access.Welcome, s.termsPage},
		{post, "/conditions", access.Welcome, s.acceptTerms},
		{post, "/famille", access.SignedIn, s.lookAtFamily},
		{post, "/structure", access.SignedIn, s.lookAtStructure},
		{get, "/", access.SignedIn, s.home},
	}
}

// accountRoutes are one's own account.
func (s *Server) accountRoutes() []Route {
	return []Route{
		{get, "/profil/journal", access.SeeOwnTrail, s.ownTrail},
		{get, "/profil", access.SignedIn, s.profilePage},
		{get, "/profil/mot-de-passe", access.SignedIn, s.changePasswordPage},
		{post, "/profil/mot-de-passe", access.SignedIn, s.changePassword},
		{post, "/profil/adresses", access.Book, s.addAddresses},
		{post, "/profil/adresses/renvoyer", access.Book, s.confirmAgain},
		{post, "/profil/adresses/retirer", access.Book, s.removeAddress},
		{post, "/profil/adresses/premiere", access.Book, s.firstAddress},
		{post, "/profil/courriels", access.Book, s.chooseMails},
		{post, "/profil/connexions", access.SignedIn, s.endSession},
		{post, "/profil/donnees", access.Book, s.takeAway},
		{post, "/profil/effacement", access.Book, s.askErasure},
		{post, "/profil/effacement/retirer", access.Book, s.withdrawErasure},
		{post, proofPath, access.SignedIn, s.confirmProof},
		{post, proofChallengePath, access.SignedIn, s.askForProof},
		{get, "/profil/securite", access.SignedIn, s.securityPage},
		{get, "/profil/securite/application", access.Welcome, s.keyPage},
		{post, "/profil/securite/application", access.Welcome, s.confirmKey},
		{post, "/profil/securite/telephone", access.SignedIn, s.replaceKey},
		{post, "/profil/securite/codes", access.SignedIn, s.newRecoveryCodes},
		{post, "/profil/securite/arreter", access.SignedIn, s.dropFactor},
		{post, "/profil/securite/cles/defi", access.SignedIn, s.askForNewKey},
		{post, "/profil/securite/cles", access.SignedIn, s.addKey},
		{post, "/profil/securite/cles/:id/supprimer", access.SignedIn, s.removeKey},
	}
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
		{get, "/paiement", access.Pay, s.payPage},
		{post, "/paiement", access.Pay, s.pay},
		{post, "/paiement/calcul", access.Pay, s.payTotal},
		{get, "/paiement/etat/:token", access.Public, s.payStatus},
		{get, "/payfip/retour", access.Platform, s.payReturn},
		{post, "/payfip/retour", access.Platform, s.payReturn},
		{get, "/payfip/notification", access.Platform, s.payNotified},
		{post, "/payfip/notification", access.Platform, s.payNotified},
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
		{get, "/mairie/feuille/:code/sante", access.SeeHealth, s.healthSheet},
		{get, "/mairie/feuille/:code/ajouter", access.TickDay, s.unbookedPage},
		{post, "/mairie/pointage", access.TickDay, s.tick},
		{post, "/mairie/pointage/tous", access.TickDay, s.tickAll},
		{post, "/mairie/pointage/ajout", access.TickDay, s.cameUnbooked},
		{get, "/mairie/demandes", access.SeeRequests, s.staffRequests},
		{get, "/mairie/attente", access.SeeRequests, s.staffWaitlists},
		{get, "/mairie/nuits", access.SeeRuns, s.staffRuns},
		{post, "/mairie/nuits", access.StartRun, s.startRun},
		{get, "/mairie/nuits/progression", access.SeeRuns, s.runProgress},
		{get, "/mairie/nuits/:id", access.SeeRuns, s.staffRun},
		{get, "/mairie/comptes/:id/facteur", access.ManageStaff, s.accountFactor},
		{post, "/mairie/comptes/:id/facteur", access.ManageStaff, s.resetFactor},
		{get, "/mairie/rgpd", access.Forget, s.erasures},
		{get, "/mairie/rgpd/:id", access.Forget, s.erasure},
		{post, "/mairie/rgpd/:id", access.Forget, s.answerErasure},
		{get, "/mairie/courriels", access.SeeMails, s.staffMails},
		{get, "/mairie/courriels/:id", access.SeeMails, s.staffMail},
	}
}

// familyDeskRoutes are the desk where families and their adults are looked after.
func (s *Server) familyDeskRoutes() []Route {
	const one, adult = "/mairie/familles/:code", "/mairie/familles/:code/responsables/:id"
	return []Route{
		{get, "/mairie/familles", access.SeeFamilies, s.families},
		{get, one, access.SeeFamilies, s.family},
		{get, one + "/acces", access.ManageGuardians, s.accessPage},
		{post, one + "/acces", access.ManageGuardians, s.giveAccess},
		{get, adult + "/retirer", access.ManageGuardians, s.askGuardian(withdrawGuardian)},
		{post, adult + "/retirer", access.ManageGuardians, s.doGuardian(withdrawGuardian)},
		{get, adult + "/rendre", access.ManageGuardians, s.askGuardian(restoreGuardian)},
		{post, adult + "/rendre", access.ManageGuardians, s.doGuardian(restoreGuardian)},
		{get, adult + "/deconnecter", access.ManageGuardians, s.askGuardian(signOutGuardian)},
		{post, adult + "/deconnecter", access.ManageGuardians, s.doGuardian(signOutGuardian)},
		{get, adult + "/mot-de-passe", access.ManageGuardians, s.askGuardian(givePassword)},
		{post, adult + "/mot-de-passe", access.ManageGuardians, s.newGuardianPassword},
		{get, adult + "/envoyer", access.ManageGuardians, s.askGuardian(mailPassword)},
		{post, adult + "/envoyer", access.ManageGuardians, s.mailGuardianPassword},
		{get, "/mairie/acces", access.Provision, s.provisionPage},
		{post, "/mairie/acces", access.Provision, s.provision},
	}
}

// staffAccountRoutes are who works for the structure, what each may do, and what was done.
func (s *Server) staffAccountRoutes() []Route {
	const one = "/mairie/comptes/:id"
	return []Route{
		{get, "/mairie/roles", access.SeeRoles, s.rolesPage},
		{get, "/mairie/regles", access.SetRules, s.rulesPage},
		{post, "/mairie/regles", access.SetRules, s.setRules},
		{get, "/mairie/regles/garde", access.SetNature, s.naturePage},
		{post, "/mairie/regles/garde", access.SetNature, s.setNature},
		{get, "/mairie/journal", access.SeeJournal, s.journal},
		{get, "/mairie/journal/export.csv", access.SeeJournal, s.journalCSV},
		{get, "/mairie/comptes", access.ManageStaff, s.staffAccounts},
		{get, "/mairie/comptes/nouveau", access.ManageStaff, s.newAccountPage},
		{post, "/mairie/comptes/nouveau", access.ManageStaff, s.addAccount},
		{get, "/mairie/comptes/deconnecter", access.ManageStaff, s.askSignOutAll},
		{post, "/mairie/comptes/deconnecter", access.ManageStaff, s.signOutAll},
		{get, one, access.ManageStaff, s.staffAccount},
		{get, one + "/deconnecter", access.ManageStaff, s.askStaff(signOutStaff)},
		{post, one + "/deconnecter", access.ManageStaff, s.doStaff(signOutStaff)},
		{get, one + "/roles", access.ManageStaff, s.askRoles},
		{post, one + "/roles", access.ManageStaff, s.setRoles},
		{get, one + "/desactiver", access.ManageStaff, s.askStaff(disableStaff)},
		{post, one + "/desactiver", access.ManageStaff, s.doStaff(disableStaff)},
		{get, one + "/reactiver", access.ManageStaff, s.askStaff(enableStaff)},
		{post, one + "/reactiver", access.ManageStaff, s.doStaff(enableStaff)},
		{get, one + "/mot-de-passe", access.ManageStaff, s.askStaff(staffPassword)},
		{post, one + "/mot-de-passe", access.ManageStaff, s.giveStaffPassword},
	}
}

// treasurerRoutes are the desk where money is entered and accounted for.
func (s *Server) treasurerRoutes() []Route {
	return []Route{
		{get, "/mairie/regie", access.SeeBooks, s.accounts},
		{get, "/mairie/regie/comptes/:id", access.SeeBooks, s.account},
		{get, "/mairie/regie/comptes/:id/reglement", access.KeepBooks, s.paymentPage},
		{post, "/mairie/regie/comptes/:id/reglement", access.KeepBooks, s.receive},
		{get, "/mairie/regie/comptes/:id/regulariser", access.KeepBooks, s.regularisePage},
		{post, "/mairie/regie/comptes/:id/regulariser", access.KeepBooks, s.regularise},
		{get, "/mairie/regie/lignes/:id/annuler", access.KeepBooks, s.reversePage},
		{post, "/mairie/regie/lignes/:id/annuler", access.KeepBooks, s.reverse},
		{get, "/mairie/regie/impayes", access.SeeBooks, s.debts},
		{get, "/mairie/regie/impayes/export.csv", access.SeeBooks, s.debtsCSV},
		{get, "/mairie/regie/journal", access.SeeBooks, s.cashbook},
		{get, "/mairie/regie/journal/export.csv", access.SeeBooks, s.cashbookCSV},
		{get, "/mairie/regie/journal/export.pdf", access.SeeBooks, s.cashbookPDF},
		{get, "/mairie/regie/paiements", access.SeePayments, s.deskPayments},
		{get, "/mairie/regie/paiements/:id", access.SeePayments, s.deskPayment},
		{post, "/mairie/regie/paiements/:id/verifier", access.SetPayments, s.askPayment},
		{post, "/mairie/regie/paiements/:id/decider", access.SetPayments, s.decidePayment},
		{post, "/mairie/regie/paiements/:id/vu", access.SetPayments, s.seenPayment},
		{get, "/mairie/regie/plateforme", access.SeePayments, s.deskHealth},
		{get, "/mairie/regie/rapprochement", access.SetPayments, s.reconcilePage},
		{post, "/mairie/regie/rapprochement", access.SetPayments, s.reconcile},
		{get, "/mairie/regie/attestations", access.Certify, s.staffTaxes},
		{post, "/mairie/regie/attestations", access.Certify, s.askTaxes},
		{get, "/mairie/regie/attestations/progression", access.Certify, s.taxProgress},
		{get, "/mairie/regie/attestations/:id", access.Certify, s.taxFile},
	}
}
