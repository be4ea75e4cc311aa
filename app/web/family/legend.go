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
	{"mine", "Réservé, annulable", faceBooked},
	{"wait", "En attente ou en liste d'attente, annulable", faceWaiting},
	{"no", "Refusé, peut être retiré", faceRefused},
	{"lock", "Réservé, en attente ou refusé, non annulable", face{"lock", "Réservé", ""}},
	{"todo", "À réserver, pas encore validé", faceToBook},
	{"todo", "Demande en liste d'attente, pas encore validée", faceToJoin},
	{"undo", "À annuler, pas encore validé", faceToCancel},
}

// otherHomeLine is the look of the days on which a child of two homes is in the other one.
var otherHomeLine = legendLine{"there", "Chez l'autre parent\u00a0: c'est l'autre foyer qui réserve", faceOtherHome}

type legendLine struct {
	look, words string
	face        face
}

func legend(l *lang.Language, twoHomes bool) template.HTML {
	var b strings.Builder
	b.WriteString(`<ul class="key">`)
	for _, line := range looksOf {
		line.write(&b, l)
	}
	if twoHomes {
		otherHomeLine.write(&b, l)
	}
	b.WriteString("</ul>")
	return template.HTML(b.String()) // #nosec G203 -- texts are escaped where they are written
}

func (line legendLine) write(b *strings.Builder, l *lang.Language) {
	write(b, `<li><span class="k `, line.look, `">`, iconHTML(line.face.icon), `</span>`,
		template.HTMLEscapeString(l.Tr(line.words)), `</li>`)
}
