package treasury

import (
	"strings"

	"cartable/app/domain/payment"
	"cartable/app/web/site"
)

// onlinePaymentWords maps the states of a payment to words for staff, with their tones.
var onlinePaymentWords = map[payment.State][2]string{
	payment.Creating: {"En création", "wait"}, payment.Failed: {"Non créé", "off"},
	payment.Pending:  {"En attente", "wait"},
	payment.PaidCard: {"Payé par carte", "ok"}, payment.PaidDebit: {"Payé par prélèvement", "ok"},
	payment.Refused:   {"Refusé", "off"},
	payment.Abandoned: {"Abandonné", "off"}, payment.Expired: {"Sans suite", "off"},
	payment.Anomaly:  {"Anomalie à décider", "no"},
	payment.Credited: {"Anomalie créditée", "ok"}, payment.Rejected: {"Anomalie rejetée", "off"},
}

func onlinePaymentState(s payment.State) string { return onlinePaymentWords[s][0] }

func onlinePaymentTone(s payment.State) string { return onlinePaymentWords[s][1] }

var alertWords = map[payment.Alert]string{
	payment.AlertDiffers: "Le paiement a eu lieu, mais pas comme demandé.",
	payment.AlertTest:    "Paiement d'essai ou d'activation : rien n'est crédité sans décision.",
	payment.AlertUnheard: "La plateforme a donné un résultat inconnu.",
	payment.AlertTwice: "Un autre paiement du même montant a été reçu à moins d'une heure : la famille a peut-être " +
		"payé deux fois. Les deux sont crédités.",
	payment.AlertDated: "La plateforme donne à ce paiement une date impossible : il est crédité à la date où il " +
		"nous a été annoncé. " +
		"Vérifiez-le sur le relevé de la régie.",
	payment.AlertSilent: "Aucun résultat depuis plus de 36 heures.",
}

func alertWord(a payment.Alert) string { return strings.ReplaceAll(alertWords[a], " :", site.Nbsp+":") }

var originWords = map[string]string{"notification": "Notification", "return": "Retour de la famille",
	"poll": "Vérification automatique", "family": "Page de la famille",
	"staff": "Vérifié par la mairie", "report": "Rapprochement"}

func originWord(origin string) string { return originWords[origin] }

// saidWord describes an answer of the platform in a few words.
func saidWord(said payment.Said, code, result string) string {
	switch said {
	case payment.Result:
		return "Résultat " + result
	case payment.NotYet:
		return "Pas encore de résultat (" + code + ")"
	case payment.Unknown:
		return "Opération inconnue (" + code + ")"
	}
	if code != "" {
		return "Pas de réponse utile (" + code + ")"
	}
	return "Pas de réponse utile"
}
