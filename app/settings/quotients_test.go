package settings_test

import (
	"strings"
	"testing"

	"cartable/app/domain/access"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/paging"
	"cartable/app/domain/quota"
	"cartable/app/domain/town"
	"cartable/app/settings"
	"cartable/db"
	"cartable/db/dbtest"
)

const storedQuotients = "select f.code, q.from_date, q.to_date, q.qf, q.source from quotients q join families f on " +
	"f.id = q.family_id order by f.code, q.from_date"

func TestTheQuotientsOfManyFamiliesAreOneChange(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPriceDesk(t, d, access.Manager) // its family is F001
		for range 3 {
			p.w.Family(1)
		}
		insert(t, d, &db.Quotient{FamilyID: 2, FromDate: civil.New(2026, 1, 1), ToDate: civil.New(2026, 12, 31),
			Qf: 400_00})
		form := settings.QuotientForm{Reason: "attestation reçue", Shorten: true, Rows: []quota.Row{
			{Family: "f002", QF: "812,50", From: "2026-11-01", Source: town.OnPaper},
			{},
			{Family: "F003 DUPONT3 Jean-Paul", QF: "0", From: "2026-11-01", To: "2027-08-31", Source: town.Waived},
			{Family: "dupont4", QF: "10500", From: "2026-11-01"},
		}}
		answer, err := p.SetQuotients(p.ctx, p.clerk, form)
		if err != nil || answer.Doubts == nil || answer.Doubts.Found[0].Field != "qf-3" {
			t.Fatalf("%+v, %v", answer, err)
		}
		form.Agreed = answer.Doubts.Mark
		if answer, err = p.SetQuotients(p.ctx, p.clerk, form); err != nil || !answer.Applied {
			t.Fatalf("%+v, %v", answer, err)
		}
		dbtest.Want(t, d, storedQuotients, "F002 2026-01-01 2026-10-31 40000 ",
			"F002 2026-11-01 2026-12-31 81250 attestation", "F003 2026-11-01 2027-08-31 0 waived",
			"F004 2026-11-01 2026-12-31 1050000 ")
		dbtest.Want(t, d, "select title from operations", "Quotients de 3 familles\u00a0: aucune ne change de tranche")
		if _, err := p.SetQuotients(p.ctx, p.clerk, form); fieldOf(err) != "famille-0" {
			t.Errorf("nothing new: %v", err)
		}
	})
}

func TestTheRowsThatAreWrongAreAllToldAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPriceDesk(t, d, access.Manager)
		for range 2 {
			p.w.Family(1)
		}
		form := settings.QuotientForm{Rows: []quota.Row{{Family: "dupont", QF: "5", From: "2026-11-01"},
			{Family: "personne", QF: "cinq", From: "2025-12-31"}, {Family: "F002", QF: "5", From: "2026-11-01",
				To: "2026-10-01"}}}
		_, err := p.SetQuotients(p.ctx, p.clerk, form)
		if got := fieldOf(err); got != "famille-0 famille-1 qf-1 du-1 au-2 motif" {
			t.Errorf("%s", got)
		}
		if text := fault.Message(err); !strings.Contains(text, "F002 DUPONT2") || strings.Contains(text, "dupont") {
			t.Errorf("the families that match are named: %s", text)
		}
		dbtest.Want(t, d, "select count(*) from operations", "0")
	})
}

func TestTheRuleOfTheStructureBindsWhatIsTyped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPriceDesk(t, d, access.Administrator)
		p.w.Family(1)
		form := settings.QuotientForm{Reason: "attestation reçue", Rows: []quota.Row{{Family: "F002", QF: "5",
			From: "2026-11-02"}}}
		for rule, want := range map[town.Backdating]string{town.NotBackdated: "du-0", town.FromMonth: ""} {
			if err := p.SetBackdating(p.ctx, p.clerk, nil, rule, "délibération"); err != nil {
				t.Fatal(err)
			}
			p.stored("MIDI") // the revision
			if page, err := p.Quotients(p.ctx, p.clerk); err != nil || page.Rule != rule {
				t.Errorf("%+v, %v", page, err)
			}
			if _, err := p.SetQuotients(p.ctx, p.clerk, form); err != nil != (want != "") || err != nil &&
				fieldOf(err) != want {
				t.Errorf("%s: %v", rule, err)
			}
		}
		if err := p.SetBackdating(p.ctx, p.clerk, nil, "jamais", "délibération"); fieldOf(err) != "retroactivite" {
			t.Error(err)
		}
		if err := p.SetBackdating(p.ctx, p.clerk, nil, town.FromYear, " "); fieldOf(err) != "motif" {
			t.Error(err)
		}
	})
}

func TestAFileOfQuotientsIsAllOrNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPriceDesk(t, d, access.Manager)
		p.w.Family(1)
		form := settings.QuotientForm{Reason: "fichier de la CAF"}
		const head = "famille;qf;du;au\n"
		_, troubles, err := p.QuotientFile(p.ctx, p.clerk, head+"F002;5;01/11/2026;\nF9;x;01/11/2026;\n"+
			"F8;1;1;1\n", form)
		if err != nil || len(troubles) != 5 || troubles[0].Line != 3 || troubles[0].Column != "famille" ||
			troubles[0].Value != "F9" {
			t.Fatalf("%+v, %v", troubles, err)
		}
		dbtest.Want(t, d, "select count(*) from operations", "0")
		answer, troubles, err := p.QuotientFile(p.ctx, p.clerk, head+"F002;5;01/11/2026;\n", form)
		if err != nil || troubles != nil || !answer.Applied {
			t.Fatalf("%+v, %+v, %v", answer, troubles, err)
		}
		dbtest.Want(t, d, storedQuotients, "F002 2026-11-01 2026-12-31 500 csv")
		if _, _, err := p.QuotientFile(p.ctx, p.clerk, head+"F002;5;01/11/2026;\n", form); fieldOf(err) != "fichier" {
			t.Errorf("the same again: %v", err)
		}
		list, err := p.QuotientExpiries(p.ctx, p.clerk, settings.LapseNone, paging.At(1))
		if err != nil || len(list.Rows) != 0 {
			t.Errorf("%+v, %v", list, err)
		}
	})
}
