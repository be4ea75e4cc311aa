package family

import (
	"time"

	"cartable/app/counter"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/portal"
	"cartable/app/web/site"
)

// actingSamples are the booking pages as staff have them who act for a family.
func actingSamples() []site.Sample {
	layout := site.OfficeLayout("Vérifier ma demande", "families")
	layout.Acting, layout.PayURL = &site.Acting{Family: "Martin", Code: "F001"}, ""
	late := galleryLine(1, "Léa", "Restauration scolaire", booking.ResultAccepted, "")
	late.Passed = []string{booking.PassBooking.Words(), booking.PassDebt.Words()}
	recap := samplePages.recapView(portal.Recap{RecapKey: portal.RecapKey{DraftID: 3, Revision: 17},
		Bookings: []portal.RecapLine{late}, NextNight: site.SampleNow.Add(11 * time.Hour)})
	recap.Acting = &actingForm{Reason: "appel", Passes: []actingPass{
		{Field: "passe-reserver", Sentence: booking.PassBooking.Sentence(), Must: true, Ticked: true},
		{Field: "passe-complet", Sentence: booking.PassFull.Sentence(), Notes: []string{
			addedWords(counter.Added{Pool: "Restaurant", Date: civil.New(2026, time.December, 1), Was: 16, Is: 17,
				Waiting: 2, Need: 3, Lacks: 1}),
			addedWords(counter.Added{Pool: "Accueil", Date: civil.New(2026, time.December, 1), Was: 1, Is: 2,
				Waiting: 1, Need: 1, Unsaid: true})}}},
		Channels: []actingChannel{{"phone", booking.ByPhone.Label(), true}, {"post", booking.ByPost.Label(), false}}}
	wrong := layout
	wrong.FieldErrors = map[string]string{"passe-reserver": "Cochez cette case, ou retirez les jours qui en ont " +
		"besoin.", "canal": "Dites comment la famille vous l'a demandé.",
		"motif": "Dites-en un peu plus\u00a0: la famille lira ce motif."}
	confirmation := samplePages.confirmationView(portal.Confirmation{Number: "261123-K7QM-2XPD", At: site.SampleNow,
		Bookings: []portal.RecapLine{late}, Channel: booking.ByPhone, Reason: "appel de la mère"}, false)
	confirmation.Next = actingNext(portal.Confirmation{HasMail: true})
	unreached := confirmation
	unreached.Next = actingNext(portal.Confirmation{})
	unreached.Reason = ""
	return []site.Sample{
		{Name: "acting-recap", Title: "Mairie, réserver pour une famille", Template: "family/recap", Layout: layout,
			View: recap},
		{Name: "acting-recap-wrong", Title: "Mairie, réserver pour une famille, à corriger",
			Template: "family/recap", Layout: wrong, View: recap},
		{Name: "acting-confirmation", Title: "Mairie, réservé pour une famille", Template: "family/confirmation",
			Layout: layout, View: confirmation},
		{Name: "acting-confirmation-unreached", Title: "Mairie, réservé pour une famille sans adresse",
			Template: "family/confirmation", Layout: layout, View: unreached},
	}
}
