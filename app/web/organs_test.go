package web_test

import (
	"strings"
	"testing"
	"time"

	"cartable/app/domain/organ"
	"cartable/app/pulse"
	"cartable/db/dbtest"
)

// Staff see a fault of another process in French, and operators in /readyz, which keeps the site in service because the
// portal still works. An unreachable database is different: the site is then not ready.
func TestStaffSeeWhatAils(t *testing.T) {
	dbtest.EachFailing(t, func(t *testing.T, d *dbtest.Failing) {
		w := dbtest.NewTown(t, d.DB)
		s := newSite(t, d.DB)
		board := pulse.New(d.DB)
		s.options.Office.Ailing, s.options.Ailing, s.options.Ready = board.Ailing, board.Ailing, d.Ready
		s.behind()
		clerk := s.staff(w, "agent")
		if page := clerk.get("/mairie"); strings.Contains(page, "flash no") {
			t.Error("all is well, and the page says otherwise")
		}
		if status, _, said := s.do("GET", "/readyz", nil); status != 200 || said != "ready" {
			t.Errorf("%d %q", status, said)
		}
		since := time.Now().Add(-2 * time.Hour).UTC().Truncate(time.Second)
		var words []organ.Word
		for _, one := range []organ.Organ{organ.Redis, organ.Mail, organ.Payment, organ.Night, organ.Disk} {
			words = append(
				words,
				organ.Word{
					Organ:  one,
					Who:    "worker",
					Ailing: true,
					Since:  since,
					Said:   time.Now(),
					Seen:   time.Now(),
					Text:   "10.0.0.7: refused",
				},
			)
		}
		if err := d.Write().Beat(t.Context(), words); err != nil {
			t.Fatal(err)
		}
		page := clerk.get("/mairie")
		for _, want := range []string{"(Redis) ne répond plus depuis le", "serveur de courriel ne répond plus",
			"plateforme de paiement ne répond plus",
			"traitement de la nuit rencontre une erreur", "disque de la base"} {
			if !strings.Contains(page, want) {
				t.Errorf("the page lacks %q", want)
			}
		}
		status, _, said := s.do("GET", "/readyz", nil)
		if status != 200 || !strings.HasPrefix(said, "ready\ndisk ails since "+since.Format(time.RFC3339)) ||
			!strings.Contains(said, "\nredis ails") || strings.Contains(said, "10.0.0.7") {
			t.Errorf("%d %q", status, said)
		}
		d.Fail(d.Away())
		if status, _, said := s.do("GET", "/readyz", nil); status != 503 || said != "not ready" {
			t.Errorf("%d %q", status, said)
		}
	})
}
