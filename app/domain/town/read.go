package town

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"cartable/app/domain/civil"
	"cartable/app/domain/deadline"
	"cartable/app/domain/money"
)

// The expected values of a cell.
const (
	aDate      = "une date AAAA-MM-JJ"
	aTime      = "une heure HH:MM"
	aRule      = "J-0 09:00, J-2 12:00, JO-2 12:00, S-1 jeu 12:00, M-1 20 23:59 ou none"
	someDays   = "des jours de 1 (lundi) à 7 (dimanche), séparés par des points-virgules"
	aNumber    = "un nombre entier de 0 à 1000000"
	aRate      = "un facteur du QF entre 0 et 1, six décimales au plus, par exemple 0.0036 pour 0,36 %"
	someEuros  = "des euros avec un point, par exemple 4.22"
	someLevels = "TPS, PS, MS, GS, CP, CE1, CE2, CM1 ou CM2, séparés par des points-virgules"
	aQuotient  = "un quotient familial en euros, par exemple 978 ou 978.50"
	onlyOnce   = "une seule fois"
	mostPlaces = 1_000_000 // far above a town's figures
	mostRate   = 1_000_000 // millionths
)

// Read builds a noun from the cells of a row or of a form, by field name and without surrounding spaces. A field that
// is missing keeps its value in was, which may be nil for a new noun. Findings.And drops the findings of Check about a
// field that could not be read.
func Read(kind NounKind, was Noun, cells map[string]string) (Noun, Findings) {
	t := tableOf(kind)
	if t == nil {
		return nil, Findings{{Wrong: fmt.Sprintf("« %s » ne se règle pas ici", shown(string(kind)))}}
	}
	var found Findings
	made := reflect.New(t.entry).Elem()
	if was != nil {
		made.Set(reflect.ValueOf(was))
	}
	for _, f := range t.fields {
		cell, said := cells[f.Name]
		if !said && was != nil {
			continue
		}
		if cell == "" {
			cell = f.standard
		}
		same := kind == NounActivity && f.Name == "cancel_by" && cell == "" // one rule for both
		if same {
			cell = cells["book_by"]
		}
		to := made.Field(f.index)
		to.SetZero()
		if cell == "" {
			if f.Required && !same { // otherwise the finding about book_by is enough
				found.fault(f.Name, missing, f.expected(to.Type()))
			}
			continue
		}
		if wrong, expected := readCell(to.Addr().Interface(), cell); wrong != "" {
			to.SetZero()
			if !same {
				found.fault(f.Name, wrong, expected)
			}
		}
	}
	return made.Interface().(Noun), found
}

// expected returns the text of what a required field expects.
func (f Field) expected(t reflect.Type) string {
	if f.need != "" {
		return f.need
	}
	if words := choices[t]; words != nil {
		return orList(words)
	}
	switch t {
	case reflect.TypeFor[civil.Date]():
		return aDate
	case reflect.TypeFor[civil.TimeOfDay]():
		return aTime
	case reflect.TypeFor[deadline.Rule]():
		return aRule
	case reflect.TypeFor[Weekdays]():
		return someDays
	case reflect.TypeFor[*money.Cents](): // no other amount is required
		return aQuotient
	}
	return "une valeur"
}

// readCell parses a cell that is not empty into a field, by its type; wrong is "" on success.
func readCell(to any, cell string) (wrong, expected string) {
	isNot := func(what string) string { return fmt.Sprintf("« %s » %s", shown(cell), what) }
	var err error
	switch to := to.(type) {
	case *string:
		*to = cell
	case *[]string:
		*to, wrong = readList(cell)
		return wrong, onlyOnce
	case *Levels:
		items, wrong := readList(cell)
		if wrong != "" {
			return wrong, onlyOnce
		}
		if *to, wrong = readLevels(items); wrong != "" {
			return fmt.Sprintf("« %s » n'est pas un niveau", shown(wrong)), someLevels
		}
	case *Weekdays:
		return readWeekdays(to, cell)
	case *bool:
		*to = cell == "yes"
	case **bool:
		*to = new(cell == "yes")
	case **int:
		n, bad := strconv.ParseUint(cell, 10, 32)
		if bad != nil || n > mostPlaces {
			return isNot("n'est pas un nombre entier"), aNumber
		}
		*to = new(int(n))
	case *money.Cents:
		if *to, err = money.Parse(cell); err != nil {
			return isNot("n'est pas un montant"), someEuros
		}
	case **money.Cents:
		cents, bad := money.Parse(cell)
		if bad != nil {
			return isNot("n'est pas un montant"), someEuros
		}
		*to = &cents
	case *Rate:
		return readRate(to, cell)
	case *civil.Date:
		if *to, err = civil.Parse(cell); err != nil {
			return isNot("n'est pas une date"), "AAAA-MM-JJ"
		}
	case *civil.TimeOfDay:
		if *to, err = civil.ParseTime(cell); err != nil {
			return isNot("n'est pas une heure"), "HH:MM"
		}
	case **civil.TimeOfDay:
		at, bad := civil.ParseTime(cell)
		if bad != nil {
			return isNot("n'est pas une heure"), "HH:MM"
		}
		*to = &at
	case *deadline.Rule:
		if *to, err = deadline.ParseRule(cell); err != nil {
			return isNot("n'est pas un délai"), aRule
		}
	default: // one of a few words
		reflect.ValueOf(to).Elem().SetString(cell)
	}
	t := reflect.TypeOf(to).Elem()
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if words := choices[t]; words != nil && !slices.ContainsFunc(words, func(c choice) bool { return c.cell == cell }) {
		return isNot("n'est pas une valeur possible"), orList(words)
	}
	return "", ""
}

// readList splits a cell at semicolons.
func readList(cell string) (items []string, wrong string) {
	for item := range strings.SplitSeq(cell, ";") {
		item = strings.Clone(strings.TrimSpace(item))
		switch {
		case item == "":
		case slices.Contains(items, item):
			return items, fmt.Sprintf("« %s » est deux fois dans la liste", shown(item))
		default:
			items = append(items, item)
		}
	}
	slices.Sort(items) // the order has no meaning
	return items, ""
}

func readWeekdays(to *Weekdays, cell string) (wrong, expected string) {
	items, wrong := readList(cell)
	if wrong != "" {
		return wrong, onlyOnce
	}
	for _, item := range items {
		if len(item) != 1 || item < "1" || item > "7" {
			return fmt.Sprintf("« %s » n'est pas un jour de la semaine", shown(item)), someDays
		}
		to[item[0]-'0'] = true
	}
	return "", ""
}

// readRate parses a decimal factor as millionths.
func readRate(to *Rate, cell string) (wrong, expected string) {
	whole, decimals, _ := strings.Cut(cell, ".")
	for len(decimals) < 6 {
		decimals += "0"
	}
	n, err := strconv.ParseUint(whole+decimals, 10, 32)
	if whole == "" || strings.HasSuffix(cell, ".") || len(decimals) > 6 || err != nil || n > mostRate {
		return fmt.Sprintf("« %s » n'est pas un taux", shown(cell)), aRate
	}
	*to = Rate(n)
	return "", ""
}

// orList returns "A, B ou C".
func orList(words []choice) string {
	var list string
	for i, w := range words {
		switch {
		case i == 0:
		case i == len(words)-1:
			list += " ou "
		default:
			list += ", "
		}
		list += w.cell
	}
	return list
}
