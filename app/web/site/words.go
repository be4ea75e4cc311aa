package site

import "cartable/app/domain/wallet"

// What the codes of the domain are called on a screen, and which tone they have: the stylesheet knows "ok", "wait", "no"
// and "off".

// presenceClass colours an attendance.
func presenceClass(a wallet.Attendance) string {
	switch a {
	case wallet.Present:
		return "ok"
	case wallet.AbsentUnjustified:
		return "no"
	}
	return "wait"
}

// paidWords are how money came.
var paidWords = map[string]string{"card": "Carte bancaire", "debit": "Prélèvement", "cheque": "Chèque", "cash": "Espèces", "transfer": "Virement",
	"voucher": "CESU, ANCV", "other": "Autre", "": "Non précisé"}

func PaidWord(mode string) string { return paidWords[mode] }

var mailWords = map[string][2]string{ // state → words, class
	"queued":  {"À envoyer", "wait"},
	"sent":    {"Envoyé", "ok"},
	"delayed": {"Retardé, nouvel essai prévu", "wait"},
	"unknown": {"Envoi incertain", "no"},
	"refused": {"Refusé", "no"},
}

func mailState(state string) string { return mailWords[state][0] }
func mailClass(state string) string { return mailWords[state][1] }

// runOrigin says who started a night.
func runOrigin(origin string) string {
	switch origin {
	case "schedule":
		return "Automatique"
	case "staff":
		return "Lancée par la mairie"
	}
	return "Lancée à la main"
}

var modeWords = map[string]string{"card": "Carte bancaire", "debit": "Prélèvement", "cheque": "Chèque", "cash": "Espèces", "transfer": "Virement",
	"voucher": "Chèque CESU ou ANCV", "other": "Autre"}

// modeWord says how a payment came; what was brought in from elsewhere says it in its label.
func ModeWord(mode, label string) string {
	if word := modeWords[mode]; word != "" {
		return word
	}
	return label
}
