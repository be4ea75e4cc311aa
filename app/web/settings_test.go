package web_test

import (
	"bytes"
	"html"
	"image"
	"image/png"
	"io"
	"mime/multipart"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"cartable/app/domain/civil"
	"cartable/db"
	"cartable/db/dbtest"
)

// Two clerks fill in the same form: the second reads what the first changed, and finds what they typed.
func TestTheSettingsByForms(t *testing.T) {
	d := dbtest.SQLite(t)
	w := dbtest.NewTown(t, d)
	s := newSite(t, d).staff(w, "administrator")
	const path = "/mairie/reglages"
	first, second := asBrowser(t, s.get(path), path), asBrowser(t, s.get(path), path)
	first.Set("phone", "02 41 00 00 00")
	if status, _, body := s.do("POST", path, first); status != 422 || !strings.Contains(body,
		`value="02 41 00 00 00"`) ||
		!strings.Contains(body, `id="e-motif"`) {
		t.Errorf("without a reason: %d", status)
	}
	first.Set("motif", "déménagement")
	if status, head, _ := s.do("POST", path, first); status != 303 || head.Get("Location") != path+"?fait=reglages" {
		t.Fatalf("%d %s", status, head.Get("Location"))
	}
	second.Set("hours", "9 h – 12 h")
	second.Set("motif", "horaires")
	status, _, body := s.do("POST", path, second)
	if status != 409 {
		t.Fatalf("%d", status)
	}
	holds(t, "the second form", body, "Quelqu'un d'autre vient de changer ces réglages", "02 41 00 00 00",
		">9 h – 12 h</textarea>", ">horaires</textarea>")
	again := asBrowser(t, body, path)
	for _, field := range []string{"hours", "motif"} {
		again.Set(field, second.Get(field))
	}
	if status, _, body := s.do("POST", path, again); status != 303 {
		t.Fatalf("after reading it: %d %s", status, body)
	}
	dbtest.Want(t, d, "select phone, hours from structures", "02 41 00 00 00 9 h – 12 h")

	for typed, stored := range map[string]string{"3,20": "320", "4.5": "450", "6": "600"} {
		again = asBrowser(t, s.get(path), path)
		again.Set("meal_cost", typed)
		again.Set("motif", "nouveau marché")
		if status, _, body := s.do("POST", path, again); status != 303 {
			t.Fatalf("%s: %d %s", typed, status, body)
		}
		dbtest.Want(t, d, "select meal_cost from structures", stored)
	}
	again = asBrowser(t, s.get(path), path)
	again.Set("motif", "nouveau marché")
	again.Set("meal_cost", "trois")
	if status, _, body := s.do("POST", path, again); status != 422 || !strings.Contains(body, `value="trois"`) {
		t.Errorf("no amount: %d", status)
	}
	again = asBrowser(t, s.get(path), path)
	again.Set("meal_cost", "3,20")
	again.Set("motif", "nouveau marché")
	s.do("POST", path, again)
	holds(t, "the settings", s.get(path), `value="3,20"`)

	manager := newSite(t, d).staff(w, "manager")
	if page := manager.get(path); !strings.Contains(page,
		`value="02 41 00 00 00" maxlength="150" autocomplete="off" disabled`) ||
		strings.Contains(page, "Enregistrer les réglages") {
		t.Error("a manager reads the settings, and no more")
	}
	if status, _, _ := manager.do("POST", path, again); status != 404 {
		t.Errorf("a manager changes them: %d", status)
	}
}

// Whether the town has a PEDT is set with the settings of the structure, for a reason, and decides the legal ratio of
// the next page of places: at 14 small children for an animator instead of 10, nobody is missing any more.
func TestThePEDTDecidesTheRatio(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		care := w.Activity("SOIR", func(a *db.Activity) { a.Kind, a.Declared = "before-after-school", true },
			w.Pool("salle", 20, 0))
		day := civil.New(2026, 12, 1)
		for range 12 {
			f := w.Family(1, care)
			expected(t, w, f, care, day)
		}
		for _, change := range []string{"update children set birth_date = '2022-02-01'",
			"insert into animators (pool_id, date, number) values (1, '2026-12-01', 1)"} {
			if _, err := d.Write().ExecContext(t.Context(), change); err != nil {
				t.Fatal(err)
			}
		}
		s := newSite(t, d)
		admin := s.staff(w, "administrator")
		const path, places = "/mairie/reglages", "/mairie/places?jour=2026-12-01"
		says(t, "without", admin.get(places), "La commune n'a pas de projet éducatif territorial", "Il en faut 2")
		form := asBrowser(t, admin.get(path), path)
		form.Set("pedt", "yes")
		form.Set("motif", "PEDT signé le 1er septembre")
		if status, head, body := admin.do("POST", path, form); status != 303 || head.Get("Location") != path+
			"?fait=reglages" {
			t.Fatalf("%d %s", status, body)
		}
		page := admin.get(places)
		says(t, "with", page, "La commune a un projet éducatif territorial")
		if strings.Contains(page, "Il en faut 2") {
			t.Error("an animator is missing with a PEDT")
		}
		dbtest.Want(t, d, "select reason, was, became from audit", "PEDT signé le 1er septembre "+
			"projet éducatif territorial (PEDT)\u00a0: non projet éducatif territorial (PEDT)\u00a0: oui")
	})
}

// A logo and a colour are on the next page of everybody, and are served for good at addresses of their own.
func TestTheLookOfATown(t *testing.T) {
	d := dbtest.SQLite(t)
	w := dbtest.NewTown(t, d)
	s := newSite(t, d)
	admin := s.staff(w, "administrator")
	const path = "/mairie/reglages/apparence"
	var image64 bytes.Buffer
	if err := png.Encode(&image64, image.NewNRGBA(image.Rect(0, 0, 64, 64))); err != nil {
		t.Fatal(err)
	}
	form := map[string]string{"couleur": "commune", "accent": "#7a1f5c"}
	if status, body := admin.sendsFiles(path, form, map[string][]byte{"logo": []byte("GIF89a")}); status != 422 ||
		!strings.Contains(body, `value="#7a1f5c"`) || !strings.Contains(body, `id="e-logo"`) {
		t.Errorf("%d: %.300s", status, body)
	}
	form["motif"] = "charte"
	if status, body := admin.sendsFiles(path, form, map[string][]byte{"logo": image64.Bytes()}); status != 303 {
		t.Fatalf("%d: %s", status, body)
	}
	door := s.get("/connexion")
	holds(t, "the sign-in page", door, `href="/couleur/7a1f5c.css"`, `src="/logo/`)
	_, hash, _ := strings.Cut(door, `src="/logo/`)
	for address, kind := range map[string]string{"/couleur/7a1f5c.css": "text/css; charset=utf-8",
		"/logo/" + hash[:32]: "image/png"} {
		status, head, body := s.do("GET", address, nil)
		if status != 200 || head.Get("Content-Type") != kind || !strings.Contains(head.Get("Cache-Control"),
			"immutable") ||
			len(head.Values("Set-Cookie")) > 0 || body == "" {
			t.Errorf("%s: %d %v", address, status, head)
		}
	}
	for _, address := range []string{"/couleur/7A1F5C.css", "/couleur/ffff00.css", "/couleur/7a1f5c",
		"/couleur/red.css",
		"/logo/" + strings.Repeat("0", 32)} {
		if status, _, _ := s.do("GET", address, nil); status != 404 {
			t.Errorf("%s: %d", address, status)
		}
	}
}

// A new version of a legal text is read by everybody before anything else.
func TestALegalTextByForms(t *testing.T) {
	d := dbtest.SQLite(t)
	w := dbtest.NewTown(t, d)
	s := newSite(t, d)
	admin := s.staff(w, "administrator")
	const path = "/mairie/reglages/textes/cgu"
	preview := admin.sends(path, 200, "texte", "Un <b>texte</b>.\nSa suite.", "faire", "apercu")
	holds(t, "the preview", preview, "<p>Un &lt;b&gt;texte&lt;/b&gt;.</p>", "Rien n'est encore publié")
	dbtest.Want(t, d, "select count(*) from documents", "0")
	admin.sends(path, 303, "texte", "Un texte.", "motif", "première version", "faire", "publier")
	parent := newSite(t, d).as(w.Family(1))
	if status, head, _ := parent.do("GET", "/suivi", nil); status != 303 || head.Get("Location") != "/conditions" {
		t.Errorf("%d %s", status, head.Get("Location"))
	}
}

// Files are rehearsed, and the page of the rehearsal stores what it showed.
func TestFamiliesFromFiles(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		admin := newSite(t, d).staff(w, "administrator")
		const path = "/mairie/import-familles"
		header := "code,civility,last_name,first_name,emails,resident,address\n"
		status, page := admin.sendsFiles(path, nil, map[string][]byte{"families": []byte(header +
			"A1,,,Claire,,yes,\n")})
		if status != 422 {
			t.Errorf("%d", status)
		}
		holds(t, "the errors", page, "families.csv, ligne 2, colonne last_name")
		status, page = admin.sendsFiles(path, nil, map[string][]byte{"families": []byte(header +
			"A1,Mme,Martin,Claire,claire@example.org,yes,\n")})
		if status != 200 {
			t.Fatalf("%d: %s", status, page)
		}
		holds(t, "the rehearsal", page, "Rien n'est encore enregistré", "families.csv")
		dbtest.Want(t, d, "select count(*) from families", "0")
		form := map[string]string{"faire": "enregistrer"}
		for name, value := range asBrowser(t, page, path) {
			form[name] = value[0]
		}
		if status, page = admin.sendsFiles(path, form, nil); status != 422 || !strings.Contains(page, `id="e-motif"`) ||
			!strings.Contains(page, `name="contenu_families"`) {
			_, page, _ = strings.Cut(page, "<main")
			t.Errorf("without a reason: %d %s", status, page)
		}
		form["motif"] = "rentrée"
		if status, page = admin.sendsFiles(path, form, nil); status != 303 {
			t.Fatalf("%d: %s", status, page)
		}
		dbtest.Want(t, d, "select last_name from families", "Martin")
	})
}

// asBrowser returns the hidden fields of a form as a browser sends them.
func asBrowser(t *testing.T, page, action string) url.Values {
	t.Helper()
	form := fields(t, page, action)
	for name := range form {
		form.Set(name, html.UnescapeString(form.Get(name)))
	}
	return form
}

// sendsFiles sends a form with files.
func (s *browsing) sendsFiles(path string, typed map[string]string, files map[string][]byte) (int, string) {
	s.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, value := range asBrowser(s.t, s.get(path), path) {
		if typed[name] == "" {
			_ = form.WriteField(name, value[0])
		}
	}
	for name, value := range typed {
		_ = form.WriteField(name, value)
	}
	for name, text := range files {
		part, err := form.CreateFormFile(name, name)
		if err != nil {
			s.t.Fatal(err)
		}
		_, _ = part.Write(text)
	}
	_ = form.Close()
	r := httptest.NewRequest("POST", path, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("Cookie", s.cookie)
	answer, err := s.app.Test(r, 20_000)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}
