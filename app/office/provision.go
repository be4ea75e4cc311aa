package office

import (
	"context"

	"cartable/app/domain/trail"
	"cartable/db"
)

// open makes an account for each family.
func (o *Office) open(ctx context.Context, q db.Q, d Desk, structure string, families []db.FamilyLine, passwords []drawn, reason string) ([]Letter, error) {
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
	lines := make([]db.AuditLine, len(families))
	for i, f := range families {
		letters[i].Login, letters[i].Password = logins[i], passwords[i].password
		accounts[i] = db.Account{Login: logins[i], PasswordHash: passwords[i].hash, PasswordSetAt: now, MustChange: true, CreatedAt: now}
		lines[i] = o.note(d, trail.GuardianAdded, f.ID, logins[i], "", "accès ouvert", reason)
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
	return letters, q.AddAudit(ctx, lines...)
}

// renew draws a password for each account of the families that was never used.
func (o *Office) renew(ctx context.Context, q db.Q, d Desk, structure string, families []db.FamilyLine, passwords []drawn, reason string) ([]Letter, error) {
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
	letters, lines := make([]Letter, len(unused)), make([]db.AuditLine, len(unused))
	for i, g := range unused {
		letters[i] = o.letterTo(structure, byID[g.FamilyID], g.Name)
		letters[i].Login, letters[i].Password = g.Login, passwords[i].password
		if err := q.SetPasswordHash(ctx, g.AccountID, passwords[i].hash, o.Now(), true); err != nil {
			return nil, err
		}
		lines[i] = o.note(d, trail.PasswordGiven, g.FamilyID, Guardian{Login: g.Login, Name: g.Name}.Who(), "", "mot de passe provisoire", reason)
	}
	return letters, q.AddAudit(ctx, lines...)
}
