package people

import (
	"html/template"

	"cartable/app/domain/access"
	"cartable/app/people"
)

// Funcs are the functions for the templates of this desk.
var Funcs = template.FuncMap{
	"journalurl": journalURL,
	"role":       roleName,
	"duty":       roleDuty,
	"rolewords":  people.RoleWords,
	"staffroles": func() []access.Role { return people.StaffRoles },
}
