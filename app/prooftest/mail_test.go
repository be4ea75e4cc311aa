package prooftest

import (
	"slices"
	"strings"
	"testing"

	"github.com/jhillyerd/enmime/v2"

	"cartable/app/domain/civil"
	"cartable/app/mail/mailtest"
	"cartable/db"
	"cartable/db/dbtest"
)

// report is the manual's example, with our dates.
const report = `M. DUPONT Jean-Paul

Veuillez trouver ci-dessous un compte rendu des modifications apportées à vos demandes de réservation sur la structure : Mairie de CarteVille.

7 mouvements sur vos demandes de réservations ont été reçus, dont :

- 5 nouvelles demandes de réservation
- 2 demandes d'annulation

***** RESERVATIONS MISES EN LISTE D'ATTENTE *****

--> Activité : APS MATIN :

DUPONT Amalia : mar. 01/12

***** RESERVATIONS ACCEPTEES *****

--> Activité : APS MATIN :

DUPONT Paolo : mar. 01/12, jeu. 03/12, ven. 04/12

--> Activité : RESTAURATION :

DUPONT Amalia : ven. 04/12

***** RESERVATIONS ANNULEES *****

--> Activité : APS MATIN :

DUPONT Amalia : lun. 07/12

--> Activité : RESTAURATION :

DUPONT Paolo : mar. 08/12

Vous pouvez consulter l'état de vos réservations sur notre site Internet.
http://localhost:8080
`

// A worker sends the morning's report by SMTP: one message to each address of the family, in the manual's wording.
func TestTheReportArrives(t *testing.T) {
	t.Parallel()
	post := mailtest.Start(t)
	address := dbtest.PostgresURL(t)
	d := open(t, address)
	w := dbtest.NewTown(t, d)
	chief := staff(t, w, "administrator")
	named := func(name string) func(*db.Activity) { return func(a *db.Activity) { a.Name = name } }
	early := w.Activity("APSM", func(a *db.Activity) {
		a.Name, a.StartAt, a.EndAt = "APS MATIN", 450, 510
	}, w.Pool("matin", 1, -1))
	meal := w.Activity("RESTO", named("RESTAURATION"), w.Pool("cantine", 10, 0))
	h := crowd(t, w, 1, early, meal)[0]
	set := func(query string, args ...any) {
		t.Helper()
		if _, err := d.Write().ExecContext(t.Context(), query, args...); err != nil {
			t.Fatal(err)
		}
	}
	set("update families set civility = 'M.', last_name = 'Dupont', first_name = 'Jean-Paul'")
	set("update children set last_name = 'Dupont', first_name = 'Paolo', birth_date = '2016-05-01'")
	at := noon.UTC()
	insert(t, d, db.FamilyEmail{FamilyID: h.ID, Position: 1, Address: "jean-paul@example.org", ConfirmedAt: &at})
	sister := insert(t, d, db.Child{StructureID: h.StructureID, Code: "SOEUR", LastName: "Dupont", FirstName: "Amalia",
		BirthDate: civil.New(2019, 5, 1)})[0]
	insert(t, d, db.FamilyChild{FamilyID: h.ID, ChildID: sister.ID, StructureID: h.StructureID, Position: 1})
	for _, a := range []int64{early, meal} {
		insert(t, d, db.Enrolment{ChildID: sister.ID, ActivityID: a, FromDate: civil.New(2026, 9, 1),
			ToDate: civil.New(2027, 7, 2)})
	}
	// A day that was booked and transmitted long ago, and is cancelled now.
	old := insert(t, d,
		db.Reservation{StructureID: h.StructureID, FamilyID: h.ID, ChildID: sister.ID, ActivityID: early,
			Date: tuesday + 6, State: "accepted", RequestedAt: at.AddDate(0, -1, 0), Transmitted: true, Quantity: 1},
		db.Reservation{StructureID: h.StructureID, FamilyID: h.ID, ChildID: h.Child, ActivityID: meal, Date: tuesday +
			7, State: "accepted", RequestedAt: at.AddDate(0, -1, 0), Transmitted: true, Quantity: 1})
	if len(old) != 2 {
		t.Fatal(old)
	}
	if err := d.Write().RecountStructure(t.Context(), h.StructureID); err != nil {
		t.Fatal(err)
	}

	env := environment(t, "DATABASE_URL="+address, "REDIS_URL="+redisURL(t), "SMTP_URL="+post.URL())
	portal := serving(t, env, "web")
	v := visit(t, portal.url, h.Token)
	wish := func(child int64, activity string, days ...civil.Date) {
		t.Helper()
		page := v.page("/reservations?enfant=" + itoa(child) + "&activite=" + activity + "&mois=2026-12")
		form := v.form(page, "/reservations/brouillon")
		for _, day := range days {
			form.Add("j", day.String())
		}
		if a := v.post("/reservations/verifier", form); a.StatusCode != 303 {
			t.Fatalf("got %d %s", a.StatusCode, tail(a.body))
		}
	}
	wish(h.Child, "APSM", tuesday, tuesday+2, tuesday+3)
	wish(h.Child, "RESTO") // cancels the 8th
	v.validate(v.recap())
	wish(sister.ID, "APSM", tuesday) // her brother has the place; cancels the 7th
	wish(sister.ID, "RESTO", tuesday+3)
	v.validate(v.recap())

	worker := launch(t, env, "worker")
	startAsStaff(t, portal.url, chief)
	finished(t, d)
	mails := post.Mails()
	var to []string
	for _, m := range mails {
		to = append(to, m.To)
		letter, err := enmime.ReadEnvelope(strings.NewReader(m.Raw))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.ReplaceAll(letter.Text, "\r\n", "\n"); got != report {
			t.Errorf("to %s:\n%s\nwanted:\n%s", m.To, got, report)
		}
		if got := letter.GetHeader("Subject"); got != "Compte rendu de vos demandes de réservation : Mairie de "+
			"CarteVille" {
			t.Errorf("subject %q", got)
		}
		if got := letter.GetHeader("To"); !strings.Contains(got, m.To) || strings.Contains(got, ",") {
			t.Errorf("the letter to %s says that it is to %q", m.To, got)
		}
		if !strings.Contains(letter.HTML, "RESERVATIONS ANNULEES") {
			t.Error("there is no HTML part that says the same")
		}
	}
	slices.Sort(to)
	if want := []string{"foule0000@example.org", "jean-paul@example.org"}; !slices.Equal(to, want) {
		t.Errorf("mails went to %v, not to %v", to, want)
	}
	w.Sound()
	worker.stop()
}
