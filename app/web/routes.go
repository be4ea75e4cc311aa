package web

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/access"
	"cartable/app/web/account"
	"cartable/app/web/people"
	"cartable/app/web/site"
)

// Route is a line of the table: method, address, who may use it, whether it asks again who somebody is, whether open pages ask it by
// themselves, and what answers. An address without a line does not exist: the tests walk through this table and through Fiber's.
type Route = site.Route

func line(method, path string, may access.Action, proof site.Proof, passive bool, handler fiber.Handler) Route {
	return Route{Method: method, Path: path, Access: may, Proof: proof, Passive: passive, Handler: handler}
}

// The words of the table.
const (
	get  = fiber.MethodGet
	post = fiber.MethodPost

	asks, asksFirst, free = site.Asks, site.AsksFirst, site.Free
	passive, active       = site.Passive, site.Active
)

// routes is every address of the portal but its assets and its health, area by area.
func (d *desks) routes() []Route {
	all := slices.Concat(d.doorRoutes(), d.accountRoutes(), d.bookingRoutes(), d.moneyRoutes(), d.townHallRoutes(), d.familyDeskRoutes(), d.staffAccountRoutes(), d.treasurerRoutes())
	if d.kit.Gallery {
		all = append(all,
			line(get, "/apparence", access.Public, free, active, d.gallery.GalleryPage),
			line(get, "/apparence/:name", access.Public, free, active, d.gallery.GalleryPage))
	}
	if d.kit.Account.FranceConnect != nil {
		all = append(all,
			line(post, "/connexion/franceconnect", access.Public, free, active, d.account.DepartSignIn),
			line(get, account.ReturnPath, access.Public, free, active, d.account.Arrive),
			line(post, "/profil/securite/franceconnect", access.SignedIn, asks, active, d.account.DepartLink),
			line(post, site.ProofAwayPath, access.SignedIn, free, active, d.account.DepartToProve),
			line(post, "/profil/securite/franceconnect/delier", access.SignedIn, asks, active, d.account.Unlink))
	}
	if d.kit.Demo != nil {
		all = append(all,
			line(get, "/demo/courriels", access.DemoMails, free, active, d.office.DemoMails),
			line(get, "/demo/courriels/:id", access.DemoMails, free, active, d.office.DemoMail))
	}
	return all
}

// doorRoutes let people in and out.
func (d *desks) doorRoutes() []Route {
	return []Route{
		line(get, "/manifest.webmanifest", access.Public, free, active, d.kit.Manifest),
		line(get, "/sw.js", access.Public, free, active, d.kit.ServiceWorker),
		line(get, "/hors-ligne", access.Public, free, active, d.kit.Offline),
		line(get, "/connexion", access.Public, free, active, d.account.SignInPage),
		line(post, "/connexion", access.Public, free, active, d.account.SignIn),
		line(post, "/connexion/cle/defi", access.Public, free, active, d.account.AskForKey),
		line(post, "/connexion/cle", access.Public, free, active, d.account.EnterByKey),
		line(get, "/connexion/code", access.Welcome, free, active, d.account.CodePage),
		line(post, "/connexion/code", access.Welcome, free, active, d.account.EnterCode),
		line(get, account.ForgottenPath, access.Public, free, active, d.account.ForgottenPage),
		line(post, account.ForgottenPath, access.Public, free, active, d.account.Forgotten),
		line(get, account.NewPasswordPath+"/:token", access.Public, free, active, d.account.ArriveForPassword),
		line(get, account.NewPasswordPath, access.Public, free, active, d.account.NewPasswordPage),
		line(post, account.NewPasswordPath, access.Public, free, active, d.account.NewPassword),
		line(get, account.ConfirmPath+"/:token", access.Public, free, active, d.account.ConfirmAddressPage),
		line(post, account.ConfirmPath+"/:token", access.Public, free, active, d.account.ConfirmAddress),
		line(get, "/connexion/rester", access.SignedIn, free, active, d.account.Stay),
		line(post, "/deconnexion", access.Welcome, free, active, d.account.SignOut),
		line(get, "/premiere-connexion", access.Welcome, free, active, d.account.PasswordPage),
		line(post, "/premiere-connexion", access.Welcome, free, active, d.account.ChoosePassword),
		line(get, site.NoFamilyPath, access.Welcome, free, active, d.account.NoFamily),
		line(get, "/conditions", access.Welcome, free, active, d.account.TermsPage),
		line(post, "/conditions", access.Welcome, free, active, d.account.AcceptTerms),
		line(post, "/famille", access.SignedIn, free, active, d.account.LookAtFamily),
		line(post, "/structure", access.SignedIn, free, active, d.account.LookAtStructure),
		line(get, "/", access.SignedIn, free, active, d.family.Home),
	}
}

// accountRoutes are one's own account.
func (d *desks) accountRoutes() []Route {
	return []Route{
		line(get, "/profil/journal", access.SeeOwnTrail, free, active, d.account.OwnTrail),
		line(get, "/profil", access.SignedIn, free, active, d.account.ProfilePage),
		line(get, "/profil/mot-de-passe", access.SignedIn, asks, active, d.account.ChangePasswordPage),
		line(post, "/profil/mot-de-passe", access.SignedIn, asksFirst, active, d.account.ChangePassword),
		line(post, "/profil/adresses", access.Book, asks, active, d.account.AddAddresses),
		line(post, "/profil/adresses/renvoyer", access.Book, free, active, d.account.ConfirmAgain),
		line(post, "/profil/adresses/retirer", access.Book, asks, active, d.account.RemoveAddress),
		line(post, "/profil/adresses/premiere", access.Book, asks, active, d.account.FirstAddress),
		line(post, "/profil/courriels", access.Book, free, active, d.account.ChooseMails),
		line(post, "/profil/connexions", access.SignedIn, free, active, d.account.EndSession),
		line(post, "/profil/donnees", access.Book, asks, active, d.account.TakeAway),
		line(post, "/profil/effacement", access.Book, asks, active, d.account.AskErasure),
		line(post, "/profil/effacement/retirer", access.Book, free, active, d.account.WithdrawErasure),
		line(post, site.ProofPath, access.SignedIn, free, active, d.account.ConfirmProof),
		line(post, site.ProofChallengePath, access.SignedIn, free, active, d.account.AskForProof),
		line(get, "/profil/securite", access.SignedIn, free, active, d.account.SecurityPage),
		line(get, "/profil/securite/application", access.Welcome, asks, active, d.account.KeyPage),
		line(post, "/profil/securite/application", access.Welcome, free, active, d.account.ConfirmKey),
		line(post, "/profil/securite/telephone", access.SignedIn, asks, active, d.account.ReplaceKey),
		line(post, "/profil/securite/codes", access.SignedIn, asks, active, d.account.NewRecoveryCodes),
		line(post, "/profil/securite/arreter", access.SignedIn, asks, active, d.account.DropFactor),
		line(post, "/profil/securite/cles/defi", access.SignedIn, asks, active, d.account.AskForNewKey),
		line(post, "/profil/securite/cles", access.SignedIn, asks, active, d.account.AddKey),
		line(post, "/profil/securite/cles/:id/supprimer", access.SignedIn, asks, active, d.account.RemoveKey),
	}
}

// bookingRoutes are what a family books and follows.
func (d *desks) bookingRoutes() []Route {
	return []Route{
		line(get, "/reservations", access.Book, free, active, d.family.Month),
		line(post, "/reservations/brouillon", access.Book, free, active, d.family.SaveDraft),
		line(post, "/reservations/verifier", access.Book, free, active, d.family.Check),
		line(get, "/reservations/verifier", access.Book, free, active, d.family.Recap),
		line(post, "/reservations/valider", access.Book, free, active, d.family.Validate),
		line(post, "/reservations/abandonner", access.Book, free, active, d.family.Abandon),
		line(get, "/reservations/confirmation/:number", access.Book, free, active, d.family.Confirmation),
		line(get, "/reservations/jour/:date", access.Book, free, active, d.family.Day),
		line(post, "/reservations/jour", access.Book, free, active, d.family.SaveDay),
		line(get, "/reservations/recopier", access.Book, free, active, d.family.CopyPage),
		line(post, "/reservations/recopier", access.Book, free, active, d.family.Copy),
		line(get, site.EventsPath, access.Book, free, passive, d.family.Events),
		line(get, "/reservations/fraicheur", access.Book, free, passive, d.family.FreshCells),
		line(get, "/suivi", access.Book, free, active, d.family.FollowUp),
		line(get, "/suivi/export.csv", access.Book, free, active, d.family.ExportCSV),
		line(get, "/suivi/export.xlsx", access.Book, free, active, d.family.ExportXLSX),
		line(get, "/suivi/agenda", access.Book, free, active, d.family.FeedPage),
		line(post, "/suivi/agenda", access.Book, free, active, d.family.NewFeed),
		line(post, "/suivi/agenda/arreter", access.Book, free, active, d.family.RevokeFeed),
		line(get, "/agenda/:file", access.Public, free, active, d.family.Feed),
	}
}

// moneyRoutes are what a family owes, pays and has paid.
func (d *desks) moneyRoutes() []Route {
	return []Route{
		line(get, "/solde", access.Book, free, active, d.family.Balance),
		line(get, "/paiement", access.Pay, free, active, d.family.PayPage),
		line(post, "/paiement", access.Pay, free, active, d.family.Pay),
		line(post, "/paiement/calcul", access.Pay, free, active, d.family.PayTotal),
		line(get, "/paiement/etat/:token", access.Public, free, active, d.family.PayStatus),
		line(get, "/payfip/retour", access.Platform, free, active, d.family.PayReturn),
		line(post, "/payfip/retour", access.Platform, free, active, d.family.PayReturn),
		line(get, "/payfip/notification", access.Platform, free, active, d.family.PayNotified),
		line(post, "/payfip/notification", access.Platform, free, active, d.family.PayNotified),
		line(get, "/historique", access.Book, free, active, d.family.History),
		line(get, "/historique/consommations.csv", access.Book, free, active, d.family.ExportConsumed),
		line(get, "/historique/reglements.csv", access.Book, free, active, d.family.ExportPaid),
		line(get, "/historique/historique.xlsx", access.Book, free, active, d.family.ExportHistory),
		line(get, "/historique/recus/:id", access.Book, free, active, d.family.Receipt),
		line(get, "/historique/releves/:month", access.Book, free, active, d.family.MonthlyStatement),
		line(get, "/historique/attestations", access.Book, free, active, d.family.Statements),
		line(get, "/historique/attestations/:year", access.Book, free, active, d.family.TaxStatement),
		line(get, "/recu", access.Public, free, active, d.family.ReceiptCheck),
		line(post, "/recu", access.Public, free, active, d.family.CheckReceipt),
	}
}

// townHallRoutes are the desks of staff.
func (d *desks) townHallRoutes() []Route {
	return []Route{
		line(get, "/mairie", access.SeeDay, free, active, d.office.StaffToday),
		line(get, "/mairie/feuille/:code", access.SeeDay, free, active, d.office.StaffSheet),
		line(get, "/mairie/feuille/:code/sante", access.SeeHealth, free, active, d.office.HealthSheet),
		line(get, "/mairie/feuille/:code/ajouter", access.TickDay, free, active, d.office.UnbookedPage),
		line(post, "/mairie/pointage", access.TickDay, free, active, d.office.Tick),
		line(post, "/mairie/pointage/tous", access.TickDay, free, active, d.office.TickAll),
		line(post, "/mairie/pointage/ajout", access.TickDay, free, active, d.office.CameUnbooked),
		line(get, "/mairie/demandes", access.SeeRequests, free, active, d.office.StaffRequests),
		line(get, "/mairie/attente", access.SeeRequests, free, active, d.office.StaffWaitlists),
		line(get, "/mairie/nuits", access.SeeRuns, free, active, d.office.StaffRuns),
		line(post, "/mairie/nuits", access.StartRun, free, active, d.office.StartRun),
		line(get, "/mairie/nuits/progression", access.SeeRuns, free, passive, d.office.RunProgress),
		line(get, "/mairie/nuits/:id", access.SeeRuns, free, active, d.office.StaffRun),
		line(get, "/mairie/comptes/:id/facteur", access.ManageStaff, asks, active, d.people.AccountFactor),
		line(post, "/mairie/comptes/:id/facteur", access.ManageStaff, asks, active, d.people.ResetFactor),
		line(get, "/mairie/rgpd", access.Forget, free, active, d.people.Erasures),
		line(get, "/mairie/rgpd/:id", access.Forget, free, active, d.people.Erasure),
		line(post, "/mairie/rgpd/:id", access.Forget, asks, active, d.people.AnswerErasure),
		line(get, "/mairie/courriels", access.SeeMails, free, active, d.office.StaffMails),
		line(get, "/mairie/courriels/:id", access.SeeMails, free, active, d.office.StaffMail),
	}
}

// familyDeskRoutes are the desk where families and their adults are looked after.
func (d *desks) familyDeskRoutes() []Route {
	const one, adult = "/mairie/familles/:code", "/mairie/familles/:code/responsables/:id"
	return []Route{
		line(get, "/mairie/familles", access.SeeFamilies, free, active, d.office.Families),
		line(get, one, access.SeeFamilies, free, active, d.office.Family),
		line(get, one+"/residence", access.SetResidence, asks, active, d.office.Residence),
		line(post, one+"/residence", access.SetResidence, asks, active, d.office.Moves),
		line(get, one+"/acces", access.ManageGuardians, asks, active, d.people.AccessPage),
		line(post, one+"/acces", access.ManageGuardians, asks, active, d.people.GiveAccess),
		line(get, adult+"/retirer", access.ManageGuardians, asks, active, d.people.AskGuardian(people.WithdrawGuardian)),
		line(post, adult+"/retirer", access.ManageGuardians, asks, active, d.people.DoGuardian(people.WithdrawGuardian)),
		line(get, adult+"/rendre", access.ManageGuardians, asks, active, d.people.AskGuardian(people.RestoreGuardian)),
		line(post, adult+"/rendre", access.ManageGuardians, asks, active, d.people.DoGuardian(people.RestoreGuardian)),
		line(get, adult+"/deconnecter", access.ManageGuardians, free, active, d.people.AskGuardian(people.SignOutGuardian)),
		line(post, adult+"/deconnecter", access.ManageGuardians, free, active, d.people.DoGuardian(people.SignOutGuardian)),
		line(get, adult+"/mot-de-passe", access.ManageGuardians, asks, active, d.people.AskGuardian(people.GivePassword)),
		line(post, adult+"/mot-de-passe", access.ManageGuardians, asks, active, d.people.NewGuardianPassword),
		line(get, adult+"/envoyer", access.ManageGuardians, asks, active, d.people.AskGuardian(people.MailPassword)),
		line(post, adult+"/envoyer", access.ManageGuardians, asks, active, d.people.MailGuardianPassword),
		line(get, "/mairie/acces", access.Provision, asks, active, d.people.ProvisionPage),
		line(post, "/mairie/acces", access.Provision, asks, active, d.people.Provision),
	}
}

// staffAccountRoutes are who works for the structure, what each may do, and what was done.
func (d *desks) staffAccountRoutes() []Route {
	const one = "/mairie/comptes/:id"
	return []Route{
		line(get, "/mairie/roles", access.SeeRoles, free, active, d.people.RolesPage),
		line(get, "/mairie/regles", access.SetRules, asks, active, d.settings.RulesPage),
		line(post, "/mairie/regles", access.SetRules, asks, active, d.settings.SetRules),
		line(get, "/mairie/regles/garde", access.SetNature, asks, active, d.settings.NaturePage),
		line(post, "/mairie/regles/garde", access.SetNature, asks, active, d.settings.SetNature),
		line(get, "/mairie/journal", access.SeeJournal, free, active, d.people.Journal),
		line(get, "/mairie/journal/export.csv", access.SeeJournal, free, active, d.people.JournalCSV),
		line(get, "/mairie/comptes", access.ManageStaff, free, active, d.people.StaffAccounts),
		line(get, "/mairie/comptes/nouveau", access.ManageStaff, asks, active, d.people.NewAccountPage),
		line(post, "/mairie/comptes/nouveau", access.ManageStaff, asks, active, d.people.AddAccount),
		line(get, "/mairie/comptes/deconnecter", access.ManageStaff, free, active, d.people.AskSignOutAll),
		line(post, "/mairie/comptes/deconnecter", access.ManageStaff, free, active, d.people.SignOutAll),
		line(get, one, access.ManageStaff, free, active, d.people.StaffAccount),
		line(get, one+"/deconnecter", access.ManageStaff, free, active, d.people.AskStaff(people.SignOutStaff)),
		line(post, one+"/deconnecter", access.ManageStaff, free, active, d.people.DoStaff(people.SignOutStaff)),
		line(get, one+"/roles", access.ManageStaff, asks, active, d.people.AskRoles),
		line(post, one+"/roles", access.ManageStaff, asks, active, d.people.SetRoles),
		line(get, one+"/desactiver", access.ManageStaff, asks, active, d.people.AskStaff(people.DisableStaff)),
		line(post, one+"/desactiver", access.ManageStaff, asks, active, d.people.DoStaff(people.DisableStaff)),
		line(get, one+"/reactiver", access.ManageStaff, asks, active, d.people.AskStaff(people.EnableStaff)),
		line(post, one+"/reactiver", access.ManageStaff, asks, active, d.people.DoStaff(people.EnableStaff)),
		line(get, one+"/mot-de-passe", access.ManageStaff, asks, active, d.people.AskStaff(people.StaffPassword)),
		line(post, one+"/mot-de-passe", access.ManageStaff, asks, active, d.people.GiveStaffPassword),
	}
}

// treasurerRoutes are the desk where money is entered and accounted for.
func (d *desks) treasurerRoutes() []Route {
	return []Route{
		line(get, "/mairie/regie", access.SeeBooks, free, active, d.treasury.Accounts),
		line(get, "/mairie/regie/comptes/:id", access.SeeBooks, free, active, d.treasury.Account),
		line(get, "/mairie/regie/comptes/:id/reglement", access.KeepBooks, free, active, d.treasury.PaymentPage),
		line(post, "/mairie/regie/comptes/:id/reglement", access.KeepBooks, free, active, d.treasury.Receive),
		line(get, "/mairie/regie/comptes/:id/rembourser", access.KeepBooks, asks, active, d.treasury.RefundPage),
		line(post, "/mairie/regie/comptes/:id/rembourser", access.KeepBooks, asks, active, d.treasury.Refund),
		line(get, "/mairie/regie/comptes/:id/regulariser", access.KeepBooks, asks, active, d.treasury.RegularisePage),
		line(post, "/mairie/regie/comptes/:id/regulariser", access.KeepBooks, asks, active, d.treasury.Regularise),
		line(get, "/mairie/regie/lignes/:id/annuler", access.KeepBooks, asks, active, d.treasury.ReversePage),
		line(post, "/mairie/regie/lignes/:id/annuler", access.KeepBooks, asks, active, d.treasury.Reverse),
		line(get, "/mairie/regie/impayes", access.SeeBooks, free, active, d.treasury.Debts),
		line(get, "/mairie/regie/impayes/export.csv", access.SeeBooks, free, active, d.treasury.DebtsCSV),
		line(get, "/mairie/regie/journal", access.SeeBooks, free, active, d.treasury.Cashbook),
		line(get, "/mairie/regie/journal/export.csv", access.SeeBooks, free, active, d.treasury.CashbookCSV),
		line(get, "/mairie/regie/journal/export.pdf", access.SeeBooks, free, active, d.treasury.CashbookPDF),
		line(get, "/mairie/regie/paiements", access.SeePayments, free, active, d.treasury.DeskPayments),
		line(get, "/mairie/regie/paiements/:id", access.SeePayments, free, active, d.treasury.DeskPayment),
		line(post, "/mairie/regie/paiements/:id/verifier", access.SetPayments, free, active, d.treasury.AskPayment),
		line(post, "/mairie/regie/paiements/:id/decider", access.SetPayments, asks, active, d.treasury.DecidePayment),
		line(post, "/mairie/regie/paiements/:id/vu", access.SetPayments, free, active, d.treasury.SeenPayment),
		line(get, "/mairie/regie/plateforme", access.SeePayments, free, active, d.treasury.DeskHealth),
		line(get, "/mairie/regie/rapprochement", access.SetPayments, free, active, d.treasury.ReconcilePage),
		line(post, "/mairie/regie/rapprochement", access.SetPayments, free, active, d.treasury.Reconcile),
		line(get, "/mairie/regie/rapprochement/progression", access.SetPayments, free, passive, d.treasury.ReconcileProgress),
		line(get, "/mairie/regie/attestations", access.Certify, free, active, d.treasury.StaffTaxes),
		line(post, "/mairie/regie/attestations", access.Certify, free, active, d.treasury.AskTaxes),
		line(get, "/mairie/regie/attestations/progression", access.Certify, free, passive, d.treasury.TaxProgress),
		line(get, "/mairie/regie/attestations/:id", access.Certify, free, active, d.treasury.TaxFile),
	}
}
