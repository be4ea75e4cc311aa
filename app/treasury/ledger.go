package treasury

import (
	"context"
	"slices"
	"strings"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/paging"
	"cartable/app/domain/plain"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
	"cartable/db"
)

// Ledger is a family's wallets, as the treasurer sees them.
type Ledger struct {
	FamilyID int64
	Code     string
	Name     string // "Mme MARTIN Claire"
	Resident bool
	Wallets  []LedgerWallet
}

// LedgerWallet is one of its wallets.
type LedgerWallet struct {
	ID      int64
	Code    string
	Name    string
	Balance money.Cents
	Closed  []string // categories that the balance closes
}

// Ledgers is the result of a search.
type Ledgers struct {
	Search  string
	Wallets []LedgerWallet // of the structure, for the header of the list
	Rows    []Ledger
	paging.Page
}

// LedgerPage is a ledger with its lines.
type LedgerPage struct {
	Ledger
	Wallet int64 // filter; 0 = all
	Lines  []LedgerLine
	paging.Page
}

// LedgerLine is a line of the ledger.
type LedgerLine struct {
	ID       int64
	Date     civil.Date
	At       time.Time
	Wallet   string
	Label    string
	Amount   money.Cents
	Quantity *int
	Unit     *money.Cents
	Told     money.Cents // the announced price, if it differs from the debit
	Surprise bool
	Mode     string
	Number   string
	Payer    string
	Bank     string
	Reason   string
	Refund   bool // money returned to the family
	Reversed bool // it was reversed
	Reverses bool // it reverses another line
}

// Live reports whether a line counts, so that it may be reversed.
func (l LedgerLine) Live() bool { return !l.Reversed && !l.Reverses }

// Credit reports whether a line is a payment, not a consumption.
func (l LedgerLine) Credit() bool { return l.Quantity == nil }

// Ledgers finds families by name, child or code; an empty search returns all of them, by name.
func (o *Treasury) Ledgers(ctx context.Context, d desk.Actor, search string, page int) (Ledgers, error) {
	q := o.DB.Read()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return Ledgers{}, err
	}
	list := Ledgers{Search: plain.Cut(strings.TrimSpace(search), 80)}
	for _, w := range c.Wallets {
		list.Wallets = append(list.Wallets, LedgerWallet{ID: w.ID, Code: w.Code, Name: w.Name})
	}
	holders, p, err := q.FindLedgers(ctx, d.StructureID, desk.FindingWords(list.Search), paging.At(page))
	list.Page = p
	for _, h := range holders {
		list.Rows = append(list.Rows, ledgerRow(c, h))
	}
	return list, err
}

// Ledger returns a family's wallets and lines, latest first; NotFound if it is not of the structure.
func (o *Treasury) Ledger(ctx context.Context, d desk.Actor, familyID, walletID int64, page int) (LedgerPage, error) {
	q := o.DB.Read()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return LedgerPage{}, err
	}
	ledger, found, err := ledgerOf(ctx, q, c, familyID)
	if err != nil {
		return LedgerPage{}, err
	}
	if !found || walletID != 0 && ledger.wallet(walletID) == nil {
		return LedgerPage{}, desk.NotHere()
	}
	show := LedgerPage{Ledger: ledger, Wallet: walletID}
	lines, p, err := q.LedgerLines(ctx, familyID, walletID, paging.At(page))
	show.Page = p
	for _, l := range lines {
		show.Lines = append(show.Lines, ledgerLine(ledger, l))
	}
	return show, err
}

// ledgerNow returns a family's ledger in a transaction, with the catalogue; NotFound if it is not of the structure.
func (o *Treasury) ledgerNow(ctx context.Context, q db.Q, d desk.Actor,
	familyID int64) (*town.Catalogue, Ledger, error) {
	c, err := o.Catalogues.Current(ctx, q, d.StructureID)
	if err != nil {
		return nil, Ledger{}, err
	}
	ledger, found, err := ledgerOf(ctx, q, c, familyID)
	if err == nil && !found {
		err = desk.NotHere()
	}
	return c, ledger, err
}

func ledgerOf(ctx context.Context, q db.Q, c *town.Catalogue, familyID int64) (Ledger, bool, error) {
	holder, found, err := q.LedgerHolderByID(ctx, c.Structure.ID, familyID)
	if err == nil && holder.MergedInto != 0 {
		kept := ""
		if kept, err = q.MergedInto(ctx, familyID); err == nil {
			err = desk.Joined{Kept: kept}
		}
	}
	return ledgerRow(c, holder), found, err
}

func ledgerRow(c *town.Catalogue, h db.LedgerHolder) Ledger {
	a := Ledger{FamilyID: h.ID, Code: h.Code, Resident: h.Resident,
		Name: strings.Join(strings.Fields(h.Civility+" "+strings.ToUpper(h.LastName)+" "+h.FirstName), " ")}
	for _, w := range c.Wallets {
		one := LedgerWallet{ID: w.ID, Code: w.Code, Name: w.Name, Balance: h.Balances[w.ID]}
		for _, k := range c.Categories {
			if k.Wallet == w && k.Floor != nil {
				if _, blocked := wallet.Blocks(one.Balance, *k.Floor); blocked {
					one.Closed = append(one.Closed, k.Name)
				}
			}
		}
		a.Wallets = append(a.Wallets, one)
	}
	return a
}

// Credit reports whether a wallet has money that could be refunded.
func (a Ledger) Credit() bool {
	return slices.ContainsFunc(a.Wallets, func(w LedgerWallet) bool { return w.Balance > 0 })
}

// wallet returns a wallet of the ledger; nil if there is none.
func (a Ledger) wallet(id int64) *LedgerWallet {
	for i := range a.Wallets {
		if a.Wallets[i].ID == id {
			return &a.Wallets[i]
		}
	}
	return nil
}

func ledgerLine(a Ledger, l db.KeptLine) LedgerLine {
	line := LedgerLine{ID: l.ID, Date: l.Date, At: l.CreatedAt, Label: l.Said(), Amount: l.Amount, Quantity: l.Quantity,
		Unit: l.UnitPrice, Mode: l.Mode,
		Number: l.Number, Payer: l.Payer, Bank: l.Bank, Reason: l.Reason, Refund: l.Source == db.SourceRefund,
		Reversed: l.Reversed, Reverses: l.ReversesID != 0, Surprise: l.Figures().Surprise()}
	if w := a.wallet(l.WalletID); w != nil {
		line.Wallet = w.Name
	}
	if line.Surprise {
		line.Told = *l.Quoted
	}
	return line
}
