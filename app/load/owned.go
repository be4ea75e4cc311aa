package load

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"cartable/app/domain/town"
)

// owned are the columns that people may change after an import, each independently; columns that only make sense
// together (the dates of a period, a price and its rate) count as one. Columns that name other people's rows, and
// lists, are not included.
var owned = map[string][]ownedColumn{
	"structures.csv": {{"name", "Name"}, {"zone", "Zone"}, {"alsace_moselle", "AlsaceMoselle"}, {"night_at", "NightAt"},
		{"notice", "Notice"}, {"address", "Address"}, {"phone", "Phone"}, {"email", "Email"}, {"hours", "Hours"},
		{"undo_hours", "UndoHours"}, {"mail_name", "MailName"}, {"mail_signature", "Signature"}, {"accent", "Accent"},
		{"qf_backdate", "QFBackdate"}, {"pedt", "PEDT"}},
	"wallets.csv":    {{"name", "Name"}, {"numcli", "NumCli"}},
	"categories.csv": {{"name", "Name"}, {"wallet", "Wallet"}, {"debt_floor", "Floor"}, {"nature", "Nature"}},
	"pools.csv":      {{"name", "Name"}, {"capacity", "Capacity"}, {"waitlist", "Waitlist"}},
	"activities.csv": {{"name", "Name"}, {"category", "Category"}, {"weekdays", "Weekdays"}, {"term", "Term"},
		{"from", "From To"}, {"start", "Start End"}, {"unit", "Unit"}, {"book_by", "BookBy"}, {"cancel_by", "CancelBy"},
		{"allot", "Allot"}, {"meal", "Meal"}, {"notice_hours", "NoticeHours"}, {"kitchen_by", "KitchenBy"},
		{"kind", "Sort"}, {"declared", "Declared"}, {"age_from", "AgeFrom"}, {"age_to", "AgeTo"},
		{"max_enrolled", "MaxEnrolled"}, {"levels", "Levels"}, {"offer_hours", "OfferHours"},
		{"late_fee", "LateFee"}, {"late_grace", "LateGrace"}},
	"openings.csv":   {{"open", "Open"}, {"label", "Label"}},
	"releases.csv":   {{"to", "To"}, {"on", "On At"}},
	"capacities.csv": {{"capacity", "Capacity"}, {"waitlist", "Waitlist"}},
	"tariffs.csv":    {{"price", "Price Rate Floor Ceiling"}},
	"families.csv": {{"civility", "Civility"}, {"last_name", "LastName"}, {"first_name", "FirstName"},
		{"resident", "Resident"}, {"address", "Address"}, {"phone", "Phone"}},
	"quotients.csv": {{"qf", "QF To"}, {"source", "Source"}},
	"children.csv": {{"last_name", "LastName"}, {"first_name", "FirstName"}, {"birth_date", "BirthDate"},
		{"school", "School"}, {"class", "Class"}, {"diet", "Diet"}, {"allergies", "Allergies"}},
	"enrolments.csv": {{"to", "ToDate"}, {"priority", "Priority"}},
}

// ownedColumn is a column, and the fields of the stored row that contain it.
type ownedColumn struct{ column, fields string }

// text returns the row's value of the column.
func (c ownedColumn) text(row reflect.Value) string {
	var all []string
	for name := range strings.FieldsSeq(c.fields) {
		all = append(all, textOf(row.FieldByName(name)))
	}
	return strings.TrimRight(strings.Join(all, " "), " ")
}

// copy copies the column's value from another row.
func (c ownedColumn) copy(to, from reflect.Value) {
	for name := range strings.FieldsSeq(c.fields) {
		to.FieldByName(name).Set(from.FieldByName(name))
	}
}

func textOf(v reflect.Value) string {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return "-"
		}
		v = v.Elem()
	}
	if v.Kind() == reflect.Bool {
		if v.Bool() {
			return "yes"
		}
		return "no"
	}
	if days, ok := v.Interface().(town.Weekdays); ok {
		text := ""
		for day, on := range days {
			if on {
				text += strconv.Itoa(day)
			}
		}
		return text
	}
	return strings.TrimSpace(fmt.Sprint(v.Interface()))
}
