package treasury

import (
	"cartable/app/domain/money"
	"cartable/app/domain/paging"
	"cartable/app/treasury"
	"cartable/app/web/site"
)

// treasurerSamples returns samples of the treasurer's desk.
func treasurerSamples() []site.Sample {
	purses := []treasury.LedgerWallet{{ID: 1, Code: "SCOLAIRE", Name: "Services scolaires", Balance: -3460,
		Closed: []string{"Périscolaire", "Restauration"}}, {ID: 2, Code: "ALSH", Name: "Accueil de loisirs du mercredi",
		Balance: 1240}}
	ledger := treasury.Ledger{FamilyID: 7, Code: "F007", Name: "Mme MARTIN Claire", Wallets: purses}
	far := treasury.Ledger{FamilyID: 8, Code: "F008", Name: "M. DE LA ROCHEFOUCAULD-MONTBEL Marie-Clément",
		Wallets: purses[1:]}
	unit, two, back := money.Cents(110), 4, -4
	meal := treasury.LedgerLine{ID: 31, Date: site.SampleDay, Wallet: "Services scolaires",
		Label: "Accueil du soir, Léa", Amount: -440, Quantity: &two, Unit: &unit}
	taken, undo, dear := meal, meal, meal
	taken.Reversed = true
	undo.ID, undo.Label, undo.Amount, undo.Quantity, undo.Reverses, undo.Reason = 32,
		"Annulation\u00a0: Accueil du soir, Léa", 440, &back, true, "Certificat médical"
	dear.ID, dear.Surprise, dear.Told = 33, true, 400
	cheque := treasury.LedgerLine{ID: 34, Date: site.SampleDay - 2, Wallet: "Services scolaires",
		Label: "Règlement par chèque n° 1204", Amount: 5000, Mode: "cheque", Number: "1204", Payer: "Martin Claire",
		Bank: "Banque de la Loire"}
	given := treasury.LedgerLine{ID: 35, Date: site.SampleDay - 1, Wallet: "Accueil de loisirs du mercredi",
		Label: "Remboursement par virement n° 2026-118", Amount: -1240, Mode: "transfer",
		Number: "2026-118", Payer: "Martin Claire", Reason: "La famille a déménagé", Refund: true}
	lines := treasury.LedgerPage{Ledger: ledger, Lines: []treasury.LedgerLine{dear, undo, taken, cheque, given},
		Page: paging.At(1).Of(63)}
	one := lines
	one.Wallet, one.Size = 1, 0
	empty := treasury.LedgerPage{Ledger: far}
	ledgers := treasury.Ledgers{Wallets: purses,
		Rows:   []treasury.Ledger{ledger, {FamilyID: 9, Code: "F009", Name: "M. PETIT Nicolas", Wallets: purses}},
		Search: "mar", Page: paging.At(1).Of(61)}
	nobody := treasury.Ledgers{Wallets: purses, Search: "zzz"}

	form := counterPaymentForm{ledger, treasury.CounterPayment{FamilyID: 7, Date: site.SampleDay.String(),
		Payer: ledger.Name, Token: "jeton"}}
	filled := form
	filled.WalletID, filled.Mode, filled.Amount = 1, "cheque", "-12"
	wrong := map[string]string{"porte-monnaie": "Choisissez le porte-monnaie à créditer.",
		"mode": "Choisissez le mode de règlement.", "montant": "Indiquez un montant positif.",
		"date":   "Cette date est à venir\u00a0: un règlement s'enregistre quand il est reçu.",
		"numero": "Indiquez le numéro du chèque.", "payeur": "Indiquez le nom du payeur.",
		"banque": "Ce texte est trop long\u00a0: 100 caractères au plus."}

	refund := refundForm{Ledger: ledger, Refund: treasury.Refund{FamilyID: 7, WalletID: 2, Amount: "12,40",
		Date: site.SampleDay.String(), Payee: ledger.Name, Token: form.Token}}
	typed := refund
	typed.Mode, typed.Number, typed.Reason = "transfer", "2026-118", "La famille a déménagé"
	look := treasury.RefundLook{Ledger: ledger, Wallet: purses[1], Line: given}
	booked := look
	booked.Days, booked.Cost = 3, 2532
	seen, owing := typed, typed
	seen.Look, owing.Look = &look, &booked
	owing.Changed = "Ce compte a changé depuis votre relecture. Relisez le remboursement avant de l'enregistrer."
	noCredit := refundForm{Ledger: treasury.Ledger{FamilyID: 7, Code: "F007", Name: ledger.Name, Wallets: purses[:1]}}
	refundWrong := map[string]string{"porte-monnaie": "Choisissez le porte-monnaie à rembourser.",
		"mode":         "Choisissez le mode de remboursement.",
		"montant":      "Le crédit de ce porte-monnaie est de 12,40\u00a0€\u00a0: rendez ce montant au plus.",
		"date":         "Indiquez la date du remboursement.",
		"numero":       "Indiquez le numéro du virement, du chèque ou de la pièce de caisse.",
		"beneficiaire": "Indiquez à qui l'argent est rendu.",
		"motif":        "Dites pourquoi\u00a0: le motif est gardé dans le journal."}

	shown := &treasury.Regularisation{Period: treasury.Period{FamilyID: 7, From: site.SampleDay - 30,
		To: site.SampleDay - 1}, Family: ledger, Kept: 12, Before: 880, After: 1000,
		Rows: []treasury.RegularisedRow{{Date: site.SampleDay - 3, Label: "Accueil du soir, Léa", Units: 4, Was: 110,
			Is: 125, Before: 440, After: 500, Why: site.SamplePrice.Why()},
			{Date: site.SampleDay - 2, Label: "Accueil du soir, Léa", Units: 4, Was: 110, Is: 125, Before: 440,
				After: 500, Why: site.SamplePrice.Why()}}}
	cheaper, same := *shown, &treasury.Regularisation{Family: ledger, Kept: 14}
	cheaper.Before, cheaper.After, cheaper.Rows = 1000, 500, shown.Rows[:1]
	period := regulariseForm{Ledger: ledger, From: "2026-10-01", Till: "2026-11-22"}
	with := func(r *treasury.Regularisation) regulariseForm {
		f := period
		f.Shown = r
		return f
	}

	debts := debtsView{treasury.Debts{Wallets: purses, Wallet: 1, Least: 2000, Total: 15_420,
		Page: paging.At(1).Of(112), Rows: []treasury.DebtRow{
			{FamilyID: 7, Code: "F007", Name: "MARTIN Claire", Wallet: "Services scolaires", Amount: 11_804,
				LastCredit: site.SampleDay - 40},
			{FamilyID: 8, Code: "F008", Name: "DE LA ROCHEFOUCAULD-MONTBEL Marie-Clément", Wallet: "Services scolaires",
				Amount: 3616}}}, "20"}
	none := debtsView{treasury.Debts{Wallets: purses}, ""}
	bad := none
	bad.Typed = "vingt"

	book := treasury.CashBook{Structure: "Saint-Martin-sur-Loire", Date: site.SampleDay, From: site.SampleDay,
		To: site.SampleDay, Prev: site.SampleDay - 1, Next: site.SampleDay + 1, Total: 8500, Page: paging.At(1).Of(3),
		ByMode: []treasury.ModeSum{{Mode: "card", Count: 1, Amount: 4000}, {Mode: "cheque", Count: 2, Amount: 4500}},
		Sums: []treasury.CashSum{{Wallet: "Services scolaires", NumCli: "059001", Amounts: []money.Cents{4000, 5000},
			Count: 2, Total: 9000}, {Wallet: "École de musique", Amounts: []money.Cents{0, -500}, Count: 1,
			Total: -500}},
		Rows: []treasury.CashRow{{ID: 1, FamilyID: 7, Date: site.SampleDay, Code: "F007", Family: "Martin Claire",
			Wallet: "Services scolaires", Label: "Règlement par carte bancaire", Mode: "card", Amount: 4000},
			{ID: 2, FamilyID: 7, Date: site.SampleDay, Code: "F007", Family: "Martin Claire",
				Wallet: "Services scolaires", Label: "Règlement par chèque n° 1204", Mode: "cheque",
				Payer: "Martin Claire", Bank: "Banque de la Loire", Amount: 5000, By: "regie"},
			{ID: 4, FamilyID: 7, Date: site.SampleDay, Code: "F007", Family: "Martin Claire",
				Wallet: "Services scolaires", Label: given.Label, Mode: "transfer", Payer: given.Payer,
				Reason: given.Reason, Amount: -1240, By: "regie"},
			{ID: 3, FamilyID: 8, Date: site.SampleDay, Code: "F008", Family: "de La Rochefoucauld-Montbel Marie",
				Wallet: "École de musique", Label: "Annulation\u00a0: Règlement par chèque n° 7", Mode: "cheque",
				Reverses: true, Reason: "Chèque impayé", Amount: -500, By: "regie"}}}
	month := book
	month.Month, month.Prev, month.Next, month.Size = true, site.SampleDay.Month().Prev().First(),
		site.SampleDay.Month().Next().First(), 2
	quiet := treasury.CashBook{Date: site.SampleDay, Prev: site.SampleDay - 1, Next: site.SampleDay + 1}
	still := quiet
	still.Month = true

	page := func(name, title, template string, view any) site.Sample {
		return site.Sample{Name: name, Title: "Régie, " + title, Template: "treasury/" + template,
			Layout: site.OfficeLayout(site.Capital(title), "desk"), View: view}
	}
	failed := func(s site.Sample, wrong map[string]string) site.Sample {
		s.Layout.FieldErrors = wrong
		return s
	}
	reason := map[string]string{
		"motif": "Dites pourquoi\u00a0: le motif est gardé dans le journal."}
	return []site.Sample{
		page("accounts", "comptes", "ledgers", ledgers), page("accounts-none", "aucun compte", "ledgers", nobody),
		page("account", "un compte", "ledger", lines), page("account-wallet", "un porte-monnaie", "ledger", one),
		page("account-empty", "un compte sans ligne", "ledger", empty),
		page("payment", "saisir un règlement", "counter-payment", form),
		failed(page("payment-wrong", "règlement à corriger", "counter-payment", filled), wrong),
		page("refund", "rembourser", "refund", refund),
		failed(page("refund-wrong", "remboursement à corriger", "refund", typed), refundWrong),
		page("refund-look", "relire un remboursement", "refund", seen),
		page("refund-owing", "relire, des jours réservés", "refund", owing),
		page("refund-none", "rien à rembourser", "refund", noCredit),
		page("reverse", "annuler un débit", "reverse",
			reverseForm{treasury.Reversal{Ledger: ledger, Line: meal, Free: true}, ""}),
		failed(page("reverse-wrong", "annuler un règlement, sans motif", "reverse",
			reverseForm{treasury.Reversal{Ledger: ledger, Line: cheque}, ""}), reason),
		page("reverse-done", "ligne annulée", "reverse", reverseForm{treasury.Reversal{Ledger: ledger, Line: taken},
			""}),
		page("reverse-reversal", "une annulation", "reverse", reverseForm{treasury.Reversal{Ledger: ledger, Line: undo},
			""}),
		page("regularise", "régulariser", "regularise", period), page("regularise-more", "régulariser, plus cher",
			"regularise", with(shown)),
		failed(page("regularise-less", "régulariser, moins cher, sans motif", "regularise", with(&cheaper)), reason),
		page("regularise-same", "rien à régulariser", "regularise", with(same)),
		failed(page("regularise-wrong", "régulariser, à corriger", "regularise", period),
			map[string]string{"du": "Indiquez les deux dates de la période.", "au": "La fin vient avant le début."}),
		page("debts", "impayés", "debts", debts), page("debts-none", "aucun impayé", "debts", none),
		failed(page("debts-wrong", "impayés, à corriger", "debts", bad),
			map[string]string{"seuil": "Indiquez un montant en euros, par exemple 12,50."}),
		page("cashbook", "journal du jour", "cash-book", book), page("cashbook-month", "journal du mois", "cash-book",
			month),
		page("cashbook-none", "journal vide", "cash-book", quiet), page("cashbook-still", "journal d'un mois vide",
			"cash-book", still),
	}
}
