package people

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/access"
)

// rolesView is the table of roles and actions, generated from the code.
type rolesView struct {
	Roles []access.Role
	Rows  []rolesRow
}

type rolesRow struct {
	Label string
	May   []bool // in the order of the roles
}

// rolesTable returns the table without the actions that are open to everybody.
func rolesTable() rolesView {
	view := rolesView{Roles: access.Roles}
	for _, l := range access.Labels {
		if access.May("", l.Action) {
			continue
		}
		row := rolesRow{Label: l.Label}
		for _, role := range view.Roles {
			row.May = append(row.May, access.May(role, l.Action))
		}
		view.Rows = append(view.Rows, row)
	}
	return view
}

func (s *Pages) RolesPage(c *fiber.Ctx) error {
	return s.Page(c, "people/roles", s.StaffLayout(c, "Qui peut faire quoi", "roles"), rolesTable())
}

func roleName(r access.Role) string { return access.RoleNames[r] }
func roleDuty(r access.Role) string { return access.RoleDuties[r] }
