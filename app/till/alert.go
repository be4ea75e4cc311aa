package till

import (
	"context"
	"fmt"
	"strings"

	"cartable/app/domain/access"
	"cartable/app/domain/payment"
	"cartable/app/domain/plain"
	"cartable/db"
)

// tellTreasurers queues a mail to the accounts that may decide an anomaly, in the transaction that finds it. An attempt
// becomes an anomaly only once, so it is sent once. The mail gives the reference and the amounts, but no name; the
// family is shown on the page. It returns the number of mails: staff without an address see the anomaly only on the
// dashboard.
func (t *Till) tellTreasurers(ctx context.Context, q db.Q, p db.OnlinePayment,
	differences []payment.Difference) (int, error) {
	c, err := t.Catalogues.Current(ctx, q, p.StructureID)
	if err != nil {
		return 0, err
	}
	return q.AddStaffNotice(ctx, p.StructureID, access.Holders(access.SetOnlinePayments),
		db.StaffNotice{Kind: "anomaly", Subject: "Paiement en ligne à examiner\u00a0: " + p.Refdet,
			Body: t.anomalyText(c.Structure.Name, p, differences), About: fmt.Sprintf("anomalie-%d@%s", p.ID,
				t.MailHost),
			At: t.Now()})
}

// fieldWords are the names of the compared fields, for a treasurer.
var fieldWords = map[string]string{"montant": "Montant", "refdet": "Référence", "numcli": "Régie",
	"saisie": "Mode de saisie"}

func (t *Till) anomalyText(structure string, p db.OnlinePayment, differences []payment.Difference) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Bonjour,\n\nLa plateforme annonce qu'un paiement en ligne est réglé, mais pas comme il avait été "+
		"demandé. Le porte-monnaie de la famille n'a pas été crédité\u00a0: une décision est attendue.\n\n")
	fmt.Fprintf(&b, "Référence\u00a0: %s\nMontant demandé\u00a0: %s\n", p.Refdet, p.Amount)
	if p.Received != nil {
		fmt.Fprintf(&b, "Montant reçu\u00a0: %s\n", *p.Received)
	}
	if p.Alert == payment.AlertTest {
		b.WriteString("C'est un paiement d'essai\u00a0: aucun argent n'a été encaissé.\n")
	}
	if len(differences) > 0 {
		b.WriteString("\nCe qui diffère\u00a0:\n")
	}
	for _, d := range differences {
		name := d.Field
		if word, known := fieldWords[d.Field]; known {
			name = word
		}
		fmt.Fprintf(&b, "- %s\u00a0: demandé %s, reçu %s\n", name, orNone(plain.Cut(d.Asked, 80)),
			orNone(plain.Cut(d.Received, 80)))
	}
	fmt.Fprintf(&b, "\nÀ faire\u00a0: comparez avec le relevé de la régie, puis décidez de créditer la somme reçue ou "+
		"de ne rien créditer, avec un motif.\n\n%s/mairie/regie/paiements/%d\n\n%s\n",
		t.BaseURL, p.ID, structure)
	return b.String()
}

func orNone(text string) string {
	if text == "" {
		return "rien"
	}
	return text
}
