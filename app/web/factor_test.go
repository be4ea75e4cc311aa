package web_test

import (
	"context"
	"encoding/base64"
	"html"
	"image/png"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"cartable/app/account"
	"cartable/db"
	"cartable/db/dbtest"
)

const phrase = "le vélo bleu de Noé roule"

// clerk adds an administrator of a town with their own password.
func clerk(t *testing.T, w *dbtest.Town, login string) (accountID int64) {
	t.Helper()
	ctx := context.Background()
	hash, err := account.HashDrawn(phrase)
	if err != nil {
		t.Fatal(err)
	}
	account := db.Account{Login: login, PasswordHash: hash, PasswordSetAt: noon.UTC(), CreatedAt: noon.UTC()}
	if err := w.DB.Write().AddAccount(ctx, &account); err != nil {
		t.Fatal(err)
	}
	if err := w.DB.Write().AddStaff(ctx, account.ID, w.Structure.ID, "administrator"); err != nil {
		t.Fatal(err)
	}
	return account.ID
}

// send fills in and sends a form of a page, and keeps the cookie of the answer.
func (s *browsing) send(page, path string, fields url.Values) (int, http.Header, string) {
	s.t.Helper()
	fields.Set("_csrf", csrfField.FindStringSubmatch(page)[1])
	status, head, body := s.do("POST", path, fields)
	for _, c := range head.Values("Set-Cookie") {
		if pair, _, _ := strings.Cut(c, ";"); strings.HasPrefix(pair, "session=") {
			s.cookie = pair
		}
	}
	return status, head, body
}

var (
	shownSecret = regexp.MustCompile(`<code>([A-Z2-7 ]{39})</code>`)
	sealedSetup = regexp.MustCompile(`name="cle" value="([\w-]+)"`)
	picture     = regexp.MustCompile(`src="data:image/png;base64,([^"]+)"`)
	shownCode   = regexp.MustCompile(`<li><code>([0-9a-z-]{19})</code>`)
)

// setUpTOTP reads the secret on the page that asks for a second factor, and returns it with the recovery codes.
func (s *browsing) setUpTOTP() (key string, codes []string) {
	s.t.Helper()
	page := s.get("/profil/securite/application")
	key = strings.ReplaceAll(shownSecret.FindStringSubmatch(page)[1], " ", "")
	status, _, body := s.send(page, "/profil/securite/application",
		url.Values{"cle": {sealedSetup.FindStringSubmatch(page)[1]}, "code": {codeOf(s.t, key, 0)}})
	if status != 200 {
		s.t.Fatalf("enrolling: %d", status)
	}
	for _, m := range shownCode.FindAllStringSubmatch(body, -1) {
		codes = append(codes, m[1])
	}
	return key, codes
}

func codeOf(t *testing.T, key string, steps int) string {
	t.Helper()
	code, err := totp.GenerateCode(key, time.Now().Add(time.Duration(steps)*30*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	return code
}

var filled = strings.NewReplacer(":number", "1", ":date", "2026-12-03", ":file", "x.ics", ":code", "RESTO", ":id", "1",
	":name", "x")

// everywhere requests every address of the route table except open, with GET and POST, and expects a redirection to one
// place.
func (s *browsing) everywhere(to string, open ...string) {
	s.t.Helper()
	token := csrfField.FindStringSubmatch(s.get(to))[1]
	asked := 0
	for _, r := range s.app.GetRoutes(true) {
		path := filled.Replace(r.Path)
		if r.Method == http.MethodHead || r.Path == "/" && r.Method != "GET" || publicPath.MatchString(r.Path) {
			continue
		}
		skip := false
		for _, one := range open {
			skip = skip || r.Path == one
		}
		if skip {
			continue
		}
		asked++
		var form url.Values
		if r.Method == "POST" {
			form = url.Values{"_csrf": {token}, "code": {"123456"}, "motif": {"perdu"}}
		}
		status, head, _ := s.do(r.Method, path, form)
		where, _, _ := strings.Cut(head.Get("Location"), "?")
		if status != 303 || where != to {
			s.t.Errorf("%s %s: %d to %q, want %s", r.Method, path, status, head.Get("Location"), to)
		}
	}
	if asked < 40 {
		s.t.Fatalf("only %d addresses were asked for", asked)
	}
}

// publicPath matches the addresses that are open to all, signed in or not: none of them reads the session, but for the
// choice of a language, which an account keeps once it is in.
var publicPath = regexp.MustCompile(
	`^/(a/|healthz|readyz|connexion$|connexion/cle|manifest|sw\.js|(mairie/)?hors-ligne$|mentions-legales|textes/|accessibilite|` +
		`plan|contact|agenda/|mot-de-passe-oublie|nouveau-mot-de-passe|confirmer-adresse|proposition/|paiement/etat/|payfip/|` +
		`recu$|logo/|couleur/|langue$)`)

func TestASessionWithoutItsSecondFactorOpensNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		clerk(t, w, "claire")
		s := newSite(t, d)

		s.cookie = "session=" + signIn(t, s, "claire", phrase)
		s.everywhere("/profil/securite/application", "/profil/securite/application", "/deconnexion")
		page := s.get("/profil/securite/application")
		drawing, err := base64.StdEncoding.DecodeString(html.UnescapeString(picture.FindStringSubmatch(page)[1]))
		if err != nil {
			t.Fatal(err)
		}
		if size, err := png.DecodeConfig(strings.NewReader(string(drawing))); err != nil || size.Width != 270 {
			t.Errorf("the QR code is no picture: %v %v", size, err)
		}
		sealed := sealedSetup.FindStringSubmatch(page)[1]
		status, _, body := s.send(page, "/profil/securite/application", url.Values{"cle": {sealed}, "code": {"000000"}})
		if status != 422 || shownSecret.FindStringSubmatch(body)[1] != shownSecret.FindStringSubmatch(page)[1] ||
			!strings.Contains(body, "affiche en ce moment") {
			t.Errorf("after a wrong code: %d, with another key", status)
		}
		before := s.cookie
		key, codes := s.setUpTOTP()
		if len(codes) != 10 || s.cookie == before {
			t.Errorf("%d recovery codes, under the session of before: %t", len(codes), s.cookie == before)
		}
		s.get("/mairie")

		s.cookie = "session=" + signIn(t, s, "claire", phrase)
		s.everywhere("/connexion/code", "/connexion/code", "/deconnexion")
		if _, head, _ := s.do("GET", "/mairie/demandes?jour=2026-12-01",
			nil); head.Get("Location") != "/connexion/code?suite=%2Fmairie%2Fdemandes%3Fjour%3D2026-12-01" {
			t.Errorf("where one was going is lost: %s", head.Get("Location"))
		}
		page = s.get("/connexion/code?suite=" + url.QueryEscape("/mairie/demandes?jour=2026-12-01"))
		status, _, body = s.send(page, "/connexion/code",
			url.Values{"code": {"000000"}, "suite": {"/mairie/demandes?jour=2026-12-01"}})
		if status != 422 || !strings.Contains(body, `name="suite" value="/mairie/demandes?jour=2026-12-01"`) {
			t.Errorf("a wrong code: %d", status)
		}
		status, head, _ := s.send(page, "/connexion/code",
			url.Values{"code": {codeOf(t, key, 1)}, "suite": {"//evil.example"}})
		if status != 303 || head.Get("Location") != "/" {
			t.Errorf("the right code leads to %d %s", status, head.Get("Location"))
		}
		s.get("/mairie")
		if status, head, _ := s.do("GET", "/connexion/code", nil); status != 303 || head.Get("Location") != "/" {
			t.Errorf("passed, and asked again: %d", status)
		}

		s.cookie = "session=" + signIn(t, s, "claire", phrase)
		page = s.get("/connexion/code")
		if status, head, _ := s.send(page, "/connexion/code",
			url.Values{"code_secours": {codes[0]}, "suite": {"/mairie"}}); status != 303 ||
			head.Get("Location") != "/mairie" {
			t.Errorf("a recovery code: %d %s", status, head.Get("Location"))
		}
		s.get("/mairie")
		// Sign-out is allowed at any time.
		s.cookie = "session=" + signIn(t, s, "claire", phrase)
		page = s.get("/connexion/code")
		if status, head, _ := s.send(page, "/deconnexion", url.Values{}); status != 303 ||
			head.Get("Location") != "/connexion" {
			t.Errorf("signing out: %d %s", status, head.Get("Location"))
		}
	})
}

// A password given by the town hall must be changed before a first second factor is set up, and after an existing one
// is passed.
func TestTheOrderAtTheDoor(t *testing.T) {
	d := dbtest.SQLite(t)
	w := dbtest.NewTown(t, d)
	id := clerk(t, w, "claire")
	s := newSite(t, d)
	given, err := account.HashDrawn("donné-par-la-mairie")
	if err != nil {
		t.Fatal(err)
	}
	give := func() {
		if err := d.Write().SetPasswordHash(context.Background(), id, given, noon, true); err != nil {
			t.Fatal(err)
		}
		s.cookie = "session=" + signIn(t, s, "claire", "donné-par-la-mairie")
	}
	give()
	s.everywhere("/premiere-connexion", "/premiere-connexion", "/deconnexion")
	own := url.Values{"mot_de_passe": {phrase}, "confirmation": {phrase}}
	if status, _, _ := s.send(s.get("/premiere-connexion"), "/premiere-connexion", own); status != 303 {
		t.Fatalf("choosing: %d", status)
	}
	s.everywhere("/profil/securite/application", "/profil/securite/application", "/deconnexion")
	key, _ := s.setUpTOTP()
	give()
	s.everywhere("/connexion/code", "/connexion/code", "/deconnexion")
	s.send(s.get("/connexion/code"), "/connexion/code", url.Values{"code": {codeOf(t, key, 1)}})
	s.everywhere("/premiere-connexion", "/premiere-connexion", "/deconnexion")
	before := s.cookie
	if status, _, _ := s.send(s.get("/premiere-connexion"), "/premiere-connexion", own); status != 303 ||
		s.cookie == before {
		t.Fatalf("choosing again: %d", status)
	}
	s.get("/mairie") // the second factor is not asked for again
}

func TestAnAdministratorResetsAFactor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		boss, id := clerk(t, w, "claire"), clerk(t, w, "denis")
		stranger := clerk(t, dbtest.NewNeighbour(t, d), "voisine")
		ctx := context.Background()
		theirs := newSite(t, d)
		theirs.cookie = "session=" + signIn(t, theirs, "denis", phrase)
		_, codes := theirs.setUpTOTP()
		s := newSite(t, d)
		s.cookie = "session=" + signIn(t, s, "claire", phrase)
		s.setUpTOTP()
		path := func(account int64) string { return "/mairie/comptes/" + strconv.FormatInt(account, 10) + "/facteur" }
		page := s.get(path(id))
		if !strings.Contains(page, "<dd>10</dd>") {
			t.Error("ten recovery codes are not shown")
		}
		if status, _, body := s.send(page, path(id), url.Values{"motif": {"  "}}); status != 422 ||
			!strings.Contains(body, "Dites pourquoi") {
			t.Errorf("without a reason: %d", status)
		}
		theirs.get("/mairie")
		if status, _, _ := s.send(page, path(stranger), url.Values{"motif": {"perdu"}}); status != 404 {
			t.Errorf("somebody of another town: %d", status)
		}
		if status, _, body := s.send(page, path(boss), url.Values{"motif": {"perdu"}}); status != 422 ||
			!strings.Contains(body, "autre administrateur") {
			t.Errorf("one's own: %d", status)
		}
		if status, head, _ := s.send(page, path(id), url.Values{"motif": {"Téléphone perdu, vu au guichet"}}); status !=
			303 || !strings.Contains(head.Get("Location"), "fait=facteur") {
			t.Fatalf("resetting: %d", status)
		}
		if status, head, _ := theirs.do("GET", "/mairie", nil); status != 303 ||
			!strings.HasPrefix(head.Get("Location"), "/connexion") {
			t.Errorf("their session goes on: %d %s", status, head.Get("Location"))
		}
		theirs.cookie = "session=" + signIn(t, theirs, "denis", phrase)
		theirs.everywhere("/profil/securite/application", "/profil/securite/application", "/deconnexion")
		if status, _, _ := theirs.send(theirs.get("/profil/securite/application"), "/connexion/code",
			url.Values{"code_secours": {codes[0]}}); status != 303 {
			t.Errorf("an old recovery code: %d", status)
		}
		theirs.everywhere("/profil/securite/application", "/profil/securite/application", "/deconnexion")
		var lines []db.JournalEntry
		if err := d.Read().NewSelect().Model(&lines).Where("action = 'factor.reset'").Scan(ctx); err != nil {
			t.Fatal(err)
		}
		if len(lines) != 1 || lines[0].AccountID != boss || lines[0].Reason != "Téléphone perdu, vu au guichet" ||
			lines[0].StructureID != w.Structure.ID || !strings.Contains(lines[0].Subject, "denis") {
			t.Errorf("the journal says %+v", lines)
		}
	})
}
