package settings

import (
	"html/template"

	"cartable/app/domain/civil"
)

// Funcs are the functions for the templates of this desk.
var Funcs = template.FuncMap{
	"yeargrid": yearGrid,
	"sayday":   sayDay,
	"weekdays": func() map[int]string { return weekdays },
	"become":   func(name string, open bool) becoming { return becoming{name, open} },
}

// weekdays are the names of the ISO weekdays.
var weekdays = func() map[int]string {
	names := map[int]string{}
	for day := 1; day <= 7; day++ {
		names[day] = civil.WeekdayNames[day]
	}
	return names
}()

// becoming is the choice of what days become.
type becoming struct {
	Name string // of the field
	Open bool
}
