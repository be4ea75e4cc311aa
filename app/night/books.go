package night

import (
	"context"
	"fmt"
	"strings"

	"cartable/app/domain/money"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
	"cartable/app/mail"
	"cartable/db"
)

// books are the debits and balances of a shard's families after a run.
type books struct {
	town     *town.Catalogue
	debits   map[int64][]db.RunDebit
	balances map[[2]int64]money.Cents // by family and wallet
}

func readBooks(ctx context.Context, q db.Q, c *town.Catalogue, runID int64, shard db.RunShard) (books, error) {
	b := books{town: c}
	var err error
	if b.debits, err = q.RunDebits(ctx, runID, shard.FamilyFrom, shard.FamilyTo); err != nil || len(b.debits) == 0 {
		return b, err
	}
	b.balances, err = q.BalancesOf(ctx, shard.FamilyFrom, shard.FamilyTo)
	return b, err
}

// notes returns the remarks for a family about its debits: those that differ from the announced price, or are not made,
// and the categories that its balance has just closed. A debit as announced gives no remark.
func (b books) notes(familyID int64) []mail.Note {
	var notes []mail.Note
	if lines := b.void(familyID); len(lines) > 0 {
		notes = append(notes, mail.Note{Title: "JOURS NON FACTURES", Lines: lines})
	}
	if lines := b.surprises(familyID); len(lines) > 0 {
		notes = append(notes, mail.Note{Title: "PRIX FACTURES DIFFERENTS DES PRIX ANNONCES", Lines: lines})
	}
	if lines := b.late(familyID); len(lines) > 0 {
		notes = append(notes, mail.Note{Title: "PENALITES DE RETARD", Lines: lines})
	}
	if lines := b.closed(familyID); len(lines) > 0 {
		notes = append(notes, mail.Note{Title: "SOLDE INSUFFISANT", Lines: lines})
	}
	return notes
}

// void lists the days that are not charged because they could not take place: closed after they were booked, or no
// longer the child's.
func (b books) void(familyID int64) (lines []string) {
	for _, d := range b.debits[familyID] {
		if *d.Quantity == 0 && d.Attendance != wallet.AbsentJustified {
			lines = append(lines, fmt.Sprintf("%s, %s, %s %s. Rien n'est facturé pour ce "+
				"jour.", d.Date.Short(), d.Label,
				strings.ToUpper(d.LastName), d.FirstName))
		}
	}
	return lines
}

// late lists the fees for late departures: no price that was announced contains them.
func (b books) late(familyID int64) (lines []string) {
	for _, d := range b.debits[familyID] {
		if d.Late {
			lines = append(lines, fmt.Sprintf("%s, %s, %s %s : %s.", d.Date.Short(), d.Label,
				strings.ToUpper(d.LastName), d.FirstName, -d.Amount))
		}
	}
	return lines
}

func (b books) surprises(familyID int64) (lines []string) {
	for _, d := range b.debits[familyID] {
		if !d.Surprise() {
			continue
		}
		units := ""
		if *d.Quantity != d.Booked {
			units = fmt.Sprintf(" (%d unités pointées, %d réservées)", *d.Quantity, d.Booked)
		}
		lines = append(lines, fmt.Sprintf("%s, %s, %s %s. Prix facturé différent du prix annoncé : %s au lieu de %s%s.",
			d.Date.Short(), d.Activity,
			strings.ToUpper(d.LastName), d.FirstName, -d.Amount, d.Quoted, units))
	}
	return lines
}

// closed lists the categories whose floor a balance reached in this run: above it before, at or under it now.
func (b books) closed(familyID int64) (lines []string) {
	run := map[int64]money.Cents{}
	for _, d := range b.debits[familyID] {
		run[d.WalletID] += d.Amount
	}
	for _, c := range b.town.Categories {
		debited, touched := run[c.Wallet.ID]
		if c.Floor == nil || !touched {
			continue
		}
		balance := b.balances[[2]int64{familyID, c.Wallet.ID}]
		due, blocked := wallet.Blocks(balance, *c.Floor)
		if _, before := wallet.Blocks(balance-debited, *c.Floor); !blocked || before {
			continue
		}
		lines = append(lines, fmt.Sprintf("%s : votre solde est de %s. Les réservations (%s) sont suspendues dès "+
			"que le solde atteint %s. Versez au moins %s pour les débloquer.",
			c.Wallet.Name, balance, c.Name, c.Floor, due))
	}
	return lines
}
