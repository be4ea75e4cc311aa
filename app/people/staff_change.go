package people

import (
	"context"
	"slices"

	"cartable/app/desk"
	"cartable/app/domain/access"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/db"
)

// changeStaff locks the structure while one of its staff accounts changes: two administrators who remove each other
// concurrently would leave none. After the change, at least one must remain.
func (o *People) changeStaff(ctx context.Context, d desk.Actor, accountID int64, reason string,
	change func(ctx context.Context, q db.Q, was StaffRow, reason string) error) error {
	reason, why := journal.Reason(reason)
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		if err := q.LockStructure(ctx, d.StructureID); err != nil {
			return err
		}
		was, err := staffOf(ctx, q, d, accountID)
		if err != nil {
			return err
		}
		if why != nil {
			return why
		}
		if err := change(ctx, q, was, reason); err != nil {
			return err
		}
		n, err := q.Administrators(ctx, d.StructureID)
		if err == nil && n == 0 {
			err = fault.Conflictf("La structure n'aurait plus d'administrateur. Donnez d'abord ce rôle à " +
				"quelqu'un d'autre.")
		}
		return err
	})
}

// SetRoles gives an account exactly these roles in the structure; an empty list withdraws it. It takes effect at the
// next click.
func (o *People) SetRoles(ctx context.Context, d desk.Actor, accountID int64, roles []string, reason string) error {
	wanted, err := asked(roles)
	if err != nil {
		return err
	}
	return o.changeStaff(ctx, d, accountID, reason, func(ctx context.Context, q db.Q, was StaffRow,
		reason string) error {
		if slices.Equal(was.Roles, wanted) {
			return nil
		}
		for _, role := range StaffRoles {
			has, wants := was.Has(role), slices.Contains(wanted, role)
			var err error
			switch {
			case has && !wants:
				err = q.WithdrawStaff(ctx, accountID, d.StructureID, string(role), o.Now())
			case wants && !has:
				err = q.AddStaff(ctx, accountID, d.StructureID, string(role))
			}
			if err != nil {
				return err
			}
		}
		return q.AddJournal(ctx, o.Entry(d, journal.StaffRoles, 0, was.Login, RoleWords(was.Roles), RoleWords(wanted),
			reason))
	})
}

// RolesAsked returns what a change of roles would do, for its confirmation.
func (o *People) RolesAsked(ctx context.Context, d desk.Actor, accountID int64, roles []string) (was StaffRow,
	wanted []access.Role, err error) {
	if was, err = o.StaffAccount(ctx, d, accountID); err == nil {
		wanted, err = asked(roles)
	}
	return was, wanted, err
}

// DisableStaff disables an account: no sign-in, no session, whatever its roles. A structure cannot disable an account
// that serves another structure or a family: it can only withdraw its own roles.
func (o *People) DisableStaff(ctx context.Context, d desk.Actor, accountID int64, reason string) error {
	return o.changeStaff(ctx, d, accountID, reason, func(ctx context.Context, q db.Q, was StaffRow,
		reason string) error {
		switch {
		case was.Elsewhere:
			return elsewhere()
		case was.Self:
			return fault.Conflictf("Vous ne pouvez pas désactiver votre propre compte. Demandez-le à un autre " +
				"administrateur.")
		case was.Disabled:
			return nil
		}
		if err := q.DisableAccount(ctx, accountID, o.Now()); err != nil {
			return err
		}
		return q.AddJournal(ctx, o.Entry(d, journal.AccountDisabled, 0, was.Login, "actif", "désactivé", reason))
	})
}

// EnableStaff enables an account again.
func (o *People) EnableStaff(ctx context.Context, d desk.Actor, accountID int64, reason string) error {
	return o.changeStaff(ctx, d, accountID, reason, func(ctx context.Context, q db.Q, was StaffRow,
		reason string) error {
		switch {
		case was.Elsewhere:
			return elsewhere()
		case !was.Disabled:
			return nil
		}
		if err := q.EnableAccount(ctx, accountID); err != nil {
			return err
		}
		return q.AddJournal(ctx, o.Entry(d, journal.AccountEnabled, 0, was.Login, "désactivé", "actif", reason))
	})
}

// GiveStaffPassword draws a new first password for a staff account and ends its sessions.
func (o *People) GiveStaffPassword(ctx context.Context, d desk.Actor, accountID int64, reason string) (Letter, error) {
	c, err := o.Town(ctx, o.DB.Read(), d)
	if err != nil {
		return Letter{}, err
	}
	var letter Letter
	err = o.changeStaff(ctx, d, accountID, reason, func(ctx context.Context, q db.Q, was StaffRow,
		reason string) error {
		if was.Elsewhere {
			return elsewhere()
		}
		if was.Disabled || len(was.Roles) == 0 {
			return fault.Conflictf("Ce compte est désactivé ou n'a plus de rôle ici : un nouveau mot de passe " +
				"serait inutile.")
		}
		password, err := o.drawInto(ctx, q, accountID)
		if err != nil {
			return err
		}
		letter = Letter{Structure: c.Structure.Name, Name: was.Login, Login: was.Login, Password: password, Staff: true,
			Until: o.givenUntil()}
		return q.AddJournal(ctx, o.Entry(d, journal.PasswordGiven, 0, was.Login, "",
			"mot de passe provisoire, sessions fermées", reason))
	})
	return letter, err
}
