package treasury

import (
	"time"

	"cartable/app/domain/money"
	"cartable/app/domain/paging"
	"cartable/app/domain/payment"
	"cartable/app/treasury"
	"cartable/app/web/site"
)

// onlineSamples returns samples of the treasurer's pages of online payments.
func onlineSamples() []site.Sample {
	sum := money.Cents(100)
	row := func(id int64, state payment.State, alert payment.Alert) treasury.OnlinePaymentRow {
		return treasury.OnlinePaymentRow{ID: id, At: site.SampleNow, Family: "Martin", Reference: "P2611230042ABCD",
			Amount: 3420, State: state, Alert: alert}
	}
	var rows []treasury.OnlinePaymentRow
	for i, state := range payment.States {
		rows = append(rows, row(int64(i), state, ""))
	}
	rows[2].Alert, rows[3].Alert, rows[8].Alert = payment.AlertSilent, payment.AlertDated, payment.AlertDiffers
	list := treasury.OnlinePayments{Rows: rows, Page: paging.At(2).Of(184),
		OnlinePaymentQuery: treasury.OnlinePaymentQuery{Show: treasury.ShowAlerts, From: site.SampleDay - 7,
			To: site.SampleDay, Text: "martin", Page: 2}}
	list.Numbers.Alerts, list.Numbers.Pending, list.Numbers.Oldest, list.Numbers.Found, list.Numbers.Notified = 2, 1,
		site.SampleNow.Add(-time.Hour), 62, 48
	event := func(origin string, said payment.Said, code, result, raw string) treasury.OnlinePaymentEvent {
		return treasury.OnlinePaymentEvent{At: site.SampleNow, Origin: origin, Said: said, Code: code,
			Resultrans: result, Raw: raw}
	}
	odd := treasury.OnlinePaymentDetail{OnlinePaymentRow: row(8, payment.Anomaly, payment.AlertDiffers),
		Numcli: "059001", IdOp: "f3ef4a1e-64d2-4a8c-9f0e-1b2c3d4e5f60", Saisie: "W", Number: "A55A",
		FoundBy: "notification", NotifiedAt: site.SampleNow, AskedAt: site.SampleNow,
		Parts:       []treasury.OnlinePaymentPart{{Wallet: "Services scolaires", Amount: 3420}},
		Differences: []payment.Difference{{Field: "montant", Asked: "34,20\u00a0€", Received: "1,00\u00a0€"}},
		Events: []treasury.OnlinePaymentEvent{event("notification", payment.Result, "", "P",
			"resultrans=P montant=100 mel=a***@exemple.fr"), event("poll", payment.NotYet, "P5", "", ""),
			event("return", payment.Unknown, "P1", "", ""),
			event("staff", payment.Trouble, "", "", "unreachable: no answer"),
			event("report", payment.Trouble, "999", "", "down")}}
	odd.Received, odd.PaidAt = &sum, site.SampleNow
	waiting := treasury.OnlinePaymentDetail{OnlinePaymentRow: row(2, payment.Pending, ""), Numcli: "059001",
		IdOp: odd.IdOp, Saisie: "W", NextAt: site.SampleNow.Add(time.Minute), Parts: odd.Parts}
	failed := treasury.OnlinePaymentDetail{OnlinePaymentRow: row(1, payment.Failed, ""), Numcli: "059001", Saisie: "W",
		Error: "unreachable"}
	decided := odd
	decided.State, decided.Alert, decided.Reason, decided.DecidedAt = payment.Credited, "",
		"Vu au relevé du 24 novembre", site.SampleNow
	double := treasury.OnlinePaymentDetail{OnlinePaymentRow: row(3, payment.PaidCard, payment.AlertTwice),
		Numcli: "059001", IdOp: odd.IdOp, Saisie: "W", Parts: odd.Parts}
	unread := odd
	unread.Received = nil
	reported := func(state payment.State) treasury.ReportedRow {
		return treasury.ReportedRow{Line: payment.ReportLine{Line: 2, Date: site.SampleDay, Refdet: "P2611230042ABCD",
			Amount: 3420}, OnlinePaymentRow: row(3, state, "")}
	}
	result := treasury.Reconciliation{State: "done", AskedAt: site.SampleNow, ToAsk: 2, Asked: 2, Lines: 42,
		From: site.SampleDay - 7, To: site.SampleDay, Agree: 38, Unknown: []payment.ReportLine{reported("").Line},
		Differ: []treasury.ReportedRow{reported(payment.Credited)},
		Found:  []treasury.ReportedRow{reported(payment.PaidCard)},
		Open:   []treasury.ReportedRow{reported(payment.Expired)}, Absent: rows[3:4],
		Days: []treasury.ReconciledDay{{Date: site.SampleDay - 1, There: 3420, Here: 3420, NThere: 1, NHere: 1},
			{Date: site.SampleDay, There: 6840, Here: 3420, NThere: 2, NHere: 1}}}
	asking := treasury.Reconciliation{State: "asking", AskedAt: site.SampleNow, ToAsk: 31, Asked: 12, Lines: 42}
	silent, stopped := result, result
	silent.ToAsk, stopped.State = 5, "failed"
	sample := func(name, title, template string, view any) site.Sample {
		return site.Sample{Name: name, Title: "Mairie, " + title, Template: template,
			Layout: site.OfficeLayout("Paiements en ligne", "desk"), View: view}
	}
	wrong := sample("online-payment-wrong", "un paiement, décision à corriger", "treasury/online-payment",
		onlineView{unread, "", "crediter"})
	wrong.Layout.FieldErrors = map[string]string{
		"motif":    "Indiquez pourquoi\u00a0: la décision est gardée avec son motif.",
		"decision": "Choisissez de créditer ou de rejeter."}
	unreadable := sample("reconcile-wrong", "rapprochement, fichier illisible", "treasury/reconcile",
		reconcileView{Typed: "LIGNE;x"})
	unreadable.Layout.FieldErrors = map[string]string{"fichier": "Ligne 1\u00a0: une date, une référence et un " +
		"montant sont attendus."}
	return []site.Sample{
		sample("online-payments", "paiements en ligne", "treasury/online-payments", list),
		sample("online-payments-empty", "aucun paiement en ligne", "treasury/online-payments",
			treasury.OnlinePayments{}),
		sample("online-payment", "un paiement, anomalie", "treasury/online-payment", onlineView{odd, "vu", "rejeter"}),
		sample("online-payment-waiting", "un paiement en attente", "treasury/online-payment",
			onlineView{OnlinePaymentDetail: waiting}),
		sample("online-payment-failed", "un paiement non créé", "treasury/online-payment",
			onlineView{OnlinePaymentDetail: failed}),
		sample("online-payment-decided", "un paiement décidé", "treasury/online-payment",
			onlineView{OnlinePaymentDetail: decided}),
		sample("online-payment-twice", "un paiement, peut-être double", "treasury/online-payment",
			onlineView{OnlinePaymentDetail: double}),
		wrong,
		sample("platform", "plateforme de paiement", "treasury/platform-status",
			[]treasury.PlatformStatus{{Numcli: "059001", Wallets: []string{"Services scolaires", "Mercredis"},
				Labels: []string{"REGIE CANTINE"}},
				{Numcli: "059002", Wallets: []string{"Loisirs"}, Wrong: "La plateforme ne répond pas."},
				{Wallets: []string{"Musique"}, Wrong: "Aucun numéro de régie n'est indiqué."}}),
		sample("platform-none", "plateforme, aucune régie", "treasury/platform-status", []treasury.PlatformStatus(nil)),
		sample("reconcile", "rapprochement", "treasury/reconcile", reconcileView{Run: &result}),
		sample("reconcile-asking", "rapprochement en cours", "treasury/reconcile", reconcileView{Run: &asking}),
		sample("reconcile-silent", "rapprochement, plateforme muette", "treasury/reconcile",
			reconcileView{Run: &silent}),
		sample("reconcile-failed", "rapprochement arrêté", "treasury/reconcile", reconcileView{Run: &stopped}),
		sample("reconcile-ask", "rapprochement, fichier à donner", "treasury/reconcile", reconcileView{}),
		unreadable,
	}
}
