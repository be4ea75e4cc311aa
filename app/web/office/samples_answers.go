package office

import (
	"time"

	"cartable/app/desk"
	"cartable/app/domain/booking"
	"cartable/app/domain/paging"
	"cartable/app/office"
	"cartable/app/web/site"
)

func answersSamples() []site.Sample {
	activities := []desk.Choice{{Code: "PATINOIRE", Name: "Sortie à la patinoire"},
		{Code: "CLUB", Name: "Club théâtre"}}
	row := office.AskedRow{ID: 12, Date: site.SampleDay + 1, Soon: true, Child: "Léa Martin",
		Activity: "Sortie à la patinoire", Priority: 1, Rank: 1, Of: 3, Free: 1, Fits: true,
		AcceptedBefore: 2, RefusedBefore: 1}
	queues, full, late, free := row, row, row, row
	queues.ID, queues.Date, queues.Soon, queues.Rank, queues.Priority, queues.Fits, queues.Queues = 13,
		site.SampleDay+9, false, 2, 0, false, true
	queues.Free, queues.Waiting, queues.AcceptedBefore, queues.RefusedBefore = 0, 4, 0, 0
	full.ID, full.Fits, full.Soon, full.Free = 14, false, false, 0
	late.ID, late.Fits, late.Why = 15, false, "La cuisine a déjà commandé les repas de ce jour."
	free.ID, free.Free, free.Activity = 16, booking.NoLimit, "Club théâtre"
	list := office.ToAnswer{Activities: activities, Page: paging.At(1).Of(5), Groups: []office.AskedGroup{
		{Number: "261103-KBDFMNPT", At: site.SampleNow.Add(-48 * time.Hour), Family: "Martin Claire",
			FamilyCode: "F001", Rows: []office.AskedRow{row, queues}},
		{At: site.SampleNow.Add(-24 * time.Hour), Family: "de La Rochefoucauld-Montbel Anne-Charlotte",
			FamilyCode: "F004", Rows: []office.AskedRow{full, late, free}}}}
	none := list
	none.Groups = []office.AskedGroup{{At: site.SampleNow, Family: "Petit Nicolas", FamilyCode: "F002",
		Rows: []office.AskedRow{full}}}
	filtered := office.ToAnswer{ToAnswerQuery: office.ToAnswerQuery{Activity: "CLUB", Soon: true},
		Activities: activities}
	soon := list
	soon.Soon = true
	many := soon
	many.Page = paging.At(1).Of(120)
	answered := office.GivenAnswer{ID: 7, At: site.SampleNow.Add(-time.Hour), Login: "accueil", Family: "Martin Claire",
		FamilyCode: "F001", Child: "Léa Martin", Activity: "Sortie à la patinoire", Date: site.SampleDay + 9,
		Became: booking.Accepted, State: booking.Accepted}
	refused, moved := answered, answered
	refused.ID, refused.Became, refused.State, refused.Words = 6, booking.Refused, booking.Refused, "Dossier incomplet"
	refused.Told = "par le compte rendu de la nuit"
	moved.ID, moved.State = 5, booking.Cancelled
	page := func(name, title, template string, view any, wrong map[string]string) site.Sample {
		layout := site.OfficeLayout(title, "requests")
		layout.FieldErrors = wrong
		return site.Sample{Name: name, Title: "Mairie, " + title, Template: template, Layout: layout, View: view}
	}
	return []site.Sample{
		page("to-answer", "Demandes à répondre", "office/to-answer", toAnswerView{ToAnswer: list, May: true,
			Ticked: []int64{12}}, nil),
		page("to-answer-left", "Demandes à répondre, une déjà répondue", "office/to-answer", toAnswerView{
			ToAnswer: soon,
			May:      true, Done: 2, Left: []office.Unanswered{{Date: site.SampleDay + 9, Child: "Noé Martin",
				Activity: "Sortie à la patinoire",
				Why:      "Déjà répondu par accueil, aujourd'hui à 10 h 12\u00a0: acceptée."}}}, nil),
		page("to-answer-wrong", "Demandes à répondre, refus sans motif", "office/to-answer", toAnswerView{
			ToAnswer: none,
			May:      true, Ticked: []int64{14}}, map[string]string{
			"demandes": "Cochez les demandes auxquelles vous répondez.",
			"motif":    "Dites pourquoi vous refusez\u00a0: la famille lira ce motif.",
			"reponse":  "Choisissez une réponse."}),
		page("to-answer-reader", "Demandes à répondre, pour qui ne répond pas", "office/to-answer",
			toAnswerView{ToAnswer: list}, nil),
		page("to-answer-filtered", "Demandes à répondre, aucune ne correspond", "office/to-answer",
			toAnswerView{ToAnswer: filtered, May: true}, nil),
		page("to-answer-whole", "Demandes à répondre, toute la liste", "office/to-answer", toAnswerView{ToAnswer: many,
			May: true, Whole: &office.FittingAnswered{Answered: office.Answered{Done: 600}, More: 40,
				Without: 12}}, nil),
		page("to-answer-done", "Demandes à répondre, tout est répondu", "office/to-answer",
			toAnswerView{ToAnswer: office.ToAnswer{Activities: activities}, May: true}, nil),
		page("to-answer-none", "Demandes à répondre, aucune activité", "office/to-answer",
			toAnswerView{May: true}, nil),
		page("given-answers", "Réponses données", "office/given-answers", givenAnswersView{office.GivenAnswers{
			Rows: []office.GivenAnswer{answered, refused, moved}, Page: paging.At(1).Of(3)}, true}, nil),
		page("given-answers-none", "Réponses données, aucune", "office/given-answers", givenAnswersView{}, nil),
	}
}
