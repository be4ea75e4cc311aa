package web

import (
	"slices"

	"cartable/app/domain/access"
)

// routes is every address of the portal but its assets and its health, area by area.
func (s *Server) routes() []Route {
	all := slices.Concat(s.doorRoutes(), s.accountRoutes(), s.bookingRoutes(), s.moneyRoutes(), s.townHallRoutes(), s.familyDeskRoutes(), s.staffAccountRoutes(), s.treasurerRoutes())
	if s.Gallery {
		all = append(all,
			Route{get, "/apparence", access.Public, free, active, s.galleryPage},
			Route{get, "/apparence/:name", access.Public, free, active, s.galleryPage})
	}
	if s.Account.FranceConnect != nil {
		all = append(all,
			Route{post, "/connexion/franceconnect", access.Public, free, active, s.departSignIn},
			Route{get, returnPath, access.Public, free, active, s.arrive},
			Route{post, "/profil/securite/franceconnect", access.SignedIn, asks, active, s.departLink},
			Route{post, proofAwayPath, access.SignedIn, free, active, s.departToProve},
			Route{post, "/profil/securite/franceconnect/delier", access.SignedIn, asks, active, s.unlink})
	}
	if s.Demo != nil {
		all = append(all,
			Route{get, "/demo/courriels", access.DemoMails, free, active, s.demoMails},
			Route{get, "/demo/courriels/:id", access.DemoMails, free, active, s.demoMail})
	}
	return all
}

// doorRoutes let people in and out.
func (s *Server) doorRoutes() []Route {
	return []Route{
		{get, "/manifest.webmanifest", access.Public, free, active, s.manifest},
		{get, "/sw.js", access.Public, free, active, s.serviceWorker},
		{get, "/hors-ligne", access.Public, free, active, s.offline},
		{get, "/connexion", access.Public, free, active, s.signInPage},
		{post, "/connexion", access.Public, free, active, s.signIn},
		{post, "/connexion/cle/defi", access.Public, free, active, s.askForKey},
		{post, "/connexion/cle", access.Public, free, active, s.enterByKey},
		{get, "/connexion/code", access.Welcome, free, active, s.codePage},
		{post, "/connexion/code", access.Welcome, free, active, s.enterCode},
		{get, forgottenPath, access.Public, free, active, s.forgottenPage},
		{post, forgottenPath, access.Public, free, active, s.forgotten},
		{get, newPasswordPath + "/:token", access.Public, free, active, s.arriveForPassword},
		{get, newPasswordPath, access.Public, free, active, s.newPasswordPage},
		{post, newPasswordPath, access.Public, free, active, s.newPassword},
		{get, confirmPath + "/:token", access.Public, free, active, s.confirmAddressPage},
		{post, confirmPath + "/:token", access.Public, free, active, s.confirmAddress},
		{get, "/connexion/rester", access.SignedIn, free, active, s.stay},
		{post, "/deconnexion", access.Welcome, free, active, s.signOut},
		{get, "/premiere-connexion", access.Welcome, free, active, s.passwordPage},
		{post, "/premiere-connexion", access.Welcome, free, active, s.choosePassword},
		{get, noFamilyPath, access.Welcome, free, active, s.noFamily},
		{get, "/conditions", access.Welcome, free, active, s.termsPage},
		{post, "/conditions", access.Welcome, free, active, s.acceptTerms},
		{post, "/famille", access.SignedIn, free, active, s.lookAtFamily},
		{post, "/structure", access.SignedIn, free, active, s.lookAtStructure},
		{get, "/", access.SignedIn, free, active, s.home},
	}
}

// accountRoutes are one's own account.
func (s *Server) accountRoutes() []Route {
	return []Route{
		{get, "/profil/journal", access.SeeOwnTrail, free, active, s.ownTrail},
		{get, "/profil", access.SignedIn, free, active, s.profilePage},
		{get, "/profil/mot-de-passe", access.SignedIn, asks, active, s.changePasswordPage},
		{post, "/profil/mot-de-passe", access.SignedIn, asksFirst, active, s.changePassword},
		{post, "/profil/adresses", access.Book, asks, active, s.addAddresses},
		{post, "/profil/adresses/renvoyer", access.Book, free, active, s.confirmAgain},
		{post, "/profil/adresses/retirer", access.Book, asks, active, s.removeAddress},
		{post, "/profil/adresses/premiere", access.Book, asks, active, s.firstAddress},
		{post, "/profil/courriels", access.Book, free, active, s.chooseMails},
		{post, "/profil/connexions", access.SignedIn, free, active, s.endSession},
		{post, "/profil/donnees", access.Book, asks, active, s.takeAway},
		{post, "/profil/effacement", access.Book, asks, active, s.askErasure},
		{post, "/profil/effacement/retirer", access.Book, free, active, s.withdrawErasure},
		{post, proofPath, access.SignedIn, free, active, s.confirmProof},
		{post, proofChallengePath, access.SignedIn, free, active, s.askForProof},
		{get, "/profil/securite", access.SignedIn, free, active, s.securityPage},
		{get, "/profil/securite/application", access.Welcome, asks, active, s.keyPage},
		{post, "/profil/securite/application", access.Welcome, free, active, s.confirmKey},
		{post, "/profil/securite/telephone", access.SignedIn, asks, active, s.replaceKey},
		{post, "/profil/securite/codes", access.SignedIn, asks, active, s.newRecoveryCodes},
		{post, "/profil/securite/arreter", access.SignedIn, asks, active, s.dropFactor},
		{post, "/profil/securite/cles/defi", access.SignedIn, asks, active, s.askForNewKey},
		{post, "/profil/securite/cles", access.SignedIn, asks, active, s.addKey},
		{post, "/profil/securite/cles/:id/supprimer", access.SignedIn, asks, active, s.removeKey},
	}
}

// bookingRoutes are what a family books and follows.
func (s *Server) bookingRoutes() []Route {
	return []Route{
		{get, "/reservations", access.Book, free, active, s.month},
		{post, "/reservations/brouillon", access.Book, free, active, s.saveDraft},
		{post, "/reservations/verifier", access.Book, free, active, s.check},
		{get, "/reservations/verifier", access.Book, free, active, s.recap},
		{post, "/reservations/valider", access.Book, free, active, s.validate},
		{post, "/reservations/abandonner", access.Book, free, active, s.abandon},
		{get, "/reservations/confirmation/:number", access.Book, free, active, s.confirmation},
		{get, "/reservations/jour/:date", access.Book, free, active, s.day},
		{post, "/reservations/jour", access.Book, free, active, s.saveDay},
		{get, "/reservations/recopier", access.Book, free, active, s.copyPage},
		{post, "/reservations/recopier", access.Book, free, active, s.copy},
		{get, eventsPath, access.Book, free, passive, s.events},
		{get, "/reservations/fraicheur", access.Book, free, passive, s.freshCells},
		{get, "/suivi", access.Book, free, active, s.followUp},
		{get, "/suivi/export.csv", access.Book, free, active, s.exportCSV},
		{get, "/suivi/export.xlsx", access.Book, free, active, s.exportXLSX},
		{get, "/suivi/agenda", access.Book, free, active, s.feedPage},
		{post, "/suivi/agenda", access.Book, free, active, s.newFeed},
		{post, "/suivi/agenda/arreter", access.Book, free, active, s.revokeFeed},
		{get, "/agenda/:file", access.Public, free, active, s.feed},
	}
}

// moneyRoutes are what a family owes, pays and has paid.
func (s *Server) moneyRoutes() []Route {
	return []Route{
		{get, "/solde", access.Book, free, active, s.balance},
		{get, "/paiement", access.Pay, free, active, s.payPage},
		{post, "/paiement", access.Pay, free, active, s.pay},
		{post, "/paiement/calcul", access.Pay, free, active, s.payTotal},
		{get, "/paiement/etat/:token", access.Public, free, active, s.payStatus},
		{get, "/payfip/retour", access.Platform, free, active, s.payReturn},
		{post, "/payfip/retour", access.Platform, free, active, s.payReturn},
		{get, "/payfip/notification", access.Platform, free, active, s.payNotified},
		{post, "/payfip/notification", access.Platform, free, active, s.payNotified},
		{get, "/historique", access.Book, free, active, s.history},
		{get, "/historique/consommations.csv", access.Book, free, active, s.exportConsumed},
		{get, "/historique/reglements.csv", access.Book, free, active, s.exportPaid},
		{get, "/historique/historique.xlsx", access.Book, free, active, s.exportHistory},
		{get, "/historique/recus/:id", access.Book, free, active, s.receipt},
		{get, "/historique/releves/:month", access.Book, free, active, s.monthlyStatement},
		{get, "/historique/attestations", access.Book, free, active, s.statements},
		{get, "/historique/attestations/:year", access.Book, free, active, s.taxStatement},
		{get, "/recu", access.Public, free, active, s.receiptCheck},
		{post, "/recu", access.Public, free, active, s.checkReceipt},
	}
}

// townHallRoutes are the desks of staff.
func (s *Server) townHallRoutes() []Route {
	return []Route{
		{get, "/mairie", access.SeeDay, free, active, s.staffToday},
		{get, "/mairie/feuille/:code", access.SeeDay, free, active, s.staffSheet},
		{get, "/mairie/feuille/:code/sante", access.SeeHealth, free, active, s.healthSheet},
		{get, "/mairie/feuille/:code/ajouter", access.TickDay, free, active, s.unbookedPage},
		{post, "/mairie/pointage", access.TickDay, free, active, s.tick},
		{post, "/mairie/pointage/tous", access.TickDay, free, active, s.tickAll},
		{post, "/mairie/pointage/ajout", access.TickDay, free, active, s.cameUnbooked},
		{get, "/mairie/demandes", access.SeeRequests, free, active, s.staffRequests},
		{get, "/mairie/attente", access.SeeRequests, free, active, s.staffWaitlists},
		{get, "/mairie/nuits", access.SeeRuns, free, active, s.staffRuns},
		{post, "/mairie/nuits", access.StartRun, free, active, s.startRun},
		{get, "/mairie/nuits/progression", access.SeeRuns, free, passive, s.runProgress},
		{get, "/mairie/nuits/:id", access.SeeRuns, free, active, s.staffRun},
		{get, "/mairie/comptes/:id/facteur", access.ManageStaff, asks, active, s.accountFactor},
		{post, "/mairie/comptes/:id/facteur", access.ManageStaff, asks, active, s.resetFactor},
		{get, "/mairie/rgpd", access.Forget, free, active, s.erasures},
		{get, "/mairie/rgpd/:id", access.Forget, free, active, s.erasure},
		{post, "/mairie/rgpd/:id", access.Forget, asks, active, s.answerErasure},
		{get, "/mairie/courriels", access.SeeMails, free, active, s.staffMails},
		{get, "/mairie/courriels/:id", access.SeeMails, free, active, s.staffMail},
	}
}

// familyDeskRoutes are the desk where families and their adults are looked after.
func (s *Server) familyDeskRoutes() []Route {
	const one, adult = "/mairie/familles/:code", "/mairie/familles/:code/responsables/:id"
	return []Route{
		{get, "/mairie/familles", access.SeeFamilies, free, active, s.families},
		{get, one, access.SeeFamilies, free, active, s.family},
		{get, one + "/acces", access.ManageGuardians, asks, active, s.accessPage},
		{post, one + "/acces", access.ManageGuardians, asks, active, s.giveAccess},
		{get, adult + "/retirer", access.ManageGuardians, asks, active, s.askGuardian(withdrawGuardian)},
		{post, adult + "/retirer", access.ManageGuardians, asks, active, s.doGuardian(withdrawGuardian)},
		{get, adult + "/rendre", access.ManageGuardians, asks, active, s.askGuardian(restoreGuardian)},
		{post, adult + "/rendre", access.ManageGuardians, asks, active, s.doGuardian(restoreGuardian)},
		{get, adult + "/deconnecter", access.ManageGuardians, free, active, s.askGuardian(signOutGuardian)},
		{post, adult + "/deconnecter", access.ManageGuardians, free, active, s.doGuardian(signOutGuardian)},
		{get, adult + "/mot-de-passe", access.ManageGuardians, asks, active, s.askGuardian(givePassword)},
		{post, adult + "/mot-de-passe", access.ManageGuardians, asks, active, s.newGuardianPassword},
		{get, adult + "/envoyer", access.ManageGuardians, asks, active, s.askGuardian(mailPassword)},
		{post, adult + "/envoyer", access.ManageGuardians, asks, active, s.mailGuardianPassword},
		{get, "/mairie/acces", access.Provision, asks, active, s.provisionPage},
		{post, "/mairie/acces", access.Provision, asks, active, s.provision},
	}
}

// staffAccountRoutes are who works for the structure, what each may do, and what was done.
func (s *Server) staffAccountRoutes() []Route {
	const one = "/mairie/comptes/:id"
	return []Route{
		{get, "/mairie/roles", access.SeeRoles, free, active, s.rolesPage},
		{get, "/mairie/regles", access.SetRules, asks, active, s.rulesPage},
		{post, "/mairie/regles", access.SetRules, asks, active, s.setRules},
		{get, "/mairie/regles/garde", access.SetNature, asks, active, s.naturePage},
		{post, "/mairie/regles/garde", access.SetNature, asks, active, s.setNature},
		{get, "/mairie/journal", access.SeeJournal, free, active, s.journal},
		{get, "/mairie/journal/export.csv", access.SeeJournal, free, active, s.journalCSV},
		{get, "/mairie/comptes", access.ManageStaff, free, active, s.staffAccounts},
		{get, "/mairie/comptes/nouveau", access.ManageStaff, asks, active, s.newAccountPage},
		{post, "/mairie/comptes/nouveau", access.ManageStaff, asks, active, s.addAccount},
		{get, "/mairie/comptes/deconnecter", access.ManageStaff, free, active, s.askSignOutAll},
		{post, "/mairie/comptes/deconnecter", access.ManageStaff, free, active, s.signOutAll},
		{get, one, access.ManageStaff, free, active, s.staffAccount},
		{get, one + "/deconnecter", access.ManageStaff, free, active, s.askStaff(signOutStaff)},
		{post, one + "/deconnecter", access.ManageStaff, free, active, s.doStaff(signOutStaff)},
		{get, one + "/roles", access.ManageStaff, asks, active, s.askRoles},
		{post, one + "/roles", access.ManageStaff, asks, active, s.setRoles},
		{get, one + "/desactiver", access.ManageStaff, asks, active, s.askStaff(disableStaff)},
		{post, one + "/desactiver", access.ManageStaff, asks, active, s.doStaff(disableStaff)},
		{get, one + "/reactiver", access.ManageStaff, asks, active, s.askStaff(enableStaff)},
		{post, one + "/reactiver", access.ManageStaff, asks, active, s.doStaff(enableStaff)},
		{get, one + "/mot-de-passe", access.ManageStaff, asks, active, s.askStaff(staffPassword)},
		{post, one + "/mot-de-passe", access.ManageStaff, asks, active, s.giveStaffPassword},
	}
}

// treasurerRoutes are the desk where money is entered and accounted for.
func (s *Server) treasurerRoutes() []Route {
	return []Route{
		{get, "/mairie/regie", access.SeeBooks, free, active, s.accounts},
		{get, "/mairie/regie/comptes/:id", access.SeeBooks, free, active, s.account},
		{get, "/mairie/regie/comptes/:id/reglement", access.KeepBooks, free, active, s.paymentPage},
		{post, "/mairie/regie/comptes/:id/reglement", access.KeepBooks, free, active, s.receive},
		{get, "/mairie/regie/comptes/:id/regulariser", access.KeepBooks, asks, active, s.regularisePage},
		{post, "/mairie/regie/comptes/:id/regulariser", access.KeepBooks, asks, active, s.regularise},
		{get, "/mairie/regie/lignes/:id/annuler", access.KeepBooks, asks, active, s.reversePage},
		{post, "/mairie/regie/lignes/:id/annuler", access.KeepBooks, asks, active, s.reverse},
		{get, "/mairie/regie/impayes", access.SeeBooks, free, active, s.debts},
		{get, "/mairie/regie/impayes/export.csv", access.SeeBooks, free, active, s.debtsCSV},
		{get, "/mairie/regie/journal", access.SeeBooks, free, active, s.cashbook},
		{get, "/mairie/regie/journal/export.csv", access.SeeBooks, free, active, s.cashbookCSV},
		{get, "/mairie/regie/journal/export.pdf", access.SeeBooks, free, active, s.cashbookPDF},
		{get, "/mairie/regie/paiements", access.SeePayments, free, active, s.deskPayments},
		{get, "/mairie/regie/paiements/:id", access.SeePayments, free, active, s.deskPayment},
		{post, "/mairie/regie/paiements/:id/verifier", access.SetPayments, free, active, s.askPayment},
		{post, "/mairie/regie/paiements/:id/decider", access.SetPayments, asks, active, s.decidePayment},
		{post, "/mairie/regie/paiements/:id/vu", access.SetPayments, free, active, s.seenPayment},
		{get, "/mairie/regie/plateforme", access.SeePayments, free, active, s.deskHealth},
		{get, "/mairie/regie/rapprochement", access.SetPayments, free, active, s.reconcilePage},
		{post, "/mairie/regie/rapprochement", access.SetPayments, free, active, s.reconcile},
		{get, "/mairie/regie/attestations", access.Certify, free, active, s.staffTaxes},
		{post, "/mairie/regie/attestations", access.Certify, free, active, s.askTaxes},
		{get, "/mairie/regie/attestations/progression", access.Certify, free, active, s.taxProgress},
		{get, "/mairie/regie/attestations/:id", access.Certify, free, active, s.taxFile},
	}
}
