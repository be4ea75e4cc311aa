package account

import (
	"context"
	"strconv"
	"strings"
	"time"

	"cartable/app/domain/address"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/throttle"
	"cartable/app/patience"
	"cartable/db"
)

const mostAddresses = address.Most

// addressLinkLasts is how long the link that confirms an address is valid.
const addressLinkLasts = 3 * 24 * time.Hour

func addresses(ctx context.Context, q db.Q, familyID int64) ([]Address, error) {
	rows, err := q.AddressesOf(ctx, familyID)
	var all []Address
	for i, r := range rows {
		all = append(all, Address{Address: r.Address, First: i == 0, Confirmed: r.Confirmed, BouncedAt: r.BouncedAt})
	}
	return all, err
}

// AddAddresses adds the typed addresses, separated by
func (p *Accounts) AddAddresses(ctx context.Context, v Visitor, typed string) error {
	wanted, err := address.Read("adresse", typed)
	if err != nil {
		return err
	}
	if err := p.countMailed(ctx, v); err != nil {
		return err
	}
	return p.withAddresses(ctx, v, func(ctx context.Context, q db.Q, has []db.AddressOf) error {
		for _, one := range wanted {
			if find(has, one) >= 0 {
				return fault.Invalidf("adresse", "«\u00a0%s\u00a0» est déjà l'une de vos adresses.", one)
			}
		}
		if len(has)+len(wanted) > mostAddresses {
			return fault.Invalidf("adresse", "%d\u00a0adresses au plus\u00a0: retirez-en une d'abord.", mostAddresses)
		}
		for _, one := range wanted {
			if err := q.AddAddress(ctx, v.FamilyID, one); err != nil {
				return err
			}
			if err := p.askToConfirm(ctx, q, v, one); err != nil {
				return err
			}
		}
		return p.journalFamily(ctx, q, v, journal.AddressAdded, "", masked(wanted...))
	})
}

// ConfirmAgain mails the confirmation link of an address again.
func (p *Accounts) ConfirmAgain(ctx context.Context, v Visitor, which string) error {
	if err := p.countMailed(ctx, v); err != nil {
		return err
	}
	return p.withAddresses(ctx, v, func(ctx context.Context, q db.Q, has []db.AddressOf) error {
		i := find(has, which)
		if i < 0 {
			return fault.NotYours()
		}
		if has[i].Confirmed && has[i].BouncedAt.IsZero() {
			return nil
		}
		return p.askToConfirm(ctx, q, v, has[i].Address)
	})
}

// countMailed limits how often a family has links sent to addresses that may belong to strangers.
func (p *Accounts) countMailed(ctx context.Context, v Visitor) error {
	failed, err := p.Patience().Count(ctx, "adresse",
		[]patience.Subject{p.Patience().Subject(throttle.Mailed, strconv.FormatInt(v.FamilyID, 10))}, nil)
	if err == nil {
		failed()
	}
	return err
}

func (p *Accounts) askToConfirm(ctx context.Context, q db.Q, v Visitor, to string) error {
	return p.sendLink(ctx, q, link{kind: db.LinkAddress, accountID: v.AccountID, familyID: v.FamilyID, address: to,
		lasts: addressLinkLasts, path: "/confirmer-adresse/", subject: "Confirmez votre adresse courriel",
		text: "Cette adresse a été indiquée sur le portail famille, pour recevoir des comptes rendus et des " +
			"reçus.\n\nPour la confirmer, ouvrez cette page dans les trois jours :\n\n%s\n\n" +
			"Si vous n'y êtes pour rien, ne faites rien : rien d'autre ne vous sera envoyé.\n"})
}

// ConfirmAddressPage returns the address that a link confirms, or NotFound if the link is not valid.
func (p *Accounts) ConfirmAddressPage(ctx context.Context, token string) (string, error) {
	l, ok, err := p.DB.Read().OpenLink(ctx, db.LinkAddress, linkHash(token), time.Now())
	if err != nil || !ok {
		return "", orDead(err)
	}
	return l.Address, nil
}

// ConfirmAddress confirms an address and uses up its link. It needs no session: anyone who reads the mail owns the
// address.
func (p *Accounts) ConfirmAddress(ctx context.Context, token string) error {
	return p.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		l, ok, err := q.OpenLink(ctx, db.LinkAddress, linkHash(token), time.Now())
		if err != nil || !ok {
			return orDead(err)
		}
		used, err := q.UseLink(ctx, l.ID, time.Now())
		if err != nil {
			return err
		}
		still, err := q.ConfirmAddress(ctx, l.FamilyID, l.Address, p.Now())
		if err != nil || !used || !still {
			return orDead(err)
		}
		who, err := q.PersonOf(ctx, l.AccountID)
		if err != nil {
			return err
		}
		return p.journalFamily(ctx, q, Visitor{AccountID: l.AccountID, FamilyID: l.FamilyID,
			StructureID: who.StructureID},
			journal.AddressConfirmed, "", masked(l.Address))
	})
}

// RemoveAddress removes an address.
func (p *Accounts) RemoveAddress(ctx context.Context, v Visitor, which string) error {
	return p.withAddresses(ctx, v, func(ctx context.Context, q db.Q, has []db.AddressOf) error {
		i := find(has, which)
		if i < 0 {
			return fault.NotYours()
		}
		if err := q.RemoveAddress(ctx, v.FamilyID, has[i].Address); err != nil {
			return err
		}
		return p.journalFamily(ctx, q, v, journal.AddressRemoved, masked(has[i].Address), "")
	})
}

// FirstAddress makes a confirmed address the one that receives payment tickets.
func (p *Accounts) FirstAddress(ctx context.Context, v Visitor, which string) error {
	return p.withAddresses(ctx, v, func(ctx context.Context, q db.Q, has []db.AddressOf) error {
		i := find(has, which)
		switch {
		case i < 0:
			return fault.NotYours()
		case i == 0:
			return nil
		case !has[i].Confirmed:
			return fault.Invalidf("", "Confirmez d'abord cette adresse, par le lien que nous y avons envoyé.")
		case !has[i].BouncedAt.IsZero():
			return fault.Invalidf("", "Nos courriels sont refusés à cette adresse\u00a0: vos tickets de paiement "+
				"seraient perdus. Demandez d'abord un nouveau lien et ouvrez-le.")
		}
		order := []string{has[i].Address}
		for n, one := range has {
			if n != i {
				order = append(order, one.Address)
			}
		}
		if err := q.OrderAddresses(ctx, v.FamilyID, order); err != nil {
			return err
		}
		return p.journalFamily(ctx, q, v, journal.AddressFirst, masked(has[0].Address), masked(has[i].Address))
	})
}

// withAddresses changes the addresses of the visitor's family, one person at a time.
func (p *Accounts) withAddresses(ctx context.Context, v Visitor,
	fn func(ctx context.Context, q db.Q, has []db.AddressOf) error) error {
	return p.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		if err := q.LockFamily(ctx, v.FamilyID); err != nil {
			return err
		}
		has, err := q.AddressesOf(ctx, v.FamilyID)
		if err != nil {
			return err
		}
		return fn(ctx, q, has)
	})
}

func find(all []db.AddressOf, address string) int {
	for i, one := range all {
		if strings.EqualFold(one.Address, address) {
			return i
		}
	}
	return -1
}

// masked abbreviates addresses for the journal: enough to recognize one's own, not enough to write to.
func masked(all ...string) string {
	var shown []string
	for _, one := range all {
		name, host, _ := strings.Cut(one, "@")
		shown = append(shown, name[:min(1, len(name))]+"…@"+host)
	}
	return strings.Join(shown, ", ")
}
