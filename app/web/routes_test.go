package web

import (
	"slices"
	"strings"
	"testing"

	"cartable/app/account"
	"cartable/app/domain/access"
	webaccount "cartable/app/web/account"
	"cartable/app/web/family"
	"cartable/app/web/gallery"
	weboffice "cartable/app/web/office"
	webpeople "cartable/app/web/people"
	websettings "cartable/app/web/settings"
	"cartable/app/web/site"
	webtreasury "cartable/app/web/treasury"
)

// table returns the route table of a portal without use cases.
func table() []Route {
	kit := &site.Server{Options: site.Options{Account: &account.Accounts{}}}
	d := desks{kit, &webaccount.Pages{Server: kit}, &family.Pages{Server: kit}, &weboffice.Pages{Server: kit},
		&webpeople.Pages{Server: kit}, &webtreasury.Pages{Server: kit}, &websettings.Pages{Server: kit},
		&gallery.Pages{Server: kit}}
	return d.routes()
}

// The forms of staff without a proof of identity: daily work, done fifty times a morning, and forms that only remove
// access. Every other form of staff requires one, which is also the default of a route.
var unasked = strings.Fields(`
	/mairie/calendrier/jours /mairie/operations/:id/abandonner
	/mairie/demandes/a-repondre /mairie/demandes/reponses/:id/reprendre
	/mairie/attente /mairie/attente/propositions/:id/retirer
	/mairie/familles/:code/reserver/brouillon /mairie/familles/:code/reserver/jour
	/mairie/familles/:code/reserver/verifier /mairie/familles/:code/reserver/valider
	/mairie/familles/:code/reserver/abandonner /mairie/familles/:code/reserver/reprendre
	/mairie/tablette /mairie/tablette/:id/retirer /mairie/hors-ligne/jour /mairie/hors-ligne/pointages
	/mairie/absence /mairie/absence/:id/annuler /mairie/cuisine/jour /mairie/cuisine/assiettes /mairie/cuisine/bons/:id
	/mairie/cuisine/menus /mairie/cuisine/menus/fichier
	/mairie/pointage /mairie/pointage/tous /mairie/pointage/ajout /mairie/a-pointer
	/mairie/pointage/clore /mairie/pointage/rouvrir /mairie/nuits /mairie/regie/comptes/:id/reglement
	/mairie/regie/paiements/:id/verifier /mairie/comptes/deconnecter /mairie/comptes/:id/deconnecter
	/mairie/familles/:code/responsables/:id/deconnecter /mairie/regie/paiements/:id/vu /mairie/regie/rapprochement
	/mairie/regie/attestations /mairie/quotients/familles`)

func TestFormsOfStaffAskAgain(t *testing.T) {
	if (Route{}).Proof != asks {
		t.Error("a line that says nothing does not ask")
	}
	seen := []string{}
	for _, r := range table() {
		if r.Method != post || !strings.HasPrefix(r.Path, "/mairie") {
			continue
		}
		free := slices.Contains(unasked, r.Path)
		if free {
			seen = append(seen, r.Path)
		}
		if (r.Proof == site.Free) != free {
			t.Errorf("%s: does it ask again? the table of routes and this test differ", r.Path)
		}
	}
	if len(seen) != len(unasked) {
		t.Errorf("%q are routes, of %q", seen, unasked)
	}
}

// A route that open pages request by themselves keeps no session alive, so it must not change anything.
func TestWhatAsksByItselfOnlyReads(t *testing.T) {
	n := 0
	for _, r := range table() {
		if r.Passive {
			n++
			// A tablet reads its day by a form, because what it is known by must stand in no address; the journal of
			// readings is all that is written.
			if r.Method != get && r.Path != "/mairie/hors-ligne/jour" {
				t.Errorf("%s %s", r.Method, r.Path)
			}
		}
	}
	if n < 3 {
		t.Errorf("only %d", n)
	}
}

// Pages returns the addresses of all pages that need no parameter.
func Pages(role access.Role) (all []string) {
	for _, r := range table() {
		if r.Method == get && access.AnyMay([]access.Role{role, ""}, r.Access) && !strings.ContainsAny(r.Path, ":*") {
			all = append(all, r.Path)
		}
	}
	return all
}

// FamilyForms returns the addresses of all forms of families, for tests that post them, except sign-out and those that
// change the family or structure in view.
func FamilyForms() (all []string) {
	for _, r := range table() {
		if r.Method == post && access.May(access.Guardian, r.Access) && !access.May("", r.Access) &&
			!slices.Contains([]string{"/famille", "/structure", "/deconnexion"}, r.Path) {
			all = append(all, strings.NewReplacer(":id", "1", ":token", "1").Replace(r.Path))
		}
	}
	return all
}

// Asked returns the GET routes, for tests that visit them all.
func Asked() (all []Route) {
	for _, r := range table() {
		if r.Method == get {
			all = append(all, r)
		}
	}
	return all
}

// queued are the pages for which a parent may have to wait. Whoever adds a page of families decides here: what stands
// between two forms, or says what became of one, is a step, and never waits.
var queued = strings.Fields(`
	/ /reservations /reservations/jour/:date /reservations/recopier
	/reservations/semaine-type /reservations/absence /suivi /suivi/export.csv /suivi/export.xlsx
	/suivi/agenda /solde /profil/sorties /historique /historique/consommations.csv /historique/reglements.csv
	/historique/historique.xlsx /historique/recus/:id /historique/releves/:month /historique/attestations
	/historique/attestations/:year /profil/donnees/fichier /actualites /menus`)

func TestWhichPagesWait(t *testing.T) {
	var got []string
	for _, r := range table() {
		if r.Waits() {
			got = append(got, r.Path)
		}
		if r.Waits() && r.Method != get {
			t.Errorf("%s %s waits, and its form would be lost", r.Method, r.Path)
		}
	}
	slices.Sort(got)
	want := slices.Sorted(slices.Values(queued))
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
