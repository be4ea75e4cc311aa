package portal

import (
	"context"
	"fmt"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/money"
	"cartable/app/domain/statement"
	"cartable/app/domain/throttle"
	"cartable/app/patience"
	"cartable/db"
)

// Receipt is the content of a payment's receipt.
type Receipt struct {
	ID                        int64 // of the ledger line: the receipt's number, with the year
	Date                      civil.Date
	Amount                    money.Cents
	Structure                 string
	Wallet                    string
	Family                    statement.Addressee
	Label                     string
	Mode, Number, Payer, Bank string
	Reversed                  civil.Date // the day on which it was reversed; 0 if it was not
}

// Name is the receipt's number, "2026-000123".
func (r Receipt) Name() string {
	year, _, _ := r.Date.YMD()
	return fmt.Sprintf("%04d-%06d", year, r.ID)
}

func noReceipt() error {
	return fault.NotFoundf("Ce reçu n'existe pas, ou ne concerne pas votre famille.")
}

// Receipt returns the receipt of a payment of the family; NotFound for anything else.
func (p *Portal) Receipt(ctx context.Context, v Viewer, id int64) (Receipt, error) {
	q := p.DB.Read()
	line, found, err := q.CreditLine(ctx, id)
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
	return Receipt{ID: line.ID, Date: line.Date, Amount: line.Amount, Label: line.Label, Mode: line.Mode,
		Number: line.Number, Payer: line.Payer, Bank: line.Bank, Reversed: line.ReversedOn}
}

// CheckReceipt finds the receipt of any payment, for anyone who holds the paper receipt: no name is returned. same
// compares what was typed with what is printed on the paper. found is false if there is no such payment or it does not
// match; that counts as a failed attempt of the client's address. It returns TooMany, for the field "numero", if that
// address has to wait.
func (p *Portal) CheckReceipt(ctx context.Context, from patience.Origin, id int64, same func(Receipt) bool) (r Receipt,
	found bool, err error) {
	tries := []patience.Subject{p.Patience().Subject(throttle.Verify, from.Network())}
	failed, err := p.Patience().Count(ctx, "numero", tries, nil)
	if err != nil {
		return Receipt{}, false, err
	}
	line, found, err := p.DB.Read().CreditLine(ctx, id)
	if err != nil {
		return Receipt{}, false, err
	}
	r = receiptOf(line)
	if right := same(r); !right || !found { // compared in any case, so that the response time reveals nothing
		failed()
		return Receipt{}, false, nil
	}
	return r, true, p.DB.Tx(ctx, func(ctx context.Context, q db.Q) error { return patience.TakeBack(ctx, q, tries) })
}
