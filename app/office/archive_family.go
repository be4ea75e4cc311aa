package office

import (
	"context"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/money"
	"cartable/app/domain/town"
	"cartable/db"
)

// Archiving is the page on which a family is archived, or taken out of the archives.
type Archiving struct {
	Code, Name string
	Archived   time.Time // zero: it is not
	Bars       []string  // why it cannot be archived, each with what to do
	Adults     []string  // whose access will be closed
	Balances   []WalletBalance
}

// ArchiveFamily returns the page of a family of the structure; NotFound for any other.
func (o *Office) ArchiveFamily(ctx context.Context, d desk.Actor, code string) (Archiving, error) {
	q := o.DB.Read()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return Archiving{}, err
	}
	family, err := desk.FamilyOf(ctx, q, d, code)
	if err != nil {
		return Archiving{}, err
	}
	page := Archiving{Code: family.Code, Name: family.LastName + " " + family.FirstName}
	if family.ArchivedAt != nil {
		page.Archived = *family.ArchivedAt
		return page, nil
	}
	all, err := desk.GuardiansOf(ctx, q, family.ID, o.Now())
	if err != nil {
		return page, err
	}
	for _, g := range all {
		if g.Withdrawn.IsZero() {
			page.Adults = append(page.Adults, g.Who())
		}
	}
	_, balances, err := q.MoneyOf(ctx, family.ID)
	if err != nil {
		return page, err
	}
	page.Balances = openBalances(c, balances)
	page.Bars, err = o.archiveBars(ctx, q, c, family)
	return page, err
}

// openBalances returns the wallets that are not empty.
func openBalances(c *town.Catalogue, balances map[int64]money.Cents) (all []WalletBalance) {
	for _, w := range c.Wallets {
		if balances[w.ID] != 0 {
			all = append(all, WalletBalance{w.Name, balances[w.ID]})
		}
	}
	return all
}

// archiveBars returns why a family cannot be archived, each with what to do.
func (o *Office) archiveBars(ctx context.Context, q db.Q, c *town.Catalogue, family db.Family) (all []string,
	err error) {
	b, err := q.ArchiveBars(ctx, family.StructureID, family.ID, c.Today(o.Now()), c.Structure.Billing)
	add := func(is bool, sentence string) {
		if is {
			all = append(all, sentence)
		}
	}
	add(b.Booked != 0, "Des jours sont réservés ou demandés, jusqu'au "+b.Booked.Numeric()+
		"\u00a0: annulez-les par le déménagement de la famille, ou archivez après ce jour.")
	add(b.Enrolled != 0, "Un enfant est inscrit jusqu'au "+b.Enrolled.Numeric()+
		"\u00a0: terminez ses inscriptions par le déménagement de la famille, ou archivez après ce jour.")
	add(b.Owes, "Un porte-monnaie n'est pas à zéro\u00a0: remboursez ou encaissez d'abord ce qui reste.")
	add(b.Unpriced, "Des jours passés ne sont pas encore facturés\u00a0: la prochaine transmission le fait.")
	add(b.Unmarked && !b.Unpriced, "Des jours passés ne sont pas pointés\u00a0: pointez-les d'abord.")
	add(b.Paying, "Un paiement en ligne est en cours, ou à trancher\u00a0: attendez qu'il soit terminé.")
	add(b.Custody, "La garde d'un enfant donne des jours à ce foyer\u00a0: réglez-la d'abord.")
	add(b.Erasing, "L'effacement de cette famille est demandé, ou fait.")
	add(b.Working, "Une opération de la mairie est en cours d'application\u00a0: attendez qu'elle soit terminée.")
	return all, err
}

// PutAway archives a family: it is on no list but that of the archives, and the access of its adults is closed. It is
// refused while anything is open.
func (o *Office) PutAway(ctx context.Context, d desk.Actor, code, why string) error {
	return o.changeArchive(ctx, d, code, why, func(ctx context.Context, q db.Q, family db.Family, reason string) error {
		if family.ArchivedAt != nil { // the same form sent twice
			return nil
		}
		c, err := o.Catalogues.Current(ctx, q, d.StructureID)
		if err != nil {
			return err
		}
		bars, err := o.archiveBars(ctx, q, c, family)
		if err != nil {
			return err
		}
		if len(bars) > 0 {
			return fault.Invalidf("obstacles", "%s", bars[0])
		}
		now := o.Now().UTC().Truncate(time.Microsecond)
		if _, err := q.WithdrawGuardians(ctx, family.ID, now); err != nil {
			return err
		}
		if err := q.SetArchived(ctx, family.ID, &now); err != nil {
			return err
		}
		return q.AddJournal(ctx, o.Entry(d, journal.FamilyArchived, family.ID, "Dossier de la famille", "en cours",
			"archivé", reason))
	})
}

// Reopen takes a family out of the archives, and restores the access that archiving it had closed. reopened is false
// when it was not there.
func (o *Office) Reopen(ctx context.Context, d desk.Actor, code, why string) (reopened bool, err error) {
	err = o.changeArchive(ctx, d, code, why, func(ctx context.Context, q db.Q, family db.Family, reason string) error {
		if reopened = family.ArchivedAt != nil; !reopened {
			return nil
		}
		all, err := q.GuardiansOf(ctx, family.ID)
		if err != nil {
			return err
		}
		for _, g := range all {
			if !g.WithdrawnAt.Equal(*family.ArchivedAt) { // withdrawn before, and it stays so
				continue
			}
			if _, err := q.RestoreGuardian(ctx, g.AccountID, family.ID); err != nil {
				return err
			}
		}
		if err := q.SetArchived(ctx, family.ID, nil); err != nil {
			return err
		}
		return q.AddJournal(ctx, o.Entry(d, journal.FamilyReopened, family.ID, "Dossier de la famille", "archivé",
			"rouvert", reason))
	})
	return reopened, err
}

// changeArchive locks the town, as every opération does, then a family and its children while it is archived or taken
// out: whoever enrols, applies or undoes, or is booking for a child just then, ends first.
func (o *Office) changeArchive(ctx context.Context, d desk.Actor, code, why string,
	change func(context.Context, db.Q, db.Family, string) error) error {
	reason, wrong := journal.Reason(why)
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		if _, err := o.Catalogues.Hold(ctx, q, d.StructureID); err != nil {
			return err
		}
		family, err := desk.FamilyOf(ctx, q, d, code)
		if err != nil {
			return err
		}
		if wrong != nil {
			return wrong
		}
		children, err := q.ChildrenOfFamily(ctx, family.ID)
		if err != nil {
			return err
		}
		ids := make([]int64, len(children))
		for i, one := range children {
			ids[i] = one.ID
		}
		if len(ids) > 0 {
			if err := q.LockChildren(ctx, ids); err != nil {
				return err
			}
		}
		if err := q.LockFamily(ctx, family.ID); err != nil {
			return err
		}
		if family, err = desk.FamilyOf(ctx, q, d, code); err != nil { // again, locked
			return err
		}
		if own, err := isOwn(ctx, q, d, family.ID); err != nil {
			return err
		} else if own {
			return fault.Invalidf("motif", ownFamily)
		}
		return change(ctx, q, family, reason)
	})
}
