package web_test

import (
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"cartable/app/injection"
	"cartable/db"
	"cartable/db/dbtest"
)

const newNews = "/mairie/actualites/nouvelle"

// newsForm returns the fields of an announcement as typed.
func newsForm(t *testing.T, s *browsing, page string) url.Values {
	t.Helper()
	form := fields(t, s.get(page), page)
	for field, value := range map[string]string{"titre": "Grève de jeudi",
		"texte": "Pas de cantine.\n- apportez un panier", "cible": "all", "du": "2026-11-23", "au": "2026-12-03"} {
		form.Set(field, value)
	}
	return form
}

// An announcement is shown with the number of its families before it is published; a parent reads it, and says so.
func TestAnAnnouncementByForms(t *testing.T) {
	dbtest.Each(t, testAnAnnouncementByForms)
}

func testAnAnnouncementByForms(t *testing.T, d *db.DB) {
	w := dbtest.NewTown(t, d)
	f := w.Family(1)
	w.Family(1)
	s := newSite(t, d).staff(w, "manager")
	if !strings.Contains(s.get("/mairie/actualites"), `href="`+newNews+`"`) {
		t.Error("the list does not lead to a new one")
	}
	form := newsForm(t, s, newNews)
	form.Set("a-lire", "oui")
	form.Set("titre", "")
	form.Set("au", "2026-11-01")
	status, _, body := s.do("POST", newNews, form)
	for _, want := range []string{`id="e-titre"`, `id="e-au"`, "apportez un panier", `value="2026-11-01"`} {
		if status != 422 || !strings.Contains(body, want) {
			t.Errorf("%d: %s is lost", status, want)
		}
	}
	form.Set("titre", "Grève de jeudi")
	form.Set("au", "2026-12-03")
	status, _, body = s.do("POST", newNews, form)
	if status != 200 || !strings.Contains(body, "2 familles concernées") || !strings.Contains(body,
		"<li>apportez un panier</li>") {
		t.Fatalf("the preview: %d\n%s", status, body)
	}
	dbtest.Want(t, d, "select count(*) from news", "0")
	seen := fields(t, body, newNews)
	seen.Set("etape", "modifier")
	status, _, body = s.do("POST", newNews, seen)
	if status != 200 || !strings.Contains(body, `value="Grève de jeudi"`) {
		t.Errorf("back to the form: %d", status)
	}
	seen.Set("etape", "publier")
	for range 2 { // the second as by a second tap
		if status, head, _ := s.do("POST", newNews, seen); status != 303 ||
			head.Get("Location") != "/mairie/actualites?fait=publiee" {
			t.Fatalf("published: %d to %s", status, head.Get("Location"))
		}
	}
	dbtest.Want(t, d, "select action, subject from audit where action like 'news%'", "news.publish Grève de jeudi")

	parent := newSite(t, d).as(f)
	home := parent.get("/")
	read := regexp.MustCompile(`action="(/actualites/\d+/lu)"`).FindStringSubmatch(home)
	if read == nil || !strings.Contains(home, "apportez un panier") {
		t.Fatal("the home page does not show what must be read")
	}
	if status, head, _ := parent.do("POST", read[1], fields(t, home, read[1])); status != 303 ||
		head.Get("Location") != "/?fait=lu" {
		t.Errorf("read: %d", status)
	}
	if home = parent.get("/"); strings.Contains(home, read[1]) || !strings.Contains(home, "Grève de jeudi") {
		t.Error("what was read is not among the others")
	}
	if strings.Contains(parent.get("/actualites"), read[1]) {
		t.Error("what was read must be read again")
	}
	one := strings.TrimSuffix(strings.Replace(read[1], "/actualites", "/mairie/actualites", 1), "/lu")
	if page := s.get(one); !strings.Contains(page, "1 adulte a confirmé") {
		t.Error("staff do not see how many have read it")
	}
	agent := newSite(t, d).staff(w, "agent")
	for _, path := range []string{"/mairie/actualites", one, one + "/retirer"} {
		if status, _, _ := agent.do("GET", path, nil); status != 404 {
			t.Errorf("an agent at %s: %d", path, status)
		}
	}
}

// Of two clerks, the second reads what the first one changed, keeps the text, and decides.
func TestTwoClerksAtOneAnnouncement(t *testing.T) {
	d := dbtest.SQLite(t)
	w := dbtest.NewTown(t, d)
	s := newSite(t, d).staff(w, "administrator")
	form := newsForm(t, s, newNews)
	form.Set("etape", "publier")
	if status, _, _ := s.do("POST", newNews, form); status != 303 {
		t.Fatal(status)
	}
	one := "/mairie/actualites/" + dbtest.Query(t, d, "select id from news")[0]
	first, second := newsForm(t, s, one), newsForm(t, s, one)
	first.Set("texte", "Un service minimum est ouvert.")
	first.Set("etape", "publier")
	second.Set("titre", "Grève générale")
	if status, _, _ := s.do("POST", one, first); status != 303 {
		t.Fatal("the first one")
	}
	status, _, body := s.do("POST", one, second)
	if status != 409 || !strings.Contains(body, "Un service minimum est ouvert.") ||
		!strings.Contains(body, `value="Grève générale"`) {
		t.Fatalf("the second one: %d", status)
	}
	again := fields(t, body, one)
	for field := range second {
		if field != "version" {
			again[field] = second[field]
		}
	}
	again.Set("etape", "publier")
	if status, _, _ := s.do("POST", one, again); status != 303 {
		t.Errorf("the second one, who has read: %d", status)
	}
	dbtest.Want(t, d, "select title, edits from news", "Grève générale 2")
	dbtest.Want(t, d, "select count(*) from audit where action = 'news.change' and was like '%service minimum%'", "1")

	gone := fields(t, s.get(one+"/retirer"), one+"/retirer")
	if status, _, body := s.do("POST", one+"/retirer", gone); status != 422 || !strings.Contains(body, `id="e-motif"`) {
		t.Errorf("withdrawn without a reason: %d", status)
	}
	late := newsForm(t, s, one)
	gone.Set("motif", "La grève est levée")
	for range 2 { // sent twice
		if status, _, _ := s.do("POST", one+"/retirer", gone); status != 303 {
			t.Errorf("withdrawn: %d", status)
		}
	}
	late.Set("etape", "publier")
	if status, _, body := s.do("POST", one, late); status != 409 || !strings.Contains(body, "retirée") {
		t.Errorf("changed after it was withdrawn: %d", status)
	}
	dbtest.Want(t, d, "select action, reason from audit where action = 'news.withdraw'",
		"news.withdraw La grève est levée")
	for _, path := range []string{"/mairie/actualites/0", "/mairie/actualites/99", "/mairie/actualites/x/retirer"} {
		if status, _, _ := s.do("GET", path, nil); status != 404 {
			t.Errorf("%s: %d", path, status)
		}
	}
}

// Whatever staff type, families read it as text: no tag but those of paragraphs, lists and links to the web.
func TestAnAnnouncementRunsNothing(t *testing.T) {
	d := dbtest.SQLite(t)
	w := dbtest.NewTown(t, d)
	f := w.Family(1)
	s := newSite(t, d).staff(w, "administrator")
	form := newsForm(t, s, newNews)
	form.Set("titre", injection.Texts[0])
	form.Set("texte", strings.Join(injection.Texts, "\n\n- ")+"\n\nhttps://ville.fr/?a=\"onclick=x&b='<c>")
	form.Set("etape", "publier")
	form.Set("a-lire", "oui")
	if status, _, _ := s.do("POST", newNews, form); status != 303 {
		t.Fatal(status)
	}
	tag := regexp.MustCompile(`<[^>]*>`)
	plain := regexp.MustCompile(`^</?(p|ul|li|br|a|div|h2|svg|use|form|input|button|section|article|time)` +
		`( [a-z-]+="[^"<>]*")*/?>$`)
	for _, path := range []string{"/", "/actualites"} {
		page := newSite(t, d).as(f).get(path)
		_, body, _ := strings.Cut(page, "§")
		body, _, _ = strings.Cut(body, "J'ai lu")
		if strings.Count(body, "§") < len(injection.Texts)/2 {
			t.Fatalf("%s shows %d of the texts", path, strings.Count(body, "§"))
		}
		for _, one := range tag.FindAllString(body, -1) {
			if !plain.MatchString(one) || strings.Contains(one, " on") {
				t.Errorf("%s has the tag %s", path, one)
			}
		}
		for _, link := range regexp.MustCompile(`href="([^"]*)"`).FindAllStringSubmatch(body, -1) {
			if href := html.UnescapeString(link[1]); !strings.HasPrefix(href, "https://ville.fr/") &&
				!strings.HasPrefix(href, "/a/icons") {
				t.Errorf("%s links to %s", path, href)
			}
		}
	}
}
