package family

import (
	"time"

	"cartable/app/domain/money"
	"cartable/app/domain/payment"
	"cartable/app/portal"
	"cartable/app/web/site"
)

// paySamples returns samples of the payment pages.
func paySamples() []site.Sample {
	school := portal.PayRegie{ID: 1, Total: 3420,
		Wallets: []portal.PayWallet{{ID: 1, Name: "Services scolaires", Balance: -3420, Debt: 3420, Ahead: 11804,
			Proposed: 3420}}}
	both := portal.PayRegie{ID: 1, Total: 3670,
		Wallets: append(school.Wallets[:1:1], portal.PayWallet{ID: 2, Name: "Accueil de loisirs du mercredi",
			Balance: 1250, Proposed: 250})}
	other := portal.PayRegie{ID: 3, Wallets: []portal.PayWallet{{ID: 3, Name: "École de musique"},
		{ID: 4, Name: "Sorties", Ahead: 1200}}}
	page := portal.PayPage{Regies: []portal.PayRegie{school, other}, Elsewhere: []string{"Vacances et sorties"},
		Mails: []string{"anne.martin@exemple.fr"}}
	view := payView{PayPage: page, Typed: map[int64]string{1: "34,20"}, Mel: "anne.martin@exemple.fr",
		Token: "jeton-du-formulaire"} // #nosec G101 -- an invented token for the gallery
	shared := view
	shared.PayPage.Regies, shared.Typed = []portal.PayRegie{both}, map[int64]string{1: "34,20", 2: "2,50"}
	wrong := view
	wrong.Sent, wrong.Mel, wrong.Typed = 1, "anne", map[int64]string{1: "beaucoup"}
	under := view
	under.Sent, under.UnderWay = 1, &underWay{3420, site.SampleNow.Add(-4 * time.Minute), statusURL("jeton")}
	cents := payView{PayPage: portal.PayPage{Mails: page.Mails, Regies: []portal.PayRegie{{ID: 1, Total: 100,
		Wallets: []portal.PayWallet{{ID: 1, Name: "Services scolaires", Balance: -40, Debt: 40, Asked: 40,
			Proposed: 100, Raised: true}}}}},
		Typed: map[int64]string{1: "1,00"}, Mel: view.Mel, Token: view.Token}
	none := payView{PayPage: portal.PayPage{Elsewhere: []string{"Services scolaires"}}}
	sample := func(name, title string, v payView) site.Sample {
		return site.Sample{Name: name, Title: "Payer, " + title, Template: "family/pay",
			Layout: site.FamilyLayout("Payer", "balance"), View: v}
	}
	incorrect := sample("pay-wrong", "à corriger", wrong)
	incorrect.Layout.FieldErrors = map[string]string{"montant-1": "Indiquez un montant en euros, par exemple 12,50.",
		"mel-1": "Indiquez une adresse courriel, par exemple nom@exemple.fr. Le ticket de paiement y est envoyé."}
	away := sample("pay-away", "plateforme absente", view)
	away.Layout.FieldErrors = map[string]string{"": "La plateforme de paiement ne répond pas comme prévu. Rien n'a " +
		"été débité. Réessayez dans quelques minutes."}
	samples := []site.Sample{sample("pay", "deux régies", view), sample("pay-shared", "deux porte-monnaie d'une régie",
		shared), incorrect, away,
		sample("pay-under-way", "un paiement en cours", under), sample("pay-none", "rien en ligne", none),
		sample("pay-cents", "moins d'un euro", cents),
		{Name: "pay-sum", Title: "Payer, réponse à un montant", Template: "pay#sum", Fragment: true,
			View: payTotal{Regie: 1, Total: 3420}},
		{Name: "pay-sum-wrong", Title: "Payer, réponse à un montant illisible", Template: "pay#sum", Fragment: true,
			View: payTotal{Regie: 1, Wrong: "Indiquez un montant positif."}}}
	for _, state := range payment.States {
		s := portal.PayStatus{Token: "jeton", State: state, Amount: 3420, Reference: "P2611230042ABCD",
			At: site.SampleNow, Wallets: []portal.PaidWallet{{Name: "Services scolaires", Amount: 3420}}}
		if state.Paid() {
			s.Number = "A55A"
			s.Wallets = append(s.Wallets, portal.PaidWallet{Name: "Accueil de loisirs", Amount: money.Cents(250),
				LineID: 43})
			s.Wallets[0].LineID = 42
		}
		samples = append(samples, site.Sample{Name: "payment-" + string(state), Title: "Votre paiement, " +
			string(state), Template: "family/pay-status", Layout: site.FamilyLayout("Votre paiement", "balance"),
			View: payStatus{s, site.WhomIs(12, 1)}})
	}
	owing := site.FamilyLayout("Solde", "balance")
	owing.PayURL = site.PayPath
	samples = append(samples, site.Sample{Name: "balance-pay", Title: "Solde, à payer", Template: "family/balance",
		Layout: owing, View: portal.BalancePage{Today: site.SampleDay,
			Wallets: []portal.WalletEstimate{{Code: "SCOLAIRE", Wallet: "Services scolaires", Online: true,
				Balance:   -3420,
				Estimated: -3420}, {Code: "TRANSPORT", Wallet: "Transport", Balance: -400, Estimated: -400}},
			Balance: -3820, Estimated: -3820}})
	return append(samples, site.Sample{Name: "payment-signed-out", Title: "Votre paiement, sans session",
		Template: "family/pay-status",
		Layout:   site.Layout{Title: "Votre paiement", Now: site.SampleNow, Loc: site.SampleZone},
		View: payStatus{portal.PayStatus{Token: "jeton", State: payment.Pending, Amount: 3420,
			Reference: "P2611230042ABCD", At: site.SampleNow}, ""}})
}
