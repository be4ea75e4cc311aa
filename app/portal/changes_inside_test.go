package portal

import (
	"slices"
	"testing"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/db"
)

// Changes are grouped by child, activity and answer; what a family may have to act upon comes first.
func TestChangesAreGrouped(t *testing.T) {
	f := homeOf(t, []string{"Léa", "Noé"}, meal, morning)
	day := civil.New(2026, 12, 1)
	until := saturday.Add(5 * time.Hour)
	lines := []db.SinceLine{
		{ActivityID: 1, ChildID: 1, Date: day, Became: booking.Accepted, FreeUntil: until},
		{ActivityID: 1, ChildID: 1, Date: day + 1, Became: booking.Accepted, FreeUntil: until},
		{ActivityID: 1, ChildID: 1, Date: day + 2, Became: booking.Accepted, FreeUntil: saturday.Add(-time.Hour)},
		{ActivityID: 1, ChildID: 2, Date: day, Became: booking.Accepted, FreeUntil: until},
		{ActivityID: 2, ChildID: 2, Date: day + 3, Became: booking.Refused, Reason: booking.WaitlistFull},
		{ActivityID: 2, ChildID: 2, Date: day + 4, Became: booking.Waitlisted},
		{ActivityID: 2, ChildID: 1, Date: day + 5, Became: booking.Cancelled, ByStaff: true},
		{ActivityID: 2, ChildID: 2, Date: day + 5, Became: booking.Cancelled, Reason: booking.OfferLapsed},
		{ActivityID: 2, ChildID: 1, Date: day + 7, Became: booking.Cancelled, ByStaff: true, Reason: booking.TakenOff,
			Said: "Groupe supprimé."},
		{ActivityID: 1, ChildID: 2, Date: day + 8, Became: booking.Cancelled, ByStaff: true, Reason: booking.Sick},
		{ActivityID: 2, ChildID: 1, Date: day + 6, Became: booking.Accepted, ByStaff: true},
		{ActivityID: 1, ChildID: 1, Date: day - 9, Price: 450, Told: 400},
		{ActivityID: 99, ChildID: 1, Date: day, Became: booking.Refused}, // not offered any more
	}
	type row struct {
		word, child string
		days        int
		why         string
	}
	want := []row{
		{
			"Refusée",
			"Noé",
			1,
			"Il n'y a plus de place ce jour, et la liste d'attente est complète. Choisissez un autre jour.",
		},
		{"Annulée par la mairie", "Léa", 1, ""},
		{"Sortie de la liste d'attente", "Noé", 1, "Vous n'avez pas répondu à temps à la place proposée : elle " +
			"n'est plus gardée pour vous. Vous pouvez demander ce jour à nouveau, s'il est encore temps de réserver."},
		{"Sortie de la liste d'attente", "Léa", 1, "La mairie a retiré cette demande de la liste d'attente (Groupe " +
			"supprimé)."},
		{"Place obtenue", "Léa", 2, "Vous pouvez y renoncer sans frais jusqu'au samedi 28 novembre à 15 h."},
		{"Place obtenue", "Léa", 1, ""},
		{"Place obtenue", "Noé", 1, "Vous pouvez y renoncer sans frais jusqu'au samedi 28 novembre à 15 h."},
		{"Réservée par la mairie", "Léa", 1, ""},
		{"Absence signalée", "Noé", 1, ""},
		{"En liste d'attente", "Noé", 1, ""},
		{"Prix différent", "Léa", 1, "Facturé 4,50\u00a0€, au lieu de 4,00\u00a0€ annoncés."},
	}
	var got []row
	for _, x := range changesOf(f.Town, lines, map[int64]string{1: "Léa", 2: "Noé"}, saturday) {
		got = append(got, row{x.Word, x.Child, len(x.Dates), x.Why})
	}
	if !slices.Equal(got, want) {
		t.Errorf("%+v, want\n%+v", got, want)
	}
	if s := since(make([]Change, 9), saturday, db.Paris); len(s.Changes) != changesShown || s.More != 3 ||
		s.Visit != civil.New(2026, 11, 28) {
		t.Errorf("%+v", s)
	}
}

// A report is new if its night ended after the last visit, or has not ended yet; at a first visit only the last one is.
func TestAReportIsNewSinceTheLastVisit(t *testing.T) {
	night := func(id int64, ago time.Duration) db.LastReport {
		return db.LastReport{RunID: id, FinishedAt: saturday.Add(-ago)}
	}
	all := []db.LastReport{{RunID: 4}, night(3, time.Hour), night(2, 25*time.Hour), night(1, 49*time.Hour)}
	for _, c := range []struct {
		before time.Time
		want   []int64
	}{{time.Time{}, []int64{4}}, {saturday.Add(-30 * time.Hour), []int64{4, 3, 2}}, {saturday, []int64{4}}} {
		for i := range all {
			all[i].Before = c.before
		}
		if runs, before := newReports(all); !slices.Equal(runs, c.want) || !before.Equal(c.before) {
			t.Errorf("before %s: %v", c.before, runs)
		}
	}
}
