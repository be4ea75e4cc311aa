package family

import (
	"cartable/app/domain/civil"
	"cartable/app/domain/pickup"
	"cartable/app/leaving"
	"cartable/app/web/site"
)

// leavingSamples returns samples of the page on which a family says who collects its children.
func leavingSamples() []site.Sample {
	day := site.SampleDay
	rule := func(id int64, state pickup.State, r pickup.Rule) leaving.Rule {
		return leaving.Rule{Rule: r, ID: id, State: state, At: site.SampleNow}
	}
	gran := pickup.Rule{Kind: pickup.Person, Name: "Jeanne Petit", Link: "grand-mère", Phone: "06 12 34 56 78",
		From: day}
	alone := pickup.Rule{Kind: pickup.Alone, Hour: civil.TimeOfDay(17 * 60), From: day, To: day + 30}
	uncle := pickup.Rule{Kind: pickup.Person, Name: "Paul Petit", Link: "oncle", From: day, To: day + 4}
	refused := rule(4, pickup.Refused, uncle)
	refused.Answer = "Présentez sa pièce d'identité à l'accueil."
	over := rule(5, pickup.Allowed, uncle)
	over.Over = true
	two := []leaving.Child{{ID: 1, FirstName: "Léa", LastName: "Martin", Rules: []leaving.Rule{
		rule(1, pickup.Allowed, gran), rule(2, pickup.Asked, alone), rule(3, pickup.Allowed, alone), refused, over}},
		{ID: 2, FirstName: "Noé", LastName: "Martin"}}
	sample := func(name, title string, v leavingView, wrong map[string]string) site.Sample {
		layout := site.FamilyLayout("Qui vient chercher vos enfants", "profile")
		layout.FieldErrors = wrong
		return site.Sample{Name: "leaving" + name, Title: "Sorties" + title, Template: "family/leaving", Layout: layout,
			View: v}
	}
	person := leavingView{Children: two, Ticked: map[int64]bool{2: true}, Typed: pickup.Typed{Kind: pickup.Person,
		Name: "J", Link: "", Phone: "12", From: "2027-01-10", To: "2027-01-05"}}
	hour := leavingView{Children: two, Typed: pickup.Typed{Kind: pickup.Alone, Hour: "03:00"}}
	return []site.Sample{
		sample("", "", leavingView{Children: two}, nil),
		sample("-one", ", un enfant", leavingView{Children: two[1:]}, nil),
		sample("-none", ", aucun enfant", leavingView{}, nil),
		sample("-wrong", ", à corriger", person, map[string]string{"personne": "Indiquez le nom et le prénom de la " +
			"personne.", "lien": "Indiquez le lien avec l'enfant, par exemple «\u00a0grand-mère\u00a0».",
			"telephone": "Écrivez un numéro comme 06 12 34 56 78, ou comme +32 475 12 34 56.",
			"du":        "Cette date est trop lointaine\u00a0: deux ans au plus.",
			"au":        "Le dernier jour doit suivre le premier.",
			"":          "Cette page n'accepte pas cette demande."}),
		sample("-wrong-hour", ", heure à corriger", hour, map[string]string{"enfant": "Cochez au moins un enfant.",
			"heure": "Indiquez une heure de la journée, par exemple 17:00."}),
	}
}
