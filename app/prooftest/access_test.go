package prooftest

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"cartable/app/domain/access"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/payment"
	"cartable/app/domain/pickup"
	"cartable/app/portal"
	"cartable/app/seal"
	"cartable/app/web/site"
	"cartable/db"
	"cartable/db/dbtest"
)

// gate describes a route of the portal: the action that guards it, and a valid request for it.
type gate struct {
	may  access.Action
	path string // for patterns with parameters, and for pages that need a query
	form string
}

// gates lists every route as written in routes.go; fill replaces the %-words. A route that is missing here fails the
// test: add it with the action that guards it.
var gates = map[string]gate{
	"GET /connexion": {may: access.Public},
	"POST /connexion": {may: access.Public,
		form: "identifiant=personne&mot_de_passe=faux"},
	"POST /deconnexion":       {may: access.Welcome},
	"GET /premiere-connexion": {may: access.Welcome},
	"POST /premiere-connexion": {may: access.Welcome,
		form: "mot_de_passe=une+phrase+assez+longue&confirmation=une+phrase+assez+longue"},
	"GET /sans-famille": {may: access.Welcome},
	"GET /conditions":   {may: access.Welcome},
	"POST /conditions":  {may: access.Welcome},
	"POST /famille":     {may: access.SignedIn, form: "famille=%family"},
	"POST /structure":   {may: access.SignedIn, form: "structure=%structure"},
	"GET /":             {may: access.SignedIn},
	"GET /reservations": {may: access.Book,
		path: "/reservations?enfant=%child&activite=RESTO&mois=2026-12"},
	"POST /reservations/brouillon": {may: access.Book,
		form: "enfant=%child&activite=RESTO&mois=2026-12&affiches=2026-12-01,2026-12-03&connus=&j=2026-12-03"},
	"POST /reservations/verifier": {may: access.Book,
		form: "enfant=%child&activite=RESTO&mois=2026-12&affiches=2026-12-01,2026-12-03&connus=&j=2026-12-03"},
	"GET /reservations/verifier": {may: access.Book},
	"POST /reservations/valider": {may: access.Book,
		form: "demande=%draft&revision=%revision&annonce=%told"},
	"GET /reservations/abandonner":           {may: access.Book},
	"POST /reservations/abandonner":          {may: access.Book},
	"POST /reservations/reprendre":           {may: access.Book},
	"GET /reservations/confirmation/:number": {may: access.Book, path: receipt + "%number"},
	"GET /reservations/evenements": {may: access.Book,
		path: "/reservations/evenements?activite=RESTO&mois=2026-12"},
	"GET /reservations/fraicheur": {may: access.Book,
		path: "/reservations/fraicheur?enfant=%child&activite=RESTO&mois=2026-12&jours=2026-12-01:full"},
	"GET /manifest.webmanifest": {may: access.Public},
	"GET /sw.js":                {may: access.Public},
	"GET /hors-ligne":           {may: access.Public},
	"GET /mentions-legales":     {may: access.Public},
	"GET /textes/:name":         {may: access.Public, path: "/textes/conditions"},
	"GET /accessibilite":        {may: access.Public},
	"GET /plan":                 {may: access.Public},
	"GET /contact":              {may: access.Public},
	"GET /couleur/:file":        {may: access.Public, path: "/couleur/0b5394.css"},
	"GET /logo/:hash":           {may: access.Public, path: "/logo/0123456789abcdef"},
	"GET /reservations/jour/:date": {may: access.Book,
		path: "/reservations/jour/2026-12-03?enfant=%child"},
	"POST /reservations/jour": {may: access.Book,
		form: "enfant=%child&jour=2026-12-03&affiches=RESTO,MATIN&connus=&j=MATIN"},
	"GET /reservations/recopier": {may: access.Book,
		path: "/reservations/recopier?enfant=%child&activite=RESTO"},
	"POST /reservations/recopier": {may: access.Book,
		form: "source=%child:RESTO&vers=%child:MATIN"},
	"GET /reservations/semaine-type": {may: access.Book},
	"POST /reservations/semaine-type": {may: access.Book,
		form: "enfant=%child&p=RESTO:4&periode=mois&mois=2026-12"},
	"GET /solde":                 {may: access.Book},
	"GET /suivi":                 {may: access.Book},
	"GET /suivi/export.csv":      {may: access.Book},
	"GET /suivi/export.xlsx":     {may: access.Book},
	"GET /suivi/agenda":          {may: access.Book},
	"POST /suivi/agenda":         {may: access.Book},
	"POST /suivi/agenda/arreter": {may: access.Book},
	"GET /agenda/:file":          {may: access.Public, path: "/agenda/%feed.ics"},
	"GET /mairie":                {may: access.SeeDay},
	"GET /mairie/feuille/:code":  {may: access.SeeDay, path: "/mairie/feuille/RESTO"},
	"GET /mairie/feuille/:code/ajouter": {may: access.MarkDay,
		path: "/mairie/feuille/RESTO/ajouter?nom=zo"},
	"GET /mairie/feuille/:code/enfants/:id": {may: access.SeeDay,
		path: "/mairie/feuille/RESTO/enfants/%booked?jour=2026-11-23"},
	"POST /mairie/pointage/clore": {may: access.MarkDay,
		form: "activite=RESTO&jour=2026-11-23"},
	"POST /mairie/pointage/rouvrir": {may: access.MarkDay,
		form: "activite=RESTO&jour=2026-11-23&motif=erreur+de+ligne"},
	"GET /mairie/a-pointer": {may: access.MarkDay},
	"POST /mairie/a-pointer": {may: access.MarkDay,
		form: "feuille=2026-11-23|1|RESTO|&motif=feuille+perdue"},
	"POST /mairie/pointage": {may: access.MarkDay,
		form: "activite=RESTO&jour=2026-11-23&reservation=%booked&presence=present"},
	"POST /mairie/pointage/tous": {may: access.MarkDay,
		form: "activite=RESTO&jour=2026-11-23"},
	"GET /mairie/absence": {may: access.MarkDay, path: "/mairie/absence?enfant=%kid"},
	"POST /mairie/absence": {may: access.MarkDay,
		form: "enfant=%kid&jour=2026-11-23&moyen=pigeon"},
	"POST /mairie/absence/:id/annuler":  {may: access.MarkDay, path: "/mairie/absence/%absence/annuler"},
	"GET /mairie/ou-est":                {may: access.SeeDay, path: "/mairie/ou-est?enfant=%kid"},
	"GET /mairie/presents":              {may: access.SeeDay},
	"GET /mairie/tablette":              {may: access.MarkDay},
	"POST /mairie/tablette":             {may: access.MarkDay, form: "ecole="},
	"POST /mairie/tablette/:id/retirer": {may: access.MarkDay, path: "/mairie/tablette/%tablet/retirer"},
	"GET /mairie/hors-ligne":            {may: access.Public},
	"GET /mairie/hors-ligne/jeton":      {may: access.MarkDay},
	"POST /mairie/hors-ligne/jour":      {may: access.MarkDay, form: "tablette=-"},
	"POST /mairie/hors-ligne/pointages": {may: access.MarkDay, form: "tablette=-&pointages=[]"},
	"GET /mairie/cuisine":               {may: access.SeeKitchen},
	"GET /mairie/cuisine/jour":          {may: access.SeeKitchen, path: "/mairie/cuisine/jour?jour=2026-11-24"},
	"POST /mairie/cuisine/jour": {may: access.KeepKitchen,
		form: "jour=2026-11-24&activite=RESTO&ecole=&nature=adult&nombre=2&pour=stagiaires"},
	"GET /mairie/cuisine/assiettes": {may: access.SeeKitchen},
	"POST /mairie/cuisine/assiettes": {may: access.KeepKitchen,
		form: "jour=2026-11-23&activite=RESTO&ecole=&vu=&nombre=0"},
	"GET /menus":                           {may: access.Book, path: "/menus?semaine=2026-W48"},
	"GET /mairie/cuisine/regimes-demandes": {may: access.EditFamilies},
	"POST /mairie/cuisine/regimes-demandes": {may: access.EditFamilies,
		form: "demande=%diet&reponse=non&motif="},
	"GET /mairie/cuisine/menus": {may: access.SeeKitchen},
	"POST /mairie/cuisine/menus": {may: access.KeepKitchen,
		form: "semaine=2026-W48&vu=e3b0c44298fc&jour=2026-11-24&plat-1=Lasagnes"},
	"GET /mairie/cuisine/menus/fichier": {may: access.KeepKitchen},
	"POST /mairie/cuisine/menus/fichier": {may: access.KeepKitchen,
		form: "collage=date%3Bentree%3Bplat%3Bgarniture%3Blaitage%3Bdessert%3Bvegetarien%3Ballergenes%0A25/11/2026%3B%3BLasagnes%3B%3B%3B%3Boui%3Blait"},
	"GET /mairie/cuisine/regimes":  {may: access.SeeKitchen, path: "/mairie/cuisine/regimes?jour=2026-11-24"},
	"GET /mairie/cuisine/bons/:id": {may: access.SeeKitchen, path: "/mairie/cuisine/bons/%order"},
	"POST /mairie/cuisine/bons/:id": {may: access.KeepKitchen, path: "/mairie/cuisine/bons/%order",
		form: "action=reponse&vu=&reponse=Bien+reçu"},
	"GET /mairie/cuisine/bons/:id/bon.pdf": {may: access.SeeKitchen, path: "/mairie/cuisine/bons/%order/bon.pdf"},
	"GET /mairie/cuisine/bons/:id/bon.csv": {may: access.SeeKitchen, path: "/mairie/cuisine/bons/%order/bon.csv"},
	"GET /reservations/absence":            {may: access.Book},
	"POST /reservations/absence": {may: access.Book,
		form: "enfant=%kid&jour=2026-11-23"},
	"POST /mairie/regles/maladie": {may: access.SetRules,
		form: "sick_until=09:00&sick_uncredited=1&sick_paper=7&motif=Règlement"},
	"POST /mairie/pointage/ajout": {may: access.MarkDay,
		form: "activite=RESTO&jour=2026-11-23&enfant=%kid&famille=%household"},
	"GET /mairie/regie": {may: access.SeeBooks},
	"GET /mairie/regie/comptes/:id": {may: access.SeeBooks,
		path: "/mairie/regie/comptes/%household"},
	"GET /mairie/regie/comptes/:id/reglement": {may: access.KeepBooks,
		path: "/mairie/regie/comptes/%household/reglement"},
	"POST /mairie/regie/comptes/:id/reglement": {may: access.KeepBooks,
		path: "/mairie/regie/comptes/%household/reglement",
		form: "porte-monnaie=%purse&mode=cash&montant=12,50&date=2026-11-23&payeur=Foule&jeton=" + formToken},
	"GET /mairie/familles/:code/jours": {may: access.SeeFamilies, path: "/mairie/familles/C0000/jours?mois=2026-12"},
	"GET /actualites":                  {may: access.Book},
	"POST /actualites/:id/lu":          {may: access.Book, path: "/actualites/%news/lu"},
	"GET /mairie/actualites":           {may: access.ManageNews},
	"GET /mairie/actualites/:id":       {may: access.ManageNews, path: "/mairie/actualites/%news"},
	"POST /mairie/actualites/:id": {may: access.ManageNews, path: "/mairie/actualites/%news",
		form: "version=0&titre=Menus&texte=Lundi&cible=all&du=2026-11-23&au=2026-11-30"},
	"GET /mairie/actualites/:id/retirer": {may: access.ManageNews,
		path: "/mairie/actualites/%news/retirer"},
	"POST /mairie/actualites/:id/retirer": {may: access.ManageNews,
		path: "/mairie/actualites/%news/retirer", form: "motif=erreur"},
	"GET /mairie/places": {may: access.SetYear, path: "/mairie/places?jour=2026-12-01"},
	"POST /mairie/places": {may: access.SetYear,
		form: "cle-0=cantine+2026-12-01&vues-0=/&equipe-0=&animateurs-0="},
	"GET /mairie/familles/:code/reserver": {may: access.BookForFamily, path: "/mairie/familles/C0000/reserver"},
	"POST /mairie/familles/:code/reserver/brouillon": {may: access.BookForFamily,
		path: "/mairie/familles/C0000/reserver/brouillon",
		form: "enfant=%child&activite=RESTO&mois=2026-12&affiches=2026-12-01,2026-12-03&connus=&j=2026-12-03"},
	"GET /mairie/familles/:code/reserver/jour/:date": {may: access.BookForFamily,
		path: "/mairie/familles/C0000/reserver/jour/2026-12-03?enfant=%child"},
	"POST /mairie/familles/:code/reserver/jour": {may: access.BookForFamily,
		path: "/mairie/familles/C0000/reserver/jour",
		form: "enfant=%child&jour=2026-12-03&affiches=RESTO,MATIN&connus=&j=MATIN"},
	"POST /mairie/familles/:code/reserver/verifier": {may: access.BookForFamily,
		path: "/mairie/familles/C0000/reserver/verifier",
		form: "enfant=%child&activite=RESTO&mois=2026-12&affiches=2026-12-01,2026-12-03&connus=&j=2026-12-03"},
	"GET /mairie/familles/:code/reserver/verifier": {may: access.BookForFamily,
		path: "/mairie/familles/C0000/reserver/verifier"},
	"POST /mairie/familles/:code/reserver/valider": {may: access.BookForFamily,
		path: "/mairie/familles/C0000/reserver/valider",
		form: "demande=0&revision=1&annonce=a400&canal=phone&motif=appel+de+la+famille"},
	"GET /mairie/familles/:code/reserver/abandonner": {may: access.BookForFamily,
		path: "/mairie/familles/C0000/reserver/abandonner"},
	"POST /mairie/familles/:code/reserver/abandonner": {may: access.BookForFamily,
		path: "/mairie/familles/C0000/reserver/abandonner"},
	"POST /mairie/familles/:code/reserver/reprendre": {may: access.BookForFamily,
		path: "/mairie/familles/C0000/reserver/reprendre"},
	"GET /mairie/familles/:code/reserver/confirmation/:number": {may: access.BookForFamily,
		path: "/mairie/familles/C0000/reserver/confirmation/%number"},
	"GET /mairie/familles/:code/modifier": {may: access.EditFamilies, path: "/mairie/familles/C0000/modifier"},
	"POST /mairie/familles/:code/modifier": {may: access.EditFamilies, path: "/mairie/familles/C0000/modifier",
		form: "prenom=Essai&motif=essai"},
	"GET /mairie/familles/:code/enfants/nouveau": {may: access.EditFamilies,
		path: "/mairie/familles/C0000/enfants/nouveau"},
	"POST /mairie/familles/:code/enfants/nouveau": {may: access.EditFamilies,
		path: "/mairie/familles/C0000/enfants/nouveau",
		form: "enfant-0-prenom=Essai&enfant-0-naissance=2019-03-01&motif=essai"},
	"GET /mairie/familles/:code/enfants/:id": {may: access.EditFamilies,
		path: "/mairie/familles/C0000/enfants/%child"},
	"POST /mairie/familles/:code/enfants/:id": {may: access.EditFamilies,
		path: "/mairie/familles/C0000/enfants/%child", form: "prenom=Essai&motif=essai"},
	"GET /mairie/familles/:code/enfants/:id/inscriptions": {may: access.EditFamilies,
		path: "/mairie/familles/C0000/enfants/%child/inscriptions"},
	"POST /mairie/familles/:code/enfants/:id/inscriptions": {may: access.EditFamilies,
		path: "/mairie/familles/C0000/enfants/%child/inscriptions", form: "motif=essai"},
	"GET /mairie/familles/:code/enfants/:id/garde": {may: access.EditFamilies,
		path: "/mairie/familles/C0000/enfants/%child/garde"},
	"POST /mairie/familles/:code/enfants/:id/garde": {may: access.EditFamilies,
		path: "/mairie/familles/C0000/enfants/%child/garde", form: "motif=essai"},
	"GET /mairie/familles/:code/separer":  {may: access.EditFamilies, path: "/mairie/familles/C0000/separer"},
	"POST /mairie/familles/:code/separer": {may: access.EditFamilies, path: "/mairie/familles/C0000/separer"},
	"GET /mairie/familles/:code/demenagement": {may: access.EditFamilies,
		path: "/mairie/familles/C0000/demenagement"},
	"POST /mairie/familles/:code/demenagement": {may: access.EditFamilies,
		path: "/mairie/familles/C0000/demenagement", form: "motif=essai"},
	"GET /mairie/familles/:code/archiver": {may: access.EditFamilies, path: "/mairie/familles/C0000/archiver"},
	"POST /mairie/familles/:code/archiver": {may: access.EditFamilies, path: "/mairie/familles/C0000/archiver",
		form: "motif=essai"},
	"POST /mairie/familles/:code/rouvrir": {may: access.EditFamilies, path: "/mairie/familles/C0000/rouvrir",
		form: "motif=essai"},
	"GET /mairie/familles/:code/reunir": {may: access.MergeFamilies, path: "/mairie/familles/C0000/reunir?q=C0001"},
	"GET /mairie/familles/:code/reunir/:other": {may: access.MergeFamilies,
		path: "/mairie/familles/C0000/reunir/C0001"},
	"POST /mairie/familles/:code/reunir/:other": {may: access.MergeFamilies,
		path: "/mairie/familles/C0000/reunir/C0001", form: "motif=essai"},
	"GET /mairie/reunions/:id": {may: access.MergeFamilies, path: "/mairie/reunions/%merge"},
	"POST /mairie/reunions/:id/annuler": {may: access.MergeFamilies, path: "/mairie/reunions/%merge/annuler",
		form: "motif=essai"},
	"GET /mairie/familles/:code/residence": {may: access.SetResidence,
		path: "/mairie/familles/C0000/residence"},
	"POST /mairie/familles/:code/residence": {may: access.SetResidence,
		path: "/mairie/familles/C0000/residence", form: "resident=non&depuis=2026-11-20&motif=Partis"},
	"GET /mairie/regie/comptes/:id/rembourser": {may: access.KeepBooks,
		path: "/mairie/regie/comptes/%household/rembourser"},
	"POST /mairie/regie/comptes/:id/rembourser": {may: access.KeepBooks,
		path: "/mairie/regie/comptes/%household/rembourser",
		form: "porte-monnaie=%purse&mode=transfer&montant=12,50&date=2026-11-23&numero=7&beneficiaire=Foule&motif=La+famille+part&jeton=" + formToken},
	"GET /mairie/regie/comptes/:id/regulariser": {may: access.KeepBooks,
		path: "/mairie/regie/comptes/%household/regulariser"},
	"POST /mairie/regie/comptes/:id/regulariser": {may: access.KeepBooks,
		path: "/mairie/regie/comptes/%household/regulariser", form: "du=2026-11-01&au=2026-11-22"},
	"GET /mairie/regie/lignes/:id/annuler": {may: access.KeepBooks,
		path: "/mairie/regie/lignes/%line/annuler"},
	"POST /mairie/regie/lignes/:id/annuler": {may: access.KeepBooks,
		path: "/mairie/regie/lignes/%line/annuler", form: "motif=erreur"},
	"GET /mairie/regie/impayes": {may: access.SeeBooks,
		path: "/mairie/regie/impayes?seuil=0,01"},
	"GET /mairie/regie/impayes/export.csv": {may: access.SeeBooks},
	"GET /mairie/regie/journal": {may: access.SeeBooks,
		path: "/mairie/regie/journal?jour=2026-11-23&par=mois"},
	"GET /mairie/regie/journal/export.csv": {may: access.SeeBooks},
	"GET /mairie/regie/journal/export.pdf": {may: access.SeeBooks},
	"GET /mairie/demandes":                 {may: access.SeeRequests},
	"GET /mairie/attente":                  {may: access.SeeRequests},
	"POST /mairie/attente": {may: access.AnswerRequests,
		form: "demande=%booked&action=retirer&motif=essai"},
	"POST /mairie/attente/propositions/:id/retirer": {may: access.AnswerRequests,
		path: "/mairie/attente/propositions/%offer/retirer", form: "motif=essai"},
	"GET /proposition/:token": {may: access.Public,
		path: "/proposition/unjeton"},
	"POST /proposition/:token": {may: access.Public,
		path: "/proposition/unjeton", form: "reponse=accepter"},
	"GET /mairie/demandes/a-repondre": {may: access.SeeRequests},
	"POST /mairie/demandes/a-repondre": {may: access.AnswerRequests,
		form: "demande=%booked&reponse=refuser&motif=essai"},
	"GET /mairie/demandes/reponses": {may: access.SeeRequests},
	"POST /mairie/demandes/reponses/:id/reprendre": {may: access.AnswerRequests,
		path: "/mairie/demandes/reponses/%answer/reprendre"},
	"GET /mairie/nuits":             {may: access.SeeRuns},
	"POST /mairie/nuits":            {may: access.StartRun},
	"GET /mairie/nuits/progression": {may: access.SeeRuns},
	"GET /mairie/nuits/:id":         {may: access.SeeRuns, path: "/mairie/nuits/%run"},
	"GET /mairie/courriels":         {may: access.SeeMails},
	"GET /mairie/courriels/:id": {may: access.SeeMails,
		path: "/mairie/courriels/%mail"},
	"GET /mot-de-passe-oublie": {may: access.Public},
	"POST /mot-de-passe-oublie": {may: access.Public,
		form: "identifiant=personne&adresse=a@b.fr"},
	"GET /nouveau-mot-de-passe/:token": {may: access.Public,
		path: "/nouveau-mot-de-passe/unjeton"},
	"GET /nouveau-mot-de-passe": {may: access.Public},
	"POST /nouveau-mot-de-passe": {may: access.Public,
		form: "mot_de_passe=une+phrase+assez+longue&confirmation=une+phrase+assez+longue"},
	"GET /confirmer-adresse/:token": {may: access.Public,
		path: "/confirmer-adresse/unjeton"},
	"POST /confirmer-adresse/:token": {may: access.Public,
		path: "/confirmer-adresse/unjeton"},
	"GET /connexion/reprise":   {may: access.SignedIn},
	"GET /connexion/rester":    {may: access.SignedIn},
	"GET /profil":              {may: access.SignedIn},
	"GET /profil/textes":       {may: access.SignedIn},
	"GET /profil/mot-de-passe": {may: access.SignedIn},
	"POST /profil/mot-de-passe": {may: access.SignedIn,
		form: "mot_de_passe=x&confirmation=x"},
	"POST /profil/adresses": {may: access.Book,
		form: "adresse=nouvelle@example.org"},
	"POST /profil/adresses/renvoyer": {may: access.Book, form: "laquelle=%email"},
	"POST /profil/adresses/retirer":  {may: access.Book, form: "laquelle=%email"},
	"POST /profil/adresses/premiere": {may: access.Book, form: "laquelle=%email"},
	"POST /profil/courriels":         {may: access.Book, form: "comptes_rendus=oui"},
	"POST /profil/connexions":        {may: access.SignedIn, form: "connexion=x"},
	"GET /profil/donnees/fichier":    {may: access.Book},
	"POST /profil/donnees":           {may: access.Book},
	"POST /profil/regime":            {may: access.Book, form: "enfant=%kid&regime=Sans+porc&pai="},
	"GET /profil/sorties":            {may: access.Book},
	"POST /profil/sorties":           {may: access.Book, form: "sorte=person&enfant=%kid&personne=Jeanne+Petit&lien=nounou"},
	"POST /profil/sorties/retirer":   {may: access.Book, form: "sortie=%pickup"},
	"GET /mairie/sorties":            {may: access.EditFamilies},
	"POST /mairie/sorties":           {may: access.EditFamilies, form: "sortie=%pickup&reponse=non&motif="},
	"GET /mairie/familles/:code/enfants/:id/sorties": {may: access.EditFamilies,
		path: "/mairie/familles/C0000/enfants/%child/sorties"},
	"POST /mairie/familles/:code/enfants/:id/sorties": {may: access.EditFamilies,
		path: "/mairie/familles/C0000/enfants/%child/sorties", form: "sorte=alone&heure=17:00"},
	"POST /profil/regime/retirer":     {may: access.Book, form: "demande=%diet"},
	"POST /profil/effacement":         {may: access.Book},
	"POST /profil/effacement/retirer": {may: access.Book},
	"GET /mairie/rgpd":                {may: access.Forget},
	"GET /mairie/rgpd/:id":            {may: access.Forget, path: "/mairie/rgpd/%erasure"},
	"POST /mairie/rgpd/:id": {may: access.Forget, path: "/mairie/rgpd/%erasure",
		form: "refuser=1&motif=non"},
	"GET /demo/courriels":              {may: access.DemoMails},
	"GET /demo/courriels/:id":          {may: access.DemoMails, path: "/demo/courriels/%mail"},
	"POST /connexion/cle/defi":         {may: access.Public},
	"POST /langue":                     {may: access.Public, form: "langue=en"},
	"POST /connexion/cle":              {may: access.Public, form: "defi=x&reponse=y"},
	"GET /connexion/code":              {may: access.Welcome},
	"POST /connexion/code":             {may: access.Welcome, form: "code=123456"},
	"POST /profil/confirmer":           {may: access.SignedIn, form: "suite=/profil"},
	"POST /profil/confirmer/defi":      {may: access.SignedIn},
	"GET /mairie/comptes/deconnecter":  {may: access.ManageStaff},
	"POST /mairie/comptes/deconnecter": {may: access.ManageStaff, form: "motif=essai"},
	"GET /mairie/comptes/:id/deconnecter": {may: access.ManageStaff,
		path: "/mairie/comptes/%colleague/deconnecter"},
	"POST /mairie/comptes/:id/deconnecter": {may: access.ManageStaff,
		path: "/mairie/comptes/%colleague/deconnecter", form: "motif=essai"},
	"GET /mairie/familles/:code/responsables/:id/deconnecter": {may: access.ManageGuardians,
		path: "/mairie/familles/C0000/responsables/%parent/deconnecter"},
	"POST /mairie/familles/:code/responsables/:id/deconnecter": {may: access.ManageGuardians,
		path: "/mairie/familles/C0000/responsables/%parent/deconnecter", form: "motif=essai"},
	"GET /profil/securite":              {may: access.SignedIn},
	"GET /profil/securite/application":  {may: access.Welcome},
	"POST /profil/securite/application": {may: access.Welcome, form: "cle=x&code=123456"},
	"POST /profil/securite/telephone":   {may: access.SignedIn},
	"POST /profil/securite/codes":       {may: access.SignedIn},
	"POST /profil/securite/arreter":     {may: access.SignedIn},
	"POST /profil/securite/cles/defi":   {may: access.SignedIn, form: "nom=Clé"},
	"POST /profil/securite/cles":        {may: access.SignedIn, form: "defi=x&reponse=y"},
	"POST /profil/securite/cles/:id/supprimer": {may: access.SignedIn,
		path: "/profil/securite/cles/%key/supprimer"},
	"GET /mairie/comptes/:id/facteur": {may: access.ManageStaff,
		path: "/mairie/comptes/%account/facteur"},
	"POST /mairie/comptes/:id/facteur": {may: access.ManageStaff,
		path: "/mairie/comptes/%account/facteur", form: "motif=perdu"},
	"GET /paiement": {may: access.Pay},
	"POST /paiement": {may: access.Pay,
		form: "regie=%wallet&montant-%wallet=10,00&mel=anne@exemple.fr&jeton=%form"},
	"POST /paiement/calcul": {may: access.Pay,
		form: "regie=%wallet&montant-%wallet=10,00"},
	"GET /paiement/etat/:token": {may: access.Public, path: "/paiement/etat/%token"},
	"GET /payfip/retour": {may: access.Platform,
		path: "/payfip/retour?idop=%idop"},
	"POST /payfip/retour": {may: access.Platform, form: "idop=%idop"},
	"GET /payfip/notification": {may: access.Platform,
		path: "/payfip/notification?idop=%idop"},
	"POST /payfip/notification":   {may: access.Platform, form: "idop=%idop"},
	"GET /mairie/regie/paiements": {may: access.SeeOnlinePayments},
	"GET /mairie/regie/paiements/:id": {may: access.SeeOnlinePayments,
		path: "/mairie/regie/paiements/%payment"},
	"POST /mairie/regie/paiements/:id/verifier": {may: access.SetOnlinePayments,
		path: "/mairie/regie/paiements/%payment/verifier"},
	"POST /mairie/regie/paiements/:id/decider": {may: access.SetOnlinePayments,
		path: "/mairie/regie/paiements/%odd/decider", form: "decision=rejeter&motif=essai"},
	"POST /mairie/regie/paiements/:id/vu": {may: access.SetOnlinePayments,
		path: "/mairie/regie/paiements/%payment/vu"},
	"GET /mairie/regie/plateforme":                {may: access.SeeOnlinePayments},
	"GET /mairie/regie/rapprochement":             {may: access.SetOnlinePayments},
	"GET /mairie/regie/rapprochement/progression": {may: access.SetOnlinePayments},
	"POST /mairie/regie/rapprochement":            {may: access.SetOnlinePayments, form: "texte=EN-TETE"},
	"GET /historique":                             {may: access.Book, path: "/historique?enfant=%child"},
	"GET /historique/consommations.csv": {may: access.Book,
		path: "/historique/consommations.csv?enfant=%child"},
	"GET /historique/reglements.csv": {may: access.Book,
		path: "/historique/reglements.csv?enfant=%child"},
	"GET /historique/historique.xlsx": {may: access.Book,
		path: "/historique/historique.xlsx?enfant=%child"},
	"GET /historique/recus/:id": {may: access.Book,
		path: "/historique/recus/%receipted"},
	"GET /historique/releves/:month": {may: access.Book,
		path: "/historique/releves/2026-11"},
	"GET /historique/attestations": {may: access.Book},
	"GET /historique/attestations/:year": {may: access.Book,
		path: "/historique/attestations/2026"},
	"GET /recu": {may: access.Public},
	"POST /recu": {may: access.Public,
		form: "numero=2026-000001&code=AAAA-AAAA"},
	"GET /mairie/regie/attestations":  {may: access.Certify},
	"POST /mairie/regie/attestations": {may: access.Certify, form: "annee=2023"},
	"GET /mairie/regie/attestations/progression": {may: access.Certify,
		path: "/mairie/regie/attestations/progression?annee=2023"},
	"GET /mairie/regie/attestations/:id": {may: access.Certify,
		path: "/mairie/regie/attestations/%taxfile"},
	"GET /mairie/operations":     {may: access.SeeOperations},
	"GET /mairie/operations/:id": {may: access.SeeOperations, path: "/mairie/operations/%operation"},
	"GET /mairie/operations/:id/avancement": {may: access.SeeOperations,
		path: "/mairie/operations/%operation/avancement"},
	"GET /mairie/operations/:id/export.csv": {may: access.SeeOperations,
		path: "/mairie/operations/%operation/export.csv"},
	"GET /mairie/operations/:id/lettres.pdf": {may: access.SeeOperations,
		path: "/mairie/operations/%written/lettres.pdf"},
	"POST /mairie/operations/:id/appliquer": {may: access.SetYear, path: "/mairie/operations/%operation/appliquer",
		form: "lu=0123456789abcdef"},
	"POST /mairie/operations/:id/annuler": {may: access.SetYear, path: "/mairie/operations/%operation/annuler",
		form: "motif=une erreur"},
	"POST /mairie/operations/:id/relancer":   {may: access.SetYear, path: "/mairie/operations/%operation/relancer"},
	"POST /mairie/operations/:id/abandonner": {may: access.SetYear, path: "/mairie/operations/%operation/abandonner"},
	"GET /mairie/calendrier":                 {may: access.SetYear},
	"GET /mairie/ecoles":                     {may: access.SetYear},
	"POST /mairie/ecoles":                    {may: access.SetYear, form: "name=&motif=essai+long"},
	"GET /mairie/ouvertures":                 {may: access.SetYear},
	"POST /mairie/ouvertures": {may: access.SetYear,
		form: "activity=RESTO&from=2027-06-01&to=2027-06-11&on=2027-05-01&at=08:30&motif=essai+long"},
	"GET /mairie/ouvertures/retirer": {may: access.SetYear,
		path: "/mairie/ouvertures/retirer?ouverture=MATIN:2027-06-01"},
	"POST /mairie/ouvertures/retirer": {may: access.SetYear, form: "vu=%release&motif=essai+long"},
	"POST /mairie/calendrier": {may: access.SetYear,
		form: "activite=RESTO&annee=2026&motif=Grève"},
	"POST /mairie/calendrier/jours": {may: access.SetYear,
		form: "activite=RESTO&annee=2026&t=s2026-W50"},
	"POST /mairie/calendrier/rouvrir": {may: access.SetYear,
		form: "activite=RESTO&annee=2026&rouvrir=2026-12-03&motif=Grève levée"},
	"GET /mairie/fermer": {may: access.SetYear},
	"POST /mairie/fermer": {may: access.SetYear,
		form: "pourquoi=pont&du=2026-12-08&quoi=commune"},
	"GET /mairie/tarifs":              {may: access.SeeTariffs},
	"GET /mairie/tarifs/:code":        {may: access.SeeTariffs, path: "/mairie/tarifs/RESTO"},
	"GET /mairie/tarifs/:code/grille": {may: access.SetTariffs, path: "/mairie/tarifs/RESTO/grille"},
	"POST /mairie/tarifs/:code/grille": {may: access.SetTariffs, path: "/mairie/tarifs/RESTO/grille",
		form: "du=2027-01-01&activite=RESTO&tranches=1&prix-0-0=3&motif=Vote du conseil"},
	"GET /mairie/quotients": {may: access.SetQuotients},
	"POST /mairie/quotients": {may: access.SetQuotients,
		form: "lignes=1&famille-0=C0000&qf-0=512&du-0=2026-11-01&arreter=oui&motif=Attestation"},
	"POST /mairie/quotients/familles": {may: access.SetQuotients, form: "famille-0=martin"},
	"GET /mairie/quotients/fichier":   {may: access.SetQuotients},
	"POST /mairie/quotients/fichier": {may: access.SetQuotients,
		form: "collage=C0000%3B512%3B01/11/2026&arreter=oui&motif=Attestation"},
	"GET /mairie/quotients/echeances":            {may: access.SetQuotients},
	"GET /mairie/quotients/echeances/export.csv": {may: access.SetQuotients},
	"POST /mairie/regles/quotients":              {may: access.SetRules, form: "retroactivite=month&motif=Règlement"},
	"GET /mairie/regles/garde":                   {may: access.SetNature},
	"POST /mairie/regles/garde":                  {may: access.SetNature, form: "motif=essai"},
	"GET /profil/journal":                        {may: access.SeeOwnJournal},
	"GET /mairie/feuille/:code/sante": {may: access.SeeHealth,
		path: "/mairie/feuille/RESTO/sante?jour=2026-11-24"},
	"GET /mairie/familles": {may: access.SeeFamilies,
		path: "/mairie/familles?q=foule"},
	"GET /mairie/familles/:code": {may: access.SeeFamilies,
		path: "/mairie/familles/C0000"},
	"GET /mairie/familles/:code/acces": {may: access.ManageGuardians,
		path: "/mairie/familles/C0000/acces"},
	"POST /mairie/familles/:code/acces": {may: access.ManageGuardians,
		path: "/mairie/familles/C0000/acces", form: "connus=9&motif=essai"},
	"GET /mairie/acces": {may: access.Provision},
	"POST /mairie/acces": {may: access.Provision,
		form: "acces=sans&nombre=1&motif=essai"},
	"GET /mairie/roles":    {may: access.SeeRoles},
	"GET /mairie/regles":   {may: access.SetRules},
	"GET /mairie/reglages": {may: access.SeeRules},
	"POST /mairie/reglages": {may: access.SetRules,
		form: "phone=02+41+00+00+00&motif=essai"},
	"GET /mairie/reglages/apparence": {may: access.SetRules},
	"POST /mairie/reglages/apparence": {may: access.SetRules,
		form: "couleur=portail&motif=essai"},
	"GET /mairie/reglages/textes":       {may: access.SetRules},
	"GET /mairie/reglages/textes/:kind": {may: access.SetRules, path: "/mairie/reglages/textes/cgu"},
	"POST /mairie/reglages/textes/:kind": {may: access.SetRules, path: "/mairie/reglages/textes/cgu",
		form: "texte=Un+texte&faire=apercu"},
	"GET /mairie/demarrage":         {may: access.SeeRules},
	"POST /mairie/demarrage":        {may: access.SeeRules, form: "faire=cacher"},
	"GET /mairie/inscriptions":      {may: access.EditFamilies},
	"POST /mairie/inscriptions":     {may: access.EditFamilies, form: "motif=essai"},
	"GET /mairie/nouvelle-famille":  {may: access.AddFamilies},
	"POST /mairie/nouvelle-famille": {may: access.AddFamilies, form: "enfants=1&faire=enfant"},
	"GET /mairie/import-familles":   {may: access.LoadFamilies},
	"POST /mairie/import-familles":  {may: access.LoadFamilies, form: "motif=essai"},
	"POST /mairie/regles": {may: access.SetRules,
		form: "presence=oui&facturation=booked&motif=essai"},
	"GET /mairie/activites": {may: access.SetYear},
	"GET /mairie/activites/modifier": {may: access.SetYear,
		path: "/mairie/activites/modifier?code=RESTO"},
	"POST /mairie/activites/modifier": {may: access.SetYear,
		form: "code=RESTO&champ=declared&declared=yes&motif=essai"},
	"GET /mairie/activites/delai": {may: access.SetYear,
		path: "/mairie/activites/delai?champ=book_by&book_by-forme=sans"},
	"GET /mairie/activites/nouvelle": {may: access.SetYear},
	"POST /mairie/activites/nouvelle": {may: access.SetYear,
		form: "code=NOUVELLE&name=Essai&category=resto&weekdays=1&term=all&from=2026-09-01&to=2027-07-02" +
			"&start=08:00&end=09:00&unit=day&allot=immediate&meal=0&book_by-forme=sans&cancel_by-forme=pareil" +
			"&kitchen_by-forme=aucun&offer_hours-limite=sans&notice_hours-limite=sans&age_from-limite=sans&age_to-limite=sans" +
			"&kind=meal&declared=no&motif=essai"},
	"GET /mairie/activites/:code": {may: access.SetYear, path: "/mairie/activites/RESTO"},
	"POST /mairie/activites/:code": {may: access.SetYear, path: "/mairie/activites/RESTO",
		form: "name=Essai&motif=essai"},
	"GET /mairie/activites/:code/archiver": {may: access.SetYear,
		path: "/mairie/activites/RESTO/archiver"},
	"POST /mairie/activites/:code/archiver": {may: access.SetYear,
		path: "/mairie/activites/RESTO/archiver", form: "dernier=2027-06-30&motif=essai"},
	"GET /mairie/journal":            {may: access.SeeJournal},
	"GET /mairie/journal/export.csv": {may: access.SeeJournal},
	"GET /mairie/comptes":            {may: access.ManageStaff},
	"GET /mairie/comptes/nouveau":    {may: access.ManageStaff},
	"POST /mairie/comptes/nouveau": {may: access.ManageStaff,
		form: "identifiant=nouvel.agent&role=agent&motif=essai"},
	"GET /mairie/comptes/:id": {may: access.ManageStaff,
		path: "/mairie/comptes/%colleague"},
	"GET /mairie/comptes/:id/roles": {may: access.ManageStaff,
		path: "/mairie/comptes/%colleague/roles?role=agent"},
	"POST /mairie/comptes/:id/roles": {may: access.ManageStaff,
		path: "/mairie/comptes/%colleague/roles", form: "role=agent&motif=essai"},
	"GET /mairie/familles/:code/responsables/:id/retirer": {may: access.ManageGuardians,
		path: "/mairie/familles/C0000/responsables/%parent/retirer"},
	"POST /mairie/familles/:code/responsables/:id/retirer": {may: access.ManageGuardians,
		path: "/mairie/familles/C0000/responsables/%parent/retirer", form: "motif=essai"},
	"GET /mairie/familles/:code/responsables/:id/rendre": {may: access.ManageGuardians,
		path: "/mairie/familles/C0000/responsables/%parent/rendre"},
	"POST /mairie/familles/:code/responsables/:id/rendre": {may: access.ManageGuardians,
		path: "/mairie/familles/C0000/responsables/%parent/rendre", form: "motif=essai"},
	"GET /mairie/familles/:code/responsables/:id/mot-de-passe": {may: access.ManageGuardians,
		path: "/mairie/familles/C0000/responsables/%parent/mot-de-passe"},
	"POST /mairie/familles/:code/responsables/:id/mot-de-passe": {may: access.ManageGuardians,
		path: "/mairie/familles/C0000/responsables/%parent/mot-de-passe", form: "motif=essai"},
	"GET /mairie/comptes/:id/desactiver": {may: access.ManageStaff,
		path: "/mairie/comptes/%colleague/desactiver"},
	"POST /mairie/comptes/:id/desactiver": {may: access.ManageStaff,
		path: "/mairie/comptes/%colleague/desactiver", form: "motif=essai"},
	"GET /mairie/comptes/:id/reactiver": {may: access.ManageStaff,
		path: "/mairie/comptes/%colleague/reactiver"},
	"POST /mairie/comptes/:id/reactiver": {may: access.ManageStaff,
		path: "/mairie/comptes/%colleague/reactiver", form: "motif=essai"},
	"GET /mairie/familles/:code/responsables/:id/envoyer": {may: access.ManageGuardians,
		path: "/mairie/familles/C0000/responsables/%parent/envoyer"},
	"POST /mairie/familles/:code/responsables/:id/envoyer": {may: access.ManageGuardians,
		path: "/mairie/familles/C0000/responsables/%parent/envoyer", form: "motif=essai&adresse=foule0000@example.org"},
	"GET /mairie/comptes/:id/mot-de-passe": {may: access.ManageStaff,
		path: "/mairie/comptes/%colleague/mot-de-passe"},
	"POST /mairie/comptes/:id/mot-de-passe": {may: access.ManageStaff,
		path: "/mairie/comptes/%colleague/mot-de-passe", form: "motif=essai"},
}

// formToken is a token that a page of the treasurer would contain.
const formToken = "00112233445566778899aabbccddeeff"

// init adds the gates of what is listed, added, changed and removed by the same forms.
func init() {
	for _, n := range []struct{ path, new, one, add, set string }{
		{"/mairie/groupes-de-places", "/nouveau", "/cantine",
			"code=ESSAI&name=Essai&capacity-limite=sans&waitlist-limite=avec&waitlist=0", "name=Essai"},
		{"/mairie/categories", "/nouvelle", "/resto",
			"code=ESSAI&name=Essai&wallet=scolaire&debt_floor-limite=sans", "name=Essai"},
		{"/mairie/porte-monnaie", "/nouveau", "/scolaire",
			"code=ESSAI&name=Essai&numcli=059001", "name=Essai&numcli=059001"},
	} {
		const why = "motif=essai"
		maps.Copy(gates, map[string]gate{
			"GET " + n.path:                    {may: access.SetYear},
			"GET " + n.path + n.new:            {may: access.SetYear},
			"POST " + n.path + n.new:           {may: access.SetYear, form: n.add + "&" + why},
			"GET " + n.path + "/:code":         {may: access.SetYear, path: n.path + n.one},
			"POST " + n.path + "/:code":        {may: access.SetYear, path: n.path + n.one, form: n.set + "&" + why},
			"GET " + n.path + "/:code/retirer": {may: access.SetYear, path: n.path + n.one + "/retirer"},
			"POST " + n.path + "/:code/retirer": {may: access.SetYear, path: n.path + n.one + "/retirer",
				form: why},
		})
	}
}

// health checks and files: not in the route table.
var open4all = []string{"GET /a/:name", "GET /healthz", "GET /readyz"}

// house is a town with two families, staff and a completed night, and a second structure.
type house struct {
	*inside
	d            *db.DB
	w            *dbtest.Town
	ours, theirs home
	words        map[string]string // the values of %-words: our family's
	other        map[string]string // the same values of another family
	roles        map[access.Role]db.Session
	opened       int
}

var roles = []access.Role{access.Guardian, access.Administrator, access.Manager, access.Agent, access.Kitchen,
	access.Treasurer}

// changing lists the tables that a request might change.
var changing = []string{"accounts", "consents", "sessions", "drafts", "draft_lines", "validations", "validation_lines",
	"reservations", "movements",
	"slots", "feeds", "runs", "run_shards", "outbox", "mails", "reports", "ledger", "audit", "settings",
	"totp", "recovery_codes", "passkeys", "challenges", "identities",
	"payments", "payment_parts", "tax_runs", "tax_parts", "categories", "activities", "structures",
	"devices", "links", "erasures", "families", "family_emails", "operations", "closures", "openings",
	"news", "news_readings", "animators", "capacities", "answers", "offers", "queue_acts",
	"absences", "absence_days", "custodies", "family_children", "guardians", "freezes", "frozen_meals", "extra_meals",
	"noted_meals", "thrown_plates", "menus", "diet_requests", "pickups", "tablets", "taps", "marks",
	"meal_orders", "meal_order_lines", "children", "merges", "merge_rows",
}

func newHouse(t *testing.T) *house {
	t.Helper()
	// SQLite is slow under the race detector; access rules do not depend on the database.
	d := open(t, dbtest.PostgresURL(t))
	w := dbtest.NewTown(t, d)
	meal := w.Activity("RESTO", func(a *db.Activity) { a.Kind = "meal" }, w.Pool("cantine", 10, 5))
	early := w.Activity("MATIN", func(a *db.Activity) { a.StartAt, a.EndAt = 450, 510 }, w.Pool("matin", 10, 5))
	w.Releases(early, civil.New(2027, 6, 1), civil.New(2027, 6, 11), civil.New(2027, 5, 1), 8*60+30)
	homes := crowd(t, w, 2, meal, early)
	h := &house{inside: newInside(t, d, site.DemoLogins{{Login: "foule0000", Password: "-", Name: "-"}}), d: d, w: w,
		ours: homes[0], theirs: homes[1],
		words: map[string]string{}, other: map[string]string{}, roles: map[access.Role]db.Session{}}

	next := insert(t, d, db.Structure{Code: "voisine", Name: "Mairie voisine", Zone: "A", NightAt: 30, Revision: 1})[0]
	for _, side := range []struct {
		words     map[string]string
		home      home
		structure int64
	}{{h.words, h.ours, w.Structure.ID}, {h.other, h.theirs, next.ID}} {
		run := insert(t, d, db.Run{StructureID: side.structure, BusinessDate: civil.Of(noon), Pass: 1,
			Cutoff: noon.UTC(), AsOf: noon.UTC(), Origin: "schedule", State: db.RunDone, StartedAt: noon.UTC()})[0]
		mail := insert(t, d, db.Mail{StructureID: side.structure, Kind: "report", Address: side.home.Code +
			"@example.org", Subject: "Compte rendu", Body: "Secret de " + side.home.LastName,
			MessageID: "m-" + itoa(side.structure), State: db.MailSent, CreatedAt: noon.UTC()})[0]
		wallet := insert(t, d, db.Wallet{StructureID: side.structure, Code: "regie", Name: "Régie"})[0]
		cheque := insert(t, d, db.LedgerLine{StructureID: side.structure, FamilyID: side.home.ID, WalletID: wallet.ID,
			Date: tuesday - 7, Label: "Chèque", Amount: 5000,
			Kind: db.Credit, Mode: payment.ByCheque, Source: db.SourceCounter, SourceRef: itoa(side.structure),
			CreatedAt: noon.UTC()})[0]
		statements := insert(t, d, db.TaxRun{StructureID: side.structure, Year: 2025, State: db.TaxDone,
			AskedAt: noon.UTC()})[0]
		paper := insert(t, d, db.TaxPart{RunID: statements.ID, Position: 1, FamilyFrom: side.home.ID,
			FamilyTo: side.home.ID, Families: 1, Size: 4, State: "done"})[0]
		insert(t, d, db.TaxPiece{PartID: paper.ID, Body: []byte("%PDF")})
		told := insert(t, d, db.News{StructureID: side.structure, Title: "Grève", Body: "Secret de " +
			side.home.LastName, Target: "all", FromDate: civil.Of(noon), ToDate: civil.Of(noon) + 7, MustRead: true,
			CreatedAt: noon.UTC()})[0]
		side.words["news"] = itoa(told.ID)
		other := h.ours
		if side.home.ID == other.ID {
			other = h.theirs
		}
		joined := insert(t, d, db.Merge{StructureID: side.structure, KeptID: side.home.ID, GoneID: other.ID,
			At: noon.UTC(), Reason: "double", Effects: "{}"})[0]
		side.words["merge"] = itoa(joined.ID)
		diet := insert(t, d, db.DietRequest{StructureID: side.structure, FamilyID: side.home.ID,
			ChildID: side.home.Child, AccountID: side.home.AccountID, AskedAt: noon.UTC(), Diet: "Sans porc",
			State: db.DietAsked})[0]
		side.words["diet"] = itoa(diet.ID)
		collects := insert(t, d, db.Pickup{StructureID: side.structure, FamilyID: side.home.ID,
			ChildID: side.home.Child, AccountID: side.home.AccountID, At: noon.UTC(), Kind: pickup.Person,
			Name: "Paul Petit", Link: "oncle", FromDate: civil.Of(noon), State: pickup.Asked})[0]
		side.words["pickup"] = itoa(collects.ID)
		prepared := insert(t, d, db.Operation{StructureID: side.structure, Kind: "closing", Title: "Pont",
			Reason: "un pont",
			State:  db.OperationPrepared, PreparedAt: noon.UTC(),
			Changes: `[{"noun": "closure", "key": "2026-12-24", ` +
				`"after": {"date": "2026-12-24", "label": "Pont"}}]`})[0]
		written := insert(t, d, db.Operation{StructureID: side.structure, Kind: "closing", Title: "Neige",
			Reason: "la neige", State: db.OperationApplied, PreparedAt: noon.UTC(), AppliedAt: new(noon.UTC())})[0]
		insert(t, d, db.OperationMail{OperationID: written.ID, FamilyID: side.home.ID, Kind: "applied"})
		maps.Copy(side.words, map[string]string{"operation": itoa(prepared.ID), "written": itoa(written.ID),
			"taxfile":   itoa(paper.ID),
			"receipted": itoa(cheque.ID),
			"family":    itoa(side.home.ID), "child": itoa(side.home.Child), "structure": itoa(side.structure),
			"run": itoa(run.ID), "mail": itoa(mail.ID)})
	}
	h.words["release"] = `[{"noun":"release","key":"MATIN 2027-06-01","before":{"activity":"MATIN",` +
		`"from":"2027-06-01","to":"2027-06-11","on":"2027-05-01","at":"08:30"}}]`
	h.other["release"] = h.words["release"] // a code, which is nobody's elsewhere
	maps.Copy(h.words, h.day(w.Structure.ID, meal, h.ours.ID, h.ours.Child))
	maps.Copy(h.other, h.neighbour(next.ID))
	draft(t, d, homes, meal, "add", tuesday)
	for i, side := range []map[string]string{h.words, h.other} {
		v := h.visit(homes[i].Token)
		side["number"] = v.validate(v.recap())
	}
	feed := h.visit(h.ours.Token)
	page := feed.post("/suivi/agenda", feed.form(feed.page("/suivi/agenda"), "/suivi/agenda"))
	_, address, found := strings.Cut(page.body, "/agenda/")
	h.words["feed"], _, _ = strings.Cut(address, ".ics")
	if !found || len(h.words["feed"]) < 20 {
		t.Fatalf("no address of an agenda in %s", page.body)
	}
	h.pay(regie(t, d), next.ID)
	draft := portal.Boxes{ChildID: h.ours.Child, Activity: "RESTO", Month: tuesday.Month(),
		Shown: []civil.Date{tuesday + 6}, Ticked: []civil.Date{tuesday + 6}}
	now := func() time.Time { return noon }
	p := portal.Portal{DB: d, Catalogues: db.NewCatalogues(now), Now: now}
	if _, err := p.Save(t.Context(), viewer(h.ours), draft); err != nil {
		t.Fatal(err)
	}
	recap, err := p.Recap(t.Context(), viewer(h.ours))
	if err != nil {
		t.Fatal(err)
	}
	h.words["draft"], h.words["revision"], h.words["told"] = itoa(recap.DraftID), itoa(recap.Revision), recap.Told

	h.roles[access.Guardian] = session("-", h.ours.AccountID, h.ours.ID, w.Structure.ID)
	for _, role := range roles[1:] {
		staff(t, w, string(role))
		account, _, err := d.Read().AccountByLogin(t.Context(), "agent-"+string(role))
		if err != nil {
			t.Fatal(err)
		}
		h.roles[role] = session("-", account.ID, 0, w.Structure.ID)
	}
	stranger := insert(t, d, db.Account{Login: "agent-voisin", PasswordHash: "-", PasswordSetAt: noon.UTC(),
		CreatedAt: noon.UTC()})[0]
	insert(t, d, db.Staff{AccountID: stranger.ID, StructureID: next.ID, Role: string(access.Agent)})
	spare := insert(t, d, db.Account{Login: "second", PasswordHash: "-", PasswordSetAt: noon.UTC(),
		CreatedAt: noon.UTC()},
		// These tests change the rights of this account.
		db.Account{Login: "agent-second", PasswordHash: "-", PasswordSetAt: noon.UTC(), CreatedAt: noon.UTC()})
	insert(t, d, db.Guardian{AccountID: spare[0].ID, FamilyID: h.ours.ID})
	insert(t, d, db.Staff{AccountID: spare[1].ID, StructureID: w.Structure.ID, Role: string(access.Agent)})
	h.words["parent"], h.other["parent"] = itoa(spare[0].ID), itoa(h.theirs.AccountID)
	h.words["colleague"], h.other["colleague"] = itoa(spare[1].ID), itoa(stranger.ID)
	for side, one := range map[*map[string]string]db.Tablet{&h.words: {StructureID: w.Structure.ID,
		AccountID: spare[1].ID}, &h.other: {StructureID: next.ID, AccountID: stranger.ID}} {
		one.Hash, one.PreparedAt, one.Until = itoa(one.AccountID), noon.UTC(), noon.Add(12*time.Hour).UTC()
		(*side)["tablet"] = itoa(insert(t, d, one)[0].ID)
	}
	h.words["account"], h.other["account"] = itoa(h.roles[access.Agent].AccountID), itoa(stranger.ID)
	for side, account := range map[*map[string]string]int64{&h.words: h.ours.AccountID, &h.other: h.theirs.AccountID} {
		key := insert(t, d, db.Passkey{AccountID: account, Handle: "-", CredentialID: itoa(account), Name: "Téléphone",
			Credential: "{}", CreatedAt: noon.UTC()})[0]
		(*side)["key"] = itoa(key.ID)
	}
	for side, one := range map[*map[string]string]struct{ structure, family, account int64 }{
		&h.words: {w.Structure.ID, h.ours.ID, h.ours.AccountID}, &h.other: {next.ID, h.theirs.ID, h.theirs.AccountID}} {
		insert(t, d, db.Erasure{StructureID: one.structure, FamilyID: one.family, AccountID: one.account,
			AskedAt: noon.UTC(), State: db.ErasureAsked})
		address := fmt.Sprintf("seconde%d@example.org", one.family)
		if err := d.Write().AddAddress(t.Context(), one.family, address); err != nil {
			t.Fatal(err)
		}
		last, _, err := d.Read().LastErasure(t.Context(), one.family)
		if err != nil {
			t.Fatal(err)
		}
		(*side)["erasure"], (*side)["email"] = itoa(last.ID), address
	}
	return h
}

// day returns the %-words for a day that may be ticked today and a line that may be taken back.
func (h *house) day(structure, activity, family, child int64) map[string]string {
	h.t.Helper()
	var purse int64
	if err := h.d.Read().NewSelect().Table("wallets").Column("id").Where("structure_id = ?",
		structure).Scan(h.t.Context(), &purse); err != nil {
		h.t.Fatal(err)
	}
	booked := insert(h.t, h.d, db.Reservation{StructureID: structure, FamilyID: family, ChildID: child,
		ActivityID: activity, Date: civil.Of(noon), State: "accepted",
		RequestedAt: noon.UTC(), Transmitted: true, Price: 400, Quantity: 1})[0]
	offer := insert(h.t, h.d, db.Offer{StructureID: structure, ReservationID: booked.ID, FamilyID: family,
		At: noon.UTC(), Until: noon.UTC(), Hours: 1, State: db.OfferAccepted, Told: true})[0]
	told := insert(h.t, h.d, db.Absence{StructureID: structure, FamilyID: family, ChildID: child, At: noon.UTC(),
		Channel: "phone"})[0]
	answer := insert(h.t, h.d, db.StaffAnswer{StructureID: structure, ReservationID: booked.ID, FamilyID: family,
		At: noon.UTC(), Was: "pending", Became: "accepted", Told: true})[0]
	line := insert(h.t, h.d, db.LedgerLine{StructureID: structure, FamilyID: family, WalletID: purse,
		Date: civil.Of(noon), Label: "Report", Amount: 700, Kind: db.Credit,
		Source: db.SourceImport, SourceRef: "day-" + itoa(structure), CreatedAt: noon.UTC()})[0]
	if err := h.d.Write().RecountStructure(h.t.Context(), structure); err != nil {
		h.t.Fatal(err)
	}
	insert(h.t, h.d, db.Freeze{ActivityID: activity, Date: civil.Of(noon), StructureID: structure, At: noon.UTC()})
	order := insert(h.t, h.d, db.MealOrder{StructureID: structure, ActivityID: activity, Date: civil.Of(noon),
		Version: 1, Number: "BC-" + itoa(structure), At: noon.UTC(), Sends: 1})[0]
	insert(h.t, h.d, db.MealOrderLine{OrderID: order.ID, Kind: "standard", Number: 3})
	return map[string]string{"booked": itoa(booked.ID), "order": itoa(order.ID),
		"answer": itoa(answer.ID), "absence": itoa(told.ID),
		"offer": itoa(offer.ID), "line": itoa(line.ID),
		"household": itoa(family),
		"kid":       itoa(child), "purse": itoa(purse)}
}

// neighbour adds a family with a booked day to another structure.
func (h *house) neighbour(structure int64) map[string]string {
	h.t.Helper()
	purse := insert(h.t, h.d, db.Wallet{StructureID: structure, Code: "scolaire", Name: "Services scolaires"})[0]
	category := insert(h.t, h.d, db.Category{StructureID: structure, Code: "resto", Name: "Restauration",
		WalletID: purse.ID})[0]
	meal := insert(h.t, h.d, db.Activity{StructureID: structure, Code: "RESTO", Name: "RESTO", CategoryID: category.ID,
		Weekdays: "1245", Term: "all", FromDate: civil.New(2026, 9, 1),
		ToDate: civil.New(2027, 7, 2), StartAt: 720, EndAt: 810, Unit: "day", BookBy: "J-1 18:00",
		CancelBy: "J-1 18:00", Allot: "immediate"})[0]
	family := insert(h.t, h.d, db.Family{StructureID: structure, Code: "V1", LastName: "Voisine", FirstName: "Ève"})[0]
	child := insert(h.t, h.d, db.Child{StructureID: structure, Code: "VK1", LastName: "Voisine", FirstName: "Zoé",
		BirthDate: civil.New(2018, 5, 1)})[0]
	insert(h.t, h.d, db.FamilyChild{FamilyID: family.ID, ChildID: child.ID, StructureID: structure})
	return h.day(structure, meal.ID, family.ID, child.ID)
}

// unproven lists requests that need a second factor, or values that only their page can generate. This test has
// neither, and expects these statuses.
var unproven = map[string]int{"POST /profil/securite/telephone": 409, "POST /profil/securite/codes": 409,
	"POST /profil/securite/arreter": 409,
	"POST /profil/securite/cles":    422, "POST /profil/securite/application": 409,
	// Links with invalid tokens, and a session that does not exist.
	"GET /proposition/:token": 404, "POST /proposition/:token": 404,
	"GET /confirmer-adresse/:token": 404, "POST /confirmer-adresse/:token": 404, "GET /nouveau-mot-de-passe": 404,
	"GET /logo/:hash":            404,
	"POST /nouveau-mot-de-passe": 404,
	"POST /profil/connexions":    404, "POST /profil/mot-de-passe": 422,
	"POST /mairie/acces": 409, "POST /mairie/familles/:code/acces": 409, "POST /mairie/comptes/:id/mot-de-passe": 409,
	"POST /connexion/cle": 422,
	// A family that asks to be forgotten is not joined to another, nor taken from one.
	"POST /mairie/familles/:code/reunir/:other": 409, "POST /mairie/reunions/:id/annuler": 409,
	"POST /mairie/familles/:code/reserver/valider":  409, // nothing was drafted
	"POST /mairie/attente/propositions/:id/retirer": 409, // it was answered
	"POST /mairie/demandes/reponses/:id/reprendre":  409} // the family knows it

// pay begins a payment of our family, makes another one an anomaly, and writes one in the other structure.
func (h *house) pay(wallet, next int64) {
	h.t.Helper()
	v := h.visit(h.ours.Token)
	idOp := begin(v, order(v, wallet, "34,20"))
	p, _, err := h.d.Read().OnlinePaymentByIdop(h.t.Context(), idOp)
	if err != nil {
		h.t.Fatal(err)
	}
	maps.Copy(h.words, map[string]string{"wallet": itoa(wallet), "payment": itoa(p.ID), "token": p.Token, "idop": idOp,
		"form": p.FormToken})
	odd := func(structure, family int64, idop string) string {
		received := money.Cents(100)
		return itoa(insert(h.t, h.d, db.OnlinePayment{StructureID: structure, FamilyID: family, Token: "token-" + idop,
			FormToken: "form-" + idop, Numcli: "059001", Refdet: "REF" + idop,
			Idop: idop, Amount: 3420, Received: &received, Mel: "a@b.fr", Saisie: "T", State: payment.Anomaly,
			CreatedAt: noon.UTC()})[0].ID)
	}
	h.words["odd"] = odd(h.w.Structure.ID, h.ours.ID, "11111111-anomaly")
	wallets := insert(h.t, h.d, db.Wallet{StructureID: next, Code: "voisin", Name: "Voisin", Numcli: "059009"})
	families := insert(h.t, h.d, db.Family{StructureID: next, Code: "V2", LastName: "Voisin", FirstName: "Anne"})
	theirs := odd(next, families[0].ID, "22222222-anomaly")
	maps.Copy(h.other, map[string]string{"wallet": itoa(wallets[0].ID), "payment": theirs, "odd": theirs,
		"form": "jeton-des-voisins"})
}

// as opens a new session for a role.
func (h *house) as(role access.Role) *visitor {
	h.t.Helper()
	h.opened++
	one := h.roles[role]
	token := fmt.Sprintf("session-%d-of-%s-%s", h.opened, role, strings.Repeat("w", 32))
	one.ID = seal.Digest(token)
	// Opened now: the use of a session is noted after a minute, which may not pass between two looks at the tables.
	one.SeenAt = time.Now().UTC()
	insert(h.t, h.d, one)
	return h.visit(token)
}

func fill(text string, words map[string]string) string {
	for word, value := range words {
		text = strings.ReplaceAll(text, "%"+word, url.QueryEscape(value))
	}
	return text
}

// knock sends the request of a gate, with a form token unless csrf is empty.
func (h *house) knock(v *visitor, name, csrf string, words map[string]string, headers ...string) answer {
	h.t.Helper()
	g := gates[name]
	method, path, _ := strings.Cut(name, " ")
	if g.path != "" {
		path = fill(g.path, words)
	}
	if method == http.MethodGet {
		return v.get(path, headers...)
	}
	form, err := url.ParseQuery(fill(g.form, words))
	if err != nil {
		h.t.Fatal(err)
	}
	if csrf != "" {
		form.Set("_csrf", csrf)
	}
	return v.post(path, form, headers...)
}

// csrf returns the form token of the pages of a session.
func (h *house) csrf(v *visitor) string {
	h.t.Helper()
	page := v.get("/")
	if page.StatusCode == http.StatusSeeOther {
		page = v.get(page.Header.Get("Location"))
	}
	token := v.form(page.body, "/deconnexion").Get("_csrf")
	if token == "" {
		h.t.Fatal("no form token")
	}
	return token
}

func TestEveryAddressIsInTheTable(t *testing.T) {
	h := newHouse(t)
	served := map[string]bool{}
	for _, r := range h.app.GetRoutes(true) {
		if r.Method != http.MethodHead {
			served[r.Method+" "+r.Path] = true
		}
	}
	for name := range served {
		if _, known := gates[name]; !known && !slices.Contains(open4all, name) {
			t.Errorf("%s is served and nobody says who may use it: add it to gates", name)
		}
	}
	for name := range gates {
		if !served[name] {
			t.Errorf("%s is not served", name)
		}
	}
	used := map[access.Action]bool{}
	for name, g := range gates {
		if used[g.may] = true; access.Label(g.may) == "" {
			t.Errorf("%s: %q has no words on the page of roles", name, g.may)
		}
	}
	for _, l := range access.Labels {
		if !used[l.Action] {
			t.Errorf("%q stands on the page of roles, and no address asks for it", l.Action)
		}
	}
	if len(served) < 30 {
		t.Fatalf("only %v", served)
	}
}

// A form that another site sends, or that lacks the token of its own session, changes nothing.
func TestFormsOfOthersAreTurnedAway(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, name := range slices.Sorted(maps.Keys(gates)) {
		if !strings.HasPrefix(name, "POST") {
			continue
		}
		// The platform calls it from another site: see TestTheOpenAddressesGiveNothingAway.
		if gates[name].may == access.Platform {
			continue
		}
		t.Run(name, func(t *testing.T) {
			role := access.Guardian
			if !access.May(role, gates[name].may) {
				role = access.Administrator
			}
			v, stranger := h.as(role), h.as(role)
			good, foreign := h.csrf(v), h.csrf(stranger)
			if gates[name].may == access.Public { // without a session, the token belongs to a visit
				v, stranger = h.visit(""), h.visit("")
				var cookies [2]string
				for i, one := range []*visitor{v, stranger} {
					page := one.get("/connexion")
					cookies[i] = page.Cookies()[0].String()
					good, foreign = foreign, one.form(page.body, "/connexion").Get("_csrf")
				}
				send := v.send
				v.send = func(r *http.Request) (*http.Response, error) {
					name, value, _ := strings.Cut(strings.Split(cookies[0], ";")[0], "=")
					r.AddCookie(&http.Cookie{Name: name, Value: value})
					return send(r)
				}
			}
			if good == foreign {
				t.Fatal("two sessions have the same token")
			}
			before := dump(t, h.d, changing...)
			for how, a := range map[string]answer{
				"without a token":                   h.knock(v, name, "", h.words),
				"with a made-up token":              h.knock(v, name, strings.Repeat("0", len(good)), h.words),
				"with the token of another session": h.knock(v, name, foreign, h.words),
				"from another site":                 h.knock(v, name, good, h.words, "Sec-Fetch-Site", "cross-site"),
				"from a neighbour":                  h.knock(v, name, good, h.words, "Sec-Fetch-Site", "same-site"),
				"from another origin":               h.knock(v, name, good, h.words, "Origin", "https://evil.example"),
				"from nowhere":                      h.knock(v, name, good, h.words, "Origin", "null"),
			} {
				if a.StatusCode != http.StatusForbidden {
					t.Errorf("%s: %d", how, a.StatusCode)
				}
			}
			if dump(t, h.d, changing...) != before {
				t.Error("something changed")
			}
			if a := h.knock(v, name, good, h.words, "Sec-Fetch-Site",
				"same-origin"); a.StatusCode == http.StatusForbidden || a.StatusCode >= 500 {
				t.Errorf("in order: %d, so the answers above prove nothing", a.StatusCode)
			}
		})
	}
}

// Without a session, every address that is not public redirects to the sign-in page and changes nothing.
func TestSignedOutEverythingAsksToSignIn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	before := dump(t, h.d, changing...)
	for _, name := range slices.Sorted(maps.Keys(gates)) {
		if access.May("", gates[name].may) {
			continue
		}
		for how, v := range map[string]*visitor{"without a session": h.visit(""),
			"with a made-up session": h.visit(strings.Repeat("q", 43))} {
			if a := h.knock(v, name, "x", h.words); a.StatusCode != http.StatusSeeOther ||
				!strings.HasPrefix(a.Header.Get("Location"), "/connexion") {
				t.Errorf("%s %s: %d to %q", name, how, a.StatusCode, a.Header.Get("Location"))
			}
			if a := h.knock(v, name, "x", h.words, "HX-Request", "true"); a.StatusCode != http.StatusUnauthorized ||
				!strings.HasPrefix(a.Header.Get("HX-Redirect"), "/connexion") {
				t.Errorf("%s %s, asked by htmx: %d to %q", name, how, a.StatusCode, a.Header.Get("HX-Redirect"))
			}
		}
	}
	if dump(t, h.d, changing...) != before {
		t.Error("something changed")
	}
}

// told422 lists the forms that are well formed and still refused: wrong password, nothing to copy, invalid receipt,
// no file, no day chosen, a day that another role has just closed, a noun that another role has just made, one that
// serves, prices that it has just set.
var told422 = []string{
	"POST /reservations/absence", "POST /mairie/absence", "POST /mairie/tablette",
	"POST /mairie/cuisine/regimes-demandes", "POST /mairie/sorties",
	"POST /connexion", "POST /reservations/recopier", "POST /recu", "POST /profil/adresses/premiere",
	"POST /mairie/calendrier", "POST /mairie/calendrier/rouvrir", "POST /mairie/fermer",
	"POST /mairie/import-familles", "POST /mairie/activites/nouvelle", "POST /mairie/groupes-de-places/nouveau",
	"POST /mairie/categories/nouvelle", "POST /mairie/porte-monnaie/nouveau",
	"POST /mairie/groupes-de-places/:code/retirer", "POST /mairie/categories/:code/retirer",
	"POST /mairie/porte-monnaie/:code/retirer",
	"POST /mairie/ecoles", "POST /mairie/tarifs/:code/grille", "POST /mairie/quotients",
	"POST /mairie/quotients/fichier", "POST /mairie/familles/:code/enfants/:id/inscriptions",
	"POST /mairie/inscriptions",
	"POST /mairie/familles/:code/enfants/nouveau",
	"POST /mairie/familles/:code/enfants/:id/garde", "POST /mairie/familles/:code/separer",
	"POST /mairie/familles/:code/demenagement", "POST /mairie/familles/:code/archiver",
}

// Each role gets what the access table allows, and a 404 page for the rest.
func TestEachRoleGetsWhatTheTableGives(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	// A slow machine takes longer than the minute after which a request notes the use of its session.
	if _, err := h.d.Write().ExecContext(t.Context(), "update sessions set seen_at = ?",
		time.Now().UTC().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	// Allowed, but of no use to an account with a single structure.
	elsewhere := map[string]access.Role{"POST /structure": access.Guardian}
	for _, name := range slices.Sorted(maps.Keys(gates)) {
		for _, role := range roles {
			v := h.as(role)
			csrf := h.csrf(v)
			may := access.May(role, gates[name].may)
			// The objects of these forms belong to the guardian.
			if elsewhere[name] == role ||
				(name == "POST /famille" || name == "POST /profil/securite/cles/:id/supprimer") &&
					role != access.Guardian {
				may = false
			}
			before := ""
			if !may && strings.HasPrefix(name, "POST") {
				before = dump(t, h.d, changing...)
			}
			a := h.knock(v, name, csrf, h.words)
			if want, ok := unproven[name]; ok && may {
				if a.StatusCode != want {
					t.Errorf("%s may %s, and gets %d without a proof", role, name, a.StatusCode)
				}
				continue
			}
			switch {
			// All roles request a mail for the same login.
			case name == "POST /mot-de-passe-oublie" && a.StatusCode == http.StatusTooManyRequests:
			// The form before this one gave the opération up.
			case may && a.StatusCode == 409 && strings.HasPrefix(name, "POST /mairie/operations/:id/a"):
			// The previous role has already decided.
			case may && a.StatusCode == 409 && strings.HasSuffix(name, "/decider") && role != access.Administrator:
			case may && !slices.Contains([]int{200, 303, 422}, a.StatusCode) || may &&
				strings.HasPrefix(a.Header.Get("Location"), "/connexion") && name != "POST /deconnexion":
				t.Errorf("%s may %s, and gets %d to %q", role, name, a.StatusCode, a.Header.Get("Location"))
			case may && a.StatusCode == 422 && !slices.Contains(told422, name):
				t.Errorf("%s: the request of this test is not in order: %s", name, tail(mainOf(a.body)))
			case !may && a.StatusCode != http.StatusNotFound:
				t.Errorf("%s may not %s, and gets %d to %q", role, name, a.StatusCode, a.Header.Get("Location"))
			case before != "":
				if moved := movedRows(before, dump(t, h.d, changing...)); len(moved) > 0 {
					t.Errorf("%s may not %s, and it changed %q", role, name, moved)
				}
			}
		}
	}
}

// Objects of other families are answered exactly like objects that do not exist.
func TestWhatIsOthersDoesNotExist(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	unknown := map[string]string{"number": "261123-ZZZZ-ZZZZ", "form": "jeton-de-personne"}
	for _, id := range []string{
		"family", "child", "structure", "run", "mail",
		"booked", "absence", "tablet", "answer", "offer", "order", "line", "household", "kid", "purse",
		"account", "key", "colleague", "parent",
		"wallet", "payment", "odd",
		"receipted", "taxfile", "operation", "written",
		"erasure", "email", "merge",
	} {
		unknown[id] = "999999"
	}
	asked := map[access.Role][]string{
		access.Guardian: {
			"GET /reservations", "POST /reservations/brouillon", "POST /reservations/verifier",
			"GET /reservations/confirmation/:number",
			"GET /reservations/fraicheur", "GET /reservations/jour/:date", "POST /reservations/jour",
			"GET /reservations/recopier",
			"POST /reservations/recopier", "POST /reservations/semaine-type",
			"POST /reservations/absence", "POST /famille",
			"POST /paiement",
			"POST /profil/adresses/renvoyer", "POST /profil/adresses/retirer", "POST /profil/adresses/premiere",
			"POST /profil/securite/cles/:id/supprimer",
			"GET /historique", "GET /historique/consommations.csv", "GET /historique/reglements.csv",
			"GET /historique/historique.xlsx", "GET /historique/recus/:id",
		},
		access.Administrator: {
			"GET /mairie/nuits/:id", "GET /mairie/courriels/:id", "POST /structure",
			"GET /mairie/cuisine/bons/:id", "POST /mairie/cuisine/bons/:id", "GET /mairie/cuisine/bons/:id/bon.pdf",
			"GET /mairie/cuisine/bons/:id/bon.csv",
			"POST /mairie/pointage", "POST /mairie/pointage/ajout", "POST /mairie/demandes/a-repondre",
			"POST /mairie/tablette/:id/retirer",
			"GET /mairie/absence", "POST /mairie/absence", "POST /mairie/absence/:id/annuler", "GET /mairie/ou-est",
			"POST /mairie/demandes/reponses/:id/reprendre",
			"POST /mairie/attente", "POST /mairie/attente/propositions/:id/retirer",
			"POST /mairie/familles/:code/reserver/brouillon", "POST /mairie/familles/:code/reserver/jour",
			"POST /mairie/familles/:code/reserver/verifier", "GET /mairie/familles/:code/reserver/jour/:date",
			"GET /mairie/familles/:code/reserver/confirmation/:number",
			"GET /mairie/comptes/:id/facteur", "POST /mairie/comptes/:id/facteur",
			"GET /mairie/comptes/:id/deconnecter", "POST /mairie/comptes/:id/deconnecter",
			"GET /mairie/familles/:code/responsables/:id/deconnecter",
			"POST /mairie/familles/:code/responsables/:id/deconnecter",
			"GET /mairie/rgpd/:id", "POST /mairie/rgpd/:id",
			"GET /mairie/operations/:id", "GET /mairie/operations/:id/export.csv",
			"GET /mairie/operations/:id/lettres.pdf",
			"POST /mairie/operations/:id/appliquer", "POST /mairie/operations/:id/annuler",
			"POST /mairie/operations/:id/abandonner", "POST /mairie/operations/:id/relancer",
		},
		access.Treasurer: {
			"GET /mairie/regie/comptes/:id", "GET /mairie/regie/comptes/:id/reglement",
			"POST /mairie/regie/comptes/:id/reglement",
			"GET /mairie/regie/comptes/:id/rembourser", "POST /mairie/regie/comptes/:id/rembourser",
			"GET /mairie/regie/comptes/:id/regulariser", "POST /mairie/regie/comptes/:id/regulariser",
			"GET /mairie/regie/lignes/:id/annuler", "POST /mairie/regie/lignes/:id/annuler",
			"GET /mairie/regie/paiements/:id", "POST /mairie/regie/paiements/:id/verifier",
			"POST /mairie/regie/paiements/:id/decider", "POST /mairie/regie/paiements/:id/vu",
			"GET /mairie/regie/attestations/:id",
		},
	}
	for role, names := range asked {
		for _, name := range names {
			v := h.as(role)
			csrf := h.csrf(v)
			before := dump(t, h.d, changing...)
			theirs, nowhere := h.knock(v, name, csrf, h.other), h.knock(v, name, csrf, unknown)
			ours := h.knock(h.as(role), name, "", h.words)
			if theirs.StatusCode != http.StatusNotFound || nowhere.StatusCode != http.StatusNotFound {
				t.Errorf("%s: %d for what is others', %d for what is nowhere", name, theirs.StatusCode,
					nowhere.StatusCode)
			}
			if theirs.body != nowhere.body {
				t.Errorf("%s: what is others' is not answered as what is nowhere:\n%s\n%s", name,
					tail(mainOf(theirs.body)), tail(mainOf(nowhere.body)))
			}
			if strings.HasPrefix(name, "GET") && ours.StatusCode != http.StatusOK {
				t.Errorf("%s: %d for what is ours, so this proves nothing", name, ours.StatusCode)
			}
			if strings.Contains(theirs.body, h.theirs.LastName) {
				t.Errorf("%s tells of %s", name, h.theirs.LastName)
			}
			h.d.Write().EndSession(t.Context(),
				seal.Digest(fmt.Sprintf("session-%d-of-%s-%s", h.opened, role, strings.Repeat("w", 32))))
			if dump(t, h.d, changing...) != before {
				t.Errorf("%s changed something", name)
			}
		}
	}
	v := h.as(access.Guardian)
	csrf := h.csrf(v)
	copied := func(child string) answer { // copies the days of a child to one of ours
		return v.post("/reservations/recopier", url.Values{"_csrf": {csrf}, "source": {child + ":RESTO"},
			"vers": {h.words["child"] + ":MATIN"}})
	}
	before := dump(t, h.d, "drafts", "draft_lines")
	theirs, nowhere := copied(h.other["child"]), copied(unknown["child"])
	if theirs.StatusCode < 400 || theirs.StatusCode != nowhere.StatusCode ||
		mainOf(theirs.body) != mainOf(nowhere.body) || dump(t, h.d, "drafts", "draft_lines") != before {
		t.Errorf("copying the days of others' child: %d, of no child: %d\n%s\n%s", theirs.StatusCode,
			nowhere.StatusCode, tail(mainOf(theirs.body)), tail(mainOf(nowhere.body)))
	}
	// The same through the filters of the follow-up, in each of its formats.
	for _, path := range []string{"/suivi", "/suivi/export.csv", "/suivi/export.xlsx"} {
		v := h.as(access.Guardian)
		ask := path + "?du=2026-09-01&etat=accepted&transmise=oui&transmise=non&enfant="
		theirs, nowhere, ours := v.get(ask+itoa(h.theirs.Child)), v.get(ask+"999999"), v.get(ask+itoa(h.ours.Child))
		if theirs.StatusCode != 404 || nowhere.StatusCode != 404 || theirs.body != nowhere.body ||
			ours.StatusCode != 200 {
			t.Errorf("%s: %d for others' child, %d for none, %d for ours", path, theirs.StatusCode, nowhere.StatusCode,
				ours.StatusCode)
		}
	}
	if got := h.visit("").get("/agenda/" + strings.Repeat("A", len(h.words["feed"])) + ".ics"); got.StatusCode != 404 {
		t.Errorf("an agenda that is nobody's: %d", got.StatusCode)
	}
	// A draft line written directly in the database, for a child of another family, books nothing.
	insert(t, h.d, db.DraftLine{DraftID: h.draftOf(h.ours), ChildID: h.theirs.Child, ActivityID: h.activity(),
		Date: tuesday + 2, Kind: string(booking.Add)})
	v = h.visit(h.ours.Token)
	v.validate(v.recap())
	if n := count(t, h.d, "reservations", "child_id = ? and date = ?", h.theirs.Child, tuesday+2); n != 0 {
		t.Error("a family has booked for a child of another one")
	}
	h.w.Sound()
}

func (h *house) draftOf(one home) (id int64) {
	h.t.Helper()
	if err := h.d.Read().NewSelect().Table("drafts").Column("id").Where("account_id = ?",
		one.AccountID).Scan(h.t.Context(), &id); err != nil {
		h.t.Fatal(err)
	}
	return id
}

func (h *house) activity() (id int64) {
	h.t.Helper()
	if err := h.d.Read().NewSelect().Table("activities").Column("id").Order("id").Limit(1).Scan(h.t.Context(),
		&id); err != nil {
		h.t.Fatal(err)
	}
	return id
}
