package office

import (
	"cmp"
	"context"
	"slices"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/paging"
	"cartable/app/domain/pricing"
	"cartable/app/domain/town"
	"cartable/db"
)

// Family is everything on file about a family, except what only its own pages show.
type Family struct {
	Code, Civility, LastName, FirstName string
	Resident                            bool       // today
	Since                               civil.Date // since when they live so; 0 = always
	Moves                               civil.Date // the day to come on which that changes; 0 = none
	Address, Phone                      string
	Emails                              []desk.Email
	Guardians                           []desk.Guardian
	Children                            []CardChild
	Quotients                           []Quotient
	Balances                            []WalletBalance
	Validations                         []Validation
	Journal                             []desk.JournalRow
	Joined                              string    // code of a file that was joined to it and may be taken apart again
	JoinedID                            int64     // the merge
	Archived                            time.Time // zero: it is not
}

// Name returns "MARTIN Claire".
func (f Family) Name() string { return f.LastName + " " + f.FirstName }

// Couple reports whether the family may be separated: it has two adults who may act for it, and a child.
func (f Family) Couple() bool {
	adults := 0
	for _, g := range f.Guardians {
		if g.Withdrawn.IsZero() && !g.Disabled {
			adults++
		}
	}
	return adults > 1 && len(f.Children) > 0
}

// CardChild is a child with its current and future enrolments.
type CardChild struct {
	ID                        int64
	Code, FirstName, LastName string
	BirthDate                 civil.Date
	School, Class             string
	Enrolments                []Enrolled
	OtherFamily               string // code of the other household, empty if there is none
	Custody                   string // of two homes: "semaines paires ici"; empty if nothing is arranged
}

// Enrolled is the right of a child to book an activity between two dates.
type Enrolled struct {
	Activity string
	From, To civil.Date
}

// Quotient is a quotient with its period.
type Quotient struct {
	From, To civil.Date // To 0 = open
	QF       money.Cents
}

// WalletBalance is the balance of a wallet.
type WalletBalance struct {
	Wallet string
	Amount money.Cents
}

// Validation is a request of a family.
type Validation struct {
	Number, Login string
	At            time.Time
	Adds, Cancels int
}

// How much the page of a family shows: the newest of each.
const cardLines, cardQuotients = 8, 10

// Family returns a family of the structure; NotFound for any other.
func (o *Office) Family(ctx context.Context, d desk.Actor, code string) (Family, error) {
	q, now := o.DB.Read(), o.Now()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return Family{}, err
	}
	row, err := desk.FamilyOf(ctx, q, d, code)
	if err != nil {
		return Family{}, err
	}
	page := Family{Code: row.Code, Civility: row.Civility, LastName: row.LastName, FirstName: row.FirstName,
		Address: row.Address, Phone: row.Phone}
	if row.ArchivedAt != nil {
		page.Archived = *row.ArchivedAt
	}
	emails, err := q.EmailsOf(ctx, row.ID)
	for _, e := range emails {
		one := desk.Email{Address: e.Address, Confirmed: e.ConfirmedAt != nil}
		if e.BouncedAt != nil {
			one.Bounced = *e.BouncedAt
		}
		page.Emails = append(page.Emails, one)
	}
	if err != nil {
		return Family{}, err
	}
	if page.Guardians, err = desk.GuardiansOf(ctx, q, row.ID, now); err != nil {
		return Family{}, err
	}
	if page.Children, err = cardChildren(ctx, q, c, row.ID, c.Today(o.Now())); err != nil {
		return Family{}, err
	}
	m, found, err := q.LastMerge(ctx, row.ID)
	if err != nil {
		return Family{}, err
	}
	if found && m.Sums != "" && now.Before(m.At.Add(MergeLasts)) {
		page.Joined, page.JoinedID = m.Gone, m.ID
	}
	return page, page.money(ctx, q, c, row.ID, c.Today(now))
}

// money reads the second half of the page: quotients, balances, validations and journal.
func (f *Family) money(ctx context.Context, q db.Q, c *town.Catalogue, familyID int64, today civil.Date) error {
	payer, balances, err := q.MoneyOf(ctx, familyID)
	if err != nil {
		return err
	}
	quotients := payer.Quotients
	slices.SortFunc(quotients, func(a, b pricing.Quotient) int { return cmp.Compare(b.From, a.From) })
	for _, one := range quotients[:min(len(quotients), cardQuotients)] {
		f.Quotients = append(f.Quotients, Quotient{one.From, one.To, one.QF})
	}
	f.Resident = payer.Residence.On(today)
	f.Since, f.Moves = payer.Residence.Around(today)
	if f.Moves != 0 && payer.Residence.On(f.Moves) == f.Resident {
		f.Moves = 0
	}
	for _, w := range c.Wallets {
		f.Balances = append(f.Balances, WalletBalance{w.Name, balances[w.ID]})
	}
	validations, err := q.LastValidations(ctx, familyID, cardLines)
	if err != nil {
		return err
	}
	for _, v := range validations {
		f.Validations = append(f.Validations, Validation{v.Number, v.Login, v.At, v.Adds, v.Cancels})
	}
	lines, _, err := q.Journal(ctx, db.JournalFilter{StructureID: c.Structure.ID, FamilyID: familyID,
		Page: paging.First(cardLines)})
	for _, l := range lines {
		f.Journal = append(f.Journal, desk.RowOf(l))
	}
	return err
}

func cardChildren(ctx context.Context, q db.Q, c *town.Catalogue, familyID int64,
	from civil.Date) ([]CardChild, error) {
	rows, err := q.CardChildren(ctx, familyID)
	if err != nil {
		return nil, err
	}
	enrolled, err := q.ChildrenOf(ctx, familyID, from)
	if err != nil {
		return nil, err
	}
	rights, custodies := map[int64][]booking.Enrolment{}, map[int64]string{}
	for _, child := range enrolled {
		rights[child.ID], custodies[child.ID] = child.Enrolments, child.Custody.Words(familyID, from)
	}
	var all []CardChild
	for _, r := range rows {
		one := CardChild{ID: r.ID, Code: r.Code, FirstName: r.FirstName, LastName: r.LastName, BirthDate: r.BirthDate,
			School: r.School, Class: r.Class, OtherFamily: r.OtherFamily, Custody: custodies[r.ID]}
		for _, e := range rights[r.ID] {
			if a := c.ActivityByID(e.ActivityID); a != nil {
				one.Enrolments = append(one.Enrolments, Enrolled{a.Name, e.From, e.To})
			}
		}
		all = append(all, one)
	}
	return all, nil
}

// Reachable reports whether a password may be mailed to the family.
func (f Family) Reachable() bool {
	return slices.ContainsFunc(f.Emails, func(e desk.Email) bool { return e.Confirmed && e.Bounced.IsZero() })
}
