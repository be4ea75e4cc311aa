package account

import (
	"cartable/app/account"
	"cartable/app/web/site"
)

// aboutSamples returns samples of the pages about the portal that anybody may read.
func aboutSamples() []site.Sample {
	outside := func(title string, contacts []account.Contact) site.Layout {
		return site.Layout{Title: title, Contacts: contacts, Now: site.SampleNow, Loc: site.SampleZone}
	}
	one, all := site.SampleContacts[:1], site.SampleContacts
	return []site.Sample{
		{Name: "contact", Title: "Contact", Template: "account/contact", Layout: outside("Contact", one)},
		{Name: "contact-all", Title: "Contact, deux structures", Template: "account/contact",
			Layout: outside("Contact", all)},
		{Name: "legal", Title: "Mentions légales", Template: "account/legal",
			Layout: site.FamilyLayout("Mentions légales", ""), View: "Hébergeur SAS\n1 rue des Serveurs, 59000 Lille"},
		{Name: "legal-unknown", Title: "Mentions légales, hébergeur inconnu", Template: "account/legal",
			Layout: outside("Mentions légales", all), View: ""},
		{Name: "text", Title: "Un texte en vigueur", Template: "account/text", Layout: outside("Conditions", one),
			View: account.Document{Kind: "cgu", Title: "Conditions générales d'utilisation", Version: 2,
				Body: "Le portail sert à réserver.\nUne réservation validée engage la famille."}},
		{Name: "text-none", Title: "Un texte qui n'est pas publié", Template: "account/text",
			Layout: outside("Conditions", one),
			View:   account.Document{Kind: "cgu", Title: "Conditions générales d'utilisation"}},
		{Name: "accessibility", Title: "Accessibilité", Template: "account/accessibility",
			Layout: outside("Accessibilité\u00a0: "+site.Audited.State(), one),
			View:   site.Audited},
		{Name: "accessibility-whole", Title: "Accessibilité, tout conforme", Template: "account/accessibility",
			Layout: outside("Accessibilité", one), View: site.Conformity{Conform: 70}},
		{Name: "map", Title: "Plan du site", Template: "account/map", Layout: outside("Plan du site", one),
			View: parts},
	}
}
