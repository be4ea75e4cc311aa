package people

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"

	"cartable/app/desk"
	"cartable/app/domain/access"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/password"
	"cartable/db"
)

// StaffList is the staff accounts of the structure.
type StaffList struct{ Rows []StaffRow }

// StaffRow is one of them.
type StaffRow struct {
	AccountID  int64
	Login      string
	Roles      []access.Role
	Gone       []access.Role // withdrawn roles
	Disabled   bool
	Given      bool // the password is still the one that was given
	GivenUntil time.Time
	SignedIn   time.Time
	Elsewhere  bool // the account serves another structure or a family
	Self       bool // it is the user's own account
}

// Has reports whether the account has a role.
func (r StaffRow) Has(role access.Role) bool { return slices.Contains(r.Roles, role) }

// StaffRoles are the roles that staff may have, in the order of the table.
var StaffRoles = []access.Role{access.Administrator, access.Manager, access.Agent, access.Kitchen, access.Treasurer}

// StaffAccounts returns the accounts of the structure's staff.
func (o *People) StaffAccounts(ctx context.Context, d desk.Actor) (StaffList, error) {
	lines, err := o.DB.Read().StaffOf(ctx, d.StructureID, 0)
	var list StaffList
	for _, l := range lines {
		list.Rows = append(list.Rows, staffRow(d, l))
	}
	return list, err
}

// StaffAccount returns one of them; NotFound for an account that never had a role here.
func (o *People) StaffAccount(ctx context.Context, d desk.Actor, accountID int64) (StaffRow, error) {
	return staffOf(ctx, o.DB.Read(), d, accountID)
}

func staffOf(ctx context.Context, q db.Q, d desk.Actor, accountID int64) (StaffRow, error) {
	lines, err := q.StaffOf(ctx, d.StructureID, accountID)
	if err != nil {
		return StaffRow{}, err
	}
	if accountID == 0 || len(lines) == 0 {
		return StaffRow{}, desk.NotHere()
	}
	return staffRow(d, lines[0]), nil
}

func staffRow(d desk.Actor, l db.StaffAccount) StaffRow {
	row := StaffRow{AccountID: l.AccountID, Login: l.Login, Disabled: !l.DisabledAt.IsZero(), Given: l.MustChange,
		SignedIn:  l.SignedInAt,
		Elsewhere: l.Elsewhere, Self: l.AccountID == d.AccountID}
	if row.Given {
		row.GivenUntil = l.PasswordSetAt.Add(password.GivenLasts)
	}
	for _, role := range StaffRoles {
		if slices.Contains(l.Roles, string(role)) {
			row.Roles = append(row.Roles, role)
		} else if slices.Contains(l.Gone, string(role)) {
			row.Gone = append(row.Gone, role)
		}
	}
	return row
}

// RoleWords returns the roles in French, "aucun rôle" if there are none.
func RoleWords(roles []access.Role) string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = access.RoleNames[r]
	}
	if len(names) == 0 {
		return "aucun rôle"
	}
	return strings.ToLower(strings.Join(names, ", "))
}

// asked parses the roles of a form, in the order of the table; a role that staff cannot have is refused.
func asked(roles []string) ([]access.Role, error) {
	var all []access.Role
	for _, role := range StaffRoles {
		if slices.Contains(roles, string(role)) {
			all = append(all, role)
		}
	}
	for _, one := range roles {
		if !slices.Contains(StaffRoles, access.Role(one)) {
			return nil, fault.Invalidf("role", "Ce rôle n'existe pas. Choisissez dans la liste.")
		}
	}
	return all, nil
}

// NewStaff is a staff account to add.
type NewStaff struct {
	Login  string
	Roles  []string
	Reason string
}

// NewStaffAccount gives roles to a login. It creates an account and returns its letter, or adds the roles to an
// existing account that also works elsewhere; then the password does not change and the letter is empty.
func (o *People) NewStaffAccount(ctx context.Context, d desk.Actor, n NewStaff) (Letter, error) {
	login := strings.ToLower(strings.TrimSpace(n.Login))
	bad := func(c rune) bool { return unicode.IsSpace(c) || !unicode.IsPrint(c) }
	if login == "" || len(login) > 64 || strings.ContainsFunc(login, bad) {
		return Letter{}, fault.Invalidf("identifiant", "Donnez un identifiant d'un seul mot, de 64 caractères au plus.")
	}
	roles, err := asked(n.Roles)
	if err != nil {
		return Letter{}, err
	}
	if len(roles) == 0 {
		return Letter{}, fault.Invalidf("role", "Choisissez au moins un rôle.")
	}
	reason, err := journal.Reason(n.Reason)
	if err != nil {
		return Letter{}, err
	}
	c, err := o.Town(ctx, o.DB.Read(), d)
	if err != nil {
		return Letter{}, err
	}
	var letter Letter
	err = o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		letter = Letter{}
		accountID, disabled, err := q.LoginTaken(ctx, login)
		if err != nil {
			return err
		}
		if disabled {
			return fault.Invalidf("identifiant", "Cet identifiant appartient à un compte désactivé. Choisissez-en un "+
				"autre, ou réactivez le compte.")
		}
		if accountID == 0 {
			letter = Letter{Structure: c.Structure.Name, Name: login, Login: login, Password: desk.DrawPassword(),
				Staff: true, Until: o.givenUntil()}
			account, err := o.newAccount(login, letter.Password)
			if err != nil {
				return err
			}
			if err := q.AddAccount(ctx, &account); err != nil {
				return err
			}
			accountID = account.ID
		} else if known, err := q.StaffOf(ctx, d.StructureID, accountID); err != nil || len(known) > 0 {
			if err == nil {
				err = fault.Invalidf("identifiant", "Ce compte travaille déjà pour la structure. Changez ses rôles "+
					"depuis sa ligne.")
			}
			return err
		}
		for _, role := range roles {
			if err := q.AddStaff(ctx, accountID, d.StructureID, string(role)); err != nil {
				return err
			}
		}
		return q.AddJournal(ctx, o.Entry(d, journal.StaffAdded, 0, login, "", RoleWords(roles), reason))
	})
	return letter, err
}
