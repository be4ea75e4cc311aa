package family

import (
	"slices"
	"testing"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/portal"
	"cartable/app/web/site"
)

// The amount of the button is what is charged if everything is accepted, and what is below says what it is made of.
func TestTheButtonOfTheRecapSaysWhatItCosts(t *testing.T) {
	accepted := portal.RecapLine{Result: booking.ResultAccepted}
	cancelled := portal.RecapLine{Result: booking.ResultCancelled, GivenUp: true}
	unknown := portal.RecapLine{Result: booking.ResultAccepted, Unpriced: true}
	refused := portal.RecapLine{Result: booking.ResultUntreated, Unpriced: true}
	const later = "Vous ne payez rien maintenant\u00a0: chaque journée est facturée après avoir eu lieu."
	total := func(accepted, waiting, back money.Cents) portal.WalletTotal {
		return portal.WalletTotal{Accepted: accepted, Waiting: waiting, Back: back}
	}
	for name, c := range map[string]struct {
		recap  portal.Recap
		button string
		costs  []string
	}{
		"accepted": {portal.Recap{Bookings: []portal.RecapLine{accepted}, Totals: portal.Totals{total(1220, 0, 0)}},
			"Valider 12,20\u00a0€", []string{later}},
		"waiting": {portal.Recap{Bookings: []portal.RecapLine{accepted}, Totals: portal.Totals{total(0, 400, 0)}},
			"Valider 4,00\u00a0€", []string{
				"4,00\u00a0€ si tout est accepté. Une demande sans place n'est pas facturée.", later}},
		"two wallets, and a day given back": {portal.Recap{Bookings: []portal.RecapLine{accepted},
			Cancels: []portal.RecapLine{cancelled}, Totals: portal.Totals{total(800, 0, 422), total(0, 420, 0)}},
			"Valider 12,20\u00a0€", []string{"12,20\u00a0€ si tout est accepté\u00a0: 8,00\u00a0€ pour les " +
				"réservations acceptées, 4,20\u00a0€ pour celles qui attendront une réponse.", later,
				"Les journées annulées ne seront pas facturées\u00a0: 4,22\u00a0€ en moins."}},
		"a price that is not known": {portal.Recap{Bookings: []portal.RecapLine{accepted, unknown},
			Totals: portal.Totals{total(400, 0, 0)}}, "Valider",
			[]string{"Le prix de 1\u00a0jour n'est pas encore fixé\u00a0: le total n'est pas connu.", later}},
		"not treated": {portal.Recap{Bookings: []portal.RecapLine{refused}}, "Valider", nil},
		"free":        {portal.Recap{Bookings: []portal.RecapLine{accepted}}, "Valider", nil},
		"one given back": {portal.Recap{Cancels: []portal.RecapLine{cancelled},
			Totals: portal.Totals{total(0, 0, 422)}}, "Valider l'annulation",
			[]string{"Les journées annulées ne seront pas facturées\u00a0: 4,22\u00a0€ en moins."}},
		"two given back": {portal.Recap{Cancels: []portal.RecapLine{cancelled, cancelled}},
			"Valider les 2\u00a0annulations", nil},
	} {
		if got := validateButton(c.recap); got != c.button {
			t.Errorf("%s: the button says %q", name, got)
		}
		if got := costWords(c.recap); !slices.Equal(got, c.costs) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// A night is named as somebody would name it now.
func TestNightOf(t *testing.T) {
	at := func(day, hour, minute int) time.Time {
		return time.Date(2026, 11, day, hour, minute, 0, 0, site.SampleZone)
	}
	for _, c := range []struct {
		night, now    time.Time
		when, morning string
	}{
		{at(24, 0, 30), at(23, 13, 5), "cette nuit", "demain matin"},
		{at(24, 0, 30), at(23, 23, 59), "cette nuit", "demain matin"},
		{at(24, 0, 30), at(24, 0, 10), "cette nuit", "ce matin"},
		{at(25, 0, 30), at(24, 0, 31), "la nuit prochaine", "demain matin"},
		{at(25, 0, 30), at(24, 6, 0), "cette nuit", "demain matin"},
		{at(24, 4, 0), at(24, 3, 0), "cette nuit", "ce matin"},
		{at(24, 20, 0), at(24, 13, 0), "aujourd'hui à 20\u00a0h", "aujourd'hui à 20\u00a0h"},
		{at(25, 20, 0), at(24, 21, 0), "demain à 20\u00a0h", "demain à 20\u00a0h"},
	} {
		if got := nightOf(c.night.UTC(), c.now.UTC(), site.SampleZone); got.when != c.when || got.morning != c.morning {
			t.Errorf("%s seen at %s: %q, %q", c.night, c.now, got.when, got.morning)
		}
	}
}

func TestByDay(t *testing.T) {
	line := func(day int, child int64, name, activity string) portal.RecapLine {
		return portal.RecapLine{Date: civil.New(2026, 12, day), ChildID: child, Child: name, Activity: activity}
	}
	days := recapDays([]portal.RecapLine{line(1, 2, "Noé", "MATIN"), line(1, 1, "Léa", "MATIN"),
		line(1, 2, "Noé", "SOIR"), line(3, 0, "", "Report")}, "", site.BookingPath)
	if len(days) != 2 || len(days[0].Kids) != 2 || days[0].Kids[0].Name != "Léa" || len(days[0].Kids[1].Lines) != 2 ||
		days[0].Kids[1].Lines[1].Activity != "SOIR" {
		t.Errorf("%+v", days)
	}
	if got := days[0].Kids[1].URL(); got != "/reservations/jour/2026-12-01?enfant=2" {
		t.Errorf("the day is at %s", got)
	}
	if got := days[1].Kids[0].URL(); got != "" {
		t.Errorf("a line without a child leads to %s", got)
	}
}
