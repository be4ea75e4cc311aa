package web

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/access"
	"cartable/app/web/account"
	"cartable/app/web/people"
	"cartable/app/web/site"
)

// Route is a line of the table: method, address, who may use it, whether it requires a proof of identity, whether open
// pages request it by themselves, and its handler. An address without a line does not exist: the tests compare this
// table with Fiber's.
//
// A page has one name. The page of the debts is d.treasury.DebtsPage, in app/web/treasury/debts.go; it reads by Debts
// of app/treasury and shows views/treasury/debts.html, whose fragments begin with "debts#". The handler of a form
// posted to the same address is in the same file. A handler that answers a GET with anything but a page is not named
// …Page. The words of the addresses are French: app/names_test.go lists the name of each, and checks all this.
type Route = site.Route

func line(method, path string, may access.Action, proof site.Proof, passive bool, handler fiber.Handler) Route {
	return Route{Method: method, Path: path, Access: may, Proof: proof, Passive: passive, Handler: handler}
}

// Short names for the table.
const (
	get  = fiber.MethodGet
	post = fiber.MethodPost

	asks, asksFirst, free = site.Asks, site.AsksFirst, site.Free
	passive, active       = site.Passive, site.Active
)

// routes returns every address of the portal except its assets and its health checks, by area.
func (d *desks) routes() []Route {
	all := slices.Concat(d.doorRoutes(), d.accountRoutes(), d.bookingRoutes(), d.moneyRoutes(), d.townHallRoutes(),
		d.familyDeskRoutes(), d.counterRoutes(), d.kitchenRoutes(),
		d.staffAccountRoutes(), d.treasurerRoutes(), d.yearRoutes(), d.calendarRoutes(),
		d.catalogueRoutes(), d.priceRoutes())
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
			line(get, "/demo/courriels", access.DemoMails, free, active, d.office.DemoMailsPage),
			line(get, "/demo/courriels/:id", access.DemoMails, free, active, d.office.DemoMailPage))
	}
	return all
}

// doorRoutes returns the routes of sign-in and sign-out.
func (d *desks) doorRoutes() []Route {
	return []Route{
		line(get, "/manifest.webmanifest", access.Public, free, active, d.kit.Manifest),
		line(get, "/sw.js", access.Public, free, active, d.kit.ServiceWorker),
		line(get, "/hors-ligne", access.Public, free, active, d.kit.OfflinePage),
		line(get, "/mentions-legales", access.Public, free, active, d.account.LegalPage),
		line(get, "/textes/:name", access.Public, free, active, d.account.TextPage),
		line(get, "/accessibilite", access.Public, free, active, d.account.AccessibilityPage),
		line(get, "/plan", access.Public, free, active, d.account.MapPage),
		line(get, "/contact", access.Public, free, active, d.account.ContactPage),
		line(get, "/logo/:hash", access.Public, free, active, d.settings.Logo),
		line(get, "/couleur/:file", access.Public, free, active, d.settings.Colours),
		line(get, "/connexion", access.Public, free, active, d.account.SignInPage),
		line(post, "/connexion", access.Public, free, active, d.account.SignIn),
		line(post, "/langue", access.Public, free, active, d.account.ChooseLanguage),
		line(post, "/connexion/cle/defi", access.Public, free, active, d.account.AskForPasskey),
		line(post, "/connexion/cle", access.Public, free, active, d.account.EnterByPasskey),
		line(get, "/connexion/code", access.Welcome, free, active, d.account.CodePage),
		line(post, "/connexion/code", access.Welcome, free, active, d.account.EnterCode),
		line(get, account.ForgottenPath, access.Public, free, active, d.account.ForgottenPage),
		line(post, account.ForgottenPath, access.Public, free, active, d.account.Forgotten),
		line(get, account.NewPasswordPath+"/:token", access.Public, free, active, d.account.ArriveForPassword),
		line(get, account.NewPasswordPath, access.Public, free, active, d.account.NewPasswordPage),
		line(post, account.NewPasswordPath, access.Public, free, active, d.account.NewPassword),
		line(get, account.ConfirmPath+"/:token", access.Public, free, active, d.account.ConfirmAddressPage),
		line(post, account.ConfirmPath+"/:token", access.Public, free, active, d.account.ConfirmAddress),
		line(get, site.LeftPath, access.SignedIn, free, active, d.account.LeftPage),
		line(get, "/connexion/rester", access.SignedIn, free, active, d.account.Stay),
		line(post, "/deconnexion", access.Welcome, free, active, d.account.SignOut),
		line(get, "/premiere-connexion", access.Welcome, free, active, d.account.FirstSignInPage),
		line(post, "/premiere-connexion", access.Welcome, free, active, d.account.ChoosePassword),
		line(get, site.NoFamilyPath, access.Welcome, free, active, d.account.NoFamilyPage),
		line(get, "/conditions", access.Welcome, free, active, d.account.TermsPage),
		line(post, "/conditions", access.Welcome, free, active, d.account.AcceptTerms),
		line(post, "/famille", access.SignedIn, free, active, d.account.LookAtFamily),
		line(post, "/structure", access.SignedIn, free, active, d.account.LookAtStructure),
		line(get, "/", access.SignedIn, free, active, d.family.HomePage),
		line(get, "/actualites", access.Book, free, active, d.family.NewsPage),
		line(get, "/menus", access.Book, free, active, d.family.MenusPage),
		line(post, "/actualites/:id/lu", access.Book, free, active, d.family.ReadNews),
	}
}

// accountRoutes returns the routes of the visitor's own account.
func (d *desks) accountRoutes() []Route {
	return []Route{
		line(get, "/profil/journal", access.SeeOwnJournal, free, active, d.account.JournalPage),
		line(get, "/profil", access.SignedIn, free, active, d.account.ProfilePage),
		line(get, "/profil/textes", access.SignedIn, free, active, d.account.AcceptedPage),
		line(get, "/profil/mot-de-passe", access.SignedIn, asks, active, d.account.PasswordPage),
		line(post, "/profil/mot-de-passe", access.SignedIn, asksFirst, active, d.account.ChangePassword),
		line(post, "/profil/adresses", access.Book, asks, active, d.account.AddAddresses),
		line(post, "/profil/adresses/renvoyer", access.Book, free, active, d.account.ConfirmAgain),
		line(post, "/profil/adresses/retirer", access.Book, asks, active, d.account.RemoveAddress),
		line(post, "/profil/adresses/premiere", access.Book, asks, active, d.account.FirstAddress),
		line(post, "/profil/courriels", access.Book, free, active, d.account.ChooseMails),
		line(post, "/profil/connexions", access.SignedIn, free, active, d.account.EndSession),
		line(post, "/profil/donnees", access.Book, asks, active, d.account.TakeAway),
		line(get, "/profil/donnees/fichier", access.Book, asks, active, d.account.Taken),
		line(post, "/profil/regime", access.Book, free, active, d.account.AskDiet),
		line(post, "/profil/regime/retirer", access.Book, free, active, d.account.WithdrawDiet),
		line(get, "/profil/sorties", access.Book, free, active, d.family.LeavingPage),
		line(post, "/profil/sorties", access.Book, free, active, d.family.AskLeaving),
		line(post, "/profil/sorties/retirer", access.Book, free, active, d.family.EndLeaving),
		line(post, "/profil/effacement", access.Book, asks, active, d.account.AskErasure),
		line(post, "/profil/effacement/retirer", access.Book, free, active, d.account.WithdrawErasure),
		line(post, site.ProofPath, access.SignedIn, free, active, d.account.ConfirmProof),
		line(post, site.ProofChallengePath, access.SignedIn, free, active, d.account.AskForProof),
		line(get, "/profil/securite", access.SignedIn, free, active, d.account.SecurityPage),
		line(get, "/profil/securite/application", access.Welcome, asks, active, d.account.TOTPSetupPage),
		line(post, "/profil/securite/application", access.Welcome, free, active, d.account.ConfirmTOTP),
		line(post, "/profil/securite/telephone", access.SignedIn, asks, active, d.account.ReplaceTOTP),
		line(post, "/profil/securite/codes", access.SignedIn, asks, active, d.account.NewRecoveryCodes),
		line(post, "/profil/securite/arreter", access.SignedIn, asks, active, d.account.DropFactor),
		line(post, "/profil/securite/cles/defi", access.SignedIn, asks, active, d.account.AskForNewPasskey),
		line(post, "/profil/securite/cles", access.SignedIn, asks, active, d.account.AddPasskey),
		line(post, "/profil/securite/cles/:id/supprimer", access.SignedIn, asks, active, d.account.RemovePasskey),
	}
}

// bookingRoutes returns the routes by which a family books and follows its bookings.
func (d *desks) bookingRoutes() []Route {
	return []Route{
		line(get, "/reservations", access.Book, free, active, d.family.MonthPage),
		line(post, "/reservations/brouillon", access.Book, free, active, d.family.SaveDraft),
		line(post, "/reservations/verifier", access.Book, free, active, d.family.Check),
		line(get, "/reservations/verifier", access.Book, free, active, d.family.RecapPage).AStep(),
		line(post, "/reservations/valider", access.Book, free, active, d.family.Validate),
		line(get, "/reservations/abandonner", access.Book, free, active, d.family.AbandonPage).AStep(),
		line(post, "/reservations/abandonner", access.Book, free, active, d.family.Abandon),
		line(post, "/reservations/reprendre", access.Book, free, active, d.family.Resume),
		line(get, "/reservations/confirmation/:number", access.Book, free, active, d.family.ConfirmationPage).AStep(),
		line(get, "/reservations/jour/:date", access.Book, free, active, d.family.DayPage),
		line(post, "/reservations/jour", access.Book, free, active, d.family.SaveDay),
		line(get, "/reservations/recopier", access.Book, free, active, d.family.CopyPage),
		line(post, "/reservations/recopier", access.Book, free, active, d.family.Copy),
		line(get, "/reservations/semaine-type", access.Book, free, active, d.family.PatternPage),
		line(post, "/reservations/semaine-type", access.Book, free, active, d.family.Pattern),
		line(get, "/reservations/absence", access.Book, free, active, d.family.SickPage),
		line(post, "/reservations/absence", access.Book, free, active, d.family.Sick),
		line(get, site.EventsPath, access.Book, free, passive, d.family.Events),
		line(get, "/reservations/fraicheur", access.Book, free, passive, d.family.FreshCells),
		line(get, "/proposition/:token", access.Public, free, active, d.family.ProposalPage),
		line(post, "/proposition/:token", access.Public, free, active, d.family.AnswerProposal),
		line(get, "/suivi", access.Book, free, active, d.family.FollowUpPage),
		line(get, "/suivi/export.csv", access.Book, free, active, d.family.ExportCSV),
		line(get, "/suivi/export.xlsx", access.Book, free, active, d.family.ExportXLSX),
		line(get, "/suivi/agenda", access.Book, free, active, d.family.FeedPage),
		line(post, "/suivi/agenda", access.Book, free, active, d.family.NewFeed),
		line(post, "/suivi/agenda/arreter", access.Book, free, active, d.family.RevokeFeed),
		line(get, "/agenda/:file", access.Public, free, active, d.family.Feed),
	}
}

// moneyRoutes returns the routes of a family's debts and payments.
func (d *desks) moneyRoutes() []Route {
	return []Route{
		line(get, "/solde", access.Book, free, active, d.family.BalancePage),
		line(get, "/paiement", access.Pay, free, active, d.family.PayPage),
		line(post, "/paiement", access.Pay, free, active, d.family.Pay),
		line(post, "/paiement/calcul", access.Pay, free, active, d.family.PayTotal),
		line(get, "/paiement/etat/:token", access.Public, free, active, d.family.PayStatusPage),
		line(get, "/payfip/retour", access.Platform, free, active, d.family.PayReturn),
		line(post, "/payfip/retour", access.Platform, free, active, d.family.PayReturn),
		line(get, "/payfip/notification", access.Platform, free, active, d.family.PayNotified),
		line(post, "/payfip/notification", access.Platform, free, active, d.family.PayNotified),
		line(get, "/historique", access.Book, free, active, d.family.HistoryPage),
		line(get, "/historique/consommations.csv", access.Book, free, active, d.family.ExportConsumed),
		line(get, "/historique/reglements.csv", access.Book, free, active, d.family.ExportPaid),
		line(get, "/historique/historique.xlsx", access.Book, free, active, d.family.ExportHistory),
		line(get, "/historique/recus/:id", access.Book, free, active, d.family.Receipt),
		line(get, "/historique/releves/:month", access.Book, free, active, d.family.MonthlyStatement),
		line(get, "/historique/attestations", access.Book, free, active, d.family.StatementsPage),
		line(get, "/historique/attestations/:year", access.Book, free, active, d.family.TaxStatement),
		line(get, "/recu", access.Public, free, active, d.family.ReceiptCheckPage),
		line(post, "/recu", access.Public, free, active, d.family.CheckReceipt),
	}
}

// townHallRoutes returns the routes of the daily desk of staff.
func (d *desks) townHallRoutes() []Route {
	return []Route{
		line(get, "/mairie", access.SeeDay, free, active, d.office.TodayPage),
		line(get, "/mairie/feuille/:code", access.SeeDay, free, active, d.office.DaySheetPage),
		line(get, "/mairie/feuille/:code/sante", access.SeeHealth, free, active, d.office.HealthPage),
		line(get, "/mairie/feuille/:code/enfants/:id", access.SeeDay, free, active, d.office.ChildMarksPage),
		line(get, "/mairie/feuille/:code/ajouter", access.MarkDay, free, active, d.office.UnbookedPage),
		line(post, "/mairie/pointage/clore", access.MarkDay, free, active, d.office.CloseDaySheet),
		line(post, "/mairie/pointage/rouvrir", access.MarkDay, free, active, d.office.ReopenDaySheet),
		line(get, "/mairie/a-pointer", access.MarkDay, free, active, d.office.ToMarkPage),
		line(post, "/mairie/a-pointer", access.MarkDay, free, active, d.office.MarkSites),
		line(post, "/mairie/pointage", access.MarkDay, free, active, d.office.Mark),
		line(post, "/mairie/pointage/tous", access.MarkDay, free, active, d.office.MarkAll),
		line(post, "/mairie/pointage/ajout", access.MarkDay, free, active, d.office.CameUnbooked),
		line(get, "/mairie/absence", access.MarkDay, free, active, d.office.SickCallPage),
		line(post, "/mairie/absence", access.MarkDay, free, active, d.office.SickCall),
		line(post, "/mairie/absence/:id/annuler", access.MarkDay, free, active, d.office.TakeBackAbsence),
		line(get, "/mairie/ou-est", access.SeeDay, free, active, d.office.WhereaboutsPage),
		line(get, "/mairie/presents", access.SeeDay, free, active, d.office.EvacuationPage),
		line(get, "/mairie/tablette", access.MarkDay, free, active, d.office.TabletPage),
		line(post, "/mairie/tablette", access.MarkDay, free, active, d.office.PrepareTablet),
		line(post, "/mairie/tablette/:id/retirer", access.MarkDay, free, active, d.office.WithdrawTablet),
		line(get, "/mairie/hors-ligne", access.Public, free, active, d.office.OfflineDayPage),
		line(get, "/mairie/hors-ligne/jeton", access.MarkDay, free, passive, d.office.OfflineToken),
		line(post, "/mairie/hors-ligne/jour", access.MarkDay, free, passive, d.office.KeepDay),
		line(post, "/mairie/hors-ligne/pointages", access.MarkDay, free, active, d.office.SendTaps),
		line(get, "/mairie/demandes", access.SeeRequests, free, active, d.office.RequestsPage),
		line(get, "/mairie/demandes/a-repondre", access.SeeRequests, free, active, d.office.ToAnswerPage),
		line(post, "/mairie/demandes/a-repondre", access.AnswerRequests, free, active, d.office.Answer),
		line(get, "/mairie/demandes/reponses", access.SeeRequests, free, active, d.office.GivenAnswersPage),
		line(post, "/mairie/demandes/reponses/:id/reprendre", access.AnswerRequests, free, active,
			d.office.TakeBackAnswer),
		line(get, "/mairie/attente", access.SeeRequests, free, active, d.office.WaitlistsPage),
		line(post, "/mairie/attente", access.AnswerRequests, free, active, d.office.WorkWaitlists),
		line(post, "/mairie/attente/propositions/:id/retirer", access.AnswerRequests, free, active,
			d.office.TakeBackOffer),
		line(get, "/mairie/nuits", access.SeeRuns, free, active, d.office.RunsPage),
		line(post, "/mairie/nuits", access.StartRun, free, active, d.office.StartRun),
		line(get, "/mairie/nuits/progression", access.SeeRuns, free, passive, d.office.RunProgress),
		line(get, "/mairie/nuits/:id", access.SeeRuns, free, active, d.office.RunPage),
		line(get, "/mairie/comptes/:id/facteur", access.ManageStaff, asks, active, d.people.AccountFactorPage),
		line(post, "/mairie/comptes/:id/facteur", access.ManageStaff, asks, active, d.people.ResetFactor),
		line(get, "/mairie/rgpd", access.Forget, free, active, d.people.ErasuresPage),
		line(get, "/mairie/rgpd/:id", access.Forget, free, active, d.people.ErasurePage),
		line(post, "/mairie/rgpd/:id", access.Forget, asks, active, d.people.AnswerErasure),
		line(get, "/mairie/places", access.SetYear, free, active, d.settings.PlacesPage),
		line(post, "/mairie/places", access.SetYear, asks, active, d.settings.SetPlaces),
		line(get, "/mairie/actualites", access.ManageNews, free, active, d.office.NewsPage),
		line(get, "/mairie/actualites/:id", access.ManageNews, free, active, d.office.NewsItemPage),
		line(post, "/mairie/actualites/:id", access.ManageNews, asks, active, d.office.PublishNewsItem),
		line(get, "/mairie/actualites/:id/retirer", access.ManageNews, free, active, d.office.WithdrawNewsPage),
		line(post, "/mairie/actualites/:id/retirer", access.ManageNews, asks, active, d.office.WithdrawNews),
		line(get, "/mairie/courriels", access.SeeMails, free, active, d.office.MailsPage),
		line(get, "/mairie/courriels/:id", access.SeeMails, free, active, d.office.MailPage),
	}
}

// staffAccountRoutes returns the routes of staff accounts, roles and the journal.
func (d *desks) staffAccountRoutes() []Route {
	const one = "/mairie/comptes/:id"
	return []Route{
		line(get, "/mairie/roles", access.SeeRoles, free, active, d.people.RolesPage),
		line(get, "/mairie/reglages", access.SeeRules, free, active, d.settings.GeneralPage),
		line(post, "/mairie/reglages", access.SetRules, asks, active, d.settings.SetStructure),
		line(get, "/mairie/reglages/apparence", access.SetRules, asks, active, d.settings.LookPage),
		line(post, "/mairie/reglages/apparence", access.SetRules, asksFirst, active, d.settings.SetLook),
		line(get, "/mairie/reglages/textes", access.SetRules, free, active, d.settings.LegalTextsPage),
		line(get, "/mairie/reglages/textes/:kind", access.SetRules, asks, active, d.settings.LegalTextPage),
		line(post, "/mairie/reglages/textes/:kind", access.SetRules, asks, active, d.settings.PublishText),
		line(get, "/mairie/demarrage", access.SeeRules, free, active, d.settings.StartPage),
		line(post, "/mairie/demarrage", access.SeeRules, asks, active, d.settings.HideStart),
		line(get, "/mairie/regles", access.SetRules, asks, active, d.settings.RulesPage),
		line(post, "/mairie/regles", access.SetRules, asks, active, d.settings.SetRules),
		line(get, "/mairie/regles/garde", access.SetNature, asks, active, d.settings.NaturesPage),
		line(post, "/mairie/regles/garde", access.SetNature, asks, active, d.settings.SetNatures),
		line(get, "/mairie/journal", access.SeeJournal, free, active, d.people.JournalPage),
		line(get, "/mairie/journal/export.csv", access.SeeJournal, free, active, d.people.JournalCSV),
		line(get, "/mairie/comptes", access.ManageStaff, free, active, d.people.StaffAccountsPage),
		line(get, "/mairie/comptes/nouveau", access.ManageStaff, asks, active, d.people.NewStaffAccountPage),
		line(post, "/mairie/comptes/nouveau", access.ManageStaff, asks, active, d.people.NewStaffAccount),
		line(get, "/mairie/comptes/deconnecter", access.ManageStaff, free, active, d.people.SignOutAllPage),
		line(post, "/mairie/comptes/deconnecter", access.ManageStaff, free, active, d.people.SignOutAll),
		line(get, one, access.ManageStaff, free, active, d.people.StaffAccountPage),
		line(get, one+"/deconnecter", access.ManageStaff, free, active, d.people.StaffActPage(people.SignOutStaff)),
		line(post, one+"/deconnecter", access.ManageStaff, free, active, d.people.StaffAct(people.SignOutStaff)),
		line(get, one+"/roles", access.ManageStaff, asks, active, d.people.SetRolesPage),
		line(post, one+"/roles", access.ManageStaff, asks, active, d.people.SetRoles),
		line(get, one+"/desactiver", access.ManageStaff, asks, active, d.people.StaffActPage(people.DisableStaff)),
		line(post, one+"/desactiver", access.ManageStaff, asks, active, d.people.StaffAct(people.DisableStaff)),
		line(get, one+"/reactiver", access.ManageStaff, asks, active, d.people.StaffActPage(people.EnableStaff)),
		line(post, one+"/reactiver", access.ManageStaff, asks, active, d.people.StaffAct(people.EnableStaff)),
		line(get, one+"/mot-de-passe", access.ManageStaff, asks, active, d.people.StaffActPage(people.StaffPassword)),
		line(post, one+"/mot-de-passe", access.ManageStaff, asks, active, d.people.GiveStaffPassword),
	}
}

// treasurerRoutes returns the routes of the treasurer's desk.
func (d *desks) treasurerRoutes() []Route {
	const at = "/mairie/regie"
	return []Route{
		line(get, at, access.SeeBooks, free, active, d.treasury.LedgersPage),
		line(get, at+"/comptes/:id", access.SeeBooks, free, active, d.treasury.LedgerPage),
		line(get, at+"/comptes/:id/reglement", access.KeepBooks, free, active, d.treasury.CounterPaymentPage),
		line(post, at+"/comptes/:id/reglement", access.KeepBooks, free, active, d.treasury.Receive),
		line(get, at+"/comptes/:id/rembourser", access.KeepBooks, asks, active, d.treasury.RefundPage),
		line(post, at+"/comptes/:id/rembourser", access.KeepBooks, asks, active, d.treasury.Refund),
		line(get, at+"/comptes/:id/regulariser", access.KeepBooks, asks, active, d.treasury.RegularisePage),
		line(post, at+"/comptes/:id/regulariser", access.KeepBooks, asks, active, d.treasury.Regularise),
		line(get, at+"/lignes/:id/annuler", access.KeepBooks, asks, active, d.treasury.ReversePage),
		line(post, at+"/lignes/:id/annuler", access.KeepBooks, asks, active, d.treasury.Reverse),
		line(get, at+"/impayes", access.SeeBooks, free, active, d.treasury.DebtsPage),
		line(get, at+"/impayes/export.csv", access.SeeBooks, free, active, d.treasury.DebtsCSV),
		line(get, at+"/journal", access.SeeBooks, free, active, d.treasury.CashBookPage),
		line(get, at+"/journal/export.csv", access.SeeBooks, free, active, d.treasury.CashBookCSV),
		line(get, at+"/journal/export.pdf", access.SeeBooks, free, active, d.treasury.CashBookPDF),
		line(get, at+"/paiements", access.SeeOnlinePayments, free, active, d.treasury.OnlinePaymentsPage),
		line(get, at+"/paiements/:id", access.SeeOnlinePayments, free, active, d.treasury.OnlinePaymentPage),
		line(post, at+"/paiements/:id/verifier", access.SetOnlinePayments, free, active, d.treasury.AskOnlinePayment),
		line(post, at+"/paiements/:id/decider", access.SetOnlinePayments, asks, active, d.treasury.DecideOnlinePayment),
		line(post, at+"/paiements/:id/vu", access.SetOnlinePayments, free, active, d.treasury.SeeOnlinePayment),
		line(get, at+"/plateforme", access.SeeOnlinePayments, free, active, d.treasury.PlatformStatusPage),
		line(get, at+"/rapprochement", access.SetOnlinePayments, free, active, d.treasury.ReconcilePage),
		line(post, at+"/rapprochement", access.SetOnlinePayments, free, active, d.treasury.Reconcile),
		line(get, at+"/rapprochement/progression", access.SetOnlinePayments, free, passive,
			d.treasury.ReconcileProgress),
		line(get, at+"/attestations", access.Certify, free, active, d.treasury.TaxStatementsPage),
		line(post, at+"/attestations", access.Certify, free, active, d.treasury.AskTaxStatements),
		line(get, at+"/attestations/progression", access.Certify, free, passive, d.treasury.TaxStatementsProgress),
		line(get, at+"/attestations/:id", access.Certify, free, active, d.treasury.TaxFile),
	}
}
