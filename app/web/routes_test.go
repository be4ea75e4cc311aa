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

// table is the route table of a portal with nothing behind it.
func table() []Route {
	kit := &site.Server{Options: site.Options{Account: &account.Accounts{}}}
	d := desks{kit, &webaccount.Pages{Server: kit}, &family.Pages{Server: kit}, &weboffice.Pages{Server: kit},
		&webpeople.Pages{Server: kit}, &webtreasury.Pages{Server: kit}, &websettings.Pages{Server: kit},
		&gallery.Pages{Server: kit}}
	return d.routes()
}

// What staff change without being asked again who they are: the day's work, done fifty times a morning, and what only
// closes doors. Every other form of
// theirs asks, and so does a line that says nothing.
var unasked = strings.Fields(`
	/mairie/pointage /mairie/pointage/tous /mairie/pointage/ajout /mairie/nuits /mairie/regie/comptes/:id/reglement
	/mairie/regie/paiements/:id/verifier /mairie/comptes/deconnecter /mairie/comptes/:id/deconnecter
	/mairie/familles/:code/responsables/:id/deconnecter /mairie/regie/paiements/:id/vu /mairie/regie/rapprochement /mairie/regie/attestations`)

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

// A page that asks by itself keeps no session alive, so it changes nothing either.
func TestWhatAsksByItselfOnlyReads(t *testing.T) {
	n := 0
	for _, r := range table() {
		if r.Passive {
			n++
			if r.Method != get {
				t.Errorf("%s %s", r.Method, r.Path)
			}
		}
	}
	if n < 3 {
		t.Errorf("only %d", n)
	}
}

// Pages are the addresses of all pages that need nothing said: no part of the address, no question.
func Pages(role access.Role) (all []string) {
	for _, r := range table() {
		if r.Method == get && access.AnyMay([]access.Role{role, ""}, r.Access) && !strings.ContainsAny(r.Path, ":*") {
			all = append(all, r.Path)
		}
	}
	return all
}

// FamilyForms are the addresses of all forms of families, for the tests that post them: but those that turn the session, and
// the way out.
func FamilyForms() (all []string) {
	for _, r := range table() {
		if r.Method == post && access.May(access.Guardian, r.Access) && !access.May("", r.Access) &&
			!slices.Contains([]string{"/famille", "/structure", "/deconnexion"}, r.Path) {
			all = append(all, strings.NewReplacer(":id", "1", ":token", "1").Replace(r.Path))
		}
	}
	return all
}

// Asked are the lines of the table that are asked with GET, for the tests that visit them all.
func Asked() (all []Route) {
	for _, r := range table() {
		if r.Method == get {
			all = append(all, r)
		}
	}
	return all
}
