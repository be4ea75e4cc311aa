package people

import (
	"context"
	"fmt"

	"cartable/app/desk"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/paging"
	"cartable/db"
)

// Provisioning creates the first account of many families at once, or prints a new letter for those that never used
// theirs (it was lost, or its thirty days are over). The letters are returned only once: no password is stored in
// clear.

// mostLetters is the maximum number of letters of one order: a document with as many pages, ready in a few seconds.
const mostLetters = 2_500

// ProvisionPlan is what an order would do.
type ProvisionPlan struct {
	desk.Families
	Letters int // that the order would print
}

// provisionQuery restricts a query to the families that an order may concern: those without an account, unless the
// query is for the unused ones.
func provisionQuery(ask desk.FamilyQuery) desk.FamilyQuery {
	if ask.Access != desk.Unused {
		ask.Access = desk.Without
	}
	ask.Text = ""
	return ask
}

// ProvisionPage returns the families to which an order would write.
func (o *People) ProvisionPage(ctx context.Context, d desk.Actor, ask desk.FamilyQuery) (ProvisionPlan, error) {
	list, err := o.Families(ctx, d, provisionQuery(ask))
	return ProvisionPlan{list, min(list.Count, mostLetters)}, err
}

// Provision creates the accounts, or draws new passwords for those never used, and returns a letter for each. announced
// is the number of families in the confirmation: if it has changed, nothing is done.
func (o *People) Provision(ctx context.Context, d desk.Actor, ask desk.FamilyQuery, announced int,
	reason string) ([]Letter, error) {
	reason, err := journal.Reason(reason)
	if err != nil {
		return nil, err
	}
	ask = provisionQuery(ask)
	f, c, err := o.Filter(ctx, o.DB.Read(), d, ask)
	if err != nil {
		return nil, err
	}
	f.Page = paging.First(mostLetters)
	passwords, err := o.drawMany(min(max(announced, 0), mostLetters))
	if err != nil {
		return nil, err
	}
	return db.InTx(ctx, o.DB, func(ctx context.Context, q db.Q) ([]Letter, error) {
		if err := q.LockStructure(ctx, d.StructureID); err != nil { // two concurrent orders would print twice
			return nil, err
		}
		families, _, err := q.Families(ctx, f)
		if err != nil {
			return nil, err
		}
		if len(families) == 0 || min(announced, mostLetters) != len(families) {
			return nil, fault.Conflictf("Les familles concernées ont changé depuis cette page : rien n'a été fait. " +
				"Relisez le nombre et recommencez.")
		}
		var letters []Letter
		if f.Unused {
			letters, err = o.renew(ctx, q, d, c.Structure.Name, families, passwords, reason)
		} else {
			letters, err = o.open(ctx, q, d, c.Structure.Name, families, passwords, reason)
		}
		if err != nil {
			return nil, err
		}
		return letters, q.AddJournal(ctx, o.Entry(d, journal.LettersMade, 0, fmt.Sprintf("%d lettres", len(letters)),
			"", ask.Words(), reason))
	})
}

// open creates an account for each family.
func (o *People) open(ctx context.Context, q db.Q, d desk.Actor, structure string, families []db.FamilyLine,
	passwords []drawn, reason string) ([]Letter, error) {
	letters, names := make([]Letter, len(families)), make([]string, len(families))
	for i, f := range families {
		letters[i], names[i] = o.letterTo(structure, f, ""), f.LastName
	}
	logins, err := drawLogins(ctx, q, names)
	if err != nil {
		return nil, err
	}
	now := o.Now().UTC()
	accounts := make([]db.Account, len(families))
	lines := make([]db.JournalEntry, len(families))
	for i, f := range families {
		letters[i].Login, letters[i].Password = logins[i], passwords[i].password
		accounts[i] = db.Account{Login: logins[i], PasswordHash: passwords[i].hash, PasswordSetAt: now,
			MustChange: true, CreatedAt: now}
		lines[i] = o.Entry(d, journal.GuardianAdded, f.ID, logins[i], "", "accès ouvert", reason)
	}
	if err := q.AddAccounts(ctx, accounts); err != nil {
		return nil, err
	}
	guardians := make([]db.Guardian, len(families))
	for i, f := range families {
		guardians[i] = db.Guardian{AccountID: accounts[i].ID, FamilyID: f.ID}
	}
	if err := db.ImportInsert(ctx, q, guardians); err != nil {
		return nil, err
	}
	return letters, q.AddJournal(ctx, lines...)
}

// renew draws a password for each account of the families that was never used.
func (o *People) renew(ctx context.Context, q db.Q, d desk.Actor, structure string, families []db.FamilyLine,
	passwords []drawn, reason string) ([]Letter, error) {
	byID, ids := map[int64]db.FamilyLine{}, make([]int64, len(families))
	for i, f := range families {
		byID[f.ID], ids[i] = f, f.ID
	}
	unused, err := q.UnusedOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	if more := len(unused) - len(passwords); more > 0 { // a family may have two
		others, err := o.drawMany(more)
		if err != nil {
			return nil, err
		}
		passwords = append(passwords, others...)
	}
	letters, lines := make([]Letter, len(unused)), make([]db.JournalEntry, len(unused))
	for i, g := range unused {
		letters[i] = o.letterTo(structure, byID[g.FamilyID], g.Name)
		letters[i].Login, letters[i].Password = g.Login, passwords[i].password
		if err := q.SetPasswordHash(ctx, g.AccountID, passwords[i].hash, o.Now(), true); err != nil {
			return nil, err
		}
		lines[i] = o.Entry(d, journal.PasswordGiven, g.FamilyID, desk.Guardian{Login: g.Login, Name: g.Name}.Who(), "",
			"mot de passe provisoire", reason)
	}
	return letters, q.AddJournal(ctx, lines...)
}
