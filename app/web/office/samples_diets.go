package office

import (
	"cartable/app/domain/kitchen"
	"cartable/app/office"
	"cartable/app/web/site"
)

// dietSamples returns samples of the page of diets that families ask.
func dietSamples(sample func(name, title, template string, view any) site.Sample) []site.Sample {
	one := office.DietRequestRow{ID: 4, First: "Gabin", Last: "Martin", School: "Jules-Ferry", Class: "CE1",
		Code: "F001", Family: "MARTIN Claire", AskedAt: site.SampleNow, Diet: "", Allergies: "PAI\u00a0: arachide",
		Kind: kitchen.Allergy, Has: office.DietText{Diet: "Sans porc", Kind: kitchen.NoPork}}
	other := one
	other.ID, other.School, other.Class, other.Diet, other.Allergies = 5, "", "", "Végétarien", ""
	other.Has = office.DietText{Allergies: "Lait", Kind: kitchen.Allergy}
	full := dietRequestsView{DietRequests: office.DietRequests{Rows: []office.DietRequestRow{one, other}, More: 1}}
	again := full
	again.ID, again.Typed = 4, dietTyped{"x", "y", "z"}
	wrong := sample("-diet-requests-wrong", ", régimes demandés, à corriger", "office/diet-requests", again)
	wrong.Layout.FieldErrors = map[string]string{"motif": "Dites à la famille pourquoi, en 3 à 300 caractères.",
		"reponse": "Choisissez une réponse.", "regime": "Ce texte est trop long.", "pai": "Ce texte est trop long."}
	moved := full
	moved.Moved = "Cette demande a déjà reçu une réponse, ou la famille l'a retirée."
	return []site.Sample{wrong,
		sample("-diet-requests", ", régimes demandés", "office/diet-requests", full),
		sample("-diet-requests-moved", ", régimes demandés, quelqu'un d'autre", "office/diet-requests", moved),
		sample("-diet-requests-none", ", régimes demandés, aucun", "office/diet-requests", dietRequestsView{}),
	}
}
