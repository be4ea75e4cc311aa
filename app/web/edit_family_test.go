package web_test

import (
	"context"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"cartable/app/account"
	"cartable/app/domain/civil"
	"cartable/db"
	"cartable/db/dbtest"
)

var (
	inputField    = regexp.MustCompile(`<input (?:type="[a-z]+" )?(?:id="[^"]*" )?name="([^"]+)" value="([^"]*)"`)
	textField     = regexp.MustCompile(`(?s)<textarea[^>]* name="([^"]+)"[^>]*>(.*?)</textarea>`)
	selectField   = regexp.MustCompile(`(?s)<select[^>]* name="([^"]+)"(.*?)</select>`)
	selectedField = regexp.MustCompile(`value="([^"]*)" selected`)
)

// asSent returns the fields of a form as a browser sends it, without boxes.
func asSent(t *testing.T, page, action string) url.Values {
	t.Helper()
	_, form, found := strings.Cut(page, ` action="`+action+`"`)
	if !found {
		t.Fatalf("no form goes to %s", action)
	}
	form, _, _ = strings.Cut(form, "</form>")
	all := url.Values{}
	for _, m := range append(inputField.FindAllStringSubmatch(form, -1), textField.FindAllStringSubmatch(form, -1)...) {
		all.Set(m[1], html.UnescapeString(m[2]))
	}
	for _, m := range selectField.FindAllStringSubmatch(form, -1) {
		all.Set(m[1], "")
		if chosen := selectedField.FindStringSubmatch(m[2]); chosen != nil {
			all.Set(m[1], chosen[1])
		}
	}
	return all
}

// Staff change the file of a family. What is wrong is said at its field and kept; the family reads who changed what.
func TestTheFileOfAFamily(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		f := w.Family(1)
		s := newSite(t, d).staff(w, "manager")
		const path = "/mairie/familles/F001/modifier"
		holds(t, "the family's page", s.get("/mairie/familles/F001"), `href="`+path+`"`)
		form := asSent(t, s.get(path), path)
		for field, value := range map[string]string{"nom": "", "telephone": "0612", "courriel": "rien",
			"prenom": "Ana"} {
			form.Set(field, value)
		}
		status, _, page := s.do("POST", path, form)
		if status != 422 {
			t.Fatal(status)
		}
		holds(t, "the refusal", page, `id="e-nom"`, `id="e-telephone"`, `id="e-courriel"`, `id="e-motif"`,
			`value="0612"`, `value="rien"`, `value="Ana"`)
		for field, value := range map[string]string{"nom": "Roy", "telephone": "0612345678",
			"courriel": "ana@example.org", "motif": "Appel de la famille", "adulte-" + itoa(f.AccountID): "Ana Roy"} {
			form.Set(field, value)
		}
		if status, head, _ := s.do("POST", path, form); status != 303 ||
			head.Get("Location") != "/mairie/familles/F001?fait=fiche" {
			t.Fatalf("%d to %q", status, head.Get("Location"))
		}
		dbtest.Want(t, d, "select f.last_name, f.first_name, f.phone, e.address, e.confirmed_at is not null, g.name "+
			"from families f join family_emails e on e.family_id = f.id and e.position = 0 join guardians g on "+
			"g.family_id = f.id where f.code = 'F001'", "Roy Ana 06 12 34 56 78 ana@example.org "+
			dbtest.Yes(d)+" Ana Roy")
		holds(t, "the family's page", s.get("/mairie/familles/F001"), "06 12 34 56 78",
			"Fiche d&#39;une famille changée", "nom\u00a0: Roy")
		if status, head, _ := s.do("POST", path, form); status != 303 ||
			!strings.HasSuffix(head.Get("Location"), "fiche-inchangee") {
			t.Errorf("the same form again: %d %s", status, head.Get("Location"))
		}
		dbtest.Want(t, d, "select count(*) from audit where action = 'family.edit'", "1")
		holds(t, "the family's journal", newSite(t, d).as(f).get("/profil/journal"), "Appel de la famille")
	})
}

// An address that was not the family's may have got an access: the first password and the links end with it.
func TestAnAddressThatWasNotTheFamilys(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, w := context.Background(), dbtest.NewTown(t, d)
		f := w.Family(1)
		given, err := account.HashDrawn("drawn-by-the-town")
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Write().SetPasswordHash(ctx, f.AccountID, given, noon, true); err != nil {
			t.Fatal(err)
		}
		link := db.Link{Kind: db.LinkReset, AccountID: f.AccountID, Address: "famille0@example.org", TokenHash: "x",
			CreatedAt: noon.UTC(), ExpiresAt: noon.AddDate(1, 0, 0).UTC()}
		if err := d.Write().AddLink(ctx, &link); err != nil {
			t.Fatal(err)
		}
		s := newSite(t, d).staff(w, "manager")
		const path = "/mairie/familles/F001/modifier"
		form := asSent(t, s.get(path), path)
		form.Set("courriel", "ana@example.org")
		form.Set("motif", "Faute de frappe")
		status, head, _ := s.do("POST", path, form)
		if status != 303 || head.Get("Location") != "/mairie/familles/F001?fait=fiche-acces" {
			t.Fatalf("%d to %q", status, head.Get("Location"))
		}
		holds(t, "the family's page", s.get(head.Get("Location")), "Donnez-en un nouveau à chaque adulte", "expiré")
		dbtest.Want(t, d, "select used_at is not null from links", dbtest.Yes(d))
		login := dbtest.Query(t, d, "select login from accounts where id = "+itoa(f.AccountID))[0]
		_, err = s.options.Account.SignIn(ctx, account.Try{Login: login, Password: "drawn-by-the-town"})
		holds(t, "the door", fmt.Sprint(err), "provisoire a expiré")
	})
}

// Once an adult has signed in, the addresses are the family's own: staff are told so, also by a form that was open.
func TestTheAddressesOfAFamilyAreItsOwn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		f := w.Family(1)
		s := newSite(t, d).staff(w, "manager")
		const path = "/mairie/familles/F001/modifier"
		form := asSent(t, s.get(path), path)
		form.Set("courriel", "autre@example.org")
		form.Set("motif", "Appel de la famille")
		if _, err := d.Write().ExecContext(context.Background(), "update accounts set signed_in_at = ? where id = ?",
			noon.UTC(), f.AccountID); err != nil {
			t.Fatal(err)
		}
		status, _, page := s.do("POST", path, form)
		if status != 422 || !strings.Contains(page, "change elle-même ses adresses") {
			t.Errorf("the open form: %d", status)
		}
		if strings.Contains(s.get(path), `name="courriel"`) {
			t.Error("the form still asks for the address")
		}
		dbtest.Want(t, d, "select count(*) from family_emails where address = 'autre@example.org'", "0")
	})
}

// Two clerks change a file: the second is told what the first one changed, and keeps what they typed.
func TestTwoClerksOnAFile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		f := w.Family(1)
		s := newSite(t, d).staff(w, "manager")
		const family = "/mairie/familles/F001/modifier"
		child := "/mairie/familles/F001/enfants/" + itoa(f.Children[0])
		for path, field := range map[string]string{family: "prenom", child: "prenom"} {
			first, second := asSent(t, s.get(path), path), asSent(t, s.get(path), path)
			first.Set(field, "Inès")
			second.Set("nom", "Typé")
			for _, form := range []url.Values{first, second} {
				form.Set("motif", "Appel de la famille")
			}
			if status, _, _ := s.do("POST", path, first); status != 303 {
				t.Fatal(path, status)
			}
			status, _, page := s.do("POST", path, second)
			if status != 409 {
				t.Fatalf("%s: %d", path, status)
			}
			holds(t, path, page, "Quelqu'un d'autre a changé cette fiche", "→ Inès", `value="Typé"`,
				`value="Inès"`)
			again := asSent(t, page, path)
			again.Set("motif", "Appel de la famille")
			if status, _, _ := s.do("POST", path, again); status != 303 {
				t.Errorf("%s, read again: %d", path, status)
			}
		}
		dbtest.Want(t, d, "select last_name, first_name from families where code = 'F001'", "Typé Inès")
		dbtest.Want(t, d, "select last_name, first_name from children", "Typé Inès")
	})
}

// Staff change the file of a child, its class by the schools of the town, and both households read it.
func TestTheFileOfAChild(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		f, other := w.Family(1), w.Family(0)
		for _, query := range []string{
			"insert into schools (structure_id, code, name) values (1, 'E1', 'Jules-Ferry')",
			"insert into classes (school_id, code, name) values (1, 'C1', 'CE1')",
			"update structures set revision = revision + 1",
			"insert into family_children (family_id, child_id, structure_id, position) select " + itoa(other.ID) +
				", id, structure_id, 1 from children"} {
			if _, err := d.Write().ExecContext(context.Background(), query); err != nil {
				t.Fatal(err)
			}
		}
		s := newSite(t, d).staff(w, "manager")
		path := "/mairie/familles/F001/enfants/" + itoa(f.Children[0])
		form := asSent(t, s.get(path), path)
		for field, value := range map[string]string{"prenom": "", "naissance": "2031-01-01", "classe": "E9"} {
			form.Set(field, value)
		}
		status, _, page := s.do("POST", path, form)
		if status != 422 {
			t.Fatal(status)
		}
		holds(t, "the refusal", page, `id="e-prenom"`, "est à venir", `id="e-classe"`, `id="e-motif"`)
		for field, value := range map[string]string{"prenom": "Léa", "naissance": "2018-05-04", "classe": "E1 C1",
			"motif": "Certificat de scolarité"} {
			form.Set(field, value)
		}
		if status, _, _ := s.do("POST", path, form); status != 303 {
			t.Fatal(status)
		}
		dbtest.Want(t, d, "select first_name, cast(birth_date as text), school, class, school_id, class_id from "+
			"children", "Léa 2018-05-04 Jules-Ferry CE1 1 1")
		dbtest.Want(t, d, "select count(*) from audit where action = 'child.edit' and became like '%Jules-Ferry, CE1%'",
			"2")
		// What is eaten, and what must not be: the text is in no journal, and each reading is.
		form = asSent(t, s.get(path), path)
		form.Set("regime", "Sans porc")
		form.Set("pai", strings.Repeat("a", 1001))
		form.Set("motif", "Certificat du médecin")
		if status, _, page = s.do("POST", path, form); status != 422 || !strings.Contains(page, `id="e-pai"`) {
			t.Errorf("a text that is too long: %d", status)
		}
		form.Set("pai", "Arachide")
		if status, _, _ := s.do("POST", path, form); status != 303 {
			t.Fatal(status)
		}
		dbtest.Want(t, d, "select diet, allergies from children", "Sans porc Arachide")
		dbtest.Want(t, d, "select count(*) from audit where action = 'child.edit' and became like "+
			"'%allergies%indiqué%'", "2")
		dbtest.Want(t, d, "select count(*) from audit where became like '%Arachide%' or became like '%porc%'", "0")
		dbtest.Want(t, d, "select count(*) from audit where action = 'health.read'", "0")
		holds(t, "the file", s.get(path), "Arachide", `>Sans porc</textarea>`)
		dbtest.Want(t, d, "select count(*) from audit where action = 'health.read'", "2") // one for each household
		for _, wrong := range []string{"/mairie/familles/F001/enfants/999", "/mairie/familles/F001/enfants/x"} {
			if status, _, _ := s.do("GET", wrong, nil); status != 404 {
				t.Errorf("%s: %d", wrong, status)
			}
		}
	})
}

// A child is added to a family; one that is already there is shown first.
func TestAChildByForm(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		w.Activity("MIDI", nil)
		w.Family(1)
		s := newSite(t, d).staff(w, "manager")
		const path = "/mairie/familles/F001/enfants/nouveau"
		holds(t, "the family's page", s.get("/mairie/familles/F001"), `href="`+path+`"`)
		form := asSent(t, s.get(path), path)
		form.Set("enfant-0-naissance", "2019-02-30")
		status, _, page := s.do("POST", path, form)
		if status != 422 {
			t.Fatal(status)
		}
		holds(t, "the refusal", page, `id="e-enfant-0-prenom"`, `id="e-enfant-0-naissance"`, `id="e-motif"`)
		for field, value := range map[string]string{"enfant-0-prenom": "Zoé", "enfant-0-naissance": "2019-03-01",
			"enfant-0-activites": "MIDI", "enfant-0-du": "2026-12-01", "motif": "Petite sœur"} {
			form.Set(field, value)
		}
		if status, _, _ := s.do("POST", path, form); status != 303 {
			t.Fatal(status)
		}
		holds(t, "the family's page", s.get("/mairie/familles/F001"), "Zoé", "01/12/2026", "Enfant ajouté")
		status, _, page = s.do("POST", path, form)
		if status != 422 || !strings.Contains(page, "Il existe déjà") {
			t.Fatalf("the same child again: %d", status)
		}
		form.Set("autres", "F001")
		if status, _, _ := s.do("POST", path, form); status != 303 {
			t.Errorf("a twin of the same name: %d", status)
		}
		dbtest.Want(t, d, "select count(*) from children where first_name = 'Zoé'", "2")
	})
}

// A town that has schools takes no other from the form of a child: a slip of a finger would make one more.
func TestASchoolIsChosen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		w.Activity("MIDI", nil)
		w.Family(1)
		for _, query := range []string{
			"insert into schools (structure_id, code, name) values (1, 'E1', 'Jules-Ferry')",
			"insert into classes (school_id, code, name) values (1, 'C1', 'CE1')",
			"update structures set revision = revision + 1"} {
			if _, err := d.Write().ExecContext(t.Context(), query); err != nil {
				t.Fatal(err)
			}
		}
		s := newSite(t, d).staff(w, "manager")
		const path = "/mairie/familles/F001/enfants/nouveau"
		form := asSent(t, s.get(path), path)
		for field, value := range map[string]string{"enfant-0-prenom": "Zoé", "enfant-0-naissance": "2019-03-01",
			"enfant-0-place": "E9", "enfant-0-ecole": "Jule-Ferri", "motif": "Petite sœur"} {
			form.Set(field, value)
		}
		status, _, page := s.do("POST", path, form)
		if status != 422 {
			t.Fatal(status)
		}
		holds(t, "the refusal", page, `id="e-enfant-0-place"`, `value="Zoé"`)
		form.Set("enfant-0-place", "E1 C1")
		if status, _, _ := s.do("POST", path, form); status != 303 {
			t.Fatal(status)
		}
		dbtest.Want(t, d, "select school, class, school_id, class_id from children where first_name = 'Zoé'",
			"Jules-Ferry CE1 1 1")
		dbtest.Want(t, d, "select count(*) from schools", "1")
	})
}

// A child is enrolled, and its enrolment ended: at once where nothing is booked, by an opération where something is.
func TestEnrolmentsByForm(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("MIDI", nil)
		f := w.Family(1)
		s := newSite(t, d).staff(w, "manager")
		path := "/mairie/familles/F001/enfants/" + itoa(f.Children[0]) + "/inscriptions"
		holds(t, "the family's page", s.get("/mairie/familles/F001"), `href="`+path+`"`)
		send := func(want int, pairs ...string) string {
			t.Helper()
			form := url.Values{"_csrf": fields(t, s.get(path), path)["_csrf"]}
			for i := 0; i < len(pairs); i += 2 {
				form.Set(pairs[i], pairs[i+1])
			}
			status, head, page := s.do("POST", path, form)
			if status != want {
				t.Fatalf("%v: %d", pairs, status)
			}
			return head.Get("Location") + page
		}
		holds(t, "an empty form", send(422, "du", "hier", "priorite", "x"), `id="e-activites"`, `id="e-motif"`,
			`id="e-priorite"`, `value="hier"`)
		holds(t, "wrong dates", send(422, "activites", "MIDI", "du", "01/02/2020", "motif", "Arrivée lundi"),
			`id="e-au"`)
		holds(t, "enrolled", send(303, "activites", "MIDI", "du", "2026-11-24", "motif", "Arrivée lundi"),
			"/mairie/familles/F001?fait=inscription")
		holds(t, "enrolled twice", send(422, "activites", "MIDI", "du", "2026-12-01", "motif", "Arrivée lundi"),
			"existe déjà")
		to := dbtest.Query(t, d, "select cast(to_date as text) from enrolments")[0]
		holds(t, "another clerk", send(422, "inscription", "MIDI 2026-11-24", "vu", "2026-12-31", "fin", "2026-12-15",
			"motif", "Départ"), "a changé pendant que vous écriviez")
		// One that has begun is not taken back, nor ended in the past.
		const begins = "update enrolments set from_date = '2026-11-02'"
		if _, err := d.Write().ExecContext(context.Background(), begins); err != nil {
			t.Fatal(err)
		}
		begun := []string{"inscription", "MIDI 2026-11-02", "vu", to, "motif", "Départ à Angers", "fin"}
		holds(t, "removed once begun", send(422, append(begun, "2026-11-01")...), `id="e-fin"`,
			"a commencé le 02/11/2026", `value="2026-11-01"`)
		holds(t, "ended in the past", send(422, append(begun, "2026-11-21")...), `id="e-fin"`, "le 22/11/2026")
		r := db.Reservation{StructureID: w.Structure.ID, FamilyID: f.ID, ChildID: f.Children[0], ActivityID: meal,
			Date: civil.New(2026, 12, 18), State: "accepted", RequestedAt: noon.UTC(), Quantity: 1}
		if _, err := d.Write().NewInsert().Model(&r).Exec(context.Background()); err != nil {
			t.Fatal(err)
		}
		holds(t, "the end", send(303, append(begun, "2026-12-15")...), "/mairie/operations/")
		dbtest.Want(t, d, "select kind, state from operations order by id", "enrolments applied", "enrolments prepared")
		holds(t, "the opération", s.get("/mairie/operations/2"), "18")
	})
}
