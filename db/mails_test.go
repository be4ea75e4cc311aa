package db_test

import (
	"strings"
	"testing"
	"time"

	"cartable/db"
	"cartable/db/dbtest"
)

// A restored database assigns its numbers again, to other mails, but no Message-ID. A mail with the same About is still
// added only once.
func TestAMessageIDNeverComesBack(t *testing.T) {
	seen := map[string]bool{}
	for range 2 { // the same numbers, as after a restore
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			w := dbtest.NewTown(t, d)
			about := db.Mail{Kind: "payment", About: "paiement-12@ville.fr", Address: "a@x.fr", CreatedAt: time.Now()}
			first := about
			if added, err := d.Write().QueueMail(t.Context(), &first, time.Now()); err != nil || !added {
				t.Fatal(added, err)
			}
			again := about
			if added, err := d.Write().QueueMail(t.Context(), &again, time.Now()); err != nil || added {
				t.Errorf("told twice: %v %v", added, err)
			}
			many := []db.Mail{
				{StructureID: w.Structure.ID, Kind: "report", About: "rapport-3-0@ville.fr", Address: "b@x.fr",
					State: db.MailQueued, CreatedAt: time.Now()},
			}
			if err := d.Write().AddMails(t.Context(), many); err != nil {
				t.Fatal(err)
			}
			for _, m := range []db.Mail{first, many[0]} {
				name, host, _ := strings.Cut(m.About, "@")
				if seen[m.MessageID] || !strings.HasPrefix(m.MessageID, name+".") ||
					!strings.HasSuffix(m.MessageID, "@"+host) {
					t.Errorf("%q, seen before: %v", m.MessageID, seen[m.MessageID])
				}
				seen[m.MessageID] = true
				stored, _, err := d.Read().MailForSending(t.Context(), m.ID)
				if err != nil || stored.MessageID != m.MessageID {
					t.Errorf("kept as %q, drawn as %q: %v", stored.MessageID, m.MessageID, err)
				}
			}
		})
	}
}
