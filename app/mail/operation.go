package mail

import (
	"fmt"
	"strings"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/plain"
)

// OperationMail tells a family what the town changed, and why: once for the whole change.
type OperationMail struct {
	Structure string
	Asked     string // how the family asked for the change, which staff made for it: "au téléphone"
	Answer    bool   // the change is an answer to what the family asked: each day has its own reason
	Offer     string // a place is offered: until when the family may answer it
	Undone    bool   // the change was taken back
	Told      bool   // for one taken back: the family was written to about it before
	Reason    string
	Words     []string // paragraphs for the families
	Days      []OperationDay
	Back      money.Cents // that the family gets back; negative if it owes more
	URL       string
}

// OperationDay is a day that was changed.
type OperationDay struct {
	Date            civil.Date
	Child, Activity string
	What            string // "annulé", "retiré de la liste d'attente", …
}

type operationMailPage struct {
	OperationMail
	Subject   string
	Back, Due string
}

// ComposeOperationMail composes the mail: a subject, a text and the same text in HTML.
func ComposeOperationMail(m OperationMail) (subject, text, html string, err error) {
	m.Structure, m.Reason, m.URL = plain.OneLine(m.Structure), plain.OneLine(m.Reason), plain.OneLine(m.URL)
	for i, d := range m.Days {
		m.Days[i].Child, m.Days[i].Activity = plain.OneLine(d.Child), plain.OneLine(d.Activity)
	}
	page := operationMailPage{OperationMail: m, Subject: fmt.Sprintf("Un changement concerne vos réservations : %s",
		m.Structure)}
	if m.Answer {
		page.Subject = fmt.Sprintf("Réponse à votre demande : %s", m.Structure)
	}
	if m.Offer != "" && len(m.Days) > 0 {
		d := m.Days[0]
		page.Subject = fmt.Sprintf("Une place pour %s, %s : répondez avant %s", d.Child, d.Date.DayMonth(), m.Offer)
	}
	if m.Asked != "" {
		page.Subject = fmt.Sprintf("Votre demande est enregistrée : %s", m.Structure)
	}
	if m.Undone {
		page.Subject = fmt.Sprintf("Un changement est annulé : %s", m.Structure)
	}
	switch {
	case m.Back > 0:
		page.Back = m.Back.String()
	case m.Back < 0:
		page.Due = (-m.Back).String()
	}
	text, html, err = operationMailLayout.compose(nil, page)
	return page.Subject, text, html, err
}

// Paragraphs cuts a text into the paragraphs of a mail.
func Paragraphs(text string) (all []string) {
	for _, line := range strings.Split(text, "\n") {
		if line = plain.OneLine(line); line != "" {
			all = append(all, line)
		}
	}
	return all
}

var operationMailLayout = layoutOf("operation")
