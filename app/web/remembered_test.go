package web_test

import (
	"regexp"
	"testing"

	"cartable/app/domain/civil"
	"cartable/db"
	"cartable/db/dbtest"
)

// changing matches what differs between two answers to one request: how long the session still lasts.
var changing = regexp.MustCompile(`data-dans="\d+"`)

// TestARememberedVisitorSeesTheSame asks for each page of a family twice: of a process that knows nothing of the
// visitor, and of one that remembers them. What only the database knows, names and the draft, must be in both answers.
func TestARememberedVisitorSeesTheSame(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		_, f, s := evening(t, d)
		s.drafts(f, "RESTO", true, 1)
		_, head, _ := s.do("POST", "/reservations/valider", fields(t, s.get("/reservations/verifier"),
			"/reservations/valider"))
		done := head.Get("Location")
		s.drafts(f, "SOIR", true, 1)
		child := id(f.Children[0])
		day := civil.New(2026, 12, 1).String()
		for _, path := range []string{"/", "/reservations?enfant=" + child + "&activite=RESTO&mois=2026-12",
			"/reservations?enfant=" + child + "&mois=2026-12", "/reservations",
			"/reservations/jour/" + day + "?enfant=" + child, "/reservations/recopier",
			"/reservations/semaine-type", "/reservations/verifier", "/reservations/abandonner", done,
			"/suivi", "/suivi/agenda", "/suivi/export.csv", "/solde", "/historique", "/historique/attestations"} {
			fresh := newSite(t, d) // another process
			fresh.cookie = s.cookie
			first := changing.ReplaceAllString(fresh.get(path), "")
			if again := changing.ReplaceAllString(fresh.get(path), ""); again != first {
				t.Errorf("%s: %s\nand remembered: %s", path, mainOf(first), mainOf(again))
			}
			if len(first) < 40 {
				t.Errorf("%s: %q", path, first)
			}
		}
	})
}
