package family

import (
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/paging"
	"cartable/app/domain/statement"
	"cartable/app/domain/wallet"
	"cartable/app/portal"
	"cartable/app/web/site"
)

// galleryOutlook returns a wallet from which a day of each weekday is debited.
func galleryOutlook(name string, balance money.Cents, days int, price money.Cents,
	floors ...wallet.Floor) portal.WalletEstimate {
	w := portal.WalletEstimate{Code: "SCOLAIRE", Wallet: name, Online: true, Balance: balance}
	var costs []wallet.Cost
	for d := site.SampleDay; len(costs) < days; d++ {
		if d.Weekday() < 6 {
			costs = append(costs, wallet.Cost{Date: d, Amount: price})
			w.Days, w.Cost, w.Until = w.Days+1, w.Cost+price, d
		}
	}
	w.Told, w.Estimated = w.Cost, balance-w.Cost
	for _, f := range floors {
		if due, blocked := wallet.Blocks(balance, f.Amount); blocked {
			w.Debts = append(w.Debts, portal.Debt{Category: f.Category, Balance: balance, Floor: f.Amount, Due: due,
				Purse: "SCOLAIRE"})
		}
	}
	w.Forecast = wallet.Foresee(site.SampleDay, balance, costs, site.SampleDay+1, floors)
	return w
}

func balanceOf(ask portal.BalanceQuery, wallets ...portal.WalletEstimate) portal.BalancePage {
	p := portal.BalancePage{BalanceQuery: ask, Today: site.SampleDay, Wallets: wallets}
	for _, w := range wallets {
		p.Balance, p.Cost = p.Balance+w.Balance, p.Cost+w.Cost
	}
	p.Estimated = p.Balance - p.Cost
	return p
}

func moneySamples() []site.Sample {
	meals, care := wallet.Floor{Category: "Restauration", Amount: -3000},
		wallet.Floor{Category: "Périscolaire", Amount: -2000}
	closing := galleryOutlook("Services scolaires", 5180, 24, 422, meals, care)
	closing.Repriced, closing.Told, closing.NoQF = 3, closing.Cost-126, true
	long := galleryOutlook("Services scolaires", 17180, 120, 422, meals)
	one := galleryOutlook("Accueil de loisirs", -2460, 4, 900, wallet.Floor{Category: "Mercredis", Amount: -2000})
	covered := galleryOutlook("Accueil de loisirs", 4000, 3, 900, wallet.Floor{Category: "Mercredis", Amount: -2000})
	under := galleryOutlook("École de musique", 100, 1, 900)
	pay := site.FamilyLayout("Solde", "balance")
	pay.PayURL = "/paiement"
	wrongDate := site.FamilyLayout("Solde", "balance")
	wrongDate.FieldErrors = map[string]string{"jusquau": "Indiquez une date qui existe, par exemple 24/11/2026."}
	balance := func(name, title string, l site.Layout, v portal.BalancePage) site.Sample {
		return site.Sample{Name: name, Title: title, Template: "family/balance", Layout: l, View: v}
	}
	samples := []site.Sample{
		balance("balance", "Solde", site.FamilyLayout("Solde", "balance"), balanceOf(portal.BalanceQuery{}, closing,
			covered)),
		balance("balance-owed", "Solde, dette", pay,
			balanceOf(portal.BalanceQuery{Until: site.SampleDay + 30, Waiting: true}, one, under)),
		balance("balance-year", "Solde, une année", pay, balanceOf(portal.BalanceQuery{}, long)),
		balance("balance-quiet", "Solde, rien à débiter", site.FamilyLayout("Solde", "balance"),
			balanceOf(portal.BalanceQuery{}, galleryOutlook("Services scolaires", -11804, 0, 0))),
		balance("balance-wrong", "Solde, date fausse", wrongDate, balanceOf(portal.BalanceQuery{}, covered)),
		balance("balance-none", "Solde, rien", site.FamilyLayout("Solde", "balance"),
			portal.BalancePage{Today: site.SampleDay}),
	}
	return append(append(samples, historySamples()...), paperSamples()...)
}

func historySamples() []site.Sample {
	day := func(d int) civil.Date { return civil.New(2026, 11, d) }
	unit, half, told, one, three, back := money.Cents(422), money.Cents(32), money.Cents(380), 1, 3, -1
	zero := 0
	view := HistoryView{History: portal.History{
		Query: portal.HistoryQuery{Month: site.SampleDay.Month(), Page: 1, PayPage: 1}, First: civil.New(2024, 9, 2),
		Prev:     site.SampleDay.Month().Prev(),
		Children: sampleChildren, Activities: sampleActivities, ConsumedPage: paging.At(1).Of(7),
		PaidPage: paging.At(1).Of(4), ConsumedSum: 22463, PaidSum: 16471,
		Consumed: []portal.Consumption{
			{
				Date:      day(20),
				ChildID:   1,
				Child:     "Léa",
				LastName:  "MARTIN",
				FirstName: "Léa",
				Activity:  "Accueil du matin",
				UnitPrice: &half,
				Quantity:  &three,
				Total:     96,
			},
			{
				Date:      day(19),
				ChildID:   2,
				Child:     "Noé",
				LastName:  "MARTIN",
				FirstName: "Noé",
				Activity:  "Restauration scolaire",
				UnitPrice: &unit,
				Quantity:  &one,
				Total:     422,
				Told:      &told,
			},
			{
				Date:      day(17),
				ChildID:   1,
				Child:     "Léa",
				LastName:  "MARTIN",
				FirstName: "Léa",
				Activity:  "Restauration scolaire",
				UnitPrice: &unit,
				Quantity:  &zero,
				Label:     "absence justifiée",
			},
			{
				Date:      day(16),
				ChildID:   1,
				Child:     "Léa",
				LastName:  "MARTIN",
				FirstName: "Léa",
				Activity:  "Restauration scolaire",
				UnitPrice: &unit,
				Quantity:  &back,
				Total:     -422,
				Reverses:  true,
			},
			{
				Date:      day(16),
				ChildID:   1,
				Child:     "Léa",
				LastName:  "MARTIN",
				FirstName: "Léa",
				Activity:  "Restauration scolaire",
				UnitPrice: &unit,
				Quantity:  &one,
				Total:     422,
				Reversed:  true,
			},
			{Date: day(3), Activity: "Repas de septembre, ancien logiciel", Total: 1266},
		},
		Paid: []portal.Credit{
			{ID: 31, Date: day(12), Mode: "card", Number: "12112026105532906", Payer: "Martin", Bank: "Par Internet",
				Amount: 8875, Receipt: true},
			{ID: 27, Date: day(9), Mode: "cheque", Number: "0012457", Payer: "Martin", Bank: "Crédit agricole",
				Amount: -5908, Reverses: true},
			{ID: 24, Date: day(9), Mode: "cheque", Number: "0012457", Payer: "Martin", Bank: "Crédit agricole",
				Amount: 5908, Receipt: true, Reversed: true},
			{ID: 22, Date: day(4), Mode: "transfer", Number: "2026-118", Payer: "Martin", Amount: -1240, Refund: true},
			{ID: 20, Date: day(2), Label: "Report de solde", Amount: 1688},
		},
	}}
	period := view
	period.Query = portal.HistoryQuery{From: civil.New(2026, 9, 1), To: site.SampleDay, ChildID: 1, Activity: "MATIN",
		Page: 2, PayPage: 1}
	period.Du, period.Au, period.Prev = "2026-09-01", "2026-11-23", 0
	period.ConsumedPage, period.PaidPage = paging.Page{Number: 2, Size: 3, Count: 7},
		paging.Page{Number: 1, Size: 2, Count: 4}
	past := view
	past.Query.Month, past.Next, past.Consumed, past.Paid = site.SampleDay.Month()-1, site.SampleDay.Month(), nil, nil
	nothing := past
	nothing.Query.ChildID = 2
	layout := site.FamilyLayout("Historique", "balance")
	layout.History = true
	wrong := layout
	wrong.FieldErrors = map[string]string{"au": "La période finit avant de commencer\u00a0: choisissez une fin après " +
		"le mardi 24 novembre 2026."}
	bad := HistoryView{History: portal.History{Children: sampleChildren}, Du: "2026-11-24", Au: "2026-11-02",
		Wrong: wrong.FieldErrors["au"], WrongAt: "au"}
	worse := bad
	worse.WrongAt, worse.Wrong = "du", "Indiquez une date qui existe, par exemple 24/11/2026."
	return []site.Sample{
		{Name: "history", Title: "Historique", Template: "family/history", Layout: layout, View: view},
		{Name: "history-period", Title: "Historique, une période", Template: "family/history", Layout: layout,
			View: period},
		{Name: "history-month", Title: "Historique, un mois vide", Template: "family/history", Layout: layout,
			View: past},
		{Name: "history-nothing", Title: "Historique, rien ne correspond", Template: "family/history", Layout: layout,
			View: nothing},
		{Name: "history-empty", Title: "Historique, rien encore", Template: "family/history", Layout: layout,
			View: HistoryView{}},
		{Name: "history-wrong", Title: "Historique, période fausse", Template: "family/history", Layout: wrong,
			View: bad},
		{Name: "history-wrong-date", Title: "Historique, date fausse", Template: "family/history", Layout: wrong,
			View: worse},
		{Name: "history-answer", Title: "Historique, réponse à un filtre", Template: "history#answer", Fragment: true,
			View: past},
	}
}

func paperSamples() []site.Sample {
	tax := portal.FamilyTaxStatement{TaxStatement: statement.TaxStatement{Year: 2025, Total: 61240,
		Children: []statement.TaxChild{
			{Child: statement.Child{ID: 1, LastName: "MARTIN", FirstName: "Léa",
				Birth: civil.New(2021, 4, 2)},
				Care: []statement.TaxLine{{Activity: "Accueil du matin", Amount: 21240},
					{Activity: "Accueil du soir (goûter compris)", Amount: 40000, Meal: true}}, Total: 61240,
				Other: 40000},
		}}}
	page := portal.Statements{First: civil.New(2024, 9, 2), Months: []civil.Month{site.SampleDay.Month(),
		site.SampleDay.Month() - 1, site.SampleDay.Month() - 2}, Years: []int{2026, 2025, 2024}, TaxStatement: tax}
	provisional, unpaid, grown := page, page, page
	provisional.Years, provisional.TaxStatement.Year, provisional.TaxStatement.Unfinished = []int{2026}, 2026, true
	unpaid.TaxStatement.Total, unpaid.TaxStatement.Children = 0, []statement.TaxChild{{Child: tax.Children[0].Child}}
	unpaid.TaxStatement.Unnamed = true
	grown.TaxStatement.Total, grown.TaxStatement.Children = 0, nil
	outside := site.Layout{Title: "Vérifier un reçu", Now: site.SampleNow, Loc: site.SampleZone, CSRF: "jeton"}
	good := portal.Receipt{ID: 31, Date: civil.New(2026, 11, 12), Amount: 8875}
	back := good
	back.Reversed = civil.New(2026, 11, 20)
	sample := func(name, title, template string, l site.Layout, v any) site.Sample {
		return site.Sample{Name: name, Title: title, Template: template, Layout: l, View: v}
	}
	papers := site.FamilyLayout("Relevés et attestations", "balance")
	return []site.Sample{
		sample("statements", "Attestations", "family/statements", papers, page),
		sample("statements-provisional", "Attestations, provisoire", "family/statements", papers, provisional),
		sample("statements-unpaid", "Attestations, rien de réglé", "family/statements", papers, unpaid),
		sample("statements-grown", "Attestations, enfants plus grands", "family/statements", papers, grown),
		sample("statements-empty", "Attestations, rien encore", "family/statements", papers, portal.Statements{}),
		sample("receipt-check", "Vérifier un reçu", "family/receipt-check", outside, ReceiptCheck{}),
		sample("receipt-good", "Vérifier un reçu, authentique", "family/receipt-check", outside,
			ReceiptCheck{Number: good.Name(), Code: "7K3F-9QXM", Receipt: &good}),
		sample("receipt-back", "Vérifier un reçu, annulé", "family/receipt-check", outside,
			ReceiptCheck{Number: good.Name(), Code: "7K3F-9QXM", Receipt: &back}),
		sample("receipt-wrong", "Vérifier un reçu, inconnu", "family/receipt-check", outside,
			ReceiptCheck{Number: "2026-000001", Code: "AAAA-BBBB", Wrong: "Aucun reçu ne porte ce numéro et ce code. " +
				"Recopiez-les tels qu'ils sont imprimés."}),
	}
}
