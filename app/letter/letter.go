// Package letter prints letters, one page per person or family, in full sentences: with a login and a first password,
// or about a change to whoever has no address for mails. Besides a sealed mail, a letter is the only form in which such
// a password leaves the portal; callers send the bytes to a printer or a browser, and keep no copy.
package letter

import (
	"strings"
	"time"

	"cartable/app/paper"
	"cartable/app/people"
)

// PDF returns the letters, one page each. site is the portal's address; made is the date printed on them. It fails when
// letters is empty.
func PDF(site string, made time.Time, letters []people.Letter) ([]byte, error) {
	doc := paper.New("Vos accès au portail famille", issuer(letters), made)
	for i, l := range letters {
		if i > 0 {
			doc.NextPage()
			doc.Text(l.Structure)
		}
		write(doc, site, l)
	}
	return doc.Bytes()
}

func issuer(letters []people.Letter) string {
	if len(letters) == 0 {
		return ""
	}
	return letters[0].Structure
}

func write(doc *paper.Doc, site string, l people.Letter) {
	doc.Address(strings.TrimSpace(l.Name + "\n" + l.Address))
	if l.Staff {
		doc.Title("Votre accès à l'espace mairie")
		doc.Text("Un accès au portail famille a été créé pour votre travail. Il est à votre nom : ne le " +
			"prêtez à personne.")
	} else {
		doc.Title("Vos accès au portail famille")
		doc.Text("Sur le portail famille, vous réservez la cantine et l'accueil de vos enfants, vous suivez vos " +
			"demandes et votre solde, depuis un téléphone ou un ordinateur.")
	}
	doc.Code("Adresse du portail", strings.TrimPrefix(strings.TrimPrefix(site, "https://"), "http://"))
	doc.Code("Votre identifiant", l.Login)
	doc.Code("Votre premier mot de passe", l.Password)
	doc.Heading("Que faire ?")
	doc.Text("1. Ouvrez l'adresse ci-dessus et saisissez l'identifiant et le mot de passe, tirets compris.\n" +
		"2. Choisissez votre propre mot de passe : celui de cette lettre ne servira plus.\n" +
		"3. Lisez l'information sur vos données et les conditions d'utilisation.")
	doc.Text("Ce premier mot de passe fonctionne jusqu'au " + l.Until.Long() + " inclus. Passé cette date, " +
		"demandez-en un autre à " + l.Structure + ".")
	if !l.Staff {
		doc.Text("Cette lettre ne concerne que votre foyer. Chaque responsable peut avoir son propre identifiant : " +
			"demandez-le, plutôt que de partager le vôtre.")
	}
	doc.Text("Détruisez cette lettre une fois votre mot de passe choisi. Personne de la mairie ne vous demandera " +
		"jamais votre mot de passe.")
	if l.FamilyCode != "" {
		doc.Text("Référence : famille " + l.FamilyCode)
	}
}
