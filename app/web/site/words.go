package site

import (
	"cartable/app/domain/payment"
	"cartable/app/domain/wallet"
)

// The words for the domain's codes on a screen, and their tones: the stylesheet has "ok", "wait", "no" and "off".

// presenceClass returns the colour of an attendance.
func presenceClass(a wallet.Attendance) string {
	switch a {
	case wallet.Present:
		return "ok"
	case wallet.AbsentUnjustified:
		return "no"
	}
	return "wait"
}

type mailState struct{ State, Word, Tone string }

// MailStates are the states of a mail with their words and tones, in the order of a filter.
var MailStates = []mailState{
	{"queued", "À envoyer", "wait"},
	{"sent", "Envoyé", "ok"},
	{"delayed", "Retardé, nouvel essai prévu", "wait"},
	{"unknown", "Envoi incertain", "no"},
	{"refused", "Refusé", "no"},
}

// mailFilters are what a list of mails may be narrowed to: what the first page of staff counts (office.InTrouble), and
// each state.
var mailFilters = append([]mailState{{"a-voir", "Non remis, sept derniers jours", "no"}}, MailStates...)

func mailWord(state string) string { return mailRow(state).Word }
func mailTone(state string) string { return mailRow(state).Tone }

func mailRow(state string) (none mailState) {
	for _, r := range MailStates {
		if r.State == state {
			return r
		}
	}
	return none
}

// runOrigin returns who started a nightly run.
func runOrigin(origin string) string {
	switch origin {
	case "schedule":
		return "Automatique"
	case "staff":
		return "Lancée par la mairie"
	}
	return "Lancée à la main"
}

// ModeWord returns how a payment was made; for an imported one, the label has it.
func ModeWord(mode, label string) string {
	if mode == "" {
		return label
	}
	return payment.ModeWord(mode)
}
