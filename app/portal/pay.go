package portal

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"cartable/app/domain/fault"
	"cartable/app/domain/money"
	"cartable/app/domain/payment"
	"cartable/app/domain/town"
	"cartable/app/till"
	"cartable/db"
)

// PayPage proposes amounts to pay, by régie: a payment is for a single régie (DOMAIN.md 8.2).
type PayPage struct {
	Regies    []PayRegie
	Elsewhere []string // wallets that cannot be paid here
	Mails     []string // confirmed addresses, first the one that receives tickets
}

// PayRegie is a régie with the wallets that it collects for. ID is that of the first one: it identifies the form.
type PayRegie struct {
	ID      int64
	Wallets []PayWallet
	Total   money.Cents // of the proposed amounts
}

// PayWallet is a wallet and the amount that it proposes.
type PayWallet struct {
	ID       int64
	Code     string
	Name     string
	Balance  money.Cents
	Debt     money.Cents // 0 if there is none
	Ahead    money.Cents // the debt including future reservations, if that is more
	Proposed money.Cents
	Asked    money.Cents // the amount due; less than the proposed amount if Raised
	Raised   bool        // to the platform's minimum
}

// PayOrder is the form sent by a family. Amounts are by wallet, as typed and as parsed; a wallet that is not in the
// régie is ignored.
type PayOrder struct {
	Regie     int64
	Amounts   map[int64]money.Cents
	Mel       string
	FormToken string
	Second    bool
}

// UnderWay is returned when a payment to the same régie has begun and has no known result yet.
type UnderWay = till.UnderWay

// CanPay reports whether there is online payment at all.
func (p *Portal) CanPay() bool { return p.Till != nil }

func noOnlinePayment() error {
	return fault.NotFoundf("Le paiement en ligne n'est pas ouvert sur ce portail.")
}

// PayPage proposes the debts of the family; with ahead, including its future reservations.
func (p *Portal) PayPage(ctx context.Context, v Viewer, ahead bool) (PayPage, error) {
	if !p.CanPay() {
		return PayPage{}, noOnlinePayment()
	}
	q := p.DB.Read()
	c, err := p.Catalogues.At(ctx, q, v.StructureID, v.Revision)
	if err != nil {
		return PayPage{}, err
	}
	balance, err := p.Balance(ctx, v, BalanceQuery{})
	if err != nil {
		return PayPage{}, err
	}
	owed := map[int64]WalletEstimate{}
	for i, w := range c.Wallets { // in the same order
		owed[w.ID] = balance.Wallets[i]
	}
	var page PayPage
	if page.Mails, err = q.ConfirmedMails(ctx, v.FamilyID); err != nil {
		return PayPage{}, err
	}
	for _, group := range regies(c) {
		var r PayRegie
		for _, w := range group {
			one := proposal(w, owed[w.ID].Balance, owed[w.ID].Cost, ahead)
			if w.NumCli == "" {
				page.Elsewhere = append(page.Elsewhere, w.Name)
				continue
			}
			if r.ID == 0 {
				r.ID = w.ID
			}
			r.Wallets, r.Total = append(r.Wallets, one), r.Total+one.Proposed
		}
		if r.ID != 0 {
			r.raise()
			page.Regies = append(page.Regies, r)
		}
	}
	return page, nil
}

// raise proposes the minimum payment if all wallets of a régie together need less: the first wallet that needs money
// gets the difference, and keeps it.
func (r *PayRegie) raise() {
	if r.Total <= 0 || r.Total >= payment.Min {
		return
	}
	for i := range r.Wallets {
		if w := &r.Wallets[i]; w.Proposed > 0 {
			w.Proposed, w.Raised = w.Proposed+payment.Min-r.Total, true
			r.Total = payment.Min
			return
		}
	}
}

// proposal returns the proposed amount of a wallet: its debt, or the debt that its future reservations would make.
func proposal(w *town.Wallet, balance, cost money.Cents, ahead bool) PayWallet {
	one := PayWallet{ID: w.ID, Code: w.Code, Name: w.Name, Balance: balance, Debt: max(0, -balance)}
	if with := max(0, cost-balance); with > one.Debt {
		one.Ahead = with
	}
	if one.Proposed = one.Debt; one.Ahead > 0 && (ahead || one.Debt == 0) {
		one.Proposed = one.Ahead
	}
	one.Proposed = min(one.Proposed, payment.Max)
	one.Asked = one.Proposed
	return one
}

// regies groups the wallets by régie, in the catalogue's order. A wallet without a régie is a group of its own.
func regies(c *town.Catalogue) (groups [][]*town.Wallet) {
	for _, w := range c.Wallets {
		i := -1
		if w.NumCli != "" {
			i = slices.IndexFunc(groups, func(g []*town.Wallet) bool { return g[0].NumCli == w.NumCli })
		}
		if i < 0 {
			groups = append(groups, nil)
			i = len(groups) - 1
		}
		groups[i] = append(groups[i], w)
	}
	return groups
}

// regieOf returns the wallets of a régie that is paid online, by the id of the first one; nil if there is none.
func regieOf(c *town.Catalogue, id int64) []*town.Wallet {
	for _, group := range regies(c) {
		if group[0].ID == id && group[0].NumCli != "" {
			return group
		}
	}
	return nil
}

// PayWallets returns the wallets of a payment to a régie, to read its form: it reads no balance. It returns NotFound
// for any other régie.
func (p *Portal) PayWallets(ctx context.Context, v Viewer, regie int64) ([]int64, error) {
	if !p.CanPay() {
		return nil, noOnlinePayment()
	}
	c, err := p.Catalogues.At(ctx, p.DB.Read(), v.StructureID, v.Revision)
	if err != nil {
		return nil, err
	}
	var ids []int64
	for _, w := range regieOf(c, regie) {
		ids = append(ids, w.ID)
	}
	if ids == nil {
		return nil, fault.NotYours()
	}
	return ids, nil
}

// Pay begins a payment. The régie, its wallets and their names come from the catalogue; anything else in a form is
// ignored, and a wallet of another structure is treated as unknown. See till.Till.Open for the results.
func (p *Portal) Pay(ctx context.Context, v Viewer, o PayOrder) (till.Opened, error) {
	if !p.CanPay() {
		return till.Opened{}, noOnlinePayment()
	}
	c, err := p.Catalogues.At(ctx, p.DB.Read(), v.StructureID, v.Revision)
	if err != nil {
		return till.Opened{}, err
	}
	group := regieOf(c, o.Regie)
	if group == nil {
		return till.Opened{}, fault.NotYours()
	}
	order := till.Order{AccountID: v.AccountID, FamilyID: v.FamilyID, StructureID: v.StructureID,
		Numcli: group[0].NumCli, Mel: o.Mel,
		FormToken: o.FormToken, Second: o.Second, Objet: c.Structure.Name}
	for _, w := range group {
		if amount := o.Amounts[w.ID]; amount != 0 {
			order.Parts = append(order.Parts, db.OnlinePaymentPart{WalletID: w.ID, Amount: amount})
			order.Objet += " " + w.Name
		}
	}
	return p.Till.Open(ctx, order)
}

// PayAt returns the address of the platform's page for a payment.
func (p *Portal) PayAt(o till.Opened) string { return p.Till.PayPage(o.Idop) }

// Notified processes a notification of the platform; see till.Till.Notified.
func (p *Portal) Notified(ctx context.Context, idOp string) { p.Till.Notified(ctx, idOp) }

// PayStatus is the content of the page after a payment. It does not identify the payer, because anybody with its
// address can open it.
type PayStatus struct {
	Token                 string
	FamilyID, StructureID int64 // whose receipts it links to
	State                 payment.State
	Amount                money.Cents
	Reference             string
	Number                string // of the authorisation
	Wallets               []PaidWallet
	At                    time.Time // of the transaction, or of the attempt
}

// PaidWallet is a wallet of a payment. LineID is its ledger line, 0 before there is one.
type PaidWallet struct {
	Name   string
	Amount money.Cents
	LineID int64
}

// PayStatus finds a payment by the secret of its page, and queries the platform while the payment is open. It returns
// NotFound for any other secret.
func (p *Portal) PayStatus(ctx context.Context, token string) (PayStatus, error) {
	if !p.CanPay() {
		return PayStatus{}, noOnlinePayment()
	}
	paid, err := p.Till.Look(ctx, token)
	if err != nil {
		return PayStatus{}, err
	}
	q := p.DB.Read()
	s := PayStatus{Token: paid.Token, FamilyID: paid.FamilyID, StructureID: paid.StructureID, State: paid.State,
		Amount: paid.Amount, Reference: paid.Refdet, Number: paid.Numauto, At: paid.CreatedAt}
	if paid.PaidAt != nil {
		s.At = *paid.PaidAt
	}
	parts, err := q.PartsOf(ctx, paid.ID)
	if err != nil {
		return s, err
	}
	lines, err := q.CreditsOf(ctx, paid.ID)
	if err != nil {
		return s, err
	}
	c, err := p.Catalogues.Current(ctx, q, paid.StructureID)
	if err != nil {
		return s, err
	}
	for _, part := range parts {
		for _, w := range c.Wallets {
			if w.ID == part.WalletID {
				s.Wallets = append(s.Wallets, PaidWallet{w.Name, part.Amount, lines[w.ID]})
			}
		}
	}
	return s, nil
}

// PayBack returns the secret of a payment's page, to which a user who comes back from the platform is sent. It queries
// the platform; if the platform does not answer, the page shows that the payment is being confirmed.
func (p *Portal) PayBack(ctx context.Context, idOp string) (token string, err error) {
	if !p.CanPay() {
		return "", noOnlinePayment()
	}
	found, err := p.Till.Resolve(ctx, idOp, till.FromReturn)
	if err != nil && found.Token == "" {
		return "", err
	}
	if err != nil {
		slog.Warn("a payment could not be followed at once", "payment", found.ID, "error", err.Error())
	}
	return found.Token, nil
}
