package till_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"cartable/app/domain/payment"
	"cartable/db"
	"cartable/db/dbtest"
)

// colleague adds a staff account of a structure.
func (c *counter) colleague(structure int64, login, role string, change func(*db.Account, *db.Staff)) int64 {
	c.t.Helper()
	now := c.clock().UTC()
	a := db.Account{Login: login, PasswordHash: "-", PasswordSetAt: now, CreatedAt: now}
	s := db.Staff{StructureID: structure, Role: role}
	if change != nil {
		change(&a, &s)
	}
	if _, err := c.d.Write().NewInsert().Model(&a).Exec(c.t.Context()); err != nil {
		c.t.Fatal(err)
	}
	s.AccountID = a.ID
	if _, err := c.d.Write().NewInsert().Model(&s).Exec(c.t.Context()); err != nil {
		c.t.Fatal(err)
	}
	return a.ID
}

// Staff who may decide an anomaly, and have an address, are notified once, whichever process queries the platform and
// however often.
func TestTreasurersAreToldOfAnAnomalyOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		here, next := c.w.Structure.ID, dbtest.NewNeighbour(t, d).Structure.ID
		gone := c.clock().UTC()
		both := c.colleague(here, "regie@mairie.example", "treasurer", nil)
		c.exec("insert into staff (account_id, structure_id, role) values (?, ?, 'administrator')", both, here)
		// also a parent: the household is not notified
		c.exec("insert into guardians (account_id, family_id) values (?, ?)", both, c.family.ID)
		c.colleague(here, "chef@mairie.example", "administrator", nil)
		c.colleague(here, "regisseur", "treasurer", nil) // no address
		c.colleague(here, "gestion@mairie.example", "manager", nil)
		c.colleague(here, "parti@mairie.example", "treasurer",
			func(_ *db.Account, s *db.Staff) { s.WithdrawnAt = &gone })
		c.colleague(here, "ferme@mairie.example", "treasurer",
			func(a *db.Account, _ *db.Staff) { a.DisabledAt = &gone })
		c.colleague(next, "regie@voisine.example", "treasurer", nil)

		p := c.open(3420)
		c.finish(p, "P", "montant", "100")
		var all sync.WaitGroup
		for range 4 {
			one := c.another(d, c.client)
			all.Go(func() {
				if _, err := one.Resolve(t.Context(), p.Idop, "poll"); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		c.pass(time.Hour)
		if got := c.resolve(p); got.State != payment.Anomaly {
			t.Fatal(got.State)
		}
		var mails []db.Mail
		if err := d.Read().NewSelect().Model(&mails).Where("kind = 'anomaly'").Order("address").Scan(
			t.Context()); err != nil {
			t.Fatal(err)
		}
		var to []string
		for _, m := range mails {
			to = append(to, m.Address)
		}
		if !slices.Equal(to, []string{"chef@mairie.example", "regie@mairie.example"}) {
			t.Fatalf("told: %v", to)
		}
		body := mails[0].Body
		for _, want := range []string{p.Refdet, "Montant demandé\u00a0: 34,20\u00a0€",
			"Montant reçu\u00a0: 1,00\u00a0€", "- Montant\u00a0: demandé 34,20\u00a0€, reçu 1,00\u00a0€",
			"n'a pas été crédité", "décidez",
			fmt.Sprintf("https://portail.example/mairie/regie/paiements/%d", p.ID), "Mairie de CarteVille"} {
			if !strings.Contains(body, want) {
				t.Errorf("the mail does not say %q:\n%s", want, body)
			}
		}
		for _, private := range []string{"DUPONT", "Jean-Paul", "anne@", "famille1"} {
			if strings.Contains(body+mails[0].Subject, private) {
				t.Errorf("the mail says %q:\n%s", private, body)
			}
		}
		if mails[0].StructureID != here || mails[0].FamilyID != 0 || !strings.Contains(mails[0].Subject, p.Refdet) {
			t.Errorf("%+v", mails[0])
		}
		if n, err := d.Read().NewSelect().Table("outbox").Where("kind = ?",
			db.JobMail).Count(t.Context()); err != nil || n != 2 {
			t.Errorf("%d mails to send, %v", n, err)
		}

		// Another anomaly is notified too; a payment as requested notifies nobody.
		odd := c.open(500)
		c.finish(odd, "P", "saisie", "T")
		c.resolve(odd)
		well := c.open(700)
		c.finish(well, "P")
		c.resolve(well)
		var tests []string
		if err := d.Read().NewSelect().Table("mails").Column("body").Where("kind = 'anomaly' and body like ?", "%"+
			odd.Refdet+"%").Scan(t.Context(), &tests); err != nil || len(tests) != 2 ||
			!strings.Contains(tests[0], "paiement d'essai") {
			t.Errorf("%v %v", err, tests)
		}
		if n, err := d.Read().NewSelect().Table("mails").Where("kind = 'anomaly'").Count(t.Context()); err != nil ||
			n != 4 {
			t.Errorf("%d mails of anomalies, %v", n, err)
		}
	})
}

// Nobody has an address: the anomaly is recorded all the same.
func TestAnAnomalyNeedsNobodyToTell(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		p := c.open(3420)
		c.finish(p, "P", "montant", "100")
		if got := c.resolve(p); got.State != payment.Anomaly {
			t.Error(got.State)
		}
		if n, err := d.Read().NewSelect().Table("mails").Count(t.Context()); err != nil || n != 0 {
			t.Errorf("%d mails, %v", n, err)
		}
	})
}

// The platform's answers are kept while a payment may be contested, and longer while an anomaly is undecided; until
// then nobody can delete one.
func TestAnswersOfThePlatformGoAfterTheirTime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		well := c.open(500)
		c.finish(well, "P")
		c.resolve(well)
		odd := c.open(700)
		c.finish(odd, "P", "montant", "100")
		c.resolve(odd)
		now := time.Now()
		write := func(p db.OnlinePayment, at time.Time, raw string) {
			t.Helper()
			if err := d.Write().AddOnlinePaymentEvent(t.Context(), db.OnlinePaymentEvent{PaymentID: p.ID, At: at,
				Origin: "poll", Said: payment.NotYet, Raw: raw}); err != nil {
				t.Fatal(err)
			}
		}
		write(well, now.AddDate(0, -15, -2), "old")
		write(well, now.AddDate(0, -14, 0), "young")
		write(odd, now.AddDate(0, -15, -2), "old and open")
		for _, change := range []string{"delete from payment_events where raw = 'young'",
			"update payment_events set raw = 'other' where raw = 'old'", "delete from payment_events"} {
			if _, err := d.Write().ExecContext(t.Context(), change); err == nil ||
				!strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s: %v", change, err)
			}
		}
		for range 2 {
			if err := d.Write().PurgeOnlinePaymentEvents(t.Context(), now.AddDate(0, -15, 0)); err != nil {
				t.Fatal(err)
			}
		}
		var left []string
		if err := d.Read().NewSelect().Table("payment_events").Column("raw").Where("raw <> '' and said = ?",
			payment.NotYet).Order("raw").Scan(t.Context(), &left); err != nil ||
			!slices.Equal(left, []string{"old and open", "young"}) {
			t.Errorf("left: %v, %v", left, err)
		}
		if n, err := d.Read().NewSelect().Table("payment_events").Where("said = ?",
			payment.Result).Count(t.Context()); err != nil || n != 2 {
			t.Errorf("%d results, %v", n, err)
		}
		c.w.Sound()
	})
}
