package office

import (
	"cartable/db"
)

// accessText is the letter as a mail, with a mark where the password goes.
func accessText(site string, l Letter) string {
	return "Bonjour,\n\nVoici de quoi entrer dans le portail famille.\n\nAdresse : " + site + "\nIdentifiant : " + l.Login +
		"\nMot de passe provisoire : " + db.SecretMark + "\n\n" +
		"À la première connexion, vous choisirez votre propre mot de passe : celui-ci ne servira plus. Il fonctionne jusqu'au " + l.Until.Long() + " inclus.\n\n" +
		"Effacez ce message une fois votre mot de passe choisi. Personne de la mairie ne vous le demandera jamais.\n\n" + l.Structure + "\n"
}
