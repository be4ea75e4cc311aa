package family

import (
	"html/template"
	"strings"

	"cartable/app/lang"
)

// looksOf is every look with its words, as the calendar draws it.
var looksOf = []legendLine{
	{"free", "Libre\u00a0: vous pouvez réserver", faceFree},
	{"list", "Complet, inscription possible en liste d'attente", faceList},
	{"full", "Complet, liste d'attente complète", faceFull},
	{"off", "Fermé", faceClosed},
	{"off", "Hors délai pour réserver", faceTooLate},
	{"off", "Réservations pas encore ouvertes", faceNotYet},
	{"there", "Chez l'autre parent\u00a0: c'est l'autre foyer qui réserve", faceOtherHome},
	{"mine", "Réservé, annulable", faceBooked},
	{"wait", "En attente ou en liste d'attente, annulable", faceWaiting},
	{"no", "Refusé, peut être retiré", faceRefused},
	{"lock", "Réservé, en attente ou refusé, non annulable", face{"lock", "Réservé", ""}},
	{"todo", "À réserver, pas encore validé", faceToBook},
	{"todo", "Demande en liste d'attente, pas encore validée", faceToJoin},
	{"undo", "À annuler, pas encore validé", faceToCancel},
}

type legendLine struct {
	look, words string
	face        face
}

func legend(l *lang.Language) template.HTML {
	var b strings.Builder
	b.WriteString(`<ul class="key">`)
	for _, line := range looksOf {
		b.WriteString(`<li><span class="k ` + line.look + `">` + iconHTML(line.face.icon) + `</span>` +
			template.HTMLEscapeString(l.Tr(line.words)) + `</li>`)
	}
	b.WriteString("</ul>")
	return template.HTML(b.String()) // #nosec G203 -- texts are escaped where they are written
}
