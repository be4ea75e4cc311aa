package web_test

import (
	"context"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"cartable/app/desk"
	setting "cartable/app/domain/town"
	"cartable/app/load"
	"cartable/app/people"
	"cartable/app/seal"
	"cartable/db"
	"cartable/db/dbtest"
)

// A town from nothing: the structure and its administrator come from the shell, everything else from a browser, and at
// the end a parent books a day.
func TestATownFromNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		admin, structure := began(t, d)
		holds(t, "the page of the day", admin.get("/mairie"), `href="/mairie/demarrage"`)
		left := func(steps string) {
			t.Helper()
			holds(t, "the first steps", admin.get("/mairie/demarrage"), "Encore "+steps)
		}
		left("8\u00a0étapes")

		admin.sends("/mairie/reglages", 303, "address", "1 place de la Mairie", "phone", "02 41 00 00 00", "motif",
			"Premiers réglages")
		left("7\u00a0étapes")
		for _, hide := range []bool{true, false} {
			admin.sends("/mairie/demarrage", 303, "faire", map[bool]string{true: "cacher", false: "montrer"}[hide])
			for _, page := range []string{admin.get("/mairie"), admin.get("/mairie/tarifs")} {
				if strings.Contains(page, `href="/mairie/demarrage"`) == hide {
					t.Errorf("hidden %t, and yet the page says so", hide)
				}
			}
		}
		for path, at := range map[string]string{"/mairie/porte-monnaie/nouveau": "étape 2 sur 8",
			"/mairie/reglages":         "étape 1 sur 8, «\u00a0La structure\u00a0», est faite",
			"/mairie/tarifs":           "étape 6 sur 8",
			"/mairie/nouvelle-famille": "étape 7 sur 8", "/mairie/operations": "encore 7\u00a0étapes sur 8"} {
			holds(t, path, strings.ReplaceAll(admin.get(path), "&nbsp;", "\u00a0"), at,
				`<a href="/mairie/demarrage">Retour à la liste</a>`)
		}
		holds(t, "a form that is shown again", admin.sends("/mairie/porte-monnaie/nouveau", 422, "name", ""),
			"étape 2 sur 8")
		holds(t, "the first steps", admin.get("/mairie/demarrage"), `href="/mairie/porte-monnaie/nouveau"`)
		admin.offers(structure)
		left("2\u00a0étapes")
		if page := admin.get("/mairie"); strings.Contains(page, "/mairie/demarrage") {
			t.Error("a town that can be booked is still said to begin")
		}

		page := admin.sends("/mairie/nouvelle-famille", 422, "nom", "Martin", "enfant-0-prenom", "Léa",
			"motif", "Rentrée")
		holds(t, "the refusal", page, `value="Martin"`, `id="e-courriel"`, `id="e-enfant-0-naissance"`)
		page = admin.sends("/mairie/nouvelle-famille", 422, "nom", "Martin", "courriel", "abc", "enfant-0-prenom",
			"Léa", "motif", "Rentrée")
		holds(t, "the refusal", page, "«\u00a0abc\u00a0» n&#39;est pas une adresse courriel", "Indiquez une date.")
		family := []string{"civilite", "Mme", "nom", "Martin", "prenom", "Claire", "courriel", "claire@example.org",
			"enfant-0-prenom", "Léa", "enfant-0-naissance", "2018-05-04", "enfant-0-ecole", "Jean-Moulin",
			"enfant-0-activites", "MIDI", "motif", "Rentrée"}
		admin.sends("/mairie/nouvelle-famille", 303, family...)
		left("1\u00a0étape")
		holds(t, "the same child again", admin.sends("/mairie/nouvelle-famille", 422, family...),
			"Il existe déjà", "Léa Martin", "Créer quand même")
		code := regexp.MustCompile(`/mairie/familles/(F-\w+)"`).FindStringSubmatch(admin.get("/mairie/familles"))[1]

		password, err := admin.options.People.AddAccount(t.Context(), people.NewAccount{Login: "claire",
			Role: "guardian", Structure: "saint-aubin", Family: code})
		if err != nil {
			t.Fatal(err)
		}
		holds(t, "the first steps", admin.get("/mairie/demarrage"), "Tout est prêt")
		if page := admin.get("/mairie/tarifs"); strings.Contains(page, "Mise en route") {
			t.Error("a town that has begun is led back to its first steps")
		}
		parent := admin.arrives(t, "claire", password)
		form := fields(t, parent.get("/reservations/jour/2026-12-01?enfant=1"), "/reservations/jour")
		form.Set("j", "MIDI")
		if status, _, body := parent.do("POST", "/reservations/verifier", form); status != 303 {
			t.Fatalf("%d %s", status, body)
		}
		status, head, _ := parent.do("POST", "/reservations/valider",
			fields(t, parent.get("/reservations/verifier"), "/reservations/valider"))
		if status != 303 || !strings.HasPrefix(head.Get("Location"), "/reservations/confirmation/") {
			t.Fatalf("%d %s", status, head.Get("Location"))
		}
		dbtest.Want(t, d, "select state, price from reservations", "accepted 422")
	})
}

// began makes a structure as `cartable start` does, and opens a session for its administrator, who has read the texts.
func began(t *testing.T, d *db.DB) (*browsing, int64) {
	t.Helper()
	s, ctx := newSite(t, d), context.Background()
	code, err := load.Begin(ctx, d, " Saint-Aubin ", "B", noon)
	if err != nil || code != "saint-aubin" {
		t.Fatal(code, err)
	}
	if _, err := s.options.People.AddAccount(ctx, people.NewAccount{Login: "mairie", Role: "administrator",
		Structure: code}); err != nil {
		t.Fatal(err)
	}
	account, _, err := d.Read().AccountByLogin(ctx, "mairie")
	if err != nil {
		t.Fatal(err)
	}
	id, _, err := d.Read().PlaceByCode(ctx, code, "")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now().UTC()
	token := "token-of-the-first-administrator"
	for _, row := range []any{&db.Session{ID: seal.Digest(token), AccountID: account.ID, StructureID: id,
		CreatedAt: now, SeenAt: now, ExpiresAt: now.Add(time.Hour), FactorAt: &now},
		&[]db.Consent{{AccountID: account.ID, Kind: "rgpd", Version: 1, At: now},
			{AccountID: account.ID, Kind: "cgu", Version: 1, At: now}}} {
		if _, err := d.Write().NewInsert().Model(row).Exec(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Write().SetPasswordHash(ctx, account.ID, "-", now, false); err != nil {
		t.Fatal(err)
	}
	s.cookie = "session=" + token
	return s, id
}

// offers gives a structure a wallet, a category, places, an activity and its price.
func (s *browsing) offers(structure int64) {
	s.t.Helper()
	var changes setting.Changes
	for kind, cells := range map[setting.NounKind]map[string]string{
		setting.NounWallet:   {"code": "SCOLAIRE", "name": "Services scolaires"},
		setting.NounCategory: {"code": "REPAS", "name": "Restauration scolaire", "wallet": "SCOLAIRE"},
		setting.NounPool:     {"code": "SALLE", "name": "Salle", "capacity": "40"},
		setting.NounActivity: {"code": "MIDI", "name": "Repas de midi", "category": "REPAS", "pools": "SALLE",
			"weekdays": "1;2;4;5", "from": "2026-09-01", "to": "2027-07-02", "start": "12:00", "end": "13:30",
			"book_by": "J-1 18:00", "cancel_by": "J-1 18:00"},
		setting.NounTariff: {"activity": "MIDI", "from": "2026-09-01", "price": "4.22"},
	} {
		n, found := setting.Read(kind, nil, cells)
		if err := found.Err(); err != nil {
			s.t.Fatal(err)
		}
		changes = append(changes, setting.Change{After: n})
	}
	kinds := setting.Kinds()
	ordered := make(setting.Changes, 0, len(changes))
	for _, kind := range kinds {
		for _, c := range changes {
			if c.Kind() == kind {
				ordered = append(ordered, c)
			}
		}
	}
	o := &s.options.Settings.Base
	err := o.DB.Tx(context.Background(), func(ctx context.Context, q db.Q) error {
		held, err := q.HoldTown(ctx, structure)
		if err != nil {
			return err
		}
		return o.Change(ctx, held, desk.Actor{StructureID: structure}, ordered, "essai")
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// sends fills in the form of a page, by names and values, sends it and returns the answer.
func (s *browsing) sends(path string, want int, typed ...string) string {
	s.t.Helper()
	form := fields(s.t, s.get(path), path)
	for i := 0; i+1 < len(typed); i += 2 {
		form.Add(typed[i], typed[i+1])
	}
	status, _, body := s.do("POST", path, form)
	if status != want {
		s.t.Fatalf("%s answers %d, want %d: %s", path, status, want, body)
	}
	return body
}

// arrives signs in for the first time, chooses a password and accepts the texts.
func (s *browsing) arrives(t *testing.T, login, password string) *browsing {
	t.Helper()
	parent := *s
	parent.cookie = "session=" + signIn(t, &parent, login, password)
	form := fields(t, parent.get("/premiere-connexion"), "/premiere-connexion")
	form.Set("mot_de_passe", "le vélo bleu de Noé")
	form.Set("confirmation", "le vélo bleu de Noé")
	_, head, _ := parent.do("POST", "/premiere-connexion", form)
	parent.cookie = sessionIn(head)
	form = url.Values{"_csrf": fields(t, parent.get("/conditions"), "/conditions")["_csrf"], "lu": {"rgpd", "cgu"}}
	if status, _, _ := parent.do("POST", "/conditions", form); status != 303 {
		t.Fatal(status)
	}
	return &parent
}
