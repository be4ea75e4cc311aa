package web_test

import (
	"net/url"
	"strings"
	"testing"

	"cartable/db"
	"cartable/db/dbtest"
)

// forgeries are what no form of the settings sends in the fields that carry what it showed, and in those of dates,
// numbers and codes.
var forgeries = []string{
	"", "{", "null", "[]", "[null]", "[{}]", `{"noun":"activity"}`, `{"noun":"rien","key":"x","before":{"code":"x"}}`,
	`{"noun":"quotient","key":"F001 2026-01-01","before":{"family":"F001","from":"2026-01-01","qf":"1"}}`,
	`{"noun":"release","key":"GHOST","before":{"activity":"GHOST","from":"0001-01-01","to":"9999-12-31",` +
		`"on":"2027-03-28","at":"02:30"}}`,
	`{"noun":"class","key":"GHOST C1","before":{"school":"GHOST","code":"C1","name":"CP"}}`,
	`[{"noun":"tariff","key":"GHOST","before":{"activity":"GHOST","from":"2026-01-01","price":"1"}}]`,
	`{"name":{"a":1}}`, `{"code":"autre","name":"x"}`, "-1", "999999999999999999999", "2027-02-29", "0000-00-00",
	"9999-12-31", "GHOST", "GHOST 2026-12-01", "cantine 9999-12-31", "cantine 2026-12-01", "<script>", "=1+1",
	"a\r\nBcc: x@example.org", strings.Repeat("é", 600),
}

// Whatever the fields of the settings' forms carry, nothing breaks, and nothing is stored but what a form may send.
func TestForgedFieldsOfTheSettings(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 10, 5))
		w.Family(1, meal)
		admin := newSite(t, d).staff(w, "administrator")
		token := csrfField.FindStringSubmatch(admin.get("/mairie/fermer"))[1]
		for _, path := range []string{"/mairie/fermer", "/mairie/calendrier", "/mairie/calendrier/jours",
			"/mairie/calendrier/rouvrir", "/mairie/ouvertures", "/mairie/ouvertures/retirer", "/mairie/ecoles",
			"/mairie/activites/modifier", "/mairie/activites/nouvelle", "/mairie/activites/RESTO",
			"/mairie/activites/RESTO/archiver", "/mairie/groupes-de-places/cantine", "/mairie/tarifs/RESTO/grille",
			"/mairie/quotients", "/mairie/quotients/fichier", "/mairie/places", "/mairie/reglages",
			"/mairie/reglages/apparence", "/mairie/regles", "/mairie/regles/quotients", "/mairie/regles/garde",
			"/mairie/operations/1/appliquer", "/mairie/operations/1/annuler", "/mairie/operations/1/abandonner",
			"/mairie/operations/1/relancer", "/mairie/demandes/a-repondre", "/mairie/attente",
			"/mairie/familles/F001/separer", "/mairie/familles/F001/enfants/1/garde",
			"/mairie/inscriptions", "/mairie/absence", "/mairie/absence/1/annuler", "/mairie/regles/maladie",
			"/mairie/cuisine/jour", "/mairie/cuisine/assiettes", "/mairie/cuisine/bons/1",
			"/mairie/tablette", "/mairie/tablette/1/retirer", "/mairie/hors-ligne/jour", "/mairie/hors-ligne/pointages",
			"/mairie/cuisine/menus", "/mairie/cuisine/menus/fichier", "/mairie/cuisine/regimes-demandes",
			"/mairie/sorties", "/mairie/familles/F001/enfants/1/sorties",
			"/mairie/familles/F001/reserver/brouillon", "/mairie/familles/F001/reserver/jour",
			"/mairie/familles/F001/reserver/verifier", "/mairie/familles/F001/reserver/valider"} {
			for i, forged := range forgeries {
				form := url.Values{"_csrf": {token}, "motif": {"un motif assez long"}}
				for _, field := range []string{"vu", "avant", "lu", "accord", "base", "tranches", "lignes", "cle-0",
					"vues-0", "equipe-0", "animateurs-0", "places-0", "du", "au", "jours", "activite", "activites",
					"code", "champ", "quoi", "demande",
					"reponse", "classe", "groupe", "annee", "rouvrir", "dernier", "from", "to", "on",
					"at", "activity", "school", "name", "year", "famille-0", "qf-0", "du-0", "au-0", "collage",
					"mail_name", "undo_hours", "couleur", "accent", "essai-enfants", "weekdays", "pools",
					"action", "heures", "presence", "facturation", "retroactivite", "nature-1", "repas-1",
					"moyen", "sick_until", "sick_uncredited", "sick_paper", "enfant", "mois", "affiches",
					"connus", "j", "jour", "tablette", "ecole", "pointages",
					"semaine", "revision", "annonce", "canal", "passe-complet"} {
					form.Set(field, forged)
				}
				if strings.HasPrefix(path, "/mairie/cuisine/") { // all fields at once would be too long for a form
					form = url.Values{"_csrf": {token}, "activite": {"RESTO"},
						"jour": {"2026-12-01"}}
					for _, field := range []string{"action", "ecole", "nature", "nombre", "pour", "version", "envois",
						"vu", "reponse", "semaine", "plat-0", "allergenes-0", "collage",
						"demande", "regime", "pai", "motif"} {
						form.Set(field, forged)
					}
				}
				if strings.HasSuffix(path, "/sorties") { // likewise, of each kind
					form = url.Values{"_csrf": {token}}
					for _, field := range []string{"personne", "lien", "telephone", "heure", "du", "au", "sortie",
						"enfant", "reponse", "motif", "autre"} {
						form.Set(field, forged)
					}
					form.Set("sorte", []string{"person", "barred", "alone", forged}[i%4])
				}
				status, _, body := admin.do("POST", path, form)
				if status >= 500 || strings.Contains(body, "<script>\"") {
					t.Errorf("%s with %.60q: %d", path, forged, status)
				}
			}
		}
		dbtest.Want(t, d, "select code from activities", "RESTO")
		dbtest.Want(t, d, "select count(*) from releases", "0")
		dbtest.Want(t, d, "select count(*) from quotients", "0")
		w.Sound()
	})
}
