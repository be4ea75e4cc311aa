package treasury

import (
	"context"
	"slices"
	"strings"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fold"
	"cartable/app/domain/money"
	"cartable/app/domain/paging"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
	"cartable/db"
)

// Account is a family's money, as the treasurer sees it.
type Account struct {
	FamilyID int64
	Code     string
	Name     string // "Mme MARTIN Claire"
	Resident bool
	Wallets  []AccountWallet
}

// AccountWallet is one of its wallets.
type AccountWallet struct {
	ID      int64
	Code    string
	Name    string
	Balance money.Cents
	Closed  []string // categories that the balance closes
}

// Accounts are those that a search finds.
type Accounts struct {
	Search  string
	Wallets []AccountWallet // of the structure, for the head of the list
	Rows    []Account
	paging.Page
}

// AccountPage is an account with its lines.
type AccountPage struct {
	Account
	Wallet int64 // filter; 0 = all
	Lines  []AccountLine
	paging.Page
}

// AccountLine is a line of the ledger.
type AccountLine struct {
	ID       int64
	Date     civil.Date
	At       time.Time
	Wallet   string
	Label    string
	Amount   money.Cents
	Quantity *int
	Unit     *money.Cents
	Told     money.Cents // price announced; only where it is not what was debited
	Surprise bool
	Mode     string
	Number   string
	Payer    string
	Bank     string
	Reason   string
	Refund   bool // money that went back to the family
	Reversed bool // taken back
	Reverses bool // takes another back
}

// Live tells a line that counts: it may be taken back.
func (l AccountLine) Live() bool { return !l.Reversed && !l.Reverses }

// Payment tells money that came in from what was consumed.
func (l AccountLine) Payment() bool { return l.Quantity == nil }

// Ledgers looks for families by name, child or code; without a word, all of them, by name.
func (o *Treasury) Ledgers(ctx context.Context, d desk.Actor, search string, page int) (Accounts, error) {
	q := o.DB.Read()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return Accounts{}, err
	}
	list := Accounts{Search: strings.TrimSpace(search)}
	for _, w := range c.Wallets {
		list.Wallets = append(list.Wallets, AccountWallet{ID: w.ID, Code: w.Code, Name: w.Name})
	}
	holders, p, err := q.FindAccounts(ctx, d.StructureID, strings.Fields(fold.Words(list.Search)), paging.At(page))
	list.Page = p
	for _, h := range holders {
		list.Rows = append(list.Rows, accountRow(c, h))
	}
	return list, err
}

// Ledger shows a family's wallets and lines, latest first; NotFound when it is not of the structure.
func (o *Treasury) Ledger(ctx context.Context, d desk.Actor, familyID, walletID int64, page int) (AccountPage, error) {
	q := o.DB.Read()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return AccountPage{}, err
	}
	account, found, err := accountOf(ctx, q, c, familyID)
	if err != nil {
		return AccountPage{}, err
	}
	if !found || walletID != 0 && account.wallet(walletID) == nil {
		return AccountPage{}, desk.NotHere()
	}
	show := AccountPage{Account: account, Wallet: walletID}
	lines, p, err := q.AccountLines(ctx, familyID, walletID, paging.At(page))
	show.Page = p
	for _, l := range lines {
		show.Lines = append(show.Lines, accountLine(account, l))
	}
	return show, err
}

func accountOf(ctx context.Context, q db.Q, c *town.Catalogue, familyID int64) (Account, bool, error) {
	holder, found, err := q.AccountHolderByID(ctx, c.Structure.ID, familyID)
	return accountRow(c, holder), found, err
}

func accountRow(c *town.Catalogue, h db.AccountHolder) Account {
	a := Account{FamilyID: h.ID, Code: h.Code, Resident: h.Resident,
		Name: strings.Join(strings.Fields(h.Civility+" "+strings.ToUpper(h.LastName)+" "+h.FirstName), " ")}
	for _, w := range c.Wallets {
		one := AccountWallet{ID: w.ID, Code: w.Code, Name: w.Name, Balance: h.Balances[w.ID]}
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

// Credit tells that a wallet has money that could go back.
func (a Account) Credit() bool {
	return slices.ContainsFunc(a.Wallets, func(w AccountWallet) bool { return w.Balance > 0 })
}

// wallet finds a wallet of the account; nil when there is none.
func (a Account) wallet(id int64) *AccountWallet {
	for i := range a.Wallets {
		if a.Wallets[i].ID == id {
			return &a.Wallets[i]
		}
	}
	return nil
}

func accountLine(a Account, l db.KeptLine) AccountLine {
	line := AccountLine{ID: l.ID, Date: l.Date, At: l.CreatedAt, Label: l.Said(), Amount: l.Amount, Quantity: l.Quantity, Unit: l.UnitPrice, Mode: l.Mode,
		Number: l.Number, Payer: l.Payer, Bank: l.Bank, Reason: l.Reason, Refund: l.Source == db.SourceRefund, Reversed: l.Reversed, Reverses: l.ReversesID != 0, Surprise: l.Figures().Surprise()}
	if w := a.wallet(l.WalletID); w != nil {
		line.Wallet = w.Name
	}
	if line.Surprise {
		line.Told = *l.Quoted
	}
	return line
}
