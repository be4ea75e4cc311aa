package load

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"cartable/app/domain/address"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/phone"
)

// text returns a copy of a cell that stays valid for the whole import.
func (r *row) text(column string) string {
	text := r.cell(column)
	most, own := longestTexts[column]
	if !own {
		most = longestText
	}
	if utf8.RuneCountInString(text) > most {
		r.wrong(column, "le texte est trop long", fmt.Sprintf("%d caractères au plus", most))
		return ""
	}
	return strings.Clone(text)
}

// longestText is the maximum length of a text in characters, as a name must fit on a line of a letter; longestTexts has
// the limits of longer columns.
const longestText = 150

var longestTexts = map[string]int{"address": 400, "diet": 1000, "allergies": 1000, "notice": 4000, "label": 300,
	"hours": 300, "mail_signature": 400, "mail_name": 80}

func (r *row) required(column, what string) string {
	text := r.text(column)
	if text == "" {
		r.wrong(column, "la valeur manque", what)
	}
	return text
}

func (r *row) oneOf(column, standard string, words ...string) string {
	text := r.text(column)
	if text == "" && standard != "" {
		return standard
	}
	if text == "" {
		r.wrong(column, "la valeur manque", orList(words))
	} else if !slices.Contains(words, text) {
		r.bad(column, "n'est pas une valeur possible", orList(words))
	}
	return text
}

func (r *row) yes(column string, standard bool) bool {
	switch r.cell(column) {
	case "yes":
		return true
	case "no":
		return false
	case "":
		return standard
	}
	r.bad(column, "n'est pas une valeur possible", "yes ou no")
	return standard
}

// date reads a date; ok is false when there is none, whether or not that was reported.
func (r *row) date(column string, required bool) (d civil.Date, ok bool) {
	if r.cell(column) == "" {
		if required {
			r.wrong(column, "la valeur manque", "une date AAAA-MM-JJ")
		}
		return 0, false
	}
	d, err := civil.Parse(r.cell(column))
	if err != nil {
		r.bad(column, "n'est pas une date", "AAAA-MM-JJ")
	}
	return d, err == nil
}

// ordered reports a period that ends before it starts.
func (r *row) ordered(column string, from, to civil.Date) {
	if from != 0 && to != 0 && to < from {
		r.wrong(column, fmt.Sprintf("la fin (%s) est avant le début (%s)", to, from), "une date le "+from.String()+
			" ou après")
	}
}

func (r *row) instant(column string) (t time.Time, ok bool) {
	if r.cell(column) == "" {
		return time.Time{}, false
	}
	t, err := time.Parse(time.RFC3339, r.cell(column))
	if err != nil {
		r.bad(column, "n'est pas un instant", "AAAA-MM-JJTHH:MM:SS+02:00 (RFC 3339)")
	}
	return t.UTC().Truncate(time.Microsecond), err == nil
}

// money reads an amount; nil for an empty cell.
func (r *row) money(column string) *money.Cents {
	if r.cell(column) == "" {
		return nil
	}
	c, err := money.Parse(r.cell(column))
	if err != nil {
		r.bad(column, "n'est pas un montant", "des euros avec un point, par exemple 4.22")
		return nil
	}
	return &c
}

// number reads a whole number; nil for an empty cell. Its upper bound is far above any number that a town uses.
func (r *row) number(column string) *int {
	if r.cell(column) == "" {
		return nil
	}
	n, err := strconv.ParseUint(r.cell(column), 10, 32)
	if err != nil || n > 1_000_000 {
		r.bad(column, "n'est pas un nombre entier", "un nombre entier de 0 à 1000000")
		return nil
	}
	small := int(n)
	return &small
}

// list splits a cell at semicolons and reports duplicates.
func (r *row) list(column string) []string {
	var items []string
	for item := range strings.SplitSeq(r.cell(column), ";") {
		item = strings.TrimSpace(item)
		switch {
		case item == "":
		case slices.Contains(items, item):
			r.wrong(column, fmt.Sprintf("« %s » est deux fois dans la liste", item), "une seule fois")
		default:
			items = append(items, strings.Clone(item))
		}
	}
	return items
}

// phone reads a telephone; empty for an empty cell.
func (r *row) phone(column string) string {
	number, err := phone.Read(r.cell(column))
	if err != nil {
		r.bad(column, "n'est pas un numéro de téléphone", "06 12 34 56 78, ou +32 475 12 34 56")
	}
	return number
}

func (r *row) emails(column string) []string {
	var addresses []string
	for _, text := range r.list(column) {
		one, ok := address.One(text)
		if !ok {
			r.wrong(column, fmt.Sprintf("« %s » n'est pas une adresse courriel", text),
				"nom@domaine.fr, plusieurs adresses séparées par des points-virgules")
			continue
		}
		if slices.ContainsFunc(addresses, func(other string) bool { return strings.EqualFold(other, one) }) {
			r.wrong(column, fmt.Sprintf("« %s » est deux fois dans la liste", text), "une seule fois")
			continue
		}
		addresses = append(addresses, one)
	}
	return addresses
}

func orList(words []string) string {
	if len(words) == 1 {
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " ou " + words[len(words)-1]
}
