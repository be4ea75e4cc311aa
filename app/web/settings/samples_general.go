package settings

import (
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/legal"
	"cartable/app/domain/town"
	"cartable/app/settings"
	"cartable/app/web/site"
)

// generalSamples returns samples of the structure's own settings: identity, appearance, legal texts, first steps.
func generalSamples() []site.Sample {
	n := town.StructureEntry{Code: "mairie", Name: "Saint-Martin-sur-Loire", Zone: civil.ZoneB, NightAt: 30,
		Address: "1 place de la Mairie\n49100 Saint-Martin-sur-Loire", Phone: "02 41 00 00 00",
		Email: "scolaire@saint-martin.example", Hours: "Du lundi au vendredi, 9 h – 12 h",
		MailName: "Mairie de Saint-Martin", Signature: "Le service scolaire"}
	sample := func(name, title, template string, view any, wrong map[string]string) site.Sample {
		l := site.OfficeLayout(settingsTitle, "rules")
		l.FieldErrors = wrong
		if name == "look-own" {
			l.Accent, l.Logo = "/couleur/7a1f5c.css", site.LogoPath("0123")
		}
		return site.Sample{Name: name, Title: "Mairie, " + title, Template: template, Layout: l, View: view}
	}
	read, moved, wrong := newGeneralView(n).readOnly(), newGeneralView(n), newGeneralView(n)
	moved.Changed = []town.Difference{{Label: "téléphone", Was: "02 41 00 00 00", Became: "02 41 11 11 11"}}
	wrong.Reason = "Nouveaux horaires"
	portal := newLookView(settings.Look{})
	own := newLookView(settings.Look{Accent: "#7a1f5c", Logo: "0123"})
	changed := own
	changed.Drop = true
	changed.Changed = []town.Difference{{Label: "couleur", Was: "celle du portail", Became: "#7a1f5c"}}
	return append([]site.Sample{
		sample("general", "réglages", "settings/general", newGeneralView(n), nil),
		sample("general-read", "réglages, lecture seule", "settings/general", read, nil),
		sample("general-moved", "réglages changés par un autre", "settings/general", moved, nil),
		sample("general-wrong", "réglages à corriger", "settings/general", wrong, map[string]string{
			"email": "«\u00a0mairie@\u00a0» n'est pas une adresse courriel.", "zone": "Choisissez une zone.",
			"address": "Ce texte est trop long."}),
		sample("look", "apparence", "settings/look", portal, nil),
		sample("look-own", "apparence de la commune", "settings/look", own, nil),
		sample("look-moved", "apparence changée par un autre", "settings/look", changed, map[string]string{
			"logo": "Ce fichier n'est pas une image PNG ou JPEG. Choisissez-en une.", "accent": "Cette couleur ne " +
				"se lit pas assez bien sur fond blanc\u00a0: son contraste est de 2,1, il en faut 4,5."}),
	}, append(legalSamples(sample), startSamples(sample)...)...)
}

type sampling func(name, title, template string, view any, wrong map[string]string) site.Sample

func legalSamples(sample sampling) []site.Sample {
	at := time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)
	two := settings.LegalText{Kind: legal.Terms, Versions: []settings.TextVersion{
		{Number: 2, Body: "Le portail sert à réserver.\nIl est gratuit.", At: at},
		{Number: 1, Body: "Le portail sert à réserver.", At: at.AddDate(-1, 0, 0)}}}
	none := settings.LegalText{Kind: legal.Privacy}
	view := legalView{LegalText: two, Typed: two.InForce().Body, After: 2}
	old, preview, first := view, view, legalView{LegalText: none}
	old.Old = &two.Versions[1]
	preview.Preview, preview.Typed = true, "Le portail sert à réserver et à payer.\nIl est gratuit."
	return []site.Sample{
		sample("legal-texts", "textes légaux", "settings/legal-texts", []settings.LegalText{none, two}, nil),
		sample("legal-text", "un texte légal", "settings/legal-text", view, nil),
		sample("legal-text-old", "un texte légal, ancienne version", "settings/legal-text", old, nil),
		sample("legal-text-preview", "un texte légal, aperçu", "settings/legal-text", preview, nil),
		sample("legal-text-first", "un texte légal, le premier", "settings/legal-text", first,
			map[string]string{"texte": "Écrivez le texte.", "motif": "Dites pourquoi."}),
	}
}

func startSamples(sample sampling) []site.Sample {
	step := settings.Step{Title: "La structure", Has: "Saint-Martin-sur-Loire", URL: "/mairie/reglages",
		Do: "Compléter les réglages"}
	todo := settings.Step{Title: "Les porte-monnaie", URL: "/mairie/activites", Do: "Créer un porte-monnaie",
		Missing: []string{"Un porte-monnaie\u00a0: c'est le compte prépayé de chaque famille."}}
	later := settings.Step{Title: "Les catégories", URL: "/mairie/activites", Do: "Créer une catégorie", Waits: true,
		Missing: []string{"Une catégorie, par exemple «\u00a0Restauration scolaire\u00a0»."}}
	return []site.Sample{
		sample("start", "démarrage", "settings/start", settings.Start{Steps: []settings.Step{step, todo, later}}, nil),
		sample("start-done", "démarrage fini", "settings/start",
			settings.Start{Steps: []settings.Step{step}, Hidden: true}, nil),
		stepSample("step", site.Step{Number: 2, Of: 8, Title: "Les porte-monnaie", Left: 7}),
		stepSample("step-done", site.Step{Number: 1, Of: 8, Title: "La structure", Done: true, Left: 7}),
		stepSample("step-none", site.Step{Of: 8, Left: 2}),
	}
}

func stepSample(name string, step site.Step) site.Sample {
	step.URL = startPath
	return site.Sample{Name: name, Title: "bandeau des étapes", Template: "step", Fragment: true, View: step}
}
