package mail_test

import (
	"strings"
	"testing"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/lang"
	"cartable/app/mail"
)

// A report says the same in every language; names, and what the catalogue lacks, stay French.
func TestAReportInAnotherLanguage(t *testing.T) {
	report := mail.Report{Civility: "M.", LastName: "MARTIN", FirstName: "Paul", Structure: "Saint-Martin",
		Received: 2, Bookings: 1, Cancellations: 1, Lang: lang.English,
		Sections: mail.SectionsOf([]mail.Line{{Outcome: booking.Accepted, Activity: "Cantine", LastName: "MARTIN",
			FirstName: "Léa", Date: civil.New(2026, 12, 1)}}),
		Notes: []mail.Note{{Title: "JOURS NON FACTURES", Lines: []string{
			"mar. 01/12, Cantine, MARTIN Léa. Rien n'est facturé pour ce jour."}}}}
	subject, text, html, err := mail.Compose(report)
	if err != nil || subject != "Report on your booking requests: Saint-Martin" {
		t.Fatalf("%q %v", subject, err)
	}
	for _, want := range []string{"M. MARTIN Paul", "Here is a report on what changed in your booking requests at: " +
		"Saint-Martin.", "2 changes to your booking requests were received, including:", "1 new booking request",
		"1 cancellation request", "BOOKINGS ACCEPTED", "--> Activity: Cantine\n", "MARTIN Léa: Tue 01/12",
		"DAYS THAT ARE NOT CHARGED",
		"Tue 01/12, Cantine, MARTIN Léa. Nothing is charged for this day."} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if !strings.Contains(html, `<html lang="en">`) {
		t.Error("the page is not English")
	}
	report.Lang = nil
	_, plain, _, _ := mail.Compose(report)
	report.Lang = lang.French
	if _, french, _, _ := mail.Compose(report); french != plain || strings.Contains(french, "\u00a0:") {
		t.Errorf("%s", french)
	}
	subject, text, _, err = mail.ComposePaymentMail(mail.PaymentMail{Structure: "Saint-Martin", Amount: 123450,
		Reference: "1", Debit: true, Lang: lang.English, Wallets: []mail.PaidWallet{{Name: "Cantine", Amount: 123450}}})
	if err != nil || subject != "Your payment of €1,234.50: Saint-Martin" ||
		!strings.Contains(text, "Paid by: direct debit") || !strings.Contains(text, "Cantine: €1,234.50 paid in") {
		t.Errorf("%q %v\n%s", subject, err, text)
	}
}
