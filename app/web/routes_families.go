package web

import (
	"cartable/app/domain/access"
	"cartable/app/web/people"
)

// familyDeskRoutes returns the routes by which staff manage families and their adults.
func (d *desks) familyDeskRoutes() []Route {
	const one, of = "/mairie/familles/:code", "/mairie/familles/:code/responsables/:id"
	return []Route{
		line(get, "/mairie/familles", access.SeeFamilies, free, active, d.office.FamiliesPage),
		line(get, "/mairie/nouvelle-famille", access.AddFamilies, asks, active, d.office.NewFamilyPage),
		line(post, "/mairie/nouvelle-famille", access.AddFamilies, asks, active, d.office.AddFamily),
		line(get, "/mairie/import-familles", access.LoadFamilies, asks, active, d.office.LoadFamiliesPage),
		line(post, "/mairie/import-familles", access.LoadFamilies, asksFirst, active, d.office.LoadFamilies),
		line(get, "/mairie/inscriptions", access.EditFamilies, asks, active, d.settings.EnrolChildrenPage),
		line(post, "/mairie/inscriptions", access.EditFamilies, asks, active, d.settings.EnrolChildren),
		line(get, one, access.SeeFamilies, free, active, d.office.FamilyPage),
		line(get, one+"/modifier", access.EditFamilies, asks, active, d.office.EditFamilyPage),
		line(post, one+"/modifier", access.EditFamilies, asks, active, d.office.SetFamily),
		line(get, one+"/reunir", access.MergeFamilies, asks, active, d.office.LookalikesPage),
		line(get, one+"/reunir/:other", access.MergeFamilies, asks, active, d.office.MergePage),
		line(post, one+"/reunir/:other", access.MergeFamilies, asks, active, d.office.MergeFamilies),
		line(get, "/mairie/reunions/:id", access.MergeFamilies, free, active, d.office.MergedPage),
		line(post, "/mairie/reunions/:id/annuler", access.MergeFamilies, asks, active, d.office.UndoMerge),
		line(get, one+"/enfants/nouveau", access.EditFamilies, asks, active, d.office.NewChildPage),
		line(post, one+"/enfants/nouveau", access.EditFamilies, asks, active, d.office.AddChild),
		line(get, one+"/enfants/:id", access.EditFamilies, asks, active, d.office.EditChildPage),
		line(post, one+"/enfants/:id", access.EditFamilies, asks, active, d.office.SetChild),
		line(get, one+"/enfants/:id/garde", access.EditFamilies, asks, active, d.office.CustodyPage),
		line(post, one+"/enfants/:id/garde", access.EditFamilies, asks, active, d.office.SetCustody),
		line(get, one+"/enfants/:id/sorties", access.EditFamilies, asks, active, d.office.ChildLeavingPage),
		line(post, one+"/enfants/:id/sorties", access.EditFamilies, asks, active, d.office.SetChildLeaving),
		line(get, "/mairie/sorties", access.EditFamilies, asks, active, d.office.LeavingsPage),
		line(post, "/mairie/sorties", access.EditFamilies, asks, active, d.office.AnswerLeaving),
		line(get, one+"/enfants/:id/inscriptions", access.EditFamilies, asks, active, d.settings.EnrolmentsPage),
		line(post, one+"/enfants/:id/inscriptions", access.EditFamilies, asks, active, d.settings.Enrol),
		line(get, one+"/separer", access.EditFamilies, asks, active, d.office.SplitPage),
		line(post, one+"/separer", access.EditFamilies, asks, active, d.office.Separate),
		line(get, one+"/demenagement", access.EditFamilies, asks, active, d.settings.DeparturePage),
		line(post, one+"/demenagement", access.EditFamilies, asks, active, d.settings.Depart),
		line(get, one+"/archiver", access.EditFamilies, asks, active, d.office.ArchiveFamilyPage),
		line(post, one+"/archiver", access.EditFamilies, asks, active, d.office.ArchiveFamily),
		line(post, one+"/rouvrir", access.EditFamilies, asks, active, d.office.ReopenFamily),
		line(get, one+"/jours", access.SeeFamilies, free, active, d.office.FamilyDaysPage),
		line(get, one+"/residence", access.SetResidence, asks, active, d.office.ResidencePage),
		line(post, one+"/residence", access.SetResidence, asks, active, d.office.Moves),
		line(get, one+"/acces", access.ManageGuardians, asks, active, d.people.AccessPage),
		line(post, one+"/acces", access.ManageGuardians, asks, active, d.people.GiveAccess),
		line(get, of+"/retirer", access.ManageGuardians, asks, active,
			d.people.GuardianActPage(people.WithdrawGuardian)),
		line(post, of+"/retirer", access.ManageGuardians, asks, active, d.people.GuardianAct(people.WithdrawGuardian)),
		line(get, of+"/rendre", access.ManageGuardians, asks, active, d.people.GuardianActPage(people.RestoreGuardian)),
		line(post, of+"/rendre", access.ManageGuardians, asks, active, d.people.GuardianAct(people.RestoreGuardian)),
		line(get, of+"/deconnecter", access.ManageGuardians, free, active,
			d.people.GuardianActPage(people.SignOutGuardian)),
		line(post, of+"/deconnecter", access.ManageGuardians, free, active,
			d.people.GuardianAct(people.SignOutGuardian)),
		line(get, of+"/mot-de-passe", access.ManageGuardians, asks, active,
			d.people.GuardianActPage(people.GivePassword)),
		line(post, of+"/mot-de-passe", access.ManageGuardians, asks, active, d.people.NewGuardianPassword),
		line(get, of+"/envoyer", access.ManageGuardians, asks, active, d.people.GuardianActPage(people.MailPassword)),
		line(post, of+"/envoyer", access.ManageGuardians, asks, active, d.people.MailGuardianPassword),
		line(get, "/mairie/acces", access.Provision, asks, active, d.people.ProvisionPage),
		line(post, "/mairie/acces", access.Provision, asks, active, d.people.Provision),
	}
}
