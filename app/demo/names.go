package demo

import (
	"strings"

	"cartable/app/domain/fold"
)

// Names typical of a village in Guyenne. They are common ones, combined at random.
var (
	lastNames = strings.Fields(
		`Abadie Almeida Arnaud Aubry Auger Bakayoko Bastide Baudry Belkacem Bensaïd Blanchet Bonnefous Bordes
		Bouchet Boudou Bouzid Brunel Cabanac Camara Cassagne Castaing Cazenave Chaumet Clavel Coulon Courtois
		Da-Silva Darricau Daubas Delmas Delteil Descamps Diallo Dias Ducasse Ducos Dufau Dupouy Duprat Escande
		Esteves Faucher Ferran Ferreira Feuillet Gaillard Garrigue Gauthier Gimenez Gomes Grenier Guérin Haddad
		Jacquet Kaya Keita Kowalczyk Labat Labrousse Lacaze Lacombe Lafargue Lagarde Lalanne Laporte Larrieu
		Lasserre Lebrun Lopes Lozano Maillard Malik Marchal Mariotti Maurel Mazières Mendes Mercadier Meziane
		Molinier Monnier Morin Nadal Navarro N'Diaye Nguyen Nowak Pagès Pelletier Pham Pommier Poncet Pradel Pujol
		Rey Ribeiro Rigal Rivière Rouquette Salles Sanchez Santos Sarrazin Sauvage Savary Serres Soler Soulier
		Tastet Teixeira Terrade Touré Tran Valette Vergne Vigneau Yıldız Zeghoudi`)
	parentNames = []struct{ first, civility string }{
		{"Amandine", "Mme"}, {"Aurélie", "Mme"}, {"Benoît", "M."}, {"Camille", "Mme"}, {"Cédric", "M."},
		{"Céline", "Mme"}, {"Charlotte", "Mme"},
		{"David", "M."}, {"Élodie", "Mme"}, {"Émilie", "Mme"}, {"Fabien", "M."}, {"Fatima", "Mme"}, {"Florian", "M."},
		{"Gaëlle", "Mme"},
		{"Guillaume", "M."}, {"Jérôme", "M."}, {"Karim", "M."}, {"Laetitia", "Mme"}, {"Linh", "Mme"}, {"Ludovic", "M."},
		{"Mariama", "Mme"},
		{"Mathieu", "M."}, {"Mélanie", "Mme"}, {"Mickaël", "M."}, {"Nadia", "Mme"}, {"Olivier", "M."},
		{"Pauline", "Mme"}, {"Rachida", "Mme"},
		{"Rui", "M."}, {"Sandra", "Mme"}, {"Sébastien", "M."}, {"Séverine", "Mme"}, {"Stéphanie", "Mme"},
		{"Thierry", "M."}, {"Vanessa", "Mme"},
		{"Virginie", "Mme"}, {"Xavier", "M."}, {"Yann", "M."},
	}
	childNames = strings.Fields(
		`Adèle Agathe Alice Alix Ambre Amine Anaïs Anna Antoine Arthur Axel Ayoub Baptiste Basile Camille Capucine
		Célestin
		Charlie Chloé Clara Clémence Côme Diego Élise Éliott Emma Émile Enzo Esteban Eva Fanny Gabriel Garance
		Gaspard Hanaé Hugo Ibrahim Inaya
		Inès Iris Jean Jeanne Joseph Jules Juliette Kenza Kylian Léandre Léo Léon Léonie Liam Lina Lison Lola Lou
		Louane Louis Louise Lucas Lucie
		Lucien Luna Maël Maëlys Malo Manon Marin Marius Marley Mathilde Mathis Maya Mia Mila Milo Mina Naël Naïm
		Nathan Nina Nora Oscar Owen
		Paul Pia Rayan Robin Rose Sacha Safa Salomé Samuel Sarah Simon Soline Souleymane Suzanne Tess Théa Théo Tiago
		Tom Valentin Victoire
		Victor Yanis Yaëlle Zélie Zoé`)
	streets = []string{"rue de la Halle", "rue du Moulin", "chemin des Vignes", "place de l'Église",
		"avenue de la Gare", "rue des Tilleuls",
		"impasse du Lavoir", "route de Duras", "rue du Dropt", "lotissement Les Pruniers", "allée des Noyers",
		"chemin de Peyrelongue"}
	classes = []string{"PS", "MS", "GS", "CP", "CE1", "CE2", "CM1", "CM2"}
)

const (
	nursery = "École maternelle des Tilleuls"
	primary = "École élémentaire du Moulin"
)

// unaccented writes a name with the letters of a mail address.
func unaccented(name string) string {
	return strings.NewReplacer("'", "", " ", "-").Replace(fold.Lower(name))
}

func mailOf(first, last string) string {
	return unaccented(first) + "." + unaccented(last) + "@example.org"
}
