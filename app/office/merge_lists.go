package office

import (
	"context"
	"slices"
	"strings"

	"cartable/app/domain/address"
	"cartable/app/domain/merge"
	"cartable/db"
)

// livesIn says where a family lives, and since when, in the words of a form.
func livesIn(ctx context.Context, q db.Q, f db.Family) (string, error) {
	words := func(resident bool) string {
		if resident {
			return "de la commune"
		}
		return "hors commune"
	}
	payer, _, err := q.MoneyOf(ctx, f.ID)
	said := ""
	for _, r := range payer.Residence.Former {
		said += words(r.Resident) + " avant le " + r.Before.Numeric() + ", puis "
	}
	return said + words(f.Resident), err
}

// joinLists chooses the addresses and the quotients that stay, and names what does not.
func (p *mergePlan) joinLists(addresses [2][]db.FamilyEmail, spans [2][]merge.Span) {
	order := [2]int{0, 1}
	if p.takes("courriel") {
		order = [2]int{1, 0}
	}
	for _, side := range order {
		for _, one := range addresses[side] {
			here := slices.IndexFunc(p.addresses, func(a db.MergeAddress) bool {
				return strings.EqualFold(a.Address, one.Address)
			})
			switch {
			case here >= 0 && one.Works() && !p.addresses[here].Works: // both have it: the one that gets mail stays
				p.addresses[here] = db.MergeAddress{FamilyID: one.FamilyID, Address: one.Address, Works: true}
			case here >= 0:
			case len(p.addresses) == address.Most:
				p.look.Left = append(p.look.Left, "adresse "+one.Address)
			default:
				p.addresses = append(p.addresses, db.MergeAddress{FamilyID: one.FamilyID, Address: one.Address,
					Works: one.Works()})
			}
		}
	}
	chosen := 0
	if p.takes("quotients") {
		chosen = 1
	}
	p.stay = merge.Quotients(spans[chosen], spans[1-chosen])
	for _, one := range spans[1-chosen] {
		same := slices.ContainsFunc(spans[chosen], func(s merge.Span) bool {
			return s.From == one.From &&
				s.To == one.To
		})
		if !slices.Contains(p.stay, one.ID) && !same {
			p.look.Left = append(p.look.Left, "quotient du "+one.From.Numeric()+until(one.To))
		}
	}
}
