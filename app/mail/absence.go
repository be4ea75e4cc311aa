package mail

import (
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/plain"
	"cartable/app/lang"
)

// AbsenceMail is the receipt of an absence that was told, or of one that was taken back. It says no word of health: it
// is read in mailboxes that several people open.
type AbsenceMail struct {
	Structure, Child string
	Told             string // how and when: "par téléphone le mardi 24 novembre à 8 h 05"
	Undone           bool   // the town hall took it back: the days are booked again
	Days             []AbsenceDay
	Back             money.Cents // that is not charged
	Owed             money.Cents // that is charged all the same
	PaperBy          civil.Date  // 0 = none is asked for
	URL              string
	Lang             *lang.Language // nil: French
}

// AbsenceDay is a day of an absence.
type AbsenceDay struct {
	Date     civil.Date
	Activity string
	What     string // "annulé sans frais"
}

type absenceMailPage struct {
	AbsenceMail
	Subject string
}

// ComposeAbsenceMail composes the receipt: a subject, a text and the same text in HTML.
func ComposeAbsenceMail(m AbsenceMail) (subject, text, html string, err error) {
	m.Structure, m.Child, m.URL = plain.OneLine(m.Structure), plain.OneLine(m.Child), plain.OneLine(m.URL)
	for i := range m.Days {
		m.Days[i].Activity = plain.OneLine(m.Days[i].Activity)
	}
	page := absenceMailPage{m, m.Lang.Format("Absence de %s enregistrée : %s", m.Child, m.Structure)}
	if m.Undone {
		page.Subject = m.Lang.Format("Absence de %s annulée : %s", m.Child, m.Structure)
	}
	text, html, err = absenceMailLayout.compose(m.Lang, page)
	return page.Subject, text, html, err
}

var absenceMailLayout = layoutOf("absence")
