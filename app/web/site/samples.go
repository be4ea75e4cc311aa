package site

import (
	"io"
	"time"

	"cartable/app/account"
	"cartable/app/desk"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/pricing"
	"cartable/app/lang"
)

// The gallery shows every template in every state that its author thought of, with invented data. Samples are reviewed
// while the style changes, photographed, and executed by the tests, which fail when a template was never run.

// Sample is a template with data.
type Sample struct {
	Name     string // of its address, "month-full"
	Title    string
	Template string // "family/month", or the name of a fragment
	Fragment bool
	Layout   Layout
	View     any
}

// Write renders a sample. A fragment is inside a page of its own, which provides the style.
func (s Sample) Write(r *Renderer, w io.Writer) error {
	if s.Fragment {
		return r.Fragment(w, s.Template, s.View)
	}
	return r.Page(w, s.Template, s.Layout, s.View)
}

var (
	SampleZone = func() *time.Location {
		loc, err := time.LoadLocation("Europe/Paris")
		if err != nil {
			return time.UTC
		}
		return loc
	}()
	SampleNow = time.Date(2026, time.November, 23, 12, 5, 0, 0, time.UTC)
	SampleDay = civil.New(2026, time.November, 23)
)

// SampleHint offers English.
var SampleHint = &Told{lang.English, alsoIn(lang.English)}

// SampleContacts are how two structures are reached.
var SampleContacts = []account.Contact{
	{Structure: "Mairie de Saint-Martin-sur-Loire", Address: "1 place de la Mairie\n49000 Saint-Martin-sur-Loire",
		Phone: "02 61 91 00 10", Email: "mairie@saint-martin.example.org",
		Hours: "Du lundi au vendredi, de 8\u00a0h\u00a030 à 12\u00a0h et de 13\u00a0h\u00a030 à 17\u00a0h"},
	{Structure: "Centre de loisirs intercommunal"},
}

func FamilyLayout(title, active string) Layout {
	return Layout{
		Title: title, Active: active, Town: "Saint-Martin-sur-Loire", Adult: "Claire", Family: "Famille Martin",
		SignedIn:       true,
		UpdatedThrough: time.Date(2026, time.November, 22, 23, 30, 0, 0, time.UTC), CSRF: "jeton", Now: SampleNow,
		Loc: SampleZone, Contacts: SampleContacts[:1],
		Nav: familyNav,
	}
}

func OfficeLayout(title, active string) Layout {
	l := FamilyLayout(title, active)
	l.Adult, l.Family, l.Staff, l.StaffNav = "", "Claire Dubois", true, true
	l.Nav, l.Side, l.PayURL = nil, officeNav, PayPath
	l.Structures = []Choice{{"mairie", "Saint-Martin-sur-Loire", true}, {"alsh", "Centre de loisirs intercommunal",
		false}}
	return l
}

// SampleDraft is a family's draft.
var SampleDraft = booking.Tally{Adds: 4, Cancels: 1, Total: money.Cents(1266), Revision: 17}

func BareLayout(title string) Layout {
	l := FamilyLayout(title, "")
	l.NoNav = true
	return l
}

const SampleReport = "M. MARTIN Paul\n\nVeuillez trouver ci-dessous un compte rendu des modifications " +
	"apportées à vos " +
	"demandes de réservation sur la structure : Saint-Martin-sur-Loire.\n\n" +
	"14 mouvements sur vos demandes de réservations ont été reçus, dont :\n\n- 11 nouvelles demandes de " +
	"réservation\n- 3 demandes d'annulation\n\n" +
	"***** RESERVATIONS ACCEPTEES *****\n\n--> Activité : RESTAURATION :\n\nMARTIN Léa : mar. 01/12, jeu. 03/12, " +
	"ven. 04/12\n"

// KitSamples returns samples of the pages of no desk.
func KitSamples() []Sample {
	outside := Layout{Title: "Connexion", Town: "Saint-Martin-sur-Loire", Now: SampleNow, Loc: SampleZone,
		CSRF: "jeton"}
	staff := OfficeLayout("L'accès est créé", "families")
	abroad := FamilyLayout("Vos données", "")
	abroad.Read = lang.English
	return []Sample{
		{Name: "handed", Title: "Fait, et voici la lettre", Template: "site/handed", Layout: staff, View: Handed{
			Title: "L'accès est créé", Done: []string{"Son identifiant est martin-4821."},
			Once:   "Le mot de passe n'est écrit que dans cette lettre.",
			Button: "Télécharger la lettre", File: "lettre.pdf", URL: Itself("application/pdf", []byte("%PDF-")),
			Back: "/mairie/familles/F001", Behind: "Revenir à la famille"}},
		{Name: "handed-again", Title: "Fait, et voici le fichier", Template: "site/handed",
			Layout: FamilyLayout("Vos données", ""), View: Handed{
				Title:  "Vos données sont prêtes",
				Done:   []string{"Chaque téléchargement est noté dans le journal de votre dossier."},
				Button: "Télécharger mes données", File: "mes-donnees.zip",
				URL:  ForWhom("/profil/donnees/fichier", "12.1"),
				Back: "/profil", Behind: "Revenir au profil"}},
		{Name: "untold", Title: "Une page qui n'existe qu'en français", Template: "account/accessibility",
			Layout: abroad, View: Audited},
		{Name: "turn", Title: "Une file, et sa place", Template: "site/turn",
			Layout: BareLayout(TurnPage{Rank: 214}.Title()),
			View:   TurnPage{Rank: 214, Wait: "20\u00a0secondes", Again: "/reservations"}},
		{Name: "error", Title: "Erreur", Template: "site/error", Layout: FamilyLayout("Erreur", ""),
			View: ErrorPage{Status: 500, Title: "Quelque chose n'a pas fonctionné", ID: "7f3a-92",
				Message: "Une erreur inattendue s'est produite. Réessayez dans quelques minutes."}},
		{Name: "error-link", Title: "Erreur, une issue", Template: "site/error", Layout: outside,
			View: ErrorPage{Status: 404, Title: "Page introuvable",
				Message: "Cette page n'existe pas. Vérifiez l'adresse, ou repartez de l'accueil.",
				Next:    "/connexion", NextLabel: "Se connecter"}},
		{Name: "error-retry", Title: "Service indisponible, rien n'est perdu", Template: "site/error",
			Layout: FamilyLayout("Service momentanément indisponible", ""), View: ErrorPage{Status: 503,
				Title: "Service momentanément indisponible",
				Message: "Le service est momentanément indisponible. Réessayez dans un instant. Rien n'est " +
					"perdu\u00a0: ce que vous avez saisi est gardé dans cette page.",
				ID: "7f3a92", Retry: &Retry{Resume{"/reservations/valider", []Hidden{{"revision", "17"}}}, "jeton"}}},
		{Name: "error-next", Title: "Erreur, une issue sans nom", Template: "site/error", Layout: outside,
			View: ErrorPage{Status: 409, Title: "La page n'est plus à jour",
				Message: "Votre demande a changé depuis ce récapitulatif. Voici où elle en est.",
				Next:    "/reservations"}},
	}
}

// SampleFragment shows a fragment, which is no page, as text.
type SampleFragment struct{ Title, Template, HTML string }

// SampleJournal are lines of a journal.
var SampleJournal = []desk.JournalRow{
	{At: SampleNow, Who: "admin", Action: "Droits d'un responsable retirés", Family: "Martin Claire",
		FamilyCode: "F001", Subject: "Paul Martin (martin-4821)", Was: "accès ouvert", Became: "accès retiré",
		Reason: "Jugement du 3 novembre", Origin: "192.0.2.10"},
	{At: SampleNow, Action: "Traitement de la nuit lancé", Subject: "Nuit du lundi 23 novembre 2026"},
}

// SamplePrice is the price of a sample day.
var SamplePrice = pricing.For([]pricing.Tariff{{ID: 1, From: SampleDay, QFMin: new(money.Cents(70000)),
	QFMax: new(money.Cents(90000)), Price: new(money.Cents(422))}}, SampleDay, true,
	[]pricing.Quotient{{From: SampleDay, QF: 84200}}, 1)
