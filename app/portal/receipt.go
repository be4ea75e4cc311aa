package portal

import (
	"context"
	"fmt"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/money"
	"cartable/app/domain/statement"
	"cartable/db"
)

// Receipt is what a payment's receipt says.
type Receipt struct {
	ID                        int64 // of the line of the ledger: the number, with the year
	Date                      civil.Date
	Amount                    money.Cents
	Structure                 string
	Wallet                    string
	Family                    statement.Addressee
	Label                     string
	Mode, Number, Payer, Bank string
	Reversed                  civil.Date // the day it was taken back; 0 = it stands
}

// Name is the receipt's number, "2026-000123".
func (r Receipt) Name() string {
	year, _, _ := r.Date.YMD()
	return fmt.Sprintf("%04d-%06d", year, r.ID)
}

func noReceipt() error {
	return fault.NotFoundf("Ce reçu n'existe pas, ou ne concerne pas votre famille.")
}

// Receipt reads the receipt of a payment of the family. Anything else is NotFound.
func (p *Portal) Receipt(ctx context.Context, v Viewer, id int64) (Receipt, error) {
	q := p.DB.Read()
	line, found, err := q.PaymentLine(ctx, id)
	if err != nil {
		return Receipt{}, err
	}
	if !found || line.FamilyID != v.FamilyID {
		return Receipt{}, noReceipt()
	}
	c, err := p.Catalogues.At(ctx, q, v.StructureID, v.Revision)
	if err != nil {
		return Receipt{}, err
	}
	families, err := q.FamilyAddressees(ctx, v.FamilyID)
	if err != nil {
		return Receipt{}, err
	}
	r := receiptOf(line)
	r.Structure, r.Family = c.Structure.Name, families[v.FamilyID]
	for _, w := range c.Wallets {
		if w.ID == line.WalletID {
			r.Wallet = w.Name
		}
	}
	return r, nil
}

func receiptOf(line db.HistoryLine) Receipt {
	return Receipt{ID: line.ID, Date: line.Date, Amount: line.Amount, Label: line.Label, Mode: line.Mode, Number: line.Number,
		Payer: line.Payer, Bank: line.Bank, Reversed: line.ReversedOn}
}

// AnyReceipt reads the receipt of a payment of anybody, for who holds its paper: no name is told. found is false when there
// is no such payment.
func (p *Portal) AnyReceipt(ctx context.Context, id int64) (r Receipt, found bool, err error) {
	line, found, err := p.DB.Read().PaymentLine(ctx, id)
	return receiptOf(line), found, err
}
