package browsertest

import (
	"regexp"
	"testing"
	"time"

	"cartable/db/dbtest"
)

// seconds is a countdown in its last minute.
var seconds = regexp.MustCompile(`dans \d+ s`)

// A calendar that is open when bookings open counts down and then draws its days again, without being loaded again. It
// works alike for whoever set the opening on the town hall's page.
func TestAnOpenCalendarSeesBookingsOpen(t *testing.T) {
	d := newDemo(t)
	staff := Start(t).Page(t, 1440, 900, true)
	staff.signIn(d.url, "accueil")
	staff.Goto(d.url + "/mairie/ouvertures")
	staff.Pick("#activity", "RESTO_ELEM")
	for field, value := range map[string]string{"from": "2027-01-04", "to": "2027-01-29", "on": "2026-11-24",
		"at": "08:30", "motif": "Second trimestre"} {
		Eval[bool](staff, "(document.getElementById('"+field+"').value = '"+value+"') !== ''")
	}
	staff.Follow("#ouvrir .btn.main")
	staff.WaitText("#effets", "réservations ouvertes mardi.24.novembre.2026 à 8.h.30")
	staff.Follow("#ouvrir .btn.main")
	staff.WaitText(".flash.ok", "enregistrée")
	staff.Clean()

	p := Start(t).Page(t, 390, 844, true)
	p.signIn(d.url, "martin")
	p.Goto(d.url + "/reservations?activite=RESTO_ELEM&mois=2027-01")
	p.WaitText("[data-ouvre]",
		`Réservations ouvertes mardi.24.novembre à 8.h.30 \(dans \d+.h.\d\d\), pour les jours du`)
	if n := p.Count("#j-2027-01-05[type=checkbox]"); n != 0 {
		t.Error("a day may be ticked before its bookings open")
	}
	instant := time.Date(2026, 11, 24, 7, 29, 35, 0, time.UTC)
	d.command(t, "clock", "set", instant.Format(time.RFC3339))
	dbtest.Until(t, "the town's clock is there", func() bool {
		p.Reload()
		return seconds.MatchString(p.Text("[data-ouvre]"))
	})
	Eval[bool](p, "window.sameDocument = true")
	p.Until("for the day to be free", `document.querySelector('#c-2027-01-05').dataset.state === 'available'`)
	p.Until("for the notice to go", `document.querySelector('[data-ouvre]').hidden`)
	if !Eval[bool](p, "window.sameDocument === true") {
		t.Error("the page was loaded again")
	}
	p.WaitText("#annonce", "Les réservations sont ouvertes")
	p.tap("2027-01-05")
	p.idle()
	if got := p.drafts(); got != adds("2027-01-05") {
		t.Errorf("drafted: %s", got)
	}
	p.Clean()
}
