package office

import (
	"time"

	"cartable/app/desk"
	"cartable/app/office"
	"cartable/app/web/site"
)

// mergeSamples returns samples of the pages that join two files of a family.
func mergeSamples() []site.Sample {
	families := site.OfficeLayout("Familles", "families")
	sample := func(name, title, template string, view any, wrong map[string]string) site.Sample {
		l := families
		l.FieldErrors = wrong
		return site.Sample{Name: name, Title: "Mairie, " + title, Template: template, Layout: l, View: view}
	}
	effects := office.MergeEffects{Moved: 1, Joined: 1, Diets: 1, Adults: 1, Days: 12, Validations: 3, Lines: 4,
		OnlinePayments: 1,
		Absences:       1, Drafts: 1, Feeds: 1, Mails: 9, Operations: 2,
		Balances: []office.MergedBalance{{Wallet: "Services scolaires", Kept: 4200, Gone: -1250, Sum: 2950}}}
	look := office.MergeLook{Kept: "F001", KeptName: "Martin Claire", Gone: "F014", GoneName: "MARTIN Paul",
		Fields: []office.MergeField{{Name: "telephone", Label: "téléphone", Gone: "06 12 34 56 78", Takes: true},
			{Name: "adresse", Label: "adresse", Kept: "3 rue des Lilas"}},
		Children: []office.MergeChild{{GoneID: 31, KeptID: 8, Name: "Léa Martin", Birth: site.SampleDay - 3100,
			Joined: true, Health: true, Fields: []office.MergeField{{Name: "enfant-31-ecole", Label: "école et classe",
				Kept: "Jules-Ferry, CE1", Gone: "Jules-Ferry, CP", Takes: true}}}}}
	read := look
	read.Effects, read.Proof, read.Left = &effects, "x", []string{"quotient du 01/01/2026"}
	read.Adults = []string{"Claire Martin (martin)", "paul.martin"}
	apart := read
	apart.Fields = []office.MergeField{{Name: "adresse", Label: "adresse", Kept: "3 rue des Lilas"},
		{Name: "nom", Label: "nom", Gone: "Martin", Takes: true}, {Name: "prenom", Label: "prénom", Gone: "Anne"},
		{Name: "civilite", Label: "civilité", Kept: "Mme", Takes: true}}
	apart.Effects, apart.Adults, apart.Left = &office.MergeEffects{}, nil, nil
	apart.Children = []office.MergeChild{look.Children[0]}
	apart.Children[0].Joined = false
	refused := office.MergeLook{Kept: "F001", KeptName: "Martin Claire", Gone: "F014", GoneName: "MARTIN Paul",
		Children: apart.Children, Others: []string{"Zoé Martin"}, Hindrances: []string{"Un paiement en ligne " +
			"est en cours."}}
	done := office.Merged{ID: 4, Kept: "F001", KeptName: "Martin Claire", Gone: "F014", At: site.SampleNow,
		Login: "accueil", Reason: "Saisie deux fois", Effects: effects, Until: site.SampleNow.Add(20 * time.Hour)}
	refusedUndo := done
	refusedUndo.Effects, refusedUndo.Barred = office.MergeEffects{}, "Le compte a bougé depuis."
	undone := done
	undone.Undone, undone.UndoneBy, undone.UndoReason = site.SampleNow, "accueil", "Deux familles"
	again := undone
	again.UndoReason = ""
	past := done
	past.Login, past.Reason, past.Until = "", "", time.Time{}
	return []site.Sample{
		sample("lookalikes", "dossiers qui se ressemblent", "office/lookalikes", lookalikesView{Code: "F001",
			Name: "Martin Claire", Likely: []office.Lookalike{{Code: "F014", Name: "MARTIN Paul",
				Words: "Léa (04/05/2018)"}}, Search: "mart", More: true,
			Found: []desk.FamilyRow{{Code: "F020", Name: "MARTIN Zoé", Children: []string{"Ali", "Inès"}}}}, nil),
		sample("lookalikes-none", "aucun dossier qui ressemble", "office/lookalikes", lookalikesView{Code: "F001",
			Name: "Martin Claire"}, nil),
		sample("lookalikes-lost", "aucun dossier trouvé", "office/lookalikes", lookalikesView{Code: "F001",
			Name: "Martin Claire", Search: "zzz"}, nil),
		sample("lookalikes-found", "un dossier trouvé", "office/lookalikes", lookalikesView{Code: "F001",
			Name: "Martin Claire", Search: "mart", Found: []desk.FamilyRow{{Code: "F020", Name: "MARTIN Zoé"}}}, nil),
		sample("merge", "réunir deux dossiers", "office/merge", mergeView{MergeLook: look, Choose: true}, nil),
		sample("merge-wrong", "réunir deux dossiers, à corriger", "office/merge", mergeView{MergeLook: look,
			Choose: true}, map[string]string{"motif": "Dites pourquoi."}),
		sample("merge-refused", "deux dossiers à ne pas réunir", "office/merge", mergeView{MergeLook: refused,
			Choose: true, Refused: "Un des deux dossiers a changé depuis votre relecture."}, nil),
		sample("merge-read", "deux dossiers à relire", "office/merge", mergeView{MergeLook: read}, nil),
		sample("merge-apart", "deux dossiers de deux enfants", "office/merge", mergeView{MergeLook: apart}, nil),
		sample("merged", "dossiers réunis", "office/merged", mergedView{Merged: done},
			map[string]string{"motif": "Dites pourquoi."}),
		sample("merged-refused", "dossiers à ne plus séparer", "office/merged", mergedView{Merged: refusedUndo,
			Refused: "Le compte a bougé."}, nil),
		sample("merged-undone", "dossiers séparés", "office/merged", mergedView{Merged: undone}, nil),
		sample("merged-undone-bare", "dossiers séparés sans mot", "office/merged", mergedView{Merged: again}, nil),
		sample("merged-past", "dossiers réunis hier", "office/merged", mergedView{Merged: past}, nil),
	}
}
