package people

import (
	"html/template"

	"cartable/app/domain/access"
	"cartable/app/people"
)

// peopleFuncs are what the templates of this desk may call.
var Funcs = template.FuncMap{
	"journalurl": journalURL,
	"role":       roleName,
	"duty":       roleDuty,
	"rolewords":  people.RoleWords,
	"staffroles": func() []access.Role { return people.StaffRoles },
}
