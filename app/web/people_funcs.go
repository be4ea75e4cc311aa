package web

import (
	"cartable/app/domain/access"
	"cartable/app/office"
	"html/template"
)

// peopleFuncs are what the templates of this desk may call.
var peopleFuncs = template.FuncMap{
	"journalurl": journalURL,
	"role":       roleName,
	"duty":       roleDuty,
	"rolewords":  office.RoleWords,
	"staffroles": func() []access.Role { return office.StaffRoles },
}
