package prooftest

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"cartable/app/domain/civil"
	"cartable/db"
	"cartable/db/dbtest"
)

// A page starts the tax statements of a town, and the worker that makes them is killed during its last transaction.
// Another one makes them anew, once, and any web process serves them.
func TestKilledTaxStatementsAreMadeAnew(t *testing.T) {
	t.Parallel()
	address := dbtest.PostgresURL(t)
	d := open(t, address)
	w := dbtest.NewTown(t, d)
	care := w.Activity("MATIN", nil)
	if _, err := d.Write().ExecContext(t.Context(), "update categories set nature = 'care'"); err != nil {
		t.Fatal(err)
	}
	homes := crowd(t, w, 250, care) // born in 2018: under six in 2023
	var purse int64
	if err := d.Read().NewSelect().Table("wallets").Column("id").Scan(t.Context(), &purse); err != nil {
		t.Fatal(err)
	}
	var lines []db.LedgerLine
	for _, h := range homes {
		line := db.LedgerLine{StructureID: h.StructureID, FamilyID: h.ID, WalletID: purse, Date: civil.New(2023, 9, 7),
			Label: "MATIN", Amount: -300, Source: db.SourceImport, SourceRef: "tax-" + itoa(h.ID),
			CreatedAt: noon.UTC(), Kind: db.Consumption, ChildID: h.Child, ActivityID: care}
		paid := line
		paid.Kind, paid.Amount, paid.SourceRef, paid.ChildID, paid.ActivityID = db.Credit, 300, line.SourceRef+"-paid",
			0, 0
		lines = append(lines, line, paid)
	}
	insert(t, d, lines...)
	treasurer := staff(t, w, "treasurer")
	env := environment(t, "DATABASE_URL="+address, "REDIS_URL="+redisURL(t))
	portal, other := serving(t, env, "web"), serving(t, env, "web")
	v := visit(t, portal.url, treasurer)
	const page = "/mairie/regie/attestations"
	form := v.form(v.page(page+"?annee=2023"), page)

	// The row of the run is locked here: the worker makes the document, then waits for the lock.
	if a := v.post(page, form); a.StatusCode != 303 {
		t.Fatalf("asked: %d", a.StatusCode)
	}
	hold, err := d.Write().BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer hold.Rollback()
	if _, err := hold.ExecContext(t.Context(), "select 1 from tax_runs for update"); err != nil {
		t.Fatal(err)
	}
	victim := launch(t, env, "worker")
	dbtest.Until(t, "the worker to have looked at every family",
		func() bool { return count(t, d, "tax_parts", fmt.Sprintf("seen = %d", len(homes))) == 1 })
	if said := v.page(page + "?annee=2023"); !strings.Contains(said, "250 sur 250 familles") {
		t.Errorf("the page says %s", tail(mainOf(said)))
	}
	victim.kill()
	hold.Rollback()
	if n := count(t, d, "tax_pieces", "true"); n != 0 {
		t.Fatalf("%d pieces of a paper that was never finished", n)
	}
	killed := time.Now()
	heir := launch(t, env, "worker")
	dbtest.Until(t, "the statements", func() bool { return count(t, d, "tax_runs", "state = 'done'") == 1 })
	t.Logf("another worker had made them %s later", time.Since(killed).Round(100*time.Millisecond))
	if n := count(t, d, "tax_parts", "certified = 250 and total = 75000"); n != 1 {
		t.Errorf("%d papers of 250 statements", n)
	}
	file := regexp.MustCompile(`href="(` + page + `/\d+\?pour=[\d.]+)"`).FindStringSubmatch(
		v.page(page + "?annee=2023"))
	if file == nil {
		t.Fatal("no paper to download")
	}
	first, second := v.get(file[1]), visit(t, other.url, treasurer).get(file[1])
	if first.StatusCode != 200 || !strings.HasPrefix(first.body, "%PDF") || first.body != second.body ||
		!strings.Contains(first.Header.Get("Content-Disposition"), "attestations-2023.pdf") {
		t.Errorf("the paper: %d and %d bytes", len(first.body), len(second.body))
	}
	if a := v.post(page, url.Values{"annee": {"2023"}}); a.StatusCode != 403 {
		t.Errorf("asked without the form's token: %d", a.StatusCode)
	}
	heir.stop()
}
